"""What several files refuse at the door."""

from __future__ import annotations

import contextlib
import operator

import numpy as np


def whole_number(name: str, value, least: int = 1) -> int:
    """The value as an int. ValueError if it isn't a whole number, or is below `least`.

    >>> whole_number("units", 16)
    16
    """
    number = None
    if not isinstance(value, (bool, np.bool_)):
        with contextlib.suppress(TypeError):
            number = operator.index(value)
    if number is None or number < least:
        raise ValueError(f"{name} is {value!r:.60}\nhelp: a whole number from {least} up")
    return number


def is_number(value) -> bool:
    """Whether the value is a number of Python or NumPy."""
    return isinstance(value, (int, float, np.number))
