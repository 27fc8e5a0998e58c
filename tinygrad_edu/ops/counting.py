"""Counts: of whole numbers, and of numbers in bins. Nothing is sent back."""

import numpy as np

from ..tape import op
from .kernel import kernel


@kernel
def counts_of(x, weights, minlength):
    """np.bincount; the sums of weights in float32 stay that."""
    counts = np.bincount(x, weights, minlength)
    return counts.astype(np.float32) if weights is not None and weights.dtype == np.float32 else counts


@op(counts_of)
def bincount(x, weights=None, *, minlength=0):
    """How often 0, 1, 2, … stand in a row of whole numbers, or the sum of their weights."""
    return counts_of(x, weights, minlength), None, None


def limits(x, low, high, margin):
    """Where bins begin and end: at the smallest and the largest element, unless other bounds are given."""
    if low is None:
        low, high = (float(np.min(x)), float(np.max(x))) if x.size else (0, 1)
    if not (np.isfinite(low) and np.isfinite(high)):
        raise ValueError(f"bins from {low} to {high}\nhelp: give finite bounds, or a tensor without inf and NaN")
    return (low - margin, high + margin) if low == high else (low, high)


@kernel
def counts_in_bins(x, bins, low, high):
    """How many elements lie in each of so many equal bins; those outside aren't counted."""
    low, high = limits(x, low, high, 1)
    inside = x[np.logical_and(x >= low, x <= high)]
    place = ((inside - low) * (bins / (high - low))).astype(np.int64)
    return np.bincount(np.minimum(place, bins - 1), minlength=bins).astype(x.dtype)


@op(counts_in_bins)
def histc(x, *, bins, low=None, high=None):
    """How many elements lie in each of `bins` equal bins from `low` (the smallest element) to `high` (the largest)."""
    return counts_in_bins(x, bins, low, high), None


@kernel
def edges_of_bins(x, bins, low, high):
    """The edges of so many equal bins."""
    low, high = limits(x, low, high, 0.5)
    return np.linspace(low, high, bins + 1, dtype=x.dtype)


@op(edges_of_bins)
def bin_edges(x, *, bins, low=None, high=None):
    """The edges of `bins` equal bins from `low` (the smallest element) to `high` (the largest)."""
    return edges_of_bins(x, bins, low, high), None


@kernel
def counts_between(x, edges, weight, density):
    """np.histogram's first result, in the dtype of x."""
    return np.histogram(x, edges, weights=weight, density=density)[0].astype(x.dtype)


@op(counts_between)
def histogram(x, edges, weight=None, *, density=False):
    """How many elements lie between neighbouring edges, or the sum of their weights; with `density` as a density."""
    return counts_between(x, edges, weight, density), None, None, None
