"""Embedding: numbers of rows become rows of a table."""

from __future__ import annotations

import numpy as np

from ... import ops
from ...autograd import no_grad
from ...functions.indexing import plain_index
from ...ops.reduction import chosen
from .checks import value_of


def embedding(
    input,
    weight,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
):
    """The rows of `weight` (rows, length) whose numbers `input` holds (…): (…, length). IndexError for others.

    The row `padding_idx` gets no gradient. Rows longer than `max_norm`, by the norm `norm_type`, are first shortened to
    it in the table itself. With `scale_grad_by_freq` a row's gradient is divided by how often the input names it.
    `sparse` is accepted and has no effect.
    """
    index = row_numbers("embedding", input, weight)
    padding = padding_row(padding_idx, weight)
    if max_norm is not None:
        shorten_rows(weight, index, max_norm, norm_type)
    share = None
    if padding is not None or scale_grad_by_freq:
        share = np.not_equal(index, -1 if padding is None else padding)[..., None].astype(weight.dtype)
    if scale_grad_by_freq:
        share = share / np.bincount(np.reshape(index, (-1,)))[index][..., None].astype(weight.dtype)
    return ops.embedding(weight, index=plain_index(index), share=share)


def embedding_bag(
    input,
    weight,
    offsets=None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    sparse: bool = False,
    per_sample_weights=None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
):
    """The "sum", "mean" or "max" of the embeddings in each bag: (bags, length). An empty bag is zeros.

    The input is bags of one length (bags, numbers), or all numbers in a row, with `offsets` (bags), the places where
    the bags begin; with `include_last_offset` also where the last one ends. Numbers equal to `padding_idx` don't count.
    `per_sample_weights`, in the input's shape, multiply the embeddings before they are summed.
    """
    if mode not in ("sum", "mean", "max"):
        raise ValueError(f"embedding_bag has no mode {mode!r}\nhelp: 'sum', 'mean' or 'max'")
    if scale_grad_by_freq and mode == "max":
        raise ValueError("embedding_bag of mode 'max' can't scale gradients\nhelp: use 'sum' or 'mean'")
    if per_sample_weights is not None and (mode != "sum" or value_of(per_sample_weights).shape != input.shape):
        raise ValueError(
            f"per_sample_weights of shape {value_of(per_sample_weights).shape} with an input of shape {input.shape} "
            f"and mode {mode!r}\nhelp: they have the input's shape, and go with mode 'sum'"
        )
    index = row_numbers("embedding_bag", input, weight)
    bag, bags = bags_of(index, offsets, include_last_offset)
    index, padding = np.reshape(index, (-1,)), padding_row(padding_idx, weight)
    scales = None if per_sample_weights is None else ops.reshape(per_sample_weights, shape=(-1,))
    if padding is not None:
        kept = index != padding
        index, bag = np.compress(kept, index), np.compress(kept, bag)
        scales = None if scales is None else ops.getitem(scales, index=kept)
    rows = embedding(index, weight, None, max_norm, norm_type, scale_grad_by_freq)
    if mode == "max":
        return largest_in_bags(rows, bag, bags)
    if scales is not None:
        rows = ops.mul(rows, ops.unsqueeze(scales, axis=-1))
    added = ops.scattered(rows, index=bag, shape=(bags, weight.shape[1]))
    if mode == "sum":
        return added
    counts = np.maximum(np.bincount(bag, minlength=bags), 1)[:, None]
    return ops.div(added, counts.astype(weight.dtype))


def one_hot(tensor, num_classes: int = -1):
    """For each whole number a row of `num_classes` zeros with a 1 at its place; as many classes as needed, for −1."""
    numbers = value_of(tensor)
    if numbers.dtype.kind not in "iu":
        raise TypeError(f"one_hot of {numbers.dtype}\nhelp: it wants class numbers: t.long()")
    if numbers.size == 0 and num_classes <= 0:
        raise ValueError("one_hot of no numbers can't tell the classes\nhelp: give num_classes")
    num_classes = int(np.max(numbers)) + 1 if num_classes == -1 else num_classes
    if num_classes < 1 or (numbers.size and (np.min(numbers) < 0 or np.max(numbers) >= num_classes)):
        raise ValueError(
            f"one_hot of {numbers} with {num_classes} classes\n"
            "help: classes count from 0, and num_classes is larger than every number"
        )
    return ops.one_hot(tensor, num_classes=num_classes)


def row_numbers(name: str, input, weight):
    """The input as an array; a TypeError or IndexError unless all are numbers of rows."""
    index, shape = value_of(input), value_of(weight).shape
    if len(shape) != 2:
        raise ValueError(f"{name} with a table of shape {shape}\nhelp: the table is (rows, length)")
    if index.dtype.kind not in "iu":
        raise TypeError(f"{name} of {index.dtype}\nhelp: it wants numbers of rows: t.long()")
    if index.size and (np.min(index) < 0 or np.max(index) >= shape[0]):
        raise IndexError(
            f"{name}: numbers from {np.min(index)} to {np.max(index)} for a table of {shape[0]} rows\n"
            "help: rows count from 0, and num_embeddings says how many there are"
        )
    return index


def padding_row(padding_idx: int | None, weight) -> int | None:
    """The number of the row for padding, counted from 0."""
    if padding_idx is None:
        return None
    rows = weight.shape[0]
    if not -rows <= padding_idx < rows:
        raise ValueError(f"padding_idx {padding_idx} of a table of {rows} rows\nhelp: it is the number of a row")
    return padding_idx % rows


@no_grad()
def shorten_rows(weight, index, max_norm: float, norm_type: float) -> None:
    """Shorten the rows at `index` that are longer than `max_norm`, in place."""
    index = np.unique(index)
    rows = weight[index]
    length = ops.norms.norm_of_order(rows, norm_type, 1, True)
    weight[index] = ops.where(length > max_norm, rows * (max_norm / (length + 1e-7)), rows)


def bags_of(index, offsets, include_last_offset: bool):
    """For each number the bag that it is in, and how many bags there are."""
    if index.ndim == 2:
        if offsets is not None:
            raise ValueError("embedding_bag of two axes takes no offsets\nhelp: each row is a bag already")
        return np.repeat(np.arange(index.shape[0]), index.shape[1]), index.shape[0]
    if index.ndim != 1 or offsets is None or value_of(offsets).ndim != 1:
        raise ValueError("embedding_bag wants bags (bags, numbers), or numbers in a row and offsets in a row")
    starts = value_of(offsets)
    if include_last_offset and not starts.size:
        raise ValueError("no last offset to include\nhelp: offsets hold one number more than there are bags")
    if starts.size and (starts[0] != 0 or np.any(starts[1:] < starts[:-1]) or starts[-1] > index.size):
        raise ValueError(f"offsets {starts} for {index.size} numbers\nhelp: they begin with 0 and never fall")
    starts = starts[:-1] if include_last_offset else starts
    return np.searchsorted(starts, np.arange(index.size), side="right") - 1, starts.size


def largest_in_bags(rows, bag, bags: int):
    """The largest of the rows in each bag, place by place: of equal ones the first. Rows of one bag are neighbours."""
    numbers = value_of(rows)
    first = np.concatenate([bag[:1] >= 0, bag[1:] != bag[:-1]])  # whether a row begins a bag
    starts = np.flatnonzero(first)
    top = np.maximum.reduceat(numbers, starts, axis=0)[np.cumsum(first) - 1]
    place = np.where(chosen(numbers, top), np.arange(bag.size)[:, None], bag.size)
    picked = ops.getitem(rows, index=(np.minimum.reduceat(place, starts, axis=0), np.arange(numbers.shape[1])))
    return ops.scattered(picked, index=np.bincount(bag, minlength=bags) > 0, shape=(bags, numbers.shape[1]))
