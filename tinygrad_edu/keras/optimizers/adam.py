"""Adam and its kin: AdamW, Nadam, Adamax."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...optim.rules import averages
from .optimizer import Optimizer


def left_after(rate: float, step: float, parameter) -> Any:
    """1 − rateˢᵗᵉᵖ, in the parameter's precision, as Keras has it: in float32 it is 1e-5 off at the first steps."""
    number = parameter.dtype.type
    return number(1) - number(rate) ** number(step)


def adam(parameter, gradient, momentum, velocity, velocity_hat, lr, step, beta_1, beta_2, epsilon, amsgrad):
    """The new parameter, the averages of gradient and square, and with amsgrad the largest such square.

    The epsilon is added before the averages' bias is corrected, in PyTorch after. Source: Kingma & Ba, ICLR 2015, end
    of section 2; amsgrad: Reddi, Kale & Kumar, ICLR 2018.
    """
    momentum, velocity = averages(gradient, momentum, velocity, (beta_1, beta_2))
    square = velocity
    if amsgrad:
        velocity_hat = square = np.maximum(velocity_hat, velocity)
    rate = lr * np.sqrt(left_after(beta_2, step, parameter)) / left_after(beta_1, step, parameter)
    return parameter - momentum * rate / (np.sqrt(square) + epsilon), momentum, velocity, velocity_hat


class Adam(Optimizer):
    """Steps along the averaged gradient, divided by the root of its averaged square."""

    rule = staticmethod(adam)

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **options,
    ) -> None:
        super().__init__(learning_rate, **options)
        self.beta_1, self.beta_2, self.epsilon, self.amsgrad = beta_1, beta_2, epsilon, amsgrad

    def start(self, parameter, group):
        """Zeros, as many as are needed."""
        return {name: np.zeros_like(parameter) for name in self.remembers[: 3 if group["amsgrad"] else 2]}


class AdamW(Adam):
    """Adam whose weight decay, of biases too, takes part in no average.

    Source: Loshchilov & Hutter, "Decoupled weight decay regularization", ICLR 2019.
    """

    def __init__(
        self,
        learning_rate: float = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **options,
    ) -> None:
        super().__init__(learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay=weight_decay, **options)


def nadam(parameter, gradient, u_product, momentum, velocity, lr, step, beta_1, beta_2, epsilon):
    """The new parameter, the product of all momenta up to now (without axes), and the two averages.

    The momentum is beta_1 (1 − 0.96ᵗ / 2). Source: Dozat, "Incorporating Nesterov momentum into Adam", ICLR 2016.
    """
    number = parameter.dtype.type
    now, after = (number(beta_1) * (number(1) - number(0.5) * number(0.96) ** number(t)) for t in (step, step + 1))
    u_product = u_product * now
    momentum, velocity = averages(gradient, momentum, velocity, (beta_1, beta_2))
    of_average, of_gradient = after / (1 - u_product * after), (1 - now) / (1 - u_product)
    scale = np.sqrt(velocity / left_after(beta_2, step, parameter)) + epsilon
    return parameter - (of_average * momentum + of_gradient * gradient) * lr / scale, u_product, momentum, velocity


class Nadam(Optimizer):
    """Adam with Nesterov's look-ahead, and a momentum that grows."""

    rule = staticmethod(nadam)
    common = ("u_product",)

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **options,
    ) -> None:
        super().__init__(learning_rate, **options)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon

    def start(self, parameter, group):
        """A product of no momenta, 1, and zeros."""
        return {**super().start(parameter, group), "u_product": np.ones((), parameter.dtype)}


def adamax(parameter, gradient, momentum, norm, lr, step, beta_1, beta_2, epsilon):
    """The new parameter, the averaged gradient, and the largest gradient, which fades.

    Source: Kingma & Ba, ICLR 2015, section 7.1.
    """
    momentum = beta_1 * momentum + (1 - beta_1) * gradient
    norm = np.maximum(beta_2 * norm, np.abs(gradient))
    return parameter - lr * momentum / (left_after(beta_1, step, parameter) * (norm + epsilon)), momentum, norm


class Adamax(Optimizer):
    """Adam with the largest gradient in place of the root of the averaged square."""

    rule = staticmethod(adamax)

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **options,
    ) -> None:
        super().__init__(learning_rate, **options)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon
