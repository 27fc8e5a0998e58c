"""What an op computes, as formulas: read off its own rule and its own closures, so that they can't drift from the code.

`derive` reads the rule of a recorded node once more, on stand-ins of its operands, and each closure on one of the
cotangent. What comes out are expressions: of the value, and of what is sent back to every operand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

import numpy as np

from ..arrays import array_of
from ..autograd.function import custom
from ..ops.activation import sigmoid
from ..ops.random import generator
from ..tape import Node, fitted
from ..together import latest
from .expressions import (
    Call,
    Captured,
    Constant,
    Cotangent,
    Expression,
    Leaf,
    Operand,
    Output,
    Unreadable,
    bare,
    in_order,
    read,
    rearranges,
    rebuilt,
)
from .program import Program
from .simplification import shortened, simplified
from .tracer import Tracer

MOST = 50  # steps that a formula may have


@dataclass(frozen=True)
class Derivation:
    """The formulas of one node.

    `forward` is its value; `backward` has for each operand what it is sent, None where that is nothing. `captured` has
    what the backward formulas name besides operands, output and cotangent, in the order in which it was computed.
    It is `fresh` if the rule, read again, has given the node's value. If not, an operand has been changed since, or
    random numbers were drawn: the formulas hold, with other numbers. Where there are no formulas, `forward` is None and
    `reason` says why.
    """

    forward: Expression | None
    backward: tuple[Expression | None, ...]
    captured: dict[str, Expression] = field(default_factory=dict)
    reason: str | None = None
    fresh: bool = True

    def definitions(self, expression: Expression) -> dict[str, Expression]:
        """What a formula names, and what that names in turn."""
        named: set[str] = set()
        waiting = [expression]
        while waiting:
            new = names_in(waiting.pop()) - named
            named |= new
            waiting += [self.captured[name] for name in new]
        return {name: definition for name, definition in self.captured.items() if name in named}

    def written_out(self, part: Expression) -> Expression:
        """What a leaf stands for that is captured; any other part as it is."""
        if isinstance(part, Leaf) and isinstance(part.identity, Captured):
            return self.captured[part.identity.name]
        return part


def names_in(expression: Expression) -> set[str]:
    """The names of what a rule has computed on the way, as far as a formula mentions it."""
    identities = [part.identity for part in in_order(expression) if isinstance(part, Leaf)]
    return {identity.name for identity in identities if isinstance(identity, Captured)}


def derive(node: Node, g: np.ndarray | None = None) -> Derivation:
    """The formulas of a recorded node, with their values for the cotangent g: ones, if it isn't given.

    Nothing that the graph holds is changed. Where a rule can't be read as formulas, the result says why. Values are
    computed when they are asked for, from the arrays as they are then.

    >>> import tinygrad_edu as tg
    >>> from tinygrad_edu.tracing import Cotangent, Operand, Output, arithmetic, derive, formula
    >>> y = tg.tensor([0.5, -1.0], requires_grad=True).tanh()
    >>> (backward,) = derive(y).backward
    >>> formula(backward, {Operand(0): "x", Output(): "y", Cotangent(): "∂L/∂y"})
    '∂L/∂y · (1 − y²)'
    >>> arithmetic(backward, (0,))
    '1 · (1 − 0.462²) = 0.786'
    """
    state = generator.get_state()
    try:
        with np.errstate(all="ignore"):  # what there was to warn of, the op has warned of
            return Reading(node, g).derivation()
    except Exception as error:  # a rule may be any code, such as only arrays can go through
        return Derivation(None, (None,) * len(node.operands), reason=str(error).split("\n")[0] or type(error).__name__)
    finally:
        latest.forget()
        generator.set_state(state)


class Steps(Program):
    """A program that is short enough to be read as a formula."""

    def add(self, *step) -> None:
        """A step, unless there are too many already."""
        if len(self.statements) == MOST:
            raise Unreadable(f"its rule takes more than {MOST} steps")
        super().add(*step)


class Reading:
    """A rule and its closures, read on stand-ins of a node's operands and of the cotangent."""

    def __init__(self, node: Node, g: np.ndarray | None) -> None:
        if node.op is None:
            raise Unreadable("it is a leaf: no op has made it")
        if node.op is custom:
            raise Unreadable("it is a Function, whose code is run with arrays only")
        self.node = node
        self.program = Steps(node.op.rule)
        self.operands = [self.stand_in(operand, position) for position, operand in enumerate(node.operands)]
        self.y, *self.closures = node.op.rule(*self.operands, **node.options)
        self.forward_steps = len(self.program.statements)
        g = np.ones_like(node.value) if g is None else g
        self.cotangent = Tracer(self.program, self.program.argument("g", g), untouched(g))
        self.shares = [
            fitted(closure(self.cotangent), operand.value) if closure and wants_gradient(operand) else None
            for operand, closure in zip(node.operands, self.closures)
        ]

    def stand_in(self, operand, position: int):
        """A Tracer for an array; None and Python's numbers stay what they are."""
        value = array_of(operand)
        if not isinstance(value, (np.ndarray, np.generic)):
            return value
        return Tracer(self.program, self.program.add_input(position, value), untouched(value))

    def derivation(self) -> Derivation:
        """What was read, as formulas."""
        call = short_call if self.node.op is sigmoid else call_of_ops
        forward = read(self.program.statements[: self.forward_steps], self.leaves(), call)
        every = read(self.program.statements[self.forward_steps :], forward, call)
        names = self.names(forward)
        return Derivation(
            forward[self.y.variable.name],
            tuple(None if x is None else rebuilt(expression_of(x, every), instead=names) for x in self.shares),
            {
                leaf.identity.name: rebuilt(
                    known, instead={part: leaf for part, leaf in names.items() if part is not known}
                )
                for known, leaf in names.items()
                if isinstance(leaf.identity, Captured)
            },
            fresh=np.array_equal(self.y.value, self.node.value, equal_nan=self.node.value.dtype.kind == "f"),
        )

    def leaves(self) -> dict[str, Expression]:
        """What is known before the first step, by the names of the variables."""
        constants = {name: Constant(array) for name, array in self.program.constants.items()}
        operands = {
            x.variable.name: Leaf(Operand(position), x.value)
            for position, x in enumerate(self.operands)
            if isinstance(x, Tracer)
        }
        return {**constants, **operands, self.cotangent.variable.name: Leaf(Cotangent(), self.cotangent.value)}

    def names(self, forward: Mapping[str, Expression]) -> dict[Expression, Leaf]:
        """The parts of the rule that have names, each with the leaf that stands for it in backward formulas.

        An operand in another shape or dtype is written out, and what has the name of an operand or of the number e.
        """
        output = forward[self.y.variable.name]
        leaves = {} if isinstance(output, Leaf) else {output: Leaf(Output(), self.y.value)}
        taken = {"e", *self.program.parameters}
        for name, x in captured_by(self.closures):
            expression = forward[x.variable.name]
            if expression in leaves or not isinstance(bare(expression, rearranges), Call):
                continue
            if bare(expression) is bare(output) and x.size == self.y.size:
                leaves[expression] = Leaf(Output(), x.value)
            elif name not in taken:
                taken.add(name)
                leaves[expression] = Leaf(Captured(name), x.value)
        return leaves


def wants_gradient(operand) -> bool:
    """Whether something is to be sent to an operand."""
    return isinstance(operand, Node) and operand.wants_gradient


def short_call(function: Callable, arguments: tuple, options: dict) -> Expression:
    """The call, without what leaves numbers as they are, as dividing by 1."""
    return shortened(Call(function, arguments, options))


def call_of_ops(function: Callable, arguments: tuple, options: dict) -> Expression:
    """A short call; where something is computed as `sigmoid` does, one of that, so that formulas say "sigmoid"."""
    if function is np.divide:
        match arguments:
            case (_, Call(np.add, (_, Call(np.exp, (Call(np.minimum, (Call(np.negative, (x,)), _)),))))):
                return Call(sigmoid, (x,))
    return short_call(function, arguments, options)


def untouched(value):
    """The same numbers, so that nobody can write to them."""
    if isinstance(value, np.ndarray):
        value = value.view()
        value.flags.writeable = False
    return value


def expression_of(x, known: Mapping[str, Expression]) -> Expression:
    """The expression of what a closure returned."""
    return known[x.variable.name] if isinstance(x, Tracer) else Constant(x)


def captured_by(closures: Iterable[Callable | None]) -> Iterator[tuple[str, Tracer]]:
    """The traced values that closures use, also in functions that they call, with the names that they have there."""
    waiting, seen = [closure for closure in closures if isinstance(closure, FunctionType)], set()
    while waiting:
        for name, x in variables_of(waiting.pop(0)):
            if isinstance(x, Tracer):
                yield name, x
            elif isinstance(x, FunctionType) and x not in seen:
                seen.add(x)
                waiting.append(x)


def variables_of(function: FunctionType) -> Iterator[tuple[str, Any]]:
    """The variables of the function around it that a function uses, if they have values."""
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
        with suppress(ValueError):
            yield name, cell.cell_contents


def local_derivative(derivation: Derivation, position: int, expand: bool = False) -> Expression:
    """∂output/∂operand for an op of single numbers: what is sent to the operand when the op is sent 1.

    With `expand` it is written in operands and output alone.
    """
    expression = derivation.backward[position]
    if expression is None:
        raise ValueError(
            f"nothing is sent to operand {position}\nhelp: {derivation.reason or 'its slope is 0 everywhere'}"
        )
    instead: dict[Expression, Expression] = {
        part: Constant(np.ones_like(part.value))
        for part in in_order(expression)
        if isinstance(part, Leaf) and part.identity == Cotangent()
    }
    expression = simplified(rebuilt(expression, instead=instead))
    while expand and names_in(expression):
        expression = rebuilt(expression, derivation.written_out)
    return expression
