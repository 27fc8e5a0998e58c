"""Callbacks that end the training: once it gets no better, or at a loss that isn't finite."""

from __future__ import annotations

import numpy as np

from ..checks import whole_number
from ..telling import say
from .callback import Callback, Logs
from .monitoring import Monitor


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
        self.patience = whole_number("patience", patience, 0)
        self.start_from_epoch = whole_number("start_from_epoch", start_from_epoch, 0)
        self.verbose, self.baseline, self.restore_best_weights = verbose, baseline, restore_best_weights
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
            say(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.restore_best_weights and self.best_weights is not None:
            if self.verbose:
                say(f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}.")
            self.model.set_weights(self.best_weights)


class TerminateOnNaN(Callback):
    """Ends the training quietly at a loss that isn't finite. Without it `fit` raises, and says where it arose."""

    def on_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Look at the loss."""
        loss = (logs or {}).get("loss")
        if loss is not None and not np.isfinite(loss):
            say(f"Batch {batch}: Invalid loss, terminating training")
            self.model.stop_training = True
