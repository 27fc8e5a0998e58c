"""Rows of functions of single elements."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
import tinygrad_edu.nn.functional as F
from tinygrad_edu import ops

from ..references import (
    numpy_softplus,
    torch,
    torch_clamp,
)
from ..row import ErrorInput, Row, everywhere, leaf, mismatch
from ..samples import (
    above_minus_one,
    away_from_zero,
    binary,
    boolean,
    distinct,
    distinct_others,
    few_pairs,
    given,
    nonzero,
    normal,
    positive,
    unary,
)


def extreme_of_two(name, function, numpy, torch):
    """The row of maximum or minimum."""
    return Row(
        name,
        function,
        binary(distinct, distinct_others),
        covers=(function,),
        numpy=numpy,
        torch=torch,
        torch_skips={
            sample: "PyTorch's takes tensors only" for sample in binary(distinct, distinct) if "number" in sample
        },
        also=(lambda x, y: function(input=x, other=y),),
        domain=lambda x, y: bool(np.all(np.abs(np.subtract(x, y)) > 0.1)),
        errors=mismatch(name, function),
    )


ELEMENTWISE = (
    Row(
        "exp",
        tg.exp,
        unary(normal),
        covers=(tg.exp,),
        numpy=np.exp,
        torch=lambda x: torch.exp(x),
        also=(lambda x: x.exp(),),
        errors=(
            ErrorInput("no operand", lambda: tg.exp(), TypeError, r"exp\(\) misses its operand 'x'"),
            ErrorInput(
                "an argument that isn't there", lambda: tg.exp(leaf(2), base=2), TypeError, "no argument 'base'"
            ),
        ),
    ),
    Row(
        "log",
        tg.log,
        unary(positive),
        covers=(tg.log,),
        numpy=np.log,
        torch=lambda x: torch.log(x),
        also=(lambda x: x.log(),),
        domain=lambda x: bool(np.all(x > 0.1)),
    ),
    Row(
        "log1p",
        tg.log1p,
        {**unary(above_minus_one), "near 0": given(lambda rng: np.array([1e-12, -1e-9, 0.0]))},
        covers=(tg.log1p,),
        numpy=np.log1p,
        torch=lambda x: torch.log1p(x),
        also=(lambda x: x.log1p(),),
        domain=lambda x: bool(np.all(x > -0.9)),
    ),
    Row(
        "sqrt",
        tg.sqrt,
        unary(positive),
        covers=(tg.sqrt,),
        numpy=np.sqrt,
        torch=lambda x: torch.sqrt(x),
        also=(lambda x: x.sqrt(),),
        domain=lambda x: bool(np.all(x > 0.1)),
    ),
    Row(
        "tanh",
        tg.tanh,
        unary(normal),
        covers=(tg.tanh, F.tanh),
        numpy=np.tanh,
        torch=lambda x: torch.tanh(x),
        also=(lambda x: x.tanh(), F.tanh),
    ),
    Row(
        "sigmoid",
        tg.sigmoid,
        unary(normal),
        covers=(tg.sigmoid, F.sigmoid),
        numpy=lambda x: 1 / (1 + np.exp(-x)),
        torch=lambda x: torch.sigmoid(x),
        also=(lambda x: x.sigmoid(), F.sigmoid),
    ),
    Row(
        "relu",
        tg.relu,
        unary(nonzero),
        covers=(tg.relu,),
        numpy=lambda x: np.maximum(x, 0),
        torch=lambda x: torch.relu(x),
        also=(lambda x: x.relu(), F.relu),
        domain=away_from_zero,
    ),
    Row(
        "softplus",
        F.softplus,
        {
            **unary(normal),
            "another beta": given(normal(3, 4), beta=2.5),
            "negative beta": given(normal(3, 4), beta=-1.5),
            "beyond the threshold": given(distinct(3, 4), beta=2, threshold=3),
        },
        covers=(F.softplus,),
        numpy=numpy_softplus,
        torch=lambda x, beta=1, threshold=20: torch.nn.functional.softplus(x, beta, threshold),
        domain=lambda x, beta=1, threshold=20: away_from_zero(x - threshold / beta),
    ),
    Row(
        "abs",
        tg.abs,
        unary(nonzero),
        covers=(tg.abs,),
        numpy=np.abs,
        torch=lambda x: torch.abs(x),
        also=(abs, lambda x: x.abs()),
        domain=away_from_zero,
    ),
    Row(
        "sign",
        tg.sign,
        unary(nonzero),
        covers=(tg.sign, tg.ops.sign),
        numpy=np.sign,
        torch=lambda x: torch.sign(x),
        also=(lambda x: x.sign(),),
        domain=away_from_zero,
    ),
    extreme_of_two("maximum", tg.maximum, np.maximum, lambda x, y: torch.maximum(x, y)),
    extreme_of_two("minimum", tg.minimum, np.minimum, lambda x, y: torch.minimum(x, y)),
    Row(
        "where",
        tg.where,
        {
            "same shape": given(boolean(3, 4), normal(3, 4), normal(3, 4)),
            "condition stretched": given(boolean(4), normal(3, 4), normal(3, 4)),
            "condition of length 1": given(boolean(3, 1), normal(3, 4), normal(4)),
            "operands stretched": given(boolean(2, 3, 4), normal(4), normal(3, 1)),
            "0-d operands": given(boolean(4), normal(), normal()),
            "0-d condition": given(boolean(), normal(2, 3), normal(3)),
            "number on the left": given(boolean(4), 1.5, normal(4)),
            "number on the right": given(boolean(4), normal(4), 0.0),
            "zero-size": given(boolean(0, 3), normal(0, 3), normal(3)),
        },
        covers=(tg.where, ops.where),
        numpy=np.where,
        torch=lambda condition, x, y: torch.where(condition, x, y),
        errors=(
            ErrorInput(
                "shapes that don't broadcast",
                lambda: tg.where(tg.ones(3) > 0, leaf(2), leaf(2)),
                ValueError,
                r"where\(\(3,\), \(2,\), \(2,\)\).*broadcast",
            ),
            ErrorInput("one value", lambda: tg.where(tg.ones(2) > 0, leaf(2)), TypeError, "misses its operand 'other'"),
        ),
    ),
    Row(
        "where as a method",
        lambda condition, x, y: x.where(condition, y),
        {"same shape": given(boolean(3, 4), normal(3, 4), normal(3, 4)), "0-d": given(boolean(2), normal(), normal(2))},
        covers=(tg.Tensor.where,),
        numpy=np.where,
        torch=lambda condition, x, y: x.where(condition, y),
        takes_arrays=False,
    ),
    Row(
        "clip",
        tg.clip,
        {
            "two numbers": given(distinct(3, 4), -2, 3.0),
            "numbers by name": given(distinct(3, 4), min=-2, max=3),
            "no max": given(distinct(3, 4), -1.0),
            "no min": given(distinct(3, 4), None, 1.0),
            "max by name": given(distinct(3, 4), max=1.0),
            "tensors": given(distinct(3, 4), lambda rng: np.full((3, 4), -2.3), lambda rng: np.full((3, 4), 3.8)),
            "stretched tensors": given(
                distinct(3, 4),
                lambda rng: np.array([-2.3, -4.3, 0.8, -0.3]),
                lambda rng: np.array([[2.8], [1.8], [3.8]]),
            ),
            "stretched input": given(
                distinct(4), lambda rng: np.array([[-2.3], [-1.3], [0.8]]), lambda rng: np.array([[2.8], [1.8], [3.8]])
            ),
            "min above max": given(distinct(3, 4), lambda rng: np.asarray(2.8), lambda rng: np.asarray(-1.3)),
            "tensor and number": given(distinct(3, 4), lambda rng: np.asarray(-1.3), 2.5),
            "0-d": given(distinct(), -1, 1),
            "zero-size": given(distinct(0, 3), -1, 1),
        },
        covers=(tg.clip,),
        numpy=lambda x, min=None, max=None: np.clip(x, min, max),
        torch=torch_clamp,
        also=(
            tg.clamp,
            lambda x, min=None, max=None: x.clamp(min, max),
            lambda x, min=None, max=None: x.clip(min, max),
        ),
        domain=lambda x, min=None, max=None: all(
            bound is None or np.all(np.abs(x - bound) > 0.01) for bound in (min, max)
        ),
        errors=(
            ErrorInput(
                "shapes that don't broadcast", lambda: tg.clip(leaf(3), leaf(2)), ValueError, r"clip\(\(3,\), \(2,\)"
            ),
        ),
    ),
    Row(
        "clone",
        tg.clone,
        unary(normal),
        covers=(tg.clone,),
        numpy=np.copy,
        torch=lambda x: torch.clone(x),
        also=(lambda x: x.clone(),),
    ),
    Row(
        "cast",
        lambda x: ops.cast(x, dtype=np.float64),
        unary(normal),
        covers=(ops.cast,),
        numpy=lambda x: x.astype(np.float64),
        torch=lambda x: x.to(torch.float64),
        also=(lambda x: x.to(np.float64), lambda x: x.double(), lambda x: x.astype("float64")),
        errors=(ErrorInput("no such dtype", lambda: leaf(2).to("float65"), TypeError, "float65"),),
    ),
    *(
        everywhere(
            name,
            few_pairs(distinct, distinct_others),
            numpy=getattr(np, name),
            domain=lambda x, y: bool(np.all(np.abs(np.subtract(x, y)) > 0.1)),
            errors=mismatch(name, getattr(tg, name)),
        )
        for name in ("fmax", "fmin")
    ),
    *(
        everywhere(
            name,
            {
                "number": given(distinct(3, 4), 0.8),
                "tensor": given(distinct(3, 4), lambda rng: np.array([-2.3, -4.3, 0.8, -0.3])),
            },
            numpy=numpy,
            domain=lambda x, bound: bool(np.all(np.abs(x - bound) > 0.01)),
        )
        for name, numpy in (("clamp_min", np.maximum), ("clamp_max", np.minimum))
    ),
    Row(
        "fill",
        tg.fill,
        {"number": given(normal(2, 3), 2.5), "tensor": given(normal(2, 3), normal()), "integer": given(normal(4), 3)},
        covers=(tg.fill,),
        torch=lambda x, value: torch.fill(x, value),
    ),
)
