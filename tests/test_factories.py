"""Tensors from nothing: shapes, dtypes, requires_grad, random numbers."""

import numpy as np
import pytest

import tinygrad_edu as tg

MAKERS = [tg.zeros, tg.ones, tg.rand, tg.randn]


@pytest.mark.parametrize("make", MAKERS)
def test_a_shape_is_numbers_or_a_tuple(make):
    assert make(2, 3).shape == make((2, 3)).shape == make([2, 3]).shape == (2, 3)
    assert make(4).shape == (4,)
    assert make(()).shape == make().shape == ()
    assert make(0, 3).shape == (0, 3)


@pytest.mark.parametrize("make", MAKERS)
def test_the_dtype_is_the_default_one_or_the_one_that_is_named(make):
    assert make(2).dtype == np.float32
    assert make(2, dtype=np.float64).dtype == np.float64
    tg.set_default_dtype(np.float64)
    assert make(2).dtype == np.float64


@pytest.mark.parametrize("make", MAKERS)
def test_a_gradient_can_be_required(make):
    x = make(2, requires_grad=True)
    assert x.requires_grad
    assert x.is_leaf
    assert not make(2).requires_grad
    with pytest.raises(TypeError, match="can't require a gradient"):
        make(2, dtype=np.int64, requires_grad=True)


def test_values():
    np.testing.assert_array_equal(tg.zeros(2, 2).data, np.zeros((2, 2)))
    np.testing.assert_array_equal(tg.ones(2, 2).data, np.ones((2, 2)))
    assert tg.zeros(2, dtype=tg.bool).tolist() == [False, False]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("shape", [(2.5,), (-1,), ("a",)])
def test_what_is_no_shape_is_refused(make, shape):
    with pytest.raises((TypeError, ValueError)):
        make(*shape)


@pytest.mark.parametrize(
    ("limits", "expected", "dtype"),
    [
        ((3,), [0, 1, 2], np.int64),
        ((1, 4), [1, 2, 3], np.int64),
        ((1, 8, 3), [1, 4, 7], np.int64),
        ((3, 0, -1), [3, 2, 1], np.int64),
        ((1.5,), [0.0, 1.0], np.float32),
        ((0, 1, 0.25), [0.0, 0.25, 0.5, 0.75], np.float32),
    ],
)
def test_arange_counts(limits, expected, dtype):
    t = tg.arange(*limits)
    assert t.tolist() == expected
    assert t.dtype == dtype


def test_arange_in_a_named_dtype():
    assert tg.arange(3, dtype=np.float64).dtype == np.float64
    assert tg.arange(3.0, requires_grad=True).requires_grad
    with pytest.raises(TypeError, match="can't require a gradient"):
        tg.arange(3, requires_grad=True)


def test_the_same_seed_gives_the_same_numbers():
    tg.manual_seed(3)
    first = tg.rand(4).tolist(), tg.randn(4).tolist()
    tg.manual_seed(3)
    assert (tg.rand(4).tolist(), tg.randn(4).tolist()) == first
    assert tg.rand(4).tolist() != first[0]


def test_a_generator_of_ones_own_leaves_the_default_one_alone():
    tg.manual_seed(3)
    expected = tg.rand(4).tolist()
    tg.manual_seed(3)
    own = tg.randn(4, generator=np.random.default_rng(1))
    assert tg.rand(4).tolist() == expected
    np.testing.assert_array_equal(own.data, tg.randn(4, generator=np.random.default_rng(1)).data)


def test_random_numbers_have_their_distribution():
    uniform, normal = tg.rand(100_000).data, tg.randn(100_000).data
    assert uniform.min() >= 0.0
    assert uniform.max() < 1.0
    assert abs(uniform.mean() - 0.5) < 0.005
    assert abs(uniform.var() - 1 / 12) < 0.002
    assert abs(normal.mean()) < 0.015
    assert abs(normal.std() - 1.0) < 0.01


def test_uniform_numbers_in_float32_stay_below_1():
    class Largest(np.random.Generator):
        """A generator that always draws the largest float64 below 1."""

        def random(self, size=None, dtype=np.float64, out=None):
            one = np.ones(size, dtype)
            return np.nextafter(one, 0 * one)

    assert tg.rand(3, generator=Largest(np.random.PCG64(0))).data.max() < 1.0
