"""to_categorical and set_random_seed, and the data sets' paths."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import tinygrad_edu as tg
from tinygrad_edu.keras import backend, layers, preprocessing, utils


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


@pytest.mark.parametrize(
    ("x", "classes", "message"),
    [
        ([0, 1], "3", "num_classes is '3'\nhelp: a whole number from 1 up"),
        ([0, 1], 3.0, "num_classes is 3.0"),
        ([0, 1], -3, "num_classes is -3"),
        ([0, 1], 0, "num_classes is 0"),
        ([0, np.nan], None, "a number that isn't finite, or is huge\nhelp: classes are numbered from 0"),
        ([0, np.inf], 3, "isn't finite"),
    ],
)
def test_classes_that_cannot_be(x, classes, message):
    with pytest.raises(ValueError, match=message):
        utils.to_categorical(x, classes)
    with pytest.raises(TypeError, match="to_categorical of object\nhelp"):
        utils.to_categorical([[1, 2], [3]])


def test_sequences_are_padded_and_cut():
    rows = [[1, 2, 3], [4], []]
    assert utils.pad_sequences(rows).tolist() == [[1, 2, 3], [0, 0, 4], [0, 0, 0]]
    assert utils.pad_sequences(rows, maxlen=2).tolist() == [[2, 3], [0, 4], [0, 0]]
    post = utils.pad_sequences(rows, 2, "float32", "post", "post", 9.5)
    assert (post.tolist(), post.dtype) == ([[1, 2], [4, 9.5], [9.5, 9.5]], "float32")
    assert utils.pad_sequences([[[1, 2]], [[3, 4], [5, 6]]]).tolist() == [[[0, 0], [1, 2]], [[3, 4], [5, 6]]]
    assert utils.pad_sequences([]).shape == (0, 0)
    assert preprocessing.sequence.pad_sequences is utils.pad_sequences
    for options, message in (
        ({"padding": "before"}, "padding is 'before'\nhelp: 'pre'"),
        ({"truncating": None}, "truncating is None"),
        ({"maxlen": 0}, "maxlen is 0"),
    ):
        with pytest.raises(ValueError, match=message):
            utils.pad_sequences(rows, **options)
    for wrong in ([1, 2], ["text"]):
        with pytest.raises(ValueError, match=r"sequence 0 is .*\nhelp: a list of sequences"):
            utils.pad_sequences(wrong)


@given(
    st.lists(st.lists(st.integers(-9, 9), max_size=5), min_size=1, max_size=5), st.none() | st.integers(1, 6),
    st.sampled_from(["pre", "post"]), st.sampled_from(["pre", "post"]),
)  # fmt: skip
def test_keras_pads_so(rows, maxlen, padding, truncating):
    theirs = pytest.importorskip("keras", reason="Keras isn't installed")
    options = {"maxlen": maxlen, "padding": padding, "truncating": truncating, "value": 7}
    np.testing.assert_array_equal(utils.pad_sequences(rows, **options), theirs.utils.pad_sequences(rows, **options))


def test_the_backend():
    assert (backend.epsilon(), backend.floatx(), backend.image_data_format()) == (1e-7, "float32", "channels_last")
    assert backend.backend() == "tinygrad_edu"
    assert backend.clear_session is utils.clear_session
