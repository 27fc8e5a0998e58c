"""The rate of an optimizer, as a number that can also be asked and set as Keras's variable can."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...arrays import get_default_dtype


class Rate(float):
    """A rate: a float which knows its optimizer."""

    __slots__ = ("optimizer",)
    optimizer: Any

    def numpy(self) -> np.ndarray:
        """The rate as an array."""
        return np.asarray(self, get_default_dtype())

    def assign(self, value) -> None:
        """Set the rate of the optimizer; this number stays what it is."""
        self.optimizer.learning_rate = value


def rate_of(number: float, optimizer: Any) -> Rate:
    """The number as a rate of this optimizer."""
    rate = Rate(number)
    rate.optimizer = optimizer
    return rate


def checked_rate(value: Any) -> float:
    """A rate as a float, from 0 up (ValueError, or TypeError for what is no number)."""
    number = value.item() if hasattr(value, "item") else value
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        raise TypeError(
            f"the learning_rate is {value!r:.60}\n"
            "help: a number from 0 up, or one of optimizers.schedules; or let callbacks.LearningRateScheduler set it"
        )
    if not 0 <= number < math.inf:
        raise ValueError(f"the learning_rate is {number}\nhelp: it is a number from 0 up, as in 0.001")
    return float(number)
