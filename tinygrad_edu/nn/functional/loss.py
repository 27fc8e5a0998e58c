"""Losses, with class numbers and checks of what they are given; the formulas are in `ops/loss.py`."""

from __future__ import annotations

import warnings

import numpy as np

from ... import ops
from .checks import check_reduction, check_same_shape, value_of


def mse_loss(input, target, *, reduction: str = "mean"):
    """The squared error (input − target)². Shapes that differ are broadcast, with a warning: it is seldom meant."""
    check_reduction(reduction)
    target = target if hasattr(target, "shape") else np.asarray(target)
    if input.shape != target.shape:
        warnings.warn(
            f"mse_loss of shapes {value_of(input).shape} and {value_of(target).shape} broadcasts them\n"
            "help: reshape one to the other's shape",
            stacklevel=2,
        )
    return ops.mse_loss(input, target, reduction=reduction)


def binary_cross_entropy(input, target, *, reduction: str = "mean"):
    """−target · log input − (1 − target) · log(1 − input), for probabilities. ValueError outside [0, 1]."""
    check_reduction(reduction)
    check_same_shape("binary_cross_entropy", input, target)
    loss = ops.binary_cross_entropy(input, target, reduction=reduction)
    undefined = value_of(loss) != value_of(loss)
    if (np.any(undefined) if undefined.ndim else undefined) and not np.all(
        (value_of(input) >= 0) & (value_of(input) <= 1)
    ):
        raise ValueError(
            "binary_cross_entropy wants probabilities\nhelp: apply sigmoid first, or use the version with_logits"
        )
    return loss


def binary_cross_entropy_with_logits(input, target, *, reduction: str = "mean"):
    """`binary_cross_entropy` of sigmoid(input), exact for inputs of any size."""
    check_reduction(reduction)
    check_same_shape("binary_cross_entropy_with_logits", input, target)
    return ops.binary_cross_entropy_with_logits(input, target, reduction=reduction)


def cross_entropy(input, target, *, reduction: str = "mean"):
    """−log softmax(input)[target], for logits (N, C, …) or (C).

    The target is class numbers (N, …), or probabilities in the input's shape. "mean" divides by the number of
    examples. IndexError for a class that isn't there.
    """
    check_reduction(reduction)
    axis = min(value_of(input).ndim - 1, 1)
    if value_of(target).dtype.kind == "f":
        check_same_shape("cross_entropy with probabilities", input, target)
        losses = -ops.sum(ops.mul(target, ops.log_softmax(input, axis=axis)), axis=axis)
        return ops.mean(losses) if reduction == "mean" else ops.sum(losses) if reduction == "sum" else losses
    return ops.cross_entropy(input, one_hot(input, target, axis), axis=axis, reduction=reduction)


def nll_loss(input, target, *, reduction: str = "mean"):
    """−input[target], for log-probabilities (N, C, …) or (C) and class numbers (N, …)."""
    check_reduction(reduction)
    axis = min(value_of(input).ndim - 1, 1)
    return ops.nll_loss(input, one_hot(input, target, axis), axis=axis, reduction=reduction)


def one_hot(scores, target, axis: int) -> np.ndarray:
    """Along `axis` of `scores`, True at the class that `target` names."""
    classes, shape = value_of(target), scores.shape
    if classes.dtype.kind not in "iu":
        raise TypeError(f"class numbers must be integers, not {classes.dtype}\nhelp: target.long()")
    if classes.shape != shape[:axis] + shape[axis + 1 :]:
        raise ValueError(
            f"targets of shape {classes.shape} for scores of shape {shape}\n"
            f"help: one class number for each: {shape[:axis] + shape[axis + 1 :]}"
        )
    numbers = np.arange(shape[axis]).reshape((-1,) + (1,) * (len(shape) - axis - 1))
    chosen = classes[(slice(None),) * axis + (None,)] == numbers
    if np.count_nonzero(chosen) != classes.size:
        raise IndexError(
            f"a target is outside the {shape[axis]} classes: from {classes.min()} to {classes.max()}\n"
            "help: classes count from 0"
        )
    return chosen
