"""Finite differences: they agree with right gradients, catch wrong ones, and say in words what they can't check."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.drawing.computation import computation, send_back
from tinygrad_edu.drawing.page import replay
from tinygrad_edu.drawing.page.replay import Replay
from tinygrad_edu.tape import op


@op()
def wrong(x):
    """x³, with a slope that lacks its factor."""
    return x**3, lambda g: g * x**2


@op()
def moody(x, *, seen):
    """Another value at each call."""
    seen.append(1)
    return x * len(seen), lambda g: g


def checks(*outputs):
    graph = computation(outputs)
    send_back(graph)
    again = Replay(graph)
    return [again.check(vertex) for vertex in graph.vertices if vertex.gradient is not None]


def leaf(*numbers, dtype=np.float64):
    return tg.tensor(np.array(numbers if len(numbers) > 1 else numbers[0], dtype), requires_grad=True)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.float16])
def test_every_gradient_of_a_net_agrees_whatever_its_dtype(dtype):
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1), nn.Sigmoid()).to(dtype)
    x = tg.tensor(np.array([[0, 1], [1, 1]], dtype))
    found = checks(nn.functional.binary_cross_entropy(net(x), tg.tensor(np.array([[1], [0]], dtype))))
    assert len(found) == 9
    for check in found:
        assert check.agrees
        assert check.disagreement < 1e-8
        assert check.words.endswith("✓")


def test_slopes_are_those_of_the_sum_of_all_outputs():
    a = leaf(2.0, 3.0)
    graph = computation([a * a, 5.0 * a])
    send_back(graph)
    check = Replay(graph).check(graph.vertices[0])
    assert np.allclose(check.slopes, [9, 11], atol=1e-8)
    assert check.places == (0, 1)


def test_a_wrong_gradient_is_caught():
    x = leaf(2.0, -1.0)
    before, after = checks(wrong(x).sum())[:2]
    assert (before.agrees, after.agrees) == (False, True)
    assert before.words == "largest disagreement 8e+00 ✗"


def test_gradients_of_gradients_agree():
    x = leaf(0.3, -0.7)
    (g,) = tg.grad((x * tg.tanh(x) ** 2).sum(), [x], create_graph=True)
    assert all(check.agrees for check in checks((g * g).sum()))


def test_a_kink_is_named_and_left_out():
    (check, *_) = checks(tg.relu(leaf(0.0, 2.0)).sum())
    assert check.agrees
    assert "1 at a kink left out" in check.words
    (check, *_) = checks(tg.relu(leaf(0.0)))
    assert check.disagreement is None
    assert "not checked: 1 at a kink" in check.words


def test_of_a_large_tensor_some_elements_are_moved_and_the_words_say_so():
    (check, *_) = checks((leaf(*np.linspace(-1, 1, 1000)) ** 2).sum())
    assert check.agrees
    assert len(check.places) == 144
    assert check.places[0] == 0
    assert check.places[-1] == 999
    assert check.words.endswith("✓ at 144 of 1,000 elements")


def test_what_would_take_too_long_is_not_checked(monkeypatch):
    monkeypatch.setattr(replay, "ELEMENTS", 1000)
    (check, *_) = checks((leaf(*np.linspace(-1, 1, 500)) * 2.0).sum())
    assert check.words == "not checked: too much would have to be computed"


def test_an_op_that_gives_another_value_each_time_is_not_checked():
    x = leaf(1.0)
    first, last = checks(moody(x, seen=[]) * 2.0)[0], checks(moody(x, seen=[]) * 2.0)[-1]
    assert first.words == "not checked: moody gives another value when it is run again"
    assert last.agrees


def test_a_custom_function_and_a_checkpoint_are_run_once_only():
    runs = []

    class Cube(tg.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            runs.append(x)
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, g):
            return g * 3 * ctx.saved_tensors[0] ** 2

    x = leaf(2.0)
    y = Cube.apply(x * 1.0) * 1.0
    found = checks(y)
    assert [check.words.startswith("not checked: Cube is a custom Function") for check in found] == [True] * 2 + [
        False
    ] * 2
    assert len(runs) == 1
    y.backward()
    assert x.grad.item() == 12
    (check, *_) = checks(tg.autograd.checkpoint(lambda x: x * x, leaf(2.0)))
    assert check.disagreement is None


def test_what_is_not_finite_is_not_checked():
    with np.errstate(all="ignore"):
        (check, *_) = checks(tg.sqrt(leaf(0.0, 1.0)).sum())
    assert check.words == "not checked: not all numbers are finite"


def test_nothing_of_the_graph_is_changed():
    net = nn.Linear(2, 2)
    loss = tg.dropout(net(tg.ones(3, 2)), 0.5, True).sum()
    loss.backward()
    before = [p.grad.data.copy() for p in net.parameters()]
    values = [p.data.copy() for p in net.parameters()]
    assert all(check.agrees for check in checks(loss))
    for parameter, gradient, value in zip(net.parameters(), before, values):
        assert np.array_equal(parameter.grad.data, gradient)
        assert np.array_equal(parameter.data, value)


def test_a_cast_and_integers_among_the_operands_are_replayed():
    table = leaf(*np.linspace(0, 1, 6))
    picked = tg.take(table, tg.tensor([1, 4])).to(np.float32)
    assert all(check.agrees for check in checks((picked * picked).sum()))


@op()
def picky(x):
    """x², only for the very numbers that it had."""
    if not np.all(x == np.round(x)):
        raise ValueError("only whole numbers")
    return x * x, lambda g: 2 * g * x


@op()
def narrow(x):
    """x, with a closure that takes one dtype only."""

    def back(g):
        if g.dtype != np.float32:
            raise TypeError("only float32")
        return g

    return x * 1, back


def test_ops_that_fail_when_run_again_are_not_checked():
    (check, *_) = checks(picky(leaf(2.0, 3.0)).sum())
    assert check.words == "not checked: an op can't be run again: ValueError"
    (check, *_) = checks((narrow(leaf(2.0, 3.0, dtype=np.float32)) * 3.0).sum())
    assert check.agrees
