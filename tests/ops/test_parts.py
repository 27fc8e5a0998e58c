"""What rows can't say of functions that give several tensors, indices or views: their shapes, dtypes and memory."""

import numpy as np
import pytest

import tinygrad_edu as tg

torch = pytest.importorskip("torch", reason="PyTorch is not installed: there is nothing to compare with")

SPLITS = [
    ("split", (5, 2), (2,), {}),
    ("split", (2, 5), ([1, 0, 4],), {"dim": -1}),
    ("split_with_sizes", (5,), ([2, 3],), {}),
    ("chunk", (7, 2), (3,), {}),
    ("chunk", (6,), (4,), {}),
    ("chunk", (0, 2), (3,), {}),
    ("tensor_split", (7, 2), (3,), {}),
    ("tensor_split", (2,), (4,), {}),
    ("tensor_split", (5,), ((3, 1, 9),), {}),
    ("unbind", (2, 3), (), {"dim": 1}),
    ("unbind", (0, 3), (), {}),
    ("hsplit", (4,), (2,), {}),
    ("hsplit", (2, 4), ((1, 2),), {}),
    ("vsplit", (4, 2), (2,), {}),
    ("dsplit", (1, 2, 4), (4,), {}),
]


@pytest.mark.parametrize(("name", "shape", "arguments", "options"), SPLITS)
def test_the_parts_are_pytorchs(name, shape, arguments, options):
    numbers = np.arange(float(np.prod(shape))).reshape(shape)
    parts = getattr(tg, name)(tg.tensor(numbers), *arguments, **options)
    expected = getattr(torch, name)(torch.tensor(numbers), *arguments, **options)
    assert type(parts) is tuple
    assert [part.tolist() for part in parts] == [part.tolist() for part in expected]
    assert [part.shape for part in parts] == [tuple(part.shape) for part in expected]


@pytest.mark.parametrize(
    "call",
    [
        lambda m, x: m.meshgrid(x, x[:2], indexing="xy"),
        lambda m, x: m.meshgrid(x, x[:2], x[:1], indexing="ij"),
        lambda m, x: m.broadcast_tensors(x, m.ones(2, 1)),
        lambda m, x: m.atleast_2d(x, m.ones(2, 2)),
        lambda m, x: m.atleast_3d([x, m.ones(2, 2)]),
        lambda m, x: m.nonzero(x, as_tuple=True),
        lambda m, x: m.where(x > 1),
        lambda m, x: m.unravel_index(m.tensor([[5, 2]]), (2, 3)),
        lambda m, x: (m.nonzero(x), m.argwhere(x.reshape(2, 2)), m.nonzero(x[0])),
        lambda m, x: (m.tril_indices(3, 4, -1), m.triu_indices(3, 2), m.tril_indices(0, 2)),
        lambda m, x: (m.repeat_interleave(m.tensor([2, 0, 1])),),
    ],
)
def test_several_results_are_pytorchs(call):
    ours, theirs = (call(module, module.tensor([0.0, 1.5, 2.0, 3.0])) for module in (tg, torch))
    assert [part.tolist() for part in ours] == [part.tolist() for part in theirs]
    assert [part.shape for part in ours] == [tuple(part.shape) for part in theirs]
    assert [str(part.dtype) for part in ours] == [str(part.dtype)[6:] for part in theirs]


def test_broadcast_shapes():
    assert tg.broadcast_shapes((2, 1), (3,), (1, 1)) == tuple(torch.broadcast_shapes((2, 1), (3,), (1, 1))) == (2, 3)
    with pytest.raises(ValueError, match="shape mismatch"):
        tg.broadcast_shapes((2,), (3,))


@pytest.mark.parametrize(
    "view",
    [
        lambda x: x.diagonal(),
        lambda x: x.select(0, 1),
        lambda x: x.narrow(1, 1, 2),
        lambda x: x.chunk(2)[1],
        lambda x: x.unbind(1)[0],
        lambda x: x.movedim(0, 1)[1],
        lambda x: x.unflatten(1, (3, 1))[:, 2],
        lambda x: x.mT[0],
        lambda x: x[1:, ::2],
    ],
)
def test_what_is_written_into_a_view_is_written_into_the_tensor(view):
    ours, theirs = tg.zeros(3, 3), torch.zeros(3, 3)
    view(ours).fill_(5.0)
    view(theirs).fill_(5.0)
    assert ours.tolist() == theirs.tolist()


@pytest.mark.parametrize(
    "index",
    [
        (0, slice(None), [1, 2]),
        ([0, 1], slice(1, 3), 2),
        (-1, ..., [True, False, True, False]),
        (slice(None), [1, 0], None, 0),
    ],
)
def test_an_assignment_finds_the_places_that_an_index_names(index):
    ours, theirs = tg.zeros(2, 3, 4), torch.zeros(2, 3, 4)
    values = np.arange(1.0, 1 + ours[index].numel(), dtype=np.float32).reshape(ours[index].shape)
    assert values.shape == tuple(theirs[index].shape)
    ours[index] = values
    theirs[index] = torch.tensor(values)
    assert ours.tolist() == theirs.tolist()


def test_tensors_among_the_indices():
    ours, theirs = tg.arange(24).reshape(2, 3, 4), torch.arange(24).reshape(2, 3, 4)
    for module_index in (
        lambda m: (m.tensor(1), slice(m.tensor(0), m.tensor(2)), m.tensor([3, 0])),
        lambda m: (slice(None), [m.tensor(2), m.tensor(0)]),
        lambda m: (m.tensor([True, False]), m.tensor(2)),
        lambda m: m.tensor(-1),
        lambda m: [],
    ):
        assert ours[module_index(tg)].tolist() == theirs[module_index(torch)].tolist()


def test_contiguous():
    x = tg.arange(6).reshape(2, 3)
    assert x.is_contiguous()
    assert x.contiguous() is x
    assert not x.t().is_contiguous()
    assert x.t().contiguous().is_contiguous()
    assert (x.stride(), x.t().stride(), x.stride(0)) == ((3, 1), (1, 3), 3)
