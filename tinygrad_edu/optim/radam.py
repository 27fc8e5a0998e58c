"""RAdam."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .optimizer import Optimizer
from .options import check_betas
from .rules import averages, decayed, like


def radam(
    parameter, gradient, exp_avg, exp_avg_sq, lr, step, betas, eps, weight_decay, maximize, decoupled_weight_decay
):
    """The new parameter and the two averages; the square is only used once enough of them have been averaged.

    Source: Liu et al., "On the variance of the adaptive learning rate and beyond", ICLR 2020.
    """
    parameter, gradient = decayed(parameter, gradient, lr, weight_decay, maximize, decoupled_weight_decay)
    exp_avg, exp_avg_sq = averages(gradient, exp_avg, exp_avg_sq, betas)
    unbiased, unbiased_square = 1 - betas[0] ** step, 1 - betas[1] ** step
    move = exp_avg / like(unbiased, parameter) * lr
    most = 2 / (1 - betas[1]) - 1
    if most > 5:
        averaged = most - 2 * step * betas[1] ** step / unbiased_square
        enough = np.maximum(averaged, 5.0)  # where it is less, what follows isn't used
        trust = (enough - 4) * (enough - 2) * most / ((most - 4) * (most - 2) * enough)
        adapted = like((unbiased_square * trust) ** 0.5, parameter) / (np.sqrt(exp_avg_sq) + eps)
        move = np.where(averaged > 5, move * adapted, move)
    return parameter - move, exp_avg, exp_avg_sq


class RAdam(Optimizer):
    """Adam that is plain momentum at first, until the averaged square can be trusted."""

    rule = staticmethod(radam)

    def __init__(
        self, params: Iterable, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, decoupled_weight_decay=False, *,
        foreach=None, maximize=False, capturable=False, differentiable=False,
    ) -> None:  # fmt: skip
        super().__init__(
            params,
            {
                "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "maximize": maximize,
                "foreach": foreach, "capturable": capturable, "decoupled_weight_decay": decoupled_weight_decay,
                "differentiable": differentiable,
            },
        )  # fmt: skip

    def check(self, options: dict[str, Any]) -> None:
        """Refuse what makes no sense."""
        super().check(options)
        check_betas(options)
