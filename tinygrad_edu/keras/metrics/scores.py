"""Scores that are made of sums for each output: F1, of precision and recall, and R², of squares."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import array_of
from ..losses.loss import EPSILON
from .metric import Metric, arrays_of, check_same_shape, ratio, rounded

AVERAGES = (None, "micro", "macro", "weighted")
AGGREGATIONS = (None, "uniform_average", "variance_weighted_average")


class Scores(Metric):
    """What keeps `sums`, each with a number for every output; they are known by the first batch."""

    sums: tuple[str, ...] = ()
    up = True

    def sums_of(self, target: np.ndarray, prediction: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, ...]:
        """What each row of a batch adds to the sums."""
        raise NotImplementedError(f"{type(self).__name__} sums nothing\nhelp: define sums_of")

    def update_state(self, y_true, y_pred, sample_weight=None) -> None:
        """Add a batch."""
        target, prediction = arrays_of(y_true, y_pred)
        check_same_shape(type(self).__name__, target, prediction)
        if target.ndim == 1:
            target, prediction = target[:, None], prediction[:, None]
        target, prediction = target.astype(np.float64), prediction.astype(np.float64)
        weights = np.ones(len(target)) if sample_weight is None else np.asarray(array_of(sample_weight), np.float64)
        weights = np.broadcast_to(weights.reshape(len(target), -1), target.shape)
        for name, values in zip(self.sums, self.sums_of(target, prediction, weights)):
            if not hasattr(self, name):
                setattr(self, name, self.add_variable(target.shape[1:], name=name))
            getattr(self, name).assign_add(np.sum(values * weights, axis=0))

    def totals(self) -> list[np.ndarray]:
        """The sums up to now."""
        return [getattr(self, name).value if hasattr(self, name) else np.zeros(1) for name in self.sums]


class F1Score(Scores):
    """2 · precision · recall / (precision + recall), for labels that are rows of zeros and ones.

    What is predicted are the outputs above `threshold`, or, without one, the largest of each row. There is a score for
    each output (`average` None), one of all outputs together ("micro"), their mean ("macro"), or their mean weighted by
    how often each is right ("weighted").
    """

    sums = ("true_positives", "false_positives", "false_negatives")

    def __init__(self, average: str | None = None, threshold: float | None = None, name: str = "f1_score") -> None:
        super().__init__(name=name)
        if average not in AVERAGES:
            raise ValueError(f"no average {average!r}\nhelp: {', '.join(map(repr, AVERAGES))}")
        self.average, self.threshold = average, threshold

    def sums_of(self, target, prediction, weights) -> tuple[np.ndarray, ...]:
        """Hits, false alarms, and what was missed."""
        if self.threshold is None:
            taken = (prediction >= np.max(prediction, axis=-1, keepdims=True)) & (np.abs(prediction) > 1e-9)
        else:
            taken = prediction > self.threshold
        return taken * target, taken * (1 - target), (1 - taken) * target

    def result(self) -> Any:
        """The score."""
        hits, alarms, missed = self.totals()
        positives = hits + missed
        if self.average == "micro":
            hits, alarms, missed = np.sum(hits), np.sum(alarms), np.sum(missed)
        precision, recall = hits / (hits + alarms + EPSILON), hits / (hits + missed + EPSILON)
        scores = 2 * precision * recall / (precision + recall + EPSILON)
        if self.average == "weighted":
            return rounded(np.sum(scores * positives) / (np.sum(positives) + EPSILON))
        return rounded(np.mean(scores) if self.average else scores)


class R2Score(Scores):
    """1 − Σ (y − p)² / Σ (y − ȳ)²: 1 for predictions that are right, 0 for those that are the mean.

    The scores of several outputs become their mean ("uniform_average"), their mean weighted by the variances
    ("variance_weighted_average"), or stay apart (None).
    """

    sums = ("sum", "squared_sum", "total_mse", "count")

    def __init__(self, class_aggregation: str | None = "uniform_average", *, name: str = "r2_score") -> None:
        super().__init__(name=name)
        if class_aggregation not in AGGREGATIONS:
            raise ValueError(f"no class_aggregation {class_aggregation!r}\nhelp: {', '.join(map(repr, AGGREGATIONS))}")
        self.class_aggregation = class_aggregation

    def sums_of(self, target, prediction, weights) -> tuple[np.ndarray, ...]:
        """Labels, their squares, squared errors, and how many."""
        return target, target**2, (target - prediction) ** 2, np.ones_like(target)

    def result(self) -> Any:
        """The score."""
        total, squares, errors, count = self.totals()
        around_mean = squares - total * ratio(total, count)
        scores = np.where(around_mean > 0, 1 - ratio(errors, around_mean), 0.0)
        if self.class_aggregation == "variance_weighted_average":
            return rounded(ratio(np.sum(around_mean * scores), np.sum(around_mean)))
        return rounded(np.mean(scores) if self.class_aggregation else scores)
