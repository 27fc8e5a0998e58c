"""Diagonals and triangles of matrices, with PyTorch's arguments."""

from __future__ import annotations

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from .. import ops
from .arguments import either_spelling, ndim, shape_of
from .indexing import checked_values
from .shaping import ravel


@either_spelling
def diagonal(input, offset=0, dim1=0, dim2=1):
    """The diagonals of the matrices in the plane of two axes, as the last axis; `offset` places to the right.

    It is a view: what is written into it is written into the tensor.
    """
    return ops.diagonal(input, offset=offset, axis1=dim1, axis2=dim2)


@either_spelling
def diag_embed(input, offset=0, dim1=-2, dim2=-1):
    """Square matrices of zeros, in the plane of two new axes, with the last axis of the input as diagonals."""
    axes = ndim(input) + 1
    first, second = normalize_axis_index(dim1, axes), normalize_axis_index(dim2, axes)
    if first == second:
        raise ValueError(f"diag_embed in the plane of {dim1} and {dim2}\nhelp: two axes that differ")
    length = input.shape[-1] + abs(offset)
    shape = list(input.shape[:-1])
    for axis in sorted((first, second)):
        shape.insert(axis, length)
    return ops.on_diagonal(input, shape=tuple(shape), offset=offset, axis1=first, axis2=second)


def diag(input, diagonal=0):
    """The matrix with a vector as its diagonal, or a copy of the diagonal of a matrix.

    >>> import tinygrad_edu as tg
    >>> tg.diag(tg.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    if ndim(input) not in (1, 2):
        raise ValueError(
            f"diag of shape {shape_of(input)}\nhelp: a vector or a matrix; diag_embed and diagonal take more"
        )
    return diag_embed(input, diagonal) if ndim(input) == 1 else ops.clone(ops.diagonal(input, offset=diagonal))


def diagflat(input, offset=0):
    """The matrix with all elements of the input as its diagonal."""
    return diag_embed(ravel(input), offset)


@either_spelling
def diagonal_scatter(input, src, offset=0, dim1=0, dim2=1):
    """A copy of `input` with `src` in place of its `diagonal`."""
    there = ops.diagonal(np.broadcast_to(True, input.shape), offset=offset, axis1=dim1, axis2=dim2)
    if shape_of(src) != there.shape:
        raise ValueError(
            f"diagonal_scatter: a source of shape {shape_of(src)}\nhelp: the diagonal has the shape {there.shape}"
        )
    options = {"shape": input.shape, "offset": offset, "axis1": dim1, "axis2": dim2}
    mask = ops.on_diagonal(there, **options)
    return ops.where(mask, ops.on_diagonal(checked_values("diagonal_scatter", input, src), **options), input)
