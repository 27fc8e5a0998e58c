"""Metrics that count right and wrong answers of both kinds, at one threshold or at many."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import array_of
from ..known import refuse_options
from .metric import Metric, arrays_of, check_same_shape, ratio, rounded


class Confusion(Metric):
    """Counts, for each of the `thresholds`, of positives and negatives that are taken for either.

    A prediction above a threshold counts as positive; any label but 0 is positive. With a `class_id` only the
    predictions of that class count.
    """

    def __init__(
        self, thresholds=None, *, class_id: int | None = None, name: str | None = None, dtype: Any = None, **unknown
    ) -> None:
        super().__init__(dtype, name)
        refuse_options(type(self), unknown)
        self.thresholds, self.class_id = thresholds, class_id
        self.limits = np.atleast_1d(np.asarray(0.5 if thresholds is None else thresholds, np.float64))
        if np.any((self.limits < 0) | (self.limits > 1)):
            raise ValueError(f"thresholds {thresholds}\nhelp: they lie between 0 and 1")
        shape = self.limits.shape
        self.true_positives = self.add_variable(shape, name="true_positives")
        self.false_positives = self.add_variable(shape, name="false_positives")
        self.true_negatives = self.add_variable(shape, name="true_negatives")
        self.false_negatives = self.add_variable(shape, name="false_negatives")

    def update_state(self, y_true, y_pred, sample_weight=None) -> None:
        """Count a batch."""
        labels, predictions, weights = self.counted(y_true, y_pred, sample_weight)
        taken = predictions > self.limits[:, None].astype(predictions.dtype)
        self.add(labels, weights, taken)

    def counted(self, y_true, y_pred, sample_weight) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Labels, predictions and weights, each in one row."""
        target, prediction = arrays_of(y_true, y_pred)
        check_same_shape(type(self).__name__, target, prediction)
        if self.class_id is not None:
            target, prediction = target[..., self.class_id, None], prediction[..., self.class_id, None]
        weights = np.ones(()) if sample_weight is None else np.asarray(array_of(sample_weight), np.float64)
        if 0 < weights.ndim < prediction.ndim:
            weights = weights.reshape(weights.shape + (1,) * (prediction.ndim - weights.ndim))
        return target.ravel() != 0, prediction.ravel(), np.broadcast_to(weights, prediction.shape).ravel()

    def add(self, labels: np.ndarray, weights: np.ndarray, taken: np.ndarray) -> None:
        """Count examples with these labels; those that are `taken` (thresholds, examples) count as positive."""
        positive, negative = np.sum(weights[labels]), np.sum(weights[~labels])
        hits, alarms = taken @ (labels * weights), taken @ (~labels * weights)
        self.true_positives.assign_add(hits)
        self.false_positives.assign_add(alarms)
        self.false_negatives.assign_add(positive - hits)
        self.true_negatives.assign_add(negative - alarms)

    def one_or_all(self, numbers: np.ndarray) -> Any:
        """A number for each threshold, or the only one."""
        return rounded(numbers if np.ndim(self.thresholds) else numbers[0])


class TruePositives(Confusion):
    """How many positives are taken for positive."""

    def result(self) -> Any:
        """The count."""
        return self.one_or_all(self.true_positives.value)


class FalsePositives(Confusion):
    """How many negatives are taken for positive."""

    def result(self) -> Any:
        """The count."""
        return self.one_or_all(self.false_positives.value)


class TrueNegatives(Confusion):
    """How many negatives are taken for negative."""

    def result(self) -> Any:
        """The count."""
        return self.one_or_all(self.true_negatives.value)


class FalseNegatives(Confusion):
    """How many positives are taken for negative."""

    def result(self) -> Any:
        """The count."""
        return self.one_or_all(self.false_negatives.value)


class Precision(Confusion):
    """The share of positives among those that are taken for positive."""

    up = True

    def result(self) -> Any:
        """The share."""
        found = self.true_positives.value
        return self.one_or_all(ratio(found, found + self.false_positives.value))


class Recall(Confusion):
    """The share of the positives that are taken for positive."""

    up = True

    def result(self) -> Any:
        """The share."""
        found = self.true_positives.value
        return self.one_or_all(ratio(found, found + self.false_negatives.value))


class AUC(Confusion):
    """The area under the curve of recall against false alarms ("ROC"), or of precision against recall ("PR").

    It is summed over `num_thresholds` thresholds, equally far apart, as in Keras: for ROC by trapeziums, for PR as
    Davis and Goadrich, "The relationship between precision-recall and ROC curves", ICML 2006, interpolate.
    """

    up = True

    def __init__(
        self, num_thresholds: int = 200, curve: str = "ROC", *, from_logits: bool = False, name: str | None = None,
        **unknown,
    ) -> None:  # fmt: skip
        if num_thresholds < 2 or curve not in ("ROC", "PR"):
            raise ValueError(f"AUC({num_thresholds}, {curve!r})\nhelp: 2 thresholds or more, and a curve 'ROC' or 'PR'")
        refuse_options(type(self), unknown)
        super().__init__(np.linspace(0, 1, num_thresholds), name=name)
        self.num_thresholds, self.curve, self.from_logits = num_thresholds, curve, from_logits

    def update_state(self, y_true, y_pred, sample_weight=None) -> None:
        """Count a batch: each prediction is above all thresholds up to its own."""
        labels, predictions, weights = self.counted(y_true, y_pred, sample_weight)
        if self.from_logits:
            predictions = 1 / (1 + np.exp(-predictions))
        steps = predictions.dtype.type(self.num_thresholds - 1)
        highest = np.maximum(np.ceil(np.clip(predictions, 0, 1) * steps) - 1, 0).astype(np.int64)
        hits = above(highest[labels], weights[labels], self.num_thresholds)
        alarms = above(highest[~labels], weights[~labels], self.num_thresholds)
        self.true_positives.assign_add(hits)
        self.false_positives.assign_add(alarms)
        self.false_negatives.assign_add(np.sum(weights[labels]) - hits)
        self.true_negatives.assign_add(np.sum(weights[~labels]) - alarms)

    def result(self) -> Any:
        """The area."""
        hits, alarms = self.true_positives.value, self.false_positives.value
        missed, rightly = self.false_negatives.value, self.true_negatives.value
        if self.curve == "ROC":
            recall, false_rate = ratio(hits, hits + missed), ratio(alarms, alarms + rightly)
            return rounded(np.sum((false_rate[:-1] - false_rate[1:]) * (recall[:-1] + recall[1:]) / 2))
        taken = hits + alarms
        slope = ratio(hits[:-1] - hits[1:], np.maximum(taken[:-1] - taken[1:], 0))
        intercept = hits[1:] - slope * taken[1:]
        both = (taken[:-1] > 0) & (taken[1:] > 0)
        growth = np.where(both, ratio(taken[:-1], taken[1:]), 1.0)
        parts = slope * (hits[:-1] - hits[1:] + intercept * np.log(growth))
        return rounded(np.sum(ratio(parts, hits[1:] + missed[1:])))


def above(highest: np.ndarray, weights: np.ndarray, number: int) -> np.ndarray:
    """For each threshold the weight of those that lie above it, `highest` being the last that each lies above."""
    return np.cumsum(np.bincount(highest, weights, number)[::-1])[::-1]
