"""Reductions, where PyTorch's are more than an op under another name of its arguments."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .. import ops
from ..tape import Node, numpy_functions
from .arguments import as_axes, either_spelling
from .indexing import along, as_row, plain_index


class ValuesAndIndices(NamedTuple):
    """Elements along an axis, and the indices where they stood."""

    values: Any
    indices: Any


class MinAndMax(NamedTuple):
    """The smallest and the largest element."""

    min: Any
    max: Any


def taken_along(x, index, axis: int):
    """The elements of x at the indices along an axis: NumPy's take_along_axis."""
    return ops.getitem(x, index=along(plain_index(index), axis))


def picked(input, position, dim: int, keepdim: bool = False) -> ValuesAndIndices:
    """The elements, and their indices, that ``position(input, axis=dim)`` finds along `dim`, which it leaves in."""
    row = as_row(input)
    index = position(row, axis=dim)
    results = taken_along(row, index, dim), index
    if np.ndim(input) == 0:
        return ValuesAndIndices(*(ops.reshape(result, shape=()) for result in results))
    return ValuesAndIndices(*(result if keepdim else ops.squeeze(result, axis=dim) for result in results))


def extreme(position, reduce, elementwise, input, dim, keepdim):
    """`max` and `min`, which are three functions in one."""
    if dim is None:
        return reduce(input)
    if isinstance(dim, (Node, np.ndarray)):
        return elementwise(input, dim)
    return picked(input, lambda x, axis: position(x, axis=axis, keepdims=True), dim, keepdim)


@either_spelling
def max(input, dim=None, keepdim=False, *, other=None):
    """The largest element; with `dim` an int, (values, indices) along it; with `dim` a tensor, `maximum`.

    Equal elements share the gradient equally, except along a `dim`: there the one whose index is returned gets all.

    >>> import tinygrad_edu as tg
    >>> tg.max(tg.tensor([[1, 5], [7, 3]]), dim=1)
    ValuesAndIndices(values=tensor([5, 7]), indices=tensor([1, 0]))
    """
    return extreme(ops.argmax, ops.amax, ops.maximum, input, dim if other is None else other, keepdim)


@either_spelling
def min(input, dim=None, keepdim=False, *, other=None):
    """The smallest element; with `dim` an int, (values, indices) along it; with a tensor, `minimum`. See `max`."""
    return extreme(ops.argmin, ops.amin, ops.minimum, input, dim if other is None else other, keepdim)


@either_spelling
def aminmax(input, *, dim=None, keepdim=False):
    """(min, max) of all elements, or along `dim`. Equal ones share the gradient equally."""
    return MinAndMax(*(reduce(input, axis=dim, keepdims=keepdim) for reduce in (ops.amin, ops.amax)))


def ptp(a, axis=None, keepdims=False):
    """NumPy's "peak to peak": the largest element minus the smallest."""
    return ops.amax(a, axis=axis, keepdims=keepdims) - ops.amin(a, axis=axis, keepdims=keepdims)


@either_spelling
def var(input, dim=None, unbiased=True, keepdim=False, *, correction=None):
    """Σ (x − mean)² / (n − correction); the correction is 1 (NumPy's var: 0), unless `unbiased` is False."""
    axis, correction = spread_options(input, dim, unbiased, correction)
    return ops.variance(input, axis=axis, correction=correction, keepdims=keepdim)


@either_spelling
def std(input, dim=None, unbiased=True, keepdim=False, *, correction=None):
    """√var; the correction is 1 (NumPy's std: 0), unless `unbiased` is False.

    >>> import numpy as np, tinygrad_edu as tg
    >>> t = tg.tensor([1.0, 2.0, 3.0])
    >>> t.std(), np.std(t)
    (tensor(1.), tensor(0.8164966))
    """
    axis, correction = spread_options(input, dim, unbiased, correction)
    return ops.standard_deviation(input, axis=axis, correction=correction, keepdims=keepdim)


def spread_options(input, dim, unbiased, correction):
    """Axis and correction of `var` and `std`; in ``t.var(False)`` the first argument is `unbiased`."""
    if input.dtype.kind != "f":
        raise TypeError(f"no std or var of {input.dtype}\nhelp: make it floating-point: t.float()")
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    return as_axes(dim), int(unbiased) if correction is None else correction


@either_spelling
def var_mean(input, dim=None, unbiased=True, keepdim=False, *, correction=None):
    """(var, mean), with the arguments of `var`."""
    return spread_and_mean(var, input, dim, unbiased, keepdim, correction)


@either_spelling
def std_mean(input, dim=None, unbiased=True, keepdim=False, *, correction=None):
    """(std, mean), with the arguments of `std`."""
    return spread_and_mean(std, input, dim, unbiased, keepdim, correction)


def spread_and_mean(spread, input, dim, unbiased, keepdim, correction):
    """`var` or `std`, and the mean."""
    axis = None if isinstance(dim, bool) else as_axes(dim)
    return spread(input, dim, unbiased, keepdim, correction=correction), ops.mean(input, axis=axis, keepdims=keepdim)


@either_spelling
def nansum(input, dim=None, keepdim=False, *, dtype=None):
    """The sum of the elements that aren't NaN."""
    return ops.sum(without_nan(input), axis=as_axes(dim), keepdims=keepdim, dtype=dtype)


@either_spelling
def nanmean(input, dim=None, keepdim=False, *, dtype=None):
    """The mean of the elements that aren't NaN; NaN if all are."""
    if dtype is None and input.dtype.kind != "f":
        raise TypeError(f"the mean of {input.dtype} has no dtype\nhelp: make it floating-point: t.float()")
    dim = as_axes(dim)
    added = nansum(input, dim, keepdim, dtype=dtype)
    return added / ops.cast(ops.sum(input == input, axis=dim, keepdims=keepdim), dtype=added.dtype)


def without_nan(input):
    """The tensor with 0 for NaN."""
    return ops.where(input == input, input, 0)


def numpy_nansum(a, axis=None, dtype=None, keepdims=False):
    """NumPy's nansum: `nansum`, with its own name for the tensor."""
    return nansum(a, axis, keepdims, dtype=dtype)


def numpy_nanmean(a, axis=None, dtype=None, keepdims=False):
    """NumPy's nanmean, which takes integers: they become float64."""
    return nanmean(a, axis, keepdims, dtype=np.float64 if dtype is None and a.dtype.kind != "f" else dtype)


def average(a, axis=None, weights=None, keepdims=False):
    """NumPy's average: the mean, or with weights Σ weights · a / Σ weights."""
    if weights is None:
        return np.mean(a, axis=axis, keepdims=keepdims)
    if np.shape(weights) != a.shape:  # a weight for each place along the axis
        lengths = [n if i == axis % a.ndim else 1 for i, n in enumerate(a.shape)]
        weights = np.reshape(weights, lengths)
    weights = ops.broadcast_to(weights, shape=a.shape)
    weighed = ops.sum(a * weights, axis=axis, keepdims=keepdims)
    return weighed / ops.sum(weights, axis=axis, keepdims=keepdims)


numpy_functions.update({np.ptp: ptp, np.nansum: numpy_nansum, np.nanmean: numpy_nanmean, np.average: average})
