"""Gradients as a function, and `backward` of several tensors at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ..methods import rebuilt
from ..tape import Node, walk
from ..tensor import Tensor, first_cotangent, owned


def forget_gradients(tensors: Iterable[Tensor], set_to_none: bool = True) -> None:
    """Set every `.grad` to None, or, where there is one, to zeros."""
    for tensor in tensors:
        tensor.grad = None if set_to_none or tensor.grad is None else Tensor(np.zeros_like(tensor.grad.data))


def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool = False,
) -> tuple[Tensor | None, ...]:
    """The gradients of `outputs` (their sum, weighed by `grad_outputs`) with respect to each of `inputs`.

    No `.grad` is touched. With `create_graph` the results are recorded, so that they can be differentiated again.
    An input that the outputs don't depend on is a RuntimeError, or None with `allow_unused`.

    >>> import tinygrad_edu as tg
    >>> x = tg.tensor(2.0, requires_grad=True)
    >>> (first,) = tg.grad(x**3, x, create_graph=True)
    >>> (second,) = tg.grad(first, x)
    >>> first.item(), second.item()
    (12.0, 12.0)
    """
    outputs = [outputs] if isinstance(outputs, Node) else list(outputs)
    inputs = [inputs] if isinstance(inputs, Node) else list(inputs)
    one = not isinstance(grad_outputs, (list, tuple))
    weights = [None] * len(outputs) if grad_outputs is None else [grad_outputs] if one else list(grad_outputs)
    if len(weights) != len(outputs):
        raise ValueError(f"{len(weights)} grad_outputs for {len(outputs)} outputs\nhelp: give one for each, or None")
    seeds = [first_cotangent(output, weight, create_graph) for output, weight in zip(outputs, weights)]
    gradients = walk(outputs, seeds, targets=set(inputs), create_graph=create_graph)
    for position, tensor in enumerate(inputs):
        if tensor not in gradients and not allow_unused:
            raise RuntimeError(
                f"the outputs don't depend on input {position}{f' ({tensor.name})' if tensor.name else ''}\n"
                "help: does it require a gradient, and was it used? allow_unused=True returns None instead"
            )
    found = [gradients.get(tensor) for tensor in inputs]
    return tuple(g if g is None else owned(g) if isinstance(g, Tensor) else rebuilt(Tensor, np.copy(g)) for g in found)


def backward(
    tensors: Tensor | Sequence[Tensor],
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Tensor | Sequence[Tensor] | None = None,
) -> None:
    """Add the gradients of `tensors`, weighed by `grad_tensors`, to the `.grad` of the leaves, or of `inputs` only."""
    outputs = [tensors] if isinstance(tensors, Tensor) else list(tensors)
    weights = list(grad_tensors) if isinstance(grad_tensors, (list, tuple)) else [grad_tensors] * len(outputs)
    if len(weights) != len(outputs):
        raise ValueError(f"{len(weights)} grad_tensors for {len(outputs)} tensors\nhelp: give one for each, or None")
    for output, weight in zip(outputs, weights):
        output.backward(weight, create_graph=create_graph, inputs=inputs)
