"""In which order a DataLoader takes the items: PyTorch's samplers, each of which yields numbers of items.

Random numbers come from `generator`, or else from the common one, and are drawn anew in every round.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence, Sized
from typing import Any, Generic, TypeVar

import numpy as np

from ..factories import as_tensor
from ..functions.random import multinomial
from ..ops.random import generator as common_generator
from .datasets import check_indices

__all__ = [
    "Sampler", "SequentialSampler", "RandomSampler", "SubsetRandomSampler", "WeightedRandomSampler", "BatchSampler",
]  # fmt: skip

Index = TypeVar("Index", covariant=True)


class Sampler(Generic[Index]):
    """An order of items: a subclass has `__iter__`, which yields their numbers, and `__len__`, which counts them."""

    def __iter__(self) -> Iterator[Index]:
        raise NotImplementedError(f"{type(self).__name__} has no order\nhelp: define __iter__(self)")


class SequentialSampler(Sampler[int]):
    """All items, in their order. Fields: `data_source`, the data set."""

    def __init__(self, data_source: Sized) -> None:
        self.data_source = data_source

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.data_source)))

    def __len__(self) -> int:
        return len(self.data_source)


class RandomSampler(Sampler[int]):
    """All items in a random order; or `num_samples` of them, drawn one by one if `replacement`.

    Without replacement, more samples than items are several rounds through all of them. Fields: `data_source`,
    `replacement`, `num_samples`, `generator`. ValueError for no samples, as those of an empty data set.
    """

    def __init__(
        self, data_source: Sized, replacement: bool = False, num_samples: int | None = None, generator: Any = None
    ) -> None:
        self.data_source, self.replacement, self.wanted = data_source, truth(replacement, "replacement"), num_samples
        self.generator = checked_generator(generator)
        if num_samples is None and not len(data_source):
            raise ValueError("the data set is empty, and can't be shuffled\nhelp: give it items, or shuffle=False")
        positive(self.num_samples, "num_samples")

    @property
    def num_samples(self) -> int:
        """How many are drawn in a round."""
        return len(self.data_source) if self.wanted is None else self.wanted

    def __iter__(self) -> Iterator[int]:
        draw, count = self.generator or common_generator, len(self.data_source)
        if self.replacement:
            for start in range(0, self.num_samples, 1024):  # in parts: programs ask for 10¹⁰, and stop when they like
                yield from draw.integers(count, size=min(1024, self.num_samples - start)).tolist()
            return
        for start in range(0, self.num_samples, count):
            yield from draw.permutation(count)[: self.num_samples - start].tolist()

    def __len__(self) -> int:
        return self.num_samples


class SubsetRandomSampler(Sampler[int]):
    """These numbers in a random order. Fields: `indices`, `generator`. ValueError for what isn't a row of numbers."""

    def __init__(self, indices: Sequence[int], generator: Any = None) -> None:
        check_indices(indices)
        self.indices, self.generator = indices, checked_generator(generator)

    def __iter__(self) -> Iterator[int]:
        for place in (self.generator or common_generator).permutation(len(self.indices)).tolist():
            yield self.indices[place]

    def __len__(self) -> int:
        return len(self.indices)


class WeightedRandomSampler(Sampler[int]):
    """`num_samples` numbers of items, with chances in the proportion of `weights`.

    Without `replacement` none is drawn twice. Fields: `weights`, a tensor (items,), `num_samples`, `replacement`,
    `generator`. ValueError for weights that aren't one row of numbers from 0, or for fewer items than samples.
    """

    def __init__(self, weights: Any, num_samples: int, replacement: bool = True, generator: Any = None) -> None:
        self.weights = as_tensor(weights, dtype=np.float64)
        self.num_samples, self.replacement = positive(num_samples, "num_samples"), truth(replacement, "replacement")
        self.generator = checked_generator(generator)
        if self.weights.ndim != 1:
            raise ValueError(f"weights of shape {self.weights.shape}\nhelp: one number for each item")
        check_weights(self.weights.data)
        if not self.replacement and self.num_samples > len(self.weights):
            raise ValueError(
                f"{num_samples} samples of {len(self.weights)} items, none of them twice\n"
                "help: replacement=True, or fewer samples"
            )

    def __iter__(self) -> Iterator[int]:
        yield from multinomial(self.weights, self.num_samples, self.replacement, generator=self.generator).tolist()

    def __len__(self) -> int:
        return self.num_samples


class BatchSampler(Sampler[list[int]]):
    """The numbers that another sampler yields, in lists of `batch_size`; with `drop_last` a shorter last one is not.

    Fields: `sampler`, `batch_size`, `drop_last`.

    >>> list(BatchSampler(SequentialSampler("abcde"), batch_size=2, drop_last=False))
    [[0, 1], [2, 3], [4]]
    """

    def __init__(self, sampler: Iterable[int], batch_size: int, drop_last: bool) -> None:
        self.sampler = sampler
        self.batch_size, self.drop_last = positive(batch_size, "batch_size"), truth(drop_last, "drop_last")

    def __iter__(self) -> Iterator[list[int]]:
        indices = iter(self.sampler)
        while batch := list(itertools.islice(indices, self.batch_size)):
            if len(batch) == self.batch_size or not self.drop_last:
                yield batch

    def __len__(self) -> int:
        count = len(self.sampler)  # type: ignore[arg-type]
        return count // self.batch_size if self.drop_last else -(-count // self.batch_size)


def check_weights(weights: np.ndarray) -> None:
    """Refuse weights that can't be made chances."""
    wrong = ~((weights >= 0) & (weights < np.inf))
    if np.any(wrong):
        place = int(np.argmax(wrong))
        raise ValueError(f"weight {place} is {weights[place]}\nhelp: weights are numbers from 0")
    if not np.any(weights > 0):
        raise ValueError(f"none of the {len(weights)} weights is above 0\nhelp: give the items to be drawn one above 0")


def positive(number: Any, name: str) -> int:
    """The number; ValueError if it isn't a whole one above 0."""
    if not isinstance(number, (int, np.integer)) or isinstance(number, bool) or number < 1:
        raise ValueError(f"{name} is {number!r}\nhelp: it is a whole number from 1")
    return int(number)


def truth(value: Any, name: str) -> bool:
    """The value; ValueError if it is neither True nor False."""
    if not isinstance(value, bool):
        raise ValueError(f"{name} is {value!r}\nhelp: it is True or False")
    return value


def checked_generator(generator: Any) -> np.random.Generator | None:
    """The generator; TypeError if it is none."""
    if generator is not None and not isinstance(generator, np.random.Generator):
        raise TypeError(f"generator is {generator!r:.60}\nhelp: Generator().manual_seed(0), or a NumPy generator")
    return generator
