"""Pools as layers: beside PyTorch's, where the largest stand, and what can't be."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.nn import functional

from .against_torch import assert_like_torch


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


LAYERS = {
    "MaxPool1d": (lambda n: n.MaxPool1d(2), (2, 3, 5)),
    "MaxPool1d, everything": (lambda n: n.MaxPool1d(3, 2, 1, 2, False, True), (1, 2, 8)),
    "MaxPool2d": (lambda n: n.MaxPool2d((2, 3), stride=1), (2, 2, 4, 5)),
    "MaxPool2d of one example": (lambda n: n.MaxPool2d(2), (2, 4, 5)),
    "MaxPool2d with indices": (lambda n: n.MaxPool2d(3, 2, padding=1, return_indices=True), (1, 2, 5, 6)),
    "MaxPool3d": (lambda n: n.MaxPool3d(2, padding=1, ceil_mode=True), (1, 1, 3, 4, 2)),
    "AvgPool1d": (lambda n: n.AvgPool1d(3, 2, 1, True, False), (1, 2, 6)),
    "AvgPool2d": (lambda n: n.AvgPool2d(2), (1, 2, 5, 4)),
    "AvgPool2d, everything": (lambda n: n.AvgPool2d((2, 3), (2, 1), (1, 0), True, False, 5), (1, 2, 5, 4)),
    "AvgPool3d": (lambda n: n.AvgPool3d(2, stride=1), (1, 2, 3, 2, 3)),
    "LPPool1d": (lambda n: n.LPPool1d(2, 3), (1, 2, 7)),
    "LPPool2d": (lambda n: n.LPPool2d(4, (2, 1), stride=1, ceil_mode=True), (1, 2, 3, 3)),
    "LPPool3d": (lambda n: n.LPPool3d(2, 2), (1, 1, 2, 4, 2)),
    "AdaptiveAvgPool1d": (lambda n: n.AdaptiveAvgPool1d(3), (2, 2, 7)),
    "AdaptiveAvgPool2d": (lambda n: n.AdaptiveAvgPool2d((None, 2)), (1, 2, 3, 5)),
    "AdaptiveAvgPool2d to one": (lambda n: n.AdaptiveAvgPool2d(1), (1, 2, 3, 5)),
    "AdaptiveAvgPool3d": (lambda n: n.AdaptiveAvgPool3d((1, 2, 3)), (1, 2, 3, 2, 4)),
    "AdaptiveMaxPool1d": (lambda n: n.AdaptiveMaxPool1d(3, return_indices=True), (2, 2, 7)),
    "AdaptiveMaxPool2d": (lambda n: n.AdaptiveMaxPool2d((2, 3), True), (2, 5, 6)),
    "AdaptiveMaxPool2d, no remainder": (lambda n: n.AdaptiveMaxPool2d((2, None), True), (1, 1, 4, 3)),
    "AdaptiveMaxPool3d": (lambda n: n.AdaptiveMaxPool3d(2), (1, 1, 3, 2, 3)),
}


@pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS)
def test_a_layer_is_pytorchs(make, shape):
    assert_like_torch(make, numbers(*shape))


@pytest.mark.parametrize("axes", [1, 2, 3])
@pytest.mark.parametrize("length", [4, 5])
def test_what_was_unpooled_stands_where_it_stood(axes, length):
    shape = (1, 2, *(length,) * axes)
    x = np.random.default_rng(0).permutation(np.prod(shape)).reshape(shape) + 1.0
    values, indices = getattr(nn, f"MaxPool{axes}d")(2, return_indices=True)(tg.tensor(x))
    unpool = getattr(nn, f"MaxUnpool{axes}d")(2)
    y = unpool(values, indices) if length == 4 else unpool(values, indices, output_size=shape)
    assert y.shape == shape
    assert np.count_nonzero(y.data) == 2 * 2**axes
    np.testing.assert_array_equal(y.data[y.data != 0], x[y.data != 0])
    options = {} if length == 4 else {"output_size": list(shape)}
    assert_like_torch(lambda n: getattr(n, f"MaxUnpool{axes}d")(2), values.data, indices.data, **options)


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_indices_count_in_the_input_without_padding(axes):
    x = numbers(2, 3, *(6, 5, 4)[:axes])
    pool = getattr(functional, f"max_pool{axes}d")
    values, indices = pool(tg.tensor(x), 3, stride=2, padding=1, dilation=1, ceil_mode=True, return_indices=True)
    assert indices.dtype == np.int64
    rows = np.take_along_axis(x.reshape(2, 3, -1), indices.data.reshape(2, 3, -1), -1)
    np.testing.assert_array_equal(rows.reshape(values.shape), values.data)
    assert not indices.requires_grad


def test_arrays_give_arrays_of_indices():
    values, indices = functional.max_pool1d(np.array([[3.0, 1.0, 2.0, 5.0]]), 2, return_indices=True)
    assert isinstance(indices, np.ndarray)
    np.testing.assert_array_equal((values, indices), [[[3, 5]], [[0, 3]]])


def test_nan_is_the_largest():
    x = tg.tensor([[1.0, np.nan, 2.0, 3.0]], requires_grad=True)
    y, indices = functional.max_pool1d(x, 2, return_indices=True)
    y.backward(np.ones((1, 2)))
    np.testing.assert_array_equal(y.data, [[np.nan, 3]])
    np.testing.assert_array_equal(indices.data, [[1, 3]])
    np.testing.assert_array_equal(x.grad.data, [[0, 1, 0, 1]])


def test_a_window_of_minus_infinity_has_an_index_inside():
    x = tg.tensor([[-np.inf, -np.inf, 1.0]])
    y, indices = functional.max_pool1d(x, 2, stride=1, padding=1, return_indices=True)
    np.testing.assert_array_equal(y.data, [[-np.inf, -np.inf, 1, 1]])
    np.testing.assert_array_equal(indices.data, [[0, 0, 2, 2]])


def test_integers_are_pooled():
    x = tg.tensor([[[1, 5], [-2, 3]]])
    y = functional.max_pool2d(x, 2, padding=1)
    assert y.dtype == np.int64
    np.testing.assert_array_equal(y.data, [[[1, 5], [-2, 3]]])


def test_the_largest_is_found_again_after_a_change_of_the_input_only_if_it_was_not_used():
    x = tg.tensor(numbers(1, 4), requires_grad=True)
    y = functional.max_pool1d(x, 2)
    with tg.no_grad():
        x[0, 0] = 9.0
    with pytest.raises(RuntimeError, match="changed in place"):
        y.backward(np.ones((1, 2)))


def test_ceil_mode_never_starts_a_window_behind_the_end():
    assert functional.max_pool1d(tg.zeros(1, 4), 1, stride=3, ceil_mode=True).shape == (1, 2)
    assert functional.max_pool1d(tg.zeros(1, 5), 2, stride=4, ceil_mode=True).shape == (1, 2)
    assert functional.max_pool1d(tg.zeros(1, 4), 2, stride=4, ceil_mode=True).shape == (1, 1)


def test_unpooling_refuses_other_lengths_than_there_may_have_been():
    values, indices = functional.max_pool1d(tg.tensor(numbers(1, 6)), 2, return_indices=True)
    with pytest.raises(ValueError, match=r"output_size \(8,\).*\nhelp: \(6,\)"):
        functional.max_unpool1d(values, indices, 2, output_size=(8,))
