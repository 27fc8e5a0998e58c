"""Medians, quantiles, modes, histograms, covariances and distances, with PyTorch's arguments."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from .. import ops
from ..ops import counting
from ..ops.reduction import farthest
from ..tape import Node, numpy_functions
from .arguments import either_spelling
from .indexing import plain_index
from .norms import norm
from .reduction import ValuesAndIndices, picked, taken_along
from .sorting import sort

# Medians and modes


@either_spelling
def median(input, dim=None, keepdim=False):
    """The median of all elements, or (values, indices) along `dim`: the lower of two in the middle, NaN if one is.

    >>> import tinygrad_edu as tg
    >>> tg.median(tg.tensor([4.0, 1.0, 3.0, 2.0]))
    tensor(2.)
    """
    return ops.median(input) if dim is None else picked(input, ops.sorting.argmedian, dim, keepdim)


@either_spelling
def nanmedian(input, dim=None, keepdim=False):
    """The median of the elements that aren't NaN: see `median`."""
    if dim is not None:
        return picked(input, lambda x, axis: ops.sorting.argmedian(x, axis=axis, ignore_nan=True), dim, keepdim)
    valid = ops.getitem(input, index=plain_index(input == input))
    return ops.median(valid if valid.shape[0] else input)


@either_spelling
def mode(input, dim=-1, keepdim=False) -> ValuesAndIndices:
    """(values, indices) of the most frequent element along `dim`: the smallest of several, where it stands last."""
    return picked(input, ops.sorting.argmode, dim, keepdim)


# Quantiles

INTERPOLATIONS = ("linear", "lower", "higher", "midpoint", "nearest")


@either_spelling
def quantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    """What a share `q` of the elements along `dim` lies below; a row `q` gives the first axis. NaN if an element is.

    Between two elements it lies in proportion ("linear"), half way ("midpoint"), or at the "lower", "higher" or
    "nearest" one.

    >>> import tinygrad_edu as tg
    >>> tg.quantile(tg.tensor([0.0, 1.0, 2.0, 3.0]), 0.25)
    tensor(0.75)
    """
    check_shares(q)
    return quantiles(input, q, dim, keepdim, interpolation, ignore_nan=False)


@either_spelling
def nanquantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    """The quantile of the elements that aren't NaN: see `quantile`."""
    check_shares(q)
    return quantiles(input, q, dim, keepdim, interpolation, ignore_nan=True)


def check_shares(q) -> None:
    """Refuse what isn't a number or a row."""
    if np.ndim(q) > 1:
        raise ValueError(f"q of shape {np.shape(q)}\nhelp: a number or one row of numbers")


def quantiles(input, q, dim, keepdim, interpolation, ignore_nan):
    """The quantiles for an array `q` of any shape, whose axes come first, along any axes."""
    if input.dtype.kind != "f":
        raise TypeError(f"quantiles of {input.dtype}\nhelp: make it floating-point: t.float()")
    if interpolation not in INTERPOLATIONS:
        raise ValueError(f"no interpolation {interpolation!r}\nhelp: one of {', '.join(INTERPOLATIONS)}")
    shares: Any = q if isinstance(q, Node) else np.asarray(q, input.dtype)
    if not bool(ops.all(ops.logical_and(shares >= 0, shares <= 1))):
        raise ValueError(f"q={q!r}\nhelp: shares are between 0 and 1")
    every = range(input.ndim)
    axes = every if dim is None or not input.ndim else normalize_axis_tuple(dim, input.ndim)
    others = [axis for axis in every if axis not in axes]
    left = [input.shape[axis] for axis in others]
    rows = ops.reshape(ops.permute(input, axes=(*others, *axes)), shape=(*left, -1))
    found = between(rows, ops.reshape(shares, shape=(-1,)), interpolation, ignore_nan)
    if keepdim:
        left = [1 if axis in axes else n for axis, n in enumerate(input.shape)]
    return ops.reshape(ops.permute(found, axes=(len(others), *range(len(others)))), shape=(*np.shape(q), *left))


def between(rows, shares, interpolation, ignore_nan):
    """The quantiles of each row, in a row. NaN, the largest of all, is found where it must be."""
    n = rows.shape[-1]
    if n == 0:
        raise ValueError("quantiles of nothing\nhelp: there must be an element along dim")
    valid = ops.cast(ops.sum(rows == rows, axis=-1, keepdims=True), dtype=rows.dtype)
    rank = shares * ops.maximum(valid - 1, 0) if ignore_nan else ops.where(valid < n, n - 1, shares * (n - 1))
    ordered, beside = sort(rows).values, "lower" if interpolation in ("linear", "midpoint") else interpolation
    below = ops.sorting.whole_rank(rank, how=beside)
    lower = taken_along(ordered, below, -1)
    if beside == interpolation:
        return lower
    upper = taken_along(ordered, ops.sorting.whole_rank(rank, how="higher"), -1)
    weight = 0.5 if interpolation == "midpoint" else rank - ops.cast(below, dtype=rank.dtype)
    return ops.lerp(lower, upper, weight)


def numpy_quantile(a, q, axis=None, method="linear", keepdims=False):
    """NumPy's quantile, for the methods that PyTorch has; integers become float64."""
    return quantiles(a if a.dtype.kind == "f" else ops.cast(a, dtype=np.float64), q, axis, keepdims, method, False)


def numpy_percentile(a, q, axis=None, method="linear", keepdims=False):
    """NumPy's percentile: the quantile for q / 100."""
    return numpy_quantile(a, np.asarray(q) / 100, axis, method, keepdims)


def numpy_median(a, axis=None, keepdims=False):
    """NumPy's median: the mean of the two in the middle."""
    return numpy_quantile(a, 0.5, axis, "linear", keepdims)


numpy_functions.update({np.quantile: numpy_quantile, np.percentile: numpy_percentile, np.median: numpy_median})


# Counts


def bincount(input, weights=None, minlength=0):
    """How often 0, 1, 2, … stand in a row of whole numbers, or the sum of their weights: `minlength` counts or more."""
    if input.ndim != 1 or input.dtype.kind not in "iu" or minlength < 0:
        raise ValueError(
            f"bincount of {input.dtype} {input.shape}, minlength={minlength}\n"
            "help: it counts a row of whole numbers from 0 on; minlength is at least 0"
        )
    return counting.bincount(input, weights, minlength=minlength)


def histc(input, bins=100, min=0, max=0):
    """How many elements lie in each of `bins` equal bins from `min` to `max` (0, 0: from the smallest to the largest).

    Elements outside are not counted.
    """
    check_bins(input, bins)
    if min > max:
        raise ValueError(f"min={min}, max={max}\nhelp: max can't be below min")
    return counting.histc(input, bins=bins, **({} if min == max else {"low": min, "high": max}))


class Histogram(NamedTuple):
    """What lies in each bin, and the bins' edges, of which there is one more."""

    hist: Any
    bin_edges: Any


def histogram(input, bins=100, *, range=None, weight=None, density=False) -> Histogram:
    """(hist, bin_edges): how many elements lie in each of `bins` equal bins, or between `bins`, a row of edges.

    The bins go from `range[0]` to `range[1]`, or from the smallest element to the largest. Elements count with their
    `weight`; with `density` the sum of hist times width is 1.
    """
    if isinstance(bins, int):
        check_bins(input, bins)
        low, high = (None, None) if range is None else range
        bins = counting.bin_edges(input, bins=bins, low=low, high=high)
    return Histogram(counting.histogram(input, bins, weight, density=density), bins)


def check_bins(input, bins) -> None:
    """Refuse whole numbers, which PyTorch doesn't count in bins, and bins of which there is none."""
    if input.dtype.kind != "f" or bins < 1:
        raise ValueError(
            f"{bins} bins for {input.dtype}\nhelp: one bin at least, and floating-point numbers: t.float()"
        )


# Covariances


def cov(input, *, correction=1, fweights=None, aweights=None):
    """The covariances of a matrix's rows, whose columns are observations: Σ (x − mean)(y − mean) / (n − correction).

    `fweights` says how often each observation was made, `aweights` how important each is.
    """
    if input.ndim > 2:
        raise ValueError(f"cov of shape {input.shape}\nhelp: a row for each variable, a column for each observation")
    x = input if input.ndim == 2 else ops.reshape(input, shape=(1, -1))
    if fweights is not None:
        fweights = ops.cast(fweights, dtype=(x if aweights is None else aweights).dtype)
    given = [w for w in (fweights, aweights) if w is not None]
    for weight in given:
        if weight.shape != x.shape[1:] or not bool(ops.all(weight >= 0)):
            raise ValueError(
                f"weights of shape {weight.shape}\nhelp: one, not below 0, for each of {x.shape[1]} columns"
            )
    weights = np.ones(x.shape[1], x.dtype) if not given else given[0] if len(given) == 1 else given[0] * given[1]
    count = ops.sum(weights)
    lost = correction if aweights is None else correction * ops.sum(weights * given[-1]) / count
    centred = x - ops.sum(x * weights, axis=1, keepdims=True) / count
    return ops.squeeze(ops.matmul(centred, (centred * weights).T) / ops.maximum(count - lost, 0))


def corrcoef(input):
    """The correlations of the rows of a matrix: their covariances, divided by both standard deviations."""
    found = cov(input)
    if found.ndim == 0:
        return found / found
    place = np.arange(found.shape[0])
    deviation = ops.sqrt(ops.getitem(found, index=(place, place)))
    return ops.clip(found / ops.unsqueeze(deviation, axis=1) / deviation, -1, 1)


# Distances


def dist(input, other, p=2):
    """The p-norm of input − other, as one vector."""
    return norm(input - other, p)


def lengths(differences, p):
    """The p-norms along the last axis, for distances: the order inf sends all of g to each of equal elements."""
    if differences.dtype.kind != "f" or p < 0:
        raise ValueError(f"distances of {differences.dtype}, p={p}\nhelp: floating-point numbers, and p not below 0")
    if p == 0:
        return ops.sum(ops.abs(ops.sign(differences)), axis=-1)
    if p == np.inf and differences.shape[-1]:
        return farthest(differences)
    return norm(differences, p if differences.shape[-1] else 2, dim=-1)


COMPUTE_MODES = (
    "use_mm_for_euclid_dist_if_necessary", "use_mm_for_euclid_dist", "donot_use_mm_for_euclid_dist",
)  # fmt: skip


def cdist(x1, x2, p=2.0, compute_mode="use_mm_for_euclid_dist_if_necessary"):
    """The p-norm distance of each row of x1 (…, n, d) from each row of x2 (…, m, d): (…, n, m).

    PyTorch's `compute_mode`, which may trade exactness for speed, has no effect.
    """
    if x1.ndim < 2 or x2.ndim < 2 or x1.shape[-1] != x2.shape[-1]:
        raise ValueError(f"cdist of shapes {x1.shape} and {x2.shape}\nhelp: rows of equal length: (…, n, d), (…, m, d)")
    if compute_mode not in (None, *COMPUTE_MODES):
        raise ValueError(f"no compute_mode {compute_mode!r}\nhelp: one of {', '.join(COMPUTE_MODES)}")
    return lengths(ops.unsqueeze(x1, axis=-2) - ops.unsqueeze(x2, axis=-3), p)


def pdist(input, p=2):
    """The p-norm distances of all pairs of rows i < j of a matrix, in one row."""
    if input.ndim != 2:
        raise ValueError(f"pdist of shape {input.shape}\nhelp: a matrix, a row for each point")
    first, second = np.triu_indices(input.shape[0], 1)
    return lengths(ops.getitem(input, index=first) - ops.getitem(input, index=second), p)


@either_spelling
def renorm(input, p, dim, maxnorm):
    """The tensor with each slice along `dim` scaled down to p-norm `maxnorm`, if its norm is larger."""
    if input.ndim < 2 or p <= 0 or maxnorm < 0:
        raise ValueError(
            f"renorm of shape {input.shape}, p={p}, maxnorm={maxnorm}\n"
            "help: it takes two axes at least, p above 0, and maxnorm not below 0"
        )
    others = tuple(axis for axis in range(input.ndim) if axis != normalize_axis_index(dim, input.ndim))
    size = norm(input, p, dim=others, keepdim=True)
    return input * ops.where(size > maxnorm, maxnorm / (size + 1e-7), 1)  # 1e-7 as in PyTorch
