"""Norms: lengths of vectors, and sizes of matrices."""

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from ..direct import total
from ..tape import op
from .decomposition import svdvals
from .reduction import amax, amin, stretched, sum


@op()
def vector_norm(x, *, ord=2, axis=None, keepdims=False):
    """(Σ |x|ᵖ)^(1/p) along `axis`, with p = `ord`, not 0 nor infinite: the length, for p = 2. At 0 it sends back 0."""
    with np.errstate(divide="ignore"):  # a zero to a negative power is infinite for a moment
        added = total(np.abs(x) ** ord, axis=axis, keepdims=True)
    y = added ** (1 / ord)
    return y if keepdims else np.squeeze(y, axis), lambda g: stretched(g, x, axis, keepdims) * slope(x, added, ord)


def slope(x, added, ord):
    """∂ norm / ∂x, where `added` is Σ |x|ᵖ; the root's operand is never 0, so that no order of gradient is infinite."""
    safe = np.where(added == 0, 1, added) ** (1 / ord)
    if ord == 2:
        return np.where(added == 0, 0, x / safe)
    with np.errstate(divide="ignore", invalid="ignore"):  # of a negative order the norm is 0 if one element is
        return np.sign(x) * np.where(x == 0, 1, np.abs(x) / safe) ** (ord - 1)


@op()
def nonzeros(x, *, axis=None, keepdims=False):
    """The norm of order 0: how many elements along `axis` aren't 0. Its slope is 0 everywhere."""
    return total((x != 0).astype(x.dtype), axis=axis, keepdims=keepdims), lambda g: np.zeros_like(x)


def norm_of_order(x, order, axis=None, keepdims=False):
    """The norm of any order, of vectors: all of x, or along `axis`, which may be several."""
    if np.isinf(order):
        return (amax if order > 0 else amin)(np.abs(x), axis=axis, keepdims=keepdims)
    if order == 0:
        return nonzeros(x, axis=axis, keepdims=keepdims)
    return vector_norm(x, ord=order, axis=axis, keepdims=keepdims)


def matrix_norm(x, order="fro", axes=(-2, -1), keepdims=False):
    """The norm of matrices in the plane of two axes, rows and columns.

    "fro": the root of the sum of squares. 1, ∞: the largest sum of |x| in a column, in a row; −1, −∞: the smallest.
    2, −2: the largest and the smallest singular value; "nuc": their sum.
    """
    rows, columns = axes = normalize_axis_tuple(axes, x.ndim)
    if order == "fro":
        return norm_of_order(x, 2, axes, keepdims)
    if order not in ("nuc", 1, -1, 2, -2, np.inf, -np.inf):
        raise ValueError(
            f"no norm {order!r} of matrices\nhelp: 'fro', 'nuc', inf, -inf, 1, -1, 2 or -2; "
            "for a vector's norm name one axis"
        )
    reduce = sum if order == "nuc" else amax if order > 0 else amin
    if order in ("nuc", 2, -2):
        rest = [axis for axis in range(x.ndim) if axis not in axes]
        y = np.expand_dims(reduce(svdvals(np.transpose(x, (*rest, *axes))), axis=-1), axes)
    else:
        added, compared = (rows, columns) if order in (1, -1) else (columns, rows)
        y = reduce(sum(np.abs(x), axis=added, keepdims=True), axis=compared, keepdims=True)
    return y if keepdims else np.squeeze(y, axes)


def norm(x, ord=None, axis=None, keepdims=False):
    """The norm of a vector along one axis, of a matrix along two; of all elements as one vector if nothing is said."""
    axes = None if axis is None else normalize_axis_tuple(axis, x.ndim)
    if ord is None:
        return norm_of_order(x, 2, axes, keepdims)
    axes = tuple(range(x.ndim)) if axes is None else axes
    if len(axes) not in (1, 2):
        raise ValueError(
            f"the norm of order {ord!r} along {len(axes)} axes\nhelp: one axis for vectors, two for matrices"
        )
    if len(axes) == 2:
        return matrix_norm(x, ord, axes, keepdims)
    if isinstance(ord, str):
        raise ValueError(f"no norm {ord!r} of vectors\nhelp: a number, inf or -inf; for a matrix's norm name two axes")
    return norm_of_order(x, ord, axes, keepdims)
