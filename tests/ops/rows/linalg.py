"""Rows of linear algebra."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
import tinygrad_edu.nn.functional as F
from tinygrad_edu import ops

from ..references import (
    torch,
    torch_dot,
)
from ..row import ErrorInput, Row, leaf
from ..samples import (
    given,
    normal,
    pairs,
)

MATMUL_SHAPES = (
    ((3,), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3,)),
    ((2, 3), (3, 4)),
    ((1, 3), (3, 1)),
    ((1, 1), (1, 1)),
    ((3,), (2, 3, 4)),
    ((2, 4, 3), (3,)),
    ((2, 3), (2, 3, 2)),
    ((2, 2, 3), (3, 2)),
    ((2, 2, 3), (2, 3, 2)),
    ((1, 2, 3), (2, 3, 2)),
    ((2, 2, 3), (1, 3, 2)),
    ((2, 1, 2, 3), (3, 3, 2)),
    ((3, 2, 3), (2, 1, 3, 1)),
    ((3,), (2, 2, 3, 1)),
    ((2, 2, 1, 3), (3,)),
    ((0, 3), (3, 2)),
    ((2, 0), (0, 3)),
    ((0,), (0,)),
    ((0, 2, 3), (3, 2)),
)
DOT_SHAPES = (
    ((), ()),
    ((), (3,)),
    ((2, 3), ()),
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3, 2)),
    ((2, 2, 3), (3,)),
    ((2, 2, 3), (3, 2)),
    ((3,), (2, 3, 2)),
    ((2, 3), (2, 3, 2)),
    ((2, 1, 3), (2, 3, 2)),
    ((2, 3), (2, 1, 3, 2)),
)

PRODUCTS = (
    Row(
        "matmul",
        lambda x, y: x @ y,
        pairs(*MATMUL_SHAPES),
        covers=(tg.matmul,),
        numpy=np.matmul,
        torch=lambda x, y: x @ y,
        also=(tg.matmul, lambda x, y: tg.matmul(input=x, other=y), lambda x, y: x.matmul(y)),
        errors=(
            ErrorInput(
                "inner lengths",
                lambda: leaf(2, 3) @ leaf(2, 3),
                ValueError,
                r"matmul\(\(2, 3\), \(2, 3\)\).*mismatch",
            ),
            ErrorInput(
                "leading axes",
                lambda: leaf(2, 2, 3) @ leaf(3, 3, 2),
                ValueError,
                r"matmul\(\(2, 2, 3\), \(3, 3, 2\)\)",
            ),
            ErrorInput("a number", lambda: leaf(3) @ leaf(), ValueError, r"matmul\(\(3,\), \(\)\)"),
            ErrorInput(
                "a Python number", lambda: tg.matmul(leaf(3), 2.0), (TypeError, ValueError), r"matmul\(\(3,\), 2\.0"
            ),
        ),
    ),
    Row(
        "outer",
        tg.outer,
        pairs(((3,), (2,)), ((1,), (3,)), ((3,), (1,)), ((0,), (3,))),
        covers=(tg.outer,),
        numpy=np.outer,
        torch=lambda x, y: torch.outer(x, y),
        also=(lambda x, y: x.outer(y),),
        errors=(
            ErrorInput("a matrix", lambda: tg.outer(leaf(2, 3), leaf(3)), ValueError, r"outer\(\(2, 3\).*two vectors"),
        ),
    ),
    Row(
        "dot",
        tg.dot,
        pairs(((3,), (3,)), ((1,), (1,)), ((0,), (0,))),
        covers=(tg.dot,),
        numpy=np.dot,
        torch=lambda x, y: torch.dot(x, y),
        also=(lambda x, y: x.dot(y),),
        errors=(
            ErrorInput("lengths differ", lambda: tg.dot(leaf(3), leaf(2)), ValueError, r"\(3,\), \(2,\)"),
            ErrorInput(
                "a matrix", lambda: tg.dot(leaf(2, 3), leaf(3)), ValueError, r"\(2, 3\) and \(3,\).*two vectors"
            ),
        ),
    ),
    Row(
        "np.dot",
        np.dot,
        pairs(*DOT_SHAPES),
        covers=(ops.dot,),
        numpy=np.dot,
        torch=torch_dot,
        also=(ops.dot,),
        errors=(
            ErrorInput("lengths differ", lambda: np.dot(leaf(2, 3), leaf(2, 3)), ValueError, r"\(2, 3\), \(2, 3\)"),
        ),
    ),
    Row(
        "np.vdot",
        np.vdot,
        pairs(((), ()), ((3,), (3,)), ((2, 3), (2, 3)), ((2, 3), (3, 2)), ((0,), (0,))),
        covers=(),
        numpy=np.vdot,
        torch=lambda x, y: torch.sum(x.reshape(-1) * y.reshape(-1)),
    ),
    Row(
        "linear",
        F.linear,
        {
            "1-d": given(normal(3), normal(2, 3), normal(2)),
            "2-d": given(normal(4, 3), normal(2, 3), normal(2)),
            "3-d": given(normal(2, 2, 3), normal(2, 3), normal(2)),
            "4-d": given(normal(2, 1, 2, 3), normal(2, 3), normal(2)),
            "1-d without bias": given(normal(3), normal(2, 3)),
            "2-d without bias": given(normal(4, 3), normal(2, 3)),
            "3-d without bias": given(normal(2, 2, 3), normal(2, 3)),
            "bias None": given(normal(4, 3), normal(2, 3), None),
            "one of everything": given(normal(1, 1), normal(1, 1), normal(1)),
            "no rows": given(normal(0, 3), normal(2, 3), normal(2)),
            "no features": given(normal(4, 0), normal(2, 0), normal(2)),
        },
        covers=(F.linear,),
        numpy=lambda x, weight, bias=None: np.matmul(x, np.transpose(weight)) + (0.0 if bias is None else bias),
        torch=lambda x, weight, bias=None: torch.nn.functional.linear(x, weight, bias),
        also=(lambda x, weight, bias=None: F.linear(input=x, weight=weight, bias=bias),),
        errors=(
            ErrorInput(
                "lengths differ", lambda: F.linear(leaf(2, 3), leaf(3, 2)), ValueError, r"linear\(\(2, 3\), \(3, 2\)"
            ),
            ErrorInput(
                "another bias",
                lambda: F.linear(leaf(2, 3), leaf(4, 3), leaf(3)),
                ValueError,
                r"linear\(\(2, 3\), \(4, 3\), \(3,\)",
            ),
        ),
    ),
)
