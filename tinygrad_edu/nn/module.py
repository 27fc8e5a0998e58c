"""Modules: parameters, and what is done with them, in a tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Self

import numpy as np

from ..arrays import as_array, check_numbers
from ..autograd import forget_gradients
from ..tape import Node, scope
from ..tensor import Tensor


class Parameter(Tensor):
    """A Tensor that belongs to a Module, is trained, and therefore requires a gradient."""

    __slots__ = ()

    def __init__(self, data, requires_grad: bool = True) -> None:
        Node.__init__(self, data.value if isinstance(data, Node) else as_array(data))
        if isinstance(data, Node):
            data.share_version(self)
        self.requires_grad = requires_grad

    def __repr__(self) -> str:
        return f"Parameter containing:\n{super().__repr__()}"


class Buffer(Tensor):
    """A Tensor that belongs to a Module and isn't trained: a running mean, a mask. It moves and is saved with it.

    One that isn't `persistent` is left out of `state_dict`.
    """

    __slots__ = ("persistent",)

    def __init__(self, data, *, persistent: bool = True) -> None:
        Node.__init__(self, data.value if isinstance(data, Node) else as_array(data))
        if isinstance(data, Node):
            data.share_version(self)
        self.persistent = persistent


class Module:
    """The base of every layer and net: give it Parameters and Modules as attributes, and a `forward`.

    Calling the module calls `forward`; what is recorded meanwhile carries the module in its `scope`, so
    that pictures can group it. `training` tells layers like Dropout whether this is training; see `train` and `eval`.

    >>> import tinygrad_edu as tg
    >>> class Doubler(tg.nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.factor = tg.nn.Parameter([2.0])
    ...     def forward(self, x):
    ...         return self.factor * x
    >>> net = Doubler()
    >>> net(3.0), dict(net.named_parameters()).keys()
    (tensor([6.], grad_fn=<mul>), dict_keys(['factor']))
    """

    training = True

    def __call__(self, *args, **kwargs) -> Any:
        """What `forward` computes."""
        outer = scope.running
        scope.running = (outer, self)
        try:
            return self.forward(*args, **kwargs)
        finally:
            scope.running = outer

    def forward(self, *args, **kwargs) -> Any:
        """What the module computes; a subclass says it."""
        raise TypeError(f"{type(self).__name__} has no forward\nhelp: define forward(self, x) in the class")

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(vars(self).get(name), Parameter) and not isinstance(value, (Parameter, type(None))):
            raise TypeError(
                f"{type(self).__name__}.{name} is a Parameter and can't become a {type(value).__name__}\n"
                "help: write into it, under `with no_grad():`, or assign a new Parameter"
            )
        held = vars(self).get(name)
        if isinstance(held, Buffer) and isinstance(value, Tensor) and not isinstance(value, (Buffer, Parameter)):
            value = Buffer(value, persistent=held.persistent)
        super().__setattr__(name, value)

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Give the module a tensor that isn't trained: the attribute `name`, a `Buffer`; None is kept as None."""
        setattr(self, name, None if tensor is None else Buffer(tensor, persistent=persistent))

    # The tree

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules that are attributes of this one, by name."""
        return ((name, value) for name, value in vars(self).items() if isinstance(value, Module))

    def children(self) -> Iterator[Module]:
        """The modules that are attributes of this one."""
        return (module for _, module in self.named_children())

    def named_modules(self, prefix: str = "", remove_duplicate: bool = True) -> Iterator[tuple[str, Module]]:
        """This module and all below it, by path; one that has several paths once, or under each."""
        seen: set[Module] = set()
        waiting: list[tuple[str, Module, tuple[Module, ...]]] = [(prefix, self, ())]
        while waiting:
            path, module, above = waiting.pop()
            if module in above or (remove_duplicate and module in seen):
                continue
            seen.add(module)
            yield path, module
            children = [(f"{path}.{name}" if path else name, child) for name, child in module.named_children()]
            waiting += [(path_of_child, child, (*above, module)) for path_of_child, child in reversed(children)]

    def modules(self) -> Iterator[Module]:
        """This module and all below it, each once."""
        return (module for _, module in self.named_modules())

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """The parameters of this module and all below it, each once, by path."""
        seen: set[Parameter] = set()
        for path, module in self.named_modules():
            for name, value in vars(module).items():
                if isinstance(value, Parameter) and value not in seen:
                    seen.add(value)
                    yield (f"{path}.{name}" if path else name), value

    def parameters(self) -> Iterator[Parameter]:
        """The parameters of this module and all below it, each once."""
        return (parameter for _, parameter in self.named_parameters())

    def named_buffers(self) -> Iterator[tuple[str, Buffer]]:
        """The buffers of this module and all below it, each once, by path."""
        seen: set[Buffer] = set()
        for path, module in self.named_modules():
            for name, value in vars(module).items():
                if isinstance(value, Buffer) and value not in seen:
                    seen.add(value)
                    yield (f"{path}.{name}" if path else name), value

    def buffers(self) -> Iterator[Buffer]:
        """The buffers of this module and all below it, each once."""
        return (buffer for _, buffer in self.named_buffers())

    def apply(self, function: Callable[[Module], Any]) -> Self:
        """Call the function with every module below this one, then with this one."""
        for child in self.children():
            child.apply(function)
        function(self)
        return self

    # State

    def train(self, mode: bool = True) -> Self:
        """Put this module and all below it into training mode, in which Dropout drops."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """Put this module and all below it into evaluation mode."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Let the parameters require gradients, or freeze them."""
        for parameter in self.parameters():
            parameter.requires_grad = requires_grad
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters (or fill them with zeros)."""
        forget_gradients(self.parameters(), set_to_none)

    def to(self, dtype) -> Self:
        """Turn parameters and floating-point buffers into another dtype, in place; the device "cpu" changes nothing."""
        if dtype != "cpu":
            for tensor in [*self.parameters(), *self.buffers()]:
                if tensor.dtype.kind == "f":
                    tensor.data = tensor.data.astype(dtype)
        return self

    def double(self) -> Self:
        """Turn all parameters into float64."""
        return self.to(np.float64)

    def float(self) -> Self:
        """Turn all parameters into float32."""
        return self.to(np.float32)

    def state_dict(self) -> dict[str, Tensor]:
        """The parameters and persistent buffers by path, detached, sharing memory with the module's."""
        return {
            f"{path}.{name}" if path else name: value.detach()
            for path, module in self.named_modules(remove_duplicate=False)
            for name, value in vars(module).items()
            if isinstance(value, Parameter) or (isinstance(value, Buffer) and value.persistent)
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Copy values into the parameters. If a path or shape differs: a RuntimeError or ValueError, no change."""
        own = self.state_dict()
        missing, unexpected = [k for k in own if k not in state], [k for k in state if k not in own]
        if missing or unexpected:
            raise RuntimeError(
                f"the state doesn't fit: missing {missing}, unexpected {unexpected}\nhelp: this module has {list(own)}"
            )
        arrays = {path: np.asarray(value.value if isinstance(value, Node) else value) for path, value in state.items()}
        for path, array in arrays.items():
            check_numbers(array)
            if array.shape != own[path].shape:
                raise ValueError(f"the state's {path!r} has shape {array.shape}, this module's {own[path].shape}")
        for path, array in arrays.items():
            own[path].copy_(array)

    # Text

    def extra_repr(self) -> str:
        """What stands between the parentheses of the module's text."""
        return ""

    def __repr__(self) -> str:
        lines = [f"({name}): " + repr(child).replace("\n", "\n  ") for name, child in self.named_children()]
        body = ("\n  " + "\n  ".join(lines) + "\n") if lines else ""
        return f"{type(self).__name__}({self.extra_repr()}{body})"


class Sequential(Module):
    """Modules in a row: each is called with what the one before it returned.

    >>> import tinygrad_edu as tg
    >>> tg.nn.Sequential(tg.nn.Linear(2, 3), tg.nn.Sigmoid())
    Sequential(
      (0): Linear(in_features=2, out_features=3, bias=True)
      (1): Sigmoid()
    )
    """

    def __init__(self, *modules: Module) -> None:
        super().__init__()
        named = modules[0].items() if len(modules) == 1 and isinstance(modules[0], dict) else enumerate(modules)
        for name, module in named:
            if not isinstance(module, Module):
                raise TypeError(
                    f"Sequential wants Modules: {name} is a {type(module).__name__}\nhelp: nn.ReLU(), not nn.ReLU"
                )
            if hasattr(type(self), str(name)) or "." in str(name):
                raise ValueError(
                    f"a module can't be called {name!r}\nhelp: a name without dots that Sequential doesn't have"
                )
            setattr(self, str(name), module)

    def forward(self, x):
        """The last module's result."""
        for module in vars(self).values():
            if isinstance(module, Module):
                x = module(x)
        return x

    def __getitem__(self, index: int | slice) -> Module:
        modules = list(self.children())[index]
        return Sequential(*modules) if isinstance(modules, list) else modules

    def __len__(self) -> int:
        return len(list(self.children()))

    def __iter__(self) -> Iterator[Module]:
        return self.children()
