"""Adadelta."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .optimizer import Optimizer
from .rules import decayed


def adadelta(parameter, gradient, square_avg, acc_delta, lr, step, rho, eps, weight_decay, maximize):
    """The new parameter, and the averaged squares of the gradient and of the moves.

    Source: Zeiler, "ADADELTA: an adaptive learning rate method", arXiv:1212.5701, 2012.
    """
    parameter, gradient = decayed(parameter, gradient, lr, weight_decay, maximize)
    square_avg = rho * square_avg + (1 - rho) * gradient * gradient
    move = np.sqrt(acc_delta + eps) / np.sqrt(square_avg + eps) * gradient
    acc_delta = rho * acc_delta + (1 - rho) * move * move
    return parameter - lr * move, square_avg, acc_delta


class Adadelta(Optimizer):
    """Moves as large as the last moves were, so that no rate needs to be found."""

    rule = staticmethod(adadelta)

    def __init__(
        self, params: Iterable, lr=1.0, rho=0.9, eps=1e-6, weight_decay=0, foreach=None, *, capturable=False,
        maximize=False, differentiable=False,
    ) -> None:  # fmt: skip
        super().__init__(
            params,
            {
                "lr": lr, "rho": rho, "eps": eps, "weight_decay": weight_decay, "maximize": maximize,
                "capturable": capturable, "foreach": foreach, "differentiable": differentiable,
            },
        )  # fmt: skip

    def check(self, options: dict[str, Any]) -> None:
        """Refuse what makes no sense."""
        super().check(options)
        if not 0 <= options["rho"] <= 1:
            raise ValueError(f"rho is {options['rho']}\nhelp: it lies between 0 and 1")
