"""Rows of the losses beyond those of courses: weights, likelihoods, margins, alignments in time."""

from __future__ import annotations

import warnings

import numpy as np

import tinygrad_edu as tg
import tinygrad_edu.nn.functional as F
from tinygrad_edu import ops

from ..references import torch
from ..row import ErrorInput, Row, leaf
from ..samples import classes, drawn, each_reduction, given, normal, positive, probability
from .loss import reduction_errors

signs = drawn(lambda rng, shape: rng.choice([-1, 1], shape))
bits = drawn(lambda rng, shape: rng.integers(0, 2, shape))
counts = drawn(lambda rng, shape: rng.integers(0, 4, shape))
apart = drawn(lambda rng, shape: rng.choice([-1.0, 1.0], shape) * rng.uniform(0.2, 0.8, shape))
WEIGHTS = np.array([0.5, 2.0, 1.5])


def torchs(name):
    """PyTorch's loss of that name, arrays among its options made tensors. Its advice on kl_div's mean is no error."""

    def call(*operands, **options):
        made = [torch.from_numpy(x) if isinstance(x, np.ndarray) else x for x in operands]
        named = {k: torch.from_numpy(v) if isinstance(v, np.ndarray) else v for k, v in options.items()}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            return getattr(torch.nn.functional, name)(*made, **named)

    return call


def loss(name, samples, *, errors=(), covers=(), **more):
    """The row of a loss that PyTorch has under the same name."""
    function = getattr(F, name)
    return Row(name, function, samples, covers=(function, *covers), torch=torchs(name), errors=errors, **more)


def lists_of_classes(rng):
    """Rows of class numbers, each ended by −1."""
    return np.array([[0, 2, -1, 1], [3, -1, -1, -1], [-1, 0, 1, 2]])


def two(family=normal):
    """A matrix of inputs and one of targets."""
    return family(3, 4), family(3, 4)


def log_probabilities(x):
    """Rows whose exponentials sum to 1."""
    return ops.log_softmax(x, axis=-1)


def aligned(x, **options):
    """`ctc_loss` behind log_softmax, without which its gradient isn't the derivative of its formula."""
    return F.ctc_loss(log_probabilities(x), **options)


ROWS = np.array([[1, 2, 3], [2, 2, 0]])
TEXT = {"input_lengths": np.array([5, 4]), "target_lengths": np.array([3, 2])}

MORE_LOSSES = (
    loss(
        "l1_loss",
        {**each_reduction(*two(apart)), "weights": given(*two(apart), weight=np.arange(1.0, 13.0).reshape(3, 4))},
        domain=lambda x, y, **options: bool(np.all(np.abs(x - y) > 1e-3)),
        errors=(reduction_errors(F.l1_loss, lambda: leaf(2), lambda: leaf(2)),),
    ),
    loss(
        "smooth_l1_loss",
        {**each_reduction(*two()), "beta": given(*two(), beta=0.5), "beta 0": given(*two(), beta=0)},
        errors=(ErrorInput("beta", lambda: F.smooth_l1_loss(leaf(2), leaf(2), beta=-1), ValueError, "beta is -1"),),
    ),
    loss(
        "huber_loss",
        {
            **each_reduction(*two()),
            "delta": given(*two(), delta=0.3),
            "weights": given(*two(), weight=np.arange(1.0, 13.0).reshape(3, 4)),
        },
        covers=(ops.huber_loss,),
        errors=(
            ErrorInput("delta", lambda: F.huber_loss(leaf(2), leaf(2), delta=0), ValueError, "delta is 0"),
            ErrorInput(
                "shapes that don't broadcast",
                lambda: ops.huber_loss(leaf(2, 3), leaf(4), delta=1.0),
                ValueError,
                r"huber_loss\(\(2, 3\), \(4,\), delta=1\.0\)",
            ),
        ),
    ),
    Row(
        "mse_loss, weights",
        F.mse_loss,
        each_reduction(*two()),
        covers=(F.mse_loss,),
        torch=torchs("mse_loss"),
        also=(lambda x, y, **options: F.mse_loss(x, y, weight=np.ones((3, 4)), **options),),
    ),
    Row(
        "binary_cross_entropy, weights",
        lambda x, y, **options: F.binary_cross_entropy(x, y, WEIGHTS, **options),
        each_reduction(probability(2, 3), probability(2, 3)),
        covers=(F.binary_cross_entropy,),
        torch=lambda x, y, **options: torchs("binary_cross_entropy")(x, y, weight=WEIGHTS, **options),
    ),
    Row(
        "binary_cross_entropy_with_logits, weights",
        F.binary_cross_entropy_with_logits,
        {
            **each_reduction(normal(2, 3), probability(2, 3)),
            "weights": given(normal(2, 3), probability(2, 3), weight=WEIGHTS),
            "positive weights": given(normal(2, 3), probability(2, 3), pos_weight=WEIGHTS),
            "both": given(normal(2, 3), probability(2, 3), weight=WEIGHTS, pos_weight=WEIGHTS, reduction="sum"),
        },
        covers=(F.binary_cross_entropy_with_logits,),
        torch=torchs("binary_cross_entropy_with_logits"),
    ),
    Row(
        "cross_entropy, weights",
        F.cross_entropy,
        {
            "weights": given(normal(5, 3), classes(3)(5), weight=WEIGHTS),
            "weights, none": given(normal(5, 3), classes(3)(5), weight=WEIGHTS, reduction="none"),
            "ignored": given(normal(5, 3), classes(3)(5), ignore_index=1),
            "ignored, of images": given(normal(2, 3, 4), classes(3)(2, 4), ignore_index=0, reduction="none"),
            "smoothed": given(normal(5, 3), classes(3)(5), label_smoothing=0.2),
            "all at once": given(
                normal(5, 3), classes(3)(5), weight=WEIGHTS, ignore_index=2, label_smoothing=0.3, reduction="mean"
            ),
            "probabilities, smoothed": given(normal(5, 3), probability(5, 3), label_smoothing=0.1, weight=WEIGHTS),
        },
        covers=(F.cross_entropy,),
        torch=torchs("cross_entropy"),
        errors=(
            ErrorInput(
                "two weights",
                lambda: F.cross_entropy(leaf(2, 3), tg.tensor([0, 1]), weight=np.ones(2)),
                ValueError,
                r"\(2,\) weights for 3 classes",
            ),
            ErrorInput(
                "too smooth",
                lambda: F.cross_entropy(leaf(2, 3), tg.tensor([0, 1]), label_smoothing=1.5),
                ValueError,
                "label_smoothing is 1.5",
            ),
        ),
    ),
    Row(
        "nll_loss, weights",
        F.nll_loss,
        {
            "weights": given(normal(5, 3), classes(3)(5), weight=WEIGHTS),
            "weights, sum": given(normal(5, 3), classes(3)(5), weight=WEIGHTS, reduction="sum"),
            "ignored": given(normal(5, 3), classes(3)(5), ignore_index=1),
            "one example": given(normal(3), classes(3)(), weight=WEIGHTS),
        },
        covers=(F.nll_loss,),
        torch=torchs("nll_loss"),
    ),
    loss(
        "kl_div",
        {
            **each_reduction(normal(3, 4), probability(3, 4)),
            "batchmean": given(normal(3, 4), probability(3, 4), reduction="batchmean"),
            "log target": given(*two(), log_target=True),
        },
        errors=(
            ErrorInput(
                "no such reduction", lambda: F.kl_div(leaf(2), leaf(2), reduction="max"), ValueError, "'batchmean'"
            ),
        ),
    ),
    loss(
        "poisson_nll_loss",
        {
            **each_reduction(normal(3, 4), counts(3, 4)),
            "rates": given(positive(3, 4), counts(3, 4), log_input=False),
            "full": given(normal(3, 4), lambda rng: counts(3, 4)(rng) + 0.3, full=True),
        },
    ),
    loss(
        "gaussian_nll_loss",
        {
            **each_reduction(*two(), positive(3, 4)),
            "one variance a row": given(*two(), positive(3)),
            "one variance a row, with an axis": given(*two(), positive(3, 1), full=True),
            "a number": given(*two(), 0.5),
        },
        errors=(
            ErrorInput(
                "negative", lambda: F.gaussian_nll_loss(leaf(2), leaf(2), -leaf(2)), ValueError, "variance is negative"
            ),
            ErrorInput(
                "another shape",
                lambda: F.gaussian_nll_loss(leaf(2, 3), leaf(2, 3), leaf(4)),
                ValueError,
                r"variances \(4,\) for an input \(2, 3\)",
            ),
        ),
    ),
    loss(
        "hinge_embedding_loss",
        {**each_reduction(apart(3, 4), signs(3, 4)), "margin": given(apart(3, 4), signs(3, 4), margin=0.1)},
        domain=lambda x, y, margin=1.0, **options: bool(np.all(np.abs(margin - x) > 0.05)),
    ),
    loss(
        "cosine_embedding_loss",
        {
            **each_reduction(*two(), signs(3)),
            "margin": given(*two(), signs(3), margin=-0.9),
            "one": given(normal(4), normal(4), signs()),
        },
        errors=(
            ErrorInput(
                "targets",
                lambda: F.cosine_embedding_loss(leaf(2, 3), leaf(2, 3), tg.ones(3)),
                ValueError,
                r"targets \(3,\) for rows \(2, 3\)",
            ),
        ),
    ),
    loss(
        "margin_ranking_loss",
        {**each_reduction(*two(), signs(3, 4)), "margin": given(*two(), signs(3, 4), margin=0.7)},
        domain=lambda x, y, target, margin=0.0, **options: bool(np.all(np.abs(margin - target * (x - y)) > 1e-3)),
    ),
    loss("soft_margin_loss", each_reduction(normal(3, 4), signs(3, 4))),
    loss(
        "multi_margin_loss",
        {
            **each_reduction(normal(5, 3), classes(3)(5)),
            "squares": given(normal(5, 3), classes(3)(5), p=2, margin=0.5),
            "weights": given(normal(5, 3), classes(3)(5), weight=WEIGHTS),
            "one row": given(normal(3), classes(3)()),
        },
        errors=(
            ErrorInput("p", lambda: F.multi_margin_loss(leaf(2, 3), tg.tensor([0, 1]), p=3), ValueError, "p is 3"),
        ),
    ),
    loss(
        "multilabel_margin_loss",
        {
            **each_reduction(normal(3, 4), lists_of_classes),
            "one row": given(normal(4), lambda rng: np.array([1, 3, -1, 0])),
        },
        errors=(
            ErrorInput(
                "no such class",
                lambda: F.multilabel_margin_loss(leaf(2), tg.tensor([0, 2])),
                IndexError,
                "outside the 2 classes",
            ),
        ),
    ),
    loss(
        "multilabel_soft_margin_loss",
        {**each_reduction(normal(2, 3), bits(2, 3)), "weights": given(normal(2, 3), probability(2, 3), weight=WEIGHTS)},
    ),
    loss(
        "triplet_margin_loss",
        {
            **each_reduction(*two(), normal(3, 4)),
            "p 1": given(*two(), normal(3, 4), p=1.0, margin=2.0),
            "swapped": given(*two(), normal(3, 4), swap=True),
            "one triplet": given(normal(4), normal(4), normal(4)),
        },
        errors=(
            ErrorInput(
                "margin",
                lambda: F.triplet_margin_loss(leaf(2), leaf(2), leaf(2), margin=0),
                ValueError,
                "the margin is 0",
            ),
        ),
    ),
    Row(
        "triplet_margin_with_distance_loss",
        lambda a, p, n, **options: F.triplet_margin_with_distance_loss(
            a, p, n, distance_function=lambda x, y: ops.sum(ops.square(ops.sub(x, y)), axis=-1), **options
        ),
        {**each_reduction(*two(), normal(3, 4)), "swapped": given(*two(), normal(3, 4), swap=True, margin=3.0)},
        covers=(F.triplet_margin_with_distance_loss,),
        torch=lambda a, p, n, **options: torchs("triplet_margin_with_distance_loss")(
            a, p, n, distance_function=lambda x, y: ((x - y) ** 2).sum(-1), **options
        ),
    ),
    Row(
        "ctc_loss",
        aligned,
        {
            "mean": given(normal(5, 2, 4), targets=ROWS, **TEXT, reduction="mean"),
            "sum": given(normal(5, 2, 4), targets=ROWS, **TEXT, reduction="sum"),
            "none, in a row": given(normal(5, 2, 4), targets=np.array([1, 1, 3, 2, 3]), **TEXT, reduction="none"),
            "another blank": given(normal(5, 2, 4), targets=np.array([[1, 2, 0], [0, 2, 0]]), **TEXT, blank=3),
        },
        covers=(F.ctc_loss,),
        torch=lambda x, **options: torchs("ctc_loss")(torch.log_softmax(x, -1), **options),
        errors=(
            ErrorInput(
                "a class too high",
                lambda: F.ctc_loss(leaf(5, 1, 4), tg.tensor([[4]]), [5], [1]),
                IndexError,
                "outside the 4 classes",
            ),
            ErrorInput(
                "lengths", lambda: F.ctc_loss(leaf(5, 1, 4), tg.tensor([[1]]), [6], [1]), ValueError, "input_lengths"
            ),
        ),
    ),
)
