"""Two engines, one truth: random graphs built here and in the naive reference engine have the same gradients."""

import functools
import operator
from dataclasses import dataclass

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

import tinygrad_edu as tg
from tinygrad_edu import ops

from .reference_engine import Number

MOST_PATHS = 300  # the reference engine walks every one of them
UNARY = {  # each with the values for which its derivative is neither undefined nor too steep
    "negative": (operator.neg, operator.neg, lambda x: True),
    "square": (lambda t: t**2, lambda x: x**2, lambda x: True),
    "cube": (lambda t: t**3, lambda x: x**3, lambda x: True),
    "exp": (ops.exp, Number.exp, lambda x: abs(x) < 3),
    "log": (ops.log, Number.log, lambda x: x > 0.2),
    "tanh": (ops.tanh, Number.tanh, lambda x: abs(x) < 3),
    "relu": (ops.relu, Number.relu, lambda x: True),
}
BINARY = {
    "add": (operator.add, lambda x, y: True),
    "sub": (operator.sub, lambda x, y: True),
    "mul": (operator.mul, lambda x, y: True),
    "div": (operator.truediv, lambda x, y: abs(y) > 0.2),
}


@dataclass(frozen=True, eq=False)
class Pair:
    """The same value in both engines."""

    tensor: tg.Tensor
    number: Number


def derivative(number, target, size=abs):
    """The derivative of one Number by another: the sum over all paths between them. With `size` abs, of their sizes."""
    if number is target:
        return 1.0
    return sum(size(slope) * derivative(operand, target, size) for operand, slope in number.edges)


def signed(slope):
    return slope


def paths(number):
    """How many paths lead from this number to leaves."""
    return sum(paths(operand) for operand, _ in number.edges) if number.edges else 1


def add_up(numbers):
    """Their sum, a new Number also when there is only one."""
    return functools.reduce(operator.add, numbers, Number(0.0))


def constant(value):
    return tg.tensor(np.float64(value))


values = st.floats(-2, 2).map(lambda x: round(x, 3))
few = st.integers(1, 3)


class BothEngines(RuleBasedStateMachine):
    """Grows one graph in both engines, and goes backward from here and there."""

    pairs = Bundle("pairs")
    leaves = Bundle("leaves")

    def __init__(self):
        super().__init__()
        self.known = []  # every leaf, with the sum of the sizes of all paths that contributed to its gradient
        self.sizes = {}

    def made(self, tensor, number):
        """A new pair, unless it is too large to go on with."""
        np.testing.assert_allclose(tensor.item(), number.value, rtol=1e-13, atol=1e-13)
        return Pair(tensor, number) if abs(number.value) < 100 and paths(number) <= MOST_PATHS else multiple()

    @rule(target=leaves, value=values)
    def new_leaf(self, value):
        leaf = Pair(constant(value).requires_grad_(), Number(value))
        self.known.append(leaf)
        self.sizes[leaf] = 0.0
        return leaf

    @rule(target=pairs, leaf=leaves)
    def use_a_leaf(self, leaf):
        return leaf

    @rule(target=pairs, value=values)
    def new_constant(self, value):
        return Pair(constant(value), Number(value))

    @rule(target=pairs, x=pairs, name=st.sampled_from(sorted(UNARY)))
    def unary(self, x, name):
        ours, reference, allowed = UNARY[name]
        return self.made(ours(x.tensor), reference(x.number)) if allowed(x.number.value) else multiple()

    @rule(target=pairs, x=pairs, y=pairs, name=st.sampled_from(sorted(BINARY)))
    def binary(self, x, y, name):
        function, allowed = BINARY[name]
        if not allowed(x.number.value, y.number.value):
            return multiple()
        return self.made(function(x.tensor, y.tensor), function(x.number, y.number))

    @rule(target=pairs, x=pairs, name=st.sampled_from(sorted(BINARY)))
    def with_itself(self, x, name):
        return self.binary(x, x, name)

    @rule(target=pairs, x=pairs, value=values, left=st.booleans(), name=st.sampled_from(sorted(BINARY)))
    def with_a_python_number(self, x, value, left, name):
        function, allowed = BINARY[name]
        number = Number(value)
        if left:
            return (
                self.made(function(value, x.tensor), function(number, x.number))
                if allowed(0, x.number.value)
                else multiple()
            )
        return self.made(function(x.tensor, value), function(x.number, number)) if allowed(0, value) else multiple()

    @rule(target=pairs, x=pairs, y=pairs)
    def island(self, x, y):
        with tg.no_grad():
            tensor = x.tensor * y.tensor + x.tensor
        assert not tensor.requires_grad
        return self.made(tensor, Number((x.number * y.number + x.number).value))

    @rule(target=pairs, x=pairs)
    def detached(self, x):
        return self.made(x.tensor.detach(), Number(x.number.value))

    @rule(target=pairs, parts=st.lists(pairs, min_size=1, max_size=4), factor=pairs)
    def broadcast_a_number(self, parts, factor):
        tensor = (ops.stack([part.tensor for part in parts]) * factor.tensor).sum()
        return self.made(tensor, add_up(part.number * factor.number for part in parts))

    @rule(target=pairs, rows=st.lists(pairs, min_size=1, max_size=3), columns=st.lists(pairs, min_size=1, max_size=3))
    def broadcast_rows_and_columns(self, rows, columns):
        tall = ops.stack([row.tensor for row in rows])[:, None]
        wide = ops.cat([column.tensor.reshape(1, 1) for column in columns], axis=1)
        numbers = (row.number - column.number for row in rows for column in columns)
        return self.made((tall - wide).sum(), add_up(numbers))

    @rule(
        target=pairs,
        parts=st.lists(pairs, min_size=1, max_size=3),
        picks=st.lists(st.integers(0, 2), min_size=1, max_size=4),
    )
    def pick_some_twice(self, parts, picks):
        picks = [pick % len(parts) for pick in picks]
        tensor = ops.stack([part.tensor for part in parts])[picks].sum()
        return self.made(tensor, add_up(parts[pick].number for pick in picks))

    @rule(target=pairs, parts=st.lists(pairs, min_size=1, max_size=3))
    def inner_product_with_the_reverse(self, parts):
        vector = ops.stack([part.tensor for part in parts])
        numbers = (left.number * right.number for left, right in zip(parts, reversed(parts)))
        return self.made(vector @ vector[::-1], add_up(numbers))

    @rule(output=pairs, seed=st.sampled_from([None, 1.0, -0.5]), times=st.integers(1, 2))
    def backward(self, output, seed, times):
        if not output.tensor.requires_grad:
            assert all(derivative(output.number, leaf.number) == 0 for leaf in self.known)
            return
        for _ in range(times):
            output.tensor.backward(None if seed is None else constant(seed))
            output.number.backward(1.0 if seed is None else seed)
            for leaf in self.known:
                self.sizes[leaf] += derivative(output.number, leaf.number)

    @rule(leaf=leaves)
    def forget(self, leaf):
        leaf.tensor.grad, leaf.number.gradient, self.sizes[leaf] = None, 0.0, 0.0

    @rule(output=pairs, by=pairs, create_graph=st.booleans())
    def ask_for_a_gradient(self, output, by, create_graph):
        if not output.tensor.requires_grad or not by.tensor.requires_grad:
            return
        (gradient,) = tg.grad(output.tensor, by.tensor, create_graph=create_graph, allow_unused=True)
        expected = derivative(output.number, by.number, signed)
        size = derivative(output.number, by.number)
        np.testing.assert_allclose(0.0 if gradient is None else gradient.item(), expected, rtol=0, atol=1e-12 * size)

    @invariant()
    def gradients_are_equal(self):
        for leaf in self.known:
            gradient = 0.0 if leaf.tensor.grad is None else leaf.tensor.grad.item()
            np.testing.assert_allclose(gradient, leaf.number.gradient, rtol=0, atol=1e-12 * self.sizes[leaf])


BothEngines.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestBothEngines = BothEngines.TestCase


steps = st.lists(
    st.tuples(st.sampled_from([operator.add, operator.sub, operator.mul]), st.integers(0, 99), st.integers(0, 99)),
    min_size=1,
    max_size=10,
)


def run(start, program):
    """Every value of a program: each step applies an operator to two values that are there already."""
    everything = list(start)
    for function, left, right in program:
        everything.append(function(everything[left % len(everything)], everything[right % len(everything)]))
    return everything


@given(start=st.lists(st.integers(-3, 3), min_size=1, max_size=4), program=steps)
@settings(max_examples=200)
def test_whole_numbers_have_the_same_gradients_to_the_last_bit(start, program):
    numbers = [Number(float(value)) for value in start]
    result = run(numbers, program)[-1]
    assume(abs(result.value) < 2**53)
    assume(all(derivative(result, number) < 2**53 for number in numbers))  # every sum on the way is exact
    tensors = [constant(value).requires_grad_() for value in start]
    run(tensors, program)[-1].backward()
    result.backward()
    assert [0.0 if tensor.grad is None else tensor.grad.item() for tensor in tensors] == [n.gradient for n in numbers]


@given(start=st.lists(st.integers(-3, 3), min_size=2, max_size=4), program=steps, constants=st.sets(st.integers(0, 3)))
@settings(max_examples=200)
def test_constants_get_no_gradient_and_change_that_of_no_one_else(start, program, constants):
    numbers = [Number(float(value)) for value in start]
    result = run(numbers, program)[-1]
    assume(abs(result.value) < 2**53)
    assume(all(derivative(result, number) < 2**53 for number in numbers))
    tensors = [constant(value).requires_grad_(i not in constants) for i, value in enumerate(start)]
    output = run(tensors, program)[-1]
    assume(output.requires_grad)
    output.backward()
    result.backward()
    for i, (tensor, number) in enumerate(zip(tensors, numbers)):
        if i in constants:
            assert tensor.grad is None
        else:
            assert (0.0 if tensor.grad is None else tensor.grad.item()) == number.gradient


@given(start=st.lists(values, min_size=2, max_size=3), program=steps)
@settings(max_examples=50)
def test_second_derivatives_are_the_reference_engines_derivatives_of_first_ones(start, program):
    """The reference engine has no second order: a polynomial's is compared with its first order at two places."""
    program = program[:6]
    tensors = [constant(value).requires_grad_() for value in start]
    output = run(tensors, program)[-1]
    assume(output.requires_grad)
    (first,) = tg.grad(output, tensors[0], create_graph=True, allow_unused=True)
    assume(first is not None and first.requires_grad)
    (second,) = tg.grad(first, tensors[0], allow_unused=True)

    def first_derivative(shift):
        numbers = [Number(value + shift * (i == 0)) for i, value in enumerate(start)]
        result = run(numbers, program)[-1]
        result.backward()
        return numbers[0].gradient, derivative(result, numbers[0])

    h = 1e-4
    (above, size), (below, _) = first_derivative(h), first_derivative(-h)
    (wide, _), (narrow, _) = first_derivative(2 * h), first_derivative(-2 * h)
    # the five-point formula: its error is of the order h⁴
    numeric = (8 * (above - below) - (wide - narrow)) / (12 * h)
    found = 0.0 if second is None else second.item()
    np.testing.assert_allclose(found, numeric, rtol=1e-6, atol=1e-9 * max(1.0, size))
