"""Sequences of different lengths in one batch: padded to one length, or packed without padding.

Packed, the sequences stand in order of falling length, and the data are the first elements of all, then the second
ones of those that have one, and so on: `batch_sizes` says how many there are each time.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ... import ops
from ...functions.indexing import plain_index
from ...tensor import from_numpy
from ..functional.checks import value_of

__all__ = [
    "PackedSequence", "pack_padded_sequence", "pack_sequence", "pad_packed_sequence", "pad_sequence", "unpack_sequence",
    "unpad_sequence",
]  # fmt: skip


class PackedSequence(NamedTuple):
    """Sequences without padding.

    Fields: `data` (elements, …), `batch_sizes` (steps), and, if the sequences were sorted, `sorted_indices` (where each
    came from) and `unsorted_indices` (where each went).
    """

    data: Any
    batch_sizes: Any
    sorted_indices: Any = None
    unsorted_indices: Any = None

    def lengths(self) -> np.ndarray:
        """How long the sequences are, the longest first."""
        return np.count_nonzero(self.places(), axis=0)

    def places(self) -> np.ndarray:
        """Whether a sequence has an element at a step: (steps, sequences)."""
        sizes = value_of(self.batch_sizes)
        return np.arange(sizes[0]) < sizes[:, None]

    def padded(self):
        """The data with zeros in the gaps: (steps, sequences, …)."""
        places = self.places()
        return ops.scattered(self.data, index=places, shape=(*places.shape, *self.data.shape[1:]))


def pack_padded_sequence(input, lengths, batch_first: bool = False, enforce_sorted: bool = True) -> PackedSequence:
    """Leave out what is beyond the length of each sequence of the input (T, N, …), or (N, T, …) if `batch_first`.

    The lengths must fall, unless `enforce_sorted` is False: then the sequences are sorted.
    """
    lengths = np.asarray(value_of(lengths), dtype=np.int64)
    x = ops.transpose(input, axis1=0, axis2=1) if batch_first else input
    if lengths.shape != x.shape[1:2] or np.any(lengths <= 0) or np.any(lengths > x.shape[0]):
        raise ValueError(
            f"lengths {lengths} for {x.shape[1]} sequences of at most {x.shape[0]} steps\n"
            "help: one length for each, from 1 to the number of steps"
        )
    order = np.argsort(-lengths, kind="stable")
    if enforce_sorted and np.any(lengths[1:] > lengths[:-1]):
        raise RuntimeError(f"the lengths {lengths} don't fall\nhelp: sort the sequences, or give enforce_sorted=False")
    places = np.arange(lengths.max())[:, None] < lengths[order]
    x = ops.getitem(x, index=slice(0, int(lengths.max())))
    x = x if enforce_sorted else ops.getitem(x, index=plain_index((slice(None), order)))
    data, sizes = ops.getitem(x, index=plain_index(places)), from_numpy(np.count_nonzero(places, axis=1))
    if enforce_sorted:
        return PackedSequence(data, sizes)
    return PackedSequence(data, sizes, from_numpy(order), from_numpy(np.argsort(order)))


def pad_packed_sequence(
    sequence: PackedSequence, batch_first: bool = False, padding_value: float = 0.0, total_length: int | None = None
):
    """The sequences (T, N, …), or (N, T, …) if `batch_first`, in their first order, and their lengths.

    What is beyond a sequence's end is `padding_value`; T is `total_length`, or the length of the longest.
    """
    places, lengths = sequence.places(), sequence.lengths()
    if total_length is not None:
        if total_length < len(places):
            raise ValueError(f"total_length {total_length} of sequences of up to {len(places)}\nhelp: make it longer")
        places = np.concatenate([places, np.zeros((total_length - len(places), places.shape[1]), bool)])
    data = sequence.data
    y = ops.scattered(data, index=places, shape=(*places.shape, *data.shape[1:]))
    if padding_value != 0:
        y = ops.where(np.reshape(places, places.shape + (1,) * (y.ndim - 2)), y, np.asarray(padding_value, data.dtype))
    if sequence.unsorted_indices is not None:
        order = value_of(sequence.unsorted_indices)
        y, lengths = ops.getitem(y, index=plain_index((slice(None), order))), lengths[order]
    return ops.transpose(y, axis1=0, axis2=1) if batch_first else y, from_numpy(lengths)


def pad_sequence(sequences, batch_first: bool = False, padding_value: float = 0.0, padding_side: str = "right"):
    """Sequences (length, …) side by side: (T, N, …), or (N, T, …) if `batch_first`, T being the longest's length.

    The shorter ones get `padding_value` at the end, or, with a `padding_side` of "left", in front.
    """
    if padding_side not in ("left", "right"):
        raise ValueError(f"no padding_side {padding_side!r}\nhelp: 'left' or 'right'")
    sequences = list(sequences)
    steps = max(len(sequence) for sequence in sequences)
    padded = []
    for sequence in sequences:
        gap = np.full((steps - len(sequence), *sequence.shape[1:]), padding_value, sequence.dtype)
        padded.append(ops.cat([sequence, gap] if padding_side == "right" else [gap, sequence]))
    return ops.stack(padded, axis=0 if batch_first else 1)


def unpad_sequence(padded_sequences, lengths, batch_first: bool = False) -> list:
    """The sequences (length, …) that `pad_sequence` put side by side."""
    x = padded_sequences if batch_first else ops.transpose(padded_sequences, axis1=0, axis2=1)
    return [ops.getitem(x, index=(i, slice(0, int(length)))) for i, length in enumerate(value_of(lengths))]


def pack_sequence(sequences, enforce_sorted: bool = True) -> PackedSequence:
    """Sequences (length, …), packed; their lengths must fall, unless `enforce_sorted` is False."""
    lengths = [len(sequence) for sequence in sequences]
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list:
    """The sequences (length, …) that were packed."""
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)
