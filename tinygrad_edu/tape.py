"""The tape: reverse-mode automatic differentiation, whole.

A program computes a number, the loss ``L``, from many others. How much does L change when one of them
does? Every op of the program answers for itself alone. ``z = x · y`` knows that moving x by a little moves z
by y times as much. So if someone tells this op ``g = ∂L/∂z``, it can tell x its share::

    ∂L/∂x = ∂L/∂z · ∂z/∂x = g · y         and y, likewise, g · x

That is the chain rule, and it is all there is. An op, therefore, is written as its value followed by one
function of ``g`` for each operand (`ops/arithmetic.py` has eight of them)::

    @op(np.multiply)
    def mul(x, y):
        return x * y, lambda g: g * y, lambda g: g * x

``g`` has the shape of the op's output and is called its *cotangent*; what a closure returns, shaped like
its operand, is a *vector-Jacobian product*. The Jacobian itself, enormous for arrays, is never built.

**Recording.** `@op` makes the rule a function of Tensors: it unpacks the arrays, runs the rule, and keeps
the closures in a new `Node` beside the operands they belong to. Each operand with its closure is an edge
of a graph; ``x * x`` has two edges to the same x. Nothing else is noted down: running *is* recording.

**Walking back.** `walk` starts at the loss with ``∂L/∂L = 1`` and visits nodes from the newest to the
oldest. A node's parents are always older than it is, so when a node's turn comes, every op that used it has
already sent its share, and their sum is its gradient: what is used twice is paid twice. The node
hands this sum to its closures, whose results are sent on to its parents. No recursion, each node once.

**Higher orders.** The rule's text, read with Tensors in place of arrays, records what its closures do, so
that gradients have gradients. `reread` does that, for ``create_graph=True``.
"""

from __future__ import annotations

import functools
import itertools
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from typing import Any, ClassVar

import numpy as np

from .direct import total
from .errors import calling_line, described, line_help, stale
from .spelling import NO_OPERANDS, Signature, same
from .together import latest
from .versions import Version, as_it_was, share_versions


@dataclass(frozen=True, slots=True)
class Mode:
    """What is recorded at present, in this thread and task: see `no_grad`, `record_lines` and `detect_anomaly`."""

    record: bool = True
    lines: bool = False
    anomaly: bool = False
    rereading: Node | None = None  # the node that `reread` is reading again


class Scope(threading.local):
    """The innermost running Module of this thread, as (outer scope, module). A call of it can't be left half way."""

    running: Any = None


mode: ContextVar[Mode] = ContextVar("mode", default=Mode())  # noqa: B039  (a Mode cannot be changed)
scope = Scope()
serials = itertools.count(1)
blank_node = object.__new__
numpy_functions: dict[Callable, Callable] = {}  # np.multiply → mul: what a NumPy function does to Tensors


@contextmanager
def changed_mode(**change) -> Iterator[None]:
    """Another mode inside, and the old one again behind, whatever happens."""
    token = mode.set(replace(mode.get(), **change))
    try:
        yield
    finally:
        mode.reset(token)


class Node:
    """A value, and how it came about: the op, its operands, and one backward closure for each.

    It is recorded if it has closures; a leaf has none. `wants_gradient` is what a Tensor shows as `requires_grad`.
    Fields: `value`, the array (or the NumPy scalar that NumPy returns for a result without axes); `op` and `options`,
    what was called, and how; `given` and `closures`, the operands and as many functions, None where nothing is sent
    back; `serial`, the order of creation; `accumulated`, what a Tensor shows as `grad`; `name`, free to set; `scope`,
    the Module whose call made it; `line`, the user's (file, number), kept under `record_lines`; `version`, when its
    memory was written to; `before`, see `becoming`; `hooks`, called with its gradient, which they may replace.
    """

    __slots__ = (
        "value", "given", "closures", "op", "options", "serial", "wants_gradient", "accumulated", "name", "scope",
        "line", "version", "hooks", "before", "__weakref__",
    )  # fmt: skip
    returned: ClassVar[type[Node]]  # what ops return: the one subclass that says records=True

    def __init_subclass__(cls, records: bool = False) -> None:
        """With ``records=True`` ops return this class: one does, the Tensor."""
        if records:
            Node.returned = cls

    def __init__(self, value, wants_gradient: bool = False) -> None:
        self.value = value
        self.wants_gradient = wants_gradient
        self.op: Any = None
        self.given: tuple = ()
        self.closures: Any = ()
        self.options: dict[str, Any] = {}
        self.scope = scope.running
        self.accumulated: Any = None
        self.name: str | None = None
        self.line: tuple[str, int] | None = None
        self.version: Version | None = None
        self.before: Node | None = None
        self.hooks: dict[int, Callable] | None = None
        self.serial = next(serials)

    @property
    def operands(self) -> tuple:
        """What the op was called with, as it was then."""
        return tuple(as_it_was(x, self.serial) if isinstance(x, Node) else x for x in self.given)

    def changed(self) -> None:
        """Note that the array was written to, so that `walk` refuses closures that still count on the old values."""
        self.version = self.version or Version()
        self.version.changed_at = next(serials)

    def share_version(self, other: Node) -> None:
        """Let `other`, which looks at the same array, know of changes made through this node, and the reverse."""
        self.version = other.version = self.version or Version()


def op(*functions: Callable) -> Callable[[Callable], Callable[..., Any]]:
    """Turn a rule (a value, and one backward closure for each operand) into a function of Tensors and arrays.

    A rule's positional parameters are its operands, its keyword-only parameters its options. Arrays in, an
    array out; a Tensor anywhere in, a Tensor out, recorded if an operand requires a gradient. A closure may be
    None where the derivative is zero everywhere. It returns ``g`` itself, a view or a new array, never an array
    that it captured. `functions` are the NumPy functions that become this op when called on a Tensor.
    """

    def decorate(rule: Callable) -> Callable[..., Any]:
        signature = Signature(rule)
        fewest, most, names = signature.fewest, signature.most, signature.options
        sound = False  # whether the rule has returned what a rule returns

        @functools.wraps(rule)
        def apply(*operands, **options):
            nonlocal sound
            if not fewest <= len(operands) <= most or (options and not names.issuperset(options)):
                operands, options = signature.bind(operands, options)
            now = mode.get()  # within `reread` the call that made the node that is read again has its answer already
            if now.rereading is not None and same_call(now.rereading, apply, operands, options):
                return now.rereading
            values: list[Any] = []
            constants, any_node, wanted = [], False, False
            for operand in operands:
                if isinstance(operand, Node):
                    any_node = True
                    if operand.wants_gradient:
                        wanted = True
                    else:
                        constants.append(len(values))
                    values.append(operand.value)
                else:
                    if type(operand) in NO_OPERANDS:
                        raise signature.refused(operand, len(values))
                    constants.append(len(values))
                    values.append(operand)
            try:
                reading = rule(*values, **options) if options else rule(*values)
            except (TypeError, ValueError, IndexError, AttributeError) as error:
                raise signature.explain(error, values, options) from error
            if not sound:
                sound = signature.check_reading(reading, values)
            value = reading[0]
            if not any_node:
                return value
            closures = reading[1:] if wanted and now.record else ()
            if constants and closures:
                closures = list(closures)
                for position in constants:
                    closures[position] = None
            node = blank_node(Node.returned)  # filled in here: a call of __init__ would take a tenth of the op's time
            node.value = value
            node.serial = next(serials)
            node.scope = scope.running
            node.accumulated = node.name = node.line = node.version = node.before = node.hooks = None
            if closures and (closures[0] is not None or any(closures)):  # else nothing would ever be sent back
                node.wants_gradient = True
                node.op = apply
                node.given = operands
                node.options = options
                node.closures = closures
                if now.lines:
                    node.line = calling_line()
            else:
                node.wants_gradient = False
                node.op = None
                node.given = node.closures = ()
                node.options = {}
            if value.base is not None:  # a view, perhaps of an operand
                share_versions(node, operands)
            return node

        apply.rule, apply.signature = rule, signature  # type: ignore[attr-defined]
        numpy_functions.update(dict.fromkeys(functions, apply))
        return apply

    return decorate


def walk(outputs: Iterable[Node], seeds: Iterable, targets: set[Node] | None = None, create_graph: bool = False):
    """Send the cotangents `seeds` of `outputs` back through the graph; return {node: gradient}.

    The nodes are `targets`, or every leaf that wants a gradient. With `create_graph` seeds and gradients are
    Tensors, otherwise arrays. A node that nothing reaches is absent: its gradient is zero.
    """
    if create_graph and not mode.get().record:
        with changed_mode(record=True):
            return walk(outputs, seeds, targets, create_graph)
    useful = None if targets is None else leading_to(targets, outputs)
    gradients: dict[Node, Any] = {}  # of leaves and targets
    pending: dict[Node, Any] = {}  # of nodes that have been sent something and wait for their turn
    newest: list[tuple[int, Node]] = []  # the same nodes, as a heap
    anomaly = mode.get().anomaly
    for output, seed in zip(outputs, seeds, strict=True):
        if output not in pending:
            heappush(newest, (-output.serial, output))
        pending[output] = pending[output] + seed if output in pending else seed
    while newest:
        node = heappop(newest)[1]
        g, closures = pending.pop(node), node.closures
        if node.hooks and closures:
            g = hooked(node, g)
        if node in targets if targets is not None else not closures:
            gradients[node] = gradients[node] + g if node in gradients else g
        if node.version is not None and closures and node.version.changed_at > node.serial:
            raise stale(node, node)
        if create_graph and closures:
            closures = [again and closure for again, closure in zip(closures, reread(node))]
        for parent, closure in zip(node.given, closures):
            if closure is None and not isinstance(parent, Node):
                continue
            if parent.serial > node.serial:
                parent = as_it_was(parent, node.serial)
            if parent.version is not None and parent.version.changed_at > node.serial:
                raise stale(parent, node)
            if closure is None or (useful is not None and parent not in useful):
                continue
            try:
                share = closure(g)
                value = parent.value
                if anomaly and np.any(share != share):
                    raise RuntimeError(f"NaN is sent to an operand of shape {value.shape}")
                if share.shape != value.shape or share.dtype is not value.dtype:
                    share = fitted(share, value)
            except Exception as error:
                error.add_note(f"This happened in the backward pass of {described(node)}{line_help(node)}.")
                raise
            if parent.closures:
                if parent in pending:
                    pending[parent] = pending[parent] + share
                else:
                    pending[parent] = share
                    heappush(newest, (-parent.serial, parent))
            elif parent in gradients:
                gradients[parent] = gradients[parent] + share
            elif parent.wants_gradient:  # its gradient will be the user's: no two leaves may get the same array
                gradients[parent] = np.copy(g) if share is g else share
    latest.forget()
    return {node: hooked(node, g) if node.hooks and not node.closures else g for node, g in gradients.items()}


def hooked(node: Node, g):
    """The gradient of a node as its hooks leave it."""
    for hook in tuple(node.hooks.values()):  # type: ignore[union-attr]
        g = hook(g)
    return g


def reread(node: Node):
    """The closures of `node`, made anew by reading its op on its operands as Tensors, so that they record."""
    with changed_mode(record=True, rereading=node):
        return node.op.rule(*node.operands, **node.options)[1:]


def same_call(node: Node, op: Callable, operands: tuple, options: dict) -> bool:
    """Whether this call is the one that made `node`: then its value is there already, and is used again."""
    if op is not node.op or len(operands) != len(node.operands):
        return False
    theirs = {**op.signature.defaults, **node.options}
    ours = {**op.signature.defaults, **options}
    return all(a is b for a, b in zip(operands, node.operands)) and all(same(ours[name], theirs[name]) for name in ours)


def fitted(gradient, value):
    """The gradient in the shape and dtype of its operand: summed over the axes that broadcasting had stretched."""
    shape = value.shape
    if gradient.shape != shape:
        whole, added = gradient, gradient.ndim - len(shape)
        if added > 0:
            whole = total(whole, axis=tuple(range(added)))
        if whole.shape != shape:
            stretched = tuple(i for i, (n, own) in enumerate(zip(whole.shape, shape)) if own == 1 != n)
            whole = total(whole, axis=stretched, keepdims=True)
        if whole.shape != shape:
            raise ValueError(
                f"a backward closure returned a gradient of shape {gradient.shape} for an operand of shape {shape}\n"
                "help: a closure returns an array of its operand's shape, or one that broadcasting made from it"
            )
        gradient = whole
    return gradient if gradient.dtype == value.dtype else gradient.astype(value.dtype)


def leading_to(targets: set[Node], outputs: Iterable[Node]) -> set[Node]:
    """The nodes between `targets` and `outputs`: those that a target's value went through."""
    reached, waiting = set(outputs), list(outputs)
    while waiting:
        node = waiting.pop()
        new = {parent for parent, closure in zip(node.operands, node.closures) if closure is not None} - reached
        reached |= new
        waiting += new
    useful = set(targets)
    for node in sorted(reached, key=lambda node: node.serial):
        if any(closure is not None and parent in useful for parent, closure in zip(node.operands, node.closures)):
            useful.add(node)
    return useful
