"""Four layers on XOR: the plateau at ln 2, its end, and the gradient that vanishes on its way back."""

import os

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import wide_deep as example

LN_2 = 0.6931471824645996
whole = pytest.mark.skipif(os.environ.get("EXAMPLES") != "whole", reason="takes a minute: EXAMPLES=whole runs it")


@pytest.fixture(scope="module")
def history():
    return example.train(example.wide_deep(0), range(4001))


def test_the_loss_stands_at_ln_2_and_then_falls(history):
    losses = history.history["loss"]
    assert [f"{losses[step]:.4f}" for step in (100, 500)] == ["0.6932", "0.6931"]
    assert 2500 < example.end_of_plateau(losses) < 3500
    assert losses[4000] < 0.01


def test_at_first_the_gradient_vanishes_layer_by_layer_and_then_in_all(history):
    norms = np.array(list(history.gradient_norms.values()))
    assert norms.shape == (4, 4001)
    assert np.all(norms[1:, 0] > 5 * norms[:-1, 0])
    assert norms[3, 0] > 500 * norms[0, 0]
    assert np.all(norms[:, 500] < 2e-4)
    assert np.max(norms[:, 500]) < 4 * np.min(norms[:, 500])
    assert np.max(norms) > 0.5


@pytest.mark.parametrize("seed", range(3))
def test_all_gradients_are_the_derived_ones(seed):
    differences = list(example.compare(seed))
    assert len(differences) == 8
    assert all(difference.apart < 1e-12 for difference in differences)


def test_a_fast_run(tmp_path, capsys):
    example.main(["--fast", "--output", str(tmp_path)])
    assert (tmp_path / "wide_deep.png").read_bytes().startswith(b"\x89PNG")
    text = capsys.readouterr().out
    assert "first, step 0   plateau, step 500   leaving, step 3," in text
    assert "The plateau and ln 2" in text


def test_wrong_formulas_and_levels_end_the_program(monkeypatch):
    monkeypatch.setattr(example, "LN_2", LN_2 + 1e-3)
    with pytest.raises(SystemExit, match="the plateau and ln 2 disagree:\n  loss, step 500"):
        example.main(["--epochs", "501", "--no-pictures"])
    right = example.by_hand
    monkeypatch.setattr(example, "by_hand", lambda *arguments: [-gradient for gradient in right(*arguments)])
    with pytest.raises(SystemExit, match=r"disagree:\n  0\.weight, fresh net"):
        example.main(["--epochs", "2", "--no-pictures"])


def test_many_seeds(capsys):
    example.main(["--seeds", "2", "--epochs", "3"])
    assert "0 of 2 seeds left the plateau in 3 epochs" in capsys.readouterr().out


@whole
def test_all_of_our_10_seeds_leave_the_plateau_between_step_2800_and_9400():
    losses = [example.train(example.wide_deep(seed), range(10_001)).history["loss"] for seed in range(10)]
    assert all(abs(one[1000] - LN_2) < 1e-4 for one in losses)
    ends = [example.end_of_plateau(one) for one in losses]
    assert min(ends) > 2800
    assert max(ends) < 9400
    assert all(one[-1] < 0.01 for one in losses)


def test_the_picture_shows_the_gradients_of_step_0_and_the_last_loss(history):
    loss, norms = example.picture(history).axes
    assert f"loss {history.history['loss'][-1]:.6f}" in [text.get_text() for text in loss.texts]
    starts = [line.get_ydata()[0] for line in norms.lines if len(line.get_ydata()) == 4001]
    assert starts == [layer[0] for layer in history.gradient_norms.values()]
    assert norms.get_xlim()[0] == 0
    assert norms.get_xscale() == "symlog"
