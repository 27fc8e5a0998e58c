"""Gradients as a function, and `backward` of several tensors at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from .. import ops
from ..arrays import tensor_of
from ..methods import as_tensors
from ..tape import walk
from ..tensor import Tensor, first_cotangent, owned


def forget_gradients(tensors: Iterable[Tensor], set_to_none: bool = True) -> None:
    """Set every `.grad` to None, or, where there is one, to zeros."""
    for tensor in tensors:
        tensor.grad = None if set_to_none or tensor.grad is None else Tensor(np.zeros_like(tensor.grad.value))


def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """The gradients of `outputs` (their sum, weighed by `grad_outputs`) with respect to each of `inputs`.

    No `.grad` is touched. With `create_graph` the results are recorded, so that they can be differentiated again.
    An input that the outputs don't depend on is a RuntimeError, or None with `allow_unused`, or zeros with
    `materialize_grads`. With `is_grads_batched` each of `grad_outputs` has one more axis, the first, and so has each
    result: it is one walk back for each row. `retain_graph` and `only_inputs` are accepted and have no effect.

    >>> import tinygrad_edu as tg
    >>> x = tg.tensor(2.0, requires_grad=True)
    >>> (first,) = tg.grad(x**3, x, create_graph=True)
    >>> (second,) = tg.grad(first, x)
    >>> first.item(), second.item()
    (12.0, 12.0)
    """
    if materialize_grads and allow_unused is False:
        raise ValueError("materialize_grads with allow_unused=False\nhelp: leave allow_unused out: zeros, or an error")
    allow_unused = allow_unused or materialize_grads
    outputs = as_tensors(outputs, "outputs")
    inputs = as_tensors(inputs, "inputs")
    one = not isinstance(grad_outputs, (list, tuple))
    weights = [None] * len(outputs) if grad_outputs is None else [grad_outputs] if one else list(grad_outputs)
    if len(weights) != len(outputs):
        raise ValueError(f"{len(weights)} grad_outputs for {len(outputs)} outputs\nhelp: give one for each, or None")
    if is_grads_batched:
        found = in_rows(outputs, inputs, weights, create_graph, allow_unused)
    else:
        found = once(outputs, inputs, weights, create_graph, allow_unused)
    if materialize_grads:
        found = [tensor_of(np.zeros_like(x.value)) if g is None else g for g, x in zip(found, inputs)]
    return tuple(found)


def once(outputs: list, inputs: list, weights: list, create_graph: bool, allow_unused: bool) -> list[Tensor | None]:
    """The gradients from one walk back."""
    seeds = [first_cotangent(output, weight, create_graph) for output, weight in zip(outputs, weights)]
    gradients = walk(outputs, seeds, targets=set(inputs), create_graph=create_graph)
    for position, tensor in enumerate(inputs):
        if tensor not in gradients and not allow_unused:
            raise RuntimeError(
                f"the outputs don't depend on input {position}{f' ({tensor.name})' if tensor.name else ''}\n"
                "help: does it require a gradient, and was it used? allow_unused=True returns None instead"
            )
    found = [gradients.get(tensor) for tensor in inputs]
    return [g if g is None else owned(g) if isinstance(g, Tensor) else tensor_of(np.copy(g)) for g in found]


def in_rows(outputs: list, inputs: list, weights: list, create_graph: bool, allow_unused: bool) -> list[Tensor | None]:
    """The gradients for each row of the weights, stacked: a walk back for each."""
    lengths = {np.shape(weight)[:1] for weight in weights}
    if len(lengths) != 1 or lengths <= {(), (0,)}:
        raise ValueError(
            f"batches of the lengths {sorted(lengths)}\nhelp: grad_outputs need a first axis of one length"
        )
    rows = [
        once(outputs, inputs, [weight[row] for weight in weights], create_graph, allow_unused)
        for row in range(len(weights[0]))
    ]
    return [None if column[0] is None else ops.stack(column) for column in zip(*rows)]


def backward(
    tensors: Tensor | Sequence[Tensor],
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    grad_variables: Any = None,
    inputs: Tensor | Sequence[Tensor] | None = None,
) -> None:
    """Add the gradients of `tensors`, weighed by `grad_tensors`, to the `.grad` of the leaves, or of `inputs` only.

    `grad_variables` is an old name of `grad_tensors`.
    """
    grad_tensors = grad_variables if grad_tensors is None else grad_tensors
    outputs = [tensors] if isinstance(tensors, Tensor) else list(tensors)
    weights = list(grad_tensors) if isinstance(grad_tensors, (list, tuple)) else [grad_tensors] * len(outputs)
    if len(weights) != len(outputs):
        raise ValueError(f"{len(weights)} grad_tensors for {len(outputs)} tensors\nhelp: give one for each, or None")
    for output, weight in zip(outputs, weights):
        output.backward(weight, create_graph=create_graph, inputs=inputs)
