"""A perceptron on XOR: the loss at which it stops, from any seed, and that this is a minimum."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import perceptron_xor as example

import tinygrad_edu as tg

LN_2 = 0.6931471824645996  # as the tutorial prints it; float32


def trained(seed, epochs):
    tg.manual_seed(seed)
    answers = []
    return example.train(example.perceptron(), range(epochs), answers.append), answers


@pytest.mark.parametrize("seed", range(5))
def test_the_loss_stops_at_ln_2(seed):
    history, answers = trained(seed, 2001)
    losses = history.history["loss"]
    assert losses[0] > LN_2 + 1e-3
    assert losses[1000] == pytest.approx(LN_2, abs=2**-24)
    assert losses[1000] == losses[2000]
    np.testing.assert_allclose(answers[-1], 0.5, atol=1e-6)
    assert answers[-1].dtype == np.float32


def test_the_figure_is_compared(capsys):
    example.main(["--fast", "--no-pictures"])
    text = capsys.readouterr().out
    assert text.count(str(LN_2)) == 4
    assert "its gradient [0. 0. 0.]" in text
    assert "The loss and the tutorial's figure" in text


def test_a_loss_that_stops_elsewhere_ends_the_program(monkeypatch):
    monkeypatch.setattr(example, "LN_2", LN_2 + 2**-22)
    with pytest.raises(SystemExit, match="the loss and the tutorial's figure disagree"):
        example.main(["--fast", "--no-pictures"])


def test_a_wrong_gradient_ends_the_program(monkeypatch):
    right = example.by_hand
    monkeypatch.setattr(example, "by_hand", lambda weights: right(weights) * (1 + 1e-9))
    with pytest.raises(SystemExit, match="autograd and the hand-written code disagree:\n  gradient, random weights"):
        example.main(["--epochs", "2", "--no-pictures"])


def test_its_picture(tmp_path):
    example.main(["--epochs", "2", "--output", str(tmp_path)])
    assert (tmp_path / "perceptron_xor.png").read_bytes().startswith(b"\x89PNG")


def test_titles_are_those_of_what_happened():
    def titles(answer, loss):
        axes = example.picture(np.full((3, 4), answer), [0.7, 0.7, loss], 0).axes
        return [one.get_title(loc="left") for one in axes]

    assert titles(0.5, LN_2) == ["Every answer becomes 0.5", "The loss stops at ln 2"]
    assert titles(0.4, 0.7) == ["The four answers", "The loss"]
