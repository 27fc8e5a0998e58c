"""The beta distribution of numbers between 0 and 1: of actions within bounds, or of unknown probabilities."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from .. import ops
from ..tensor import Tensor
from .distribution import Distribution
from .standard_gamma import log_of_drawn


class Beta(Distribution):
    """Beta, with the density xᵃ⁻¹ (1 − x)ᵇ⁻¹ / B(a, b): a is `concentration1`, b is `concentration0`.

    >>> Beta([1.0, 2.0], 2.0).mean
    tensor([0.33333334, 0.5       ])
    """

    has_rsample = True
    parameter_axes: ClassVar = {"concentration1": 0, "concentration0": 0}

    def __init__(self, concentration1, concentration0, validate_args: bool | None = None) -> None:
        self.concentration1, self.concentration0 = self.as_parameters(
            concentration1=concentration1, concentration0=concentration0
        )
        super().__init__(self.concentration1.shape, validate_args=validate_args)
        for name, given in self.known.items():
            self.check(name, given, given.data > 0, "above 0")

    @property
    def total(self) -> Tensor:
        """a + b."""
        return self.concentration1 + self.concentration0

    @property
    def mean(self) -> Tensor:
        """The mean: a / (a + b)."""
        return self.concentration1 / self.total

    @property
    def mode(self) -> Tensor:
        """The likeliest value: (a − 1) / (a + b − 2), or 0 or 1; NaN where neither a nor b is above 1."""
        a, b = (self.concentration1 - 1).clamp(min=0), (self.concentration0 - 1).clamp(min=0)
        none = (a + b).detach() == 0
        return ops.where(none, np.nan, a / ops.where(none, 1.0, a + b))

    @property
    def variance(self) -> Tensor:
        """The variance: a b / ((a + b)² (a + b + 1))."""
        return self.concentration1 * self.concentration0 / (self.total**2 * (self.total + 1))

    def rsample(self, sample_shape: tuple = ()) -> Tensor:
        """x / (x + y) with x and y drawn from Gamma(a, 1) and Gamma(b, 1): gradients go through it. Never 0 or 1."""
        shape, dtype = self.extended(sample_shape), self.concentration1.dtype
        odds = log_of_drawn(self.concentration1, shape) - log_of_drawn(self.concentration0, shape)
        limits = np.finfo(dtype)
        return odds.sigmoid().clamp(float(limits.tiny), 1 - float(limits.epsneg)).to(dtype)

    def check_value(self, value) -> None:
        """A ValueError for numbers below 0 or above 1."""
        self.check("a value", value, (value >= 0) & (value <= 1), "between 0 and 1")

    @np.errstate(divide="ignore")  # −∞ is a logarithm too
    def log_prob(self, value) -> Tensor:
        """(a − 1) log value + (b − 1) log(1 − value) − log B(a, b)."""
        value = self.as_value(value)
        of_one, of_zero = ops.xlogy(self.concentration1 - 1, value), ops.xlog1py(self.concentration0 - 1, -value)
        return of_one + of_zero - log_beta(self)

    def entropy(self) -> Tensor:
        """log B(a, b) − (a − 1) ψ(a) − (b − 1) ψ(b) + (a + b − 2) ψ(a + b), in nats."""
        a, b = self.concentration1, self.concentration0
        parts = (a - 1) * ops.digamma(a) + (b - 1) * ops.digamma(b)
        return log_beta(self) - parts + (self.total - 2) * ops.digamma(self.total)


def log_beta(one: Beta) -> Tensor:
    """log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b)."""
    return ops.lgamma(one.concentration1) + ops.lgamma(one.concentration0) - ops.lgamma(one.total)
