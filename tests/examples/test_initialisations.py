"""First weights: Xavier's and He's bounds, and how spreads change through ten layers."""

import math

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import initialisations as example

import tinygrad_edu as tg


def factor(name, index):
    """By how much a layer of ReLUs changes a spread, on the average."""
    curve = example.spreads(tg.relu, example.FIRST_WEIGHTS[name], 0)[index]
    return (curve[-1] / curve[1]) ** (1 / 9) if index == 0 else (curve[0] / curve[-2]) ** (1 / 9)


def test_bounds():
    differences = list(example.bounds_apart(0))
    assert [difference.what for difference in differences if difference.what.startswith("bound")] == [
        f"bound {math.sqrt(6 / 80):.6f}",
        f"bound {math.sqrt(6 / 30):.6f}",
    ]
    assert all(difference.apart <= difference.allowed for difference in differences)


@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.parametrize(("name", "expected"), [("He", 1), ("Xavier", math.sqrt(0.5)), ("normal, 1", math.sqrt(128))])
def test_spreads_through_relus(name, expected, index):
    assert factor(name, index) == pytest.approx(expected, rel=0.08)


def test_the_printed_variance_is_too_large_by_far():
    assert factor("misprint", 0) == pytest.approx(math.sqrt(8), rel=0.08)


def test_behind_ten_sigmoids_next_to_nothing_is_left():
    _, gradients = example.spreads(tg.sigmoid, example.FIRST_WEIGHTS["Xavier"], 0)
    assert gradients[0] < 1e-6 < 0.1 < gradients[-1]


def test_with_zeros_nothing_gets_through():
    activations, gradients = example.spreads(tg.tanh, example.FIRST_WEIGHTS["zeros"], 0)
    assert not np.any(activations[1:])
    assert not np.any(gradients[:-1])


@pytest.mark.parametrize("name", example.SLOPES)
def test_a_wrong_slope_ends_the_program(name, monkeypatch):
    right = example.SLOPES[name]
    assert all(found.apart <= found.allowed < found.size for found in example.gradients_apart(1))
    monkeypatch.setitem(example.SLOPES, name, lambda y: right(y) * (1 + 1e-7))
    with pytest.raises(SystemExit, match=f"autograd and the hand-written code disagree:\n  gradients, {name}: "):
        example.check_differences(list(example.gradients_apart(1)))


def test_a_run(tmp_path, capsys):
    example.main(["--fast", "--output", str(tmp_path)])
    assert (tmp_path / "initialisations.png").read_bytes().startswith(b"\x89PNG")
    assert "what is measured and the formulas" in capsys.readouterr().out.lower()


def test_other_bounds_and_factors_end_the_program(monkeypatch):
    monkeypatch.setattr(example, "relu_factor", lambda std: std * math.sqrt(example.WIDTH))
    with pytest.raises(SystemExit, match=r"what is measured and the formulas disagree:\n  activations, factor 16\.000"):
        example.main(["--no-pictures"])
