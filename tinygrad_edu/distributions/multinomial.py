"""The multinomial distribution: how often each class comes when one draws several times."""

from __future__ import annotations

import numpy as np

from .. import ops
from ..nn.functional import one_hot
from ..tensor import Tensor
from .categorical import Categorical
from .distribution import Distribution, as_parameters, as_sample_shape


class Multinomial(Distribution):
    """The counts (…, classes) of `total_count` draws from a `Categorical` of these `probs` or `logits`.

    >>> Multinomial(10, probs=[0.2, 0.8]).mean
    tensor([2., 8.])
    """

    def __init__(self, total_count: int = 1, probs=None, logits=None, validate_args: bool | None = None) -> None:
        if not isinstance(total_count, (int, np.integer)) or total_count < 0:
            raise ValueError(f"total_count is {total_count!r}\nhelp: a whole number that isn't negative")
        self.total_count, self.classes = total_count, Categorical(probs, logits, validate_args)
        super().__init__(self.classes.batch_shape, self.probs.shape[-1:], validate_args)

    @property
    def probs(self) -> Tensor:
        """The probabilities of the classes; they sum to 1."""
        return self.classes.probs

    @property
    def logits(self) -> Tensor:
        """The logarithms of the probabilities."""
        return self.classes.logits

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
        drawn = self.classes.sample((self.total_count, *as_sample_shape(sample_shape)))
        return one_hot(drawn, self.probs.shape[-1]).sum(0).to(self.probs.dtype)

    def log_prob(self, value) -> Tensor:
        """log(n! / Π countᵢ! · Π pᵢ^countᵢ)."""
        logits, value = as_parameters(self.logits, value)
        right = (value.data >= 0) & (value.data.sum(-1, keepdims=True) == self.total_count)
        self.check("a value", value, right, f"counts that sum to {self.total_count}")
        logits = ops.where((value == 0) & (logits == -np.inf), 0.0, logits)
        orders = ops.lgamma(value.sum(-1) + 1) - ops.lgamma(value + 1).sum(-1)
        return orders + (logits * value).sum(-1)
