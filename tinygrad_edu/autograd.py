"""Control over recording, and gradients as a function."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, ClassVar

import numpy as np

from .tape import Node, changed_mode, mode, walk
from .tensor import Tensor, first_cotangent, owned, rebuilt


class _Recording:
    """A context manager, and a decorator, that changes the recording mode of this thread and task."""

    change: ClassVar[dict[str, Any]] = {}

    def __new__(cls, function: Callable | None = None):
        return super().__new__(cls) if function is None else super().__new__(cls)(function)

    def __init__(self, function: Callable | None = None) -> None:
        self.running: list[AbstractContextManager] = []

    def __enter__(self) -> None:
        self.running.append(changed_mode(**self.change))
        self.running[-1].__enter__()

    def __exit__(self, *exception) -> None:
        self.running.pop().__exit__(*exception)

    def __call__(self, function: Callable) -> Callable:
        if inspect.isgeneratorfunction(function) or inspect.iscoroutinefunction(function):
            raise TypeError(
                f"{type(self).__name__} before {function.__name__} would be over before its body runs\n"
                f"help: write `with {type(self).__name__}():` inside it"
            )

        @functools.wraps(function)
        def changed(*args, **kwargs):
            with type(self)():
                return function(*args, **kwargs)

        return changed


class no_grad(_Recording):
    """Nothing is recorded inside: ``with no_grad():``, or ``@no_grad()`` before a function.

    >>> import tinygrad_edu as tg
    >>> w = tg.tensor([1.0, 2.0], requires_grad=True)
    >>> with tg.no_grad():
    ...     w -= 0.5
    >>> w
    tensor([0.5, 1.5], requires_grad=True)
    """

    change: ClassVar = {"record": False}


class enable_grad(_Recording):
    """What is inside is recorded, even within `no_grad`."""

    change: ClassVar = {"record": True}


class record_lines(_Recording):
    """Ops note the line of your program that called them, for errors and pictures. Each op takes about 1 µs longer."""

    change: ClassVar = {"lines": True}


def forget_gradients(tensors: Iterable[Tensor], set_to_none: bool = True) -> None:
    """Set every `.grad` to None, or, where there is one, to zeros."""
    for tensor in tensors:
        tensor.grad = None if set_to_none or tensor.grad is None else Tensor(np.zeros_like(tensor.grad.data))


def is_grad_enabled() -> bool:
    """Whether ops are being recorded."""
    return mode.get().record


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
