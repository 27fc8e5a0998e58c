"""IMDB under Keras's path."""

from __future__ import annotations

import numpy as np

from ...data import imdb_arrays, imdb_word_index
from ..checks import whole_number
from .place import checked_name

__all__ = ["get_word_index", "load_data"]


def load_data(
    path: str = "imdb.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """``(x_train, y_train), (x_test, y_test)``: reviews as lists of word numbers, and 1 for praise. See `data.imdb`.

    Where the file lies is said by the environment variable TINYGRAD_EDU_DATA; `path` can only be its name.
    """
    checked_name(path, "imdb.npz")
    for name, number in (("num_words", num_words), ("maxlen", maxlen)):
        if number is not None:
            whole_number(name, number)
    whole_number("skip_top", skip_top, 0)
    return imdb_arrays(num_words, skip_top, maxlen, seed, start_char, oov_char, index_from)


def get_word_index(path: str = "imdb_word_index.json") -> dict[str, int]:
    """The rank of each word; in reviews it is 3 higher."""
    checked_name(path, "imdb_word_index.json")
    return imdb_word_index()
