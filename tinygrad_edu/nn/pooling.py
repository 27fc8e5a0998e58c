"""Pools as Modules; what they compute is in `functional`."""

from __future__ import annotations

from typing import ClassVar

from . import functional
from .module import Module


class Pool(Module):
    """What all pools share: the number of axes in space, and the fields that their text shows."""

    axes: ClassVar[int]
    shown: ClassVar[tuple[str, ...]] = ("kernel_size", "stride", "padding")

    def extra_repr(self) -> str:
        """What was given."""
        return ", ".join(f"{name}={getattr(self, name)}" for name in self.shown)


class MaxPool(Pool):
    """The largest element of each window; with `return_indices` also where it stands.

    Fields: what was given. Without a stride the windows follow one on the other.
    """

    shown = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")

    def __init__(
        self, kernel_size, stride=None, padding=0, dilation=1, return_indices: bool = False, ceil_mode: bool = False
    ) -> None:
        super().__init__()
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding, self.dilation = padding, dilation
        self.return_indices, self.ceil_mode = return_indices, ceil_mode

    def forward(self, input):
        """The largest elements."""
        pool = getattr(functional, f"max_pool{self.axes}d")
        return pool(
            input, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode, self.return_indices
        )


class MaxPool1d(MaxPool):
    """The largest element of each window of (N, C, L). Fields: see `MaxPool`."""

    axes = 1


class MaxPool2d(MaxPool):
    """The largest element of each window of (N, C, H, W). Fields: see `MaxPool`.

    >>> import tinygrad_edu as tg
    >>> tg.nn.MaxPool2d(2)(tg.zeros(4, 8, 28, 28)).shape
    (4, 8, 14, 14)
    """

    axes = 2


class MaxPool3d(MaxPool):
    """The largest element of each window of (N, C, D, H, W). Fields: see `MaxPool`."""

    axes = 3


class MaxUnpool(Pool):
    """What a MaxPool with `return_indices` found, put back where it stood, in zeros. Fields: what was given there."""

    def __init__(self, kernel_size, stride=None, padding=0) -> None:
        super().__init__()
        self.kernel_size = spread_out(kernel_size, self.axes)
        self.stride = self.kernel_size if stride is None else spread_out(stride, self.axes)
        self.padding = spread_out(padding, self.axes)

    def forward(self, input, indices, output_size=None):
        """The input at its indices."""
        unpool = getattr(functional, f"max_unpool{self.axes}d")
        return unpool(input, indices, self.kernel_size, self.stride, self.padding, output_size)


class MaxUnpool1d(MaxUnpool):
    """`MaxPool1d`, undone as far as that can be. Fields: see `MaxUnpool`."""

    axes = 1


class MaxUnpool2d(MaxUnpool):
    """`MaxPool2d`, undone as far as that can be. Fields: see `MaxUnpool`."""

    axes = 2


class MaxUnpool3d(MaxUnpool):
    """`MaxPool3d`, undone as far as that can be. Fields: see `MaxUnpool`."""

    axes = 3


def spread_out(value, axes: int) -> tuple:
    """One for each axis."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value,) * axes


class AvgPool1d(Pool):
    """The mean of each window of (N, C, L). Fields: what was given."""

    axes = 1

    def __init__(
        self, kernel_size, stride=None, padding=0, ceil_mode: bool = False, count_include_pad: bool = True
    ) -> None:
        super().__init__()
        self.kernel_size = spread_out(kernel_size, self.axes)
        self.stride = self.kernel_size if stride is None else spread_out(stride, self.axes)
        self.padding = spread_out(padding, self.axes)
        self.ceil_mode, self.count_include_pad = ceil_mode, count_include_pad

    def forward(self, input):
        """The means."""
        return functional.avg_pool1d(
            input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad
        )


class AvgPool(Pool):
    """The mean of each window, or its sum over `divisor_override`. Fields: what was given."""

    def __init__(
        self,
        kernel_size,
        stride=None,
        padding=0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__()
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding, self.ceil_mode, self.count_include_pad = padding, ceil_mode, count_include_pad
        self.divisor_override = divisor_override

    def forward(self, input):
        """The means."""
        pool = getattr(functional, f"avg_pool{self.axes}d")
        return pool(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
            self.divisor_override,
        )


class AvgPool2d(AvgPool):
    """The mean of each window of (N, C, H, W). Fields: see `AvgPool`."""

    axes = 2


class AvgPool3d(AvgPool):
    """The mean of each window of (N, C, D, H, W). Fields: see `AvgPool`."""

    axes = 3


class LPPool(Pool):
    """(Σ xᵖ)^(1/p) over each window, with p = norm_type. Fields: what was given."""

    shown = ("norm_type", "kernel_size", "stride", "ceil_mode")

    def __init__(self, norm_type: float, kernel_size, stride=None, ceil_mode: bool = False) -> None:
        super().__init__()
        self.norm_type, self.kernel_size, self.stride, self.ceil_mode = norm_type, kernel_size, stride, ceil_mode

    def forward(self, input):
        """The norms of the windows."""
        pool = getattr(functional, f"lp_pool{self.axes}d")
        return pool(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)


class LPPool1d(LPPool):
    """The p-norm of each window of (N, C, L). Fields: see `LPPool`."""

    axes = 1


class LPPool2d(LPPool):
    """The p-norm of each window of (N, C, H, W). Fields: see `LPPool`."""

    axes = 2


class LPPool3d(LPPool):
    """The p-norm of each window of (N, C, D, H, W). Fields: see `LPPool`."""

    axes = 3


class AdaptiveAvgPool(Pool):
    """The means of so many windows, about equally long. Field: `output_size`; None keeps a length."""

    shown = ("output_size",)

    def __init__(self, output_size) -> None:
        super().__init__()
        self.output_size = output_size

    def forward(self, input):
        """The means."""
        return getattr(functional, f"adaptive_avg_pool{self.axes}d")(input, self.output_size)


class AdaptiveAvgPool1d(AdaptiveAvgPool):
    """(N, C, L) to (N, C, output_size). Field: see `AdaptiveAvgPool`."""

    axes = 1


class AdaptiveAvgPool2d(AdaptiveAvgPool):
    """(N, C, H, W) to (N, C, *output_size). Field: see `AdaptiveAvgPool`."""

    axes = 2


class AdaptiveAvgPool3d(AdaptiveAvgPool):
    """(N, C, D, H, W) to (N, C, *output_size). Field: see `AdaptiveAvgPool`."""

    axes = 3


class AdaptiveMaxPool(Pool):
    """The largest elements of so many windows, about equally long; with `return_indices` also where they stand.

    Fields: `output_size`, where None keeps a length, and `return_indices`.
    """

    shown = ("output_size",)

    def __init__(self, output_size, return_indices: bool = False) -> None:
        super().__init__()
        self.output_size, self.return_indices = output_size, return_indices

    def forward(self, input):
        """The largest elements."""
        return getattr(functional, f"adaptive_max_pool{self.axes}d")(input, self.output_size, self.return_indices)


class AdaptiveMaxPool1d(AdaptiveMaxPool):
    """(N, C, L) to (N, C, output_size). Fields: see `AdaptiveMaxPool`."""

    axes = 1


class AdaptiveMaxPool2d(AdaptiveMaxPool):
    """(N, C, H, W) to (N, C, *output_size). Fields: see `AdaptiveMaxPool`."""

    axes = 2


class AdaptiveMaxPool3d(AdaptiveMaxPool):
    """(N, C, D, H, W) to (N, C, *output_size). Fields: see `AdaptiveMaxPool`."""

    axes = 3
