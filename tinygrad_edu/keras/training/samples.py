"""Samples: inputs, labels and weights, checked at the door, and handed out in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...arrays import array_of, get_default_dtype
from ...ops.random import generator
from ..checks import is_number
from ..losses.loss import target_of
from ..telling import warn

PIECE = 1 << 18  # bytes that are gathered at once before they are cast: as much as a processor has at hand


@dataclass(frozen=True)
class Samples:
    """Inputs (n, …), and for each a label and a weight, where there are such.

    `rows` says where they stand in what the user gave; None: at the same places.
    """

    x: np.ndarray
    y: np.ndarray | None = None
    weights: np.ndarray | None = None
    rows: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.x)

    def part(self, rows) -> Samples:
        """Some of them: views for a slice."""
        return self.each(lambda array: array[rows], self.rows_at(rows))

    def batch(self, rows: slice | np.ndarray) -> Samples:
        """Some of them, floating-point numbers in the default dtype."""
        return self.each(lambda array: taken(array, rows), self.rows_at(rows))

    def each(self, function: Callable[[np.ndarray], np.ndarray], rows: np.ndarray) -> Samples:
        """The function's result for each array that is there."""
        y, weights = (None if array is None else function(array) for array in (self.y, self.weights))
        return Samples(function(self.x), y, weights, rows)

    def rows_at(self, places: slice | np.ndarray) -> np.ndarray:
        """Where the samples at these places stand in what the user gave."""
        if self.rows is None:
            return np.arange(*places.indices(len(self))) if isinstance(places, slice) else places
        return self.rows[places]

    def batches(self, size: int, shuffle: bool = False) -> Iterator[Samples]:
        """All of them, `size` at a time, the last batch being what is left."""
        order = generator.permutation(len(self)) if shuffle else None
        for start in range(0, len(self), size):
            end = min(start + size, len(self))
            yield self.batch(slice(start, end) if order is None else order[start:end])

    def extremes(self) -> np.ndarray:
        """The places of the first of them, and of those with the smallest and the largest label."""
        if self.y is None or not self.y.size:
            return np.zeros(1, np.int64)
        numbers = self.y.size // len(self)  # in each label
        return np.unique([0, np.argmin(self.y) // numbers, np.argmax(self.y) // numbers])

    def split(self, share: float) -> tuple[Samples, Samples]:
        """The first of them, and the last `share`."""
        number = int(len(self) * (1 - share))
        if not number or number == len(self):
            raise ValueError(
                f"validation_split={share} of {len(self)} samples leaves none on one side\nhelp: take another share"
            )
        return self.part(slice(number)), self.part(slice(number, None))


def taken(array: np.ndarray, rows: slice | np.ndarray) -> np.ndarray:
    """Rows of an array, floating-point numbers in the default dtype.

    What must be cast is gathered in pieces that fit into the processor's cache: three times as fast as at once.
    """
    dtype = get_default_dtype() if array.dtype.kind == "f" else array.dtype
    if array.dtype == dtype:
        return array[rows]
    try:
        with np.errstate(over="raise"):
            return cast(array, rows, dtype)
    except FloatingPointError as error:
        large = array[rows]
        large = large[np.isfinite(large) & (np.abs(large) > np.finfo(dtype).max)]
        raise ValueError(
            f"the data hold {large.flat[0]:.3g}, and {dtype} ends at {np.finfo(dtype).max:.3g}\n"
            "help: scale the data: nets learn best from numbers of size 1; or compute in float64: "
            "tinygrad_edu.set_default_dtype('float64') before the model is made"
        ) from error


def cast(array: np.ndarray, rows: slice | np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Rows of an array in another dtype."""
    if isinstance(rows, slice):
        return array[rows].astype(dtype)
    result = np.empty((len(rows), *array.shape[1:]), dtype)
    step = max(1, PIECE // max(1, array[:1].nbytes))
    for start in range(0, len(rows), step):
        result[start : start + step] = array[rows[start : start + step]]
    return result


class Flow:
    """Batches for one epoch after the other: all of them, or `steps`, where the next epoch goes on from the last one.

    An epoch ends early, with a warning, where the samples do.
    """

    def __init__(self, samples: Samples, size: int, shuffle: bool, steps: int | None) -> None:
        self.samples, self.size, self.shuffle, self.steps = samples, size, shuffle, steps
        self.rest: Iterator[Samples] = iter(())

    def __len__(self) -> int:
        """How many batches an epoch has."""
        return steps_in(len(self.samples), self.size) if self.steps is None else self.steps

    def epoch(self) -> Iterator[Samples]:
        """The batches of the next epoch."""
        if self.steps is None:
            self.rest = iter(())
        for number in range(len(self)):
            batch = next(self.rest, None)
            if batch is None and number:
                warn(
                    f"the samples ended after {number} of {self.steps} steps, and with them the epoch\n"
                    f"help: there are {steps_in(len(self.samples), self.size)} batches of {self.size} in them"
                )
                return
            if batch is None:
                self.rest = self.samples.batches(self.size, self.shuffle)
                batch = next(self.rest)
            yield batch


def steps_in(number: int, size: int) -> int:
    """How many batches of this size there are in so many samples."""
    return -(-number // size)


def samples_of(x: Any, y: Any = None, weights: Any = None) -> Samples:
    """What `fit`, `evaluate` and `predict` were given, as arrays. ValueError or TypeError for what can't be used."""
    inputs = inputs_of(x)
    samples = Samples(inputs, None if y is None else target_of(y), None if weights is None else weights_of(weights))
    for name, array in (("y", samples.y), ("sample_weight", samples.weights)):
        if array is not None and (not array.ndim or len(array) != len(inputs)):
            raise ValueError(
                f"x has {len(inputs)} rows, and {name} has shape {array.shape}\nhelp: one entry for each row of x"
            )
    return samples


def weights_of(weights: Any) -> np.ndarray:
    """The weights of samples as an array (TypeError if they are no numbers, ValueError if they aren't finite)."""
    array = np.asarray(array_of(weights))
    if array.dtype.kind not in "fiub":
        raise TypeError(f"sample_weight is an array of {array.dtype}\nhelp: a number for each row of x")
    if not np.all(np.isfinite(array)):
        row = next(iter(np.argwhere(~np.isfinite(np.atleast_1d(array)))))[0]
        raise ValueError(f"sample_weight isn't finite in row {row}\nhelp: 0 leaves a row out")
    return array


def inputs_of(x: Any) -> np.ndarray:
    """The inputs as an array of numbers with an axis of samples."""
    if isinstance(x, dict) or (not isinstance(x, (list, tuple)) and not hasattr(x, "__array__")):
        raise TypeError(
            f"x is a {type(x).__name__}\nhelp: an array, a Tensor, or a list of rows; one input, and no generators"
        )
    try:
        array = np.asarray(array_of(x))
    except ValueError:
        array = np.empty(len(x), object)
    if array.dtype.kind not in "fiub":
        raise TypeError(
            f"x is an array of {array.dtype} of shape {array.shape}\n"
            "help: rows of numbers, all equally long; lists of word numbers can become rows of zeros and ones, texts "
            "numbers"
        )
    if not array.ndim or not len(array):
        raise ValueError(f"x has shape {array.shape}\nhelp: it needs at least one row")
    return array


def weighted_by_class(samples: Samples, class_weight: Mapping[int, float] | None, all_there: bool = False) -> Samples:
    """The samples, each with the weight of its class, 1 where that has none (ValueError or TypeError).

    If these are `all_there` are, a warning names weights of classes that aren't among them.
    """
    if class_weight is None or samples.y is None:
        return samples
    if samples.weights is not None:
        raise ValueError("class_weight and sample_weight are both given\nhelp: give one of them")
    if not isinstance(class_weight, Mapping) or not all(map(is_number, (*class_weight, *class_weight.values()))):
        raise TypeError(
            f"class_weight is {class_weight!r:.60}\n"
            "help: a dict of numbers by the number of the class: {0: 1.0, 1: 5.0}"
        )
    if not np.all(np.isfinite([*class_weight.values()])):
        raise ValueError(f"class_weight is {class_weight!r:.60}\nhelp: weights are finite; 0 leaves a class out")
    labels = samples.y
    if labels.ndim > 1:
        labels = labels[..., 0] if labels.shape[-1] == 1 else np.argmax(labels, axis=-1)
    with np.errstate(invalid="ignore"):  # what isn't finite is found in the loss
        classes, places = np.unique(np.round(labels).astype(np.int64), return_inverse=True)
    unknown = [number for number in class_weight if number not in classes]
    if all_there and unknown:
        warn(
            f"class_weight has {unknown!r:.60}, and the labels to train with are {classes.tolist()!r:.60}\n"
            "help: its keys are the labels' numbers"
        )
    weights = np.array([class_weight.get(int(number), 1.0) for number in classes], get_default_dtype())
    return replace(samples, weights=weights[places])


def validation_of(validation_data: Any) -> Samples:
    """The samples of validation_data: (x, y), or (x, y, weights)."""
    if not isinstance(validation_data, (tuple, list)) or len(validation_data) not in (2, 3):
        raise ValueError(
            f"validation_data is a {type(validation_data).__name__}\nhelp: (x, y), or (x, y, sample_weight)"
        )
    return samples_of(*validation_data)
