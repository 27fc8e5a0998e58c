"""Activation functions, and the softmax family. All are safe for inputs of any size: no exp overflows."""

import math

import numpy as np

from ..direct import largest, total
from ..tape import op
from .error_function import ROOT_TWO_PI, ndtr

MOST = {"e": 11.0, "f": 88.0}  # e to the power of more would overflow in float16 and float32; e⁷⁰⁰ fits in float64


@op()
def sigmoid(x):
    """1 / (1 + e⁻ˣ), elementwise. Its slope is y (1 − y)."""
    y = 1.0 / (1.0 + np.exp(np.minimum(-floating(x), MOST.get(x.dtype.char, 700.0))))
    return y, lambda g: g * (1.0 - y) * y


def floating(x):
    """x, or whole numbers as floating-point ones: of those without a sign −x would be large."""
    return x if x.dtype.kind == "f" else x + 0.0


@op()
def relu(x):
    """max(x, 0), elementwise. At 0 nothing is sent back."""
    y = np.maximum(x, 0)
    return y, lambda g: np.where(y, g, 0.0)


@op()
def leaky_relu(x, *, negative_slope=0.01):
    """x where it is positive, x · negative_slope elsewhere."""
    return np.where(x > 0, x, x * negative_slope), lambda g: np.where(x > 0, g, g * negative_slope)


@op()
def softplus(x, *, beta=1, threshold=20):
    """log(1 + e^(βx)) / β, elementwise; x itself where βx > threshold, as in PyTorch."""
    linear = beta * x > threshold
    y = (np.maximum(beta * x, 0) + np.log1p(np.exp(-np.abs(beta * x)))) / beta
    return np.where(linear, x, y), lambda g: np.where(linear, g, g * sigmoid(beta * x))


@op()
def logsigmoid(x):
    """log sigmoid(x), elementwise, exact where sigmoid itself would round to 0."""
    return np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x))), lambda g: g * sigmoid(-x)


@op()
def elu(x, *, alpha=1.0, scale=1.0, input_scale=1.0):
    """x where it is positive, alpha · (e^(input_scale · x) − 1) elsewhere; all of it times `scale`."""
    e = alpha * np.expm1(np.minimum(x, 0) * input_scale)
    return (
        scale * np.where(x > 0, x, e),
        lambda g: scale * np.where(x > 0, g, g * input_scale * alpha * np.exp(np.minimum(x, 0) * input_scale)),
    )


@op()
def gelu(x):
    """x · Φ(x), with the normal distribution's Φ: x, weighed by how likely a normal number is to lie below it."""
    share = ndtr(x)
    return x * share, lambda g: g * (share + x * np.exp(-x * x / 2) / ROOT_TWO_PI)


@op()
def gelu_tanh(x):
    """`gelu` by an approximation: x / 2 · (1 + tanh(√(2 / π) (x + 0.044715 x³)))."""
    scale, cubic = math.sqrt(2 / math.pi), 0.044715
    t = np.tanh(scale * x * (1 + cubic * x * x))
    return x * (1 + t) / 2, lambda g: g * ((1 + t) / 2 + x * (1 - t * t) * scale * (1 + 3 * cubic * x * x) / 2)


@op()
def silu(x):
    """x · sigmoid(x), elementwise: also called swish."""
    s = sigmoid(x)
    return x * s, lambda g: g * s * (1 + x * (1 - s))


@op()
def mish(x):
    """x · tanh(log(1 + eˣ)), elementwise."""
    t = np.tanh(np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))))
    return x * t, lambda g: g * (t + x * (1 - t * t) * sigmoid(x))


@op()
def softsign(x):
    """x / (1 + |x|), elementwise."""
    d = 1 + np.abs(x)
    return x / d, lambda g: g / (d * d)


@op()
def hardtanh(x, *, min_val=-1.0, max_val=1.0):
    """x limited to [min_val, max_val], elementwise; at a bound nothing is sent back (`clip` sends g)."""
    inside = np.logical_and(x > min_val, x < max_val)
    return np.clip(x, min_val, max_val), lambda g: np.where(inside, g, 0)


@op()
def hardsigmoid(x):
    """0 below −3, 1 above 3, and a straight line between them."""
    inside = np.logical_and(x > -3, x < 3)
    return np.clip(x + 3, 0, 6) / 6, lambda g: np.where(inside, g / 6, 0)


@op()
def hardswish(x):
    """x · hardsigmoid(x), elementwise."""
    slope = np.where(x <= -3, 0, np.where(x < 3, x / 3 + 0.5, 1))
    return x * np.clip(x + 3, 0, 6) / 6, lambda g: g * slope


@op()
def hardshrink(x, *, lambd=0.5):
    """x where |x| > lambd, 0 elsewhere."""
    inner = np.logical_and(x >= -lambd, x <= lambd)
    return np.where(inner, 0, x), lambda g: np.where(inner, 0, g)


@op()
def softshrink(x, *, lambd=0.5):
    """x moved towards 0 by lambd, and 0 where |x| ≤ lambd."""
    inner = np.logical_and(x >= -lambd, x <= lambd)
    return np.where(inner, 0, x - np.sign(x) * lambd), lambda g: np.where(inner, 0, g)


@op()
def threshold(x, *, threshold, value):
    """x where it is above the threshold, the value elsewhere."""
    return np.where(x <= threshold, value, x), lambda g: np.where(x <= threshold, 0, g)


@op()
def prelu(x, weight):
    """x where it is positive, x · weight elsewhere: a `leaky_relu` whose slope is learnt."""
    return (
        np.where(x > 0, x, x * weight),
        lambda g: np.where(x > 0, g, g * weight),
        lambda g: np.where(x > 0, 0, g * x),
    )


@op()
def softmax(x, *, axis, dtype=None):
    """eˣ / Σ eˣ along `axis`: positive, and summing to 1. With a `dtype` x is cast to it first."""
    x = x if dtype is None else x.astype(dtype)
    if 0 in x.shape:
        return np.copy(x), lambda g: g
    e = np.exp(x - largest(x, axis=axis, keepdims=True))
    y = e / total(e, axis=axis, keepdims=True)
    return y, lambda g: y * (g - total(g * y, axis=axis, keepdims=True))


@op()
def log_softmax(x, *, axis, dtype=None):
    """log softmax(x) along `axis`, exact where softmax would round to 0. With a `dtype` x is cast to it first."""
    x = x if dtype is None else x.astype(dtype)
    if 0 in x.shape:
        return np.copy(x), lambda g: g
    shifted = x - largest(x, axis=axis, keepdims=True)
    y = shifted - np.log(total(np.exp(shifted), axis=axis, keepdims=True))
    return y, lambda g: g - np.exp(y) * total(g, axis=axis, keepdims=True)
