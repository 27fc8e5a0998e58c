"""The Poisson distribution: how often what comes at a steady rate comes."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from .. import ops
from ..functions.random import poisson
from ..tensor import Tensor
from .distribution import Distribution


class Poisson(Distribution):
    """Counts 0, 1, … with the mean `rate`, a tensor or number of at least 0.

    >>> Poisson([0.5, 3.0]).log_prob(0)
    tensor([-0.5, -3. ])
    """

    parameter_axes: ClassVar = {"rate": 0}

    def __init__(self, rate, validate_args: bool | None = None) -> None:
        (self.rate,) = self.as_floats(rate=rate)
        super().__init__(self.rate.shape, validate_args=validate_args)
        self.check("rate", self.rate, self.rate.data >= 0, "at least 0")

    @property
    def mean(self) -> Tensor:
        """The mean: `rate`."""
        return self.rate

    @property
    def mode(self) -> Tensor:
        """The likeliest count: `rate`, rounded down."""
        return self.rate.floor()

    @property
    def variance(self) -> Tensor:
        """The variance: `rate`."""
        return self.rate

    def sample(self, sample_shape: tuple = ()) -> Tensor:
        """Counts drawn at random; `sample_shape` is in front of their shape."""
        return poisson(self.rate.detach().expand(self.extended(sample_shape)))

    def check_value(self, value) -> None:
        """A ValueError for what is no count."""
        self.check("a value", value, (value >= 0) & (value == np.floor(value)), "a whole number of at least 0")

    @np.errstate(divide="ignore")  # −∞ is a logarithm too
    def log_prob(self, value) -> Tensor:
        """value · log rate − rate − log value!."""
        count = self.as_value(value)
        return ops.xlogy(count, self.rate) - self.rate - ops.lgamma(count + 1)
