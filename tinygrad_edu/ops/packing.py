"""Several arrays as one: an op's value is one array, so what has several results packs them into a row.

``unpacked`` takes it apart again by getitem, which is recorded; a part that isn't used gets a gradient of zeros.
"""

import itertools
import math

import numpy as np


def packed(*arrays):
    """The elements of all arrays in one row."""
    return np.concatenate([np.reshape(array, (-1,)) for array in arrays])


def unpacked(row, shapes):
    """The arrays of these shapes that `packed` has put into the row."""
    ends = itertools.accumulate(math.prod(shape) for shape in shapes)
    return [np.reshape(row[end - math.prod(shape) : end], shape) for end, shape in zip(ends, shapes)]
