"""The text of single steps."""

import numpy as np
import pytest

from tinygrad_edu.ops.shaping import in_order
from tinygrad_edu.tracing import trace

X = np.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (lambda x: x + 1, "x + 1"),
        (lambda x: 2 - x, "2 - x"),
        (lambda x: x * -2.5, "x * (-2.5)"),
        (lambda x: x ** np.float64(0.5), "x ** 0.5"),
        (lambda x: x * np.longdouble(0.5), f"x * {np.longdouble(0.5)!r}"),
        (lambda x: x / np.inf, "x / np.inf"),
        (lambda x: np.maximum(x, -np.inf), "np.maximum(x, (-np.inf))"),
        (lambda x: -x, "-x"),
        (lambda x: x.T, "x.T"),
        (lambda x: x.astype("f4"), "x.astype(np.float32)"),
        (lambda x: x[0], "x[0]"),
        (lambda x: x[..., -1], "x[..., -1]"),
        (lambda x: x[1:, None, ::2], "x[1:, None, ::2]"),
        (lambda x: x[(0,)], "x[0,]"),
        (lambda x: x[[0, 1]], "x[[0, 1]]"),
        (lambda x: x[x > 1], "x[v1]"),
        (lambda x: np.sum(x, axis=(0,), keepdims=True), "np.sum(x, axis=(0,), keepdims=True)"),
        (lambda x: np.multiply.reduce(x, axis=1), "np.multiply.reduce(x, axis=1)"),
        (lambda x: np.add(x, 1, dtype=np.float32), "np.add(x, 1, dtype=np.float32)"),
        (lambda x: np.concatenate([x, x], axis=1), "np.concatenate([x, x], axis=1)"),
        (lambda x: np.linalg.inv(x[:, :2]), "np.linalg.inv(v1)"),
        (lambda x: np.einsum("ij->i", x), "np.einsum('ij->i', x)"),
        (in_order, "in_order(x)"),
        (lambda x: x + X[0], "x + c0"),
        (lambda x: np.clip(x, None, 2), "np.clip(x, None, 2)"),
    ],
)
def test_the_text_of_a_step_is_the_python_that_made_it(function, text):
    program = trace(lambda x: function(x), X)
    last = program.source.split("\n")[-2].strip().removeprefix(f"{program.results[0].name} = ")
    assert last == text
    np.testing.assert_array_equal(program(X), function(X))


def test_a_function_of_this_package_is_imported():
    assert "from tinygrad_edu.ops.shaping import in_order\n" in trace(lambda x: in_order(x), X).source


@pytest.mark.parametrize(
    ("array", "line"),
    [
        (np.array([1.0, np.nan, -np.inf]), "c0 = np.array([1.0, np.nan, -np.inf], dtype=np.float64)"),
        (np.zeros((0, 3), np.float32), "c0 = np.zeros((0, 3), dtype=np.float32)"),
        (np.array([3, 4]), "c0 = np.array([3, 4], dtype=np.int64)"),
        (np.zeros(1000), "# c0: float64 (1000,), in Program.constants"),
    ],
)
def test_a_constant_is_made_exactly(array, line):
    assert line in trace(lambda x: np.where(x > 0, 1.0, array), np.ones((1,) * array.ndim)).source
