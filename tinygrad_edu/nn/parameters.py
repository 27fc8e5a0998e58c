"""Parameters that a layer makes and then fills."""

from __future__ import annotations

import math

import numpy as np

from ..arrays import get_default_dtype
from ..devices import check_device
from . import init
from .module import Parameter


def empty(*shape: int, device=None, dtype=None) -> Parameter:
    """A Parameter of this shape that holds anything."""
    check_device(device)
    return Parameter(np.empty(shape, dtype or get_default_dtype()))


def check_lengths(layer: str, **lengths) -> None:
    """Refuse what is no length of an axis."""
    for name, length in lengths.items():
        if not isinstance(length, (int, np.integer)) or length < 0:
            raise TypeError(f"{name} is {length!r}\nhelp: {layer}({', '.join(lengths)}) wants whole numbers")


def fill_within(bound_of: int, *parameters: Parameter | None) -> None:
    """Fill what there is of the parameters uniformly in ±1/√bound_of."""
    bound = 1 / math.sqrt(bound_of) if bound_of else 0.0
    for parameter in parameters:
        if parameter is not None:
            init.uniform_(parameter, -bound, bound)
