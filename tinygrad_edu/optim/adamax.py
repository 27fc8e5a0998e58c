"""Adamax."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .optimizer import Optimizer
from .options import check_betas
from .rules import decayed, like


def adamax(parameter, gradient, exp_avg, exp_inf, lr, step, betas, eps, weight_decay, maximize):
    """The new parameter, the averaged gradient, and the largest gradient of late, which fades.

    Source: Kingma & Ba, "Adam: a method for stochastic optimization", ICLR 2015, section 7.1.
    """
    beta1, beta2 = betas
    parameter, gradient = decayed(parameter, gradient, lr, weight_decay, maximize)
    exp_avg = beta1 * exp_avg + (1 - beta1) * gradient
    exp_inf = np.maximum(beta2 * exp_inf, np.abs(gradient) + eps)
    return parameter - like(lr / (1 - beta1**step), parameter) * exp_avg / exp_inf, exp_avg, exp_inf


class Adamax(Optimizer):
    """Adam with the largest gradient in place of the root of the averaged square."""

    rule = staticmethod(adamax)

    def __init__(
        self, params: Iterable, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, foreach=None, *, maximize=False,
        differentiable=False, capturable=False,
    ) -> None:  # fmt: skip
        super().__init__(
            params,
            {
                "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "foreach": foreach,
                "maximize": maximize, "differentiable": differentiable, "capturable": capturable,
            },
        )  # fmt: skip

    def check(self, options: dict[str, Any]) -> None:
        """Refuse what makes no sense."""
        super().check(options)
        check_betas(options)
