"""Losses for numbers: how far a prediction is from its target, the mean along the last axis."""

from __future__ import annotations

import math

import numpy as np

from ... import ops
from .loss import EPSILON, FunctionLoss, compared


def mean_squared_error(y_true, y_pred):
    """(y − p)².

    >>> from tinygrad_edu.keras import losses
    >>> losses.mean_squared_error([[0.0, 2.0]], [[1.0, 0.0]])
    tensor([2.5])
    """
    target, prediction = compared("mean_squared_error", y_true, y_pred)
    return ops.mean(ops.square(ops.sub(target, prediction)), axis=-1)


def mean_absolute_error(y_true, y_pred):
    """|y − p|."""
    target, prediction = compared("mean_absolute_error", y_true, y_pred)
    return ops.mean(ops.abs(ops.sub(target, prediction)), axis=-1)


def mean_absolute_percentage_error(y_true, y_pred):
    """100 |y − p| / |y|, where |y| is at least 1e-7."""
    target, prediction = compared("mean_absolute_percentage_error", y_true, y_pred)
    share = ops.abs(ops.div(ops.sub(target, prediction), np.maximum(np.abs(target), EPSILON)))
    return ops.mul(ops.mean(share, axis=-1), 100.0)


def mean_squared_logarithmic_error(y_true, y_pred):
    """(log(p + 1) − log(y + 1))², both at least 1e-7."""
    target, prediction = compared("mean_squared_logarithmic_error", y_true, y_pred)
    first = ops.log(ops.add(ops.maximum(prediction, np.asarray(EPSILON, prediction.dtype)), 1.0))
    second = np.log(np.maximum(target, EPSILON) + 1.0)
    return ops.mean(ops.square(ops.sub(first, second)), axis=-1)


def huber(y_true, y_pred, delta: float = 1.0):
    """(y − p)² / 2 up to `delta`, and a straight line beyond. Source: Huber, Ann. Math. Statist. 35 (1964)."""
    target, prediction = compared("huber", y_true, y_pred)
    return ops.mean(ops.huber_loss(prediction, target, delta=delta), axis=-1)


def log_cosh(y_true, y_pred):
    """log cosh(p − y), exact for every size: x + log(1 + e⁻²ˣ) − log 2."""
    target, prediction = compared("log_cosh", y_true, y_pred)
    x = ops.sub(prediction, target)
    softplus = ops.softplus(ops.mul(x, -2.0), threshold=math.inf)
    return ops.mean(ops.sub(ops.add(x, softplus), math.log(2.0)), axis=-1)


def cosine_similarity(y_true, y_pred, axis: int = -1):
    """−cos of the angle between y and p: −1 for the same direction. Not its negative, as PyTorch's."""
    target, prediction = compared("cosine_similarity", y_true, y_pred)
    return ops.neg(ops.sum(ops.mul(of_length_one(target, axis), of_length_one(prediction, axis)), axis=axis))


def of_length_one(x, axis: int):
    """x divided by its length along `axis`, which counts as at least 1e-12."""
    squares = ops.sum(ops.square(x), axis=axis, keepdims=True)
    return ops.div(x, ops.sqrt(ops.maximum(squares, np.asarray(1e-12, x.dtype))))


class MeanSquaredError(FunctionLoss):
    """`mean_squared_error` as an object."""

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str = "mean_squared_error") -> None:
        super().__init__(mean_squared_error, reduction, name)


class MeanAbsoluteError(FunctionLoss):
    """`mean_absolute_error` as an object."""

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str = "mean_absolute_error") -> None:
        super().__init__(mean_absolute_error, reduction, name)


class MeanAbsolutePercentageError(FunctionLoss):
    """`mean_absolute_percentage_error` as an object."""

    def __init__(
        self, reduction: str | None = "sum_over_batch_size", name: str = "mean_absolute_percentage_error"
    ) -> None:
        super().__init__(mean_absolute_percentage_error, reduction, name)


class MeanSquaredLogarithmicError(FunctionLoss):
    """`mean_squared_logarithmic_error` as an object."""

    def __init__(
        self, reduction: str | None = "sum_over_batch_size", name: str = "mean_squared_logarithmic_error"
    ) -> None:
        super().__init__(mean_squared_logarithmic_error, reduction, name)


class Huber(FunctionLoss):
    """`huber` as an object."""

    def __init__(
        self, delta: float = 1.0, reduction: str | None = "sum_over_batch_size", name: str = "huber_loss"
    ) -> None:
        super().__init__(huber, reduction, name, delta=delta)


class LogCosh(FunctionLoss):
    """`log_cosh` as an object."""

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str = "log_cosh") -> None:
        super().__init__(log_cosh, reduction, name)


class CosineSimilarity(FunctionLoss):
    """`cosine_similarity` as an object."""

    def __init__(
        self, axis: int = -1, reduction: str | None = "sum_over_batch_size", name: str = "cosine_similarity"
    ) -> None:
        super().__init__(cosine_similarity, reduction, name, axis=axis)
