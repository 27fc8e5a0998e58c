"""A scheduler that waits until nothing gets better."""

from __future__ import annotations

import math

from ..optimizer import Optimizer
from .base import LRScheduler, check_optimizer, one_each, rates, set_rates


class ReduceLROnPlateau(LRScheduler):
    """Times `factor` when a metric, given to `step`, hasn't become better for more than `patience` epochs.

    `mode` is "min" or "max"; better means by `threshold`, a part of the best value so far ("rel") or a difference
    ("abs"). After that it waits for `cooldown` epochs. No rate falls below `min_lr`, or by less than `eps`.

    >>> import tinygrad_edu as tg
    >>> optimizer = tg.optim.SGD([tg.ones(1, requires_grad=True)], lr=1.0)
    >>> scheduler = tg.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=1)
    >>> for loss in (3.0, 2.0, 2.0, 2.0):
    ...     optimizer.step()
    ...     scheduler.step(loss)
    >>> scheduler.get_last_lr()
    [0.5]
    """

    def __init__(
        self, optimizer: Optimizer, mode: str = "min", factor: float = 0.1, patience: int = 10, threshold: float = 1e-4,
        threshold_mode: str = "rel", cooldown: int = 0, min_lr: float | list[float] = 0, eps: float = 1e-8,
    ) -> None:  # fmt: skip
        if factor >= 1.0:
            raise ValueError(f"a factor of {factor} doesn't reduce the rate\nhelp: below 1, as factor=0.1")
        check_optimizer(optimizer)
        if mode not in ("min", "max"):
            raise ValueError(f"no mode {mode!r}\nhelp: 'min' for a loss, 'max' for an accuracy")
        if threshold_mode not in ("rel", "abs"):
            raise ValueError(f"no threshold_mode {threshold_mode!r}\nhelp: 'rel' or 'abs'")
        self.optimizer, self.mode, self.factor, self.patience = optimizer, mode, factor, patience
        self.threshold, self.threshold_mode, self.cooldown, self.eps = threshold, threshold_mode, cooldown, eps
        self.default_min_lr = None if isinstance(min_lr, (list, tuple)) else min_lr
        self.min_lrs = one_each("min_lr", optimizer, min_lr)
        self.last_epoch, self.cooldown_counter, self.num_bad_epochs = 0, 0, 0
        self.best = math.inf if mode == "min" else -math.inf
        self._last_lr = rates(optimizer)

    def step(self, metrics, epoch: int | None = None) -> None:  # type: ignore[override]
        """Count an epoch with this metric, a number or a Tensor of one element."""
        current = float(metrics)
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        if self.is_better(current):
            self.best, self.num_bad_epochs = current, 0
        else:
            self.num_bad_epochs += 1
        if self.in_cooldown:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            self.reduce()
            self.cooldown_counter, self.num_bad_epochs = self.cooldown, 0
        self._last_lr = rates(self.optimizer)

    @property
    def in_cooldown(self) -> bool:
        """Whether it waits after a reduction."""
        return self.cooldown_counter > 0

    def is_better(self, value: float) -> bool:
        """Whether a metric is better than the best one so far, by the threshold."""
        sign = -1 if self.mode == "min" else 1
        if self.threshold_mode == "rel":
            bound = self.best * (1.0 + sign * self.threshold)
        else:
            bound = self.best + sign * self.threshold
        return value < bound if self.mode == "min" else value > bound

    def reduce(self) -> None:
        """Multiply the rates."""
        now = rates(self.optimizer)
        if len(now) != len(self.min_lrs):
            if self.default_min_lr is None:
                raise RuntimeError(
                    f"{len(self.min_lrs)} lowest rates for {len(now)} groups of parameters\n"
                    "help: set scheduler.min_lrs, one for each group"
                )
            self.min_lrs = [self.default_min_lr] * len(now)
        reduced = [max(rate * self.factor, least) for rate, least in zip(now, self.min_lrs)]
        set_rates(self.optimizer, [new if old - new > self.eps else old for old, new in zip(now, reduced)])
