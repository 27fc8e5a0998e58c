"""Orders of items: complete, random, weighted, in batches; the same from the same seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu.data import (
    BatchSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)


def seeded(seed=0):
    return tg.Generator().manual_seed(seed)


RANDOM = {
    "RandomSampler": lambda draw: RandomSampler(range(50), generator=draw),
    "with replacement": lambda draw: RandomSampler(range(50), True, 40, draw),
    "SubsetRandomSampler": lambda draw: SubsetRandomSampler(range(50), draw),
    "WeightedRandomSampler": lambda draw: WeightedRandomSampler(np.ones(50), 40, generator=draw),
    "without replacement": lambda draw: WeightedRandomSampler(np.ones(50), 40, False, draw),
}


@pytest.mark.parametrize("make", RANDOM.values(), ids=RANDOM)
def test_rounds_differ_and_repeat_from_their_seed(make):
    sampler, again = make(seeded(3)), make(seeded(3))
    rounds = [list(sampler) for _ in range(3)]
    assert rounds == [list(again) for _ in range(3)]
    assert rounds[0] != rounds[1] != rounds[2]
    assert list(make(seeded(4))) != rounds[0]
    assert all(type(index) is int for index in rounds[0])
    assert len(sampler) == len(rounds[0])


@pytest.mark.parametrize("make", RANDOM.values(), ids=RANDOM)
def test_without_a_generator_the_common_one_is_used(make):
    sampler = make(None)
    tg.manual_seed(5)
    first = list(sampler)
    second = list(sampler)
    tg.manual_seed(5)
    assert [first, second] == [list(sampler), list(sampler)]


def test_in_order():
    assert list(SequentialSampler("abc")) == [0, 1, 2]
    assert len(SequentialSampler("abc")) == 3


@given(st.integers(1, 20), st.integers(1, 70))
def test_more_samples_than_items_are_several_rounds(count, samples):
    found = list(RandomSampler(range(count), num_samples=samples, generator=seeded()))
    assert len(found) == samples
    for start in range(0, samples, count):
        part = found[start : start + count]
        assert len(set(part)) == len(part)
        assert set(part) <= set(range(count))
        assert len(part) in (count, samples % count)


def test_all_items_come_once():
    assert sorted(RandomSampler("abcdefgh")) == [*range(8)]
    assert sorted(SubsetRandomSampler([7, 3, 9])) == [3, 7, 9]


def test_replacement_draws_every_item_as_often():
    counts = np.bincount(list(RandomSampler(range(4), replacement=True, num_samples=4000, generator=seeded())))
    assert abs(counts / 1000 - 1).max() < 0.1


def test_weights_are_chances():
    weights = [0.1, 0.0, 0.7, 0.2]
    counts = np.bincount(list(WeightedRandomSampler(weights, 10_000, generator=seeded())), minlength=4)
    np.testing.assert_allclose(counts / 10_000, weights, atol=0.02)
    assert counts[1] == 0
    assert sorted(WeightedRandomSampler(tg.tensor(weights), 3, replacement=False)) == [0, 2, 3]


@given(st.integers(0, 20), st.integers(1, 25), st.booleans())
def test_batches(count, size, drop_last):
    sampler = BatchSampler(SequentialSampler(range(count)), size, drop_last)
    batches = [[*range(count)[start : start + size]] for start in range(0, count, size)]
    found = list(sampler)
    assert found == [batch for batch in batches if len(batch) == size or not drop_last]
    assert len(sampler) == len(found)


def test_batches_of_any_iterable():
    assert list(BatchSampler(iter("abcde"), 2, True)) == [["a", "b"], ["c", "d"]]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: BatchSampler(range(3), 0, False), "batch_size is 0\nhelp: it is a whole number from 1"),
        (lambda: BatchSampler(range(3), 2.0, False), "batch_size is 2.0"),
        (lambda: BatchSampler(range(3), True, False), "batch_size is True"),
        (lambda: BatchSampler(range(3), 2, 1), "drop_last is 1\nhelp: it is True or False"),
        (lambda: RandomSampler(range(3), num_samples=-1), "num_samples is -1"),
        (lambda: RandomSampler(range(3), replacement="yes"), "replacement is 'yes'"),
        (lambda: RandomSampler([]), "the data set is empty, and can't be shuffled\nhelp"),
        (lambda: RandomSampler(range(3), generator=42), "generator is 42\nhelp: Generator"),
        (lambda: SubsetRandomSampler(range(3), generator=42), "generator is 42"),
        (
            lambda: SubsetRandomSampler(np.array([True])),
            r"a bool array of shape \(1,\)\nhelp: .* np.flatnonzero\(mask\)",
        ),
        (lambda: WeightedRandomSampler([1.0], 0), "num_samples is 0"),
        (lambda: WeightedRandomSampler([1.0], 1, generator=42), "generator is 42"),
        (lambda: WeightedRandomSampler([[1.0]], 1), r"weights of shape \(1, 1\)\nhelp: one number for each item"),
        (lambda: WeightedRandomSampler([0.1, -0.5], 1), r"weight 1 is -0.5\nhelp: weights are numbers from 0"),
        (lambda: WeightedRandomSampler(tg.tensor([float("nan")]), 1), r"weight 0 is nan\nhelp"),
        (lambda: WeightedRandomSampler([1, 2, float("inf")], 1), r"weight 2 is inf\nhelp"),
        (lambda: WeightedRandomSampler([0, 0], 1), r"none of the 2 weights is above 0\nhelp: give the items"),
        (lambda: WeightedRandomSampler([], 1), r"none of the 0 weights is above 0\nhelp"),
        (
            lambda: WeightedRandomSampler([1, 1], 3, False),
            r"3 samples of 2 items, none of them twice\nhelp: replacement=True, or fewer",
        ),
        (lambda: iter(Sampler()), "Sampler has no order\nhelp: define __iter__"),
    ],
)
def test_wrong_arguments_are_refused(make, message):
    with pytest.raises((ValueError, TypeError, NotImplementedError), match=message):
        make()


def test_a_round_may_be_longer_than_any_program_runs():
    endless = iter(RandomSampler(range(10), replacement=True, num_samples=10**10))
    assert {next(endless) for _ in range(1000)} == set(range(10))
    assert len(list(RandomSampler(range(10), replacement=True, num_samples=2500))) == 2500
