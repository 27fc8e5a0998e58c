"""Products of vectors and matrices. Leading axes are a batch, and broadcast."""

import math

import numpy as np

from ..tape import op


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


@op()
def linear(x, weight, bias=None):
    """x Wᵀ + b for rows x (…, in), weight (out, in), bias (out): one node for a whole layer."""
    y = times(x, weight.T)
    if bias is not None:
        y = y + bias
    return y, lambda g: times(g, weight), lambda g: rows_product(g, x), lambda g: g


def times(x, matrix):
    """Every row of x (…, n) times the matrix, in one product: `@` would make one for each leading index."""
    return (
        np.dot(x, matrix) if 0 < x.ndim <= 2 else np.reshape(np.dot(rows(x), matrix), (*x.shape[:-1], matrix.shape[-1]))
    )


def rows(x):
    """x (…, n) as one matrix of rows."""
    return np.reshape(x, (math.prod(x.shape[:-1]), x.shape[-1]))


def rows_product(x, y):
    """The matrix Σ xᵢ yⱼ, summed over all rows of x and y; a vector is one row."""
    if x.ndim == 1:
        return np.dot(x[:, None], y[None])
    if x.ndim > 2:
        x, y = rows(x), rows(y)
    return np.dot(x.T, y)


@op(np.cross)
def cross(x, y, *, axis=-1):
    """x × y, for vectors in space along `axis`: orthogonal to both, and as long as their parallelogram is large."""
    if x.shape[axis] != 3 or y.shape[axis] != 3:
        raise ValueError(f"a cross product wants three numbers along axis {axis}")
    z = np.cross(x, y, axis=axis)
    return z, lambda g: np.cross(y, g, axis=axis), lambda g: np.cross(g, x, axis=axis)
