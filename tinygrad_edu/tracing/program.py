"""A program without loops or branches: what the tracer wrote down, as source and as a function."""

from __future__ import annotations

import functools
import inspect
import keyword
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..arrays import array_of

LARGE = 64  # elements that a constant may have to be written out


@dataclass(frozen=True)
class Statement:
    """One line: the variable it sets or writes into, its text, the variables it uses, and whose line it was."""

    target: str
    text: str
    uses: tuple[str, ...]
    writes: bool
    origin: str


class Program:
    """Straight-line NumPy: `source` is its text, calling it runs it.

    Its arguments are arrays, `inputs` first and then `state`, which it writes into.
    """

    def __init__(self, function: Callable) -> None:
        self.name = identifier(getattr(function, "__name__", "program"))
        self.parameters = list(inspect.signature(function).parameters)
        self.inputs: list[str] = []
        self.state: list[str] = []
        self.statements: list[Statement] = []
        self.constants: dict[str, Any] = {}
        self.imports: dict[str, str] = {}
        self.results: list[str] = []
        self.variables = 0
        self.finished = False

    # Writing

    def new_variable(self) -> str:
        """A name that isn't taken."""
        self.variables += 1
        return f"v{self.variables}"

    def add_input(self, position: int, value) -> str:
        """A name for an argument of the traced function: its own."""
        self.inputs.append(self.unused(self.parameters[min(position, len(self.parameters) - 1)]))
        return self.inputs[-1]

    def add_state(self, name: str) -> str:
        """A name for a tensor that is kept between runs: like the one it has, as far as Python allows."""
        self.state.append(self.unused(name))
        return self.state[-1]

    def unused(self, name: str) -> str:
        """An identifier like `name` that no argument has yet, and no variable will have."""
        name = identifier(name)
        while name in [*self.inputs, *self.state, "np"] or re.fullmatch(r"[vc]\d+", name):
            name += "_"
        return name

    def text_of(self, x, dtype=None) -> tuple[str, list]:
        """How an argument is written, with {} for each traced value in it, and those values.

        Beside an operator, whose result has this `dtype`, a number below 0 needs parentheses, and a NumPy number of the
        same dtype may be written as a plain one, which then can't change the result's.
        """
        if hasattr(x, "program"):
            return "{}", [x]
        if isinstance(x, (tuple, list)):
            parts, used = [], []
            for part in x:
                text, operands = self.text_of(part)
                parts.append(text)
                used += operands
            inside = ", ".join(parts) + ("," if isinstance(x, tuple) and len(x) == 1 else "")
            return (f"({inside})" if isinstance(x, tuple) else f"[{inside}]"), used
        if isinstance(x, np.generic) and (dtype is None or x.dtype == dtype):
            x = x.item()
        if isinstance(x, (float, np.floating)) and not np.isfinite(x):
            return ("np.nan" if np.isnan(x) else "np.inf" if x > 0 else "(-np.inf)"), []
        if isinstance(x, np.ndarray):
            return self.constant(x), []
        if isinstance(x, (np.dtype, type)):
            return f"np.{np.dtype(x).name}", []
        text = repr(x).replace("{", "{{").replace("}", "}}")
        return (f"({text})" if text.startswith("-") and dtype is not None else text), []

    def text_of_index(self, index) -> tuple[str, list]:
        """How an index is written between brackets."""
        if isinstance(index, tuple) and index:
            parts = [self.text_of_index(part) for part in index]
            return ", ".join(text for text, _ in parts) + ("," if len(parts) == 1 else ""), [
                x for _, used in parts for x in used
            ]
        if isinstance(index, slice):
            start, stop = ("" if end is None else str(end) for end in (index.start, index.stop))
            return f"{start}:{stop}" + ("" if index.step is None else f":{index.step}"), []
        return ("...", []) if index is Ellipsis else self.text_of(index)

    def constant(self, array: np.ndarray) -> str:
        """A name for an array that was there before."""
        for name, known in self.constants.items():
            if known is array:
                return name
        name = f"c{len(self.constants)}"
        self.constants[name] = array
        return name

    def name_of(self, function: Callable) -> str:
        """How a function is called: NumPy's after np, one of this package by an import."""
        module = getattr(function, "__module__", None) or "numpy"
        if module.split(".")[0] == "numpy":
            return f"np.linalg.{function.__name__}" if module == "numpy.linalg" else f"np.{function.__name__}"
        self.imports[function.__name__] = module
        return function.__name__

    def finish(self, result) -> None:
        """Note what is returned, and drop every line that neither this nor a write needs."""
        values = result if isinstance(result, (tuple, list)) else [] if result is None else [result]
        arrays = [array_of(value) for value in values]
        self.results = [self.text_of(array)[0].format(getattr(array, "name", "")) for array in arrays]
        needed, kept = {*self.results, *self.inputs, *self.state}, []
        for statement in reversed(self.statements):
            if statement.writes or statement.target in needed:
                needed |= set(statement.uses)
                kept.append(statement)
        self.statements = kept[::-1]
        self.finished = True

    # Reading

    @property
    def source(self) -> str:
        """The program as the text of a Python function."""
        used = {name: array for name, array in self.constants.items() if self.uses_constant(name)}
        lines = ["import numpy as np", *(f"from {module} import {name}" for name, module in self.imports.items())]
        lines += ["", *(array_text(name, array) for name, array in used.items())] if used else []
        lines += ["", "", f"def {self.name}({', '.join(self.inputs + self.state)}):"]
        before = ""
        for statement in self.statements:
            lines += [f"    # {statement.origin}"] if statement.origin != before else []
            lines.append("    " + (statement.text if statement.writes else f"{statement.target} = {statement.text}"))
            before = statement.origin
        lines.append(f"    return {', '.join(self.results)}" if self.results else "    return None")
        return "\n".join(lines)

    def uses_constant(self, name: str) -> bool:
        """Whether a constant is still mentioned."""
        return any(re.search(rf"\b{name}\b", text) for text in [*(s.text for s in self.statements), *self.results])

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


def array_text(name: str, array: np.ndarray) -> str:
    """A line that makes exactly this array; a comment in its place for a large one, which `Program.constants` has."""
    if array.size > LARGE:
        return f"# {name}: {array.dtype} {array.shape}, in Program.constants"
    if not array.size:
        return f"{name} = np.zeros({array.shape}, dtype=np.{array.dtype.name})"
    text = re.sub(r"\b(inf|nan)\b", r"np.\1", repr(array.tolist()))
    return f"{name} = np.array({text}, dtype=np.{array.dtype.name})"
