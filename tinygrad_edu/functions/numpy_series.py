"""NumPy's functions of rows of numbers: places on a line, slopes, polynomials, convolutions, covariances."""

from __future__ import annotations

import math

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from .. import ops
from ..arrays import array_of
from ..tape import numpy_functions
from . import statistics
from .products import vander
from .scan import diff, gradient
from .shaping import ravel
from .slicing import unfold
from .sorting import searchsorted


def floating(x):
    """x, in float64 if it is of whole numbers."""
    return x if not hasattr(x, "dtype") or x.dtype.kind == "f" else ops.cast(x, dtype=np.float64)


def linspace(start, stop, num=50, endpoint=True, dtype=None, axis=0):
    """NumPy's linspace: `num` numbers at equal distances from start to stop, along a new axis."""
    shape = np.broadcast_shapes(np.shape(start), np.shape(stop))
    kind = np.result_type(*(x.dtype for x in (start, stop) if hasattr(x, "dtype") and x.dtype.kind == "f"), np.float16)
    share = np.arange(num) / max(num - 1 if endpoint else num, 1)
    share = share.astype(kind if any(is_floating(x) for x in (start, stop)) else float).reshape(-1, *(1,) * len(shape))
    places = ops.movedim(ops.lerp(floating(start), floating(stop), share), 0, axis)
    return places if dtype is None else ops.cast(places, dtype=np.dtype(dtype))


def is_floating(x):
    """Whether x is an array or a Tensor of floating-point numbers."""
    return hasattr(x, "dtype") and x.dtype.kind == "f"


def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0):
    """NumPy's logspace: the base to the power of each of `linspace`."""
    places = ops.pow(base, linspace(start, stop, num, endpoint, axis=axis))
    return places if dtype is None else ops.cast(places, dtype=np.dtype(dtype))


def geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0):
    """NumPy's geomspace: `num` numbers from start to stop, each the same multiple of the one before it."""
    first, last = (ops.log(ops.abs(x)) if hasattr(x, "dtype") else math.log(abs(x)) for x in (start, stop))
    sign = ops.sign(start) if hasattr(start, "dtype") else math.copysign(1, start)
    places = ops.mul(sign, ops.exp(linspace(first, last, num, endpoint, axis=axis)))
    return places if dtype is None else ops.cast(places, dtype=np.dtype(dtype))


def numpy_gradient(f, varargs=(), axis=None, edge_order=1):
    """NumPy's gradient: the slopes along one axis, or a tuple of those along several."""
    axes = normalize_axis_tuple(range(f.ndim) if axis is None else axis, f.ndim)
    spacing = list(varargs) if len(varargs) > 1 else varargs[0] if varargs else 1
    slopes = gradient(floating(f), spacing=[spacing] if np.ndim(spacing) == 1 and len(varargs) == 1 else spacing,
                      dim=axes, edge_order=edge_order)  # fmt: skip
    return slopes[0] if len(axes) == 1 else slopes


def interp(x, xp, fp, left=None, right=None):
    """NumPy's interp: the broken line through the points (xp, fp) at the places x; before and behind it its ends."""
    x, xp, fp = (np.asarray(v, float) if not hasattr(v, "dtype") else floating(v) for v in (x, xp, fp))
    last = xp.shape[0] - 1
    if last < 1:
        raise ValueError(f"interp with {last + 1} points\nhelp: a line has two points or more")
    behind = ops.clip(searchsorted(xp, x, right=True), 1, last)
    behind = array_of(behind)
    x0, x1, y0, y1 = (ops.getitem(v, index=place) for v in (xp, fp) for place in (behind - 1, behind))
    inside = y0 + (x - x0) * ((y1 - y0) / (x1 - x0))
    first, end = (ops.getitem(xp, index=place) for place in (0, last))
    before = ops.getitem(fp, index=0) if left is None else left
    after = ops.getitem(fp, index=last) if right is None else right
    return ops.where(
        x < first, before, ops.where(x > end, after, ops.where(x == end, ops.getitem(fp, index=last), inside))
    )


def polyval(p, x):
    """NumPy's polyval: the polynomial with the coefficients p, of the highest power first, at x."""
    value = ops.zeros_like(x)
    for i in range(np.shape(p)[0]):
        value = value * x + p[i]
    return value


def convolve(a, v, mode="full"):
    """NumPy's convolve: Σ over k of a[k] v[n − k], for two vectors; "same" and "valid" leave out the ends."""
    a, v = (x if hasattr(x, "dtype") else np.asarray(x, float) for x in (a, v))
    if np.ndim(a) != 1 or np.ndim(v) != 1 or 0 in (*a.shape, *v.shape) or mode not in ("full", "same", "valid"):
        raise ValueError(
            f"convolve of shapes {a.shape} and {v.shape}, mode={mode!r}\n"
            "help: two vectors, and 'full', 'same' or 'valid'"
        )
    a, v = (a, v) if a.shape[0] >= v.shape[0] else (v, a)
    n, k = a.shape[0], v.shape[0]
    start, length = {"full": (0, n + k - 1), "same": ((k - 1) // 2, n), "valid": (k - 1, n - k + 1)}[mode]
    rows = unfold(ops.pad(a, width=((k - 1, k - 1),)), 0, k, 1)
    return ops.getitem(ops.matmul(rows, ops.flip(v, axis=0)), index=slice(start, start + length))


def correlate(a, v, mode="valid"):
    """NumPy's correlate: Σ over k of a[n + k] v[k], for two vectors."""
    a, v = (x if hasattr(x, "dtype") else np.asarray(x, float) for x in (a, v))
    return convolve(a, ops.flip(v, axis=0), mode)


def numpy_cov(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None):
    """NumPy's cov: the covariances of the rows, or, with `rowvar` False, of the columns."""
    correction = int(not bias) if ddof is None else ddof
    return statistics.cov(variables(m, y, rowvar), correction=correction, fweights=fweights, aweights=aweights)


def numpy_corrcoef(x, y=None, rowvar=True):
    """NumPy's corrcoef: the correlations of the rows, or, with `rowvar` False, of the columns."""
    return statistics.corrcoef(variables(x, y, rowvar))


def variables(m, y, rowvar):
    """A row for each variable: those of m, and those of y."""
    rows = []
    for x in (m, y):
        if x is not None:
            x = ops.reshape(x, shape=(1, -1)) if np.ndim(x) < 2 else x if rowvar else ops.permute(x)
            rows.append(floating(x))
    return ops.cat(rows, axis=0) if len(rows) > 1 else rows[0]


def ediff1d(ary, to_end=None, to_begin=None):
    """NumPy's ediff1d: the differences of neighbours in the flattened array, with other numbers around them."""
    ends = [x if x is None or hasattr(x, "dtype") else np.asarray(x, ary.dtype) for x in (to_begin, to_end)]
    parts = (ends[0], diff(ravel(ary)), ends[1])
    return ops.cat([ravel(part) for part in parts if part is not None], axis=0)


numpy_functions.update(
    {
        np.convolve: convolve,
        np.corrcoef: numpy_corrcoef,
        np.correlate: correlate,
        np.cov: numpy_cov,
        np.ediff1d: ediff1d,
        np.geomspace: geomspace,
        np.gradient: numpy_gradient,
        np.interp: interp,
        np.linspace: linspace,
        np.logspace: logspace,
        np.polyval: polyval,
        np.vander: lambda x, N=None, increasing=False: vander(x, N, increasing),
    }
)
