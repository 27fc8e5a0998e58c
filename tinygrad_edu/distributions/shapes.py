"""Shapes as programs give them, and what they broadcast to."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np


def as_shape(name: str, lengths: Any) -> tuple[int, ...]:
    """The lengths as a tuple; TypeError for what is none, ValueError for a length below 0."""
    try:
        shape = tuple(operator.index(length) for length in lengths)
    except TypeError:
        raise TypeError(f"{name} is {lengths!r}\nhelp: a tuple of lengths, such as (3,)") from None
    if any(length < 0 for length in shape):
        raise ValueError(f"{name} is {shape}\nhelp: lengths of at least 0")
    return shape


def common_shape(*shapes: tuple[int, ...]) -> tuple[int, ...] | None:
    """The shape that these broadcast to; None if they don't."""
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        return None
