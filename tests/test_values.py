"""`Tensor.data`: NumPy's array, with PyTorch's methods where NumPy has none."""

import copy
import pickle

import numpy as np
import pytest

import tinygrad_edu as tg


@pytest.fixture
def w():
    return tg.tensor([[3.0, 4.0], [1.0, 2.0]], requires_grad=True)


def test_it_is_an_array_that_looks_like_numpys(w):
    assert isinstance(w.data, np.ndarray)
    assert repr(w.data) == repr(np.array(w.data))
    assert str(w.data) == str(np.array(w.data))
    assert np.shares_memory(w.data, w.detach().numpy())
    assert not hasattr(w.data, "__dict__")


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.zero_(),
        lambda data: data.fill_(0),
        lambda data: data.copy_(tg.zeros(2, 2)),
        lambda data: data.mul_(0.0),
        lambda data: data.sub_(data),
        lambda data: data.clamp_(0, 0),
        lambda data: data.uniform_(0, 0),
        lambda data: data.normal_(0, 0),
        lambda data: [row.zero_() for row in data],
        lambda data: data.view(-1).zero_(),
        lambda data: data.transpose(0, 1).zero_(),
    ],
)
def test_pytorchs_methods_write_into_the_tensor(w, change):
    change(w.data)
    assert w.tolist() == [[0, 0], [0, 0]]
    assert w.requires_grad


def test_older_scripts_descend_and_forget_their_gradients(w):
    before = w.data.copy()
    (w * w).sum().backward()
    w.data.add_(w.grad.data, alpha=-0.25)
    np.testing.assert_array_equal(w.data, before / 2)
    w.data.sub_(w.grad.data * 0.25)
    np.testing.assert_array_equal(w.data, 0 * before)
    w.grad.data.zero_()
    assert w.grad.tolist() == [[0, 0], [0, 0]]


def test_what_numpy_has_not_is_asked_of_a_tensor(w):
    assert w.data.norm().item() == pytest.approx(30**0.5)
    twin = w.data.clone()
    twin.zero_()
    assert w.data[0, 0] == 3
    assert type(w.data.numpy()) is type(w.data.cpu().numpy()) is np.ndarray
    assert [part.tolist() for part in w.data.topk(1)] == [[[4], [2]], [[1], [1]]]
    assert tg.multinomial(w.data.view(-1).div(0.8).exp(), 1).shape == (1,)


def test_pytorchs_keywords_choose_pytorchs_method(w):
    values, places = w.data.max(1, keepdim=True)
    assert (values.tolist(), places.tolist()) == ([[4], [2]], [[1], [1]])
    assert w.data.max(dim=0)[1].tolist() == [0, 0]
    assert w.data.sum(dim=0).tolist() == w.data.sum(0).tolist() == [4, 6]
    assert w.data.std(unbiased=False).item() == pytest.approx(w.data.std())
    assert w.data.sort(descending=True)[0].tolist() == [[4, 3], [2, 1]]
    assert w.data.max(axis=1).tolist() == np.max(w.data, 1).tolist() == [4, 2]


def test_a_number_is_pytorchs_dimension_where_the_results_differ_in_kind(w):
    values, places = w.data.max(1)
    assert (values.tolist(), places.tolist()) == ([4, 2], [1, 1])
    assert w.data.min(0)[1].tolist() == [1, 1]
    assert w.data.sort(1)[1].tolist() == [[0, 1], [0, 1]]
    assert w.data.sort(0)[0].tolist() == np.sort(w.data, 0).tolist() == [[1, 2], [3, 4]]
    assert w.tolist() == [[3, 4], [1, 2]]
    assert w.data.max() == 4
    w.data.sort(axis=0)
    assert w.tolist() == [[1, 2], [3, 4]]


def test_size_is_a_number_that_can_be_called(w):
    assert w.data.size == 4
    assert np.zeros(w.data.size).shape == (4,)
    assert (w.data.size(), w.data.size(1), w.data.size(-1)) == ((2, 2), 2, 2)


def test_squeeze_has_both_meanings(w):
    column = w.data[:, :1]
    assert column.squeeze().shape == column.squeeze(1).shape == column.squeeze(axis=1).shape == (2,)
    assert column.squeeze(0).shape == (2, 1)
    with pytest.raises(ValueError, match="size not equal to one"):
        column.squeeze(axis=0)


def test_view_and_transpose_have_both_meanings(w):
    for flat in (w.data.view(-1), w.data.view(4), w.data.view((4,))):
        assert flat.tolist() == [3, 4, 1, 2]
        assert np.shares_memory(flat, w.data)
    assert w.data.view(np.int32).dtype == np.int32
    assert type(w.data.view(np.ndarray)) is np.ndarray
    assert w.data.transpose(0, 1).tolist() == w.data.transpose().tolist() == w.data.T.tolist() == [[3, 1], [4, 2]]
    assert np.transpose(w.data, (0, 1)).tolist() == w.tolist()


def test_what_is_computed_from_it(w):
    data = w.data
    plain = np.ones((2, 2), np.float32)
    for result in (data + plain, plain - data, data @ plain, plain == data, np.where(data > 2, data, plain)):
        assert type(result) is np.ndarray
    assert (data * 2 - data).norm().item() == w.data.norm().item()
    assert (data > 2.5).float().tolist() == [[1, 1], [0, 0]]
    assert type(data.sum()) is type(data[0, 0]) is np.float32
    assert type(np.concatenate([data, np.ones((1, 2))])) is np.ndarray
    data -= 1
    assert w.tolist() == [[2, 3], [0, 1]]
    data.zero_()
    assert w.tolist() == [[0, 0], [0, 0]]


def test_a_tensor_holds_plain_arrays(w):
    other = tg.zeros(2, 2)
    other.data = w.data
    for tensor in (other, tg.tensor(w.data), tg.from_numpy(w.data), tg.as_tensor(w.data), w.data.clone(), w.detach()):
        assert type(tensor.value) is np.ndarray
    assert np.shares_memory(other.value, w.value)
    assert type((tg.cat([w, w]) + w.data.repeat(2, 0)).value) is np.ndarray


def test_what_neither_library_has_is_refused(w):
    with pytest.raises(AttributeError, match="neither a NumPy array nor a Tensor has a 'zero'"):
        w.data.zero()
    with pytest.raises(AttributeError):
        w.data.requires_grad = True
    assert (w.data.requires_grad, w.data.is_cuda, w.data.is_leaf) == (False, False, True)
    with pytest.raises(AttributeError):
        w.data.backward_hooks
    for hidden in ("value", "operands", "_private"):
        assert not hasattr(w.data, hidden)


def test_copies_and_pickles_are_arrays(w):
    assert type(pickle.loads(pickle.dumps(w.data))) is np.ndarray
    np.testing.assert_array_equal(copy.deepcopy(w.data), w.data)
    assert not np.shares_memory(copy.deepcopy(w.data), w.data)


def test_an_array_without_axes_has_them_too():
    loss = tg.tensor(3.0, requires_grad=True) * 2.0
    assert loss.data.shape == ()
    assert loss.data.item() == float(loss.data) == 6.0
    loss.data.fill_(1.0)
    assert loss.item() == 1.0
