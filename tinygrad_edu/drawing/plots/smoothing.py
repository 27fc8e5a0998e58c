"""What a noisy curve of any length is shown and judged by: a thousand points, and their running median."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

MOST = 1000  # points of a curve: more than that can't be told apart in a picture


class Curve(NamedTuple):
    """A series in at most a thousand points, each for a few steps: the first and last, and the values' median and ends.

    Steps count from 1. A point without a finite value is NaN.
    """

    first: np.ndarray
    last: np.ndarray
    middle: np.ndarray
    low: np.ndarray
    high: np.ndarray


def thinned(values: np.ndarray) -> Curve:
    """The course of the values in at most a thousand points.

    >>> thinned(np.array([3.0, np.nan, 1.0])).middle
    array([ 3., nan,  1.])
    """
    width = -(-len(values) // MOST)
    rows = np.full((-(-len(values) // width), width), np.nan)
    rows.flat[: len(values)] = np.where(np.isfinite(values), values, np.nan)
    first = 1 + width * np.arange(len(rows))
    last = np.minimum(first + width - 1, len(values))
    return Curve(first, last, medians(rows), np.fmin.reduce(rows, axis=1), np.fmax.reduce(rows, axis=1))


def running_median(values: np.ndarray, share: float) -> np.ndarray:
    """For each value the median of those around it, in a window of this share of them; a NaN stays one.

    Noise and spikes go. A curve that only falls stays what it is, however steep, save for half a window at its ends.

    >>> running_median(np.array([4.0, 4.0, 9.0, 1.0, 1.0]), share=0.6)
    array([4., 4., 4., 1., 1.])
    """
    half = int(share * len(values) / 2)
    rows = np.lib.stride_tricks.sliding_window_view(np.pad(values, half, constant_values=np.nan), 2 * half + 1)
    return np.where(np.isnan(values), np.nan, medians(rows))


def medians(rows: np.ndarray) -> np.ndarray:
    """The median of the numbers in each row that aren't NaN; NaN where there is none."""
    ordered = np.sort(rows, axis=1)  # NaN comes last
    last = np.maximum(np.sum(~np.isnan(rows), axis=1, keepdims=True) - 1, 0)
    lower, upper = (np.take_along_axis(ordered, at, axis=1)[:, 0] for at in (last // 2, (last + 1) // 2))
    return (lower + upper) / 2
