"""Functions from functions, against PyTorch's `torch.func` and formulas."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import func, nn


def loss(w, x):
    return ((w * x).tanh() ** 2).sum()


W, X = np.array([0.5, -1.0, 2.0]), np.array([1.0, 2.0, 0.3])


def flat(thing):
    if isinstance(thing, dict):
        thing = tuple(thing.values())
    return [part for one in thing for part in flat(one)] if isinstance(thing, tuple) else [np.asarray(thing)]


CASES = {
    "grad": lambda f, t: f.grad(loss)(t(W), t(X)),
    "grad by both": lambda f, t: f.grad(loss, argnums=(0, 1))(t(W), t(X)),
    "grad with aux": lambda f, t: f.grad(lambda w, x: (loss(w, x), w * x), has_aux=True)(t(W), t(X)),
    "grad_and_value": lambda f, t: f.grad_and_value(loss)(t(W), t(X)),
    "grad of a dict": lambda f, t: f.grad(lambda p, x: loss(p["w"], x) * p["b"])({"w": t(W), "b": t(2.0)}, t(X)),
    "grad of grad": lambda f, t: f.grad(f.grad(lambda x: (x**4).sum()))(t(1.5)),
    "third": lambda f, t: f.grad(f.grad(f.grad(lambda x: x.tanh() * x)))(t(0.7)),
    "vjp": lambda f, t: f.vjp(lambda w, x: w * x * x, t(W), t(X))[1](t(X)),
    "jvp": lambda f, t: f.jvp(lambda w, x: w * x * x, (t(W), t(X)), (t(X), t(W))),
    "jacrev": lambda f, t: f.jacrev(lambda w, x: w * (w * x).sum(), argnums=1)(t(W), t(X)),
    "jacfwd": lambda f, t: f.jacfwd(lambda w, x: w * (w * x).sum())(t(W), t(X)),
    "hessian": lambda f, t: f.hessian(loss)(t(W), t(X)),
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # PyTorch's own, from its forward mode
@pytest.mark.parametrize("name", CASES)
def test_pytorch_gives_the_same(name):
    torch = pytest.importorskip("torch")
    ours, theirs = flat(CASES[name](func, tg.tensor)), flat(CASES[name](torch.func, torch.tensor))
    assert len(ours) == len(theirs)
    for own, their in zip(ours, theirs):
        assert own.shape == their.shape
        np.testing.assert_allclose(own, their, rtol=1e-6 if own.dtype == np.float32 else 1e-13, atol=1e-14)


def test_value_and_grad_has_the_value_first():
    value, slope = func.value_and_grad(lambda x: (x**2).sum())(tg.tensor([1.0, 2.0]))
    assert (value.item(), slope.tolist()) == (5.0, [2.0, 4.0])
    assert not value.requires_grad
    assert not slope.requires_grad


def test_a_gradient_can_be_differentiated_by_what_the_function_uses():
    w = tg.tensor(3.0, requires_grad=True)
    slope = func.grad(lambda x: w * x**2)(tg.tensor(2.0))
    slope.backward()
    assert (slope.item(), w.grad.item()) == (12.0, 4.0)


def test_no_grad_is_touched():
    x = tg.tensor(2.0, requires_grad=True)
    func.grad(lambda x: x**2)(x)
    assert x.grad is None


def test_a_module_as_a_pure_function():
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    x, before = tg.tensor([[1.0, -1.0]]), {name: p.data.copy() for name, p in net.named_parameters()}
    others = {name: tg.zeros(*p.shape) for name, p in net.named_parameters()}
    assert func.functional_call(net, others, (x,)).tolist() == [[0.0]]
    assert func.functional_call(net, ({"2.bias": tg.ones(1)}, {"2.weight": tg.zeros(1, 3)}), x).tolist() == [[1.0]]
    for name, parameter in net.named_parameters():
        np.testing.assert_array_equal(parameter.data, before[name])
    gradients = func.grad(lambda p: func.functional_call(net, p, (x,)).sum())(dict(net.named_parameters()))
    net(x).sum().backward()
    for name, parameter in net.named_parameters():
        np.testing.assert_array_equal(gradients[name].data, parameter.grad.data)


def test_the_module_is_whole_after_an_error():
    net = nn.Linear(2, 3)
    weight = net.weight
    with pytest.raises(ValueError, match="linear"):
        func.functional_call(net, {"weight": tg.ones(3, 5)}, (tg.ones(1, 2),))
    assert net.weight is weight


def test_mistakes_are_named():
    with pytest.raises(KeyError, match="no parameter or buffer 'wieght'"):
        func.functional_call(nn.Linear(2, 3), {"wieght": tg.ones(3, 2)}, (tg.ones(1, 2),))
    with pytest.raises(RuntimeError, match="must return one number"):
        func.grad(lambda x: x)(tg.ones(2))
    with pytest.raises(TypeError, match="int64 has no gradient"):
        func.grad(lambda x: x)(tg.tensor(1))


def of_two(x, y):
    return x * y + x.exp(), y.sum() * x


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # PyTorch's own
def test_several_arguments_and_extra_results_are_pytorchs():
    torch = pytest.importorskip("torch")
    point, other = [0.5, -1.0], [2.0, 3.0]
    results = []
    for library, make in ((func, tg.tensor), (torch.func, torch.tensor)):
        x, y = make(point), make(other)
        with_aux = lambda x, y: (x * x * y, (y * 2).sum())
        number = lambda x, y: (x * x * y).sum() + x.sum() ** 3
        _, vjp, vjp_aux = library.vjp(with_aux, x, y, has_aux=True)
        results.append(
            [
                *(part for row in library.jacrev(of_two, argnums=(0, 1))(x, y) for part in row),
                *(part for row in library.jacfwd(of_two, (1,))(x, y) for part in row),
                *library.jacrev(with_aux, 1, has_aux=True)(x, y),
                *library.jacfwd(with_aux, 0, True)(x, y),
                *vjp(y),
                vjp_aux,
                *library.jvp(with_aux, (x, y), (y, x), has_aux=True),
                *(part for row in library.hessian(number, argnums=(0, 1))(x, y) for part in row),
            ]
        )
    ours, theirs = results
    assert len(ours) == len(theirs) == 4 + 2 + 2 + 2 + 2 + 1 + 3 + 4
    for own, their in zip(ours, theirs):
        assert not own.requires_grad
        np.testing.assert_allclose(own.data, their.numpy(), rtol=1e-6)


def test_strict_is_an_error_where_nothing_depends_on_anything():
    constant = lambda x: tg.ones(2)
    assert func.jvp(constant, (tg.ones(2),), (tg.ones(2),))[1].tolist() == [0.0, 0.0]
    with pytest.raises(RuntimeError, match="depend"):
        func.jvp(constant, (tg.ones(2),), (tg.ones(2),), strict=True)


def test_tied_parameters_are_replaced_in_all_their_places():
    net = nn.Sequential(nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False))
    net[1].weight = net[0].weight
    new, x = {"0.weight": tg.tensor([[3.0]])}, tg.ones(1, 1)
    assert func.functional_call(net, new, x).item() == 9.0
    assert func.functional_call(net, new, x, tie_weights=False).item() == pytest.approx(3 * net[0].weight.item())
    with pytest.raises(RuntimeError, match=r"missing: \['1.weight'\], unknown: \[\]"):
        func.functional_call(net, new, x, strict=True)
    assert func.functional_call(nn.Identity(), {}, kwargs={"input": x}) is x
