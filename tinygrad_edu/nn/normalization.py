"""Normalization as Modules; what they compute is in `functional`."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from .. import ops
from ..tensor import Tensor
from . import functional, init
from .module import Module, Parameter
from .parameters import empty


class ChannelNorm(Module):
    """What batch and instance norms share.

    Fields: `weight` and `bias` (num_features), ones and zeros at first, or None without `affine` (or `bias`);
    `running_mean` and `running_var` (num_features), zeros and ones at first, and `num_batches_tracked`, the number of
    batches seen in training, or None without `track_running_stats`. The running statistics move by `momentum` towards
    each batch's; with a momentum of None they are the mean over all batches.
    """

    axes: tuple[int, ...] = ()  # how many axes an input may have
    running_mean: Any
    running_var: Any
    num_batches_tracked: Any

    def __init__(
        self, num_features: int, eps: float, momentum: float | None, affine, track_running_stats, bias, device, dtype
    ):
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        self.weight = empty(num_features, device=device, dtype=dtype) if affine else None
        self.bias = empty(num_features, device=device, dtype=dtype) if affine and bias else None
        statistics = [empty(num_features, device=device, dtype=dtype).detach() for _ in "mv"]
        self.register_buffer("running_mean", statistics[0] if track_running_stats else None)
        self.register_buffer("running_var", statistics[1] if track_running_stats else None)
        self.register_buffer("num_batches_tracked", Tensor(np.array(0)) if track_running_stats else None)
        self.reset_parameters()

    def reset_running_stats(self) -> None:
        """Forget the batches that were seen."""
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self) -> None:
        """Set everything to its first value."""
        self.reset_running_stats()
        reset_scale(self.weight, self.bias)

    def check_axes(self, input) -> None:
        """Refuse an input with another number of axes."""
        if len(input.shape) not in self.axes:
            wanted = " or ".join(map(str, self.axes))
            raise ValueError(f"{type(self).__name__} of a tensor of shape {input.shape}\nhelp: it wants {wanted} axes")

    def extra_repr(self) -> str:
        """All that was given."""
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )


class BatchNorm(ChannelNorm):
    """Each channel with mean 0 and variance 1 over the batch, times weight, plus bias.

    In training the statistics are the batch's, and the running ones follow; in evaluation they are the running ones, if
    they are tracked. Source: Ioffe and Szegedy, ICML 2015.
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device=None,
        dtype=None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, bias, device, dtype)

    def forward(self, input):
        """x, normalized."""
        self.check_axes(input)
        momentum = self.momentum
        if self.training and self.track_running_stats:
            self.num_batches_tracked += 1
            momentum = 1 / self.num_batches_tracked.item() if momentum is None else momentum
        used = self.track_running_stats and self.running_mean is not None
        return functional.batch_norm(
            input,
            self.running_mean if used else None,
            self.running_var if used else None,
            self.weight,
            self.bias,
            self.training or not used,
            momentum or 0.0,
            self.eps,
        )


class BatchNorm1d(BatchNorm):
    """Batch norm of (N, C) or (N, C, L)."""

    axes = (2, 3)


class BatchNorm2d(BatchNorm):
    """Batch norm of (N, C, H, W)."""

    axes = (4,)


class BatchNorm3d(BatchNorm):
    """Batch norm of (N, C, D, H, W)."""

    axes = (5,)


class InstanceNorm(ChannelNorm):
    """Each channel of each example with mean 0 and variance 1, times weight, plus bias, if `affine`.

    With `track_running_stats` evaluation uses the running statistics. Source: Ulyanov et al. 2016, arXiv 1607.08022.
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device=None,
        dtype=None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, bias, device, dtype)

    def forward(self, input):
        """x, normalized; without the axis of examples if x has none."""
        self.check_axes(input)
        batched = len(input.shape) == self.axes[1]
        x = input if batched else ops.unsqueeze(input, axis=0)
        if x.shape[1] != self.num_features:
            self.refuse_channels(x.shape[1])
        y = functional.instance_norm(
            x,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training or not self.track_running_stats,
            0.0 if self.momentum is None else self.momentum,
            self.eps,
        )
        return y if batched else ops.squeeze(y, axis=0)

    def refuse_channels(self, channels: int) -> None:
        """A ValueError for another number of channels, or a warning where nothing depends on it."""
        message = f"{type(self).__name__}({self.num_features}) of {channels} channels\nhelp: num_features counts them"
        if self.affine or self.track_running_stats:
            raise ValueError(message)
        warnings.warn(message, stacklevel=4)


class InstanceNorm1d(InstanceNorm):
    """Instance norm of (N, C, L) or (C, L)."""

    axes = (2, 3)


class InstanceNorm2d(InstanceNorm):
    """Instance norm of (N, C, H, W) or (C, H, W)."""

    axes = (3, 4)


class InstanceNorm3d(InstanceNorm):
    """Instance norm of (N, C, D, H, W) or (C, D, H, W)."""

    axes = (4, 5)


class LayerNorm(Module):
    """x with mean 0 and variance 1 over its last axes, those of `normalized_shape`, times weight, plus bias.

    Fields: `weight` and `bias` in that shape, ones and zeros at first; None without `elementwise_affine` (or `bias`).
    Source: Ba et al. 2016, arXiv 1607.06450.
    """

    def __init__(
        self,
        normalized_shape,
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device=None,
        dtype=None,
    ) -> None:
        super().__init__()
        self.normalized_shape = as_lengths(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        self.weight = empty(*self.normalized_shape, device=device, dtype=dtype) if elementwise_affine else None
        self.bias = empty(*self.normalized_shape, device=device, dtype=dtype) if elementwise_affine and bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set everything to its first value."""
        reset_scale(self.weight, self.bias)

    def forward(self, input):
        """x, normalized."""
        return functional.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """All that was given."""
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}, "
            f"bias={self.bias is not None}"
        )


class RMSNorm(Module):
    """x divided by its root mean square over its last axes, those of `normalized_shape`, times weight.

    Field: `weight` in that shape, ones at first; None without `elementwise_affine`. `eps` of None is the dtype's own.
    Source: Zhang and Sennrich, NeurIPS 2019.
    """

    def __init__(
        self, normalized_shape, eps: float | None = None, elementwise_affine: bool = True, device=None, dtype=None
    ) -> None:
        super().__init__()
        self.normalized_shape = as_lengths(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        self.weight = empty(*self.normalized_shape, device=device, dtype=dtype) if elementwise_affine else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set everything to its first value."""
        reset_scale(self.weight, None)

    def forward(self, x):
        """x, normalized."""
        return functional.rms_norm(x, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        """All that was given."""
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class GroupNorm(Module):
    """Each of `num_groups` groups of channels of each example with mean 0 and variance 1, times weight, plus bias.

    Fields: `weight` and `bias` (num_channels), ones and zeros at first; None without `affine` (or `bias`). x is
    (N, C, …). Source: Wu and He, ECCV 2018.
    """

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device=None,
        dtype=None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        if num_groups <= 0 or num_channels % num_groups:
            raise ValueError(f"GroupNorm({num_groups}, {num_channels})\nhelp: num_groups divides num_channels")
        self.num_groups, self.num_channels, self.eps, self.affine = num_groups, num_channels, eps, affine
        self.weight = empty(num_channels, device=device, dtype=dtype) if affine else None
        self.bias = empty(num_channels, device=device, dtype=dtype) if affine and bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set everything to its first value."""
        reset_scale(self.weight, self.bias)

    def forward(self, input):
        """x, normalized."""
        return functional.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """All that was given."""
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )


class LocalResponseNorm(Module):
    """x / (k + α · the mean of x² over `size` neighbouring channels)^β. Source: Krizhevsky et al., NeurIPS 2012."""

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        super().__init__()
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input):
        """x, normalized."""
        return functional.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        """All that was given."""
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


def as_lengths(shape) -> tuple[int, ...]:
    """A shape from a number or a sequence."""
    return (int(shape),) if isinstance(shape, (int, np.integer)) else tuple(shape)


def reset_scale(weight: Parameter | None, bias: Parameter | None) -> None:
    """Fill the weight with ones and the bias with zeros, where they are there."""
    if weight is not None:
        init.ones_(weight)
    if bias is not None:
        init.zeros_(bias)
