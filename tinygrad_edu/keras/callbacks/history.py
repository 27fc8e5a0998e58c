"""History: what `fit` returns."""

from __future__ import annotations

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
