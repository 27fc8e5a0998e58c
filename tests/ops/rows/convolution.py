"""Rows of windows and convolutions."""

from __future__ import annotations

import itertools
import warnings

import numpy as np

import tinygrad_edu.nn.functional as F
from tinygrad_edu import ops

from ..references import torch
from ..row import ErrorInput, Row, leaf
from ..samples import given, normal


def each(value, axes):
    """A number for each axis."""
    return tuple(value) if isinstance(value, tuple) else (value,) * axes


def every_window(x, size, stride, dilation):
    """Each window of x and its position, one after the other."""
    axes = len(size)
    counts = [(n - d * (k - 1) - 1) // s + 1 for n, k, s, d in zip(x.shape[x.ndim - axes :], size, stride, dilation)]
    for position in itertools.product(*map(range, counts)):
        index = tuple(slice(i * s, i * s + d * k, d) for i, s, d, k in zip(position, stride, dilation, size))
        yield position, index, counts


def windows_by_hand(x, size, stride, dilation):
    """What `windows` gives, a window at a time."""
    y = None
    for position, index, counts in every_window(x, size, stride, dilation):
        if y is None:
            y = np.zeros((*x.shape[: x.ndim - len(size)], *size, *counts))
        y[(..., *position)] = x[(..., *index)]
    return y


def overlap_add_by_hand(x, lengths, stride, dilation):
    """What `overlap_add` gives, a window at a time."""
    axes = len(lengths)
    y = np.zeros((*x.shape[: x.ndim - 2 * axes], *lengths))
    for position, index, _ in every_window(y, x.shape[x.ndim - 2 * axes : x.ndim - axes], stride, dilation):
        if all(i < n for i, n in zip(position, x.shape[x.ndim - axes :])):
            y[(..., *index)] += x[(..., *position)]
    return y


def conv_by_hand(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """What conv1d, conv2d and conv3d give: every window times every kernel."""
    axes = weight.ndim - 2
    if x.ndim == axes + 1:
        return conv_by_hand(x[None], weight, bias, stride, padding, dilation, groups)[0]
    dilation = each(dilation, axes)
    spans = [d * (k - 1) for d, k in zip(dilation, weight.shape[2:])]
    if isinstance(padding, str):
        width = [(n // 2, n - n // 2) if padding == "same" else (0, 0) for n in spans]
    else:
        width = [(p, p) for p in each(padding, axes)]
    x = np.pad(x, [(0, 0), (0, 0), *width])
    parts = windows_by_hand(x, weight.shape[2:], each(stride, axes), dilation)
    own, results = x.shape[1] // groups, weight.shape[0] // groups
    letters = "klm"[:axes]
    answers = [
        np.einsum(
            f"nc{letters}...,oc{letters}->no...",
            parts[:, group * own : (group + 1) * own],
            weight[group * results : (group + 1) * results],
        )
        for group in range(groups)
    ]
    y = np.concatenate(answers, axis=1)
    return y if bias is None else y + np.reshape(bias, (-1, *(1,) * axes))


def conv_transpose_by_hand(x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    """What conv_transpose1d, 2d and 3d give: every element times every kernel, at its place."""
    axes = weight.ndim - 2
    if x.ndim == axes + 1:
        return conv_transpose_by_hand(x[None], weight, bias, stride, padding, output_padding, groups, dilation)[0]
    stride, dilation, padding = each(stride, axes), each(dilation, axes), each(padding, axes)
    size, behind = weight.shape[2:], each(output_padding, axes)
    lengths = [(n - 1) * s + d * (k - 1) + 1 + b for n, s, d, k, b in zip(x.shape[2:], stride, dilation, size, behind)]
    results, own = weight.shape[1], x.shape[1] // groups
    y = np.zeros((x.shape[0], results * groups, *lengths))
    for position in itertools.product(*map(range, x.shape[2:])):
        index = tuple(slice(i * s, i * s + d * k, d) for i, s, d, k in zip(position, stride, dilation, size))
        for group in range(groups):
            part = slice(group * own, (group + 1) * own)
            added = np.tensordot(x[(slice(None), part, *position)], weight[part], 1)
            y[(slice(None), slice(group * results, (group + 1) * results), *index)] += added
    y = y[(..., *(slice(p, n - p) for p, n in zip(padding, lengths)))]
    return y if bias is None else y + np.reshape(bias, (-1, *(1,) * axes))


def torch_functional(name):
    """PyTorch's function of that name, without the warning that an odd padding takes a copy."""

    def function(*operands, **options):
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Using padding='same' with even kernel lengths")
            return getattr(torch.nn.functional, name)(*operands, **options)

    return function


def wrong_shapes(function, axes, outer):
    """The error inputs of a convolution of two channels: `outer` is the axis of the weight with the results."""
    ones = (1,) * (axes - 1)
    x, weight = (1, 2, 4, *ones), (2, 2, 3, *ones)
    name = function.__name__
    return (
        ErrorInput(
            "another number of channels",
            lambda: function(leaf(1, 3, 4, *ones), leaf(*weight)),
            ValueError,
            rf"{name}: an input of shape \(1, 3, 4.*3 channels, a weight of shape \(2, 2, 3.*for 2\nhelp",
        ),
        ErrorInput(
            "no multiple of the groups",
            lambda: function(leaf(1, 6, 4, *ones), leaf(3, 3, 3, *ones), groups=2),
            ValueError,
            r"in 2 groups.*multiples of groups",
        ),
        ErrorInput("no groups", lambda: function(leaf(*x), leaf(*weight), groups=0), ValueError, r"groups is 0\nhelp"),
        ErrorInput(
            "another number of axes",
            lambda: function(leaf(2), leaf(*weight)),
            ValueError,
            rf"{name} with a weight of shape.*of a tensor of shape \(2,\).*{axes + 2} axes",
        ),
        ErrorInput(
            "a weight with another number of axes",
            lambda: function(leaf(*x), leaf(2, 2)),
            ValueError,
            rf"{name}: a weight of shape \(2, 2\).*{axes + 2} axes",
        ),
        ErrorInput(
            "another bias",
            lambda: function(leaf(*x), leaf(*weight), leaf(3)),
            ValueError,
            rf"{name}: a bias of shape \(3,\)\nhelp: one number for each of 2",
        ),
        ErrorInput("no stride", lambda: function(leaf(*x), leaf(*weight), stride=0), ValueError, r"stride is 0\nhelp"),
        ErrorInput(
            "no whole stride", lambda: function(leaf(*x), leaf(*weight), stride=1.5), TypeError, r"stride is 1.5\nhelp"
        ),
        ErrorInput(
            "too many strides",
            lambda: function(leaf(*x), leaf(*weight), stride=(1,) * 4),
            ValueError,
            rf"stride is \(1, 1, 1, 1\).*{axes} of them",
        ),
    )


def too_large(function, axes):
    """The error inputs of what isn't transposed: kernels that don't fit, paddings that aren't there."""
    ones = (1,) * (axes - 1)
    return (
        ErrorInput(
            "a kernel larger than the input",
            lambda: function(leaf(1, 1, 2, *ones), leaf(1, 1, 3, *ones)),
            ValueError,
            r"convolution\(\(1, 1, 2.*\(1, 1, 3.*spans \(3.*doesn't fit into lengths \(2.*help: pad",
        ),
        ErrorInput(
            "no such padding",
            lambda: function(leaf(1, 1, 3, *ones), leaf(1, 1, 3, *ones), padding="full"),
            ValueError,
            r"no padding 'full'\nhelp: 'same', 'valid'",
        ),
        ErrorInput(
            "same with a stride",
            lambda: function(leaf(1, 1, 3, *ones), leaf(1, 1, 3, *ones), padding="same", stride=2),
            ValueError,
            r"padding 'same' with stride \(2.*help",
        ),
    )


def too_small(function, axes):
    """The error inputs of what is transposed: lengths that can't be."""
    ones = (1,) * (axes - 1)
    return (
        ErrorInput(
            "nothing is left",
            lambda: function(leaf(1, 1, 1, *ones), leaf(1, 1, 2, *ones), padding=1),
            ValueError,
            rf"{function.__name__} of \(1, 1, 1.*lengths \(0.*help: pad less",
        ),
        ErrorInput(
            "too much output_padding",
            lambda: function(leaf(1, 1, 2, *ones), leaf(1, 1, 2, *ones), output_padding=1),
            ValueError,
            r"output_padding \(1.*with stride \(1.*help",
        ),
    )


def by_name(function):
    """The same call with every operand named."""

    def named(input, weight, bias=None, **options):
        return function(input=input, weight=weight, bias=bias, **options)

    return named


CONVOLUTIONS = (
    Row(
        "windows",
        ops.windows,
        {
            "a row": given(normal(6), size=(3,), stride=(1,), dilation=(1,)),
            "apart": given(normal(2, 7), size=(2,), stride=(2,), dilation=(3,)),
            "a plane": given(normal(2, 3, 4), size=(2, 3), stride=(1, 1), dilation=(1, 1)),
            "some left over": given(normal(1, 5, 6), size=(2, 2), stride=(2, 3), dilation=(2, 1)),
            "a block": given(normal(3, 2, 3), size=(2, 1, 2), stride=(1, 1, 1), dilation=(1, 1, 1)),
            "no examples": given(normal(0, 4), size=(2,), stride=(1,), dilation=(1,)),
        },
        covers=(ops.windows,),
        numpy=windows_by_hand,
        records=False,
        errors=(
            ErrorInput(
                "too long",
                lambda: ops.windows(leaf(2, 3), size=(2,), stride=(1,), dilation=(3,)),
                ValueError,
                r"windows\(\(2, 3\).*spans \(4,\) doesn't fit into lengths \(3,\)\nhelp",
            ),
            ErrorInput(
                "more axes than there are",
                lambda: ops.windows(leaf(3), size=(2, 2), stride=(1, 1), dilation=(1, 1)),
                ValueError,
                r"windows\(\(3,\).*doesn't fit",
            ),
        ),
    ),
    Row(
        "overlap_add",
        ops.overlap_add,
        {
            "a row": given(normal(3, 4), lengths=(6,), stride=(1,), dilation=(1,)),
            "apart": given(normal(2, 2, 2), lengths=(7,), stride=(2,), dilation=(3,)),
            "a plane": given(normal(2, 2, 3, 2, 2), lengths=(3, 4), stride=(1, 1), dilation=(1, 1)),
            "fewer windows than fit": given(normal(2, 2), lengths=(6,), stride=(1,), dilation=(1,)),
            "a block": given(normal(2, 1, 2, 2, 2, 2), lengths=(3, 2, 3), stride=(1, 1, 1), dilation=(1, 1, 1)),
        },
        covers=(ops.overlap_add,),
        numpy=overlap_add_by_hand,
        records=False,
        errors=(
            ErrorInput(
                "more windows than fit",
                lambda: ops.overlap_add(leaf(3, 4), lengths=(5,), stride=(1,), dilation=(1,)),
                ValueError,
                r"overlap_add\(\(3, 4\).*\(4,\) windows don't fit: \(3,\) do\nhelp",
            ),
        ),
    ),
    Row(
        "conv1d",
        F.conv1d,
        {
            "one of everything": given(normal(1, 1, 1), normal(1, 1, 1), normal(1)),
            "plain": given(normal(2, 2, 5), normal(3, 2, 2), normal(3)),
            "no bias": given(normal(2, 2, 4), normal(1, 2, 3)),
            "bias None": given(normal(1, 2, 4), normal(1, 2, 3), None),
            "one example": given(normal(2, 5), normal(3, 2, 2), normal(3)),
            "stride, padding and dilation": given(
                normal(1, 2, 6), normal(2, 2, 3), normal(2), stride=2, padding=1, dilation=2
            ),
            "groups": given(normal(2, 4, 4), normal(6, 2, 2), normal(6), groups=2),
            "tuples": given(normal(1, 1, 5), normal(1, 1, 2), stride=(2,), padding=(1,), dilation=(2,)),
            "same": given(normal(1, 1, 4), normal(1, 1, 3), padding="same", dilation=2),
            "same, uneven": given(normal(1, 2, 4), normal(1, 2, 2), normal(1), padding="same"),
            "valid": given(normal(1, 1, 4), normal(1, 1, 3), padding="valid"),
            "no examples": given(normal(0, 2, 4), normal(1, 2, 3), normal(1)),
        },
        covers=(F.conv1d, ops.convolution),
        numpy=conv_by_hand,
        records=False,
        torch=torch_functional("conv1d"),
        also=(by_name(F.conv1d),),
        errors=(*wrong_shapes(F.conv1d, 1, 0), *too_large(F.conv1d, 1)),
    ),
    Row(
        "conv2d",
        F.conv2d,
        {
            "plain": given(normal(2, 1, 3, 4), normal(2, 1, 2, 3), normal(2)),
            "one example": given(normal(1, 3, 3), normal(2, 1, 2, 2)),
            "stride, padding and dilation": given(
                normal(1, 1, 5, 4), normal(2, 1, 2, 2), normal(2), stride=(2, 1), padding=(1, 0), dilation=(2, 1)
            ),
            "every channel for itself": given(normal(1, 3, 3, 2), normal(3, 1, 2, 2), normal(3), groups=3),
            "pixel by pixel": given(normal(2, 3, 2, 2), normal(2, 3, 1, 1), normal(2)),
            "same, uneven": given(normal(1, 1, 3, 3), normal(1, 1, 2, 4), padding="same"),
        },
        covers=(F.conv2d,),
        numpy=conv_by_hand,
        records=False,
        torch=torch_functional("conv2d"),
        also=(by_name(F.conv2d),),
        errors=(*wrong_shapes(F.conv2d, 2, 0), *too_large(F.conv2d, 2)),
    ),
    Row(
        "conv3d",
        F.conv3d,
        {
            "plain": given(normal(1, 1, 3, 2, 3), normal(2, 1, 2, 1, 2), normal(2)),
            "everything": given(
                normal(1, 2, 2, 3, 2), normal(2, 1, 2, 2, 1), stride=(1, 2, 1), padding=1, dilation=(2, 1, 1), groups=2
            ),
            "one example": given(normal(1, 2, 2, 2), normal(1, 1, 2, 1, 2)),
        },
        covers=(F.conv3d,),
        numpy=conv_by_hand,
        records=False,
        torch=torch_functional("conv3d"),
        errors=(*wrong_shapes(F.conv3d, 3, 0), *too_large(F.conv3d, 3)),
    ),
    Row(
        "conv_transpose1d",
        F.conv_transpose1d,
        {
            "one of everything": given(normal(1, 1, 1), normal(1, 1, 1), normal(1)),
            "plain": given(normal(2, 2, 3), normal(2, 3, 2), normal(3)),
            "no bias": given(normal(2, 2, 3), normal(2, 1, 3)),
            "one example": given(normal(2, 3), normal(2, 1, 2), normal(1)),
            "stride and padding": given(normal(1, 2, 3), normal(2, 1, 3), normal(1), stride=2, padding=1),
            "output_padding": given(normal(1, 1, 3), normal(1, 2, 2), normal(2), stride=3, output_padding=2),
            "output_padding beyond the stride": given(normal(1, 1, 3), normal(1, 2, 2), output_padding=1, dilation=2),
            "groups": given(normal(2, 4, 2), normal(4, 1, 2), normal(2), groups=2),
            "by position": given(normal(1, 2, 3), normal(2, 1, 2), normal(2), 2, 1, 1, 2, 2),
            "no examples": given(normal(0, 2, 3), normal(2, 1, 2), normal(1)),
        },
        covers=(F.conv_transpose1d, ops.transposed_convolution),
        numpy=conv_transpose_by_hand,
        records=False,
        torch=torch_functional("conv_transpose1d"),
        errors=(*wrong_shapes(F.conv_transpose1d, 1, 1), *too_small(F.conv_transpose1d, 1)),
    ),
    Row(
        "conv_transpose2d",
        F.conv_transpose2d,
        {
            "plain": given(normal(2, 2, 2, 2), normal(2, 1, 2, 3), normal(1)),
            "everything": given(
                normal(1, 2, 2, 3),
                normal(2, 1, 3, 2),
                normal(2),
                stride=(2, 1),
                padding=(1, 0),
                output_padding=(1, 0),
                groups=2,
                dilation=(1, 2),
            ),
            "one example": given(normal(1, 2, 2), normal(1, 2, 2, 2), stride=2),
        },
        covers=(F.conv_transpose2d,),
        numpy=conv_transpose_by_hand,
        records=False,
        torch=torch_functional("conv_transpose2d"),
        errors=(*wrong_shapes(F.conv_transpose2d, 2, 1), *too_small(F.conv_transpose2d, 2)),
    ),
    Row(
        "conv_transpose3d",
        F.conv_transpose3d,
        {
            "plain": given(normal(1, 1, 2, 1, 2), normal(1, 2, 2, 2, 1), normal(2)),
            "everything": given(
                normal(1, 1, 2, 2, 1), normal(1, 1, 2, 1, 2), stride=2, padding=(1, 0, 0), output_padding=1, dilation=2
            ),
        },
        covers=(F.conv_transpose3d,),
        numpy=conv_transpose_by_hand,
        records=False,
        torch=torch_functional("conv_transpose3d"),
        errors=(*wrong_shapes(F.conv_transpose3d, 3, 1), *too_small(F.conv_transpose3d, 3)),
    ),
)
