"""Several independent distributions as one: of a vector, say, whose elements are normal numbers."""

from __future__ import annotations

from typing import Self

from ..tensor import Tensor
from .distribution import Distribution


class Independent(Distribution):
    """`base_distribution`, the last `reinterpreted_batch_ndims` axes of whose batch become axes of one drawn value.

    Its `log_prob` and `entropy` are sums over these axes. Fields: `base_dist`, `reinterpreted_batch_ndims`.

    >>> import tinygrad_edu as tg
    >>> from tinygrad_edu.distributions import Normal
    >>> many = Normal(tg.zeros(5, 3), tg.ones(5, 3))
    >>> many.log_prob(tg.zeros(5, 3)).shape, Independent(many, 1).log_prob(tg.zeros(5, 3)).shape
    ((5, 3), (5,))
    """

    def __init__(
        self, base_distribution: Distribution, reinterpreted_batch_ndims: int, validate_args: bool | None = None
    ) -> None:
        if not isinstance(base_distribution, Distribution):
            raise TypeError(f"an Independent of {base_distribution!r}\nhelp: of a Distribution, such as a Normal")
        batch = base_distribution.batch_shape
        if not 0 <= reinterpreted_batch_ndims <= len(batch):
            raise ValueError(
                f"reinterpreted_batch_ndims is {reinterpreted_batch_ndims}, and batch_shape is {batch}\n"
                f"help: from 0 to {len(batch)}, the number of its axes"
            )
        kept = len(batch) - reinterpreted_batch_ndims
        super().__init__(batch[:kept], (*batch[kept:], *base_distribution.event_shape), validate_args)
        self.base_dist, self.reinterpreted_batch_ndims = base_distribution, reinterpreted_batch_ndims

    def expand(self, batch_shape: tuple) -> Self:
        """The same distribution repeated to a larger `batch_shape`, as `Tensor.expand` repeats its parameters."""
        new = self.of_batch(batch_shape)
        new.base_dist = self.base_dist.expand((*new.batch_shape, *self.event_shape[: self.reinterpreted_batch_ndims]))
        return new

    @property
    def has_rsample(self) -> bool:  # type: ignore[override]
        """Whether the base distribution has an `rsample`."""
        return self.base_dist.has_rsample

    @property
    def mean(self) -> Tensor:
        """The mean of the base distribution."""
        return self.base_dist.mean

    @property
    def mode(self) -> Tensor:
        """The likeliest value of the base distribution."""
        return self.base_dist.mode

    @property
    def variance(self) -> Tensor:
        """The variance of the base distribution."""
        return self.base_dist.variance

    def sample(self, sample_shape: tuple = ()) -> Tensor:
        """Values drawn at random, outside the graph; `sample_shape` is in front of their shape."""
        return self.base_dist.sample(sample_shape)

    def rsample(self, sample_shape: tuple = ()) -> Tensor:
        """Values drawn at random, as a function of the parameters: gradients go through them."""
        return self.base_dist.rsample(sample_shape)

    def log_prob(self, value) -> Tensor:
        """The sum of the base distribution's: the probability of all is the product."""
        return self.summed(self.base_dist.log_prob(value))

    def entropy(self) -> Tensor:
        """The sum of the base distribution's, in nats."""
        return self.summed(self.base_dist.entropy())

    def summed(self, numbers: Tensor) -> Tensor:
        """The sums over the axes that are reinterpreted."""
        axes = tuple(range(-self.reinterpreted_batch_ndims, 0))
        return numbers.sum(axes) if axes else numbers

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_dist}, {self.reinterpreted_batch_ndims})"
