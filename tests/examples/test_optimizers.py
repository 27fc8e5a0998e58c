"""One net under every optimizer: the rules by hand take the same path, and the digits are learnt."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import optimizers as example

from tinygrad_edu import optim


def test_every_optimizer_is_there():
    classes = {getattr(make, "func", make) for make in example.OPTIMIZERS.values()}
    assert classes == {getattr(optim, name) for name in optim.__all__} - {optim.Optimizer, optim.lr_scheduler}


@pytest.mark.parametrize("seed", range(3))
def test_the_rules_by_hand_take_the_same_path(seed):
    differences = list(example.compare(seed))
    assert [difference.when for difference in differences] == list(example.RULES)
    assert all(difference.apart < 1e-12 < 0.1 < difference.size for difference in differences)


def test_each_own_rate_is_that_of_the_class():
    assert {name: example.own_rate(name) for name in ("SGD", "Momentum", "Adadelta", "RMSprop", "Adam", "LBFGS")} == {
        "SGD": 0.001, "Momentum": 0.001, "Adadelta": 1, "RMSprop": 0.01, "Adam": 0.001, "LBFGS": 1,
    }  # fmt: skip


def test_the_best_rate_is_the_own_one_if_several_are_best():
    assert example.best_rate("Adam", {0.1: [1, 0.5], 0.001: [1, 0.5], 1.0: [1, 2]}) == 0.001
    assert example.best_rate("Adam", {0.1: [1, 0.4], 0.001: [1, 0.5]}) == 0.1


def test_runs_that_end_at_ln_5_have_dead_relus_and_are_counted(capsys):
    net = example.four_layers(0)
    curve = example.train(net, "SGD", 1.0, range(5))
    assert abs(curve[-1] - np.log(5)) < 1e-6
    assert not np.any(net[:-1](example.INPUTS).data)
    example.print_all({"SGD": {0.001: [3.0, 1.6], 1.0: curve}, "Adam": {0.001: [1.0]}})
    assert "1 of the 3 runs end at ln 5 = 1.61: " in capsys.readouterr().out


def test_a_fast_run(tmp_path, capsys):
    example.main(["--fast", "--output", str(tmp_path)])
    assert (tmp_path / "optimizers.png").read_bytes().startswith(b"\x89PNG")
    rows = [
        line.split()
        for line in capsys.readouterr().out.splitlines()
        if line.strip().startswith(tuple(example.OPTIMIZERS))
    ]
    best = {row[0]: float(row[4]) for row in rows if len(row) == 5}
    assert list(best) == list(example.OPTIMIZERS)
    assert all(loss < 0.1 for loss in best.values())
    assert best["SGD"] == max(best[name] for name in ("SGD", "Adam", "RMSprop", "LBFGS"))


@pytest.mark.parametrize("name", example.RULES)
def test_a_wrong_rule_ends_the_program(name, monkeypatch):
    right = example.RULES[name]
    monkeypatch.setitem(example.RULES, name, lambda w, g, rate, state: right(w, g, rate * (1 + 1e-7), state))
    with pytest.raises(
        SystemExit, match=f"the optimizers and the rules by hand disagree:\n  weights, 20 steps, {name}"
    ):
        example.check_differences(list(example.compare(0)), "the rules by hand", ours="the optimizers")


def test_a_run_leaves_losses_that_are_numbers():
    for name in example.OPTIMIZERS:
        assert np.all(np.isfinite(example.train(example.four_layers(0), name, 0.01, range(5))))
