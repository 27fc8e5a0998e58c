"""Slices, windows and strides: views of a tensor, and copies with other elements in their place."""

from __future__ import annotations

import builtins
import math

import numpy as np

from .. import ops
from .arguments import either_spelling, ndim, shape_of
from .indexing import axis_of, checked_values


def places_of(name: str, input, dim: int, part) -> tuple:
    """The index that has `part` at the axis `dim`."""
    if not ndim(input):
        raise ValueError(f"{name} of a number\nhelp: it needs an axis")
    return (builtins.slice(None),) * axis_of(input, dim) + (part,)


def replaced(name: str, input, src, index):
    """A copy of the tensor with `src`, which has the shape of what is there, at the index."""
    shape = np.broadcast_to(0, input.shape)[index].shape
    if shape_of(src) != shape:
        raise ValueError(f"{name}: a source of shape {shape_of(src)}\nhelp: here it has the shape {shape}")
    return ops.index_put(input, checked_values(name, input, src), index=index)


def one_place(name: str, input, dim: int, index) -> tuple:
    """The index that picks one slice along `dim`."""
    places, index = places_of(name, input, dim, index.__index__()), index.__index__()
    length = input.shape[len(places) - 1]
    if not -length <= index < length:
        raise IndexError(f"{name}: index {index} along axis {dim} of shape {input.shape}\nhelp: below {length}")
    return places


@either_spelling
def select(input, dim, index):
    """The slice at one index along `dim`, without that axis."""
    return ops.getitem(input, index=one_place("select", input, dim, index))


@either_spelling
def select_scatter(input, src, dim, index):
    """A copy of `input` with `src` in place of the slice that `select` would give."""
    return replaced("select_scatter", input, src, one_place("select_scatter", input, dim, index))


@either_spelling
def narrow(input, dim, start, length):
    """The slices from `start` on along `dim`, so many."""
    places, start = places_of("narrow", input, dim, None), start.__index__()
    whole = input.shape[len(places) - 1]
    first = start + whole if start < 0 else start
    if not 0 <= first <= first + length <= whole or length < 0:
        raise IndexError(
            f"narrow from {start} by {length} along axis {dim} of shape {input.shape}\nhelp: it has {whole} there"
        )
    return ops.getitem(input, index=(*places[:-1], builtins.slice(first, first + length)))


def span(name: str, input, dim: int, start, end, step: int) -> tuple:
    """The index that picks every `step`-th slice from `start` to before `end`."""
    if step < 1:
        raise ValueError(f"{name} by steps of {step}\nhelp: a positive number; flip turns round")
    return places_of(name, input, dim, builtins.slice(start, end, step))


@either_spelling
def slice(input, dim=0, start=None, end=None, step=1):
    """The slices from `start` to before `end` along `dim`, every `step`-th."""
    return ops.getitem(input, index=span("slice", input, dim, start, end, step))


@either_spelling
def slice_scatter(input, src, dim=0, start=None, end=None, step=1):
    """A copy of `input` with `src` in place of the slices that ``input[start:end:step]`` would give along `dim`."""
    return replaced("slice_scatter", input, src, span("slice_scatter", input, dim, start, end, step))


def unfold(input, dimension, size, step):
    """All windows of a length along an axis, one every `step`; what is in them lies along a new last axis.

    >>> import tinygrad_edu as tg
    >>> tg.arange(5).unfold(0, 3, 2)
    tensor([[0, 1, 2],
            [2, 3, 4]])
    """
    axis = axis_of(input, dimension)
    row = input if ndim(input) else ops.reshape(input, shape=(1,))
    if not 0 <= size <= row.shape[axis] or step < 1:
        raise ValueError(
            f"unfold axis {dimension} of shape {shape_of(input)} into windows of {size}, one every {step}\n"
            f"help: a window has {row.shape[axis]} elements at most, and a step is positive"
        )
    starts = np.arange(0, row.shape[axis] - size + 1, step)
    windows = ops.getitem(row, index=(builtins.slice(None),) * axis + (starts[:, None] + np.arange(size),))
    windows = ops.movedim(windows, source=axis + 1, destination=-1)
    return windows if ndim(input) else ops.reshape(windows, shape=(size,))


def strided_places(name: str, input, size, stride, storage_offset) -> np.ndarray:
    """The places, in the flattened tensor, of a tensor that goes through it by these strides."""
    if len(size) != len(stride):
        raise ValueError(f"{name}: sizes {tuple(size)}, strides {tuple(stride)}\nhelp: a stride for each axis")
    places = np.full(tuple(size), storage_offset or 0)
    for step, place in zip(stride, np.indices(tuple(size), sparse=True)):
        places = places + step * place
    if places.size and not 0 <= places.min() <= places.max() < math.prod(input.shape):
        raise ValueError(f"{name}: it would go beyond the {math.prod(input.shape)} elements of the tensor")
    return places


def as_strided(input, size, stride, storage_offset=None):
    """The elements that lie `stride` apart along each axis in the flattened tensor, from `storage_offset` on.

    PyTorch goes through the memory of the tensor, which is the same for one that isn't a view. The result is a copy.
    """
    places = strided_places("as_strided", input, size, stride, storage_offset)
    return ops.getitem(ops.reshape(input, shape=(-1,)), index=places)


def as_strided_scatter(input, src, size, stride, storage_offset=None):
    """A copy of `input` with `src` in place of what `as_strided` would give."""
    places = strided_places("as_strided_scatter", input, size, stride, storage_offset)
    return ops.reshape(replaced("as_strided_scatter", ops.reshape(input, shape=(-1,)), src, places), shape=input.shape)
