"""What a training loop notes: losses, metrics, and each layer's gradient norm."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.drawing.plots.history import History


def backward(net, seed=0):
    loss = net(tg.tensor(np.random.default_rng(seed).normal(size=(4, 2)).astype(np.float32))).square().mean()
    loss.backward()
    return loss


def test_without_a_net_it_holds_losses_and_metrics_as_numbers():
    history = History()
    history.record(tg.tensor(0.5, requires_grad=True) * 2, accuracy=np.float32(0.25))
    history.record(0.75, accuracy=tg.tensor([0.5]))
    assert history.history == {"loss": [1.0, 0.75], "accuracy": [0.25, 0.5]}
    assert all(type(number) is float for numbers in history.history.values() for number in numbers)
    assert history.gradient_norms == {}


def test_the_norm_of_a_layer_is_that_of_all_its_own_gradients_together():
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Sequential(nn.Linear(3, 1)))
    history = History(net)
    loss = backward(net)
    history.record(loss)
    assert history.history == {"loss": [loss.item()]}
    assert list(history.gradient_norms) == ["0", "2.0"]
    for path, norms in history.gradient_norms.items():
        gradients = [p.grad.data.astype(np.float64) for p in net.get_submodule(path).parameters()]
        assert norms == [pytest.approx(np.sqrt(sum(np.sum(g**2) for g in gradients)), rel=1e-12)]


def test_a_gradient_too_small_to_be_squared_in_float32_is_not_zero():
    net = nn.Linear(2, 1, bias=False)
    net.weight.grad = tg.tensor([[3e-30, 4e-30]])
    history = History(net)
    history.record(1.0)
    assert history.gradient_norms == {"Linear": [pytest.approx(5e-30)]}


def test_what_was_not_given_at_a_step_is_none_there():
    net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
    history = History(net)
    net[0].requires_grad_(False)
    history.record(backward(net))
    net[0].requires_grad_(True)
    history.record(backward(net), val_loss=0.5)
    history.record(backward(net))
    assert history.history["val_loss"] == [None, 0.5, None]
    assert history.gradient_norms["0"][0] is None
    assert {len(norms) for norms in history.gradient_norms.values()} == {3}


def test_a_layer_without_a_gradient_is_none():
    net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
    history = History(net)
    loss = backward(net[0])
    history.record(loss)
    assert history.gradient_norms["1"] == [None]
    assert history.gradient_norms["0"][0] > 0


def test_a_loss_that_is_nan_is_recorded():
    history = History()
    history.record(float("nan"))
    assert np.isnan(history.history["loss"]).all()


@pytest.mark.parametrize("when", ["before backward", "after zero_grad"])
def test_without_gradients_it_says_when_to_call_it_and_records_nothing(when):
    net = nn.Linear(2, 1)
    history = History(net)
    if when == "after zero_grad":
        backward(net)
        net.zero_grad()
    with pytest.raises(RuntimeError, match=r"help: call record after loss.backward\(\)"):
        history.record(1.0)
    assert history.history == {"loss": []}


@pytest.mark.parametrize(
    ("loss", "error", "words"),
    [
        (tg.tensor([[1.0], [2.0]]), ValueError, r"loss has shape \(2, 1\)\nhelp: give one number: loss.mean\(\)"),
        ("0.5", TypeError, "loss is a str\nhelp: give a number"),
        (None, TypeError, "loss is a NoneType\nhelp"),
        (1j, TypeError, "loss is a complex\nhelp"),
    ],
)
def test_a_loss_that_is_no_number_is_refused(loss, error, words):
    history = History()
    with pytest.raises(error, match=words):
        history.record(loss)
    assert history.history == {"loss": []}


def test_a_metric_is_named_in_its_error():
    with pytest.raises(ValueError, match="accuracy has shape"):
        History().record(1.0, accuracy=[0.5, 0.5])


def test_a_net_is_a_module():
    with pytest.raises(TypeError, match=r"a History records a Module, not a list\nhelp: History\(net\)"):
        History([1, 2])
