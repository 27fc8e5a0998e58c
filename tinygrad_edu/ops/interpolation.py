"""Interpolation along one axis: an image is resized by one call for each of its axes."""

import functools
import operator

import numpy as np

from ..tape import op


@op()
def resample(x, *, places, weights, axis):
    """New elements along `axis`, each a weighted sum of old ones: y[i] = Σₖ weights[k, i] · x[places[k, i]].

    `places` and `weights` are arrays (terms, new length); with weights None all are 1.
    """
    before, after = (slice(None),) * axis, (1,) * (x.ndim - axis - 1)
    parts = [x[(*before, place)] for place in places]
    if weights is not None:
        parts = [part * np.reshape(weight, (-1, *after)) for part, weight in zip(parts, weights.astype(x.dtype))]
    y = functools.reduce(operator.add, parts)
    return y, lambda g: np.moveaxis(np.moveaxis(g, axis, -1) @ matrix_of(places, weights, x, axis), -1, axis)


def matrix_of(places, weights, x, axis):
    """The matrix (new length, old length) that `resample` multiplies by, without writing it down, forwards."""
    matrix = np.zeros((places.shape[1], x.shape[axis]), x.dtype)
    np.add.at(matrix, (np.arange(places.shape[1]), places), 1 if weights is None else weights)
    return matrix
