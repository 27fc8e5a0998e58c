"""What Keras itself made of the cases: histories, and of each weight its sum and its product with 0 … 1."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("figures.json")
RELATIVE, ABSOLUTE = 1e-6, 2e-6


def figures_of(history: dict, weights: list) -> dict:
    """A training in figures, with eight digits."""
    return {
        "history": {name: [float(f"{value:.8g}") for value in values] for name, values in history.items()},
        "weights": [[float(f"{number:.8g}") for number in fingerprint(weight)] for weight in weights],
    }


def fingerprint(weight) -> list[float]:
    """Two numbers that change when any number of a weight does."""
    flat = np.asarray(weight, np.float64).ravel()
    return [float(np.sum(flat)), float(flat @ np.linspace(0, 1, len(flat) + 2)[1:-1])]


def assert_same(own: dict, theirs: dict, name: str) -> None:
    """Refuse figures that differ by more than rounding in float32."""
    assert list(own["history"]) == list(theirs["history"]), name
    for key, values in theirs["history"].items():
        np.testing.assert_allclose(own["history"][key], values, RELATIVE, ABSOLUTE, err_msg=f"{name}: {key}")
    assert len(own["weights"]) == len(theirs["weights"]), name
    for position, numbers in enumerate(theirs["weights"]):
        np.testing.assert_allclose(
            own["weights"][position], numbers, 5 * RELATIVE, 5 * ABSOLUTE, err_msg=f"{name}: weight {position}"
        )


def known_figures() -> dict[str, dict]:
    """The file's."""
    return json.loads(FILE.read_text(encoding="utf-8"))
