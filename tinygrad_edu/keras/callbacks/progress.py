"""How far it is: Keras's bar on a terminal, and one plain line an epoch elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from typing import Any

from ..telling import say
from .callback import Callback, Logs

WIDTH = 20  # signs in a full bar
PAUSE = 0.05  # seconds between two pictures of the bar
BOLD, GREEN, WHITE, PLAIN = "\x1b[1m", "\x1b[32m", "\x1b[37m", "\x1b[0m"


class ProgbarLogger(Callback):
    """Prints how far it is, and the logs.

    With verbose 1, on a terminal, a bar that grows; elsewhere one line an epoch, without control characters, which
    real Keras writes into files, too. With verbose 2 two lines an epoch, as Keras's.
    """

    def __init__(self) -> None:
        self.fitting = False
        self.started = self.after_first = self.drawn = 0.0
        self.length = 0
        self.title = ""

    @property
    def bar(self) -> bool:
        """Whether there is a bar."""
        return self.params["verbose"] == 1 and sys.stdout.isatty()

    @property
    def steps(self) -> int:
        """How many batches there are."""
        return self.params["steps"]

    def begin(self) -> None:
        """Look at the clock."""
        self.started, self.after_first, self.drawn, self.length = time.perf_counter(), 0.0, 0.0, 0

    def on_train_begin(self, logs: Logs = None) -> None:
        """From now on tests are validations, which aren't shown."""
        self.fitting = True

    def on_train_end(self, logs: Logs = None) -> None:
        """That was all."""
        self.fitting = False

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Name the epoch, if there are several."""
        self.begin()
        if self.params["epochs"] > 1:
            self.title = f"Epoch {epoch + 1}/{self.params['epochs']}: "
            if self.bar or self.params["verbose"] == 2:
                say(self.title.rstrip(": "))
                self.title = ""

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Draw the bar."""
        self.draw(batch + 1, logs)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Print the logs."""
        self.end(logs)

    def on_test_begin(self, logs: Logs = None) -> None:
        """Look at the clock."""
        if not self.fitting:
            self.begin()

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Draw the bar."""
        if not self.fitting:
            self.draw(batch + 1, logs)

    def on_test_end(self, logs: Logs = None) -> None:
        """Print the logs."""
        if not self.fitting:
            self.end(logs)

    def on_predict_begin(self, logs: Logs = None) -> None:
        """Look at the clock."""
        self.begin()

    def on_predict_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Draw the bar."""
        self.draw(batch + 1, None)

    def on_predict_end(self, logs: Logs = None) -> None:
        """Print that it is done."""
        self.end(None)

    def per_step(self, done: int, now: float) -> float:
        """The seconds that a batch takes; the first, which takes longer, counts only while it is alone."""
        if done == 1:
            self.after_first = now
        if done > 1 and self.after_first:
            return (now - self.after_first) / (done - 1)
        return (now - self.started) / max(done, 1)

    def draw(self, done: int, logs: Logs) -> None:
        """The bar, and the time that is left."""
        now = time.perf_counter()
        step = self.per_step(done, now)
        if self.bar and now - self.drawn >= PAUSE:
            self.drawn = now
            self.show(done, f"{clock(step * (self.steps - done))} {pace(step)}{told(logs)}", "")

    def end(self, logs: Logs) -> None:
        """The full bar, or the line."""
        now = time.perf_counter()
        step, took = self.per_step(self.steps, now), f"{now - self.started:.0f}s"
        if self.bar:
            self.show(self.steps, f"{took} {pace(step)}{told(logs)}", "\n")
        else:
            say(f"{self.title}{self.steps}/{self.steps} - {took} - {pace(step)}{told(logs)}")

    def show(self, done: int, text: str, end: str) -> None:
        """Draw the bar over the one before, with the text behind it; until the end it stays within a line."""
        count = f"{done:>{len(str(self.steps))}}/{self.steps}"
        room = max(0, shutil.get_terminal_size().columns - len(count) - 3)
        width = min(WIDTH, room)
        full = width * done // self.steps
        text = text if end else text[: room - width]
        bar = f"{BOLD}{count}{PLAIN} {GREEN}{'━' * full}{WHITE}{'━' * (width - full)}{PLAIN} "
        say(f"\r{bar}{text}{' ' * (self.length - len(text))}", end=end)
        self.length = 0 if end else len(text)

    def interrupted(self) -> None:
        """End a bar that was begun, so that what comes next stands below it."""
        if self.length:
            say("")
            self.length = 0


def clock(seconds: float) -> str:
    """A time that is left."""
    whole = int(seconds)
    if whole > 3600:
        return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"
    return f"{whole // 60}:{whole % 60:02d}" if whole > 60 else f"{whole}s"


def pace(seconds: float) -> str:
    """The time of a batch."""
    if seconds >= 1 or not seconds:
        return f"{seconds:.0f}s/step"
    return f"{seconds * 1000:.0f}ms/step" if seconds >= 1e-3 else f"{seconds * 1e6:.0f}us/step"


def told(logs: Logs) -> str:
    """The logs as a text."""
    return "".join(f" - {name}: {short(value)}" for name, value in (logs or {}).items())


def short(value: Any) -> str:
    """A number with four digits; a small one as a power of ten; of several their mean."""
    number = sum(value) / len(value) if isinstance(value, list) else value
    return f"{number:.4f}" if abs(number) > 1e-3 else f"{number:.4e}"
