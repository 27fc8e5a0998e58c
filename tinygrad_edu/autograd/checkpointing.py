"""Memory for time: what happens between a checkpoint's inputs and outputs is computed again on the way back."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ..arrays import tensor_of
from ..ops import generator
from ..tape import Node, serials
from ..tensor import Tensor
from ..versions import as_it_was
from .function import Function
from .gradients import grad
from .recording import enable_grad, is_grad_enabled


class Recomputed(Function):
    """A piece of program whose graph was thrown away; `backward` runs it again."""

    @staticmethod
    def forward(ctx, run: Callable, values: tuple, *inputs: Tensor) -> tuple:
        """The values that were found already."""
        ctx.run = run
        ctx.save_for_backward(*inputs)
        return tuple(tensor_of(value) for value in values)

    @staticmethod
    def backward(ctx, *gradients) -> tuple:
        """The gradients of what the piece used, from a second run of it."""
        with enable_grad():
            outputs, inputs = ctx.run()
        wanted = [(output, g) for output, g in zip(outputs, gradients) if output.requires_grad]
        found = grad(
            [output for output, _ in wanted],
            inputs,
            [g for _, g in wanted],
            create_graph=is_grad_enabled(),
            allow_unused=True,
        )
        return (None, None, *found)


def checkpoint(
    function: Callable, *args, use_reentrant: bool | None = None, preserve_rng_state: bool = True, **kwargs
) -> Any:
    """``function(*args)``, whose graph isn't kept: the backward pass runs the function a second time.

    It may use parameters from outside; they get their gradients too. With `preserve_rng_state` the second run
    draws the same random numbers. `use_reentrant` is accepted for PyTorch's sake and has no effect.
    """
    if not is_grad_enabled():
        return function(*args, **kwargs)
    drawn, start = generator.bit_generator.state, next(serials)
    result = function(*args, **kwargs)
    if any(isinstance(arg, Node) and arg.serial > start for arg in args):
        raise RuntimeError("a checkpoint's function changes its argument in place\nhelp: change a copy: t = t.clone()")
    whole = result if isinstance(result, tuple) else (result,)
    places = [position for position, part in enumerate(whole) if isinstance(part, Tensor) and part.requires_grad]
    outputs = [whole[position] for position in places]
    if not outputs:
        return result
    inputs = made_before(outputs, start)

    def run():
        now = generator.bit_generator.state
        if preserve_rng_state:
            generator.bit_generator.state = drawn
        try:
            again = function(*(as_it_was(arg, start) if isinstance(arg, Node) else arg for arg in args), **kwargs)
        finally:
            if preserve_rng_state:
                generator.bit_generator.state = now
        again = again if isinstance(again, tuple) else (again,)
        return [again[position] for position in places], [as_it_was(node, start) for node in inputs]

    recorded = list(whole)
    found = Recomputed.apply(run, tuple(np.asarray(output.value) for output in outputs), *inputs)
    for position, output in zip(places, found):
        recorded[position] = output
    return tuple(recorded) if isinstance(result, tuple) else recorded[0]


def made_before(outputs: list[Tensor], start: int) -> list:
    """What the outputs were computed from and is older than `start`: a checkpoint's inputs, and its parameters."""
    inputs: dict[Node, None] = {}
    seen, waiting = set(outputs), list(outputs)
    while waiting:
        node = waiting.pop()
        if node.serial < start:
            inputs[node] = None
            continue
        for parent, closure in zip(node.operands, node.closures):
            if closure is not None and parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return [node for node in inputs if node.wants_gradient]


def checkpoint_sequential(
    functions: Iterable[Callable], segments: int, input: Any, use_reentrant: bool | None = None, **kwargs
) -> Any:
    """The functions, one after the other, in so many `segments`, each but the last a `checkpoint`.

    A Sequential is such a list. `preserve_rng_state` is handed on; `use_reentrant` has no effect.
    """
    parts = list(functions)
    if not 1 <= segments <= len(parts):
        raise ValueError(f"{segments} segments of {len(parts)} functions\nhelp: from 1 to {len(parts)}")
    length = len(parts) // segments

    def chain(some: list[Callable]) -> Callable:
        return lambda x: functools.reduce(lambda y, function: function(y), some, x)

    for start in range(0, length * (segments - 1), length):
        input = checkpoint(chain(parts[start : start + length]), input, **kwargs)
    return chain(parts[length * (segments - 1) :])(input)
