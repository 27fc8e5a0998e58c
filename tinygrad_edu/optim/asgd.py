"""ASGD."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .. import arrays
from ..tensor import Tensor
from .optimizer import Optimizer
from .options import number
from .rules import decayed, like


def asgd(parameter, gradient, eta, mu, ax, lr, step, lambd, alpha, t0, weight_decay, maximize):
    """The new parameter, the rate and the weight of the next average (without axes), and the averaged parameter.

    Source: Polyak & Juditsky, "Acceleration of stochastic approximation by averaging", SIAM J. Control Optim. 1992;
    the rate: Bottou, "Stochastic gradient tricks", 2012.
    """
    parameter, gradient = decayed(parameter, gradient, lr, weight_decay, maximize)
    rate = eta.astype(np.float64)
    parameter = like(1 - lambd * rate, parameter) * parameter - like(rate, parameter) * gradient
    ax = np.where(mu == 1, parameter, ax + like(mu, parameter) * (parameter - ax))
    return parameter, lr / (1 + lambd * lr * step) ** alpha, 1 / np.maximum(1.0, step - t0), ax


class ASGD(Optimizer):
    """Gradient descent at a falling rate; from step `t0` on, ``state[parameter]["ax"]`` averages the parameters."""

    rule = staticmethod(asgd)

    def __init__(
        self, params: Iterable, lr=1e-2, lambd=1e-4, alpha=0.75, t0=1e6, weight_decay=0, foreach=None, maximize=False,
        differentiable=False, capturable=False,
    ) -> None:  # fmt: skip
        super().__init__(
            params,
            {
                "lr": lr, "lambd": lambd, "alpha": alpha, "t0": t0, "weight_decay": weight_decay, "foreach": foreach,
                "maximize": maximize, "differentiable": differentiable, "capturable": capturable,
            },
        )  # fmt: skip

    def start(self, parameter: np.ndarray, group: dict[str, Any]) -> dict[str, np.ndarray]:
        """The first rate, an average of nothing, and zeros."""
        eta, mu = np.array(number(group["lr"]), arrays.default_dtype), np.ones((), arrays.default_dtype)
        return {"eta": eta, "mu": mu, "ax": np.zeros_like(parameter)}

    def adopt(self, parameter: Tensor, state: dict[str, Any], group: dict[str, Any]) -> None:
        """Refuse what doesn't fit; the rate and the weight stay in the default dtype, in which PyTorch rounds them."""
        super().adopt(parameter, state, group)
        for name in state.keys() & {"eta", "mu"}:
            state[name].value = state[name].value.astype(arrays.default_dtype)
