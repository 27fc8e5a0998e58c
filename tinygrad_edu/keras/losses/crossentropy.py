"""Cross-entropies: how surprised a prediction is by the truth.

Of probabilities the logarithm is taken after they are clipped to [1e-7, 1 − 1e-7], where PyTorch limits the logarithm
itself. Logits, with ``from_logits=True``, need no clipping.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from ... import ops
from ...ops.embedding import places
from ..known import refuse_options
from ..telling import warn
from .loss import EPSILON, FLATTEN, FunctionLoss, ShapeError, compared, prediction_of, target_of


def clipped(p) -> Any:
    """Probabilities away from 0 and 1."""
    return ops.clip(p, EPSILON, 1.0 - EPSILON)


def binary_crossentropy(y_true, y_pred, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1):
    """−y log p − (1 − y) log(1 − p), its mean along `axis`. Smoothing pulls labels towards ½.

    ValueError for a label outside of 0 to 1, with which the loss would have no least value.

    >>> from tinygrad_edu.keras import losses
    >>> round(float(losses.binary_crossentropy([[0.0, 1.0]], [[0.5, 0.5]])[0]), 4)
    0.6931
    """
    target, prediction = compared("binary_crossentropy", y_true, y_pred)
    outside = target[(target < 0) | (target > 1)]
    if outside.size:
        raise ValueError(
            f"binary_crossentropy of a label that is {outside.flat[0]:g}\n"
            "help: labels are 0 and 1, or probabilities between them; for more classes use "
            "loss='sparse_categorical_crossentropy' and an output for each"
        )
    if label_smoothing:
        target = target * (1.0 - label_smoothing) + 0.5 * label_smoothing
    if from_logits:
        losses = ops.binary_cross_entropy_with_logits(prediction, target, reduction="none")
    else:
        losses = ops.binary_cross_entropy(clipped(prediction), target, reduction="none")
    return ops.mean(losses, axis=axis)


def categorical_crossentropy(y_true, y_pred, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1):
    """−Σ y log p along `axis`, p being divided by its sum first. Smoothing pulls labels towards 1 / classes."""
    target, prediction = compared("categorical_crossentropy", y_true, y_pred)
    if prediction.shape[axis] == 1:
        warn(
            "categorical_crossentropy of one output has nothing to choose among\n"
            "help: for two classes use loss='binary_crossentropy' and a sigmoid, or an output for each class",
            SyntaxWarning,
        )
    if label_smoothing:
        target = target * (1.0 - label_smoothing) + label_smoothing / target.shape[-1]
    return ops.neg(ops.sum(ops.mul(log_probabilities(prediction, from_logits, axis), target), axis=axis))


def log_probabilities(prediction, from_logits: bool, axis: int) -> Any:
    """The logarithms of probabilities along `axis`, or of the softmax of logits."""
    if from_logits:
        return ops.log_softmax(prediction, axis=axis)
    return ops.log(clipped(ops.div(prediction, ops.sum(prediction, axis=axis, keepdims=True))))


def sparse_categorical_crossentropy(
    y_true, y_pred, from_logits: bool = False, ignore_class: None = None, axis: int = -1
):
    """`categorical_crossentropy` for labels that are the numbers of classes. No class can be ignored."""
    refuse_options(SparseCategoricalCrossentropy, {"ignore_class": ignore_class})
    prediction, target = prediction_of(y_pred), target_of(y_true)
    axis = normalize_axis_index(axis, len(prediction.shape))
    if target.ndim == len(prediction.shape) and target.shape[axis] == 1:
        target = np.squeeze(target, axis)
    shape, classes = prediction.shape[:axis] + prediction.shape[axis + 1 :], prediction.shape[axis]
    if target.shape != shape:
        raise ShapeError(
            "sparse_categorical_crossentropy of labels of shape {} and predictions of shape {}",
            FLATTEN
            if target.ndim < len(shape)
            else "one class number for each prediction: {}; for rows of zeros and ones use "
            "loss='categorical_crossentropy'",
            target.shape,
            prediction.shape,
            shape,
        )
    numbers = target.astype(np.int64)
    check_classes(numbers, classes)
    chosen = places(numbers, classes, axis)
    if from_logits:
        return ops.cross_entropy(prediction, chosen, axis=axis, reduction="none")
    return ops.nll_loss(log_probabilities(prediction, False, axis), chosen, axis=axis, reduction="none")


def check_classes(numbers: np.ndarray, classes: int) -> None:
    """Refuse the number of a class that isn't there."""
    if numbers.size and not (numbers.min() >= 0 and numbers.max() < classes):
        wrong = numbers.max() if numbers.max() >= classes else numbers.min()
        raise ValueError(
            f"a label is {wrong}, and the predictions have {classes} classes: 0 to {classes - 1}\n"
            "help: number the classes from 0, and let the last layer have one output for each"
        )


class BinaryCrossentropy(FunctionLoss):
    """`binary_crossentropy` as an object."""

    def __init__(
        self, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1,
        reduction: str | None = "sum_over_batch_size", name: str = "binary_crossentropy",
    ) -> None:  # fmt: skip
        super().__init__(
            binary_crossentropy, reduction, name, from_logits=from_logits, label_smoothing=label_smoothing, axis=axis
        )


class CategoricalCrossentropy(FunctionLoss):
    """`categorical_crossentropy` as an object."""

    def __init__(
        self, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1,
        reduction: str | None = "sum_over_batch_size", name: str = "categorical_crossentropy",
    ) -> None:  # fmt: skip
        super().__init__(
            categorical_crossentropy, reduction, name, from_logits=from_logits, label_smoothing=label_smoothing,
            axis=axis,
        )  # fmt: skip


class SparseCategoricalCrossentropy(FunctionLoss):
    """`sparse_categorical_crossentropy` as an object."""

    def __init__(
        self, from_logits: bool = False, ignore_class: None = None, reduction: str | None = "sum_over_batch_size",
        axis: int = -1, name: str = "sparse_categorical_crossentropy",
    ) -> None:  # fmt: skip
        refuse_options(type(self), {"ignore_class": ignore_class})
        super().__init__(sparse_categorical_crossentropy, reduction, name, from_logits=from_logits, axis=axis)

    def call(self, y_true, y_pred) -> Any:
        """What the function says: the labels keep their axes."""
        return self.fn(y_true, y_pred, **self.options)


def kl_divergence(y_true, y_pred):
    """Σ y log(y / p) along the last axis, both clipped to at least 1e-7."""
    target, prediction = compared("kl_divergence", y_true, y_pred)
    target, prediction = np.clip(target, EPSILON, 1), ops.clip(prediction, EPSILON, 1)
    return ops.sum(ops.mul(target, ops.log(ops.div(target, prediction))), axis=-1)


def poisson(y_true, y_pred):
    """p − y log(p + 1e-7), its mean along the last axis."""
    target, prediction = compared("poisson", y_true, y_pred)
    return ops.mean(ops.sub(prediction, ops.mul(target, ops.log(ops.add(prediction, EPSILON)))), axis=-1)


class KLDivergence(FunctionLoss):
    """`kl_divergence` as an object."""

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str = "kl_divergence") -> None:
        super().__init__(kl_divergence, reduction, name)


class Poisson(FunctionLoss):
    """`poisson` as an object."""

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str = "poisson") -> None:
        super().__init__(poisson, reduction, name)
