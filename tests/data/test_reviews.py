"""IMDB: what Keras's `load_data` gives, on small files against a plain retelling of it, and on the real one."""

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_edu.data import imdb, imdb_arrays, imdb_word_index, reviews
from tinygrad_edu.data.published import VARIABLE

LISTS = st.lists(st.lists(st.integers(1, 40), min_size=1, max_size=8), min_size=6, max_size=6)


def in_objects(lists):
    return np.fromiter(lists, object, len(lists))


def written(path, train, test, **others):
    labels = np.tile([0, 1], len(train) // 2)
    arrays = {"x_train": in_objects(train), "y_train": labels, "x_test": in_objects(test), "y_test": labels}
    np.savez(path, **{**arrays, **others})


def retold(parts, num_words, skip_top, maxlen, seed, start_char, oov_char, index_from):
    """Word by word, what the documentation of Keras's function says it does."""
    random = np.random.RandomState(seed)
    shuffled = []
    for lists in parts:
        order = np.arange(len(lists))
        random.shuffle(order)
        start = [] if start_char is None else [start_char]
        pairs = [(start + [word + index_from for word in lists[i]], i % 2) for i in order]
        shuffled.append([(words, label) for words, label in pairs if not maxlen or len(words) < maxlen])
    num_words = num_words or max(word for part in shuffled for words, _ in part for word in words)
    results = []
    for part in shuffled:
        lists = [
            [word if skip_top <= word < num_words else oov_char for word in words]
            for words in (
                [word for word in words if oov_char is not None or skip_top <= word < num_words] for words, _ in part
            )
        ]
        results.append((lists, [label for _, label in part]))
    return results


@given(
    train=LISTS,
    test=LISTS,
    num_words=st.none() | st.integers(1, 50),
    skip_top=st.integers(0, 20),
    maxlen=st.none() | st.integers(8, 12),
    seed=st.integers(0, 200),
    start_char=st.none() | st.integers(0, 3),
    oov_char=st.none() | st.integers(-2, 3),
    index_from=st.integers(-3, 4),
)
def test_it_is_what_keras_returns(tmp_path_factory, train, test, **options):
    folder = tmp_path_factory.mktemp("imdb")
    written(folder / "imdb.npz", train, test)
    shortest = [min(len(words) + (options["start_char"] is not None) for words in lists) for lists in (train, test)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(folder))
        patch.setattr(reviews, "COUNT", len(train))
        if options["maxlen"] and max(shortest) >= options["maxlen"]:
            with pytest.raises(ValueError, match="no review is shorter than maxlen"):
                imdb(**options)
            return
        found = imdb(**options)
    for (lists, labels), (wanted, wanted_labels) in zip(found, retold((train, test), **options), strict=True):
        assert lists.tolist() == wanted
        assert labels.tolist() == wanted_labels
        assert (lists.dtype, labels.dtype) == (object, np.int64)
        assert all(type(word) is int for words in lists for word in words)


@pytest.fixture
def small(folder, monkeypatch):
    monkeypatch.setattr(reviews, "COUNT", 2)
    written(folder / "imdb.npz", [[1, 2], [3]], [[4], [5]])
    return folder / "imdb.npz"


def test_the_defaults_are_keras_s(small):
    (x, y), (x_test, _) = imdb_arrays()
    assert sorted(x.tolist()) == [[1, 4, 5], [1, 6]]
    assert sorted(x_test.tolist()) == [[1, 2], [1, 7]]  # the largest word is left out, since num_words isn't given
    assert sorted(y.tolist()) == [0, 1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"num_words": "1000"}, r"num_words is '1000'\nhelp: it is a whole number from 0, or None"),
        ({"num_words": 1e4}, "num_words is 10000.0"),
        ({"num_words": -5}, "num_words is -5"),
        ({"skip_top": None}, r"skip_top is None\nhelp: it is a whole number from 0$"),
        ({"maxlen": "80"}, "maxlen is '80'"),
        ({"seed": "a"}, "seed is 'a'"),
        ({"seed": -1}, "seed is -1"),
        ({"seed": 2**32}, r"seed is 4294967296\nhelp: it is a whole number from 0 to 4,294,967,295"),
        ({"start_char": "<"}, r"start_char is '<'\nhelp: it is a whole number, or None"),
        ({"oov_char": "?"}, "oov_char is '\\?'"),
        ({"index_from": None}, r"index_from is None\nhelp: it is a whole number$"),
    ],
)
def test_options_that_are_no_numbers_are_refused(options, message, small):
    with pytest.raises(ValueError, match=message):
        imdb(**options)


def test_labels_of_another_dtype_are_int64_too(small):
    written(small, [[1, 2], [3]], [[4], [5]], y_train=np.array([0, 1], np.uint8))
    (_, y), _ = imdb()
    assert (y.dtype, sorted(y.tolist())) == (np.int64, [0, 1])


ROWS = in_objects([[1, 2], [3]])


@pytest.mark.parametrize(
    "others",
    [
        {"x_train": ROWS[:1]},
        {"x_train": np.ones((2, 2))},
        {"x_train": in_objects([[1], None])},
        {"x_train": in_objects([[1], (2,)])},
        {"x_train": in_objects([[1], ["2"]])},
        {"x_train": in_objects([[1], [2.0]])},
        {"x_train": in_objects([[1], [True]])},
        {"x_train": in_objects([[1], [0]])},
        {"x_train": in_objects([[], []])},
        {"x_train": in_objects([[1], [88_585]])},
        {"x_train": in_objects([[1], [2**70]])},
        {"y_train": np.array([1, 1])},
        {"y_train": np.array([1, 2])},
        {"y_train": np.array([0, 1, 1])},
        {"y_train": np.array([[0], [1]])},
        {"y_train": np.array([0.0, 1.0])},
        {"y_train": np.array(["0", "1"])},
        {"y_train": in_objects([[0], 1])},
    ],
    ids=str,
)
def test_other_content_is_refused(others, small):
    written(small, [[1, 2], [3]], [[4], [5]], **others)
    with pytest.raises(ValueError, match=r"imdb.npz: x_train .* aren't IMDB's\nhelp: 2 lists of whole numbers from 1"):
        imdb()


def test_missing_arrays_are_named(small):
    np.savez(small, x_train=ROWS, labels=np.array([0, 1]))
    with pytest.raises(ValueError, match=r"imdb.npz has x_train, labels, and no x_train or y_train\nhelp"):
        imdb()


def test_what_could_run_is_refused(small):
    class Harm:
        def __reduce__(self):
            return os.system, ("true",)

    written(small, [[1, 2], [3]], [[4], [Harm()]])
    with pytest.raises(ValueError, match=r"x_test\.npy: the pickle names 'posix.system'"):
        imdb()


def test_a_missing_file_is_named(folder):
    with pytest.raises(FileNotFoundError, match=r"imdb.npz is missing: .*\nhelp: .*tf-keras-datasets/imdb.npz"):
        imdb()
    with pytest.raises(FileNotFoundError, match=r"imdb_word_index.json is missing"):
        imdb_word_index()


# The first review that document 003 prints
FIRST = [
    1, 14, 22, 16, 43, 530, 973, 1622, 1385, 65, 458, 4468, 66, 3941, 4, 173, 36, 256, 5, 25, 100, 43, 838, 112, 50,
]  # fmt: skip
LAST = [16, 283, 5, 16, 4472, 113, 103, 32, 15, 16, 5345, 19, 178, 32]


def test_the_real_data(real_data):
    (x, y), (x_test, y_test) = imdb(num_words=10_000)
    assert (len(x), y.sum(), len(x_test), y_test.sum()) == (25_000, 12_500, 25_000, 12_500)
    assert (x[0][:25], x[0][-14:], len(x[0]), y[0]) == (FIRST, LAST, 218, 1)
    assert max(map(max, x)) == max(map(max, x_test)) == 9999
    words = {rank + 3: word for word, rank in imdb_word_index().items()}
    assert len(words) == 88_584
    assert " ".join(words.get(number, "?") for number in x[0][:8]) == "? this film was just brilliant casting location"
