"""Adam, and AdamW."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ..tensor import Tensor
from .optimizer import Optimizer
from .options import check_betas
from .rules import averages, decayed, like


def adam(
    parameter, gradient, exp_avg, exp_avg_sq, max_exp_avg_sq, lr, step, betas, eps, weight_decay, amsgrad, maximize,
    decoupled_weight_decay,
):  # fmt: skip
    """The new parameter, the averages of gradient and square, and with `amsgrad` the largest such square.

    Source: Kingma & Ba, "Adam: a method for stochastic optimization", ICLR 2015; amsgrad: Reddi, Kale & Kumar, "On the
    convergence of Adam and beyond", ICLR 2018.
    """
    parameter, gradient = decayed(parameter, gradient, lr, weight_decay, maximize, decoupled_weight_decay)
    exp_avg, exp_avg_sq = averages(gradient, exp_avg, exp_avg_sq, betas)
    square = exp_avg_sq
    if amsgrad:
        max_exp_avg_sq = square = exp_avg_sq if max_exp_avg_sq is None else np.maximum(max_exp_avg_sq, exp_avg_sq)
    unbiased, unbiased_square = 1 - betas[0] ** step, 1 - betas[1] ** step
    scale = np.sqrt(square) / like(unbiased_square**0.5, parameter) + eps
    return parameter - like(lr / unbiased, parameter) * exp_avg / scale, exp_avg, exp_avg_sq, max_exp_avg_sq


class Adam(Optimizer):
    """Steps along the averaged gradient, divided by the root of its averaged square.

    >>> import numpy as np, tinygrad_edu as tg
    >>> w = tg.tensor([1.0, 100.0], requires_grad=True)
    >>> optimizer = tg.optim.Adam([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> np.round(w.data, 3)
    array([ 0.9, 99.9], dtype=float32)
    """

    rule = staticmethod(adam)

    def __init__(
        self, params: Iterable, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, amsgrad=False, *, foreach=None,
        maximize=False, capturable=False, differentiable=False, fused=None, decoupled_weight_decay=False,
    ) -> None:  # fmt: skip
        tensors = sum(isinstance(beta, Tensor) for beta in betas)
        if tensors == 1:
            raise ValueError(
                "one of betas is a Tensor, the other a number\nhelp: both the same, as in betas=(0.9, 0.999)"
            )
        if foreach and not capturable and (tensors or isinstance(lr, Tensor)):
            what = "lr" if isinstance(lr, Tensor) else "betas[0]"
            raise ValueError(f"{what} is a Tensor, and foreach is True\nhelp: leave foreach out")
        super().__init__(
            params,
            {
                "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "amsgrad": amsgrad,
                "maximize": maximize, "foreach": foreach, "capturable": capturable, "differentiable": differentiable,
                "fused": fused, "decoupled_weight_decay": decoupled_weight_decay,
            },
        )  # fmt: skip

    def check(self, options: dict[str, Any]) -> None:
        """Refuse what makes no sense."""
        super().check(options)
        check_betas(options)

    def start(self, parameter: np.ndarray, group: dict[str, Any]) -> dict[str, np.ndarray]:
        """Zeros, as many as are needed."""
        return {name: np.zeros_like(parameter) for name in self.remembers[: 3 if group["amsgrad"] else 2]}


class AdamW(Adam):
    """Adam whose weight decay takes part in no average.

    Source: Loshchilov & Hutter, "Decoupled weight decay regularization", ICLR 2019.
    """

    def __init__(
        self, params: Iterable, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False, *,
        maximize=False, foreach=None, capturable=False, differentiable=False, fused=None,
    ) -> None:  # fmt: skip
        super().__init__(
            params, lr, betas, eps, weight_decay, amsgrad, foreach=foreach, maximize=maximize, capturable=capturable,
            differentiable=differentiable, fused=fused, decoupled_weight_decay=True,
        )  # fmt: skip

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a state, which may be Adam's: the weight decay stays decoupled."""
        super().load_state_dict(state_dict)
        for group in self.param_groups:
            group["decoupled_weight_decay"] = True
