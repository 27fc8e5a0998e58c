"""Rates that follow a formula of the steps which the optimizer has taken."""

from __future__ import annotations

import bisect
import math

from ..configuration import Configured
from ..known import TABLES

__all__ = [
    "CosineDecay", "ExponentialDecay", "InverseTimeDecay", "LearningRateSchedule", "PiecewiseConstantDecay",
    "PolynomialDecay",
]  # fmt: skip


class LearningRateSchedule(Configured):
    """The base of all schedules, which are given for a `learning_rate`: a subclass says the rate after `step` steps.

    >>> from tinygrad_edu.keras import optimizers
    >>> schedule = optimizers.schedules.ExponentialDecay(0.1, decay_steps=100, decay_rate=0.5)
    >>> schedule(0), schedule(100), optimizers.SGD(schedule).learning_rate
    (0.1, 0.05, 0.1)
    """

    def __call__(self, step: int) -> float:
        """The rate."""
        raise TypeError(f"{type(self).__name__} has no rate\nhelp: define __call__(self, step) in the class")


class Decay(LearningRateSchedule):
    """What begins at a rate, and changes over `decay_steps` steps."""

    def __init__(self, initial_learning_rate: float, decay_steps: int, name: str | None = None) -> None:
        if not decay_steps > 0:
            raise ValueError(f"decay_steps is {decay_steps}\nhelp: a number of steps from 1 up")
        self.initial_learning_rate, self.decay_steps, self.name = initial_learning_rate, decay_steps, name


class RateDecay(Decay):
    """A decay by a rate, which jumps only after `decay_steps` steps each if it goes like a `staircase`."""

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        decay_rate: float,
        staircase: bool = False,
        name: str | None = None,
    ) -> None:
        super().__init__(initial_learning_rate, decay_steps, name)
        self.decay_rate, self.staircase = decay_rate, staircase

    def done(self, step: int) -> float:
        """How many times `decay_steps` steps were taken."""
        return step // self.decay_steps if self.staircase else step / self.decay_steps


class ExponentialDecay(RateDecay):
    """initial · decay_rate^(step / decay_steps)."""

    def __call__(self, step: int) -> float:
        """The rate."""
        return self.initial_learning_rate * self.decay_rate ** self.done(step)


class InverseTimeDecay(RateDecay):
    """initial / (1 + decay_rate · step / decay_steps)."""

    def __call__(self, step: int) -> float:
        """The rate."""
        return self.initial_learning_rate / (1 + self.decay_rate * self.done(step))


class PolynomialDecay(Decay):
    """From the initial rate to `end_learning_rate`, along a straight line, or a `power` of it."""

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        end_learning_rate: float = 0.0001,
        power: float = 1.0,
        *,
        name: str | None = None,
    ) -> None:
        super().__init__(initial_learning_rate, decay_steps, name)
        self.end_learning_rate, self.power = end_learning_rate, power

    def __call__(self, step: int) -> float:
        """The rate."""
        left = 1 - min(step, self.decay_steps) / self.decay_steps
        return (self.initial_learning_rate - self.end_learning_rate) * left**self.power + self.end_learning_rate


class CosineDecay(Decay):
    """Along half a wave of the cosine, from the initial rate to `alpha` times it.

    Source: Loshchilov & Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017.
    """

    def __init__(
        self, initial_learning_rate: float, decay_steps: int, alpha: float = 0.0, name: str | None = None
    ) -> None:
        super().__init__(initial_learning_rate, decay_steps, name)
        self.alpha = alpha

    def __call__(self, step: int) -> float:
        """The rate."""
        wave = (1 + math.cos(math.pi * min(step, self.decay_steps) / self.decay_steps)) / 2
        return self.initial_learning_rate * ((1 - self.alpha) * wave + self.alpha)


class PiecewiseConstantDecay(LearningRateSchedule):
    """The first of `values` up to and with the first of `boundaries`, and so on; the last value after all of them."""

    def __init__(self, boundaries: list, values: list[float], name: str | None = None) -> None:
        if len(values) != len(boundaries) + 1:
            raise ValueError(
                f"{len(values)} values for {len(boundaries)} boundaries\nhelp: one value more than boundaries"
            )
        self.boundaries, self.values, self.name = list(boundaries), list(values), name

    def __call__(self, step: int) -> float:
        """The rate."""
        return self.values[bisect.bisect_left(self.boundaries, step)]


TABLES["schedule"] |= {name: globals()[name] for name in __all__ if name != "LearningRateSchedule"}
