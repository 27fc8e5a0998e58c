"""The normal distribution of vectors."""

from __future__ import annotations

import math

import numpy as np

from .. import linalg
from ..tensor import Tensor
from .distribution import Distribution, as_floats, as_value, common_shape
from .normal import standard_normal


class MultivariateNormal(Distribution):
    """Normal vectors (…, n) with the mean `loc` (…, n) and a covariance matrix (…, n, n).

    One of three says what that is: `covariance_matrix`; its inverse, `precision_matrix`; or `scale_tril`, its Cholesky
    factor. LinAlgError, a ValueError, for a matrix that isn't positive definite. Fields: `loc`, `scale_tril`.

    >>> MultivariateNormal([0.0, 0.0], [[4.0, 0.0], [0.0, 9.0]]).stddev
    tensor([2., 3.])
    """

    has_rsample = True

    def __init__(
        self,
        loc,
        covariance_matrix=None,
        precision_matrix=None,
        scale_tril=None,
        validate_args: bool | None = None,
    ) -> None:
        three = {"covariance_matrix": covariance_matrix, "precision_matrix": precision_matrix, "scale_tril": scale_tril}
        given = {name: matrix for name, matrix in three.items() if matrix is not None}
        if len(given) != 1:
            raise ValueError(f"a MultivariateNormal of {len(given)} matrices\nhelp: one of {', '.join(three)}")
        ((name, matrix),) = given.items()
        loc, matrix = as_floats(loc, matrix)
        if not loc.ndim or matrix.shape[-2:] != 2 * loc.shape[-1:]:
            raise ValueError(
                f"a MultivariateNormal of a mean of shape {loc.shape} and a matrix of shape {matrix.shape}\n"
                "help: (…, n) and (…, n, n)"
            )
        batch = common_shape(loc.shape[:-1], matrix.shape[:-2])
        super().__init__(batch, loc.shape[-1:], validate_args)
        self.check("loc", loc, ~np.isnan(loc.data), "numbers")
        self.loc = loc.expand((*batch, *self.event_shape))
        self.scale_tril = self.factor(name, matrix).expand((*batch, *self.event_shape, *self.event_shape))
        self.check("scale_tril", self.diagonal, self.diagonal.data > 0, "above 0 on its diagonal")

    def factor(self, name: str, matrix: Tensor) -> Tensor:
        """The Cholesky factor of the covariance, from the matrix of this name."""
        if name == "scale_tril":
            self.check(name, matrix, matrix.data == np.tril(matrix.data), "0 above its diagonal")
            return matrix
        symmetric = np.isclose(matrix.data, matrix.data.swapaxes(-1, -2), atol=1e-6)
        self.check(name, matrix, symmetric, "symmetric")
        return linalg.cholesky(matrix if name == "covariance_matrix" else linalg.inv(matrix))

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
        value = as_value(value, self.loc)
        self.check("a value", value, ~np.isnan(value.data), "numbers")
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
