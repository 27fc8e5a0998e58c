"""One seed for everything that is drawn."""

from __future__ import annotations

import random

import numpy as np

from ...ops.random import manual_seed


def set_random_seed(seed: int) -> None:
    """Start Python's, NumPy's and this package's random numbers anew from a seed between 0 and 2³² − 1."""
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or not 0 <= seed < 2**32:
        raise ValueError(f"the seed is {seed!r}\nhelp: a whole number from 0 to 2**32 - 1")
    random.seed(int(seed))
    np.random.seed(seed)
    manual_seed(int(seed))
