"""Rows of pools."""

from __future__ import annotations

import math

import numpy as np

import tinygrad_edu.nn.functional as F
from tinygrad_edu import ops

from ..references import torch
from ..row import ErrorInput, Row, leaf
from ..samples import apart, distinct, given, normal, positive
from .convolution import each, torch_functional, windows_by_hand


def axes_of(options, x, batched):
    """The number of axes in space of x, which may lack the examples' one."""
    return x.ndim - (2 if batched else 1)


def counts_by_hand(lengths, size, stride, padding, dilation, ceil_mode):
    """How many windows there are: all that start within the length and its first padding, or that fit."""
    counts = []
    for n, k, s, p, d in zip(lengths, size, stride, padding, dilation):
        span = d * (k - 1) + 1
        starts = range(-p, n + p, s)
        fitting = [start for start in starts if start + span <= n + p]
        more = [start for start in starts if start + span > n + p and start < n and start - s + span < n + p]
        counts.append(len(fitting) + (len(more[:1]) if ceil_mode else 0))
    return counts


def pool_by_hand(axes, reduce, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    """A pool in NumPy: NaN laid around x, and `reduce` over what isn't NaN in each window."""
    size = each(kernel_size, axes)
    stride = size if stride is None else each(stride, axes)
    padding, dilation = each(padding, axes), each(dilation, axes)
    lengths = x.shape[x.ndim - axes :]
    counts = counts_by_hand(lengths, size, stride, padding, dilation, ceil_mode)
    around = [(p, max(size) * max(dilation) + p) for p in padding]
    wide = np.pad(x, [(0, 0)] * (x.ndim - axes) + around, constant_values=np.nan)
    parts = windows_by_hand(wide, size, stride, dilation)[(..., *map(slice, counts))]
    return reduce(parts, tuple(range(x.ndim - axes, x.ndim)))


def max_by_hand(axes):
    """max_pool1d, max_pool2d or max_pool3d in NumPy."""
    return lambda x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False: pool_by_hand(
        axes, lambda parts, axis: np.nanmax(parts, axis=axis), x, kernel_size, stride, padding, dilation, ceil_mode
    )


def wrong_windows(function, axes):
    """The error inputs of a pool."""
    ones, name = (1,) * (axes - 1), function.__name__
    return (
        ErrorInput(
            "a window larger than the input",
            lambda: function(leaf(1, 1, 2, *ones), 3),
            ValueError,
            rf"{name}: a kernel of size \(3.*doesn't fit into an input of shape \(1, 1, 2.*help",
        ),
        ErrorInput(
            "too much padding",
            lambda: function(leaf(1, 1, 4, *ones), 2, padding=2),
            ValueError,
            rf"{name}: padding \(2.*size \(2.*at most half",
        ),
        ErrorInput(
            "too few axes",
            lambda: function(leaf(3), 2),
            ValueError,
            rf"{name} of a tensor of shape \(3,\).*{axes + 2} axes",
        ),
        ErrorInput("no window", lambda: function(leaf(1, 1, 4, *ones), 0), ValueError, r"kernel_size is 0\nhelp"),
    )


def adaptive_by_hand(axes, reduce):
    """An adaptive pool in NumPy: a window at a time."""

    def pooled(x, output_size):
        lengths = x.shape[x.ndim - axes :]
        wanted = [n if m is None else m for n, m in zip(lengths, each(output_size, axes))]
        y = np.empty((*x.shape[: x.ndim - axes], *wanted))
        for position in np.ndindex(*wanted):
            index = tuple(
                slice(math.floor(i * n / m), math.ceil((i + 1) * n / m)) for i, n, m in zip(position, lengths, wanted)
            )
            y[(..., *position)] = reduce(x[(..., *index)], axis=tuple(range(-axes, 0)))
        return y

    return pooled


def adaptive_rows(name, reduce, family, domain):
    """The rows of adaptive_avg_pool or adaptive_max_pool."""
    samples = {
        1: {
            "all": given(family(2, 2, 3), 1),
            "without a remainder": given(family(1, 2, 6), 3),
            "with a remainder": given(family(1, 2, 5), 3),
            "longer": given(family(1, 1, 2), 5),
            "one example": given(family(2, 5), (2,)),
        },
        2: {
            "all": given(family(1, 2, 2, 3), 1),
            "without a remainder": given(family(1, 1, 4, 6), (2, 3)),
            "with a remainder": given(family(1, 1, 3, 5), 2),
            "as it is": given(family(2, 3, 4), (None, 3)),
        },
        3: {
            "all": given(family(1, 1, 2, 2, 2), 1),
            "without a remainder": given(family(1, 1, 2, 4, 2), (1, 2, 2)),
            "with a remainder": given(family(1, 1, 2, 3, 2), (3, 2, None)),
        },
    }
    for axes in (1, 2, 3):
        function = getattr(F, f"{name}{axes}d")
        yield Row(
            function.__name__,
            function,
            samples[axes],
            covers=(function,),
            numpy=adaptive_by_hand(axes, reduce),
            records=False,
            torch=torch_functional(function.__name__),
            domain=domain,
            errors=(
                ErrorInput(
                    "no size",
                    lambda function=function, axes=axes: function(leaf(1, 1, *(2,) * axes), "2"),
                    TypeError,
                    r"output_size is .*'2'.*help",
                ),
                ErrorInput(
                    "another number of axes",
                    lambda function=function: function(leaf(2), 2),
                    ValueError,
                    rf"{function.__name__} of a tensor of shape \(2,\)",
                ),
                ErrorInput(
                    "nothing there",
                    lambda function=function, axes=axes: function(leaf(1, 1, *(0,) * axes), 2),
                    ValueError,
                    r"shape \(1, 1, 0.*help",
                ),
            ),
        )


UNPOOLED = {
    1: ((1, 2, 2), np.array([[[1, 2], [0, 3]]]), 2, (2, 2), np.array([[0, 3], [1, 2]])),
    2: ((1, 1, 1, 2), np.array([[[[5, 2]]]]), 2, (2, 2, 1), np.array([[[1], [6]], [[4], [3]]])),
    3: ((1, 1, 1, 1, 2), np.array([[[[[5, 14]]]]]), 2, (1, 1, 1, 1), np.array([[[[7]]]])),
}


def torch_unpool(name):
    """PyTorch's function of that name."""
    return lambda x, indices, **options: getattr(torch.nn.functional, name)(x, torch.from_numpy(indices), **options)


def unpool_rows():
    """The rows of max_unpool."""
    for axes, (shape, indices, size, single, single_indices) in UNPOOLED.items():
        function = getattr(F, f"max_unpool{axes}d")
        yield Row(
            function.__name__,
            function,
            {
                "plain": given(normal(*shape), indices=indices, kernel_size=size),
                "one example": given(normal(*single), indices=single_indices, kernel_size=size),
                "longer": given(
                    normal(*single),
                    indices=single_indices,
                    kernel_size=size,
                    stride=2,
                    padding=0,
                    output_size=tuple(2 * n + 1 for n in single[-axes:]),
                ),
            },
            covers=(function, ops.max_unpool) if axes == 1 else (function,),
            torch=torch_unpool(function.__name__),
            errors=(
                ErrorInput(
                    "other indices",
                    lambda function=function, shape=shape: function(leaf(*shape), np.zeros((1, 1), int), 2),
                    ValueError,
                    rf"{function.__name__}: an input of shape \(1.*indices of shape \(1, 1\)\nhelp",
                ),
                ErrorInput(
                    "a length that can't have been",
                    lambda function=function, shape=shape, indices=indices, axes=axes: function(
                        leaf(*shape), indices, 2, output_size=(9,) * axes
                    ),
                    ValueError,
                    r"output_size \(9.*help",
                ),
                ErrorInput(
                    "an index that isn't there",
                    lambda function=function, shape=shape, indices=indices: function(leaf(*shape), indices + 99, 2),
                    IndexError,
                    r"out of bounds\nhelp",
                ),
            ),
        )


def lp_by_hand(axes):
    """lp_pool1d, lp_pool2d or lp_pool3d in NumPy, for positive x and windows that don't reach beyond the end."""

    def pooled(x, norm_type, kernel_size, stride=None, ceil_mode=False):
        def norm(parts, axis):
            return np.sum(parts**norm_type, axis=axis) ** (1 / norm_type)

        return pool_by_hand(axes, norm, x, kernel_size, stride)

    return pooled


def first_of(function):
    """The values, where the function returns indices too."""
    return lambda *operands, **options: function(*operands, return_indices=True, **options)[0]


def lrn_by_hand(x, size, alpha=1e-4, beta=0.75, k=1.0):
    """local_response_norm in NumPy: a channel at a time."""
    y = np.empty_like(x)
    for c in range(x.shape[1]):
        near = x[:, max(c - size // 2, 0) : c + (size - 1) // 2 + 1]
        y[:, c] = x[:, c] / (k + alpha * np.sum(near**2, axis=1) / size) ** beta
    return y


POOLS = (
    Row(
        "max_pool1d",
        F.max_pool1d,
        {
            "plain": given(distinct(2, 2, 6), 2),
            "one example": given(distinct(2, 5), 3),
            "overlapping": given(distinct(1, 1, 6), 3, stride=1),
            "apart": given(distinct(1, 1, 7), kernel_size=2, stride=(3,)),
            "padding and dilation": given(distinct(1, 2, 6), 3, stride=2, padding=1, dilation=2),
            "ceil_mode": given(distinct(1, 2, 6), 4, ceil_mode=True),
            "by position": given(distinct(1, 1, 6), 3, 2, 1, 1, True),
            "no examples": given(distinct(0, 2, 4), 2),
        },
        covers=(F.max_pool1d, ops.max_pool),
        numpy=lambda x, *sizes, **options: max_by_hand(1)(x, *sizes, **options),
        records=False,
        torch=torch_functional("max_pool1d"),
        also=(first_of(F.max_pool1d),),
        domain=apart,
        errors=wrong_windows(F.max_pool1d, 1),
    ),
    Row(
        "max_pool2d",
        F.max_pool2d,
        {
            "plain": given(distinct(1, 2, 4, 4), 2),
            "one example": given(distinct(1, 3, 4), (2, 3)),
            "everything": given(
                distinct(1, 1, 5, 6), (3, 2), stride=(2, 1), padding=(1, 1), dilation=(1, 2), ceil_mode=True
            ),
        },
        covers=(F.max_pool2d,),
        numpy=max_by_hand(2),
        records=False,
        torch=torch_functional("max_pool2d"),
        also=(first_of(F.max_pool2d),),
        domain=apart,
        errors=wrong_windows(F.max_pool2d, 2),
    ),
    Row(
        "max_pool3d",
        F.max_pool3d,
        {
            "plain": given(distinct(1, 1, 2, 4, 2), 2),
            "one example": given(distinct(1, 3, 3, 2), 2, stride=1),
            "everything": given(distinct(1, 1, 3, 4, 3), 2, stride=2, padding=1, ceil_mode=True),
        },
        covers=(F.max_pool3d,),
        numpy=max_by_hand(3),
        records=False,
        torch=torch_functional("max_pool3d"),
        also=(first_of(F.max_pool3d),),
        domain=apart,
        errors=wrong_windows(F.max_pool3d, 3),
    ),
    Row(
        "avg_pool1d",
        F.avg_pool1d,
        {
            "plain": given(normal(2, 2, 6), 2),
            "one example": given(normal(2, 5), 3),
            "overlapping": given(normal(1, 1, 6), kernel_size=3, stride=1),
            "padding": given(normal(1, 2, 5), 3, stride=2, padding=1),
            "padding doesn't count": given(normal(1, 2, 5), 3, stride=2, padding=1, count_include_pad=False),
            "ceil_mode": given(normal(1, 2, 6), 4, stride=3, padding=1, ceil_mode=True),
            "ceil_mode, padding doesn't count": given(normal(1, 1, 6), 4, 3, 1, True, False),
            "no examples": given(normal(0, 2, 4), 2),
        },
        covers=(F.avg_pool1d, ops.avg_pool),
        torch=torch_functional("avg_pool1d"),
        errors=wrong_windows(F.avg_pool1d, 1),
    ),
    Row(
        "avg_pool2d",
        F.avg_pool2d,
        {
            "plain": given(normal(1, 2, 4, 4), 2),
            "one example": given(normal(1, 3, 4), (2, 3), stride=1),
            "padding doesn't count": given(
                normal(1, 1, 4, 5), 3, stride=2, padding=1, ceil_mode=True, count_include_pad=False
            ),
            "padding counts, what ceil_mode adds doesn't": given(
                normal(1, 1, 4, 5), (2, 3), stride=(3, 3), padding=(1, 1), ceil_mode=True
            ),
            "divisor_override": given(
                normal(1, 1, 3, 4), 2, padding=1, count_include_pad=False, ceil_mode=True, divisor_override=3
            ),
        },
        covers=(F.avg_pool2d,),
        torch=torch_functional("avg_pool2d"),
        errors=(
            *wrong_windows(F.avg_pool2d, 2),
            ErrorInput(
                "no divisor", lambda: F.avg_pool2d(leaf(1, 2, 2), 2, divisor_override=0), ValueError, r"is 0\nhelp"
            ),
        ),
    ),
    Row(
        "avg_pool3d",
        F.avg_pool3d,
        {
            "plain": given(normal(1, 1, 2, 4, 2), 2),
            "everything": given(
                normal(1, 3, 4, 3), 2, stride=(1, 2, 2), padding=1, ceil_mode=True, count_include_pad=False
            ),
            "divisor_override": given(normal(1, 1, 2, 2, 2), 2, divisor_override=5),
        },
        covers=(F.avg_pool3d,),
        torch=torch_functional("avg_pool3d"),
        errors=wrong_windows(F.avg_pool3d, 3),
    ),
    *adaptive_rows("adaptive_avg_pool", np.mean, normal, None),
    *adaptive_rows("adaptive_max_pool", np.max, distinct, apart),
    *unpool_rows(),
    Row(
        "lp_pool1d",
        F.lp_pool1d,
        {
            "plain": given(positive(1, 2, 6), 2, 3),
            "one example": given(positive(2, 5), 3.0, kernel_size=2, stride=1),
            "of order 1": given(positive(1, 1, 4), norm_type=1, kernel_size=2, ceil_mode=True),
        },
        covers=(F.lp_pool1d,),
        numpy=lp_by_hand(1),
        records=False,
        torch=torch_functional("lp_pool1d"),
    ),
    Row(
        "lp_pool2d",
        F.lp_pool2d,
        {
            "plain": given(positive(1, 2, 4, 2), 2, 2),
            "order 3": given(positive(1, 4, 4), 3, (2, 3), stride=1),
        },
        covers=(F.lp_pool2d,),
        numpy=lp_by_hand(2),
        records=False,
        torch=torch_functional("lp_pool2d"),
    ),
    Row(
        "lp_pool3d",
        F.lp_pool3d,
        {"plain": given(positive(1, 1, 2, 2, 4), 2, 2), "stride": given(positive(1, 2, 2, 3), 2, (2, 1, 2), stride=1)},
        covers=(F.lp_pool3d,),
        numpy=lp_by_hand(3),
        records=False,
        torch=torch_functional("lp_pool3d"),
    ),
    Row(
        "local_response_norm",
        F.local_response_norm,
        {
            "three channels": given(normal(2, 4, 3), 3, alpha=0.5),
            "an even number of channels": given(normal(1, 5, 2), 2, 0.3, 0.5, 2.0),
            "images": given(normal(1, 3, 2, 2), size=2),
            "more channels than there are": given(normal(1, 2, 2), 5, alpha=1.0),
        },
        covers=(F.local_response_norm,),
        numpy=lrn_by_hand,
        records=False,
        torch=torch_functional("local_response_norm"),
        errors=(
            ErrorInput(
                "too few axes", lambda: F.local_response_norm(leaf(2, 3), 2), ValueError, r"shape \(2, 3\)\nhelp"
            ),
        ),
    ),
)
