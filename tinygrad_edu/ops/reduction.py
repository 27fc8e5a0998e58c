"""Reductions: sums, means, products, extremes and spreads along axes.

`axis` is None (all), a number or several numbers; `keepdims` leaves the reduced axes in, with length 1; `dtype` is what
x becomes first. The names and defaults are NumPy's; where PyTorch's differ (var, std, max, min), `functions` has
PyTorch's. As in PyTorch a number without axes may be reduced along axis 0, too.
"""

import math

import numpy as np

from ..direct import largest, total
from ..tape import numpy_functions, op
from .elementwise import cast
from .kernel import kernel


def listed(axis):
    """`axis` as NumPy takes it: PyTorch's may be a list. One axis is a number, since that may be 0 for a number too."""
    if isinstance(axis, (list, tuple)):
        return axis[0] if len(axis) == 1 else tuple(axis)
    return axis


def axes_of(x, axis):
    """The axes of x that `axis` names."""
    if axis is None or x.ndim == 0:
        return tuple(range(x.ndim))
    return axis if isinstance(axis, tuple) else (axis,)


def length(x, axis):
    """How many elements of x a reduction along `axis` puts together."""
    return math.prod(x.shape[i] for i in axes_of(x, axis))


def taken_as(x, dtype):
    """x in the dtype that was asked for. Unsigned integers become int64, in which PyTorch adds and multiplies them."""
    if dtype is None and x.dtype.kind != "u":
        return x
    return cast(x, dtype=dtype or np.int64)


def stretched(g, x, axis, keepdims):
    """The cotangent of a reduction of x, laid along the axes that were reduced."""
    if axis is not None and not keepdims and x.ndim:
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, x.shape)


def dropped(y, axis, keepdims):
    """A reduction whose axes are still there, without them, unless `keepdims` says that they stay."""
    return y if keepdims or y.ndim == 0 else np.squeeze(y, axis)


@op(np.sum)
def sum(x, *, axis=None, keepdims=False, dtype=None):
    """Σ x along `axis`."""
    x, axis = taken_as(x, dtype), listed(axis)
    return total(x, axis=axis, keepdims=keepdims), lambda g: stretched(g, x, axis, keepdims)


@op()
def mean(x, *, axis=None, keepdims=False, dtype=None):
    """Σ x / n along `axis`."""
    x, axis = taken_as(x, dtype), listed(axis)
    if x.dtype.kind != "f":
        raise TypeError(f"the mean of {x.dtype} has no dtype\nhelp: t.float().mean(), or t.mean(dtype=float32)")
    added, n = total(x, axis=axis, keepdims=keepdims), length(x, axis)
    return added / n, lambda g: stretched(g / n, x, axis, keepdims)


def mean_of_any(a, axis=None, dtype=None, keepdims=False):
    """NumPy's mean, which takes integers: they become float64."""
    return mean(a, axis=axis, keepdims=keepdims, dtype=np.float64 if dtype is None and a.dtype.kind != "f" else dtype)


numpy_functions[np.mean] = mean_of_any


@op(np.var)
def variance(x, *, axis=None, correction=0, keepdims=False):
    """Σ (x − mean)² / (n − correction) along `axis`."""
    axis = listed(axis)
    added, n = total(x, axis=axis, keepdims=True), length(x, axis)
    difference, freedom = x - added / n, max(n - correction, 0)
    y = total(difference * difference, axis=axis, keepdims=keepdims) / freedom
    return y, lambda g: stretched(2 * g / freedom, x, axis, keepdims) * difference


@op(np.std)
def standard_deviation(x, *, axis=None, correction=0, keepdims=False):
    """√variance along `axis`. Where all elements are equal it sends back 0."""
    axis = listed(axis)
    added, n = total(x, axis=axis, keepdims=True), length(x, axis)
    difference, freedom = x - added / n, max(n - correction, 0)
    square = total(difference * difference, axis=axis, keepdims=keepdims) / freedom
    slope = np.where(square == 0, 0, 1 / (np.sqrt(np.where(square == 0, 1, square)) * freedom))
    return np.sqrt(square), lambda g: stretched(g * slope, x, axis, keepdims) * difference


@op(np.max)
def amax(x, *, axis=None, keepdims=False):
    """The largest element along `axis`. Equal ones share the gradient equally."""
    axis = listed(axis)
    y = largest(x, axis=axis, keepdims=True)
    return dropped(y, axis, keepdims), lambda g: shared(stretched(g, x, axis, keepdims), chosen(x, y), axis)


@op(np.min)
def amin(x, *, axis=None, keepdims=False):
    """The smallest element along `axis`. Equal ones share the gradient equally."""
    axis = listed(axis)
    y = np.min(x, axis=axis, keepdims=True)
    return dropped(y, axis, keepdims), lambda g: shared(stretched(g, x, axis, keepdims), chosen(x, y), axis)


@kernel
def lower_median(x):
    """The median of all elements: the lower of two, and NaN if one is, or there is none."""
    row = np.sort(x, axis=None)
    if row.size == 0 or row[-1] != row[-1]:
        return x.dtype.type(np.nan)
    return row[(row.size - 1) // 2]


@op(lower_median)
def median(x):
    """The median of all elements: the lower of two, and NaN if one is. Equal ones share the gradient equally."""
    y = lower_median(x)
    return y, lambda g: shared(stretched(g, x, None, False), chosen(x, y), None)


@op()
def farthest(x):
    """The largest |x| along the last axis, for distances: as in PyTorch's cdist, each of equal ones gets all of g."""
    y = largest(np.abs(x), axis=-1, keepdims=True)
    return np.squeeze(y, -1), lambda g: np.where(np.abs(x) == y, np.expand_dims(g, -1) * np.sign(x), 0)


def chosen(x, y):
    """Which elements are the extreme: those equal to it, or, if it is NaN, those that are NaN."""
    return np.logical_or(x == y, x != x)


def shared(g, takers, axis):
    """g, divided equally among the takers along `axis`."""
    return np.where(takers, g / total(takers, axis=axis, keepdims=True), 0)


@op(np.prod)
def prod(x, *, axis=None, keepdims=False, dtype=None):
    """Π x along `axis`. The gradient is exact with zeros among the elements too."""
    x, axis = taken_as(x, dtype), listed(axis)
    y = np.prod(x, axis=axis, keepdims=keepdims)
    return y, lambda g: stretched(g, x, axis, keepdims) * others(x, stretched(y, x, axis, keepdims), axis)


def others(x, product, axis):
    """For each element, the product of all others along `axis`: product / x, unless a zero forbids it.

    With a zero among them each product is multiplied out, which takes memory for n products of n factors.
    """
    if np.all(x != 0):
        return product / x
    reduced = [i % x.ndim for i in axes_of(x, axis)]
    order = [i for i in range(x.ndim) if i not in reduced] + reduced
    last = np.transpose(x, order)
    rows = np.reshape(last, (*last.shape[: x.ndim - len(reduced)], 1, length(x, axis)))
    products = np.prod(np.where(np.eye(rows.shape[-1], dtype=bool), 1, rows), axis=-1)
    return np.transpose(np.reshape(products, last.shape), np.argsort(order))


@op()
def logsumexp(x, *, axis=None, keepdims=False):
    """log Σ eˣ along `axis`, without overflow."""
    axis = listed(axis)
    peak = (total if 0 in x.shape else largest)(x, axis=axis, keepdims=True)  # there is no largest of nothing
    shift = np.where(np.isfinite(peak), peak, 0)
    with np.errstate(divide="ignore"):  # the sum is 0 where all are −∞
        y = np.log(total(np.exp(x - shift), axis=axis, keepdims=True)) + shift
    return dropped(y, axis, keepdims), lambda g: stretched(g, x, axis, keepdims) * np.exp(x - y)


# Reductions that count or find; nothing is sent back


@op(np.any)
def any(x, *, axis=None, keepdims=False):
    """Whether an element along `axis` is true (not 0)."""
    return np.any(x, axis=listed(axis), keepdims=keepdims), None


@op(np.all)
def all(x, *, axis=None, keepdims=False):
    """Whether every element along `axis` is true (not 0)."""
    return np.all(x, axis=listed(axis), keepdims=keepdims), None


@op(np.count_nonzero)
def count_nonzero(x, *, axis=None, keepdims=False):
    """How many elements along `axis` aren't 0."""
    return total(x != 0, axis=listed(axis), keepdims=keepdims), None


@op(np.argmax)
def argmax(x, *, axis=None, keepdims=False):
    """The index of the (first) largest element along `axis`, or in the flattened array."""
    return np.argmax(x, axis=axis, keepdims=keepdims), None


@op(np.argmin)
def argmin(x, *, axis=None, keepdims=False):
    """The index of the (first) smallest element along `axis`, or in the flattened array."""
    return np.argmin(x, axis=axis, keepdims=keepdims), None
