"""Hooks: functions of the user that run before and after a module, on the way forward and on the way back."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..autograd import Function
from ..functions.arguments import as_tuple
from ..tensor import Tensor

if TYPE_CHECKING:
    from .module import Module

numbers = itertools.count()


class Handle:
    """What a registration returns: ``.remove()`` takes the hook away, as does the end of a ``with`` block."""

    def __init__(self, hooks: dict[int, tuple[Callable, bool]], number: int) -> None:
        self.hooks, self.number = hooks, number

    def remove(self) -> None:
        """Call it no more."""
        self.hooks.pop(self.number, None)

    def __enter__(self) -> Handle:
        return self

    def __exit__(self, *exception) -> None:
        self.remove()


class Hooks:
    """All hooks of one module, by the time at which they are called."""

    def __init__(self) -> None:
        self.kinds: dict[str, dict[int, tuple[Callable, bool]]] = {
            kind: {}
            for kind in (
                "before", "after", "backward_before", "backward_after",
                "state_before", "state_after", "load_before", "load_after",
            )
        }  # fmt: skip

    def add(self, kind: str, hook: Callable, prepend: bool, with_kwargs: bool = False) -> Handle:
        """One more hook, behind the others or before them."""
        if not callable(hook):
            raise TypeError(f"a hook is a function, not a {type(hook).__name__}\nhelp: give the function itself")
        hooks, number = self.kinds[kind], next(numbers)
        earlier = dict(hooks) if prepend else {}
        if prepend:
            hooks.clear()
        hooks[number] = hook, with_kwargs
        hooks.update(earlier)
        return Handle(hooks, number)

    def told(self, kind: str, *things: Any) -> None:
        """Call the hooks of this kind, which return nothing."""
        for hook, _ in list(self.kinds[kind].values()):
            hook(*things)

    def call(self, module: Module, args: tuple, kwargs: dict[str, Any]) -> Any:
        """The module's forward between its hooks."""
        for hook, with_kwargs in list(self.kinds["before"].values()):
            changed = hook(module, args, kwargs) if with_kwargs else hook(module, args)
            if changed is not None and with_kwargs:
                args, kwargs = changed
            elif changed is not None:
                args = changed if isinstance(changed, tuple) else (changed,)
        watched = Watched(module, self.kinds) if self.kinds["backward_before"] or self.kinds["backward_after"] else None
        if watched is not None:
            args = watched.inputs(args)
        output = module.forward(*args, **kwargs)
        for hook, with_kwargs in list(self.kinds["after"].values()):
            changed = hook(module, args, kwargs, output) if with_kwargs else hook(module, args, output)
            output = output if changed is None else changed
        return output if watched is None else watched.outputs(output)


class Passing(Function):
    """Tensors as they are; on the way back a function sees their gradients, and may change them."""

    @staticmethod
    def forward(ctx, changed: Callable, *tensors: Tensor) -> tuple:
        """The tensors."""
        ctx.changed = changed
        return tensors

    @staticmethod
    def backward(ctx, *gradients) -> tuple:
        """What the function makes of the gradients."""
        return (None, *ctx.changed(gradients))


class Watched:
    """One call of a module whose gradients are watched: those of its outputs first, then those of its inputs."""

    def __init__(self, module: Module, kinds: dict[str, dict[int, tuple[Callable, bool]]]) -> None:
        self.module, self.kinds = module, kinds
        self.grad_output: tuple = ()
        self.count = 0
        self.places: list[int] = []

    def inputs(self, args: tuple) -> tuple:
        """The arguments, with those that require a gradient watched."""
        self.count = len(args)
        self.places = [i for i, arg in enumerate(args) if isinstance(arg, Tensor) and arg.requires_grad]
        passed = Passing.apply(self.inputs_known, *(args[i] for i in self.places)) if self.places else ()
        known = dict(zip(self.places, passed))
        return tuple(known.get(i, arg) for i, arg in enumerate(args))

    def outputs(self, output: Any) -> Any:
        """The outputs, watched."""
        several = isinstance(output, (tuple, list))
        tensors = list(output) if several else [output]
        places = [i for i, part in enumerate(tensors) if isinstance(part, Tensor) and part.requires_grad]
        if places:
            for place, passed in zip(places, Passing.apply(self.outputs_known, *(tensors[i] for i in places))):
                tensors[place] = passed
        return type(output)(tensors) if several else tensors[0]

    def outputs_known(self, gradients: tuple) -> tuple:
        """Call the hooks of the outputs' gradients, and, if no input has one, those of the inputs' too."""
        for hook, _ in list(self.kinds["backward_before"].values()):
            changed = hook(self.module, gradients)
            gradients = gradients if changed is None else as_tuple(changed)
        self.grad_output = gradients
        if not self.places:
            self.inputs_known(())
        return gradients

    def inputs_known(self, gradients: tuple) -> tuple:
        """Call the hooks of the inputs' gradients."""
        known = dict(zip(self.places, gradients))
        whole = tuple(known.get(i) for i in range(self.count))
        for hook, _ in list(self.kinds["backward_after"].values()):
            changed = hook(self.module, whole, self.grad_output)
            whole = whole if changed is None else as_tuple(changed)
        return tuple(whole[i] for i in self.places)
