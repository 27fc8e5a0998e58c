"""The DataLoader: a data set in batches, in order or shuffled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import GenericAlias
from typing import Any

from ..ops.random import Generator
from .collating import default_collate, default_convert
from .datasets import IterableDataset, items, rows
from .samplers import BatchSampler, RandomSampler, SequentialSampler, checked_generator, positive

__all__ = ["DataLoader", "get_worker_info"]

FIXED = ("dataset", "batch_size", "sampler", "batch_sampler", "drop_last")


class DataLoader:
    """Yields a data set in batches, each time it is gone through.

    `dataset` is anything with items by number and a length, or an IterableDataset. A batch has `batch_size` items; the
    last one may have fewer, or is left out with `drop_last`. They come in order; with `shuffle` in a random one, which
    differs from round to round; or in that of a `sampler`, or of a `batch_sampler`, which yields lists of numbers.
    ``batch_size=None`` yields the items one by one. `collate_fn` makes a batch of a list of items: `default_collate`.

    Random numbers come from `generator`, from one that starts at `seed` (our own argument), or else from the common
    one of `manual_seed`; the same seed gives the same rounds. Batches are made in this process, when they are asked
    for: `num_workers`, `prefetch_factor`, `persistent_workers`, `worker_init_fn`, `multiprocessing_context`, `timeout`,
    `in_order` and `pin_memory` are accepted for PyTorch's sake and have no effect.

    Fields: the arguments. ValueError for those that contradict each other.

    >>> import tinygrad_edu as tg
    >>> for batch in DataLoader(range(5), batch_size=2):
    ...     print(batch)
    tensor([0, 1])
    tensor([2, 3])
    tensor([4])
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Iterable | None = None,
        batch_sampler: Iterable | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[list], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Callable[[int], None] | None = None,
        multiprocessing_context: Any = None,
        generator: Any = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        pin_memory_device: str = "",
        in_order: bool = True,
        seed: int | None = None,
    ) -> None:
        check_arguments(dataset, batch_size, shuffle, sampler, batch_sampler, drop_last, generator, seed)
        self.num_workers, self.pin_memory, self.timeout = num_workers, pin_memory, timeout
        self.worker_init_fn, self.multiprocessing_context = worker_init_fn, multiprocessing_context
        self.prefetch_factor, self.persistent_workers = prefetch_factor, persistent_workers
        self.pin_memory_device, self.in_order = pin_memory_device, in_order
        self.generator = checked_generator(generator) if seed is None else Generator().manual_seed(seed)
        if sampler is None and not isinstance(dataset, IterableDataset):
            sampler = RandomSampler(dataset, generator=self.generator) if shuffle else SequentialSampler(dataset)
        if batch_sampler is not None:
            batch_size = None
        elif batch_size is not None and sampler is not None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        in_batches = batch_size is not None or batch_sampler is not None
        self.collate_fn = collate_fn or (default_collate if in_batches else default_convert)
        self.dataset, self.batch_size, self.drop_last = dataset, batch_size, drop_last
        self.sampler, self.batch_sampler = sampler, batch_sampler
        self.complete = True

    def __class_getitem__(cls, item: Any) -> GenericAlias:
        return GenericAlias(cls, item)  # so that a program may say DataLoader[Tensor] in an annotation

    def __setattr__(self, name: str, value: Any) -> None:
        if name in FIXED and hasattr(self, "complete"):
            raise ValueError(f"{name} of a DataLoader can't be changed\nhelp: make a new one: DataLoader({name}=…)")
        super().__setattr__(name, value)

    def __iter__(self) -> Iterator[Any]:
        # map goes on after an error in an item, where a generator would be at its end
        if isinstance(self.dataset, IterableDataset):
            return self.from_stream()
        if self.batch_sampler is None:
            return map(self.item, self.sampler)  # type: ignore[arg-type]
        return map(self.batch, self.batch_sampler)

    def item(self, index: Any) -> Any:
        """The item of this number, where there are no batches."""
        return self.collate_fn(self.dataset[index])

    def batch(self, indices: Iterable) -> Any:
        """The batch of these items."""
        numbers = list(indices)
        whole = rows(self.dataset, numbers) if numbers and self.collate_fn is default_collate else None
        return self.collate_fn(items(self.dataset, numbers)) if whole is None else whole

    def from_stream(self) -> Iterator[Any]:
        """The batches of an IterableDataset, whose items are taken as they come."""
        if self.batch_size is None:
            return map(self.collate_fn, self.dataset)
        return map(self.collate_fn, BatchSampler(self.dataset, self.batch_size, self.drop_last))

    def __len__(self) -> int:
        if not isinstance(self.dataset, IterableDataset):
            return len(self.sampler if self.batch_sampler is None else self.batch_sampler)  # type: ignore[arg-type]
        if self.batch_size is None:
            return len(self.dataset)  # type: ignore[arg-type]
        return len(BatchSampler(self.dataset, self.batch_size, self.drop_last))


def check_arguments(
    dataset: Any, batch_size: Any, shuffle: Any, sampler: Any, batch_sampler: Any, drop_last: bool, generator, seed: Any
) -> None:
    """Refuse arguments that contradict each other."""
    if batch_size is not None:
        positive(batch_size, "batch_size")
    if isinstance(dataset, IterableDataset):
        if shuffle or sampler is not None or batch_sampler is not None:
            raise ValueError("an IterableDataset has its own order\nhelp: no shuffle, sampler or batch_sampler")
    elif not hasattr(dataset, "__getitem__"):
        raise TypeError(
            f"a {type(dataset).__name__} has no items by number\nhelp: a Dataset, a list, or an IterableDataset"
        )
    elif sampler is None and batch_sampler is None and not hasattr(dataset, "__len__"):
        raise TypeError(f"a {type(dataset).__name__} has no length\nhelp: define __len__, or give a sampler")
    if sampler is not None and shuffle:
        raise ValueError("a sampler has an order already\nhelp: leave out either sampler or shuffle")
    if batch_sampler is not None and (batch_size != 1 or shuffle or sampler is not None or drop_last):
        raise ValueError("a batch_sampler makes whole batches\nhelp: no batch_size, shuffle, sampler or drop_last")
    if batch_size is None and drop_last:
        raise ValueError("batch_size=None makes no batches, of which the last could be dropped\nhelp: drop_last=False")
    if generator is not None and seed is not None:
        raise ValueError("a generator has a seed already\nhelp: leave out either generator or seed")


def get_worker_info() -> None:
    """None: batches are made in the program's own process, not in workers."""
    return None
