"""SGD."""

from __future__ import annotations

from .optimizer import Optimizer


def sgd(parameter, gradient, velocity, lr, step, momentum, nesterov):
    """The new parameter and, with momentum, the velocity: v ← m v − lr g. The rate stands inside it.

    In PyTorch it stands outside, v ← m v + g, which differs as soon as the rate changes.
    Source: Sutskever et al., "On the importance of initialization and momentum in deep learning", ICML 2013.
    """
    if not momentum:
        return parameter - lr * gradient, None
    velocity = momentum * velocity - lr * gradient
    return parameter + (momentum * velocity - lr * gradient if nesterov else velocity), velocity


class SGD(Optimizer):
    """Steps against the gradient, with momentum if wanted."""

    rule = staticmethod(sgd)

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.0, nesterov: bool = False, **options) -> None:
        super().__init__(learning_rate, **options)
        if not 0 <= momentum <= 1:
            raise ValueError(f"a momentum of {momentum}\nhelp: it lies between 0 and 1")
        self.momentum, self.nesterov = momentum, nesterov

    def start(self, parameter, group):
        """Zeros, if there is momentum."""
        return super().start(parameter, group) if group["momentum"] else {}
