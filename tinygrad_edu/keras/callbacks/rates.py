"""Callbacks that change the rate: by a function, or once it gets no better."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from ...arrays import get_default_dtype
from ..checks import is_number, whole_number
from ..telling import say
from .callback import Callback, Logs
from .monitoring import Monitor


class LearningRateScheduler(Callback):
    """Before each epoch the rate becomes ``schedule(epoch, rate)``, or ``schedule(epoch)``."""

    def __init__(self, schedule: Callable, verbose: int = 0) -> None:
        if not callable(schedule):
            raise TypeError(
                f"the schedule is {schedule!r:.60}\nhelp: a function of the epoch, counted from 0, and the rate"
            )
        self.schedule, self.verbose = schedule, verbose

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Set the rate."""
        rate = self.schedule(*(epoch, rate_of(self.model))[: arguments_of_schedule(self.schedule)])
        if not isinstance(rate, (float, np.floating)):
            raise ValueError(f"the schedule returned {rate!r:.60}\nhelp: it returns a float")
        self.model.optimizer.learning_rate = rate
        if self.verbose:
            say(f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {rate}.")

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Tell the rate."""
        if logs is not None:
            logs["learning_rate"] = rate_of(self.model)


class ReduceLROnPlateau(Monitor):
    """Multiplies the rate by `factor` when `monitor` hasn't been better for `patience` epochs; not below `min_lr`.

    After that it looks away for `cooldown` epochs.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 0.0001,
        cooldown: int = 0,
        min_lr: float = 0.0,
    ) -> None:
        super().__init__(monitor, mode, min_delta)
        if not is_number(factor) or not 0 < factor < 1:
            raise ValueError(f"a factor of {factor!r:.60} doesn't reduce the rate\nhelp: one between 0 and 1")
        self.factor, self.patience, self.verbose = factor, whole_number("patience", patience, 0), verbose
        self.cooldown, self.min_lr = whole_number("cooldown", cooldown, 0), min_lr
        self.on_train_begin()

    def on_train_begin(self, logs: Logs = None) -> None:
        """Begin to watch."""
        self.wait = self.cooldown_counter = 0
        self.best = None

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Tell the rate, look at the number, and perhaps reduce the rate."""
        if logs is not None:
            logs["learning_rate"] = rate_of(self.model)
        value = self.watched(logs)
        if value is None:
            return
        if self.cooldown_counter:
            self.cooldown_counter -= 1
            self.wait = 0
        if self.is_better(value, self.best):
            self.best, self.wait = value, 0
        elif not self.cooldown_counter:
            self.wait += 1
            if self.wait >= self.patience:
                self.reduce(epoch)

    def reduce(self, epoch: int) -> None:
        """Reduce the rate, if it isn't at its least."""
        optimizer = self.model.optimizer
        if rate_of(self.model) > rounded(self.min_lr):
            optimizer.learning_rate = max(rate_of(self.model) * self.factor, self.min_lr)
            self.cooldown_counter, self.wait = self.cooldown, 0
            if self.verbose:
                say(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {optimizer.learning_rate}.")


def arguments_of_schedule(schedule: Callable) -> int:
    """How many arguments it takes: the epoch and the rate, or, as in older programs, the epoch alone."""
    try:
        inspect.signature(schedule).bind(0, 0.0)
    except TypeError:
        return 1
    return 2


def rate_of(model: Any) -> float:
    """The rate as it stands in logs: rounded to the default dtype, as in Keras."""
    return rounded(model.optimizer.learning_rate)


def rounded(rate: float) -> float:
    """A rate in the default dtype."""
    return float(get_default_dtype().type(rate))
