"""Products with Jacobians and Hessians, against PyTorch and against formulas."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.autograd import functional


def two_to_two(x, y):
    return x * y + x.exp(), y * y * x.sum()


def number(x, y):
    return (x * x * y).sum() + (x * y * y * y).sum()


def arrays():
    draw = np.random.default_rng(3)
    return draw.standard_normal(3), draw.standard_normal(3)


def both(name, function, vectors):
    """The result of a function of `autograd.functional` here and in PyTorch, as flat lists of arrays."""
    torch = pytest.importorskip("torch")
    results = []
    for library, make in ((functional, tg.tensor), (torch.autograd.functional, torch.tensor)):
        args = [tuple(make(v) for v in vectors)] if vectors else []
        results.append(flat(getattr(library, name)(function, tuple(make(x) for x in arrays()), *args)))
    return results


def flat(thing):
    return [part for one in thing for part in flat(one)] if isinstance(thing, tuple) else [np.asarray(thing)]


VECTOR = np.array([0.5, -1.0, 2.0])
CASES = {
    "vjp": (two_to_two, (VECTOR, 2 * VECTOR)),
    "jvp": (two_to_two, (VECTOR, -VECTOR)),
    "jacobian": (two_to_two, ()),
    "hessian": (number, ()),
    "vhp": (number, (VECTOR, -VECTOR)),
    "hvp": (number, (VECTOR, -VECTOR)),
}


@pytest.mark.parametrize("name", CASES)
def test_pytorch_gives_the_same(name):
    ours, theirs = both(name, *CASES[name])
    assert len(ours) == len(theirs)
    for own, their in zip(ours, theirs):
        assert own.shape == their.shape
        np.testing.assert_allclose(own, their, rtol=1e-13, atol=1e-13)


def test_jvp_is_the_derivative_along_a_direction():
    x, v = tg.tensor(arrays()[0]), tg.tensor(VECTOR)
    value, along = functional.jvp(lambda x: x.exp() * x, x, v)
    np.testing.assert_allclose(value.data, np.exp(x.data) * x.data)
    np.testing.assert_allclose(along.data, np.exp(x.data) * (1 + x.data) * VECTOR, rtol=1e-14)
    assert not along.requires_grad


def test_the_jacobian_of_one_input_and_one_output_is_no_tuple():
    matrix = np.arange(6.0).reshape(2, 3)
    result = functional.jacobian(lambda x: tg.matmul(tg.tensor(matrix), x), tg.tensor(np.ones(3)))
    np.testing.assert_array_equal(result.data, matrix)


def test_the_hessian_of_a_quadratic_form():
    matrix = np.array([[1.0, 2.0], [0.0, 3.0]])
    result = functional.hessian(lambda x: tg.matmul(x, tg.matmul(tg.tensor(matrix), x)), tg.tensor(np.ones(2)))
    np.testing.assert_allclose(result.data, matrix + matrix.T)


def test_what_an_output_doesnt_depend_on_has_a_jacobian_of_zeros():
    x, y = tg.tensor([1.0, 2.0]), tg.tensor([3.0])
    by_x, by_y = functional.jacobian(lambda x, y: x * 2, (x, y))
    assert by_x.tolist() == [[2.0, 0.0], [0.0, 2.0]]
    assert by_y.tolist() == [[0.0], [0.0]]
    with pytest.raises(RuntimeError, match="don't depend on every input"):
        functional.jacobian(lambda x, y: x * 2, (x, y), strict=True)


def test_create_graph_connects_the_result_with_the_inputs():
    x = tg.tensor([1.0, 2.0], requires_grad=True)
    functional.jacobian(lambda x: x**3, x, create_graph=True).sum().backward()
    assert x.grad.tolist() == [6.0, 12.0]


def test_the_grad_of_what_the_function_uses_isnt_touched():
    w = tg.tensor(2.0, requires_grad=True)
    functional.hessian(lambda x: (w * x * x).sum(), tg.tensor([1.0, 2.0]))
    assert w.grad is None


def test_mistakes_are_named():
    x = tg.tensor([1.0, 2.0])
    with pytest.raises(TypeError, match="input 0 is no floating-point Tensor"):
        functional.vjp(lambda x: x, tg.tensor([1, 2]))
    with pytest.raises(RuntimeError, match="v can be left out for a single number only"):
        functional.vjp(lambda x: x, x)
    with pytest.raises(RuntimeError, match=r"v has shape \(3,\) where input 0 has \(2,\)"):
        functional.jvp(lambda x: x, x, tg.ones(3))
    with pytest.raises(RuntimeError, match="v has 2 parts for 1 outputs"):
        functional.vjp(lambda x: x, x, (x, x))
    with pytest.raises(RuntimeError, match=r"must return one number, not \(2,\)"):
        functional.hessian(lambda x: x, x)
    with pytest.raises(TypeError, match="the function's result 0 is a float"):
        functional.vjp(lambda x: 1.0, x)
