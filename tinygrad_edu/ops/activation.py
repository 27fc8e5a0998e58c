"""Activation functions, and the softmax family. All are safe for inputs of any size: no exp overflows."""

import numpy as np

from ..direct import largest, total
from ..tape import op


@op()
def sigmoid(x):
    """eˣ / (1 + eˣ), elementwise. Its slope is y (1 − y), and 1 − y = 1 / (1 + eˣ)."""
    most = (
        80.0 if x.dtype != np.float16 else 11.0
    )  # beyond it the quotient is 1 to the last digit, and e might overflow
    e = np.exp(np.minimum(x, most))
    d = 1.0 + e
    y = e / d
    return y, lambda g: g * y / d


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
def softmax(x, *, axis):
    """eˣ / Σ eˣ along `axis`: positive, and summing to 1."""
    e = np.exp(x - largest(x, axis=axis, keepdims=True))
    y = e / total(e, axis=axis, keepdims=True)
    return y, lambda g: y * (g - total(g * y, axis=axis, keepdims=True))


@op()
def log_softmax(x, *, axis):
    """log softmax(x) along `axis`, exact where softmax itself would round to 0."""
    shifted = x - largest(x, axis=axis, keepdims=True)
    y = shifted - np.log(total(np.exp(shifted), axis=axis, keepdims=True))
    return y, lambda g: g - np.exp(y) * total(g, axis=axis, keepdims=True)
