"""Parametrizations: a parameter that is computed from others, by Modules, whenever it is asked for.

The Module's class becomes one of its own, in which the parameter's name is a property.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from ...autograd import no_grad
from ...tensor import Tensor
from ..containers import ModuleDict, ModuleList
from ..module import Module, Parameter

__all__ = ["ParametrizationList", "cached", "is_parametrized", "register_parametrization", "remove_parametrizations"]

M = TypeVar("M", bound=Module)
computed: ContextVar[dict[ParametrizationList, Any] | None] = ContextVar("computed", default=None)


class ParametrizationList(ModuleList):
    """The Modules that make one parameter, in a row, and the parameters that the first of them is given.

    These are `original`, or `original0`, `original1`, … where a `right_inverse` returns several.
    """

    original: Any
    original0: Any

    def __init__(self, modules: Iterable, original: Parameter) -> None:
        super().__init__(modules)
        parts = self.inverted(original)
        self.names = [f"original{i}" for i in range(len(parts))] if isinstance(parts, (tuple, list)) else ["original"]
        if self.names == ["original"]:
            self.original = original
        else:
            for name, part in zip(self.names, parts):
                setattr(self, name, Parameter(part.detach().clone(), original.requires_grad))
        self.put(parts)

    def inverted(self, value: Tensor) -> Any:
        """What the first Module must be given for the last one to return the value, as their right_inverse say."""
        with no_grad():
            for module in reversed(self.values()):
                value = module.right_inverse(value) if hasattr(module, "right_inverse") else value
        return value

    def put(self, parts: Any) -> None:
        """Give the original parameters these values."""
        for name, part in zip(self.names, parts if isinstance(parts, (tuple, list)) else [parts]):
            getattr(self, name).data = part.value.copy()

    def forward(self) -> Any:
        """The parameter."""
        first, *others = self.values()
        value = first(*(getattr(self, name) for name in self.names))
        for module in others:
            value = module(value)
        return value

    def current(self) -> Any:
        """The parameter, computed once within `cached`."""
        known = computed.get()
        if known is None:
            return self()
        if self not in known:
            known[self] = self()
        return known[self]


@contextmanager
def cached() -> Iterator[None]:
    """Inside, every parameter is computed once only, when it is first asked for."""
    token = computed.set(computed.get() if computed.get() is not None else {})
    try:
        yield
    finally:
        computed.reset(token)


def is_parametrized(module: Module, tensor_name: str | None = None) -> bool:
    """Whether a parameter, or that one, is computed."""
    lists = vars(module).get("parametrizations")
    return isinstance(lists, ModuleDict) and (tensor_name is None or tensor_name in lists)


def register_parametrization(module: M, tensor_name: str, parametrization: Module, *, unsafe: bool = False) -> M:
    """Let the parameter be what the `parametrization` makes of it, or of what came out of those before it.

    It starts as it is if the parametrization has a `right_inverse`, which is also how ``module.weight = tensor`` works.
    Shape and dtype must stay, unless `unsafe` (ValueError).

    >>> import tinygrad_edu as tg
    >>> class Symmetric(tg.nn.Module):
    ...     def forward(self, x):
    ...         return x.triu() + x.triu(1).T
    >>> layer = tg.nn.Linear(3, 3)
    >>> layer = tg.nn.utils.parametrize.register_parametrization(layer, "weight", Symmetric())
    >>> tg.equal(layer.weight, layer.weight.T), list(layer.state_dict())
    (True, ['bias', 'parametrizations.weight.original'])
    """
    parametrization.train(module.training)
    host: Any = module
    before = getattr(module, tensor_name, None)
    if not isinstance(before, Tensor):
        raise ValueError(f"this {type(module).__name__} has no parameter {tensor_name!r}\nhelp: name one that it has")
    if is_parametrized(module, tensor_name):
        check_kind(before, parametrization(before), unsafe)
        host.parametrizations[tensor_name].append(parametrization)
        return module
    made = ParametrizationList([parametrization], module.get_parameter(tensor_name))
    check_kind(before, made(), unsafe)
    delattr(module, tensor_name)
    if not is_parametrized(module):
        host.parametrizations = ModuleDict()
    host.parametrizations[tensor_name] = made
    become(module, type(module))
    return module


def check_kind(before, after, unsafe: bool) -> None:
    """Refuse another shape or dtype."""
    if not isinstance(after, Tensor) or (not unsafe and (before.shape, before.dtype) != (after.shape, after.dtype)):
        what = f"{after.dtype} {after.shape}" if isinstance(after, Tensor) else f"a {type(after).__name__}"
        raise ValueError(
            f"a parametrization made {what} of {before.dtype} {before.shape}\n"
            "help: it keeps shape and dtype, unless unsafe=True"
        )


def become(module: Module, kind: type) -> None:
    """Have the class in which the parametrized names are properties; with none of them the plain one again."""
    plain = getattr(kind, "plain_class", kind)
    lists = vars(module).get("parametrizations", {})
    fields = {name: property_of(name) for name in lists}
    name = f"Parametrized{plain.__name__}"
    module.__class__ = type(name, (plain,), {**fields, "plain_class": plain}) if fields else plain


def property_of(name: str) -> property:
    """The property that computes the parameter of this name, and takes a value that it is to have."""

    def put(module, value):
        made = module.parametrizations[name]
        made.put(made.inverted(value))

    return property(lambda module: module.parametrizations[name].current(), put)


def remove_parametrizations(module: M, tensor_name: str, leave_parametrized: bool = True) -> M:
    """Make it a plain parameter again: what it is now, or, if not `leave_parametrized`, its only original."""
    if not is_parametrized(module, tensor_name):
        raise ValueError(f"{tensor_name!r} of this {type(module).__name__} has no parametrization")
    host: Any = module
    made = host.parametrizations[tensor_name]
    if not leave_parametrized and made.names != ["original"]:
        raise ValueError(f"{tensor_name!r} has {len(made.names)} originals\nhelp: leave_parametrized=True")
    value = made().detach()
    parameter = made.original if made.names == ["original"] else Parameter(value, made.original0.requires_grad)
    if leave_parametrized:
        parameter.data = value.value.copy()
    del host.parametrizations[tensor_name]
    if not len(host.parametrizations):
        del host.parametrizations
    become(module, type(module))
    module.register_parameter(tensor_name, parameter)
    return module
