"""The normal distribution of vectors."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import linalg
from ..arrays import array_of
from ..functions.shaping import broadcast_shapes
from ..tensor import Tensor
from .distribution import Distribution
from .normal import standard_normal


class MultivariateNormal(Distribution):
    """Normal vectors (…, n) with the mean `loc` (…, n) and a covariance matrix (…, n, n).

    One of three says what that is: `covariance_matrix`; its inverse, `precision_matrix`; or `scale_tril`, its Cholesky
    factor. LinAlgError for a matrix that isn't positive definite. Fields: `loc`, `scale_tril`.
    """

    def __init__(
        self,
        loc: Tensor,
        covariance_matrix: Tensor | None = None,
        precision_matrix: Tensor | None = None,
        scale_tril: Tensor | None = None,
        validate_args: bool | None = None,
    ) -> None:
        given = [matrix for matrix in (covariance_matrix, precision_matrix, scale_tril) if matrix is not None]
        if len(given) != 1 or not loc.ndim or given[0].ndim < 2:
            raise ValueError(
                f"a MultivariateNormal of {len(given)} matrices and a mean of shape {loc.shape}\n"
                "help: a row, and covariance_matrix=, precision_matrix= or scale_tril="
            )
        factor: Any = scale_tril
        if factor is None:
            factor = linalg.cholesky(given[0] if precision_matrix is None else linalg.inv(given[0]))
        batch = broadcast_shapes(loc.shape[:-1], factor.shape[:-2])
        super().__init__(batch, loc.shape[-1:], validate_args)
        self.loc = loc.expand((*batch, *self.event_shape))
        self.scale_tril = factor.expand((*batch, *self.event_shape, *self.event_shape))
        self.check("loc", self.loc, ~np.isnan(self.loc.data), "numbers")
        self.check("scale_tril", self.diagonal, self.diagonal.data > 0, "above 0 on its diagonal")

    @property
    def diagonal(self) -> Tensor:
        """The diagonal of `scale_tril`."""
        return self.scale_tril.diagonal(dim1=-2, dim2=-1)

    @property
    def covariance_matrix(self) -> Tensor:
        """The covariance matrix."""
        return self.scale_tril @ self.scale_tril.mT

    @property
    def precision_matrix(self) -> Tensor:
        """The inverse of the covariance matrix."""
        return linalg.inv(self.covariance_matrix)

    @property
    def mean(self) -> Tensor:
        """The mean: `loc`."""
        return self.loc

    @property
    def mode(self) -> Tensor:
        """The likeliest value: `loc`."""
        return self.loc

    @property
    def variance(self) -> Tensor:
        """The variance of each element of a vector."""
        return (self.scale_tril**2).sum(-1)

    def rsample(self, sample_shape: tuple = ()) -> Tensor:
        """loc + L ε, with the Cholesky factor L and ε drawn from Normal(0, 1): gradients go through it."""
        noise = standard_normal(self.extended(sample_shape), self.loc.dtype)
        return self.loc + (self.scale_tril @ noise.unsqueeze(-1)).squeeze(-1)

    def log_prob(self, value) -> Tensor:
        """−½ (|L⁻¹ (value − loc)|² + n log 2π) − log det L."""
        self.check("a value", value, ~np.isnan(array_of(value)), "numbers")
        away = (value - self.loc).unsqueeze(-1)
        whitened = linalg.solve_triangular(self.scale_tril, away, upper=False).squeeze(-1)
        return -0.5 * ((whitened**2).sum(-1) + self.event_shape[0] * math.log(2 * math.pi)) - self.log_volume

    def entropy(self) -> Tensor:
        """½ n (1 + log 2π) + log det L, in nats."""
        return 0.5 * self.event_shape[0] * (1 + math.log(2 * math.pi)) + self.log_volume

    @property
    def log_volume(self) -> Tensor:
        """log det L."""
        return self.diagonal.log().sum(-1)
