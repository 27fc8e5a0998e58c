"""IMDB under Keras's path."""

from __future__ import annotations

import numpy as np

from ...data import imdb_arrays, imdb_word_index

__all__ = ["get_word_index", "load_data"]


def load_data(
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """``(x_train, y_train), (x_test, y_test)``: reviews as lists of word numbers, and 1 for praise. See `data.imdb`."""
    return imdb_arrays(num_words, skip_top, maxlen, seed, start_char, oov_char, index_from)


def get_word_index() -> dict[str, int]:
    """The rank of each word; in reviews it is 3 higher."""
    return imdb_word_index()
