"""Formulas read off rules: of every op they have the values that the op has, and the graph stays as it was."""

import time

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.nn import functional as F
from tinygrad_edu.tape import fitted, op
from tinygrad_edu.together import latest
from tinygrad_edu.tracing import (
    Captured,
    Cotangent,
    Leaf,
    Operand,
    Output,
    arithmetic,
    derive,
    formula,
    local_derivative,
)  # fmt: skip
from tinygrad_edu.tracing.expressions import in_order

from ..ops.row import case_name
from .reading import DIFFERENTIABLE, nodes_of, recorded

LONG = {"svd_row", "cofactors", "rnn", "lstm", "gru"}  # ops whose rules no formula can hold


def random_like(value):
    """A random cotangent."""
    return np.asarray(np.random.default_rng(3).standard_normal(np.shape(value)).astype(value.dtype))


@pytest.mark.parametrize("row", DIFFERENTIABLE, ids=case_name)
def test_the_formulas_of_every_op_have_its_values(row):
    for node in nodes_of(row):
        g = random_like(node.value)
        derivation = derive(node, g)
        if derivation.forward is None:
            assert node.op.__name__ in LONG, derivation.reason
            assert derivation.reason == "its rule takes more than 50 steps"
            continue
        labels = {Operand(i): f"x{i}" for i in range(len(node.operands))} | {Output(): "y", Cotangent(): "g"}
        assert derivation.fresh
        assert formula(derivation.forward, labels), node
        assert_same(derivation.forward.value, node.value)
        assert len(derivation.backward) == len(node.operands)
        for position, (expression, closure, operand) in enumerate(
            zip(derivation.backward, node.closures, node.operands)
        ):
            assert (expression is None) == (closure is None)
            if expression is None:
                continue
            assert formula(expression, labels), node
            assert_same(expression.value, fitted(closure(g), operand.value))
            for definition in derivation.definitions(expression).values():
                assert formula(definition, labels)
            local = local_derivative(derivation, position)
            expanded = local_derivative(derivation, position, expand=True)
            np.testing.assert_array_equal(expanded.value, local.value)
            assert not any(
                isinstance(leaf, Leaf) and isinstance(leaf.identity, Captured) for leaf in in_order(expanded)
            )


def assert_same(ours, theirs):
    """The same numbers to the last bit, in the same shape and dtype."""
    np.testing.assert_array_equal(ours, theirs)
    assert (np.shape(ours), np.asarray(ours).dtype) == (np.shape(theirs), np.asarray(theirs).dtype)


def test_nothing_is_changed():
    x, w = tg.rand(4, 3, requires_grad=True), tg.rand(2, 3, requires_grad=True)
    y = F.dropout(F.linear(x, w), training=True)
    y.sum().backward()
    before = [x.data.copy(), w.data.copy(), x.grad.data.copy(), tg.get_rng_state(), np.random.get_state()[1].copy()]
    for node in recorded(y.sum()):
        derive(node)
    after = [x.data, w.data, x.grad.data, tg.get_rng_state(), np.random.get_state()[1]]
    for left, right in zip(before, after):
        np.testing.assert_equal(left, right)
    assert latest.known == (None, None, ())


def test_operands_and_cotangent_cannot_be_written_to():
    @op()
    def careless(x):
        x += 1
        return x * 1, lambda g: g

    @op()
    def careless_backward(x):
        def backward(g):
            g *= 2
            return g

        return x + 1, backward

    x = tg.ones(2, requires_grad=True)
    g = np.ones(2, dtype=np.float32)
    for bad in (careless, careless_backward):
        derivation = derive(bad(x), g)
        assert derivation.forward is None
        assert "read-only" in derivation.reason
    assert g.tolist() == [1, 1]


def test_the_cotangent_is_ones_unless_it_is_given():
    x = tg.ones(3, requires_grad=True)
    assert derive(x * 2).backward[0].value.tolist() == [2, 2, 2]
    assert derive(x * 2, np.full(3, 5.0, np.float32)).backward[0].value.tolist() == [10, 10, 10]


def test_names_are_the_authors():
    derivation = derive(F.softsign(tg.ones(3, requires_grad=True)))
    assert list(derivation.captured) == ["d"]
    (backward,) = derivation.backward
    assert list(derivation.definitions(backward)) == ["d"]
    np.testing.assert_allclose(derivation.captured["d"].value, np.full(3, 2.0))
    leaves = {part.identity for part in in_order(backward) if isinstance(part, Leaf)}
    assert leaves == {Cotangent(), Captured("d")}


def test_definitions_may_name_one_another():
    derivation = derive(tg.rand(4, 3, requires_grad=True).std(dim=0))
    (backward,) = derivation.backward
    labels = {Operand(0): "x", Output(): "y", Cotangent(): "g"}
    assert formula(backward, labels) == "g · slope · difference"
    assert list(derivation.definitions(backward)) == ["difference", "slope"]
    assert "difference²" in formula(derivation.captured["slope"], labels)
    expanded = local_derivative(derivation, 0, expand=True)
    assert "slope" not in formula(expanded, labels)


def test_shared_backward_work_is_read_once():
    x, mean, variance = tg.rand(5, 3, requires_grad=True), *(tg.ones(1, 3, requires_grad=True) for _ in range(2))
    derivation = derive(tg.nn.functional.batch_norm(x, mean.reshape(3), variance.reshape(3)))
    assert derivation.reason is None
    assert latest.known == (None, None, ())


class Cube(tg.autograd.Function):
    runs = 0

    @staticmethod
    def forward(ctx, x):
        Cube.runs += 1
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):
        return g * 3 * ctx.saved_tensors[0] ** 2


def test_a_function_of_the_users_is_not_run_again():
    y = Cube.apply(tg.ones(2, requires_grad=True))
    runs = Cube.runs
    derivation = derive(y)
    assert (derivation.forward, derivation.backward) == (None, (None,))
    assert derivation.reason == "it is a Function, whose code is run with arrays only"
    assert Cube.runs == runs


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (lambda x: np.asarray(list(map(float, x))), "isn't a number yet"),
        (lambda x: np.asarray(x) + 1, "doesn't become an array"),
        (lambda x: x.sum(), "no attribute 'sum'"),
        (lambda x: [x := x + 1 for _ in range(60)][-1], "its rule takes more than 50 steps"),
    ],
)
def test_what_cannot_be_read_has_a_reason(value, reason):
    @op()
    def odd(x):
        return value(x), lambda g: g

    x = tg.tensor([1.0, 2.0], requires_grad=True)
    node = odd(x)
    derivation = derive(node)
    assert (derivation.forward, derivation.backward, derivation.captured) == (None, (None,), {})
    assert reason in derivation.reason
    assert "\n" not in derivation.reason
    with pytest.raises(ValueError, match="nothing is sent to operand 0"):
        local_derivative(derivation, 0)


def test_a_leaf_has_no_formula():
    derivation = derive(tg.ones(2))
    assert (derivation.forward, derivation.backward) == (None, ())
    assert derivation.reason == "it is a leaf: no op has made it"


def test_a_constant_is_sent_nothing():
    derivation = derive(tg.ones(2, requires_grad=True) * tg.ones(2))
    assert derivation.backward[1] is None
    with pytest.raises(ValueError, match="operand 1"):
        local_derivative(derivation, 1)


def test_numbers_that_have_changed_are_said_to_have():
    x = tg.ones(2, requires_grad=True)
    y = x * 3
    assert derive(y).fresh
    with tg.no_grad():
        x += 1
    derivation = derive(y)
    assert not derivation.fresh
    assert formula(derivation.forward, {Operand(0): "x"}) == "x · 3"


def test_a_rule_that_draws_random_numbers_leaves_the_generator_where_it_was():
    @op()
    def noisy(x):
        noise = tg.ops.random.generator.random(x.shape)
        return x + noise, lambda g: g

    y = noisy(tg.ones(2, requires_grad=True))
    state = tg.get_rng_state()
    assert not derive(y).fresh
    assert tg.get_rng_state() == state


def test_a_rule_with_a_branch_captures_what_it_has():
    @op()
    def branching(x):
        if x.ndim > 5:
            never = x * 2
        twice = 2 * x
        return twice * twice, lambda g: never if g.ndim > 5 else g * 4 * twice

    derivation = derive(branching(tg.ones(2, requires_grad=True)))
    assert formula(derivation.backward[0], {Cotangent(): "g"}) == "g · 4 · twice"


def test_writes_within_a_rule_are_read():
    @op()
    def accumulated(x, y):
        z = x * 2
        z += y
        z[0] = x[0]
        return z, lambda g: g * 2, lambda g: g

    x, y = tg.ones(2, requires_grad=True), tg.ones(2, requires_grad=True)
    derivation = derive(accumulated(x, y))
    assert formula(derivation.forward, {Operand(0): "x", Operand(1): "y"}) == "x · 2 + y with x[0] at [0]"
    assert_same(derivation.forward.value, np.array([1, 3], np.float32))


def test_reading_again_does_not_warn_again():
    with np.errstate(divide="ignore"):
        y = tg.tensor([0.0, 1.0], requires_grad=True).log()
    derivation = derive(y)
    assert derivation.reason is None
    assert derivation.backward[0].value.tolist() == [np.inf, 1]
    assert arithmetic(derivation.backward[0], (0,)) == "1 / 0 = ∞"


def test_second_derivatives_have_formulas():
    x = tg.tensor([0.5, 2.0], requires_grad=True)
    (slope,) = tg.grad((x**3).sum(), x, create_graph=True)
    assert all(derive(node).reason is None for node in recorded(slope.sum()))


def test_one_tensor_twice_is_two_operands():
    x = tg.ones(2, requires_grad=True)
    derivation = derive(x * x)
    assert formula(derivation.forward, {Operand(0): "x", Operand(1): "x"}) == "x²"
    assert formula(derivation.forward, {Operand(0): "left x", Operand(1): "right x"}) == "left x · right x"


def test_it_takes_a_millisecond():
    x, w, b = tg.rand(4, 3, requires_grad=True), tg.rand(2, 3, requires_grad=True), tg.rand(2, requires_grad=True)
    y = F.linear(x, w, b)
    times = []
    for _ in range(20):
        start = time.perf_counter()
        derivation = derive(y)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.003
    assert arithmetic(derivation.backward[2], (0,)) == "1 + 1 + 1 + 1 = 4"
