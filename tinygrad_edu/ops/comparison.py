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


@op(np.logical_xor)
def logical_xor(x, y):
    """Whether one holds, but not both, elementwise."""
    return np.logical_xor(x, y), None, None


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


@op(np.left_shift)
def bitwise_left_shift(x, y):
    """x << y: the bits of x moved up by y places."""
    return np.left_shift(x, y), None, None


@op(np.right_shift)
def bitwise_right_shift(x, y):
    """x >> y: the bits of x moved down by y places."""
    return np.right_shift(x, y), None, None


@op(np.gcd)
def gcd(x, y):
    """The greatest common divisor of whole numbers, elementwise."""
    return np.gcd(x, y), None, None


@op(np.lcm)
def lcm(x, y):
    """The least common multiple of whole numbers, elementwise."""
    return np.lcm(x, y), None, None


@op(np.isclose)
def isclose(x, y, *, rtol=1e-5, atol=1e-8, equal_nan=False):
    """Whether |x − y| ≤ atol + rtol · |y|, elementwise."""
    return np.isclose(x, y, rtol=rtol, atol=atol, equal_nan=equal_nan), None, None


@op()
def isin(elements, test_elements, *, assume_unique=False, invert=False):
    """Which of the elements are among the test elements."""
    return np.isin(elements, test_elements, assume_unique=assume_unique, invert=invert), None, None


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


@op(np.isposinf)
def isposinf(x):
    """Where x is ∞."""
    return np.isposinf(x), None


@op(np.isneginf)
def isneginf(x):
    """Where x is −∞."""
    return np.isneginf(x), None


@op(np.signbit)
def signbit(x):
    """Where x is negative, −0 included."""
    return np.signbit(x), None


@op(np.isreal)
def isreal(x):
    """Where x is a real number: everywhere, as there are no complex ones here."""
    return np.isreal(x), None
