"""The Bernoulli distribution: 1 with some probability, else 0."""

from __future__ import annotations

import functools

import numpy as np

from ..functions.random import bernoulli
from ..nn.functional import binary_cross_entropy_with_logits
from ..tensor import Tensor
from .chances import check_one, limited
from .distribution import Distribution, as_parameters


class Bernoulli(Distribution):
    """1 with the probability `probs`, else 0; or with the log-odds `logits`.

    >>> Bernoulli([0.25, 1.0]).mean
    tensor([0.25, 1.  ])
    """

    def __init__(self, probs=None, logits=None, validate_args: bool | None = None) -> None:
        check_one("Bernoulli", probs, logits)
        (given,) = as_parameters(logits if probs is None else probs)
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
    def mean(self) -> Tensor:
        """The mean: p."""
        return self.probs

    @property
    def variance(self) -> Tensor:
        """The variance: p (1 − p)."""
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: tuple = ()) -> Tensor:
        """Values drawn at random, outside the graph; `sample_shape` is in front of their shape."""
        return bernoulli(self.probs.detach().expand(self.extended(sample_shape)))

    def log_prob(self, value) -> Tensor:
        """log p where the value is 1, log(1 − p) where it is 0."""
        logits, value = as_parameters(self.logits, value)
        self.check("a value", value, (value.data == 0) | (value.data == 1), "0 or 1")
        return -binary_cross_entropy_with_logits(logits, value, reduction="none")

    def entropy(self) -> Tensor:
        """−p log p − (1 − p) log(1 − p), in nats."""
        return binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")
