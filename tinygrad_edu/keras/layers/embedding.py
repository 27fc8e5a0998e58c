"""Embedding: a row of numbers for each word."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import ops
from ...arrays import array_of
from .. import initializers
from ..checks import whole_number
from ..telling import warn
from .layer import Layer, Shape


class Embedding(Layer):
    """The rows of a table, looked up by number: numbers (batch, …) become (batch, …, output_dim).

    Weight: `embeddings` (input_dim, output_dim), uniform in ±0.05 at first; PyTorch's are standard normal.
    """

    left_out = frozenset({"input_shape", "input_length"})
    takes_integers = True

    def __init__(
        self, input_dim: int, output_dim: int, embeddings_initializer="uniform", *, input_length=None, **options
    ) -> None:
        super().__init__(**options)
        if input_length is not None:
            warn("Embedding has no use for input_length, as in Keras\nhelp: leave it out")
        self.input_dim, self.output_dim = whole_number("input_dim", input_dim), whole_number("output_dim", output_dim)
        self.embeddings_initializer = initializers.get(embeddings_initializer)
        self.embeddings: Any = None

    def build(self, input_shape: Shape) -> None:
        """Make the table."""
        self.embeddings = self.add_weight(
            (self.input_dim, self.output_dim), self.embeddings_initializer, name="embeddings"
        )

    def call(self, inputs) -> Any:
        """The rows at these numbers. ValueError for a number that the table hasn't."""
        numbers = array_of(inputs)
        if not np.all(np.isfinite(numbers)):
            raise ValueError(f"layer {self.name!r} of numbers that aren't finite\nhelp: they are the numbers of words")
        index = numbers if numbers.dtype.kind in "iu" else numbers.astype(np.int64)
        if index.size and not (index.min() >= 0 and index.max() < self.input_dim):
            raise ValueError(
                f"layer {self.name!r} of numbers from {index.min()} to {index.max()}\n"
                f"help: its table has input_dim = {self.input_dim} rows, for 0 to {self.input_dim - 1}"
            )
        return ops.embedding(self.embeddings, index=index)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(…, output_dim)."""
        return (*input_shape, self.output_dim)
