"""Metrics: numbers that are gathered over batches, to be looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ... import ops
from ...arrays import array_of, get_default_dtype, tensor_of
from .. import initializers
from ..configuration import Configured
from ..losses.loss import prediction_of, same_rank, target_of
from ..names import fresh_name
from ..variables import State


class Metric(Configured):
    """The base of all metrics: `update_state` with a batch, `result` over all of them since the last `reset_state`.

    A subclass keeps what it gathers in variables from `add_variable`, which `reset_state` sets to their first values.
    `up` says whether more is better: True, False, or None if nobody knows.
    """

    up: bool | None = None

    def __init__(self, name: str | None = None) -> None:
        self.name = fresh_name(type(self)) if name is None else name
        self.own_variables: list[tuple[State, Callable[..., np.ndarray]]] = []

    def add_variable(self, shape=(), initializer="zeros", dtype=np.float64, name: str | None = None) -> Any:
        """An array, in float64 unless said otherwise, where Keras has float32; `result` is rounded."""
        make = initializers.get(initializer)
        variable = State(np.asarray(make(tuple(shape), dtype)))
        variable.name = name
        self.own_variables.append((variable, make))
        return variable

    add_weight = add_variable

    @property
    def variables(self) -> list:
        """What it has gathered."""
        return [variable for variable, _ in self.own_variables]

    def reset_state(self) -> None:
        """Forget the batches."""
        for variable, make in self.own_variables:
            variable.assign(make(variable.shape, variable.dtype))

    def update_state(self, *args, **kwargs) -> None:
        """Take a batch into account: y_true, y_pred, and perhaps sample_weight."""
        raise TypeError(f"{type(self).__name__} gathers nothing\nhelp: define update_state(self, y_true, y_pred)")

    def result(self) -> Any:
        """The number, over all batches."""
        raise TypeError(f"{type(self).__name__} has no result\nhelp: define result(self) in the class")

    def __call__(self, *args, **kwargs) -> Any:
        """The result after one more batch."""
        self.update_state(*args, **kwargs)
        return self.result()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"


def rounded(number) -> Any:
    """A result as a Tensor of the default dtype."""
    return tensor_of(np.asarray(number, get_default_dtype()))


def ratio(above, below) -> np.ndarray:
    """above / below, and 0 where below is 0."""
    return np.divide(above, below, out=np.zeros(np.broadcast(above, below).shape), where=np.asarray(below) != 0)


class Sum(Metric):
    """The sum of values, each times its weight."""

    def __init__(self, name: str = "sum") -> None:
        super().__init__(name)
        self.total = self.add_variable(name="total")

    def update_state(self, values, sample_weight=None) -> None:
        """Add them."""
        self.total.assign_add(np.sum(by_sample(values, sample_weight, np.sum)[0]))

    def result(self) -> Any:
        """The sum."""
        return rounded(self.total.data)


class Average(Metric):
    """What keeps a mean of values, each times its weight, over the sum of the weights; 0 of no values."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self.total, self.count = self.add_variable(name="total"), self.add_variable(name="count")

    def gather(self, values, sample_weight=None) -> None:
        """Add values; an example with several of them counts with their mean."""
        values, weights = by_sample(values, sample_weight, np.mean)
        self.total.assign_add(np.sum(values))
        self.count.assign_add(np.sum(weights) if weights is not None else len(values) if values.ndim else 1)

    def result(self) -> Any:
        """The mean."""
        return rounded(ratio(self.total.data, self.count.data))


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
        self.gather(self.fn(*same_rank(*operands(y_true, y_pred)), **self.options), sample_weight)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make it again."""
        return {"name": self.name, **self.options}


def operands(y_true, y_pred) -> tuple[Any, Any]:
    """Targets and predictions as Tensors of the predictions' dtype."""
    prediction = prediction_of(y_pred)
    return tensor_of(target_of(y_true).astype(prediction.dtype)), prediction


def arrays_of(y_true, y_pred) -> tuple[np.ndarray, np.ndarray]:
    """Targets and predictions as arrays, with as many axes."""
    target, prediction = same_rank(*operands(y_true, y_pred))
    return array_of(target), array_of(prediction)


def check_same_shape(name: str, target: np.ndarray, prediction: np.ndarray) -> None:
    """Refuse labels and predictions that can't be compared one by one (ValueError)."""
    if target.shape != prediction.shape:
        raise ValueError(
            f"{name} of labels of shape {target.shape} and predictions of shape {prediction.shape}\n"
            "help: one label for each prediction; the metric 'accuracy' chooses by the shapes"
        )


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
        return rounded(np.sqrt(ratio(self.total.data, self.count.data)))
