"""Callbacks that watch a number of the logs: to stop in time, or to go on in smaller steps."""

from __future__ import annotations

import warnings
from typing import Any

from ..known import listed
from .callback import Callback, Logs
from .simple import rate_of


class Monitor(Callback):
    """What watches `monitor`, whose `mode` "min" or "max" says what is better; "auto" knows it of the built-in ones."""

    def __init__(self, monitor: str, mode: str, min_delta: float = 0.0) -> None:
        if mode not in ("auto", "min", "max"):
            raise ValueError(f"no mode {mode!r}\nhelp: 'auto', 'min' or 'max'")
        self.monitor, self.mode, self.min_delta = monitor, mode, abs(min_delta)
        self.best: float | None = None

    def more_is_better(self) -> bool:
        """Whether it is (ValueError if that isn't known)."""
        if self.mode != "auto":
            return self.mode == "max"
        name = self.monitor.removeprefix("val_")
        metric = self.model.compiled_metrics.by_name.get(name)
        up = False if name == "loss" else getattr(metric, "up", None)
        if up is None:
            raise ValueError(
                f"{type(self).__name__} can't know whether more or less of {self.monitor!r} is better\n"
                "help: say it: mode='max' or mode='min'"
            )
        return up

    def is_better(self, value: float, than: float | None) -> bool:
        """Whether a value is better than another one, by more than min_delta."""
        if than is None:
            return True
        return value - self.min_delta > than if self.more_is_better() else value + self.min_delta < than

    def watched(self, logs: Logs) -> Any:
        """The number; None, with a warning, if it isn't there."""
        value = (logs or {}).get(self.monitor)
        if value is None:
            warnings.warn(
                f"{type(self).__name__} watches {self.monitor!r}, which isn't among the logs\n"
                f"help: monitor one of {listed(self.monitor, logs or {})}",
                stacklevel=2,
            )
        return value


class EarlyStopping(Monitor):
    """Ends the training when `monitor` hasn't been better for `patience` epochs, by more than `min_delta`.

    The first epoch is always the best yet, so that it can't be the last; with `restore_best_weights` the best weights
    are restored also if nothing was ended. If a `baseline` is given, only what is better than it counts; epochs before
    `start_from_epoch` don't count.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        super().__init__(monitor, mode, min_delta)
        self.patience, self.verbose, self.baseline = patience, verbose, baseline
        self.restore_best_weights, self.start_from_epoch = restore_best_weights, start_from_epoch
        self.on_train_begin()

    def on_train_begin(self, logs: Logs = None) -> None:
        """Begin to watch."""
        self.wait = self.stopped_epoch = self.best_epoch = 0
        self.best: float | None = None
        self.best_weights: list | None = None

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Look at the number, and perhaps end the training."""
        value = self.watched(logs)
        if value is None or epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None:
            self.best_weights, self.best_epoch = self.model.get_weights(), epoch
        self.wait += 1
        if self.is_better(value, self.best):
            self.best, self.best_epoch = value, epoch
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
            if self.baseline is None or self.is_better(value, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs: Logs = None) -> None:
        """Restore the best weights."""
        if self.stopped_epoch and self.verbose:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.restore_best_weights and self.best_weights is not None:
            if self.verbose:
                print(f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}.")
            self.model.set_weights(self.best_weights)


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
        if not 0 < factor < 1:
            raise ValueError(f"a factor of {factor} doesn't reduce the rate\nhelp: one between 0 and 1")
        self.factor, self.patience, self.verbose = factor, patience, verbose
        self.cooldown, self.min_lr = cooldown, min_lr
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
        if rate_of(self.model) > self.min_lr:
            optimizer.learning_rate = max(rate_of(self.model) * self.factor, self.min_lr)
            self.cooldown_counter, self.wait = self.cooldown, 0
            if self.verbose:
                print(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {optimizer.learning_rate}.")
