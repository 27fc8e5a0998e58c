"""What the rows of reductions, sorting and statistics can't say: names of results, dtypes, NumPy's other meanings."""

import numpy as np
import pytest

import tinygrad_edu as tg


def test_results_have_names():
    x = tg.tensor([3.0, 1.0, 2.0])
    assert repr(tg.max(x, 0)) == "ValuesAndIndices(values=tensor(3.), indices=tensor(0))"
    assert repr(tg.aminmax(x)) == "MinAndMax(min=tensor(1.), max=tensor(3.))"
    hist, edges = tg.histogram(x, 2)
    assert hist.tolist() == [1, 2]
    assert edges.tolist() == [1, 2, 3]
    for function in (tg.sort, tg.mode, tg.median, tg.cummax, lambda x, dim: tg.topk(x, 2, dim)):
        values, indices = found = function(x, 0)
        assert found.values is values
        assert found.indices is indices


@pytest.mark.parametrize("name", ["sum", "mean", "amax", "amin", "logsumexp", "prod", "any", "all", "count_nonzero"])
def test_a_list_of_axes_under_both_names(name):
    x = tg.tensor([[1.0, 2.0], [0.0, 4.0]], requires_grad=name not in ("any", "all", "count_nonzero"))
    for call in (lambda f: f(x, axis=[0]), lambda f: f(x, dim=[0]), lambda f: f(x, [0])):
        np.testing.assert_array_equal(call(getattr(tg, name)).data, getattr(tg, name)(x, 0).data)


def test_sums_of_unsigned_integers_are_int64():
    x = tg.tensor(np.array([200, 100], np.uint8))
    for result in (x.sum(), x.prod(), x.cumsum(0), x.cumprod(0)):
        assert result.dtype == np.int64
    assert x.sum().item() == 300


def test_a_sum_in_another_dtype_sends_back_its_own():
    x = tg.tensor([1.0, 2.0], requires_grad=True)
    y = x.sum(dtype=tg.float64)
    y.backward()
    assert y.dtype == np.float64
    assert x.grad.dtype == np.float32


def test_numpys_mean_and_median_take_whole_numbers():
    x = tg.tensor([[1, 2], [3, 5]])
    for function in (np.mean, np.nanmean, np.median, lambda a: np.quantile(a, 0.3), lambda a: np.average(a, axis=1)):
        expected = function(x.data)
        result = function(x)
        assert result.dtype == np.float64
        np.testing.assert_allclose(result.data, expected, rtol=1e-14)


def test_numpys_sort_and_cumsum_of_all():
    x = tg.tensor([[3.0, 1.0], [2.0, 5.0]], requires_grad=True)
    assert np.sort(x, axis=None).tolist() == [1, 2, 3, 5]
    assert np.cumsum(x).tolist() == [3, 4, 6, 11]
    assert np.argsort(x, axis=None).tolist() == [1, 2, 0, 3]
    assert np.median(x).tolist() == 2.5
    assert tg.median(x).tolist() == 2.0


def test_numpys_trapezoid_has_dx_in_the_third_place():
    if not hasattr(np, "trapezoid"):
        pytest.skip("NumPy 1's is called trapz")
    y = tg.tensor([1.0, 2.0, 4.0], requires_grad=True)
    assert np.trapezoid(y, None, 0.5).item() == np.trapezoid(y.data.copy(), None, 0.5)
    assert np.trapezoid(y, [0.0, 1.0, 3.0]).item() == 7.5


def test_a_histogram_as_a_density_has_area_1():
    x = tg.tensor(np.random.default_rng(0).standard_normal(50))
    hist, edges = x.histogram(7, density=True)
    assert np.sum(hist.data * np.diff(edges.data)) == pytest.approx(1, rel=1e-14)


def test_logsumexp_of_nothing_is_the_logarithm_of_0():
    assert tg.logsumexp(tg.zeros(0), 0).item() == -np.inf
    assert tg.logsumexp(tg.zeros(2, 0), 1).tolist() == [-np.inf, -np.inf]
    assert tg.logsumexp(tg.tensor([-np.inf, -np.inf]), 0).item() == -np.inf


def test_nan_is_the_largest():
    x = tg.tensor([2.0, np.nan, 1.0])
    assert tg.sort(x).indices.tolist() == [2, 0, 1]
    assert tg.sort(x, descending=True).indices.tolist() == [1, 0, 2]
    assert tg.topk(x, 2).indices.tolist() == [1, 0]
    assert tg.max(x, 0).indices.item() == 1
    assert np.isnan(tg.cummax(x, 0).values.data[1:]).all()


def test_dim_as_the_other_of_max_and_min():
    x, y = tg.tensor([1.0, 5.0]), tg.tensor([2.0, 3.0])
    assert tg.max(x, other=y).tolist() == [2, 5]
    assert x.min(y).tolist() == [1, 3]


def test_cumprod_with_zeros_has_second_derivatives():
    x = tg.tensor([0.0, 2.0, 0.0], np.float64, requires_grad=True)
    (first,) = tg.grad(tg.cumprod(x, 0), x, np.array([1.0, 1.0, 1.0]), create_graph=True)
    assert first.tolist() == [3, 0, 0]
    rows = [tg.grad(element, x)[0].tolist() for element in first]
    assert rows == [[0, 1, 2], [1, 0, 0], [2, 0, 0]]
