"""The normal distribution."""

from __future__ import annotations

import math

from .. import ops
from ..factories import normal, ones, zeros
from ..tensor import Tensor
from .location_scale import LocationScale

HALF_LOG_TWO_PI = 0.5 * math.log(2 * math.pi)


class Normal(LocationScale):
    """Normal with mean `loc` and standard deviation `scale`, tensors or numbers.

    >>> import tinygrad_edu as tg
    >>> round(Normal(0.0, 1.0).log_prob(tg.tensor(0.0)).item(), 4)
    -0.9189
    """

    @property
    def stddev(self) -> Tensor:
        """The standard deviation: `scale`."""
        return self.scale

    @property
    def variance(self) -> Tensor:
        """The variance: scale²."""
        return self.scale**2

    def sample(self, sample_shape: tuple = ()) -> Tensor:
        """Values drawn at random, outside the graph; `sample_shape` is in front of their shape."""
        shape = self.extended(sample_shape)
        return normal(self.loc.detach().expand(shape), self.scale.detach().expand(shape))

    def rsample(self, sample_shape: tuple = ()) -> Tensor:
        """loc + scale · ε, with ε drawn from Normal(0, 1): gradients go through it."""
        return self.loc + self.scale * standard_normal(self.extended(sample_shape), self.loc.dtype)

    def log_prob(self, value) -> Tensor:
        """−((value − loc) / scale)² / 2 − log scale − log √(2π)."""
        away = self.as_value(value) - self.loc
        return -(away**2) / (2 * self.scale**2) - self.scale.log() - HALF_LOG_TWO_PI

    def entropy(self) -> Tensor:
        """½ + log √(2π) + log scale, in nats."""
        return 0.5 + HALF_LOG_TWO_PI + self.scale.log()

    def cdf(self, value) -> Tensor:
        """The probability of a smaller value."""
        return ops.ndtr((self.as_value(value) - self.loc) / self.scale)

    def icdf(self, value) -> Tensor:
        """The number below which a value lies with this probability."""
        return self.loc + self.scale * ops.ndtri(self.in_floats(value))


def standard_normal(shape: tuple[int, ...], dtype) -> Tensor:
    """Normal(0, 1) in this shape."""
    return normal(zeros(shape, dtype=dtype), ones(shape, dtype=dtype))
