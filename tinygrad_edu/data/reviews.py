"""IMDB: 50,000 film reviews as lists of word ranks, half of them praise, half blame.

A. Maas et al., "Learning Word Vectors for Sentiment Analysis" (ACL 2011), in the file that Keras publishes. In a folder
of yours a copy with other bytes but the same content is taken too: in each part 25,000 reviews, which are lists of
whole numbers from 1 to 88,584, and as many labels, half of them 0 and half 1.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .files import located
from .npz import read_npz
from .published import PublishedFile

__all__ = ["imdb", "imdb_arrays", "imdb_word_index"]

MIRRORS = (
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    "https://s3.amazonaws.com/text-datasets/",
)
REVIEWS = PublishedFile(
    "imdb.npz",
    17_464_789,
    "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
    tuple(f"{mirror}imdb.npz" for mirror in MIRRORS),
    "imdb",
    repacked=True,
)
WORD_INDEX = PublishedFile(
    "imdb_word_index.json",
    1_641_221,
    "027313fe9a320280f3bf0fac5baf58c4a683cf39a7ed9c3d3d3912bde4284cf6",
    tuple(f"{mirror}imdb_word_index.json" for mirror in MIRRORS),
    "imdb",
)
COUNT = 25_000  # reviews in each part
WORDS = 88_584  # that have a rank

Part = tuple[np.ndarray, np.ndarray]


def imdb(
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
) -> tuple[Part, Part]:
    """``(x_train, y_train), (x_test, y_test)``, the very arrays that Keras's `imdb.load_data` returns.

    x are arrays of objects (n,), each a list of whole numbers; y are int64 (n,), 1 for praise. The reviews are shuffled
    from `seed`. A word is its rank (`imdb_word_index`) + `index_from`, and each review begins with `start_char`. A word
    from `num_words` on (by default the largest there is), or below `skip_top`, becomes `oov_char`, or is left out where
    that is None. Reviews of `maxlen` numbers or more are left out; ValueError if none is left, or for what isn't such a
    number. For other errors see `files.located`.
    """
    check_whole(0, num_words=num_words, maxlen=maxlen)
    check_whole(0, optional=False, skip_top=skip_top)
    check_whole(0, 2**32 - 1, optional=False, seed=seed)
    check_whole(start_char=start_char, oov_char=oov_char)
    check_whole(optional=False, index_from=index_from)
    train, test = read_reviews(seed, start_char, index_from)
    if maxlen:
        train, test = train.shorter_than(maxlen), test.shorter_than(maxlen)
    limit = num_words or int(max(train.words.max(), test.words.max()))
    train, test = train.limited(skip_top, limit, oov_char), test.limited(skip_top, limit, oov_char)
    return (train.as_lists(), train.labels), (test.as_lists(), test.labels)


def check_whole(lowest: int | None = None, highest: int | None = None, optional: bool = True, **numbers: Any) -> None:
    """Refuse what isn't a whole number within these bounds, or None where that is `optional`."""
    for name, number in numbers.items():
        if number is None and optional:
            continue
        whole = isinstance(number, (int, np.integer))
        if not whole or (lowest is not None and number < lowest) or (highest is not None and number > highest):
            bounds = ("" if lowest is None else f" from {lowest}") + ("" if highest is None else f" to {highest:,}")
            raise ValueError(f"{name} is {number!r}\nhelp: it is a whole number{bounds}{', or None' * optional}")


imdb_arrays = imdb  # the counterpart of `mnist_arrays`


def imdb_word_index() -> dict[str, int]:
    """The rank of each of the 88,584 words, the most frequent one being 1. For the errors see `files.located`."""
    return json.loads(located(WORD_INDEX).read_text(encoding="utf-8"))


@dataclass
class Reviews:
    """One part of the data: the words of all reviews, one after the other, the reviews' lengths, and their labels."""

    words: np.ndarray
    lengths: np.ndarray
    labels: np.ndarray

    def shorter_than(self, maxlen: int) -> Reviews:
        """The reviews that are."""
        keep = self.lengths < maxlen
        if not np.any(keep):
            raise ValueError(f"no review is shorter than maxlen={maxlen}\nhelp: the shortest have about 10 words")
        return Reviews(self.words[np.repeat(keep, self.lengths)], self.lengths[keep], self.labels[keep])

    def limited(self, lowest: int, limit: int, oov_char: int | None) -> Reviews:
        """The reviews with each word below `lowest` or from `limit` on replaced, or left out."""
        known = (self.words >= lowest) & (self.words < limit)
        if oov_char is not None:
            return Reviews(np.where(known, self.words, np.int32(oov_char)), self.lengths, self.labels)
        review = np.repeat(np.arange(len(self.lengths)), self.lengths)
        return Reviews(self.words[known], np.bincount(review[known], minlength=len(self.lengths)), self.labels)

    def as_lists(self) -> np.ndarray:
        """An array of the reviews as lists. Equal words are one Python number, which saves most of the memory."""
        lowest, highest = int(self.words.min(initial=0)), int(self.words.max(initial=0))
        numbers = np.arange(lowest, highest + 1).astype(object)[self.words - lowest].tolist()
        ends = np.cumsum(self.lengths).tolist()
        lists = (numbers[start:end] for start, end in zip([0, *ends], ends))
        return np.fromiter(lists, object, len(ends))


def read_reviews(seed: int, start_char: int | None, index_from: int) -> tuple[Reviews, Reviews]:
    """The reviews to train and to test with, shuffled, their words moved up by `index_from`, each with its start."""
    path = located(REVIEWS)
    arrays, random = read_npz(path), np.random.RandomState(seed)
    parts = []
    for part in ("train", "test"):
        lists, labels = part_of(arrays, part, path)
        order = np.arange(COUNT)
        random.shuffle(order)  # as Keras does it, so that the same reviews come first
        parts.append(flattened(lists[order], labels[order], start_char, index_from))
    return parts[0], parts[1]


def part_of(arrays: dict[str, np.ndarray], part: str, path: Path) -> Part:
    """The lists and the labels of a part, taken out of the file's arrays; ValueError if they aren't IMDB's."""
    if f"x_{part}" not in arrays or f"y_{part}" not in arrays:
        raise ValueError(f"{path} has {', '.join(arrays)}, and no x_{part} or y_{part}\nhelp: get the file anew")
    lists, labels = arrays.pop(f"x_{part}"), arrays.pop(f"y_{part}")
    if not are_reviews(lists) or not are_labels(labels):
        raise ValueError(
            f"{path}: x_{part} {lists.dtype} {lists.shape} and y_{part} {labels.dtype} {labels.shape} aren't IMDB's\n"
            f"help: {COUNT:,} lists of whole numbers from 1 to {WORDS:,}, and as many labels, half of them 0 and half 1"
        )
    return lists, labels.astype(np.int64)


def are_reviews(lists: np.ndarray) -> bool:
    """Whether they are as many lists of word ranks as IMDB has."""
    if lists.shape != (COUNT,) or not all(type(words) is list for words in lists):
        return False
    if {*map(type, itertools.chain.from_iterable(lists))} != {int}:
        return False
    return min(map(min, filter(None, lists))) >= 1 and max(map(max, filter(None, lists))) <= WORDS


def are_labels(labels: np.ndarray) -> bool:
    """Whether they are as many labels as IMDB has, in equal parts."""
    if labels.dtype.kind not in "iu" or labels.ndim != 1:
        return False
    return np.array_equal(np.sort(labels), np.repeat([0, 1], COUNT // 2))


def flattened(lists: np.ndarray, labels: np.ndarray, start_char: int | None, index_from: int) -> Reviews:
    """The reviews' words moved up by `index_from`, with the start of each before it."""
    lengths = np.fromiter(map(len, lists), np.int64, len(lists))
    words = np.fromiter(itertools.chain.from_iterable(lists), np.int32, int(lengths.sum()))
    words += index_from
    if start_char is None:
        return Reviews(words, lengths, labels)
    return Reviews(np.insert(words, np.cumsum(lengths) - lengths, start_char), lengths + 1, labels)
