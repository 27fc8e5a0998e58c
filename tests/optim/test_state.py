"""States: saved, loaded, moved to PyTorch and back in the middle of training, and refused where they don't fit."""

import copy
import pickle

import numpy as np
import pytest

import tinygrad_edu as tg

from .configurations import CASES, CONFIGURATIONS, RATES, Training, case_name, torch_state

SHOWN = {"SGD": {"momentum": 0.9}, "RMSprop": {"momentum": 0.9, "centered": True}, "Adam": {"amsgrad": True}}


def same_way(first, second, steps=20, **tolerance):
    """Both go on along the same gradients, and come to the same values."""
    second.steps, second.draw = first.steps, copy.deepcopy(first.draw)
    np.testing.assert_allclose(first.trajectory(steps), second.trajectory(steps), **{"rtol": 1e-12, **tolerance})


def copy_values(source, target):
    """Give the parameters of one training those of another."""
    for theirs, ours in zip(source.parameters, target.parameters):
        if isinstance(ours, tg.Tensor):
            ours.data = theirs.detach().numpy().copy()
        else:
            ours.data = ours.new_tensor(theirs.detach().numpy())


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_a_state_goes_on_where_it_was_saved(case):
    name, options = case
    first, second = Training(tg, name, np.float32, **options), Training(tg, name, np.float32)
    first.trajectory(13)
    copy_values(first, second)
    second.optimizer.load_state_dict(copy.deepcopy(first.optimizer.state_dict()))
    same_way(first, second, rtol=0)


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_pytorchs_state_goes_on_here(case):
    torch = pytest.importorskip("torch")
    name, options = case
    theirs, ours = Training(torch, name, **options), Training(tg, name)
    theirs.trajectory(13)
    copy_values(theirs, ours)
    saved = theirs.optimizer.state_dict()
    ours.optimizer.load_state_dict(saved)
    theirs.optimizer.load_state_dict(copy.deepcopy(saved))  # which makes numbers without axes float64
    same_way(theirs, ours, atol=1e-13)


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_our_state_goes_on_in_pytorch(case):
    torch = pytest.importorskip("torch")
    name, options = case
    ours, theirs = Training(tg, name, **options), Training(torch, name)
    ours.trajectory(13)
    copy_values(ours, theirs)
    saved = ours.optimizer.state_dict()
    theirs.optimizer.load_state_dict(torch_state(saved))
    ours.optimizer.load_state_dict(saved)
    same_way(ours, theirs, atol=1e-13)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_the_layout_is_pytorchs(name):
    torch = pytest.importorskip("torch")
    groups = ({}, {"lr": 0.05}, {"weight_decay": 0.1} if name != "Rprop" else {})
    mine, right = (Training(library, name, groups=groups, **SHOWN.get(name, {})) for library in (tg, torch))
    mine.step()
    right.step()
    mine, right = mine.optimizer.state_dict(), right.optimizer.state_dict()
    assert mine["param_groups"] == right["param_groups"]
    assert list(mine) == list(right)
    assert list(mine["state"]) == list(right["state"]) == [0, 1, 2]
    for ours, theirs in zip(mine["state"].values(), right["state"].values()):
        assert sorted(ours) == sorted(theirs)
        for key, entry in ours.items():
            assert isinstance(entry, tg.Tensor)
            np.testing.assert_allclose(entry.data, theirs[key].numpy(), rtol=1e-12)
            assert str(entry.dtype) == str(theirs[key].dtype).removeprefix("torch.")


@pytest.mark.parametrize("name", [*CONFIGURATIONS, "Muon", "LBFGS"])
def test_the_text_is_pytorchs(name):
    torch = pytest.importorskip("torch")
    texts = []
    for library in (tg, torch):
        a, b = (library.ones(2, 2, requires_grad=True) for _ in range(2))
        groups = [{"params": [a]}, {"params": [b], "lr": 0.5}] if name != "LBFGS" else [a, b]
        texts.append(repr(getattr(library.optim, name)(groups)))
    assert texts[0] == texts[1]


def test_the_text_lists_the_options_of_each_group():
    a, b = tg.ones(1, requires_grad=True), tg.ones(1, requires_grad=True)
    text = repr(tg.optim.Adadelta([{"params": [a]}, {"params": [b], "lr": 0.5}]))
    assert text.startswith("Adadelta (\nParameter Group 0\n    capturable: False\n    differentiable: False\n    eps: ")
    assert "\nParameter Group 1\n" in text
    assert text.endswith("    lr: 0.5\n    maximize: False\n    rho: 0.9\n    weight_decay: 0\n)")


def test_a_state_is_there_to_be_read_and_written():
    w = tg.tensor(np.array([1.0]), requires_grad=True)
    optimizer = tg.optim.Adam([w], lr=0.1, betas=(0.5, 0.5))
    for _ in range(2):
        w.grad = tg.tensor(np.array([2.0]))
        optimizer.step()
    state = optimizer.state[w]
    kept = state["exp_avg"]
    assert list(state) == ["step", "exp_avg", "exp_avg_sq"]
    assert (state["step"].item(), kept.item(), state["exp_avg_sq"].item()) == (2.0, 1.5, 3.0)
    kept.fill_(10.0)
    optimizer.step()
    assert kept.item() == optimizer.state[w]["exp_avg"].item() == 6.0


def test_plain_descent_has_no_state():
    training = Training(tg, "SGD")
    training.step()
    assert training.optimizer.state == {}
    assert training.optimizer.state_dict()["state"] == {}


def test_adagrad_has_its_state_from_the_beginning():
    w = tg.ones(2, requires_grad=True)
    optimizer = tg.optim.Adagrad([w], initial_accumulator_value=0.5)
    assert optimizer.state_dict()["state"][0]["sum"].tolist() == [0.5, 0.5]
    assert optimizer.state[w]["step"].item() == 0


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_saved_state_is_given_the_dtype_of_the_parameters(name):
    double, single = Training(tg, name, **SHOWN.get(name, {})), Training(tg, name, np.float32)
    double.trajectory(3)
    single.optimizer.load_state_dict(double.optimizer.state_dict())
    assert {entry.dtype.name for state in single.optimizer.state.values() for entry in state.values()} == {"float32"}
    single.trajectory(2)
    assert {parameter.dtype.name for parameter in single.parameters} == {"float32"}


def test_a_loaded_state_is_a_copy():
    first, second = Training(tg, "Adam"), Training(tg, "Adam")
    first.step()
    saved = first.optimizer.state_dict()
    second.optimizer.load_state_dict(saved)
    before = [entry.data.copy() for entry in saved["state"][0].values()]
    second.step()
    second.optimizer.param_groups[0]["lr"] = 9.0
    for entry, value in zip(saved["state"][0].values(), before):
        np.testing.assert_array_equal(entry.data, value)
    assert first.optimizer.param_groups[0]["lr"] == saved["param_groups"][0]["lr"] == RATES["Adam"]


def test_a_rate_that_is_a_tensor_is_copied_too():
    rate = tg.tensor(0.5)
    first, second = (tg.optim.SGD([tg.ones(1, requires_grad=True)], lr=lr) for lr in (rate, 0.1))
    second.load_state_dict(first.state_dict())
    rate.fill_(0.25)
    assert second.param_groups[0]["lr"].item() == 0.5


def test_a_number_of_steps_may_be_a_plain_number():
    training = Training(tg, "Adam")
    training.step()
    saved = training.optimizer.state_dict()
    for state in saved["state"].values():
        state["step"] = 1
    training.optimizer.load_state_dict(saved)
    training.step()
    assert training.optimizer.state[training.parameters[0]]["step"].item() == 2


def test_adamw_takes_adams_state_and_stays_decoupled():
    adam, adamw = Training(tg, "Adam"), Training(tg, "AdamW")
    adam.step()
    adamw.optimizer.load_state_dict(adam.optimizer.state_dict())
    assert adamw.optimizer.param_groups[0]["decoupled_weight_decay"] is True


def test_an_older_state_without_newer_options_keeps_ours():
    training = Training(tg, "Adam", maximize=True)
    training.step()
    saved = training.optimizer.state_dict()
    for name in ("maximize", "foreach", "capturable", "differentiable", "fused", "decoupled_weight_decay"):
        del saved["param_groups"][0][name]
    training.optimizer.load_state_dict(saved)
    assert training.optimizer.param_groups[0]["maximize"] is True


def test_options_that_were_turned_on_later_begin_then():
    torch = pytest.importorskip("torch")
    seen = []
    for library in (tg, torch):
        training = Training(library, "SGD")
        training.trajectory(3)
        training.optimizer.param_groups[0]["momentum"] = 0.9
        seen.append(training.trajectory(5))
    np.testing.assert_allclose(*seen, rtol=1e-12)
    for name, option in (("Adam", {"amsgrad": True}), ("RMSprop", {"momentum": 0.9, "centered": True})):
        training = Training(tg, name)
        training.trajectory(3)
        training.optimizer.param_groups[0].update(option)
        assert np.isfinite(training.trajectory(5)).all()
        assert set(training.optimizer.remembers) <= training.optimizer.state[training.parameters[0]].keys()


def test_an_optimizer_is_pickled_with_its_parameters():
    training = Training(tg, "Adam")
    training.step()
    parameters, optimizer = pickle.loads(pickle.dumps((training.parameters, training.optimizer)))
    assert optimizer.param_groups[0]["params"][0] is parameters[0]
    again = Training(tg, "Adam")
    again.parameters, again.optimizer = parameters, optimizer
    same_way(training, again, rtol=0)


def test_names_are_saved_and_the_loaded_ones_win():
    net = tg.nn.Linear(2, 1)
    optimizer = tg.optim.SGD(net.named_parameters(), lr=0.1)
    saved = optimizer.state_dict()
    assert saved["param_groups"][0]["param_names"] == ["weight", "bias"]
    saved["param_groups"][0]["param_names"] = ["w", "b"]
    optimizer.load_state_dict(saved)
    assert optimizer.param_groups[0]["param_names"] == ["w", "b"]
    unnamed = tg.optim.SGD(net.parameters(), lr=0.1).state_dict()
    optimizer.load_state_dict(unnamed)
    assert optimizer.param_groups[0]["param_names"] == ["w", "b"]


def without(key):
    """A change of a state: an entry is missing."""
    return lambda saved: saved["state"][0].pop(key)


def reshaped(key):
    """A change of a state: an entry has another shape."""
    return lambda saved: saved["state"][0].update({key: tg.zeros(5)})


MISFITS = {
    "no state at all": (lambda saved: saved.clear(), "no state of an optimizer"),
    "a group too many": (lambda saved: saved["param_groups"].append({}), "a state of 2 groups"),
    "a parameter too few": (lambda saved: saved["param_groups"][0]["params"].pop(), "a group of 2 parameters"),
    "an option missing": (lambda saved: saved["param_groups"][0].pop("betas"), r"no \['betas'\]"),
    "an option out of range": (lambda saved: saved["param_groups"][0].update(lr=-1.0), "lr is -1.0"),
    "a parameter of no group": (lambda saved: saved["state"].update({7: {}}), "an entry for parameter 7"),
    "an average missing": (without("exp_avg"), r"has \['exp_avg_sq', 'step'\]"),
    "no number of steps": (without("step"), r"has \['exp_avg', 'exp_avg_sq'\]"),
    "another optimizer's memory": (lambda saved: saved["state"][0].update(momentum_buffer=tg.ones(2)), "momentum_buff"),
    "another shape": (reshaped("exp_avg"), r"'exp_avg' has shape \(5,\)(.|\n)*\(3, 2\)"),
    "a number of steps with axes": (reshaped("step"), r"'step' has shape \(5,\)"),
    "text": (lambda saved: saved["state"][0].update(exp_avg="1, 2"), "'exp_avg' has shape None"),
}


@pytest.mark.parametrize("name", MISFITS)
def test_a_state_that_does_not_fit_is_refused_and_the_optimizer_left_whole(name):
    training = Training(tg, "Adam")
    training.step()
    saved = copy.deepcopy(training.optimizer.state_dict())
    saved["state"][1]["exp_avg"].fill_(9.0)
    change, message = MISFITS[name]
    change(saved)
    state, groups = training.optimizer.state, training.optimizer.param_groups
    before = copy.deepcopy(training.optimizer.state_dict())
    with pytest.raises(ValueError, match=message) as caught:
        training.optimizer.load_state_dict(saved)
    assert "help: " in str(caught.value)
    assert training.optimizer.state is state
    assert training.optimizer.param_groups is groups
    after = training.optimizer.state_dict()
    assert after["param_groups"] == before["param_groups"]
    for key in before["state"]:
        for name, entry in before["state"][key].items():
            np.testing.assert_array_equal(after["state"][key][name].data, entry.data)


def test_another_optimizers_state_is_refused():
    sgd, adam = Training(tg, "SGD", momentum=0.9), Training(tg, "Adam")
    sgd.step()
    with pytest.raises(ValueError, match="amsgrad"):
        adam.optimizer.load_state_dict(sgd.optimizer.state_dict())


# As one writes optimizers in PyTorch


class Momentum(tg.optim.Optimizer):
    """An optimizer with a step of its own, and a state of its own making."""

    def __init__(self, params, lr=0.1, momentum=0.9):
        super().__init__(params, {"lr": lr, "momentum": momentum})

    def step(self, closure=None):
        loss = None if closure is None else closure()
        with tg.no_grad():
            for group in self.param_groups:
                for parameter in group["params"]:
                    state = self.state[parameter]
                    if len(state) == 0:
                        state["count"], state["velocity"] = 0, tg.zeros_like(parameter)
                    state["count"] += 1
                    state["velocity"] = group["momentum"] * state["velocity"] + parameter.grad
                    parameter -= group["lr"] * state["velocity"]
        return loss


def test_an_optimizer_may_have_a_step_of_its_own():
    torch = pytest.importorskip("torch")
    values, gradients = np.random.default_rng(0).normal(size=(2, 10, 3))
    seen = []
    for library, make in ((tg, Momentum), (torch, torch.optim.SGD)):
        w = library.tensor(values[0], requires_grad=True)
        optimizer = make([w], lr=0.1, momentum=0.9)
        for step, gradient in enumerate(gradients):
            w.grad = library.tensor(gradient)
            optimizer.step()
            if library is tg and step == 4:
                again = make([w])
                again.load_state_dict(copy.deepcopy(optimizer.state_dict()))
                assert again.state[w]["count"] == 5
                optimizer = again
            seen.append(w.detach().numpy().copy())
    np.testing.assert_allclose(seen[:10], seen[10:], rtol=1e-13)
