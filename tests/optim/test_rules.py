"""The rules: PyTorch's trajectories, formulas by hand, and that each is a pure function a compiler can take."""

import inspect
import math

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.optim import Optimizer, lr_scheduler
from tinygrad_edu.optim.muon import bfloat16
from tinygrad_edu.optim.rules import like
from tinygrad_edu.tracing import trace

from .configurations import CASES, CONFIGURATIONS, RATES, SHAPES, Training, case_name

RULES = sorted({name for name, _ in CASES} | {"Muon"})


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_a_hundred_steps_equal_pytorchs(case):
    torch = pytest.importorskip("torch")
    name, options = case
    ours, theirs = (Training(library, name, **options).trajectory(100) for library in (tg, torch))
    assert np.abs(ours[-1] - ours[0]).max() > 0.01
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_forty_steps_in_float32_equal_pytorchs_within_rounding(case):
    torch = pytest.importorskip("torch")
    name, options = case
    training = Training(tg, name, np.float32, **options)
    ours, theirs = training.trajectory(40), Training(torch, name, np.float32, **options).trajectory(40)
    np.testing.assert_allclose(ours, theirs, rtol=2e-6, atol=2e-6)
    for parameter in training.parameters:
        assert parameter.dtype == np.float32
        assert all(entry.dtype == np.float32 for entry in training.optimizer.state.get(parameter, {}).values())


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_with_float64_as_the_default_numbers_without_axes_are_as_exact_as_pytorchs(name):
    torch = pytest.importorskip("torch")
    torch.set_default_dtype(torch.float64)
    tg.set_default_dtype(np.float64)
    try:
        ours, theirs = (Training(library, name).trajectory(60) for library in (tg, torch))
    finally:
        torch.set_default_dtype(torch.float32)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_groups_have_options_of_their_own(name):
    torch = pytest.importorskip("torch")
    first, *_, last = CONFIGURATIONS[name]
    groups = ({"lr": RATES[name] / 2}, last, {"lr": RATES[name] * 3, "maximize": True})
    ours, theirs = (Training(library, name, groups=groups, **first).trajectory(100) for library in (tg, torch))
    alone = Training(tg, name, **first).trajectory(100)
    assert np.abs(ours[-1] - alone[-1])[:6].max() > 1e-3
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_rate_that_is_scheduled_is_taken(name):
    torch = pytest.importorskip("torch")
    seen = []
    for library, schedulers in ((tg, lr_scheduler), (torch, torch.optim.lr_scheduler)):
        training = Training(library, name)
        scheduler = schedulers.CosineAnnealingLR(training.optimizer, 30)
        for _ in range(50):
            training.step()
            scheduler.step()
            seen.append(training.values())
    np.testing.assert_allclose(seen[:50], seen[50:], rtol=1e-12, atol=1e-12)


# By hand: one element, along three gradients


def by_hand(name, gradients=(0.5, -2.0, 1.5), first=1.0, **options):
    """Where an element is after each of the gradients."""
    w = tg.tensor(np.array([first]), requires_grad=True)
    optimizer = getattr(tg.optim, name)([w], **options)
    seen = []
    for gradient in gradients:
        w.grad = tg.tensor(np.array([gradient]))
        optimizer.step()
        seen.append(w.item())
    return seen


def recursion(move, gradients=(0.5, -2.0, 1.5), first=1.0):
    """Where ``move(step, gradient, w)``, which returns the new element, leads."""
    w, seen = first, []
    for step, gradient in enumerate(gradients, 1):
        w = move(step, gradient, w)
        seen.append(w)
    return seen


class Memory(dict):
    """Numbers by name, 0 at first."""

    def __missing__(self, name):
        return 0.0

    def average(self, name, new, beta):
        """A running average with the new number in it."""
        self[name] = beta * self[name] + (1 - beta) * new
        return self[name]


def adam_by_hand(step, g, w, m, lr=0.1, b1=0.9, b2=0.99, amsgrad=False, decay=0.0):
    w -= lr * decay * w
    average, square = m.average("average", g, b1), m.average("square", g * g, b2)
    if amsgrad:
        square = m["largest"] = max(m["largest"], square)
    return w - lr * average / (1 - b1**step) / (math.sqrt(square / (1 - b2**step)) + 1e-8)


def nadam_by_hand(step, g, w, m):
    mu = [0.9 * (1 - 0.5 * 0.96 ** (t * 0.004)) for t in range(1, step + 2)]
    average, square = m.average("average", g, 0.9), m.average("square", g * g, 0.99)
    ahead = mu[step] * average / (1 - math.prod(mu)) + (1 - mu[step - 1]) * g / (1 - math.prod(mu[:-1]))
    return w - 0.1 * ahead / (math.sqrt(square / (1 - 0.99**step)) + 1e-8)


def radam_by_hand(step, g, w, m):
    average, square = m.average("average", g, 0.9), m.average("square", g * g, 0.99)
    most = 2 / (1 - 0.99) - 1
    averaged = most - 2 * step * 0.99**step / (1 - 0.99**step)
    move = 0.1 * average / (1 - 0.9**step)
    if averaged > 5:
        rectified = (averaged - 4) * (averaged - 2) * most / ((most - 4) * (most - 2) * averaged)
        move *= math.sqrt(rectified) * math.sqrt(1 - 0.99**step) / (math.sqrt(square) + 1e-8)
    return w - move


def rprop_by_hand(step, g, w, m):
    size = m.get("size", 0.1)
    if m["before"] * g > 0:
        size *= 1.2
    elif m["before"] * g < 0:
        size, g = size * 0.5, 0.0
    m["size"], m["before"] = size, g
    return w - size * np.sign(g)


def rmsprop_by_hand(step, g, w, m, centered=False, momentum=0.0):
    square = m.average("square", g * g, 0.9)
    variance = square - m.average("average", g, 0.9) ** 2 if centered else square
    m["velocity"] = momentum * m["velocity"] + g / (math.sqrt(variance) + 1e-8)
    return w - 0.1 * m["velocity"]


def adadelta_by_hand(step, g, w, m):
    move = math.sqrt(m["moves"] + 1e-6) / math.sqrt(m.average("square", g * g, 0.8) + 1e-6) * g
    m.average("moves", move * move, 0.8)
    return w - 0.1 * move


def adagrad_by_hand(step, g, w, m):
    m["sum"] = m.get("sum", 0.3) + g * g
    return w - 0.1 / (1 + (step - 1) * 0.5) * g / (math.sqrt(m["sum"]) + 1e-10)


def asgd_by_hand(step, g, w, m):
    rate = np.float32(0.1 / (1 + 0.2 * 0.1 * (step - 1)) ** 0.75).item()
    return w * (1 - 0.2 * rate) - rate * g


def adamax_by_hand(step, g, w, m):
    m["largest"] = max(0.99 * m["largest"], abs(g) + 1e-8)
    return w - 0.1 / (1 - 0.9**step) * m.average("average", g, 0.9) / m["largest"]


def adafactor_by_hand(step, g, w, m):
    square = m.average("square", g * g, 1 - step**-0.8)
    size = max(1e-3, abs(w)) * min(0.6, 1 / math.sqrt(step))
    w -= 0.6 * 0.2 * w
    move = g / math.sqrt(square)
    return w - size * move / max(1.0, abs(move) / 1.5)


BETAS = {"lr": 0.1, "betas": (0.9, 0.99)}
FORMULAS = {
    "Adam": (adam_by_hand, {}, BETAS),
    "Adam, amsgrad": (adam_by_hand, {"amsgrad": True}, {**BETAS, "amsgrad": True}),
    "AdamW": (adam_by_hand, {"decay": 0.2}, {**BETAS, "weight_decay": 0.2}),
    "Adamax": (adamax_by_hand, {}, BETAS),
    "NAdam": (nadam_by_hand, {}, BETAS),
    "RAdam": (radam_by_hand, {}, BETAS),
    "Rprop": (rprop_by_hand, {}, {"lr": 0.1}),
    "RMSprop": (rmsprop_by_hand, {}, {"lr": 0.1, "alpha": 0.9}),
    "RMSprop, centered": (rmsprop_by_hand, {"centered": True}, {"lr": 0.1, "alpha": 0.9, "centered": True}),
    "RMSprop, momentum": (rmsprop_by_hand, {"momentum": 0.5}, {"lr": 0.1, "alpha": 0.9, "momentum": 0.5}),
    "Adadelta": (adadelta_by_hand, {}, {"lr": 0.1, "rho": 0.8}),
    "Adagrad": (adagrad_by_hand, {}, {"lr": 0.1, "lr_decay": 0.5, "initial_accumulator_value": 0.3}),
    "ASGD": (asgd_by_hand, {}, {"lr": 0.1, "lambd": 0.2}),
    "Adafactor": (adafactor_by_hand, {}, {"lr": 0.6, "d": 1.5, "weight_decay": 0.2}),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_few_steps_by_hand(name):
    formula, settings, options = FORMULAS[name]
    gradients = (0.5, -2.0, 1.5, 1.0, 0.1, 0.2, -0.3, 0.7, 0.7, 1.3)
    memory = Memory()
    right = recursion(lambda step, g, w: formula(step, g, w, memory, **settings), gradients)
    rtol = 1e-7 if name == "NAdam" else 1e-13  # the product of the momenta is in float32, as PyTorch's
    np.testing.assert_allclose(by_hand(name.split(",")[0], gradients, **options), right, rtol=rtol)


def test_weight_decay_is_added_to_the_gradient_and_maximizing_turns_only_the_gradient():
    w = recursion(lambda step, g, w: w - 0.1 * (-g + 0.3 * w))
    np.testing.assert_allclose(by_hand("SGD", lr=0.1, weight_decay=0.3, maximize=True), w, rtol=1e-14)


def test_the_factored_square_of_a_matrix_is_the_outer_product_of_its_means():
    gradient = np.array([[1.0, 2.0, 2.0], [4.0, 0.5, 1.0]])
    w = tg.tensor(np.ones((2, 3)), requires_grad=True)
    w.grad = tg.tensor(gradient)
    tg.optim.Adafactor([w], lr=0.1, d=100.0).step()
    square = gradient**2
    estimate = np.outer(square.mean(axis=1), square.mean(axis=0)) / square.mean()
    np.testing.assert_allclose(w.data, 1 - 0.1 * gradient / np.sqrt(estimate), rtol=1e-14)


def test_the_averaged_parameter_of_asgd_begins_at_t0():
    w = tg.tensor(np.array([1.0]), requires_grad=True)
    optimizer = tg.optim.ASGD([w], lr=0.1, t0=3, lambd=0)
    seen = []
    for _ in range(6):
        w.grad = tg.tensor(np.array([1.0]))
        optimizer.step()
        seen.append(w.item())
    np.testing.assert_allclose(seen, 1 - 0.1 * np.arange(1, 7), rtol=1e-7)
    assert optimizer.state[w]["ax"].item() == pytest.approx(np.mean(seen[4:]))


@pytest.mark.parametrize("nesterov", [False, True])
@pytest.mark.parametrize("adjustment", [None, "match_rms_adamw"])
@pytest.mark.parametrize("shape", [(4, 2), (2, 4), (3, 3)])
def test_muon_by_hand(shape, adjustment, nesterov):
    w = tg.tensor(np.zeros(shape), requires_grad=True)
    optimizer = tg.optim.Muon([w], lr=0.1, momentum=0.6, nesterov=nesterov, adjust_lr_fn=adjustment, ns_steps=7)
    average = 0.0
    for gradient in np.random.default_rng(0).normal(size=(4, *shape)):
        before = w.data.copy()
        w.grad = tg.tensor(gradient)
        optimizer.step()
        average = 0.6 * average + 0.4 * gradient
        left, _, right = np.linalg.svd(0.4 * gradient + 0.6 * average if nesterov else average, full_matrices=False)
        scale = 0.2 * max(shape) ** 0.5 if adjustment else max(1, shape[0] / shape[1]) ** 0.5
        moved = (before * (1 - 0.1 * 0.1) - w.data) / (0.1 * scale)
        np.testing.assert_allclose(left.T @ moved @ right.T, np.eye(min(shape)), atol=0.4)  # singular values near 1
        np.testing.assert_allclose(optimizer.state[w]["momentum_buffer"].data, average, rtol=1e-14)


def test_bfloat16_is_the_nearest_number_of_8_bits():
    x = np.random.default_rng(0).normal(size=1000).astype(np.float32)
    mantissa, exponent = np.frexp(x)
    np.testing.assert_array_equal(bfloat16(x), np.ldexp(np.round(mantissa * 256) / 256, exponent))
    assert bfloat16(x).dtype == np.float32


# As a compiler takes them


def rule_of(name, dtype, options, step=3):
    """An optimizer in the middle of its way, and the arrays its rule is given for each parameter."""
    training = Training(tg, name, dtype, **options)
    for _ in range(step - 1):
        training.step()
    optimizer = training.optimizer
    for parameter in training.parameters:
        state = optimizer.state.get(parameter, {})
        gradient = training.draw.normal(size=parameter.shape).astype(dtype)
        arrays = [parameter.data, gradient, *(state[key].data if key in state else None for key in optimizer.remembers)]
        yield optimizer, arrays, [optimizer.param_groups[0][option] for option in optimizer.options]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_rate_and_step_may_be_arrays_without_axes(case, dtype):
    name, options = case
    for optimizer, arrays, settings in rule_of(name, dtype, options):
        before = [None if array is None else array.copy() for array in arrays]
        by_numbers = optimizer.rule(*arrays, 0.1, 3.0, *settings)
        by_arrays = optimizer.rule(*arrays, np.array(0.1, dtype), np.array(3.0), *settings)
        for left, right, key in zip(by_numbers, by_arrays, ["parameter", *optimizer.remembers]):
            assert (left is None) == (right is None)
            if left is not None:
                np.testing.assert_allclose(left, right, rtol=1e-6 if dtype == np.float32 else 1e-14)
                assert key in ("eta", "mu") or left.dtype == right.dtype == (
                    np.float32 if key == "mu_product" else dtype
                )
        for array, copy in zip(arrays, before):
            assert (array is None and copy is None) or np.array_equal(array, copy)


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_a_rule_is_traced_into_numpy_that_takes_any_rate_and_step(case):
    name, options = case
    for optimizer, arrays, settings in rule_of(name, np.float64, options):
        there = [array is not None for array in arrays]

        def rule(*given, there=there, optimizer=optimizer, settings=settings):
            *given, lr, step = given
            given = iter(given)
            result = optimizer.rule(*(next(given) if one else None for one in there), lr, step, *settings)
            return tuple(new for new in result if new is not None)

        known = [array for array in arrays if array is not None]
        program = trace(rule, *known, np.array(0.3), np.array(1.0))
        assert "tinygrad" not in program.source
        for lr, step in ((0.1, 3.0), (0.5, 40.0)):
            right = [new for new in optimizer.rule(*arrays, lr, step, *settings) if new is not None]
            result = program(*known, np.array(lr), np.array(step))
            for left, new in zip(result if isinstance(result, tuple) else (result,), right, strict=True):
                np.testing.assert_allclose(left, new, rtol=1e-13)


@pytest.mark.parametrize("name", RULES)
def test_a_rules_arguments_are_pytorchs_names(name):
    optimizer = getattr(tg.optim, name)
    torch = pytest.importorskip("torch")
    theirs = getattr(torch.optim, name)
    w = torch.ones(2, 2, requires_grad=True)
    w.grad = torch.ones(2, 2)
    extra = {"SGD": {"momentum": 0.9}, "Adam": {"amsgrad": True}, "AdamW": {"amsgrad": True}}.get(name, {})
    extra = {"momentum": 0.9, "centered": True} if name == "RMSprop" else extra
    there = theirs([w], **extra)
    there.step()
    v = torch.ones(2, requires_grad=True)
    v.grad = torch.ones(2)
    there_too = theirs([v], **extra) if name != "Muon" else there
    there_too.step()
    names = {key for other in (there, there_too) for state in other.state.values() for key in state}
    assert names == {*optimizer.remembers, *(["step"] if optimizer.counts else [])}
    assert set(optimizer.options) <= there.defaults.keys()


@pytest.mark.parametrize("name", [*RULES, "LBFGS", "AdamW"])
def test_arguments_have_pytorchs_order_and_defaults(name):
    torch = pytest.importorskip("torch")
    ours, theirs = (inspect.signature(getattr(library.optim, name)).parameters for library in (tg, torch))
    for kinds in (("POSITIONAL_OR_KEYWORD",), ("KEYWORD_ONLY",)):
        mine, right = (
            [(p.name, p.default) for p in parameters.values() if p.kind.name in kinds] for parameters in (ours, theirs)
        )
        assert sorted(mine, key=str) == sorted(right, key=str) if kinds == ("KEYWORD_ONLY",) else mine == right


@pytest.mark.parametrize("name", [name for name in lr_scheduler.__all__ if name != "LRScheduler"])
def test_the_schedulers_have_pytorchs_order_and_defaults(name):
    torch = pytest.importorskip("torch")
    ours = inspect.signature(getattr(lr_scheduler, name)).parameters
    theirs = inspect.signature(getattr(torch.optim.lr_scheduler, name)).parameters
    assert [(p.name, p.default) for p in ours.values()] == [(p.name, p.default) for p in theirs.values()]


def test_like_leaves_python_numbers_and_casts_numpys():
    array = np.ones(2, np.float32)
    assert type(like(0.1, array)) is float
    assert like(np.float64(0.1), array).dtype == np.float32


def test_a_rule_must_say_where_rate_and_step_are():
    with pytest.raises(TypeError, match="parameter, gradient, the names of the state, lr, step"):

        class Wrong(Optimizer):
            rule = staticmethod(lambda parameter, gradient, rate: (parameter,))


def test_an_optimizer_without_a_rule_says_so():
    w = tg.ones(1, requires_grad=True)
    w.grad = tg.ones(1)
    with pytest.raises(NotImplementedError, match="help: give its class a rule"):
        Optimizer([w], {"lr": 0.1}).step()


# Whole steps, traced


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_a_traced_step_goes_on_as_eager_does(case):
    name, options = case
    w = tg.tensor(np.random.default_rng(0).normal(size=(3, 2)), requires_grad=True)
    optimizer = getattr(tg.optim, name)([w], **{"lr": RATES[name], **options})

    def step(x):
        optimizer.zero_grad()
        loss = ((x @ w) ** 2).sum()
        loss.backward()
        optimizer.step()
        return loss

    x = np.random.default_rng(1).normal(size=(4, 3))
    step(x)
    state = {"w": w, **optimizer.state.get(w, {})}
    program = trace(step, x, state=state)
    values = [tensor.data.copy() for tensor in state.values()]
    for _ in range(5):
        np.testing.assert_allclose(program(x, *values), step(x).item(), rtol=1e-12)
    for value, tensor in zip(values, state.values()):
        np.testing.assert_allclose(value, tensor.data, rtol=1e-9)
    assert "tinygrad" not in program.source


def test_a_rate_in_the_traced_state_stays_changeable():
    w, rate = tg.tensor(np.array([1.0]), requires_grad=True), tg.tensor(np.array(0.5))
    optimizer = tg.optim.SGD([w], lr=rate)

    def step(g):
        w.grad = g
        optimizer.step()

    program = trace(step, tg.tensor(np.array([1.0])), state={"w": w, "rate": rate})
    value = np.array([1.0])
    program(np.array([1.0]), value, np.array(0.25))
    program(np.array([1.0]), value, np.array(0.5))
    assert value.item() == 0.25


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_the_state_shares_no_memory_with_parameter_or_gradient(name, shape):
    w = tg.tensor(np.ones(shape), requires_grad=True)
    w.grad = tg.tensor(np.ones(shape))
    options = {"SGD": {"momentum": 0.9}, "RMSprop": {"momentum": 0.9}}.get(name, {})
    optimizer = getattr(tg.optim, name)([w], **options)
    optimizer.step()
    arrays = [w.data, w.grad.data, *(entry.data for entry in optimizer.state[w].values())]
    for position, array in enumerate(arrays):
        assert not any(np.shares_memory(array, other) for other in arrays[:position])
