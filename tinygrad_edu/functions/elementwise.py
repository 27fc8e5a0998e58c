"""Functions of single elements that take more arguments with PyTorch than their ops do, or are made of several ops."""

from __future__ import annotations

import math

import numpy as np

from .. import ops
from ..tape import Node
from .arguments import older_order


@older_order("alpha", 2)
def add(input, other, *, alpha=1):
    """input + alpha · other."""
    return ops.add(input, other if alpha == 1 else ops.mul(other, alpha))


@older_order("alpha", 2)
def sub(input, other, *, alpha=1):
    """input − alpha · other."""
    return ops.sub(input, other if alpha == 1 else ops.mul(other, alpha))


def rsub(input, other, *, alpha=1):
    """other − alpha · input."""
    return sub(other, input, alpha=alpha)


def sign(input):
    """−1, 0 or 1, elementwise; 0 for NaN, where NumPy says NaN. Truth values stay. Its slope is 0 everywhere."""
    if input.dtype == bool:
        return ops.clone(input)
    return ops.where(ops.isnan(input), 0, ops.sign(input))


def div(input, other, *, rounding_mode=None):
    """input / other; with the `rounding_mode` "floor" or "trunc" rounded down, or towards 0, which sends back zeros."""
    if rounding_mode is None:
        return ops.div(input, other)
    if rounding_mode not in ("floor", "trunc"):
        raise ValueError(f"no rounding mode {rounding_mode!r}\nhelp: None, 'trunc' or 'floor'")
    if rounding_mode == "floor":
        return ops.floor_divide(input, other)
    if is_whole(input) and is_whole(other):
        return ops.floor_divide(ops.sub(input, ops.fmod(input, other)), other)
    return ops.trunc(ops.div(input, other))


def is_whole(x) -> bool:
    """Whether the elements are integers or booleans."""
    return np.result_type(getattr(x, "dtype", x)).kind in "biu"


def float_power(input, exponent):
    """The power, computed in float64."""
    base, power = (ops.cast(x, dtype=np.float64) if hasattr(x, "dtype") else float(x) for x in (input, exponent))
    return ops.pow(base, power)


def ldexp(input, other):
    """input · 2^other."""
    if hasattr(other, "dtype") and is_whole(other):
        other = ops.cast(other, dtype=np.float64 if is_whole(input) else input.dtype)
    return ops.mul(input, ops.pow(2.0, other))


@older_order("value", 3)
def addcmul(input, tensor1, tensor2, *, value=1):
    """input + value · tensor1 · tensor2."""
    return add(input, ops.mul(tensor1, tensor2), alpha=value)


@older_order("value", 3)
def addcdiv(input, tensor1, tensor2, *, value=1):
    """input + value · tensor1 / tensor2."""
    return add(input, ops.div(tensor1, tensor2), alpha=value)


def fill(input, value):
    """One number everywhere, in the shape and dtype of the input, which gets a gradient of zeros."""
    filled = ops.where(True, value, input)
    return filled if filled.dtype == input.dtype else ops.cast(filled, dtype=input.dtype)


def clamp_min(input, min):
    """The input where it is above `min`, else `min`."""
    return ops.clip(input, min)


def clamp_max(input, max):
    """The input where it is below `max`, else `max`."""
    return ops.clip(input, None, max)


def polygamma(n, input):
    """The n-th derivative of digamma."""
    if not isinstance(n, (int, np.integer)) or n < 0:
        raise ValueError(f"polygamma of order {n!r}\nhelp: a whole number, 0 for digamma itself")
    return ops.polygamma(input, n=int(n)) if n else ops.digamma(input)


def mvlgamma(input, p):
    """The logarithm of the gamma function of p × p matrices: p (p − 1) / 4 · log π + Σ lgamma(input − j / 2)."""
    if not isinstance(p, (int, np.integer)) or p < 1:
        raise ValueError(f"mvlgamma of order {p!r}\nhelp: a whole number from 1")
    total = ops.lgamma(input)
    for j in range(1, p):
        total = ops.add(total, ops.lgamma(ops.sub(input, j / 2)))
    return ops.add(total, p * (p - 1) / 4 * math.log(math.pi))


def prelu(input, weight):
    """The input where it is positive, input · weight elsewhere; one weight for all, or one for each place of axis 1."""
    shape, slopes = np.shape(input), weight.value if isinstance(weight, Node) else np.asarray(weight)
    channels = shape[1] if len(shape) > 1 else 1
    if slopes.ndim > 1 or slopes.size not in (1, channels):
        raise ValueError(
            f"prelu of an input {shape} with weights {slopes.shape}\nhelp: one weight, or a vector of {channels}"
        )
    if slopes.size > 1:
        weight = ops.reshape(weight, shape=(-1, *(1,) * (len(shape) - 2)))
    elif slopes.ndim > len(shape):
        weight = ops.reshape(weight, shape=())
    return ops.prelu(input, weight)
