"""Expressions as mathematicians write them: ∂L/∂y · (1 − y²), xᵀ @ ∂L/∂y, e^x.

Products of numbers, and elementwise ones, have a dot, matrix products an @. Σ₀ x is the sum over axis 0, Σ x that of
all elements. Steps that only rearrange numbers are left out within a formula: axes of length 1, repetition,
other dtypes, and what brings matrices into shape for a product.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ..ops.indexing import added_at, picked_from_array, put_at
from ..spelling import numpy_call
from ..tape import numpy_functions
from . import notation
from .expressions import (
    Call,
    Captured,
    Constant,
    Expression,
    Identity,
    Leaf,
    bare,
    in_order,
    passes_on,
    rearranges,
    values,
    written,
)
from .notation import ATOM, CHOICE, OR, Text, called, number, power
from .python_source import function_name, module_of
from .statements import converted, getitem, parts, setitem, transposed

LONGEST = 2000  # characters of a formula
SHORT = 6  # elements of an array that are written out
MANY = "[…]"  # more numbers than that
TECHNICAL = {"axis", "keepdims", "dtype", "optimize"}  # options that aren't written as such
PLAIN = TECHNICAL | {"min", "max", "correction", "constant_values"}  # with these a function keeps its own notation
ZERO, ONE, TWO = number(0), number(1), number(2)


def product_term(x, y):
    """x · y, as a term of a sum that is written out: without spaces."""
    return x * y


NOTATIONS: dict[Callable, Callable[..., Text]] = {  # functions whose arguments' texts say all
    np.add: notation.plus,
    np.subtract: notation.minus,
    np.multiply: notation.times,
    product_term: notation.close_product,
    np.divide: notation.over,
    np.negative: notation.negative,
    np.power: power,
    np.square: lambda x: power(x, TWO),
    np.reciprocal: lambda x: notation.over(ONE, x),
    np.sqrt: notation.root,
    np.cbrt: lambda x: notation.root(x, "∛"),
    np.exp: lambda x: power(Text("e"), x),
    np.exp2: lambda x: power(TWO, x),
    np.expm1: lambda x: notation.minus(power(Text("e"), x), ONE),
    np.log1p: notation.logarithm_of_one_plus,
    np.absolute: notation.between("|", "|"),
    np.floor: notation.between("⌊", "⌋"),
    np.ceil: notation.between("⌈", "⌉"),
    np.maximum: lambda x, y: called("max", [x.text, y.text]),
    np.minimum: lambda x, y: called("min", [x.text, y.text]),
    np.equal: notation.comparison("="),
    np.not_equal: notation.comparison("≠"),
    np.less: notation.comparison("<"),
    np.less_equal: notation.comparison("≤"),
    np.greater: notation.comparison(">"),
    np.greater_equal: notation.comparison("≥"),
    np.logical_and: notation.both,
    np.bitwise_and: notation.both,
    np.logical_or: notation.either,
    np.bitwise_or: notation.either,
    np.logical_not: notation.opposite,
    np.dot: notation.matrix_product,
    np.matmul: notation.matrix_product,
    np.linalg.inv: lambda x: power(x, number(-1)),
    np.zeros_like: lambda x: ZERO,
    np.ones_like: lambda x: ONE,
}


def formula(expression: Expression, labels: Mapping[Identity, str], limit: int | None = None) -> str | None:
    """The expression as text, with the labels for its leaves; None if that is longer than the limit.

    What a rule has captured has the name that it has there, unless the labels say otherwise.
    """
    writer = Writer(expression, labels)
    for part in in_order(expression):
        text = writer.texts[part] = writer.written(part)
        if len(text.text) > (LONGEST if limit is None else limit):
            return None
    return writer.texts[expression].text


class Writer:
    """Writes an expression from the inside out."""

    def __init__(self, expression: Expression, labels: Mapping[Identity, str]) -> None:
        self.labels = labels
        self.texts: dict[Expression, Text] = {}
        self.whole = bare(expression)
        self.steps = rearrangement(expression)

    def written(self, part: Expression) -> Text:
        """The text of a part whose own parts are written."""
        if isinstance(part, Call):
            return self.call(part)
        return self.leaf(part.identity) if isinstance(part, Leaf) else array(part.value)

    def leaf(self, identity: Identity) -> Text:
        """The name of a leaf."""
        if isinstance(identity, Captured):
            return notation.name(self.labels.get(identity, identity.name))
        return notation.name(self.labels[identity])

    def call(self, call: Call) -> Text:
        """The text of a call."""
        if not PLAIN.issuperset(call.options):
            return self.by_name(call)
        if call.function in WAYS and (text := WAYS[call.function](self, call)):
            return text
        if rearranges(call) and (passes_on(call) or call not in self.steps):
            return self.text(call.arguments[0])
        if call.function in NOTATIONS:
            return NOTATIONS[call.function](*map(self.text, call.arguments))
        return self.by_name(call)

    def text(self, x) -> Text:
        """The text of an argument."""
        if isinstance(x, Expression):
            return self.texts[x]
        if isinstance(x, (tuple, list)):
            listed = ", ".join(self.text(part).text for part in x)
            return Text(listed if has_expressions(x) else f"({listed})")
        return array(x) if isinstance(x, (bool, int, float, np.generic)) else Text(str(x).replace("->", "→"))

    def by_name(self, call: Call) -> Text:
        """function(x, y), with axes below, and no more options than a reader needs."""
        arguments, options = named_arguments(call)
        shown = [self.text(x).text for x in arguments]
        for key, x in options.items():
            if not shown or has_expressions(x) or call in self.steps:
                shown.append(self.text(x).text)
            elif key not in TECHNICAL:
                shown.append(f"{key}={self.text(x).text}")
        return called(title(call.function) + axis_signs(call), shown)

    def big(self, sign: str, call: Call) -> Text | None:
        """A large sign, with the axes that it goes over."""
        if passes_on(call):
            return None
        return notation.big(sign, axis_signs(call), self.text(operand(call)))

    def product(self, call: Call) -> Text | None:
        """x · y, or x² if they are one and the same; x³ for x² · x."""
        x, y = call.arguments
        if is_call(x, np.multiply) and x.arguments[0] is x.arguments[1] is y:
            return power(self.text(y), number(3))
        if x is y or (isinstance(x, Expression) and not isinstance(x, Constant) and self.text(x) == self.text(y)):
            return power(self.text(x), TWO)
        return None

    def scalar_product(self, call: Call) -> Text:
        """Σ x · y."""
        return notation.big(
            "Σ", "", self.product(call) or notation.times(self.text(call.arguments[0]), self.text(call.arguments[1]))
        )

    def padded(self, call: Call) -> Text:
        """x with something around it."""
        return called("pad", [self.text(operand(call)).text])

    def alternative(self, call: Call) -> Text | None:
        """The condition alone, where it or NaN is asked for: of that no formula speaks."""
        condition, x = call.arguments
        asks_for_nan = is_call(x, np.not_equal) and x.arguments[0] is x.arguments[1]
        return self.text(condition) if asks_for_nan else None

    def selection(self, call: Call) -> Text | None:
        """x where a condition holds, else y; one that is a number holds where that isn't 0."""
        if len(call.arguments) != 3:
            return None
        condition, x, y = map(self.text, call.arguments)
        truth = np.asarray(values(call.arguments[0])).dtype == bool
        return notation.choice(condition if truth else notation.comparison("≠")(condition, ZERO), x, y)

    def limited(self, call: Call) -> Text:
        """x within bounds; with one of them alone, the larger or the smaller of the two."""
        _, given = named_arguments(call)
        low, high = (given.get(f"a_{end}", given.get(end)) for end in ("min", "max"))
        function = "min" if low is None else "max" if high is None else "clip"
        return called(function, [self.text(x).text for x in (given["a"], low, high) if x is not None])

    def joined(self, call: Call) -> Text | None:
        """max(x, y, z) for the larger of the larger of two and a third, or min."""
        left, right = call.arguments
        if not is_call(left, call.function):
            return None
        return Text(f"{self.text(left).text[:-1]}, {self.text(right)})")

    def transposition(self, call: Call) -> Text | None:
        """xᵀ, where the last two axes are exchanged."""
        if not call.arguments:
            return None
        n = np.ndim(operand(call).value)
        lengths = tuple(range(2, n + 2))
        order = call.function(np.broadcast_to(0, lengths), *values(call.arguments[1:]), **call.options).shape
        exchanged = n > 1 and (call.function is transposed or order == (*lengths[:-2], lengths[-1], lengths[-2]))
        return notation.transpose(self.text(operand(call))) if exchanged else None

    def cast(self, call: Call) -> Text | None:
        """Numbers turned into those of a dtype that can't hold them as they are."""
        x, dtype = call.arguments
        return None if passes_on(call) else called(np.dtype(dtype).name, [self.text(x).text])

    def chosen(self, call: Call) -> Text | None:
        """x[index]."""
        if passes_on(call):
            return None
        return Text(f"{self.text(operand(call)).within(ATOM)}[{self.index(call.arguments[1])}]")

    def put(self, call: Call) -> Text:
        """x, with other numbers at an index."""
        x, numbers, index = call.arguments
        return Text(f"{self.text(x).within(OR)} with {self.text(numbers).within(OR)} at [{self.index(index)}]", CHOICE)

    def spread(self, call: Call) -> Text:
        """Numbers at an index, and 0 elsewhere: within a formula, padding."""
        if call is self.whole:
            return Text(
                f"{self.text(operand(call)).within(OR)} at [{self.index(call.arguments[1])}], 0 elsewhere", CHOICE
            )
        return self.padded(call)

    def overwritten(self, call: Call) -> Text | None:
        """x, after something has been written into it."""
        write, x, *rest = call.arguments
        if write is not setitem:
            return called(title(write), [self.text(part).text for part in (x, *rest)])
        index, numbers = rest
        return Text(f"{self.text(x).within(OR)} with {self.text(numbers).within(OR)} at [{self.index(index)}]", CHOICE)

    def index(self, x) -> str:
        """What stands between brackets."""
        if isinstance(x, tuple):
            return ", ".join(map(self.index, x))
        if isinstance(x, slice):
            start, stop, step = ("" if end is None else number(end).text for end in (x.start, x.stop, x.step))
            return f"{start}:{stop}" + (f":{step}" if step else "")
        if isinstance(x, Constant) and np.ndim(x.value):
            short = x.value.ndim == 1 and x.value.size <= SHORT
            return "mask" if x.value.dtype == bool else str(x.value.tolist()).replace("-", "−") if short else "index"
        return "…" if x is Ellipsis else self.text(x).text


WAYS: dict[Callable, Callable[[Writer, Call], Text | None]] = {  # functions that are written in ways of their own
    np.multiply: Writer.product,
    np.vdot: Writer.scalar_product,
    np.logical_or: Writer.alternative,
    np.sum: lambda writer, call: writer.big("Σ", call),
    np.prod: lambda writer, call: writer.big("Π", call),
    np.where: Writer.selection,
    np.clip: Writer.limited,
    np.maximum: Writer.joined,
    np.minimum: Writer.joined,
    converted: Writer.cast,
    transposed: Writer.transposition,
    np.swapaxes: Writer.transposition,
    np.transpose: Writer.transposition,
    getitem: Writer.chosen,
    picked_from_array: Writer.chosen,
    put_at: Writer.put,
    added_at: Writer.spread,
    written: Writer.overwritten,
    np.pad: Writer.padded,
}


def rearrangement(expression: Expression) -> set[Call]:
    """The steps of a formula that does nothing but rearrange: there they are what is to be seen."""
    steps = {step for step in in_order(expression) if isinstance(step, Call)}
    return steps if isinstance(bare(expression, rearranges), Leaf) else set()


def array(x) -> Text:
    """A constant: a number, if it is the same one everywhere, a short row of numbers, or a sign for all else."""
    x = np.asarray(x)
    if x.size and (x == x.flat[0]).all():
        return number(x.flat[0])
    return Text(f"[{', '.join(number(n).text for n in x)}]" if x.ndim == 1 and x.size <= SHORT else MANY)


def operand(call: Call) -> Expression:
    """The first expression among the arguments."""
    return call.inside[0]


def named_arguments(call: Call) -> tuple[tuple, dict[str, Any]]:
    """The arguments of a function: NumPy's under their names, and those of a kernel that are expressions."""
    if not module_of(call.function).startswith("numpy"):
        return tuple(x for x in call.arguments if has_expressions(x)), {}
    if isinstance(call.function, np.ufunc):
        return call.arguments, call.options
    return numpy_call(call.function, call.arguments, call.options)


def axes(call: Call) -> list[int]:
    """The axes that a function goes along: all, if none are named."""
    _, options = named_arguments(call)
    n, axis = max(np.ndim(operand(call).value), np.ndim(call.value)), options.get("axis")
    if axis is None or not n:
        return list(range(n))
    return sorted(i % n for i in (axis if isinstance(axis, (tuple, list)) else [axis]))


def axis_signs(call: Call) -> str:
    """The axes that a function goes along as small numbers, unless it goes along all."""
    named = named_arguments(call)[1].get("axis") is not None
    return notation.lowered(axes(call)) if named and len(axes(call)) < len(operand(call).shape) else ""


def title(function: Callable) -> str:
    """What a function is called: as the op, if it is a kernel, else as in NumPy."""
    if module_of(function).startswith("numpy"):
        return function_name(function).removeprefix("np.").removeprefix("linalg.")
    return getattr(numpy_functions.get(function), "__name__", function.__name__)


def has_expressions(x) -> bool:
    """Whether there is an expression among these arguments."""
    return any(isinstance(part, Expression) for part in parts(x))


def is_call(x, function: Callable) -> bool:
    """Whether this is a call of the function."""
    return isinstance(x, Call) and x.function is function
