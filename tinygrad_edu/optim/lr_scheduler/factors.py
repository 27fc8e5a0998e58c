"""Schedulers that multiply each rate by a factor."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from ..optimizer import Optimizer
from .base import LRScheduler, contents, fill, one_each

Factors = Callable[[int], float] | list[Callable[[int], float]]


class RatioLR(LRScheduler):
    """What those have in common whose factor is the same for all groups, and known in advance."""

    def ratio(self) -> float:
        """The rates of this epoch over those of the epoch before."""
        raise NotImplementedError

    def whole_ratio(self) -> float:
        """The rates of this epoch over those of the beginning."""
        raise NotImplementedError

    def get_lr(self) -> list[float]:
        """The groups' rates, multiplied."""
        ratio = self.ratio()
        return [float(group["lr"]) * ratio for group in self.optimizer.param_groups]

    def closed_form(self) -> list[float]:
        """The first rates, multiplied."""
        ratio = self.whole_ratio()
        return [rate * ratio for rate in self.base_lrs]


class StepLR(RatioLR):
    """Times `gamma` every `step_size` epochs."""

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1) -> None:
        if not step_size > 0:
            raise ValueError(f"step_size is {step_size}\nhelp: a number of epochs, 1 or more")
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def ratio(self) -> float:
        """`gamma` when it's time."""
        return 1.0 if self.last_epoch == 0 or self.last_epoch % self.step_size else self.gamma

    def whole_ratio(self) -> float:
        """`gamma` for each time that has come."""
        return self.gamma ** (self.last_epoch // self.step_size)


class MultiStepLR(RatioLR):
    """Times `gamma` at each of the `milestones`; twice at one that is named twice."""

    def __init__(
        self, optimizer: Optimizer, milestones: Iterable[int], gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        self.milestones, self.gamma = Counter(milestones), gamma
        super().__init__(optimizer, last_epoch)

    def ratio(self) -> float:
        """`gamma` for each milestone that is this epoch."""
        return self.gamma ** self.milestones[self.last_epoch]

    def whole_ratio(self) -> float:
        """`gamma` for each milestone up to now."""
        return self.gamma ** bisect_right(sorted(self.milestones.elements()), self.last_epoch)


class ConstantLR(RatioLR):
    """Times `factor`, until epoch `total_iters`."""

    def __init__(
        self, optimizer: Optimizer, factor: float = 1.0 / 3, total_iters: int = 5, last_epoch: int = -1
    ) -> None:
        if not 0 <= factor <= 1:
            raise ValueError(f"factor is {factor}\nhelp: between 0 and 1, as factor=0.5")
        self.factor, self.total_iters = factor, total_iters
        super().__init__(optimizer, last_epoch)

    def ratio(self) -> float:
        """The factor at the beginning, and its inverse at the end."""
        return self.factor if self.last_epoch == 0 else 1 / self.factor if self.last_epoch == self.total_iters else 1.0

    def whole_ratio(self) -> float:
        """The factor, or 1."""
        return self.factor if self.last_epoch < self.total_iters else 1.0


class LinearLR(RatioLR):
    """Times a factor that goes from `start_factor` to `end_factor` in `total_iters` equal steps."""

    def __init__(
        self, optimizer: Optimizer, start_factor: float = 1.0 / 3, end_factor: float = 1.0, total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:  # fmt: skip
        if not 0 < start_factor <= 1:
            raise ValueError(f"start_factor is {start_factor}\nhelp: above 0 and at most 1, as start_factor=0.1")
        if not 0 <= end_factor <= 1:
            raise ValueError(f"end_factor is {end_factor}\nhelp: between 0 and 1, as end_factor=0.1")
        self.start_factor, self.end_factor, self.total_iters = start_factor, end_factor, total_iters
        super().__init__(optimizer, last_epoch)

    def ratio(self) -> float:
        """The factor over that of the epoch before."""
        if self.last_epoch == 0:
            return self.start_factor
        if self._is_initial or self.last_epoch > self.total_iters:
            return 1.0
        rise = self.end_factor - self.start_factor
        return 1 + rise / (self.total_iters * self.start_factor + (self.last_epoch - 1) * rise)

    def whole_ratio(self) -> float:
        """The factor."""
        part = min(self.total_iters, self.last_epoch) / self.total_iters
        return self.start_factor + (self.end_factor - self.start_factor) * part


class ExponentialLR(RatioLR):
    """Times `gamma` every epoch."""

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1) -> None:
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def ratio(self) -> float:
        """`gamma`."""
        return 1.0 if self._is_initial else self.gamma

    def whole_ratio(self) -> float:
        """`gamma` for each epoch."""
        return self.gamma**self.last_epoch


class PolynomialLR(RatioLR):
    """Times (1 − epoch / total_iters)^power, down to 0 at epoch `total_iters`."""

    def __init__(self, optimizer: Optimizer, total_iters: int = 5, power: float = 1.0, last_epoch: int = -1) -> None:
        self.total_iters, self.power = total_iters, power
        super().__init__(optimizer, last_epoch)

    def ratio(self) -> float:
        """The factor over that of the epoch before."""
        if self._is_initial or self.last_epoch > self.total_iters:
            return 1.0
        now, before = (1 - epoch / self.total_iters for epoch in (self.last_epoch, self.last_epoch - 1))
        return (now / before) ** self.power

    def whole_ratio(self) -> float:
        """The factor."""
        return (1 - min(self.total_iters, self.last_epoch) / self.total_iters) ** self.power


class LambdaLR(LRScheduler):
    """The first rates times ``lr_lambda(epoch)``: one function for all groups, or a list of one for each."""

    unsaved = ("optimizer", "lr_lambdas")

    def __init__(self, optimizer: Optimizer, lr_lambda: Factors, last_epoch: int = -1) -> None:
        self.lr_lambdas = one_each("lr_lambda", optimizer, lr_lambda)
        for function in self.lr_lambdas:
            if not callable(function):
                raise TypeError(f"lr_lambda is a {type(function).__name__}\nhelp: a function: lambda epoch: 0.9**epoch")
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """Each first rate times what its function says."""
        return [rate * function(self.last_epoch) for rate, function in zip(self.base_lrs, self.lr_lambdas)]

    def state_dict(self) -> dict[str, Any]:
        """The state, with what is in those of the functions that are objects."""
        return {**super().state_dict(), "lr_lambdas": [contents(function) for function in self.lr_lambdas]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a state."""
        functions = self.lr_lambdas
        super().load_state_dict(state_dict)
        self.lr_lambdas = functions
        for function, saved in zip(functions, state_dict["lr_lambdas"]):
            fill(function, saved)


class MultiplicativeLR(LambdaLR):
    """The rates of the epoch before times ``lr_lambda(epoch)``: one function for all groups, or a list."""

    def get_lr(self) -> list[float]:
        """Each rate times what its function says."""
        groups = self.optimizer.param_groups
        if self._is_initial:
            return [float(group["lr"]) for group in groups]
        return [float(group["lr"]) * function(self.last_epoch) for group, function in zip(groups, self.lr_lambdas)]
