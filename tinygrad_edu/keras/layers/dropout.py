"""Dropout."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...nn import functional
from ..checks import is_number
from ..known import refuse_options
from .activation import Elementwise


class Dropout(Elementwise):
    """In training each number becomes 0 with probability `rate`, and the others are divided by 1 − rate.

    With a `seed` the layer draws from a generator of its own.
    """

    left_out = Elementwise.left_out | {"noise_shape"}

    def __init__(self, rate: float, noise_shape: None = None, seed: int | None = None, **options) -> None:
        super().__init__(**options)
        refuse_options(type(self), {"noise_shape": noise_shape})
        if not is_number(rate) or not 0 <= rate <= 1:
            raise ValueError(f"Dropout with a rate of {rate!r:.60}\nhelp: the share that is dropped, from 0 to 1")
        self.rate, self.seed = rate, seed
        self.generator = None if seed is None else np.random.default_rng(seed)

    def call(self, inputs) -> Any:
        """x, or some of it."""
        return functional.dropout(inputs, self.rate, self.training, generator=self.generator)
