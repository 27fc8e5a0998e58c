"""Arrays as panels."""

import numpy as np
import pytest

from tinygrad_edu.drawing.palette import heat
from tinygrad_edu.drawing.panels import SIDE, extremes, not_finite, panel, thumbnail


def written(shown):
    return [[cell.text for cell in row] for row in shown.rows]


def test_a_scalar_is_one_large_number():
    shown = panel("value", "value", np.array(0.5))
    assert shown.scalar
    assert written(shown) == [["0.5"]]


def test_a_small_matrix_is_written_out_and_tinted():
    shown = panel("gradient", "gradient", np.array([[1.0, -2.0], [0.0, 0.5]]), note="= …")
    assert written(shown) == [["1.0", "−2.0"], ["0", "0.5"]]
    assert shown.rows[0][1].fill == heat(-2.0, 2.0)
    assert shown.rows[1][0].fill == "#FFFFFF"
    assert (shown.kind, shown.note, shown.thumbnail) == ("gradient", "= …", False)


@pytest.mark.parametrize("shape", [(33,), (5, 9), (2, 3, 4, 5)])
def test_a_larger_array_is_a_thumbnail_with_its_extremes(shape):
    array = np.linspace(-1.0, 3.0, int(np.prod(shape))).reshape(shape)
    shown = panel("value", "value", array)
    assert shown.thumbnail
    assert {text for row in written(shown) for text in row} == {""}
    assert shown.note == "−1 … 3"


def test_without_numbers_a_small_matrix_is_a_thumbnail_too():
    assert panel("value", "value", np.eye(2), numbers=False).thumbnail


def test_leading_axes_are_rows():
    assert len(panel("value", "value", np.zeros((2, 3, 4))).rows) == 6


def test_nothing_is_called_empty():
    shown = panel("value", "value", np.zeros((0, 3)))
    assert (shown.rows, shown.note) == ((), "empty")


def test_a_thumbnail_keeps_the_largest_element_of_each_block_with_its_sign():
    matrix = np.zeros((100, 1000))
    matrix[37, 512], matrix[99, 999], matrix[0, 0] = -5.0, 2.0, 1.0
    small = thumbnail(matrix)
    assert small.shape == (SIDE, SIDE)
    assert small[0, 0] == 1.0
    assert small[-1, -1] == 2.0
    assert small.min() == -5.0
    assert np.count_nonzero(small) == 3


def test_a_small_matrix_is_its_own_thumbnail():
    matrix = np.arange(6.0).reshape(2, 3)
    assert np.array_equal(thumbnail(matrix), matrix)


def test_what_is_not_finite_is_grey_and_leaves_the_scale_alone():
    shown = panel("value", "value", np.array([np.nan, 1.0, -np.inf]))
    assert written(shown) == [["nan", "1", "−∞"]]
    assert shown.rows[0][1].fill == heat(1.0, 1.0)
    assert shown.rows[0][0].fill == shown.rows[0][2].fill == heat(np.nan, 1.0)


def test_booleans_and_integers():
    assert written(panel("value", "value", np.array([True, False]))) == [["True", "False"]]
    assert written(panel("value", "value", np.array([[1], [-2]]))) == [["1"], ["−2"]]


def test_extremes():
    assert extremes(np.array([0.25, -1.0])) == "−1.00 … 0.25"
    assert extremes(np.full(40, 2.0)) == "2"


@pytest.mark.parametrize(
    ("array", "said"),
    [(np.array([1.0]), ""), (np.array([1, 2]), ""), (np.array([np.inf, 1]), "∞"), (np.array([np.inf, np.nan]), "nan")],
)
def test_what_is_not_finite_in_words(array, said):
    assert not_finite(array) == said
