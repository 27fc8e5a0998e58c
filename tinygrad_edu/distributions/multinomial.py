"""The multinomial distribution: how often each class comes when one draws several times."""

from __future__ import annotations

import math
from typing import Self

import numpy as np

from .. import ops
from ..factories import arange
from ..nn.functional import one_hot
from ..tensor import Tensor
from .categorical import Categorical
from .chances import limited
from .distribution import Distribution, written
from .shapes import as_shape


class Multinomial(Distribution):
    """The counts (…, classes) of `total_count` draws from a `Categorical` of these `probs` or `logits`.

    >>> Multinomial(10, probs=[0.2, 0.8]).mean
    tensor([2., 8.])
    """

    def __init__(self, total_count: int = 1, probs=None, logits=None, validate_args: bool | None = None) -> None:
        if not isinstance(total_count, (int, np.integer)) or total_count < 0:
            raise ValueError(f"total_count is {total_count!r}\nhelp: a whole number that isn't negative")
        self.total_count, self.classes = total_count, Categorical(probs, logits, validate_args)
        super().__init__(self.classes.batch_shape, self.param_shape[-1:], validate_args)

    def expand(self, batch_shape: tuple) -> Self:
        """The same distribution repeated to a larger `batch_shape`, as `Tensor.expand` repeats its parameters."""
        new = self.of_batch(batch_shape)
        new.classes = self.classes.expand(batch_shape)
        return new

    @property
    def known(self) -> dict[str, Tensor]:
        """The parameters of the classes."""
        return self.classes.known

    @property
    def probs(self) -> Tensor:
        """The probabilities of the classes; they sum to 1."""
        return self.classes.probs

    @property
    def logits(self) -> Tensor:
        """The logarithms of the probabilities."""
        return self.classes.logits

    @property
    def param_shape(self) -> tuple[int, ...]:
        """The shape of `probs` and of `logits`: (…, classes)."""
        return self.classes.param_shape

    @property
    def mean(self) -> Tensor:
        """The mean: total_count · p."""
        return self.probs * self.total_count

    @property
    def variance(self) -> Tensor:
        """The variance: total_count · p (1 − p)."""
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: tuple = ()) -> Tensor:
        """Counts drawn at random; `sample_shape` is in front of their shape."""
        drawn = self.classes.sample((self.total_count, *as_shape("sample_shape", sample_shape)))
        return one_hot(drawn, self.probs.shape[-1]).sum(0).to(self.probs.dtype)

    def check_value(self, value) -> None:
        """A ValueError for what isn't whole, is negative, or sums to something else."""
        right = (value >= 0) & (value == np.floor(value)) & (value.sum(-1, keepdims=True) == self.total_count)
        self.check("a value", value, right, f"one of counts that sum to {self.total_count}")

    def log_prob(self, value) -> Tensor:
        """log(n! / Π countᵢ! · Π pᵢ^countᵢ)."""
        counts = self.as_value(value)
        logits = ops.where((counts == 0) & (self.logits == -np.inf), 0.0, self.logits)
        orders = ops.lgamma(counts.sum(-1) + 1) - ops.lgamma(counts + 1).sum(-1)
        return orders + (logits * counts).sum(-1)

    def entropy(self) -> Tensor:
        """n H − log n! + Σ the mean of log countᵢ!, in nats: each count is binomial, and H the entropy of the classes.

        Memory: n times that of `probs`.
        """
        n, p = self.total_count, limited(self.probs)
        counts = arange(1, n + 1, dtype=p.dtype).reshape(-1, *[1] * p.ndim)
        orders = math.lgamma(n + 1) - ops.lgamma(counts + 1) - ops.lgamma(n - counts + 1)
        chances = (orders + counts * p.log() + (n - counts) * (-p).log1p()).exp()
        return n * self.classes.entropy() - math.lgamma(n + 1) + (chances * ops.lgamma(counts + 1)).sum((0, -1))

    def __repr__(self) -> str:
        return written(type(self).__name__, {"total_count": self.total_count, **self.known})
