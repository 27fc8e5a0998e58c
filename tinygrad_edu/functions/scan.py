"""Scans, differences and integrals along one axis, with PyTorch's arguments."""

from __future__ import annotations

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from .. import ops
from ..tape import Node, numpy_functions
from .arguments import either_spelling
from .reduction import ValuesAndIndices, as_row, picked


def scanned(op, input, dim: int, **options):
    """The scan of the tensor along an axis, which PyTorch must be told; a number is a row of one."""
    if not isinstance(dim, (int, np.integer)):
        raise TypeError(f"dim={dim!r}\nhelp: name one axis, as in {op.__name__}(t, dim=0)")
    result = op(as_row(input), axis=dim, **options)
    return result if np.ndim(input) else ops.reshape(result, shape=())


@either_spelling
def cumsum(input, dim, *, dtype=None):
    """The sums of the first 1, 2, 3, … elements along `dim`.

    >>> import tinygrad_edu as tg
    >>> tg.cumsum(tg.tensor([1, 2, 3]), 0)
    tensor([1, 3, 6])
    """
    return scanned(ops.cumsum, input, dim, dtype=dtype)


@either_spelling
def cumprod(input, dim, *, dtype=None):
    """The products of the first 1, 2, 3, … elements along `dim`."""
    return scanned(ops.cumprod, input, dim, dtype=dtype)


@either_spelling
def logcumsumexp(input, dim):
    """log Σ eˣ of the first 1, 2, 3, … elements along `dim`, without overflow."""
    return scanned(ops.logcumsumexp, input, dim)


@either_spelling
def cummax(input, dim) -> ValuesAndIndices:
    """(values, indices) of the largest of the first 1, 2, 3, … elements along `dim`; of equal ones the last counts."""
    return picked(input, ops.sorting.argcummax, dim, keepdim=True)


@either_spelling
def cummin(input, dim) -> ValuesAndIndices:
    """(values, indices) of the smallest of the first 1, 2, 3, … elements along `dim`; of equal ones the last counts."""
    return picked(input, lambda x, axis: ops.sorting.argcummax(x, axis=axis, least=True), dim, keepdim=True)


# Differences


def part(x, start, stop, axis: int):
    """x from `start` to `stop` along an axis."""
    return ops.getitem(x, index=(slice(None),) * normalize_axis_index(axis, x.ndim) + (slice(start, stop),))


@either_spelling
def diff(input, n=1, dim=-1, prepend=None, append=None):
    """Each element's difference to the one before it along `dim`, `n` times over; of booleans, whether they differ.

    `prepend` and `append` are joined to the tensor first.
    """
    if np.ndim(input) == 0 or n < 0:
        raise ValueError(f"diff of shape {input.shape}, n={n}\nhelp: it wants an axis to go along, and n ≥ 0")
    if n == 0:
        return ops.clone(input)
    ends = [end if end is None or np.ndim(end) else number_laid(end, input, dim) for end in (prepend, append)]
    parts = [x for x in (ends[0], input, ends[1]) if x is not None]
    result = ops.cat(parts, axis=dim) if len(parts) > 1 else input
    for _ in range(n):
        after, before = part(result, 1, None, dim), part(result, None, -1, dim)
        result = ops.ne(after, before) if after.dtype == bool else after - before
    return result


def number_laid(number, x, axis: int):
    """A number as the slice of x that could be joined to it along an axis: NumPy's diff takes numbers."""
    shape = [1 if i == normalize_axis_index(axis, x.ndim) else n for i, n in enumerate(x.shape)]
    number = number if isinstance(number, Node) else np.asarray(number, x.dtype)
    return ops.broadcast_to(number, shape=tuple(shape))


# Integrals by the trapezoidal rule


def strips(y, x, dx, dim: int):
    """The areas between neighbours along an axis: their mean height times their distance, `dx` or that of their x."""
    if x is not None and dx is not None:
        raise TypeError("x and dx are both given\nhelp: the distances are dx, or follow from x")
    if x is not None:
        lengths = [-1 if i == dim % y.ndim else 1 for i in range(y.ndim)] if np.ndim(x) == 1 else x.shape
        dx = diff(ops.reshape(x, shape=(1,) * (y.ndim - len(lengths)) + tuple(lengths)), dim=dim)
    return (part(y, 1, None, dim) + part(y, None, -1, dim)) / 2 * (1 if dx is None else dx)


@either_spelling
def trapezoid(y, x=None, *, dx=None, dim=-1):
    """∫ y along `dim` by the trapezoidal rule, at distances `dx` (1), or at the places `x`."""
    return ops.sum(strips(y, x, dx, dim), axis=dim)


@either_spelling
def trapz(y, x=None, *, dx=None, dim=-1):
    """`trapezoid`, under its older name."""
    return trapezoid(y, x, dx=dx, dim=dim)


@either_spelling
def cumulative_trapezoid(y, x=None, *, dx=None, dim=-1):
    """The integrals from the first place to each other one along `dim`: see `trapezoid`."""
    return ops.cumsum(strips(y, x, dx, dim), axis=dim)


# Derivatives by finite differences


@either_spelling
def gradient(input, *, spacing=1, dim=None, edge_order=1) -> tuple:
    """The derivatives along each of `dim` (all), by differences of the second order inside, `edge_order` at the ends.

    `spacing` is the distance of neighbours, one for each dim, or for each dim a tensor of coordinates.

    >>> import tinygrad_edu as tg
    >>> tg.gradient(tg.tensor([0.0, 1.0, 4.0, 9.0]))
    (tensor([1., 2., 4., 5.]),)
    """
    axes = normalize_axis_tuple(range(input.ndim) if dim is None else dim, input.ndim)
    several = isinstance(spacing, (list, tuple))
    spacings = list(spacing) if several else [spacing] * len(axes)
    if len(spacings) != len(axes) or edge_order not in (1, 2):
        raise ValueError(
            f"{len(spacings)} spacings for {len(axes)} dims, edge_order={edge_order!r}\n"
            "help: one spacing for each dim, and edge_order 1 or 2"
        )
    return tuple(slopes(input, space, axis, edge_order) for space, axis in zip(spacings, axes))


def slopes(y, spacing, axis: int, edge_order: int):
    """The derivative along one axis."""
    n = y.shape[axis]
    if n <= edge_order:
        raise ValueError(
            f"{n} elements along dim {axis}\nhelp: edge_order {edge_order} takes {edge_order + 1} at least"
        )
    spacing = 1 if spacing is None else spacing
    distances = np.full(n - 1, 1, y.dtype) * spacing if np.ndim(spacing) == 0 else diff(spacing)
    h = ops.reshape(distances, shape=[-1 if i == axis else 1 for i in range(y.ndim)])
    rises = diff(y, dim=axis) / h
    first, last = part(rises, None, 1, axis), part(rises, -1, None, axis)
    if n == 2:
        return ops.cat([first, last], axis=axis)
    h1, h2 = part(h, None, -1, axis), part(h, 1, None, axis)
    rise1, rise2 = part(rises, None, -1, axis), part(rises, 1, None, axis)
    inside = (rise1 * h2 + rise2 * h1) / (h1 + h2)
    if np.ndim(spacing) == 0:  # the same, but the element itself doesn't count, even if it is infinite
        inside = (part(y, 2, None, axis) - part(y, None, -2, axis)) / (h1 + h2)
    if edge_order == 2:  # a parabola through three places: its slope at the end is as far from the rise as inside
        first, last = 2 * first - part(inside, None, 1, axis), 2 * last - part(inside, -1, None, axis)
    return ops.cat([first, inside, last], axis=axis)


def numpy_trapezoid(y, x=None, dx=1.0, axis=-1):
    """NumPy's trapezoid, which has `dx` in the third place and leaves it out where it has x."""
    x = np.asarray(x) if isinstance(x, (list, tuple)) else x
    return trapezoid(y, x, dx=dx if x is None else None, dim=axis)


def numpy_diff(a, n=1, axis=-1, prepend=None, append=None):
    """NumPy's diff: `diff`, with its own name for the tensor."""
    return diff(a, n, axis, prepend, append)


numpy_functions[np.diff] = numpy_diff
if hasattr(np, "trapezoid"):
    numpy_functions[np.trapezoid] = numpy_trapezoid
