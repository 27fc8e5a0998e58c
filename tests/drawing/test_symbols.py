"""What operations are called in their boxes."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.drawing.computation import computation
from tinygrad_edu.drawing.symbols import module_text, options_text, shape_text, title


def last(tensor):
    return computation([tensor]).vertices[-1]


def x(shape=(2, 3)):
    return tg.ones(*shape, requires_grad=True)


@pytest.mark.parametrize(
    ("make", "shown"),
    [
        (lambda: x() + x(), "+"),
        (lambda: 2.0 * x(), "2 ×"),
        (lambda: x() * 0.5, "× 0.5"),
        (lambda: x() - 1.0, "− 1"),
        (lambda: x() * 1.0001, "× 1.0001"),
        (lambda: 1.0 - x(), "1 −"),
        (lambda: x() / -2.0, "÷ −2"),
        (lambda: x() ** 2.0, "x²"),
        (lambda: x() ** -3.0, "x⁻³"),
        (lambda: x() ** 0.5, "x^0.5"),
        (lambda: x() ** 1e6, "x^1e6"),
        (lambda: 2.0 ** x(), "2^x"),
        (lambda: x() @ x((3, 2)), "@"),
        (lambda: -x(), "−"),
        (lambda: tg.tanh(x()), "tanh"),
        (lambda: x()[0], "[0]"),
        (lambda: x()[:, 1:3], "[:, 1:3]"),
        (lambda: x()[..., ::2], "[…, ::2]"),
        (lambda: x()[np.array([0, 1])], "[array 2]"),
        (lambda: tg.log_softmax(x(), 1), "log softmax"),
        (lambda: nn.functional.binary_cross_entropy(x() * 0.5, tg.ones(2, 3)), "BCE"),
    ],
)
def test_titles(make, shown):
    assert title(last(make())) == shown


def test_a_custom_function_goes_by_its_own_name():
    class Doubled(tg.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    vertex = next(vertex for vertex in computation([Doubled.apply(x())]).vertices if vertex.op)
    assert "Doubled" in title(vertex)


def test_options_that_are_not_the_defaults_are_shown():
    assert options_text(last(x().sum())) == ""
    assert options_text(last(np.sum(x(), axis=1))) == "axis=1"
    assert options_text(last(np.sum(x(), axis=-1, keepdims=True))) == "axis=−1, keepdims=True"
    assert options_text(last(x()[0])) == ""
    assert options_text(computation([tg.ones(2)]).vertices[0]) == ""


def test_the_index_of_an_embedding_is_an_option():
    layer = nn.Embedding(4, 2)
    assert options_text(last(layer(tg.tensor([1, 2, 2])))) == "index=[1, 2, 2]"
    assert options_text(last(layer(tg.tensor(np.arange(100) % 4)))) == ""  # too long to be read


def test_shapes():
    assert shape_text(()) == "scalar"
    assert shape_text((4,)) == "4"
    assert shape_text((4, 2)) == "4×2"


def test_modules_say_what_goes_in_and_out():
    assert module_text(nn.Linear(25, 20)) == "Linear 25 → 20"
    assert module_text(nn.Conv2d(1, 8, 3)) == "Conv2d 1 → 8"
    assert module_text(nn.Tanh()) == "Tanh"
