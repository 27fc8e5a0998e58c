"""MNIST under Keras's path."""

from __future__ import annotations

import numpy as np

from ...data import mnist_arrays
from .place import checked_name

__all__ = ["load_data"]


def load_data(path: str = "mnist.npz") -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """``(x_train, y_train), (x_test, y_test)``: images (n, 28, 28), uint8, and their digits. See `data.mnist`.

    Where the files lie is said by the environment variable TINYGRAD_EDU_DATA; `path` can only be Keras's name for them.
    """
    checked_name(path, "mnist.npz")
    return mnist_arrays()
