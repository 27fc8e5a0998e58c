"""Hooks around an optimizer's steps and its state."""

import copy

import numpy as np
import pytest

import tinygrad_edu as tg


def trained():
    x = tg.tensor([1.0, 2.0], requires_grad=True)
    x.grad = tg.ones(2)
    return x, tg.optim.SGD([x], lr=0.5, momentum=0.9)


def test_hooks_before_and_after_a_step():
    x, optimizer = trained()
    seen = []
    optimizer.register_step_pre_hook(lambda opt, args, kwargs: seen.append((opt, args, kwargs, x.tolist())))
    handle = optimizer.register_step_post_hook(lambda opt, args, kwargs: seen.append(x.tolist()))
    assert optimizer.step(lambda: 7.0) == 7.0
    assert seen[0][0] is optimizer
    assert len(seen[0][1]) == 1
    assert seen[0][2:] == ({}, [1.0, 2.0])
    assert seen[1] == [0.5, 1.5]
    handle.remove()
    optimizer.step()
    assert len(seen) == 3


def test_a_hook_may_give_a_step_other_arguments():
    _, optimizer = trained()
    optimizer.register_step_pre_hook(lambda opt, args, kwargs: ((lambda: 3.0,), {}))
    assert optimizer.step() == 3.0


def test_a_copy_steps_between_its_own_hooks():
    _, optimizer = trained()
    optimizer.register_step_post_hook(lambda opt, args, kwargs: opt.param_groups[0].update(lr=0.25))
    twin = copy.deepcopy(optimizer)
    twin.step()
    assert (twin.param_groups[0]["lr"], optimizer.param_groups[0]["lr"]) == (0.25, 0.5)


def test_hooks_around_the_state():
    _, optimizer = trained()
    calls = []
    optimizer.register_state_dict_pre_hook(lambda opt: calls.append("before"))
    optimizer.register_state_dict_post_hook(lambda opt, state: {**state, "note": 1})
    optimizer.register_state_dict_post_hook(lambda opt, state: calls.append("note" in state), prepend=True)
    state = optimizer.state_dict()
    assert state["note"] == 1
    assert calls == ["before", False]
    optimizer.register_load_state_dict_pre_hook(
        lambda opt, state: {name: state[name] for name in ("state", "param_groups")}
    )
    optimizer.register_load_state_dict_post_hook(lambda opt: calls.append(opt.param_groups[0]["lr"]))
    state["param_groups"][0]["lr"] = 0.125
    optimizer.load_state_dict(state)
    assert calls[2:] == [0.125]
    with pytest.raises(TypeError, match="a hook is a function"):
        optimizer.register_state_dict_pre_hook(None)


@pytest.mark.parametrize("scheduled", [False, True])
def test_hooks_and_a_schedule(scheduled):
    _, optimizer = trained()
    scheduler = tg.optim.lr_scheduler.StepLR(optimizer, 1) if scheduled else None
    seen = []
    optimizer.register_step_post_hook(lambda opt, args, kwargs: seen.append(opt.param_groups[0]["lr"]))
    for _ in range(2):
        optimizer.step()
        if scheduler:
            scheduler.step()
    np.testing.assert_allclose(seen, [0.5, 0.05 if scheduled else 0.5])
