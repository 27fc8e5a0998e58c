"""What callbacks share that watch a number of the logs."""

from __future__ import annotations

from typing import Any

from ..checks import is_number
from ..known import listed
from ..telling import warn
from .callback import Callback, Logs


class Monitor(Callback):
    """What watches `monitor`, whose `mode` "min" or "max" says what is better; "auto" knows it of the built-in ones."""

    def __init__(self, monitor: str, mode: str, min_delta: float = 0.0) -> None:
        if mode not in ("auto", "min", "max"):
            raise ValueError(f"no mode {mode!r}\nhelp: 'auto', 'min' or 'max'")
        if not is_number(min_delta):
            raise ValueError(f"min_delta is {min_delta!r:.60}\nhelp: a number, as in 0.001")
        self.monitor, self.mode, self.min_delta = monitor, mode, abs(min_delta)
        self.best: float | None = None
        self.told_of_it = False

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
        up = self.more_is_better()
        if than is None or (than != than and value == value):  # the first; or the first that isn't NaN
            return True
        return value - self.min_delta > than if up else value + self.min_delta < than

    def tell(self, logs: Logs) -> bool:
        """Say that it isn't there."""
        warn(
            f"{type(self).__name__} watches {self.monitor!r}, which isn't among the logs\n"
            f"help: monitor one of {listed(self.monitor, logs or {})}"
        )
        return True

    def watched(self, logs: Logs) -> Any:
        """The number; None, with one warning, if it isn't there. ValueError if there are several in one."""
        value = (logs or {}).get(self.monitor)
        if value is None:
            self.told_of_it = self.told_of_it or self.tell(logs)
        if isinstance(value, list):
            raise ValueError(
                f"{type(self).__name__} watches {self.monitor!r}, which is {value!r:.60}\n"
                "help: monitor a single number, such as a metric at one threshold"
            )
        return value
