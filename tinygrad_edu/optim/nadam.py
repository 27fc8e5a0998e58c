"""NAdam."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .. import arrays
from .optimizer import Optimizer
from .options import check_betas, not_negative
from .rules import averages, decayed, like


def nadam(
    parameter, gradient, mu_product, exp_avg, exp_avg_sq, lr, step, betas, eps, weight_decay, momentum_decay,
    decoupled_weight_decay, maximize,
):  # fmt: skip
    """The new parameter, the product of all momenta up to now (without axes), and the two averages.

    Source: Dozat, "Incorporating Nesterov momentum into Adam", ICLR 2016 workshop.
    """
    parameter, gradient = decayed(parameter, gradient, lr, weight_decay, maximize, decoupled_weight_decay)
    exp_avg, exp_avg_sq = averages(gradient, exp_avg, exp_avg_sq, betas)
    mu = betas[0] * (1 - 0.5 * 0.96 ** (step * momentum_decay))
    mu_next = betas[0] * (1 - 0.5 * 0.96 ** ((step + 1) * momentum_decay))
    mu_product = mu_product * like(mu, mu_product)
    product = mu_product.astype(np.float64)
    scale = np.sqrt(exp_avg_sq / like(1 - betas[1] ** step, parameter)) + eps
    of_gradient = like(lr * (1 - mu) / (1 - product), parameter)
    of_average = like(lr * mu_next / (1 - product * mu_next), parameter)
    return parameter - (of_gradient * gradient + of_average * exp_avg) / scale, mu_product, exp_avg, exp_avg_sq


class NAdam(Optimizer):
    """Adam with Nesterov's look-ahead, and a momentum that grows."""

    rule = staticmethod(nadam)

    def __init__(
        self, params: Iterable, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, momentum_decay=4e-3,
        decoupled_weight_decay=False, *, foreach=None, maximize=False, capturable=False, differentiable=False,
    ) -> None:  # fmt: skip
        super().__init__(
            params,
            {
                "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "momentum_decay": momentum_decay,
                "decoupled_weight_decay": decoupled_weight_decay, "maximize": maximize, "foreach": foreach,
                "capturable": capturable, "differentiable": differentiable,
            },
        )  # fmt: skip

    def check(self, options: dict[str, Any]) -> None:
        """Refuse what makes no sense."""
        super().check(options)
        check_betas(options)
        not_negative(options, "momentum_decay")

    def start(self, parameter: np.ndarray, group: dict[str, Any]) -> dict[str, np.ndarray]:
        """A product of no momenta, 1, and zeros."""
        return {**super().start(parameter, group), "mu_product": np.ones((), arrays.default_dtype)}
