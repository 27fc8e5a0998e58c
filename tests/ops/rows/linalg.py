"""Rows of linear algebra."""

from __future__ import annotations

import functools

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
    nonzero,
    normal,
    pairs,
)
from .matrices import regular

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

SHAPES_OF = {
    "mm": (((2, 3), (3, 4)), ((1, 3), (3, 1)), ((0, 3), (3, 2)), ((2, 0), (0, 3))),
    "mv": (((2, 3), (3,)), ((1, 1), (1,)), ((2, 0), (0,))),
    "bmm": (((2, 2, 3), (2, 3, 2)), ((1, 1, 3), (1, 3, 2)), ((0, 2, 3), (0, 3, 2))),
    "vdot": (((3,), (3,)), ((1,), (1,)), ((0,), (0,))),
}
SHAPES_OF_ADDED = {
    "addmm": ((2, 4), (2, 3), (3, 4)),
    "addmv": ((2,), (2, 3), (3,)),
    "addr": ((2, 3), (2,), (3,)),
    "addbmm": ((2, 4), (2, 2, 3), (2, 3, 4)),
    "baddbmm": ((2, 2, 4), (2, 2, 3), (2, 3, 4)),
}
MISFITS = {
    "mm": ((2, 3), (2, 3)),
    "mv": ((2, 3), (2,)),
    "bmm": ((2, 2, 3), (1, 3, 2)),
    "vdot": ((3,), (2,)),
}
MULTIPLIED = {
    "addmm": lambda x, y: x @ y,
    "addmv": lambda x, y: x @ y,
    "addr": lambda x, y: x[:, None] * y,
    "addbmm": lambda x, y: np.sum(x @ y, axis=0),
    "baddbmm": lambda x, y: x @ y,
}


def product(name, shapes):
    """The row of a product of two operands with so many axes and no others, which is matmul otherwise."""
    function, method = getattr(tg, name), getattr(tg.Tensor, name)
    return Row(
        name,
        function,
        pairs(*shapes),
        covers=(function,),
        numpy=np.matmul,
        torch=lambda x, y: getattr(torch, name)(x, y),
        also=(lambda x, y: method(x, y),),
        errors=(
            ErrorInput(
                "other axes",
                lambda: function(leaf(2, 2, 3, 3), leaf(3)),
                ValueError,
                rf"{name} of shapes \(2, 2, 3, 3\) and \(3,\): it wants (a|two) .*matmul",
            ),
            ErrorInput(
                "lengths differ",
                lambda: function(*(leaf(*shape) for shape in MISFITS[name])),
                ValueError,
                r"shapes|matmul",
            ),
        ),
    )


def added_product(name, shapes):
    """The row of β · input + α · product."""
    function, method = getattr(tg, name), getattr(tg.Tensor, name)

    def reference(x, y, z, beta=1, alpha=1):
        product = MULTIPLIED[name](y, z)
        return beta * x + alpha * product if beta else x * 0 + alpha * product

    samples = {
        "plain": (shapes, {}),
        "beta and alpha": (shapes, {"beta": 0.5, "alpha": -2.0}),
        "a beta of 0": (shapes, {"beta": 0}),
        "a stretched input": (((1,), *shapes[1:]), {"beta": 2, "alpha": 3}),
        "an input without axes": (((), *shapes[1:]), {}),
    }
    return Row(
        name,
        function,
        {key: given(*(normal(*shape) for shape in drawn), **options) for key, (drawn, options) in samples.items()},
        covers=(function,),
        numpy=reference,
        torch=lambda x, y, z, **options: getattr(torch, name)(x, y, z, **options),
        also=(lambda x, y, z, **options: method(x, y, z, **options),),
        errors=(
            ErrorInput(
                "a larger input",
                lambda: function(leaf(5, *shapes[0]), leaf(*shapes[1]), leaf(*shapes[2])),
                ValueError,
                rf"{name}: an input of shape \(5, .*not larger",
            ),
            ErrorInput(
                "a fraction of integers",
                lambda: function(*(tg.ones(*shape, dtype=int) for shape in shapes), alpha=0.5),
                TypeError,
                rf"{name}: 0.5 times integers.*t.float\(\)",
            ),
            ErrorInput("a number", lambda: function(leaf(), leaf(), leaf()), ValueError, "vector|matri"),
        ),
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
                r"matmul\(\(2, 3\), \(2, 3\)\): rows of 3 numbers meet columns of 2",
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
    *(product(name, shapes) for name, shapes in SHAPES_OF.items()),
    *(added_product(name, shapes) for name, shapes in SHAPES_OF_ADDED.items()),
    Row(
        "outer",
        tg.outer,
        pairs(((3,), (2,)), ((1,), (3,)), ((3,), (1,)), ((0,), (3,))),
        covers=(tg.outer,),
        numpy=np.outer,
        torch=lambda x, y: torch.outer(x, y),
        also=(lambda x, y: x.outer(y), tg.ger, lambda x, y: x.ger(y)),
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
    Row(
        "inner",
        tg.inner,
        pairs(((3,), (3,)), ((2, 3), (4, 3)), ((2, 1, 3), (3,)), ((), (3,)), ((2,), ()), ((0, 3), (2, 3))),
        covers=(tg.inner, ops.linalg.inner),
        numpy=np.inner,
        torch=lambda x, y: torch.inner(x, y),
        also=(lambda x, y: x.inner(y), lambda x, y: tg.inner(input=x, other=y)),
        errors=(
            ErrorInput(
                "lengths differ",
                lambda: tg.inner(leaf(2, 3), leaf(3, 2)),
                ValueError,
                r"inner of shapes \(2, 3\) and \(3, 2\).*last axes differ",
            ),
        ),
    ),
    Row(
        "tensordot",
        lambda x, y, dims=2: tg.tensordot(x, y, dims),
        {
            "two axes": given(normal(2, 3, 4), normal(3, 4, 2)),
            "no axis": given(normal(2), normal(3), dims=0),
            "one axis": given(normal(2, 3), normal(3, 2), dims=1),
            "lists": given(normal(2, 3, 4), normal(4, 2, 3), dims=([2, 0], [0, 1])),
            "negative axes": given(normal(2, 3), normal(4, 3), dims=([-1], [-1])),
            "no elements": given(normal(0, 3), normal(3, 2), dims=1),
        },
        covers=(tg.tensordot, ops.linalg.tensordot),
        numpy=lambda x, y, dims=2: np.tensordot(x, y, dims),
        torch=lambda x, y, dims=2: torch.tensordot(x, y, dims),
        also=(lambda x, y, dims=2: tg.tensordot(a=x, b=y, dims=dims),),
        errors=(
            ErrorInput(
                "more axes than there are",
                lambda: tg.tensordot(leaf(3), leaf(3), 2),
                ValueError,
                r"tensordot over 2 axes of shapes \(3,\) and \(3,\)",
            ),
            ErrorInput(
                "lists of different lengths",
                lambda: tg.tensordot(leaf(3, 2), leaf(3, 2), ([0], [0, 1])),
                ValueError,
                "tensordot over 1 axes and 2.*pairs",
            ),
            ErrorInput("lengths differ", lambda: tg.tensordot(leaf(2, 3), leaf(2, 3), 1), ValueError, "einsum"),
        ),
    ),
    Row(
        "kron",
        tg.kron,
        pairs(((2, 3), (2, 2)), ((3,), (2,)), ((2,), (2, 3)), ((), (3,)), ((2, 1, 2), (3,)), ((0, 2), (2, 1))),
        covers=(tg.kron, ops.linalg.kron),
        numpy=np.kron,
        torch=lambda x, y: torch.kron(x, y),
        also=(lambda x, y: x.kron(y),),
    ),
    Row(
        "cross",
        tg.cross,
        {
            "vectors": given(normal(3), normal(3)),
            "the first axis of length 3": given(normal(2, 3), normal(2, 3)),
            "a dim": given(normal(3, 2, 3), normal(3, 2, 3), 0),
            "a negative dim": given(normal(3, 2), normal(3, 2), dim=-2),
            "stretched": given(normal(2, 3), normal(1, 3), dim=1),
            "no vectors": given(normal(0, 3), normal(0, 3)),
        },
        covers=(tg.cross, ops.cross),
        numpy=lambda x, y, dim=-1: np.cross(x, y, axis=dim),
        torch=lambda x, y, dim=-1: torch.linalg.cross(x, y, dim=dim),
        also=(lambda x, y, dim=None: x.cross(y, dim), lambda x, y, dim=None: tg.cross(input=x, other=y, dim=dim)),
        errors=(
            ErrorInput("in the plane", lambda: tg.cross(leaf(2), leaf(2)), ValueError, "no axis has length 3"),
            ErrorInput(
                "another length along dim", lambda: tg.cross(leaf(3, 2), leaf(3, 2), 1), ValueError, "three numbers"
            ),
        ),
    ),
    Row(
        "linalg.cross",
        tg.linalg.cross,
        {
            "vectors": given(normal(3), normal(3)),
            "the last dim": given(normal(3, 3), normal(3, 3)),
            "a dim": given(normal(3, 2), normal(3, 1), dim=0),
        },
        covers=(tg.linalg.cross,),
        numpy=lambda x, y, dim=-1: np.cross(x, y, axis=dim),
        torch=lambda x, y, dim=-1: torch.linalg.cross(x, y, dim=dim),
        errors=(
            ErrorInput(
                "more axes", lambda: tg.linalg.cross(leaf(2, 3), leaf(3)), ValueError, "equally many axes.*unsqueeze"
            ),
        ),
    ),
    Row(
        "vecdot",
        tg.linalg.vecdot,
        {
            "vectors": given(normal(3), normal(3)),
            "rows": given(normal(2, 3), normal(3)),
            "columns": given(normal(3, 1), normal(3, 2), dim=0),
            "no vectors": given(normal(0, 3), normal(3)),
        },
        covers=(tg.linalg.vecdot,),
        numpy=lambda x, y, dim=-1: np.sum(x * y, axis=dim),
        torch=lambda x, y, dim=-1: torch.linalg.vecdot(x, y, dim=dim),
        errors=(ErrorInput("lengths differ", lambda: tg.linalg.vecdot(leaf(2), leaf(3)), ValueError, "mul"),),
    ),
    Row(
        "multi_dot",
        lambda *parts: tg.linalg.multi_dot(parts),
        {
            "two": given(normal(2, 3), normal(3, 4)),
            "four": given(normal(4, 2), normal(2, 3), normal(3, 1), normal(1, 2)),
            "vectors at the ends": given(normal(2), normal(2, 3), normal(3)),
            "a vector in front": given(normal(2), normal(2, 3), normal(3, 2)),
            "two vectors": given(normal(3), normal(3)),
            "no rows": given(normal(0, 2), normal(2, 3)),
        },
        covers=(tg.linalg.multi_dot,),
        numpy=lambda *parts: np.linalg.multi_dot(parts),
        torch=lambda *parts: torch.linalg.multi_dot(parts),
        errors=(
            ErrorInput("one", lambda: tg.linalg.multi_dot([leaf(2, 3)]), ValueError, "multi_dot wants two.*not 1"),
            ErrorInput(
                "a vector in the middle",
                lambda: tg.linalg.multi_dot([leaf(2, 3), leaf(3), leaf(3)]),
                ValueError,
                "multi_dot of shapes",
            ),
            ErrorInput("lengths differ", lambda: tg.linalg.multi_dot([leaf(2, 3), leaf(2, 3)]), ValueError, "matmul"),
        ),
    ),
    Row(
        "chain_matmul",
        tg.chain_matmul,
        {
            "three": given(normal(2, 3), normal(3, 1), normal(1, 4)),
            "one": given(normal(2, 3)),
        },
        covers=(tg.chain_matmul,),
        numpy=lambda *parts: functools.reduce(np.matmul, parts),
        torch=lambda *parts: functools.reduce(torch.matmul, parts),
        errors=(ErrorInput("a vector", lambda: tg.chain_matmul(leaf(3), leaf(3, 2)), ValueError, "chain_matmul of"),),
    ),
    Row(
        "matrix_power",
        tg.linalg.matrix_power,
        {
            "to the power 0": given(normal(2, 2), 0),
            "to the power 1": given(normal(2, 2), 1),
            "to the power 2": given(normal(2, 2, 2), 2),
            "to the power 5": given(normal(2, 2), n=5),
            "to the power -2": given(regular(2, 2), -2),
        },
        covers=(tg.linalg.matrix_power, ops.linalg.matrix_power),
        numpy=np.linalg.matrix_power,
        torch=lambda x, n: torch.linalg.matrix_power(x, n),
        also=(tg.matrix_power, lambda x, n: x.matrix_power(n)),
        errors=(
            ErrorInput("a root", lambda: tg.linalg.matrix_power(leaf(2, 2), 0.5), TypeError, "a whole number, not 0.5"),
            ErrorInput(
                "of a singular matrix",
                lambda: tg.linalg.matrix_power(leaf(2, 2), -1),
                np.linalg.LinAlgError,
                "(?i)singular.*pinv",
            ),
        ),
    ),
    Row(
        "trace",
        tg.trace,
        {"square": given(normal(3, 3)), "wide": given(normal(2, 3)), "zero-size": given(normal(0, 3))},
        covers=(tg.trace,),
        numpy=np.trace,
        torch=lambda x: torch.trace(x),
        also=(lambda x: x.trace(), lambda x: tg.trace(input=x)),
        errors=(ErrorInput("three axes", lambda: tg.trace(leaf(2, 2, 2)), ValueError, "trace of shapes .*a matrix"),),
    ),
    Row(
        "np.trace",
        np.trace,
        {
            "three axes": given(normal(2, 3, 2)),
            "an offset": given(normal(3, 3), offset=1),
            "two axes of three": given(normal(2, 3, 2), 0, axis1=2, axis2=1),
        },
        covers=(ops.linalg.trace,),
        numpy=np.trace,
    ),
    Row(
        "linalg.diagonal",
        tg.linalg.diagonal,
        {
            "batch": given(normal(2, 3, 3)),
            "an offset": given(normal(2, 3), offset=1),
            "other dims": given(normal(2, 3, 2), dim1=0, dim2=2),
        },
        covers=(tg.linalg.diagonal,),
        numpy=lambda x, offset=0, dim1=-2, dim2=-1: np.diagonal(x, offset, dim1, dim2),
        torch=lambda x, **options: torch.linalg.diagonal(x, **options),
        errors=(ErrorInput("a vector", lambda: tg.linalg.diagonal(leaf(3)), (IndexError, ValueError), "diagonal"),),
    ),
    Row(
        "vander",
        tg.vander,
        {
            "square": given(nonzero(3)),
            "from the lowest": given(nonzero(3), increasing=True),
            "four powers": given(nonzero(2), 4),
            "no powers": given(nonzero(2), N=0),
        },
        covers=(tg.vander,),
        numpy=lambda x, N=None, increasing=False: np.power(
            np.expand_dims(x, -1),
            np.arange(len(x) if N is None else N, dtype=float)[:: 1 if increasing else -1],
        ),
        torch=lambda x, N=None, increasing=False: (
            x[:, None] ** torch.arange(len(x) if N is None else N).flip([] if increasing else [0])
        ),
        errors=(ErrorInput("fewer than none", lambda: tg.vander(leaf(3), -1), ValueError, "vander with -1 powers"),),
    ),
    Row(
        "linalg.vander",
        tg.linalg.vander,
        {
            "square": given(nonzero(3)),
            "four powers of a batch": given(nonzero(2, 2), N=4),
            "0-d": given(nonzero(), N=3),
        },
        covers=(tg.linalg.vander,),
        torch=lambda x, N=None: torch.linalg.vander(x, N=N),
        errors=(ErrorInput("one power", lambda: tg.linalg.vander(leaf(3), N=1), ValueError, "vander with N=1"),),
    ),
    Row(
        "bilinear",
        F.bilinear,
        {
            "1-d": given(normal(2), normal(3), normal(2, 2, 3), normal(2)),
            "2-d without bias": given(normal(2, 2), normal(2, 3), normal(2, 2, 3)),
            "3-d": given(normal(2, 1, 2), normal(2, 1, 3), normal(2, 2, 3), normal(2)),
            "no rows": given(normal(0, 2), normal(0, 3), normal(2, 2, 3), normal(2)),
        },
        covers=(F.bilinear,),
        numpy=lambda x, y, weight, bias=None: (
            np.einsum("...i,kij,...j->...k", x, weight, y) + (0.0 if bias is None else bias)
        ),
        torch=lambda *operands: torch.nn.functional.bilinear(*operands),
        also=(tg.bilinear,),
        errors=(
            ErrorInput(
                "other rows",
                lambda: F.bilinear(leaf(2, 3), leaf(1, 3), leaf(2, 3, 3)),
                ValueError,
                r"bilinear of shapes \(2, 3\) and \(1, 3\).*must agree",
            ),
        ),
    ),
)
