"""Programs as expressions: their values, what they share, and what becomes of writes."""

import numpy as np
import pytest

from tinygrad_edu.tracing import Call, Constant, Leaf, Operand
from tinygrad_edu.tracing.expressions import Unreadable, bare, in_order, read, rearranges, rebuilt

from .reading import expression_of

X, Y = np.arange(6.0).reshape(2, 3), np.array([1.0, -2.0, 0.5])


def inplace(x, y):
    z = x + y
    z *= 2
    return z


def into(x, y):
    z = x + y
    np.multiply(z, y, out=z)
    return z


def element(x, y):
    z = x * 1.0
    z[0, 1:] = y[0]
    z[1] = y
    return z


def at(x, y):
    z = x * 1.0
    np.add.at(z, (0, [1, 1]), y[0])
    return z


def narrow(x, y):
    z = (x + y).astype(np.float32)
    z += y
    return z


@pytest.mark.parametrize(
    "function",
    [
        lambda x, y: x + y,
        lambda x, y: np.sum(x * y, axis=1) @ x,
        lambda x, y: x.T[1:, None].astype(np.float32),
        lambda x, y: np.where(x > 1, x, y) / 3,
        lambda x, y: np.concatenate([x, y[None]]),
        lambda x, y: np.take_along_axis(x, np.argsort(x, axis=1), axis=1) + X,
        inplace,
        into,
        element,
        at,
        narrow,
    ],
)
def test_the_value_of_an_expression_is_the_functions(function):
    expression = expression_of(function, X.copy(), Y.copy())
    expected = function(X.copy(), Y.copy())
    np.testing.assert_array_equal(expression.value, expected)
    assert expression.value.dtype == expected.dtype
    assert expression.shape == expected.shape


def test_a_write_leaves_what_was_read_before():
    def both(x, y):
        z = x + y
        before = z * 1
        z += y
        return before - z

    expression = expression_of(both, X, Y)
    np.testing.assert_array_equal(expression.value, np.broadcast_to(-Y, X.shape))
    before, after = expression.arguments
    np.testing.assert_array_equal(before.value, X + Y)
    np.testing.assert_array_equal(after.value, X + 2 * Y)


def test_what_is_used_twice_is_one_object():
    def twice(x, y):
        e = np.exp(x)
        return e / (1 + e) + y

    quotient, y = expression_of(twice, X, Y).arguments
    e, d = quotient.arguments
    assert d.arguments == (1, e)
    assert d.arguments[1] is e
    assert y.identity == Operand(1)
    assert y.value is Y
    parts = list(in_order(quotient))
    assert [type(part) for part in parts] == [Leaf, Call, Call, Call]
    assert parts[-1] is quotient


def test_an_array_that_was_there_before_is_one_constant():
    table = np.array([1.0, 2.0, 3.0])
    total = expression_of(lambda x, y: x * table + table, X, Y)
    constants = [part for part in in_order(total) if isinstance(part, Constant)]
    assert len(constants) == 1
    assert constants[0].value is table


@pytest.mark.parametrize("write", [lambda row: row.__setitem__(0, 1.0), lambda row: row.__iadd__(1.0)])
def test_a_write_through_a_view_is_refused(write):
    def through(x, y):
        z = x * 1.0
        write(z[0])
        return z

    with pytest.raises(Unreadable, match="view"):
        expression_of(through, X, Y)


def masked(x, y):
    z = x * 1.0
    np.add(z, 1.0, out=z, where=X > 1)
    return z


def stretched(x, y):
    z = x * 1.0
    np.multiply(y, 2.0, out=z)
    return z


@pytest.mark.parametrize("function", [masked, stretched])
def test_a_write_into_a_part_is_refused(function):
    with pytest.raises(Unreadable, match="part of an array"):
        expression_of(function, X, Y)


def test_values_are_computed_once_and_without_recursion():
    calls = []

    def counted(x):
        calls.append(x)
        return x + 1

    expression = Constant(0)
    for _ in range(100_000):
        expression = Call(counted, (expression,))
    assert expression.value == 100_000
    assert expression.arguments[0].value == 99_999
    assert len(calls) == 100_000


def test_computing_again_does_not_warn():
    with np.errstate(divide="ignore"):
        expression = expression_of(lambda x, y: np.log(x), np.zeros(2), Y)
    assert np.all(np.isneginf(expression.value))


def test_rebuilding_keeps_what_does_not_change():
    expression = expression_of(lambda x, y: np.exp(x) * (y + 1), X, Y)
    e, total = expression.arguments
    new = rebuilt(expression, instead={e: Constant(2.0)})
    assert new.arguments[1] is total
    np.testing.assert_array_equal(new.value, np.broadcast_to(2 * (Y + 1), (3,)))
    assert expression.arguments[0] is e
    assert rebuilt(expression) is expression


def test_a_step_may_be_made_in_another_way():
    x = Leaf(Operand(0), X)
    assert read([], {"x": x})["x"] is x
    assert x.inside == ()


@pytest.mark.parametrize(
    ("function", "passes", "only_rearranges"),
    [
        (lambda x, y: np.expand_dims(x, 0), True, True),
        (lambda x, y: np.broadcast_to(x, (4, 2, 3)), True, True),
        (lambda x, y: x.astype(np.float32), True, True),
        (lambda x, y: x[:, None], True, True),
        (lambda x, y: np.reshape(x, (2, 1, 3)), True, True),
        (lambda x, y: np.copy(np.squeeze(x[None], 0)), True, True),
        (lambda x, y: x.T, False, True),
        (lambda x, y: np.reshape(x, (3, 2)), False, True),
        (lambda x, y: np.moveaxis(x, 0, 1), False, True),
        (lambda x, y: x.astype(int), False, False),
        (lambda x, y: x[:1], False, False),
        (lambda x, y: x + y, False, False),
    ],
)
def test_steps_that_a_reader_need_not_see(function, passes, only_rearranges):
    expression = expression_of(function, X, Y)
    assert isinstance(bare(expression), Leaf) == passes
    assert isinstance(bare(expression, rearranges), Leaf) == only_rearranges
