"""Softmax and its printed guard: the digits of both, and that the right one is ours."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import softmax


def test_three_scores():
    right = [0.01821127, 0.24519181, 0.73659691]
    for function in (softmax.softmax, softmax.softmax_mended, softmax.ours):
        assert function(softmax.SCORES).round(8).tolist() == right
    assert softmax.softmax_as_printed(softmax.SCORES).round(4).tolist() == [-0.0023, -0.0313, -0.0940]


def test_large_scores_overflow_only_without_a_guard():
    with pytest.warns(RuntimeWarning, match=r"overflow|invalid"):
        assert np.all(np.isnan(softmax.softmax(softmax.LARGE_SCORES)))
    right = [9.99954600e-01, 4.53978686e-05, 2.06106005e-09]
    assert softmax.ours(softmax.LARGE_SCORES) == pytest.approx(right, rel=1e-8)
    assert softmax.softmax_mended(softmax.LARGE_SCORES) == pytest.approx(right, rel=1e-8)


@pytest.mark.parametrize("scores", [softmax.SCORES, softmax.LARGE_SCORES, np.array([-2.0, 0.0, -1.0, -7.0])])
def test_the_printed_guard_is_off_by_the_factor(scores):
    factor = softmax.factor(scores)
    np.testing.assert_allclose(softmax.softmax_as_printed(scores), factor * softmax.ours(scores), rtol=1e-12)
    assert (factor == 1) == (np.max(scores) == 0)


def test_a_batch_is_refused_by_the_printed_guard(capsys):
    with pytest.raises(ValueError, match="truth value of an array"):
        softmax.softmax_as_printed(np.stack([softmax.SCORES, softmax.SCORES]))
    softmax.try_a_batch()
    assert "the guard as printed, given a batch: ValueError: The truth value" in capsys.readouterr().out


def test_derivatives_agree():
    assert all(found.apart <= found.allowed for found in softmax.compare(1))
    assert softmax.jacobian(softmax.SCORES).sum(axis=0) == pytest.approx([0, 0, 0], abs=1e-15)


def test_the_printed_guard_in_the_mended_ones_place_ends_the_program(monkeypatch):
    monkeypatch.setattr(softmax, "softmax_mended", softmax.softmax_as_printed)
    with pytest.raises(SystemExit, match="autograd and the hand-written code disagree:\n  mended guard, scores: "):
        softmax.main(["--no-pictures"])
