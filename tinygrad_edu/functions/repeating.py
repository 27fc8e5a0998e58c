"""One tensor several times."""

from __future__ import annotations

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from .. import ops
from ..ops.kernel import kernel
from .arguments import as_shape, either_spelling, ndim, shape_of
from .indexing import kept


def repeat(input, *numbers, repeats=None):
    """The whole tensor so many times along each axis; more numbers than axes make new axes in front.

    NumPy's repeat is `repeat_interleave`. `tile` does with fewer numbers.

    >>> import tinygrad_edu as tg
    >>> tg.tensor([1, 2]).repeat(2, 2)
    tensor([[1, 2, 1, 2],
            [1, 2, 1, 2]])
    """
    repeats = as_shape(numbers) if repeats is None else tuple(repeats)
    if len(repeats) < ndim(input) or any(n < 0 for n in repeats):
        raise ValueError(f"repeat {repeats} of shape {shape_of(input)}\nhelp: a number, 0 or more, for each axis")
    lengths = (1,) * (len(repeats) - ndim(input)) + tuple(shape_of(input))
    apart = ops.reshape(input, shape=[m for n in lengths for m in (1, n)])
    whole = ops.broadcast_to(apart, shape=[m for pair in zip(repeats, lengths) for m in pair])
    return ops.reshape(whole, shape=tuple(n * m for n, m in zip(repeats, lengths)))


def tile(input, *numbers, dims=None):
    """`repeat`; where there are fewer numbers than axes, the first axes are not repeated."""
    dims = as_shape(numbers) if dims is None else tuple(dims)
    return repeat(input, (1,) * (ndim(input) - len(dims)) + dims)


@either_spelling
def repeat_interleave(input, repeats=None, dim=None, *, output_size=None):
    """Each slice along `dim`, without it each element, so many times in a row: a number, or one for each slice.

    Of a tensor alone these are the numbers of repetitions, and the result is made of the indices 0, 1, 2, …

    >>> import tinygrad_edu as tg
    >>> tg.repeat_interleave(tg.tensor([1, 2]), 2)
    tensor([1, 1, 2, 2])
    """
    if repeats is None:
        input, repeats = ops.argwhere(input == input)[:, 0], input  # 0, 1, 2, …, a Tensor if the numbers are one
    if dim is None:
        input, dim = ops.reshape(input, shape=(-1,)), 0
    axis = normalize_axis_index(dim, ndim(input))
    index = repeated_places(input.shape[axis], checked_counts(repeats, input.shape[axis]))
    length = index.shape[0]
    if output_size is not None and output_size != length:
        raise ValueError(f"repeat_interleave makes {length} slices, not {output_size}\nhelp: leave output_size out")
    if ndim(repeats) > 0:
        return ops.getitem(input, index=(slice(None),) * axis + (index,))
    shape = input.shape
    stretched = ops.broadcast_to(
        ops.unsqueeze(input, axis=axis + 1), shape=(*shape[: axis + 1], int(repeats), *shape[axis + 1 :])
    )
    return ops.reshape(stretched, shape=(*shape[:axis], length, *shape[axis + 1 :]))


@kernel
def repeated_places(slices, counts):
    """The number of each slice, as often as it is repeated."""
    return np.repeat(np.arange(slices), counts)


def checked_counts(repeats, slices: int):
    """How often each slice is repeated: one number for all, or one for each."""
    counts = kept(repeats if hasattr(repeats, "dtype") else np.array(repeats))
    if counts.dtype.kind not in "iu" or counts.ndim > 1 or (counts.ndim and counts.shape[0] not in (1, slices)):
        raise ValueError(f"repeats of {counts.dtype} {counts.shape}\nhelp: a whole number, or {slices} of them")
    if np.any(counts < 0):
        raise ValueError("repeats below 0\nhelp: each slice is repeated 0 times or more")
    return counts
