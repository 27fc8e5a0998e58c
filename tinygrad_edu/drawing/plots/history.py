"""What a training loop notes at each step: the loss, metrics, and how large each layer's gradient is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ...nn import Module, Parameter
from ...tape import Node


class History:
    """A record of a training run, to be called in its loop, after `backward`; `training` draws it.

    `history` holds a list for "loss" and for each metric; `gradient_norms`, if there is a net, a list for each layer.
    A layer is a module with parameters of its own, and goes by its path in the net; they stand in the order in which
    the net holds them, which for most nets is from the first to the last. A step at which something wasn't
    given or had no gradient holds None, so that all lists are of one length.

    >>> import tinygrad_edu as tg
    >>> net = tg.nn.Linear(2, 1, bias=False)
    >>> history = History(net)
    >>> loss = net(tg.tensor([[3.0, 4.0]])).sum()
    >>> loss.backward()
    >>> history.record(2.0, accuracy=0.5)
    >>> history.history, history.gradient_norms
    ({'loss': [2.0], 'accuracy': [0.5]}, {'Linear': [5.0]})
    """

    def __init__(self, net: Module | None = None) -> None:
        if net is not None and not isinstance(net, Module):
            raise TypeError(f"a History records a Module, not a {type(net).__name__}\nhelp: History(net), or History()")
        self.net = net
        self.history: dict[str, list[float | None]] = {"loss": []}
        self.gradient_norms: dict[str, list[float | None]] = {}

    def record(self, loss: Any, **metrics: Any) -> None:
        """Note one step: numbers or tensors of one element. RuntimeError if the net has no gradients."""
        numbers = {name: as_number(name, value) for name, value in {"loss": loss, **metrics}.items()}
        norms = {} if self.net is None else layer_norms(self.net)
        steps = len(self.history["loss"])
        append(self.history, numbers, steps)
        append(self.gradient_norms, norms, steps)


def append(lists: dict[str, list[float | None]], numbers: Mapping[str, float | None], steps: int) -> None:
    """Put a step's numbers at the ends of the lists, and None where there is no number, now or in the steps before."""
    for name in [*lists, *numbers]:
        column = lists.setdefault(name, [None] * steps)
        if len(column) == steps:
            column.append(numbers.get(name))


def as_number(name: str, value: Any) -> float:
    """The one number in a tensor, array or number."""
    array = np.asarray(value.value if isinstance(value, Node) else value)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} is a {type(value).__name__}\nhelp: give a number, or a tensor of one element")
    if array.size != 1:
        raise ValueError(f"{name} has shape {array.shape}\nhelp: give one number: {name}.mean()")
    return float(array.reshape(()))


def layer_norms(net: Module) -> dict[str, float | None]:
    """The gradient norm of each module that has trained parameters of its own, √Σ‖∂L/∂p‖², by path."""
    layers = {
        path or type(net).__name__: [p for p in vars(module).values() if isinstance(p, Parameter) and p.requires_grad]
        for path, module in net.named_modules()
    }
    norms = {path: norm(parameters) for path, parameters in layers.items() if parameters}
    if norms and all(value is None for value in norms.values()):
        raise RuntimeError("the net's parameters have no gradients\nhelp: call record after loss.backward()")
    return norms


def norm(parameters: list[Parameter]) -> float | None:
    """The norm of all their gradients together; None where there is none."""
    gradients = [parameter.grad.value for parameter in parameters if parameter.grad is not None]
    return math.hypot(*(np.linalg.norm(g.astype(np.float64)) for g in gradients)) if gradients else None
