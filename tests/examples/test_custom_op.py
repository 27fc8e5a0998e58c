"""Ops of one's own: right ones pass, the wrong one is named, and a check that fails to see it ends the program."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import custom_op

from tinygrad_edu.testing import gradcheck

X = np.array([-2.0, -0.5, 0.3, 1.7])


def test_value_and_slopes_are_those_of_the_formula():
    value, slope, bend = custom_op.derivatives(custom_op.squash, X)
    np.testing.assert_allclose(value, X / np.sqrt(1 + X**2), rtol=1e-14)
    np.testing.assert_allclose(slope, (1 + X**2) ** -1.5, rtol=1e-14)
    np.testing.assert_allclose(bend, -3 * X * (1 + X**2) ** -2.5, rtol=1e-14)


def test_all_three_ways_agree():
    assert all(found.apart <= found.allowed for found in custom_op.compare(X))


def test_the_wrong_one_is_named(capsys):
    custom_op.print_checks(X)
    text = capsys.readouterr().out
    assert text.startswith("gradcheck of squash: right\n")
    assert "  squash         right       right\n" in text
    assert "  Squash.apply   right       right\n" in text
    assert "wrong_squash: the gradient by x is wrong at " in text
    assert custom_op.verdict(gradcheck, custom_op.wrong_squash, X).startswith("wrong_squash: ")


@pytest.mark.parametrize(
    ("name", "replacement"), [("wrong_squash", custom_op.squash), ("squash", custom_op.wrong_squash)]
)
def test_a_check_that_says_otherwise_ends_the_program(name, replacement, monkeypatch):
    monkeypatch.setattr(custom_op, name, replacement)
    with pytest.raises(SystemExit, match="gradcheck has taken"):
        custom_op.main(["--no-pictures"])


def test_measured_slopes_lie_on_the_right_curve():
    _, slope, _ = custom_op.derivatives(custom_op.squash, X)
    _, wrong, _ = custom_op.derivatives(custom_op.wrong_squash, X)
    measured = custom_op.measured_slopes(custom_op.squash, X)
    np.testing.assert_allclose(measured, slope, atol=1e-9)
    assert np.min(np.abs(measured - wrong)) > 0.05
