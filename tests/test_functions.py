"""PyTorch's functions, where PyTorch and NumPy differ under one name: each name has its test."""

import math

import numpy as np
import pytest

import tinygrad_edu as tg


def leaf(values, dtype=np.float64):
    return tg.tensor(np.asarray(values, dtype), requires_grad=True)


# Names under which PyTorch and NumPy mean different things


@pytest.mark.parametrize("name", ["std", "var"])
def test_std_and_var_divide_by_n_minus_1_and_numpys_by_n(name):
    values = np.array([1.0, 2.0, 4.0])
    t = tg.tensor(values)
    ours, numpys = getattr(tg, name), getattr(np, name)
    np.testing.assert_allclose(ours(t).item(), numpys(values, ddof=1), rtol=1e-15)
    np.testing.assert_allclose(getattr(t, name)().item(), numpys(values, ddof=1), rtol=1e-15)
    np.testing.assert_allclose(numpys(t).item(), numpys(values), rtol=1e-15)
    np.testing.assert_allclose(ours(t, unbiased=False).item(), numpys(values), rtol=1e-15)
    np.testing.assert_allclose(ours(t, correction=2).item(), numpys(values, ddof=2), rtol=1e-15)


def test_transpose_exchanges_two_axes_and_numpys_permutes_all():
    t = tg.zeros(2, 3, 4)
    assert tg.transpose(t, 0, 1).shape == (3, 2, 4)
    assert t.transpose(dim0=0, dim1=2).shape == (4, 3, 2)
    assert np.transpose(t).shape == (4, 3, 2)
    assert np.transpose(t, (1, 2, 0)).shape == (3, 4, 2)


def test_max_along_a_dim_gives_values_and_indices_and_numpys_gives_values():
    t = tg.tensor([[1.0, 5.0], [7.0, 3.0]])
    values, indices = tg.max(t, 1)
    assert values.tolist() == [5.0, 7.0]
    assert indices.tolist() == [1, 0]
    assert np.max(t, 1).tolist() == [5.0, 7.0]
    assert tg.max(t).item() == 7.0


def test_max_with_a_tensor_is_maximum():
    x, y = leaf([1.0, 5.0]), leaf([2.0, 3.0])
    assert tg.max(x, y).tolist() == [2.0, 5.0]
    assert tg.min(x, y).tolist() == [1.0, 3.0]


def test_max_along_a_dim_gives_the_whole_gradient_to_the_index_that_is_returned():
    x = leaf([[3.0, 3.0, 1.0], [0.0, 2.0, 2.0]])
    values, indices = x.max(dim=1)
    (values * np.array([10.0, 100.0])).sum().backward()
    np.testing.assert_array_equal(x.grad.data, [[10.0, 0.0, 0.0], [0.0, 100.0, 0.0]])
    assert indices.tolist() == [0, 1]
    assert not indices.requires_grad


def test_max_of_all_shares_the_gradient_equally():
    x = leaf([3.0, 3.0, 1.0])
    x.max().backward()
    np.testing.assert_array_equal(x.grad.data, [0.5, 0.5, 0.0])


@pytest.mark.parametrize("dim", [0, 1, 2, -1, -3])
@pytest.mark.parametrize("keepdim", [False, True])
def test_max_and_min_along_every_dim_equal_numpys(dim, keepdim):
    values = np.random.default_rng(0).normal(size=(2, 3, 4))
    for ours, reduce, position in ((tg.max, np.max, np.argmax), (tg.min, np.min, np.argmin)):
        x = leaf(values)
        extreme = ours(x, dim=dim, keepdim=keepdim)
        np.testing.assert_array_equal(extreme.values.data, reduce(values, dim, keepdims=keepdim))
        np.testing.assert_array_equal(extreme.indices.data, position(values, dim, keepdims=keepdim))
        extreme.values.sum().backward()
        np.testing.assert_array_equal(x.grad.data, values == reduce(values, dim, keepdims=True))


def test_dot_is_for_vectors_and_numpys_for_matrices_too():
    x, y = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    assert tg.dot(x, y).item() == 11.0
    assert np.dot(tg.ones(2, 3), tg.ones(3, 2)).shape == (2, 2)
    with pytest.raises(ValueError, match=r"\(2, 3\).*\(3,\)") as caught:
        tg.dot(tg.ones(2, 3), tg.ones(3))
    assert "help:" in str(caught.value)


def test_squeeze_leaves_an_axis_that_is_longer_and_numpys_refuses_it():
    t = tg.zeros(1, 3, 1)
    assert t.squeeze(1).shape == (1, 3, 1)
    assert t.squeeze((0, 1)).shape == (3, 1)
    assert t.squeeze().shape == (3,)
    assert t.squeeze(-1).shape == (1, 3)
    with pytest.raises(ValueError, match="squeeze"):
        np.squeeze(t, 1)
    with pytest.raises(IndexError):
        t.squeeze(3)


def test_norm_takes_a_matrix_as_one_vector():
    values = np.array([[3.0, 4.0], [0.0, 12.0]])
    t = tg.tensor(values)
    assert tg.norm(t).item() == 13.0
    assert t.norm(1).item() == 19.0
    assert t.norm(math.inf).item() == 12.0
    assert t.norm(-math.inf).item() == 0.0
    assert t.norm(0).item() == 3.0
    assert t.norm(dim=1).tolist() == [5.0, 12.0]
    np.testing.assert_allclose(t.norm(3, dim=(0, 1)).item(), (27 + 64 + 1728) ** (1 / 3), rtol=1e-14)
    assert np.linalg.norm(t, axis=1, keepdims=True).shape == (2, 1)


def test_size_is_the_shape_and_numpys_size_is_numel():
    t = tg.zeros(2, 3)
    assert t.size() == (2, 3)
    assert t.size(0) == 2
    assert t.numel() == 6


# The other functions, and their mistakes


def test_functions_take_arrays_and_give_arrays():
    array = np.array([[1.0, 5.0], [7.0, 3.0]])
    for result in (
        tg.max(array, 1).values,
        tg.std(array, 0),
        tg.norm(array, dim=0),
        tg.reshape(array, 4),
        tg.permute(array, 1, 0),
        tg.flatten(array),
        tg.t(array),
        tg.expand(array[:1], 3, 2),
        tg.index_put(array, (0,), 0.0),
    ):
        assert type(result) is np.ndarray


def test_shapes_are_numbers_or_a_tuple():
    t = tg.arange(6)
    assert t.reshape(2, 3).shape == t.reshape((2, 3)).shape == t.view([2, 3]).shape == (2, 3)
    u = t.reshape(1, 6)
    assert u.permute(1, 0).shape == u.permute((1, 0)).shape == (6, 1)
    assert u.expand(3, 6).shape == u.expand((3, -1)).shape == (3, 6)


def test_expand_keeps_lengths_and_adds_leading_axes():
    x = leaf([[1.0], [2.0]])
    y = x.expand(4, -1, 3)
    assert y.shape == (4, 2, 3)
    y.sum().backward()
    np.testing.assert_array_equal(x.grad.data, [[12.0], [12.0]])
    with pytest.raises(ValueError, match="broadcast_to"):
        x.expand(2, 2, 5, 3)


def test_permute_wants_every_axis():
    with pytest.raises(ValueError, match="3") as caught:
        tg.zeros(2, 3, 4).permute(1, 0)
    assert "help:" in str(caught.value)


def test_t_is_for_matrices():
    assert tg.zeros(2, 3).t().shape == (3, 2)
    assert tg.zeros(3).t().shape == (3,)
    with pytest.raises(ValueError, match="mT"):
        tg.zeros(2, 3, 4).t()


def test_flatten_makes_some_axes_into_one():
    t = tg.zeros(2, 3, 4, 5)
    assert tg.flatten(t).shape == (120,)
    assert t.flatten(1).shape == (2, 60)
    assert t.flatten(1, 2).shape == (2, 12, 5)
    assert t.flatten(-2, -1).shape == (2, 3, 20)
    assert tg.tensor(1.0).flatten().shape == (1,)
    with pytest.raises(ValueError, match="help:"):
        t.flatten(2, 1)
    with pytest.raises(IndexError):
        t.flatten(4)


def test_an_index_may_contain_tensors():
    t = tg.tensor([[1.0, 2.0], [3.0, 4.0]])
    rows = tg.tensor([1, 0])
    assert t[rows].tolist() == [[3.0, 4.0], [1.0, 2.0]]
    assert t[rows, tg.tensor(0)].tolist() == [3.0, 1.0]
    assert t[t > 2.0].tolist() == [3.0, 4.0]
    assert t[[1, 0]].tolist() == [[3.0, 4.0], [1.0, 2.0]]
    assert t[[tg.tensor(1), 0]].tolist() == [[3.0, 4.0], [1.0, 2.0]]
    assert t[..., None].shape == (2, 2, 1)


def function_calls():
    """The same text for both libraries: PyTorch's functions."""
    return {
        "std": lambda torch, t: torch.std(t, dim=1, keepdim=True),
        "std of axes": lambda torch, t: torch.std(t, dim=(0, 1), correction=0),
        "std unbiased": lambda torch, t: torch.std(t, False),
        "var": lambda torch, t: torch.var(t, 0, False),
        "var keepdim": lambda torch, t: torch.var(t, 1, True, True),
        "max": lambda torch, t: torch.max(t, 1, keepdim=True).values,
        "min": lambda torch, t: torch.min(t, dim=0)[0],
        "norm": lambda torch, t: torch.norm(t, 3, dim=1),
        "norm inf": lambda torch, t: torch.norm(t, math.inf, dim=1, keepdim=True),
        "norm −inf": lambda torch, t: torch.norm(t, -math.inf, dim=1),
        "dot": lambda torch, t: torch.dot(t[0], t[1]),
        "flatten": lambda torch, t: torch.flatten(t, start_dim=0, end_dim=1),
        "permute": lambda torch, t: torch.permute(t, (1, 0)),
        "reshape": lambda torch, t: torch.reshape(t, (-1, 2)),
        "squeeze": lambda torch, t: torch.squeeze(t[:, :1], 1),
        "unsqueeze": lambda torch, t: torch.unsqueeze(t, 1),
        "t": lambda torch, t: torch.t(t),
        "transpose": lambda torch, t: torch.transpose(t, 0, 1),
        "clamp": lambda torch, t: torch.clamp(t, max=0.3),
        "where": lambda torch, t: torch.where(t > 0, t, t * t),
        "cat": lambda torch, t: torch.cat([t, t * 2], dim=1),
        "stack": lambda torch, t: torch.stack((t, t * 2), 1),
        "outer": lambda torch, t: torch.outer(t[0], t[1]),
        "logsumexp": lambda torch, t: torch.logsumexp(t, 0, keepdim=True),
        "prod": lambda torch, t: torch.prod(t, 1),
        "amin": lambda torch, t: torch.amin(t, (0, 1)),
        "indexing": lambda torch, t: t[1] * t[:, 1:].sum() + t[..., -1, None].sum(),
        "index_put": lambda torch, t: torch.index_put(t, (torch.tensor([0, 1]), torch.tensor([2, 2])), t[0, :2]),
    }


@pytest.mark.parametrize("name", function_calls())
def test_functions_equal_pytorchs(name):
    torch = pytest.importorskip("torch")
    start = np.random.default_rng(8).normal(size=(2, 4))
    results = []
    for library, x in ((tg, leaf(start)), (torch, torch.tensor(start, requires_grad=True))):
        y = function_calls()[name](library, x)
        weights = np.random.default_rng(9).normal(size=tuple(y.shape))
        (y * (weights if library is tg else torch.tensor(weights))).sum().backward()
        results.append((np.asarray(y.detach().numpy()), np.asarray(x.grad.numpy())))
    (value, gradient), (expected_value, expected_gradient) = results
    assert value.shape == expected_value.shape
    np.testing.assert_allclose(value, expected_value, rtol=1e-12)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("name", ["max", "min", "std", "var", "norm"])
def test_numpys_spelling_of_axes_is_understood(name):
    x = tg.tensor([[1.0, 5.0], [2.0, 3.0]])
    ours, theirs = getattr(x, name)(axis=1, keepdims=True), getattr(x, name)(dim=1, keepdim=True)
    ours, theirs = (r.values if hasattr(r, "values") else r for r in (ours, theirs))
    assert ours.tolist() == theirs.tolist()


def test_a_new_axis_needs_a_length():
    with pytest.raises(ValueError, match=r"expand to \(-1, 3\)(.|\n)*help"):
        tg.ones(3).expand(-1, 3)


@pytest.mark.parametrize("order", [np.inf, -np.inf, 0, 1, 2, 3, 0.5, -1])
def test_norms_of_every_order_are_numpys(order):
    x = np.array([2.0, -3.0, 1.0])
    np.testing.assert_allclose(np.linalg.norm(tg.tensor(x), order).data, np.linalg.norm(x, order), rtol=1e-14)
    np.testing.assert_allclose(tg.norm(tg.tensor(x), order).data, np.linalg.norm(x, order), rtol=1e-14)


def test_a_norm_of_order_below_1_survives_a_zero():
    x = tg.tensor([4.0, 0.0], requires_grad=True)
    tg.norm(x, 0.5).backward()
    assert x.grad.tolist() == [1, 0]
    with pytest.raises(ValueError, match="no norm 'nuclear'"):
        tg.norm(x, "nuclear")


@pytest.mark.parametrize("copy", [lambda x: x.flip(0), lambda x: x.fliplr(), lambda x: x.rot90(), lambda x: x.diag()])
def test_what_is_turned_round_is_a_copy(copy):
    x = tg.ones(2, 2)
    copy(x).zero_()
    assert x.tolist() == [[1, 1], [1, 1]]
