"""The published table of subgradients, number by number."""

import numpy as np
import pytest

import tinygrad_edu as tg

from .subgradients import KINKS


@pytest.mark.parametrize("kink", KINKS, ids=lambda kink: kink.name)
def test_subgradient(kink):
    tensors = [
        tg.tensor(operand) if isinstance(operand, np.ndarray) else tg.tensor(operand, np.float64, requires_grad=True)
        for operand in kink.operands
    ]
    with np.errstate(all="ignore" if kink.infinite else None):
        output = kink.function(tg, *tensors)
        output.backward(kink.seed())
    np.testing.assert_allclose(output.data, kink.value, rtol=1e-12, atol=1e-30, err_msg=f"{kink.name}: value")
    for position, (tensor, expected) in enumerate(zip(tensors, kink.gradients, strict=True)):
        if expected is None:
            assert tensor.grad is None, f"{kink.name}: the constant operand {position} got a gradient"
        else:
            what = f"{kink.name}: gradient of operand {position}"
            np.testing.assert_allclose(tensor.grad.data, expected, rtol=1e-12, atol=1e-30, err_msg=what)


def second_derivatives(function, *points):
    """The matrix of second derivatives of a function of numbers, or of one vector."""
    leaves = [tg.tensor(point, np.float64, requires_grad=True) for point in points]
    firsts = tg.grad(function(*leaves), leaves, create_graph=True)
    rows = []
    for first in tg.cat([first.reshape(-1) for first in firsts]):
        seconds = tg.grad(first, leaves, allow_unused=True) if first.requires_grad else [None] * len(leaves)
        seconds = [np.zeros(leaf.shape) if second is None else second.data for leaf, second in zip(leaves, seconds)]
        rows.append(np.concatenate([np.ravel(second) for second in seconds]))
    return np.array(rows)


SECOND = (
    ("x ** 0 at 0", lambda x: x**0, (0.0,), [[0]]),
    ("x ** 1 at 0", lambda x: x**1, (0.0,), [[0]]),
    ("x ** 2 at 0", lambda x: x**2, (0.0,), [[2]]),
    ("x ** 3 at 0", lambda x: x**3, (0.0,), [[0]]),
    ("x ** y at (0, 2)", lambda x, y: x**y, (0.0, 2.0), [[2, 0], [0, 0]]),
    ("x ** y at (0, 3)", lambda x, y: x**y, (0.0, 3.0), [[0, 0], [0, 0]]),
    ("relu at 0", tg.relu, (0.0,), [[0]]),
    ("abs at 0", tg.abs, (0.0,), [[0]]),
    ("sigmoid at 1000", tg.sigmoid, (1000.0,), [[0]]),
    ("softplus at 0", tg.nn.functional.softplus, (0.0,), [[0.25]]),
    ("softplus at 1000", tg.nn.functional.softplus, (1000.0,), [[0]]),
    ("softplus at -1000", tg.nn.functional.softplus, (-1000.0,), [[0]]),
    ("norm at 0", tg.norm, ([0.0, 0.0],), [[0, 0], [0, 0]]),
    ("norm of order 3 at 0", lambda x: tg.norm(x, 3), ([0.0, 0.0],), [[0, 0], [0, 0]]),
    ("std of a constant", tg.std, ([2.0, 2.0],), [[0, 0], [0, 0]]),
    ("var of a constant", tg.var, ([2.0, 2.0],), [[1, -1], [-1, 1]]),
    ("prod with a zero", tg.prod, ([0.0, 2.0, 3.0],), [[0, 3, 2], [3, 0, 0], [2, 0, 0]]),
    ("prod with two zeros", tg.prod, ([0.0, 2.0, 0.0],), [[0, 0, 2], [0, 0, 0], [2, 0, 0]]),
    (
        "double where",
        lambda x: tg.where(x > 0, tg.sqrt(tg.where(x > 0, x, 1.0)), 0.0).sum(),
        ([0.0, 4.0],),
        [[0, 0], [0, -1 / 32]],
    ),
    ("where beside infinity", lambda x: tg.where(x > 0, x * x, np.inf), (3.0,), [[2]]),
    ("logsumexp of huge numbers", tg.logsumexp, ([1000.0, 1000.0],), [[0.25, -0.25], [-0.25, 0.25]]),
    ("logsumexp with a -inf", tg.logsumexp, ([-np.inf, 3.0],), [[0, 0], [0, 0]]),
)


@pytest.mark.parametrize(("name", "function", "points", "expected"), SECOND, ids=[row[0] for row in SECOND])
def test_second_derivative(name, function, points, expected):
    np.testing.assert_allclose(second_derivatives(function, *points), expected, rtol=1e-12, atol=1e-14, err_msg=name)


def test_the_second_derivatives_of_a_power_are_symmetric_at_exponent_0():
    found = second_derivatives(lambda x, y: x**y, 2.0, 0.0)
    np.testing.assert_allclose(found, [[0, 0.5], [0.5, np.log(2.0) ** 2]], rtol=1e-14)


def test_an_extreme_that_is_nan_sends_back_to_it():
    x = tg.tensor([1.0, np.nan, 2.0], requires_grad=True)
    x.amax().backward()
    assert x.grad.tolist() == [0, 1, 0]


def test_a_sigmoid_in_half_precision_does_not_overflow():
    y = tg.sigmoid(tg.tensor(np.array([-50.0, 0.0, 12.0, 50.0], np.float16)))
    assert y.tolist() == pytest.approx([0, 0.5, 1, 1], abs=2e-5)
