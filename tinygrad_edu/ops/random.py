"""Random numbers: one generator for everything that is drawn, and dropout.

What is drawn is an operand of the op that uses it, so that reading the op again gives the same.
"""

import numpy as np

from ..tape import op

generator = np.random.default_rng(0)


def manual_seed(seed: int) -> np.random.Generator:
    """Start the random numbers anew: from the same seed come the same numbers."""
    generator.bit_generator.state = np.random.default_rng(seed).bit_generator.state
    return generator


def dropout_mask(shape: tuple, p: float, dtype, generator: np.random.Generator = generator) -> np.ndarray:
    """An array that is 0 with probability p and 1 / (1 − p) elsewhere, so that the mean stays."""
    kept = generator.random(shape, dtype=np.float32) >= p
    return np.multiply(kept, 1 / (1 - p) if p < 1 else 0, dtype=dtype)


@op()
def dropout(x, mask):
    """x · mask: some elements dropped, the others scaled up."""
    return x * mask, lambda g: g * mask, lambda g: g * x
