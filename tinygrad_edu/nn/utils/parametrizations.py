"""Parametrizations that are ready: weight and spectral normalization."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np

from ... import ops
from ...tensor import Tensor
from ..module import Module
from . import parametrize
from .spectral_normalization import as_matrix, random_unit, singular_vectors, usual_dim

__all__ = ["spectral_norm", "weight_norm"]

M = TypeVar("M", bound=Module)


class WeightNorm(Module):
    """g · v / ‖v‖, the norm taken over all axes but `dim`, of the lengths g and the directions v."""

    def __init__(self, dim: int | None = 0) -> None:
        super().__init__()
        self.dim = dim

    def axes(self, count: int) -> tuple[int, ...]:
        """The axes along which lengths are taken."""
        return tuple(i for i in range(count) if self.dim is None or i != self.dim % count)

    def forward(self, g, v):
        """The weight."""
        return ops.div(ops.mul(v, g), ops.vector_norm(v, axis=self.axes(v.ndim), keepdims=True))

    def right_inverse(self, weight):
        """Lengths and directions."""
        return ops.vector_norm(weight, axis=self.axes(weight.ndim), keepdims=self.dim is not None), weight


def weight_norm(module: M, name: str = "weight", dim: int | None = 0) -> M:
    """Make the parameter `name` of its lengths along `dim`, "original0", and its directions, "original1".

    Source: Salimans and Kingma, NeurIPS 2016.
    """
    return parametrize.register_parametrization(module, name, WeightNorm(dim))


class SpectralNorm(Module):
    """A weight divided by its largest singular value, whose vectors are the buffers `_u` and `_v`."""

    _u: Any
    _v: Any

    def __init__(self, weight: Tensor, n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12) -> None:
        super().__init__()
        if n_power_iterations < 1:
            raise ValueError(f"spectral_norm by {n_power_iterations} steps\nhelp: n_power_iterations is 1 or more")
        self.dim, self.n_power_iterations, self.eps = dim % max(weight.ndim, 1), n_power_iterations, eps
        if weight.ndim > 1:
            matrix = as_matrix(weight.value, self.dim)
            u, v = (random_unit(length, weight.dtype, eps) for length in matrix.shape)
            v, u = singular_vectors(matrix.T, v, u, 15, eps)  # u is found first, unlike in the hook
            self.register_buffer("_u", Tensor(u))
            self.register_buffer("_v", Tensor(v))

    def forward(self, weight):
        """The weight, divided; in training after so many more power iterations. A vector is divided by its length."""
        if weight.ndim == 1:
            return ops.div(weight, ops.maximum(ops.vector_norm(weight, axis=0), np.asarray(self.eps, weight.dtype)))
        matrix = as_matrix(weight, self.dim)
        steps = self.n_power_iterations if self.training else 0
        self._v.data[...], self._u.data[...] = v, u = singular_vectors(
            matrix.value.T, self._v.value, self._u.value, steps, self.eps
        )
        return ops.div(weight, ops.sum(ops.mul(u, ops.matmul(matrix, v))))

    def right_inverse(self, value):
        """The value itself: it is meant to be divided."""
        return value


def spectral_norm(
    module: M, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12, dim: int | None = None
) -> M:
    """Divide the parameter `name`, as a matrix whose rows are `dim`, by its largest singular value.

    Source: Miyato et al., ICLR 2018.
    """
    weight = module.get_parameter(name)
    made = SpectralNorm(weight, n_power_iterations, usual_dim(module, dim), eps)
    return parametrize.register_parametrization(module, name, made)
