"""Hinge losses, for labels of −1 and 1; labels that are 0 and 1 throughout are taken for these."""

from __future__ import annotations

import numpy as np

from ... import ops
from .loss import FunctionLoss, compared


def signs(target: np.ndarray) -> np.ndarray:
    """Labels 0 and 1 as −1 and 1; others as they are."""
    return 2.0 * target - 1.0 if np.all((target == 0) | (target == 1)) else target


def shortfall(name: str, y_true, y_pred):
    """max(1 − y p, 0)."""
    target, prediction = compared(name, y_true, y_pred)
    return ops.maximum(ops.sub(1.0, ops.mul(signs(target), prediction)), np.zeros((), prediction.dtype))


def hinge(y_true, y_pred):
    """max(1 − y p, 0), the mean along the last axis."""
    return ops.mean(shortfall("hinge", y_true, y_pred), axis=-1)


def squared_hinge(y_true, y_pred):
    """max(1 − y p, 0)², the mean along the last axis."""
    return ops.mean(ops.square(shortfall("squared_hinge", y_true, y_pred)), axis=-1)


def categorical_hinge(y_true, y_pred):
    """max(1 + the largest p of a wrong class − the right one's p, 0), for rows of zeros with a 1."""
    target, prediction = compared("categorical_hinge", y_true, y_pred)
    right = ops.sum(ops.mul(target, prediction), axis=-1)
    wrong = ops.amax(ops.mul(1.0 - target, prediction), axis=-1)
    return ops.maximum(ops.add(ops.sub(wrong, right), 1.0), np.zeros((), prediction.dtype))


class Hinge(FunctionLoss):
    """`hinge` as an object."""

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str = "hinge") -> None:
        super().__init__(hinge, reduction, name)


class SquaredHinge(FunctionLoss):
    """`squared_hinge` as an object."""

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str = "squared_hinge") -> None:
        super().__init__(squared_hinge, reduction, name)


class CategoricalHinge(FunctionLoss):
    """`categorical_hinge` as an object."""

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str = "categorical_hinge") -> None:
        super().__init__(categorical_hinge, reduction, name)
