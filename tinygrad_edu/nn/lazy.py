"""Layers that are told how long their input is by the first input itself."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from .convolution import (
    Conv1d,
    Conv2d,
    Conv3d,
    Convolution,
    ConvTranspose1d,
    ConvTranspose2d,
    ConvTranspose3d,
    PlainConvolution,
    TransposedConvolution,
)
from .layers import Linear
from .module import Module, Parameter
from .normalization import (
    BatchNorm,
    BatchNorm1d,
    BatchNorm2d,
    BatchNorm3d,
    ChannelNorm,
    InstanceNorm,
    InstanceNorm1d,
    InstanceNorm2d,
    InstanceNorm3d,
)


class Lazy(Module):
    """What all of them share: a layer for an input of length 0, until it is called.

    The first call gives the parameters their shape and first values, and makes it a layer of the class `becomes`. They
    are the same Parameters, so that an optimizer may have them already.

    >>> import tinygrad_edu as tg
    >>> net = tg.nn.Sequential(tg.nn.LazyLinear(3), tg.nn.ReLU())
    >>> net(tg.zeros(2, 5)).shape, net[0]
    ((2, 3), Linear(in_features=5, out_features=3, bias=True))
    """

    becomes: ClassVar[type[Module]]

    def __call__(self, *args, **kwargs):
        """Complete the layer, then call it."""
        self.complete(next(iter((*args, *kwargs.values()))).shape)
        self.__class__ = self.becomes  # type: ignore[assignment]
        self.reset_parameters()
        return self(*args, **kwargs)

    def complete(self, shape: tuple[int, ...]) -> None:
        """Give the parameters their shapes, for inputs like one of this shape; a subclass does it."""
        raise NotImplementedError

    def reset_parameters(self) -> None:
        """Fill what is there with zeros: the first values come with the first call."""
        for parameter in self.parameters():
            parameter.data[...] = 0


def reshape(tensor: Parameter, *shape: int) -> None:
    """Another shape for a parameter or buffer, which holds anything then."""
    tensor.data = np.empty(shape, tensor.dtype)


class LazyLinear(Lazy, Linear):
    """A `Linear` whose in_features are the last length of the first input."""

    becomes = Linear

    def __init__(self, out_features: int, bias: bool = True, device=None, dtype=None) -> None:
        super().__init__(0, out_features, bias, device, dtype)

    def complete(self, shape: tuple[int, ...]) -> None:
        """The weight is (out_features, last length)."""
        self.in_features = shape[-1]
        reshape(self.weight, self.out_features, self.in_features)


class LazyConvolution(Lazy, Convolution):
    """A convolution whose in_channels are those of the first input."""

    def complete(self, shape: tuple[int, ...]) -> None:
        """The weight has the channels in the place of its length 0."""
        if len(shape) not in (self.axes + 1, self.axes + 2):
            raise ValueError(
                f"{type(self).__name__} of a tensor of shape {shape}\nhelp: it wants {self.axes + 2} axes, or one less"
            )
        channels = shape[-self.axes - 1]
        if channels % self.groups:
            raise ValueError(f"{channels} channels in {self.groups} groups\nhelp: a multiple of the groups")
        self.in_channels = channels
        first, second, *kernel = self.weight.shape
        into = (channels, second) if self.transposed else (first, channels // self.groups)
        reshape(self.weight, *into, *kernel)


class LazyPlainConvolution(LazyConvolution, PlainConvolution):
    """One that isn't transposed."""

    def __init__(
        self,
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
            0, out_channels, kernel_size, stride, padding, dilation, groups, bias, padding_mode, device, dtype
        )


class LazyTransposedConvolution(LazyConvolution, TransposedConvolution):
    """A transposed one."""

    def __init__(
        self,
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
        super().__init__(
            0,
            out_channels,
            kernel_size,
            stride,
            padding,
            output_padding,
            groups,
            bias,
            dilation,
            padding_mode,
            device,
            dtype,
        )


class LazyConv1d(LazyPlainConvolution, Conv1d):
    """A `Conv1d` whose in_channels are those of the first input."""

    becomes = Conv1d


class LazyConv2d(LazyPlainConvolution, Conv2d):
    """A `Conv2d` whose in_channels are those of the first input."""

    becomes = Conv2d


class LazyConv3d(LazyPlainConvolution, Conv3d):
    """A `Conv3d` whose in_channels are those of the first input."""

    becomes = Conv3d


class LazyConvTranspose1d(LazyTransposedConvolution, ConvTranspose1d):
    """A `ConvTranspose1d` whose in_channels are those of the first input."""

    becomes = ConvTranspose1d


class LazyConvTranspose2d(LazyTransposedConvolution, ConvTranspose2d):
    """A `ConvTranspose2d` whose in_channels are those of the first input."""

    becomes = ConvTranspose2d


class LazyConvTranspose3d(LazyTransposedConvolution, ConvTranspose3d):
    """A `ConvTranspose3d` whose in_channels are those of the first input."""

    becomes = ConvTranspose3d


class LazyNorm(Lazy, ChannelNorm):
    """A batch or instance norm whose num_features are the channels of the first input."""

    def complete(self, shape: tuple[int, ...]) -> None:
        """All parameters and running statistics are as long as there are channels."""
        if len(shape) not in self.axes:
            wanted = " or ".join(map(str, self.axes))
            raise ValueError(f"{type(self).__name__} of a tensor of shape {shape}\nhelp: it wants {wanted} axes")
        self.num_features = shape[self.channels(len(shape))]
        for tensor in (self.weight, self.bias, self.running_mean, self.running_var):
            if tensor is not None:
                reshape(tensor, self.num_features)

    def channels(self, axes: int) -> int:
        """Which axis has the channels, of so many."""
        return 1


class LazyBatchNorm(LazyNorm, BatchNorm):
    """A batch norm whose num_features are the channels of the first input."""

    def __init__(
        self,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device=None,
        dtype=None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(0, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)


class LazyBatchNorm1d(LazyBatchNorm, BatchNorm1d):
    """A `BatchNorm1d` whose num_features are the channels of the first input."""

    becomes = BatchNorm1d


class LazyBatchNorm2d(LazyBatchNorm, BatchNorm2d):
    """A `BatchNorm2d` whose num_features are the channels of the first input."""

    becomes = BatchNorm2d


class LazyBatchNorm3d(LazyBatchNorm, BatchNorm3d):
    """A `BatchNorm3d` whose num_features are the channels of the first input."""

    becomes = BatchNorm3d


class LazyInstanceNorm(LazyNorm, InstanceNorm):
    """An instance norm whose num_features are the channels of the first input; affine, with running statistics."""

    def __init__(
        self,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device=None,
        dtype=None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(0, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)

    def channels(self, axes: int) -> int:
        """The first axis, of an input without examples."""
        return 0 if axes == self.axes[0] else 1


class LazyInstanceNorm1d(LazyInstanceNorm, InstanceNorm1d):
    """An `InstanceNorm1d` whose num_features are the channels of the first input."""

    becomes = InstanceNorm1d


class LazyInstanceNorm2d(LazyInstanceNorm, InstanceNorm2d):
    """An `InstanceNorm2d` whose num_features are the channels of the first input."""

    becomes = InstanceNorm2d


class LazyInstanceNorm3d(LazyInstanceNorm, InstanceNorm3d):
    """An `InstanceNorm3d` whose num_features are the channels of the first input."""

    becomes = InstanceNorm3d
