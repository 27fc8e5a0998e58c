"""The normal distribution of vectors."""

from __future__ import annotations

import functools
import math
from typing import ClassVar

import numpy as np

from .. import linalg
from ..tensor import Tensor
from .distribution import Distribution
from .normal import standard_normal
from .shapes import common_shape


class MultivariateNormal(Distribution):
    """Normal vectors (…, n) with the mean `loc` (…, n) and a covariance matrix (…, n, n).

    One of three says what that is: `covariance_matrix`; its inverse, `precision_matrix`; or `scale_tril`, its Cholesky
    factor. ValueError for a matrix that isn't positive definite.

    >>> MultivariateNormal([0.0, 0.0], [[4.0, 0.0], [0.0, 9.0]]).stddev
    tensor([2., 3.])
    """

    has_rsample = True
    parameter_axes: ClassVar = {"loc": 1, "covariance_matrix": 2, "precision_matrix": 2, "scale_tril": 2}

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
            told = " and ".join(given) or "no matrix"
            raise ValueError(f"a MultivariateNormal of {told}\nhelp: one of {', '.join(three)}")
        (name,) = given
        loc, matrix = self.as_floats(loc=loc, **given)
        batch = common_shape(loc.shape[:-1], matrix.shape[:-2])
        if not loc.ndim or matrix.shape[-2:] != 2 * loc.shape[-1:] or batch is None:
            raise ValueError(
                f"a MultivariateNormal with loc of shape {loc.shape} and {name} of shape {matrix.shape}\n"
                "help: (…, n) and (…, n, n)"
            )
        super().__init__(batch, loc.shape[-1:], validate_args)
        self.check("loc", loc, ~np.isnan(loc.data), "numbers")
        self.loc = loc.expand((*batch, *self.event_shape))
        self.factor = self.factor_of(name, matrix)
        setattr(self, name, self.whole(matrix))

    def factor_of(self, name: str, matrix: Tensor) -> Tensor:
        """The Cholesky factor of the covariance, from the matrix of this name; without the axes of `loc` in front."""
        if name == "scale_tril":
            self.check(name, matrix, matrix.data == np.tril(matrix.data), "0 above its diagonal")
            lengths = np.diagonal(matrix.data, axis1=-2, axis2=-1)
            self.check(name, lengths, lengths > 0, "above 0 on its diagonal")
            return matrix
        self.check(name, matrix, ~np.isnan(matrix.data), "numbers")
        symmetric = np.isclose(matrix.data, matrix.data.swapaxes(-1, -2), atol=1e-6)
        self.check(name, matrix, symmetric, "symmetric")
        try:
            return linalg.cholesky(matrix if name == "covariance_matrix" else linalg.inv(matrix))
        except np.linalg.LinAlgError:
            least = np.linalg.eigvalsh(matrix.data).min()
            raise ValueError(
                f"{name} of a MultivariateNormal isn't positive definite: its least eigenvalue is {least:.3g}\n"
                f"help: all must be above 0; adding 1e-6 * eye({matrix.shape[-1]}) mends one that is 0 but for rounding"
            ) from None

    def whole(self, matrix: Tensor) -> Tensor:
        """The matrix with all axes of `batch_shape` in front."""
        return matrix.expand((*self.batch_shape, *2 * self.event_shape))

    @functools.cached_property
    def scale_tril(self) -> Tensor:
        """The Cholesky factor L of the covariance matrix L Lᵀ."""
        return self.whole(self.factor)

    @functools.cached_property
    def covariance_matrix(self) -> Tensor:
        """The covariance matrix."""
        return self.whole(self.factor @ self.factor.mT)

    @functools.cached_property
    def precision_matrix(self) -> Tensor:
        """The inverse of the covariance matrix."""
        return self.whole(linalg.inv(self.factor @ self.factor.mT))

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
        return self.loc + (self.factor @ noise.unsqueeze(-1)).squeeze(-1)

    def log_prob(self, value) -> Tensor:
        """−½ (|L⁻¹ (value − loc)|² + n log 2π) − log det L."""
        squares = squared_length(self.factor, self.as_value(value) - self.loc)
        return -0.5 * (squares + self.event_shape[0] * math.log(2 * math.pi)) - self.log_volume

    def entropy(self) -> Tensor:
        """½ n (1 + log 2π) + log det L, in nats."""
        return 0.5 * self.event_shape[0] * (1 + math.log(2 * math.pi)) + self.log_volume

    @property
    def log_volume(self) -> Tensor:
        """log det L."""
        return self.factor.diagonal(dim1=-2, dim2=-1).log().sum(-1).expand(self.batch_shape)


def squared_length(factor: Tensor, vector: Tensor) -> Tensor:
    """|L⁻¹ vector|²: how far from the mean, in standard deviations (the Mahalanobis distance), squared."""
    return (linalg.solve_triangular(factor, vector.unsqueeze(-1), upper=False) ** 2).sum((-2, -1))
