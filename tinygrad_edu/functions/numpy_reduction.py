"""NumPy's reductions and scans that leave out NaN, under NumPy's names and with its arguments."""

from __future__ import annotations

import numpy as np

from .. import ops
from ..tape import numpy_functions
from .reduction import nanmean, without_nan
from .statistics import quantiles


def valid(a):
    """Which elements aren't NaN."""
    return a == a


def numpy_nanmax(a, axis=None, keepdims=False):
    """NumPy's nanmax: the largest element that isn't NaN; NaN if all are."""
    return nan_extreme(ops.amax, -np.inf, a, axis, keepdims)


def numpy_nanmin(a, axis=None, keepdims=False):
    """NumPy's nanmin: the smallest element that isn't NaN; NaN if all are."""
    return nan_extreme(ops.amin, np.inf, a, axis, keepdims)


def nan_extreme(reduce, instead, a, axis, keepdims):
    """An extreme of the elements with an infinity for NaN, which is never it unless all are NaN."""
    if a.dtype.kind != "f":
        return reduce(a, axis=axis, keepdims=keepdims)
    found = reduce(ops.where(valid(a), a, instead), axis=axis, keepdims=keepdims)
    return ops.where(ops.any(valid(a), axis=axis, keepdims=keepdims), found, np.nan)


def numpy_nanprod(a, axis=None, dtype=None, keepdims=False):
    """NumPy's nanprod: the product of the elements that aren't NaN."""
    return ops.prod(ops.where(valid(a), a, 1), axis=axis, dtype=dtype, keepdims=keepdims)


def numpy_nanvar(a, axis=None, ddof=0, keepdims=False, *, correction=None):
    """NumPy's nanvar: the variance of the elements that aren't NaN."""
    lost = ddof if correction is None else correction
    difference = without_nan(a - nanmean(a, axis, True))
    freedom = ops.cast(ops.sum(valid(a), axis=axis, keepdims=keepdims), dtype=a.dtype) - lost
    return ops.sum(ops.square(difference), axis=axis, keepdims=keepdims) / ops.where(freedom > 0, freedom, np.nan)


def numpy_nanstd(a, axis=None, ddof=0, keepdims=False, *, correction=None):
    """NumPy's nanstd: the root of `nanvar`, which sends back 0 where all elements are equal."""
    square = numpy_nanvar(a, axis, ddof, keepdims, correction=correction)
    return ops.where(square == 0, 0, ops.sqrt(ops.where(square == 0, 1, square)))


def numpy_nanquantile(a, q, axis=None, method="linear", keepdims=False):
    """NumPy's nanquantile, for the methods that PyTorch has."""
    return quantiles(a, q, axis, keepdims, method, ignore_nan=True)


def numpy_nanpercentile(a, q, axis=None, method="linear", keepdims=False):
    """NumPy's nanpercentile: the quantile for q / 100."""
    return numpy_nanquantile(a, np.asarray(q) / 100, axis, method, keepdims)


def numpy_nanmedian(a, axis=None, keepdims=False):
    """NumPy's nanmedian: the mean of the two in the middle of those that aren't NaN."""
    return numpy_nanquantile(a, 0.5, axis, "linear", keepdims)


def as_numpy_adds(reduce):
    """NumPy's sums and products: of unsigned integers they are unsigned, where PyTorch's are int64."""

    def call(a, axis=None, dtype=None, **options):
        unsigned = dtype is None and a.dtype.kind == "u"
        return reduce(a, axis=axis, dtype=np.uint64 if unsigned else dtype, **options)

    return call


numpy_functions.update(
    {
        np.sum: as_numpy_adds(ops.sum),
        np.prod: as_numpy_adds(ops.prod),
        np.cumsum: as_numpy_adds(ops.cumsum),
        np.cumprod: as_numpy_adds(ops.cumprod),
        np.amax: ops.amax,
        np.amin: ops.amin,
        np.nancumprod: lambda a, axis=None, dtype=None: np.cumprod(ops.where(valid(a), a, 1), axis, dtype),
        np.nancumsum: lambda a, axis=None, dtype=None: np.cumsum(without_nan(a), axis, dtype),
        np.nanmax: numpy_nanmax,
        np.nanmedian: numpy_nanmedian,
        np.nanmin: numpy_nanmin,
        np.nanpercentile: numpy_nanpercentile,
        np.nanprod: numpy_nanprod,
        np.nanquantile: numpy_nanquantile,
        np.nanstd: numpy_nanstd,
        np.nanvar: numpy_nanvar,
    }
)
if hasattr(np, "cumulative_sum"):  # NumPy 2.1
    numpy_functions[np.cumulative_sum] = lambda x, axis=None, dtype=None: np.cumsum(x, axis, dtype)
    numpy_functions[np.cumulative_prod] = lambda x, axis=None, dtype=None: np.cumprod(x, axis, dtype)
