"""Normalization: numbers moved and scaled to mean 0 and variance 1, then by a learned weight and bias."""

import numpy as np

from ..direct import total
from ..tape import op
from ..together import together
from .reduction import length


@op()
def batch_norm(x, mean, variance, weight=None, bias=None, *, axis, eps=1e-5):
    """(x − mean) / √(variance + eps) · weight + bias, where all but x are constant along `axis`, of length 1 there."""
    deviation = np.sqrt(variance + eps)
    z = (x - mean) / deviation
    scale = (1 if weight is None else weight) / deviation

    def backward(g):
        to_bias, to_weight = total(g, axis=axis, keepdims=True), total(g * z, axis=axis, keepdims=True)
        return g * scale, -scale * to_bias, -scale / (2 * deviation) * to_weight, to_weight, to_bias

    return scaled(z, weight, bias), *together(backward, 5)


@op()
def layer_norm(x, weight=None, bias=None, *, axis, eps=1e-5):
    """(x − mean) / √(variance + eps) along `axis`, times weight, plus bias."""
    difference = x - mean_along(x, axis)
    deviation = np.sqrt(mean_along(difference * difference, axis) + eps)
    z = difference / deviation

    def to_x(g):
        g = g if weight is None else g * weight
        return (g - mean_along(g, axis) - z * mean_along(g * z, axis)) / deviation

    return scaled(z, weight, bias), to_x, lambda g: g * z, lambda g: g


@op()
def rms_norm(x, weight=None, *, axis, eps):
    """x / √(mean of x² + eps) along `axis`, times weight. Source: Zhang and Sennrich, NeurIPS 2019."""
    root = np.sqrt(mean_along(x * x, axis) + eps)
    z = x / root

    def to_x(g):
        g = g if weight is None else g * weight
        return (g - z * mean_along(g * z, axis)) / root

    return scaled(z, weight, None), to_x, lambda g: g * z


def mean_along(x, axis):
    """The mean along `axis`, which stays with length 1."""
    return total(x, axis=axis, keepdims=True) / length(x, axis)


def scaled(z, weight, bias):
    """z · weight + bias, for what there is of them."""
    z = z if weight is None else z * weight
    return z if bias is None else z + bias
