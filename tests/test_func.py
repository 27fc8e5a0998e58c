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


# Every slice


def both_libraries():
    """Ours, and PyTorch's functions under the same names."""
    torch = pytest.importorskip("torch")
    return (tg, tg.func, tg.tensor), (torch, torch.func, torch.tensor)


VMAPS = {
    "one argument": lambda m, f, x, y: f.vmap(lambda a: a.sum())(x),
    "two arguments": lambda m, f, x, y: f.vmap(lambda a, b: (a * b).sum())(x, y),
    "another axis": lambda m, f, x, y: f.vmap(lambda a, b: a * b, in_dims=(1, -1))(x, y),
    "a whole argument": lambda m, f, x, y: f.vmap(lambda a, b: a @ b, in_dims=(0, None))(x, y.T),
    "stacked along another axis": lambda m, f, x, y: f.vmap(lambda a: a * 2, out_dims=1)(x),
    "two results": lambda m, f, x, y: f.vmap(lambda a: (a.sum(), a * 2), out_dims=(0, -1))(x),
    "a dict": lambda m, f, x, y: f.vmap(lambda p: p["a"] * p["b"])({"a": x, "b": y}),
    "a dict of axes": lambda m, f, x, y: f.vmap(lambda p: p["a"] @ p["b"], in_dims=({"a": 0, "b": None},))(
        {"a": x, "b": y[0]}
    ),
    "an argument by name": lambda m, f, x, y: f.vmap(lambda a, b: a - b)(x, b=y),
    "within another": lambda m, f, x, y: f.vmap(f.vmap(lambda a, b: a * b))(x, y),
    "values and indices": lambda m, f, x, y: f.vmap(lambda a: m.max(a, 0))(x),
    "gradients of each example": lambda m, f, x, y: f.vmap(
        f.grad(lambda w, a, b: ((w * a - b) ** 2).sum()), (None, 0, 0)
    )(x[0], x, y),
    "the gradient of it": lambda m, f, x, y: f.grad(lambda a: f.vmap(lambda b: (b**3).sum())(a).sum())(x),
    "a Jacobian": lambda m, f, x, y: f.vmap(f.jacrev(lambda a: a**2))(x),
}


@pytest.mark.parametrize("name", VMAPS)
def test_vmap_is_pytorchs(name):
    x, y = np.random.default_rng(0).normal(size=(2, 3, 4))
    results = []
    for library, functions, tensor in both_libraries():
        result = VMAPS[name](library, functions, tensor(x), tensor(y))
        results.append(result if isinstance(result, tuple) else (result,))
    assert len(results[0]) == len(results[1])
    for own, their in zip(*results):
        assert own.shape == tuple(their.shape)
        np.testing.assert_allclose(own.data, their.numpy(), rtol=1e-13)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: tg.func.vmap(tg.add)(tg.ones(2), tg.ones(3)), r"lengths \[2, 3\]"),
        (lambda: tg.func.vmap(tg.add, in_dims=(0,))(tg.ones(2), tg.ones(2)), "1 in_dims for 2 arguments"),
        (lambda: tg.func.vmap(tg.add, in_dims=None)(tg.ones(2), tg.ones(2)), r"lengths \[\]"),
        (lambda: tg.func.vmap(tg.add)(tg.ones(2), 1.0), "a float has no slices along axis 0"),
        (lambda: tg.func.vmap(tg.exp)(tg.tensor(1.0)), r"shape \(\) has no slices"),
        (lambda: tg.func.vmap(tg.exp)(tg.ones(0)), r"lengths \[0\]"),
        (lambda: tg.func.vmap(tg.exp, randomness="none"), "no randomness 'none'"),
        (lambda: tg.func.vmap(lambda x: (x, x), out_dims=(0,))(tg.ones(2)), r"axes \(0,\) for 2 parts"),
    ],
)
def test_vmap_refuses_what_has_no_slices(call, words):
    with pytest.raises(ValueError, match=words + r"(.|\n)*help: "):
        call()
    with pytest.raises(TypeError, match="returned a float"):
        tg.func.vmap(lambda x: 1.0)(tg.ones(2))


def test_random_numbers_in_vmap():
    different = tg.vmap(lambda x: x + tg.rand(2), randomness="different")(tg.zeros(3))
    assert len(set(different[:, 0].tolist())) == 3
    same = tg.vmap(lambda x: x + tg.rand(2), randomness="same")(tg.zeros(3))
    assert len(set(same[:, 0].tolist())) == 1


def test_several_nets_at_once():
    nets = [tg.nn.Sequential(tg.nn.Linear(2, 3), tg.nn.BatchNorm1d(3)).eval() for _ in range(4)]
    parameters, buffers = tg.func.stack_module_state(nets)
    assert parameters["0.weight"].shape == (4, 3, 2)
    assert all(p.is_leaf and p.requires_grad for p in parameters.values())
    assert buffers["1.running_mean"].shape == (4, 3)
    assert not buffers["1.running_mean"].requires_grad
    x = tg.randn(5, 2)
    call = tg.vmap(lambda p, b, x: tg.func.functional_call(nets[0], (p, b), (x,)), in_dims=(0, 0, None))
    y = call(parameters, buffers, x)
    np.testing.assert_allclose(y.detach().data, [net(x).detach().data for net in nets], rtol=1e-6)
    y.sum().backward()
    assert parameters["0.weight"].grad.shape == (4, 3, 2)
    for wrong in ([], [tg.nn.ReLU(), tg.nn.Tanh()], [tg.nn.ReLU(), tg.nn.ReLU().eval()]):
        with pytest.raises(RuntimeError, match="modules to stack"):
            tg.func.stack_module_state(wrong)
