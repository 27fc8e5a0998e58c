"""What `compile` was told of loss and metrics, and what it comes to once labels and predictions are seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..known import find
from ..losses import (
    Loss,
    binary_crossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
)
from ..losses import get as loss_of
from ..losses.loss import FunctionLoss, ShapeError
from ..metrics import BinaryAccuracy, CategoricalAccuracy, MeanMetricWrapper, Metric, SparseCategoricalAccuracy
from ..metrics import get as metric_of
from ..names import snake_case

CHOSEN_LOSSES = (binary_crossentropy, sparse_categorical_crossentropy, categorical_crossentropy)
CHOSEN_METRICS = (BinaryAccuracy, SparseCategoricalAccuracy, CategoricalAccuracy)


def chosen_by_shape(options: tuple, y_true, y_pred) -> Any:
    """The one of three, for one output, for class numbers, or for rows of zeros with a 1."""
    labels, outputs = y_true.shape, y_pred.shape
    if len(outputs) == 1 or outputs[-1] == 1:
        return options[0]
    sparse = len(labels) < len(outputs) or (labels[-1] == 1 and outputs[-1] > 1)
    return options[1] if sparse else options[2]


class CompiledLoss:
    """A loss by name, function or object; "crossentropy" is chosen by the shapes."""

    def __init__(self, identifier: Any) -> None:
        if isinstance(identifier, (list, tuple)) and len(identifier) == 1:
            identifier = identifier[0]
        self.identifier = identifier
        self.by_shape = isinstance(identifier, str) and identifier.lower() in ("crossentropy", "ce")
        self.found = None if self.by_shape else loss_of(identifier)

    def __call__(self, y_true, y_pred, weights) -> Any:
        """The loss of a batch."""
        if self.found is None:
            if not self.by_shape:
                raise ValueError("no loss was compiled\nhelp: model.compile(optimizer, loss='mse')")
            self.found = chosen_by_shape(CHOSEN_LOSSES, y_true, y_pred)
        if not isinstance(self.found, Loss):
            self.found = FunctionLoss(self.found)
        loss = self.found(y_true, y_pred, weights)
        if loss.shape:
            raise ShapeError(
                "the loss of a batch has shape {}",
                "it must be one number: give the loss reduction='sum_over_batch_size' or 'sum'",
                loss.shape,
            )
        return loss


class CompiledMetrics:
    """Metrics, and weighted ones, which alone are told the weights of samples."""

    def __init__(self, metrics: Iterable | None, weighted_metrics: Iterable | None) -> None:
        self.given = (checked_list("metrics", metrics), checked_list("weighted_metrics", weighted_metrics))
        for identifier in (*self.given[0], *self.given[1]):
            if isinstance(identifier, str) and not is_accuracy(identifier):
                find("metric", identifier)
            elif not isinstance(identifier, (str, type)):
                metric_of(identifier)
        self.found: tuple[dict[str, Metric], dict[str, Metric]] | None = None

    def choose(self, y_true, y_pred) -> None:
        """Make the metrics, once, for labels and predictions of these shapes."""
        if self.found is None:
            plain, weighted = ([made(identifier, y_true, y_pred) for identifier in given] for given in self.given)
            named: dict[str, Metric] = {}
            for metric in plain:
                named[free_name(metric.name, named)] = metric
            of_weighted: dict[str, Metric] = {}
            for metric in weighted:
                name = f"weighted_{metric.name}" if metric.name in named else metric.name
                of_weighted[free_name(name, named | of_weighted)] = metric
            self.found = named, of_weighted

    def update(self, y_true, y_pred, weights) -> None:
        """Take a batch into account."""
        self.choose(y_true, y_pred)
        plain, weighted = self.found or ({}, {})
        for metric in plain.values():
            metric.update_state(y_true, y_pred)
        for metric in weighted.values():
            metric.update_state(y_true, y_pred, weights)

    @property
    def by_name(self) -> dict[str, Metric]:
        """The metrics, by what their results are called."""
        plain, weighted = self.found or ({}, {})
        return plain | weighted

    def results(self) -> dict[str, float]:
        """Their results."""
        return {name: number_of(metric.result()) for name, metric in self.by_name.items()}

    def reset(self) -> None:
        """Forget the batches."""
        for metric in self.by_name.values():
            metric.reset_state()


def checked_list(name: str, given: Any) -> list:
    """The metrics that were given, as a list (TypeError for one alone)."""
    if given is None:
        return []
    if isinstance(given, (str, dict)) or not isinstance(given, (list, tuple)):
        raise TypeError(f"{name} is {given!r:.60}\nhelp: a list: {name}=['accuracy']")
    return list(given)


def is_accuracy(identifier: Any) -> bool:
    """Whether a metric is to be chosen by the shapes."""
    return isinstance(identifier, str) and identifier.lower() in ("accuracy", "acc")


def made(identifier: Any, y_true, y_pred) -> Metric:
    """The metric of this name, or of this function, named as it was asked for."""
    found = chosen_by_shape(CHOSEN_METRICS, y_true, y_pred)() if is_accuracy(identifier) else metric_of(identifier)
    if not isinstance(found, Metric):
        name = getattr(found, "name", None) or snake_case(getattr(found, "__name__", type(found).__name__))
        found = MeanMetricWrapper(found, name)
    if isinstance(identifier, str):
        found.name = identifier
    return found


def free_name(name: str, taken: dict[str, Any]) -> str:
    """The name, or with a number behind it, if it is taken."""
    number, free = 0, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free


def number_of(result: Any) -> Any:
    """A result as a Python number, or as a list, if there are several."""
    array = getattr(result, "data", result)
    return array.tolist() if getattr(array, "ndim", 0) else float(array)
