"""All parameters as one vector, and back."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ... import ops
from ...tensor import Tensor


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """The elements of all parameters in one row, recorded."""
    listed = list(parameters)
    if not listed:
        raise ValueError("there are no parameters\nhelp: net.parameters() is an iterator, empty after its first use")
    return ops.cat([ops.reshape(parameter, shape=(-1,)) for parameter in listed])


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Copy the elements of a vector into the parameters, in order. ValueError if their numbers differ."""
    listed, numbers = list(parameters), np.asarray(vec.data)
    wanted = sum(parameter.numel() for parameter in listed)
    if numbers.shape != (wanted,):
        raise ValueError(f"a vector of shape {numbers.shape} for {wanted} elements of parameters")
    start = 0
    for parameter in listed:
        parameter.data[...] = numbers[start : start + parameter.numel()].reshape(parameter.shape)
        parameter.changed()
        start += parameter.numel()
