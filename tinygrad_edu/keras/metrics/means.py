"""Sums and means over all examples of all batches, each times its weight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ... import ops
from ...arrays import array_of
from ..configuration import as_json
from ..known import arguments_of
from ..losses.loss import same_rank
from ..losses.regression import cosine_similarity
from .metric import Metric, arrays_of, check_same_shape, operands, ratio, rounded


class Sum(Metric):
    """The sum of values, each times its weight."""

    def __init__(self, name: str = "sum") -> None:
        super().__init__(name=name)
        self.total = self.add_variable(name="total")

    def update_state(self, values, sample_weight=None) -> None:
        """Add them."""
        self.total.assign_add(np.sum(by_sample(values, sample_weight, np.sum)[0]))

    def result(self) -> Any:
        """The sum."""
        return rounded(self.total.value)


class Average(Metric):
    """What keeps a mean of values, each times its weight, over the sum of the weights; 0 of no values."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name=name)
        self.total, self.count = self.add_variable(name="total"), self.add_variable(name="count")

    def gather(self, values, sample_weight=None) -> None:
        """Add values; an example with several of them counts with their mean."""
        values, weights = by_sample(values, sample_weight, np.mean)
        self.total.assign_add(np.sum(values))
        self.count.assign_add(np.sum(weights) if weights is not None else len(values) if values.ndim else 1)

    def result(self) -> Any:
        """The mean."""
        return rounded(ratio(self.total.value, self.count.value))


class Mean(Average):
    """The mean of values, each times its weight, over the sum of the weights."""

    def __init__(self, name: str = "mean") -> None:
        super().__init__(name)

    def update_state(self, values, sample_weight=None) -> None:
        """Add them."""
        self.gather(values, sample_weight)


def by_sample(values, sample_weight, reduce) -> tuple[np.ndarray, np.ndarray | None]:
    """One value for each example, times its weight, and the weights."""
    values, weights = np.asarray(array_of(values), np.float64), None
    if sample_weight is not None:
        weights = np.asarray(array_of(sample_weight), np.float64)
        if weights.ndim == values.ndim + 1 and weights.shape[-1] == 1:
            weights = weights[..., 0]
        axes = weights.ndim
        if values.ndim > axes:
            values = reduce(values, axis=tuple(range(axes, values.ndim)))
        weights = np.broadcast_to(weights, values.shape)
        values = values * weights
        weights = reduce(weights, axis=tuple(range(1, axes))) if axes > 1 else weights
    if values.ndim > 1:
        values = reduce(values, axis=tuple(range(1, values.ndim)))
    return values, weights


class MeanMetricWrapper(Average):
    """The mean of what a function of (y_true, y_pred) says."""

    def __init__(self, fn: Callable, name: str | None = None, **options) -> None:
        super().__init__(name or getattr(fn, "__name__", type(fn).__name__))
        self.fn, self.options = fn, options

    def update_state(self, y_true, y_pred, sample_weight=None) -> None:
        """Call the function, and add its values."""
        values = self.fn(*same_rank(*operands(y_true, y_pred)), **self.options)
        if values is None:
            raise TypeError(f"the metric {self.name!r} returned None\nhelp: a number for each example, or one for all")
        self.gather(values, sample_weight)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make it again; a subclass without an argument `fn` knows its function."""
        function = {"fn": as_json(self.fn, f"metric {self.name!r}")} if "fn" in arguments_of(type(self)) else {}
        return {**function, "name": self.name, **self.options}


class CosineSimilarity(MeanMetricWrapper):
    """The mean cosine of the angle between labels and predictions along `axis`; the loss is its negative."""

    up = True

    def __init__(self, name: str = "cosine_similarity", *, axis: int = -1) -> None:
        super().__init__(cosine, name, axis=axis)


def cosine(y_true, y_pred, axis: int = -1):
    """The cosine of the angle between y and p."""
    return ops.neg(cosine_similarity(y_true, y_pred, axis))


class RootMeanSquaredError(Average):
    """The root of the mean of (p − y)²."""

    up = False

    def __init__(self, name: str = "root_mean_squared_error") -> None:
        super().__init__(name)

    def update_state(self, y_true, y_pred, sample_weight=None) -> None:
        """Add the squares."""
        target, prediction = arrays_of(y_true, y_pred)
        check_same_shape("RootMeanSquaredError", target, prediction)
        self.gather(ops.square(prediction - target), sample_weight)

    def result(self) -> Any:
        """The root of their mean."""
        return rounded(np.sqrt(ratio(self.total.value, self.count.value)))
