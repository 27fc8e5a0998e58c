"""Comparisons and logic: piecewise constant, so that nothing is sent back (a closure of None)."""

import numpy as np

from ..tape import op


@op(np.equal)
def eq(x, y):
    """x = y, elementwise."""
    return np.equal(x, y), None, None


@op(np.not_equal)
def ne(x, y):
    """x ≠ y, elementwise."""
    return np.not_equal(x, y), None, None


@op(np.less)
def lt(x, y):
    """x < y, elementwise."""
    return np.less(x, y), None, None


@op(np.less_equal)
def le(x, y):
    """x ≤ y, elementwise."""
    return np.less_equal(x, y), None, None


@op(np.greater)
def gt(x, y):
    """x > y, elementwise."""
    return np.greater(x, y), None, None


@op(np.greater_equal)
def ge(x, y):
    """x ≥ y, elementwise."""
    return np.greater_equal(x, y), None, None


@op(np.logical_and)
def logical_and(x, y):
    """Whether both hold, elementwise."""
    return np.logical_and(x, y), None, None


@op(np.logical_or)
def logical_or(x, y):
    """Whether one or both hold, elementwise."""
    return np.logical_or(x, y), None, None


@op(np.logical_not)
def logical_not(x):
    """Whether it doesn't hold, elementwise."""
    return np.logical_not(x), None


@op(np.bitwise_and)
def bitwise_and(x, y):
    """x & y: logical "and" of booleans, bit by bit for integers."""
    return np.bitwise_and(x, y), None, None


@op(np.bitwise_or)
def bitwise_or(x, y):
    """x | y: logical "or" of booleans, bit by bit for integers."""
    return np.bitwise_or(x, y), None, None


@op(np.bitwise_xor)
def bitwise_xor(x, y):
    """x ^ y: whether one of two booleans holds, but not both; bit by bit for integers."""
    return np.bitwise_xor(x, y), None, None


@op(np.invert)
def bitwise_not(x):
    """~x: logical "not" of booleans, bit by bit for integers."""
    return np.invert(x), None


@op(np.isnan)
def isnan(x):
    """Where x is not a number."""
    return np.isnan(x), None


@op(np.isinf)
def isinf(x):
    """Where x is infinite."""
    return np.isinf(x), None


@op(np.isfinite)
def isfinite(x):
    """Where x is neither infinite nor NaN."""
    return np.isfinite(x), None


@op(np.any)
def any(x, *, axis=None, keepdims=False):
    """Whether an element along `axis` is true (not 0)."""
    return np.any(x, axis=axis, keepdims=keepdims), None


@op(np.all)
def all(x, *, axis=None, keepdims=False):
    """Whether every element along `axis` is true (not 0)."""
    return np.all(x, axis=axis, keepdims=keepdims), None


@op(np.argmax)
def argmax(x, *, axis=None, keepdims=False):
    """The index of the (first) largest element along `axis`, or in the flattened array."""
    return np.argmax(x, axis=axis, keepdims=keepdims), None


@op(np.argmin)
def argmin(x, *, axis=None, keepdims=False):
    """The index of the (first) smallest element along `axis`, or in the flattened array."""
    return np.argmin(x, axis=axis, keepdims=keepdims), None
