"""Convolutions, with PyTorch's arguments and checks; the formulas are in `ops/convolution.py`."""

from __future__ import annotations

from ... import ops
from .checks import value_of
from .spatial import as_given, check_spatial, examples_of, per_axis


def conv1d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups: int = 1):
    """Each kernel of the weight (O, C / groups, k) laid on every window of the input (N, C, L): (N, O, L′).

    As in PyTorch this is a cross-correlation: the kernels aren't flipped. `stride` is the step from window to window,
    `padding` the number of zeros on both sides ('same': as many as keep the length; 'valid': none), `dilation` the step
    from element to element of a window; channels see only those of their own of the `groups`. L′ is
    (L + 2 padding − dilation (k − 1) − 1) // stride + 1. One example (C, L) alone will do.

    >>> import tinygrad_edu as tg
    >>> tg.nn.functional.conv1d(tg.tensor([[[1.0, 2.0, 4.0, 8.0]]]), tg.tensor([[[-1.0, 1.0]]]))
    tensor([[[1., 2., 4.]]])
    """
    return convolved("conv1d", 1, input, weight, bias, stride, padding, dilation, groups)


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups: int = 1):
    """Each kernel of the weight (O, C / groups, k, l) laid on every window of (N, C, H, W). See `conv1d`."""
    return convolved("conv2d", 2, input, weight, bias, stride, padding, dilation, groups)


def conv3d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups: int = 1):
    """Each kernel of the weight (O, C / groups, k, l, m) laid on every window of (N, C, D, H, W). See `conv1d`."""
    return convolved("conv3d", 3, input, weight, bias, stride, padding, dilation, groups)


def conv_transpose1d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups: int = 1, dilation=1):
    """The input (N, C, L) times the kernels (C, O / groups, k), added up where their windows are: (N, O, L′).

    It is what `conv1d` with these arguments sends back to its input, and undoes what that does to the length: L′ is
    (L − 1) stride − 2 padding + dilation (k − 1) + output_padding + 1. The `output_padding` chooses among the lengths
    that conv1d would have rounded down to the same.
    """
    return transposed("conv_transpose1d", 1, input, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transpose2d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups: int = 1, dilation=1):
    """(N, C, H, W) times the kernels (C, O / groups, k, l), added up at their windows. See `conv_transpose1d`."""
    return transposed("conv_transpose2d", 2, input, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transpose3d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups: int = 1, dilation=1):
    """(N, C, D, H, W) times (C, O / groups, k, l, m), added up at their windows. See `conv_transpose1d`."""
    return transposed("conv_transpose3d", 3, input, weight, bias, stride, padding, output_padding, groups, dilation)


def convolved(name, axes, input, weight, bias, stride, padding, dilation, groups):
    """conv1d, conv2d and conv3d."""
    stride, dilation = per_axis("stride", stride, axes, 1), per_axis("dilation", dilation, axes, 1)
    check_channels(name, axes, input, weight, bias, groups, outer=0)
    x = examples_of(input, axes)
    if isinstance(padding, str):
        x, padding = padded_by_name(name, x, padding, weight.shape[2:], stride, dilation)
    padding = per_axis("padding", padding, axes)
    operands = (x, weight) if bias is None else (x, weight, bias)
    y = ops.convolution(*operands, stride=stride, padding=padding, dilation=dilation, groups=groups)
    return as_given(y, input)


def padded_by_name(name, x, padding: str, size, stride, dilation):
    """The input and the number of zeros that 'same' or 'valid' stand for; an odd zero is laid behind at once."""
    check_padding(padding, stride)
    if padding == "valid":
        return x, 0
    around = [d * (k - 1) for k, d in zip(size, dilation)]
    if any(n % 2 for n in around):
        x = ops.pad(x, width=((0, 0), (0, 0), *((0, n % 2) for n in around)))
    return x, tuple(n // 2 for n in around)


def check_padding(padding: str, stride) -> None:
    """Refuse a padding by a name that isn't there, or 'same' where the result can't be as long as the input."""
    if padding not in ("same", "valid"):
        raise ValueError(f"no padding {padding!r}\nhelp: 'same', 'valid', a number, or a number for each axis")
    if padding == "same" and any(s != 1 for s in stride):
        raise ValueError(f"padding 'same' with stride {stride}\nhelp: only with stride 1 the length can be the same")


def transposed(name, axes, input, weight, bias, stride, padding, output_padding, groups, dilation):
    """conv_transpose1d, conv_transpose2d and conv_transpose3d."""
    stride, dilation = per_axis("stride", stride, axes, 1), per_axis("dilation", dilation, axes, 1)
    padding, behind = per_axis("padding", padding, axes), per_axis("output_padding", output_padding, axes)
    check_channels(name, axes, input, weight, bias, groups, outer=1)
    if any(n >= max(s, d) for n, s, d in zip(behind, stride, dilation)):
        raise ValueError(f"output_padding {behind} with stride {stride}\nhelp: it is smaller than stride or dilation")
    x = examples_of(input, axes)
    size, counts = weight.shape[2:], x.shape[2:]
    lengths = tuple(
        (n - 1) * s - 2 * p + d * (k - 1) + b + 1
        for n, s, p, d, k, b in zip(counts, stride, padding, dilation, size, behind)
    )
    if min(lengths) < 1:
        raise ValueError(
            f"{name} of {input.shape} with a weight {weight.shape} would be of lengths {lengths}\nhelp: pad less"
        )
    operands = (x, weight) if bias is None else (x, weight, bias)
    y = ops.transposed_convolution(
        *operands, lengths=lengths, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    return as_given(y, input)


def check_channels(name, axes, input, weight, bias, groups, outer) -> None:
    """Refuse shapes that don't belong together. `outer` is the axis of the weight with the channels of the result."""
    x, w = value_of(input).shape, value_of(weight).shape
    if len(w) != axes + 2 or 0 in w[2:]:
        raise ValueError(f"{name}: a weight of shape {w}\nhelp: (channels, channels, …) with {axes + 2} axes")
    check_spatial(f"{name} with a weight of shape {w}", input, axes)
    if not isinstance(groups, int) or groups < 1:
        raise ValueError(f"{name}: groups is {groups!r}\nhelp: a whole number from 1 up")
    wanted, given = w[0] if outer else w[1] * groups, x[-axes - 1]
    if given != wanted or w[0] % groups:
        raise ValueError(
            f"{name}: an input of shape {x} has {given} channels, a weight of shape {w} in {groups} groups is for "
            f"{wanted}\nhelp: both numbers of channels are multiples of groups; one has {axes} axes behind the channels"
        )
    results = w[outer] * (groups if outer else 1)
    if bias is not None and value_of(bias).shape != (results,):
        raise ValueError(
            f"{name}: a bias of shape {value_of(bias).shape}\nhelp: one number for each of {results} channels"
        )
