"""The numbers behind one element: literal texts, and that they work out to what they say."""

import ast
import math
import operator
import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu.nn import functional as F
from tinygrad_edu.tracing import Constant, Leaf, Operand, arithmetic, derive

from ..ops.row import case_name
from .reading import DIFFERENTIABLE, expression_of, nodes_of

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
G = np.array([[0.13, 0.06], [-0.111, -0.053], [-0.0703, -0.062], [0.0242, 0.019]])
P = np.array([0.437, -0.519])
R = np.arange(1.0, 7.0).reshape(2, 3)


@pytest.mark.parametrize(
    ("function", "arrays", "index", "text"),
    [
        (lambda x, g: x.T @ g, (X, G), (0, 0), "0·0.13 + 0·(−0.111) + 1·(−0.0703) + 1·0.0242 = −0.0461"),
        (lambda x, g: np.dot(x, g.T), (X, G), (2, 3), "1·0.0242 + 0·0.019 = 0.0242"),
        (lambda x, y: x @ y, (P, P), (), "0.437·0.437 + (−0.519)·(−0.519) = 0.46"),
        (lambda x, g: np.sum(g, axis=0), (X, G), (0,), "0.13 + (−0.111) + (−0.0703) + 0.0242 = −0.0271"),
        (lambda x, g: np.sum(g, axis=1, keepdims=True), (X, G), (3, 0), "0.0242 + 0.019 = 0.0432"),
        (lambda x: np.sum(x), (R,), (), "1 + 2 + 3 + 4 + 5 + 6 = 21"),
        (lambda x: np.sum(x) / 6, (R,), (), "(1 + 2 + 3 + 4 + 5 + 6) / 6 = 3.5"),
        (lambda x: np.prod(x, axis=0), (R,), (2,), "3 · 6 = 18"),
        (lambda x: np.max(x, axis=1), (R,), (1,), "max(4, 5, 6) = 6"),
        (lambda x: np.cumsum(x, axis=1), (R,), (1, 1), "4 + 5 = 9"),
        (lambda x: np.vdot(x, x), (P,), (), "0.437² + (−0.519)² = 0.46"),
        (lambda x: x * (1 - x), (P,), (0,), "0.437 · (1 − 0.437) = 0.246"),
        (lambda x: x * (1 - x), (P,), (1,), "−0.519 · (1 − (−0.519)) = −0.788"),
        (lambda x: 1 - x * x, (P,), (1,), "1 − (−0.519)² = 0.731"),
        (lambda x, y: x + y, (R, np.array([[10.0], [20.0]])), (1, 2), "6 + 20 = 26"),
        (lambda x: -x, (P,), (1,), "−(−0.519) = 0.519"),
        (lambda x: np.exp(-x), (P,), (0,), "e^(−0.437) = 0.646"),
        (lambda x: np.sqrt(np.abs(x)), (P,), (1,), "√|−0.519| = 0.72"),
        (lambda x: np.where(x > 0, x, 0.0), (P,), (1,), "−0.519 where −0.519 > 0 else 0 = 0"),
        (lambda x: np.where(x, 1.0, 0.0), (P,), (0,), "1 where 0.437 ≠ 0 else 0 = 1"),
        (lambda x: np.clip(x, 0, 0.4), (P,), (0,), "clip(0.437, 0, 0.4) = 0.4"),
        (lambda x: x.T[2:, None] * 2, (R,), (0, 0, 1), "6 · 2 = 12"),
        (lambda x: np.reshape(x, (3, 2)) + 1, (R,), (1, 0), "3 + 1 = 4"),
        (lambda x: np.concatenate([x, x * 2], axis=1), (R,), (1, 4), "5 · 2 = 10"),
        (lambda x: np.flip(np.stack([x, x])[1], 0) * 3, (R,), (0, 0), "4 · 3 = 12"),
        (lambda x: np.pad(x, 1, constant_values=7.0) * 2, (R,), (0, 0), "7 · 2 = 14"),
        (lambda x: np.tril(x) + x, (R,), (0, 1), "0 + 2 = 2"),
        (lambda x: x[[1, 0, 1]] * x[0], (R,), (2, 1), "5 · 2 = 10"),
        (lambda x: x.astype(np.float32) * 2, (R,), (1, 1), "5 · 2 = 10"),
        (lambda x: np.sort(x, axis=1) * 2, (R,), (1, 1), "5 · 2 = 10"),
        (lambda x: x * 1.0, (np.ones(1),), (0,), "1 · 1 = 1"),
        (lambda x: np.einsum("ij,kj->ik", x, x), (R,), (1, 0), "4·1 + 5·2 + 6·3 = 32"),
        (lambda x: np.einsum("ii", x @ x.T), (R,), (), "91"),
        (lambda x: np.sum(np.arange(40.0) * x[0, 0]), (R,), (), "0 · 1 + 1 · 1 + 2 · 1 + … 36 more … + 39 · 1 = 780"),
    ],
)  # fmt: skip
def test_the_numbers_of_one_element(function, arrays, index, text):
    assert arithmetic(expression_of(function, *arrays), index) == text


def test_what_is_handed_on_is_one_number():
    assert arithmetic(Leaf(Operand(0), R), (1, 1)) == "5"
    assert arithmetic(Constant(0.25), ()) == "0.25"
    assert arithmetic(expression_of(lambda x: x[:, None], R), (1, 0, 1)) == "5"


def backward_of(y, position, index, g=None):
    """The arithmetic of one element of what an operand is sent."""
    return arithmetic(derive(y, g).backward[position], index)


def leaf(array):
    """A Tensor that wants a gradient."""
    return tg.tensor(np.asarray(array, dtype=float), requires_grad=True)


def test_the_arithmetic_of_a_layer():
    y = F.linear(leaf(X), leaf([[1.1, 0.9], [-0.8, -1.2]]), leaf([-0.3, 0.5]))
    assert arithmetic(derive(y).forward, (3, 1)) == "1·(−0.8) + 1·(−1.2) + 0.5 = −1.5"
    assert backward_of(y, 0, (0, 1), G) == "0.13·0.9 + 0.06·(−1.2) = 0.045"
    assert backward_of(y, 1, (0, 0), G) == "0.13·0 + (−0.111)·0 + (−0.0703)·1 + 0.0242·1 = −0.0461"
    assert backward_of(y, 2, (1,), G) == "0.06 + (−0.053) + (−0.062) + 0.019 = −0.036"


def test_the_arithmetic_of_a_sigmoid_and_a_loss():
    x = leaf([-0.255, 0.075])
    p = x.sigmoid()
    assert backward_of(p, 0, (0,), np.array([0.444, -0.482])) == "0.444 · (1 − 0.437) · 0.437 = 0.109"
    loss = F.mse_loss(p, tg.tensor([0.0, 1.0], dtype=float))
    assert arithmetic(derive(loss).forward, ()) == "((0.437 − 0)² + (0.519 − 1)²) / 2 = 0.211"
    assert backward_of(loss, 0, (1,), np.array(1.0)) == "2 · 1 / 2 · (−0.481) = −0.481"


def test_the_arithmetic_of_a_convolution():
    image, kernel = leaf(np.arange(9.0).reshape(1, 1, 3, 3)), leaf([[[[1.0, 2.0], [3.0, 4.0]]]])
    y = F.conv2d(image, kernel)
    assert arithmetic(derive(y).forward, (0, 0, 1, 1)) == "1·4 + 2·5 + 3·7 + 4·8 = 67"
    g = np.array([[[[0.1, 0.2], [0.3, 0.4]]]])
    assert backward_of(y, 0, (0, 0, 1, 1), g) == "1·0.4 + 2·0.3 + 3·0.2 + 4·0.1 = 2"
    assert backward_of(y, 1, (0, 0, 1, 0), g) == "0.1·3 + 0.2·4 + 0.3·6 + 0.4·7 = 5.7"
    padded = F.conv2d(image, kernel, padding=1)
    assert arithmetic(derive(padded).forward, (0, 0, 0, 0)) == "1·0 + 2·0 + 3·0 + 4·0 = 0"


def test_a_place_that_was_chosen_twice_is_sent_both():
    y = leaf([1.0, 2.0])[[1, 1, 0]]
    assert backward_of(y, 0, (1,), np.array([0.1, 0.2, 0.3])) == "0.1 + 0.2 = 0.3"
    assert backward_of(leaf([1.0, 2.0])[:1], 0, (1,), np.array([0.1])) == "0"


def test_the_middle_of_a_long_sum_is_left_out():
    x = np.arange(1000.0) / 10
    assert arithmetic(expression_of(lambda x: np.sum(x), x), ()) == "0 + 0.1 + 0.2 + … 996 more … + 99.9 = 49950"
    assert arithmetic(expression_of(lambda x: np.sum(x * x) / 1000, x), ()) == (
        "(0² + 0.1² + 0.2² + … 996 more … + 99.9²) / 1000 = 3328"
    )


def test_a_deep_formula_is_shown_less_deeply():
    def softmax_twice(x):
        y = np.exp(x - np.max(x)) / np.sum(np.exp(x - np.max(x)))
        return np.exp(y - np.max(y)) / np.sum(np.exp(y - np.max(y)))

    text = arithmetic(expression_of(softmax_twice, np.linspace(0, 1, 30)), (0,))
    assert text == "e^(0.0193 − 0.0526) / (e^(−0.0332) + e^(−0.0326) + e^(−0.0319) + … 26 more … + e⁰) = 0.0329"


def test_a_line_is_never_longer_than_200_characters():
    deep = expression_of(lambda x: x @ x.T @ x @ x.T @ x, np.random.default_rng(0).standard_normal((40, 40)))
    for place in [(0, 0), (39, 39)]:
        assert 10 < len(arithmetic(deep, place)) <= 200


@pytest.mark.parametrize("row", DIFFERENTIABLE, ids=case_name)
def test_every_op_has_arithmetic(row):
    for node in nodes_of(row):
        derivation = derive(node)
        for expression in (derivation.forward, *derivation.backward):
            if expression is not None and np.size(expression.value):
                text = arithmetic(expression, tuple(n - 1 for n in expression.shape))
                assert 0 < len(text) <= 200
                assert "array" not in text


# That the numbers work out

ALLOWED = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.Gt: operator.gt,
}
NAMES = {"sqrt": math.sqrt, "abs": abs, "max": max, "min": min, "log": math.log, "tanh": math.tanh}


def worked_out(text):
    """What a printed arithmetic comes to: digits, operators and a few functions, nothing else."""
    text = text.replace("−", "-").replace("·", "*").replace("²", "**2").replace("^", "**").replace("³", "**3")
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    text = re.sub(r"√([\d.]+|abs\([^)]*\))", r"sqrt(\1)", text).replace("√", "sqrt")
    text = re.sub(r"(.*) where (.*) else (.*)", r"(\1) if (\2) else (\3)", text)

    def value(node):
        match node:
            case ast.Constant(number):
                return number
            case ast.Name("e"):
                return math.e
            case ast.BinOp(left, sign, right):
                return ALLOWED[type(sign)](value(left), value(right))
            case ast.UnaryOp(sign, x):
                return ALLOWED[type(sign)](value(x))
            case ast.Call(ast.Name(name), arguments):
                return NAMES[name](*map(value, arguments))
            case ast.IfExp(condition, x, y):
                return value(x) if value(condition) else value(y)
            case ast.Compare(left, [sign], [right]):
                return ALLOWED[type(sign)](value(left), value(right))
        raise ValueError(ast.dump(node))

    return value(ast.parse(text.strip(), mode="eval").body)


FUNCTIONS = [
    lambda x, y: x + y,
    lambda x, y: x - y,
    lambda x, y: x * y,
    lambda x, y: x / (1 + y * y),
    lambda x, y: -(x * y) + x,
    lambda x, y: x - (y - x) - (x + y),
    lambda x, y: x * (y / (2 + x * x)) * -y,
    lambda x, y: (x - y) * (x - y) / 2,
    lambda x, y: -x * -y - -y,
    lambda x, y: np.exp(x / 10) - np.exp(-y / 10),
    lambda x, y: np.sqrt(np.abs(x)) + np.sqrt(1 + y * y),
    lambda x, y: np.maximum(x, y) - np.minimum(x, 0.5),
    lambda x, y: np.tanh(x) * (1 - np.tanh(x) ** 2) + y**3,
    lambda x, y: np.where(x > y, x, y),
    lambda x, y: x @ y.T,
    lambda x, y: x.T @ y,
    lambda x, y: (x * 2) @ np.swapaxes(y, 0, 1) + 1,
    lambda x, y: np.dot(x[0], y.T),
    lambda x, y: np.sum(x * y, axis=0),
    lambda x, y: np.sum(x - y, axis=1, keepdims=True) / 3,
    lambda x, y: np.sum(x) - np.vdot(x, y),
    lambda x, y: np.prod(x, axis=0) * y,
    lambda x, y: np.max(x, axis=1) + np.min(y),
    lambda x, y: np.reshape(x, -1) * np.reshape(y.T, -1),
    lambda x, y: x[:, :1] * y[-1],
    lambda x, y: np.concatenate([x, -y], axis=1)[:, ::-1] * 2,
    lambda x, y: x - np.max(x, axis=1, keepdims=True),
]

numbers = st.integers(-99, 99).map(lambda n: n / 10)


@settings(deadline=None)
@given(data=st.data(), function=st.sampled_from(FUNCTIONS), lengths=st.tuples(st.integers(1, 3), st.integers(1, 3)))
def test_what_is_printed_works_out(data, function, lengths):
    count = math.prod(lengths)
    x, y = (np.reshape(data.draw(st.lists(numbers, min_size=count, max_size=count)), lengths) for _ in "xy")
    expression = expression_of(function, x, y)
    place = data.draw(st.sampled_from(list(np.ndindex(*expression.shape))))
    text, _, result = arithmetic(expression, place).rpartition(" = ")
    assume("…" not in text)
    expected = float(np.asarray(expression.value)[place])
    assert worked_out(text or result) == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert worked_out(result) == pytest.approx(expected, rel=6e-3, abs=1e-15)
