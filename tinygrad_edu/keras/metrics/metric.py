"""Metrics: numbers that are gathered over batches, to be looked at; and what they are given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...arrays import array_of, get_default_dtype, tensor_of
from .. import initializers
from ..configuration import Configured
from ..losses.loss import ShapeError, prediction_of, same_rank, target_of
from ..names import fresh_name
from ..variables import State


class Metric(Configured):
    """The base of all metrics: `update_state` with a batch, `result` over all of them since the last `reset_state`.

    A subclass keeps what it gathers in variables from `add_variable`, which `reset_state` sets to their first values.
    `up` says whether more is better: True, False, or None if nobody knows. `dtype` changes nothing: sums are kept in
    float64.
    """

    up: bool | None = None

    left_out = frozenset({"dtype"})

    def __init__(self, dtype: Any = None, name: str | None = None) -> None:
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


def operands(y_true, y_pred) -> tuple[Any, Any]:
    """Targets and predictions as Tensors of the predictions' dtype."""
    prediction = prediction_of(y_pred)
    return tensor_of(target_of(y_true).astype(prediction.dtype)), prediction


def arrays_of(y_true, y_pred) -> tuple[np.ndarray, np.ndarray]:
    """Targets and predictions as arrays, with as many axes."""
    target, prediction = same_rank(*operands(y_true, y_pred))
    return array_of(target), array_of(prediction)


def check_same_shape(name: str, target: np.ndarray, prediction: np.ndarray) -> None:
    """Refuse labels and predictions that can't be compared one by one (ShapeError)."""
    if target.shape != prediction.shape:
        raise ShapeError(
            f"{name} of labels of shape {{}} and predictions of shape {{}}",
            "one label for each prediction; the metric 'accuracy' chooses by the shapes",
            target.shape,
            prediction.shape,
        )
