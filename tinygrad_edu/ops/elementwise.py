"""Functions of single elements: exponentials, logarithms, roots, absolute values, extremes, selection."""

import numpy as np

from ..tape import op


@op(np.exp)
def exp(x):
    """eˣ, elementwise."""
    y = np.exp(x)
    return y, lambda g: g * y


@op(np.log)
def log(x):
    """The natural logarithm, elementwise."""
    return np.log(x), lambda g: g / x


@op(np.log1p)
def log1p(x):
    """log(1 + x), elementwise, exact for small x too."""
    return np.log1p(x), lambda g: g / (1 + x)


@op(np.sqrt)
def sqrt(x):
    """√x, elementwise. At 0 the slope is infinite, as it is for the mathematician."""
    y = np.sqrt(x)
    return y, lambda g: g / (2 * y)


@op(np.tanh)
def tanh(x):
    """The hyperbolic tangent, elementwise."""
    y = np.tanh(x)
    return y, lambda g: g * (1.0 - y * y)


@op(np.abs)
def abs(x):
    """|x|, elementwise. At 0 nothing is sent back."""
    return np.abs(x), lambda g: g * np.sign(x)


@op(np.sign)
def sign(x):
    """−1, 0 or 1, elementwise; its slope is 0 everywhere."""
    return np.sign(x), lambda g: np.zeros_like(g)


@op(np.maximum)
def maximum(x, y):
    """The larger of x and y, elementwise. Where they are equal each gets half."""
    return (
        np.maximum(x, y),
        lambda g: np.where(x == y, g / 2, np.where(x < y, 0, g)),
        lambda g: np.where(x == y, g / 2, np.where(x > y, 0, g)),
    )


@op(np.minimum)
def minimum(x, y):
    """The smaller of x and y, elementwise. Where they are equal each gets half."""
    return (
        np.minimum(x, y),
        lambda g: np.where(x == y, g / 2, np.where(x > y, 0, g)),
        lambda g: np.where(x == y, g / 2, np.where(x < y, 0, g)),
    )


@op(np.fmax)
def fmax(x, y):
    """The larger of x and y, elementwise; beside NaN the other one. Where they are equal x gets all."""
    first = np.logical_or(x >= y, np.isnan(y))
    return np.fmax(x, y), lambda g: np.where(first, g, 0), lambda g: np.where(first, 0, g)


@op(np.fmin)
def fmin(x, y):
    """The smaller of x and y, elementwise; beside NaN the other one. Where they are equal x gets all."""
    first = np.logical_or(x <= y, np.isnan(y))
    return np.fmin(x, y), lambda g: np.where(first, g, 0), lambda g: np.where(first, 0, g)


@op()
def lerp(x, end, weight):
    """x + weight · (end − x), elementwise: x for the weight 0, and exactly `end` for 1."""
    way = end - x
    value = np.where(np.abs(weight) < 0.5, x + weight * way, end - way * (1 - weight))
    return value, lambda g: g * (1 - weight), lambda g: g * weight, lambda g: g * (end - x)


@op(np.where)
def where(condition, x, y):
    """x where the condition holds, y elsewhere. It selects: what isn't chosen gets 0, whatever g is there.

    An op further up can still turn that 0 into NaN (0 · ∞). Keep its operand harmless with a second `where`:

    >>> import tinygrad_edu as tg
    >>> x = tg.tensor([0.0, 4.0], requires_grad=True)
    >>> positive = tg.where(x > 0, x, 1.0)
    >>> tg.where(x > 0, tg.sqrt(positive), 0.0).sum().backward()
    >>> x.grad
    tensor([0.  , 0.25])
    """
    return np.where(condition, x, y), None, lambda g: np.where(condition, g, 0), lambda g: np.where(condition, 0, g)


@op(np.clip)
def clip(x, min=None, max=None):
    """x limited to [min, max], elementwise; at a bound the slope is 1. Where min > max, the value is max."""
    if min is None and max is None:
        raise TypeError("neither min nor max is given\nhelp: one of them is enough")
    return (
        np.clip(x, min, max),
        lambda g: np.where(np.logical_and(at_least(x, min), at_most(x, max)), g, 0),
        lambda g: np.where(np.logical_and(x < min, True if max is None else min < max), g, 0),
        lambda g: np.where(np.logical_or(x > max, np.logical_not(at_least(max, min))), g, 0),
    )


def at_least(x, min):
    """Whether x ≥ min, or there is no min."""
    return True if min is None else x >= min


def at_most(x, max):
    """Whether x ≤ max, or there is no max."""
    return True if max is None else x <= max


@op(np.copy)
def clone(x):
    """A copy of x in memory of its own; the gradient passes through."""
    return np.copy(x), lambda g: g


@op()
def cast(x, *, dtype):
    """x in another dtype; the gradient comes back in x's own."""
    return x.astype(dtype), (lambda g: g) if np.dtype(dtype).kind == "f" else None


@op(np.zeros_like)
def zeros_like(x, *, dtype=None):
    """Zeros in the shape (and, unless `dtype` says otherwise, the dtype) of x."""
    return np.zeros_like(x, dtype=dtype), None


@op(np.ones_like)
def ones_like(x, *, dtype=None):
    """Ones in the shape (and, unless `dtype` says otherwise, the dtype) of x."""
    return np.ones_like(x, dtype=dtype), None
