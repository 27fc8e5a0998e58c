"""Indexing: what stands between brackets, and PyTorch's functions that pick elements by their indices."""

from __future__ import annotations

import math

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from .. import ops
from ..arrays import array_of, get_default_dtype
from ..tape import Node
from .arguments import either_spelling, ndim, shape_of


def plain_index(index):
    """An index in which Tensors have become arrays, and arrays copies: what is recorded mustn't change later."""
    if isinstance(index, tuple):
        return tuple(plain_index(part) for part in index)
    if isinstance(index, list):
        return kept(np.array([plain_index(part) for part in index], dtype=None if index else int))
    if isinstance(index, slice):
        ends = (index.start, index.stop, index.step)
        if any(isinstance(end, Node) for end in ends if end is not None):
            index = slice(*(end.value.__index__() if isinstance(end, Node) else end for end in ends))
        return index
    plain = kept(index)
    return plain != 0 if getattr(plain, "dtype", None) == np.uint8 else plain  # bytes are masks, as in PyTorch


def kept(index):
    """An array of indices, or of a Tensor of them, that nobody can change any more."""
    index = array_of(index)
    if isinstance(index, np.ndarray) and index.flags.writeable:
        index = index.copy()
        index.setflags(write=False)
    return index


def index_of(input, index):
    """What ``input[index]`` is to NumPy.

    A number between brackets only drops its axis, in PyTorch. To NumPy it is one more array of indices where there are
    others, and decides about the place of their axes: ``x[0, :, [1, 2]]`` would be transposed. Such an index is spelled
    out, with an array for each axis.
    """
    if type(index) is int:  # as a data set is read, item by item
        return index
    index = plain_index(index)
    if not isinstance(index, tuple):
        return number_in(index)
    if not any(isinstance(part, np.ndarray) for part in index):
        return index
    index = tuple(number_in(part) for part in index)
    if not numbers_apart_from_arrays(index):
        return index
    first: list = []
    for part in index:
        if isinstance(part, np.ndarray) and part.dtype == bool:
            first += [slice(None)] * part.ndim
        elif part is not None:
            first.append(part if is_number(part) or part is Ellipsis else slice(None))
    places = np.arange(math.prod(input.shape)).reshape(input.shape)[tuple(first)]
    return np.unravel_index(places[tuple(part for part in index if not is_number(part))], input.shape)


def number_in(part):
    """The number in an array without axes; other parts of an index stay."""
    return int(part) if isinstance(part, np.ndarray) and not part.ndim and part.dtype.kind in "iu" else part


def is_number(part) -> bool:
    """Whether a part of an index is a number."""
    return isinstance(part, (int, np.integer)) and not isinstance(part, bool)


def numbers_apart_from_arrays(index: tuple) -> bool:
    """Whether there are numbers and arrays in the index, and something else between them."""
    kinds = ["n" if is_number(part) else "a" if isinstance(part, np.ndarray) else " " for part in index]
    return "n" in kinds and "a" in kinds and " " in "".join(kinds).strip()


# Checked at the door


def as_row(input):
    """The tensor; a number as a row of one, along whose only axis PyTorch's functions can go."""
    return input if ndim(input) else ops.reshape(input, shape=(1,))


def axis_of(input, dim: int) -> int:
    """`dim` counted from the front; a number counts as a row of one."""
    return normalize_axis_index(dim, max(ndim(input), 1))


def checked_index(name: str, index, length: int, wraps: bool = False):
    """The index as an array of whole numbers below `length`; with `wraps` negative ones count from the end."""
    index = kept(index if hasattr(index, "dtype") else np.array(index, dtype=None if np.size(index) else int))
    if index.dtype.kind not in "iu":
        raise TypeError(f"{name}: an index of {index.dtype}\nhelp: an index has whole numbers: index.long()")
    if np.any(index >= length) or np.any(index < (-length if wraps else 0)):
        raise IndexError(f"{name}: an index is out of bounds\nhelp: of {length} they go from 0 to {length - 1}")
    return index


def checked_mask(name: str, mask):
    """The mask as an array of booleans."""
    mask = kept(mask if hasattr(mask, "dtype") else np.array(mask))
    if mask.dtype != bool:
        raise TypeError(f"{name}: a mask of {mask.dtype}\nhelp: a mask has booleans: mask.bool()")
    return mask


def checked_values(name: str, input, values):
    """What is put into the tensor, in its dtype, which must be able to hold it."""
    values = values if hasattr(values, "dtype") else np.array(values)
    if not np.can_cast(values.dtype, input.dtype, "same_kind"):
        raise TypeError(
            f"{name}: {values.dtype} can't be put into a tensor of {input.dtype}\nhelp: make the tensor floating-point"
        )
    return values if values.dtype == input.dtype else ops.cast(values, dtype=input.dtype)


def checked_source(name: str, input, source):
    """What is put into the tensor: a tensor must have its dtype, an array or a number gets it."""
    if isinstance(source, Node) and source.value.dtype != input.dtype:
        raise TypeError(
            f"{name}: a source of {source.value.dtype} for a tensor of {input.dtype}\nhelp: source.to(…) converts"
        )
    return checked_values(name, input, source)


# Of any index


def index_put(input, indices, values, accumulate=False):
    """A copy of `input` in which ``input[indices] = values``: the assignment, for a tensor that is recorded.

    With `accumulate` the values are added to what is there, each time that a place is named.
    """
    index, values = index_of(input, indices), checked_source("index_put", input, values)
    if not accumulate:
        return ops.index_put(input, values, index=index)
    values = ops.broadcast_to(values, shape=ops.getitem(input, index=index).shape)
    return input + ops.scattered(values, index=index, shape=input.shape)


def take(input, index):
    """The elements at these places of the flattened tensor, in the index's shape."""
    index = checked_index("take", index, math.prod(input.shape), wraps=True)
    return ops.getitem(ops.reshape(input, shape=(-1,)), index=index)


def put(input, index, source, accumulate=False):
    """A copy of `input` with the elements of `source` at these places of the flattened tensor; see `index_put`."""
    index = checked_index("put", index, math.prod(input.shape), wraps=True)
    if math.prod(index.shape) != math.prod(source.shape):
        raise ValueError(f"put: an index of shape {index.shape}, a source of shape {source.shape}\nhelp: one for one")
    row, values = ops.reshape(input, shape=(-1,)), ops.reshape(source, shape=index.shape)
    return ops.reshape(index_put(row, (index,), values, accumulate), shape=input.shape)


def unravel_index(indices, shape):
    """Places in a flattened tensor as an index for each of its axes.

    >>> import tinygrad_edu as tg
    >>> tg.unravel_index(tg.tensor([5, 2]), (2, 3))
    (tensor([1, 0]), tensor([2, 2]))
    """
    shape = shape if isinstance(shape, (tuple, list)) else (shape,)
    checked_index("unravel_index", indices, math.prod(shape))
    strides = [math.prod(shape[axis + 1 :]) for axis in range(len(shape))]
    return tuple(indices // stride % length for stride, length in zip(strides, shape))


# Along an axis


def along(index, axis: int) -> tuple:
    """The index that picks, along an axis, the elements at `index`, which has as many axes as what it picks from."""
    grid = list(np.indices(index.shape, sparse=True))
    grid[axis] = index
    return tuple(grid)


def checked_along(name: str, input, dim: int, index):
    """The axis, and the index for `along`: as many axes as the input, and no longer, except along `dim`."""
    axis = axis_of(input, dim)
    index = as_row(checked_index(name, index, as_row(input).shape[axis]))
    lengths = as_row(input).shape
    if not math.prod(index.shape):
        return axis, np.zeros((0,) * len(lengths), int)
    longer = any(n > most for i, (n, most) in enumerate(zip(index.shape, lengths)) if i != axis)
    if index.ndim != len(lengths) or longer:
        raise ValueError(
            f"{name} along axis {dim} of shape {input.shape} with an index of shape {index.shape}\n"
            "help: the index has as many axes, and is no longer, except along that one"
        )
    return axis, index


@either_spelling
def gather(input, dim, index, *, sparse_grad=False):
    """``input[i][index[i][j]][k]`` and so on: along `dim` the elements at the indices, in the index's shape.

    >>> import tinygrad_edu as tg
    >>> tg.gather(tg.tensor([[1, 2], [3, 4]]), 1, tg.tensor([[0, 0], [1, 0]]))
    tensor([[1, 1],
            [4, 3]])
    """
    axis, places = checked_along("gather", input, dim, index)
    picked = ops.getitem(as_row(input), index=along(places, axis))
    return picked if picked.shape == shape_of(index) else ops.reshape(picked, shape=shape_of(index))


@either_spelling
def take_along_dim(input, indices, dim=None):
    """`gather`, but the other axes broadcast, and negative indices count from the end. Without `dim`: `take`."""
    if dim is None:
        return take(input, ops.reshape(indices, shape=(-1,)))
    axis = axis_of(input, dim)
    index = checked_index("take_along_dim", indices, input.shape[axis], wraps=True)
    if index.ndim != len(input.shape):
        raise ValueError(
            f"take_along_dim of shape {input.shape} with an index of shape {index.shape}\nhelp: as many axes, please"
        )
    shape = np.broadcast_shapes(*((*x.shape[:axis], 1, *x.shape[axis + 1 :]) for x in (input, index)))
    lengths = [(*shape[:axis], x.shape[axis], *shape[axis + 1 :]) for x in (input, index)]
    return ops.getitem(ops.broadcast_to(input, shape=lengths[0]), index=along(np.broadcast_to(index, lengths[1]), axis))


def slices_index(name: str, input, dim: int, index, wraps: bool = False) -> tuple:
    """The index that picks whole slices along `dim`: `index` is a row of numbers, or one."""
    axis = axis_of(input, dim)
    index = as_row(checked_index(name, index, as_row(input).shape[axis], wraps))
    if index.ndim != 1:
        raise ValueError(f"{name}: an index of shape {index.shape}\nhelp: it has one axis")
    return (slice(None),) * axis + (index,)


@either_spelling
def index_select(input, dim, index):
    """The slices along `dim` at the indices."""
    picked = ops.getitem(as_row(input), index=slices_index("index_select", input, dim, index))
    return picked if ndim(input) else ops.reshape(picked, shape=())


# By a mask


def masked_select(input, mask):
    """The elements where the mask is True, in a row."""
    mask = checked_mask("masked_select", mask)
    shape = np.broadcast_shapes(input.shape, mask.shape)
    return ops.getitem(ops.broadcast_to(input, shape=shape), index=np.broadcast_to(mask, shape))


def masked_fill(input, mask, value):
    """The tensor with `value`, a number, where the mask is True."""
    checked_mask("masked_fill", mask)
    if ndim(value):
        raise ValueError(
            f"masked_fill with a value of shape {value.shape}\nhelp: one number; where(mask, x, y) takes more"
        )
    return ops.where(mask, checked_values("masked_fill", input, value), input)


def masked_scatter(input, mask, source):
    """The tensor with the elements of `source`, in order, where the mask is True."""
    mask = checked_mask("masked_scatter", mask)
    shape = np.broadcast_shapes(input.shape, mask.shape)
    mask = np.broadcast_to(mask, shape)
    numbers = np.reshape(np.cumsum(mask), shape) - 1
    if np.any(np.count_nonzero(mask) > math.prod(source.shape)):
        raise ValueError(f"masked_scatter: the source of shape {source.shape} has too few elements for the mask")
    row = ops.reshape(checked_source("masked_scatter", input, source), shape=(-1,))
    if not row.shape[0]:  # an element that isn't used, so that there is one
        row = ops.pad(row, width=((0, 1),))
    return ops.where(mask, ops.getitem(row, index=np.maximum(numbers, 0) * mask), input)


def where(condition, input=None, other=None):
    """`input` where the condition holds, `other` elsewhere; with a condition alone, the indices where it holds.

    Two Python floats give the default dtype. See `ops.where` for what is sent back beside infinite numbers.
    """
    if input is None and other is None:
        return nonzero(condition, as_tuple=True)
    if input is None or other is None:
        raise TypeError(
            f"where() misses its operand {'input' if input is None else 'other'!r}\nhelp: it takes both, or none"
        )
    chosen = ops.where(condition, input, other)
    return ops.cast(chosen, dtype=get_default_dtype()) if type(input) is type(other) is float else chosen


def nonzero(input, *, as_tuple=False):
    """The indices of the elements that aren't 0, a row for each; `as_tuple`, a tensor for each axis."""
    if not as_tuple:
        return ops.argwhere(input)
    indices = ops.argwhere(as_row(input))
    return tuple(indices[:, axis] for axis in range(indices.shape[1]))


def assigned(value):
    """What ``t[index] = value`` writes: a number fits everywhere, whatever its axes; None is a TypeError."""
    if value is None:
        raise TypeError("None can't be put into a tensor\nhelp: a number or a tensor; nan for what is missing")
    if isinstance(value, Node):
        return ops.reshape(value, shape=()) if value.value.size == 1 and value.value.shape else value
    values = np.asarray(value) if isinstance(value, (list, tuple)) else value
    return values.reshape(()) if isinstance(values, np.ndarray) and values.size == 1 else values
