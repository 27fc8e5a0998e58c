"""The DataLoader: every item once a round, in batches, shuffled the same from the same seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu import nn, optim
from tinygrad_edu.data import (
    DataLoader,
    Dataset,
    IterableDataset,
    Subset,
    SubsetRandomSampler,
    TensorDataset,
    default_collate,
    get_worker_info,
    random_split,
)


class Items(Dataset):
    """A TensorDataset's items one by one, as a data set of one's own has them."""

    def __init__(self, *tensors):
        self.tensors = tensors

    def __len__(self):
        return len(self.tensors[0])

    def __getitem__(self, index):
        return tuple(tensor[index] for tensor in self.tensors)


class Stream(IterableDataset):
    def __init__(self, count):
        self.count = count

    def __iter__(self):
        return iter(range(self.count))

    def __len__(self):
        return self.count


def lists(loader):
    return [batch.tolist() for batch in loader]


@pytest.fixture
def pairs():
    return tg.tensor(np.arange(40.0, dtype="f4").reshape(20, 2)), tg.tensor(np.arange(20) % 3)


@given(count=st.integers(1, 30), size=st.integers(1, 35), drop_last=st.booleans(), shuffle=st.booleans())
def test_every_item_comes_once_a_round(count, size, drop_last, shuffle):
    for dataset in (range(count), TensorDataset(tg.arange(count)), Stream(count)):
        if shuffle and isinstance(dataset, Stream):
            continue
        loader = DataLoader(dataset, size, shuffle, drop_last=drop_last)
        batches = [batch[0].tolist() if isinstance(batch, list) else batch.tolist() for batch in loader]
        kept = count - count % size if drop_last else count
        found = [item for batch in batches for item in batch]
        assert len(loader) == len(batches)
        assert all(len(batch) == size for batch in batches[:-1])
        assert len(found) == kept
        assert len(set(found)) == kept
        assert found == [*range(kept)] or shuffle


@pytest.mark.parametrize("make", [TensorDataset, Items], ids=["whole", "by item"])
def test_shuffled_rounds_differ_and_repeat_from_their_seed(make, pairs):
    def rounds(**options):
        loader = DataLoader(make(*pairs), batch_size=6, shuffle=True, **options)
        return [[(x.tolist(), y.tolist()) for x, y in loader] for _ in range(3)]

    first = rounds(seed=1)
    assert first == rounds(seed=1)
    assert first == rounds(generator=tg.Generator().manual_seed(1))
    assert first != rounds(seed=2)
    assert first[0] != first[1] != first[2]
    tg.manual_seed(7)
    common = rounds()
    tg.manual_seed(7)
    assert common == rounds()
    assert rounds(generator=np.random.default_rng(1)) == rounds(generator=np.random.default_rng(1))


def test_whole_batches_are_what_single_items_make(pairs):
    parts = random_split(TensorDataset(*pairs), [15, 5], tg.Generator().manual_seed(0))
    by_item = Items(*pairs)
    for whole, single in [(TensorDataset(*pairs), by_item), *((p, Subset(by_item, p.indices)) for p in parts)]:
        for ours, wanted in zip(DataLoader(whole, 4, True, seed=5), DataLoader(single, 4, True, seed=5), strict=True):
            assert type(ours) is type(wanted) is list
            for x, y in zip(ours, wanted, strict=True):
                assert (x.dtype, x.shape, x.tolist()) == (y.dtype, y.shape, y.tolist())


def test_a_batch_is_no_view_of_the_data(pairs):
    x, _ = next(iter(DataLoader(TensorDataset(*pairs), 3)))
    x.data[:] = -1
    assert pairs[0][0, 0].item() == 0


def test_whole_batches_aren_t_taken_item_by_item(pairs, monkeypatch):
    monkeypatch.setattr("tinygrad_edu.data.loader.items", lambda dataset, indices: pytest.fail("one by one"))
    assert len(list(DataLoader(Subset(TensorDataset(*pairs), range(9)), 4))) == 3
    with pytest.raises(pytest.fail.Exception):
        list(DataLoader(Items(*pairs), 4))


def test_the_collate_fn_gets_the_items(pairs):
    loader = DataLoader(TensorDataset(*pairs), 8, collate_fn=lambda items: [y.item() for _, y in items])
    assert list(loader)[2] == [1, 2, 0, 1]


def test_a_sampler_gives_the_order():
    assert lists(DataLoader(range(10), 2, sampler=[3, 1, 4, 1, 5])) == [[3, 1], [4, 1], [5]]
    assert sorted(lists(DataLoader(range(10), 1, sampler=SubsetRandomSampler([7, 8, 9])))) == [[7], [8], [9]]
    tensors = DataLoader(TensorDataset(tg.arange(10)), 2, sampler=tg.tensor([3, 1, 4]))
    assert [batch[0].tolist() for batch in tensors] == [[3, 1], [4]]


def test_a_batch_sampler_gives_whole_batches():
    loader = DataLoader(range(10), batch_sampler=[[1, 2, 3], [9]])
    assert (lists(loader), len(loader), loader.batch_size) == ([[1, 2, 3], [9]], 2, None)


def test_without_batches_the_items_come_one_by_one(pairs):
    loader = DataLoader(TensorDataset(*pairs), batch_size=None)
    assert len(loader) == 20
    assert next(iter(loader))[0].tolist() == [0.0, 1.0]
    assert list(DataLoader(["a", "b"], batch_size=None)) == ["a", "b"]
    assert isinstance(next(iter(DataLoader([np.ones(2)], batch_size=None))), tg.Tensor)
    assert list(DataLoader([1, 2], batch_size=None, collate_fn=str)) == ["1", "2"]


def test_streams():
    assert lists(DataLoader(Stream(5), 2)) == [[0, 1], [2, 3], [4]]
    loader = DataLoader(Stream(5), batch_size=None)
    assert (list(loader), list(loader), len(loader)) == ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4], 5)


def test_a_stream_without_a_length():
    class Endless(IterableDataset):
        def __iter__(self):
            number = 0
            while True:
                yield number
                number += 1

    loader = DataLoader(Endless(), 3)
    assert next(iter(loader)).tolist() == [0, 1, 2]
    with pytest.raises(TypeError, match="has no len"):
        len(loader)


def test_other_things_with_items_are_data_sets(pairs):
    assert [batch.shape for batch in DataLoader(pairs[0], 8)] == [(8, 2), (8, 2), (4, 2)]
    assert lists(DataLoader(np.arange(3.0), 2)) == [[0.0, 1.0], [2.0]]
    assert [x.tolist() for x, _ in DataLoader([(1, "a"), (2, "b")], 2)] == [[1, 2]]


def test_two_loops_at_once():
    loader = DataLoader(range(4), 2)
    assert [(a.tolist(), b.tolist()) for a, b in zip(loader, loader, strict=True)] == [([0, 1],) * 2, ([2, 3],) * 2]


@pytest.mark.parametrize("batch_size", [1, None])
def test_after_an_error_in_an_item_one_may_go_on(batch_size):
    class Faulty(Dataset):
        def __len__(self):
            return 4

        def __getitem__(self, index):
            if index == 1:
                raise OSError("item 1 can't be read")
            return index

    batches = iter(DataLoader(Faulty(), batch_size))
    assert next(batches) == 0
    with pytest.raises(OSError, match="item 1 can't be read"):
        next(batches)
    assert [int(batch) for batch in batches] == [2, 3]


@pytest.mark.parametrize("batch_size", [1, None])
def test_a_stop_iteration_in_an_item_doesn_t_end_the_round(batch_size):
    class Faulty(Dataset):
        def __len__(self):
            return 4

        def __getitem__(self, index):
            return index if index != 2 else next(iter(()))

    batches = iter(DataLoader(Faulty(), batch_size))
    assert [int(next(batches)), int(next(batches))] == [0, 1]
    with pytest.raises(RuntimeError, match=r"the batch of \[?2\]? raised StopIteration, .*\nhelp: ") as caught:
        next(batches)
    assert isinstance(caught.value.__cause__, StopIteration)
    assert int(next(batches)) == 3


@pytest.mark.parametrize("dataset", [range(2), Stream(2), TensorDataset(tg.arange(2))], ids=["list", "stream", "whole"])
@pytest.mark.parametrize("batch_size", [1, None])
def test_a_stop_iteration_in_the_collate_fn_doesn_t_end_the_round(batch_size, dataset):
    with pytest.raises(RuntimeError, match="StopIteration"):
        list(DataLoader(dataset, batch_size, collate_fn=lambda items: next(iter(()))))


@pytest.mark.parametrize("dataset", [range(5), Stream(5)], ids=["list", "stream"])
def test_a_round_has_the_loader_s_length(dataset):
    for loader in (DataLoader(dataset, 2), DataLoader(dataset, 2, drop_last=True), DataLoader(dataset, None)):
        batches = iter(loader)
        next(batches)
        assert len(batches) == len(loader)
        assert iter(batches) is batches


def test_it_is_a_generic_type_as_in_pytorch_s_programs():
    def first(loader: DataLoader[list[tg.Tensor]]) -> list[tg.Tensor]:
        return next(iter(loader))

    assert first(DataLoader(TensorDataset(tg.arange(3)), 2))[0].tolist() == [0, 1]


def test_a_batch_of_no_items_is_refused(pairs):
    for dataset in (TensorDataset(*pairs), Items(*pairs)):
        with pytest.raises(ValueError, match="a batch of no items"):
            list(DataLoader(dataset, batch_sampler=[[]]))


def test_what_pytorch_s_programs_give_is_accepted():
    loader = DataLoader(
        range(4),
        4,
        False,
        None,
        None,
        2,
        default_collate,
        True,
        False,
        1.0,
        print,
        "fork",
        tg.Generator(),
        prefetch_factor=2,
        persistent_workers=True,
        pin_memory_device="cpu",
        in_order=False,
    )
    assert lists(loader) == [[0, 1, 2, 3]]
    assert (loader.num_workers, loader.pin_memory, loader.persistent_workers) == (2, True, True)
    assert get_worker_info() is None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"batch_size": 0}, "batch_size is 0\nhelp: it is a whole number from 1"),
        ({"batch_size": -3}, "batch_size is -3"),
        ({"batch_size": 2.5}, "batch_size is 2.5"),
        ({"drop_last": 1}, "drop_last is 1"),
        ({"shuffle": True, "sampler": [0]}, "leave out either sampler or shuffle"),
        ({"batch_sampler": [[0]], "batch_size": 2}, "a batch_sampler makes whole batches"),
        ({"batch_sampler": [[0]], "shuffle": True}, "a batch_sampler makes whole batches"),
        ({"batch_sampler": [[0]], "sampler": [0]}, "a batch_sampler makes whole batches"),
        ({"batch_sampler": [[0]], "drop_last": True}, "a batch_sampler makes whole batches"),
        ({"batch_size": None, "drop_last": True}, "batch_size=None makes no batches"),
        ({"generator": 42}, "generator is 42"),
        ({"generator": tg.Generator(), "seed": 1}, "leave out either generator or seed"),
        ({"seed": "a"}, "seed is 'a'\nhelp: it is a whole number"),
        ({"seed": 1.5}, "seed is 1.5\nhelp: it is a whole number"),
        ({"shuffle": "no"}, "shuffle is 'no'\nhelp: it is True or False"),
        ({"sampler": 4}, "sampler is 4, which yields no numbers\nhelp: a Sampler, or a list of numbers"),
        ({"batch_sampler": 4}, "batch_sampler is 4, which yields no numbers\nhelp: .* lists of numbers"),
        ({"collate_fn": 4}, "collate_fn is 4\nhelp: a function that makes a batch of a list of items"),
        ({"num_workers": -1}, "num_workers is -1\nhelp: it is a whole number from 0"),
        ({"num_workers": 1.5}, "num_workers is 1.5"),
        ({"num_workers": "2"}, "num_workers is '2'"),
        ({"timeout": -1}, "timeout is -1\nhelp: it is a number of seconds from 0"),
        ({"timeout": "a"}, "timeout is 'a'"),
        ({"timeout": float("nan")}, "timeout is nan"),
        ({"num_workers": 1, "prefetch_factor": -1}, "prefetch_factor is -1\nhelp: it is a whole number from 0"),
        ({"prefetch_factor": 2}, "prefetch_factor=2 is for workers, and there are none\nhelp: leave it out, or num_w"),
        ({"prefetch_factor": 0}, "prefetch_factor=0 is for workers"),
        ({"persistent_workers": True}, "persistent_workers=True is for workers"),
        ({"multiprocessing_context": "fork"}, "multiprocessing_context='fork' is for workers"),
        ({"dataset": [], "shuffle": True}, "the data set is empty, and can't be shuffled"),
        ({"dataset": Stream(3), "shuffle": True}, "an IterableDataset has its own order"),
        ({"dataset": Stream(3), "sampler": [0]}, "an IterableDataset has its own order"),
        ({"dataset": Stream(3), "batch_sampler": [[0]]}, "an IterableDataset has its own order"),
        ({"dataset": iter([1])}, "a list_iterator has no items by number\nhelp: a Dataset, a list, or an Iterable"),
        ({"dataset": Stream}, r"dataset is the class Stream\nhelp: make one of it: Stream\(…\)"),
        ({"dataset": Dataset()}, "a Dataset has no length\nhelp: define __len__, or give a sampler"),
    ],
)
def test_wrong_arguments_are_refused(options, message):
    with pytest.raises((TypeError, ValueError), match=message):
        DataLoader(**{"dataset": range(3), **options})


@pytest.mark.parametrize("name", ["dataset", "batch_size", "sampler", "batch_sampler", "drop_last"])
def test_what_the_batches_are_made_of_can_t_be_changed(name):
    loader = DataLoader(range(3))
    with pytest.raises(ValueError, match=f"{name} of a DataLoader can't be changed\nhelp: make a new one"):
        setattr(loader, name, None)


def test_a_net_learns_from_it():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((256, 2)).astype("f4")
    dataset = TensorDataset(tg.tensor(x), tg.tensor((x[:, 0] > x[:, 1]).astype("f4")[:, None]))
    net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
    optimizer, criterion = optim.Adam(net.parameters(), lr=0.05), nn.BCEWithLogitsLoss()
    for _ in range(10):
        for inputs, targets in DataLoader(dataset, batch_size=32, shuffle=True):
            optimizer.zero_grad()
            criterion(net(inputs), targets).backward()
            optimizer.step()
    right = (net(dataset.tensors[0]).data > 0) == (dataset.tensors[1].data > 0.5)
    assert right.mean() > 0.95
