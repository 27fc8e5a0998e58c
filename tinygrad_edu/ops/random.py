"""Random numbers: one generator for everything that is drawn, and dropout.

What is drawn is an operand of the op that uses it, so that reading the op again gives the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..tape import op


class Generator(np.random.Generator):
    """NumPy's generator with PyTorch's `manual_seed`. It starts from seed 1.

    Any number would do. From 0, the tutorials' listings that set no seed begin with unlucky runs: XOR's net stays
    stuck, as one in four does, and the first epoch on IMDB is as bad as one in twenty-five.

    >>> import tinygrad_edu as tg
    >>> one, other = tg.Generator().manual_seed(7), tg.Generator().manual_seed(7)
    >>> tg.equal(tg.rand(3, generator=one), tg.rand(3, generator=other))
    True
    """

    def __init__(self, device: str = "cpu") -> None:
        super().__init__(np.random.PCG64(1))
        self.first_seed = 1

    def manual_seed(self, seed: int) -> Generator:
        """Start anew: from the same seed come the same numbers. Returns the generator."""
        self.first_seed = int(seed)
        self.bit_generator.state = np.random.default_rng(self.first_seed % 2**64).bit_generator.state
        return self

    def seed(self) -> int:
        """Start from a seed that the operating system chose; returns it."""
        return self.manual_seed(int(np.random.SeedSequence().generate_state(1)[0])).initial_seed()

    def initial_seed(self) -> int:
        """The seed it started from."""
        return self.first_seed

    def get_state(self) -> dict[str, Any]:
        """Where it is now, for `set_state`."""
        return dict(self.bit_generator.state)

    def set_state(self, state: dict[str, Any]) -> Generator:
        """Go back to where `get_state` was called."""
        self.bit_generator.state = state
        return self


generator = Generator()


def manual_seed(seed: int) -> Generator:
    """Start the random numbers anew: from the same seed come the same numbers."""
    return generator.manual_seed(seed)


def initial_seed() -> int:
    """The seed that the random numbers started from."""
    return generator.initial_seed()


def seed() -> int:
    """Start the random numbers from a seed that the operating system chose; returns it."""
    return generator.seed()


def get_rng_state() -> dict[str, Any]:
    """Where the random numbers are now, for `set_rng_state`."""
    return generator.get_state()


def set_rng_state(new_state: dict[str, Any]) -> None:
    """Let the random numbers go on from where `get_rng_state` was called."""
    generator.set_state(new_state)


def dropout_mask(shape: tuple, p: float, dtype, generator: np.random.Generator = generator) -> np.ndarray:
    """An array that is 0 with probability p and 1 / (1 − p) elsewhere, so that the mean stays."""
    kept = generator.random(shape, dtype=np.float32) >= p
    return np.multiply(kept, 1 / (1 - p) if p < 1 else 0, dtype=dtype)


@op()
def dropout(x, mask):
    """x · mask: some elements dropped, the others scaled up."""
    return x * mask, lambda g: g * mask, lambda g: g * x
