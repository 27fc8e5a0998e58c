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
    monkeypatch.setattr(imdb, "imdb_word_index", lambda: {"film": 19})
    monkeypatch.setattr(mnist, "mnist_arrays", lambda: "arrays")
    assert imdb.load_data() == imdb.load_data("imdb.npz") == (None, 0, None, 113, 1, 2, 3)
    assert imdb.load_data(path="imdb.npz", num_words=7, maxlen=9, index_from=0) == (7, 0, 9, 113, 1, 2, 0)
    assert imdb.get_word_index("imdb_word_index.json") == imdb.get_word_index() == {"film": 19}
    assert mnist.load_data("mnist.npz") == mnist.load_data(path="mnist.npz") == "arrays"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: imdb.load_data(10_000), "the path is 10000\nhelp: leave it out, .* by name: num_words=10000"),
        (lambda: imdb.load_data("else.npz"), "the path is 'else.npz'\nhelp: .*TINYGRAD_EDU_DATA=FOLDER"),
        (lambda: imdb.get_word_index("words"), "the path is 'words'"),
        (lambda: mnist.load_data("data/mnist.npz"), "the path is 'data/mnist.npz'"),
        (lambda: imdb.load_data(num_words="100"), "num_words is '100'\nhelp: a whole number from 1 up"),
        (lambda: imdb.load_data(maxlen=2.5), "maxlen is 2.5"),
        (lambda: imdb.load_data(skip_top=-1), "skip_top is -1\nhelp: a whole number from 0 up"),
    ],
)
def test_arguments_that_make_no_sense(call, message):
    with pytest.raises(ValueError, match=message):
        call()
