"""Numeric derivatives, and how far they can be believed.

The derivative of a function along a line is measured by central differences with steps h and h / 2, from which
Richardson's extrapolation takes away the error of order h². Which step is best depends on the function: large ones
meet kinks and curvature, small ones the rounding of float64. So several are tried, and the one whose result changes
least when it is made somewhat smaller is believed, up to that change and to the rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

EPSILON = np.finfo(float).eps
TINY = np.finfo(float).tiny  # below it numbers lose digits


@dataclass
class Slope:
    """Derivatives, one for each cotangent, with bounds of their error, and what rounding alone explains of these."""

    value: np.ndarray
    error: np.ndarray
    rounding: np.ndarray


@dataclass
class Line:
    """A straight line through the inputs: ``values(t)`` is what the function gives at t, and t as it was rounded.

    It is None where the function isn't defined. `steps` are lengths worth trying.
    """

    values: Callable[[float], tuple[np.ndarray, float] | None]
    steps: Iterable[float]


def central(line: Line, step: float, cotangents: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """The derivatives of ``cotangents @ values(t)`` at 0 by a central difference, and their rounding errors.

    Differences are taken before they are summed, so that results which don't depend on the line add no noise. Their
    rounding counts nevertheless: a large result may hide a small change.
    """
    above, below = line.values(step), line.values(-step)
    if above is None or below is None or above[1] == below[1]:
        return None
    change, distance = above[0] - below[0], above[1] - below[1]
    size = np.maximum(np.abs(above[0]), np.abs(below[0]))
    rounding = 2 * (np.abs(cotangents) @ (EPSILON * size + TINY)) / distance
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

    It stops as soon as a result is `good_enough`. Noise in the function's values, which may be far above their own
    rounding, is amplified by 1 / step; results that agree at a short step by chance are not believed more than that.
    """
    measured: list[tuple[float, Slope]] = []
    for step in line.steps:
        first, second, third = (extrapolated(line, step * part, cotangents) for part in (1.0, 0.5, 0.7))
        if first is None or second is None or third is None:
            continue
        second.error = second.rounding + np.maximum(abs(first.value - second.value), abs(third.value - second.value))
        if good_enough(second):
            return second
        measured.append((step, second))
    if not measured:
        return None
    noise = np.median([step * slope.error for step, slope in measured[len(measured) // 2 :]], axis=0)
    errors = np.array([np.maximum(slope.error, noise / step) for step, slope in measured])
    best = np.argmin(errors, axis=0), np.arange(len(cotangents))
    values, roundings = (np.array([getattr(slope, name) for _, slope in measured]) for name in ("value", "rounding"))
    return Slope(values[best], errors[best], roundings[best])


def ladder(*scales: float) -> list[float]:
    """Steps to be tried at a place whose neighbourhood has these scales, from the longest to the shortest."""
    return sorted({scale * 10.0**power for power in range(-7, 0) for scale in scales}, reverse=True)
