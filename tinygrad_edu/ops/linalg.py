"""Linear algebra: products and norms."""

import numpy as np

from ..direct import total
from ..tape import numpy_functions, op
from .arithmetic import mul
from .elementwise import cast
from .reduction import amax, amin, stretched, sum
from .shaping import reshape


def transposed(x):
    """x with its last two axes exchanged."""
    return np.swapaxes(x, -1, -2)


@op(np.matmul)
def matmul(x, y):
    """x @ y. Leading axes broadcast; a vector counts as a row on the left and as a column on the right."""
    z = np.matmul(x, y)
    rows = x if x.ndim > 1 else np.expand_dims(x, 0)
    columns = y if y.ndim > 1 else np.expand_dims(y, 1)

    def lifted(g):
        g = g if y.ndim > 1 else np.expand_dims(g, -1)
        return g if x.ndim > 1 else np.expand_dims(g, -2)

    def lowered(gy):
        return gy if y.ndim > 1 else np.squeeze(gy, -1)

    return z, lambda g: lifted(g) @ transposed(columns), lambda g: lowered(transposed(rows) @ lifted(g))


@op()
def outer(x, y):
    """All products of an element of the vector x with one of the vector y: a matrix."""
    if x.ndim != 1 or y.ndim != 1:
        raise ValueError(
            "outer wants two vectors\nhelp: flatten them first, or multiply x[..., None] * y[..., None, :]"
        )
    return np.outer(x, y), lambda g: g @ y, lambda g: x @ g


def dot(a, b):
    """NumPy's dot: over the last axis of a and the last but one of b (the only one of a vector)."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return mul(a, b)
    if b.ndim <= 2:
        return matmul(a, b)
    columns = np.reshape(np.transpose(b, (b.ndim - 2, *range(b.ndim - 2), b.ndim - 1)), (b.shape[-2], -1))
    return reshape(matmul(a, columns), shape=(*a.shape[:-1], *b.shape[:-2], b.shape[-1]))


def vdot(a, b):
    """NumPy's vdot: the sum of the products of corresponding elements."""
    return sum(mul(reshape(a, shape=(-1,)), reshape(b, shape=(-1,))))


def outer_of_any(a, b):
    """NumPy's outer, which flattens its operands."""
    return outer(reshape(a, shape=(-1,)), reshape(b, shape=(-1,)))


numpy_functions.update({np.dot: dot, np.vdot: vdot, np.outer: outer_of_any})


@op()
def linear(x, weight, bias=None):
    """x Wᵀ + b for rows x (…, in), weight (out, in), bias (out): one node for a whole layer."""
    y = np.dot(x, weight.T) if x.ndim <= 2 else x @ weight.T
    if bias is not None:
        y = y + bias
    return y, lambda g: np.dot(g, weight) if g.ndim <= 2 else g @ weight, lambda g: rows_product(g, x), lambda g: g


def rows_product(x, y):
    """The matrix Σ xᵢ yⱼ, summed over all rows of x and y; a vector is one row."""
    if x.ndim == 1:
        return np.dot(x[:, None], y[None])
    if x.ndim > 2:
        x, y = np.reshape(x, (-1, x.shape[-1])), np.reshape(y, (-1, y.shape[-1]))
    return np.dot(x.T, y)


@op()
def vector_norm(x, *, ord=2, axis=None, keepdims=False):
    """(Σ |x|ᵖ)^(1/p) along `axis`, with p = `ord`, not 0 nor infinite: the length, for p = 2. At 0 it sends back 0."""
    size = np.abs(x)
    added = total(size**ord, axis=axis, keepdims=True)
    y, safe = added ** (1 / ord), np.where(added == 0, 1, added) ** (1 / ord)
    slope = (
        np.where(added == 0, 0, x / safe) if ord == 2 else np.sign(x) * np.where(x == 0, 1, size / safe) ** (ord - 1)
    )
    return y if keepdims else np.squeeze(y, axis), lambda g: stretched(g, x, axis, keepdims) * slope


def norm_of_order(x, order, axis, keepdims):
    """The norm of any order: a vector's, along `axis`."""
    if np.isinf(order):
        return (amax if order > 0 else amin)(np.abs(x), axis=axis, keepdims=keepdims)
    if order == 0:
        return sum(cast(x != 0, dtype=x.dtype), axis=axis, keepdims=keepdims)
    return vector_norm(x, ord=order, axis=axis, keepdims=keepdims)


def norm(x, ord=None, axis=None, keepdims=False):
    """NumPy's norm of vectors, of any order, and the Frobenius norm of matrices."""
    axes = tuple(range(np.ndim(x))) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    if len(axes) > 1 and ord not in (None, "fro"):
        raise TypeError(f"norm of order {ord!r} of a matrix is not there\nhelp: order None or 'fro', or name one axis")
    return norm_of_order(x, 2 if ord in (None, "fro") else ord, axis, keepdims)


numpy_functions[np.linalg.norm] = norm
