"""Rows of diagonals and triangles."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import ops

from ..row import ErrorInput, Row, everywhere, leaf
from ..samples import given, normal

MATRICES = {
    "square": given(normal(3, 3)),
    "above": given(normal(3, 4), 1),
    "below": given(normal(3, 4), -1),
    "three axes": given(normal(2, 3, 3), diagonal=1),
    "nothing left": given(normal(2, 2), 5),
    "zero-size": given(normal(0, 3)),
}
TOO_FEW = (lambda name: ErrorInput("a vector", lambda: getattr(tg, name)(leaf(3)), ValueError, "two axes"),)
PLANES = {
    "matrix": given(normal(3, 4)),
    "above": given(normal(3, 4), 1),
    "below": given(normal(3, 4), -1),
    "the last two axes": given(normal(2, 3, 4), offset=1, dim1=-2, dim2=-1),
    "axes the other way round": given(normal(2, 3, 4), 1, 2, 0),
    "nothing left": given(normal(2, 2), 3),
}


def matrix_with(x, diagonal):
    """NumPy's matrix with this diagonal."""
    return np.diag(x, diagonal)


DIAGONALS = (
    everywhere(
        "tril", MATRICES, numpy=lambda x, diagonal=0: np.tril(x, diagonal), errors=[make("tril") for make in TOO_FEW]
    ),
    everywhere(
        "triu", MATRICES, numpy=lambda x, diagonal=0: np.triu(x, diagonal), errors=[make("triu") for make in TOO_FEW]
    ),
    everywhere(
        "diagonal",
        PLANES,
        covers=(ops.diagonal,),
        numpy=lambda x, offset=0, dim1=0, dim2=1: np.diagonal(x, offset, dim1, dim2),
        errors=(ErrorInput("a vector", lambda: tg.diagonal(leaf(3)), ValueError, r"diagonal\(\(3,\).*two dimensions"),),
    ),
    Row(
        "on_diagonal",
        lambda x, shape, **options: ops.on_diagonal(x, shape=shape, **options),
        {
            "matrix": given(normal(2), shape=(2, 3)),
            "above": given(normal(2), shape=(3, 3), offset=1),
            "other axes": given(normal(3, 2), shape=(2, 3, 4), offset=1, axis1=0, axis2=2),
        },
        covers=(ops.on_diagonal,),
    ),
    everywhere(
        "diag_embed",
        {
            "vector": given(normal(3)),
            "above": given(normal(2), 1),
            "below": given(normal(2), offset=-2),
            "rows": given(normal(2, 3)),
            "other axes": given(normal(2, 3), 1, 0, 2),
            "axes the other way round": given(normal(2, 3), offset=1, dim1=2, dim2=1),
        },
        errors=(ErrorInput("one axis", lambda: tg.diag_embed(leaf(3), 0, 1, 1), ValueError, "two axes that differ"),),
    ),
    everywhere(
        "diag",
        {
            "vector": given(normal(3)),
            "vector above": given(normal(2), 1),
            "matrix": given(normal(2, 3)),
            "matrix below": given(normal(3, 2), diagonal=-1),
        },
        numpy=lambda x, diagonal=0: np.diag(x, diagonal),
        errors=(ErrorInput("three axes", lambda: tg.diag(leaf(1, 2, 3)), ValueError, "diag_embed and diagonal"),),
    ),
    everywhere(
        "diagflat",
        {"vector": given(normal(3)), "matrix": given(normal(2, 2), 1), "0-d": given(normal(), offset=-1)},
        numpy=lambda x, offset=0: np.diagflat(x, offset),
    ),
    everywhere(
        "diagonal_scatter",
        {
            "matrix": given(normal(3, 4), normal(3)),
            "above": given(normal(3, 4), normal(3), 1),
            "three axes": given(normal(2, 3, 4), normal(2, 3), offset=0, dim1=-2, dim2=-1),
        },
        errors=(
            ErrorInput(
                "another shape", lambda: tg.diagonal_scatter(leaf(2, 3), leaf(3)), ValueError, r"has the shape \(2,\)"
            ),
        ),
    ),
)
