"""What is shown of arrays of every number of axes."""

import numpy as np
import pytest

from tinygrad_edu.drawing.page.faces import Face


@pytest.mark.parametrize(
    "shape", [(), (3,), (20,), (2, 3), (20, 3), (3, 20), (2, 3, 4), (2, 1, 5, 20), (0,), (2, 0), (0, 2, 2)]
)
def test_cells_stand_where_their_index_says(shape):
    array = np.arange(float(np.prod(shape))).reshape(shape)
    face = Face(array, 6)
    rows, columns = face.corner.shape
    assert max(rows, columns) <= 6
    for r in range(rows):
        for c in range(columns):
            assert face.corner[r, c] == array[face.index(r, c)]
    assert [len(row) for row in face.cells] == [columns] * rows


def test_what_is_cut_off_is_said():
    assert Face(np.zeros((2, 3)), 6).note == ""
    assert Face(np.zeros((2, 3)), 6).cut == (False, False)
    assert Face(np.zeros((20, 3)), 6).note == "20×3"
    assert Face(np.zeros((20, 3)), 6).cut == (True, False)
    assert Face(np.zeros(20), 6).cut == (False, True)
    assert Face(np.zeros((20, 6)), 6).corner.shape == (3, 6)
    assert Face(np.zeros((2, 5, 3, 3)), 6).note == "first of 10 slices of 2×5×3×3"


def test_a_lone_number_is_white_and_a_matrix_is_tinted():
    assert Face(np.array(3.0), 6).cells[0][0].fill == "#FFFFFF"
    assert Face(np.array([3.0, 0.0]), 6).cells[0][0].fill != "#FFFFFF"
    assert Face(np.array([True, False]), 6).cells[0][0].text == "True"
