"""The same calls under PyTorch: what isn't random must be the same, and what is must be of the same shapes."""

import inspect
import itertools
from collections import OrderedDict, namedtuple
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("torch", reason="PyTorch isn't installed")

LIBRARIES = ("torch", "tinygrad_edu")
Point = namedtuple("Point", "x y")


def both(run):
    """What a function of the library and its `utils.data` returns under each, made comparable."""
    return [plain(run(import_module(name), import_module(f"{name}.utils.data"))) for name in LIBRARIES]


def plain(thing):
    """Tensors as their kind, dtype and elements; containers as they are."""
    if hasattr(thing, "dtype") and hasattr(thing, "tolist"):
        return "tensor", str(thing.dtype).removeprefix("torch."), thing.tolist()
    if isinstance(thing, dict):
        return type(thing).__name__, {key: plain(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return type(thing).__name__, [plain(part) for part in thing]
    return thing


def assert_equal(run):
    theirs, ours = both(run)
    assert ours == theirs


BATCHES = {
    "ints": [1, 2],
    "floats": [1.5, 2.5],
    "bools": [True, False],
    "bools and ints": [True, 2],
    "ints and floats": [1, 2.5],
    "floats and ints": [1.5, 2],
    "float32": [np.float32(1.5)],
    "float64": [np.float64(1.5)],
    "uint8": [np.uint8(1), np.uint8(2)],
    "bool_": [np.bool_(True)],
    "arrays": [np.ones((2, 2), "f4"), np.zeros((2, 2), "f4")],
    "arrays without axes": [np.array(1), np.array(2)],
    "texts": ["a", "b"],
    "bytes": [b"a"],
    "tuples": [(1, "a", 2.0), (3, "b", 4.0)],
    "lists": [[1, 2], [3, 4]],
    "dicts": [{"x": 1, "y": [1.0, 2.0]}, {"x": 2, "y": [3.0, 4.0]}],
    "ordered dicts": [OrderedDict(b=1, a=2)],
    "named tuples": [Point(1, 2.0), Point(3, 4.0)],
    "nested": [{"p": Point((1, 2), [np.ones(1)])}],
    "empty lists": [[], []],
    "ranges": [range(2), range(2)],
}


@pytest.mark.parametrize("batch", BATCHES.values(), ids=BATCHES)
def test_collating(batch):
    assert_equal(lambda torch, data: data.default_collate(batch))


def test_collating_tensors():
    assert_equal(lambda torch, data: data.default_collate([torch.tensor([1.0]), torch.tensor([2.0])]))
    assert_equal(lambda torch, data: data.default_collate([(torch.tensor(1), 2), (torch.tensor(3), 4)]))


@pytest.mark.parametrize("item", [*(batch[0] for batch in BATCHES.values()), None, {"x": (np.ones(1), None)}], ids=str)
def test_converting(item):
    assert_equal(lambda torch, data: data.default_convert(item))


@given(st.integers(1, 300), st.lists(st.integers(1, 50), min_size=1, max_size=5))
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_lengths_of_random_parts(whole, shares):
    fractions = [share / sum(shares) for share in shares]
    if sum(fractions) <= 1:  # above it, by rounding, PyTorch refuses
        assert_equal(lambda torch, data: [len(part) for part in data.random_split(range(whole), fractions)])


@given(st.integers(0, 40), st.integers(1, 45), st.booleans())
def test_batches_in_order(count, size, drop_last):
    def run(torch, data):
        tensors = [torch.tensor(np.arange(3 * count, dtype="f4").reshape(count, 3)), torch.tensor(np.arange(count))]
        loader = data.DataLoader(data.TensorDataset(*tensors), size, drop_last=drop_last)
        return [len(loader), list(loader)]

    assert_equal(run)


def program(torch, data):
    """A walk through the classes; what it collects is compared."""

    class Squares(data.Dataset):
        def __len__(self):
            return 7

        def __getitem__(self, index):
            return {"n": index, "square": torch.tensor(index**2), "parity": "odd" if index % 2 else "even"}

    class Stream(data.IterableDataset):
        def __iter__(self):
            yield from range(5)

        def __len__(self):
            return 5

    numbers = data.TensorDataset(torch.arange(10), torch.arange(10) * 2)
    yield list(data.DataLoader(Squares(), 3))
    yield len(iter(data.DataLoader(Squares(), 3))), len(iter(data.DataLoader(Squares(), 3, drop_last=True)))
    yield list(data.DataLoader(Stream(), 2)), list(data.DataLoader(Stream() + Stream(), 4, drop_last=True))
    yield [len(data.DataLoader(Stream(), 2)), len(data.DataLoader(Stream(), 2, drop_last=True))]
    yield list(data.DataLoader(Stream(), None)), list(data.DataLoader(numbers, None))[:2]
    yield list(data.DataLoader(numbers + data.Subset(numbers, [9, 8]), 5))
    yield list(data.DataLoader(data.Subset(numbers, [4, 2, 0]), 2))
    yield list(data.DataLoader(data.StackDataset(numbers, range(10)), 4))
    yield list(data.DataLoader(data.StackDataset(a=range(4), b="abcd"), 4))
    yield (
        list(data.DataLoader(numbers, batch_sampler=[[1, 2], [3]])),
        list(data.DataLoader(range(5), 2, sampler=[4, 2])),
    )
    yield list(data.DataLoader(numbers, 4, collate_fn=lambda items: len(items)))
    yield numbers[3], numbers[[1, 2]], numbers[-1], len(numbers + numbers)
    yield data.ConcatDataset(["ab", "cde"]).cumulative_sizes, data.ConcatDataset(["ab", "cde"])[-2]
    yield list(data.BatchSampler(data.SequentialSampler(range(5)), 2, False))
    yield sorted(data.RandomSampler(range(5))), len(list(data.RandomSampler(range(5), num_samples=12)))
    yield (
        sorted(data.SubsetRandomSampler([5, 3])),
        set(data.WeightedRandomSampler([0.0, 1.0], 4)),
        data.get_worker_info(),
    )
    yield sorted(torch.cat([x for x, _ in data.DataLoader(numbers, 3, shuffle=True)]).tolist())
    yield [x.shape[0] for x in data.DataLoader(torch.ones(5, 2), 2)]


def test_a_walk_through_the_classes():
    for theirs, ours in zip(*both(lambda torch, data: list(program(torch, data)))):
        assert ours == theirs


@pytest.mark.parametrize(
    "wrong",
    [
        lambda torch, data: data.TensorDataset(torch.ones(2), torch.ones(3)),
        lambda torch, data: data.DataLoader(range(3), batch_size=0),
        lambda torch, data: data.DataLoader(range(3), shuffle=True, sampler=[1]),
        lambda torch, data: data.DataLoader(range(3), batch_size=None, drop_last=True),
        lambda torch, data: data.DataLoader([], shuffle=True),
        lambda torch, data: data.default_collate([None]),
        lambda torch, data: data.default_collate([object()]),
        lambda torch, data: data.default_collate([torch.ones(2), torch.ones(3)]),
        lambda torch, data: data.default_collate([np.array(["a"])]),
        lambda torch, data: data.default_collate([(1, 2), (1,)]),
        lambda torch, data: data.random_split(range(3), [1, 1]),
        lambda torch, data: data.ConcatDataset([]),
        lambda torch, data: data.StackDataset(range(2), range(3)),
        lambda torch, data: data.WeightedRandomSampler([[1.0]], 2),
        lambda torch, data: data.default_collate([torch.tensor(1.0), 2.0]),
        lambda torch, data: list(data.WeightedRandomSampler([-0.1, 0.9], 5)),
        lambda torch, data: data.DataLoader(range(3), num_workers=-1),
        lambda torch, data: data.DataLoader(range(3), timeout=-1),
        lambda torch, data: data.DataLoader(range(3), prefetch_factor=2),
        lambda torch, data: data.DataLoader(range(3), num_workers=1, prefetch_factor=-1),
        lambda torch, data: data.DataLoader(range(3), persistent_workers=True),
        lambda torch, data: data.DataLoader(range(3), multiprocessing_context="fork"),
        lambda torch, data: setattr(data.DataLoader(range(3)), "batch_size", 2),
    ],
)
def test_both_refuse(wrong):
    for name in LIBRARIES:
        with pytest.raises((AssertionError, ValueError, TypeError, RuntimeError, IndexError)):
            wrong(import_module(name), import_module(f"{name}.utils.data"))


ARGUMENTS = {
    "batch_size": (1, 2, None, 0),
    "shuffle": (None, False, True),
    "sampler": (None, [0, 1, 2]),
    "batch_sampler": (None, [[0, 1], [2]]),
    "drop_last": (False, True),
}


@pytest.mark.parametrize("stream", [False, True], ids=["by number", "stream"])
@pytest.mark.parametrize("values", [*itertools.product(*ARGUMENTS.values())], ids=str)
def test_what_excludes_each_other_is_what_pytorch_says(values, stream):
    def lengths(torch, data):
        class Stream(data.IterableDataset):
            def __iter__(self):
                return iter(range(5))

            def __len__(self):
                return 5

        try:
            loader = data.DataLoader(Stream() if stream else range(5), **dict(zip(ARGUMENTS, values)))
        except ValueError:
            return "refused"
        return len(loader), [1 if isinstance(batch, int) else len(batch) for batch in loader]

    assert_equal(lengths)


def test_the_same_arguments_in_the_same_order():
    theirs, ours = (import_module(f"{name}.utils.data") for name in LIBRARIES)
    for name in set(ours.__all__) - {"get_worker_info"}:
        wanted = [*inspect.signature(getattr(theirs, name)).parameters]
        found = [*inspect.signature(getattr(ours, name)).parameters]
        assert [argument for argument in found if argument != "seed"] == wanted, name
