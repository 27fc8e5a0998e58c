"""The four activations: values, slopes, and how steep they are at most."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import activations as example

STEEPEST = {"Sigmoid": 0.25, "Tanh": 1, "ReLU": 1, "LeakyReLU": 1}


def test_values_and_slopes_are_those_by_hand():
    differences = list(example.compare(0))
    assert len(differences) == 8
    assert all(difference.apart < 1e-12 for difference in differences)


@pytest.mark.parametrize("name", STEEPEST)
def test_how_steep_they_are(name):
    slope = example.value_and_slope(example.ACTIVATIONS[name], np.linspace(-6, 6, 1001))[1]
    assert np.max(slope) == pytest.approx(STEEPEST[name], abs=1e-15)


def test_a_run(tmp_path, capsys):
    example.main(["--fast", "--output", str(tmp_path)])
    assert (tmp_path / "activations_and_slopes.png").read_bytes().startswith(b"\x89PNG")
    assert "9.5e-07" in capsys.readouterr().out


@pytest.mark.parametrize("name", STEEPEST)
def test_a_wrong_slope_ends_the_program(name, monkeypatch):
    value, slope = example.BY_HAND[name]
    monkeypatch.setitem(example.BY_HAND, name, (value, lambda x: slope(x) * (1 + 1e-9)))
    with pytest.raises(SystemExit, match=f"disagree:\n  slope, {name}: "):
        example.main(["--no-pictures"])
