"""Callbacks that write files: the model as it gets better, and the logs as a table."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from ...serialization import REASONS
from ..telling import say
from .callback import Callback, Logs
from .monitoring import Monitor


class AnyLog(dict):
    """Logs in which every name stands for a number."""

    def __missing__(self, name: str) -> float:
        return 0.5


class ModelCheckpoint(Monitor):
    """Saves the model, or with `save_weights_only` its weights, after each epoch, or after `save_freq` batches.

    The path may name the epoch and the logs: ``"{epoch:02d}-{val_loss:.2f}.keras"``. With `save_best_only` it saves
    only when `monitor` is the best yet, or better than `initial_value_threshold`; always, with a warning, if that isn't
    among the logs. A file is replaced in one step.
    """

    def __init__(
        self,
        filepath: str | os.PathLike,
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = "epoch",
        initial_value_threshold: float | None = None,
    ) -> None:
        super().__init__(monitor, mode)
        self.best = initial_value_threshold
        self.filepath, self.verbose = os.fspath(filepath), verbose
        self.save_best_only, self.save_weights_only, self.save_freq = save_best_only, save_weights_only, save_freq
        if save_freq != "epoch" and (not isinstance(save_freq, int) or save_freq < 1):
            raise ValueError(f"save_freq is {save_freq!r}\nhelp: 'epoch', or after how many batches")
        end = ".weights.npz" if save_weights_only else ".keras"
        if not self.filepath.endswith(end):
            raise ValueError(f"the filepath {self.filepath!r} doesn't end in {end!r}\nhelp: files here end so")
        try:
            self.filepath.format_map(AnyLog(epoch=1, batch=1))
        except (ValueError, LookupError, AttributeError) as error:
            raise ValueError(
                f"the filepath {self.filepath!r} can't be filled in: {error}\n"
                "help: names of logs in braces, as in 'model-{epoch:02d}-{val_loss:.2f}.keras'"
            ) from error
        self.batches, self.epoch = 0, 0

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Know the epoch."""
        self.epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Save after enough batches."""
        self.batches += 1
        if self.save_freq != "epoch" and self.batches >= int(self.save_freq):
            self.batches = 0
            self.save(self.epoch, {"batch": batch + 1, **(logs or {})})

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Save after the epoch."""
        if self.save_freq == "epoch":
            self.save(epoch, logs or {})

    def save(self, epoch: int, logs: dict[str, Any]) -> None:
        """Save the model, if that is wanted now."""
        try:
            path = Path(self.filepath.format(epoch=epoch + 1, **logs))
        except KeyError as error:
            raise KeyError(
                f"the filepath {self.filepath!r} names {error.args[0]!r}, and there are {['epoch', *logs]}"
            ) from error
        if not self.is_wanted(epoch, logs, path):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.save_weights_only:
            self.model.save_weights(path)
        else:
            self.model.save(path)
        if self.verbose:
            say(f"\nEpoch {epoch + 1}: finished saving model to {path}")

    def is_wanted(self, epoch: int, logs: dict[str, Any], path: Path) -> bool:
        """Whether to save now."""
        if not self.save_best_only:
            if self.verbose:
                say(f"\nEpoch {epoch + 1}: saving model to {path}")
            return True
        value = self.watched(logs)
        if value is None:
            return True
        best, better = "None" if self.best is None else f"{self.best:.5f}", self.is_better(value, self.best)
        if better:
            self.best = value
        if self.verbose:
            what = (
                f"improved from {best} to {value:.5f}, saving model to {path}"
                if better
                else f"did not improve from {best}"
            )
            say(f"\nEpoch {epoch + 1}: {self.monitor} {what}")
        return better


class CSVLogger(Callback):
    """Writes the logs of each epoch as a line of a table; with `append` behind those that are there.

    Without it a table of an earlier training is replaced by the first epoch's line, not before.
    """

    def __init__(self, filename: str | os.PathLike, separator: str = ",", append: bool = False) -> None:
        self.path, self.separator, self.append = Path(filename), separator, append
        self.columns: list[str] | None = None

    def on_train_begin(self, logs: Logs = None) -> None:
        """Begin a table. OSError, before anything is trained, if the file can't be written; what is in it stays."""
        self.columns = None
        with opened(self.path, "a"):
            pass

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Write a line, below the names if there are none yet."""
        logs = logs or {}
        first = self.columns is None
        if self.columns is None:
            self.columns = sorted(logs)
            if not any(name.startswith("val_") for name in logs):
                self.columns += [f"val_{name}" for name in self.columns]
        continued = not first or (self.append and self.path.exists() and self.path.stat().st_size > 0)
        mode = "a" if continued else "w"
        with opened(self.path, mode) as file:
            writer = csv.writer(file, delimiter=self.separator)
            if not continued:
                writer.writerow(["epoch", *self.columns])
            writer.writerow([epoch, *(logs.get(name, "NA") for name in self.columns)])


@contextmanager
def opened(path: Path, mode: str) -> Iterator[IO[str]]:
    """The file, to be written inside. OSError, with the path and what to do."""
    try:
        with open(path, mode, newline="", encoding="utf-8") as file:
            yield file
    except OSError as error:
        reason, advice = REASONS.get(type(error), (error.strerror or error, "make room, or choose another folder"))
        raise type(error)(f"{os.fspath(path)!r} can't be written: {reason}\nhelp: {advice}") from error
