"""Every public name of the package, found by walking it: modules, classes, and what the classes have."""

from __future__ import annotations

import functools
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import tinygrad_edu
from tinygrad_edu.spelling import numpy_name
from tinygrad_edu.tape import Node, numpy_functions

# The namespaces for users, in the order of the table, each with its heading.
NAMESPACES = {
    "": "functions and classes",
    "Tensor": "methods and fields of a Tensor",
    "nn": "layers, losses, containers",
    "nn.functional": "the functions behind the layers",
    "nn.init": "first values of parameters",
    "nn.utils": "what works on the parameters of nets",
    "nn.utils.rnn": "sequences of several lengths",
    "nn.parallel": "nets on several devices",
    "distributions": "random numbers and their probabilities",
    "optim": "optimizers",
    "optim.lr_scheduler": "schedulers of the learning rate",
    "linalg": "linear algebra",
    "special": "special functions",
    "autograd": "gradients",
    "autograd.functional": "products with Jacobians",
    "func": "functions from functions",
    "data": "the tutorials' data",
    "utils.data": "data sets and batches",
    "utils.checkpoint": "checkpoints",
    "amp": "mixed precision",
    "backends.cudnn": "switches for graphics cards",
    "backends.mps": "Apple's graphics",
    "cuda": "graphics cards",
    "random": "the generator of all random numbers",
    "testing": "tests of gradients",
    "tracing": "programs written by a tracer",
    "drawing": "pictures of graphs",
}
# Modules and packages behind these, which aren't for users, and Keras's names, which are compared with Keras. What is
# below a namespace is behind it anyway.
ROOMS = {
    "__main__", "arrays", "backends", "becoming", "devices", "direct", "distributed", "drawing.page", "drawing.plots",
    "drawing.svg", "drawing.svg.layered", "errors", "factories", "functions", "history", "inplace", "inspection",
    "keras", "methods", "multiprocessing", "nn.modules", "ops", "out", "serialization", "settings", "spelling", "tape",
    "tensor", "together", "typed", "utils", "values", "version", "versions",
}  # fmt: skip
# Classes whose methods and fields have rows of their own.
WITH_METHODS = (
    "Generator", "amp.GradScaler", "distributions.Distribution", "nn.Module", "nn.ModuleDict", "nn.ModuleList",
    "nn.ParameterDict", "nn.ParameterList", "nn.Sequential", "optim.Optimizer",
    "optim.lr_scheduler.LRScheduler", "autograd.Function",
)  # fmt: skip
# What the comparison with PyTorch found: `internal`, the members of these classes that PyTorch hasn't and that aren't
# listed as our own, so that only the package itself uses them; `arguments`, in what arguments differ.
FILE = Path(__file__).parent / "compared.json"
COMPARED: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Name:
    """A public name: its path below the package, and what stands there."""

    path: str
    thing: Any

    @property
    def short(self) -> str:
        """Its last part."""
        return self.path.rpartition(".")[2]

    @property
    def meaning(self) -> str:
        """The first sentence of its docstring; of a plain value, the value."""
        if (getattr(self.thing, "__module__", None) or "").startswith("numpy"):
            return f"NumPy's own `{numpy_name(self.thing)}`."
        if callable(self.thing) or isinstance(self.thing, (property, functools.cached_property)):
            return first_sentence(self.thing)
        if inspect.ismemberdescriptor(self.thing):
            return field_of_node(self.short)
        return f"`{self.thing!s}`"

    @property
    def numpys(self) -> list[str]:
        """The NumPy functions that, called with Tensors, are this function."""
        known = bare(self.thing)
        return [numpy_name(function) for function, op in numpys_functions().items() if bare(op) is known]


def bare(thing: Any) -> Any:
    """The function itself, of one that the package exports with `out=`."""
    return vars(thing).get("without_out", thing) if inspect.isfunction(thing) else thing


def first_sentence(thing: Any) -> str:
    """The first sentence or paragraph of a docstring; nothing where there is none of its own."""
    text = inspect.cleandoc(vars(thing).get("__doc__") or "" if inspect.isclass(thing) else thing.__doc__ or "")
    lines = text.split("\n\n")[0].split("\n")
    ends = [number for number, line in enumerate(lines) if line.endswith((".", ":", "!", "?"))]
    return " ".join(lines[: ends[0] + 1 if ends else None])


def field_of_node(name: str) -> str:
    """What the docstring of `Node` says of one of its fields."""
    fields = inspect.cleandoc(Node.__doc__ or "").replace("\n", " ").split("Fields: ")[1].rstrip(".")
    told = {part.split("`")[1]: part.partition("`, ")[2] for part in re.split(r"; |, and (?=`)", fields)}
    return f"{told[name][0].upper()}{told[name][1:]}."


def numpys_functions() -> dict[Callable, Callable]:
    """NumPy's own functions that record, with what they become; the package's array functions left out."""
    return {function: op for function, op in numpy_functions.items() if numpy_name(function).startswith("np.")}


def place(path: str) -> Any:
    """What stands at a path below the package."""
    thing: Any = tinygrad_edu
    done = "tinygrad_edu"
    for part in filter(None, path.split(".")):
        done = f"{done}.{part}"
        if isinstance(thing, ModuleType) and not hasattr(thing, part):
            importlib.import_module(done)
        thing = getattr(thing, part)
    return thing


def names_in(namespace: str) -> list[Name]:
    """The public names of a module, in the order of the alphabet."""
    module = place(namespace)
    if inspect.isclass(module):
        return members(namespace)
    names = [Name(f"{namespace}.{name}".lstrip("."), getattr(module, name)) for name in shown(module)]
    return [name for name in names if not isinstance(name.thing, ModuleType)]


def shown(holder: Any) -> list[str]:
    """What a module or class shows: what its `__all__` has, or else all without an underscore in front."""
    names = [name for name in getattr(holder, "__all__", dir(holder)) if not name.startswith("_")]
    return sorted(names, key=lambda name: (name.lower(), name))


def members(path: str, internal: bool = False) -> list[Name]:
    """The methods and fields of a class, but for those that it has from a class that has rows of its own.

    Those that only the package itself uses are left out, unless `internal`.
    """
    cls = place(path)
    others = [place(other) for other in WITH_METHODS if other != path]
    inherited = {name for other in others if issubclass(cls, other) for name in dir(other)}
    hidden = "" if internal else COMPARED["internal"].get(path, "")
    found = []
    for name in shown(cls):
        thing = inspect.getattr_static(cls, name)
        maker = next(base for base in cls.__mro__ if name in vars(base))
        if name in inherited or name in hidden.split() or not maker.__module__.startswith("tinygrad_edu"):
            continue
        plain = isinstance(thing, (staticmethod, classmethod))
        found.append(Name(f"{path}.{name}", getattr(cls, name) if plain else thing))
    return found


def sections() -> dict[str, list[Name]]:
    """The names of each namespace, those of its classes with rows of their own behind it."""
    whole: dict[str, list[Name]] = {}
    for namespace in NAMESPACES:
        whole[namespace] = names_in(namespace)
        for path in WITH_METHODS:
            nested = path.removeprefix(f"{namespace}.") if namespace else path
            if nested.split(".")[0] in {name.short for name in whole[namespace]} and path.startswith(namespace):
                whole[path] = members(path)
    return whole


def packages() -> set[str]:
    """The modules at the top of the package, and the packages anywhere in it."""
    found = pkgutil.walk_packages(tinygrad_edu.__path__, "tinygrad_edu.")
    paths = [(module.name.removeprefix("tinygrad_edu."), module.ispkg) for module in found]
    return {path for path, is_package in paths if is_package or "." not in path}
