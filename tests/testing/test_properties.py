"""Strategies draw what they promise; `check_gradients` finds, shrinks, and prints a test that can be pasted."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu import testing
from tinygrad_edu.tape import op
from tinygrad_edu.testing import (
    GradientError,
    broadcastable_tensors,
    check_gradients,
    gradcheck,
    matrices,
    tensors,
)

few = settings(max_examples=40, deadline=None, derandomize=True, database=None)


@few
@given(tensors(), tensors(3, np.float32, requires_grad=False), tensors((2, 0)))
def test_shapes_and_dtypes(any_shape, three, empty):
    assert any_shape.dtype == np.float64
    assert any_shape.requires_grad
    assert any_shape.ndim <= 3
    assert (three.shape, three.dtype, three.requires_grad) == ((3,), np.float32, False)
    assert empty.shape == (2, 0)


@few
@given(tensors((20,), elements=(-1, 2), away_from=(0, 1)), tensors((20,), np.float32, elements=st.integers(1, 3)))
def test_numbers(x, whole):
    assert np.all((x.data >= -1) & (x.data <= 2))
    assert np.all(np.abs(x.data) >= 0.1)
    assert np.all(np.abs(x.data - 1) >= 0.1)
    assert np.all((x.data == 0) | (np.abs(x.data) >= np.finfo(float).tiny))
    assert set(whole.data.tolist()) <= {1.0, 2.0, 3.0}


@few
@given(tensors(distinct=True, away_from=(0,)))
def test_distinct_numbers(x):
    numbers = np.sort(x.data.ravel())
    assert np.all(np.diff(numbers) > 1e-3)
    assert np.all(np.abs(numbers) >= 0.1)


@few
@given(broadcastable_tensors(3))
def test_shapes_that_broadcast(drawn):
    assert len(drawn) == 3
    np.broadcast_shapes(*[x.shape for x in drawn])


def test_shapes_that_broadcast_differ():
    seen = set()

    @few
    @given(broadcastable_tensors(2))
    def look(drawn):
        seen.add(tuple(x.shape for x in drawn))

    look()
    assert any(len(left) != len(right) for left, right in seen)
    assert any(1 in left and left != right and len(left) == len(right) for left, right in seen)


@few
@given(matrices(), matrices(square=True), matrices((2, 3, 3), symmetric=True), matrices(positive_definite=True))
def test_matrices(plain, square, symmetric, positive):
    assert plain.ndim == 2
    assert square.shape[0] == square.shape[1]
    np.testing.assert_array_equal(symmetric.data, np.swapaxes(symmetric.data, -1, -2))
    assert symmetric.shape == (2, 3, 3)
    assert np.min(np.linalg.eigvalsh(positive.data)) >= 1 - 1e-9


@few
@given(matrices(invertible=True), matrices((3, 3), symmetric=True, invertible=True))
def test_invertible_matrices(x, symmetric):
    for matrix in (x.data, symmetric.data):
        assert np.linalg.norm(np.linalg.inv(matrix), np.inf) <= 1 + 1e-9
    np.testing.assert_array_equal(symmetric.data, symmetric.data.T)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: tensors(dtype=np.int64), TypeError, "int64 have no gradient"),
        (lambda: tensors(elements=st.floats(), distinct=True), TypeError, "wants elements"),
        (lambda: tensors(2, elements=(-0.05, 0.05), away_from=(0,)), ValueError, "no number between"),
        (
            lambda: tensors(2, elements=(-0.05, 0.05), away_from=(0,), distinct=True).example(),
            ValueError,
            "no 2 numbers",
        ),
        (lambda: matrices((2, 3), symmetric=True), ValueError, "aren't square"),
        (lambda: check_gradients(z=tensors())(lambda x: x), TypeError, "no argument 'z'"),
    ],
)
@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_wrong_calls_are_errors_that_help(call, error, message):
    with pytest.raises(error, match=message):
        call()


# The decorator


@check_gradients(x=tensors(shape=(3, 4)), y=tensors(shape=(4,)))
def test_a_right_function_passes(x, y):
    return x * tg.sigmoid(x) + y


@check_gradients(xs=broadcastable_tensors(2), scale=st.sampled_from([1.0, 2.5]))
def test_other_values_may_be_drawn_too(xs, scale):
    return xs[0] * xs[1] * scale


class TestInAClass:
    factor = 2.0

    @check_gradients(x=tensors(away_from=(0,)))
    def test_it_has_its_object(self, x):
        return tg.abs(x) * self.factor


def test_a_profile_says_how_many_inputs_are_drawn():
    seen = set()

    @check_gradients(settings(max_examples=3, database=None), x=tensors(shape=(2,)), n=st.integers())
    def function(x, n):
        seen.add(n)
        return x * 2.0

    function()
    assert 1 <= len(seen) <= 3


@op()
def leaky(x):
    return np.maximum(x, 0), lambda g: np.where(x > 0, g, g * 0.5)


def the_message_of(test):
    with pytest.raises(GradientError) as raised:
        test()
    return str(raised.value)


def test_a_counterexample_is_shrunk_and_can_be_pasted():
    @check_gradients(x=tensors(away_from=(0,)))
    def leaky_gradients(x):
        return leaky(x)

    message = the_message_of(leaky_gradients)
    source = message.split("as a test:\n\n")[1]
    assert "gradcheck(leaky_gradients.function, (tensor(-1.0, dtype=float64, requires_grad=True),))" in source
    names = {"leaky_gradients": leaky_gradients}
    exec(source, names)
    with pytest.raises(GradientError, match="wrong"):
        names["test_leaky_gradients_again"]()


def test_it_finds_the_same_every_time():
    def attack():
        @check_gradients(x=tensors(away_from=(0,)), parts=broadcastable_tensors(2))
        def function(x, parts):
            return leaky(x), parts[0] + parts[1]

        return the_message_of(function)

    first = attack()
    assert first == attack()
    assert "(tensor(" in first.split("function.function, ")[1]


def test_every_example_is_checked_by_gradcheck():
    seen = []

    @check_gradients(x=tensors(shape=(2,)))
    def function(x):
        seen.append(x.data.tolist())
        return x * x

    function()
    assert len({tuple(x) for x in seen}) > 50


def test_the_function_itself_is_at_hand():
    assert gradcheck(test_a_right_function_passes.function, (tg.randn(3, 4), tg.randn(4)))


# Without hypothesis


def test_gradcheck_needs_no_hypothesis_and_the_rest_says_how_to_get_it():
    program = """
import sys
sys.modules["hypothesis"] = None
from tinygrad_edu.testing import gradcheck
import tinygrad_edu as tg
assert gradcheck(tg.exp, tg.ones(2))
try:
    from tinygrad_edu.testing import tensors
except ModuleNotFoundError as error:
    print(error)
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "pip install hypothesis" in result.stdout


def test_names():
    assert {"gradcheck", "tensors", "matrices", "check_gradients"} <= set(dir(testing))
    with pytest.raises(AttributeError, match="no 'nothing'"):
        testing.nothing
