"""Containers: modules and parameters in lists and dicts, and modules in a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from ..tensor import Tensor
from .module import Buffer, Module, Parameter


class Numbered(Module):
    """Things in order, which are the attributes "0", "1" and so on."""

    kind: type = Module

    def __init__(self, values: Iterable | None = None) -> None:
        super().__init__()
        self.extend(() if values is None else values)

    def values(self) -> list:
        """All of them, in order."""
        return [value for value in vars(self).values() if isinstance(value, (self.kind, Buffer))]

    def renew(self, values: Iterable) -> None:
        """Have these, in this order, instead."""
        fields = vars(self)
        values = [self.checked(value) for value in values]
        for name in [name for name, value in fields.items() if isinstance(value, (self.kind, Buffer))]:
            del fields[name]
        for number, value in enumerate(values):
            setattr(self, str(number), value)

    def checked(self, value: Any) -> Any:
        """The value, refused unless it is of the right kind."""
        if not isinstance(value, self.kind):
            raise TypeError(
                f"{type(self).__name__} wants {self.kind.__name__}s: this is a {type(value).__name__}\n"
                "help: nn.ReLU(), not nn.ReLU; a Module, not what it returns"
            )
        return value

    def append(self, value: Any) -> Self:
        """One more at the end."""
        setattr(self, str(len(self)), self.checked(value))
        return self

    def extend(self, values: Iterable) -> Self:
        """More at the end."""
        if not isinstance(values, Iterable) or isinstance(values, Tensor):
            raise TypeError(
                f"{type(self).__name__} wants a list, not a {type(values).__name__}\nhelp: put it in a list"
            )
        for value in list(values):
            self.append(value)
        return self

    def insert(self, index: int, value: Any) -> None:
        """One more before the one at `index`."""
        values = self.values()
        values.insert(index, value)
        self.renew(values)

    def pop(self, key: int = -1) -> Any:
        """Take one away, and return it."""
        values = self.values()
        value = values.pop(key)
        self.renew(values)
        return value

    def __getitem__(self, index: int | slice) -> Any:
        values = self.values()[index]
        return type(self)(values) if isinstance(index, slice) else values

    def __setitem__(self, index: int, value: Any) -> None:
        name = str(range(len(self))[index])
        setattr(self, name, self.checked(value))

    def __delitem__(self, index: int | slice) -> None:
        values = self.values()
        del values[index]
        self.renew(values)

    def __len__(self) -> int:
        return len(self.values())

    def __iter__(self) -> Iterator:
        return iter(self.values())

    def __iadd__(self, values: Iterable) -> Self:
        return self.extend(values)

    def __add__(self, values: Iterable) -> Self:
        return type(self)([*self, *values])


class ModuleList(Numbered):
    """A list of modules, whose parameters are found.

    >>> import tinygrad_edu as tg
    >>> layers = tg.nn.ModuleList([tg.nn.Linear(2, 3), tg.nn.Linear(3, 1)])
    >>> [name for name, _ in layers.named_parameters()]
    ['0.weight', '0.bias', '1.weight', '1.bias']
    """

    def __init__(self, modules: Iterable | None = None) -> None:
        super().__init__(modules)

    def __repr__(self) -> str:
        lines: list[list[Any]] = []  # [first number, last number, text], equal neighbours put together
        for number, module in enumerate(self):
            text = repr(module)
            if lines and lines[-1][2] == text:
                lines[-1][1] = number
            else:
                lines.append([number, number, text])
        texts = [
            f"({first}): {text}" if first == last else f"({first}-{last}): {last - first + 1} x {text}"
            for first, last, text in lines
        ]
        body = "".join("\n  " + text.replace("\n", "\n  ") for text in texts)
        return f"{type(self).__name__}({body}" + ("\n)" if body else ")")


class ParameterList(Numbered):
    """A list of parameters; tensors become parameters.

    >>> import tinygrad_edu as tg
    >>> len(tg.nn.ParameterList([tg.ones(2), tg.zeros(3)]))
    2
    """

    kind = Parameter

    def checked(self, value: Any) -> Any:
        """The value as a Parameter."""
        if isinstance(value, (Parameter, Buffer)):
            return value
        return Parameter(value) if isinstance(value, Tensor) else super().checked(value)

    def __repr__(self) -> str:
        lines = [f"    ({i}): {described(parameter)}" for i, parameter in enumerate(self)]
        return "\n".join([f"{type(self).__name__}(", *lines]) + ("\n)" if lines else ")")


class Named(Module):
    """Things by name, in the order in which they were put in."""

    kind: type = Module

    def __init__(self, values: Mapping | Iterable | None = None) -> None:
        super().__init__()
        self.update({} if values is None else values)

    def checked(self, value: Any) -> Any:
        """The value, refused unless it is of the right kind."""
        if not isinstance(value, self.kind):
            raise TypeError(f"{type(self).__name__} wants {self.kind.__name__}s: this is a {type(value).__name__}")
        return value

    def contents(self) -> dict[str, Any]:
        """All of them, by name."""
        return {name: value for name, value in vars(self).items() if isinstance(value, (self.kind, Buffer))}

    def update(self, values: Mapping | Iterable) -> None:
        """Put in more, from a dict or from pairs."""
        for name, value in values.items() if hasattr(values, "items") else values:
            self[name] = value

    def keys(self) -> Iterable[str]:
        """The names."""
        return self.contents().keys()

    def values(self) -> Iterable:
        """The things."""
        return self.contents().values()

    def items(self) -> Iterable[tuple[str, Any]]:
        """Pairs of name and thing."""
        return self.contents().items()

    def pop(self, key: str) -> Any:
        """Take one away, and return it."""
        value = self[key]
        del self[key]
        return value

    def clear(self) -> None:
        """Take all away."""
        for name in list(self.keys()):
            del self[name]

    def __getitem__(self, key: str) -> Any:
        if key not in self:
            raise KeyError(f"{key!r}\nhelp: there are {', '.join(self.keys())}")
        return vars(self)[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.check_name(key)
        setattr(self, key, self.checked(value))

    def __delitem__(self, key: str) -> None:
        self[key]
        delattr(self, key)

    def __len__(self) -> int:
        return len(self.contents())

    def __iter__(self) -> Iterator[str]:
        return iter(self.contents())

    def __contains__(self, key: object) -> bool:
        return key in self.contents()


class ModuleDict(Named):
    """A dict of modules, whose parameters are found.

    >>> import tinygrad_edu as tg
    >>> heads = tg.nn.ModuleDict({"mean": tg.nn.Linear(3, 1), "spread": tg.nn.Linear(3, 1)})
    >>> list(heads.state_dict())
    ['mean.weight', 'mean.bias', 'spread.weight', 'spread.bias']
    """

    def __init__(self, modules: Mapping | Iterable | None = None) -> None:
        super().__init__(modules)


class ParameterDict(Named):
    """A dict of parameters; tensors become parameters."""

    kind = Parameter

    def __init__(self, parameters: Mapping | Iterable | None = None) -> None:
        super().__init__(parameters)

    def checked(self, value: Any) -> Any:
        """The value as a Parameter."""
        if isinstance(value, (Parameter, Buffer)):
            return value
        return Parameter(value) if isinstance(value, Tensor) else super().checked(value)

    def get(self, key: str, default: Any = None) -> Any:
        """The parameter of that name, or the default."""
        return self.contents().get(key, default)

    def setdefault(self, key: str, default: Any = None) -> Any:
        """The parameter of that name, which is put in if it isn't there."""
        if key not in self:
            self[key] = default
        return self[key]

    def popitem(self) -> tuple[str, Any]:
        """Take the last one away, and return its name and itself. KeyError if there is none."""
        if not len(self):
            raise KeyError("there is no parameter to take away")
        name = list(self.keys())[-1]
        return name, self.pop(name)

    def copy(self) -> ParameterDict:
        """Another dict of the same parameters."""
        return ParameterDict(self)

    def fromkeys(self, keys: Iterable[str], default: Any = None) -> ParameterDict:
        """A dict with the default under each of the names."""
        return ParameterDict((key, default) for key in keys)

    def __repr__(self) -> str:
        lines = [f"    ({name}): {described(parameter)}" for name, parameter in self.items()]
        return "\n".join([f"{type(self).__name__}(", *lines]) + ("\n)" if lines else ")")


def described(parameter: Tensor) -> str:
    """A parameter's kind, dtype and shape, as they stand in the text of a list."""
    size = "x".join(map(str, parameter.shape))
    return f"{type(parameter).__name__} containing: [{parameter.dtype} of size {size}]"


class Sequential(Module):
    """Modules in a row: each is called with what the one before it returned.

    >>> import tinygrad_edu as tg
    >>> tg.nn.Sequential(tg.nn.Linear(2, 3), tg.nn.Sigmoid())
    Sequential(
      (0): Linear(in_features=2, out_features=3, bias=True)
      (1): Sigmoid()
    )
    """

    def __init__(self, *args: Module | Mapping[str, Module]) -> None:
        super().__init__()
        first = args[0] if len(args) == 1 and isinstance(args[0], Mapping) else dict(enumerate(args))
        for name, module in first.items():
            self.put(str(name), module)

    def put(self, name: str, module: Any) -> None:
        """Have the module under this name."""
        if not isinstance(module, Module):
            raise TypeError(
                f"Sequential wants Modules: {name} is a {type(module).__name__}\nhelp: nn.ReLU(), not nn.ReLU"
            )
        self.check_name(name)
        setattr(self, name, module)

    def renew(self, modules: Iterable) -> None:
        """Have these modules, numbered, instead."""
        modules = list(modules)
        for name, _ in list(self.named_children()):
            delattr(self, name)
        for number, module in enumerate(modules):
            self.put(str(number), module)

    def append(self, module: Module) -> Self:
        """One more at the end."""
        self.put(str(len(self)), module)
        return self

    def extend(self, modules: Iterable[Module]) -> Self:
        """More at the end."""
        for module in modules:
            self.append(module)
        return self

    def insert(self, index: int, module: Module) -> Self:
        """One more before the one at `index`."""
        modules = list(self)
        modules.insert(index, module)
        self.renew(modules)
        return self

    def pop(self, key: int = -1) -> Module:
        """Take one away, and return it."""
        modules = list(self)
        module = modules.pop(key)
        self.renew(modules)
        return module

    def forward(self, input):
        """The last module's result."""
        for module in vars(self).values():
            if isinstance(module, Module):
                input = module(input)
        return input

    def __getitem__(self, index: int | slice) -> Module:
        if isinstance(index, slice):
            return type(self)(dict(list(self.named_children())[index]))
        return list(self.children())[index]

    def __setitem__(self, index: int, module: Module) -> None:
        name = list(self.named_children())[index][0]
        self.put(name, module)

    def __delitem__(self, index: int | slice) -> None:
        modules = list(self)
        del modules[index]
        self.renew(modules)

    def __len__(self) -> int:
        return len(list(self.children()))

    def __iter__(self) -> Iterator[Module]:
        return self.children()

    def __add__(self, other: Sequential) -> Sequential:
        return Sequential(*self, *other)

    def __iadd__(self, other: Iterable[Module]) -> Self:
        return self.extend(other)
