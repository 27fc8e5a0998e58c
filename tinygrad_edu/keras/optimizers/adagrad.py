"""Adagrad and Adadelta."""

from __future__ import annotations

import numpy as np

from ...optim import adadelta as pytorch
from .optimizer import Optimizer


def adagrad(parameter, gradient, accumulator, lr, step, initial_accumulator_value, epsilon):
    """The new parameter, and the sum of all squares.

    Source: Duchi, Hazan & Singer, "Adaptive subgradient methods", JMLR 12 (2011).
    """
    accumulator = accumulator + gradient * gradient
    return parameter - lr * gradient / np.sqrt(accumulator + epsilon), accumulator


class Adagrad(Optimizer):
    """The gradient over the root of the sum of all its squares, which starts from 0.1 where PyTorch's starts from 0."""

    rule = staticmethod(adagrad)

    def __init__(
        self, learning_rate: float = 0.001, initial_accumulator_value: float = 0.1, epsilon: float = 1e-7, **options
    ) -> None:
        super().__init__(learning_rate, **options)
        self.initial_accumulator_value, self.epsilon = initial_accumulator_value, epsilon

    def start(self, parameter, group):
        """The first value everywhere."""
        return {"accumulator": np.full_like(parameter, group["initial_accumulator_value"])}


def adadelta(parameter, gradient, accumulated_grad, accumulated_delta_var, lr, step, rho, epsilon):
    """The new parameter, and the averaged squares of gradient and moves: PyTorch's rule, in which Keras agrees."""
    return pytorch.adadelta(
        parameter, gradient, accumulated_grad, accumulated_delta_var, lr, step, rho, epsilon, 0, False
    )


class Adadelta(Optimizer):
    """A rate for each number, out of the sizes of its own moves and gradients. PyTorch's `learning_rate` is 1."""

    rule = staticmethod(adadelta)

    def __init__(self, learning_rate: float = 0.001, rho: float = 0.95, epsilon: float = 1e-7, **options) -> None:
        super().__init__(learning_rate, **options)
        self.rho, self.epsilon = rho, epsilon
