"""Hooks of modules: what they are called with, what they may change, and their order, against PyTorch."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn


class Scaled(nn.Module):
    """Two inputs, two outputs."""

    def forward(self, x, y, factor=1.0):
        return x * y * factor, x + y


def test_a_hook_sees_what_goes_in_and_out():
    seen = []
    layer = nn.Linear(2, 3)
    before = layer.register_forward_pre_hook(lambda module, args: seen.append(("in", module, args[0].shape)))
    after = layer.register_forward_hook(lambda module, args, output: seen.append(("out", module, output.shape)))
    layer(tg.ones(4, 2))
    assert seen == [("in", layer, (4, 2)), ("out", layer, (4, 3))]
    before.remove()
    after.remove()
    layer(tg.ones(4, 2))
    assert len(seen) == 2


def test_a_hook_may_change_arguments_and_outputs():
    layer = nn.Identity()
    layer.register_forward_pre_hook(lambda module, args: args[0] + 1)
    layer.register_forward_hook(lambda module, args, output: output * 10)
    assert layer(tg.tensor([1.0])).tolist() == [20.0]


def test_hooks_with_keywords():
    module = Scaled()
    module.register_forward_pre_hook(lambda m, args, kwargs: (args, {"factor": 5.0}), with_kwargs=True)
    module.register_forward_hook(lambda m, args, kwargs, out: out[0] + kwargs["factor"], with_kwargs=True)
    assert module(tg.tensor(2.0), tg.tensor(3.0)).item() == 35.0


def test_hooks_run_in_order_and_those_put_first_before():
    order = []
    layer = nn.Identity()
    for name, prepend in (("a", False), ("b", False), ("c", True)):
        layer.register_forward_hook(lambda *_, name=name: order.append(name), prepend=prepend)
    with layer.register_forward_hook(lambda *_: order.append("d")):
        layer(tg.ones(1))
    layer(tg.ones(1))
    assert order == ["c", "a", "b", "d", "c", "a", "b"]


def test_a_module_without_hooks_has_none():
    assert nn.Linear(2, 2).hooks is None


def watched(m, base, changing):
    """Gradients that the hooks of a module saw, and the inputs' in the end."""
    seen = []

    class Both(base):
        def forward(self, x, y):
            return x * y, x.exp()

    module = Both()

    def before(module, grad_output):
        seen.append([np.asarray(g) for g in grad_output])
        return tuple(g * 2 for g in grad_output) if changing else None

    def after(module, grad_input, grad_output):
        seen.append([np.asarray(g) for g in (*grad_input, *grad_output) if g is not None])
        return tuple(g * 10 for g in grad_input) if changing else None

    module.register_full_backward_pre_hook(before)
    module.register_full_backward_hook(after)
    x, y = m.tensor([1.0, 2.0], requires_grad=True), m.tensor([3.0, 5.0], requires_grad=True)
    product, exponential = module(x, y)
    ((product * 3).sum() + exponential.sum()).backward()
    return [np.asarray(a) for part in seen for a in part] + [np.asarray(x.grad), np.asarray(y.grad)]


@pytest.mark.parametrize("changing", [False, True])
def test_pytorch_shows_the_same_gradients(changing):
    torch = pytest.importorskip("torch")
    ours, theirs = watched(tg, nn.Module, changing), watched(torch, torch.nn.Module, changing)
    assert len(ours) == len(theirs)
    for own, their in zip(ours, theirs):
        np.testing.assert_allclose(own, their, rtol=1e-6)


def test_without_a_gradient_of_an_input_the_outputs_are_shown():
    seen = []
    layer = nn.Linear(2, 1)
    layer.register_full_backward_hook(lambda module, grad_input, grad_output: seen.append((grad_input, grad_output)))
    layer(tg.ones(3, 2)).sum().backward()
    ((grad_input, grad_output),) = seen
    assert grad_input == (None,)
    assert grad_output[0].tolist() == [[1.0]] * 3


def test_what_is_no_function_is_refused():
    with pytest.raises(TypeError, match="a hook is a function, not a str"):
        nn.ReLU().register_forward_hook("print")
