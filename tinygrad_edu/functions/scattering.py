"""PyTorch's functions that put, add or reduce values into a copy of a tensor, at the places that an index names."""

from __future__ import annotations

import math

import numpy as np

from .. import ops
from .arguments import either_spelling, ndim
from .indexing import along, as_row, checked_along, checked_source, checked_values, kept, slices_index

REDUCTIONS = {"prod": ops.prod, "amax": ops.amax, "amin": ops.amin}


# At indices of single elements


def source_along(name: str, input, index, src):
    """The elements of the source that an index uses: as many along each axis as it has."""
    src = as_row(checked_source(name, input, src))
    if not math.prod(index.shape):
        return ops.reshape(ops.getitem(ops.reshape(src, shape=(-1,)), index=slice(0, 0)), shape=index.shape)
    if src.ndim != index.ndim or any(n > most for n, most in zip(index.shape, src.shape)):
        raise ValueError(
            f"{name}: an index of shape {index.shape}, a source of shape {src.shape}\n"
            "help: the source has as many axes, and is nowhere shorter than the index"
        )
    return src if src.shape == index.shape else ops.getitem(src, index=tuple(slice(n) for n in index.shape))


def into(input, name: str, dim: int, index, src):
    """What the functions below need: the tensor with an axis at least, the source's elements, and their places."""
    axis, places = checked_along(name, input, dim, index)
    if ndim(src):
        return as_row(input), source_along(name, input, places, src), along(places, axis)
    values = checked_source(name, input, src)
    return as_row(input), ops.broadcast_to(values, shape=places.shape), along(places, axis)


@either_spelling
def scatter(input, dim, index, src=None, *, value=None, reduce=None):
    """A copy of `input` with the elements of `src`, or a number, at the places that `gather` would read.

    `reduce` "add" or "multiply" does so with what is there, each time that a place is named.
    """
    src = value if src is None else src
    if src is None:
        raise TypeError("scatter misses its source\nhelp: scatter(input, dim, index, src), or a number for src")
    if reduce not in (None, "add", "multiply"):
        raise ValueError(f"scatter: no reduce {reduce!r}\nhelp: 'add', 'multiply', or None; scatter_reduce has more")
    row, values, places = into(input, "scatter", dim, index, src)
    if reduce is not None:
        return reduced_into(input, values, places, {"add": "sum", "multiply": "prod"}[reduce], True)
    return ops.reshape(ops.index_put(row, values, index=places), shape=input.shape)


@either_spelling
def scatter_add(input, dim, index, src):
    """A copy of `input` with the elements of `src` added at the places that `gather` would read."""
    _, values, places = into(input, "scatter_add", dim, index, src)
    return reduced_into(input, values, places, "sum", True)


@either_spelling
def scatter_reduce(input, dim, index, src, reduce, *, include_self=True):
    """At each place the "sum", "prod", "mean", "amax" or "amin" of the elements of `src` that go there.

    Places are those that `gather` would read. What is there counts as well, unless `include_self` is False.
    Equal ones share the gradient of amax and amin equally.
    """
    if reduce not in ("sum", "prod", "mean", "amax", "amin"):
        raise ValueError(f"scatter_reduce: no reduce {reduce!r}\nhelp: 'sum', 'prod', 'mean', 'amax' or 'amin'")
    _, values, places = into(input, "scatter_reduce", dim, index, src)
    return reduced_into(input, values, places, reduce, include_self)


def reduced_into(input, values, places, reduce, include_self):
    """`scatter_reduce`, of the values that go to `places`."""
    row = as_row(input)
    if reduce in REDUCTIONS and math.prod(values.shape):
        result = collected(row, values, places, reduce, include_self)
    else:
        base = row if include_self else ops.index_put(row, 0, index=places)
        result = base + ops.scattered(values, index=places, shape=row.shape)
    if reduce == "mean":
        counts = ops.scattered(np.ones(values.shape, row.dtype), index=places, shape=row.shape) + int(include_self)
        result = result / np.maximum(counts, 1) if row.dtype.kind == "f" else result // np.maximum(counts, 1)
    return ops.reshape(result, shape=input.shape)


def collected(input, values, places, reduce, include_self):
    """A table with a row for each place that is named, of what goes there, reduced along its rows and put back."""
    numbers = np.ravel_multi_index(np.broadcast_arrays(*places), input.shape).ravel()
    named, row, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    column = np.empty(len(row), int)
    column[np.argsort(row, kind="stable")] = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    table = np.full((len(named), int(np.max(counts)) + 1), neutral(reduce, input.dtype), input.dtype)
    table = ops.index_put(table, ops.reshape(values, shape=(-1,)), index=(row, column + 1))
    elements = ops.reshape(input, shape=(-1,))
    if include_self:
        table = ops.index_put(table, ops.getitem(elements, index=named), index=(slice(None), 0))
    elements = ops.index_put(elements, REDUCTIONS[reduce](table, axis=1), index=named)
    return ops.reshape(elements, shape=input.shape)


def neutral(reduce: str, dtype):
    """The number that changes nothing in a reduction."""
    if reduce == "prod":
        return 1
    least, most = (-np.inf, np.inf) if dtype.kind == "f" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
    return least if reduce == "amax" else most


# At indices of slices


def slices_into(input, name: str, dim: int, index, source):
    """The tensor with an axis at least, the slices of the source, and the index that names their places."""
    places, row = slices_index(name, input, dim, index), as_row(input)
    source, axis = as_row(checked_source(name, input, source)), len(places) - 1
    expected = (*row.shape[:axis], places[-1].shape[0], *row.shape[axis + 1 :])
    if source.shape != expected:
        raise ValueError(f"{name}: a source of shape {source.shape}\nhelp: here it has the shape {expected}")
    return row, source, places


@either_spelling
def index_add(input, dim, index, source, *, alpha=1):
    """A copy of `input` with the slices of `source`, times alpha, added to those that the index names along `dim`."""
    row, source, places = slices_into(input, "index_add", dim, index, source)
    added = ops.scattered(source if alpha == 1 else source * alpha, index=places, shape=row.shape)
    return input + ops.reshape(added, shape=input.shape)


@either_spelling
def index_copy(input, dim, index, source):
    """A copy of `input` with the slices of `source` in place of those that the index names along `dim`."""
    row, source, places = slices_into(input, "index_copy", dim, index, source)
    return ops.reshape(ops.index_put(row, source, index=places), shape=input.shape)


@either_spelling
def index_fill(input, dim, index, value):
    """A copy of `input` with a number in the slices that the index names along `dim`."""
    if ndim(value):
        raise ValueError(f"index_fill with a value of shape {value.shape}\nhelp: one number; index_copy takes slices")
    places, value = (
        slices_index("index_fill", input, dim, index, wraps=True),
        checked_values("index_fill", input, value),
    )
    return ops.reshape(ops.index_put(as_row(input), value, index=places), shape=input.shape)


@either_spelling
def index_reduce(input, dim, index, source, reduce, *, include_self=True):
    """`scatter_reduce` of whole slices: the "prod", "mean", "amax" or "amin" of those that go to one place."""
    if reduce not in ("prod", "mean", "amax", "amin"):
        raise ValueError(f"index_reduce: no reduce {reduce!r}\nhelp: 'prod', 'mean', 'amax' or 'amin'; index_add sums")
    row, source, places = slices_into(input, "index_reduce", dim, index, source)
    lengths = [-1 if axis == len(places) - 1 else 1 for axis in range(row.ndim)]
    spread = np.broadcast_to(np.reshape(kept(places[-1]), lengths), source.shape)
    return reduced_into(input, source, along(spread, len(places) - 1), reduce, include_self)
