"""Layers that only put numbers into another shape."""

from __future__ import annotations

import math
from typing import Any

from ... import ops
from ..checks import whole_number
from .layer import Layer, Shape
from .spatial import checked_format


class Flatten(Layer):
    """All that belongs to an example in one row: (batch, numbers)."""

    takes_integers = True

    def __init__(self, data_format: str | None = None, **options) -> None:
        super().__init__(**options)
        self.data_format = checked_format(data_format)

    def call(self, inputs) -> Any:
        """x in rows."""
        return ops.reshape(inputs, shape=(inputs.shape[0], math.prod(inputs.shape[1:])))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(batch, the product of the other lengths)."""
        return (input_shape[0], product(input_shape[1:]))


class Reshape(Layer):
    """Each example in `target_shape`, one of whose lengths may be −1: what is left."""

    takes_integers = True
    weightless = True

    def __init__(self, target_shape, **options) -> None:
        super().__init__(**options)
        self.target_shape = tuple(n if n == -1 else whole_number("a length", n) for n in target_shape)

    def call(self, inputs) -> Any:
        """x in the other shape."""
        shape = self.compute_output_shape(inputs.shape)
        return ops.reshape(inputs, shape=(inputs.shape[0], *(-1 if n is None else n for n in shape[1:])))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(batch, the target shape)."""
        size, known = product(input_shape[1:]), math.prod(n for n in self.target_shape if n != -1)
        free = self.target_shape.count(-1)
        if free > 1 or (size is not None and (size % known if free else size != known)):
            raise ValueError(
                f"layer {self.name!r} can't put an example of shape {input_shape[1:]} into {self.target_shape}\n"
                f"help: both must hold as many numbers: {size}; one length may be -1"
            )
        rest = None if size is None else size // known
        return (input_shape[0], *(rest if n == -1 else n for n in self.target_shape))


def product(lengths: Shape) -> int | None:
    """Their product, or None if one of them isn't known."""
    known = [n for n in lengths if n is not None]
    return math.prod(known) if len(known) == len(lengths) else None
