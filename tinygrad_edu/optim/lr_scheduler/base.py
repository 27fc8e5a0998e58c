"""What all schedulers share: they count epochs and set each group's rate."""

from __future__ import annotations

from collections.abc import Sequence
from types import FunctionType
from typing import Any

from ...tensor import Tensor
from ..optimizer import Optimizer


class LRScheduler:
    """The base of all schedulers: `step`, called after the optimizer's, counts an epoch and sets each group's rate.

    A subclass has `get_lr`, the rates of epoch ``self.last_epoch``, as a rule computed from those that the groups have
    now, so that several schedulers can work on one optimizer; and `closed_form`, where they can be computed from
    ``self.base_lrs``, the rates of the beginning, for a jump: ``step(epoch)``.

    A scheduler sets the rates of epoch 0 when it is made. With another `last_epoch` it goes on from there, if
    each group has an "initial_lr", as groups of a loaded optimizer do.

    >>> import tinygrad_edu as tg
    >>> optimizer = tg.optim.SGD([tg.ones(1, requires_grad=True)], lr=1.0)
    >>> scheduler = tg.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
    >>> for epoch in range(2):
    ...     optimizer.step()
    ...     scheduler.step()
    >>> scheduler.get_last_lr()
    [0.5]
    """

    _is_initial = False  # while the rates of the beginning are set, which the recursions leave as they are
    unsaved: tuple[str, ...] = ("optimizer",)

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        check_optimizer(optimizer)
        self.optimizer = optimizer
        for position, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", float(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyError(
                    f"group {position} has no 'initial_lr' to resume from at last_epoch={last_epoch} "
                    "(help: load the optimizer's state first)"
                )
        self.base_lrs = [float(group["initial_lr"]) for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        self.begin()

    def begin(self) -> None:
        """Set the rates of the first epoch."""
        self._step_count = 0
        self._is_initial = True
        self.step()
        self._is_initial = False

    def step(self, epoch: int | None = None) -> None:
        """Go on to the next epoch, or jump to the given one, and set its rates."""
        self._step_count += 1
        self.update(epoch)

    def update(self, epoch: int | None = None) -> None:
        """What `step` does, without counting it."""
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        set_rates(self.optimizer, self.get_lr() if epoch is None else self.closed_form())
        self._last_lr = rates(self.optimizer)

    def get_lr(self) -> list[float]:
        """The rates of this epoch, one for each group; to read them, see `get_last_lr`."""
        raise NotImplementedError(f"{type(self).__name__} has no get_lr\nhelp: define get_lr(self), a list of rates")

    def closed_form(self) -> list[float]:
        """The rates of this epoch when it was jumped to."""
        return self.get_lr()

    def get_last_lr(self) -> list[float]:
        """The rates that were set last, one for each group."""
        return self._last_lr

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer, and functions: of objects that can be called, what they hold."""
        return {name: value for name, value in vars(self).items() if name not in self.unsaved}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a `state_dict` of this library or PyTorch; one of another scheduler is a ValueError."""
        own = self.state_dict()
        missing = own.keys() - state_dict.keys() - {"_is_initial"}
        if missing:
            raise ValueError(
                f"the state has no {sorted(missing)}\nhelp: a {type(self).__name__} has {sorted(own)}, and the state "
                f"{sorted(state_dict)}"
            )
        vars(self).update({name: state_dict[name] for name in own.keys() & state_dict.keys()})


def check_optimizer(optimizer) -> None:
    """Refuse what has no rates."""
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"{type(optimizer).__name__} is not an Optimizer\nhelp: give the optimizer, not its parameters")


def rates(optimizer: Optimizer) -> list[float]:
    """The rates that the groups have now."""
    return [float(group["lr"]) for group in optimizer.param_groups]


def set_rates(optimizer: Optimizer, rates: Sequence[float]) -> None:
    """Give each group its rate; one that is a Tensor stays this Tensor."""
    if len(rates) != len(optimizer.param_groups):
        raise ValueError(
            f"{len(rates)} rates for {len(optimizer.param_groups)} groups of parameters\n"
            "help: make the scheduler after the last add_param_group"
        )
    for group, rate in zip(optimizer.param_groups, rates):
        if isinstance(group["lr"], Tensor):
            group["lr"].fill_(rate)
        else:
            group["lr"] = rate


def one_each(name: str, optimizer: Optimizer, value) -> list:
    """The values for each group, from one for all or from a list."""
    groups = len(optimizer.param_groups)
    if not isinstance(value, (list, tuple)):
        return [value] * groups
    if len(value) != groups:
        raise ValueError(
            f"{len(value)} values of {name} for {groups} groups of parameters\n"
            "help: one value for all, or one for each group"
        )
    return list(value)


def contents(function) -> dict[str, Any] | None:
    """What can be saved of something that is called: of a function nothing, of an object what it holds."""
    return None if function is None or isinstance(function, FunctionType) else dict(vars(function))


def fill(function, saved: dict[str, Any] | None) -> None:
    """Give back what `contents` saved."""
    if saved is not None:
        vars(function).update(saved)
