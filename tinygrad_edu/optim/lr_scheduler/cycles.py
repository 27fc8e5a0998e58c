"""Schedulers that go up and down within a cycle, and the momentum the other way."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..optimizer import Optimizer
from .base import LRScheduler, check_optimizer, contents, fill, one_each, set_rates

Each = float | list[float]


class MomentumLR(LRScheduler):
    """What they have in common: the momentum, or the first of the betas, that is set with the rate."""

    def begin_momentum(self, cycle_momentum: bool, base: Each, top: Each, last_epoch: int) -> None:
        """Give each group its lowest and highest momentum, and let it begin with the highest."""
        self.cycle_momentum = cycle_momentum
        if not cycle_momentum:
            return
        if not {"momentum", "betas"} & self.optimizer.defaults.keys():
            raise ValueError(
                f"{type(self.optimizer).__name__} has no momentum that could cycle\nhelp: cycle_momentum=False"
            )
        self.use_beta1 = "betas" in self.optimizer.defaults
        lowest = one_each("base_momentum", self.optimizer, base)
        highest = one_each("max_momentum", self.optimizer, top)
        if last_epoch == -1:
            for group, low, high in zip(self.optimizer.param_groups, lowest, highest):
                group["base_momentum"], group["max_momentum"] = low, high
                self.set_momentum(group, high)

    def set_momentum(self, group: dict[str, Any], momentum: float) -> None:
        """Give a group its momentum."""
        if self.use_beta1:
            group["betas"] = (momentum, *group["betas"][1:])
        else:
            group["momentum"] = momentum


class CyclicLR(MomentumLR):
    """From `base_lr` to `max_lr` in `step_size_up` steps, and back in `step_size_down`, again and again.

    `mode` is "triangular", "triangular2" (half as high each time) or "exp_range" (``gamma**step`` times as high).
    Instead, ``scale_fn(x)`` may say how high, x being the cycle, from 1 on, or the step, as `scale_mode` says: "cycle"
    or "iterations".

    Source: Smith, "Cyclical learning rates for training neural networks", WACV 2017.
    """

    unsaved = ("optimizer", "_scale_fn_custom")

    def __init__(
        self, optimizer: Optimizer, base_lr: Each, max_lr: Each, step_size_up: int = 2000,
        step_size_down: int | None = None, mode: str = "triangular", gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None, scale_mode: str = "cycle", cycle_momentum: bool = True,
        base_momentum: Each = 0.8, max_momentum: Each = 0.9, last_epoch: int = -1,
    ) -> None:  # fmt: skip
        check_optimizer(optimizer)
        if mode not in ("triangular", "triangular2", "exp_range") and scale_fn is None:
            raise ValueError(f"no mode {mode!r}\nhelp: 'triangular', 'triangular2' or 'exp_range', or a scale_fn")
        self.optimizer = optimizer
        base_lrs = one_each("base_lr", optimizer, base_lr)
        self.max_lrs = one_each("max_lr", optimizer, max_lr)
        if last_epoch == -1:
            set_rates(optimizer, base_lrs)
        self.total_size = float(step_size_up + (step_size_up if step_size_down is None else step_size_down))
        self.step_ratio = step_size_up / self.total_size
        self.mode, self.gamma, self._scale_fn_custom = mode, gamma, scale_fn
        self.scale_mode = scale_mode if scale_fn else "iterations" if mode == "exp_range" else "cycle"
        self.begin_momentum(cycle_momentum, base_momentum, max_momentum, last_epoch)
        if cycle_momentum:
            self.base_momentums = one_each("base_momentum", optimizer, base_momentum)
            self.max_momentums = one_each("max_momentum", optimizer, max_momentum)
        super().__init__(optimizer, last_epoch)
        self.base_lrs = base_lrs

    def scale_fn(self, x: float) -> float:
        """How high the cycle is."""
        if self._scale_fn_custom is not None:
            return self._scale_fn_custom(x)
        return {"triangular": 1.0, "triangular2": 0.5 ** (x - 1), "exp_range": self.gamma**x}[self.mode]

    def get_lr(self) -> list[float]:
        """From the place in the cycle; sets the momentum, too."""
        cycle = math.floor(1 + self.last_epoch / self.total_size)
        x = 1.0 + self.last_epoch / self.total_size - cycle
        height = x / self.step_ratio if x <= self.step_ratio else (x - 1) / (self.step_ratio - 1)
        height *= self.scale_fn(cycle if self.scale_mode == "cycle" else self.last_epoch)
        if self.cycle_momentum:
            for group, low, high in zip(self.optimizer.param_groups, self.base_momentums, self.max_momentums):
                self.set_momentum(group, high - (high - low) * height)
        return [low + (high - low) * height for low, high in zip(self.base_lrs, self.max_lrs)]

    def state_dict(self) -> dict[str, Any]:
        """The state, with what is in `scale_fn` if that is an object."""
        return {**super().state_dict(), "_scale_fn_custom": contents(self._scale_fn_custom)}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a state."""
        function = self._scale_fn_custom
        super().load_state_dict(state_dict)
        self._scale_fn_custom = function
        fill(function, state_dict["_scale_fn_custom"])


class OneCycleLR(MomentumLR):
    """Once up, from ``max_lr / div_factor`` to `max_lr`, and down, to 1 / `final_div_factor` of where it began.

    Going up takes `pct_start` of all steps, which are `total_steps`, or `epochs` times `steps_per_epoch`.
    `anneal_strategy` is "cos" or "linear". With `three_phase` it first goes down as far as it came up, then to the end.

    Source: Smith & Topin, "Super-convergence: very fast training of neural networks using large learning rates", 2018.
    """

    def __init__(
        self, optimizer: Optimizer, max_lr: Each, total_steps: int | None = None, epochs: int | None = None,
        steps_per_epoch: int | None = None, pct_start: float = 0.3, anneal_strategy: str = "cos",
        cycle_momentum: bool = True, base_momentum: Each = 0.85, max_momentum: Each = 0.95, div_factor: float = 25.0,
        final_div_factor: float = 1e4, three_phase: bool = False, last_epoch: int = -1,
    ) -> None:  # fmt: skip
        check_optimizer(optimizer)
        self.optimizer = optimizer
        self.total_steps = whole_steps(total_steps, epochs, steps_per_epoch)
        if not isinstance(pct_start, float) or not 0 <= pct_start <= 1:
            raise ValueError(f"pct_start is {pct_start!r}\nhelp: a float between 0 and 1, as pct_start=0.3")
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(f"no anneal_strategy {anneal_strategy!r}\nhelp: 'cos' or 'linear'")
        self._anneal_func_type, top, end = (
            anneal_strategy,
            float(pct_start * self.total_steps) - 1,
            self.total_steps - 1,
        )
        self._schedule_phases = [phase(top, "initial_lr", "max_lr", "max_momentum", "base_momentum")]
        if three_phase:
            down = float(2 * pct_start * self.total_steps) - 2
            self._schedule_phases += [
                phase(down, "max_lr", "initial_lr", "base_momentum", "max_momentum"),
                phase(end, "initial_lr", "min_lr", "max_momentum", "max_momentum"),
            ]
        else:
            self._schedule_phases += [phase(end, "max_lr", "min_lr", "base_momentum", "max_momentum")]
        highest = one_each("max_lr", optimizer, max_lr)
        if last_epoch == -1:
            for group, high in zip(optimizer.param_groups, highest):
                first = high / div_factor
                group["initial_lr"], group["max_lr"], group["min_lr"] = first, high, first / final_div_factor
        self.begin_momentum(cycle_momentum, base_momentum, max_momentum, last_epoch)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """From the place in the phase; sets the momentum, too."""
        if self.last_epoch > self.total_steps:
            raise ValueError(
                f"step {self.last_epoch} of a cycle of {self.total_steps}\n"
                "help: a OneCycleLR steps after each batch; total_steps=epochs * batches"
            )
        start = 0.0
        for now in self._schedule_phases:
            if self.last_epoch <= now["end_step"] or now is self._schedule_phases[-1]:
                break
            start = now["end_step"]
        part = (self.last_epoch - start) / (now["end_step"] - start)
        rates = []
        for group in self.optimizer.param_groups:
            rates.append(self.between(group[now["start_lr"]], group[now["end_lr"]], part))
            if self.cycle_momentum:
                self.set_momentum(group, self.between(group[now["start_momentum"]], group[now["end_momentum"]], part))
        return rates

    def between(self, start: float, end: float, part: float) -> float:
        """What lies this part of the way from start to end."""
        if self._anneal_func_type == "linear":
            return (end - start) * part + start
        return end + (start - end) / 2 * (math.cos(math.pi * part) + 1)


def phase(end: float, start_lr: str, end_lr: str, start_momentum: str, end_momentum: str) -> dict[str, Any]:
    """A part of a cycle: where it ends, and the entries of a group between which it goes."""
    names = {"start_lr": start_lr, "end_lr": end_lr, "start_momentum": start_momentum, "end_momentum": end_momentum}
    return {"end_step": end, **names}


def whole_steps(total_steps: int | None, epochs: int | None, steps_per_epoch: int | None) -> int:
    """How many steps the cycle has; a ValueError if that isn't said."""
    given = {"total_steps": total_steps} if total_steps is not None else {}
    if total_steps is None and epochs is not None and steps_per_epoch is not None:
        given = {"epochs": epochs, "steps_per_epoch": steps_per_epoch}
    if not given:
        raise ValueError(
            "nothing says how long the cycle is\nhelp: total_steps=epochs * len(batches), or epochs and steps_per_epoch"
        )
    for name, value in given.items():
        if not isinstance(value, int) or value <= 0:
            raise ValueError(f"{name} is {value!r}\nhelp: a whole number above 0")
    return math.prod(given.values())
