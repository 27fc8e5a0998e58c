"""The DataLoader: a data set in batches, in order or shuffled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import GenericAlias
from typing import Any

import numpy as np

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

    Fields: the arguments. ValueError for those that contradict each other, as in PyTorch those for workers without
    `num_workers`. A StopIteration that comes out of the data set or the `collate_fn` becomes a RuntimeError.

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
        check_batches(dataset, batch_size, shuffle, sampler, batch_sampler, drop_last, collate_fn)
        check_workers(num_workers, timeout, prefetch_factor, persistent_workers, multiprocessing_context)
        self.num_workers, self.pin_memory, self.timeout = num_workers, pin_memory, timeout
        self.worker_init_fn, self.multiprocessing_context = worker_init_fn, multiprocessing_context
        self.prefetch_factor, self.persistent_workers = prefetch_factor, persistent_workers
        self.pin_memory_device, self.in_order = pin_memory_device, in_order
        self.generator = seeded(generator, seed)
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

    def __iter__(self) -> Round:
        if isinstance(self.dataset, IterableDataset):
            return Round(self, self.collate_fn, self.stream())
        if self.batch_sampler is None:
            return Round(self, self.item, self.sampler)  # type: ignore[arg-type]
        return Round(self, self.batch, self.batch_sampler)

    def item(self, index: Any) -> Any:
        """The item of this number, where there are no batches."""
        return self.collate_fn(self.dataset[index])

    def batch(self, indices: Iterable) -> Any:
        """The batch of these items."""
        numbers = list(indices)
        whole = rows(self.dataset, numbers) if numbers and self.collate_fn is default_collate else None
        return self.collate_fn(items(self.dataset, numbers)) if whole is None else whole

    def stream(self) -> Iterable[Any]:
        """An IterableDataset's items as they come, one by one or in lists for a batch each."""
        if self.batch_size is None:
            return self.dataset
        return BatchSampler(self.dataset, self.batch_size, self.drop_last)

    def __len__(self) -> int:
        if isinstance(self.dataset, IterableDataset):
            return len(self.stream())  # type: ignore[arg-type]
        return len(self.sampler if self.batch_sampler is None else self.batch_sampler)  # type: ignore[arg-type]


class Round(Iterator[Any]):
    """The batches of one round, which `make` makes of what `order` yields; as long as the round is, at any time.

    It goes on after an error in an item, where a generator would be at its end.
    """

    def __init__(self, loader: DataLoader, make: Callable[[Any], Any], order: Iterable[Any]) -> None:
        self.loader, self.make, self.order = loader, make, iter(order)

    def __next__(self) -> Any:
        content = next(self.order)
        try:
            return self.make(content)
        except StopIteration as error:
            raise RuntimeError(
                f"the batch of {content!r:.80} raised StopIteration, which would have ended the round\n"
                "help: next() raises it at the end of an iterator: begin with a new one there, or raise IndexError"
            ) from error

    def __len__(self) -> int:
        return len(self.loader)


def check_batches(
    dataset: Any, batch_size: Any, shuffle: Any, sampler: Any, batch_sampler: Any, drop_last: bool, collate_fn: Any
) -> None:
    """Refuse arguments that contradict each other, or that no batches can be made with."""
    if batch_size is not None:
        positive(batch_size, "batch_size")
    if isinstance(dataset, IterableDataset):
        if shuffle or sampler is not None or batch_sampler is not None:
            raise ValueError("an IterableDataset has its own order\nhelp: no shuffle, sampler or batch_sampler")
    elif isinstance(dataset, type):
        name = dataset.__name__
        raise TypeError(f"dataset is the class {name}\nhelp: make one of it: {name}(…)")
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
    if shuffle is not None and shuffle not in (True, False):
        raise ValueError(f"shuffle is {shuffle!r}\nhelp: it is True or False")
    for name, order, kinds in (
        ("sampler", sampler, "a Sampler, or a list of numbers"),
        ("batch_sampler", batch_sampler, "a BatchSampler, or a list of lists of numbers"),
    ):
        if order is not None and not hasattr(order, "__iter__"):
            raise TypeError(f"{name} is {order!r:.60}, which yields no numbers\nhelp: {kinds}")
    if collate_fn is not None and not callable(collate_fn):
        raise TypeError(f"collate_fn is {collate_fn!r:.60}\nhelp: a function that makes a batch of a list of items")


def check_workers(
    num_workers: Any, timeout: Any, prefetch_factor: Any, persistent_workers: Any, multiprocessing_context: Any
) -> None:
    """Refuse what PyTorch refuses, though there are no workers here: the program would fail there."""
    for name, number in (("num_workers", num_workers), ("prefetch_factor", prefetch_factor or 0)):
        if not isinstance(number, (int, np.integer)) or number < 0:
            raise ValueError(f"{name} is {number!r}\nhelp: it is a whole number from 0")
    if not isinstance(timeout, (int, float)) or not timeout >= 0:
        raise ValueError(f"timeout is {timeout!r}\nhelp: it is a number of seconds from 0")
    for name, value in (
        ("prefetch_factor", prefetch_factor),
        ("persistent_workers", persistent_workers or None),
        ("multiprocessing_context", multiprocessing_context),
    ):
        if value is not None and not num_workers:
            raise ValueError(
                f"{name}={value!r} is for workers, and there are none\nhelp: leave it out, or num_workers=1"
            )


def seeded(generator: Any, seed: Any) -> np.random.Generator | None:
    """The generator to draw from: the one that is given, or one that starts at the seed; None for the common one."""
    if seed is None:
        return checked_generator(generator)
    if generator is not None:
        raise ValueError("a generator has a seed already\nhelp: leave out either generator or seed")
    if not isinstance(seed, (int, np.integer)):
        raise ValueError(f"seed is {seed!r}\nhelp: it is a whole number")
    return Generator().manual_seed(int(seed))


def get_worker_info() -> None:
    """None: batches are made in the program's own process, not in workers."""
    return None
