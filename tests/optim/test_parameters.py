"""What an optimizer is given: parameters, groups, names, options, gradients; and where the parameters live."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import optim

NAMES = sorted(set(optim.__all__) - {"Optimizer", "lr_scheduler"})


def leaf(values):
    return tg.tensor(np.asarray(values, np.float64), requires_grad=True)


def matrix():
    """A parameter that every optimizer takes."""
    return leaf([[1.0, 2.0]])


def test_every_optimizer_of_pytorch_is_here_but_the_sparse_one():
    torch = pytest.importorskip("torch")
    theirs = {name for name in torch.optim.__all__ if name[0].isupper()} - {"SparseAdam"}
    assert theirs <= set(optim.__all__)
    assert set(torch.optim.lr_scheduler.__all__) <= set(optim.lr_scheduler.__all__)


@pytest.mark.parametrize("name", NAMES)
def test_every_optimizer_learns(name):
    draw = np.random.default_rng(0)
    inputs = tg.tensor(draw.normal(size=(20, 3)))
    targets = inputs @ draw.normal(size=(3, 2))
    w = tg.tensor(draw.normal(size=(3, 2)), requires_grad=True)
    rates = {"Adadelta": 50.0, "ASGD": 0.1, "SGD": 0.1, "Adagrad": 0.5, "Adafactor": 0.3, "LBFGS": 1.0, "RAdam": 0.3}
    optimizer = getattr(optim, name)([w], lr=rates.get(name, 0.05))

    def closure():
        optimizer.zero_grad()
        loss = ((inputs @ w - targets) ** 2).mean()
        loss.backward()
        return loss

    first = closure().item()
    for _ in range(100):
        last = optimizer.step(closure)
    assert last.item() < first / 3


def test_a_group_may_hold_one_tensor_a_generator_and_things_of_ones_own():
    a, b, c = leaf(1.0), leaf(2.0), leaf(3.0)
    optimizer = optim.SGD([{"params": a, "name": "head"}, {"params": (p for p in (b, c)), "lr_factor": 3}], lr=0.1)
    assert [group["params"] for group in optimizer.param_groups] == [[a], [b, c]]
    assert optimizer.param_groups[0]["name"] == "head"
    assert optimizer.param_groups[1]["lr_factor"] == 3


def test_the_given_dict_is_not_changed():
    group = {"params": [leaf(1.0)]}
    optim.SGD([group], lr=0.1)
    assert list(group) == ["params"]


def test_a_group_can_be_added_and_starts_from_then():
    a, b = leaf(1.0), leaf(1.0)
    optimizer = optim.Adam([a], lr=0.5)
    a.grad = b.grad = tg.tensor(np.float64(1.0))
    optimizer.step()
    optimizer.add_param_group({"params": [b], "betas": (0.0, 0.0)})
    optimizer.step()
    assert len(optimizer.param_groups) == 2
    assert optimizer.param_groups[1]["lr"] == 0.5
    assert (optimizer.state[a]["step"].item(), optimizer.state[b]["step"].item()) == (2, 1)
    np.testing.assert_allclose([a.item(), b.item()], [0.0, 0.5], atol=1e-7)


def test_named_parameters():
    net = tg.nn.Linear(2, 1)
    optimizer = optim.SGD(net.named_parameters(), lr=0.1)
    assert optimizer.param_groups[0]["param_names"] == ["weight", "bias"]
    assert optimizer.param_groups[0]["params"] == [net.weight, net.bias] or True
    assert all(a is b for a, b in zip(optimizer.param_groups[0]["params"], net.parameters()))


def test_numpys_numbers_become_pythons_which_never_promote():
    w = tg.ones(2, requires_grad=True)
    w.grad = tg.ones(2)
    optimizer = optim.Adam([w], lr=np.float64(0.1), betas=(np.float64(0.9), np.float64(0.99)), eps=np.float32(1e-6))
    group = optimizer.param_groups[0]
    assert {type(number) for number in (group["lr"], *group["betas"], group["eps"])} == {float}
    group["lr"] = np.float64(0.1)
    optimizer.step()
    assert w.dtype == optimizer.state[w]["exp_avg"].dtype == np.float32


@pytest.mark.parametrize("name", NAMES)
def test_a_rate_may_be_a_tensor(name):
    seen = []
    for rate in (0.25, tg.tensor(0.25)):
        w = matrix()
        optimizer = getattr(optim, name)([w], lr=rate)

        def closure(w=w, optimizer=optimizer):
            optimizer.zero_grad()
            loss = (w * w).sum()
            loss.backward()
            return loss

        for _ in range(3):
            optimizer.step(closure)
        seen.append(w.data)
    np.testing.assert_array_equal(*seen)


@pytest.mark.parametrize("option", ["foreach", "fused", "capturable"])
def test_pytorchs_implementations_are_accepted_and_change_nothing(option):
    seen = []
    for choice in (False, True):
        w = leaf([1.0, 2.0])
        w.grad = leaf([0.5, 0.1])
        optimizer = optim.Adam([w], **{option: choice})
        optimizer.step()
        seen.append(w.data)
    np.testing.assert_array_equal(*seen)


# Mistakes

W = leaf([1.0, 2.0])
MISTAKES = {
    "a tensor": (lambda: optim.Adam(leaf([1.0])), TypeError, "params is a Tensor"),
    "no list": (lambda: optim.Adam(3), TypeError, "params is a int"),
    "nothing": (lambda: optim.Adam([]), ValueError, "without parameters(.|\n)*iterator"),
    "a set": (lambda: optim.Adam({W}), TypeError, "a set doesn't have"),
    "a set in a group": (lambda: optim.Adam([{"params": {W}}]), TypeError, "a set doesn't have"),
    "no tensor": (lambda: optim.Adam([np.ones(2)]), TypeError, "can't optimize a ndarray"),
    "a number in a group": (lambda: optim.Adam([{"params": 3}]), TypeError, "params is a int"),
    "a group of nothing": (lambda: optim.Adam([W]).add_param_group({"lr": 1.0}), TypeError, "a dict with 'params'"),
    "no group": (lambda: optim.Adam([W]).add_param_group([leaf(1.0)]), TypeError, "a dict with 'params'"),
    "a result": (lambda: optim.Adam([W * 2]), ValueError, "can't optimize a recorded tensor"),
    "one twice": (lambda: optim.Adam([W, W]), ValueError, "a parameter is twice in its group"),
    "one in two groups": (
        lambda: optim.Adam([{"params": W}, {"params": W}]), ValueError, "a parameter is in two groups"
    ),
    "one in a later group": (
        lambda: optim.Adam([W]).add_param_group({"params": [W]}), ValueError, "a parameter is in two groups"
    ),
    "some names": (lambda: optim.Adam([("w", W), leaf(1.0)]), ValueError, "some parameters have names"),
    "names later": (
        lambda: optim.Adam([{"params": [leaf(1.0)]}, {"params": [("w", W)]}]), ValueError, "with names doesn't go"
    ),
    "no names later": (
        lambda: optim.Adam([{"params": [("w", W)]}, {"params": [leaf(1.0)]}]), ValueError, "without names doesn't go"
    ),
    "a misspelt option": (lambda: optim.Adam([{"params": [W], "beta": (0, 0)}]), TypeError, "'beta', perhaps 'betas'"),
    "a negative rate": (lambda: optim.Adam([W], lr=-0.1), ValueError, "lr is -0.1"),
    "a rate that is no number": (lambda: optim.Adam([W], lr=float("nan")), ValueError, "lr is nan"),
    "a rate in words": (lambda: optim.Adam([W], lr="fast"), TypeError, "lr is a str"),
    "a negative rate of a group": (lambda: optim.Adam([{"params": [W], "lr": -1}]), ValueError, "lr is -1"),
    "a rate for each element": (lambda: optim.Adam([W], lr=tg.ones(2)), ValueError, "lr is a Tensor of shape"),
    "a negative decay": (lambda: optim.ASGD([W], weight_decay=-0.5), ValueError, "weight_decay is -0.5"),
    "a negative eps": (lambda: optim.RAdam([W], eps=-1), ValueError, "is -1"),
    "beta 1": (lambda: optim.Adam([W], betas=(1.0, 0.0)), ValueError, "betas\\[0\\] is 1.0"),
    "beta 2": (lambda: optim.Adamax([W], betas=(0.0, 1.0)), ValueError, "betas\\[1\\] is 1.0"),
    "a negative beta": (lambda: optim.NAdam([W], betas=(-0.1, 0.9)), ValueError, r"betas\[0\] is -0.1"),
    "one beta a tensor": (
        lambda: optim.AdamW([W], betas=(0.9, tg.tensor(0.9))), ValueError, "one of betas is a Tensor"
    ),
    "a tensor for foreach": (
        lambda: optim.Adam([W], lr=tg.tensor(0.1), foreach=True), ValueError, "lr is a Tensor"
    ),
    "betas for foreach": (
        lambda: optim.Adam([W], betas=(tg.tensor(0.9), tg.tensor(0.9)), foreach=True), ValueError, "is a Tensor"
    ),
    "derivatives of steps": (lambda: optim.SGD([W], differentiable=True), ValueError, "differentiable"),
    "a negative momentum": (lambda: optim.RMSprop([W], momentum=-1.0), ValueError, "momentum is -1.0"),
    "a negative alpha": (lambda: optim.RMSprop([W], alpha=-1.0), ValueError, "alpha is -1.0"),
    "rho": (lambda: optim.Adadelta([W], rho=1.1), ValueError, "rho is 1.1"),
    "a growing rate": (lambda: optim.Adagrad([W], lr_decay=-0.5), ValueError, "lr_decay is -0.5"),
    "a negative sum": (
        lambda: optim.Adagrad([W], initial_accumulator_value=-1), ValueError, "initial_accumulator_value is -1"
    ),
    "momentum decay": (lambda: optim.NAdam([W], momentum_decay=-0.2), ValueError, "momentum_decay is -0.2"),
    "etas": (lambda: optim.Rprop([W], etas=(1.0, 0.5)), ValueError, "etas are 1.0 and 0.5"),
    "epsilon 1": (lambda: optim.Adafactor([W], eps=(-1e-30, 1e-3)), ValueError, "eps\\[0\\] is -1e-30"),
    "epsilon 2": (lambda: optim.Adafactor([W], eps=(None, -1)), ValueError, "is -1"),
    "d": (lambda: optim.Adafactor([W], d=0.0), ValueError, "d is 0.0"),
    "beta2_decay": (lambda: optim.Adafactor([W], beta2_decay=0.8), ValueError, "beta2_decay is 0.8"),
    "no matrix": (lambda: optim.Muon([W]), ValueError, "Muon moves matrices"),
    "an unknown adjustment": (
        lambda: optim.Muon([matrix()], adjust_lr_fn="x"), ValueError, "adjust_lr_fn is 'x'"
    ),
    "two coefficients": (lambda: optim.Muon([matrix()], ns_coefficients=(1, 2)), ValueError, "2 ns_coefficients"),
    "too many iterations": (lambda: optim.Muon([matrix()], ns_steps=100), ValueError, "100 ns_steps"),
    "two groups for L-BFGS": (
        lambda: optim.LBFGS([{"params": W}, {"params": leaf(1.0)}]), ValueError, "LBFGS has one group"
    ),
    "an unknown search": (lambda: optim.LBFGS([W], line_search_fn="weak"), ValueError, "no line search 'weak'"),
    "L-BFGS without a closure": (lambda: optim.LBFGS([W]).step(), TypeError, "needs a closure"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_named(name):
    call, error, message = MISTAKES[name]
    with pytest.raises(error, match=message) as caught:
        call()
    assert "\nhelp: " in str(caught.value)


def test_a_refused_group_leaves_the_optimizer_as_it_was():
    optimizer = optim.LBFGS([W])
    with pytest.raises(ValueError, match="LBFGS has one group"):
        optimizer.add_param_group({"params": [leaf(1.0)]})
    assert len(optimizer.param_groups) == 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("grad", "error", "message"),
    [
        (tg.ones(2, dtype=np.float64), ValueError, r"grad is of float64 \(2,\)(.|\n)*float64 \(1, 2\)"),
        (tg.ones(1, dtype=np.float64), ValueError, r"grad is of float64 \(1,\)"),
        (tg.ones(1, 2), ValueError, r"grad is of float32 \(1, 2\)\nhelp: it must be a Tensor of float64 \(1, 2\)"),
    ],
    ids=["another shape", "one that would broadcast", "another dtype"],
)
def test_a_gradient_from_before_the_data_was_replaced_is_refused(name, grad, error, message):
    w = matrix()
    w.accumulated = grad
    with pytest.raises(error, match=message):
        getattr(optim, name)([w]).step(lambda: 1.0)
    np.testing.assert_array_equal(w.data, [[1.0, 2.0]])


# Where parameters live


@pytest.mark.parametrize("name", NAMES)
def test_parameters_may_be_views_of_one_flat_array_and_leave_it_again(name):
    """A step reads `data` afresh and writes into it: views stay views, and a rebound parameter is out of the buffer."""
    options = {"SGD": {"momentum": 0.9}}.get(name, {})
    values = np.random.default_rng(0).normal(size=(2, 2, 3))
    apart = [leaf(value) for value in values]
    flat = values.ravel().copy()
    views = [tg.from_numpy(flat[start : start + 6].reshape(2, 3)).requires_grad_() for start in (0, 6)]
    optimizers = [getattr(optim, name)(parameters, **options) for parameters in (apart, views)]

    def step():
        for parameters, optimizer in zip((apart, views), optimizers):

            def closure(parameters=parameters, optimizer=optimizer):
                optimizer.zero_grad()
                loss = sum(((parameter - 2.0) ** 2).sum() for parameter in parameters)
                loss.backward()
                return loss

            optimizer.step(closure)

    for _ in range(3):
        step()
    np.testing.assert_array_equal(flat, np.concatenate([parameter.data.ravel() for parameter in apart]))
    assert all(view.data.base is flat or view.data.base.base is flat for view in views)
    views[0].data = views[0].data.copy()
    kept = flat[:6].copy()
    for _ in range(3):
        step()
    for parameter, view in zip(apart, views):
        np.testing.assert_array_equal(parameter.data, view.data)
    np.testing.assert_array_equal(flat[:6], kept)
    np.testing.assert_array_equal(flat[6:], views[1].data.ravel())
    assert not np.shares_memory(views[0].data, flat)


@pytest.mark.parametrize("name", ["SGD", "Adam"])
def test_a_net_that_is_loaded_or_cast_is_moved_on(name):
    net, other = tg.nn.Linear(2, 1), tg.nn.Linear(2, 1)
    optimizer = getattr(optim, name)(net.parameters(), lr=0.1)
    for change in (lambda: net.load_state_dict(other.state_dict()), lambda: net.double(), lambda: net.float()):
        change()
        before = net.weight.data.copy()
        optimizer.zero_grad()
        net(tg.ones(1, 2, dtype=net.weight.dtype)).sum().backward()
        optimizer.step()
        np.testing.assert_allclose(net.weight.data, before - 0.1, rtol=1e-5)
        assert net.weight.dtype == before.dtype


@pytest.mark.parametrize("name", NAMES)
def test_a_step_changes_the_array_in_place_and_is_noticed(name):
    w = matrix()
    array = w.value
    w.grad = leaf([[1.0, -1.0]])
    loss = (w * w).sum()
    getattr(optim, name)([w]).step(lambda: 1.0)
    assert w.value is array
    assert np.all(array != [[1.0, 2.0]])
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()
