"""Muon."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .optimizer import Optimizer
from .options import not_negative

ADJUSTMENTS = (None, "original", "match_rms_adamw")


def muon(
    parameter, gradient, momentum_buffer, lr, step, weight_decay, momentum, nesterov, ns_coefficients, eps, ns_steps,
    adjust_lr_fn,
):  # fmt: skip
    """The new matrix, and the averaged gradient, which is None before the first step.

    Source: Jordan, "Muon: an optimizer for hidden layers in neural networks", 2024; "match_rms_adamw": Liu et al.,
    "Muon is scalable for LLM training", arXiv:2502.16982, 2025.
    """
    before = 0 if momentum_buffer is None else momentum * momentum_buffer
    momentum_buffer = before + (1 - momentum) * gradient
    move = (1 - momentum) * gradient + momentum * momentum_buffer if nesterov else momentum_buffer
    move = orthogonal(move, ns_coefficients, ns_steps, eps)
    rows, columns = parameter.shape
    scale = 0.2 * max(rows, columns) ** 0.5 if adjust_lr_fn == "match_rms_adamw" else max(1, rows / columns) ** 0.5
    return (1 - lr * weight_decay) * parameter - lr * scale * move.astype(parameter.dtype), momentum_buffer


def orthogonal(matrix, coefficients, steps, eps):
    """Nearly the orthogonal matrix U Vᵀ nearest to ``matrix = U S Vᵀ``, by Newton-Schulz iterations in bfloat16."""
    a, b, c = coefficients
    tall = matrix.shape[0] > matrix.shape[1]
    x = bfloat16(matrix.astype(np.float32))
    x = x.T if tall else x
    x = bfloat16(x / np.maximum(bfloat16(np.sqrt(np.sum(x * x))), eps))
    for _ in range(steps):
        gram = bfloat16(x @ x.T)
        x = bfloat16(a * x + bfloat16(b * gram + c * (gram @ gram)) @ x)
    return x.T if tall else x


def bfloat16(x):
    """The nearest numbers with the 8 significant bits of bfloat16, in float32: Veltkamp's splitting."""
    large = x * (2.0**16 + 1)
    return large - (large - x)


class Muon(Optimizer):
    """Momentum, made orthogonal, for the weight matrices of hidden layers; other parameters want another optimizer."""

    rule = staticmethod(muon)
    counts = False

    def __init__(
        self, params: Iterable, lr=1e-3, weight_decay=0.1, momentum=0.95, nesterov=True,
        ns_coefficients=(3.4445, -4.7750, 2.0315), eps=1e-7, ns_steps=5, adjust_lr_fn=None,
    ) -> None:  # fmt: skip
        super().__init__(
            params,
            {
                "lr": lr, "weight_decay": weight_decay, "momentum": momentum, "nesterov": nesterov,
                "ns_coefficients": ns_coefficients, "eps": eps, "ns_steps": ns_steps, "adjust_lr_fn": adjust_lr_fn,
            },
        )  # fmt: skip

    def check(self, options: dict[str, Any]) -> None:
        """Refuse what makes no sense."""
        super().check(options)
        not_negative(options, "momentum")
        if options["adjust_lr_fn"] not in ADJUSTMENTS:
            raise ValueError(f"adjust_lr_fn is {options['adjust_lr_fn']!r}\nhelp: one of {ADJUSTMENTS}")
        if len(options["ns_coefficients"]) != 3 or not 0 <= options["ns_steps"] < 100:
            raise ValueError(
                f"{len(options['ns_coefficients'])} ns_coefficients and {options['ns_steps']} ns_steps\n"
                "help: 3 coefficients, and fewer than 100 steps"
            )

    def check_parameters(self, params: list) -> None:
        """Refuse what isn't a matrix."""
        super().check_parameters(params)
        for parameter in params:
            if parameter.ndim != 2:
                raise ValueError(
                    f"Muon moves matrices: a parameter has shape {parameter.shape}\nhelp: give the others to AdamW"
                )
