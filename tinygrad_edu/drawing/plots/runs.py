"""A training run, read from a History of ours, one like Keras's, a mapping of lists, or a list of losses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from .history import History


class Series(NamedTuple):
    """Numbers, and the steps, counted from 1, that they belong to."""

    steps: np.ndarray
    values: np.ndarray


class Run(NamedTuple):
    """How many steps a run had, what one is called, the metrics with "loss" among them, the gradient norms by layer."""

    steps: int
    unit: str
    metrics: dict[str, Series]
    norms: dict[str, Series]

    @property
    def loss(self) -> Series:
        """The losses."""
        return self.metrics["loss"]


class Break(NamedTuple):
    """The first step without a finite value: what was there instead, at how many more steps, and if it stayed so."""

    step: int
    what: float
    more: int
    stays: bool


def read_run(history: Any) -> Run:
    """The run; a ValueError or TypeError says what is wrong with a history that can't be drawn."""
    recorded = getattr(history, "history", history)
    lists = recorded if isinstance(recorded, Mapping) else {"loss": recorded}
    if "loss" not in lists:
        known = ", ".join(repr(name) for name in lists) or "nothing"
        raise ValueError(f"a history without 'loss', with {known}\nhelp: give a mapping of lists: {{'loss': […], …}}")
    metrics = {str(name): as_numbers(name, values) for name, values in lists.items()}
    norms = {path: as_numbers(path, values) for path, values in getattr(history, "gradient_norms", {}).items()}
    if not metrics["loss"]:
        raise ValueError("the history is empty\nhelp: record each step, history.record(loss), then draw")
    if not np.isfinite([value for value in metrics["loss"] if value is not None]).any():
        raise ValueError("no loss in the history is a finite number\nhelp: try a smaller learning rate")
    steps = max(map(len, [*metrics.values(), *norms.values()]))
    return Run(
        steps,
        "step" if recorded is history or isinstance(history, History) else "epoch",
        {name: in_steps(name, values, steps) for name, values in metrics.items()},
        {path: in_steps(path, values, steps) for path, values in norms.items()},
    )


def as_numbers(name: Any, values: Any) -> list[float | None]:
    """The values as Python's numbers; a None, where there was none, is kept."""
    try:
        if isinstance(values, (Sequence, np.ndarray)) and not isinstance(values, str):
            return [None if value is None else float(value) for value in values]
        problem = f"it is a {type(values).__name__}"
    except (TypeError, ValueError) as error:
        problem = str(error)
    raise TypeError(f"{name!r} isn't a list of numbers: {problem}\nhelp: give a list with one number for each step")


def in_steps(name: str, values: list[float | None], steps: int) -> Series:
    """The values that are there, with their steps; one of a shorter list belongs to the last of several steps."""
    if not values or steps % len(values):
        raise ValueError(
            f"{name!r} has {len(values)} values, another list {steps}\n"
            "help: give lists of one length, or some that are 2, 3, … times shorter"
        )
    every = steps // len(values)
    there = [place for place, value in enumerate(values) if value is not None]
    return Series(every * (np.array(there, dtype=int) + 1), np.array([values[place] for place in there], dtype=float))


def first_break(series: Series) -> Break | None:
    """Where the values stopped being finite numbers."""
    bad = np.flatnonzero(~np.isfinite(series.values))
    if not len(bad):
        return None
    first = int(bad[0])
    stays = len(bad) == len(series.values) - first
    return Break(int(series.steps[first]), float(series.values[first]), len(bad) - 1, stays)


def finite(values: np.ndarray) -> np.ndarray:
    """The finite ones."""
    return values[np.isfinite(values)]


def at_the_end(values: np.ndarray) -> float:
    """The last value; if the last 2 % of the values go up and down, their median."""
    if not len(values):
        return np.nan
    tail = values[-max(1, len(values) // 50) :]
    with np.errstate(invalid="ignore"):  # where two steps in a row are infinite
        one_way = np.sum(np.abs(np.diff(tail))) <= 2 * np.ptp(tail)  # as a curve goes that no noise lies on
    return float(tail[-1] if one_way else np.median(tail))
