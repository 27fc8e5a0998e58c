"""Random parts: every item in one, the same from the same seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu.data import Subset, random_split


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5), st.integers(0, 100))
def test_every_item_is_in_one_part(lengths, seed):
    dataset = [f"item {i}" for i in range(sum(lengths))]
    if sum(lengths) == 1:
        return  # a length of 1 is all of a data set of one item, as a fraction too, which warns of the empty parts
    parts = random_split(dataset, lengths, generator=tg.Generator().manual_seed(seed))
    assert [len(part) for part in parts] == lengths
    assert all(isinstance(part, Subset) for part in parts)
    assert sorted(part[i] for part in parts for i in range(len(part))) == sorted(dataset)


@pytest.mark.parametrize(
    ("whole", "fractions", "lengths"),
    [
        (10, [0.8, 0.2], [8, 2]),
        (10, [0.7, 0.2, 0.1], [7, 2, 1]),
        (11, [0.5, 0.5], [6, 5]),
        (7, [0.3, 0.3, 0.4], [3, 2, 2]),
        (5, [1], [5]),
        (10, [1 / 3, 1 / 3, 1 / 3], [4, 3, 3]),
        (10, [0.1] * 10, [1] * 10),
        (100, [0.28, 0.57, 0.15], [29, 56, 15]),  # 0.28 · 100 and 0.57 · 100 are above and below, in floating point
    ],
)
def test_fractions(whole, fractions, lengths):
    assert [len(part) for part in random_split(range(whole), fractions)] == lengths


def test_it_repeats_from_its_seed():
    def drawn(seed):
        return [part.indices for part in random_split(range(100), [60, 40], tg.Generator().manual_seed(seed))]

    assert drawn(1) == drawn(1) != drawn(2)
    tg.manual_seed(3)
    first = random_split(range(100), [60, 40])[0].indices
    tg.manual_seed(3)
    assert random_split(range(100), [60, 40])[0].indices == first
    assert random_split(range(100), [60, 40], np.random.default_rng(0))[0].indices != first


@pytest.mark.parametrize(
    ("lengths", "message"),
    [
        ([60, 30], r"parts of 60, 30 of a data set of 100 items: they add up to 90\nhelp: lengths that add up to 100"),
        ([0.6, 0.3], r"fractions 0.6, 0.3 add up to 0.9\nhelp: to 1, or lengths to 100"),
        ([0.9, 0.2], "fractions 0.9, 0.2 add up to 1.1"),
        ([150, -50], r"parts of 150, -50\nhelp: lengths are whole numbers from 0, or fractions that add up to 1"),
        ([50.0, 50.0], r"parts of 50.0, 50.0\nhelp: lengths are whole numbers"),
        (["80", "20"], r"parts of '80', '20'\nhelp: lengths are whole numbers"),
        ([float("nan"), 1], r"parts of nan, 1\nhelp: lengths are whole numbers"),
        (100, r"lengths are 100\nhelp: a list of them"),
        ([1.5, -0.5], r"parts of 1.5, -0.5\nhelp: lengths are whole numbers from 0, or fractions"),
        ([50, 0.5], r"parts of 50, 0.5\nhelp: lengths are whole numbers from 0, or fractions"),
        ([], "parts of nothing of a data set of 100 items: they add up to 0"),
    ],
)
def test_parts_that_aren_t_the_whole_are_refused(lengths, message):
    with pytest.raises((TypeError, ValueError), match=message):
        random_split(range(100), lengths)


def test_what_has_no_length_is_refused():
    with pytest.raises(TypeError, match=r"a list_iterator has no length\nhelp: define __len__"):
        random_split(iter([1, 2]), [0.5, 0.5])


def test_a_number_is_no_generator():
    with pytest.raises(TypeError, match="generator is 42\nhelp: Generator"):
        random_split(range(10), [5, 5], 42)


def test_fractions_of_nothing_are_empty_parts():
    with pytest.warns(UserWarning, match=r"part [01] is empty: 0.5 of 0 items is none"):
        assert [len(part) for part in random_split([], [0.5, 0.5])] == [0, 0]


def test_an_empty_part_warns():
    with pytest.warns(UserWarning, match=r"part 1 is empty: 0.05 of 10 items is none"):
        parts = random_split(range(10), [0.95, 0.05])
    assert [len(part) for part in parts] == [10, 0]
