"""The shape that a Sequential takes, as its first entry."""

from __future__ import annotations

from typing import Any

from .layer import Layer, Shape, checked_shape


class InputLayer(Layer):
    """A place for the input, whose `shape` is without the examples; None is a length that may vary."""

    left_out = frozenset({"input_shape", "input_dim", "batch_size", "dtype"})

    def __init__(self, shape, batch_size: int | None = None, dtype: Any = None, **options) -> None:
        super().__init__(**options)
        self.shape = checked_shape(shape, "the shape of an Input")
        self.given_shape = (None, *self.shape)

    def call(self, inputs) -> Any:
        """The input itself."""
        return inputs

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape itself."""
        return input_shape


def Input(shape, batch_size: int | None = None, dtype: Any = None, name: str | None = None) -> InputLayer:
    """The first entry of a Sequential: the shape of what it takes, without the examples.

    `batch_size` and `dtype` are accepted for Keras's sake: any number of examples will do, and numbers are made those
    that the first layer computes with.
    """
    return InputLayer(shape, batch_size, dtype, name=name)
