"""Indexing, and its adjoint. Each is the other's derivative, so gradients of every order are there for free."""

import numpy as np

from ..tape import op


@op()
def getitem(x, *, index):
    """x[index], with every kind of index that NumPy has."""
    return x[index], lambda g: index_add(g, index=index, shape=x.shape)


@op()
def index_add(x, *, index, shape):
    """Zeros in `shape`, with x added at `index`; a place that is named twice gets both."""
    y = np.zeros(shape, dtype=x.dtype)
    if selects_once(index):
        y[index] = x
    else:
        np.add.at(y, index, x)
    return y, lambda g: getitem(g, index=index)


@op()
def index_put(x, values, *, index):
    """A copy of x in which x[index] = values."""
    y = np.copy(x)
    y[index] = values
    return y, lambda g: index_put(g, 0.0, index=index), lambda g: getitem(g, index=index)


def selects_once(index):
    """Whether an index has neither integer arrays nor lists, so that it can't name a place twice; `np.add.at` is slow."""
    parts = index if isinstance(index, tuple) else (index,)
    return all(
        part is None or part is Ellipsis or isinstance(part, (int, np.integer, slice, bool, np.bool_)) or mask(part)
        for part in parts
    )


def mask(part):
    """Whether a part of an index is an array of booleans."""
    return isinstance(part, np.ndarray) and part.dtype == bool
