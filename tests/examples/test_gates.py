"""The gates' truth tables, in both writings, and the functions of a neuron."""

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
    assert len(gates.compare(0)) == 8
    assert all(found.apart <= found.allowed for found in gates.compare(0))


def test_a_step_has_nothing_to_learn_by():
    x = tg.tensor([-1.0, 0.0, 2.0], requires_grad=True)
    y = gates.Step()(x)
    assert y.data.tolist() == [0, 0, 1]
    assert not y.requires_grad


def test_the_functions_of_a_neuron():
    x = np.array([-2.0, 0.0, 0.5])
    expected = {"step": [0, 0, 1], "sigmoid": [0.11920292, 0.5, 0.62245933], "ReLU": [0, 0, 0.5], "identity": x}
    for name, (by_hand, ours) in gates.FUNCTIONS.items():
        np.testing.assert_allclose(by_hand(x), expected[name], atol=1e-8)
        np.testing.assert_allclose(ours(tg.tensor(x)).data, by_hand(x), atol=1e-15)


def test_it_prints_the_books_sigmoids(capsys):
    gates.main(["--no-pictures"])
    assert "sigmoid of [-1, 1, 2]: [0.26894142 0.73105858 0.88079708]" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["AND", "XOR"])
def test_a_wrong_gate_ends_the_program(name, monkeypatch):
    monkeypatch.setitem(gates.GATES, name, gates.OR)
    with pytest.raises(SystemExit, match=f"autograd and the hand-written code disagree:\n  answer, {name}: "):
        gates.main(["--no-pictures"])
