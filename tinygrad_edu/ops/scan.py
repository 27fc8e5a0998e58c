"""Scans: sums, products and log-sum-exps of the first 1, 2, 3, … elements along an axis."""

import numpy as np

from ..direct import total
from ..tape import op
from .kernel import kernel
from .reduction import taken_as


def sums_from_the_end(x, axis):
    """For each element the sum of itself and all that follow."""
    return np.flip(np.cumsum(np.flip(x, axis), axis=axis), axis)


@op(np.cumsum)
def cumsum(x, *, axis=None, dtype=None):
    """The sums of the first 1, 2, 3, … elements along `axis`, or of all elements in one row."""
    x = taken_as(x, dtype)
    return np.cumsum(x, axis=axis), lambda g: np.reshape(sums_from_the_end(g, axis or 0), x.shape)


@op(np.cumprod)
def cumprod(x, *, axis=None, dtype=None):
    """The products of the first 1, 2, 3, … elements along `axis`, or of all in one row; exact at zeros."""
    x = taken_as(x, dtype)
    y = np.cumprod(x, axis=axis)
    return y, lambda g: np.reshape(shares_of_products(g, np.reshape(x, y.shape), y, axis or 0), x.shape)


def shares_of_products(g, x, y, axis):
    """For each element Σ gᵢ · (the product of the first i elements, without this one), over the i that reach it.

    With a zero among them each product is multiplied out, which takes memory for n rows of n products.
    """
    if np.all(x != 0):
        return sums_from_the_end(g * y, axis) / x
    x, g = np.swapaxes(x, axis, -1)[..., None, :], np.swapaxes(g, axis, -1)[..., None, :]
    one = np.eye(x.shape[-1], dtype=bool)
    without = np.cumprod(np.where(one, 1, x), axis=-1)
    return np.swapaxes(total(np.where(np.triu(np.ones_like(one)), g * without, 0), axis=-1), axis, -1)


@kernel
def log_of_sums(x, axis):
    """log Σ eˣ of the first 1, 2, 3, … elements along an axis."""
    return np.logaddexp.accumulate(x, axis=axis)


@op(log_of_sums)
def logcumsumexp(x, *, axis):
    """log Σ eˣ of the first 1, 2, 3, … elements along `axis`, without overflow."""
    y = log_of_sums(x, axis)
    return y, lambda g: positive_shares(g, x, y, axis) - positive_shares(-g, x, y, axis)


def positive_shares(g, x, y, axis):
    """For each x the sum of gᵢ exp(x − yᵢ) over the i that reach it and have gᵢ > 0, by logarithms, to be safe."""
    logs = np.where(g > 0, np.log(np.where(g > 0, g, 1)) - y, -np.inf)
    return np.exp(x + np.flip(log_of_sums(np.flip(logs, axis), axis), axis))
