"""Breaks the backward closures of ops, in this process, and looks which test of the table of ops notices.

An op is broken by exchanging the rule that its function calls: a new one, around the old, changes one closure of what
the rule returns. Which samples of the table reach a closure is noted beforehand, so that only those are run.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import pkgutil
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.tape import fitted

from ..numeric import random_weights
from ..ops import test_table
from ..ops.samples import as_tensors

CHECKS = (test_table.test_the_gradient_is_the_numeric_one, test_table.test_the_second_gradient_is_the_numeric_one)


def cases_of(check: Callable) -> list:
    """The (row, sample name) that a test of the table is parametrised with."""
    (mark,) = [mark for mark in check.pytestmark if mark.name == "parametrize"]
    return list(mark.args[1])


def all_ops() -> dict[str, Callable]:
    """Every op of the package by its name, wherever it is written."""
    found: dict[str, Callable] = {}
    for module in pkgutil.walk_packages(tg.__path__, f"{tg.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if hasattr(value, "rule") and hasattr(value, "signature") and value not in found.values():
                name = value.__name__
                found[name if name not in found else f"{value.__module__.split('.')[-1]}.{name}"] = value
    return dict(sorted(found.items()))


@contextlib.contextmanager
def another_rule(op: Callable, change: Callable[[Callable], Callable]) -> Iterator[None]:
    """The op with `change(rule)` in place of its rule."""
    rule = op.rule
    cell = op.__closure__[op.__code__.co_freevars.index("rule")]
    op.rule = cell.cell_contents = functools.wraps(rule)(change(rule))
    try:
        yield
    finally:
        op.rule = cell.cell_contents = rule


# What is done to a closure: each is a function of what the closure returned


def doubled(gradient):
    """Twice as much."""
    return 2 * gradient


def negated(gradient):
    """The other sign."""
    return -gradient


def zeroed(gradient):
    """Nothing, in the right shape."""
    return np.zeros_like(gradient)


def off_in_one_element(gradient):
    """The last element half as large again."""
    factor = np.ones(gradient.shape, gradient.dtype)
    factor[(slice(-1, None),) * factor.ndim] = 1.5
    return gradient * factor


def rolled(gradient):
    """Each element in the place of the next."""
    count = int(np.prod(gradient.shape))
    return np.reshape(np.reshape(gradient, (-1,))[np.arange(count) - 1], gradient.shape) if count > 1 else gradient


def exchanged(gradient):
    """The last two axes exchanged, where they are equally long."""
    square = len(gradient.shape) > 1 and gradient.shape[-1] == gradient.shape[-2]
    return np.swapaxes(gradient, -1, -2) if square else gradient


CHANGES = {change.__name__: change for change in (doubled, negated, zeroed, off_in_one_element, rolled, exchanged)}
LEFT_OUT = "left_out"  # None in place of the closure
KINDS = (*CHANGES, LEFT_OUT)
ONLY_WHERE_POSSIBLE = {"rolled", "exchanged"}  # of which it is no fault if they change nothing anywhere


@dataclass(frozen=True)
class Mutant:
    """One closure of one op, broken in one way. `position` counts the operands; −1 is the last of a spread op."""

    op: str
    position: int
    kind: str

    def __str__(self) -> str:
        return f"{self.op}, closure {self.position}, {self.kind.replace('_', ' ')}"


@dataclass
class Broken:
    """A rule whose closure at `position` is changed, and whether that made any difference so far."""

    position: int
    kind: str
    effect: bool = False

    def __call__(self, rule: Callable) -> Callable:
        def broken(*values, **options):
            value, *closures = rule(*values, **options)
            position = self.position if self.position >= 0 else len(closures) + self.position
            if 0 <= position < len(closures) and closures[position] is not None:
                closures[position] = self.changed(closures[position], values[position])
            return value, *closures

        return broken

    def changed(self, closure: Callable, operand):
        """The broken closure."""
        if self.kind == LEFT_OUT:
            self.effect = True
            return None

        def call(g):
            right = closure(g)
            wrong = CHANGES[self.kind](right)
            if not self.effect:  # as the tape sees it, which sums over stretched axes
                operand_array = getattr(operand, "value", operand)
                before, after = (np.asarray(fitted(getattr(x, "value", x), operand_array)) for x in (right, wrong))
                self.effect = not np.allclose(before, after, rtol=1e-9, atol=0, equal_nan=True)
            return wrong

        return call


# Which samples reach which closure


@dataclass
class Reached:
    """For each op, by position: the (check, row, sample name) that call the closure; none, if it is only made."""

    cases: dict[str, dict[int, list]] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)  # the ops that were called at all

    def made(self, name: str, position: int) -> None:
        """Note that there is such a closure."""
        self.cases.setdefault(name, {}).setdefault(position, [])

    def add(self, name: str, position: int, case) -> None:
        """Note one."""
        cases = self.cases.setdefault(name, {}).setdefault(position, [])
        if not cases or cases[-1] is not case:
            cases.append(case)


def reached_closures(ops: dict[str, Callable]) -> Reached:
    """Run every sample of the table forwards and backwards, once and twice, and note the closures that were called."""
    reached, current = Reached(), []

    def watching(name):
        def change(rule):
            def watched(*values, **options):
                value, *closures = rule(*values, **options)
                reached.called.add(name)
                for position, (closure, operand) in enumerate(zip(closures, values)):
                    array = getattr(operand, "value", operand)
                    if closure is not None and isinstance(array, np.ndarray) and array.dtype.kind == "f":
                        reached.made(name, position)
                return value, *[c and noting(name, position, len(closures), c) for position, c in enumerate(closures)]

            return watched

        return change

    def noting(name, position, count, closure):
        def call(g):
            for case in current:
                reached.add(name, position, case)
                if position == count - 1 and ops[name].signature.spread:
                    reached.add(name, -1, case)
            return closure(g)

        return call

    with contextlib.ExitStack() as stack, quiet():
        for name, op in ops.items():
            stack.enter_context(another_rule(op, watching(name)))
        for check, passes in zip(CHECKS, (first_order, second_order)):
            for row, name in cases_of(check):
                current[:] = [(check, row, name)]
                with contextlib.suppress(Exception):  # a row that is red anyway; whoever runs the tests is told
                    passes(row, row.sample(name))
        current.clear()
        for row, name in test_table.CASES:
            if not row.gradient:  # that the ops without gradients are run at all
                with contextlib.suppress(Exception):
                    test_table.call(row.function, row.sample(name))
    for positions in reached.cases.values():
        for position, cases in positions.items():
            positions[position] = sorted(cases, key=lambda case: CHECKS.index(case[0]))
    return reached


def first_order(row, sample) -> None:
    """One backward pass."""
    output = row.function(*as_tensors(sample.operands), **sample.options)
    output.backward(test_table.cotangent(output))


def second_order(row, sample) -> None:
    """The backward pass of a backward pass."""
    weights = test_table.cotangent(row.function(*as_tensors(sample.operands), **sample.options))
    vector, inputs = test_table.first_gradients(row, sample, sample.operands, weights, create_graph=True)
    if vector.requires_grad:
        tg.grad(vector, inputs, random_weights(np.random.default_rng(2), vector.shape), allow_unused=True)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Without warnings, of which broken gradients cause many."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


# Whether the tests notice


def mutants_of(name: str, op: Callable, reached: Reached) -> list[Mutant]:
    """All mutants of an op: of each closure that is ever called, or, of a spread op, of the first and the last."""
    positions = sorted(reached.cases.get(name, ()))
    if op.signature.spread:
        positions = [position for position in positions if position in (0, -1)]
    return [Mutant(name, position, kind) for position in positions for kind in KINDS]


class Killer:
    """Runs the tests that reach a closure, until one of them is red for the broken op and green for the right one."""

    def __init__(self, ops: dict[str, Callable], reached: Reached) -> None:
        self.ops, self.reached = ops, reached
        self.green: dict[tuple[int, str, str], bool] = {}

    def kill(self, mutant: Mutant) -> tuple[str | None, bool]:
        """(the test that notices or None, whether the mutant differed from the op anywhere)."""
        op, broken = self.ops[mutant.op], Broken(mutant.position, mutant.kind)
        covering = self.cases(mutant.op, op, mutant.position)
        for check, row, name in covering:
            with another_rule(op, broken):
                failed = self.fails(check, row, name)
            if failed and self.passes_unbroken(check, row, name):
                return f"{check.__name__}[{row.name}-{name}]", broken.effect
        return None, broken.effect

    def cases(self, name: str, op: Callable, position: int) -> list:
        """The cases that reach the closure, those of rows that are about this op first."""
        cases = self.reached.cases.get(name, {}).get(position, [])
        return sorted(cases, key=lambda case: (CHECKS.index(case[0]), op not in case[1].covers))

    def passes_unbroken(self, check, row, name) -> bool:
        """Whether the test is green without a mutant."""
        key = (CHECKS.index(check), row.name, name)
        if key not in self.green:
            self.green[key] = not self.fails(check, row, name)
        return self.green[key]

    @staticmethod
    def fails(check, row, name) -> bool:
        """Whether the test is red."""
        tg.manual_seed(0)
        with quiet():
            try:
                check(row, name)
            except Exception:
                return True
        return False
