"""A program without loops or branches: what the tracer wrote down, step by step, as source and as a function."""

from __future__ import annotations

import functools
import inspect
import keyword
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from ..arrays import array_of
from . import python_source
from .statements import Statement, Variable, changed, variables


class Program:
    """Straight-line NumPy: `statements` are its steps, `source` is its text, calling it runs it.

    Its arguments are arrays, `inputs` first and then `state`, which it writes into; `results` is what it returns.
    """

    def __init__(self, function: Callable) -> None:
        self.name = identifier(getattr(function, "__name__", "program"))
        self.parameters = list(inspect.signature(function).parameters)
        self.inputs: list[Variable] = []
        self.state: list[Variable] = []
        self.statements: list[Statement] = []
        self.constants: dict[str, np.ndarray] = {}
        self.imports: dict[str, str] = {}
        self.results: list[Any] = []
        self.made = 0
        self.finished = False

    # Writing

    def add_input(self, position: int, value) -> Variable:
        """An argument of the traced function, under the name of the parameter at this position."""
        self.inputs.append(self.argument(self.parameters[min(position, len(self.parameters) - 1)], value))
        return self.inputs[-1]

    def add_state(self, name: str, value) -> Variable:
        """A tensor that is kept between runs, under a name like the one it has, as far as Python allows."""
        self.state.append(self.argument(name, value))
        return self.state[-1]

    def argument(self, name: str, value) -> Variable:
        """A variable for an array that a program is given."""
        return Variable(self.unused(name), value.shape, value.dtype)

    def add(self, function: Callable, arguments: tuple, options: dict, target: Variable, writes: bool, origin: str):
        """A step; arrays among its arguments, which were there before, become constants."""
        arguments, options = changed(arguments, self.written), changed(options, self.written)
        self.statements.append(Statement(function, arguments, options, target, writes, origin))

    def new_variable(self, value) -> Variable:
        """A variable for a result: its name isn't taken."""
        self.made += 1
        return Variable(f"v{self.made}", getattr(value, "shape", None), getattr(value, "dtype", None))

    def unused(self, name: str) -> str:
        """An identifier like `name` that no argument has yet, and no variable will have."""
        name, taken = identifier(name), {variable.name for variable in (*self.inputs, *self.state)}
        while name in taken or name == "np" or re.fullmatch(r"[vc]\d+", name):
            name += "_"
        return name

    def written(self, x):
        """What stands for an argument in a statement: a variable for a traced value and for an array."""
        if isinstance(x, np.ndarray):
            return self.constant(x)
        return getattr(x, "variable", x)

    def constant(self, array: np.ndarray) -> Variable:
        """A variable for an array that was there before: the same one each time."""
        name = next((name for name, known in self.constants.items() if known is array), f"c{len(self.constants)}")
        self.constants[name] = array
        return Variable(name, array.shape, array.dtype)

    def finish(self, result) -> None:
        """Note what is returned, and drop every step that neither this nor a write needs."""
        values = result if isinstance(result, (tuple, list)) else [] if result is None else [result]
        self.results = [self.written(array_of(value)) for value in values]
        self.imports = python_source.imports(self.statements)
        needed = {variable.name for variable in (*variables(self.results), *self.inputs, *self.state)}
        kept = []
        for statement in reversed(self.statements):
            if statement.writes or statement.target.name in needed:
                needed |= {variable.name for variable in statement.uses}
                kept.append(statement)
        self.statements = kept[::-1]
        self.finished = True

    # Reading

    @property
    def source(self) -> str:
        """The program as the text of a Python function."""
        return python_source.source(self)

    @functools.cached_property
    def function(self) -> Callable:
        """The program as a function."""
        namespace: dict[str, Any] = dict(self.constants)
        exec(compile(self.source, f"<traced {self.name}>", "exec"), namespace)
        return namespace[self.name]

    def __call__(self, *arrays: np.ndarray):
        """Run it on arrays: the inputs, then the state, which is written into; returns what the function returned."""
        return self.function(*arrays)


def identifier(name: str) -> str:
    """The name with what Python doesn't allow in names replaced; a number in front goes to the end."""
    letters = re.sub(r"\W", "_", name, flags=re.ASCII)
    rest = letters.lstrip("0123456789")
    number = letters[: len(letters) - len(rest)]
    name = rest.lstrip("_") + (f"_{number}" if number else "")
    return f"_{name}" if not name or keyword.iskeyword(name) or name[0].isdigit() else name
