"""Convolutions as Modules; what they compute is in `functional`."""

from __future__ import annotations

from typing import Any, ClassVar

from . import functional, init
from .functional.convolution import check_padding
from .functional.spatial import per_axis
from .module import Module
from .parameters import check_lengths, empty, fill_within

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


class Convolution(Module):
    """What all convolutions share.

    Fields: what was given, numbers as tuples with one for each axis in space; `weight`, (out_channels, in_channels /
    groups, *kernel_size) or, transposed, (in_channels, out_channels / groups, *kernel_size), and `bias`
    (out_channels) or None. Both are uniform in ±1/√n at first, as in PyTorch, where n is the number of elements in
    weight[0].
    """

    axes: ClassVar[int]
    transposed: ClassVar[bool] = False

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride,
        padding,
        dilation,
        groups,
        bias,
        padding_mode,
        device,
        dtype,
    ) -> None:
        super().__init__()
        check_lengths(type(self).__name__, in_channels=in_channels, out_channels=out_channels)
        if not isinstance(groups, int) or groups < 1 or in_channels % groups or out_channels % groups:
            raise ValueError(
                f"{in_channels} channels to {out_channels} in {groups} groups\nhelp: both are multiples of the groups"
            )
        if padding_mode not in PADDING_MODES:
            raise ValueError(f"no padding_mode {padding_mode!r}\nhelp: {', '.join(PADDING_MODES)}")
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size = per_axis("kernel_size", kernel_size, self.axes, 1)
        self.stride = per_axis("stride", stride, self.axes, 1)
        self.dilation = per_axis("dilation", dilation, self.axes, 1)
        if isinstance(padding, str):
            check_padding(padding, self.stride)
        self.padding: Any = padding if isinstance(padding, str) else per_axis("padding", padding, self.axes)
        self.output_padding: tuple[int, ...] = (0,) * self.axes
        self.padding_mode = padding_mode
        channels = (in_channels, out_channels) if self.transposed else (out_channels, in_channels)
        self.weight = empty(channels[0], channels[1] // groups, *self.kernel_size, device=device, dtype=dtype)
        self.bias = empty(out_channels, device=device, dtype=dtype) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set weight and bias to their first values."""
        fill_within(init.fans(self.weight)[0], self.weight, self.bias)

    def extra_repr(self) -> str:
        """What was given, as far as it isn't the default."""
        parts = [f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"]
        nothing, single = (0,) * self.axes, (1,) * self.axes
        parts += [f"padding={self.padding}"] if self.padding != nothing else []
        parts += [f"dilation={self.dilation}"] if self.dilation != single else []
        parts += [f"output_padding={self.output_padding}"] if self.output_padding != nothing else []
        parts += [f"groups={self.groups}"] if self.groups != 1 else []
        parts += ["bias=False"] if self.bias is None else []
        parts += [f"padding_mode={self.padding_mode}"] if self.padding_mode != "zeros" else []
        return ", ".join(parts)


class PlainConvolution(Convolution):
    """A convolution that isn't transposed. Around its input are zeros, or what `padding_mode` lays there."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size,
        stride=1,
        padding=0,
        dilation=1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device=None,
        dtype=None,
    ) -> None:
        super().__init__(
            in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, padding_mode, device, dtype
        )

    def forward(self, input):
        """The kernels' answers to every window."""
        convolve = getattr(functional, f"conv{self.axes}d")
        padding = self.padding
        if self.padding_mode != "zeros":
            input, padding = functional.pad(input, self.edges(), mode=self.padding_mode), 0
        return convolve(input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)

    def edges(self) -> tuple[int, ...]:
        """How much is laid around, as `functional.pad` wants it: before and behind, the last axis first."""
        if self.padding == "valid":
            return (0, 0) * self.axes
        if self.padding == "same":
            around = [d * (k - 1) for k, d in zip(self.kernel_size, self.dilation)]
            return tuple(n for m in reversed(around) for n in (m // 2, m - m // 2))
        return tuple(n for p in reversed(self.padding) for n in (p, p))


class Conv1d(PlainConvolution):
    """Each kernel laid on every window of (N, C, L). Fields and first values: see `Convolution`."""

    axes = 1


class Conv2d(PlainConvolution):
    """Each kernel laid on every window of (N, C, H, W). Fields and first values: see `Convolution`.

    >>> import tinygrad_edu as tg
    >>> tg.nn.Conv2d(1, 8, 3, padding=1)(tg.zeros(4, 1, 28, 28)).shape
    (4, 8, 28, 28)
    """

    axes = 2


class Conv3d(PlainConvolution):
    """Each kernel laid on every window of (N, C, D, H, W). Fields and first values: see `Convolution`."""

    axes = 3


class TransposedConvolution(Convolution):
    """A transposed convolution: what a convolution sends back to its input, as a layer."""

    transposed = True

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size,
        stride=1,
        padding=0,
        output_padding=0,
        groups: int = 1,
        bias: bool = True,
        dilation=1,
        padding_mode: str = "zeros",
        device=None,
        dtype=None,
    ) -> None:
        if padding_mode != "zeros":
            raise ValueError(f"{type(self).__name__} with padding_mode {padding_mode!r}\nhelp: it has zeros only")
        if isinstance(padding, str):
            raise TypeError(f"{type(self).__name__} with padding {padding!r}\nhelp: a number, or one for each axis")
        super().__init__(
            in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, padding_mode, device, dtype
        )
        self.output_padding = per_axis("output_padding", output_padding, self.axes)

    def forward(self, input, output_size=None):
        """The kernels, weighed by the input, added up; with `output_size` so that the result has these lengths."""
        convolve = getattr(functional, f"conv_transpose{self.axes}d")
        behind = self.output_padding if output_size is None else self.behind(input, output_size)
        return convolve(input, self.weight, self.bias, self.stride, self.padding, behind, self.groups, self.dilation)

    def behind(self, input, output_size) -> tuple[int, ...]:
        """The output_padding that gives a result of `output_size`: its lengths, or its whole shape."""
        wanted = tuple(output_size)[-self.axes :]
        usual = [
            (n - 1) * s - 2 * p + d * (k - 1) + 1
            for n, s, p, d, k in zip(
                input.shape[-self.axes :], self.stride, self.padding, self.dilation, self.kernel_size
            )
        ]
        if len(output_size) not in (self.axes, len(input.shape)) or any(
            not 0 <= n - m < s for n, m, s in zip(wanted, usual, self.stride)
        ):
            raise ValueError(
                f"output_size {tuple(output_size)} for an input of shape {input.shape}\n"
                f"help: from {usual} to {[m + s - 1 for m, s in zip(usual, self.stride)]}"
            )
        return tuple(n - m for n, m in zip(wanted, usual))


class ConvTranspose1d(TransposedConvolution):
    """What `Conv1d` sends back to its input, as a layer: it lengthens. Fields and first values: see `Convolution`."""

    axes = 1


class ConvTranspose2d(TransposedConvolution):
    """What `Conv2d` sends back to its input, as a layer: it enlarges. Fields and first values: see `Convolution`.

    >>> import tinygrad_edu as tg
    >>> tg.nn.ConvTranspose2d(8, 1, 2, stride=2)(tg.zeros(4, 8, 14, 14)).shape
    (4, 1, 28, 28)
    """

    axes = 2


class ConvTranspose3d(TransposedConvolution):
    """What `Conv3d` sends back to its input, as a layer: it enlarges. Fields and first values: see `Convolution`."""

    axes = 3
