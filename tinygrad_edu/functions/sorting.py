"""Sorting, the largest few, distinct elements, and places in a sorted row, with PyTorch's arguments.

The indices come from `ops.sorting`; the elements at them are recorded, so that each is sent back what its place gets.
"""

from __future__ import annotations

import numpy as np

from .. import ops
from ..tape import numpy_functions
from .arguments import either_spelling
from .reduction import ValuesAndIndices, as_row, picked
from .scan import part


@either_spelling
def sort(input, dim=-1, descending=False, stable=False) -> ValuesAndIndices:
    """(values, indices) in ascending order along `dim`. Equal elements keep theirs, and NaN counts as the largest.

    >>> import tinygrad_edu as tg
    >>> tg.sort(tg.tensor([3.0, 1.0, 2.0]), descending=True)
    ValuesAndIndices(values=tensor([3., 2., 1.]), indices=tensor([0, 2, 1]))
    """
    return picked(input, lambda x, axis: ops.argsort(x, axis=axis, descending=descending), dim, keepdim=True)


@either_spelling
def argsort(input, dim=-1, descending=False, stable=False):
    """The indices that sort along `dim`: see `sort`."""
    index = ops.argsort(as_row(input), axis=dim, descending=descending)
    return index if np.ndim(input) else ops.reshape(index, shape=())


def msort(input):
    """The values in ascending order along the first axis."""
    return sort(input, 0).values


@either_spelling
def topk(input, k: int, dim=-1, largest=True, sorted=True) -> ValuesAndIndices:
    """(values, indices) of the `k` largest elements along `dim`, or of the smallest; they come in order in any case.

    >>> import tinygrad_edu as tg
    >>> tg.topk(tg.tensor([3.0, 1.0, 2.0]), 2).values
    tensor([3., 2.])
    """
    check_rank(input, k, dim, fewest=0)

    def position(x, axis):
        return part(ops.argsort(x, axis=axis, descending=largest), None, int(k), axis)

    row = as_row(input)
    found = picked(row, position, dim, keepdim=True)
    return found if np.ndim(input) or k == 0 else ValuesAndIndices(*(ops.reshape(x, shape=()) for x in found))


@either_spelling
def kthvalue(input, k: int, dim=-1, keepdim=False) -> ValuesAndIndices:
    """(value, index) of the `k`-th smallest element along `dim`, counted from 1."""
    check_rank(input, k, dim, fewest=1)
    return picked(input, lambda x, axis: ops.sorting.argrank(x, int(k) - 1, axis=axis), dim, keepdim)


def check_rank(input, k, dim, fewest: int) -> None:
    """Refuse to count to more elements than there are along an axis."""
    n = as_row(input).shape[dim]
    if not fewest <= k <= n:
        raise ValueError(f"k={k} of the {n} elements along dim {dim}\nhelp: k is at least {fewest} and at most {n}")


def numpy_sort(a, axis=-1, kind=None, *, stable=None):
    """NumPy's sort: the values, along the last axis, or of all elements in one row."""
    return sort(ops.reshape(a, shape=(-1,)) if axis is None else a, -1 if axis is None else axis).values


def numpy_argsort(a, axis=-1, kind=None, *, stable=None):
    """NumPy's argsort, along the last axis, or of all elements in one row."""
    return argsort(ops.reshape(a, shape=(-1,)) if axis is None else a, -1 if axis is None else axis)


numpy_functions.update({np.sort: numpy_sort, np.argsort: numpy_argsort})


# Distinct elements


@either_spelling
def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    """The distinct elements, or slices along `dim`, in ascending order.

    With `return_inverse` also where each went, with `return_counts` also how often each is there: then a tuple.
    """
    return parts_of(ops.sorting.unique, input, return_inverse, return_counts, dim)


@either_spelling
def unique_consecutive(input, return_inverse=False, return_counts=False, dim=None):
    """The elements, or slices along `dim`, without those that repeat the one before: see `unique`."""
    return parts_of(ops.sorting.unique_consecutive, input, return_inverse, return_counts, dim)


def parts_of(op, input, return_inverse, return_counts, dim):
    """The values alone, or with what else was asked for."""
    wanted = ["values"] + ["inverse"] * return_inverse + ["counts"] * return_counts
    results = tuple(op(input, axis=dim, part=part) for part in wanted)
    return results if len(results) > 1 else results[0]


# Places in a sorted row


def searchsorted(sorted_sequence, input, *, out_int32=False, right=False, side=None, sorter=None):
    """How many elements of a sorted row come before each of `input`: the smaller ones, with `right` the equal ones too.

    A sequence with more axes is a stack of rows, each for the row of `input` in the same place. `side` "left" or
    "right" says the same as `right`; `sorter` holds the indices that sort the sequence.
    """
    if side not in (None, "left", "right") or (side == "left" and right):
        raise ValueError(f"side={side!r}, right={right}\nhelp: side is 'left' or 'right', and right agrees with it")
    if sorted_sequence.ndim > 1 and np.shape(input)[:-1] != sorted_sequence.shape[:-1]:
        raise ValueError(
            f"a sequence of shape {sorted_sequence.shape} for an input of shape {np.shape(input)}\n"
            "help: all axes but the last must agree, or the sequence has one"
        )
    if sorter is not None:
        sorted_sequence = picked(sorted_sequence, lambda x, axis: sorter, -1, keepdim=True).values
    index = ops.sorting.searchsorted(sorted_sequence, input, right=right or side == "right")
    return ops.cast(index, dtype=np.int32) if out_int32 else index


def bucketize(input, boundaries, *, out_int32=False, right=False):
    """Which of the buckets between the `boundaries`, a sorted row, each element of `input` lies in."""
    if np.ndim(boundaries) != 1:
        raise ValueError(f"boundaries of shape {np.shape(boundaries)}\nhelp: they are one row")
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)
