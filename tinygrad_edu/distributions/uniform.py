"""The uniform distribution."""

from __future__ import annotations

import numpy as np

from ..factories import rand
from ..tensor import Tensor
from .distribution import Distribution, as_parameters, as_value


class Uniform(Distribution):
    """Uniform in [low, high), tensors or numbers.

    >>> Uniform(0.0, [1.0, 4.0]).mean
    tensor([0.5, 2. ])
    """

    has_rsample = True

    def __init__(self, low, high, validate_args: bool | None = None) -> None:
        self.low, self.high = as_parameters(low, high)
        super().__init__(self.low.shape, validate_args=validate_args)
        self.check("high", self.high, self.low.data < self.high.data, "above low")

    @property
    def mean(self) -> Tensor:
        """The mean: (low + high) / 2."""
        return (self.high + self.low) / 2

    @property
    def variance(self) -> Tensor:
        """The variance: (high − low)² / 12."""
        return (self.high - self.low) ** 2 / 12

    def rsample(self, sample_shape: tuple = ()) -> Tensor:
        """low + (high − low) · u, with u uniform in [0, 1): gradients go through it."""
        return self.low + rand(self.extended(sample_shape), dtype=self.low.dtype) * (self.high - self.low)

    def log_prob(self, value) -> Tensor:
        """−log(high − low); −∞ at `high`, and outside without validation."""
        low, high, value = as_parameters(self.low, self.high, value)
        self.check("a value", value, (low.data <= value.data) & (value.data <= high.data), "between low and high")
        inside = (low.data <= value.data) & (value.data < high.data)
        with np.errstate(divide="ignore"):
            log_inside = np.log(inside, dtype=low.dtype)
        return log_inside - (high - low).log()

    def entropy(self) -> Tensor:
        """log(high − low), in nats."""
        return (self.high - self.low).log()

    def cdf(self, value) -> Tensor:
        """The probability of a smaller value."""
        value = as_value(value, self.low)
        return ((value - self.low) / (self.high - self.low)).clamp(0, 1)

    def icdf(self, value) -> Tensor:
        """The number below which a value lies with this probability."""
        value = as_value(value, self.low)
        return self.low + (self.high - self.low) * value
