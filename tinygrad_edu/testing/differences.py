"""Numeric derivatives, and how far they can be believed.

The derivative of a function along a line is measured by central differences with steps h and h / 2, from which
Richardson's extrapolation takes away the error of order h². Which step is best depends on the function: large ones
meet kinks and curvature, small ones the rounding of float64. So several are tried, and the one whose result changes
least when it is halved is believed, up to that change and to the rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

EPSILON = np.finfo(float).eps


@dataclass
class Slope:
    """Derivatives, one for each cotangent, with bounds of their error, and what rounding alone explains of these."""

    value: np.ndarray
    error: np.ndarray
    rounding: np.ndarray


@dataclass
class Line:
    """A straight line through the inputs: ``values(t)`` is what the function gives at t, and t as it was rounded.

    It is None where the function isn't defined. `steps` are lengths worth trying, from the longest to the shortest;
    `moving` says which results were seen to move.
    """

    values: Callable[[float], tuple[np.ndarray, float] | None]
    steps: Iterable[float]
    moving: np.ndarray | None = None


def central(line: Line, step: float, cotangents: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """The derivatives of ``cotangents @ values(t)`` at 0 by a central difference, and their rounding errors.

    Differences are taken before they are summed, so that results that don't move add nothing to the error. Those that
    moved with a longer step do: rounding may have hidden it. If none ever moved, all of them do.
    """
    above, below = line.values(step), line.values(-step)
    if above is None or below is None or above[1] == below[1]:
        return None
    change, distance = above[0] - below[0], above[1] - below[1]
    line.moving = change != 0 if line.moving is None else line.moving | (change != 0)
    size = np.maximum(np.abs(above[0]), np.abs(below[0])) * (line.moving if np.any(line.moving) else True)
    rounding = 2 * EPSILON * (np.abs(cotangents) @ size) / distance
    rounding += 1e-14 * (np.abs(cotangents) @ np.abs(change)) / distance
    return cotangents @ change / distance, rounding


def extrapolated(line: Line, step: float, cotangents: np.ndarray) -> Slope | None:
    """The derivatives, from the steps h and h / 2; the error is what rounding makes of it."""
    coarse, fine = central(line, step, cotangents), central(line, step / 2, cotangents)
    if coarse is None or fine is None:
        return None
    rounding = 2 * fine[1] + coarse[1]
    return Slope((4 * fine[0] - coarse[0]) / 3, rounding, rounding)


def best_slope(line: Line, cotangents: np.ndarray, good_enough: Callable[[Slope], bool]) -> Slope | None:
    """For each cotangent the derivative whose step could be believed most; None if no step could be taken.

    It stops as soon as a result is `good_enough`.
    """
    best: Slope | None = None
    for step in line.steps:
        first, second = extrapolated(line, step, cotangents), extrapolated(line, step / 2, cotangents)
        if first is None or second is None:
            continue
        second.error = second.rounding + np.abs(first.value - second.value)
        if good_enough(second):
            return second
        if best is None:
            best = second
            continue
        better = second.error < best.error
        for name in ("value", "error", "rounding"):
            setattr(best, name, np.where(better, getattr(second, name), getattr(best, name)))
    return best


def ladder(*scales: float) -> list[float]:
    """Steps to be tried at a place whose neighbourhood has these scales, from the longest to the shortest."""
    return sorted({scale * 10.0**power for power in range(-7, 0) for scale in scales}, reverse=True)
