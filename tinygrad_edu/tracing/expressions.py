"""A program read as mathematics: each result as an expression of the arguments, in place of a list of steps.

Every step becomes a `Call`, whose arguments are expressions themselves; what several steps use is one object. A step
that writes into an array makes a new expression of the array's, so that nothing here ever changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from ..ops.shaping import in_order as contiguous
from .statements import Statement, Variable, changed, converted, getitem, parts, transposed

# What a leaf stands for


@dataclass(frozen=True, slots=True)
class Operand:
    """An operand of an op, by its position."""

    position: int


@dataclass(frozen=True, slots=True)
class Output:
    """The op's own value."""


@dataclass(frozen=True, slots=True)
class Cotangent:
    """What an op is sent on the way back, ∂L/∂output: g in the rules."""


@dataclass(frozen=True, slots=True)
class Captured:
    """What a rule has computed on the way to its value, and its closures use: under the name that it has there."""

    name: str


Identity: TypeAlias = Operand | Output | Cotangent | Captured

# Expressions, which are compared by identity


class Expression:
    """A formula and its value in this run: a `Leaf`, a `Constant` or a `Call`.

    `inside` are the expressions among the arguments of a call.
    """

    value: Any
    inside: tuple[Expression, ...] = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of the axes of its value."""
        return np.shape(self.value)


@dataclass(eq=False)
class Leaf(Expression):
    """Something that has a name."""

    identity: Identity
    value: Any


@dataclass(eq=False)
class Constant(Expression):
    """A number, or an array that was there before."""

    value: Any


@dataclass(eq=False)
class Call(Expression):
    """A function of expressions, numbers and whatever else it takes; it is computed when its value is asked for."""

    function: Callable
    arguments: tuple
    options: dict[str, Any] = field(default_factory=dict)
    computed: Any = None

    def __post_init__(self) -> None:
        found = parts((self.arguments, self.options))
        self.inside = tuple(part for part in found if isinstance(part, Expression))

    @property
    def value(self):
        """What the function returns for the values of its arguments."""
        for call in in_order(self, stop=lambda part: getattr(part, "computed", None) is not None):
            if isinstance(call, Call) and call.computed is None:
                with np.errstate(all="ignore"):  # what there was to warn of, the op has warned of
                    call.computed = call.function(*values(call.arguments), **values(call.options))
        return self.computed


def values(x):
    """The arguments, with their values in the places of expressions."""
    return changed(x, lambda part: part.value if isinstance(part, Expression) else part)


def in_order(expression: Expression, stop: Callable[[Expression], bool] = lambda part: False) -> Iterator[Expression]:
    """All parts of an expression, each once, arguments before their calls; what is inside of a `stop` is left out."""
    waiting, done = [expression], set()
    while waiting:
        missing = [part for part in waiting[-1].inside if part not in done] if not stop(waiting[-1]) else []
        if missing:
            waiting += reversed(missing)
        elif (part := waiting.pop()) not in done:
            done.add(part)
            yield part


def rebuilt(
    expression: Expression,
    change: Callable[[Expression], Expression] = lambda part: part,
    instead: Mapping[Expression, Expression] | None = None,
) -> Expression:
    """The expression with others `instead` of some of its parts, and a `change` made to each, the innermost first.

    A call in which nothing changes stays the same object.
    """
    new = dict(instead or {})
    for part in list(in_order(expression, stop=new.__contains__)):
        if part not in new:
            new[part] = change(with_arguments(part, new))
    return new[expression]


def with_arguments(expression: Expression, new: Mapping[Expression, Expression]) -> Expression:
    """A call of the new arguments; itself if they are the old ones."""
    if not isinstance(expression, Call) or all(new[part] is part for part in expression.inside):
        return expression
    arguments, options = changed(
        (expression.arguments, expression.options), lambda part: new[part] if isinstance(part, Expression) else part
    )
    return Call(expression.function, arguments, options)


# From steps to expressions


class Unreadable(Exception):
    """Why steps can't be read as expressions."""


def read(
    statements: Iterable[Statement],
    known: Mapping[str, Expression],
    call: Callable[[Callable, tuple, dict[str, Any]], Expression] = Call,
) -> dict[str, Expression]:
    """The expression of every variable when these steps are done, by name; some are `known` before.

    `call` makes the expression of a step.
    """
    now = dict(known)
    for statement in statements:
        arguments, options = changed(
            (statement.arguments, statement.options), lambda x: now[x.name] if isinstance(x, Variable) else x
        )
        now[statement.target.name] = (
            after_write(statement, arguments, options, now)
            if statement.writes
            else call(statement.function, arguments, options)
        )
    return now


def after_write(statement: Statement, arguments: tuple, options: dict, now: Mapping[str, Expression]) -> Expression:
    """What the target of a step that writes has become."""
    before = now[statement.target.name]
    if "out" not in options and arguments[0] is not before:
        raise Unreadable("it writes into something else than the first argument")
    if any(other is not before and np.may_share_memory(other.value, before.value) for other in now.values()):
        raise Unreadable("it writes into an array of which it has a view")
    if "out" not in options:
        return Call(written, (statement.function, before, *arguments[1:]), options)
    result = Call(statement.function, arguments, {name: x for name, x in options.items() if name != "out"})
    if "where" in options or result.shape != before.shape:
        raise Unreadable("it writes into a part of an array")
    return Call(converted, (result, statement.target.dtype))


def written(write: Callable, x, *arguments, **options):
    """A copy of x into which ``write(copy, …)`` has written."""
    copy = np.array(x)
    write(copy, *arguments, **options)
    return copy


# Steps that a reader needn't see


def passes_on(call: Call) -> bool:
    """Whether a call hands on the numbers of its first argument as they are."""
    x = call.arguments[0] if call.arguments else None
    if not isinstance(x, Expression):
        return False
    if call.function is converted:
        return np.dtype(call.arguments[1]).kind in ("f", np.asarray(x.value).dtype.kind)
    if call.function is np.sum:
        return np.size(call.value) == np.size(x.value)
    if call.function is np.reshape:
        return long_axes(call.shape) == long_axes(x.shape)
    if call.function is getitem:
        index = call.arguments[1] if isinstance(call.arguments[1], tuple) else (call.arguments[1],)
        return all(part is None or part is Ellipsis or repr(part) == repr(slice(None)) for part in index)
    return call.function in (np.squeeze, np.expand_dims, np.broadcast_to, np.copy, np.positive, contiguous)


def rearranges(call: Call) -> bool:
    """Whether a call hands on the numbers of its first argument, perhaps in another order."""
    reordering = call.function in (np.reshape, np.ravel, np.moveaxis, np.swapaxes, np.transpose, transposed)
    return passes_on(call) or (reordering and bool(call.arguments) and isinstance(call.arguments[0], Expression))


def bare(expression: Expression, step: Callable[[Call], bool] = passes_on) -> Expression:
    """What is inside of such steps."""
    while isinstance(expression, Call) and step(expression):
        expression = expression.arguments[0]
    return expression


def long_axes(shape: tuple[int, ...]) -> list[int]:
    """The lengths other than 1."""
    return [n for n in shape if n != 1]
