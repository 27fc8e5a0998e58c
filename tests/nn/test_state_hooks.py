"""Hooks around a module's state, what else a module saves, and modules that are put in others' places."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn


class Counting(nn.Linear):
    """A layer that saves how often it was called."""

    def __init__(self):
        super().__init__(2, 1)
        self.calls = 0

    def forward(self, x):
        self.calls += 1
        return super().forward(x)

    def get_extra_state(self):
        return {"calls": self.calls}

    def set_extra_state(self, state):
        self.calls = state["calls"]


def test_extra_state_is_saved_and_loaded():
    net, other = nn.Sequential(nn.Linear(2, 2), Counting()), nn.Sequential(nn.Linear(2, 2), Counting())
    net(tg.ones(2))
    state = net.state_dict()
    assert list(state) == ["0.weight", "0.bias", "1.weight", "1.bias", "1._extra_state"]
    assert other.load_state_dict(state) == ([], [])
    assert other[1].calls == 1
    del state["1._extra_state"]
    with pytest.raises(RuntimeError, match=r"missing \['1._extra_state'\]"):
        other.load_state_dict(state)
    with pytest.raises(RuntimeError, match=r"unexpected \['_extra_state'\]"):
        nn.Linear(2, 1).load_state_dict(Counting().state_dict())
    with pytest.raises(RuntimeError, match="no extra state"):
        nn.Linear(2, 1).get_extra_state()
    with pytest.raises(RuntimeError, match="takes no extra state"):
        nn.Linear(2, 1).set_extra_state(None)


def test_a_hook_before_loading_renames_what_is_in_an_older_state():
    net = nn.Sequential(nn.Linear(2, 1))

    def rename(module, state, prefix, metadata, strict, missing, unexpected, problems):
        if f"{prefix}w" in state:
            state[f"{prefix}weight"] = state.pop(f"{prefix}w")

    handle = net[0].register_load_state_dict_pre_hook(rename)
    old = {"0.w": np.ones((1, 2)), "0.bias": np.zeros(1)}
    assert net.load_state_dict(old) == ([], [])
    assert net[0].weight.tolist() == [[1.0, 1.0]]
    assert list(old) == ["0.w", "0.bias"]
    handle.remove()
    with pytest.raises(RuntimeError, match=r"unexpected \['0.w'\]"):
        net.load_state_dict(old)


def test_what_a_hook_before_loading_reports_is_an_error():
    net = nn.Linear(2, 1)
    before = net.weight.tolist()
    net.register_load_state_dict_pre_hook(lambda *args: args[-1].append("a state of version 0"))
    with pytest.raises(RuntimeError, match="a state of version 0"):
        net.load_state_dict({"weight": np.ones((1, 2)), "bias": np.ones(1)})
    assert net.weight.tolist() == before


def test_a_hook_after_loading_may_forgive():
    net, told = nn.Sequential(nn.Linear(2, 1)), []

    def forgive(module, keys):
        told.append((module, keys.missing_keys[:], module.weight.tolist()))
        keys.missing_keys.clear()

    net[0].register_load_state_dict_post_hook(forgive)
    assert net.load_state_dict({"0.weight": np.ones((1, 2))}) == ([], [])
    assert told == [(net[0], ["0.bias"], [[1.0, 1.0]])]
    with pytest.raises(RuntimeError, match=r"unexpected \['1.bias'\]"):
        net.load_state_dict({"1.bias": np.ones(1)})


def test_hooks_when_the_state_is_asked_for():
    net, calls = nn.Sequential(nn.Linear(2, 1)), []
    net[0].register_state_dict_pre_hook(lambda module, prefix, keep_vars: calls.append((prefix, keep_vars)))
    net[0].register_state_dict_post_hook(lambda module, state, prefix, metadata: state.pop(f"{prefix}bias"))
    assert list(net.state_dict(prefix="net.", keep_vars=True)) == ["net.0.weight"]
    assert calls == [("net.0.", True)]


def test_a_module_is_put_at_a_path():
    net = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.ReLU()))
    net.set_submodule("1.0", nn.Tanh())
    assert isinstance(net[1][0], nn.Tanh)
    net.set_submodule("1.1", nn.ReLU())
    assert [type(module) for module in net[1]] == [nn.Tanh, nn.ReLU]
    with pytest.raises(AttributeError, match=r"no module '1\.5'"):
        net.set_submodule("1.5", nn.ReLU(), strict=True)
    with pytest.raises(AttributeError, match="no module '7'"):
        net.set_submodule("7.0", nn.ReLU())
    for path, module in (("", nn.ReLU()), ("0", nn.ReLU)):
        with pytest.raises(ValueError, match="set_submodule"):
            net.set_submodule(path, module)


def test_a_dict_of_parameters_is_used_like_a_dict():
    one, two = nn.Parameter([1.0]), nn.Parameter([2.0])
    parameters = nn.ParameterDict({"one": one})
    assert parameters.get("one") is one
    assert parameters.get("two") is None
    assert parameters.setdefault("two", two) is two
    assert parameters.setdefault("two", one) is two
    copy = parameters.copy()
    assert parameters.popitem() == ("two", two)
    assert list(parameters) == ["one"]
    assert list(copy) == ["one", "two"]
    assert copy["one"] is one
    assert dict(parameters.fromkeys(["a", "b"], one).items()) == {"a": one, "b": one}
    parameters.clear()
    with pytest.raises(KeyError, match="no parameter"):
        parameters.popitem()


def test_the_name_in_a_modules_text_can_be_another():
    class Named(nn.ReLU):
        def _get_name(self):
            return "MyReLU"

    assert repr(Named()) == "MyReLU()"
