"""A program as the text of a Python function."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np

from .statements import Statement, Variable, converted, getitem, setitem, transposed, variables

if TYPE_CHECKING:
    from .program import Program

LARGE = 64  # elements that a constant may have to be written out

OPERATORS = {
    np.add: "+", np.subtract: "-", np.multiply: "*", np.divide: "/", np.power: "**", np.matmul: "@", np.equal: "==",
    np.not_equal: "!=", np.less: "<", np.less_equal: "<=", np.greater: ">", np.greater_equal: ">=", np.bitwise_and: "&",
    np.bitwise_or: "|", np.bitwise_xor: "^",
}  # fmt: skip


def source(program: Program) -> str:
    """The whole function, with the imports and the constants that it needs."""
    used = {variable.name for s in program.statements for variable in s.uses}
    used |= {variable.name for variable in variables(program.results)}
    constants = [array_text(name, array) for name, array in program.constants.items() if name in used]
    lines = ["import numpy as np", *(f"from {module} import {name}" for name, module in program.imports.items())]
    lines += ["", *constants] if constants else []
    arguments = ", ".join(variable.name for variable in (*program.inputs, *program.state))
    lines += ["", "", f"def {program.name}({arguments}):"]
    before = ""
    for statement in program.statements:
        lines += [f"    # {statement.origin}"] if statement.origin != before else []
        lines.append(f"    {line(statement)}")
        before = statement.origin
    return "\n".join([*lines, f"    return {', '.join(map(argument, program.results)) or None}"])


def line(statement: Statement) -> str:
    """One statement."""
    return call(statement) if statement.writes else f"{statement.target.name} = {call(statement)}"


def call(statement: Statement) -> str:
    """The call, as one writes it: with operators, brackets and attributes where Python has them."""
    function, arguments, options = statement.function, statement.arguments, statement.options
    if function is getitem:
        return f"{argument(arguments[0])}[{index(arguments[1])}]"
    if function is setitem:
        return f"{argument(arguments[0])}[{index(arguments[1])}] = {argument(arguments[2])}"
    if function is transposed:
        return f"{argument(arguments[0])}.T"
    if function is converted:
        return f"{argument(arguments[0])}.astype({argument(arguments[1])})"
    if function in OPERATORS and not options:
        left, right = (operand(x, statement.target.dtype) for x in arguments)
        return f"{left} {OPERATORS[function]} {right}"
    if function is np.negative and not options:
        return f"-{argument(arguments[0])}"
    texts = [*map(argument, arguments), *(f"{name}={argument(x)}" for name, x in options.items())]
    return f"{function_name(function)}({', '.join(texts)})"


def operand(x, dtype) -> str:
    """An argument beside an operator whose result has this dtype; a number below 0 needs parentheses."""
    text = argument(x, dtype)
    return f"({text})" if text.startswith("-") else text


def argument(x, dtype=None) -> str:
    """Any argument: a variable's name, a number, a dtype, or several in a tuple or list.

    Beside an operator a NumPy number is written as a plain one only if it has the result's dtype, which it then can't
    change.
    """
    if isinstance(x, Variable):
        return x.name
    if isinstance(x, (tuple, list)):
        inside = ", ".join(map(argument, x)) + ("," if isinstance(x, tuple) and len(x) == 1 else "")
        return f"({inside})" if isinstance(x, tuple) else f"[{inside}]"
    if isinstance(x, np.generic) and dtype in (None, x.dtype):
        x = x.item()
    if isinstance(x, (float, np.floating)) and not np.isfinite(x):
        return "np.nan" if np.isnan(x) else "np.inf" if x > 0 else "(-np.inf)"
    if isinstance(x, (np.dtype, type)):
        return f"np.{np.dtype(x).name}"
    return repr(x)


def index(x) -> str:
    """What stands between brackets."""
    if isinstance(x, tuple) and x:
        return ", ".join(map(index, x)) + ("," if len(x) == 1 else "")
    if isinstance(x, slice):
        start, stop = ("" if end is None else str(end) for end in (x.start, x.stop))
        return f"{start}:{stop}" + ("" if x.step is None else f":{x.step}")
    return "..." if x is Ellipsis else argument(x)


def function_name(function: Callable) -> str:
    """How a function is called: NumPy's after np, a method of its ufuncs after both, one of this package alone."""
    owner = getattr(function, "__self__", None)
    if isinstance(owner, np.ufunc):
        return f"np.{owner.__name__}.{function.__name__}"
    prefix = {"numpy": "np.", "numpy.linalg": "np.linalg."}.get(module_of(function), "")
    return prefix + function.__name__


def module_of(function: Callable) -> str:
    """Where a function is imported from."""
    module = getattr(function, "__module__", None) or "numpy"
    return "numpy" if module.split(".")[0] == "numpy" and module != "numpy.linalg" else module


def imports(statements: Iterable[Statement]) -> dict[str, str]:
    """The functions that aren't NumPy's, each with its module."""
    spelled = (getitem, setitem, transposed, converted)
    functions = {s.function.__name__: module_of(s.function) for s in statements if s.function not in spelled}
    return {name: module for name, module in functions.items() if module.split(".")[0] != "numpy"}


def array_text(name: str, array: np.ndarray) -> str:
    """A line that makes exactly this array; a comment in its place for a large one, which `Program.constants` has."""
    if array.size > LARGE:
        return f"# {name}: {array.dtype} {array.shape}, in Program.constants"
    if not array.size:
        return f"{name} = np.zeros({array.shape}, dtype=np.{array.dtype.name})"
    text = re.sub(r"\b(inf|nan)\b", r"np.\1", repr(array.tolist()))
    return f"{name} = np.array({text}, dtype=np.{array.dtype.name})"
