"""Pools: each window becomes one number, its largest or its mean."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import ops
from ...ops.windows import across, windows_of
from .layer import Layer, Shape
from .spatial import WANTED, Spatial, channels_first, channels_last, checked_format


class Pooling(Spatial):
    """What all pools share: windows of `pool_size`, which are `strides` apart, by default as far as they are long."""

    weightless = True

    def __init__(
        self,
        pool_size=2,
        strides=None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **options,
    ) -> None:
        super().__init__(name=name, **options)
        self.set_windows("pool_size", pool_size, strides, padding, data_format)
        self.pool_size = self.size

    def call(self, inputs) -> Any:
        """One number for each window."""
        return channels_last(self.pooled(channels_first(inputs)))

    def pooled(self, x) -> Any:
        """One number for each window of x (batch, channels, lengths)."""
        raise NotImplementedError(f"{type(self).__name__} takes nothing from a window\nhelp: define pooled(self, x)")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(batch, counts, channels)."""
        return (input_shape[0], *self.spatial_shape(input_shape), input_shape[-1])


class MaxPooling(Pooling):
    """The largest number of each window. Padding is never the largest."""

    def pooled(self, x) -> Any:
        """The largest of each window."""
        x = self.surrounded(x, -np.inf)
        return ops.max_pool(x, size=self.size, stride=self.strides, dilation=(1,) * self.rank)


class AveragePooling(Pooling):
    """The mean of each window. Padding doesn't count; in PyTorch's pools it does."""

    def pooled(self, x) -> Any:
        """The mean of each window."""
        inside = self.surrounded(np.ones((1, 1, *x.shape[2:]), x.dtype), 0.0)
        filled = across(np.add, windows_of(inside, self.size, self.strides, (1,) * self.rank), self.rank)
        return ops.avg_pool(self.surrounded(x, 0.0), size=self.size, stride=self.strides, divisor=filled)


class MaxPooling1D(MaxPooling):
    """The largest number of each window of (batch, steps, channels)."""

    rank = 1


class MaxPooling2D(MaxPooling):
    """The largest number of each window of (batch, rows, columns, channels)."""

    rank = 2


class AveragePooling1D(AveragePooling):
    """The mean of each window of (batch, steps, channels)."""

    rank = 1


class AveragePooling2D(AveragePooling):
    """The mean of each window of (batch, rows, columns, channels)."""

    rank = 2


class GlobalPooling(Layer):
    """One number for each channel; with `keepdims` the axes in space stay, with length 1."""

    weightless = True
    rank = 2

    def __init__(self, data_format: str | None = None, keepdims: bool = False, **options) -> None:
        super().__init__(**options)
        self.data_format = checked_format(data_format)
        self.input_axes, self.wanted_input = range(self.rank + 2, self.rank + 3), WANTED[self.rank]
        self.keepdims = keepdims
        self.in_space = tuple(range(1, self.rank + 1))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(batch, channels)."""
        return (input_shape[0], *((1,) * self.rank if self.keepdims else ()), input_shape[-1])


class GlobalAverage(GlobalPooling):
    """The mean of each channel."""

    def call(self, inputs) -> Any:
        """The means."""
        return ops.mean(inputs, axis=self.in_space, keepdims=self.keepdims)


class GlobalMax(GlobalPooling):
    """The largest number of each channel."""

    def call(self, inputs) -> Any:
        """The largest."""
        return ops.amax(inputs, axis=self.in_space, keepdims=self.keepdims)


class GlobalAveragePooling1D(GlobalAverage):
    """The mean of each channel of (batch, steps, channels)."""

    rank = 1


class GlobalAveragePooling2D(GlobalAverage):
    """The mean of each channel of (batch, rows, columns, channels)."""

    rank = 2


class GlobalMaxPooling1D(GlobalMax):
    """The largest number of each channel of (batch, steps, channels)."""

    rank = 1


class GlobalMaxPooling2D(GlobalMax):
    """The largest number of each channel of (batch, rows, columns, channels)."""

    rank = 2
