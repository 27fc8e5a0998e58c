"""Indices: of elements in sorted order, of the element of a given rank, of what is largest so far, of places in a row.

Nothing is sent back to what only decides about order. `functions.sorting` takes the elements at these indices.
NaN counts as the largest number.
"""

import numpy as np

from ..tape import op
from .kernel import kernel


@kernel
def sorting_index(x, axis, descending):
    """The indices that sort x along an axis. Equal elements keep their order."""
    if not descending:
        return np.argsort(x, axis=axis, kind="stable")
    return np.flip(x.shape[axis] - 1 - np.argsort(np.flip(x, axis), axis=axis, kind="stable"), axis)


@op(sorting_index)
def argsort(x, *, axis=-1, descending=False):
    """The indices that sort x along `axis`; equal elements keep their order."""
    return sorting_index(x, axis, descending), None


@kernel
def index_of_rank(x, rank, axis):
    """The index of the element that comes `rank` places after the smallest: one rank for all rows, or one for each."""
    order = np.argsort(x, axis=axis, kind="stable")
    shape = list(x.shape)
    shape[axis] = 1
    return np.take_along_axis(order, np.broadcast_to(rank, shape), axis)


@op(index_of_rank)
def argrank(x, rank, *, axis):
    """The index of the element that comes `rank` places after the smallest, with the axis left in."""
    return index_of_rank(x, rank, axis), None, None


@kernel
def index_of_median(x, axis, ignore_nan):
    """The index of the median along an axis, which is left in: of the lower of two, or of the first NaN."""
    valid, n = np.sum(x == x, axis=axis, keepdims=True), x.shape[axis]
    rank = np.maximum(valid - 1, 0) // 2 if ignore_nan else np.where(valid < n, valid, (n - 1) // 2)
    return index_of_rank(x, rank, axis)


@op(index_of_median)
def argmedian(x, *, axis, ignore_nan=False):
    """The index of the median along `axis`, which is left in: of the lower of two, or of the first NaN."""
    return index_of_median(x, axis, ignore_nan), None


@kernel
def index_of_mode(x, axis):
    """The last index of the smallest of the most frequent elements along an axis, which is left in."""
    order = np.argsort(x, axis=axis, kind="stable")
    ordered, n = np.moveaxis(np.take_along_axis(x, order, axis), axis, -1), x.shape[axis]
    starts = np.concatenate([np.ones((*ordered.shape[:-1], 1), bool), ordered[..., 1:] != ordered[..., :-1]], axis=-1)
    run = np.arange(n) - np.maximum.accumulate(np.where(starts, np.arange(n), 0), axis=-1)  # equal ones before it
    last = np.expand_dims(np.argmax(run, axis=-1), axis)
    return np.take_along_axis(order, last, axis)


@op(index_of_mode)
def argmode(x, *, axis):
    """The last index of the smallest of the most frequent elements along `axis`, which is left in."""
    return index_of_mode(x, axis), None


@kernel
def index_of_extreme_so_far(x, axis, least):
    """For each element the index of the largest, or the least, up to it: the last of equal ones, NaN before all."""
    extreme = (np.minimum if least else np.maximum).accumulate(x, axis=axis)
    place = np.reshape(np.arange(x.shape[axis]), [-1 if i == axis % x.ndim else 1 for i in range(x.ndim)])
    return np.maximum.accumulate(np.where((x == extreme) | (x != x), place, 0), axis=axis)


@op(index_of_extreme_so_far)
def argcummax(x, *, axis, least=False):
    """For each element the index of the largest, or the least, up to it: the last of equal ones, NaN before all."""
    return index_of_extreme_so_far(x, axis, least), None


@kernel
def whole(rank, how):
    """A rank between two elements as the index of the "lower", the "higher" or the "nearest" one."""
    return {"lower": np.floor, "higher": np.ceil, "nearest": np.rint}[how](rank).astype(np.int64)


@op(whole)
def whole_rank(rank, *, how):
    """A rank between two elements as the index of the "lower", the "higher" or the "nearest" one."""
    return whole(rank, how), None


@kernel
def places(row, values, right):
    """How many elements of a sorted row come before each value: the smaller ones, with `right` the equal ones too.

    A row with more axes is a stack of rows, and the values have as many: both are sorted together then.
    """
    if row.ndim == 1:
        return np.searchsorted(row, values, side="right" if right else "left")
    parts = [row, values] if right else [values, row]
    order = np.argsort(np.concatenate(parts, axis=-1), axis=-1, kind="stable")
    of_row = order < row.shape[-1] if right else order >= values.shape[-1]
    place = np.argsort(order, axis=-1)
    place = place[..., row.shape[-1] :] if right else place[..., : values.shape[-1]]
    return np.take_along_axis(np.cumsum(of_row, axis=-1), place, axis=-1)


@op(places)
def searchsorted(row, values, *, right=False):
    """How many elements of a sorted row come before each value: the smaller ones, with `right` the equal ones too."""
    return places(row, values, right), None, None


@kernel
def distinct(x, axis, part):
    """np.unique, of the flattened x or of its slices: the "values", the "inverse" index, or the "counts"."""
    values, inverse, counts = np.unique(x, return_inverse=True, return_counts=True, axis=axis, equal_nan=False)
    inverse = np.reshape(inverse, x.shape if axis is None else (-1,))
    return {"values": values, "inverse": inverse, "counts": counts}[part]


@kernel
def runs(x, axis, part):
    """As `distinct`, but only neighbours that are equal count as one, and nothing is sorted."""
    slices = np.reshape(x, -1) if axis is None else np.moveaxis(x, axis, 0)
    changed = np.any(slices[1:] != slices[:-1], axis=tuple(range(1, slices.ndim)))
    new = np.concatenate([np.ones(min(len(slices), 1), bool), changed])
    if part == "values":
        return np.compress(new, x, axis=axis)
    if part == "inverse":
        return np.reshape(np.cumsum(new) - 1, x.shape if axis is None else (-1,))
    return np.diff(np.append(np.flatnonzero(new), len(new)))


@op(distinct)
def unique(x, *, axis=None, part="values"):
    """The distinct elements, sorted, where each went ("inverse"), or how often each is there ("counts")."""
    return distinct(x, axis, part), None


@op(runs)
def unique_consecutive(x, *, axis=None, part="values"):
    """The elements without repetitions, where each went ("inverse"), or how often each was repeated ("counts")."""
    return runs(x, axis, part), None
