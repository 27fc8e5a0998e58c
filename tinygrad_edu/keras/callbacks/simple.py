"""Callbacks of a few lines: History, functions as callbacks, rates by a function, and the end at NaN."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from ...arrays import get_default_dtype
from .callback import Callback, Logs


class History(Callback):
    """What `fit` returns: `history`, for each name the numbers of all epochs, and `epoch`, their numbers from 0.

    Epochs that were finished stay in ``model.history`` also if an error or Ctrl-C ends the training.
    """

    def __init__(self) -> None:
        self.history: dict[str, list] = {}
        self.epoch: list[int] = []

    def on_train_begin(self, logs: Logs = None) -> None:
        """Count the epochs of this training."""
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Keep the logs."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)


class LambdaCallback(Callback):
    """Functions as hooks: ``LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch))``."""

    def __init__(self, **hooks: Callable) -> None:
        for name, function in hooks.items():
            if not name.startswith("on_") or not hasattr(Callback, name):
                known = ", ".join(hook for hook in vars(Callback) if hook.startswith("on_"))
                raise TypeError(f"there is no hook {name!r}\nhelp: {known}")
            if function is not None:
                setattr(self, name, function)


class LearningRateScheduler(Callback):
    """Before each epoch the rate becomes ``schedule(epoch, rate)``, or ``schedule(epoch)``."""

    def __init__(self, schedule: Callable, verbose: int = 0) -> None:
        self.schedule, self.verbose = schedule, verbose
        parameters = inspect.signature(schedule).parameters.values()
        self.arguments = 1 if len(parameters) == 1 and all(p.kind != p.VAR_POSITIONAL for p in parameters) else 2

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Set the rate."""
        rate = self.schedule(*(epoch, rate_of(self.model))[: self.arguments])
        if not isinstance(rate, (float, np.floating)):
            raise ValueError(f"the schedule returned {rate!r:.60}\nhelp: it returns a float")
        self.model.optimizer.learning_rate = rate
        if self.verbose:
            print(f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {rate}.")

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Tell the rate."""
        if logs is not None:
            logs["learning_rate"] = rate_of(self.model)


class TerminateOnNaN(Callback):
    """Ends the training quietly at a loss that isn't finite. Without it `fit` raises, and says where it arose."""

    def on_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Look at the loss."""
        loss = (logs or {}).get("loss")
        if loss is not None and not np.isfinite(loss):
            print(f"Batch {batch}: Invalid loss, terminating training")
            self.model.stop_training = True


def rate_of(model: Any) -> float:
    """The rate as it stands in logs: rounded to the default dtype, as in Keras."""
    return float(get_default_dtype().type(model.optimizer.learning_rate))
