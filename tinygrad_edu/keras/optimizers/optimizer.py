"""The optimizer: Keras's face of `optim.Optimizer`, made before the weights that it will move."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ... import optim
from ...arrays import array_in, array_of, get_default_dtype, tensor_of
from ...autograd import enable_grad
from ...nn.utils import clip_grad_value_, get_total_norm
from ...optim.options import not_negative
from ..configuration import Configured, as_json
from ..known import refuse_options
from ..names import fresh_name
from .rate import Rate, checked_rate, rate_of
from .schedules import LearningRateSchedule


class Optimizer(Configured, optim.Optimizer):
    """The base of all optimizers. A subclass has a `rule`, a pure function of arrays, as in `optim`.

    The rate can be read and set as `learning_rate`; a schedule in its place sets it before each step. `weight_decay`
    takes its share, times the rate, off every weight before a step. Of the gradients `clipvalue` limits each number,
    `clipnorm` the length of each weight's, and `global_clipnorm` the length of all of them together; only one can be
    given.
    """

    common: tuple[str, ...] = ()  # what is remembered of each weight and is the same for all

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule = 0.001,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        *,
        name: str | None = None,
        **unknown,
    ) -> None:
        refuse_options(type(self), unknown)
        self.iterations = 0
        self.schedule = learning_rate if isinstance(learning_rate, LearningRateSchedule) else None
        self.rate = checked_rate(learning_rate if self.schedule is None else self.schedule(0))
        limits = {"clipnorm": clipnorm, "clipvalue": clipvalue, "global_clipnorm": global_clipnorm}
        if sum(limit is not None for limit in limits.values()) > 1:
            raise ValueError(
                f"{', '.join(f'{name}={limit}' for name, limit in limits.items())}\nhelp: give one of them"
            )
        for option, value in {"weight_decay": weight_decay, **limits}.items():
            if value is not None:
                not_negative({option: value}, option)
        self.weight_decay, self.clipnorm, self.clipvalue = weight_decay, clipnorm, clipvalue
        self.global_clipnorm = global_clipnorm
        self.name = fresh_name(type(self)) if name is None else name
        self.built = False

    @property
    def learning_rate(self) -> Rate:
        """The rate of the next step."""
        return rate_of(self.rate if self.schedule is None else self.schedule(self.iterations), self)

    @learning_rate.setter
    def learning_rate(self, value: float | LearningRateSchedule) -> None:
        if isinstance(value, LearningRateSchedule):
            self.schedule, value = value, value(self.iterations)
        elif self.schedule is not None:
            raise TypeError(
                f"the learning_rate of {self.name!r} follows {type(self.schedule).__name__}, and can't be set\n"
                "help: give the optimizer a number to begin with"
            )
        self.set_rate(value)

    def set_rate(self, value: float) -> None:
        """Step at this rate from now on."""
        self.rate = checked_rate(value)
        if self.built:
            self.param_groups[0]["lr"] = self.rate

    @property
    def lr(self) -> float:
        """Refused: the old name of the rate."""
        raise AttributeError(f"{type(self).__name__} has no lr, an old name\nhelp: it is called learning_rate")

    @lr.setter
    def lr(self, value: float) -> None:
        raise AttributeError(f"{type(self).__name__} has no lr, an old name\nhelp: it is called learning_rate")

    def get_config(self) -> dict[str, Any]:
        """The arguments that make it again, as JSON has them."""
        rate = self.rate if self.schedule is None else self.schedule
        return {**super().get_config(), "learning_rate": as_json(rate, f"{type(self).__name__}.learning_rate")}

    def build(self, variables: Iterable) -> None:
        """Say which weights are to be moved, once."""
        if not self.built:
            options = {name: getattr(self, name) for name in self.options}
            super().__init__(variables, {"lr": self.rate, **options})
            self.built = True
            for parameter in self.moved:
                self.begin(parameter, self.param_groups[0])

    @property
    def moved(self) -> list:
        """The weights that it moves."""
        return self.param_groups[0]["params"] if self.built else []

    @property
    def variables(self) -> list[np.ndarray]:
        """The count of steps, the rate, unless it follows a schedule, and what is remembered of each weight."""
        if not self.built:
            return []
        found = [np.asarray(self.iterations, np.int32)]
        found += [np.asarray(self.rate, get_default_dtype())] if self.schedule is None else []
        states = list(self.state.values())
        for state in states:
            found += [array_of(entry) for name, entry in state.items() if name not in ("step", *self.common)]
        return found + [array_of(states[0][name]) for name in self.common]

    def check_known(self, variables: list) -> None:
        """Refuse weights that it wasn't built for (ValueError)."""
        known = set(self.moved)
        for variable in variables:
            if variable not in known:
                raise ValueError(
                    f"{self.name!r} doesn't know the weight {variable.name!r} of shape {variable.shape}\n"
                    "help: compile the model again after layers were added or made trainable"
                )

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Move every weight that has a gradient: clip, decay, and then the rule. `closure` is called before."""
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        if self.schedule is not None:
            self.set_rate(self.schedule(self.iterations))
        with_gradient = [variable for variable in self.moved if variable.grad is not None]
        self.clip(with_gradient)
        if self.weight_decay is not None:
            for variable in with_gradient:
                array = array_of(variable)
                array -= array * array.dtype.type(self.weight_decay) * array.dtype.type(self.rate)
        super().step()
        self.iterations += 1
        return loss

    def clip(self, variables: list) -> None:
        """Limit the gradients of the weights, in place."""
        if self.clipvalue:
            clip_grad_value_(variables, self.clipvalue)
        if self.clipnorm:
            for variable in variables:
                shorten([variable.grad], self.clipnorm)
        if self.global_clipnorm:
            shorten([variable.grad for variable in variables], self.global_clipnorm)

    def apply(self, grads: Iterable, trainable_variables: Iterable | None = None) -> None:
        """Move the weights by gradients that are given; the first call builds the optimizer for them."""
        variables = self.moved if trainable_variables is None else list(trainable_variables)
        self.build(variables)
        self.check_known(variables)
        for variable, gradient in zip(variables, grads, strict=True):
            # A copy, as it may be clipped in place
            variable.grad = None if gradient is None else tensor_of(np.array(array_of(gradient)))
        self.step()

    def apply_gradients(self, grads_and_vars: Iterable[tuple]) -> None:
        """Move the weights by pairs of a gradient and a weight."""
        pairs = list(grads_and_vars)
        self.apply([gradient for gradient, _ in pairs], [variable for _, variable in pairs])

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, learning_rate={self.rate}>"


def shorten(gradients: list, limit: float) -> None:
    """Scale the gradients, in place, so that together they are at most `limit` long.

    PyTorch, and `nn.utils`, add 1e-6 to the length.
    """
    length = get_total_norm(gradients).item()
    if length > limit:
        for gradient in gradients:
            array = array_in(gradient)
            array *= limit / length
            gradient.changed()
