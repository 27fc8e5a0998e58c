"""The Laplace distribution, whose tails are longer than the normal one's."""

from __future__ import annotations

import math

import numpy as np

from ..factories import rand
from ..tensor import Tensor
from .location_scale import LocationScale


class Laplace(LocationScale):
    """Laplace with mean `loc` and mean distance from it `scale`: the density e^(−|x − loc| / scale) / (2 scale).

    >>> Laplace(0.0, [1.0, 3.0]).variance
    tensor([ 2., 18.])
    """

    @property
    def stddev(self) -> Tensor:
        """The standard deviation: √2 · scale."""
        return math.sqrt(2) * self.scale

    @property
    def variance(self) -> Tensor:
        """The variance: 2 scale²."""
        return 2 * self.scale**2

    def rsample(self, sample_shape: tuple = ()) -> Tensor:
        """The quantile of a uniform number: gradients go through it."""
        u = rand(self.extended(sample_shape), dtype=self.loc.dtype)
        return self.icdf(u.clamp(min=np.finfo(u.dtype).eps / 2))  # of 0 it would be −∞

    def log_prob(self, value) -> Tensor:
        """−|value − loc| / scale − log(2 scale)."""
        return -(self.as_value(value) - self.loc).abs() / self.scale - (2 * self.scale).log()

    def entropy(self) -> Tensor:
        """1 + log(2 scale), in nats."""
        return 1 + (2 * self.scale).log()

    def cdf(self, value) -> Tensor:
        """The probability of a smaller value."""
        away = (self.as_value(value) - self.loc) / self.scale
        return 0.5 - 0.5 * away.sign() * (-away.abs()).expm1()

    def icdf(self, value) -> Tensor:
        """The number below which a value lies with this probability."""
        half = self.in_floats(value) - 0.5
        return self.loc - self.scale * half.sign() * (-2 * half.abs()).log1p()
