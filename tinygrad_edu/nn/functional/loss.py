"""Losses of courses, with PyTorch's arguments and checks of what they are given; the formulas are in `ops/loss.py`."""

from __future__ import annotations

import numpy as np

from ... import ops
from ...ops.embedding import places
from .checks import check_same_shape, check_target, constant_like, target_like, value_of
from .reductions import reduced, reduction_of, warn_of_broadcasting


def mse_loss(input, target, size_average=None, reduce=None, reduction: str = "mean", weight=None):
    """(input − target)², each times its `weight`. Shapes that differ are broadcast, with a warning.

    The mean of weighed losses is divided by the sum of the weights, as in PyTorch.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    check_target(target)
    target = target_like(target if hasattr(target, "shape") else np.asarray(target), input)
    warn_of_broadcasting("mse_loss", input, target)
    if weight is None:
        return ops.mse_loss(input, target, reduction=reduction)
    return weighed(ops.mse_loss(input, target, reduction="none"), weight, reduction)


def l1_loss(input, target, size_average=None, reduce=None, reduction: str = "mean", weight=None):
    """|input − target|, each times its `weight`; for the rest see `mse_loss`."""
    reduction, target = reduction_of(size_average, reduce, reduction), target_like(target, input)
    warn_of_broadcasting("l1_loss", input, target)
    return weighed(ops.abs(ops.sub(input, target)), weight, reduction)


def huber_loss(input, target, reduction: str = "mean", delta: float = 1.0, weight=None):
    """(input − target)² / 2 up to `delta`, and a straight line beyond, each times its `weight`."""
    reduction, target = reduction_of(None, None, reduction), target_like(target, input)
    if delta <= 0:
        raise ValueError(f"delta is {delta}\nhelp: it must be above 0")
    warn_of_broadcasting("huber_loss", input, target)
    losses = ops.huber_loss(input, target, delta=delta)
    return reduced(losses if weight is None else ops.mul(losses, constant_like(weight, input)), reduction)


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction: str = "mean", beta: float = 1.0):
    """`huber_loss` divided by its δ, here `beta`; |input − target| for beta 0."""
    reduction, target = reduction_of(size_average, reduce, reduction), target_like(target, input)
    if beta < 0:
        raise ValueError(f"beta is {beta}\nhelp: it can't be negative")
    warn_of_broadcasting("smooth_l1_loss", input, target)
    if beta == 0:
        return reduced(ops.abs(ops.sub(input, target)), reduction)
    return reduced(ops.div(ops.huber_loss(input, target, delta=beta), beta), reduction)


def weighed(losses, weight, reduction: str):
    """The losses times their weights, reduced; the mean is divided by the sum of the weights."""
    if weight is None:
        return reduced(losses, reduction)
    weights = constant_like(weight, losses)
    if weights.shape != value_of(losses).shape:
        raise ValueError(f"weights {weights.shape} for losses {value_of(losses).shape}\nhelp: one for each")
    losses = ops.mul(losses, weights)
    return ops.div(ops.sum(losses), np.sum(weights)) if reduction == "mean" else reduced(losses, reduction)


def binary_cross_entropy(input, target, weight=None, size_average=None, reduce=None, reduction: str = "mean"):
    """−target · log input − (1 − target) · log(1 − input), for probabilities. ValueError outside [0, 1]."""
    reduction, target = reduction_of(size_average, reduce, reduction), target_like(target, input)
    check_same_shape("binary_cross_entropy", input, target)
    losses = ops.binary_cross_entropy(input, target, reduction="none" if weight is not None else reduction)
    undefined = value_of(losses) != value_of(losses)
    if (np.any(undefined) if undefined.ndim else undefined) and not np.all(
        (value_of(input) >= 0) & (value_of(input) <= 1)
    ):
        raise ValueError(
            "binary_cross_entropy wants probabilities\nhelp: apply sigmoid first, or use the version with_logits"
        )
    return losses if weight is None else reduced(ops.mul(losses, constant_like(weight, input)), reduction)


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction: str = "mean", pos_weight=None
):
    """`binary_cross_entropy` of sigmoid(input), exact for inputs of any size.

    `pos_weight` multiplies the loss of the target 1, `weight` every loss; both are broadcast.
    """
    reduction, target = reduction_of(size_average, reduce, reduction), target_like(target, input)
    check_same_shape("binary_cross_entropy_with_logits", input, target)
    if weight is None and pos_weight is None:
        return ops.binary_cross_entropy_with_logits(input, target, reduction=reduction)
    if pos_weight is None:
        losses = ops.binary_cross_entropy_with_logits(input, target, reduction="none")
    else:
        ones = ops.mul(ops.mul(constant_like(pos_weight, input), target), ops.logsigmoid(input))
        losses = ops.neg(ops.add(ones, ops.mul(ops.sub(1, target), ops.logsigmoid(ops.neg(input)))))
    return reduced(losses if weight is None else ops.mul(losses, constant_like(weight, input)), reduction)


def cross_entropy(
    input,
    target,
    weight=None,
    size_average=None,
    ignore_index: int = -100,
    reduce=None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
):
    """−log softmax(input)[target], for logits (N, C, …) or (C).

    The target is class numbers (N, …), or probabilities in the input's shape. `weight` (C) multiplies each class's
    loss, targets of `ignore_index` have none, and with `label_smoothing` ε the target is mixed with ε / C of every
    class. "mean" divides class losses by the sum of their weights, others by the number of examples.
    IndexError for a class that isn't there.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    if not 0 <= label_smoothing <= 1:
        raise ValueError(f"label_smoothing is {label_smoothing}\nhelp: it lies between 0 and 1")
    axis = class_axis("cross_entropy", input)
    check_target(target)
    shape = value_of(input).shape
    if value_of(target).dtype.kind == "f" and value_of(target).shape != shape[:axis] + shape[axis + 1 :]:
        check_same_shape("cross_entropy with probabilities", input, target)
        if label_smoothing:
            target = ops.add(ops.mul(target, 1 - label_smoothing), label_smoothing / input.shape[axis])
        products = ops.mul(target, ops.log_softmax(input, axis=axis))
        if weight is not None:
            products = ops.mul(products, along_classes(weight, input, axis))
        return reduced(ops.neg(ops.sum(products, axis=axis)), reduction)
    chosen, counted = chosen_classes(input, target, axis, ignore_index)
    if weight is None and counted is None and not label_smoothing:
        return ops.cross_entropy(input, chosen, axis=axis, reduction=reduction)
    log_p = ops.log_softmax(input, axis=axis)
    losses, weights = class_losses(log_p, chosen, counted, weight, axis)
    if label_smoothing:
        every = log_p if weight is None else ops.mul(log_p, along_classes(weight, input, axis))
        spread = ops.neg(ops.mean(every, axis=axis))
        spread = spread if counted is None else ops.where(counted, spread, 0.0)
        losses = ops.add(ops.mul(losses, 1 - label_smoothing), ops.mul(spread, label_smoothing))
    return reduced_by_weight(losses, weights, reduction)


def nll_loss(
    input, target, weight=None, size_average=None, ignore_index: int = -100, reduce=None, reduction: str = "mean"
):
    """−input[target], for log-probabilities (N, C, …) or (C) and class numbers (N, …); the rest as `cross_entropy`."""
    reduction = reduction_of(size_average, reduce, reduction)
    axis = class_axis("nll_loss", input)
    check_target(target)
    chosen, counted = chosen_classes(input, target, axis, ignore_index)
    if weight is None and counted is None:
        return ops.nll_loss(input, chosen, axis=axis, reduction=reduction)
    losses, weights = class_losses(input, chosen, counted, weight, axis)
    return reduced_by_weight(losses, weights, reduction)


def linear_cross_entropy(
    input,
    linear_weight,
    target,
    *,
    linear_bias=None,
    weight=None,
    reduction: str = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    options=None,
):
    """`cross_entropy` of a linear layer's outputs, for inputs (N, in) or (in) and a linear_weight (C, …, in).

    An `ignore_index` of None is −100. PyTorch's `options`, which save memory there, have no effect.
    """
    *outputs, length = linear_weight.shape
    if len(outputs) > 1 and value_of(input).ndim != 2:
        raise ValueError(
            f"a linear_weight of shape {linear_weight.shape} for an input of shape {input.shape}\n"
            "help: a weight with more than two axes wants inputs (N, in)"
        )
    bias = None if linear_bias is None else ops.reshape(linear_bias, shape=(-1,))
    logits = ops.linear(input, ops.reshape(linear_weight, shape=(-1, length)), bias)
    return cross_entropy(
        ops.reshape(logits, shape=(*input.shape[:-1], *outputs)),
        target,
        weight,
        ignore_index=-100 if ignore_index is None else ignore_index,
        reduction=reduction,
        label_smoothing=label_smoothing,
    )


def class_axis(name: str, scores) -> int:
    """The axis of the classes in scores (N, C, …) or (C). ValueError for a single number."""
    if value_of(scores).ndim == 0:
        raise ValueError(f"{name}: scores of shape ()\nhelp: they are (N, C, …) for N examples and C classes, or (C)")
    return min(value_of(scores).ndim - 1, 1)


def chosen_classes(scores, target, axis: int, ignore_index: int):
    """`one_hot` of the targets, and which of them count; None if all do."""
    if not isinstance(ignore_index, (int, np.integer)):
        raise TypeError(f"ignore_index is {ignore_index!r}\nhelp: a whole number, which no class has")
    classes = value_of(target)
    ignored = classes == ignore_index
    if classes.dtype.kind not in "iu" or not np.any(ignored):
        return at_classes(scores, target, axis), None
    chosen = at_classes(scores, np.where(ignored, 0, classes), axis)
    return chosen & ~np.expand_dims(ignored, axis), ~ignored


def class_losses(log_p, chosen: np.ndarray, counted, weight, axis: int):
    """Each example's −log p of its class times the class's weight, and these weights."""
    scale = chosen if weight is None else chosen * along_classes(weight, log_p, axis)
    losses = ops.neg(ops.sum(ops.mul(ops.where(chosen, log_p, 0.0), scale.astype(log_p.dtype)), axis=axis))
    return losses, np.sum(scale, axis=axis, dtype=log_p.dtype)


def along_classes(weight, scores, axis: int) -> np.ndarray:
    """The classes' weights (C), laid along the class axis of the scores. ValueError for another number of them."""
    weights = constant_like(weight, scores)
    if weights.shape != (scores.shape[axis],):
        raise ValueError(f"{weights.shape} weights for {scores.shape[axis]} classes\nhelp: one for each class")
    return weights.reshape((-1,) + (1,) * (len(scores.shape) - axis - 1))


def reduced_by_weight(losses, weights: np.ndarray, reduction: str):
    """The losses reduced; the mean is their sum divided by that of the weights."""
    return ops.div(ops.sum(losses), np.sum(weights)) if reduction == "mean" else reduced(losses, reduction)


def at_classes(scores, target, axis: int) -> np.ndarray:
    """Along `axis` of `scores`, True at the class that `target` names."""
    classes, shape = value_of(target), scores.shape
    if classes.dtype.kind not in "iu":
        raise TypeError(f"class numbers must be integers, not {classes.dtype}\nhelp: target.long()")
    if classes.shape != shape[:axis] + shape[axis + 1 :]:
        raise ValueError(
            f"targets of shape {classes.shape} for scores of shape {shape}\n"
            f"help: one class number for each: {shape[:axis] + shape[axis + 1 :]}"
        )
    chosen = places(classes, shape[axis], axis)
    if np.count_nonzero(chosen) != classes.size:
        raise IndexError(
            f"a target is outside the {shape[axis]} classes: from {classes.min()} to {classes.max()}\n"
            "help: classes count from 0"
        )
    return chosen
