"""`out=`: what a function computes is written into a tensor that is there already."""

import inspect
import pickle

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import out as out_room

X, Y = np.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.25], [0.5, 0.25, 2.0]]), np.array([[1.0, 2.0, 3.0]] * 3)
CALLS = {
    "add": lambda m, x, y, out: m.add(x, y, alpha=2, out=out),
    "sub": lambda m, x, y, out: m.sub(x, y, out=out),
    "mul": lambda m, x, y, out: m.mul(x, y, out=out),
    "multiply": lambda m, x, y, out: m.multiply(x, y, out=out),
    "div": lambda m, x, y, out: m.div(x, y, out=out),
    "pow": lambda m, x, y, out: m.pow(x, 2, out=out),
    "matmul": lambda m, x, y, out: m.matmul(x, y, out=out),
    "mm": lambda m, x, y, out: m.mm(x, y, out=out),
    "bmm": lambda m, x, y, out: m.bmm(x[None], y[None], out=out),
    "mv": lambda m, x, y, out: m.mv(x, y[0], out=out),
    "dot": lambda m, x, y, out: m.dot(x[0], y[0], out=out),
    "exp": lambda m, x, y, out: m.exp(x, out=out),
    "clamp": lambda m, x, y, out: m.clamp(x, 0.3, 2.0, out=out),
    "sum": lambda m, x, y, out: m.sum(x, 0, out=out),
    "mean": lambda m, x, y, out: m.mean(x, 1, keepdim=True, out=out),
    "max": lambda m, x, y, out: m.max(x, y, out=out),
    "cat": lambda m, x, y, out: m.cat((x, y), out=out),
    "stack": lambda m, x, y, out: m.stack((x, y), 1, out=out),
    "where": lambda m, x, y, out: m.where(x > y, x, y, out=out),
    "zeros": lambda m, x, y, out: m.zeros(2, 3, out=out),
    "ones": lambda m, x, y, out: m.ones((2,), out=out),
    "full": lambda m, x, y, out: m.full((2,), 1.5, out=out),
    "arange": lambda m, x, y, out: m.arange(1, 4, out=out),
    "linspace": lambda m, x, y, out: m.linspace(0, 1, 5, out=out),
    "eye": lambda m, x, y, out: m.eye(2, 3, out=out),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_is_pytorchs(name):
    torch = pytest.importorskip("torch")
    ours, theirs = tg.empty(0, dtype=tg.float64), torch.empty(0, dtype=torch.float64)
    assert CALLS[name](tg, tg.tensor(X), tg.tensor(Y), ours) is ours
    CALLS[name](torch, torch.tensor(X), torch.tensor(Y), theirs)
    assert ours.dtype == np.float64
    np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-14)


def test_every_function_that_takes_it_is_one_of_pytorchs_that_do():
    torch = pytest.importorskip("torch")
    names = [*out_room.OF_TENSORS, *out_room.FROM_NOTHING]
    assert len(set(names)) == len(names)
    for name in names:
        assert "out" in (getattr(torch, name).__doc__ or ""), name


def test_names_of_one_function_are_one_function():
    assert tg.mul is tg.multiply is not tg.ops.mul
    assert tg.mul.without_out is tg.ops.mul
    assert inspect.signature(tg.mul) == inspect.signature(tg.ops.mul)
    assert tg.mul.__doc__ == tg.ops.mul.__doc__
    assert pickle.loads(pickle.dumps(tg.tanh)) is tg.tanh


def test_its_memory_is_written_into():
    out = tg.zeros(2)
    same = out.data
    assert tg.add(tg.ones(2), 1.0, out=out) is out
    assert same.tolist() == [2.0, 2.0]


def test_operands_may_be_written_into():
    x = tg.tensor([1.0, 2.0])
    tg.mul(x, x, out=x)
    assert x.tolist() == [1.0, 4.0]


def test_another_shape_is_taken_with_a_warning():
    out = tg.ones(3)
    with pytest.warns(UserWarning, match=r"shape \(3,\) takes the shape of the result, \(2, 2\)"):
        tg.add(tg.ones(2, 2), 1.0, out=out)
    assert out.tolist() == [[2.0, 2.0], [2.0, 2.0]]
    assert tg.zeros(2, out=out).tolist() == [0.0, 0.0]  # as in PyTorch, without a warning


@pytest.mark.parametrize("call", [lambda m, out: m.linspace(0, 3, 4, out=out), lambda m, out: m.arange(4, out=out)])
def test_a_row_of_numbers_keeps_the_shape_that_has_as_many(call):
    assert call(tg, tg.zeros(2, 2)).tolist() == [[0.0, 1.0], [2.0, 3.0]]
    assert call(tg, tg.zeros(3)).tolist() == [0.0, 1.0, 2.0, 3.0]
    torch = pytest.importorskip("torch")
    assert call(torch, torch.zeros(2, 2)).tolist() == [[0.0, 1.0], [2.0, 3.0]]


def test_random_numbers_are_of_its_dtype():
    tg.manual_seed(0)
    wanted = tg.rand(2, 2, dtype=tg.float64).tolist()
    tg.manual_seed(0)
    out = tg.empty(0, dtype=tg.float64)
    assert tg.rand(2, 2, out=out).tolist() == wanted
    assert tg.randint(3, (2,), out=out).dtype == np.float64
    assert tg.randn(3, out=out).shape == (3,)


def test_a_pair_takes_values_and_indices():
    values, indices = tg.empty(0), tg.empty(0, dtype=tg.int64)
    found = tg.max(tg.tensor([[1.0, 3.0], [4.0, 2.0]]), 1, out=(values, indices))
    assert found.values is values
    assert found.indices is indices
    assert (values.tolist(), indices.tolist()) == ([3.0, 4.0], [1, 0])


def test_none_is_as_if_it_were_not_given():
    assert tg.add(tg.ones(2), 1.0, out=None).tolist() == tg.full((2,), 2.0, out=None).tolist() == [2.0, 2.0]


def test_nothing_that_is_recorded_is_written():
    w, out = tg.ones(3, requires_grad=True), tg.zeros(3)
    for call in (
        lambda: tg.add(w, 1.0, out=out),
        lambda: tg.cat([w, w], out=tg.empty(0)),
        lambda: tg.add(out, 1.0, out=w),
        lambda: tg.rand(3, out=w),
    ):
        with pytest.raises(RuntimeError, match=r"with out= isn't recorded\nhelp: out = .*no_grad"):
            call()
    assert (w.tolist(), out.tolist()) == ([1.0] * 3, [0.0] * 3)
    with tg.no_grad():
        assert tg.add(w, 1.0, out=w).tolist() == [2.0] * 3


@pytest.mark.parametrize(
    ("out", "message"),
    [
        (np.zeros(2), r"add has a ndarray as its out\nhelp: a Tensor"),
        (tg.zeros(2, dtype=tg.int64), "int64 .* can't take float32"),
    ],
)
def test_what_can_not_be_written_into_is_refused(out, message):
    with pytest.raises(TypeError, match=message):
        tg.add(tg.ones(2), 1.0, out=out)


def test_a_change_is_noticed_on_the_way_back():
    w, x = tg.ones(2, requires_grad=True), tg.ones(2)
    y = (w * x).sum()
    tg.add(x, 1.0, out=x)
    with pytest.raises(RuntimeError, match="changed in place"):
        y.backward()


def test_numpys_functions_and_the_methods_do_not_take_it():
    t = tg.ones(2)
    with pytest.raises(TypeError, match="isn't recorded on a Tensor"):
        np.add(t, t, out=tg.zeros(2))
    with pytest.raises(TypeError, match="out"):
        t.add(t, out=tg.zeros(2))
