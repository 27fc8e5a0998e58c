"""Adafactor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .optimizer import Optimizer
from .rules import decayed, like


def adafactor(parameter, gradient, row_var, col_var, variance, lr, step, beta2_decay, eps, d, weight_decay, maximize):
    """The new parameter, and the averaged squares: of rows and columns, or, with fewer than two axes, of all elements.

    Source: Shazeer & Stern, "Adafactor: adaptive learning rates with sublinear memory cost", ICML 2018, as in PyTorch:
    `lr` bounds the relative step, means stand for sums, and the first of `eps` bounds the variance and not the squares.
    """
    least = np.finfo(parameter.dtype).eps if eps[0] is None else eps[0]
    size = np.maximum(root_mean_square(parameter), eps[1]) * like(np.minimum(lr, 1 / step**0.5), parameter)
    parameter, gradient = decayed(parameter, gradient, lr, weight_decay, maximize, decoupled=True)
    new, square = like(step**beta2_decay, parameter), gradient * gradient
    if gradient.ndim > 1:
        row_var = (1 - new) * row_var + new * np.mean(square, axis=-1, keepdims=True)
        col_var = (1 - new) * col_var + new * np.mean(square, axis=-2, keepdims=True)
        estimate = row_var @ col_var / np.maximum(np.mean(row_var, axis=-2, keepdims=True), least)
    else:
        variance = estimate = (1 - new) * variance + new * square
    move = gradient / np.sqrt(np.maximum(estimate, least * least))
    size = size / np.maximum(root_mean_square(move) / d, 1.0)
    return parameter - size * move, row_var, col_var, variance


def root_mean_square(x):
    """The root of the mean of the squares of all elements."""
    return np.sqrt(np.mean(x * x))


class Adafactor(Optimizer):
    """Adam's division by an averaged square that, for a matrix, is remembered as one row and one column."""

    rule = staticmethod(adafactor)

    def __init__(
        self, params: Iterable, lr=1e-2, beta2_decay=-0.8, eps=(None, 1e-3), d=1.0, weight_decay=0.0, *, foreach=None,
        maximize=False,
    ) -> None:  # fmt: skip
        super().__init__(
            params,
            {
                "lr": lr, "beta2_decay": beta2_decay, "eps": eps, "d": d, "weight_decay": weight_decay,
                "foreach": foreach, "maximize": maximize,
            },
        )  # fmt: skip

    def check(self, options: dict[str, Any]) -> None:
        """Refuse what makes no sense."""
        first, second = options["eps"]
        super().check({**options, "eps": second})
        if first is not None and not first >= 0:
            raise ValueError(f"eps[0] is {first}\nhelp: at least 0, or None, as in eps=(None, 1e-3)")
        if not options["d"] >= 1:
            raise ValueError(f"d is {options['d']}\nhelp: at least 1")
        if not options["beta2_decay"] <= 0:
            raise ValueError(f"beta2_decay is {options['beta2_decay']}\nhelp: at most 0, as in beta2_decay=-0.8")

    def start(self, parameter: np.ndarray, group: dict[str, Any]) -> dict[str, np.ndarray]:
        """Zeros: a column and a row of each matrix, or all elements."""
        if parameter.ndim < 2:
            return {"variance": np.zeros_like(parameter)}
        return {"row_var": np.zeros_like(parameter[..., :1]), "col_var": np.zeros_like(parameter[..., :1, :])}
