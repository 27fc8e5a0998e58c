"""Two layers on XOR: solved or stuck at ln 2 / 2, and that a stuck net stands in a valley."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import xor_nn as example

import tinygrad_edu as tg

HALF_LN_2 = 0.3466
OF_PYTORCH = Path(__file__).parents[1] / "listings" / "first_values.json"  # its first weights, by seed
whole = pytest.mark.skipif(os.environ.get("EXAMPLES") != "whole", reason="takes a minute: EXAMPLES=whole runs it")


@pytest.fixture(scope="module")
def stuck():
    return example.trained(0, range(3001))


def test_one_seed_solves_it_and_another_is_stuck(stuck):
    solved = example.trained(1, range(3001))
    assert (solved.fate, stuck.fate) == ("solved", "stuck")
    np.testing.assert_allclose(solved.answers, [0, 1, 1, 0], atol=0.01)
    np.testing.assert_allclose(np.sort(stuck.answers), [0, 0.5, 0.5, 1], atol=0.01)
    assert stuck.losses[-1] == pytest.approx(HALF_LN_2, abs=0.005)


def test_where_it_is_stuck_the_loss_curves_upwards(stuck):
    around = example.surroundings(stuck.net)
    assert np.linalg.norm(around.gradient) < 2e-3
    assert np.min(around.curvatures) > 0
    assert np.min(around.losses) > np.log(2) / 2
    example.stop_if_no_valley(around)


def test_gradient_and_second_derivatives_are_the_derived_ones(stuck):
    gradient, hessian = example.compare(stuck.net)
    assert gradient.apart < 1e-12
    assert hessian.apart < 1e-9


def test_what_is_no_valley_ends_the_program():
    tg.manual_seed(0)
    with pytest.raises(SystemExit, match="the stuck net isn't in a valley, its curvatures are"):
        example.stop_if_no_valley(example.surroundings(example.two_layers(0)))


def test_a_fast_run(tmp_path, capsys):
    example.main(["--fast", "--output", str(tmp_path)])
    assert (tmp_path / "xor_nn.png").read_bytes().startswith(b"\x89PNG")
    text = capsys.readouterr().out
    assert "seed 1, solved   seed 0, stuck" in text
    assert "the nine curvatures are all positive" in text
    assert max(map(len, text.splitlines())) <= 100


def test_after_too_few_epochs_nothing_is_said_of_a_valley(tmp_path, capsys):
    example.main(["--epochs", "2", "--output", str(tmp_path)])
    text = capsys.readouterr().out
    assert "undecided" in text
    assert "curvatures" not in text


def test_a_wrong_gradient_ends_the_program(monkeypatch):
    right = example.derived_gradient
    monkeypatch.setattr(example, "derived_gradient", lambda weights: right(weights) * (1 + 1e-7))
    with pytest.raises(SystemExit, match="disagree:\n  gradient, trained net"):
        example.main(["--epochs", "2", "--no-pictures"])


def test_a_stuck_net_far_from_half_of_ln_2_ends_the_program(stuck):
    with pytest.raises(SystemExit, match="the stuck net and ln 2 / 2 disagree"):
        example.check_differences([example.loss_apart(stuck)], "ln 2 / 2", ours="the stuck net")


def test_seeds_that_failed_are_named(capsys):
    example.main(["--seeds", "2", "--epochs", "3001"])
    text = capsys.readouterr().out
    assert "solved: 1 of 2 seeds in 3,001 epochs" in text
    assert "stuck: 1 of 2 seeds in 3,001 epochs" in text
    assert [line.split()[0] for line in text.split("The seeds that failed")[1].splitlines()[2:] if line] == ["0"]


@whole
def test_14_of_our_20_seeds_solve_it_and_6_are_stuck():
    found = [example.trained(seed, range(10_001)) for seed in range(20)]
    assert [one.fate for one in found].count("solved") == 14
    losses = [one.losses[-1] for one in found if one.fate == "stuck"]
    assert losses == pytest.approx([HALF_LN_2] * 6, abs=0.002)


@whole
def test_15_of_pytorchs_20_seeds_solve_it_and_5_are_stuck():
    ends = []
    for values in json.loads(OF_PYTORCH.read_text("utf-8")).values():
        net = example.two_layers(0)
        net.load_state_dict({name: tg.tensor(np.array(value, np.float32)) for name, value in values.items()})
        ends.append(example.train(net, range(10_001)).history["loss"][-1])
    assert sum(end < 0.01 for end in ends) == 15
    assert sum(abs(end - HALF_LN_2) < 0.002 for end in ends) == 5


def test_two_nets_of_one_fate_are_not_called_two_fates(stuck):
    figure = example.picture(stuck, stuck, example.surroundings(stuck.net))
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles[2:] == ["Two nets, both stuck", "The stuck net stands in a valley"]
    low, _ = figure.axes[3].get_ylim()
    assert low > 0
    fresh = example.trained(0, range(1))
    assert not example.picture(fresh, fresh, None).axes[3].axison
