"""Indexing, and its adjoint. Each is the other's derivative, so gradients of every order are there for free."""

import math

import numpy as np

from ..tape import op
from .kernel import kernel


@op()
def getitem(x, *, index):
    """x[index], with every kind of index that NumPy has."""
    return picked(x, index), lambda g: scattered(g, index=index, shape=x.shape)


def picked(x, index):
    """x[index]. An array refuses an index that is traced, so that it takes a kernel."""
    try:
        return x[index]
    except TypeError:
        return picked_from_array(x, index)


@kernel
def picked_from_array(x, index):
    """x[index]."""
    return x[index]


@kernel
def added_at(x, index, shape):
    """Zeros in `shape`, with x added at `index`; a place that is named twice gets both."""
    y = np.zeros(shape, dtype=x.dtype)
    if selects_once(index):
        y[index] = x
    elif isinstance(index, np.ndarray):  # whole rows: one number for each element makes `np.add.at` fast
        places = np.reshape(index, (-1, 1)) % shape[0] * math.prod(shape[1:]) + np.arange(math.prod(shape[1:]))
        np.add.at(np.reshape(y, -1), np.reshape(places, -1), np.reshape(x, -1))
    else:
        np.add.at(y, index, x)
    return y


@op(added_at)
def scattered(x, *, index, shape):
    """Zeros in `shape`, with x added at `index`: the adjoint of x[index]."""
    return added_at(x, index, shape), lambda g: getitem(g, index=index)


@kernel
def put_at(x, values, index):
    """A copy of x in which x[index] = values."""
    y = np.copy(x)
    y[index] = values
    return y


@op(put_at)
def index_put(x, values, *, index):
    """A copy of x in which x[index] = values."""
    return (
        put_at(x, values, index),
        lambda g: index_put(g, 0.0, index=index),
        lambda g: np.where(stays(index, x.shape), getitem(g, index=index), 0),
    )


@kernel
def stays(index, shape):
    """Which of the values put at `index` stay; of those put at one place only the last does."""
    if selects_once(index):
        return True
    place = np.zeros(shape, dtype=int)
    numbers = np.arange(place[index].size).reshape(place[index].shape)
    place[index] = numbers
    return place[index] == numbers


def selects_once(index):
    """Whether an index can't name a place twice, having no integer arrays or lists; `np.add.at` is slow."""
    parts = index if isinstance(index, tuple) else (index,)
    return all(
        part is None or part is Ellipsis or isinstance(part, (int, np.integer, slice, bool, np.bool_)) or mask(part)
        for part in parts
    )


def mask(part):
    """Whether a part of an index is an array of booleans."""
    return isinstance(part, np.ndarray) and part.dtype == bool


@op(np.argwhere)
def argwhere(x):
    """The indices of the elements that aren't 0: one row for each, of a number for each axis."""
    return np.argwhere(x), None
