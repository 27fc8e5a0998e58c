"""Rows of arithmetic."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import ops

from ..references import (
    torch,
)
from ..row import ErrorInput, Row, everywhere, leaf, mismatch
from ..samples import (
    away_from_zero,
    binary,
    given,
    nonzero,
    normal,
    positive,
    unary,
)

ARITHMETIC = (
    Row(
        "add",
        lambda x, y: x + y,
        binary(normal, normal),
        covers=(ops.add,),
        numpy=np.add,
        torch=lambda x, y: x + y,
        also=(tg.add, ops.add, lambda x, y: y + x),
        errors=(
            *mismatch("add", lambda x, y: x + y),
            ErrorInput("one operand", lambda: ops.add(leaf(2)), TypeError, r"add\(\) misses its operand 'y'"),
            ErrorInput("three operands", lambda: ops.add(1, 2, 3), TypeError, r"add\(\) takes at most 2 arguments"),
            ErrorInput("a text", lambda: leaf(2) + "one", TypeError, r"add"),
        ),
    ),
    Row(
        "sub",
        lambda x, y: x - y,
        binary(normal, normal),
        covers=(ops.sub,),
        numpy=np.subtract,
        torch=lambda x, y: x - y,
        also=(tg.sub,),
        errors=mismatch("sub", lambda x, y: x - y),
    ),
    Row(
        "mul",
        lambda x, y: x * y,
        binary(normal, normal),
        covers=(tg.mul,),
        numpy=np.multiply,
        torch=lambda x, y: x * y,
        also=(tg.mul, lambda x, y: y * x),
        errors=mismatch("mul", lambda x, y: x * y),
    ),
    Row(
        "div",
        lambda x, y: x / y,
        binary(normal, nonzero),
        covers=(ops.div,),
        numpy=np.divide,
        torch=lambda x, y: x / y,
        also=(tg.div,),
        domain=lambda x, y: away_from_zero(y),
        errors=mismatch("div", lambda x, y: x / y),
    ),
    Row(
        "pow",
        lambda x, y: x**y,
        {
            **binary(positive, normal),
            "square of either sign": given(nonzero(3, 4), 2),
            "cube of either sign": given(nonzero(3, 4), 3),
            "reciprocal of either sign": given(nonzero(3, 4), -1),
            "fractional number": given(positive(3, 4), 0.5),
            "fractional number as a float array": given(positive(4), lambda rng: np.asarray(1.5)),
            "power 0": given(nonzero(4), 0),
            "power 1": given(nonzero(4), 1),
            "power 0.0": given(nonzero(4), 0.0),
            "whole numbers as an array": given(nonzero(4), lambda rng: np.array([0, 1, 2, 3], dtype=np.int8)),
        },
        covers=(tg.pow,),
        numpy=np.power,
        torch=lambda x, y: x**y,
        also=(tg.pow,),
        domain=lambda x, y: away_from_zero(x),
        errors=mismatch("pow", lambda x, y: x**y),
    ),
    Row(
        "neg",
        lambda x: -x,
        unary(normal),
        covers=(tg.neg,),
        numpy=np.negative,
        torch=lambda x: -x,
        also=(tg.neg, lambda x: x.neg()),
    ),
    Row(
        "positive",
        lambda x: +x,
        unary(normal),
        covers=(ops.positive,),
        numpy=np.positive,
        torch=lambda x: +x,
        also=(ops.positive,),
    ),
    Row(
        "square",
        tg.square,
        unary(normal),
        covers=(tg.square,),
        numpy=np.square,
        torch=lambda x: torch.square(x),
        also=(lambda x: x.square(), lambda x: x * x, lambda x: x**2),
    ),
    *(
        everywhere(
            name,
            {
                "same shape": given(normal(3, 4), normal(3, 4)),
                "alpha": given(normal(3, 4), normal(4), alpha=-1.5),
                "alpha of a number": given(normal(3), 2.0, alpha=3),
            },
            method=name != "rsub",
            numpy=numpy,
            errors=(
                ErrorInput(
                    "one operand", lambda name=name: getattr(tg, name)(leaf(2)), TypeError, "missing 1 required"
                ),
            ),
        )
        for name, numpy in (
            ("add", lambda x, y, alpha=1: x + alpha * y),
            ("sub", lambda x, y, alpha=1: x - alpha * y),
            ("rsub", lambda x, y, alpha=1: y - alpha * x),
        )
    ),
    *(
        everywhere(
            name,
            {
                "same shape": given(normal(3, 4), normal(3, 4), nonzero(3, 4)),
                "stretched": given(normal(3, 1), normal(4), nonzero(3, 4)),
                "value": given(normal(4), normal(4), nonzero(4), value=-0.5),
            },
            numpy=numpy,
        )
        for name, numpy in (
            ("addcmul", lambda x, y, z, value=1: x + value * y * z),
            ("addcdiv", lambda x, y, z, value=1: x + value * y / z),
        )
    ),
    everywhere(
        "lerp",
        {
            "a number": given(normal(3, 4), normal(4), 0.3),
            "a large number": given(normal(3, 4), normal(3, 4), 0.9),
            "a tensor": given(normal(3, 4), normal(3, 4), normal(4)),
        },
        numpy=lambda x, end, weight: x + weight * (end - x),
    ),
    everywhere(
        "float_power",
        {"number": given(positive(3, 4), 2), "tensor": given(positive(3, 4), normal(4))},
        numpy=np.float_power,
        records=False,
    ),
    everywhere(
        "ldexp",
        {
            "whole numbers": given(normal(3, 4), lambda rng: rng.integers(-3, 4, 4)),
            "fractions": given(normal(3), normal(3)),
            "number": given(normal(3), 2),
        },
        numpy=lambda x, y: x * 2.0**y,
        torch=lambda x, y: torch.ldexp(x, torch.as_tensor(y)),
        torch_skips={"whole numbers": "PyTorch's gradient takes 2⁻¹ for 0"},
    ),
    Row(
        "aliases",
        tg.subtract,
        {"same shape": given(normal(3, 4), nonzero(3, 4))},
        covers=(tg.subtract,),
        numpy=np.subtract,
        also=(lambda x, y: x.subtract(y), lambda x, y: x.add(y, alpha=-1)),
    ),
)
