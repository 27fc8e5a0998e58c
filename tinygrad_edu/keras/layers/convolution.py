"""Convolutions: kernels laid on every window."""

from __future__ import annotations

from typing import Any

from ... import ops
from .. import activations, initializers
from ..checks import whole_number
from .layer import Shape
from .spatial import Spatial, channels_first, channels_last


class Convolution(Spatial):
    """activation(each kernel times every window + bias) of (batch, lengths, channels): (batch, counts, filters).

    Weights: `kernel` (kernel_size, channels / groups, filters), drawn from Glorot's uniform distribution, and `bias`
    (filters), zeros at first, or None without `use_bias`. Channels come last, in PyTorch before the lengths; an odd
    "same" padding has its greater part at the end.
    """

    fixed_axis = -1

    def __init__(
        self,
        filters: int,
        kernel_size,
        strides=1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate=1,
        groups: int = 1,
        activation=None,
        use_bias: bool = True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        **options,
    ) -> None:
        super().__init__(**options)
        self.filters, self.groups = whole_number("filters", filters), whole_number("groups", groups)
        self.set_windows("kernel_size", kernel_size, strides, padding, data_format, dilation_rate)
        self.kernel_size = self.size
        if self.filters % self.groups:
            raise ValueError(f"{filters} filters in {groups} groups\nhelp: groups divides filters")
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel: Any = None
        self.bias: Any = None

    def build(self, input_shape: Shape) -> None:
        """Make kernel and bias."""
        channels = input_shape[-1] or 0
        if channels % self.groups:
            raise ValueError(f"{channels} channels in {self.groups} groups\nhelp: groups divides the channels")
        self.compute_output_shape(input_shape)
        shape = (*self.kernel_size, channels // self.groups, self.filters)
        self.kernel = self.add_weight(shape, self.kernel_initializer, name="kernel")
        if self.use_bias:
            self.bias = self.add_weight((self.filters,), self.bias_initializer, name="bias")

    def call(self, inputs) -> Any:
        """activation(kernels times windows + bias)."""
        x = self.surrounded(channels_first(inputs), 0.0)
        kernel = ops.permute(self.kernel, axes=(self.rank + 1, self.rank, *range(self.rank)))
        y = ops.convolution(
            *((x, kernel) if self.bias is None else (x, kernel, self.bias)),
            stride=self.strides,
            padding=(0,) * self.rank,
            dilation=self.dilation_rate,
            groups=self.groups,
        )
        return self.activation(channels_last(y))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(batch, counts, filters)."""
        return (input_shape[0], *self.spatial_shape(input_shape), self.filters)


class Conv1D(Convolution):
    """A convolution of (batch, steps, channels)."""

    rank = 1


class Conv2D(Convolution):
    """A convolution of (batch, rows, columns, channels)."""

    rank = 2
