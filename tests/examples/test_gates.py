"""The gates' truth tables, in both writings, and the functions of a neuron with their slopes."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import gates

import tinygrad_edu as tg

TRUTH = {"AND": [0, 0, 0, 1], "NAND": [1, 1, 1, 0], "OR": [0, 1, 1, 1], "XOR": [0, 1, 1, 0]}


@pytest.mark.parametrize("name", TRUTH)
def test_truth_table(name):
    assert gates.GATES[name](*gates.INPUTS.T).tolist() == TRUTH[name]
    assert gates.NETS[name](gates.INPUTS).data[:, 0].tolist() == TRUTH[name]


def test_both_writings_agree_everywhere():
    assert len(gates.compare(0)) == 10
    assert all(found.apart <= found.allowed for found in gates.compare(0))


def test_a_step_has_nothing_to_learn_by():
    x = tg.tensor([-1.0, 0.0, 2.0], requires_grad=True)
    y = gates.Step()(x)
    assert y.data.tolist() == [0, 0, 1]
    assert not y.requires_grad


def test_slopes_are_those_of_differences():
    x = np.array([-2.0, -0.4, 0.7, 3.0])
    for by_hand, ours, slope_by_hand in gates.SLOPES.values():
        value, slope = gates.value_and_slope(ours, x)
        np.testing.assert_allclose(value, by_hand(x), atol=1e-15)
        np.testing.assert_allclose(slope, (by_hand(x + 1e-6) - by_hand(x - 1e-6)) / 2e-6, atol=1e-9)
        np.testing.assert_allclose(slope, slope_by_hand(x), atol=1e-15)


def test_it_prints_the_books_sigmoids(capsys):
    gates.main(["--no-pictures"])
    assert "sigmoid of [-1, 1, 2]: [0.26894142 0.73105858 0.88079708]" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["AND", "XOR"])
def test_a_wrong_gate_ends_the_program(name, monkeypatch):
    monkeypatch.setitem(gates.GATES, name, gates.OR)
    with pytest.raises(SystemExit, match=f"autograd and the hand-written code disagree:\n  answer, {name}: "):
        gates.main(["--no-pictures"])
