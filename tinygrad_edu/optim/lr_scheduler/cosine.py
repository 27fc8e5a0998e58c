"""Schedulers that follow a cosine.

Source: Loshchilov & Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017.
"""

from __future__ import annotations

import math

from ..optimizer import Optimizer
from .base import LRScheduler, rates


class CosineAnnealingLR(LRScheduler):
    """Down to `eta_min` in `T_max` epochs along half a cosine, and up again in the next `T_max`."""

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1) -> None:
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer, last_epoch)

    def height(self, epoch: int) -> float:
        """1 + cos, from 2 to 0 and back."""
        return 1 + math.cos(math.pi * epoch / self.T_max)

    def get_lr(self) -> list[float]:
        """From the rates of the epoch before, so that other schedulers may change them, too."""
        now = rates(self.optimizer)
        if self._is_initial:
            return now
        if (self.last_epoch - 1 - self.T_max) % (2 * self.T_max) == 0:  # they were at the bottom, where the ratio is 0
            rise = (1 - math.cos(math.pi / self.T_max)) / 2
            return [rate + (first - self.eta_min) * rise for rate, first in zip(now, self.base_lrs)]
        ratio = self.height(self.last_epoch) / self.height(self.last_epoch - 1)
        return [ratio * (rate - self.eta_min) + self.eta_min for rate in now]

    def closed_form(self) -> list[float]:
        """From the first rates."""
        return [self.eta_min + (first - self.eta_min) * self.height(self.last_epoch) / 2 for first in self.base_lrs]


class CosineAnnealingWarmRestarts(LRScheduler):
    """Down to `eta_min` in `T_0` epochs along half a cosine, and again from the top, each time `T_mult` times as long.

    ``step(epoch)`` goes to any epoch, also in between: ``step(epoch + batch / batches)``.
    """

    def __init__(
        self, optimizer: Optimizer, T_0: int, T_mult: int = 1, eta_min: float = 0.0, last_epoch: int = -1
    ) -> None:
        if T_0 <= 0 or not isinstance(T_0, int):
            raise ValueError(f"T_0 is {T_0!r}\nhelp: the epochs of the first descent, a whole number above 0")
        if T_mult < 1 or not isinstance(T_mult, int):
            raise ValueError(f"T_mult is {T_mult!r}\nhelp: a whole number, 1 for descents of equal length")
        if not isinstance(eta_min, (float, int)):
            raise ValueError(f"eta_min is {eta_min!r}\nhelp: a number, the lowest rate of all groups")
        self.T_0, self.T_i, self.T_mult, self.eta_min = T_0, T_0, T_mult, eta_min
        self.T_cur: float = last_epoch
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """From how long this descent has lasted."""
        height = (1 + math.cos(math.pi * self.T_cur / self.T_i)) / 2
        return [self.eta_min + (first - self.eta_min) * height for first in self.base_lrs]

    def step(self, epoch: float | None = None) -> None:
        """Go on to the next epoch, or to the given one, which need not be whole."""
        if epoch is None and self.last_epoch >= 0:
            epoch = self.last_epoch + 1
            self.T_cur += 1
            if self.T_cur >= self.T_i:
                self.T_cur, self.T_i = self.T_cur % self.T_i, self.T_i * self.T_mult
        else:
            epoch = epoch or 0
            if epoch < 0:
                raise ValueError(f"there is no epoch {epoch}\nhelp: epochs count from 0")
            self.descend(epoch)
        self._step_count += 1
        self.update(math.floor(epoch))

    def descend(self, epoch: float) -> None:
        """Find the descent in which an epoch lies."""
        if self.T_mult == 1:
            self.T_cur, self.T_i = epoch % self.T_0, self.T_0
            return
        past = int(math.log(epoch / self.T_0 * (self.T_mult - 1) + 1, self.T_mult)) if epoch >= self.T_0 else 0
        self.T_cur = epoch - self.T_0 * (self.T_mult**past - 1) / (self.T_mult - 1)
        self.T_i = self.T_0 * self.T_mult**past
