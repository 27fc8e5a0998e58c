"""What is called while a model trains, is tested or predicts; and a list of such."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Logs = dict[str, Any] | None


class Callback:
    """The base of all callbacks: a subclass defines what it wants to be told of.

    `model` is the model, and `params` holds its "epochs", "steps" and "verbose". The logs of a batch are the means over
    the epoch up to it; those of an epoch are what History keeps, and what a callback adds to them is seen by the next.
    ``self.model.stop_training = True`` ends the training after the batch.
    """

    model: Any = None
    params: dict[str, Any]

    def set_model(self, model: Any) -> None:
        """Told the model before anything else."""
        self.model = model

    def set_params(self, params: dict[str, Any]) -> None:
        """Told the parameters before anything else."""
        self.params = params

    def on_train_begin(self, logs: Logs = None) -> None:
        """Before the first epoch."""

    def on_train_end(self, logs: Logs = None) -> None:
        """After the last epoch; not when an error or Ctrl-C ended the training."""

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Before an epoch; they are counted from 0."""

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """After an epoch and its validation."""

    def on_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """The older name of `on_train_batch_begin`."""

    def on_batch_end(self, batch: int, logs: Logs = None) -> None:
        """The older name of `on_train_batch_end`."""

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Before a batch of training."""
        self.on_batch_begin(batch, logs=logs)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """After a batch of training."""
        self.on_batch_end(batch, logs=logs)

    def on_test_begin(self, logs: Logs = None) -> None:
        """Before an evaluation, or a validation."""

    def on_test_end(self, logs: Logs = None) -> None:
        """After it."""

    def on_test_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Before a batch of it."""

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """After a batch of it."""

    def on_predict_begin(self, logs: Logs = None) -> None:
        """Before a prediction."""

    def on_predict_end(self, logs: Logs = None) -> None:
        """After it."""

    def on_predict_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Before a batch of it."""

    def on_predict_batch_end(self, batch: int, logs: Logs = None) -> None:
        """After a batch of it."""


class CallbackList:
    """Callbacks that are called one after the other.

    As in Keras the hooks of batches get `logs` as a keyword, the others by position, and logs are sorted by name.
    """

    def __init__(self, callbacks: Iterable[Callback], model: Any, params: dict[str, Any]) -> None:
        self.callbacks = list(callbacks)
        for callback in self.callbacks:
            callback.set_model(model)
            callback.set_params(params)

    def call(self, hook: str, number: int | None = None, logs: Logs = None) -> None:
        """Call this hook of all of them."""
        logs = dict(sorted((logs or {}).items()))
        for callback in self.callbacks:
            function = getattr(callback, hook)
            if number is None:
                function(logs)
            elif "_batch_" in hook:
                function(number, logs=logs)
            else:
                function(number, logs)


def checked_callbacks(callbacks: Any) -> list[Callback]:
    """The callbacks as a list (TypeError for something else among them)."""
    given = [] if callbacks is None else list(callbacks) if isinstance(callbacks, (list, tuple)) else [callbacks]
    for callback in given:
        if not isinstance(callback, Callback):
            raise TypeError(
                f"{callback!r:.60} is no callback\n"
                "help: an object of a class of keras.callbacks, as in callbacks=[callbacks.EarlyStopping(patience=3)]"
            )
    return given
