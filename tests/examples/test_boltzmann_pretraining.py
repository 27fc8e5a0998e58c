"""Boltzmann machines: free energy and update by their definitions, and what pre-training is worth."""

import os

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import boltzmann_pretraining as example
from digits import X

import tinygrad_edu as tg

whole = pytest.mark.skipif(os.environ.get("EXAMPLES") != "whole", reason="takes a minute: EXAMPLES=whole runs it")


@pytest.mark.parametrize("seed", range(3))
def test_free_energy_and_update(seed):
    differences = list(example.compare(seed))
    assert [difference.what for difference in differences] == ["free energy", *(f"gradient of {n}" for n in "Wbc")]
    assert all(difference.apart < 1e-12 < 0.01 < difference.size for difference in differences)


def test_fantasies_are_zeros_and_ones_that_no_gradient_goes_through():
    tg.manual_seed(0)
    fantasy = example.Machine(25, 20).fantasy(example.noisy_digits(0).x)
    assert np.unique(fantasy.data).tolist() == [0, 1]
    assert not fantasy.requires_grad


def test_one_pixel_in_ten_is_turned_over():
    data = example.noisy_digits(0)
    assert len(data.x) == 300
    assert len(data.x_test) == len(data.y_test) == 1000
    clean = X.reshape(5, 25)[data.y_test.data]
    assert np.mean(data.x_test.data != clean) == pytest.approx(0.1, abs=0.01)


def test_a_machine_lowers_the_free_energy_of_what_it_has_seen():
    tg.manual_seed(0)
    x, machine = example.noisy_digits(0).x, example.Machine(25, 20)
    noise = tg.bernoulli(tg.full((300, 25), 0.5, dtype=np.float64))
    example.train_machine(machine, x, range(30))
    with tg.no_grad():
        assert machine.free_energy(x).mean().item() < machine.free_energy(noise).mean().item() - 3


def test_pretraining_puts_the_machines_weights_into_the_net(capsys):
    tg.manual_seed(0)
    net = example.new_net()
    machines = example.pretrain(net, example.noisy_digits(0).x, 2)
    for layer, machine in zip((net[0], net[2]), machines, strict=True):
        np.testing.assert_array_equal(layer.weight.data, machine.W.data.T)
        np.testing.assert_array_equal(layer.bias.data, machine.c.data)


def test_a_fast_run(tmp_path, capsys):
    example.main(["--fast", "--output", str(tmp_path)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["boltzmann_machine.png", "boltzmann_pretraining.png"]
    rows = [
        line.split() for line in capsys.readouterr().out.splitlines() if line.startswith(("  pre-", "  Xav", "  zer"))
    ]
    assert [row[0] for row in rows] == ["pre-trained", "Xavier", "zeros"]
    assert [row[1:-3] for row in rows] == [["2", "×", "80"], ["0"], ["0"]]
    assert int(rows[0][-3]) < int(rows[1][-3])
    assert rows[2][-3] == "never"
    assert float(rows[0][-1]) > float(rows[1][-1]) > 0.9 > 0.3 > float(rows[2][-1])


def test_titles_say_what_happened():
    soon, late = ([1.0] * wait + [0.1] * (9 - wait) for wait in (2, 5))

    def titles(pretrained, xavier, of_zeros):
        losses = dict(zip(example.FIRST_WEIGHTS, (pretrained, xavier, late)))
        ends = dict(zip(example.FIRST_WEIGHTS, (0.9, 0.95, of_zeros)))
        return example.titles({name: example.Course(losses[name], [ends[name]]) for name in losses})

    assert titles(soon, late, 0.2) == ("Pre-trained, fine-tuning takes fewer epochs", "From zeros it learns nothing")
    assert titles(late, soon, 0.4) == ("Here pre-training saves no epoch", "In the end Xavier reads most digits right")


@pytest.mark.parametrize("part", range(3))
def test_a_wrong_update_ends_the_program(part, monkeypatch):
    right = example.by_hand

    def wrong(*arguments):
        return [gradient * (1 - 2 * (k == part)) for k, gradient in enumerate(right(*arguments))]

    monkeypatch.setattr(example, "by_hand", wrong)
    with pytest.raises(SystemExit, match=f"disagree:\n  gradient of {'Wbc'[part]}, machine"):
        example.check_differences(list(example.compare(0)))


@whole
@pytest.mark.parametrize("seed", range(10))
def test_pretrained_nets_learn_sooner_from_any_seed(seed, capsys):
    example.main(["--seed", str(seed), "--no-pictures"])
    rows = [line.split() for line in capsys.readouterr().out.splitlines() if line.startswith(("  pre-", "  Xav"))]
    assert 2 * int(rows[0][-3]) < int(rows[1][-3])
    assert float(rows[0][-1]) >= float(rows[1][-1])
