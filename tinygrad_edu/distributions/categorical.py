"""The categorical distribution: one of several classes."""

from __future__ import annotations

import functools
import math

import numpy as np

from .. import ops
from ..arrays import array_of
from ..functions.indexing import gather
from ..functions.random import multinomial
from ..tensor import Tensor, tensor
from .chances import check_one, limited
from .distribution import Distribution, as_parameters, as_sample_shape, common_shape


class Categorical(Distribution):
    """A class, 0, 1, …, with probabilities in the proportion of `probs` (…, classes), or of e to the power of `logits`.

    >>> import tinygrad_edu as tg
    >>> Categorical(logits=tg.zeros(2, 4)).entropy()
    tensor([1.3862944, 1.3862944])
    """

    def __init__(self, probs=None, logits=None, validate_args: bool | None = None) -> None:
        check_one("Categorical", probs, logits)
        (given,) = as_parameters(logits if probs is None else probs)
        if not given.ndim or not given.shape[-1]:
            what = "no classes" if given.ndim else "a number"
            raise ValueError(f"a Categorical of {what}\nhelp: a row of numbers, one for each class")
        super().__init__(given.shape[:-1], validate_args=validate_args)
        if probs is None:
            self.check("logits", given, ~np.isnan(given.data), "numbers")
            largest = given.data.max(-1)
            self.check("the largest of the logits", largest, np.isfinite(largest), "finite")
            self.logits = given - ops.logsumexp(given, axis=-1, keepdims=True)
        else:
            self.check("probs", given, given.data >= 0, "at least 0")
            total = given.sum(-1, keepdim=True)
            right = (total.data > 0) & np.isfinite(total.data)
            self.check("the sum of the probs", total, right, "above 0 and finite")
            self.probs = given / total

    @functools.cached_property
    def probs(self) -> Tensor:
        """The probabilities of the classes; they sum to 1."""
        return ops.softmax(self.logits, axis=-1)

    @functools.cached_property
    def logits(self) -> Tensor:
        """The logarithms of the probabilities."""
        return limited(self.probs).log()

    @property
    def mode(self) -> Tensor:
        """The likeliest class."""
        return self.probs.argmax(-1)

    def sample(self, sample_shape: tuple = ()) -> Tensor:
        """Classes drawn at random; `sample_shape` is in front of their shape."""
        rows = self.probs.detach().reshape(-1, self.probs.shape[-1])
        count = math.prod(as_sample_shape(sample_shape))
        return multinomial(rows, count, True).T.reshape(self.extended(sample_shape))

    def log_prob(self, value) -> Tensor:
        """The logarithm of the probability of a class."""
        chosen = np.asarray(array_of(value))
        classes = self.logits.shape[-1]
        right = (chosen >= 0) & (chosen < classes) & (chosen == np.floor(chosen))
        self.check("a value", chosen, right, f"a class from 0 to {classes - 1}")
        shape = common_shape(chosen.shape, self.batch_shape)
        index = tensor(np.broadcast_to(chosen.astype(np.int64), shape)).unsqueeze(-1)
        return gather(self.logits.expand((*shape, classes)), -1, index).squeeze(-1)

    def entropy(self) -> Tensor:
        """−Σ p log p, in nats."""
        return -(self.logits.clamp(min=np.finfo(self.logits.dtype).min) * self.probs).sum(-1)
