"""Where a loss stood still for a while."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .smoothing import running_median, thinned

FLAT = 0.02  # of all that the loss changes in the run
STILL = 0.01  # of its size: so small a change in the whole run is none
SLOW = 0.5  # of the speed that the loss has on average
SHORTEST, SHORTEST_AT_THE_END, FEWEST = 0.1, 0.25, 10  # of the run, twice; steps
APART = 0.1  # of all that the loss changes: the levels of two plateaus
LEARNT = 0.1  # of the first loss
WINDOW, EDGES = 0.1, 0.02  # of the run: the running medians that find a plateau, and where it begins and ends
NOISE = 10.0  # how much white noise changes a running median in all, in median deviations over √(values in the window)


class Plateau(NamedTuple):
    """From which step to which, counted from 1, both included, the loss stood still, and at what level."""

    start: int
    end: int
    level: float


def plateaus(losses: Sequence[float] | np.ndarray) -> list[Plateau]:
    """The stretches in which the loss stood still, in their order.

    The loss is smoothed by a running median over a tenth of the run. A stretch is a plateau if

    - the smoothed loss changes in it by at most 2 % of all that it changes in the run, or, if that is more, by what
      noise alone would make of it;
    - it is long: a tenth of the run, and at least ten steps; so long that the loss changes half as fast as on average
      or slower; at the end of the run, where every curve gets flat, a quarter of it;
    - its level is further than a tenth of that change from the level of any longer one;
    - the loss leaves it by more than a tenth of that change, or it is the end of the run and above a tenth of the first
      loss: a curve that ends near zero is that of a net that has learnt.

    A loss that changes by 1 % at most, or as noise would, is one plateau. Steps without a finite loss are left out.

    >>> plateaus([1.0] * 40 + [0.0] * 60)
    [Plateau(start=1, end=40, level=1.0)]
    """
    values = np.asarray(losses, dtype=np.float64)
    steps = np.flatnonzero(np.isfinite(values)) + 1
    if len(steps) < FEWEST:
        return []
    values = values[steps - 1]
    curve = thinned(values)
    smooth = running_median(curve.middle, WINDOW)
    many, change = len(smooth), change_of(smooth)
    found: list[Plateau] = []
    levels: list[float] = []
    for start, stop in flat_stretches(curve.middle, smooth, change):
        first, last = curve.first[start] - 1, curve.last[stop - 1] - 1
        level = float(np.median(values[first : last + 1]))
        if all(abs(level - other) > APART * change for other in levels):
            levels.append(level)
            if stop < many or (level > LEARNT * values[0] and stop - start >= SHORTEST_AT_THE_END * many):
                found.append(Plateau(int(steps[first]), int(steps[last]), level))
    return sorted(found)


def change_of(smooth: np.ndarray) -> float:
    """How much the smoothed loss changes in the run, but for a few of its largest and smallest values."""
    return float(np.ptp(np.quantile(smooth, [0.005, 0.995])))


def flat_stretches(points: np.ndarray, smooth: np.ndarray, change: float) -> list[tuple[int, int]]:
    """The stretches of a curve that are flat, long and slow, as their first point and the one after, longest first."""
    many = len(points)
    fine = running_median(points, EDGES)
    deviation = running_median(np.abs(points - smooth), WINDOW)
    noise = NOISE * deviation / np.sqrt(WINDOW * many)
    still = change <= STILL * np.median(np.abs(points))
    if still or (change <= 1.5 * np.max(noise) and not has_trend(points)):
        return [(0, many)]
    allowed = np.maximum(FLAT * change, noise)
    lengths = np.array([flat_length(smooth[start:], allowed[start:]) for start in range(many)])
    found: list[tuple[int, int]] = []
    free = [(0, many)]
    while free:
        begin, end = free.pop()
        start, stop = longest(lengths, begin, end)
        if stop - start < max(SHORTEST * many, FEWEST):
            continue
        slow = np.max(allowed[start:stop]) * many <= SLOW * change * (stop - start)
        level = np.median(points[start:stop])
        near = FLAT * change + 4 * np.max(deviation[start:stop]) / np.sqrt(max(EDGES * many, 1))
        away = np.flatnonzero(np.abs(fine - level) > near)
        start = max([begin, *(away[away < start] + 1)])
        stop = min([end, *away[away >= stop]])
        if np.all(np.abs(smooth[stop:] - level) <= APART * change):
            stop = end = many
        free += [(begin, start), (stop, end)]
        if slow:
            found.append((start, stop))
    return sorted(found, key=lambda stretch: stretch[0] - stretch[1])


def has_trend(points: np.ndarray) -> bool:
    """Whether the points rise or fall by more than one in twenty curves of white noise would."""
    if np.ptp(points) == 0:
        return False
    correlation = np.corrcoef(points, np.arange(len(points)))[0, 1]
    return bool(abs(correlation) > 2 / np.sqrt(len(points)))


def flat_length(smooth: np.ndarray, allowed: np.ndarray) -> int:
    """Over how many points from the first one on the curve changes by no more than is allowed for any of them."""
    changes = np.maximum.accumulate(smooth) - np.minimum.accumulate(smooth)
    too_much = np.flatnonzero(changes > np.maximum.accumulate(allowed))
    return int(too_much[0]) if len(too_much) else len(smooth)


def longest(lengths: np.ndarray, begin: int, end: int) -> tuple[int, int]:
    """The longest of the stretches from each point on, as far as they lie between the two."""
    inside = np.minimum(lengths[begin:end], end - np.arange(begin, end))
    start = begin + int(np.argmax(inside)) if len(inside) else begin
    return start, start + int(np.max(inside, initial=0))
