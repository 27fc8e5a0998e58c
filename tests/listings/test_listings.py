"""Document 002's PyTorch listings with `import tinygrad_edu as torch`: what they give, and that PyTorch gives the same.

The files beside this one are the listings, one for each row of the findings; 002-0 is what stands before all of them.
Their loops of 10,001 steps are shortened here, unless the environment variable LISTINGS says "whole".
"""

import contextlib
import io
import json
import os
import re
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg

from ..tutorials.both import comparable, draw_like_ours

FOLDER = Path(__file__).parent
FIRST_VALUES = json.loads((FOLDER / "first_values.json").read_text("utf-8"))  # of 002-3, PyTorch's of seeds 0 to 19
LN_2 = 0.6931471824645996  # in float32, as the document prints it
ULP = 2.0**-24  # between two neighbours among float32 numbers from ½ to 1
whole = pytest.mark.skipif(os.environ.get("LISTINGS") != "whole", reason="takes a minute: LISTINGS=whole runs it")


def listing(row):
    return (FOLDER / f"002-{row}.txt").read_text("utf-8")


def with_our_import(program):
    return re.sub(r"^import torch$", "import tinygrad_edu as torch", program, flags=re.MULTILINE)


class Run:
    """A listing that is run up to its loop, so that one may change its first values, and then to its end."""

    def __init__(self, row, library, steps=10_001):
        program = listing(0) + listing(row).replace("range(10001)", f"range({steps})")
        program = program if library.__name__ == "torch" else with_our_import(program)
        before, self.loop, self.rest = program.partition("for step in")
        self.library, self.names = library, {}
        exec(before, self.names)

    def begin_with(self, values):
        """Let the model have these weights."""
        state = {name: self.library.tensor(np.array(value, np.float32)) for name, value in values.items()}
        self.names["model"].load_state_dict(state)
        return self

    def state(self):
        return {name: np.array(value) for name, value in comparable(self.names["model"]).items()}

    def to_the_end(self):
        """What is printed: the steps and the costs."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(self.loop + self.rest, self.names)
        pairs = [line.split() for line in printed.getvalue().splitlines()]
        self.costs = {int(step): float(cost) for step, cost in pairs}
        return self


@pytest.fixture
def torch():
    library = pytest.importorskip("torch")
    library.set_num_threads(1)  # nets so small are slower on several
    return library


# The perceptron


@pytest.mark.parametrize("seed", range(5))
def test_a_perceptron_cannot_learn_xor(seed):
    tg.manual_seed(seed)
    run = Run(1, tg, steps=2001).to_the_end()
    assert run.costs[0] > LN_2 + 1e-3
    assert abs(run.costs[1000] - LN_2) <= 2 * ULP
    assert abs(run.costs[2000] - LN_2) <= 2 * ULP
    assert run.names["cost"].dtype == np.float32
    np.testing.assert_allclose(run.names["hypothesis"].detach().numpy(), 0.5, atol=1e-6)


@pytest.mark.parametrize(("row", "steps"), [(1, 1001), (3, 601), (4, 301)])
@pytest.mark.parametrize("seed", range(3))
def test_costs_and_weights_are_pytorchs_to_the_last_digits(torch, row, steps, seed):
    torch.manual_seed(seed)
    theirs = Run(row, torch, steps)
    ours = Run(row, tg, steps).begin_with(theirs.state()).to_the_end()
    theirs.to_the_end()
    assert list(ours.costs) == list(theirs.costs)
    np.testing.assert_allclose(list(ours.costs.values()), list(theirs.costs.values()), rtol=2e-6)
    for name, value in theirs.state().items():
        assert ours.state()[name].dtype == value.dtype == np.float32
        np.testing.assert_allclose(ours.state()[name], value, rtol=1e-5, atol=1e-5, err_msg=name)


# The backward pass by hand


def matrices(library, seed):
    """First values for w1, b1, w2, b2, which the listing leaves to chance."""
    draw = np.random.default_rng(seed)
    shapes = {"w1": (2, 2), "b1": (2,), "w2": (2, 1), "b2": (1,)}
    return {name: library.tensor(draw.normal(size=shape).astype(np.float32)) for name, shape in shapes.items()}


def test_memory_that_nobody_filled_is_zeros_and_nothing_is_learnt():
    run = Run(2, tg, steps=1001)
    assert not any(run.names[name].numpy().any() for name in ("w1", "b1", "w2", "b2"))
    run.to_the_end()
    assert run.costs == {0: LN_2, 1000: LN_2}


@pytest.mark.parametrize("seed", range(4))
def test_the_hand_written_gradient_is_four_times_the_true_one_for_weights(seed):
    run = Run(2, tg, steps=1)
    before = matrices(tg, seed)
    run.names.update(before)
    leaves = {name: value.clone().requires_grad_() for name, value in before.items()}
    guess = tg.sigmoid(run.names["X"] @ leaves["w1"] + leaves["b1"]) @ leaves["w2"] + leaves["b2"]
    tg.nn.BCELoss()(tg.sigmoid(guess), run.names["Y"]).backward()
    run.to_the_end()
    for name, leaf in leaves.items():
        ratio = (before[name] - run.names[name]) / leaf.grad
        np.testing.assert_allclose(ratio.numpy(), 4.0 if name[0] == "w" else 1.0, rtol=1e-3, err_msg=name)


@pytest.mark.parametrize("seed", range(3))
def test_the_hand_written_training_is_pytorchs(torch, seed):
    ours, theirs = Run(2, tg, 1001), Run(2, torch, 1001)
    for run in (ours, theirs):
        run.names.update(matrices(run.library, seed))
        run.to_the_end()
    np.testing.assert_allclose(list(ours.costs.values()), list(theirs.costs.values()), rtol=1e-5)
    for name in ("w1", "b1", "w2", "b2"):
        np.testing.assert_allclose(ours.names[name].numpy(), theirs.names[name].numpy(), rtol=1e-4, err_msg=name)


# Two layers, and four


def test_two_layers_solve_xor_or_stay_half_way():
    solved = Run(3, tg, 1501).begin_with(FIRST_VALUES["3"]).to_the_end()
    stuck = Run(3, tg, 1501).begin_with(FIRST_VALUES["5"]).to_the_end()
    assert solved.costs[1500] < 0.02
    assert 0.347 < stuck.costs[1500] < 0.36
    answers = np.sort(stuck.names["hypothesis"].detach().numpy().ravel())
    np.testing.assert_allclose(answers, [0.0, 0.5, 0.5, 1.0], atol=0.1)


def test_the_first_values_are_those_of_pytorchs_seeds(torch):
    for seed, values in FIRST_VALUES.items():
        torch.manual_seed(int(seed))
        for name, value in Run(3, torch).state().items():
            np.testing.assert_array_equal(np.array(values[name], np.float32), value)


@whole
def test_15_of_20_seeds_solve_xor_and_5_stay_at_half_of_ln_2():
    ends = [Run(3, tg).begin_with(values).to_the_end().costs[9900] for values in FIRST_VALUES.values()]
    assert sum(end < 0.01 for end in ends) == 15
    assert sum(abs(end - LN_2 / 2) < 0.002 for end in ends) == 5


def test_four_layers_begin_on_a_plateau():
    run = Run(4, tg, 501).to_the_end()
    assert all(abs(cost - LN_2) < 1e-3 for step, cost in run.costs.items() if step)


@whole
def test_8_of_10_seeds_leave_the_plateau_when_pytorch_does(torch):
    left, solved = [], 0
    for seed in range(10):
        torch.manual_seed(seed)
        theirs = Run(4, torch)
        ours = Run(4, tg).begin_with(theirs.state()).to_the_end()
        theirs.to_the_end()
        steps = [next((step for step, cost in run.costs.items() if cost < 0.68), None) for run in (ours, theirs)]
        assert steps[0] == steps[1]
        left += [step for step in steps[:1] if step]
        solved += ours.costs[10_000] < 0.01
    assert solved == len(left) == 8
    assert min(left) >= 2500
    assert max(left) <= 7800


# Activations, optimizers, first values


def test_activations_are_made_by_their_names():
    names = {}
    exec(with_our_import(listing(0)), names)
    made = [eval(line, names) for line in listing("5-activations").splitlines() if not line.startswith("#")]
    assert [repr(one) for one in made] == ["Sigmoid()", "Tanh()", "ReLU()", "LeakyReLU(negative_slope=0.01)"]


@pytest.mark.parametrize("line", [line for line in listing("5-optimizers").splitlines() if not line.startswith("#")])
def test_optimizers_want_parameters_as_pytorchs_do(line):
    with pytest.raises(TypeError, match="params"):
        eval(line, {"torch": tg})


def xavier(library, tensor):
    """What the listing's function draws."""
    names = {"torch": library, "_calculate_fan_in_and_out": library.nn.init._calculate_fan_in_and_fan_out}
    exec("import math\n" + listing("5-xavier"), names)
    return names["xavier_uniform_"](tensor)


def test_xavier_draws_within_its_bound():
    weight = tg.nn.Linear(30, 50).weight
    assert xavier(tg, weight) is weight
    bound = np.sqrt(6 / (30 + 50))
    assert 0.99 * bound < np.abs(weight.data).max() <= bound
    tg.manual_seed(1)
    drawn = xavier(tg, weight).data.copy()
    tg.manual_seed(1)
    np.testing.assert_array_equal(tg.nn.init.xavier_uniform_(weight).data, drawn)


def test_xavier_draws_what_pytorch_draws_from_the_same_random_numbers(torch, monkeypatch):
    draw_like_ours(torch, monkeypatch)
    tg.manual_seed(1)
    ours = xavier(tg, tg.empty(3, 4))
    tg.manual_seed(1)
    np.testing.assert_array_equal(ours.numpy(), xavier(torch, torch.empty(3, 4)).numpy())


# Dropout


def dropout_net(library):
    """The names of the listing of dropout."""
    names, program = {}, listing(0) + listing(6)
    exec(program if library.__name__ == "torch" else with_our_import(program), names)
    return names


def test_dropout_differs_between_passes_of_training_alone():
    names = dropout_net(tg)
    model, x = names["model"], tg.randn(4, 784)
    assert sum(p.numel() for p in model.parameters()) == 1_195_018
    assert {key.split(".")[0] for key in model.state_dict()} == {"0", "3", "6", "9", "12"}
    assert model[1] is model[4] is names["relu"]
    assert not model.training
    assert tg.equal(model(x), model(x))
    model.train()
    assert not tg.equal(model(x), model(x))


def test_the_net_with_dropout_is_pytorchs(torch, monkeypatch):
    names, other = dropout_net(tg), dropout_net(torch)
    ours, theirs = names["model"], other["model"]
    assert repr(ours) == repr(theirs)
    state = {name: tg.tensor(value.detach().numpy()) for name, value in theirs.state_dict().items()}
    assert list(ours.state_dict()) == list(state)
    ours.load_state_dict(state)
    x = np.random.default_rng(0).normal(size=(8, 784)).astype(np.float32)
    close = {"rtol": 1e-4, "atol": 1e-6}
    np.testing.assert_allclose(ours(tg.tensor(x)).detach().numpy(), theirs(torch.tensor(x)).detach().numpy(), **close)
    draw_like_ours(torch, monkeypatch)
    for model, library in ((ours, tg), (theirs, torch)):
        model.train()
        tg.manual_seed(3)
        library.nn.CrossEntropyLoss()(model(library.tensor(x)), library.tensor([0, 1, 2, 3, 4, 5, 6, 7])).backward()
    for own, their in zip(ours.parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(own.grad.numpy(), their.grad.numpy(), **close)


# Batch normalisation: the document gives its four formulas


def test_batch_normalisation_is_the_documents_formulas():
    x, layer = tg.randn(6, 3), tg.nn.BatchNorm1d(3)
    with tg.no_grad():
        layer.weight.copy_(tg.tensor([1.0, 2.0, 3.0]))
        layer.bias.copy_(tg.tensor([0.5, 0.0, -0.5]))
    mean = x.sum(0) / 6
    variance = ((x - mean) ** 2).sum(0) / 6
    normalised = (x - mean) / tg.sqrt(variance + layer.eps)
    np.testing.assert_allclose(layer(x).data, (layer.weight * normalised + layer.bias).data, rtol=1e-5, atol=1e-6)
    layer.eval()
    expected = (x - 0.1 * mean) / tg.sqrt(0.9 + 0.1 * variance * 6 / 5 + layer.eps) * layer.weight + layer.bias
    np.testing.assert_allclose(layer(x).data, expected.data, rtol=1e-5, atol=1e-6)
