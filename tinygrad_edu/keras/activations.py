"""Activation functions under Keras's names, with its constants where they aren't PyTorch's."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from .. import ops
from ..nn import functional
from .known import TABLES, find
from .telling import warn

__all__ = [
    "celu", "elu", "exponential", "gelu", "get", "glu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish",
    "hard_tanh", "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu", "sigmoid",
    "silu", "soft_shrink", "softmax", "softplus", "softsign", "swish", "tanh", "tanh_shrink", "threshold",
]  # fmt: skip


def linear(x):
    """x itself."""
    return x


def relu(x, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0):
    """x where it is above `threshold`, limited to `max_value`; negative_slope · (x − threshold) below."""
    if not negative_slope and max_value is None and not threshold:
        return ops.relu(x)
    y = ops.where(ops.gt(x, threshold), x, 0.0) if threshold else ops.relu(x)
    y = y if max_value is None else functional.hardtanh(y, 0.0, max_value)
    if negative_slope:
        y = ops.sub(y, ops.mul(ops.relu(ops.sub(threshold, x)), negative_slope))
    return y


def leaky_relu(x, negative_slope: float = 0.2):
    """x where it is positive, x · negative_slope elsewhere. PyTorch's slope is 0.01, and the layer's 0.3."""
    return ops.leaky_relu(x, negative_slope=negative_slope)


def relu6(x):
    """x limited to [0, 6]."""
    return functional.relu6(x)


def sigmoid(x):
    """1 / (1 + e⁻ˣ)."""
    return ops.sigmoid(x)


def hard_sigmoid(x):
    """0 below −3, 1 above 3, and a straight line between them."""
    return ops.hardsigmoid(x)


def log_sigmoid(x):
    """log sigmoid(x)."""
    return ops.logsigmoid(x)


def tanh(x):
    """The hyperbolic tangent."""
    return ops.tanh(x)


def hard_tanh(x):
    """x limited to [−1, 1]."""
    return functional.hardtanh(x)


def tanh_shrink(x):
    """x − tanh x."""
    return functional.tanhshrink(x)


def softmax(x, axis: int = -1):
    """eˣ / Σ eˣ along `axis`, with a warning if that has length 1, as there it is always 1."""
    if np.shape(getattr(x, "value", x))[axis] == 1:
        warn(
            f"a softmax along axis {axis}, which has length 1, is always 1\n"
            "help: for one output use a sigmoid: activation='sigmoid'"
        )
    return ops.softmax(x, axis=axis)


def log_softmax(x, axis: int = -1):
    """log softmax(x) along `axis`."""
    return ops.log_softmax(x, axis=axis)


def softplus(x):
    """log(1 + eˣ), also for a large x, where PyTorch's is x itself."""
    return ops.softplus(x, threshold=math.inf)


def softsign(x):
    """x / (1 + |x|)."""
    return ops.softsign(x)


def elu(x, alpha: float = 1.0):
    """x where it is positive, alpha · (eˣ − 1) elsewhere."""
    return functional.elu(x, alpha)


def selu(x):
    """`elu` with the numbers that keep mean 0 and variance 1."""
    return functional.selu(x)


def celu(x, alpha: float = 1.0):
    """x where it is positive, alpha · (e^(x / alpha) − 1) elsewhere."""
    return functional.celu(x, alpha)


def gelu(x, approximate: bool = False):
    """x · Φ(x), exactly, or, if `approximate`, by the formula with tanh."""
    return ops.gelu_tanh(x) if approximate else ops.gelu(x)


def silu(x):
    """x · sigmoid(x), also called swish."""
    return ops.silu(x)


def hard_silu(x):
    """x · hard_sigmoid(x), also called hard_swish."""
    return ops.hardswish(x)


swish, hard_swish = silu, hard_silu


def mish(x):
    """x · tanh(softplus(x))."""
    return ops.mish(x)


def exponential(x):
    """eˣ."""
    return ops.exp(x)


def glu(x, axis: int = -1):
    """a · sigmoid(b), with the two halves a and b of x along `axis`."""
    return functional.glu(x, axis)


def hard_shrink(x, threshold: float = 0.5):
    """x where |x| > threshold, 0 elsewhere."""
    return ops.hardshrink(x, lambd=threshold)


def soft_shrink(x, threshold: float = 0.5):
    """x moved towards 0 by `threshold`, and 0 where |x| is smaller."""
    return functional.softshrink(x, threshold)


def threshold(x, threshold: float, default_value: float):
    """x where it is above `threshold`, `default_value` elsewhere."""
    return functional.threshold(x, threshold, default_value)


def get(identifier: str | Callable | None) -> Callable:
    """The function of this name; a function is itself, None is `linear`. ValueError for an unknown name."""
    if identifier is None:
        return linear
    if isinstance(identifier, str):
        return find("activation", identifier)
    if not callable(identifier):
        raise TypeError(f"an activation is a name or a function, not {identifier!r:.60}\nhelp: activation='relu'")
    return identifier


FUNCTIONS = {name: globals()[name] for name in __all__ if name != "get"}
TABLES["function"] |= FUNCTIONS
TABLES["activation"] |= FUNCTIONS
