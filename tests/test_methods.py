"""What Python and NumPy expect of a Tensor, and its methods under PyTorch's names."""

import numpy as np
import pytest

import tinygrad_edu as tg


def leaf(values, dtype=np.float64):
    return tg.tensor(np.asarray(values, dtype), requires_grad=True)


# What it is


def test_shape_and_size():
    t = tg.zeros(2, 3, 4)
    assert t.shape == t.size() == (2, 3, 4)
    assert (t.size(1), t.size(-1), t.ndim, t.dim(), t.numel(), len(t)) == (3, 4, 3, 3, 24, 2)


def test_leaves_and_results():
    x = leaf([1.0])
    y = x * 2.0
    assert x.is_leaf
    assert not y.is_leaf
    assert x.grad_fn is None
    assert y.grad_fn.name() == "MulBackward0"


# Python's protocols


def test_item_and_tolist():
    assert tg.tensor([[2.5]]).item() == 2.5
    assert type(tg.tensor(2.5).item()) is float
    assert type(tg.tensor(2).item()) is int
    assert tg.tensor([[1, 2], [3, 4]]).tolist() == [[1, 2], [3, 4]]
    assert leaf([1.0, 2.0]).sum().item() == 3.0
    with pytest.raises(ValueError, match="size 1"):
        tg.ones(2).item()


def test_numbers():
    x = leaf(2.5)
    assert float(x) == 2.5
    assert float(x * 2.0) == 5.0
    assert int(x) == 2
    assert [10, 20, 30][tg.tensor(1)] == 20
    assert list(range(tg.tensor(3))) == [0, 1, 2]
    with pytest.raises(ValueError, match="size 1"):
        float(tg.ones(2))
    with pytest.raises(TypeError):
        [1][tg.tensor(0.0)]


def test_truth():
    assert bool(tg.tensor(1.0))
    assert not bool(tg.tensor([0.0]))
    assert tg.tensor([1.0, 2.0]).sum() > 2.0
    with pytest.raises(ValueError, match="ambiguous"):
        bool(tg.ones(2))


def test_length():
    assert len(tg.zeros(3, 2)) == 3
    with pytest.raises(TypeError):
        len(tg.tensor(1.0))


def test_iteration_records_each_row():
    x = leaf([[1.0, 2.0], [3.0, 4.0]])
    rows = list(x)
    assert [row.tolist() for row in rows] == [[1.0, 2.0], [3.0, 4.0]]
    first, second = x
    (first * second).sum().backward()
    np.testing.assert_array_equal(x.grad.data, [[3.0, 4.0], [1.0, 2.0]])
    with pytest.raises(TypeError):
        iter(tg.tensor(1.0))


def test_contains():
    x = leaf([1.0, 2.0])
    assert 2.0 in x
    assert 3.0 not in x
    assert tg.tensor(1.0) in x
    assert leaf(1.0) in x


def test_formats():
    assert f"{tg.tensor(2.5):.3f}" == "2.500"
    assert f"{leaf([[2.5]]):6.2f}" == "  2.50"
    assert f"{tg.tensor(7):03d}" == "007"
    assert f"{tg.tensor([1.0, 2.0])}" == "tensor([1., 2.])"
    assert f"{tg.tensor(2.5)} {leaf(0.5) * 2.0} {tg.tensor(True)}" == "2.5 1.0 True"
    assert f"{tg.tensor([2.5])}" == "tensor([2.5])"
    with pytest.raises((TypeError, ValueError)):
        f"{tg.ones(2):.2f}"


# NumPy's protocols


def test_a_tensor_without_gradient_becomes_an_array():
    t = tg.tensor([1.0, 2.0])
    assert np.asarray(t) is t.value
    assert np.shares_memory(np.array(t, copy=None), t.data)
    assert not np.shares_memory(np.array(t), t.data)
    assert np.asarray(t, dtype=np.float64).dtype == np.float64
    assert type(np.asarray(t.sum())) is np.ndarray


@pytest.mark.parametrize("make", [lambda x: x, lambda x: x * 2.0])
def test_a_tensor_that_requires_a_gradient_does_not_become_an_array_by_itself(make):
    x = make(leaf([1.0, 2.0]))
    for leave in (np.asarray, np.array, lambda t: np.zeros(2).__setitem__(slice(None), t), lambda t: tg.tensor([t, t])):
        with pytest.raises(TypeError, match="detach"):
            leave(x)


def test_numpy_functions_record():
    x = leaf([1.0, 2.0])
    y = np.sum(np.exp(x) * np.array([1.0, 3.0]), axis=0)
    assert type(y) is tg.Tensor
    y.backward()
    np.testing.assert_allclose(x.grad.data, np.exp([1.0, 2.0]) * [1, 3], rtol=1e-15)


@pytest.mark.parametrize("left", [np.array([2.0, 3.0]), np.float64(2.0), 2.0, 2])
def test_arrays_and_numbers_on_the_left(left):
    x = leaf([4.0, 5.0])
    for result, expected in [
        (left + x, left + x.data),
        (left - x, left - x.data),
        (left * x, left * x.data),
        (left / x, left / x.data),
        (left**x, left**x.data),
    ]:
        assert type(result) is tg.Tensor
        np.testing.assert_allclose(result.data, expected, rtol=1e-15)
    assert (left < x).tolist() == [True, True]


def test_an_array_on_the_left_of_a_matrix_product():
    x = leaf([[1.0, 2.0], [3.0, 4.0]])
    y = np.eye(2) @ x
    assert type(y) is tg.Tensor
    y.sum().backward()
    np.testing.assert_array_equal(x.grad.data, np.ones((2, 2)))


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda t: np.frexp(t), "frexp"),
        (lambda t: np.linalg.eig(t), "eig"),
        (lambda t: np.fft.fft(t), "fft"),
        (lambda t: np.add(t, 1.0, out=np.zeros((2, 2))), "add"),
        (lambda t: np.add(t, 1.0, where=np.array([True, False])), "add"),
        (lambda t: np.add.reduce(t), "add.reduce"),
        (lambda t: np.multiply.outer(t, t), "multiply.outer"),
        (lambda t: np.sum(t, out=np.zeros(2), axis=0), "sum"),
        (lambda t: np.sum(t, where=np.array([True, False])), "sum"),
        (lambda t: np.sum(t, dtype=np.float64, initial=3.0), "sum"),
    ],
)
@pytest.mark.parametrize("requires_grad", [True, False])
def test_what_cannot_be_recorded_never_passes_silently_as_a_constant(call, name, requires_grad):
    t = tg.tensor([[1.0, 2.0], [3.0, 5.0]], dtype=np.float64, requires_grad=requires_grad)
    with pytest.raises(TypeError, match=rf"np\.(\w+\.)?{name}"):
        call(t)


def test_an_array_is_not_written_into_behind_the_tapes_back():
    x, array = leaf([1.0, 2.0]), np.zeros(2)
    with pytest.raises(TypeError):
        np.copyto(array, x)
    with pytest.raises(TypeError):
        array += x
    np.testing.assert_array_equal(array, [0.0, 0.0])


def test_an_array_takes_what_is_outside_the_graph():
    w, step = leaf([1.0, 2.0]), tg.tensor([0.5, 0.25], dtype=np.float64)
    array = w.value
    w.data -= 2 * step
    array += step
    array[1:] *= step[1:]
    np.testing.assert_array_equal(w.data, [0.5, 0.4375])
    assert w.value is array
    with tg.no_grad():
        w.data /= w
    np.testing.assert_array_equal(array, [1.0, 1.0])
    with pytest.raises(TypeError, match=r"np\.subtract\(…, out=…\)"):
        np.subtract(step, 1.0, out=array)
    with pytest.raises(TypeError, match="same_kind"):
        np.arange(2)[...] += step


def test_an_array_says_which_dtype_is_meant():
    t = tg.ones(2)
    assert t.type_as(tg.tensor([1]).data).dtype == t.to(np.zeros(3, np.int64)).dtype == np.int64
    assert t.type_as(t.data) is t


def test_an_array_that_was_updated_by_assignment_is_noticed():
    w = leaf([1.0, 2.0])
    y = (w * w).sum()
    w.data -= tg.tensor([0.5, 0.5], dtype=np.float64)
    with pytest.raises(RuntimeError, match="changed in place"):
        y.backward()


# Filling in place


def test_filling_methods_change_and_return_the_tensor():
    t = tg.zeros(2, 3)
    assert t.fill_(3.0) is t
    np.testing.assert_array_equal(t.data, np.full((2, 3), 3.0))
    assert t.zero_() is t
    assert not t.data.any()
    assert t.copy_(tg.tensor([1.0, 2.0, 3.0])) is t
    np.testing.assert_array_equal(t.data, [[1.0, 2.0, 3.0]] * 2)
    assert t.dtype == np.float32


def test_random_filling_keeps_to_its_range_and_its_generator():
    t = tg.zeros(200, 50)
    t.uniform_(-2.0, 3.0)
    assert -2.0 <= t.data.min() < -1.99
    assert 2.99 < t.data.max() < 3.0
    t.normal_(5.0, 0.5)
    assert abs(t.data.mean() - 5.0) < 0.02
    assert abs(t.data.std() - 0.5) < 0.02
    first = tg.zeros(5).normal_(generator=np.random.default_rng(7))
    second = tg.zeros(5).normal_(generator=np.random.default_rng(7))
    np.testing.assert_array_equal(first.data, second.data)


# Methods


def test_where_as_a_method_selects_this_tensor():
    x, y = leaf([1.0, 2.0]), leaf([10.0, 20.0])
    z = x.where(np.array([True, False]), y)
    assert z.tolist() == [1.0, 20.0]
    z.sum().backward()
    assert x.grad.tolist() == [1.0, 0.0]
    assert y.grad.tolist() == [0.0, 1.0]


def test_other_dtypes():
    x = leaf([1.7, -2.7])
    assert x.to(np.float64) is x
    assert x.to("cpu") is x
    assert x.double() is x
    y = x.float()
    assert y.dtype == np.float32
    (y * y).sum().backward()
    assert x.grad.dtype == np.float64
    np.testing.assert_allclose(x.grad.data, [3.4, -5.4], rtol=1e-6)
    assert x.int().tolist() == [1, -2]
    assert x.int().dtype == np.int32
    assert x.long().dtype == np.int64
    assert x.bool().tolist() == [True, True]
    assert x.astype(np.float32).dtype == np.float32


def test_transposes():
    t = tg.tensor(np.arange(24.0).reshape(2, 3, 4))
    np.testing.assert_array_equal(t.T.data, t.data.T)
    np.testing.assert_array_equal(t.mT.data, t.data.swapaxes(-1, -2))
    np.testing.assert_array_equal(t.transpose(0, 2).data, t.data.swapaxes(0, 2))


def method_calls():
    """The same text for both libraries: PyTorch's methods."""
    return {
        "view": lambda t: t.view(3, 2),
        "view of a tuple": lambda t: t.view((6,)),
        "view −1": lambda t: t.view(-1, 2),
        "reshape": lambda t: t.reshape(3, -1),
        "permute": lambda t: t.permute(1, 0),
        "expand": lambda t: t[:, :1].expand(-1, 4),
        "unsqueeze": lambda t: t.unsqueeze(-1),
        "squeeze": lambda t: t.unsqueeze(0).squeeze(),
        "squeeze dim": lambda t: t.unsqueeze(0).squeeze(1),
        "flatten": lambda t: t.flatten(),
        "t": lambda t: t.t(),
        "sum": lambda t: t.sum(dim=1, keepdim=True),
        "sum of axes": lambda t: t.sum((0, 1)),
        "mean": lambda t: t.mean(-1),
        "prod": lambda t: t.prod(dim=0),
        "var": lambda t: t.var(),
        "var dim": lambda t: t.var(1, unbiased=False),
        "std": lambda t: t.std(dim=0),
        "norm": lambda t: t.norm(),
        "norm p": lambda t: t.norm(1, 1),
        "max": lambda t: t.max(),
        "max values": lambda t: t.max(dim=1).values,
        "max indices": lambda t: t.max(1)[1] * 1.0,
        "min values": lambda t: t.min(0, keepdim=True)[0],
        "amax": lambda t: t.amax(dim=1),
        "argmax": lambda t: t.argmax(dim=1) * 1.0,
        "clamp": lambda t: t.clamp(min=0.0),
        "clamp both": lambda t: t.clamp(-0.5, 0.5),
        "softmax": lambda t: t.softmax(dim=-1),
        "log_softmax": lambda t: t.log_softmax(1),
        "logsumexp": lambda t: t.logsumexp(dim=1),
        "sigmoid": lambda t: t.sigmoid(),
        "matmul": lambda t: t.matmul(t.t()),
        "pow": lambda t: t.pow(3),
        "add": lambda t: t.add(2.0).sub(t).mul(t).div(3.0).neg(),
        "maximum": lambda t: t.maximum(t * t),
        "where": lambda t: t.where(t > 0, t * 2),
        "comparison": lambda t: (t.gt(0) & t.lt(1)) * 1.0,
    }


@pytest.mark.parametrize("name", method_calls())
def test_methods_equal_pytorchs(name):
    torch = pytest.importorskip("torch")
    draw = np.random.default_rng(5)
    start = draw.normal(size=(2, 3))
    results = []
    for x in (leaf(start), torch.tensor(start, requires_grad=True)):
        y = method_calls()[name](x)
        if y.requires_grad:
            weights = np.random.default_rng(6).normal(size=tuple(y.shape))
            (y * (weights if isinstance(x, tg.Tensor) else torch.tensor(weights))).sum().backward()
        results.append((np.asarray(y.detach().numpy()), None if x.grad is None else np.asarray(x.grad.numpy())))
    (value, gradient), (expected_value, expected_gradient) = results
    assert value.shape == expected_value.shape
    np.testing.assert_allclose(value, expected_value, rtol=1e-12)
    assert (gradient is None) == (expected_gradient is None)
    if gradient is not None:
        np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-11, atol=1e-14)


def test_questions_of_tensors():
    x = tg.tensor([1.0, 2.0])
    assert [t.is_signed() for t in (x, x.long(), x.byte(), x.bool())] == [True, True, False, False]
    assert x.is_same_size(tg.zeros(2)) is tg.is_same_size(x, tg.zeros(2)) is True
    assert x.is_same_size(tg.zeros(1, 2)) is False
    assert (x[0].is_nonzero(), tg.is_nonzero(x[:1] * 0), x.is_complex()) == (True, False, False)
    with pytest.raises(ValueError, match=r"is_nonzero of shape \(2,\)"):
        x.is_nonzero()
    assert x.get_device() == -1
    assert x.data_ptr() == x.view(2, 1).data_ptr() == x.detach().data_ptr() != x.clone().data_ptr()
    assert x[1:].data_ptr() == x.data_ptr() + 4


def test_questions_of_dtypes():
    x = tg.tensor([1], dtype=tg.int16)
    assert tg.result_type(x, 1.0) == (x * 1.0).dtype
    assert tg.result_type(x, tg.ones(1)) == tg.promote_types(tg.int16, tg.float32) == tg.float32
    assert [tg.can_cast(*pair) for pair in ((tg.double, tg.float), (tg.float, tg.int), (tg.int, tg.bool))] == [
        True, False, False,
    ]  # fmt: skip
    assert isinstance(x.shape, tg.Size)
    assert tg.Size([2, 3]) == (2, 3)


def test_elements_changed_by_a_python_function():
    t = tg.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert t.apply_(lambda number: number * 10 if number > 2 else 0) is t
    assert t.tolist() == [[0.0, 0.0], [30.0, 40.0]]
    assert t.map_(tg.ones(2, 2), lambda a, b: a - b).tolist() == [[-1.0, -1.0], [29.0, 39.0]]
    assert tg.tensor(2).apply_(lambda number: number + 1).item() == 3


def test_more_random_filling():
    draw = tg.Generator().manual_seed(3)
    t = tg.zeros(20000, dtype=np.float64)
    assert abs(np.median(t.cauchy_(2.0, 0.5, generator=draw).data) - 2.0) < 0.02
    assert abs(np.mean(t.data < 1.5) - 0.25) < 0.01
    assert set(t.geometric_(0.9, generator=draw).tolist()) >= {1.0, 2.0}
    assert abs(t.data.mean() - 1 / 0.9) < 0.01
    logarithms = np.log(t.log_normal_(0.5, 0.25, generator=draw).data)
    assert abs(logarithms.mean() - 0.5) < 0.01
    assert abs(logarithms.std() - 0.25) < 0.01


def test_drawing_by_the_probabilities_in_a_tensor():
    chances = tg.tensor([0.0, 1.0])
    assert chances.bernoulli().tolist() == [0.0, 1.0]
    assert chances.bernoulli(1.0).tolist() == [1.0, 1.0]
    assert chances.multinomial(2, replacement=True).tolist() == [1, 1]
