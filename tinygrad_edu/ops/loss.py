"""Losses: how far a prediction is from its target, as one number (or one for each element).

Each is one op, so that its closure is the formula one derives by hand: softmax − target, prediction − target.
`reduction` is "mean", "sum" or "none". Where PyTorch's value is clamped, so is ours, at the same place.
"""

import math

import numpy as np

from ..direct import largest, total
from ..tape import op


def reduced(losses, reduction):
    """The mean or the sum of the losses, or the losses themselves."""
    if reduction == "mean":
        return total(losses) / math.prod(losses.shape)
    return total(losses) if reduction == "sum" else losses


def weighed(g, losses, reduction):
    """What each of the losses is sent, when their reduction is sent g."""
    return g / math.prod(losses.shape) if reduction == "mean" else g


@op()
def mse_loss(x, target, *, reduction="mean"):
    """(x − target)²."""
    difference = x - target
    squares = difference * difference if reduction == "none" else np.vdot(difference, difference)
    n = math.prod(difference.shape) if reduction == "mean" else 1
    return squares / n, lambda g: 2 * g / n * difference, lambda g: -2 * g / n * difference


@op()
def huber_loss(x, target, *, delta):
    """(x − target)² / 2 where that is less than `delta` in size, else δ (|x − target| − δ / 2): elementwise.

    Source: Huber, Annals of Mathematical Statistics 35 (1964).
    """
    difference = x - target
    near = np.where(np.abs(difference) < delta, difference, delta * np.sign(difference))  # at δ the slope is 0
    return near * (difference - near / 2), lambda g: g * near, lambda g: -g * near


@op()
def binary_cross_entropy(x, target, *, reduction="mean"):
    """−target · log x − (1 − target) · log(1 − x), for probabilities x.

    As in PyTorch a logarithm counts as at least −100, and x (1 − x) in the derivative as at least 1e-12.
    """
    with np.errstate(divide="ignore", invalid="ignore"):  # log 0 is −∞ for a moment
        log_x, log_not_x = np.maximum(np.log(x), -100.0), np.maximum(np.log1p(-x), -100.0)
    losses = -target * log_x - (1.0 - target) * log_not_x
    return (
        reduced(losses, reduction),
        lambda g: weighed(g, losses, reduction) * (x - target) / np.maximum(x * (1.0 - x), 1e-12),
        lambda g: weighed(g, losses, reduction) * (log_not_x - log_x),
    )


@op()
def binary_cross_entropy_with_logits(x, target, *, reduction="mean"):
    """`binary_cross_entropy` of sigmoid(x), exact for every x: log(1 + eˣ) − target · x."""
    e = np.exp(-np.abs(x))
    losses = np.maximum(x, 0.0) + np.log1p(e) - target * x
    return (
        reduced(losses, reduction),
        lambda g: weighed(g, losses, reduction) * (np.where(x < 0.0, e, 1.0) / (1.0 + e) - target),
        lambda g: -weighed(g, losses, reduction) * x,
    )


@op()
def cross_entropy(x, chosen, *, axis, reduction="mean"):
    """−log softmax(x)[class] along `axis`; `chosen` is True at the class of each example, False elsewhere."""
    shifted = x - largest(x, axis=axis, keepdims=True)
    log_p = shifted - np.log(total(np.exp(shifted), axis=axis, keepdims=True))
    losses = -at_class(log_p, chosen, axis, reduction)
    return (
        reduced(losses, reduction),
        lambda g: spread(weighed(g, losses, reduction), axis) * (np.exp(log_p) - chosen),
        None,
    )


@op()
def nll_loss(x, chosen, *, axis, reduction="mean"):
    """−x[class] along `axis`, for log-probabilities x; `chosen` as in `cross_entropy`."""
    losses = -at_class(x, chosen, axis, reduction)
    return (
        reduced(losses, reduction),
        lambda g: np.where(chosen, -spread(weighed(g, losses, reduction), axis), 0.0),
        None,
    )


def at_class(x, chosen, axis, reduction):
    """The chosen elements: in the examples' order where each one's loss is wanted, else in any."""
    return total(np.where(chosen, x, 0.0), axis=axis) if reduction == "none" else x[chosen]


def spread(share, axis):
    """What one example is sent, laid along its classes; one number for all stays as it is."""
    return np.expand_dims(share, axis) if share.ndim else share
