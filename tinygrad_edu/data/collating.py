"""The items of a batch as tensors with one axis more."""

from __future__ import annotations

import copy
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

import numpy as np

from .. import ops
from ..arrays import array_of
from ..tensor import Tensor, from_numpy, tensor

__all__ = ["default_collate", "default_convert"]

NUMBERS = (bool, int, float, np.bool_, np.number)


def default_collate(batch: Sequence[Any]) -> Any:
    """What a list of items is as one: tensors, arrays and numbers are put together along a new first axis.

    Floats become float64, as in PyTorch; texts and bytes are left as they are. Of dicts, lists and named tuples each
    part is put together by itself; of tuples, too, into a list. ValueError for parts of different shapes, lengths
    or keys, TypeError for what can't be put together; both say which item, and where in it.

    >>> default_collate([{"x": 1, "name": "one"}, {"x": 2, "name": "two"}])
    {'x': tensor([1, 2]), 'name': ['one', 'two']}
    """
    return collated(batch, "")


def collated(batch: Sequence[Any], place: str) -> Any:
    """What a batch is as one; `place` is where in the items it stands, for error messages."""
    if not len(batch):
        raise ValueError("a batch of no items\nhelp: a batch has one at least")
    first = batch[0]
    if isinstance(first, (Tensor, np.ndarray)):
        return stacked(batch, place)
    if isinstance(first, NUMBERS):
        return numbers(batch, place)
    if isinstance(first, (str, bytes)):
        return batch
    if isinstance(first, Mapping):
        return mapping(batch, place)
    if isinstance(first, Sequence):
        return sequence(batch, place)
    raise not_collated(0, first, place)


def stacked(batch: Sequence[Any], place: str) -> Tensor:
    """Tensors or arrays along a new first axis."""
    if isinstance(batch[0], Tensor):  # beside arrays there may be numbers: NumPy makes them of arrays without axes
        for number, part in enumerate(batch):
            if not isinstance(part, (Tensor, np.ndarray)):
                raise not_collated(number, part, place)
    try:
        if any(isinstance(part, Tensor) and part.requires_grad for part in batch):
            return ops.stack(list(batch))
        return from_numpy(np.array([array_of(part) for part in batch]))
    except (TypeError, ValueError) as error:
        raise not_stacked(batch, place) from error


def not_stacked(batch: Sequence[Any], place: str) -> Exception:
    """The error for the first tensor or array that can't be put together with the one of item 0."""
    first = batch[0]
    for number, part in enumerate(batch):
        if not isinstance(part, (Tensor, np.ndarray, *NUMBERS)) or np.asarray(part).dtype.kind not in "fiub":
            return not_collated(number, part, place)
        if np.shape(part) != first.shape:
            break
    return ValueError(
        f"item 0 of the batch has the shape {first.shape}{place}, item {number} {np.shape(part)}\n"
        "help: make them equal, or give the DataLoader a collate_fn of your own"
    )


def numbers(batch: Sequence[Any], place: str) -> Tensor:
    """Numbers as a vector; Python's floats in float64."""
    for number, part in enumerate(batch):
        if not isinstance(part, NUMBERS):
            raise not_collated(number, part, place)
    if isinstance(batch[0], np.generic):
        return from_numpy(np.array(batch))
    return tensor(list(batch), dtype=np.float64 if isinstance(batch[0], float) else None)


def mapping(batch: Sequence[Any], place: str) -> Any:
    """A dict of what is under each key; of the first item's own kind."""
    first = batch[0]
    for number, item in enumerate(batch):
        if not isinstance(item, Mapping):
            raise not_collated(number, item, place)
        if item.keys() != first.keys():
            raise ValueError(
                f"item 0 of the batch has the keys {', '.join(map(repr, first))}{place}, "
                f"item {number} {', '.join(map(repr, item))}\nhelp: give them the same keys"
            )
    return of_kind(
        first, {key: collated([item[key] for item in batch], f"{place or ' at '}[{key!r}]") for key in first}
    )


def of_kind(mapping: Mapping, parts: dict) -> Any:
    """The parts in a mapping of this one's kind, such as an OrderedDict; as a dict, if it can't be written to."""
    if not isinstance(mapping, MutableMapping):
        return parts
    whole = copy.copy(mapping)
    whole.update(parts)
    return whole


def sequence(batch: Sequence[Any], place: str) -> Any:
    """A list of what is at each place, or a named tuple."""
    first = batch[0]
    for number, item in enumerate(batch):
        is_one = type(item) is type(first) or isinstance(item, Sequence)  # which takes ten times as long to find out
        if not is_one or len(item) != len(first):
            found = f"of length {len(item)}" if is_one else f"a {type(item).__name__}"
            raise ValueError(
                f"item 0 of the batch is of length {len(first)}{place}, item {number} is {found}\n"
                "help: make them equal, or give the DataLoader a collate_fn of your own"
            )
    parts = [collated(part, f"{place or ' at '}[{i}]") for i, part in enumerate(zip(*batch, strict=True))]
    return type(first)(*parts) if hasattr(first, "_fields") else parts


def not_collated(number: int, part: Any, place: str) -> TypeError:
    """The error for an item that can't become part of a tensor."""
    kind = f"an array of {part.dtype}" if isinstance(part, np.ndarray) else f"a {type(part).__name__}"
    return TypeError(
        f"item {number} of the batch is {kind}{place}, which can't be put into a tensor with the others\n"
        "help: tensors, arrays, numbers, texts, and lists, tuples and dicts of them; or give a collate_fn of your own"
    )


def default_convert(data: Any) -> Any:
    """An item with each array and NumPy number in it as a tensor; the rest as it is, but tuples as lists.

    A DataLoader does this where it makes no batches: with ``batch_size=None``.
    """
    if isinstance(data, (np.ndarray, np.number, np.bool_)):
        array = np.asarray(data)
        return from_numpy(array) if array.dtype.kind in "fiub" else data
    if isinstance(data, (str, bytes)):
        return data
    if isinstance(data, Mapping):
        return of_kind(data, {key: default_convert(value) for key, value in data.items()})
    if isinstance(data, Sequence):
        converted = [default_convert(part) for part in data]
        return type(data)(*converted) if hasattr(data, "_fields") else converted
    return data
