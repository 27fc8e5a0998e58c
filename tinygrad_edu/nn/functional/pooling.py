"""Pools, with PyTorch's arguments; the formulas are in `ops/pooling.py`.

All take (N, C, lengths), or one example (C, lengths) alone. Of length L there remain
(L + 2 padding − dilation (k − 1) − 1) // stride + 1 windows; with `ceil_mode` a last one that reaches beyond the end
counts too, if it doesn't start there.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ... import ops
from ...functions.indexing import along, checked_index
from ...ops.pooling import first_largest
from ...tape import Node
from ...tensor import from_numpy
from .checks import value_of
from .spatial import check_spatial, per_axis


class Frame(NamedTuple):
    """Where the windows lie: for each spatial axis a number, `behind` being the padding behind all elements."""

    size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    behind: tuple[int, ...]
    dilation: tuple[int, ...]
    counts: tuple[int, ...]


def frame_of(name, axes, input, kernel_size, stride, padding, dilation, ceil_mode) -> Frame:
    """The windows that these arguments describe."""
    check_spatial(name, input, axes)
    size = per_axis("kernel_size", kernel_size, axes, 1)
    stride = size if stride is None or stride in ((), []) else per_axis("stride", stride, axes, 1)
    padding, dilation = per_axis("padding", padding, axes), per_axis("dilation", dilation, axes, 1)
    lengths, spans = input.shape[-axes:], [d * (k - 1) + 1 for k, d in zip(size, dilation)]
    if any(2 * p > span for p, span in zip(padding, spans)):
        raise ValueError(f"{name}: padding {padding} for a kernel of size {size}\nhelp: at most half of the kernel")
    counts = tuple(count(n, span, s, p, ceil_mode) for n, span, s, p in zip(lengths, spans, stride, padding))
    if min(counts) < 1:
        raise ValueError(
            f"{name}: a kernel of size {size} doesn't fit into an input of shape {input.shape}\n"
            "help: a smaller kernel, or padding"
        )
    behind = tuple(
        max(p, (c - 1) * s + span - n - p) for c, s, span, n, p in zip(counts, stride, spans, lengths, padding)
    )
    return Frame(size, stride, padding, behind, dilation, counts)


def count(length: int, span: int, stride: int, padding: int, ceil_mode: bool) -> int:
    """How many windows there are along one axis."""
    room = length + 2 * padding - span
    windows = (room + stride - 1 if ceil_mode else room) // stride + 1
    return windows - 1 if ceil_mode and (windows - 1) * stride >= length + padding else windows


def surrounded(input, frame: Frame, value):
    """The input with `value` around it."""
    if not any(frame.padding) and not any(frame.behind):
        return input
    leading = len(input.shape) - len(frame.size)
    return ops.pad(input, width=((0, 0),) * leading + tuple(zip(frame.padding, frame.behind)), value=value)


# The largest


def max_pool1d(
    input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode: bool = False, return_indices: bool = False
):
    """The largest element of each window of (N, C, L); with `return_indices` also where it stands in its row.

    The windows are `stride` apart (by default as far as they are long), their elements `dilation`; `padding` counts as
    −∞. Of equal elements the first gets the gradient.

    >>> import tinygrad_edu as tg
    >>> tg.nn.functional.max_pool1d(tg.tensor([[[1.0, 4.0, 2.0, 3.0]]]), 2)
    tensor([[[4., 3.]]])
    """
    return largest("max_pool1d", 1, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool2d(
    input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode: bool = False, return_indices: bool = False
):
    """The largest element of each window of (N, C, H, W), and its index in the flattened plane. See `max_pool1d`."""
    return largest("max_pool2d", 2, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool3d(
    input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode: bool = False, return_indices: bool = False
):
    """The largest element of each window of (N, C, D, H, W), and its index in the flattened block. See `max_pool1d`."""
    return largest("max_pool3d", 3, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def largest(name, axes, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices):
    """max_pool1d, max_pool2d and max_pool3d."""
    frame = frame_of(name, axes, input, kernel_size, stride, padding, dilation, ceil_mode)
    dtype = input.dtype
    x = surrounded(input, frame, -np.inf if dtype.kind == "f" else np.iinfo(dtype).min)
    y = ops.max_pool(x, size=frame.size, stride=frame.stride, dilation=frame.dilation)
    return (y, like(input, places_of_largest(value_of(x), frame, input.shape[-axes:]))) if return_indices else y


def like(input, indices):
    """The indices as a Tensor, if the input is one."""
    return from_numpy(indices) if isinstance(input, Node) else indices


def places_of_largest(x, frame: Frame, lengths):
    """Where the largest element of each window stands in the flattened lengths, which are without the padding."""
    axes = len(lengths)
    found = first_largest(x, frame.size, frame.stride, frame.dilation)
    number = np.argmax(np.reshape(found, (*x.shape[:-axes], math.prod(frame.size), *frame.counts)), axis=-1 - axes)
    within, index = np.unravel_index(number, frame.size), 0
    starts = np.indices(frame.counts, sparse=True)
    for axis, n in enumerate(lengths):
        dilation = frame.dilation[axis]
        place = starts[axis] * frame.stride[axis] - frame.padding[axis] + within[axis] * dilation
        index = index * n + np.where(place < 0, place % dilation, place)  # only −∞ is found in the padding
    return index


def max_unpool1d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    """The input (N, C, L) at the indices that `max_pool1d` returned with it, in zeros of the length that it had.

    Several lengths may have had so many windows: `output_size` says which it was.
    """
    return put_back("max_unpool1d", 1, input, indices, kernel_size, stride, padding, output_size)


def max_unpool2d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    """The input (N, C, H, W) at the indices that `max_pool2d` returned with it, in zeros. See `max_unpool1d`."""
    return put_back("max_unpool2d", 2, input, indices, kernel_size, stride, padding, output_size)


def max_unpool3d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    """The input (N, C, D, H, W) at the indices that `max_pool3d` returned with it, in zeros. See `max_unpool1d`."""
    return put_back("max_unpool3d", 3, input, indices, kernel_size, stride, padding, output_size)


def put_back(name, axes, input, indices, kernel_size, stride, padding, output_size):
    """max_unpool1d, max_unpool2d and max_unpool3d."""
    check_spatial(name, input, axes)
    if value_of(indices).shape != input.shape:
        raise ValueError(
            f"{name}: an input of shape {input.shape}, indices of shape {value_of(indices).shape}\n"
            "help: both as max_pool with return_indices=True gave them"
        )
    size = per_axis("kernel_size", kernel_size, axes, 1)
    stride = size if stride is None else per_axis("stride", stride, axes, 1)
    padding = per_axis("padding", padding, axes)
    usual = [(n - 1) * s + k - 2 * p for n, s, k, p in zip(input.shape[-axes:], stride, size, padding)]
    lengths = usual if output_size is None else list(output_size)[-axes:]
    if len(lengths) != axes or any(abs(n - m) >= s for n, m, s in zip(lengths, usual, stride)) or min(lengths) < 1:
        raise ValueError(
            f"{name}: output_size {output_size} for an input of shape {input.shape}\n"
            f"help: {tuple(usual)}, or less than the stride {stride} from it"
        )
    leading = input.shape[:-axes]
    rows, places = (ops.reshape(x, shape=(*leading, math.prod(input.shape[-axes:]))) for x in (input, indices))
    index = along(checked_index(name, places, math.prod(lengths)), len(leading))
    y = ops.max_unpool(rows, index=index, shape=(*leading, math.prod(lengths)))
    return ops.reshape(y, shape=(*leading, *lengths))


# The mean


def avg_pool1d(input, kernel_size, stride=None, padding=0, ceil_mode: bool = False, count_include_pad: bool = True):
    """The mean of each window of (N, C, L). Zeros of the padding count, unless `count_include_pad` is False."""
    return averaged("avg_pool1d", 1, input, kernel_size, stride, padding, ceil_mode, count_include_pad, None)


def avg_pool2d(
    input,
    kernel_size,
    stride=None,
    padding=0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
):
    """The mean of each window of (N, C, H, W), or its sum over `divisor_override`. See `avg_pool1d`."""
    return averaged(
        "avg_pool2d", 2, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
    )


def avg_pool3d(
    input,
    kernel_size,
    stride=None,
    padding=0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
):
    """The mean of each window of (N, C, D, H, W), or its sum over `divisor_override`. See `avg_pool1d`."""
    return averaged(
        "avg_pool3d", 3, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
    )


def averaged(name, axes, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override):
    """avg_pool1d, avg_pool2d and avg_pool3d."""
    frame = frame_of(name, axes, input, kernel_size, stride, padding, 1, ceil_mode)
    if divisor_override == 0:
        raise ValueError(f"{name}: divisor_override is 0\nhelp: another number, or None")
    divisor = divisor_override or counted(frame, input.shape[-axes:], input.dtype, count_include_pad)
    return ops.avg_pool(surrounded(input, frame, 0), size=frame.size, stride=frame.stride, divisor=divisor)


def counted(frame: Frame, lengths, dtype, count_include_pad: bool):
    """How many elements each window has: an array only where they differ. What `ceil_mode` adds never counts."""
    if frame.behind == frame.padding and (count_include_pad or not any(frame.padding)):
        return math.prod(frame.size)
    numbers = np.ones((), dtype)
    for size, stride, padding, length, windows in zip(frame.size, frame.stride, frame.padding, lengths, frame.counts):
        outside = padding if count_include_pad else 0
        starts = np.arange(windows) * stride - padding
        ends = np.minimum(starts + size, length + outside)
        numbers = np.multiply.outer(numbers, (ends - np.maximum(starts, -outside)).astype(dtype))
    return numbers


def lp_pool1d(input, norm_type, kernel_size, stride=None, ceil_mode: bool = False):
    """(Σ xᵖ)^(1/p) over each window of (N, C, L), with p = norm_type; 0 where the sum is negative."""
    return of_powers("lp_pool1d", 1, input, norm_type, kernel_size, stride, ceil_mode)


def lp_pool2d(input, norm_type, kernel_size, stride=None, ceil_mode: bool = False):
    """(Σ xᵖ)^(1/p) over each window of (N, C, H, W). See `lp_pool1d`."""
    return of_powers("lp_pool2d", 2, input, norm_type, kernel_size, stride, ceil_mode)


def lp_pool3d(input, norm_type, kernel_size, stride=None, ceil_mode: bool = False):
    """(Σ xᵖ)^(1/p) over each window of (N, C, D, H, W). See `lp_pool1d`."""
    return of_powers("lp_pool3d", 3, input, norm_type, kernel_size, stride, ceil_mode)


def of_powers(name, axes, input, norm_type, kernel_size, stride, ceil_mode):
    """lp_pool1d, lp_pool2d and lp_pool3d: by the mean of the powers, as in PyTorch, also where a window reaches out."""
    mean = averaged(name, axes, ops.pow(input, norm_type), kernel_size, stride, 0, ceil_mode, True, None)
    total = ops.sign(mean) * ops.relu(ops.abs(mean)) * math.prod(per_axis("kernel_size", kernel_size, axes, 1))
    return ops.pow(total, 1.0 / norm_type)


def local_response_norm(input, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0):
    """x / (k + alpha · the mean of x² over `size` neighbouring channels)^beta, for x (N, C, …).

    Source: Krizhevsky, Sutskever and Hinton, NeurIPS 2012, whose sum is a mean here, as in PyTorch.
    """
    shape = value_of(input).shape
    if len(shape) < 3:
        raise ValueError(f"local_response_norm of shape {shape}\nhelp: it wants (examples, channels, …) with 3 axes")
    if not math.prod(shape):
        return input
    before = per_axis("size", size, 1, 1)[0] // 2
    squares = ops.reshape(ops.square(input), shape=(shape[0], 1, shape[1], math.prod(shape[2:])))
    wide = ops.pad(squares, width=((0, 0), (0, 0), (before, size - 1 - before), (0, 0)))
    means = ops.reshape(ops.avg_pool(wide, size=(size, 1), stride=(1, 1), divisor=size), shape=shape)
    return input / (means * alpha + k) ** beta


# To a given number of windows


def adaptive_avg_pool1d(input, output_size):
    """The means of `output_size` windows, about equally long, into which L of (N, C, L) is cut.

    Window i goes from ⌊i L / output_size⌋ to ⌈(i + 1) L / output_size⌉: where the division leaves a remainder they
    overlap. A size of None keeps a length.
    """
    return adapted_mean("adaptive_avg_pool1d", 1, input, output_size)


def adaptive_avg_pool2d(input, output_size):
    """The means of windows into which H and W of (N, C, H, W) are cut. See `adaptive_avg_pool1d`."""
    return adapted_mean("adaptive_avg_pool2d", 2, input, output_size)


def adaptive_avg_pool3d(input, output_size):
    """The means of windows into which D, H and W of (N, C, D, H, W) are cut. See `adaptive_avg_pool1d`."""
    return adapted_mean("adaptive_avg_pool3d", 3, input, output_size)


def adaptive_max_pool1d(input, output_size, return_indices: bool = False):
    """The largest elements of windows into which L of (N, C, L) is cut, as `adaptive_avg_pool1d` does."""
    return adapted_largest("adaptive_max_pool1d", 1, input, output_size, return_indices)


def adaptive_max_pool2d(input, output_size, return_indices: bool = False):
    """The largest elements of windows into which H and W are cut, and their indices. See `adaptive_avg_pool1d`."""
    return adapted_largest("adaptive_max_pool2d", 2, input, output_size, return_indices)


def adaptive_max_pool3d(input, output_size, return_indices: bool = False):
    """The largest elements of windows into which D, H and W are cut, and their indices. See `adaptive_avg_pool1d`."""
    return adapted_largest("adaptive_max_pool3d", 3, input, output_size, return_indices)


def target_lengths(name, axes, input, output_size) -> tuple[int, ...]:
    """The lengths that `output_size` asks for; None keeps the input's."""
    check_spatial(name, input, axes)
    wanted = tuple(output_size) if isinstance(output_size, (tuple, list)) else (output_size,) * axes
    lengths = tuple(input.shape[-axes:])
    if len(wanted) == axes:
        wanted = tuple(n if m is None else m for n, m in zip(lengths, wanted))
    if 0 in lengths:
        raise ValueError(f"{name} of shape {input.shape}\nhelp: there is nothing to cut into windows")
    return per_axis("output_size", wanted, axes)


def adapted_mean(name, axes, input, output_size):
    """adaptive_avg_pool1d, adaptive_avg_pool2d and adaptive_avg_pool3d."""
    wanted, lengths = target_lengths(name, axes, input, output_size), input.shape[-axes:]
    if wanted == (1,) * axes:
        return ops.mean(input, axis=tuple(range(-axes, 0)), keepdims=True)
    if all(m and n % m == 0 for n, m in zip(lengths, wanted)):
        size = tuple(n // m for n, m in zip(lengths, wanted))
        return ops.avg_pool(input, size=size, stride=size, divisor=math.prod(size))
    for axis, m in enumerate(wanted, len(input.shape) - axes):
        places, sizes = adaptive_windows(input.shape[axis], m)
        weights = np.where(np.arange(len(places))[:, None] < sizes, 1 / sizes, 0)
        input = ops.resample(input, places=places, weights=weights, axis=axis)
    return input


def adaptive_windows(length: int, number: int):
    """The places in each window (longest, number), shorter ones with their last place repeated, and their sizes."""
    i = np.arange(number)
    starts, ends = i * length // max(number, 1), -(-(i + 1) * length // max(number, 1))
    sizes = ends - starts
    return np.minimum(starts + np.arange(max(sizes, default=1))[:, None], ends - 1), sizes


def adapted_largest(name, axes, input, output_size, return_indices):
    """adaptive_max_pool1d, adaptive_max_pool2d and adaptive_max_pool3d."""
    wanted, lengths = target_lengths(name, axes, input, output_size), input.shape[-axes:]
    if all(m and n % m == 0 for n, m in zip(lengths, wanted)):
        size = tuple(n // m for n, m in zip(lengths, wanted))
        return largest(name, axes, input, size, size, 0, 1, False, return_indices)
    places = [adaptive_windows(n, m)[0] for n, m in zip(lengths, wanted)]
    grid = [
        np.reshape(place, [n if i in (axis, axis + axes) else 1 for i, n in enumerate(window_shape(places))])
        for axis, place in enumerate(places)
    ]
    flat = np.reshape(np.ravel_multi_index(np.broadcast_arrays(*grid), lengths), (-1, *wanted))
    rows = ops.reshape(input, shape=(*input.shape[:-axes], math.prod(lengths)))
    first = np.argmax(value_of(rows)[..., flat], axis=-1 - axes)
    number = math.prod(wanted)
    chosen = np.reshape(first, (*rows.shape[:-1], number)) * number + np.arange(number)
    index = np.reshape(np.take_along_axis(flat, np.ravel(chosen), None), chosen.shape)
    y = ops.reshape(ops.getitem(rows, index=along(index, len(rows.shape) - 1)), shape=first.shape)
    return (y, like(input, np.reshape(index, first.shape))) if return_indices else y


def window_shape(places) -> tuple[int, ...]:
    """The lengths of all windows, and then the numbers of windows."""
    return (*(place.shape[0] for place in places), *(place.shape[1] for place in places))
