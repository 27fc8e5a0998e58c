"""What the examples compute, against what the tutorial printed and against what was measured for it."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import delta_rule
import digits
import dropout
import side_by_side
import single_layer_xor
import xor
import xor_cross_entropy

import tinygrad_edu as tg
from tinygrad_edu import nn


def test_delta_rule():
    both, answers = delta_rule.train(delta_rule.D, 0, 10_000)
    assert answers[-1] == pytest.approx([0.01020237, 0.00829357, 0.993243, 0.99168488], abs=1e-5)
    side_by_side.stop_if_apart(both.differences())


@pytest.mark.parametrize("seed", [0, 1])
def test_one_layer_ends_at_the_same_answers_to_xor_from_any_seed(seed):
    both, answers = delta_rule.train(single_layer_xor.D, seed, 10_000)
    assert answers[-1] == pytest.approx([0.52965337, 0.5, 0.47034663, 0.44090112], abs=5e-9)
    side_by_side.stop_if_apart(both.differences())


def test_where_one_layer_ends_the_moves_of_an_epoch_cancel_and_half_would_be_less_wrong(capsys):
    both, answers = delta_rule.train(single_layer_xor.D, 3, 1_500)
    W, right = both.net[0].weight.data[0], single_layer_xor.D[:, 0]
    moves = single_layer_xor.moves(W)
    assert moves.shape == (4, 3)
    assert np.max(np.abs(np.sum(moves, axis=0))) < 1e-8 < 0.1 < np.min(np.max(np.abs(moves), axis=1))
    both.train_epoch(list(zip(delta_rule.X, single_layer_xor.D)))
    np.testing.assert_allclose(both.net[0].weight.data[0], W + np.sum(moves, axis=0), rtol=0, atol=1e-14)
    assert np.sum((answers[-1] - right) ** 2) > 1.005 > np.sum((0.5 - right) ** 2)
    capsys.readouterr()
    single_layer_xor.print_moves(W)
    *_, last, _ = capsys.readouterr().out.splitlines()
    assert last == "  sum      +0.000000   +0.000000   +0.000000"


@pytest.mark.parametrize(("seed", "solves"), [(0, True), (14, False)])
def test_xor_with_squared_error(seed, solves):
    both = xor.squared_error_net(seed)
    answers = side_by_side.answers_by_epoch(both, xor.EXAMPLES, range(10_000))
    assert xor.solved(answers[-1]) == solves
    side_by_side.stop_if_apart(both.differences())


@pytest.mark.parametrize(("seed", "solves"), [(0, True), (1, False)])
def test_xor_with_cross_entropy(seed, solves):
    both = xor_cross_entropy.cross_entropy_net(seed)
    answers = side_by_side.answers_by_epoch(both, xor.EXAMPLES, range(5_000))
    assert xor.solved(answers[-1]) == solves
    assert not solves or np.max(xor_cross_entropy.mean_errors(answers)[1000:]) < 0.01
    side_by_side.stop_if_apart(both.differences())


def test_how_soon_the_mean_error_is_below_a_tenth(capsys):
    right = xor.D[:, 0]
    squared, cross = (np.array([abs(right - error) for error in errors]) for errors in ([0.5, 0.4], [0.5, 0.09]))
    xor_cross_entropy.print_speed(squared, cross)
    assert capsys.readouterr().out.splitlines()[:2] == [
        "mean error below 0.1 with the squared error: not in 2 epochs",
        "mean error below 0.1 with the cross-entropy: after 2 epochs",
    ]


@pytest.mark.parametrize("module", [xor, xor_cross_entropy])
def test_seeds_that_failed_are_named(module, tmp_path, capsys):
    module.main(["--seeds", "2", "--epochs", "20", "--output", str(tmp_path)])
    text = capsys.readouterr().out
    assert "autograd:     0 of 2 seeds solved XOR in 20 epochs\nhand-written: 0 of 2 seeds" in text
    assert [line.split()[0] for line in text.splitlines() if line.startswith(("  0 ", "  1 "))][:2] == ["0", "1"]


def test_a_seed_that_only_the_hand_written_code_solves_ends_the_program(monkeypatch):
    verdicts = iter([False, True])  # autograd's, then the hand-written code's
    monkeypatch.setattr(xor, "solved", lambda answers: next(verdicts))
    with pytest.raises(SystemExit, match="other seeds failed"):
        xor.try_seeds(1, 1, xor.squared_error_net)


def test_digits():
    net = digits.four_layers(0)
    both = side_by_side.SideBySide(net, nn.CrossEntropyLoss(), digits.by_hand, digits.ALPHA)
    for _ in range(10_000):
        both.train_epoch(digits.EXAMPLES)
    assert np.min(np.diag(digits.read(net, digits.X))) > 0.9999
    side_by_side.stop_if_apart(both.differences())


def test_exact_dropout_keeps_sixteen_of_twenty():
    layer = dropout.ExactDropout(0.2, np.random.RandomState(0))
    x = tg.tensor(np.arange(1.0, 21.0), requires_grad=True)
    y = layer(x)
    kept = y.data != 0
    assert np.count_nonzero(kept) == 16
    np.testing.assert_array_equal(y.data, np.where(kept, x.data * 1.25, 0))
    y.sum().backward()
    np.testing.assert_array_equal(x.grad.data, np.where(kept, 1.25, 0))
    assert np.any((layer(x).data != 0) != kept)
    layer.eval()
    assert layer(x) is x


def test_the_tutorials_dropout_delta_has_wrong_signs():
    fresh = dropout.compare_fresh_nets(50)
    assert np.mean(fresh.kept > 0.8) == pytest.approx(0.216, abs=0.01)
    assert fresh.wrong_signs == pytest.approx([0.398, 0.325, 0.208, 0], abs=0.015)
    assert fresh.errors == pytest.approx([0.92, 0.78, 0.60, 0], abs=0.02)
    assert fresh.wrong_signs[3] == 0
    assert fresh.errors[3] < 1e-14


def test_dropout(capsys, tmp_path):
    dropout.main(["--epochs", "4000", "--output", str(tmp_path)])
    text = capsys.readouterr().out
    rows = [line.split() for line in text.splitlines() if line[:3] in {f"  {k}" for k in "12345"} and "." in line]
    readings = [row for row in rows if len(row) == 6 and row[1] != "epochs"]
    assert [row[1] for row in readings] == list("1234512345")
    assert [row[3] for row in readings][:5] == [row[5] for row in readings][:5] == list("13425")
    right, tutorial = (float(word) for word in text.split("nothing dropped: ")[1].split() if word[0] == "0")
    assert tutorial > 2 * right


@pytest.mark.parametrize(
    ("epochs", "title"), [("1", "Two layers, and XOR isn't solved"), ("3000", "Two layers bend the border")]
)
def test_the_title_says_whether_xor_is_solved(epochs, title, tmp_path, monkeypatch):
    titles = []
    monkeypatch.setattr(xor, "headline", lambda axes, title, note="": titles.append(title))
    xor.main(["--epochs", epochs, "--output", str(tmp_path)])
    assert titles[0] == title


def test_the_delta_rule_s_title_says_whether_it_has_found_out():
    assert delta_rule.title(np.array([[0.6, 0.4, 0.6, 0.6]])) == (
        "The delta rule has yet to find out: the answer is the first input"
    )
    assert "finds out" in delta_rule.title(np.array([[0.4, 0.4, 0.6, 0.6]]))


def test_the_title_says_whether_one_layer_is_at_its_end():
    end = np.array([0.53, 0.5, 0.47, 0.44])
    assert single_layer_xor.news(np.array([end, end]))[0] == "So the four answers stay near 0.5"
    assert single_layer_xor.news(np.array([end, end + 0.01])) == (
        "The four answers, epoch by epoch",
        "not at their end yet after 2 epochs",
    )
