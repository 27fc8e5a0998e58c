"""Schedulers: a hundred epochs of PyTorch's rates, goings-on, jumps, and rates that formulas give."""

import copy
import math

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.optim import lr_scheduler

pytestmark = pytest.mark.filterwarnings("ignore:Detected call of:UserWarning")  # PyTorch's, at a chain in a sequence


def half(epoch):
    return 0.5 ** (epoch // 7)


def nearly(epoch):
    return 0.98 if epoch % 3 else 1.01


class Fading:
    """A factor with a memory, which a state keeps."""

    def __init__(self, rate):
        self.rate = rate

    def __call__(self, epoch):
        return self.rate**epoch


SCHEDULERS = {
    "StepLR": lambda S, o, **k: S.StepLR(o, 7, 0.5, **k),
    "MultiStepLR": lambda S, o, **k: S.MultiStepLR(o, [3, 8, 8, 40], gamma=0.7, **k),
    "ConstantLR": lambda S, o, **k: S.ConstantLR(o, 0.3, total_iters=9, **k),
    "ConstantLR by default": lambda S, o, **k: S.ConstantLR(o, **k),
    "LinearLR": lambda S, o, **k: S.LinearLR(o, start_factor=0.2, end_factor=0.7, total_iters=30, **k),
    "LinearLR by default": lambda S, o, **k: S.LinearLR(o, **k),
    "ExponentialLR": lambda S, o, **k: S.ExponentialLR(o, 0.95, **k),
    "PolynomialLR": lambda S, o, **k: S.PolynomialLR(o, total_iters=60, power=1.7, **k),
    "LambdaLR": lambda S, o, **k: S.LambdaLR(o, half, **k),
    "LambdaLR, one for each": lambda S, o, **k: S.LambdaLR(o, [half, Fading(0.9)], **k),
    "MultiplicativeLR": lambda S, o, **k: S.MultiplicativeLR(o, nearly, **k),
    "CosineAnnealingLR": lambda S, o, **k: S.CosineAnnealingLR(o, T_max=20, eta_min=0.01, **k),
    "CosineAnnealingLR, once": lambda S, o, **k: S.CosineAnnealingLR(o, 100, **k),
    "CosineAnnealingWarmRestarts": lambda S, o, **k: S.CosineAnnealingWarmRestarts(o, 7, T_mult=2, eta_min=0.02, **k),
    "CosineAnnealingWarmRestarts, equal": lambda S, o, **k: S.CosineAnnealingWarmRestarts(o, 9, **k),
    "CyclicLR": lambda S, o, **k: S.CyclicLR(o, 0.01, [0.3, 0.4], step_size_up=8, step_size_down=5, **k),
    "CyclicLR, triangular2": lambda S, o, **k: S.CyclicLR(o, [0.01, 0.02], 0.3, 6, mode="triangular2", **k),
    "CyclicLR, exp_range": lambda S, o, **k: S.CyclicLR(
        o, 0.01, 0.3, step_size_up=6, mode="exp_range", gamma=0.97, cycle_momentum=False, **k
    ),
    "CyclicLR, own scale": lambda S, o, **k: S.CyclicLR(o, 0.01, 0.3, 6, scale_fn=Fading(0.8), scale_mode="cycle", **k),
    "CyclicLR, own scale of iterations": lambda S, o, **k: S.CyclicLR(
        o, 0.01, 0.3, 6, scale_fn=Fading(0.99), scale_mode="iterations", base_momentum=0.6, max_momentum=0.99, **k
    ),
    "OneCycleLR": lambda S, o, **k: S.OneCycleLR(o, max_lr=[0.5, 0.7], total_steps=101, **k),
    "OneCycleLR, linear": lambda S, o, **k: S.OneCycleLR(
        o, 0.5, epochs=10, steps_per_epoch=11, pct_start=0.4, anneal_strategy="linear", div_factor=10.0, **k
    ),
    "OneCycleLR, three phases": lambda S, o, **k: S.OneCycleLR(
        o, 0.5, 101, three_phase=True, final_div_factor=100.0, base_momentum=0.7, max_momentum=0.9, **k
    ),
    "OneCycleLR, rates alone": lambda S, o, **k: S.OneCycleLR(o, 0.5, 120, cycle_momentum=False, **k),
}  # fmt: skip

COMBINED = {
    "SequentialLR": lambda S, o: S.SequentialLR(
        o, [S.LinearLR(o, 0.1, total_iters=10), S.CosineAnnealingLR(o, 40), S.ExponentialLR(o, 0.9)], [10, 60]
    ),
    "SequentialLR from the second on": lambda S, o: S.SequentialLR(
        o, [S.ConstantLR(o, 0.1), S.StepLR(o, 5), S.ConstantLR(o, 0.5, 7)], milestones=[0, 20]
    ),
    "SequentialLR of all that has a closed form": lambda S, o: S.SequentialLR(
        o,
        [
            S.ExponentialLR(o, 0.9), S.StepLR(o, 5), S.MultiStepLR(o, [2, 4], 0.5), S.ConstantLR(o), S.LinearLR(o),
            S.PolynomialLR(o, 7), S.LambdaLR(o, half), S.MultiplicativeLR(o, nearly), S.CosineAnnealingLR(o, 7),
            S.CosineAnnealingWarmRestarts(o, 4),
        ],
        milestones=[10, 20, 30, 40, 50, 60, 70, 80, 90],
    ),
    "ChainedScheduler": lambda S, o: S.ChainedScheduler([S.ConstantLR(o, 0.1, 20), S.ExponentialLR(o, 0.97)]),
    "ChainedScheduler of three, with the optimizer": lambda S, o: S.ChainedScheduler(
        [S.LinearLR(o, 0.5, total_iters=30), S.CosineAnnealingLR(o, 50, 0.001), S.StepLR(o, 40, 0.5)], optimizer=o
    ),
    "SequentialLR of a ChainedScheduler": lambda S, o: S.SequentialLR(
        o, [S.ChainedScheduler([S.StepLR(o, 3), S.ExponentialLR(o, 0.9)]), S.PolynomialLR(o, 50)], milestones=[25]
    ),
    "two schedulers": lambda S, o: Both(S.MultiplicativeLR(o, nearly), S.MultiStepLR(o, [20, 60], 0.5)),
}  # fmt: skip


class Both:
    """Two schedulers that are stepped one after the other, as one often does."""

    def __init__(self, *schedulers):
        self.schedulers = schedulers

    def step(self):
        for scheduler in self.schedulers:
            scheduler.step()

    def get_last_lr(self):
        return self.schedulers[-1].get_last_lr()


def optimizer_of(library, kind="SGD"):
    """An optimizer with two groups, which have rates of their own."""
    a, b = (library.tensor(np.ones(2), requires_grad=True) for _ in range(2))
    options = {"momentum": 0.9} if kind == "SGD" else {}
    return getattr(library.optim, kind)([{"params": [a]}, {"params": [b], "lr": 0.05}], lr=0.2, **options)


def now(scheduler, optimizer):
    """The rates, and the momenta where there are any."""
    rates = [group["lr"] for group in optimizer.param_groups]
    assert scheduler.get_last_lr() == rates
    return rates + [group["betas"][0] if "betas" in group else group["momentum"] for group in optimizer.param_groups]


def course(scheduler, optimizer, epochs):
    """The rates and momenta of the first epoch, and of as many more."""
    seen = [now(scheduler, optimizer)]
    for _ in range(epochs):
        optimizer.step()
        scheduler.step()
        seen.append(now(scheduler, optimizer))
    return np.array(seen)


@pytest.mark.parametrize("kind", ["SGD", "Adam"])
@pytest.mark.parametrize("name", [*SCHEDULERS, *COMBINED])
def test_a_hundred_epochs_equal_pytorchs(name, kind):
    torch = pytest.importorskip("torch")
    make = {**SCHEDULERS, **COMBINED}[name]
    ours, theirs = optimizer_of(tg, kind), optimizer_of(torch, kind)
    mine = course(make(lr_scheduler, ours), ours, 100)
    right = course(make(torch.optim.lr_scheduler, theirs), theirs, 100)
    assert np.ptp(mine[:, :2]) > 0.01
    np.testing.assert_allclose(mine, right, rtol=1e-12, atol=1e-15)


SAVED = {name: make for name, make in {**SCHEDULERS, **COMBINED}.items() if name != "two schedulers"}


@pytest.mark.parametrize("name", SAVED)
def test_a_state_goes_on_where_it_was_saved(name):
    make = SAVED[name]
    optimizer = optimizer_of(tg)
    whole = course(make(lr_scheduler, optimizer), optimizer, 80)
    first = optimizer_of(tg)
    scheduler = make(lr_scheduler, first)
    course(scheduler, first, 37)
    saved = copy.deepcopy((scheduler.state_dict(), first.state_dict()))
    second = optimizer_of(tg)
    again = make(lr_scheduler, second)
    again.load_state_dict(saved[0])
    second.load_state_dict(saved[1])
    np.testing.assert_array_equal(course(again, second, 80 - 37), whole[37:])


@pytest.mark.parametrize("name", SAVED)
def test_pytorchs_state_goes_on_here(name):
    torch = pytest.importorskip("torch")
    make = SAVED[name]
    theirs = optimizer_of(torch)
    scheduler = make(torch.optim.lr_scheduler, theirs)
    course(scheduler, theirs, 37)
    saved = copy.deepcopy((scheduler.state_dict(), theirs.state_dict()))
    ours = optimizer_of(tg)
    again = make(lr_scheduler, ours)
    again.load_state_dict(saved[0])
    ours.load_state_dict(saved[1])
    np.testing.assert_allclose(course(again, ours, 43), course(scheduler, theirs, 43), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", SCHEDULERS)
def test_a_scheduler_that_is_made_at_a_later_epoch_goes_on_like_pytorchs(name):
    torch = pytest.importorskip("torch")
    seen = []
    for library in (tg, torch):
        first = optimizer_of(library)
        course(SCHEDULERS[name](library.optim.lr_scheduler, first), first, 20)
        second = optimizer_of(library)
        second.load_state_dict(first.state_dict())
        seen.append(course(SCHEDULERS[name](library.optim.lr_scheduler, second, last_epoch=20), second, 40))
    np.testing.assert_allclose(*seen, rtol=1e-12, atol=1e-15)


@pytest.mark.filterwarnings("ignore::UserWarning")  # PyTorch advises against jumps
@pytest.mark.parametrize("name", SCHEDULERS)
def test_jumps_equal_pytorchs(name):
    torch = pytest.importorskip("torch")
    seen = []
    for library in (tg, torch):
        optimizer = optimizer_of(library)
        scheduler = SCHEDULERS[name](library.optim.lr_scheduler, optimizer)
        for epoch in (5, 6, 40, 3, 90, 0, 17):
            optimizer.step()
            scheduler.step(epoch)
            assert scheduler.last_epoch == epoch
            seen.append(now(scheduler, optimizer))
    np.testing.assert_allclose(seen[:7], seen[7:], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("T_mult", [1, 2, 3])
def test_warm_restarts_step_by_parts_of_an_epoch(T_mult):
    torch = pytest.importorskip("torch")
    seen = []
    for library in (tg, torch):
        optimizer = optimizer_of(library)
        scheduler = library.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, 4, T_mult)
        for step in range(200):
            scheduler.step(step / 7)
            seen.append(now(scheduler, optimizer))
    np.testing.assert_allclose(seen[:200], seen[200:], rtol=1e-12, atol=1e-15)


PLATEAUS = [
    {}, {"patience": 2, "factor": 0.5}, {"mode": "max", "patience": 1}, {"threshold": 0.05, "patience": 3},
    {"threshold": 0.05, "threshold_mode": "abs", "patience": 1},
    {"mode": "max", "threshold_mode": "abs", "patience": 0},
    {"patience": 1, "cooldown": 4, "factor": 0.8}, {"patience": 0, "min_lr": [0.01, 0.002]},
    {"patience": 0, "min_lr": 0.03, "eps": 0.005},
]  # fmt: skip


def metrics(epochs):
    """A loss that falls, with noise, and then stays."""
    draw = np.random.default_rng(3)
    return [max(1.0 - 0.03 * epoch, 0.3) + 0.02 * draw.normal() for epoch in range(epochs)]


@pytest.mark.parametrize("options", PLATEAUS)
def test_plateaus_equal_pytorchs(options):
    torch = pytest.importorskip("torch")
    seen = []
    for library in (tg, torch):
        optimizer = optimizer_of(library)
        scheduler = library.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **options)
        for epoch, metric in enumerate(metrics(100)):
            scheduler.step(library.tensor(metric) if epoch % 2 else metric)
            counts = [scheduler.best, scheduler.num_bad_epochs, scheduler.cooldown_counter, scheduler.last_epoch]
            seen.append(now(scheduler, optimizer) + counts)
    np.testing.assert_allclose(seen[:100], seen[100:], rtol=1e-6)  # a metric in float32
    np.testing.assert_allclose(np.array(seen[:100])[:, :2], np.array(seen[100:])[:, :2], rtol=1e-12)
    assert seen[99][0] < 0.2


def test_a_plateaus_state_goes_on():
    optimizer = optimizer_of(tg)
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, patience=2)
    losses = metrics(90)
    for loss in losses[:50]:
        scheduler.step(loss)
    second = optimizer_of(tg)
    again = lr_scheduler.ReduceLROnPlateau(second, patience=9)
    again.load_state_dict(copy.deepcopy(scheduler.state_dict()))
    second.load_state_dict(optimizer.state_dict())
    for loss in losses[50:]:
        scheduler.step(loss)
        again.step(loss)
        assert now(scheduler, optimizer) == now(again, second)


def test_a_plateau_takes_a_group_that_comes_later():
    optimizer = optimizer_of(tg)
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, patience=0, factor=0.5)
    optimizer.add_param_group({"params": [tg.ones(1, requires_grad=True)], "lr": 1.0})
    scheduler.step(1.0)
    scheduler.step(1.0)
    assert [group["lr"] for group in optimizer.param_groups] == [0.1, 0.025, 0.5]
    scheduler.min_lrs, scheduler.default_min_lr = [0.0], None
    with pytest.raises(RuntimeError, match=r"1 lowest rates for 3 groups(.|\n)*help: .*min_lrs"):
        scheduler.step(1.0)


# Formulas, where there is no PyTorch

FORMULAS = {
    "StepLR": lambda rate, epoch: rate * 0.5 ** (epoch // 7),
    "MultiStepLR": lambda rate, epoch: rate * 0.7 ** sum(epoch >= milestone for milestone in (3, 8, 8, 40)),
    "ConstantLR": lambda rate, epoch: rate * (0.3 if epoch < 9 else 1),
    "LinearLR": lambda rate, epoch: rate * (0.2 + 0.5 * min(epoch, 30) / 30),
    "ExponentialLR": lambda rate, epoch: rate * 0.95**epoch,
    "PolynomialLR": lambda rate, epoch: rate * max(0.0, 1 - epoch / 60) ** 1.7,
    "LambdaLR": lambda rate, epoch: rate * half(epoch),
    "MultiplicativeLR": lambda rate, epoch: rate * math.prod(map(nearly, range(1, epoch + 1))),
    "CosineAnnealingLR": lambda rate, epoch: 0.01 + (rate - 0.01) * (1 + math.cos(math.pi * epoch / 20)) / 2,
    "CosineAnnealingWarmRestarts, equal": lambda rate, epoch: rate * (1 + math.cos(math.pi * (epoch % 9) / 9)) / 2,
    "CyclicLR, exp_range": lambda rate, epoch: 0.01 + 0.29 * (1 - abs(epoch % 12 / 6 - 1)) * 0.97**epoch,
    "OneCycleLR, rates alone": lambda rate, epoch: (
        0.02 + 0.48 * (1 - math.cos(math.pi * epoch / 35)) / 2
        if epoch <= 35
        else 2e-6 + (0.5 - 2e-6) * (1 + math.cos(math.pi * (epoch - 35) / 84)) / 2
    ),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_hundred_epochs_equal_the_formula(name):
    optimizer = optimizer_of(tg)
    seen = course(SCHEDULERS[name](lr_scheduler, optimizer), optimizer, 100)
    right = [[FORMULAS[name](rate, epoch) for rate in (0.2, 0.05)] for epoch in range(101)]
    np.testing.assert_allclose(seen[:, :2], right, rtol=1e-9, atol=1e-12)


def test_one_cycle_moves_the_momentum_against_the_rate():
    optimizer = optimizer_of(tg, "AdamW")
    seen = course(lr_scheduler.OneCycleLR(optimizer, 0.5, 101), optimizer, 100)
    assert seen[:, 0].argmax() == seen[:, 2].argmin()
    np.testing.assert_allclose([seen[:, 2].max(), seen[:, 2].min()], [0.95, 0.85], atol=1e-3)
    assert optimizer.param_groups[0]["betas"][1] == 0.999


def test_warm_up_then_decay():
    optimizer = tg.optim.SGD([tg.ones(1, requires_grad=True)], lr=1.0)
    warm_up, decay = lr_scheduler.LinearLR(optimizer, 0.25, total_iters=3), lr_scheduler.ExponentialLR(optimizer, 0.5)
    scheduler = lr_scheduler.SequentialLR(optimizer, [warm_up, decay], milestones=[3])
    seen = [scheduler.get_last_lr()[0]]
    for _ in range(5):
        scheduler.step()
        seen += scheduler.get_last_lr()
    np.testing.assert_allclose(seen, [0.25, 0.5, 0.75, 1.0, 0.5, 0.25], rtol=1e-12)


def test_a_plateau_by_hand():
    optimizer = tg.optim.SGD([tg.ones(1, requires_grad=True)], lr=1.0)
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=1, cooldown=1)
    seen = []
    for loss in (3.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 1.0, 1.0):
        scheduler.step(loss)
        seen += scheduler.get_last_lr()
    assert seen == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25]


# What a scheduler is made of


def test_a_scheduler_of_ones_own():
    class Halving(lr_scheduler.LRScheduler):
        def get_lr(self):
            return [rate * 0.5**self.last_epoch for rate in self.base_lrs]

    optimizer = optimizer_of(tg)
    scheduler = Halving(optimizer)
    scheduler.step()
    scheduler.step()
    assert scheduler.get_last_lr() == [0.05, 0.0125]
    scheduler.step(0)
    assert scheduler.get_last_lr() == [0.2, 0.05]


def test_a_rate_that_is_a_tensor_stays_this_tensor():
    rate = tg.tensor(0.5)
    optimizer = tg.optim.SGD([tg.ones(1, requires_grad=True)], lr=rate)
    scheduler = lr_scheduler.StepLR(optimizer, 1, 0.5)
    scheduler.step()
    assert optimizer.param_groups[0]["lr"] is rate
    assert rate.item() == 0.25
    assert scheduler.get_last_lr() == [0.25]
    assert scheduler.base_lrs == [0.5]


def test_the_optimizer_takes_the_scheduled_rate():
    w = tg.tensor(1.0, requires_grad=True)
    optimizer = tg.optim.SGD([w], lr=1.0)
    scheduler = lr_scheduler.ExponentialLR(optimizer, 0.5)
    for _ in range(3):
        w.grad = tg.tensor(1.0)
        optimizer.step()
        scheduler.step()
    assert w.item() == 1 - 1 - 0.5 - 0.25


def test_the_state_holds_neither_the_optimizer_nor_functions():
    optimizer = optimizer_of(tg)
    state = lr_scheduler.LambdaLR(optimizer, [half, Fading(0.9)]).state_dict()
    assert "optimizer" not in state
    assert state["lr_lambdas"] == [None, {"rate": 0.9}]
    state = lr_scheduler.CyclicLR(optimizer, 0.1, 0.2, scale_fn=Fading(0.9)).state_dict()
    assert state["_scale_fn_custom"] == {"rate": 0.9}
    again = lr_scheduler.CyclicLR(optimizer_of(tg), 0.1, 0.2, scale_fn=Fading(0.1))
    again.load_state_dict(state)
    assert again.scale_fn(2) == pytest.approx(0.81)


# Mistakes

MISTAKES = {
    "no optimizer": (lambda o: lr_scheduler.StepLR([1], 3), TypeError, "list is not an Optimizer"),
    "no optimizer for a cycle": (lambda o: lr_scheduler.CyclicLR(3, 0.1, 1.0), TypeError, "int is not an Optimizer"),
    "no optimizer for one cycle": (lambda o: lr_scheduler.OneCycleLR(3, 0.1, 9), TypeError, "int is not an Optim"),
    "no optimizer for a plateau": (lambda o: lr_scheduler.ReduceLROnPlateau(3), TypeError, "int is not an Optimizer"),
    "steps of no length": (lambda o: lr_scheduler.StepLR(o, 0), ValueError, "step_size is 0"),
    "a constant too large": (lambda o: lr_scheduler.ConstantLR(o, 1.5), ValueError, "factor is 1.5"),
    "a line from 0": (lambda o: lr_scheduler.LinearLR(o, 0.0), ValueError, "start_factor is 0.0"),
    "a line to 2": (lambda o: lr_scheduler.LinearLR(o, 0.1, 2.0), ValueError, "end_factor is 2.0"),
    "too few functions": (lambda o: lr_scheduler.LambdaLR(o, [half]), ValueError, "1 values of lr_lambda for 2"),
    "no function": (lambda o: lr_scheduler.MultiplicativeLR(o, 0.9), TypeError, "lr_lambda is a float"),
    "restarts after nothing": (lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 0), ValueError, "T_0 is 0"),
    "shorter restarts": (lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 1, 0), ValueError, "T_mult is 0"),
    "no least rate": (lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 1, 1, "0"), ValueError, "eta_min is '0'"),
    "an epoch before all": (
        lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 1).step(-1), ValueError, "no epoch -1"
    ),
    "an unknown cycle": (lambda o: lr_scheduler.CyclicLR(o, 0.1, 1.0, mode="round"), ValueError, "no mode 'round'"),
    "too few lowest rates": (lambda o: lr_scheduler.CyclicLR(o, [0.1], 1.0), ValueError, "1 values of base_lr for 2"),
    "no momentum to cycle": (
        lambda o: lr_scheduler.CyclicLR(tg.optim.Adagrad([tg.ones(1)]), 0.1, 1.0), ValueError, "Adagrad has no momentum"
    ),
    "one cycle of unknown length": (lambda o: lr_scheduler.OneCycleLR(o, 1.0), ValueError, "how long the cycle is"),
    "one cycle of no steps": (lambda o: lr_scheduler.OneCycleLR(o, 1.0, 0), ValueError, "total_steps is 0"),
    "one cycle of no epochs": (
        lambda o: lr_scheduler.OneCycleLR(o, 1.0, epochs=-1, steps_per_epoch=2), ValueError, "epochs is -1"
    ),
    "one cycle of an unknown form": (
        lambda o: lr_scheduler.OneCycleLR(o, 1.0, 9, anneal_strategy="sin"), ValueError, "no anneal_strategy 'sin'"
    ),
    "one cycle that only rises": (lambda o: lr_scheduler.OneCycleLR(o, 1.0, 9, pct_start=2.0), ValueError, "is 2.0"),
    "a factor that raises": (lambda o: lr_scheduler.ReduceLROnPlateau(o, factor=1.0), ValueError, "factor of 1.0"),
    "an unknown mode": (lambda o: lr_scheduler.ReduceLROnPlateau(o, "least"), ValueError, "no mode 'least'"),
    "an unknown threshold": (
        lambda o: lr_scheduler.ReduceLROnPlateau(o, threshold_mode="x"), ValueError, "no threshold_mode 'x'"
    ),
    "no schedulers": (lambda o: lr_scheduler.ChainedScheduler([]), ValueError, "of no schedulers"),
    "milestones that don't fit": (
        lambda o: lr_scheduler.SequentialLR(o, [lr_scheduler.StepLR(o, 1)], [3]), ValueError, "1 schedulers and 1 miles"
    ),
    "another's scheduler": (
        lambda o: lr_scheduler.SequentialLR(o, [lr_scheduler.StepLR(optimizer_of(tg), 1)], []),
        ValueError, "another optimizer",
    ),
    "no scheduler": (lambda o: lr_scheduler.ChainedScheduler([half]), TypeError, "scheduler 0 .* is a function"),
    "a plateau in a chain": (
        lambda o: lr_scheduler.ChainedScheduler([lr_scheduler.ReduceLROnPlateau(o)]), ValueError, "is a ReduceLROnP"
    ),
    "no rule": (lambda o: lr_scheduler.LRScheduler(o), NotImplementedError, "get_lr"),
    "a later epoch without a beginning": (
        lambda o: lr_scheduler.StepLR(o, 3, last_epoch=5), KeyError, "group 0 has no 'initial_lr'"
    ),
    "another scheduler's state": (
        lambda o: lr_scheduler.CosineAnnealingLR(o, 3).load_state_dict(lr_scheduler.StepLR(o, 3).state_dict()),
        ValueError, "no .*T_max",
    ),
    "a state of more schedulers": (
        lambda o: lr_scheduler.ChainedScheduler([lr_scheduler.StepLR(o, 3)]).load_state_dict({"_schedulers": [1, 2]}),
        ValueError, "2 schedulers",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_named(name):
    call, error, message = MISTAKES[name]
    with pytest.raises(error, match=message) as caught:
        call(optimizer_of(tg))
    assert "help: " in str(caught.value)


def test_too_many_steps_of_one_cycle_are_refused():
    optimizer = optimizer_of(tg)
    scheduler = lr_scheduler.OneCycleLR(optimizer, 1.0, total_steps=3)
    for _ in range(3):
        scheduler.step()
    with pytest.raises(ValueError, match="step 4 of a cycle of 3") as caught:
        scheduler.step()
    assert "help: " in str(caught.value)


def test_a_group_that_comes_after_the_scheduler_may_be_an_error():
    optimizer = optimizer_of(tg)
    by_ratio, by_function = lr_scheduler.ExponentialLR(optimizer, 0.5), lr_scheduler.LambdaLR(optimizer, half)
    optimizer.add_param_group({"params": [tg.ones(1, requires_grad=True)], "lr": 1.0})
    by_ratio.step()
    assert by_ratio.get_last_lr() == [0.1, 0.025, 0.5]
    with pytest.raises(ValueError, match="2 rates for 3 groups") as caught:
        by_function.step()
    assert "help: " in str(caught.value)
