"""`vmap` is PyTorch's, over arguments, dicts, axes and itself, and gradients go through it."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import func

A, B = np.arange(12.0).reshape(3, 4) / 7, np.cos(np.arange(12.0)).reshape(4, 3)
CASES = {
    "of one argument": lambda f, t: f.vmap(lambda x: x.sum() * x)(t(A)),
    "of two": lambda f, t: f.vmap(lambda x, y: x @ y)(t(A), t(A)),
    "along other axes": lambda f, t: f.vmap(lambda x, y: x * y, in_dims=(0, 1))(t(A), t(B)),
    "along the last axis": lambda f, t: f.vmap(lambda x, y: x + y, in_dims=-1)(t(A), t(A)),
    "one argument as it is": lambda f, t: f.vmap(lambda x, y: y @ x, in_dims=(0, None))(t(A), t(B.T)),
    "results along another axis": lambda f, t: f.vmap(lambda x: x * 2, out_dims=1)(t(A)),
    "several results": lambda f, t: f.vmap(lambda x: (x, x.sum(), [x[0]]), out_dims=(1, 0, 0))(t(A)),
    "dicts": lambda f, t: f.vmap(lambda p, x: {"y": p["w"] * x + p["b"]}, in_dims=({"w": 0, "b": None}, 0))(
        {"w": t(A), "b": t(2.0)}, t(A)
    ),
    "one axis for a whole dict": lambda f, t: f.vmap(lambda p: p["x"] * p["y"])({"x": t(A), "y": t(A)}),
    "by name": lambda f, t: f.vmap(lambda x, y: x * y, in_dims=1)(t(B), y=t(A)),
    "twice": lambda f, t: f.vmap(f.vmap(lambda x: x**2 + 1))(t(A)),
    "all products": lambda f, t: f.vmap(f.vmap(lambda x, y: x @ y, in_dims=(None, 0)), in_dims=(0, None))(t(A), t(A)),
    "gradients one by one": lambda f, t: f.vmap(f.grad(lambda w, x: (w @ x).tanh()), in_dims=(None, 0))(t(A[0]), t(A)),
    "gradient of it": lambda f, t: f.grad(lambda x: (f.vmap(lambda row: row.sum() ** 2)(x)).sum())(t(A)),
}


def flat(thing):
    if isinstance(thing, dict):
        thing = tuple(thing.values())
    return [part for one in thing for part in flat(one)] if isinstance(thing, (tuple, list)) else [np.asarray(thing)]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # PyTorch's own
@pytest.mark.parametrize("name", CASES)
def test_pytorch_gives_the_same(name):
    torch = pytest.importorskip("torch")
    ours, theirs = flat(CASES[name](func, tg.tensor)), flat(CASES[name](torch.func, torch.tensor))
    assert len(ours) == len(theirs)
    for own, their in zip(ours, theirs):
        assert own.shape == their.shape
        np.testing.assert_allclose(own, their, rtol=1e-6 if own.dtype == np.float32 else 1e-13, atol=1e-14)


def test_what_is_used_from_outside_gets_its_gradient():
    w, x = tg.tensor([1.0, 2.0], requires_grad=True), tg.tensor([[1.0, 3.0], [5.0, 7.0]])
    tg.vmap(lambda row: (w * row).sum())(x).sum().backward()
    assert w.grad.tolist() == [6.0, 10.0]


def test_random_numbers_differ_or_are_the_same():
    x = tg.zeros(4, 3)
    differing = tg.vmap(lambda row: row + tg.rand(3), randomness="different")(x)
    same = tg.vmap(lambda row: row + tg.rand(3), randomness="same")(x)
    assert len(np.unique(differing.data)) == 12
    assert len(np.unique(same.data)) == 3


def test_a_result_may_stay_as_it_is():
    total, constant = tg.vmap(lambda x: (x.sum(), tg.ones(2)), out_dims=(0, None))(tg.ones(3, 4))
    assert (total.tolist(), constant.tolist()) == ([4.0, 4.0, 4.0], [1.0, 1.0])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: tg.vmap(lambda x, y: x)(tg.ones(3), tg.ones(4)), ValueError, r"lengths \[3, 4\]"),
        (lambda: tg.vmap(lambda x: x, in_dims=None)(tg.ones(3)), ValueError, r"lengths \[\]"),
        (lambda: tg.vmap(lambda x: x, in_dims=(0, 0))(tg.ones(3)), ValueError, "2 in_dims for 1 arguments"),
        (lambda: tg.vmap(lambda x: x.item())(tg.ones(3)), TypeError, "returned a float"),
        (lambda: tg.vmap(lambda x: x, randomness="some"), ValueError, "no randomness 'some'"),
        (lambda: tg.vmap(lambda x: x)(tg.ones(0, 2)), ValueError, r"lengths \[0\]"),
        (lambda: tg.vmap(lambda x: x, in_dims=2)(tg.ones(3)), ValueError, "no slices along axis 2"),
    ],
)
def test_mistakes_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
