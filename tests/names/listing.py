"""Every public name of the package, found by walking it: modules, classes, and what classes define."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import tinygrad_edu as tg
from tinygrad_edu.spelling import numpy_name
from tinygrad_edu.tape import numpy_functions

# The modules whose names are for users, as they follow each other in the table; what each is about.
NAMESPACES = {
    "": "Functions",
    "Tensor": "Methods of a Tensor",
    "nn": "Layers, losses, containers",
    "nn.functional": "The functions behind the layers",
    "nn.init": "First values of parameters",
    "nn.utils": "For the parameters of nets",
    "nn.utils.rnn": "For sequences of several lengths",
    "optim": "Optimizers",
    "optim.lr_scheduler": "Schedulers of the rate",
    "linalg": "Linear algebra",
    "special": "Special functions",
    "autograd": "Gradients",
    "autograd.functional": "Products with Jacobians",
    "func": "Functions of functions",
    "utils.checkpoint": "Checkpoints",
    "testing": "Tests of gradients",
    "tracing": "Programs from runs",
    "drawing": "Pictures of graphs",
}
# What of the package isn't for users: modules behind the others, and namespaces without names of their own.
ROOMS = {
    "arrays", "autograd.checkpointing", "autograd.function", "autograd.gradients", "autograd.recording", "devices",
    "direct", "drawing.graph", "errors", "factories", "functions", "inplace", "methods", "ops", "serialization",
    "spelling", "tape", "tensor", "utils", "versions",
}  # fmt: skip


@dataclass(frozen=True)
class Name:
    """A public name: where it is found below the package, and what it is."""

    path: str
    thing: Any

    @property
    def kind(self) -> str:
        """What one calls it."""
        if inspect.isclass(self.thing):
            return "class"
        return "function" if callable(self.thing) else "property" if isinstance(self.thing, property) else "value"

    @property
    def meaning(self) -> str:
        """The first sentence or line of its docstring; of a value, the value."""
        if self.kind == "value":
            return f"`{self.thing!r}`"
        return first_sentence(self.thing)

    @property
    def numpys(self) -> list[str]:
        """NumPy's functions that, called on Tensors, record as this one."""
        return [numpy_name(function) for function, op in numpy_functions.items() if op is self.thing if is_numpys(function)]
