"""The shape that a Sequential takes, as its first entry."""

from __future__ import annotations

from typing import Any

from ..telling import warn
from .layer import Layer, Shape, checked_shape


class InputLayer(Layer):
    """A place for the input, whose `shape` is without the examples; None is a length that may vary.

    `batch_shape` has the number of examples, or None, before it; `input_shape` is the old name of `shape`.
    """

    left_out = frozenset({"input_shape", "input_dim", "batch_size", "dtype", "batch_shape", "batch_input_shape"})

    def __init__(
        self,
        shape=None,
        batch_size: int | None = None,
        dtype: Any = None,
        *,
        batch_shape=None,
        input_shape=None,
        batch_input_shape=None,
        **options,
    ) -> None:
        super().__init__(**options)
        if input_shape is not None:
            warn("input_shape is the old name of an InputLayer's shape\nhelp: it is called shape")
            shape = input_shape
        whole = batch_input_shape if batch_shape is None else batch_shape
        if shape is not None and whole is not None:
            raise ValueError(f"an Input of shape {shape} and batch_shape {whole}\nhelp: give one of them")
        self.shape = checked_shape(shape if whole is None else tuple(whole)[1:], "the shape of an Input")
        self.given_shape = (None, *self.shape)

    def call(self, inputs) -> Any:
        """The input itself."""
        return inputs

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape itself."""
        return input_shape


def Input(
    shape=None,
    batch_size: int | None = None,
    dtype: Any = None,
    *,
    batch_shape=None,
    name: str | None = None,
    **options,
) -> InputLayer:
    """The first entry of a Sequential: the shape of what it takes, without the examples.

    `batch_size` and `dtype` are accepted for Keras's sake: any number of examples will do, and numbers are made those
    that the first layer computes with.
    """
    return InputLayer(shape, batch_size, dtype, batch_shape=batch_shape, name=name, **options)
