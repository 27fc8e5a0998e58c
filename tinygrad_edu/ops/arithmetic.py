"""Arithmetic: a value, and one backward closure for each operand.

``g`` is the gradient of the loss with respect to the op's output. Operands broadcast as in NumPy; the tape
sums the gradient over the axes that broadcasting stretched, so that no rule has to.
"""

import numpy as np

from ..tape import op


@op(np.add)
def add(x, y):
    """x + y, elementwise."""
    return x + y, lambda g: g, lambda g: g


@op(np.subtract)
def sub(x, y):
    """x − y, elementwise."""
    return x - y, lambda g: g, lambda g: -g


@op(np.multiply)
def mul(x, y):
    """x · y, elementwise."""
    return x * y, lambda g: g * y, lambda g: g * x


@op(np.divide)
def div(x, y):
    """x / y, elementwise."""
    z = x / y
    return z, lambda g: g / y, lambda g: -g * z / y


@op(np.negative)
def neg(x):
    """−x, elementwise."""
    return -x, lambda g: -g


@op(np.positive)
def positive(x):
    """A copy of x."""
    return +x, lambda g: g


@op(np.power)
def pow(x, y):
    """xʸ, elementwise. x⁰ sends 0 to x, and 0ʸ with y ≥ 0 sends 0 to y, where the formulas meet 0 · ∞."""
    z = power(x, y)
    return z, lambda g: g * power_slope(x, y), lambda g: g * np.where(flat_at_zero(x, y), 0, z * safe_log(x, y))


def power(x, y):
    """xʸ. A cube is two products: `**` takes up to a hundred times as long, and rounds otherwise than PyTorch."""
    cube = isinstance(y, (int, float)) and y == 3 and hasattr(x, "dtype") and x.dtype.kind == "f"
    return x * x * x if cube else x**y


def power_slope(x, y):
    """y · xʸ⁻¹, the derivative of xʸ by x; 0 for y = 0, also at x = 0."""
    if isinstance(y, (int, float)):
        return y * power(x, y - 1) if y else np.zeros_like(x)
    return y * x ** np.where(np.logical_and(x == 0, y == 0), 1, y - 1)


def flat_at_zero(x, y):
    """Where 0ʸ doesn't move with y."""
    return np.logical_and(x == 0, y >= 0)


def safe_log(x, y):
    """log x, but 0 where it isn't selected: what `where` leaves out must be finite too, or its gradient is NaN."""
    return np.log(np.where(flat_at_zero(x, y), 1, x))


@op(np.square)
def square(x):
    """x², elementwise."""
    return x * x, lambda g: 2 * g * x
