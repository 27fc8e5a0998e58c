"""PyTorch's functions, where they are more than an op under another name of its arguments.

The ops have NumPy's semantics: ``np.std(t)`` divides by n. ``t.std()`` and ``tinygrad_edu.std(t)`` are PyTorch's
and divide by n − 1. Each such difference is one thin function here, over the op.
"""

from __future__ import annotations

import functools
import math
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from . import ops
from .tape import Node


class Extreme(NamedTuple):
    """Values along an axis, and the indices where they stood."""

    values: Any
    indices: Any


def along(index, axis: int):
    """A tuple that picks the elements at `index` along `axis`, for `getitem`; the axis is dropped."""
    axis %= index.ndim + 1
    grid = list(np.indices(index.shape, sparse=True))
    return (*grid[:axis], index, *grid[axis:])


def extreme(position, reduce, elementwise, input, dim, keepdim):
    """`max` and `min`, which are three functions in one."""
    if dim is None:
        return reduce(input)
    if isinstance(dim, (Node, np.ndarray)):
        return elementwise(input, dim)
    index = position(input, axis=dim)
    values = ops.getitem(input, index=along(plain_index(index), dim)) if np.ndim(input) else input
    return Extreme(*(ops.unsqueeze(x, axis=dim) for x in (values, index))) if keepdim else Extreme(values, index)


def either_spelling(function):
    """Let a function with PyTorch's `dim` and `keepdim` take NumPy's `axis` and `keepdims` as well."""

    @functools.wraps(function)
    def call(*args, **options):
        return function(
            *args, **{{"axis": "dim", "keepdims": "keepdim"}.get(name, name): options[name] for name in options}
        )

    return call


@either_spelling
def max(input, dim=None, keepdim=False):
    """The largest element; with `dim` an int, (values, indices) along it; with `dim` a tensor, `maximum`.

    Equal elements share the gradient equally, except along a `dim`: there the one whose index is returned gets all.

    >>> import tinygrad_edu as tg
    >>> tg.max(tg.tensor([[1, 5], [7, 3]]), dim=1).indices
    tensor([1, 0])
    """
    return extreme(ops.argmax, ops.amax, ops.maximum, input, dim, keepdim)


@either_spelling
def min(input, dim=None, keepdim=False):
    """The smallest element; with `dim` an int, (values, indices) along it; with a tensor, `minimum`. See `max`."""
    return extreme(ops.argmin, ops.amin, ops.minimum, input, dim, keepdim)


@either_spelling
def var(input, dim=None, unbiased=True, keepdim=False, *, correction=None):
    """Σ (x − mean)² / (n − correction); the correction is 1 (NumPy's var: 0), unless `unbiased` is False."""
    axis, correction = spread_options(dim, unbiased, correction)
    return ops.variance(input, axis=axis, correction=correction, keepdims=keepdim)


@either_spelling
def std(input, dim=None, unbiased=True, keepdim=False, *, correction=None):
    """√var; the correction is 1 (NumPy's std: 0), unless `unbiased` is False.

    >>> import numpy as np, tinygrad_edu as tg
    >>> t = tg.tensor([1.0, 2.0, 3.0])
    >>> t.std(), np.std(t)
    (tensor(1.), tensor(0.8164966))
    """
    axis, correction = spread_options(dim, unbiased, correction)
    return ops.standard_deviation(input, axis=axis, correction=correction, keepdims=keepdim)


def spread_options(dim, unbiased, correction):
    """Axis and correction of `var` and `std`; in ``t.var(False)`` the first argument is `unbiased`."""
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    return as_axes(dim), int(unbiased) if correction is None else correction


@either_spelling
def norm(input, p: float | str = "fro", dim=None, keepdim=False):
    """(Σ |x|ᵖ)^(1/p) over all of `dim`: the elements count as one vector, a matrix too. At 0 it sends back 0."""
    if isinstance(p, str) and p != "fro":
        raise ValueError(f"no norm {p!r}\nhelp: a number, float('inf') or 'fro'")
    return ops.linalg.norm_of_order(input, 2 if p == "fro" else p, as_axes(dim), keepdim)


def as_axes(dim):
    """PyTorch's `dim`, which may be a list, as NumPy's axis."""
    return tuple(dim) if isinstance(dim, (list, tuple)) else dim


def as_shape(lengths: tuple) -> tuple:
    """A shape from ``(2, 3)`` or ``((2, 3),)``: methods take both."""
    return tuple(lengths[0]) if len(lengths) == 1 and isinstance(lengths[0], (tuple, list)) else lengths


def reshape(input, *lengths, shape=None):
    """The same elements in another shape, given as numbers or as a tuple; one may be −1."""
    return ops.reshape(input, shape=as_shape(lengths) if shape is None else shape)


def permute(input, *axes, dims=None):
    """The axes in another order, given as numbers or as a tuple. Unlike NumPy's transpose it needs all of them."""
    axes = as_shape(axes) if dims is None else tuple(dims)
    if len(axes) != np.ndim(input):
        raise ValueError(
            f"permute({axes}) names {len(axes)} axes of a tensor that has {np.ndim(input)}\nhelp: name each axis once"
        )
    return ops.permute(input, axes=axes)


def expand(input, *lengths, size=None):
    """The tensor repeated along axes of length 1 and new leading axes, without copying; −1 keeps a length."""
    lengths = as_shape(lengths) if size is None else tuple(size)
    added = len(lengths) - np.ndim(input)
    if -1 in lengths[:added]:
        raise ValueError(
            f"expand to {lengths} of a tensor of shape {input.shape}\nhelp: a new axis needs a length, not -1"
        )
    known = (1,) * added + tuple(input.shape)
    return ops.broadcast_to(input, shape=tuple(old if new == -1 else new for new, old in zip(lengths, known)))


@either_spelling
def squeeze(input, dim=None):
    """Without the axes of length 1, or without those of `dim` that have length 1 (NumPy refuses the others)."""
    if dim is None:
        return ops.squeeze(input)
    axes = normalize_axis_tuple(dim, input.ndim)
    return ops.squeeze(input, axis=tuple(axis for axis in axes if input.shape[axis] == 1))


def flatten(input, start_dim=0, end_dim=-1):
    """The axes from `start_dim` to `end_dim` made into one."""
    shape = input.shape or (1,)
    start, end = normalize_axis_index(start_dim, len(shape)), normalize_axis_index(end_dim, len(shape))
    if start > end:
        raise ValueError(f"flatten from axis {start} to axis {end}\nhelp: start_dim can't come after end_dim")
    return ops.reshape(input, shape=(*shape[:start], math.prod(shape[start : end + 1]), *shape[end + 1 :]))


def t(input):
    """The transpose of a matrix; a vector stays as it is."""
    if np.ndim(input) > 2:
        raise ValueError(
            f"t() of a tensor with {np.ndim(input)} axes\nhelp: .mT exchanges the last two, transpose(a, b) any two"
        )
    return ops.permute(input)


def dot(input, other):
    """The inner product of two vectors (NumPy's dot takes more: see `ops.dot`)."""
    if np.ndim(input) != 1 or np.ndim(other) != 1:
        raise ValueError(
            f"dot of shapes {np.shape(input)} and {np.shape(other)}: it wants two vectors\nhelp: matmul takes matrices"
        )
    return ops.matmul(input, other)


def index_put(input, indices, values):
    """A copy of `input` in which ``input[indices] = values``: the assignment, for a tensor that is recorded."""
    return ops.index_put(input, values, index=plain_index(indices))


def plain_index(index):
    """An index in which Tensors have become arrays, and arrays copies: what is recorded mustn't change later."""
    if isinstance(index, tuple):
        return tuple(plain_index(part) for part in index)
    if isinstance(index, list):
        return [plain_index(part) for part in index]
    index = index.value if isinstance(index, Node) else index
    if isinstance(index, np.ndarray) and index.flags.writeable:
        index = index.copy()
        index.setflags(write=False)
    return index
