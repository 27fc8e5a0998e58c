"""Tensors from nothing: zeros, ones, counting, random numbers."""

from __future__ import annotations

import numpy as np

from . import ops
from .arrays import get_default_dtype
from .functions.arguments import as_shape
from .tensor import Tensor


def zeros(*size, dtype=None, requires_grad: bool = False) -> Tensor:
    """A tensor of zeros, its shape given as numbers or as a tuple."""
    return Tensor(np.zeros(as_shape(size), dtype or get_default_dtype()), requires_grad=requires_grad)


def ones(*size, dtype=None, requires_grad: bool = False) -> Tensor:
    """A tensor of ones, its shape given as numbers or as a tuple."""
    return Tensor(np.ones(as_shape(size), dtype or get_default_dtype()), requires_grad=requires_grad)


def arange(*limits, dtype=None, requires_grad: bool = False) -> Tensor:
    """The numbers from `start` (0) up to, not including, `end`, by `step` (1): ``arange([start,] end[, step])``."""
    numbers = np.arange(*limits, dtype=dtype)
    dtype = get_default_dtype() if dtype is None and numbers.dtype.kind == "f" else numbers.dtype
    return Tensor(numbers.astype(dtype), requires_grad=requires_grad)


def rand(*size, dtype=None, requires_grad: bool = False, generator: np.random.Generator | None = None) -> Tensor:
    """Random numbers, uniform in [0, 1). The default generator starts from seed 0; see `manual_seed`."""
    dtype = np.dtype(dtype or get_default_dtype())
    numbers = (generator or ops.generator).random(as_shape(size)).astype(dtype)
    if dtype.kind == "f":  # rounding to float32 may reach 1
        numbers = np.minimum(numbers, np.nextafter(dtype.type(1), dtype.type(0)))
    return Tensor(numbers, requires_grad=requires_grad)


def randn(*size, dtype=None, requires_grad: bool = False, generator: np.random.Generator | None = None) -> Tensor:
    """Random numbers from the normal distribution with mean 0 and variance 1. For seeds see `rand`."""
    numbers = (generator or ops.generator).standard_normal(as_shape(size))
    return Tensor(numbers.astype(dtype or get_default_dtype()), requires_grad=requires_grad)
