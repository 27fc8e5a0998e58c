"""Rows of losses and dropout."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
import tinygrad_edu.nn.functional as F
from tinygrad_edu import ops

from ..references import (
    numpy_bce,
    numpy_bce_with_logits,
    numpy_cross_entropy,
    numpy_dropout,
    numpy_mse,
    numpy_nll,
    torch,
    torch_loss,
)
from ..row import ErrorInput, Row, leaf, mismatch
from ..samples import (
    classes,
    each_reduction,
    given,
    named,
    normal,
    probability,
)


def seeded_dropout(x, p=0.5, training=True, seed=0):
    """F.dropout that draws the same every time."""
    return F.dropout(x, p, training, generator=np.random.default_rng(seed))


def reduction_errors(function, *operands):
    """The error input that all losses share."""
    return ErrorInput(
        "no such reduction",
        lambda: function(*(operand() for operand in operands), reduction="median"),
        ValueError,
        "no reduction 'median'.*\n.*'mean', 'sum' or 'none'",
    )


def class_samples(family):
    """Samples of scores and class numbers."""
    return {
        **named("(C)", each_reduction(family(4), classes(4)())),
        **named("(N, C)", each_reduction(family(5, 3), classes(3)(5))),
        **named("(N, C, d)", each_reduction(family(2, 3, 4), classes(3)(2, 4))),
        "(N, C, d, e), none": given(family(2, 3, 2, 2), classes(3)(2, 2, 2), reduction="none"),
        "one class": given(family(3, 1), classes(1)(3)),
        "one example": given(family(1, 3), classes(3)(1)),
        "no examples, none": given(family(0, 3), classes(3)(0), reduction="none"),
        "no examples, sum": given(family(0, 3), classes(3)(0), reduction="sum"),
    }


def class_errors(function):
    """The error inputs of a loss of class numbers."""
    return (
        reduction_errors(function, lambda: leaf(2, 3), lambda: tg.tensor([0, 1])),
        ErrorInput(
            "a class too high",
            lambda: function(leaf(2, 3), tg.tensor([0, 3])),
            IndexError,
            "outside the 3 classes: .*0 to 3",
        ),
        ErrorInput(
            "a class too low",
            lambda: function(leaf(2, 3), tg.tensor([-1, 0])),
            IndexError,
            "outside the 3 classes: .*-1 to 0",
        ),
        ErrorInput(
            "another number of examples",
            lambda: function(leaf(2, 3), tg.tensor([0, 1, 2])),
            ValueError,
            r"targets of shape \(3,\) for scores of shape \(2, 3\)",
        ),
    )


LOSSES = (
    Row(
        "mse_loss",
        F.mse_loss,
        {
            **named("matrix", each_reduction(normal(3, 4), normal(3, 4))),
            **named("0-d", each_reduction(normal(), normal())),
            "vector": given(normal(4), normal(4)),
            "zero-size, none": given(normal(0, 3), normal(0, 3), reduction="none"),
            "zero-size, sum": given(normal(0, 3), normal(0, 3), reduction="sum"),
        },
        covers=(F.mse_loss, ops.mse_loss),
        numpy=numpy_mse,
        torch=torch_loss("mse_loss"),
        also=(lambda x, target, reduction="mean": F.mse_loss(input=x, target=target, reduction=reduction),),
        errors=(reduction_errors(F.mse_loss, lambda: leaf(2), lambda: leaf(2)),),
    ),
    Row(
        "mse_loss of shapes that broadcast",
        ops.mse_loss,
        {
            **named("target stretched", each_reduction(normal(3, 4), normal(4))),
            **named("both stretched", each_reduction(normal(3, 1), normal(1, 4))),
            "numbers": given(normal(3, 4), 1.5),
        },
        covers=(ops.mse_loss,),
        numpy=numpy_mse,
        torch=lambda x, target, reduction="mean": {"mean": torch.mean, "sum": torch.sum, "none": torch.clone}[
            reduction
        ]((x - target) ** 2),
        errors=mismatch("mse_loss", ops.mse_loss),
    ),
    Row(
        "binary_cross_entropy",
        F.binary_cross_entropy,
        {
            **named("matrix", each_reduction(probability(3, 4), probability(3, 4))),
            **named("0-d", each_reduction(probability(), probability())),
            "targets of 0 and 1": given(probability(6), lambda rng: rng.integers(0, 2, 6).astype(float)),
            "zero-size, none": given(probability(0, 3), probability(0, 3), reduction="none"),
        },
        covers=(F.binary_cross_entropy, ops.binary_cross_entropy),
        numpy=numpy_bce,
        torch=torch_loss("binary_cross_entropy"),
        also=(lambda x, target, reduction="mean": F.binary_cross_entropy(input=x, target=target, reduction=reduction),),
        domain=lambda x, target, reduction="mean": bool(np.all((x > 0.05) & (x < 0.95))),
        errors=(
            reduction_errors(F.binary_cross_entropy, lambda: leaf(2), lambda: leaf(2)),
            ErrorInput(
                "shapes differ",
                lambda: F.binary_cross_entropy(leaf(3, 1), leaf(3)),
                ValueError,
                r"binary_cross_entropy: input \(3, 1\), target \(3,\)",
            ),
            ErrorInput(
                "above 1", lambda: F.binary_cross_entropy(leaf(2) * 1.5, tg.ones(2)), ValueError, "wants probabilities"
            ),
            ErrorInput(
                "below 0",
                lambda: F.binary_cross_entropy(leaf(2) * -0.5, tg.ones(2)),
                ValueError,
                "wants probabilities",
            ),
        ),
    ),
    Row(
        "binary_cross_entropy_with_logits",
        F.binary_cross_entropy_with_logits,
        {
            **named("matrix", each_reduction(normal(3, 4), probability(3, 4))),
            **named("0-d", each_reduction(normal(), probability())),
            "targets of 0 and 1": given(normal(6), lambda rng: rng.integers(0, 2, 6).astype(float)),
            "zero-size, none": given(normal(0, 3), probability(0, 3), reduction="none"),
        },
        covers=(F.binary_cross_entropy_with_logits, ops.binary_cross_entropy_with_logits),
        numpy=numpy_bce_with_logits,
        torch=torch_loss("binary_cross_entropy_with_logits"),
        errors=(
            reduction_errors(F.binary_cross_entropy_with_logits, lambda: leaf(2), lambda: leaf(2)),
            ErrorInput(
                "shapes differ",
                lambda: F.binary_cross_entropy_with_logits(leaf(3, 1), leaf(3)),
                ValueError,
                r"input \(3, 1\), target \(3,\)",
            ),
        ),
    ),
    Row(
        "cross_entropy",
        F.cross_entropy,
        {
            **class_samples(normal),
            **named("probabilities (C)", each_reduction(normal(4), probability(4))),
            **named("probabilities (N, C)", each_reduction(normal(5, 3), probability(5, 3))),
            **named("probabilities (N, C, d)", each_reduction(normal(2, 3, 4), probability(2, 3, 4))),
        },
        covers=(F.cross_entropy, ops.cross_entropy),
        numpy=numpy_cross_entropy,
        records=False,
        torch=torch_loss("cross_entropy"),
        also=(lambda x, target, reduction="mean": F.cross_entropy(input=x, target=target, reduction=reduction),),
        errors=(
            *class_errors(F.cross_entropy),
            ErrorInput(
                "probabilities of another shape",
                lambda: F.cross_entropy(leaf(2, 3), leaf(2, 4)),
                ValueError,
                r"input \(2, 3\), target \(2, 4\)",
            ),
            ErrorInput(
                "class numbers that are floats",
                lambda: F.cross_entropy(leaf(2, 3), leaf(2)),
                TypeError,
                r"class numbers must be integers, not float32\nhelp: target\.long\(\)",
            ),
        ),
    ),
    Row(
        "linear_cross_entropy",
        lambda x, w, target, bias=None, **options: F.linear_cross_entropy(x, w, target, linear_bias=bias, **options),
        {
            "classes": given(normal(2, 3), normal(4, 3), classes(4)(2)),
            "with a bias": given(normal(2, 3), normal(4, 3), classes(4)(2), normal(4), reduction="sum"),
            "one example": given(normal(3), normal(4, 3), classes(4)()),
            "probabilities": given(normal(2, 3), normal(4, 3), probability(2, 4), label_smoothing=0.2),
            "several outputs": given(normal(2, 3), normal(4, 2, 3), classes(4)(2, 2), normal(4, 2), ignore_index=1),
        },
        covers=(F.linear_cross_entropy,),
        torch=lambda x, w, target, bias=None, **options: torch.nn.functional.linear_cross_entropy(
            x, w, target, linear_bias=bias, **options
        ),
        takes_arrays=False,
        errors=(
            ErrorInput(
                "one example of several outputs",
                lambda: F.linear_cross_entropy(leaf(3), leaf(4, 2, 3), tg.ones(2, dtype=int)),
                ValueError,
                r"linear_weight of shape \(4, 2, 3\)",
            ),
        ),
    ),
    Row(
        "nll_loss",
        F.nll_loss,
        class_samples(normal),
        covers=(F.nll_loss, ops.nll_loss),
        numpy=numpy_nll,
        records=False,
        torch=torch_loss("nll_loss"),
        also=(lambda x, target, reduction="mean": F.nll_loss(input=x, target=target, reduction=reduction),),
        errors=(
            *class_errors(F.nll_loss),
            ErrorInput(
                "classes as floats",
                lambda: F.nll_loss(leaf(2, 3), tg.ones(2)),
                TypeError,
                "must be integers, not float32",
            ),
        ),
    ),
    Row(
        "dropout with a mask",
        ops.dropout,
        {
            "matrix": given(normal(3, 4), lambda rng: ops.dropout_mask((3, 4), 0.4, np.float64, rng)),
            "0-d": given(normal(), lambda rng: np.asarray(2.0)),
            "a row dropped in all examples": given(
                normal(3, 4), lambda rng: ops.dropout_mask((4,), 0.4, np.float64, rng)
            ),
        },
        covers=(ops.dropout,),
        numpy=np.multiply,
        torch=lambda x, mask: x * mask,
    ),
    Row(
        "dropout",
        seeded_dropout,
        {
            "a half": given(normal(3, 4)),
            "0.2": given(normal(3, 4), p=0.2, seed=1),
            "none": given(normal(3, 4), p=0.0),
            "all": given(normal(3, 4), p=1.0),
            "evaluation": given(normal(3, 4), p=0.5, training=False),
            "zero-size": given(normal(0, 3)),
            "0-d": given(normal(), seed=3),
        },
        covers=(F.dropout, ops.dropout_mask),
        numpy=numpy_dropout,
        errors=(
            ErrorInput("p above 1", lambda: F.dropout(leaf(2), 1.5), ValueError, "probability of dropout is 1.5"),
            ErrorInput("p below 0", lambda: F.dropout(leaf(2), -0.1), ValueError, "probability of dropout is -0.1"),
        ),
    ),
)
