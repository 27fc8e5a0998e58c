"""SGD: every option against PyTorch's trajectory and against hand-written steps; groups, closures, mistakes."""

import copy

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.optim import SGD, Optimizer

OPTIONS = {
    "plain": {},
    "momentum": {"momentum": 0.9},
    "dampening": {"momentum": 0.9, "dampening": 0.5},
    "Nesterov": {"momentum": 0.8, "nesterov": True},
    "weight decay": {"weight_decay": 0.1},
    "maximize": {"maximize": True},
    "momentum and weight decay": {"momentum": 0.9, "weight_decay": 0.01},
    "Nesterov and weight decay": {"momentum": 0.7, "nesterov": True, "weight_decay": 0.05},
    "dampening of weight decay, maximized": {
        "momentum": 0.6, "dampening": 0.3, "weight_decay": 0.2, "maximize": True,
    },
    "dampening without momentum": {"dampening": 0.5},
}  # fmt: skip


def problem(seed=0):
    """First values of two parameters, and a matrix for the loss."""
    draw = np.random.default_rng(seed)
    return draw.normal(size=(3, 2)), draw.normal(size=(2,)), draw.normal(size=(5, 3))


def loss_of(library, w, b, matrix):
    """A bounded loss, so that it can also be maximized."""
    return (library.tanh(library.matmul(matrix, w) + b) ** 2).mean()


def trajectories(options, steps, forget=True, group_options=({}, {})):
    """All values of both parameters over the steps, ours and PyTorch's."""
    torch = pytest.importorskip("torch")
    first_w, first_b, matrix = problem()
    results = []
    for library, optimizer_class in ((tg, SGD), (torch, torch.optim.SGD)):
        if library is tg:
            w, b = (tg.tensor(values, requires_grad=True) for values in (first_w, first_b))
        else:
            w, b = (torch.tensor(values, requires_grad=True) for values in (first_w, first_b))
        groups = [{"params": [w], **group_options[0]}, {"params": [b], **group_options[1]}]
        optimizer = optimizer_class(groups, **{"lr": 0.1, **options})
        seen = []
        for step in range(steps):
            if forget or step % 3 == 0:
                optimizer.zero_grad()
            loss_of(library, w, b, library.tensor(matrix)).backward()
            optimizer.step()
            seen.append(np.concatenate([np.ravel(w.detach().numpy()), np.ravel(b.detach().numpy())]))
        results.append(np.array(seen))
    return results


@pytest.mark.parametrize("name", OPTIONS)
def test_a_hundred_steps_equal_pytorchs(name):
    ours, theirs = trajectories(OPTIONS[name], 100)
    assert np.abs(ours[-1] - ours[0]).max() > 0.01
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ["plain", "momentum", "Nesterov", "dampening"])
def test_a_hundred_steps_on_gradients_that_accumulate_equal_pytorchs(name):
    ours, theirs = trajectories({**OPTIONS[name], "lr": 0.02}, 100, forget=False)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


def test_groups_have_options_of_their_own():
    options = ({"lr": 0.5, "momentum": 0.9}, {"weight_decay": 0.3, "maximize": True})
    ours, theirs = trajectories({"momentum": 0.1}, 100, group_options=options)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


def leaf(values):
    return tg.tensor(np.asarray(values, np.float64), requires_grad=True)


def test_a_plain_step_is_minus_lr_times_the_gradient():
    w = leaf([1.0, 2.0])
    (w * np.array([3.0, 4.0])).sum().backward()
    SGD([w], lr=0.1).step()
    np.testing.assert_allclose(w.data, [1 - 0.3, 2 - 0.4], rtol=1e-15)


def test_three_steps_with_momentum_by_hand():
    w = leaf(1.0)
    optimizer = SGD([w], lr=0.1, momentum=0.5)
    position, velocity = 1.0, None
    for _ in range(3):
        optimizer.zero_grad()
        (w * w).backward()
        optimizer.step()
        velocity = 2 * position if velocity is None else 0.5 * velocity + 2 * position
        position -= 0.1 * velocity
        np.testing.assert_allclose(w.item(), position, rtol=1e-15)


def test_the_rate_is_a_thousandth_unless_told_otherwise():
    w = leaf(1.0)
    w.grad = leaf(1.0)
    SGD([w]).step()
    np.testing.assert_allclose(w.item(), 0.999, rtol=1e-15)


def test_the_rate_of_a_group_can_be_changed_between_steps():
    w = leaf(1.0)
    optimizer = SGD([w], lr=0.1)
    w.grad = leaf(1.0)
    optimizer.step()
    optimizer.param_groups[0]["lr"] = 0.5
    optimizer.step()
    np.testing.assert_allclose(w.item(), 1 - 0.1 - 0.5, rtol=1e-15)


def test_a_parameter_without_gradient_stays_also_with_weight_decay():
    w, unused = leaf(1.0), leaf(1.0)
    w.grad = leaf(1.0)
    SGD([w, unused], lr=0.1, weight_decay=0.5, momentum=0.9).step()
    assert unused.item() == 1.0
    assert w.item() != 1.0


def test_a_step_changes_the_array_in_place_and_is_not_recorded():
    w = leaf([1.0, 2.0])
    array = w.value
    (w * w).sum().backward()
    SGD([w], lr=0.1).step()
    assert w.value is array
    assert w.is_leaf
    assert w.requires_grad
    np.testing.assert_allclose(array, [0.8, 1.6], rtol=1e-15)


def test_a_step_does_not_change_the_gradient():
    w = leaf([1.0, 2.0])
    (w * w).sum().backward()
    optimizer = SGD([w], lr=0.1, momentum=0.9, weight_decay=0.1, nesterov=True)
    for _ in range(3):
        optimizer.step()
    np.testing.assert_array_equal(w.grad.data, [2.0, 4.0])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_parameter_keeps_its_dtype(dtype):
    w = tg.ones(3, dtype=dtype, requires_grad=True)
    w.grad = tg.ones(3, dtype=dtype)
    optimizer = SGD([w], lr=np.float64(0.1), momentum=np.float64(0.9), weight_decay=np.float64(0.1))
    optimizer.step()
    optimizer.step()
    assert w.dtype == dtype


def test_a_step_between_forward_and_backward_is_noticed():
    w = leaf([1.0, 2.0])
    w.grad = tg.ones(2, dtype=np.float64)
    loss = (w * w).sum()
    SGD([w], lr=0.1).step()
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()


@pytest.mark.parametrize("value", [2.0, tg.tensor(2.0), tg.tensor(1.0) * 2.0, tg.ones(2).sum()])
def test_a_parameter_without_axes(value):
    w = tg.tensor(value).requires_grad_()
    (w * w).backward()
    SGD([w], lr=0.25, momentum=0.9).step()
    assert w.item() == 1.0


def test_a_result_of_ops_that_became_a_leaf_can_be_moved():
    w = (tg.tensor(1.0) * 2.0).requires_grad_()
    (w * w).backward()
    SGD([w], lr=0.25).step()
    assert w.item() == 1.0


# Closures and zero_grad


def test_a_closure_is_called_first_and_its_loss_returned():
    w = leaf(1.0)
    optimizer = SGD([w], lr=0.1)

    def closure():
        optimizer.zero_grad()
        loss = w * w
        loss.backward()
        return loss

    assert optimizer.step(closure).item() == 1.0
    with tg.no_grad():
        np.testing.assert_allclose(optimizer.step(closure).item(), 0.64, rtol=1e-15)
    np.testing.assert_allclose(w.item(), 0.64, rtol=1e-15)


def test_without_a_closure_a_step_returns_nothing():
    assert SGD([leaf(1.0)], lr=0.1).step() is None


def test_zero_grad_forgets_or_fills_with_zeros():
    w = leaf([1.0, 2.0])
    optimizer = SGD([w], lr=0.1)
    (w * w).sum().backward()
    kept = w.grad
    optimizer.zero_grad(set_to_none=False)
    assert w.grad.tolist() == [0.0, 0.0]
    assert kept.tolist() == [2.0, 4.0]
    optimizer.zero_grad()
    assert w.grad is None


# Mistakes


@pytest.mark.parametrize(
    "options",
    [{"lr": -0.1}, {"lr": 0.1, "momentum": -0.5}, {"lr": 0.1, "weight_decay": -1.0}],
)
def test_negative_options_are_refused_by_name(options):
    name, value = list(options.items())[-1]
    with pytest.raises(ValueError, match=f"{name} is {value}\nhelp: it can't be negative"):
        SGD([leaf(1.0)], **options)


@pytest.mark.parametrize("options", [{}, {"momentum": 0.9, "dampening": 0.1}])
def test_nesterov_wants_momentum_and_no_dampening(options):
    with pytest.raises(ValueError, match="Nesterov"):
        SGD([leaf(1.0)], lr=0.1, nesterov=True, **options)


def test_one_tensor_is_no_list_of_parameters():
    with pytest.raises(TypeError, match="list"):
        SGD(leaf([1.0, 2.0]), lr=0.1)


def test_no_parameters_at_all_says_what_may_have_happened():
    parameters = tg.nn.Linear(1, 1).parameters()
    SGD(parameters, lr=0.1)
    with pytest.raises(ValueError, match="iterator"):
        SGD(parameters, lr=0.1)


@pytest.mark.parametrize("thing", [np.ones(2), [1.0], "w", None])
def test_what_is_no_tensor_cannot_be_optimized(thing):
    with pytest.raises(TypeError, match=type(thing).__name__):
        SGD([thing], lr=0.1)


def test_a_recorded_tensor_cannot_be_optimized():
    with pytest.raises(ValueError, match="leaves"):
        SGD([leaf(1.0) * 2.0], lr=0.1)


@pytest.mark.parametrize("apart", [False, True])
def test_a_parameter_named_twice_is_refused(apart):
    w = leaf(1.0)
    params = [{"params": [w]}, {"params": [w]}] if apart else [w, w]
    with pytest.raises(ValueError, match="twice"):
        SGD(params, lr=0.1)


def test_an_unknown_option_of_a_group_is_named():
    with pytest.raises(TypeError, match="momentun") as caught:
        SGD([{"params": [leaf(1.0)], "momentun": 0.9}], lr=0.1)
    assert "momentum" in str(caught.value).split("help:")[1]


# What a net and an optimizer do together


def test_a_net_learns_exclusive_or():
    x = tg.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = tg.tensor([[0.0], [1.0], [1.0], [0.0]])
    tg.manual_seed(1)
    net = tg.nn.Sequential(tg.nn.Linear(2, 8), tg.nn.Tanh(), tg.nn.Linear(8, 1), tg.nn.Sigmoid())
    optimizer = SGD(net.parameters(), lr=0.5, momentum=0.9)
    for _ in range(400):
        optimizer.zero_grad()
        loss = tg.nn.functional.binary_cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.02
    assert (net(x) > 0.5).tolist() == (y > 0.5).tolist()


def test_a_deep_copy_of_an_optimizer_with_its_net_goes_on_as_the_original():
    def step(net, optimizer):
        optimizer.zero_grad()
        (net(tg.ones(1, 2)) ** 2).sum().backward()
        optimizer.step()

    net = tg.nn.Linear(2, 1)
    optimizer = SGD(net.parameters(), lr=0.1, momentum=0.9)
    step(net, optimizer)
    twin, twin_optimizer = copy.deepcopy((net, optimizer))
    step(net, optimizer)
    assert np.any(twin.weight.data != net.weight.data)
    step(twin, twin_optimizer)
    np.testing.assert_array_equal(twin.weight.data, net.weight.data)


def test_a_rule_of_ones_own_makes_an_optimizer():
    class SignDescent(Optimizer):
        """Steps of one length, whatever the gradient."""

        rule = staticmethod(lambda parameter, gradient, lr, step: (parameter - lr / step * np.sign(gradient),))

        def __init__(self, params, lr=0.1):
            super().__init__(params, {"lr": lr})

    w = leaf([1.0, -2.0])
    (w * w).sum().backward()
    optimizer = SignDescent([w])
    optimizer.step()
    np.testing.assert_allclose(w.data, [0.9, -1.9], rtol=1e-15)
    optimizer.step()
    np.testing.assert_allclose(w.data, [0.85, -1.85], rtol=1e-15)
