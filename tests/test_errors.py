"""Error messages: what was given, what is allowed, and what to do."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.errors import described
from tinygrad_edu.tape import op


def leaf(values, dtype=np.float64):
    return tg.tensor(np.asarray(values, dtype), requires_grad=True)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: tg.ones(2) + tg.ones(3), ["add", "(2,)", "(3,)"]),
        (lambda: tg.ones(2, 3) * np.ones((3, 2)), ["mul", "(2, 3)", "(3, 2)"]),
        (lambda: np.ones(2) - tg.ones(3), ["sub", "(2,)", "(3,)"]),
        (lambda: tg.ones(2, 3) @ tg.ones(2, 3), ["matmul", "(2, 3)"]),
        (lambda: tg.nn.Linear(3, 2)(tg.ones(5, 4)), ["linear", "(5, 4)", "(2, 3)"]),
        (lambda: tg.ones(6).reshape(4, 2), ["reshape", "(6,)", "(4, 2)"]),
        (lambda: tg.cat([tg.ones(2), tg.ones(2, 2)]), ["cat", "(2,)", "(2, 2)"]),
        (lambda: tg.stack([tg.ones(2), tg.ones(3)]), ["stack", "(2,)", "(3,)"]),
        (lambda: tg.ones(2).sum(dim=3), ["sum", "(2,)", "axis=3"]),
        (lambda: tg.ones(2)[5], ["getitem", "(2,)", "5"]),
        (lambda: tg.ones(2, 3).transpose(0, 2), ["transpose", "(2, 3)"]),
        (lambda: tg.where(np.ones(2, bool), tg.ones(3), 0.0), ["where", "(2,)", "(3,)"]),
        (lambda: np.exp(tg.ones(2)) + tg.ones(3), ["add", "(2,)", "(3,)"]),
    ],
)
def test_an_error_in_forward_names_the_op_and_the_shapes(call, words):
    with pytest.raises((ValueError, IndexError)) as caught:
        call()
    assert all(word in str(caught.value) for word in words)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: tg.ones(2) + "a", ["add", "'a'"]),
        (lambda: tg.ones(2) * None, ["mul", "None"]),
        (lambda: tg.ones(2) @ 3.0, ["matmul", "(2,)"]),
    ],
)
def test_an_operand_of_a_wrong_kind_names_the_op(call, words):
    with pytest.raises((TypeError, ValueError)) as caught:
        call()
    assert all(word in str(caught.value) for word in words)


def test_the_cause_is_kept():
    with pytest.raises(ValueError, match="add") as caught:
        tg.ones(2) + tg.ones(3)
    assert isinstance(caught.value.__cause__, ValueError)


def test_an_error_leaves_the_kind_of_error_that_numpy_raised():
    with pytest.raises(IndexError):
        tg.ones(2)[5]
    with pytest.raises(np.exceptions.AxisError.__mro__[1:3]):
        tg.ones(2).sum(dim=3)


@op()
def failing_backward(x, y):
    """A product whose derivative by y has a mistake in it."""

    def wrong(g):
        raise KeyError("a mistake in a closure")

    return x * y, lambda g: g * y, wrong


def test_an_error_in_backward_names_the_op_its_shapes_and_how_to_learn_the_line():
    x, y = leaf([[1.0, 2.0]]), leaf([3.0, 4.0])
    z = failing_backward(x, y)
    z.name = "area"
    with pytest.raises(KeyError) as caught:
        z.sum().backward()
    note = "\n".join(caught.value.__notes__)
    assert "failing_backward" in note
    assert "(1, 2)" in note
    assert "(2,)" in note
    assert "area" in note
    assert "record_lines" in note


def test_an_error_in_backward_names_the_line_where_it_was_recorded():
    x, y = leaf([1.0]), leaf([3.0])
    with tg.record_lines():
        z = failing_backward(x, y)
    with pytest.raises(KeyError) as caught:
        z.sum().backward()
    note = "\n".join(caught.value.__notes__)
    assert f"test_errors.py:{z.line[1]}" in note
    assert "record_lines" not in note


def test_an_error_in_a_backward_with_create_graph_names_the_op_too():
    z = failing_backward(leaf([1.0]), leaf([3.0]))
    with pytest.raises(KeyError) as caught:
        z.sum().backward(create_graph=True)
    assert "failing_backward" in "\n".join(caught.value.__notes__)


def test_a_failed_backward_leaves_no_gradients_behind():
    x, y = leaf([1.0]), leaf([3.0])
    with pytest.raises(KeyError):
        failing_backward(x, y).sum().backward()
    assert x.grad is None
    assert y.grad is None


def test_nodes_in_words():
    x = leaf([[1.0, 2.0]])
    x.name = "x"
    y = x * 3.0
    assert described(x) == "x = leaf of shape (1, 2)"
    assert described(y) == "mul((1, 2), 3.0) → (1, 2)"
    with tg.record_lines():
        z = x * 3.0
    assert described(z) == f"mul((1, 2), 3.0) → (1, 2), {__file__}:{z.line[1]}"


@pytest.mark.parametrize(
    "call",
    [
        lambda: tg.tensor("abc"),
        lambda: tg.tensor([[1.0], [1.0, 2.0]]),
        lambda: tg.tensor([1, 2], requires_grad=True),
        lambda: tg.set_default_dtype(np.int32),
        lambda: leaf([1.0]).numpy(),
        lambda: np.asarray(leaf([1.0])),
        lambda: np.linalg.eig(tg.ones(2, 2)),
        lambda: (leaf([1.0, 2.0]) * 2.0).backward(),
        lambda: tg.ones(2).sum().backward(),
        lambda: tg.grad(leaf(1.0) * 2.0, leaf(1.0)),
        lambda: leaf([1.0]).zero_(),
        lambda: leaf([1.0]).__iadd__(1.0),
        lambda: tg.tensor([1]).__iadd__(0.5),
        lambda: leaf([1.0]).__setitem__(0, 1.0),
        lambda: (leaf([1.0]) * 2.0).requires_grad_(False),
        lambda: tg.ones(2).sum(dimension=3),
        lambda: tg.outer(tg.ones(2, 2), tg.ones(2)),
        lambda: tg.dot(tg.ones(2, 2), tg.ones(2)),
        lambda: tg.nn.Module()(1.0),
        lambda: tg.nn.Sequential(tg.nn.ReLU),
        lambda: tg.nn.Dropout(2.0),
        lambda: tg.nn.Linear(2, 2).load_state_dict({}),
        lambda: tg.nn.MSELoss(reduction="median"),
        lambda: tg.nn.init.xavier_uniform_(tg.zeros(3)),
        lambda: tg.nn.init.calculate_gain("gauss"),
        lambda: tg.optim.SGD([], lr=0.1),
        lambda: tg.optim.SGD(leaf([1.0]), lr=0.1),
        lambda: tg.optim.SGD([leaf([1.0])], lr=-0.1),
    ],
)
def test_every_error_of_ours_says_what_to_do(call):
    with pytest.raises((TypeError, ValueError, RuntimeError, KeyError)) as caught:
        call()
    message = str(caught.value)
    assert "\nhelp: " in message  # on a line of its own, which a KeyError would not print as one
    assert len(message.split("\nhelp: ")[1]) > 5


def test_an_error_without_a_better_answer_says_what_the_op_is():
    with pytest.raises(TypeError, match=r"'axis'(.|\n)*help: softmax is .* along `axis`"):
        tg.softmax(tg.ones(2))
