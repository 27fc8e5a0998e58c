"""Embedding: rows of a table, looked up by number."""

import numpy as np

from ..tape import op
from .indexing import added_at


@op()
def embedding(weight, *, index, share=None):
    """The rows of `weight` (rows, length) at `index` (…): (…, length).

    A row gets what all places that show it are sent; of each place's, only its `share` (…, 1), if that is given.
    """
    return weight[index], lambda g: added_at(g if share is None else g * share, index, weight.shape)


def places(numbers, count, axis):
    """For each number, along a new axis of `count` places, True at its own."""
    column = np.arange(count).reshape((-1,) + (1,) * (numbers.ndim - axis))
    return numbers[(slice(None),) * axis + (None,)] == column


@op()
def one_hot(x, *, num_classes):
    """For each number a row of `num_classes` zeros with a 1 at its place."""
    return places(x, num_classes, x.ndim).astype(np.int64), None
