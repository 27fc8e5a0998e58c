"""Shapes, with PyTorch's arguments."""

from __future__ import annotations

import math

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from .. import ops
from .arguments import as_shape, either_spelling


def reshape(input, *lengths, shape=None):
    """The same elements in another shape, given as numbers or as a tuple; one may be −1."""
    return ops.reshape(input, shape=as_shape(lengths) if shape is None else shape)


def permute(input, *axes, dims=None):
    """The axes in another order, given as numbers or as a tuple. Unlike NumPy's transpose it needs all of them."""
    axes = as_shape(axes) if dims is None else tuple(dims)
    if len(axes) != np.ndim(input):
        raise ValueError(
            f"permute({axes}) names {len(axes)} axes of a tensor that has {np.ndim(input)}\nhelp: name each axis once"
        )
    return ops.permute(input, axes=axes)


def expand(input, *lengths, size=None):
    """The tensor repeated along axes of length 1 and new leading axes, without copying; −1 keeps a length."""
    lengths = as_shape(lengths) if size is None else tuple(size)
    added = len(lengths) - np.ndim(input)
    if -1 in lengths[:added]:
        raise ValueError(
            f"expand to {lengths} of a tensor of shape {input.shape}\nhelp: a new axis needs a length, not -1"
        )
    known = (1,) * added + tuple(input.shape)
    return ops.broadcast_to(input, shape=tuple(old if new == -1 else new for new, old in zip(lengths, known)))


@either_spelling
def squeeze(input, dim=None):
    """Without the axes of length 1, or without those of `dim` that have length 1 (NumPy refuses the others)."""
    if dim is None:
        return ops.squeeze(input)
    axes = normalize_axis_tuple(dim, input.ndim)
    return ops.squeeze(input, axis=tuple(axis for axis in axes if input.shape[axis] == 1))


def flatten(input, start_dim=0, end_dim=-1):
    """The axes from `start_dim` to `end_dim` made into one."""
    shape = input.shape or (1,)
    start, end = normalize_axis_index(start_dim, len(shape)), normalize_axis_index(end_dim, len(shape))
    if start > end:
        raise ValueError(f"flatten from axis {start} to axis {end}\nhelp: start_dim can't come after end_dim")
    return ops.reshape(input, shape=(*shape[:start], math.prod(shape[start : end + 1]), *shape[end + 1 :]))


def t(input):
    """The transpose of a matrix; a vector stays as it is."""
    if np.ndim(input) > 2:
        raise ValueError(
            f"t() of a tensor with {np.ndim(input)} axes\nhelp: .mT exchanges the last two, transpose(a, b) any two"
        )
    return ops.permute(input)
