"""Rows of activations, of softmax and its kin."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
import tinygrad_edu.nn.functional as F
from tinygrad_edu import ops

from ..references import (
    numpy_log_softmax,
    torch,
)
from ..row import ErrorInput, Row, leaf
from ..samples import (
    along_dim,
    drawn,
    given,
    normal,
)

off_kinks = drawn(lambda rng, shape: rng.integers(-4, 4, shape) + rng.choice([0.2, 0.35, 0.65, 0.8], shape))


def activation(name, samples=None, required=(), **fields):
    """The row of an activation of `functional`; `required` arguments stand behind the operand."""
    function = getattr(F, name)
    usual = {"0-d": given(off_kinks(), *required), "matrix": given(off_kinks(3, 4), *required)}
    return Row(
        name,
        function,
        {**usual, **(samples or {})},
        covers=(function, *fields.pop("covers", ())),
        torch=lambda x, *others, **options: getattr(torch.nn.functional, name)(x.clone(), *others, **options),
        **fields,
    )


def arguments(*positional, **named):
    """A sample with arguments by position, and one with arguments by name."""
    return {"by position": given(off_kinks(3, 4), *positional), "by name": given(off_kinks(4), **named)}


IN_PLACE = arguments(True, inplace=True)


def numpy_prelu(x, weight):
    """x, or x · weight along axis 1."""
    weight = np.reshape(weight, (-1, *(1,) * (x.ndim - 2))) if np.size(weight) > 1 else np.reshape(weight, ())
    return np.where(x > 0, x, x * weight)


def numpy_glu(x, dim=-1):
    """One half, times the sigmoid of the other."""
    first, second = np.split(x, 2, dim)
    return first / (1 + np.exp(-second))


def seeded_gumbel_softmax(x, **options):
    """F.gumbel_softmax with the same noise every time."""
    tg.manual_seed(0)
    return F.gumbel_softmax(x, **options)


ACTIVATIONS = (
    activation("relu", IN_PLACE, numpy=lambda x, inplace=False: np.maximum(x, 0)),
    activation("relu6", IN_PLACE, numpy=lambda x, inplace=False: np.clip(x, 0, 6)),
    activation(
        "leaky_relu",
        arguments(0.3, True, negative_slope=-0.2),
        covers=(ops.leaky_relu,),
        numpy=lambda x, negative_slope=0.01, inplace=False: np.maximum(x, 0) + negative_slope * np.minimum(x, 0),
    ),
    activation("elu", arguments(1.7, True, alpha=0.5), covers=(ops.elu,)),
    activation(
        "celu",
        arguments(2.0, True, alpha=0.5),
        also=(tg.celu,),
        errors=(ErrorInput("alpha = 0", lambda: F.celu(leaf(2), 0.0), ValueError, "alpha = 0\nhelp: "),),
    ),
    activation("selu", IN_PLACE, also=(tg.selu,)),
    activation(
        "gelu",
        {"tanh": given(off_kinks(3, 4), approximate="tanh"), "none": given(off_kinks(4), approximate="none")},
        also=(lambda x, approximate="none": F.gelu(x, approximate),),
        covers=(ops.gelu, ops.gelu_tanh),
        errors=(
            ErrorInput(
                "no such approximation",
                lambda: F.gelu(leaf(2), "erf"),
                ValueError,
                "no approximation 'erf'\nhelp: 'none' or 'tanh'",
            ),
        ),
    ),
    activation("silu", IN_PLACE, covers=(ops.silu,), numpy=lambda x, inplace=False: x / (1 + np.exp(-x))),
    activation(
        "mish",
        IN_PLACE,
        covers=(ops.mish,),
        numpy=lambda x, inplace=False: x * np.tanh(np.log1p(np.exp(x))),
    ),
    activation("softsign", numpy=lambda x: x / (1 + np.abs(x))),
    activation("logsigmoid", numpy=lambda x: np.log(1 / (1 + np.exp(-x)))),
    activation("tanhshrink", numpy=lambda x: x - np.tanh(x)),
    activation(
        "hardtanh",
        arguments(-2.0, 0.5, True, max_val=3.0),
        covers=(ops.hardtanh,),
        numpy=lambda x, min_val=-1.0, max_val=1.0, inplace=False: np.maximum(np.minimum(x, max_val), min_val),
        errors=(
            ErrorInput("exchanged", lambda: F.hardtanh(leaf(2), 2.0, 1.0), ValueError, "min_val 2.0 above .*help"),
        ),
    ),
    activation(
        "hardsigmoid",
        IN_PLACE,
        covers=(ops.hardsigmoid,),
        numpy=lambda x, inplace=False: np.minimum(np.maximum(x / 6 + 0.5, 0), 1),
        torch_skips=dict.fromkeys(("0-d", "matrix", "by position", "by name"), "PyTorch's 1 / 6 is a float32"),
    ),
    activation(
        "hardswish",
        IN_PLACE,
        covers=(ops.hardswish,),
        numpy=lambda x, inplace=False: x * np.minimum(np.maximum(x / 6 + 0.5, 0), 1),
    ),
    activation(
        "hardshrink",
        arguments(1.5, lambd=0.3),
        also=(tg.hardshrink, lambda x, *args, **named: x.hardshrink(*args, **named)),
    ),
    activation(
        "softshrink",
        arguments(1.5, lambd=0.3),
        covers=(ops.softshrink,),
        errors=(ErrorInput("negative", lambda: F.softshrink(leaf(2), -1.0), ValueError, "lambd -1.0\nhelp: "),),
    ),
    activation(
        "threshold",
        {"by name": given(off_kinks(3), threshold=-0.5, value=7.0, inplace=True)},
        required=(0.5, 7.0),
        covers=(ops.threshold,),
        also=(tg.threshold,),
    ),
    Row(
        "prelu",
        F.prelu,
        {
            "0-d": given(off_kinks(), normal(1)),
            "vector": given(off_kinks(3), normal(1)),
            "channels": given(off_kinks(2, 3), normal(3)),
            "channels of pictures": given(off_kinks(2, 3, 2, 2), normal(3)),
            "one for all": given(off_kinks(2, 3, 2), normal()),
        },
        covers=(F.prelu, ops.prelu),
        numpy=numpy_prelu,
        records=False,
        torch=lambda x, weight: torch.nn.functional.prelu(x, weight),
        also=(tg.prelu, lambda x, weight: x.prelu(weight)),
        errors=(
            ErrorInput(
                "too many weights",
                lambda: F.prelu(leaf(2, 3), leaf(2)),
                ValueError,
                r"an input \(2, 3\) with weights \(2,\)\nhelp: one weight, or a vector of 3",
            ),
        ),
    ),
    activation(
        "rrelu",
        arguments(0.1, 0.2, lower=0.0, upper=0.3, inplace=True),
        also=(tg.rrelu,),
        errors=(
            ErrorInput("exchanged", lambda: F.rrelu(leaf(2), 0.3, 0.2), ValueError, "lower 0.3 above upper 0.2\nhelp"),
        ),
    ),
    Row(
        "glu",
        F.glu,
        {"last": given(normal(3, 4)), "first": given(normal(4, 2), 0), "by name": given(normal(2, 2, 3), dim=-2)},
        covers=(F.glu,),
        numpy=numpy_glu,
        records=False,
        torch=lambda x, dim=-1: torch.nn.functional.glu(x, dim),
        errors=(
            ErrorInput("odd", lambda: F.glu(leaf(2, 3)), ValueError, r"axis -1 of \(2, 3\), which is odd\nhelp"),
            ErrorInput("no such axis", lambda: F.glu(leaf(2), 1), IndexError, r"axis 1 of an input of shape \(2,\)"),
            ErrorInput("no axis", lambda: F.glu(leaf()), IndexError, "glu along axis -1"),
        ),
    ),
)

SOFTMAX = (
    Row(
        "softmax",
        F.softmax,
        {**along_dim(normal), "nothing to sum": given(normal(3, 0), dim=1), "0-d": given(normal(), dim=0)},
        covers=(tg.softmax, F.softmax),
        numpy=lambda x, dim: np.exp(x) / np.sum(np.exp(x), axis=dim if x.ndim else None, keepdims=True),
        torch=lambda x, dim: torch.softmax(x, dim),
        also=(lambda x, dim: tg.softmax(x, dim), lambda x, dim: x.softmax(dim)),
        errors=(
            ErrorInput("no such axis", lambda: F.softmax(leaf(2, 3), dim=2), IndexError, r"softmax\(\(2, 3\), axis=2"),
            ErrorInput("no axis", lambda: tg.softmax(leaf(2, 3)), TypeError, "softmax.*'axis'"),
        ),
    ),
    Row(
        "log_softmax",
        F.log_softmax,
        {**along_dim(normal), "nothing to sum": given(normal(3, 0), dim=1)},
        covers=(tg.log_softmax, F.log_softmax),
        numpy=lambda x, dim: np.copy(x) if 0 in x.shape else numpy_log_softmax(x, dim),
        torch=lambda x, dim: torch.log_softmax(x, dim),
        also=(lambda x, dim: tg.log_softmax(x, dim), lambda x, dim: x.log_softmax(dim)),
        errors=(
            ErrorInput(
                "no such axis", lambda: F.log_softmax(leaf(2), dim=1), IndexError, r"log_softmax\(\(2,\), axis=1"
            ),
            ErrorInput("no axis", lambda: tg.log_softmax(leaf(2, 3)), TypeError, "softmax.*'axis'"),
        ),
    ),
    Row(
        "softmin",
        F.softmin,
        {"rows": given(normal(3, 4), dim=1), "by position": given(normal(3, 4), 0)},
        covers=(F.softmin,),
        numpy=lambda x, dim: np.exp(-x) / np.sum(np.exp(-x), axis=dim, keepdims=True),
        torch=lambda x, dim: torch.nn.functional.softmin(x, dim),
    ),
    Row(
        "gumbel_softmax",
        seeded_gumbel_softmax,
        {
            "usual": given(normal(3, 4)),
            "hotter, along the first axis": given(normal(3, 4), tau=2.0, dim=0),
        },
        covers=(F.gumbel_softmax,),
    ),
)
