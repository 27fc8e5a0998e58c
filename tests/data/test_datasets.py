"""Data sets: items, lengths, joining, and whole batches taken at once."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.data import (
    ChainDataset,
    ConcatDataset,
    Dataset,
    IterableDataset,
    StackDataset,
    Subset,
    TensorDataset,
)
from tinygrad_edu.data.datasets import items, rows


class Squares(Dataset[int]):
    def __len__(self):
        return 5

    def __getitem__(self, index):
        if not 0 <= index < 5:
            raise IndexError(index)
        return index**2


class Stream(IterableDataset[int]):
    def __init__(self, *numbers):
        self.numbers = numbers

    def __iter__(self):
        return iter(self.numbers)

    def __len__(self):
        return len(self.numbers)


@pytest.fixture
def pairs():
    return TensorDataset(tg.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), tg.tensor([7, 8, 9]))


def plain(item):
    return [part.tolist() for part in item]


def test_an_item_is_the_tuple_of_rows(pairs):
    assert len(pairs) == 3
    assert isinstance(pairs[1], tuple)
    assert plain(pairs[1]) == plain(pairs[-2]) == [[3.0, 4.0], 8]
    assert [plain(item)[1] for item in pairs] == [7, 8, 9]
    assert plain(pairs[[2, 0]]) == [[[5.0, 6.0], [1.0, 2.0]], [9, 7]]
    with pytest.raises(IndexError):
        pairs[3]


def test_tensors_are_kept_and_arrays_shared():
    x, array = tg.ones(2), np.zeros(2)
    dataset = TensorDataset(x, array)
    assert dataset.tensors[0] is x
    array[1] = 5
    assert dataset[1][1].item() == 5


def test_tensors_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="a TensorDataset of tensors of 3 and 2 and 3 rows\nhelp: one or more"):
        TensorDataset(tg.ones(3, 2), tg.ones(2), tg.ones(3))


@pytest.mark.parametrize(
    ("tensors", "message"),
    [
        ((), "a TensorDataset of no tensors"),
        ((np.ones(2), [1, 2]), "argument 1 of TensorDataset is a list\nhelp: tensors or arrays"),
        ((tg.tensor(1.0),), "argument 0 of TensorDataset is a Tensor\nhelp: tensors or arrays with at least one axis"),
        ((np.array(["cat", "dog"]),), "can't hold an array of <U3"),
    ],
)
def test_what_has_no_rows_of_numbers_is_refused(tensors, message):
    with pytest.raises((TypeError, ValueError), match=message):
        TensorDataset(*tensors)


def test_a_dataset_without_items_says_what_to_define():
    with pytest.raises(NotImplementedError, match=r"Dataset has no items\nhelp: define __getitem__\(self, index\)"):
        Dataset()[0]
    with pytest.raises(NotImplementedError, match=r"IterableDataset has no items\nhelp: define __iter__\(self\)"):
        iter(IterableDataset())


def test_joined_datasets_count_on():
    joined = Squares() + "ab" + Squares()
    assert isinstance(joined, ConcatDataset)
    assert list(joined) == [0, 1, 4, 9, 16, "a", "b", 0, 1, 4, 9, 16]
    assert (len(joined), joined[-6], joined[-12]) == (12, "b", 0)
    assert ConcatDataset([Squares(), "ab"]).cumulative_sizes == [5, 7]
    for index in (12, -13):
        with pytest.raises(IndexError, match=f"item {index} of a data set of 12\nhelp: from -12 to 11"):
            joined[index]


def test_what_can_t_be_joined_is_refused():
    with pytest.raises(ValueError, match="a ConcatDataset of nothing"):
        ConcatDataset([])
    with pytest.raises(TypeError, match="ChainDataset joins those"):
        ConcatDataset([Squares(), Stream(1)])
    with pytest.raises(TypeError, match="ConcatDataset joins the others"):
        Stream(1) + Squares()


def test_streams_are_chained():
    chained = Stream(1, 2) + Stream(3)
    assert isinstance(chained, ChainDataset)
    assert (list(chained), list(chained), len(chained)) == ([1, 2, 3], [1, 2, 3], 3)


def test_stacked_datasets_give_tuples_or_dicts():
    assert StackDataset(Squares(), "abcde")[2] == (4, "c")
    named = StackDataset(square=Squares(), letter="abcde")
    assert (named[2], len(named)) == ({"square": 4, "letter": "c"}, 5)
    for wrong in ((Squares(), "ab"), ()):
        with pytest.raises(ValueError, match="a StackDataset of data sets of lengths"):
            StackDataset(*wrong)
    with pytest.raises(ValueError, match="1 of them with names"):
        StackDataset(Squares(), other=Squares())


def test_a_subset_has_the_items_that_it_names():
    part = Subset(Squares(), [4, 0, 4])
    assert (len(part), [part[i] for i in range(3)], part.__getitems__([2, 1])) == (3, [16, 0, 16], [16, 0])
    assert Subset(part, [1])[0] == 0


def test_a_subset_takes_a_list(pairs):
    assert plain(Subset(pairs, [2, 1])[[0, 1]])[1] == [9, 8]


@pytest.mark.parametrize(
    ("indices", "message"),
    [
        (5, r"indices are 5\nhelp: a row of numbers"),
        ({1, 2}, r"indices are {1, 2}\nhelp: a row of numbers"),
        (np.array([True, False]), r"indices are a bool array of shape \(2,\)\nhelp: .* np.flatnonzero\(mask\)"),
        (tg.tensor([[1], [2]]), r"indices are an? int64 array of shape \(2, 1\)\nhelp: a row of numbers"),
        (np.array([1.0]), r"indices are an? float64 array of shape \(1,\)\nhelp: a row of numbers"),
    ],
)
def test_what_are_no_numbers_of_items_is_refused(indices, message):
    with pytest.raises((TypeError, ValueError), match=message):
        Subset(Squares(), indices)


NUMBERS = [[4, 0], (4, 0), range(4, -1, -4), np.array([4, 0]), tg.tensor([4, 0]), [np.int8(4)]]


@pytest.mark.parametrize("indices", NUMBERS, ids=str)
def test_numbers_of_items_may_be_of_any_kind(indices):
    assert Subset(Squares(), indices)[0] == 16


def test_no_numbers_are_an_empty_subset():
    assert [len(Subset(Squares(), indices)) for indices in ([], np.array([]), tg.tensor([]))] == [0, 0, 0]


def test_a_dataset_may_fetch_many_items_at_once():
    class Together(Squares):
        def __getitems__(self, indices):
            return [f"item {index}" for index in indices]

    assert items(Together(), [3, 1]) == ["item 3", "item 1"]
    assert items(Subset(Together(), [4, 2]), [1, 0]) == ["item 2", "item 4"]


def test_whole_batches_are_rows(pairs):
    assert plain(rows(pairs, [2, 0])) == [[[5.0, 6.0], [1.0, 2.0]], [9, 7]]
    assert plain(rows(Subset(Subset(pairs, [2, 1]), [1, 0]), [0])) == [[[3.0, 4.0]], [8]]
    assert plain(rows(pairs, [tg.tensor(1), np.int64(-1)]))[1] == [8, 9]
    with pytest.raises(IndexError):
        rows(pairs, [3])


def test_datasets_with_items_of_their_own_are_asked_for_them(pairs):
    class Shifted(TensorDataset):
        def __getitem__(self, index):
            return super().__getitem__(index)[1] + 1

    class Together(TensorDataset):
        def __getitems__(self, indices):
            return indices

    class Doubled(Subset):
        def __getitem__(self, index):
            return 2 * super().__getitem__(index)[1]

    shifted, doubled = Shifted(*pairs.tensors), Doubled(pairs, [0, 2])
    for dataset in (Squares(), [1, 2, 3], shifted, Together(*pairs.tensors), doubled, Subset(shifted, [0, 1])):
        assert rows(dataset, [0, 1]) is None
    assert items(doubled, [1, 0]) == [18, 14]


def test_rows_of_a_tensor_that_requires_a_gradient_are_recorded():
    w = tg.ones(3, requires_grad=True)
    (batch,) = rows(TensorDataset(w), [0, 0, 2])
    batch.sum().backward()
    assert w.grad.tolist() == [2, 0, 1]
