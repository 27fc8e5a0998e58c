"""Activations as layers."""

from __future__ import annotations

from typing import Any

from .. import activations
from ..telling import warn
from .layer import SameShape


class Elementwise(SameShape):
    """A layer without weights, whose output has its input's shape."""

    weightless = True


class Activation(Elementwise):
    """The activation of this name, or this function."""

    def __init__(self, activation, **options) -> None:
        super().__init__(**options)
        self.activation = activations.get(activation)

    def call(self, inputs) -> Any:
        """activation(x)."""
        return self.activation(inputs)


class ReLU(Elementwise):
    """x where it is above `threshold`, limited to `max_value`; negative_slope · (x − threshold) below."""

    def __init__(
        self, max_value: float | None = None, negative_slope: float = 0.0, threshold: float = 0.0, **options
    ) -> None:
        super().__init__(**options)
        if negative_slope < 0 or threshold < 0 or (max_value is not None and max_value < 0):
            raise ValueError(
                f"ReLU(max_value={max_value}, negative_slope={negative_slope}, threshold={threshold})\n"
                "help: none of them can be negative"
            )
        self.max_value, self.negative_slope, self.threshold = max_value, negative_slope, threshold

    def call(self, inputs) -> Any:
        """max(x, 0), with the options."""
        return activations.relu(inputs, self.negative_slope, self.max_value, self.threshold)


class LeakyReLU(Elementwise):
    """x where it is positive, x · negative_slope elsewhere. As a function its slope is 0.2."""

    left_out = Elementwise.left_out | {"alpha"}

    def __init__(self, negative_slope: float = 0.3, *, alpha: float | None = None, **options) -> None:
        super().__init__(**options)
        if alpha is not None:
            warn("alpha is the old name of LeakyReLU's slope\nhelp: it is called negative_slope")
            negative_slope = alpha
        if negative_slope < 0:
            raise ValueError(f"LeakyReLU with a slope of {negative_slope}\nhelp: it can't be negative")
        self.negative_slope = negative_slope

    def call(self, inputs) -> Any:
        """The leaky ReLU of x."""
        return activations.leaky_relu(inputs, self.negative_slope)


class ELU(Elementwise):
    """x where it is positive, alpha · (eˣ − 1) elsewhere."""

    def __init__(self, alpha: float = 1.0, **options) -> None:
        super().__init__(**options)
        self.alpha = alpha

    def call(self, inputs) -> Any:
        """The ELU of x."""
        return activations.elu(inputs, self.alpha)


class Softmax(Elementwise):
    """eˣ / Σ eˣ along `axis`."""

    def __init__(self, axis: int = -1, **options) -> None:
        super().__init__(**options)
        self.axis = axis

    def call(self, inputs) -> Any:
        """The softmax of x."""
        return activations.softmax(inputs, self.axis)
