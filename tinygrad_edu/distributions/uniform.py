"""The uniform distribution."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ..factories import rand
from ..tensor import Tensor
from .distribution import Distribution


class Uniform(Distribution):
    """Uniform in [low, high), tensors or numbers.

    >>> Uniform(0.0, [1.0, 4.0]).mean
    tensor([0.5, 2. ])
    """

    has_rsample = True
    parameter_axes: ClassVar = {"low": 0, "high": 0}

    def __init__(self, low, high, validate_args: bool | None = None) -> None:
        self.low, self.high = self.as_parameters(low=low, high=high)
        super().__init__(self.low.shape, validate_args=validate_args)
        self.check("high", self.high, self.low.data < self.high.data, "above low")

    @property
    def mean(self) -> Tensor:
        """The mean: (low + high) / 2."""
        return (self.high + self.low) / 2

    @property
    def mode(self) -> Tensor:
        """NaN: all values are equally likely."""
        return self.high * np.nan

    @property
    def variance(self) -> Tensor:
        """The variance: (high − low)² / 12."""
        return (self.high - self.low) ** 2 / 12

    def rsample(self, sample_shape: tuple = ()) -> Tensor:
        """low + (high − low) · u, with u uniform in [0, 1): gradients go through it."""
        return self.low + rand(self.extended(sample_shape), dtype=self.low.dtype) * (self.high - self.low)

    def check_value(self, value) -> None:
        """A ValueError for numbers below `low` or above `high`."""
        self.check("a value", value, (self.low.data <= value) & (value <= self.high.data), "between low and high")

    def log_prob(self, value) -> Tensor:
        """−log(high − low); −∞ at `high`, and outside without validation."""
        value = self.as_value(value)
        inside = (self.low.data <= value.data) & (value.data < self.high.data)
        outside = np.where(inside, 0, -np.inf).astype(self.low.dtype)
        return outside - (self.high - self.low).log()

    def entropy(self) -> Tensor:
        """log(high − low), in nats."""
        return (self.high - self.low).log()

    def cdf(self, value) -> Tensor:
        """The probability of a smaller value."""
        return ((self.in_floats(value) - self.low) / (self.high - self.low)).clamp(0, 1)

    def icdf(self, value) -> Tensor:
        """The number below which a value lies with this probability."""
        return self.low + (self.high - self.low) * self.in_floats(value)
