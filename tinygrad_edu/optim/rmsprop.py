"""RMSprop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .optimizer import Optimizer
from .options import not_negative
from .rules import decayed


def rmsprop(
    parameter, gradient, square_avg, momentum_buffer, grad_avg, lr, step, alpha, eps, weight_decay, momentum, centered,
    maximize,
):  # fmt: skip
    """The new parameter, the averaged square, with `momentum` the velocity, and `centered` the averaged gradient.

    Source: Tieleman & Hinton, "Lecture 6.5: rmsprop", Coursera, 2012; centered: Graves, "Generating sequences with
    recurrent neural networks", arXiv:1308.0850, 2013.
    """
    parameter, gradient = decayed(parameter, gradient, lr, weight_decay, maximize)
    square_avg = alpha * square_avg + (1 - alpha) * gradient * gradient
    variance = square_avg
    if centered:
        grad_avg = (0 if grad_avg is None else alpha * grad_avg) + (1 - alpha) * gradient
        variance = square_avg - grad_avg * grad_avg
    move = gradient / (np.sqrt(variance) + eps)
    if momentum:
        momentum_buffer = move = move if momentum_buffer is None else momentum * momentum_buffer + move
    return parameter - lr * move, square_avg, momentum_buffer, grad_avg


class RMSprop(Optimizer):
    """The gradient over the root of its averaged square, with momentum if wanted."""

    rule = staticmethod(rmsprop)

    def __init__(
        self, params: Iterable, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, centered=False,
        capturable=False, foreach=None, maximize=False, differentiable=False,
    ) -> None:  # fmt: skip
        super().__init__(
            params,
            {
                "lr": lr, "momentum": momentum, "alpha": alpha, "eps": eps, "centered": centered,
                "weight_decay": weight_decay, "capturable": capturable, "foreach": foreach, "maximize": maximize,
                "differentiable": differentiable,
            },
        )  # fmt: skip

    def check(self, options: dict[str, Any]) -> None:
        """Refuse what makes no sense."""
        super().check(options)
        not_negative(options, "momentum", "alpha")

    def start(self, parameter: np.ndarray, group: dict[str, Any]) -> dict[str, np.ndarray]:
        """Zeros, as many as are needed."""
        needed = {"square_avg": True, "momentum_buffer": group["momentum"] > 0, "grad_avg": group["centered"]}
        return {name: np.zeros_like(parameter) for name in self.remembers if needed[name]}
