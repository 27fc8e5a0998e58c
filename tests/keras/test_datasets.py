"""The data sets' paths; the loaders themselves are tested with `data`."""

import os

import numpy as np
import pytest

from tinygrad_edu.keras.datasets import imdb, mnist

needs_data = pytest.mark.skipif(
    not os.environ.get("TINYGRAD_EDU_DATA"), reason="TINYGRAD_EDU_DATA names no folder with the data sets"
)


@needs_data
def test_mnist():
    (x_train, y_train), (x_test, y_test) = mnist.load_data()
    assert (x_train.shape, y_train.shape) == ((60_000, 28, 28), (60_000,))
    assert (x_test.shape, y_test.shape) == ((10_000, 28, 28), (10_000,))
    assert x_train.dtype == y_train.dtype == np.uint8
    assert y_train[:5].tolist() == [5, 0, 4, 1, 9]


@needs_data
def test_imdb():
    (x_train, y_train), (x_test, _) = imdb.load_data(num_words=10_000)
    assert x_train[0][:8] == [1, 14, 22, 16, 43, 530, 973, 1622]
    assert (y_train[0], len(x_train), len(x_test), max(map(max, x_train))) == (1, 25_000, 25_000, 9_999)
    assert imdb.get_word_index()["film"] == 19


def test_arguments_are_handed_on_in_keras_s_order(monkeypatch):
    monkeypatch.setattr(imdb, "imdb_arrays", lambda *args: args)
    assert imdb.load_data() == (None, 0, None, 113, 1, 2, 3)
    assert imdb.load_data(num_words=7, maxlen=9, index_from=0) == (7, 0, 9, 113, 1, 2, 0)
