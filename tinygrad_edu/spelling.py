"""An op's parameters, and the other names that PyTorch and NumPy have for them.

The ops say ``x, y, axis, keepdims``. Who writes ``torch.sum(input=t, dim=0, keepdim=True)`` or ``np.sum(t, 0)``
means the same, and is understood here, in one place, before an op runs.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import re
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

SYNONYMS = {
    "input": "x", "a": "x", "array": "x", "m": "x", "other": "y", "b": "y", "exponent": "y", "vec2": "y", "values": "y",
    "dim": "axis", "keepdim": "keepdims", "dims": "axes", "dim0": "axis1", "dim1": "axis2", "ddof": "correction",
    "size": "shape", "newshape": "shape", "k": "diagonal", "a_min": "min", "a_max": "max",
    "tensors": "parts", "arrays": "parts",
}  # fmt: skip

NO_OPERANDS = frozenset({list, tuple, dict, set, str, bytes})  # what NumPy would make arrays of, each in its own manner


@functools.cache
def signature_of(function: Callable) -> inspect.Signature | None:
    """The function's signature; before NumPy 2.4 those that are written in C have none."""
    try:
        return inspect.signature(function)
    except ValueError:
        return None


def numpy_call(function: Callable, args: tuple, kwargs: dict[str, Any]) -> tuple[tuple, dict[str, Any]]:
    """The arguments of a call of a NumPy function, by name where possible, without mere defaults."""
    signature = signature_of(function)
    if signature is None:
        return args, kwargs
    given = signature.bind(*args, **kwargs).arguments
    given |= given.pop("kwargs", {})
    defaults = {name: parameter.default for name, parameter in signature.parameters.items()}
    return (), {name: value for name, value in given.items() if name not in defaults or value is not defaults[name]}


def numpy_name(function: Callable) -> str:
    """A NumPy function's name as one writes it: ``np.linalg.norm``."""
    module = (getattr(function, "__module__", None) or "numpy").replace("numpy", "np", 1)
    return f"{module}.{function.__name__}"


def same(a, b) -> bool:
    """Whether two options are the same; an array is only the same as itself."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return a is b or (type(a) is type(b) and not hasattr(a, "shape") and a == b)


class Signature:
    """A rule's parameters: operands are positional, options keyword-only. `fewest` to `most` operands are allowed."""

    def __init__(self, rule: Callable) -> None:
        parameters = inspect.signature(rule).parameters.values()
        positional = [p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
        self.name = rule.__name__
        self.meaning = (rule.__doc__ or "an op without a docstring").strip().split("\n")[0]
        self.spread = any(p.kind is p.VAR_POSITIONAL for p in parameters)
        self.operands = [p.name for p in positional]
        self.fewest = sys.maxsize if self.spread else sum(p.default is p.empty for p in positional)
        self.most = sys.maxsize if self.spread else len(positional)
        self.defaults: dict[str, Any] = {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}
        self.options = frozenset(self.defaults)

    def bind(self, operands: tuple, options: dict[str, Any]) -> tuple[tuple, dict[str, Any]]:
        """Operands and options under the rule's own names, from whatever mixture of position and name was given."""
        if self.spread:
            options = self.renamed(options, {"parts", *self.options})
            sequence, *rest = operands or (options.pop("parts", None),)
            given = dict(zip(self.defaults, rest))
            if len(rest) > len(self.defaults) or given.keys() & options:
                raise TypeError(f"{self.name}() takes a list of tensors, and once each: {', '.join(self.defaults)}")
            if not isinstance(sequence, (list, tuple)):
                raise TypeError(f"{self.name}() wants a list or tuple of tensors, not {type(sequence).__name__}")
            return tuple(sequence), {**given, **options}
        names = [*self.operands, *self.defaults]
        if len(operands) > len(names):
            raise TypeError(
                f"{self.name}() takes at most {len(names)} arguments ({', '.join(names)}): {len(operands)} given"
            )
        given = dict(zip(names, operands))
        for name, value in self.renamed(options, names).items():
            if name in given:
                raise TypeError(f"{self.name}() got two values for {name!r}")
            given[name] = value
        if isinstance(given.get("axis"), list):
            given["axis"] = tuple(given["axis"])
        if given.get("axis") == () and "axis" not in options:  # no axis is none of them to NumPy, all to PyTorch
            given["axis"] = None
        bound = []
        for position, name in enumerate(self.operands):
            if name not in given and position < self.fewest:
                raise TypeError(f"{self.name}() misses its operand {name!r}")
            bound.append(given.pop(name, None))
        missing = [
            name for name, default in self.defaults.items() if default is inspect.Parameter.empty and name not in given
        ]
        if missing:
            raise TypeError(f"{self.name}() misses its argument {missing[0]!r}")
        return tuple(bound), given

    def renamed(self, options: dict[str, Any], names) -> dict[str, Any]:
        """The options under the rule's names; one that it doesn't have is an error that lists those it has."""
        renamed: dict[str, Any] = {}
        for name, value in options.items():
            own = name if name in names else SYNONYMS.get(name, name)
            if own not in names:
                allowed = ", ".join([*self.operands, *self.defaults])
                raise TypeError(f"{self.name}() has no argument {name!r}\nhelp: its arguments are {allowed}")
            if own in renamed:
                raise TypeError(f"{self.name}() got two values for {own!r}")
            renamed[own] = value
        return renamed

    def check_reading(self, reading, values: list) -> bool:
        """Whether a rule has returned a value and a closure for each operand; a TypeError that says so if not."""
        if type(reading) is not tuple:
            raise TypeError(
                f"{self.name}: a rule returned a {type(reading).__name__}\n"
                "help: return the value and one closure for each operand, as in: return x * y, lambda g: g * y, …"
            )
        if not hasattr(reading[0], "dtype"):
            raise TypeError(
                f"{self.name}: a rule's value is a {type(reading[0]).__name__}\n"
                "help: it is one array; several are packed into one, see ops/packing.py"
            )
        closures = len(reading) - 1
        if closures < len(values) or not all(closure is None or callable(closure) for closure in reading[1:]):
            raise TypeError(
                f"{self.name}: a rule returned {closures} closures for {len(values)} operands\n"
                "help: one for each, in order: a function of g, or None where nothing is sent back"
            )
        return not self.spread

    def explain(self, error: Exception, values: list, options: dict[str, Any]) -> Exception:
        """The same error, with the op and the shapes it was given in front, and behind it what the op is."""
        given = ", ".join(
            [str(value.shape) if hasattr(value, "shape") else repr(value) for value in values]
            + [f"{name}={value!r}" for name, value in options.items()]
        )
        kinds = (np.linalg.LinAlgError, IndexError, ValueError)
        kind = next((kind for kind in kinds if isinstance(error, kind)), TypeError)
        if any(value is None for value in values[: self.fewest]):
            return TypeError(f"{self.name}({given}): None is no operand\nhelp: give a tensor or a number")
        reason = reason_of(str(error).strip(), self.name, [getattr(value, "shape", ()) for value in values])
        help = "" if "help:" in reason else f"\nhelp: {self.name} is {self.meaning}"
        return kind(f"{self.name}({given}): {reason}{help}")

    def refused(self, operand, position: int) -> TypeError:
        """The error for an operand that is no tensor, array or number."""
        if isinstance(operand, (str, bytes)):
            return TypeError(f"{self.name}: operand {position} is {operand!r:.60}\nhelp: give a tensor or a number")
        what = type(operand).__name__
        return TypeError(f"{self.name}: operand {position} is a {what}\nhelp: make it a tensor: tensor(…)")


HELP = {  # what NumPy says, and what to do
    "cannot reshape": "the lengths must multiply to the number of elements; one may be -1: whatever is left",
    "too many indices": "one index for each axis, or fewer",
    "more dimensions than allowed": "the new shape has as many axes, or more in front",
    "input arrays must have the same shape": "all parts have one shape; cat joins those that differ along an axis",
    "all the input array": "the parts' shapes are equal but for the axis along which they are joined",
    "must be square": "two axes of the same length, behind those of a batch",
    "repeated axis": "each axis once",
    "duplicate value": "each axis once",
}


def reason_of(said: str, name: str, shapes: list[tuple]) -> str:
    """NumPy's error, with what is allowed instead where it is a common one."""
    if name == "linear" and (not shapes[0] or "aligned" in said):
        n = shapes[1][-1]
        return f"an input of shape {shapes[0]} for in_features {n}\nhelp: its last axis has {n} elements: (…, {n})"
    if "core dimension" in said and len(shapes) == 2:
        row, column = shapes[0][-1], shapes[1][-2:][0]
        return (
            f"rows of {row} numbers meet columns of {column}\nhelp: make these equal; x.mT exchanges the last two axes"
        )
    bounds = re.search(r"out of bounds for (array of dimension|axis \d+ with size) (\d+)", said)
    if bounds:
        n = int(bounds[2])
        return f"{said}\nhelp: {f'from {-n} to {n - 1}' if n else 'there is none'}"
    if "broadcast" in said:
        lengths = [[*map(int, re.findall(r"\d+", shape))][::-1] for shape in re.findall(r"\(([\d,]*)\)", said)]
        for axis, there in enumerate(itertools.zip_longest(*lengths, fillvalue=1), 1):
            if len({*there} - {1}) > 1:
                given = " and ".join(map(str, there))
                return f"{said}\nhelp: axis -{axis} has {given}: make these equal, or one of them 1"
    return said + next((f"\nhelp: {help}" for known, help in HELP.items() if known in said), "")
