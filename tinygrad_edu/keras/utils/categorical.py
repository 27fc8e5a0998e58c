"""Class numbers as rows of zeros with a 1."""

from __future__ import annotations

import numpy as np

from ...arrays import array_of
from ..checks import whole_number


def to_categorical(x, num_classes: int | None = None) -> np.ndarray:
    """For each class number (…) a row (…, num_classes) of zeros with a 1 at its place, in float64.

    A last axis of length 1 is dropped, fractions are cut off; by default there are as many classes as the largest
    number needs. ValueError for a number that is no class: real Keras lets negative ones count from behind.

    >>> to_categorical([0, 2])
    array([[1., 0., 0.],
           [0., 0., 1.]])
    """
    try:
        given = np.asarray(array_of(x))
    except ValueError:
        given = np.empty(len(x), object)  # lists of different lengths
    if num_classes is not None:
        num_classes = whole_number("num_classes", num_classes)
    if given.dtype.kind not in "fiub":
        raise TypeError(
            f"to_categorical of {given.dtype}\n"
            "help: number the classes first: `classes, labels = numpy.unique(labels, return_inverse=True)`"
        )
    if not np.all(np.abs(given) < 2**53):
        raise ValueError("to_categorical of a number that isn't finite, or is huge\nhelp: classes are numbered from 0")
    numbers = given.astype(np.int64)
    if numbers.ndim > 1 and numbers.shape[-1] == 1:
        numbers = numbers[..., 0]
    if num_classes is None and not numbers.size:
        raise ValueError("to_categorical of no numbers\nhelp: say num_classes")
    classes = num_classes or int(np.max(numbers)) + 1
    if numbers.size and not (np.min(numbers) >= 0 and np.max(numbers) < classes):
        raise ValueError(
            f"to_categorical of numbers from {np.min(numbers)} to {np.max(numbers)}\n"
            f"help: with {classes} classes they are 0 to {classes - 1}"
        )
    rows = np.zeros((*numbers.shape, classes))
    np.put_along_axis(rows, numbers[..., None], 1.0, axis=-1)
    return rows
