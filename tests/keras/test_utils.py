"""to_categorical and set_random_seed, and the data sets' paths."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import tinygrad_edu as tg
from tinygrad_edu.keras import layers, utils


@given(arrays.arrays(np.int64, arrays.array_shapes(max_dims=3), elements=st.integers(0, 6)))
def test_every_number_has_its_row(numbers):
    rows = utils.to_categorical(numbers, 7)
    shape = numbers.shape[:-1] if numbers.ndim > 1 and numbers.shape[-1] == 1 else numbers.shape
    assert rows.shape == (*shape, 7)
    assert rows.dtype == np.float64
    np.testing.assert_array_equal(np.argmax(rows, axis=-1), numbers.reshape(shape))
    np.testing.assert_array_equal(np.sum(rows, axis=-1), 1)


def test_classes_are_counted():
    assert utils.to_categorical([0, 2, 1]).shape == (3, 3)
    np.testing.assert_array_equal(utils.to_categorical(2, 4), [0, 0, 1, 0])
    np.testing.assert_array_equal(utils.to_categorical([0.7, 1.2]), np.eye(2))
    assert utils.to_categorical(tg.tensor([1, 0])).tolist() == [[0, 1], [1, 0]]
    assert utils.to_categorical([], 3).shape == (0, 3)


@pytest.mark.parametrize(
    ("given_", "error", "message"),
    [
        (([0, 5], 3), ValueError, "numbers from 0 to 5\nhelp: with 3 classes they are 0 to 2"),
        (([-1, 0], 3), ValueError, "numbers from -1 to 0"),
        (([],), ValueError, "say num_classes"),
        ((["a", "b"],), TypeError, "numpy.unique"),
    ],
)
def test_what_is_no_class(given_, error, message):
    with pytest.raises(error, match=message):
        utils.to_categorical(*given_)


def test_one_seed_for_everything():
    def drawn():
        utils.set_random_seed(5)
        first = layers.Dense(3)
        first.build_for((None, 2))
        return random.random(), float(np.random.random()), float(tg.rand(1)[0]), first.get_weights()[0].tolist()

    assert drawn() == drawn()
    for bad in (-1, 2**32, 1.5, None):
        with pytest.raises(ValueError, match=r"help: a whole number from 0 to 2\*\*32 - 1"):
            utils.set_random_seed(bad)
