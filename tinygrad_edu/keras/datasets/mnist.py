"""MNIST under Keras's path."""

from __future__ import annotations

import numpy as np

from ...data import mnist_arrays

__all__ = ["load_data"]


def load_data() -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """``(x_train, y_train), (x_test, y_test)``: images (n, 28, 28), uint8, and their digits. See `data.mnist`."""
    return mnist_arrays()
