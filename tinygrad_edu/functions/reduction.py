"""Reductions, where PyTorch's are more than an op under another name of its arguments."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .. import ops
from ..tape import Node
from .arguments import as_axes, either_spelling
from .indexing import plain_index


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
