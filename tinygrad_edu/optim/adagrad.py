"""Adagrad."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .optimizer import Optimizer
from .options import not_negative
from .rules import decayed, like


def adagrad(parameter, gradient, sum, lr, step, lr_decay, eps, weight_decay, maximize):
    """The new parameter and the sum of the squares of all gradients.

    Source: Duchi, Hazan & Singer, "Adaptive subgradient methods for online learning and stochastic optimization", JMLR
    2011.
    """
    parameter, gradient = decayed(parameter, gradient, lr, weight_decay, maximize)
    sum = sum + gradient * gradient
    rate = like(lr / (1 + (step - 1) * lr_decay), parameter)
    return parameter - rate * gradient / (np.sqrt(sum) + eps), sum


class Adagrad(Optimizer):
    """Each element moves less the more it has moved: the gradient over the root of the sum of its squares."""

    rule = staticmethod(adagrad)

    def __init__(
        self, params: Iterable, lr=1e-2, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10,
        foreach=None, *, maximize=False, differentiable=False, fused=None,
    ) -> None:  # fmt: skip
        super().__init__(
            params,
            {
                "lr": lr, "lr_decay": lr_decay, "eps": eps, "weight_decay": weight_decay,
                "initial_accumulator_value": initial_accumulator_value, "foreach": foreach, "maximize": maximize,
                "differentiable": differentiable, "fused": fused,
            },
        )  # fmt: skip
        for group in self.param_groups:
            for parameter in group["params"]:
                self.begin(parameter, group)

    def check(self, options: dict[str, Any]) -> None:
        """Refuse what makes no sense."""
        super().check(options)
        not_negative(options, "lr_decay", "initial_accumulator_value")

    def start(self, parameter: np.ndarray, group: dict[str, Any]) -> dict[str, np.ndarray]:
        """What the sums begin with."""
        return {"sum": np.full_like(parameter, self.defaults["initial_accumulator_value"])}
