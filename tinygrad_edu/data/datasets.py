"""What a DataLoader draws from: PyTorch's classes of data sets."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

import numpy as np

from ..factories import as_tensor
from ..tensor import Tensor

__all__ = ["Dataset", "IterableDataset", "TensorDataset", "StackDataset", "ConcatDataset", "ChainDataset", "Subset"]

Item = TypeVar("Item", covariant=True)


class Dataset(Generic[Item]):
    """Items that are had by their number: a subclass has `__getitem__`, and `__len__` says how many there are.

    It may also have `__getitems__`, which takes a list of numbers and returns the list of those items. Two data sets
    are joined by +.

    >>> class Squares(Dataset):
    ...     def __len__(self):
    ...         return 3
    ...     def __getitem__(self, index):
    ...         return index**2
    >>> (Squares() + Squares())[5]
    4
    """

    def __getitem__(self, index) -> Item:
        raise NotImplementedError(f"{type(self).__name__} has no items\nhelp: define __getitem__(self, index)")

    def __add__(self, other: Dataset) -> Dataset:
        return ConcatDataset([self, other])


class IterableDataset(Dataset[Item]):
    """Items that come one after the other, as from a stream: a subclass has `__iter__`."""

    def __iter__(self) -> Iterator[Item]:
        raise NotImplementedError(f"{type(self).__name__} has no items\nhelp: define __iter__(self)")

    def __add__(self, other: Dataset) -> Dataset:
        return ChainDataset([self, other])


class TensorDataset(Dataset[tuple]):
    """Item i is the tuple of the i-th rows of the tensors, which must have equal lengths (ValueError).

    Fields: `tensors`, a tuple. Arrays become Tensors that share their memory.

    >>> import tinygrad_edu as tg
    >>> TensorDataset(tg.tensor([[1.0, 2.0], [3.0, 4.0]]), tg.tensor([0, 1]))[1]
    (tensor([3., 4.]), tensor(1))
    """

    def __init__(self, *tensors: Any) -> None:
        for place, tensor in enumerate(tensors):
            if not isinstance(tensor, (Tensor, np.ndarray)) or not tensor.ndim:
                raise TypeError(
                    f"argument {place} of TensorDataset is a {type(tensor).__name__}"
                    "\nhelp: tensors or arrays with at least one axis"
                )
        lengths = [len(tensor) for tensor in tensors]
        if len(set(lengths)) != 1:
            found = f"tensors of {' and '.join(map(str, lengths))} rows" if lengths else "no tensors"
            raise ValueError(f"a TensorDataset of {found}\nhelp: one or more, with a row of each for every item")
        self.tensors = tuple(as_tensor(tensor) for tensor in tensors)

    def __getitem__(self, index) -> tuple:
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self) -> int:
        return len(self.tensors[0])


class StackDataset(Dataset[Any]):
    """Item i is the tuple of the i-th items of the data sets, or, where those have names, the dict of them.

    Fields: `datasets`, a tuple or a dict. ValueError if they aren't equally long.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.datasets: tuple | dict = kwargs or args
        lengths = [len(dataset) for dataset in (*args, *kwargs.values())]
        if len(set(lengths)) != 1 or (args and kwargs):
            raise ValueError(
                f"a StackDataset of data sets of lengths {lengths}, {len(kwargs)} of them with names\n"
                "help: one or more, of equal lengths, either all with names or all without"
            )

    def __getitem__(self, index) -> tuple | dict:
        if isinstance(self.datasets, dict):
            return {name: dataset[index] for name, dataset in self.datasets.items()}
        return tuple(dataset[index] for dataset in self.datasets)

    def __len__(self) -> int:
        return len(next(iter(self.datasets.values())) if isinstance(self.datasets, dict) else self.datasets[0])


class ConcatDataset(Dataset[Item]):
    """The items of several data sets, one after the other.

    Fields: `datasets`, and `cumulative_sizes`: where each of them ends. ValueError for none.
    """

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = list(datasets)
        if not self.datasets:
            raise ValueError("a ConcatDataset of nothing\nhelp: give it a list of data sets")
        if any(isinstance(dataset, IterableDataset) for dataset in self.datasets):
            raise TypeError("the items of an IterableDataset have no numbers\nhelp: ChainDataset joins those")
        self.cumulative_sizes = list(itertools.accumulate(map(len, self.datasets)))

    def __getitem__(self, index) -> Item:
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(f"item {index} of a data set of {len(self)}\nhelp: from {-len(self)} to {len(self) - 1}")
        which = bisect.bisect_right(self.cumulative_sizes, place)
        return self.datasets[which][place - (self.cumulative_sizes[which - 1] if which else 0)]

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]


class ChainDataset(IterableDataset[Item]):
    """The items of several IterableDatasets, one after the other. Fields: `datasets`."""

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = list(datasets)
        if not all(isinstance(dataset, IterableDataset) for dataset in self.datasets):
            raise TypeError("a ChainDataset is of IterableDatasets\nhelp: ConcatDataset joins the others")

    def __iter__(self) -> Iterator[Item]:
        return itertools.chain.from_iterable(self.datasets)

    def __len__(self) -> int:
        return sum(map(len, self.datasets))


class Subset(Dataset[Item]):
    """Those items of a data set that have these numbers. Fields: `dataset`, `indices`.

    ValueError for indices that aren't a row of numbers, as a mask isn't.
    """

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        check_indices(indices)
        self.dataset, self.indices = dataset, indices

    def __getitem__(self, index) -> Item:
        if isinstance(index, list):
            return self.dataset[[self.indices[i] for i in index]]
        return self.dataset[self.indices[index]]

    def __getitems__(self, indices: Sequence[int]) -> list[Item]:
        if type(self).__getitem__ is not Subset.__getitem__:
            return [self[index] for index in indices]
        return items(self.dataset, [self.indices[index] for index in indices])

    def __len__(self) -> int:
        return len(self.indices)


def check_indices(indices: Any) -> None:
    """Refuse what isn't a row of numbers; a list is taken at its word."""
    if isinstance(indices, (Tensor, np.ndarray)):
        if indices.ndim == 1 and (indices.dtype.kind in "iu" or not len(indices)):
            return
        shown, mask = f"a {indices.dtype} array of shape {indices.shape}", indices.dtype.kind == "b"
    elif hasattr(indices, "__getitem__"):
        return
    else:
        shown, mask = f"{indices!r:.60}", False
    raise ValueError(f"indices are {shown}\nhelp: a row of numbers{': np.flatnonzero(mask)' if mask else ''}")


def items(dataset: Any, indices: Sequence[int]) -> list:
    """The items of these numbers."""
    if hasattr(dataset, "__getitems__"):
        return dataset.__getitems__(indices)
    return [dataset[index] for index in indices]


def rows(dataset: Any, indices: Sequence[int]) -> list | None:
    """The rows that a TensorDataset's items of these numbers consist of, each tensor being indexed only once.

    It is what `default_collate` makes of the items, and much faster. None if the data set is of another kind, or has
    items of its own making.
    """
    if fetches_as(Subset, dataset):
        return rows(dataset.dataset, [dataset.indices[index] for index in indices])
    return [tensor[np.asarray(indices)] for tensor in dataset.tensors] if fetches_as(TensorDataset, dataset) else None


def fetches_as(kind: type, dataset: Any) -> bool:
    """Whether a data set is of this kind, and no subclass that fetches its items in another way."""
    return isinstance(dataset, kind) and all(
        getattr(type(dataset), name, None) is getattr(kind, name, None) for name in ("__getitem__", "__getitems__")
    )
