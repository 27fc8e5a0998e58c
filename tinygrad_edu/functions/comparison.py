"""Comparisons whose result is one truth value."""

from __future__ import annotations

import numpy as np

from .. import ops
from ..arrays import array_of


def isclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Whether |input − other| ≤ atol + rtol · |other|, elementwise."""
    if rtol < 0 or atol < 0:
        raise ValueError(f"isclose with rtol={rtol}, atol={atol}\nhelp: neither can be negative")
    return ops.isclose(input, other, rtol=rtol, atol=atol, equal_nan=equal_nan)


def allclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False) -> bool:
    """Whether all elements are close, as `isclose` has it."""
    return bool(ops.all(isclose(input, other, rtol, atol, equal_nan)))


def equal(input, other) -> bool:
    """Whether both have the same shape and the same elements."""
    ours, theirs = (np.asarray(array_of(x)) for x in (input, other))
    return bool(np.array_equal(ours, theirs))
