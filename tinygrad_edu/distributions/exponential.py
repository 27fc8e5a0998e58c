"""The exponential distribution: how long one waits for what comes at a steady rate."""

from __future__ import annotations

from typing import ClassVar

from ..factories import rand, zeros_like
from ..tensor import Tensor
from .distribution import Distribution


class Exponential(Distribution):
    """Exponential with the `rate`, a tensor or number: the density rate · e^(−rate · x), for x ≥ 0.

    >>> Exponential([1.0, 4.0]).mean
    tensor([1.  , 0.25])
    """

    has_rsample = True
    parameter_axes: ClassVar = {"rate": 0}

    def __init__(self, rate, validate_args: bool | None = None) -> None:
        (self.rate,) = self.as_floats(rate=rate)
        super().__init__(self.rate.shape, validate_args=validate_args)
        self.check("rate", self.rate, self.rate.data > 0, "above 0")

    @property
    def mean(self) -> Tensor:
        """The mean: 1 / rate."""
        return 1 / self.rate

    @property
    def mode(self) -> Tensor:
        """The likeliest value: 0."""
        return zeros_like(self.rate)

    @property
    def stddev(self) -> Tensor:
        """The standard deviation: 1 / rate."""
        return 1 / self.rate

    @property
    def variance(self) -> Tensor:
        """The variance: 1 / rate²."""
        return self.rate**-2

    def rsample(self, sample_shape: tuple = ()) -> Tensor:
        """−log(1 − u) / rate, with u uniform in [0, 1): gradients go through it."""
        return self.icdf(rand(self.extended(sample_shape), dtype=self.rate.dtype))

    def check_value(self, value) -> None:
        """A ValueError for negative numbers."""
        self.check("a value", value, value >= 0, "at least 0")

    def log_prob(self, value) -> Tensor:
        """log rate − rate · value."""
        return self.rate.log() - self.rate * self.as_value(value)

    def entropy(self) -> Tensor:
        """1 − log rate, in nats."""
        return 1 - self.rate.log()

    def cdf(self, value) -> Tensor:
        """The probability of a smaller value."""
        return -(-self.rate * self.as_value(value)).expm1()

    def icdf(self, value) -> Tensor:
        """The number below which a value lies with this probability."""
        return -(-self.in_floats(value)).log1p() / self.rate
