"""Stochastic gradient descent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .optimizer import Optimizer
from .options import not_negative


def sgd(parameter, gradient, momentum_buffer, lr, step, momentum, dampening, weight_decay, nesterov, maximize):
    """The new parameter and its velocity, which is None before the first step.

    Source: Sutskever et al., ICML 2013, in PyTorch's form, where the rate multiplies the velocity.
    """
    direction = -gradient if maximize else gradient
    if weight_decay:
        direction = direction + weight_decay * parameter
    if momentum:
        damped = (1 - dampening) * direction if dampening else direction
        momentum_buffer = direction if momentum_buffer is None else momentum * momentum_buffer + damped
        direction = direction + momentum * momentum_buffer if nesterov else momentum_buffer
    return parameter - lr * direction, momentum_buffer


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
    counts = False

    def __init__(
        self, params: Iterable, lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False, *, maximize=False,
        foreach=None, differentiable=False, fused=None,
    ) -> None:  # fmt: skip
        super().__init__(
            params,
            {
                "lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay,
                "nesterov": nesterov, "maximize": maximize, "foreach": foreach, "differentiable": differentiable,
                "fused": fused,
            },
        )  # fmt: skip

    def check(self, options: dict[str, Any]) -> None:
        """Refuse what makes no sense."""
        super().check(options)
        not_negative(options, "momentum")
        if options["nesterov"] and (options["momentum"] <= 0 or options["dampening"] != 0):
            raise ValueError(
                "Nesterov's momentum wants momentum above 0 and no dampening\nhelp: momentum=0.9, dampening=0"
            )
