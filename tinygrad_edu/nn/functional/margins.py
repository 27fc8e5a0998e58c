"""Losses that want a margin: between a class and the others, between near and far."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from ... import ops
from ...functions.norms import pairwise_distance
from .checks import check_same_shape, constant_like, target_like, value_of
from .loss import along_classes, at_classes
from .reductions import reduced, reduction_of


def above_zero(x):
    """max(x, 0), whose slope at 0 is 1."""
    return ops.clip(x, 0.0)


def hinge_embedding_loss(input, target, margin: float = 1.0, size_average=None, reduce=None, reduction: str = "mean"):
    """The input where the target is 1, max(0, margin − input) where it is −1."""
    reduction = reduction_of(size_average, reduce, reduction)
    sides = value_of(target)
    apart = ops.where(sides != 1, above_zero(ops.sub(margin, input)), 0.0)
    return reduced(ops.add(apart, ops.where(sides != -1, input, 0.0)), reduction)


def cosine_embedding_loss(
    input1, input2, target, margin: float = 0.0, size_average=None, reduce=None, reduction: str = "mean"
):
    """1 − cos of rows (N, D) or (D) where the target is 1, max(0, cos − margin) where it is −1."""
    reduction = reduction_of(size_average, reduce, reduction)
    sides = value_of(target)
    if sides.shape != value_of(input1).shape[:-1]:
        raise ValueError(f"targets {sides.shape} for rows {input1.shape}\nhelp: one target, 1 or -1, for each row")
    lengths = ops.mul(*(ops.add(ops.sum(ops.square(x), axis=-1), 1e-12) for x in (input1, input2)))
    cosine = ops.div(ops.sum(ops.mul(input1, input2), axis=-1), ops.sqrt(lengths))
    near = ops.where(sides == 1, ops.sub(1, cosine), 0.0)
    return reduced(ops.add(near, ops.where(sides == -1, above_zero(ops.sub(cosine, margin)), 0.0)), reduction)


def margin_ranking_loss(
    input1, input2, target, margin: float = 0.0, size_average=None, reduce=None, reduction: str = "mean"
):
    """max(0, −target · (input1 − input2) + margin): the target 1 wants input1 to be the larger one, −1 the other."""
    reduction = reduction_of(size_average, reduce, reduction)
    check_same_shape("margin_ranking_loss", input1, input2)
    lead = ops.mul(target_like(target, input1), ops.sub(input1, input2))
    return reduced(above_zero(ops.sub(margin, lead)), reduction)


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction: str = "mean"):
    """log(1 + e^(−target · input)), for targets 1 and −1."""
    reduction = reduction_of(size_average, reduce, reduction)
    return reduced(ops.neg(ops.logsigmoid(ops.mul(target_like(target, input), input))), reduction)


def multi_margin_loss(
    input, target, p: int = 1, margin: float = 1.0, weight=None, size_average=None, reduce=None, reduction="mean"
):
    """Σ max(0, margin − input[target] + input[c])ᵖ / C over the other classes c, for rows (N, C) or (C) of scores.

    `weight` (C) multiplies what each class's rows have.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    if p not in (1, 2):
        raise ValueError(f"p is {p}\nhelp: 1 or 2")
    if value_of(input).ndim < 2:  # one row, whose loss is one number
        input, target = ops.reshape(input, shape=(-1,)), np.reshape(value_of(target), ())
    axis = value_of(input).ndim - 1
    chosen = at_classes(input, target, axis)
    own = ops.sum(ops.where(chosen, input, 0.0), axis=-1, keepdims=True)
    gaps = ops.where(chosen, 0.0, above_zero(ops.add(ops.sub(input, own), margin)))
    gaps = gaps if p == 1 else ops.square(gaps)
    if weight is not None:
        rows = np.sum(chosen * along_classes(weight, input, axis), axis=-1, keepdims=True)
        gaps = ops.mul(gaps, rows)
    return reduced(ops.mean(gaps, axis=-1), reduction)


def multilabel_margin_loss(input, target, size_average=None, reduce=None, reduction: str = "mean"):
    """Σ max(0, 1 − input[own] + input[other]) / C, over each own class and each other one, for rows (N, C) or (C).

    A row's own classes stand at the beginning of the target's row, up to the first −1.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    check_same_shape("multilabel_margin_loss", input, target)
    if value_of(input).ndim == 0:
        input, target = ops.reshape(input, shape=(1,)), np.reshape(value_of(target), (1,))
    labels = value_of(target)
    classes = labels.shape[-1]
    if np.any(labels < -1) or np.any(labels >= classes):
        raise IndexError(f"a target is outside the {classes} classes\nhelp: classes count from 0; -1 ends a row")
    listed = np.cumsum(labels == -1, axis=-1) == 0
    named = np.sum((labels[..., None] == np.arange(classes)) & listed[..., None], axis=-2)  # how often each class is
    steps = ops.sub(ops.unsqueeze(input, axis=-2), ops.unsqueeze(input, axis=-1))  # [i, j] = input[j] − input[i]
    pairs = named[..., :, None] * (named[..., None, :] == 0)
    gaps = ops.mul(pairs.astype(value_of(input).dtype), above_zero(ops.add(steps, 1.0)))
    return reduced(ops.div(ops.sum(gaps, axis=(-2, -1)), classes), reduction)


def multilabel_soft_margin_loss(input, target, weight=None, size_average=None, reduce=None, reduction: str = "mean"):
    """The mean over classes of `binary_cross_entropy_with_logits`, each times its `weight` (C), for each row."""
    reduction = reduction_of(size_average, reduce, reduction)
    losses = ops.binary_cross_entropy_with_logits(input, target_like(target, input), reduction="none")
    losses = losses if weight is None else ops.mul(losses, constant_like(weight, input))
    return reduced(ops.mean(losses, axis=-1), reduction)


def triplet_margin_loss(
    anchor,
    positive,
    negative,
    margin: float = 1.0,
    p: float = 2.0,
    eps: float = 1e-6,
    swap: bool = False,
    size_average=None,
    reduce=None,
    reduction: str = "mean",
):
    """max(0, ‖anchor − positive‖ − ‖anchor − negative‖ + margin), with norms of order `p`, row by row.

    With `swap` the negative's distance is that from the positive, if it is nearer. Source: Balntas et al., BMVC 2016.
    """
    reduction = reduction_of(size_average, reduce, reduction)

    def distance(x, y):
        return pairwise_distance(x, y, p, eps)

    return triplets(anchor, positive, negative, distance, margin, swap, reduction)


def triplet_margin_with_distance_loss(
    anchor,
    positive,
    negative,
    *,
    distance_function: Callable | None = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
):
    """`triplet_margin_loss` with a distance of your own, a function of two tensors; else the Euclidean one."""
    reduction = reduction_of(None, None, reduction)
    distance = pairwise_distance if distance_function is None else distance_function
    return triplets(anchor, positive, negative, distance, margin, swap, reduction)


def triplets(anchor, positive, negative, distance: Callable, margin: float, swap: bool, reduction: str):
    """The losses of triplets, for a distance."""
    if margin <= 0 or math.isnan(margin):
        raise ValueError(f"the margin is {margin}\nhelp: it must be above 0")
    far = distance(anchor, negative)
    if swap:
        far = ops.minimum(far, distance(positive, negative))
    return reduced(above_zero(ops.add(ops.sub(distance(anchor, positive), far), margin)), reduction)
