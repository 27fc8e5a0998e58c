"""Lists and dicts of modules and parameters, and modules in a row: against PyTorch's, step by step."""

from collections import OrderedDict

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn


def linear(library, size):
    return library.nn.Linear(size, size, bias=False)


def grown_list(m):
    layers = m.nn.ModuleList([linear(m, 1)])
    layers.append(linear(m, 2))
    layers.extend([linear(m, 3), linear(m, 4)])
    layers.insert(1, linear(m, 5))
    layers[0] = linear(m, 6)
    del layers[2]
    layers += [linear(m, 7)]
    layers.pop(1)
    return layers + m.nn.ModuleList([linear(m, 8)])


def grown_sequential(m):
    net = m.nn.Sequential(linear(m, 1), linear(m, 2))
    net.append(linear(m, 3))
    net.insert(1, linear(m, 4))
    net.extend([linear(m, 5)])
    net[0] = linear(m, 6)
    del net[2]
    net.pop(1)
    return net + m.nn.Sequential(linear(m, 7))


def grown_dict(m):
    heads = m.nn.ModuleDict({"a": linear(m, 1)})
    heads["b"] = linear(m, 2)
    heads.update([("c", linear(m, 3)), ("a", linear(m, 4))])
    heads.pop("b")
    return heads


BUILT = {
    "list": grown_list,
    "list slice": lambda m: grown_list(m)[1:],
    "list of equals": lambda m: m.nn.ModuleList([linear(m, 2), linear(m, 2), m.nn.ReLU(), linear(m, 2)]),
    "empty list": lambda m: m.nn.ModuleList(),
    "sequential": grown_sequential,
    "sequential slice": lambda m: grown_sequential(m)[:2],
    "sequential of names": lambda m: m.nn.Sequential(OrderedDict(first=linear(m, 1), second=m.nn.Tanh())),
    "dict": grown_dict,
    "nested": lambda m: m.nn.ModuleDict({"l": m.nn.ModuleList([linear(m, 1), m.nn.Sequential(m.nn.ReLU())])}),
    "parameters": lambda m: m.nn.ParameterList([m.nn.Parameter(m.ones(2, 3)), m.nn.Parameter(m.ones(()))]),
    "parameter dict": lambda m: m.nn.ParameterDict({"b": m.nn.Parameter(m.zeros(1)), "w": m.nn.Parameter(m.ones(2))}),
}


@pytest.mark.parametrize("name", BUILT)
def test_pytorch_builds_the_same(name):
    torch = pytest.importorskip("torch")
    ours, theirs = BUILT[name](tg), BUILT[name](torch)
    assert {k: v.shape for k, v in ours.state_dict().items()} == {
        k: tuple(v.shape) for k, v in theirs.state_dict().items()
    }
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert len(ours) == len(theirs)
    if "parameter" not in name:
        assert repr(ours) == repr(theirs)


def test_a_dict_is_used_like_one():
    heads = nn.ModuleDict({"a": nn.ReLU(), "b": nn.Tanh()})
    assert list(heads) == list(heads.keys()) == ["a", "b"]
    assert [type(m).__name__ for m in heads.values()] == ["ReLU", "Tanh"]
    assert dict(heads.items())["a"] is heads["a"]
    assert "a" in heads
    assert "c" not in heads
    heads.clear()
    assert len(heads) == 0
    with pytest.raises(KeyError, match="'a'"):
        heads["a"]


def test_the_parameters_of_a_list_are_trained():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList(nn.Linear(2, 2) for _ in range(3))
            self.scales = nn.ParameterList([tg.ones(2) for _ in range(3)])

        def forward(self, x):
            for layer, scale in zip(self.layers, self.scales):
                x = layer(x) * scale
            return x

    net = Net()
    net(tg.ones(1, 2)).sum().backward()
    assert len(list(net.parameters())) == 9
    assert all(p.grad is not None for p in net.parameters())
    assert net.scales[-1] is list(net.scales)[2]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: nn.ModuleList([nn.ReLU]), TypeError, "wants Modules: this is a type"),
        (lambda: nn.ModuleList(nn.Linear(2, 2).weight), TypeError, "wants a list, not a Parameter"),
        (lambda: nn.ModuleList([nn.ReLU()])[1], IndexError, "out of range"),
        (lambda: nn.ModuleDict({"a.b": nn.ReLU()}), ValueError, "can be called 'a.b'"),
        (lambda: nn.ModuleDict({"keys": nn.ReLU()}), ValueError, "can be called 'keys'"),
        (lambda: nn.ModuleDict({"a": 3}), TypeError, "this is a int"),
        (lambda: nn.ParameterList([3.0]), TypeError, "wants Parameters"),
        (lambda: nn.Sequential(nn.ReLU()).append(3), TypeError, "1 is a int"),
    ],
)
def test_mistakes_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_row_of_modules_computes_in_order():
    net = nn.Sequential(nn.Flatten(0), nn.Softplus())
    net.insert(1, nn.Tanh())
    x = np.linspace(-1, 1, 4).reshape(2, 2)
    np.testing.assert_allclose(net(tg.tensor(x)).data, np.log1p(np.exp(np.tanh(x.ravel()))))
