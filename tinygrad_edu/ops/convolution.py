"""Convolution in any number of spatial axes, as one product of matrices.

Each window of the input becomes a column, each kernel a row: their product has every kernel's answer to every
window. Backwards the columns are added into the places that they came from; forwards that is a transposed
convolution, so the two ops are made of the same parts.

Source: Chellapilla, Puri and Simard, "High Performance Convolutional Neural Networks for Document Processing", 2006.
"""

import math

import numpy as np

from ..direct import total
from ..tape import op
from .products import transposed
from .shaping import in_order
from .windows import cropped, first_windows, overlap_add, padded, window_counts, windows


@op()
def convolution(x, weight, bias=None, *, stride, padding, dilation, groups):
    """Kernels (O, C / groups, size) times every window of x (N, C, lengths), plus bias (O): (N, O, counts)."""
    size, lengths = weight.shape[2:], x.shape[2:]
    counts = window_counts([n + 2 * p for n, p in zip(lengths, padding)], size, stride, dilation)
    matrix, columns = kernels(weight, groups), to_columns(x, size, counts, stride, padding, dilation, groups)
    y = from_rows(matrix @ columns, x.shape[0], counts)
    return (
        y if bias is None else y + by_channel(bias, y),
        lambda g: from_columns(
            transposed(matrix) @ to_rows(g, groups), x.shape[0], size, counts, lengths, stride, padding, dilation
        ),
        lambda g: np.reshape(to_rows(g, groups) @ transposed(columns), weight.shape),
        each_channel,
    )


@op()
def transposed_convolution(x, weight, bias=None, *, lengths, stride, padding, dilation, groups):
    """x (N, C, counts) times kernels (C, O / groups, size), added up where their windows are, plus bias (O).

    The result (N, O, lengths) is what `convolution` with the same weight sends back to its input, when it is sent x.
    """
    size, counts = weight.shape[2:], x.shape[2:]
    matrix, rows = kernels(weight, groups), to_rows(x, groups)
    y = from_columns(transposed(matrix) @ rows, x.shape[0], size, counts, lengths, stride, padding, dilation)
    return (
        y if bias is None else y + by_channel(bias, y),
        lambda g: from_rows(
            matrix @ to_columns(g, size, counts, stride, padding, dilation, groups), x.shape[0], counts
        ),
        lambda g: np.reshape(
            transposed(to_columns(g, size, counts, stride, padding, dilation, groups) @ transposed(rows)), weight.shape
        ),
        each_channel,
    )


def kernels(weight, groups):
    """The kernels as the rows of a matrix, one for each group: (groups, kernels of a group, elements of a window)."""
    return np.reshape(weight, (groups, weight.shape[0] // groups, math.prod(weight.shape[1:])))


def to_columns(x, size, counts, stride, padding, dilation, groups):
    """The windows of x (N, C, lengths) as columns: (groups, elements of a window, N · windows)."""
    axes = len(size)
    parts = windows(np.swapaxes(padded(x, padding), 0, 1), size=size, stride=stride, dilation=dilation)
    parts = in_order(np.moveaxis(first_windows(parts, counts), 1, axes + 1))
    return np.reshape(parts, (groups, x.shape[1] // groups * math.prod(size), x.shape[0] * math.prod(counts)))


def from_columns(columns, number, size, counts, lengths, stride, padding, dilation):
    """The adjoint of `to_columns`: what the columns add up to at the places of their windows, (N, C, lengths)."""
    channels = columns.shape[0] * columns.shape[1] // math.prod(size)
    parts = np.moveaxis(np.reshape(columns, (channels, *size, number, *counts)), len(size) + 1, 1)
    around = tuple(n + 2 * p for n, p in zip(lengths, padding))
    return np.swapaxes(cropped(overlap_add(parts, lengths=around, stride=stride, dilation=dilation), padding), 0, 1)


def to_rows(x, groups):
    """A row for each channel of x (N, C, counts): (groups, channels of a group, N · windows)."""
    shape = (groups, x.shape[1] // groups, x.shape[0] * math.prod(x.shape[2:]))
    return np.reshape(np.swapaxes(x, 0, 1), shape)


def from_rows(rows, number, counts):
    """The inverse of `to_rows`: (N, C, counts)."""
    return np.swapaxes(np.reshape(rows, (rows.shape[0] * rows.shape[1], number, *counts)), 0, 1)


def by_channel(bias, y):
    """A number for each channel, in a shape that broadcasts to y (N, C, …)."""
    return np.reshape(bias, (-1, *(1,) * (y.ndim - 2)))


def each_channel(g):
    """Σ g over everything but the channels: what their bias is sent."""
    return total(g, axis=(0, *range(2, g.ndim)))
