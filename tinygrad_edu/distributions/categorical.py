"""The categorical distribution: one of several classes."""

from __future__ import annotations

import functools
import math
from typing import ClassVar

import numpy as np

from .. import ops
from ..factories import as_tensor, full
from ..functions.indexing import gather
from ..functions.random import multinomial
from ..tensor import Tensor
from .chances import check_one, limited
from .distribution import Distribution
from .shapes import as_shape


class Categorical(Distribution):
    """A class, 0, 1, …, with probabilities in the proportion of `probs` (…, classes), or of e to the power of `logits`.

    >>> import tinygrad_edu as tg
    >>> Categorical(logits=tg.zeros(2, 4)).entropy()
    tensor([1.3862944, 1.3862944])
    """

    parameter_axes: ClassVar = {"probs": 1, "logits": 1}

    def __init__(self, probs=None, logits=None, validate_args: bool | None = None) -> None:
        check_one("Categorical", probs, logits)
        name = "logits" if probs is None else "probs"
        (given,) = self.as_floats(**{name: logits if probs is None else probs})
        if not given.ndim or not given.shape[-1]:
            what = "no classes" if given.ndim else "a number"
            raise ValueError(f"a Categorical of {what}\nhelp: a row of numbers, one for each class")
        super().__init__(given.shape[:-1], validate_args=validate_args)
        if probs is None:
            self.check("logits", given, ~np.isnan(given.data), "numbers")
            largest = given.data.max(axis=-1)
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
    def param_shape(self) -> tuple[int, ...]:
        """The shape of `probs` and of `logits`: (…, classes)."""
        return next(iter(self.known.values())).shape

    @property
    def mean(self) -> Tensor:
        """NaN: classes are names, which have no mean."""
        return full(self.batch_shape, np.nan, dtype=self.probs.dtype)

    @property
    def mode(self) -> Tensor:
        """The likeliest class."""
        return self.probs.argmax(-1)

    @property
    def variance(self) -> Tensor:
        """NaN: classes are names, which have no variance."""
        return self.mean

    def sample(self, sample_shape: tuple = ()) -> Tensor:
        """Classes drawn at random; `sample_shape` is in front of their shape."""
        rows = self.probs.detach().reshape(-1, self.probs.shape[-1])
        count = math.prod(as_shape("sample_shape", sample_shape))
        return multinomial(rows, count, True).T.reshape(self.extended(sample_shape))

    def check_value(self, value) -> None:
        """A ValueError for what isn't the number of a class."""
        classes = self.param_shape[-1]
        right = (value >= 0) & (value < classes) & (value == np.floor(value))
        self.check("a value", value, right, f"a class from 0 to {classes - 1}")

    def log_prob(self, value) -> Tensor:
        """The logarithm of the probability of a class."""
        self.check_given("value", value)
        chosen = self.checked(as_tensor(value)).long()
        shape = np.broadcast_shapes(chosen.shape, self.batch_shape)
        rows = self.logits.expand((*shape, *self.param_shape[-1:]))
        return gather(rows, -1, chosen.expand(shape).unsqueeze(-1)).squeeze(-1)

    def entropy(self) -> Tensor:
        """−Σ p log p, in nats."""
        return -(self.logits.clamp(min=np.finfo(self.logits.dtype).min) * self.probs).sum(-1)
