"""The gamma distribution of positive numbers."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from .. import ops
from ..tensor import Tensor
from .distribution import Distribution
from .standard_gamma import log_of_drawn


class Gamma(Distribution):
    """Gamma, with the density rateᵃ xᵃ⁻¹ e^(−rate · x) / Γ(a): a is the `concentration`.

    >>> Gamma([1.0, 6.0], 2.0).mean
    tensor([0.5, 3. ])
    """

    has_rsample = True
    parameter_axes: ClassVar = {"concentration": 0, "rate": 0}

    def __init__(self, concentration, rate, validate_args: bool | None = None) -> None:
        self.concentration, self.rate = self.as_parameters(concentration=concentration, rate=rate)
        super().__init__(self.rate.shape, validate_args=validate_args)
        self.check("concentration", self.concentration, self.concentration.data > 0, "above 0")
        self.check("rate", self.rate, self.rate.data > 0, "above 0")

    @property
    def mean(self) -> Tensor:
        """The mean: concentration / rate."""
        return self.concentration / self.rate

    @property
    def mode(self) -> Tensor:
        """The likeliest value: (concentration − 1) / rate, and 0 for a concentration below 1."""
        return ((self.concentration - 1) / self.rate).clamp(min=0)

    @property
    def variance(self) -> Tensor:
        """The variance: concentration / rate²."""
        return self.concentration / self.rate**2

    def rsample(self, sample_shape: tuple = ()) -> Tensor:
        """Positive numbers drawn at random: gradients go through them, to the concentration too."""
        drawn = log_of_drawn(self.concentration, self.extended(sample_shape)).exp() / self.rate
        dtype = self.rate.dtype
        return drawn.clamp(min=float(np.finfo(dtype).tiny)).to(dtype)

    def check_value(self, value) -> None:
        """A ValueError for negative numbers."""
        self.check("a value", value, value >= 0, "at least 0")

    @np.errstate(divide="ignore")  # −∞ is a logarithm too
    def log_prob(self, value) -> Tensor:
        """a log rate + (a − 1) log value − rate · value − log Γ(a), with a the concentration."""
        value, a = self.as_value(value), self.concentration
        return ops.xlogy(a, self.rate) + ops.xlogy(a - 1, value) - self.rate * value - ops.lgamma(a)

    def entropy(self) -> Tensor:
        """a − log rate + log Γ(a) + (1 − a) ψ(a), with a the concentration, in nats."""
        a = self.concentration
        return a - self.rate.log() + ops.lgamma(a) + (1 - a) * ops.digamma(a)

    def cdf(self, value) -> Tensor:
        """The probability of a smaller value. Nothing is sent back to the concentration."""
        return ops.igamma(self.concentration, self.rate * self.as_value(value))
