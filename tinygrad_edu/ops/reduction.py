"""Reductions: sums, means, products, extremes and spreads along axes.

`axis` is None (all), a number or a tuple of numbers; `keepdims` leaves the reduced axes in, with length 1. The
names and defaults are NumPy's; where PyTorch's differ (var, std, max, min), `functions` has PyTorch's.
"""

import math

import numpy as np

from ..direct import largest, total
from ..tape import op


def stretched(g, x, axis, keepdims):
    """The cotangent of a reduction of x, laid along the axes that were reduced."""
    if axis is not None and not keepdims:
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, x.shape)


def length(x, axis):
    """How many elements of x a reduction along `axis` puts together."""
    axes = range(x.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    return math.prod(x.shape[i] for i in axes)


@op(np.sum)
def sum(x, *, axis=None, keepdims=False):
    """Σ x along `axis`."""
    return total(x, axis=axis, keepdims=keepdims), lambda g: stretched(g, x, axis, keepdims)


@op(np.mean)
def mean(x, *, axis=None, keepdims=False):
    """Σ x / n along `axis`."""
    added, n = total(x, axis=axis, keepdims=keepdims), length(x, axis)
    return added / n, lambda g: stretched(g / n, x, axis, keepdims)


@op(np.var)
def variance(x, *, axis=None, correction=0, keepdims=False):
    """Σ (x − mean)² / (n − correction) along `axis`."""
    difference, freedom = x - np.mean(x, axis=axis, keepdims=True), max(length(x, axis) - correction, 0)
    y = total(difference * difference, axis=axis, keepdims=keepdims) / freedom
    return y, lambda g: stretched(2 * g / freedom, x, axis, keepdims) * difference


@op(np.std)
def standard_deviation(x, *, axis=None, correction=0, keepdims=False):
    """√variance along `axis`. Where all elements are equal it sends back 0."""
    difference, freedom = x - np.mean(x, axis=axis, keepdims=True), max(length(x, axis) - correction, 0)
    square = total(difference * difference, axis=axis, keepdims=keepdims) / freedom
    slope = np.where(square == 0, 0, 1 / (np.sqrt(np.where(square == 0, 1, square)) * freedom))
    return np.sqrt(square), lambda g: stretched(g * slope, x, axis, keepdims) * difference


@op(np.max)
def amax(x, *, axis=None, keepdims=False):
    """The largest element along `axis`. Equal ones share the gradient equally."""
    y = largest(x, axis=axis, keepdims=True)
    return y if keepdims else np.squeeze(y, axis), lambda g: shared(stretched(g, x, axis, keepdims), chosen(x, y), axis)


@op(np.min)
def amin(x, *, axis=None, keepdims=False):
    """The smallest element along `axis`. Equal ones share the gradient equally."""
    y = np.min(x, axis=axis, keepdims=True)
    return y if keepdims else np.squeeze(y, axis), lambda g: shared(stretched(g, x, axis, keepdims), chosen(x, y), axis)


def chosen(x, y):
    """Which elements are the extreme: those equal to it, or, if it is NaN, those that are NaN."""
    return np.logical_or(x == y, x != x)


def shared(g, takers, axis):
    """g, divided equally among the takers along `axis`."""
    return np.where(takers, g / total(takers, axis=axis, keepdims=True), 0)


@op(np.prod)
def prod(x, *, axis=None, keepdims=False):
    """Π x along `axis`. The gradient is exact with zeros among the elements too."""
    y = np.prod(x, axis=axis, keepdims=keepdims)
    return y, lambda g: stretched(g, x, axis, keepdims) * others(x, stretched(y, x, axis, keepdims), axis)


def others(x, product, axis):
    """For each element, the product of all others along `axis`: product / x, unless a zero forbids it.

    With a zero among them each product is multiplied out, which takes memory for n products of n factors.
    """
    if np.all(x != 0):
        return product / x
    reduced = range(x.ndim) if axis is None else [i % x.ndim for i in (axis if isinstance(axis, tuple) else (axis,))]
    order = [i for i in range(x.ndim) if i not in reduced] + list(reduced)
    last = np.transpose(x, order)
    rows = np.reshape(last, (*last.shape[: x.ndim - len(reduced)], 1, length(x, axis)))
    products = np.prod(np.where(np.eye(rows.shape[-1], dtype=bool), 1, rows), axis=-1)
    return np.transpose(np.reshape(products, last.shape), np.argsort(order))


@op()
def logsumexp(x, *, axis=None, keepdims=False):
    """log Σ eˣ along `axis`, without overflow."""
    peak = largest(x, axis=axis, keepdims=True)
    shift = np.where(np.isfinite(peak), peak, 0)
    y = np.log(total(np.exp(x - shift), axis=axis, keepdims=True)) + shift
    return y if keepdims else np.squeeze(y, axis), lambda g: stretched(g, x, axis, keepdims) * np.exp(x - y)
