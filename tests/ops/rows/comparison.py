"""Rows of comparisons and logic."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import ops

from ..references import (
    every,
    torch,
)
from ..row import ErrorInput, Row, bad_axis, everywhere, leaf, mismatch
from ..samples import (
    binary,
    boolean,
    distinct,
    given,
    integers,
    normal,
    one_dim,
    reduction,
    special,
    unary,
    whole,
)


def comparison(name, function, operator, numpy):
    """The row of a comparison."""
    return Row(
        name,
        operator,
        binary(whole, whole, numbers=(1.0, 1)),
        covers=(function,),
        numpy=numpy,
        torch=operator,
        also=(function,),
        gradient=False,
        errors=mismatch(name, operator),
    )


def logic(name, function, numpy, torch, family, also=(), errors=()):
    """The row of a logical function of two operands."""
    return Row(
        name,
        function,
        {name: make for name, make in binary(family, family).items() if "number" not in name},
        covers=(function,),
        numpy=numpy,
        torch=torch,
        also=also,
        gradient=False,
        errors=errors,
    )


def position(name, function, numpy, torch):
    """The row of argmax or argmin."""
    samples = one_dim(reduction(distinct))
    return Row(
        name,
        function,
        {**samples, "ties": given(whole(3, 5), dim=1), "all, dim named": given(distinct(2, 3), dim=None)},
        covers=(function,),
        numpy=lambda x, dim=None, keepdim=False: numpy(x, axis=dim, keepdims=keepdim),
        torch=torch,
        torch_skips={"ties": "PyTorch doesn't say which of equal elements it returns"},
        also=(lambda x, dim=None, keepdim=False: function(x, axis=dim, keepdims=keepdim),),
        gradient=False,
        errors=(
            ErrorInput("no such axis", lambda: function(leaf(2, 3), 2), IndexError, rf"{name}\(\(2, 3\), axis=2"),
            ErrorInput("of nothing", lambda: function(leaf(0)), ValueError, rf"{name}\(\(0,\)\).*empty"),
        ),
    )


COMPARISONS = (
    comparison("eq", tg.eq, lambda x, y: x == y, np.equal),
    comparison("ne", tg.ne, lambda x, y: x != y, np.not_equal),
    comparison("lt", tg.lt, lambda x, y: x < y, np.less),
    comparison("le", tg.le, lambda x, y: x <= y, np.less_equal),
    comparison("gt", tg.gt, lambda x, y: x > y, np.greater),
    comparison("ge", tg.ge, lambda x, y: x >= y, np.greater_equal),
    *(
        logic(
            name,
            getattr(tg, name),
            getattr(np, name),
            lambda x, y, name=name: getattr(torch, name)(x, y),
            whole,
            errors=mismatch(name, getattr(tg, name)),
        )
        for name in ("logical_and", "logical_or", "logical_xor")
    ),
    *(
        logic(
            name,
            getattr(ops, name),
            getattr(np, name),
            operator,
            boolean,
            also=(operator,),
            errors=(
                ErrorInput(
                    "of floats",
                    lambda operator=operator: operator(leaf(2), leaf(2)),
                    TypeError,
                    rf"{name}\(\(2,\), \(2,\)\).*not supported for the input types",
                ),
            ),
        )
        for name, operator in (
            ("bitwise_and", lambda x, y: x & y),
            ("bitwise_or", lambda x, y: x | y),
            ("bitwise_xor", lambda x, y: x ^ y),
        )
    ),
    Row(
        "logical_not",
        tg.logical_not,
        unary(whole),
        covers=(tg.logical_not,),
        numpy=np.logical_not,
        torch=lambda x: torch.logical_not(x),
        gradient=False,
    ),
    Row(
        "bitwise_not",
        lambda x: ~x,
        unary(boolean),
        covers=(ops.bitwise_not,),
        numpy=np.invert,
        torch=lambda x: ~x,
        also=(ops.bitwise_not,),
        gradient=False,
        errors=(ErrorInput("of floats", lambda: ~leaf(2), TypeError, r"bitwise_not\(\(2,\)\)"),),
    ),
    *(
        everywhere(
            name,
            {
                "same shape": given(integers(1, 9)(3, 4), integers(1, 5)(3, 4)),
                "stretched": given(integers(1, 9)(3, 1), integers(1, 5)(4)),
            },
            numpy=getattr(np, numpys),
            gradient=False,
        )
        for name, numpys in (
            ("gcd", "gcd"),
            ("lcm", "lcm"),
            ("bitwise_left_shift", "left_shift"),
            ("bitwise_right_shift", "right_shift"),
        )
    ),
    everywhere(
        "isclose",
        {
            "near": given(normal(3), lambda rng: rng.normal(size=3) + np.array([0.0, 1e-9, 1e-3])),
            "stretched": given(whole(3, 1), whole(4)),
            "tolerances": given(normal(3, 4), normal(4), 0.5, 0.1),
            "NaN": given(special(9), special(9), equal_nan=True),
        },
        covers=(ops.isclose,),
        numpy=lambda x, y, rtol=1e-5, atol=1e-8, equal_nan=False: np.isclose(x, y, rtol, atol, equal_nan),
        gradient=False,
        errors=(
            ErrorInput("negative", lambda: tg.isclose(leaf(2), leaf(2), rtol=-1.0), ValueError, "rtol=-1.0.*help"),
        ),
    ),
    everywhere(
        "isin",
        {
            "some": given(whole(3, 4), whole(2)),
            "inverted": given(whole(3, 4), whole(2), invert=True),
            "a number": given(whole(3, 4), 1.0),
        },
        method=False,
        numpy=np.isin,
        records=False,
        gradient=False,
    ),
    *(
        Row(
            name,
            getattr(tg, name),
            unary(special),
            covers=(getattr(tg, name),),
            numpy=getattr(np, name),
            torch=lambda x, name=name: getattr(torch, name)(x),
            gradient=False,
        )
        for name in ("isnan", "isinf", "isfinite", "isposinf", "isneginf", "signbit", "isreal")
    ),
    *(
        Row(
            name,
            getattr(tg, name),
            reduction(whole),
            covers=(getattr(tg, name),),
            numpy=lambda x, dim=None, keepdim=False, name=name: getattr(np, name)(x, axis=dim, keepdims=keepdim),
            torch=lambda x, dim=None, keepdim=False, name=name: getattr(torch, name)(x, every(x, dim), keepdim=keepdim),
            gradient=False,
            errors=bad_axis(name, getattr(tg, name)),
        )
        for name in ("any", "all")
    ),
    position(
        "argmax",
        tg.argmax,
        np.argmax,
        lambda x, dim=None, keepdim=False: torch.argmax(x, dim, keepdim=keepdim),
    ),
    position(
        "argmin",
        tg.argmin,
        np.argmin,
        lambda x, dim=None, keepdim=False: torch.argmin(x, dim, keepdim=keepdim),
    ),
    Row(
        "zeros_like",
        ops.zeros_like,
        unary(normal),
        covers=(ops.zeros_like,),
        numpy=np.zeros_like,
        torch=lambda x: torch.zeros_like(x),
        gradient=False,
    ),
    Row(
        "ones_like",
        ops.ones_like,
        unary(normal),
        covers=(ops.ones_like,),
        numpy=np.ones_like,
        torch=lambda x: torch.ones_like(x),
        gradient=False,
    ),
)
