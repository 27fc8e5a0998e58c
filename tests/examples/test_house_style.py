"""The look of the pictures: numbers as text, and labels that don't lie on each other."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import house_style


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.00003, "0.00003"), (0.427536, "0.43"), (1.034273, "1"), (0.0004, "0.0004"), (10.0, "10"), (0.69315, "0.69")],
)
def test_a_number_has_two_digits_and_no_exponent(number, text):
    assert house_style.plain(number) == text


def test_labels_are_moved_apart_in_their_order():
    heights = np.array([0.5, 0.1, 0.5, 0.9])
    placed = house_style.spread_labels(heights, least=0.1)
    assert np.min(np.diff(np.sort(placed))) > 0.0999
    assert np.argmin(placed) == 1
    assert np.argmax(placed) == 3
    np.testing.assert_allclose(placed[[1, 3]], [0.1, 0.9], atol=1e-12)
