"""Expressions written shorter: the same value, from fewer steps."""

import numpy as np
import pytest

from tinygrad_edu.tracing import Call, Constant, formula
from tinygrad_edu.tracing.simplification import simplified

from .reading import LABELS, expression_of

ONES, X, Y = np.ones((2, 3)), np.arange(1.0, 7.0).reshape(2, 3), np.array([1.0, -2.0, 0.5])


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (lambda x, y: ONES * x, "x"),
        (lambda x, y: x * ONES, "x"),
        (lambda x, y: x / 1, "x"),
        (lambda x, y: x**1.0, "x"),
        (lambda x, y: -ONES * x, "−x"),
        (lambda x, y: x * -1, "−x"),
        (lambda x, y: x + 0, "x"),
        (lambda x, y: 0 + x, "x"),
        (lambda x, y: x - 0.0, "x"),
        (lambda x, y: 0 - x, "−x"),
        (lambda x, y: ONES * (1 - x * x), "1 − x²"),
        (lambda x, y: -(ONES * 1) * x / y, "−x / y"),
        (lambda x, y: 1 / (ONES * x), "1 / x"),
        (lambda x, y: np.where(True, x, y), "x"),
        (lambda x, y: np.where(False, x, y), "y"),
        (lambda x, y: np.logical_and(x > 0, True), "x > 0"),
        (lambda x, y: 2 * x, "2 · x"),
        (lambda x, y: x * 0, "x · 0"),
        (lambda x, y: np.array([1.0, 2.0, 1.0]) * x, "[1, 2, 1] · x"),
    ],
)
def test_ones_and_zeros_disappear(function, text):
    expression = expression_of(function, X, Y)
    np.testing.assert_array_equal(simplified(expression).value, expression.value)
    assert formula(simplified(expression), LABELS) == text


def test_a_shape_stays():
    short = simplified(expression_of(lambda x, y: ONES * y, X, Y))
    assert short.shape == (2, 3)
    assert formula(short, LABELS) == "y"
    np.testing.assert_array_equal(short.value, np.broadcast_to(Y, (2, 3)))


@pytest.mark.parametrize(
    ("call", "value"),
    [
        (Call(np.reshape, (Constant(np.ones(3)), (3, 1))), np.ones((3, 1))),
        (Call(np.sum, (Constant(np.ones((1, 1))),), {"axis": 0}), np.ones(1)),
        (Call(np.multiply, (Constant(np.ones(2)), -1)), -np.ones(2)),
        (Call(np.negative, (Constant(np.ones(2)),)), -np.ones(2)),
        (Call(np.zeros_like, (Constant(np.ones(2)),)), np.zeros(2)),
    ],
)
def test_numbers_stay_numbers(call, value):
    short = simplified(call)
    assert isinstance(short, Constant)
    np.testing.assert_array_equal(short.value, value)


def test_a_sum_of_ones_is_no_one():
    call = Call(np.sum, (Constant(np.ones(4)),))
    assert simplified(call) is call


def test_truth_values_are_no_numbers():
    call = Call(np.multiply, (Constant(np.array(True)), Constant(np.array(2.0))))
    assert simplified(call) is call
