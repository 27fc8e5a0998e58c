"""A tensor in several parts. Each is a view of the tensor, recorded on its own."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from .. import ops
from .arguments import also_called, either_spelling, ndim
from .indexing import kept


def between(input, axis: int, ends) -> tuple:
    """The parts between these places along an axis: up to the first, from there to the second, and the rest."""
    starts, stops = (0, *ends), (*ends, input.shape[axis])
    return tuple(
        ops.getitem(input, index=(slice(None),) * axis + (slice(start, stop),)) for start, stop in zip(starts, stops)
    )


def axis_to_split(name: str, input, dim: int) -> int:
    """`dim` counted from the front."""
    if not ndim(input):
        raise ValueError(f"{name} of a number\nhelp: it needs an axis")
    return normalize_axis_index(dim, ndim(input))


@either_spelling
def split(tensor, split_size_or_sections, dim=0):
    """Parts of one length along `dim`, the last one perhaps shorter, or parts of the lengths in a list.

    >>> import tinygrad_edu as tg
    >>> tg.split(tg.arange(5), 2)
    (tensor([0, 1]), tensor([2, 3]), tensor([4]))
    """
    size = split_size_or_sections
    if isinstance(size, (list, tuple)):
        return split_with_sizes(tensor, size, dim)
    axis = axis_to_split("split", tensor, dim)
    length = tensor.shape[axis]
    if size < 0 or (size == 0 and length):
        raise ValueError(f"split into parts of length {size}\nhelp: a positive number, or a list of lengths")
    return between(tensor, axis, range(size, length, size) if size else ())


@either_spelling
def split_with_sizes(input, split_sizes, dim=0):
    """Parts of these lengths along `dim`."""
    axis = axis_to_split("split", input, dim)
    if sum(split_sizes) != input.shape[axis] or min(split_sizes, default=0) < 0:
        raise ValueError(
            f"split axis {dim} of shape {input.shape} into {list(split_sizes)}\nhelp: the sum is {input.shape[axis]}"
        )
    return between(input, axis, list(itertools.accumulate(split_sizes))[:-1]) if len(split_sizes) else ()


@either_spelling
def chunk(input, chunks, dim=0):
    """At most so many parts along `dim`, all of one length but the last."""
    axis = axis_to_split("chunk", input, dim)
    if chunks < 1:
        raise ValueError(f"chunk into {chunks} parts\nhelp: a positive number")
    length = input.shape[axis]
    return split(input, -(-length // chunks), axis) if length else between(input, axis, (0,) * (chunks - 1))


sections_or_indices = also_called(sections="indices_or_sections", indices="indices_or_sections")


@sections_or_indices
@either_spelling
def tensor_split(input, indices_or_sections, dim=0):
    """So many parts along `dim`, whose lengths differ by at most one, or the parts between these places."""
    axis = axis_to_split("tensor_split", input, dim)
    wanted = kept(indices_or_sections)
    wanted = wanted.tolist() if isinstance(wanted, np.ndarray) else wanted
    if isinstance(wanted, (list, tuple)):
        return between(input, axis, tuple(wanted))
    if wanted < 1:
        raise ValueError(f"tensor_split into {wanted} parts\nhelp: a positive number, or a list of places")
    size, longer = divmod(input.shape[axis], wanted)
    return between(input, axis, [i * size + min(i, longer) for i in range(1, wanted)])


@either_spelling
def unbind(input, dim=0):
    """The slices along `dim`, each without that axis."""
    axis = axis_to_split("unbind", input, dim)
    return tuple(ops.getitem(input, index=(slice(None),) * axis + (i,)) for i in range(input.shape[axis]))


def evenly(name: str, input, indices_or_sections, axis: int) -> tuple:
    """`tensor_split`, with parts of equal lengths where their number is given."""
    if ndim(indices_or_sections) == 0 and (indices_or_sections < 1 or input.shape[axis] % indices_or_sections != 0):
        raise ValueError(
            f"{name}: axis {axis} of shape {input.shape} isn't {indices_or_sections} equal parts\n"
            "help: tensor_split allows parts that differ"
        )
    return tensor_split(input, indices_or_sections, axis)


@sections_or_indices
def hsplit(input, indices_or_sections):
    """Equal parts side by side (along axis 1, or 0 of a vector), or the parts between these places."""
    if ndim(input) < 1:
        raise ValueError("hsplit of a number\nhelp: it needs an axis")
    return evenly("hsplit", input, indices_or_sections, min(ndim(input) - 1, 1))


@sections_or_indices
def vsplit(input, indices_or_sections):
    """Equal parts one below the other (along axis 0), or the parts between these places."""
    if ndim(input) < 2:
        raise ValueError(f"vsplit of shape {input.shape}\nhelp: it needs two axes")
    return evenly("vsplit", input, indices_or_sections, 0)


@sections_or_indices
def dsplit(input, indices_or_sections):
    """Equal parts one behind the other (along axis 2), or the parts between these places."""
    if ndim(input) < 3:
        raise ValueError(f"dsplit of shape {input.shape}\nhelp: it needs three axes")
    return evenly("dsplit", input, indices_or_sections, 2)
