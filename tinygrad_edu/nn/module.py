"""Modules: parameters, and what is done with them, in a tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Self

import numpy as np

from ..arrays import as_array, check_numbers
from ..autograd import forget_gradients
from ..devices import check_device, is_device
from ..inspection import named_dtype
from ..tape import Node, scope
from ..tensor import Tensor
from .hooks import Handle, Hooks


class Keys(NamedTuple):
    """What `Module.load_state_dict` didn't find in the state, and what it found there without knowing it."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"Keys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"


class Parameter(Tensor):
    """A Tensor that belongs to a Module, is trained, and therefore requires a gradient."""

    __slots__ = ()

    def __init__(self, data=None, requires_grad: bool = True) -> None:
        Node.__init__(self, data.value if isinstance(data, Node) else as_array(() if data is None else data))
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

    def __init__(self, data=None, *, persistent: bool = True) -> None:
        Node.__init__(self, data.value if isinstance(data, Node) else as_array(() if data is None else data))
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
    hooks: Hooks | None = None

    def __call__(self, *args, **kwargs) -> Any:
        """What `forward` computes, between the hooks, if there are any."""
        outer = scope.running
        scope.running = (outer, self)
        try:
            if self.hooks is not None:
                return self.hooks.call(self, args, kwargs)
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
        self.check_name(name)
        if tensor is not None and not isinstance(tensor, (Node, np.ndarray)):
            raise TypeError(f"{name!r} is a {type(tensor).__name__}\nhelp: make it a tensor: tensor(…)")
        setattr(self, name, None if tensor is None else Buffer(tensor, persistent=persistent))

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Give the module a parameter: the attribute `name`; None is kept as None."""
        self.check_name(name)
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(f"{name!r} is a {type(param).__name__}\nhelp: make it a parameter: nn.Parameter(tensor)")
        setattr(self, name, param)

    def add_module(self, name: str, module: Module | None) -> None:
        """Give the module another one below it: the attribute `name`; None is kept as None."""
        self.check_name(name)
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"{name!r} is a {type(module).__name__}, no Module\nhelp: nn.ReLU(), not nn.ReLU")
        setattr(self, name, module)

    register_module = add_module

    def check_name(self, name: str) -> None:
        """Refuse a name with dots, an empty one, and one that the class uses itself."""
        if not isinstance(name, str) or "." in name or not name or hasattr(type(self), name):
            raise ValueError(
                f"nothing in a {type(self).__name__} can be called {name!r}\n"
                "help: a text without dots that is no attribute of the class"
            )

    # The tree

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules that are attributes of this one, by name."""
        return ((name, value) for name, value in vars(self).items() if isinstance(value, Module))

    def children(self) -> Iterator[Module]:
        """The modules that are attributes of this one."""
        return (module for _, module in self.named_children())

    def named_modules(
        self, memo: set[Module] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """This module and all below it, by path; one that has several paths once, or under each.

        Those in `memo` are left out.
        """
        seen = set() if memo is None else memo
        waiting: list[tuple[str, Module, tuple[Module, ...]]] = [(prefix, self, ())]
        while waiting:
            path, module, above = waiting.pop()
            if module in above or (remove_duplicate and module in seen):
                continue
            seen.add(module)
            yield path, module
            children = [(f"{path}.{name}" if path else name, child) for name, child in module.named_children()]
            waiting += [(path_of_child, child, (*above, module)) for path_of_child, child in reversed(children)]

    def modules(self, remove_duplicate: bool = True) -> Iterator[Module]:
        """This module and all below it, each once, or once for each of its paths."""
        return (module for _, module in self.named_modules(remove_duplicate=remove_duplicate))

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """The parameters of this module and, with `recurse`, of all below it, by path; a shared one once."""
        return self.named_tensors(Parameter, prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """The parameters of this module and, with `recurse`, of all below it, each once."""
        return (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Buffer]]:
        """The buffers of this module and, with `recurse`, of all below it, by path; a shared one once."""
        return self.named_tensors(Buffer, prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Buffer]:
        """The buffers of this module and, with `recurse`, of all below it, each once."""
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    @property
    def _modules(self) -> Mapping[str, Module]:
        """The modules that are attributes of this one, by name, to be read; `setattr` puts one in."""
        return MappingProxyType(dict(self.named_children()))

    @property
    def _parameters(self) -> Mapping[str, Parameter]:
        """The parameters that are attributes of this module, by name, to be read."""
        return MappingProxyType(dict(self.named_parameters(recurse=False)))

    @property
    def _buffers(self) -> Mapping[str, Buffer]:
        """The buffers that are attributes of this module, by name, to be read."""
        return MappingProxyType(dict(self.named_buffers(recurse=False)))

    def named_tensors(self, kind: type, prefix: str, recurse: bool, remove_duplicate: bool) -> Iterator:
        """The attributes of one kind, of this module and those below it, by path."""
        modules = self.named_modules(None, prefix, remove_duplicate) if recurse else [(prefix, self)]
        seen: set[Any] = set()
        for path, module in modules:
            for name, value in vars(module).items():
                if isinstance(value, kind) and not (remove_duplicate and value in seen):
                    seen.add(value)
                    yield (f"{path}.{name}" if path else name), value

    def get_submodule(self, target: str) -> Module:
        """The module at this path; this one, for the empty path. AttributeError if there is none."""
        module: Any = self
        for name in target.split(".") if target else ():
            module = vars(module).get(name)
            if not isinstance(module, Module):
                known = ", ".join(path for path, _ in self.named_modules() if path)
                raise AttributeError(f"there is no module {target!r}\nhelp: there are {known}")
        return module

    def set_submodule(self, target: str, module: Module, strict: bool = False) -> None:
        """Put another module at this path, or, unless `strict`, a new one below one that is there."""
        above, _, name = target.rpartition(".")
        if not name or not isinstance(module, Module):
            raise ValueError(
                f"set_submodule({target!r}) to a {type(module).__name__}\nhelp: give a path like 'net.0', and a Module"
            )
        if strict:
            self.get_submodule(target)
        setattr(self.get_submodule(above), name, module)

    def get_parameter(self, target: str) -> Parameter:
        """The parameter at this path. AttributeError if there is none."""
        return self.tensor_at(target, Parameter)

    def get_buffer(self, target: str) -> Buffer:
        """The buffer at this path. AttributeError if there is none."""
        return self.tensor_at(target, Buffer)

    def tensor_at(self, target: str, kind: type) -> Any:
        """The attribute of this kind at this path."""
        above, _, name = target.rpartition(".")
        found = vars(self.get_submodule(above)).get(name)
        if not isinstance(found, kind):
            known = ", ".join(path for path, _ in self.named_tensors(kind, "", True, True))
            raise AttributeError(f"there is no {kind.__name__} {target!r}\nhelp: there are {known}")
        return found

    def apply(self, fn: Callable[[Module], Any]) -> Self:
        """Call the function with every module below this one, then with this one."""
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    # State

    def train(self, mode: bool = True) -> Self:
        """Put this module and all below it into training mode, in which Dropout drops."""
        if not isinstance(mode, bool):
            raise ValueError(f"a training mode is True or False, not {mode!r}\nhelp: module.train() or module.eval()")
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

    def to(self, *args, dtype=None, device=None, non_blocking: bool = False) -> Self:
        """Turn parameters and floating-point buffers into another dtype, in place; the device "cpu" changes nothing."""
        for thing in (*args, device):
            if isinstance(thing, Node):
                dtype = thing.value.dtype
            elif thing is None or is_device(thing):
                check_device(thing)
            elif not isinstance(thing, bool):
                dtype = thing
        if dtype is not None and np.dtype(dtype).kind != "f":
            raise TypeError(f"a module can't become {np.dtype(dtype)}\nhelp: a floating-point dtype")
        for tensor in [*self.parameters(), *self.buffers()] if dtype is not None else ():
            if tensor.dtype.kind == "f":
                tensor.data = tensor.value.astype(dtype)
                if tensor.grad is not None:
                    tensor.grad = tensor.grad.to(dtype)
        return self

    def double(self) -> Self:
        """Turn all parameters and floating-point buffers into float64."""
        return self.to(np.float64)

    def float(self) -> Self:
        """Turn all parameters and floating-point buffers into float32."""
        return self.to(np.float32)

    def half(self) -> Self:
        """Turn all parameters and floating-point buffers into float16."""
        return self.to(np.float16)

    def type(self, dst_type) -> Self:
        """Turn all parameters and floating-point buffers into this dtype."""
        return self.to(named_dtype(dst_type))

    def cpu(self) -> Self:
        """The module: it is there already."""
        return self

    def cuda(self, device=None) -> Self:
        """Refused: there is no graphics card here."""
        return self.to("cuda")

    def state_dict(self, *, prefix: str = "", keep_vars: bool = False) -> dict[str, Tensor]:
        """The parameters and persistent buffers by path, detached (or not), sharing memory with the module's.

        What `get_extra_state` says of a module, if its class has one, stands under its path and "_extra_state".
        """
        state: dict[str, Any] = {}
        modules = self.starts_of_paths(prefix)
        for start, module in modules:
            if module.hooks is not None:
                module.hooks.told("state_before", module, start, keep_vars)
            state |= {path: x if keep_vars else x.detach() for path, x in module.own_state(start)}
            if type(module).get_extra_state is not Module.get_extra_state:
                state[f"{start}_extra_state"] = module.get_extra_state()
        for start, module in reversed(modules):
            if module.hooks is not None:
                module.hooks.told("state_after", module, state, start, {})
        return state

    def starts_of_paths(self, prefix: str = "") -> list[tuple[str, Module]]:
        """This module and all below it, with what the paths of their tensors begin with."""
        modules = self.named_modules(remove_duplicate=False)
        return [(f"{prefix}{path}." if path else prefix, module) for path, module in modules]

    def own_state(self, start: str) -> Iterator[tuple[str, Tensor]]:
        """The parameters and persistent buffers of this module alone, by path."""
        for kind in (Parameter, Buffer):
            for name, value in vars(self).items():
                if isinstance(value, kind) and getattr(value, "persistent", True):
                    yield f"{start}{name}", value

    def get_extra_state(self) -> Any:
        """What else belongs into `state_dict`; a subclass says it, and in `set_extra_state` takes it back."""
        raise RuntimeError(f"{type(self).__name__} has no extra state\nhelp: define get_extra_state in the class")

    def set_extra_state(self, state: Any) -> None:
        """Take back what `get_extra_state` said, from a state that is being loaded."""
        raise RuntimeError(f"{type(self).__name__} takes no extra state\nhelp: define set_extra_state in the class")

    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False) -> Keys:
        """Copy values into parameters and buffers; returns the missing and the unexpected paths.

        If `strict`, these are a RuntimeError; so is a shape that differs, always. Then nothing has changed, unless
        hooks after the loading were to see it. With `assign` the arrays of the state are taken themselves, with their
        dtypes.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"a state is a dict, not a {type(state_dict).__name__}\nhelp: net.state_dict(), load(path)")
        modules, state, keys = self.starts_of_paths(), dict(state_dict), Keys([], [])
        problems: list[str] = []
        for start, module in modules:
            if module.hooks is not None:
                module.hooks.told("load_before", module, state, start, {}, strict, *keys, problems)
        if problems:
            raise RuntimeError("the state doesn't fit: " + "\n".join(problems))
        own = {path: tensor for start, module in modules for path, tensor in module.own_state(start)}
        extra = {
            f"{start}_extra_state": module
            for start, module in modules
            if type(module).set_extra_state is not Module.set_extra_state
        }
        keys.missing_keys.extend(path for path in (*own, *extra) if path not in state)
        keys.unexpected_keys.extend(path for path in state if path not in own and path not in extra)
        to_be_told = [module for _, module in modules if module.hooks is not None and module.hooks.kinds["load_after"]]
        if not to_be_told:
            check_keys(keys, strict, own)
        arrays = {path: np.asarray(getattr(state[path], "value", state[path])) for path in own if path in state}
        for path, array in arrays.items():
            check_numbers(array)
            if array.shape != own[path].shape:
                raise RuntimeError(f"the state's {path!r} has shape {array.shape}, this module's {own[path].shape}")
        for path, array in arrays.items():
            if assign:
                own[path].data = array
            else:
                own[path].detach().copy_(array)
        for path, module in extra.items():
            if path in state:
                module.set_extra_state(state[path])
        for module in reversed(to_be_told):
            module.hooked().told("load_after", module, keys)
        check_keys(keys, strict, own)
        return keys

    def __getstate__(self) -> dict[str, Any]:
        """What copies and pickles hold: a weight that a hook computes before each forward is detached there."""
        state = vars(self).copy()
        for hook, _ in list(self.hooks.kinds["before"].values()) if self.hooks else ():
            computed = getattr(hook, "computed", "")
            if isinstance(state.get(computed), Tensor):
                state[computed] = state[computed].detach()
        return state

    # Hooks

    def register_forward_pre_hook(self, hook: Callable, *, prepend: bool = False, with_kwargs: bool = False) -> Handle:
        """Call ``hook(module, args)`` before `forward`; what it returns, if anything, takes the place of `args`.

        With `with_kwargs` it is ``hook(module, args, kwargs)``, and returns both.
        """
        return self.hooked().add("before", hook, prepend, with_kwargs)

    def register_forward_hook(
        self, hook: Callable, *, prepend: bool = False, with_kwargs: bool = False, always_call: bool = False
    ) -> Handle:
        """Call ``hook(module, args, output)`` after `forward`; what it returns, if anything, takes the output's place.

        With `with_kwargs` it is ``hook(module, args, kwargs, output)``; `always_call` is accepted, without effect.
        """
        return self.hooked().add("after", hook, prepend, with_kwargs)

    def register_full_backward_pre_hook(self, hook: Callable, prepend: bool = False) -> Handle:
        """Call ``hook(module, grad_output)`` when the outputs' gradients are known; it may return others."""
        return self.hooked().add("backward_before", hook, prepend)

    def register_full_backward_hook(self, hook: Callable, prepend: bool = False) -> Handle:
        """Call ``hook(module, grad_input, grad_output)`` when the inputs' gradients are known; it may return others."""
        return self.hooked().add("backward_after", hook, prepend)

    def register_state_dict_pre_hook(self, hook: Callable) -> Handle:
        """Call ``hook(module, prefix, keep_vars)`` before `state_dict` looks at this module."""
        return self.hooked().add("state_before", hook, False)

    def register_state_dict_post_hook(self, hook: Callable) -> Handle:
        """Call ``hook(module, state_dict, prefix, local_metadata)``, which may change the state, before it is returned.

        `local_metadata`, which PyTorch keeps versions in, is an empty dict.
        """
        return self.hooked().add("state_after", hook, False)

    def register_load_state_dict_pre_hook(self, hook: Callable) -> Handle:
        """Call a hook before a state is loaded, a copy of which it may change: to rename what is in an older one.

        It is ``hook(module, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)``;
        what it appends to the last three is reported.
        """
        return self.hooked().add("load_before", hook, False)

    def register_load_state_dict_post_hook(self, hook: Callable) -> Handle:
        """Call ``hook(module, keys)`` when a state has been loaded; it may take away missing and unexpected keys."""
        return self.hooked().add("load_after", hook, False)

    def hooked(self) -> Hooks:
        """The module's hooks, which it has from the first registration on."""
        if self.hooks is None:
            self.hooks = Hooks()
        return self.hooks

    # Text

    def extra_repr(self) -> str:
        """What stands between the parentheses of the module's text."""
        return ""

    def __repr__(self) -> str:
        extra = self.extra_repr()
        lines = [f"({name}): " + repr(child).replace("\n", "\n  ") for name, child in self.named_children()]
        body = "\n  " + "\n  ".join([extra, *lines] if extra else lines) + "\n" if lines else extra
        return f"{self._get_name()}({body})"

    def _get_name(self) -> str:
        """What the module is called in its text."""
        return type(self).__name__


def check_keys(keys: Keys, strict: bool, own: Mapping[str, Any]) -> None:
    """Refuse, if `strict`, a state with missing or unexpected paths."""
    if strict and (keys.missing_keys or keys.unexpected_keys):
        raise RuntimeError(
            f"the state doesn't fit: missing {keys.missing_keys}, unexpected {keys.unexpected_keys}\n"
            f"help: this module has {list(own)}; strict=False takes what fits"
        )
