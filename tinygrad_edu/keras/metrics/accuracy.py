"""Accuracies: the share of predictions that are right."""

from __future__ import annotations

import numpy as np

from ...arrays import array_of, get_default_dtype, tensor_of
from ..losses.crossentropy import check_classes
from .means import MeanMetricWrapper
from .metric import arrays_of, check_same_shape, operands


def right(matches: np.ndarray):
    """1 where it is right and 0 elsewhere, as a Tensor."""
    return tensor_of(matches.astype(get_default_dtype()))


def accuracy(y_true, y_pred):
    """1 where a prediction equals its label exactly."""
    target, prediction = arrays_of(y_true, y_pred)
    check_same_shape("accuracy", target, prediction)
    return right(target == prediction)


def binary_accuracy(y_true, y_pred, threshold: float = 0.5):
    """1 where the label is 1 and the prediction above the threshold, or 0 and at most the threshold.

    >>> from tinygrad_edu.keras import metrics
    >>> metrics.binary_accuracy([1, 0, 1], [0.6, 0.5, 0.5])
    tensor([1., 1., 0.])
    """
    target, prediction = arrays_of(y_true, y_pred)
    check_same_shape("binary_accuracy", target, prediction)
    return right(target == (prediction > prediction.dtype.type(threshold)))


def categorical_accuracy(y_true, y_pred):
    """1 where the largest prediction stands where the 1 of the label stands."""
    target, prediction = arrays_of(y_true, y_pred)
    check_same_shape("categorical_accuracy", target, prediction)
    return right(np.argmax(target, axis=-1) == np.argmax(prediction, axis=-1))


def sparse_categorical_accuracy(y_true, y_pred):
    """1 where the largest prediction stands at the label, a class number."""
    numbers, prediction = class_numbers("sparse_categorical_accuracy", y_true, y_pred)
    return right(numbers == np.argmax(prediction, axis=-1))


def top_k_categorical_accuracy(y_true, y_pred, k: int = 5):
    """1 where the 1 of the label is among the places of the k largest predictions."""
    target, prediction = arrays_of(y_true, y_pred)
    check_same_shape("top_k_categorical_accuracy", target, prediction)
    return among_largest(np.argmax(target, axis=-1), prediction, k)


def sparse_top_k_categorical_accuracy(y_true, y_pred, k: int = 5):
    """1 where the label, a class number, is among the places of the k largest predictions."""
    numbers, prediction = class_numbers("sparse_top_k_categorical_accuracy", y_true, y_pred)
    return among_largest(numbers.astype(np.int64), prediction, k)


def class_numbers(name: str, y_true, y_pred) -> tuple[np.ndarray, np.ndarray]:
    """Class numbers, one for each row of predictions, and these."""
    target, prediction = map(array_of, operands(y_true, y_pred))
    if target.ndim == prediction.ndim and target.shape[-1] == 1:
        target = target[..., 0]
    check_same_shape(name, target, prediction[..., 0])
    return target, prediction


def among_largest(numbers: np.ndarray, prediction: np.ndarray, k: int):
    """1 where fewer than k predictions are larger than the one at the number, or can't be compared with it: NaN."""
    check_classes(numbers, prediction.shape[-1])
    own = np.take_along_axis(prediction, numbers[..., None], axis=-1)
    return right(np.count_nonzero(~(prediction <= own), axis=-1) < k)


class Accuracy(MeanMetricWrapper):
    """The share of predictions that equal their label exactly."""

    up = True

    def __init__(self, name: str = "accuracy") -> None:
        super().__init__(accuracy, name)


class BinaryAccuracy(MeanMetricWrapper):
    """The mean of `binary_accuracy`."""

    up = True

    def __init__(self, name: str = "binary_accuracy", *, threshold: float = 0.5) -> None:
        super().__init__(binary_accuracy, name, threshold=threshold)


class CategoricalAccuracy(MeanMetricWrapper):
    """The mean of `categorical_accuracy`."""

    up = True

    def __init__(self, name: str = "categorical_accuracy") -> None:
        super().__init__(categorical_accuracy, name)


class SparseCategoricalAccuracy(MeanMetricWrapper):
    """The mean of `sparse_categorical_accuracy`."""

    up = True

    def __init__(self, name: str = "sparse_categorical_accuracy") -> None:
        super().__init__(sparse_categorical_accuracy, name)


class TopKCategoricalAccuracy(MeanMetricWrapper):
    """The mean of `top_k_categorical_accuracy`."""

    up = True

    def __init__(self, k: int = 5, name: str = "top_k_categorical_accuracy") -> None:
        super().__init__(top_k_categorical_accuracy, name, k=k)


class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """The mean of `sparse_top_k_categorical_accuracy`."""

    up = True

    def __init__(self, k: int = 5, name: str = "sparse_top_k_categorical_accuracy") -> None:
        super().__init__(sparse_top_k_categorical_accuracy, name, k=k)
