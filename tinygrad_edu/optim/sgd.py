"""Stochastic gradient descent."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .optimizer import Optimizer


def sgd(parameter, gradient, velocity, lr, momentum, dampening, weight_decay, nesterov, maximize):
    """The new parameter and velocity, from arrays; a velocity of None is that of a first step.

    Source: Sutskever et al., ICML 2013, in PyTorch's form, where the rate multiplies the velocity.
    """
    direction = -gradient if maximize else gradient
    if weight_decay:
        direction = direction + weight_decay * parameter
    if momentum:
        velocity = np.copy(direction) if velocity is None else momentum * velocity + (1 - dampening) * direction
        direction = direction + momentum * velocity if nesterov else velocity
    return parameter - lr * direction, velocity


class SGD(Optimizer):
    """Gradient descent: parameter − lr · gradient, with momentum, Nesterov's look-ahead and weight decay if wanted.

    >>> import tinygrad_edu as tg
    >>> w = tg.tensor(1.0, requires_grad=True)
    >>> optimizer = tg.optim.SGD([w], lr=0.1)
    >>> (w * w).backward()
    >>> optimizer.step()
    >>> w
    tensor(0.8, requires_grad=True)
    """

    rule = staticmethod(sgd)
    remembers = ("momentum_buffer",)

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        for name, value in (("lr", lr), ("momentum", momentum), ("weight_decay", weight_decay)):
            if value < 0:
                raise ValueError(f"{name} is {value}\nhelp: it can't be negative")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov's momentum wants momentum > 0 and dampening 0")
        options = {"lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay}
        options |= {"nesterov": nesterov, "maximize": maximize}
        super().__init__(params, options)
