"""RMSprop."""

from __future__ import annotations

import numpy as np

from .optimizer import Optimizer


def rmsprop(
    parameter, gradient, velocity, momentum_buffer, average_gradient, lr, step, rho, momentum, epsilon, centered
):
    """The new parameter, the averaged square, with momentum its buffer, and, centred, the averaged gradient.

    The epsilon stands inside the root, √(v + ε), in PyTorch outside. Source: Tieleman & Hinton, "Lecture 6.5:
    rmsprop", Coursera, 2012; centred: Graves, arXiv:1308.0850, 2013.
    """
    velocity = rho * velocity + (1 - rho) * gradient * gradient
    variance = velocity
    if centered:
        average_gradient = rho * average_gradient + (1 - rho) * gradient
        variance = velocity - average_gradient * average_gradient
    move = lr * gradient / np.sqrt(variance + epsilon)
    if momentum:
        momentum_buffer = move = momentum * momentum_buffer + move
    return parameter - move, velocity, momentum_buffer, average_gradient


class RMSprop(Optimizer):
    """The gradient over the root of its averaged square, with momentum if wanted."""

    rule = staticmethod(rmsprop)

    def __init__(
        self,
        learning_rate: float = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        **options,
    ) -> None:
        super().__init__(learning_rate, **options)
        self.rho, self.momentum, self.epsilon, self.centered = rho, momentum, epsilon, centered

    def start(self, parameter, group):
        """Zeros, as many as are needed."""
        needed = {"velocity": True, "momentum_buffer": group["momentum"] > 0, "average_gradient": group["centered"]}
        return {name: np.zeros_like(parameter) for name in self.remembers if needed[name]}
