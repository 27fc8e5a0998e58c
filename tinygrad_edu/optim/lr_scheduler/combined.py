"""Schedulers of schedulers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from ..optimizer import Optimizer
from .base import LRScheduler, rates, set_rates
from .plateau import ReduceLROnPlateau


class CombinedLR(LRScheduler):
    """What they have in common: the schedulers, and a state that holds theirs."""

    unsaved = ("optimizer", "_schedulers")

    def __init__(self, optimizer: Optimizer | None, schedulers: Sequence[LRScheduler]) -> None:
        name = type(self).__name__
        if not schedulers:
            raise ValueError(f"a {name} of no schedulers\nhelp: give a list of one at least")
        for position, scheduler in enumerate(schedulers):
            if not hasattr(scheduler, "optimizer"):
                raise TypeError(
                    f"scheduler {position} of the {name} is a {type(scheduler).__name__}\n"
                    "help: schedulers have an optimizer, as StepLR(optimizer, 10)"
                )
            optimizer = optimizer or scheduler.optimizer
            if isinstance(scheduler, ReduceLROnPlateau):
                raise ValueError(
                    f"scheduler {position} of the {name} is a ReduceLROnPlateau\n"
                    "help: its step needs a metric; call it beside this one"
                )
            if scheduler.optimizer is not optimizer:
                raise ValueError(
                    f"scheduler {position} of the {name} has another optimizer than the first\n"
                    "help: make them all with the same optimizer"
                )
        assert optimizer is not None
        self.optimizer, self._schedulers = optimizer, schedulers

    def state_dict(self) -> dict[str, Any]:
        """The state, with the states of the schedulers."""
        return {**super().state_dict(), "_schedulers": [scheduler.state_dict() for scheduler in self._schedulers]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a state of as many schedulers."""
        schedulers, saved = self._schedulers, state_dict.get("_schedulers", [])
        if len(saved) != len(schedulers):
            raise ValueError(
                f"a state of {len(saved)} schedulers\nhelp: this {type(self).__name__} has {len(schedulers)}"
            )
        super().load_state_dict(state_dict)
        self._schedulers = schedulers
        for scheduler, state in zip(schedulers, saved):
            scheduler.load_state_dict(state)


class ChainedScheduler(CombinedLR):
    """Several schedulers at once: each changes what the one before it left."""

    def __init__(self, schedulers: Sequence[LRScheduler], optimizer: Optimizer | None = None) -> None:
        super().__init__(optimizer, schedulers)
        self._last_lr = rates(self.optimizer)

    def step(self, epoch: int | None = None) -> None:
        """Go on to the next epoch."""
        for scheduler in self._schedulers:
            scheduler.step()
        self._last_lr = rates(self.optimizer)


class SequentialLR(CombinedLR):
    """One scheduler after the other: the next one begins at each of the `milestones`."""

    def __init__(
        self, optimizer: Optimizer, schedulers: list[LRScheduler], milestones: list[int], last_epoch: int = -1
    ) -> None:
        super().__init__(optimizer, schedulers)
        if len(milestones) != len(schedulers) - 1:
            raise ValueError(
                f"{len(schedulers)} schedulers and {len(milestones)} milestones\n"
                "help: a milestone is where one ends and the next one begins: one fewer than schedulers"
            )
        self._milestones, self.last_epoch = milestones, last_epoch + 1
        set_rates(optimizer, [float(group["initial_lr"]) for group in optimizer.param_groups])
        undo(schedulers)
        first = schedulers[bisect_right(milestones, 0)]
        first.begin()
        self._last_lr = first.get_last_lr()

    def step(self, epoch: int | None = None) -> None:
        """Go on to the next epoch, with the scheduler whose turn it is."""
        self.last_epoch += 1
        turn = bisect_right(self._milestones, self.last_epoch)
        scheduler = self._schedulers[turn]
        if turn > 0 and self._milestones[turn - 1] == self.last_epoch:
            scheduler.update(0)
        else:
            scheduler.step()
        self._last_lr = scheduler.get_last_lr()


def undo(schedulers: Sequence[LRScheduler]) -> None:
    """Take back the epoch that schedulers counted when they were made."""
    for scheduler in schedulers:
        if isinstance(scheduler, CombinedLR):
            undo(scheduler._schedulers)
        else:
            scheduler.last_epoch -= 1
