"""Numbers as texts: three digits, one format for a matrix, no lies about zero."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tinygrad_edu.drawing.numbers import number, texts


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (3.0, "3"),
        (-0.5, "−0.5"),
        (0.8564, "0.856"),
        (-0.046213, "−0.0462"),
        (1.7123, "1.71"),
        (12.345, "12.3"),
        (999.7, "1000"),
        (12345.0, "12345"),
        (123456.0, "1.23e5"),
        (-0.00001234, "−1.23e−5"),
        (1e300, "1.00e300"),
        (np.nan, "nan"),
        (np.inf, "∞"),
        (-np.inf, "−∞"),
        (7, "7"),
        (-7, "−7"),
        (True, "True"),
        (np.float32(0.1), "0.1"),
    ],
)
def test_one_number(x, text):
    assert number(x) == text


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        ([1.1, -0.8, 0.9, -1.2], ["1.1", "−0.8", "0.9", "−1.2"]),
        ([0.13, -0.11149, 0.0243], ["0.130", "−0.111", "0.024"]),
        ([0.0, 1.0], ["0", "1"]),
        ([0.0, 1.25], ["0", "1.25"]),
        ([0.0, 0.0], ["0", "0"]),
        ([1e-7, 0.0, 2.0], ["0.00", "0", "2.00"]),  # what isn't zero doesn't look like it
        ([np.nan, np.inf, -1.0], ["nan", "∞", "−1"]),
        ([1e-6, 2e-6], ["1.00e−6", "2.00e−6"]),
        ([1, -2], ["1", "−2"]),
        ([], []),
    ],
)
def test_a_matrix_has_one_format(array, expected):
    assert texts(np.array(array)) == expected


FLOATS = arrays.arrays(
    np.float64, st.integers(1, 6), elements=st.floats(-1e300, 1e300) | st.sampled_from([np.nan, np.inf])
)


@given(FLOATS)
def test_every_number_is_near_what_it_says(array):
    finite = array[np.isfinite(array)]
    allowed = 0.006 * np.max(np.abs(finite), initial=0.0)
    for x, text in zip(array, texts(array), strict=True):
        shown = float(text.replace("−", "-").replace("∞", "inf"))
        assert (np.isnan(x) and np.isnan(shown)) or shown == x or abs(shown - x) <= allowed


@given(FLOATS)
def test_numbers_are_short(array):
    assert all(len(text) <= 10 for text in texts(array))
