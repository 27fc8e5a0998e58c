"""Powers of other bases, their logarithms, and sums of exponentials; `exp` and `log` are in `elementwise`."""

import math

import numpy as np

from ..tape import op
from .activation import sigmoid

LOG_2, LOG_10 = math.log(2), math.log(10)


@op(np.exp2)
def exp2(x):
    """2ˣ, elementwise."""
    y = np.exp2(x)
    return y, lambda g: g * y * LOG_2


@op(np.expm1)
def expm1(x):
    """eˣ − 1, elementwise, exact for small x too."""
    y = np.expm1(x)
    return y, lambda g: g * (y + 1)


@op(np.log2)
def log2(x):
    """The logarithm of base 2, elementwise."""
    return np.log2(x), lambda g: g / (x * LOG_2)


@op(np.log10)
def log10(x):
    """The logarithm of base 10, elementwise."""
    return np.log10(x), lambda g: g / (x * LOG_10)


@op(np.logaddexp)
def logaddexp(x, y):
    """log(eˣ + eʸ), elementwise, without overflow."""
    return np.logaddexp(x, y), lambda g: g * sigmoid(x - y), lambda g: g * sigmoid(y - x)


@op(np.logaddexp2)
def logaddexp2(x, y):
    """log₂(2ˣ + 2ʸ), elementwise, without overflow."""
    return (
        np.logaddexp2(x, y),
        lambda g: g * sigmoid((x - y) * LOG_2),
        lambda g: g * sigmoid((y - x) * LOG_2),
    )


@op()
def xlogy(x, y):
    """x · log y, elementwise, and 0 where x = 0: the terms of an entropy."""
    value = x * np.log(np.where(np.logical_and(x == 0, y == y), 1, y))
    log_y = np.log(np.where(np.logical_and(x == 0, y <= 0), 1, y))
    return value, lambda g: g * log_y, lambda g: g * x / y


@op()
def xlog1py(x, y):
    """x · log(1 + y), elementwise, and 0 where x = 0."""
    value = x * np.log1p(np.where(np.logical_and(x == 0, y == y), 0, y))
    log_y = np.log1p(np.where(np.logical_and(x == 0, y <= -1), 0, y))
    return value, lambda g: g * log_y, lambda g: g * x / (1 + y)


@op()
def entr(x):
    """−x · log x, elementwise: 0 at 0, −∞ below."""
    inside = np.where(x > 0, x, 1)
    value = np.where(x > 0, -inside * np.log(inside), np.where(x == 0, 0, np.where(x < 0, -np.inf, np.nan)))
    return value.astype(x.dtype), lambda g: g * (-1 - np.log(x))


@op()
def logit(x, *, eps=None):
    """log(x / (1 − x)), the inverse of sigmoid, of x in [0, 1]; with `eps` x is limited to [eps, 1 − eps] first."""
    p = x if eps is None else np.clip(x, eps, 1 - eps)
    slope = 1 if eps is not None else np.where(np.logical_or(x < 0, x > 1), np.nan, 1)
    return np.log(p / (1 - p)), lambda g: np.where(np.abs(x - p) > 0, 0, g * slope / (p * (1 - p)))


@op()
def rsqrt(x):
    """1 / √x, elementwise."""
    y = 1 / np.sqrt(x)
    return y, lambda g: -g / 2 * y * y * y


@op()
def reciprocal(x):
    """1 / x, elementwise, also of integers."""
    y = 1 / x
    return y, lambda g: -g * y * y
