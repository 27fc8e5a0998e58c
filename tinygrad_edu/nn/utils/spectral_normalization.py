"""Spectral normalization: a weight divided by its largest singular value, which is followed by power iterations.

Source: Miyato et al., ICLR 2018.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from ... import ops
from ...tensor import Tensor
from ..convolution import TransposedConvolution
from ..hooks import Handle
from ..module import Module

M = TypeVar("M", bound=Module)


def as_matrix(weight, dim: int):
    """The weight with `dim` for rows and all other axes for columns."""
    axes = (dim, *(axis for axis in range(weight.ndim) if axis != dim))
    return ops.reshape(ops.permute(weight, axes=axes), shape=(weight.shape[dim], -1))


def unit(vector: np.ndarray, eps: float) -> np.ndarray:
    """The vector divided by its length, or by `eps` if that is larger."""
    return vector / np.maximum(np.sqrt(np.sum(vector * vector)), eps)


def singular_vectors(matrix: np.ndarray, u: np.ndarray, v: np.ndarray, steps: int, eps: float) -> tuple:
    """New arrays, nearer by so many steps to the singular vectors of the largest singular value."""
    for _ in range(steps):
        v = unit(matrix.T @ u, eps)
        u = unit(matrix @ v, eps)
    return u.copy(), v.copy()


def random_unit(length: int, dtype, eps: float) -> np.ndarray:
    """A vector of length 1 in any direction."""
    return unit(ops.generator.standard_normal(length).astype(dtype), eps)


def usual_dim(module: Module, dim: int | None) -> int:
    """The axis of a weight that counts the outputs, unless another is named."""
    return dim if dim is not None else 1 if isinstance(module, TransposedConvolution) else 0


class Normalization:
    """The hook that computes the weight before each forward."""

    def __init__(self, name: str, steps: int, dim: int, eps: float) -> None:
        self.name, self.steps, self.dim, self.eps = name, steps, dim, eps
        self.computed = name  # see Module.__getstate__
        self.handle: Handle

    def weight(self, module: Module, steps: int) -> Tensor:
        """W / (uᵀ W v), with u and v after so many more steps, which are kept."""
        u, v = getattr(module, f"{self.name}_u"), getattr(module, f"{self.name}_v")
        original = getattr(module, f"{self.name}_orig")
        matrix = as_matrix(original, self.dim)
        u.data[...], v.data[...] = nearer = singular_vectors(matrix.value, u.value, v.value, steps, self.eps)
        return ops.div(original, ops.sum(ops.mul(nearer[0], ops.matmul(matrix, nearer[1]))))

    def __call__(self, module: Module, args: tuple) -> None:
        """Compute the weight before a forward; in evaluation u and v stay."""
        setattr(module, self.name, self.weight(module, self.steps if module.training else 0))


def spectral_norm(
    module: M, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12, dim: int | None = None
) -> M:
    """Divide the parameter `name`, as a matrix whose rows are `dim`, by its largest singular value.

    The parameter is ``name_orig`` then; the buffers ``name_u`` and ``name_v`` follow the singular vectors, by so many
    steps in each forward of training.

    >>> import tinygrad_edu as tg
    >>> layer = tg.nn.utils.spectral_norm(tg.nn.Linear(3, 2))
    >>> {key: value.shape for key, value in layer.state_dict().items()}
    {'bias': (2,), 'weight_orig': (2, 3), 'weight_u': (2,), 'weight_v': (3,)}
    """
    if n_power_iterations < 1:
        raise ValueError(f"spectral_norm by {n_power_iterations} steps\nhelp: n_power_iterations is 1 or more")
    if f"{name}_orig" in vars(module):
        raise RuntimeError(f"{name!r} is normalized already\nhelp: remove_spectral_norm takes it back")
    weight, dim = module.get_parameter(name), usual_dim(module, dim)
    rows, columns = as_matrix(weight.value, dim).shape
    normalization = Normalization(name, n_power_iterations, dim, eps)
    delattr(module, name)
    module.register_parameter(f"{name}_orig", weight)
    setattr(module, name, weight.detach())
    module.register_buffer(f"{name}_u", Tensor(random_unit(rows, weight.dtype, eps)))
    module.register_buffer(f"{name}_v", Tensor(random_unit(columns, weight.dtype, eps)))
    normalization.handle = module.register_forward_pre_hook(normalization)
    return module


def remove_spectral_norm(module: M, name: str = "weight") -> M:
    """Make the weight, as it is divided now, the parameter again. ValueError if it was never normalized."""
    for hook, _ in list(module.hooked().kinds["before"].values()):
        if isinstance(hook, Normalization) and hook.name == name:
            weight, parameter = hook.weight(module, 0).value, module.get_parameter(f"{name}_orig")
            hook.handle.remove()
            for part in (name, f"{name}_orig", f"{name}_u", f"{name}_v"):
                delattr(module, part)
            parameter.data = weight
            module.register_parameter(name, parameter)
            return module
    raise ValueError(f"{name!r} of this {type(module).__name__} isn't normalized\nhelp: spectral_norm does that")
