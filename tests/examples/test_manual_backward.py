"""The backward pass that mixes sums and means: its factors, its denominator, and what they make of training."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import manual_backward as example

import tinygrad_edu as tg


@pytest.mark.parametrize("seed", range(5))
def test_weights_get_four_times_the_gradient_and_biases_once(seed):
    for quotients, factor in zip(example.factors(example.first_weights(seed)), [4, 1, 4, 1]):
        assert [f"{quotient:.3f}" for quotient in quotients] == [f"{factor}.000"] * len(quotients)


@pytest.mark.parametrize("seed", range(5))
def test_mended_it_is_the_gradient(seed):
    weights = example.first_weights(seed)
    for ours, mended in zip(example.autograd_gradients(weights), example.right_gradients(weights)):
        np.testing.assert_allclose(mended.data, ours.data, rtol=0, atol=1e-12)


def test_the_denominator_halves_a_delta_at_a_logit_of_16():
    logits = tg.tensor([0.0, 4.0, 16.0, -16.0], dtype=np.float64)
    at_0, at_4, *at_16 = example.damping(logits, 1e-7)
    assert at_0 > 1 - 1e-6
    assert at_4 > 1 - 1e-5
    assert at_16 == pytest.approx([0.53, 0.53], abs=0.005)
    np.testing.assert_allclose(example.damping(logits, 0), 1, rtol=1e-12)


def test_it_trains_as_sgd_with_two_rates():
    weights = example.first_weights(2)
    losses, by_hand = example.train_by_hand(weights, range(500), epsilon=0)
    ours, by_sgd = example.train_by_autograd(weights, range(500), rate=4, rate_of_biases=1)
    np.testing.assert_allclose(ours, losses, rtol=0, atol=1e-12)
    for one, other in zip(by_sgd, by_hand):
        np.testing.assert_allclose(one.data, other.data, rtol=0, atol=1e-12)


def test_from_zeros_nothing_is_learnt(capsys):
    example.print_uninitialised()
    assert "the loss is 0.6931471824645996 and stays 0.6931471824645996" in capsys.readouterr().out


def test_a_fast_run(tmp_path, capsys):
    example.main(["--fast", "--output", str(tmp_path)])
    assert (tmp_path / "manual_backward.png").read_bytes().startswith(b"\x89PNG")
    text = capsys.readouterr().out
    soon = [int(line.split()[-1]) for line in text.splitlines() if line.startswith(("  tutorial's g", "  autograd's"))]
    assert 2 * soon[0] < soon[1]
    assert text.count("4.000\n") == text.count("1.000\n") == 2


@pytest.mark.parametrize(
    ("function", "what"),
    [
        ("right_gradients", "w1, mended"),
        ("tutorial_gradients", "w1, 4.000 times, as printed"),
        ("right_damping", "denominator, as printed"),
    ],
)
def test_a_wrong_formula_ends_the_program(function, what, monkeypatch):
    right = getattr(example, function)

    def wrong(*arguments):
        value = right(*arguments)
        return [part * 1.001 for part in value] if isinstance(value, list) else value * 1.001

    monkeypatch.setattr(example, function, lambda *arguments, **options: wrong(*arguments))
    with pytest.raises(SystemExit, match=f"disagree:\n  {what}"):
        example.check_differences(list(example.compare(0, 2)))


def test_how_soon_is_the_median_of_the_nets_that_solve_it():
    losses = np.array([[0.7, 0.01, 0.01, 0.01], [0.7, 0.7, 0.7, 0.01], [0.7, 0.7, 0.7, 0.7]])
    assert example.solved_at(losses) == 2
    assert example.solved_at(losses[2:]) == np.inf
    assert example.training_title(losses, losses[2:]) == "Four times the gradient: sooner solved"
    assert example.training_title(losses, losses) == "The tutorial's gradients, and autograd's"
