"""Modules: the tree, names, state, modes, text; Sequential."""

import io

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn


class Block(nn.Module):
    """A module with a parameter of its own between two children."""

    def __init__(self, library=nn, parameter=None):
        super().__init__()
        self.first = library.Linear(2, 3)
        self.scale = library.Parameter(parameter)
        self.second = library.Linear(3, 2, bias=False)

    def forward(self, x):
        return self.second(self.first(x) * self.scale)


def block():
    return Block(nn, np.ones(3, np.float32))


def values(module):
    return {path: value.data.copy() for path, value in module.state_dict().items()}


# The tree


def test_names_of_parameters_stand_in_pytorchs_order():
    torch = pytest.importorskip("torch")

    def build(library, base, parameter):
        class Inner(base):
            def __init__(self):
                super().__init__()
                self.child = library.Linear(2, 2)
                self.own = library.Parameter(parameter)

        class Outer(base):
            def __init__(self):
                super().__init__()
                self.late = library.Parameter(parameter)
                self.layers = library.Sequential(library.Linear(2, 2), library.ReLU(), Inner())
                self.early = library.Parameter(parameter)
                self.tail = Inner()

        return Outer()

    ours = build(nn, nn.Module, tg.ones(2))
    theirs = build(torch.nn, torch.nn.Module, torch.ones(2))
    assert [name for name, _ in ours.named_parameters()] == [name for name, _ in theirs.named_parameters()]
    assert [name for name, _ in ours.named_modules()] == [name for name, _ in theirs.named_modules()]
    assert [name for name, _ in ours.named_children()] == [name for name, _ in theirs.named_children()]
    assert list(ours.state_dict()) == list(theirs.state_dict())


def test_parameters_and_modules_are_found_at_every_depth():
    net = nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.Sequential(block())))
    assert [name for name, _ in net.named_parameters()] == [
        "0.weight", "0.bias", "1.0.0.scale", "1.0.0.first.weight", "1.0.0.first.bias", "1.0.0.second.weight",
    ]  # fmt: skip
    assert sum(parameter.numel() for parameter in net.parameters()) == 6 + 3 + 3 + 6 + 3 + 6
    assert next(iter(net.modules())) is net


def test_a_shared_module_counts_once_and_stands_in_the_state_under_each_path():
    shared = nn.Linear(2, 2)
    net = nn.Sequential(shared, nn.ReLU(), shared)
    assert [name for name, _ in net.named_parameters()] == ["0.weight", "0.bias"]
    assert [name for name, _ in net.named_modules()] == ["", "0", "1"]
    assert list(net.state_dict()) == ["0.weight", "0.bias", "2.weight", "2.bias"]
    net.load_state_dict(net.state_dict())


def test_a_shared_parameter_counts_once():
    net = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3))
    net[1].weight = net[0].weight
    assert [name for name, _ in net.named_parameters()] == ["0.weight", "0.bias", "1.bias"]
    assert len(list(net.parameters())) == 3
    assert list(net.state_dict()) == ["0.weight", "0.bias", "1.weight", "1.bias"]


def test_a_shared_parameter_gets_the_gradients_of_all_its_uses():
    layer = nn.Linear(2, 2, bias=False, dtype=np.float64)
    x = np.array([[1.0, 2.0]])
    nn.Sequential(layer, layer)(tg.tensor(x)).sum().backward()
    w, ones = layer.weight.data, np.ones((1, 2))
    np.testing.assert_allclose(layer.weight.grad.data, ones.T @ (x @ w.T) + (ones @ w).T @ x, rtol=1e-14)


def test_apply_calls_children_before_their_parent():
    net = nn.Sequential(nn.Linear(1, 1), nn.Sequential(nn.ReLU()))
    seen = []
    assert net.apply(lambda module: seen.append(type(module).__name__)) is net
    assert seen[-1] == "Sequential"
    assert seen.index("ReLU") < seen.index("Sequential")
    assert sorted(seen) == ["Linear", "ReLU", "Sequential", "Sequential"]


def test_a_module_without_forward_says_so():
    class Empty(nn.Module):
        pass

    with pytest.raises(TypeError, match="Empty has no forward"):
        Empty()(1.0)


def test_arguments_reach_forward():
    class Weighted(nn.Module):
        def forward(self, x, *, factor=1.0):
            return x * factor

    assert Weighted()(2.0, factor=3.0) == 6.0


# Attributes


@pytest.mark.parametrize("value", [tg.ones(3), np.ones(3), 1.0])
def test_a_parameter_cannot_become_something_else_by_accident(value):
    net = block()
    before = net.scale
    with pytest.raises(TypeError, match=r"Block\.scale is a Parameter") as caught:
        net.scale = value
    assert "help:" in str(caught.value)
    assert net.scale is before


def test_a_parameter_can_be_replaced_by_another_or_removed():
    net = block()
    net.scale = nn.Parameter([2.0, 2.0, 2.0])
    assert net.scale.tolist() == [2.0, 2.0, 2.0]
    net.scale = None
    assert "scale" not in dict(net.named_parameters())


def test_a_plain_tensor_is_no_parameter():
    net = block()
    net.constant = tg.ones(2)
    assert "constant" not in net.state_dict()


# Modes


def test_train_and_eval_reach_every_module():
    net = nn.Sequential(nn.Dropout(), nn.Sequential(nn.Dropout(), block()))
    assert all(module.training for module in net.modules())
    assert net.eval() is net
    assert not any(module.training for module in net.modules())
    assert net.train() is net
    assert all(module.training for module in net.modules())
    net[0].eval()
    assert net.training
    assert net[1][0].training


def test_requires_grad_freezes_parameters():
    net = block()
    assert net.requires_grad_(False) is net
    assert not net(tg.ones(1, 2)).requires_grad
    net.requires_grad_()
    assert net(tg.ones(1, 2)).requires_grad


def test_a_frozen_layer_gets_no_gradient_and_lets_it_pass():
    net = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1))
    net[2].requires_grad_(False)
    net(tg.ones(1, 2)).sum().backward()
    assert net[2].weight.grad is None
    assert np.any(net[0].weight.grad.data != 0)


def test_zero_grad_forgets_or_fills_with_zeros():
    net = nn.Linear(2, 1)
    net(tg.ones(1, 2)).sum().backward()
    net.zero_grad(set_to_none=False)
    assert net.weight.grad.tolist() == [[0.0, 0.0]]
    net(tg.ones(1, 2)).sum().backward()
    assert net.weight.grad.tolist() == [[1.0, 1.0]]
    net.zero_grad()
    assert net.weight.grad is None
    net.zero_grad(set_to_none=False)
    assert net.weight.grad is None


def test_zeros_do_not_overwrite_a_gradient_that_someone_kept():
    net = nn.Linear(2, 1)
    net(tg.ones(1, 2)).sum().backward()
    kept = net.weight.grad
    net.zero_grad(set_to_none=False)
    assert kept.tolist() == [[1.0, 1.0]]


def test_another_dtype_for_all_parameters():
    net = block()
    weight = net.first.weight
    assert net.double() is net
    assert {parameter.dtype for parameter in net.parameters()} == {np.dtype(np.float64)}
    assert net.first.weight is weight
    assert weight.requires_grad
    net.float()
    assert weight.dtype == np.float32
    assert net.to("cpu") is net


def test_integers_are_no_dtype_for_parameters():
    net = block()
    before = values(net)
    with pytest.raises(TypeError):
        net.to(np.int64)
    for path, value in values(net).items():
        assert value.dtype == before[path].dtype
        np.testing.assert_array_equal(value, before[path])


# State


def test_a_state_dict_shares_memory_and_requires_no_gradient():
    net = block()
    state = net.state_dict()
    assert list(state) == ["scale", "first.weight", "first.bias", "second.weight"]
    assert not any(value.requires_grad for value in state.values())
    state["scale"][0] = 9.0
    assert net.scale.data[0] == 9.0


def test_a_state_moves_from_one_net_to_another():
    first, second = block(), block()
    weight = second.first.weight
    second.load_state_dict(first.state_dict())
    assert second.first.weight is weight
    for path, value in values(first).items():
        np.testing.assert_array_equal(values(second)[path], value)
    first.scale.data[0] = 7.0
    assert second.scale.data[0] == 1.0


def test_a_state_moves_to_pytorch_and_back():
    torch = pytest.importorskip("torch")
    ours = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    theirs = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
    theirs.load_state_dict({path: torch.tensor(value.numpy()) for path, value in ours.state_dict().items()})
    x = np.random.default_rng(0).normal(size=(4, 2)).astype(np.float32)
    expected = theirs(torch.tensor(x)).detach().numpy()
    np.testing.assert_allclose(ours(tg.tensor(x)).detach().numpy(), expected, rtol=1e-5, atol=1e-7)
    fresh = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    fresh.load_state_dict({path: value.numpy() for path, value in theirs.state_dict().items()})
    for path, value in values(ours).items():
        np.testing.assert_array_equal(values(fresh)[path], value)


def test_a_state_is_saved_and_loaded():
    net, fresh = block(), block()
    file = io.BytesIO()
    np.savez(file, **{path: value.numpy() for path, value in net.state_dict().items()})
    file.seek(0)
    fresh.load_state_dict(dict(np.load(file)))
    for path, value in values(net).items():
        np.testing.assert_array_equal(values(fresh)[path], value)


def test_a_state_may_hold_arrays_in_another_float_dtype():
    net = nn.Linear(2, 1)
    net.load_state_dict({"weight": np.array([[1.5, 2.5]]), "bias": [0.5]})
    assert net.weight.dtype == np.float32
    assert net.weight.tolist() == [[1.5, 2.5]]


def without_bias(state):
    del state["first.bias"]


def with_one_too_many(state):
    state["third.weight"] = np.ones(2)


def with_a_wrong_shape(state):
    state["second.weight"] = np.ones((3, 2))


def with_a_shape_that_would_broadcast(state):
    state["second.weight"] = np.ones((1, 3))


def with_words(state):
    state["second.weight"] = np.full((2, 3), "a")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (without_bias, ["first.bias", "missing"]),
        (with_one_too_many, ["third.weight", "unexpected"]),
        (with_a_wrong_shape, ["second.weight", "(3, 2)", "(2, 3)"]),
        (with_a_shape_that_would_broadcast, ["second.weight", "(1, 3)", "(2, 3)"]),
        (with_words, ["<U1"]),
    ],
)
def test_a_state_that_does_not_fit_is_refused_and_nothing_changes(spoil, words):
    net = block()
    before = values(net)
    state = {path: value + 1.0 for path, value in before.items()}
    spoil(state)
    with pytest.raises((KeyError, RuntimeError, ValueError, TypeError)) as caught:
        net.load_state_dict(state)
    assert all(word in str(caught.value) for word in words)
    for path, value in values(net).items():
        np.testing.assert_array_equal(value, before[path])


def test_loading_between_forward_and_backward_is_noticed():
    net = nn.Linear(2, 1)
    loss = (net(tg.ones(1, 2)) ** 2).sum()
    net.load_state_dict(net.state_dict())
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()


# Text


def test_a_module_is_printed_as_pytorch_prints_it():
    torch = pytest.importorskip("torch")

    def build(library):
        return library.Sequential(
            library.Linear(2, 3),
            library.Sequential(library.ReLU(), library.Linear(3, 3, bias=False), library.Sequential()),
            library.Flatten(),
            library.Softmax(dim=1),
            library.LogSoftmax(dim=-1),
            library.LeakyReLU(0.2),
            library.Softplus(),
            library.Sigmoid(),
            library.Tanh(),
            library.Identity(),
            library.MSELoss(),
        )

    assert repr(build(nn)) == repr(build(torch.nn))


def test_a_module_of_ones_own_is_printed_with_its_children():
    assert repr(block()) == (
        "Block(\n"
        "  (first): Linear(in_features=2, out_features=3, bias=True)\n"
        "  (second): Linear(in_features=3, out_features=2, bias=False)\n"
        ")"
    )


# Sequential


def test_sequential_calls_one_after_the_other():
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    x = tg.ones(4, 2)
    np.testing.assert_array_equal(net(x).data, net[2](tg.tanh(net[0](x))).data)
    assert nn.Sequential()(x) is x


def test_sequential_is_a_sequence():
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    assert len(net) == 3
    assert list(net) == [net[0], net[1], net[2]]
    assert net[-1] is net[2]
    part = net[:2]
    assert isinstance(part, nn.Sequential)
    assert part[0] is net[0]
    assert len(part) == 2
    with pytest.raises(IndexError):
        net[3]


def test_sequential_takes_names():
    net = nn.Sequential({"input": nn.Linear(2, 3), "output": nn.Linear(3, 1)})
    assert [name for name, _ in net.named_parameters()] == [
        "input.weight", "input.bias", "output.weight", "output.bias",
    ]  # fmt: skip
    assert net.output.in_features == 3


@pytest.mark.parametrize("thing", [nn.ReLU, tg.relu, nn.functional.relu, "relu", [nn.ReLU()], None])
def test_sequential_refuses_what_is_no_module_instance(thing):
    with pytest.raises(TypeError, match=r"Sequential wants Modules.*1") as caught:
        nn.Sequential(nn.Linear(2, 3), thing)
    assert "nn.ReLU()" in str(caught.value)


# Parameter


def test_a_parameter_requires_a_gradient_unless_told_otherwise():
    assert nn.Parameter([1.0]).requires_grad
    assert not nn.Parameter([1.0], requires_grad=False).requires_grad
    assert isinstance(nn.Parameter(np.ones(2)), tg.Tensor)


def test_a_parameter_of_a_result_is_a_leaf():
    parameter = nn.Parameter(tg.ones(2, requires_grad=True) * 2.0)
    assert parameter.is_leaf
    assert parameter.requires_grad
    (parameter * parameter).sum().backward()
    assert parameter.grad.tolist() == [4.0, 4.0]


def test_a_parameter_without_axes_can_be_trained():
    for value in (2.0, tg.tensor(2.0), tg.tensor(1.0) * 2.0, tg.ones(2).sum()):
        parameter = nn.Parameter(value)
        (parameter * parameter).backward()
        tg.optim.SGD([parameter], lr=0.25).step()
        assert parameter.item() == 1.0


def test_a_module_that_points_back_at_its_parent_has_an_end():
    parent, child = nn.Sequential(nn.Linear(2, 2)), nn.Linear(2, 2)
    parent.child, child.parent = child, parent
    assert list(parent.state_dict()) == ["0.weight", "0.bias", "child.weight", "child.bias"]
    assert len(list(parent.parameters())) == 4


@pytest.mark.parametrize("name", ["forward", "training", "a.b"])
def test_a_layer_cannot_hide_what_a_sequential_has(name):
    with pytest.raises(ValueError, match="nothing in a Sequential can be called"):
        nn.Sequential({name: nn.Linear(2, 2)})


def test_apply_visits_children_in_order_and_before_their_parent():
    seen = []
    nn.Sequential(nn.Linear(1, 1), nn.ReLU()).apply(lambda module: seen.append(type(module).__name__))
    assert seen == ["Linear", "ReLU", "Sequential"]


# Registered by name


class Registered(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_parameter("weight", nn.Parameter(tg.ones(2)))
        self.register_parameter("bias", None)
        self.register_buffer("mean", tg.zeros(2))
        self.register_buffer("scratch", tg.zeros(1), persistent=False)
        self.register_buffer("nothing", None)
        self.add_module("layer", nn.Linear(2, 2))


def test_what_is_registered_is_an_attribute():
    net = Registered()
    assert [name for name, _ in net.named_parameters()] == ["weight", "layer.weight", "layer.bias"]
    assert [name for name, _ in net.named_parameters(recurse=False)] == ["weight"]
    assert [name for name, _ in net.named_parameters(prefix="net")][:1] == ["net.weight"]
    assert [name for name, _ in net.named_buffers()] == ["mean", "scratch"]
    assert list(net.state_dict()) == ["weight", "mean", "layer.weight", "layer.bias"]
    assert next(iter(net.state_dict(prefix="a."))) == "a.weight"
    assert net.state_dict(keep_vars=True)["weight"] is net.weight
    assert (net.bias, net.nothing) == (None, None)


def test_a_buffer_stays_one_when_it_is_assigned():
    net = Registered()
    net.mean = net.mean + 1
    assert isinstance(net.mean, nn.Buffer)
    net.scratch = tg.ones(1)
    assert list(net.state_dict()) == ["weight", "mean", "layer.weight", "layer.bias"]


def test_what_a_module_holds_can_be_read_by_kinds():
    net = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    assert list(net._modules) == ["0", "1"]
    assert net._modules["0"] is net[0]
    assert dict(net[0]._parameters) == {"weight": net[0].weight, "bias": net[0].bias}
    assert list(net[1]._buffers) == ["running_mean", "running_var", "num_batches_tracked"]
    assert dict(net._parameters) == dict(net._buffers) == {}
    with pytest.raises(TypeError, match="does not support item assignment"):
        net._modules["0"] = nn.ReLU()


def test_buffers_move_to_another_dtype_and_integers_dont():
    net = Registered()
    net.register_buffer("count", tg.tensor(3))
    net.double()
    assert (net.mean.dtype, net.scratch.dtype, net.count.dtype) == (np.float64, np.float64, np.int64)
    assert net.to(tg.ones(1)).mean.dtype == np.float32
    assert net.to("cpu", dtype=np.float64).weight.dtype == np.float64
    assert net.half().weight.dtype == net.type(np.float16).weight.dtype == np.float16
    assert net.cpu() is net
    with pytest.raises(RuntimeError, match="no device 'cuda'"):
        net.cuda()
    with pytest.raises(TypeError, match="can't become int64"):
        net.to(np.int64)


def test_a_module_is_found_by_its_path():
    net = Registered()
    assert net.get_submodule("layer") is net.layer
    assert net.get_submodule("") is net
    assert net.get_parameter("layer.weight") is net.layer.weight
    assert net.get_buffer("mean") is net.mean
    with pytest.raises(AttributeError, match="no module 'later'"):
        net.get_submodule("later")
    with pytest.raises(AttributeError, match=r"no Parameter .layer\.wieght.\nhelp: there are weight, layer"):
        net.get_parameter("layer.wieght")


@pytest.mark.parametrize("name", ["a.b", "", "forward", 3])
def test_a_name_that_cant_be_one_is_refused(name):
    with pytest.raises(ValueError, match="nothing in a Registered can be called"):
        Registered().register_buffer(name, tg.ones(1))


def test_what_is_registered_is_of_its_kind():
    with pytest.raises(TypeError, match="'w' is a Tensor"):
        Registered().register_parameter("w", tg.ones(1))
    with pytest.raises(TypeError, match="'m' is a type, no Module"):
        Registered().add_module("m", nn.ReLU)


def test_a_state_may_be_loaded_in_part():
    net, state = Registered(), Registered().state_dict()
    del state["mean"]
    state["other"] = tg.ones(1)
    with pytest.raises(RuntimeError, match=r"missing \['mean'\], unexpected \['other'\]"):
        net.load_state_dict(state)
    keys = net.load_state_dict(state, strict=False)
    assert keys == (["mean"], ["other"])
    assert keys.missing_keys == ["mean"]


def test_a_state_may_be_taken_itself():
    net = Registered()
    array = np.full(2, 7.0)
    state = {**net.state_dict(), "weight": array}
    net.load_state_dict(state, assign=True)
    assert net.weight.value is array
    with pytest.raises(TypeError, match="a state is a dict, not a Linear"):
        net.load_state_dict(nn.Linear(2, 2))


def test_a_module_in_two_places_is_found_once_or_twice():
    shared = nn.ReLU()
    net = nn.Sequential(shared, shared)
    assert [len(list(net.modules())), len(list(net.modules(remove_duplicate=False)))] == [2, 3]
    assert [name for name, _ in net.named_modules({shared}, "net")] == ["net"]
