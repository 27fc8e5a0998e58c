"""Rprop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .optimizer import Optimizer
from .options import number


def rprop(parameter, gradient, prev, step_size, lr, step, etas, step_sizes, maximize):
    """The new parameter, the gradient (0 where its sign has just changed), and the length of each element's step.

    Source: Riedmiller & Braun, "A direct adaptive method for faster backpropagation learning: the RPROP algorithm",
    ICNN 1993, as in PyTorch: where the sign changes, no step is taken. `lr` is the first length, see `Rprop.start`.
    """
    gradient = -gradient if maximize else gradient
    (shorter, longer), (shortest, longest) = etas, step_sizes
    agreement = gradient * prev
    step_size = np.where(agreement > 0, longer * step_size, np.where(agreement < 0, shorter * step_size, step_size))
    step_size = np.minimum(np.maximum(step_size, shortest), longest)
    gradient = np.where(agreement < 0, np.zeros_like(gradient), gradient)
    return parameter - np.sign(gradient) * step_size, gradient, step_size


class Rprop(Optimizer):
    """Steps whose length depends only on whether the gradient keeps its sign; for whole data sets, not batches."""

    rule = staticmethod(rprop)

    def __init__(
        self, params: Iterable, lr=1e-2, etas=(0.5, 1.2), step_sizes=(1e-6, 50), *, capturable=False, foreach=None,
        maximize=False, differentiable=False,
    ) -> None:  # fmt: skip
        super().__init__(
            params,
            {
                "lr": lr, "etas": etas, "step_sizes": step_sizes, "foreach": foreach, "maximize": maximize,
                "differentiable": differentiable, "capturable": capturable,
            },
        )  # fmt: skip

    def check(self, options: dict[str, Any]) -> None:
        """Refuse what makes no sense."""
        super().check(options)
        shorter, longer = options["etas"]
        if not 0 < shorter < 1 < longer:
            raise ValueError(f"etas are {shorter} and {longer}\nhelp: 0 < first < 1 < second")

    def start(self, parameter: np.ndarray, group: dict[str, Any]) -> dict[str, np.ndarray]:
        """No gradient, and steps of length `lr`."""
        return {"prev": np.zeros_like(parameter), "step_size": np.full_like(parameter, number(group["lr"]))}
