"""Tensors that are written into while recording: the gradients are those of the same program without such writes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu import nn, tracing
from tinygrad_edu.utils.checkpoint import checkpoint


def leaf(values):
    return tg.tensor(np.asarray(values, np.float64), requires_grad=True)


def gradient(program, w):
    """What a program of one leaf sends it."""
    w.grad = None
    program(w).backward()
    return w.grad.data


@pytest.fixture
def w():
    return leaf([1.0, 2.0, 3.0])


# Programs, and the same without writes


def into_a_buffer(w):
    y = tg.zeros(3, 3, dtype=tg.float64)
    for row in range(3):
        y[row] = w * (row + 1)
    return (y**2).sum()


def without_a_buffer(w):
    return (tg.stack([w * 1, w * 2, w * 3]) ** 2).sum()


def step_by_step(w):
    y = tg.zeros(4, dtype=tg.float64)
    for i in range(3):
        y[i + 1] = tg.tanh(y[i] + w[i])
    return (y * y).sum()


def all_steps(w):
    y = [tg.zeros((), dtype=tg.float64)]
    for i in range(3):
        y.append(tg.tanh(y[i] + w[i]))
    return (tg.stack(y) ** 2).sum()


def used_before_the_write(w):
    y = w * 2
    z = y * 3
    y[0] = 0.0
    return (y * z).sum()


def kept_apart(w):
    y = w * 2
    return (tg.index_put(y, (0,), 0.0) * (y * 3)).sum()


def masked(w):
    scores = (w * w).reshape(1, 3)
    scores[tg.tensor([[False, True, False]])] = -1e6
    return scores.softmax(1)[0, 0]


def masked_without_a_write(w):
    return (w * w).reshape(1, 3).masked_fill(tg.tensor([[False, True, False]]), -1e6).softmax(1)[0, 0]


def by_methods(w):
    y = w * 2
    z = y.exp()
    assert y.add_(w).mul_(w).masked_fill_(y > 20, 0.0).clamp_(min=0.5) is y
    return (y * z).sum()


def by_functions(w):
    y = w * 2
    z = y.exp()
    y = (y + w) * w
    return (y.masked_fill(y > 20, 0.0).clamp(min=0.5) * z).sum()


def through_views(w):
    y = w * 2
    y[1:][0] = w[0] * 5
    y.view(3, 1)[2, 0] = w[1]
    y.unsqueeze(0).transpose(0, 1)[0].mul_(3)
    return (y * y * y).sum()


def through_no_view(w):
    y = tg.stack([w[0] * 6, w[0] * 5, w[1]])
    return (y * y * y).sum()


def in_another_shape(w):
    y = w * 2
    z = y * 1.0
    y.unsqueeze_(0)
    y[0, 1] = 7.0
    return (y * z).sum()


def reshaped(w):
    y = w * 2
    return (tg.index_put(y, (1,), 7.0) * y).sum()


def filled_and_copied(w):
    y, z = w * 2, tg.ones(3, dtype=tg.float64)
    z.copy_(y)
    y.zero_()
    y[:2] = tg.tensor([4.0, 5.0])
    return ((y + w) * z).sum()


def added(w):
    return ((tg.tensor([4.0, 5.0, 0.0]) + w) * (w * 2)).sum()


def again_through_one_view(w):
    y = (w * 2).reshape(3, 1) * 1.0
    row = y[0]
    row.mul_(w[:1])
    row.add_(1.0)
    flat = y.view(-1)
    flat.mul_(w)
    flat[1] = w[0]
    y.permute(-1, 0)[0, 2] = w[1]
    return (y * y * y).sum()


def through_none_again(w):
    y = tg.stack([(w[0] * w[0] * 2 + 1) * w[0], w[0], w[1]])
    return (y * y * y).sum()


def a_turned_view(w):
    y = (w * w[0]).view(3, 1) * w
    corner = y[:2, :2]
    corner.t_()
    corner[0] = w[:2]
    return (y * y).sum() + (corner * w[:2]).sum()


def nothing_turned(w):
    y = (w * w[0]).view(3, 1) * w
    corner = tg.stack([w[:2], y[:2, 1]])
    y = tg.cat([tg.cat([corner.t(), y[:2, 2:]], 1), y[2:]])
    return (y * y).sum() + (corner * w[:2]).sum()


PROGRAMS = [
    (into_a_buffer, without_a_buffer),
    (step_by_step, all_steps),
    (used_before_the_write, kept_apart),
    (masked, masked_without_a_write),
    (by_methods, by_functions),
    (through_views, through_no_view),
    (in_another_shape, reshaped),
    (filled_and_copied, added),
    (again_through_one_view, through_none_again),
    (a_turned_view, nothing_turned),
]


@pytest.mark.parametrize(("program", "same"), PROGRAMS, ids=[program.__name__ for program, _ in PROGRAMS])
def test_the_gradients_are_those_of_the_program_without_writes(program, same, w):
    assert program(w).item() == same(w).item()
    np.testing.assert_allclose(gradient(program, w), gradient(same, w), rtol=1e-15)


@pytest.mark.parametrize(("program", "same"), PROGRAMS, ids=[program.__name__ for program, _ in PROGRAMS])
def test_the_second_order_too(program, same, w):
    def curvature(program):
        (slope,) = tg.grad(program(w), w, create_graph=True)
        return gradient(lambda w: (slope * slope).sum(), w)

    np.testing.assert_allclose(curvature(program), curvature(same), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("program", [program for program, _ in PROGRAMS], ids=lambda program: program.__name__)
def test_pytorch_agrees(program, w):
    torch = pytest.importorskip("torch")
    theirs = torch.tensor(w.detach().numpy(), requires_grad=True)
    text, names = program.__code__, {"tg": torch, "__builtins__": __builtins__}
    type(program)(text, names)(theirs).backward()
    np.testing.assert_allclose(gradient(program, w), theirs.grad.numpy(), rtol=1e-13)


# Any program


OPS = [
    lambda y, w, i: y.__setitem__(i, w[i] * 2),
    lambda y, w, i: y.__setitem__(slice(i), y[i] * w[:i]),
    lambda y, w, i: y.mul_(w),
    lambda y, w, i: y.add_(1.5),
    lambda y, w, i: y[i:].mul_(0.5),
    lambda y, w, i: y.view(2, 2)[1].add_(w[:2]),
    lambda y, w, i: y.masked_fill_(tg.arange(4) == i, 0.25),
    lambda y, w, i: y.tanh_(),
]


def changed(kind, y, w, i):
    """The same as `OPS` do, without a write."""
    at = np.arange(4)
    return [
        lambda: tg.where(at == i, w * 2, y),
        lambda: tg.where(at < i, y[i] * w, y),
        lambda: y * w,
        lambda: y + 1.5,
        lambda: tg.where(at >= i, y * 0.5, y),
        lambda: tg.where(at >= 2, y + tg.cat([w[:2], w[:2]]), y),
        lambda: tg.where(at == i, 0.25, y),
        lambda: y.tanh(),
    ][kind]()


@given(
    st.lists(st.tuples(st.integers(0, len(OPS) - 1), st.integers(0, 3)), min_size=1, max_size=6),
    st.lists(st.integers(0, 6), max_size=3),
    st.booleans(),
)
def test_any_sequence_of_writes_is_differentiated(steps, seen_after, from_a_leaf):
    def program(w, write):
        y = w * 1.0 if from_a_leaf else tg.ones(4, dtype=tg.float64)
        y[0] = w[1]
        uses = []
        for number, (kind, i) in enumerate(steps):
            uses += [(y * w).sum()] * seen_after.count(number)  # before the write
            if write:
                OPS[kind](y, w, i)
            else:
                y = changed(kind, y, w, i)
        return (y * y * w).sum() + sum(uses)

    w = leaf([0.5, -1.25, 2.0, 0.75])
    with_writes, without = program(w, True), program(w, False)
    assert with_writes.item() == pytest.approx(without.item(), rel=1e-12)
    np.testing.assert_allclose(
        gradient(lambda w: program(w, True), w), gradient(lambda w: program(w, False), w), rtol=1e-10, atol=1e-12
    )


# What a tensor is afterwards


def test_the_tensor_stays_itself_and_is_recorded(w):
    y = tg.zeros(3, dtype=tg.float64)
    y.name = "outputs"
    same, before = y, y * 1.0
    y[0] = w[0]
    assert y is same
    assert y.requires_grad
    assert not y.is_leaf
    assert (y.name, y.tolist(), before.tolist()) == ("outputs", [1, 0, 0], [0, 0, 0])
    assert not before.requires_grad


def test_under_no_grad_the_array_itself_changes(w):
    y = w * 2
    array = y.data
    with tg.no_grad():
        y[0] = 7.0
    assert np.shares_memory(array, y.data)
    assert array[0] == 7.0
    with pytest.raises(RuntimeError, match="a tensor was changed in place after an op had used it"):
        y.sum().backward()


def test_one_number_fits_everywhere_and_dtypes_stay(w):
    y = tg.zeros(3)
    y[1] = w[:1].reshape(1, 1)
    y[0] = w[2]
    y.add_(w)
    assert y.dtype == np.float32
    y.sum().backward()
    np.testing.assert_array_equal(w.grad, [2, 1, 2])


def test_only_the_last_of_two_writes_at_one_place_counts(w):
    y = tg.zeros(2, dtype=tg.float64)
    y[0] = w[0]
    y[0] = w[1]
    y.sum().backward()
    np.testing.assert_array_equal(w.grad, [0, 1, 0])


def test_hooks_and_targets(w):
    y, seen = w * 2, []
    y.register_hook(lambda g: seen.append(g.tolist()))
    y[0] = 1.0
    (y * w).sum().backward()
    assert seen == [[0.0, 2.0, 3.0]]  # of what it was when the hook was registered
    (slope,) = tg.grad((y * y).sum(), y)
    assert slope.tolist() == [2, 8, 12]


def test_the_gradient_that_is_kept_is_that_of_what_it_is_now(w):
    y, seen = w * 2, []
    y.retain_grad()
    y.register_hook(lambda g: seen.append(g.tolist()))
    y.mul_(3)
    assert y.retains_grad
    (y * y).sum().backward()
    assert (y.grad.tolist(), seen) == ([12, 24, 36], [[36, 72, 108]])
    y[0] = 1.0
    assert y.grad.tolist() == [12, 24, 36]


@pytest.mark.parametrize("axes", [(-1, 0, 1), (1, -1, 0), (2, 0, -2)])
@pytest.mark.parametrize(
    "turned", [tg.permute, lambda y, axes: y.movedim((0, 1, 2), tuple(np.argsort(np.mod(axes, 3))))]
)
def test_turned_axes_find_their_way_back(w, axes, turned):
    y = tg.zeros(2, 2, 2, dtype=tg.float64) * w[0]
    turned(y, axes)[0, 1, 0] = w[1]
    wanted = np.zeros((2, 2, 2))
    np.transpose(wanted, axes)[0, 1, 0] = 2.0
    np.testing.assert_array_equal(y.data, wanted)


def test_a_tensor_stays_one_that_views_can_look_at(w):
    y = tg.ones(2, 3, dtype=tg.float64) * w
    y.t().add_(1.0)
    y.masked_fill_(tg.zeros(3, 2).bool().t(), 5.0)
    assert y.is_contiguous()
    y.view(-1)[1:].mul_(2.0)
    assert y.tolist() == [[2, 6, 8], [4, 6, 8]]
    turned = (tg.ones(2, 3, dtype=tg.float64) * w).t()
    turned.masked_fill_(tg.zeros(3, 2).bool(), 5.0)
    turned.flatten().zero_()  # of a copy, as before
    assert turned[:, 0].tolist() == [1, 2, 3]


def test_writes_through_views_are_traced(w):
    def program(x, w):
        y = w * 2
        row = y.view(3, 1)[1]
        row.mul_(x[:1])
        row.add_(x[:1])
        (y * y).sum().backward()
        return w.grad

    x = tg.tensor([5.0, 6.0, 7.0], dtype=tg.float64)
    traced = tracing.trace(program, x, w)
    np.testing.assert_allclose(traced(x.data, w.data), program(x, w).data, rtol=1e-14)
    with pytest.raises(RuntimeError, match="a view that isn't recorded"):
        tracing.trace(lambda x, w: (x * 2)[1:].mul_(w[1:]), x, w)


def test_a_module_may_write_into_its_buffer():
    class Remembering(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(2, 2)
            self.register_buffer("rows", tg.zeros(3, 2))

        def forward(self, x):
            for i in range(3):
                self.rows[i] = self.layer(x)
            return self.rows.sum()

    net = Remembering()
    net(tg.ones(2)).backward()
    np.testing.assert_array_equal(net.layer.bias.grad, [3, 3])


# What is refused


def test_a_leaf_that_is_trained_is_refused(w):
    for write in (lambda: w.__setitem__(0, 1.0), lambda: w.add_(1.0), lambda: w[1:].mul_(2.0), lambda: w.unsqueeze_(0)):
        with pytest.raises(RuntimeError, match=r"a leaf that requires a gradient.*\n.*no_grad"):
            write()
    assert w.tolist() == [1, 2, 3]


def test_a_view_whose_change_would_be_lost_is_refused(w):
    y, z = tg.zeros(2, 3, dtype=tg.float64), (w * 2).expand(2, 3)
    with pytest.raises(RuntimeError, match="a view that isn't recorded can't be changed to what is\nhelp: "):
        y[0][1] = w[0]
    with pytest.raises(RuntimeError, match="a view made by broadcast_to can't be changed in place"):
        z[0] = 1.0
    y = w * 2
    view = y[1:]
    y[0] = 1.0
    with pytest.raises(RuntimeError, match="a view of what was changed in place since"):
        view[0] = 5.0
    y = w * 2
    y[:2] = [4.0, 5.0]
    assert y.tolist() == [4, 5, 6]
    y = (w * 2)[1:].clone()
    y[0] = 5.0
    assert y.tolist() == [5, 6]


def test_another_shape_and_whole_numbers_are_refused(w):
    y, counts = w * 2, tg.arange(3)
    with pytest.raises(TypeError, match=r"add in place: float64 \(3,\) can't take float64 \(2, 3\)"):
        y.add_(tg.ones(2, 3, dtype=tg.float64))
    with pytest.raises(TypeError, match=r"add in place: int64 \(3,\) can't take float64"):
        counts.add_(w)
    with pytest.raises(TypeError, match="a tensor of int64 can't hold what requires a gradient"):
        counts[0] = w[0]
    assert y.tolist() == [2, 4, 6]


def test_what_used_a_tensor_that_is_detached_in_place_still_sends_its_gradient(w):
    y = w * 2
    z = y * 3
    assert y.detach_() is y
    assert (y.requires_grad, y.is_leaf) == (False, True)
    z.sum().backward()
    assert w.grad.tolist() == [6, 6, 6]


def test_a_hook_can_be_removed_after_a_write(w):
    y, seen = w * 2, []
    hook = y.register_hook(seen.append)
    y.mul_(3)
    hook.remove()
    y.sum().backward()
    assert seen == []


def test_a_checkpoint_runs_again_on_what_its_argument_was(w):
    y = w * 2
    z = checkpoint(lambda x: x * x, y, use_reentrant=False)
    y.mul_(3)
    (z.sum() + y.sum()).backward()
    assert w.grad.tolist() == (8 * w + 6).tolist()
    with pytest.raises(RuntimeError, match=r"changes its argument in place\nhelp: change a copy"):
        checkpoint(lambda x: x.mul_(2), w * 2, use_reentrant=False)


def test_a_diagonal_is_filled(w):
    y = w.expand(3, 3) * 1.0
    assert y.fill_diagonal_(7.0) is y
    assert y.diagonal().tolist() == [7, 7, 7]
    y.sum().backward()
    assert w.grad.tolist() == [2, 2, 2]
