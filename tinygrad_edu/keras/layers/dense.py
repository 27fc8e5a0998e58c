"""Dense: every output looks at every input."""

from __future__ import annotations

from typing import Any

from ... import ops
from .. import activations, initializers
from ..checks import whole_number
from .layer import Layer, Shape


class Dense(Layer):
    """activation(x · kernel + bias), along the last axis.

    Weights: `kernel` (inputs, units), drawn from Glorot's uniform distribution, and `bias` (units), zeros at first, or
    None without `use_bias`. PyTorch's Linear has the kernel the other way round, and draws both uniformly in
    ±1/√inputs.
    """

    input_axes = range(2, 33)
    wanted_input = "(batch, …, numbers)"
    fixed_axis = -1

    def __init__(
        self,
        units: int,
        activation=None,
        use_bias: bool = True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        **options,
    ) -> None:
        super().__init__(**options)
        self.units = whole_number("units", units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel: Any = None
        self.bias: Any = None

    def build(self, input_shape: Shape) -> None:
        """Make kernel and bias."""
        self.kernel = self.add_weight((input_shape[-1], self.units), self.kernel_initializer, name="kernel")
        if self.use_bias:
            self.bias = self.add_weight((self.units,), self.bias_initializer, name="bias")

    def call(self, inputs) -> Any:
        """activation(x · kernel + bias)."""
        # All rows in one product: NumPy makes one for each leading index, which takes several times as long
        rows = inputs if len(inputs.shape) == 2 else ops.reshape(inputs, shape=(-1, inputs.shape[-1]))
        y = ops.matmul(rows, self.kernel)
        y = y if self.bias is None else ops.add(y, self.bias)
        y = y if len(inputs.shape) == 2 else ops.reshape(y, shape=(*inputs.shape[:-1], self.units))
        return self.activation(y)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(…, units)."""
        return (*input_shape[:-1], self.units)
