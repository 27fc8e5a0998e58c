"""The book's weights."""

import numpy as np
import pytest

from tinygrad_edu.data import book_weights, mnist


def test_the_real_weights(real_data):
    weights = book_weights()
    shapes = {"W1": (784, 50), "W2": (50, 100), "W3": (100, 10), "b1": (50,), "b2": (100,), "b3": (10,)}
    assert {name: array.shape for name, array in weights.items()} == shapes
    assert {array.dtype for array in weights.values()} == {np.dtype("float32")}
    images, labels = mnist(train=False)
    y = images.reshape(-1, 784) / np.float32(255)
    for layer in "123":
        y = y @ weights[f"W{layer}"] + weights[f"b{layer}"]
        y = y if layer == "3" else 1 / (1 + np.exp(-y))
    assert np.mean(np.argmax(y, axis=1) == labels) == 0.9352  # what the book says


def test_another_pickle_is_refused_before_it_is_read(folder):
    (folder / "sample_weight.pkl").write_bytes(b"cposix\nsystem\n(S'true'\ntR.")
    with pytest.raises(
        ValueError, match=r"sample_weight.pkl isn't the published file: it is cut off after 26 of 181,853"
    ):
        book_weights()
