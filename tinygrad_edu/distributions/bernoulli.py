"""The Bernoulli distribution: 1 with some probability, else 0."""

from __future__ import annotations

import functools
from typing import ClassVar

import numpy as np

from .. import ops
from ..functions.random import bernoulli
from ..nn.functional import binary_cross_entropy_with_logits
from ..tensor import Tensor
from .chances import check_one, limited
from .distribution import Distribution


class Bernoulli(Distribution):
    """1 with the probability `probs`, else 0; or with the log-odds `logits`.

    >>> Bernoulli([0.25, 1.0]).mean
    tensor([0.25, 1.  ])
    """

    parameter_axes: ClassVar = {"probs": 0, "logits": 0}

    def __init__(self, probs=None, logits=None, validate_args: bool | None = None) -> None:
        check_one("Bernoulli", probs, logits)
        name = "logits" if probs is None else "probs"
        (given,) = self.as_floats(**{name: logits if probs is None else probs})
        super().__init__(given.shape, validate_args=validate_args)
        if probs is None:
            self.check("logits", given, ~np.isnan(given.data), "a number")
            self.logits = given
        else:
            self.check("probs", given, (given.data >= 0) & (given.data <= 1), "between 0 and 1")
            self.probs = given

    @functools.cached_property
    def probs(self) -> Tensor:
        """The probability of 1."""
        return self.logits.sigmoid()

    @functools.cached_property
    def logits(self) -> Tensor:
        """The log-odds of 1: log(p / (1 − p))."""
        probs = limited(self.probs)
        return probs.log() - (-probs).log1p()

    @property
    def param_shape(self) -> tuple[int, ...]:
        """The shape of `probs` and of `logits`."""
        return self.batch_shape

    @property
    def mean(self) -> Tensor:
        """The mean: p."""
        return self.probs

    @property
    def mode(self) -> Tensor:
        """The likelier of 0 and 1; NaN where they are equally likely."""
        probs = self.probs.detach()
        return ops.where(probs == 0.5, np.nan, (probs > 0.5).to(probs.dtype))

    @property
    def variance(self) -> Tensor:
        """The variance: p (1 − p)."""
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: tuple = ()) -> Tensor:
        """Values drawn at random, outside the graph; `sample_shape` is in front of their shape."""
        return bernoulli(self.probs.detach().expand(self.extended(sample_shape)))

    def check_value(self, value) -> None:
        """A ValueError for another number than 0 and 1."""
        self.check("a value", value, (value == 0) | (value == 1), "0 or 1")

    def log_prob(self, value) -> Tensor:
        """log p where the value is 1, log(1 − p) where it is 0."""
        value = self.as_value(value)
        shape = np.broadcast_shapes(value.shape, self.batch_shape)
        return -binary_cross_entropy_with_logits(self.logits.expand(shape), value.expand(shape), reduction="none")

    def entropy(self) -> Tensor:
        """−p log p − (1 − p) log(1 − p), in nats."""
        return binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")
