"""Dropout of channels, and alpha dropout: what is dropped, and what stays of mean and variance."""

import numpy as np
import pytest

import tinygrad_edu as tg
import tinygrad_edu.nn.functional as F
from tinygrad_edu import nn

CHANNELS = {nn.Dropout1d: (300, 40, 5), nn.Dropout2d: (300, 40, 2, 3), nn.Dropout3d: (300, 40, 2, 1, 2)}


@pytest.mark.parametrize("kind", CHANNELS)
def test_whole_channels_are_dropped(kind):
    shape = CHANNELS[kind]
    y = kind(0.3)(tg.ones(*shape)).data.reshape(*shape[:2], -1)
    np.testing.assert_array_equal(y, np.broadcast_to(y[:, :, :1], y.shape))
    share = (y[:, :, 0] == 0).mean()
    assert abs(share - 0.3) < 4 * np.sqrt(0.3 * 0.7 / (300 * 40))
    np.testing.assert_allclose(y[y != 0], 1 / 0.7, rtol=1e-6)


def test_without_examples_the_first_axis_counts_the_channels():
    y = nn.Dropout1d(0.5)(tg.ones(200, 4)).data
    np.testing.assert_array_equal(y, np.broadcast_to(y[:, :1], y.shape))
    assert 0 < np.count_nonzero(y[:, 0]) < 200
    y = nn.Dropout3d(0.5)(tg.ones(200, 2, 1, 2)).data.reshape(200, -1)
    np.testing.assert_array_equal(y, np.broadcast_to(y[:, :1], y.shape))


@pytest.mark.parametrize("p", [0.1, 0.5])
def test_alpha_dropout_keeps_mean_and_variance(p):
    x = np.random.default_rng(0).normal(size=400_000)
    y = nn.AlphaDropout(p)(tg.tensor(x)).data
    assert abs(y.mean()) < 0.01
    assert abs(y.var() - 1) < 0.01
    lowest = np.unique(np.round(y, 9), return_counts=True)[1].max() / x.size
    assert abs(lowest - p) < 0.005


def test_feature_alpha_dropout_drops_whole_channels():
    y = nn.FeatureAlphaDropout(0.5)(tg.tensor(np.full((50, 20, 4), 2.0))).data
    np.testing.assert_array_equal(y, np.broadcast_to(y[:, :, :1], y.shape))
    assert len(np.unique(y)) == 2


@pytest.mark.parametrize("kind", [*CHANNELS, nn.Dropout, nn.AlphaDropout, nn.FeatureAlphaDropout])
def test_evaluation_and_p_0_change_nothing(kind):
    x = tg.ones(2, 3, 4, 5)
    if kind is nn.Dropout1d:
        x = x[0]
    assert kind(0.9).eval()(x) is x
    assert kind(0.0)(x) is x


@pytest.mark.parametrize("kind", [nn.Dropout, nn.Dropout2d, nn.AlphaDropout, nn.FeatureAlphaDropout])
def test_p_1_gives_zeros_and_no_gradient(kind):
    x = tg.tensor(np.ones((2, 3, 4, 5)), requires_grad=True)
    y = kind(1.0)(x)
    y.sum().backward()
    assert not np.any(y.data)
    assert not np.any(x.grad.data)


def test_the_gradient_goes_where_the_value_went():
    x = tg.tensor(np.full((20, 30, 2, 2), 3.0), requires_grad=True)
    y = nn.Dropout2d(0.4)(x)
    y.sum().backward()
    np.testing.assert_allclose(x.grad.data, y.data / 3, rtol=1e-15)


@pytest.mark.parametrize("kind", [*CHANNELS, nn.Dropout, nn.AlphaDropout, nn.FeatureAlphaDropout])
def test_the_text_is_pytorchs(kind):
    torch = pytest.importorskip("torch")
    assert repr(kind(0.3)) == repr(getattr(torch.nn, kind.__name__)(0.3))
    assert repr(kind(0.3, True)) == repr(getattr(torch.nn, kind.__name__)(0.3, True))


def test_the_functions_have_pytorchs_defaults():
    x = tg.ones(4, 5, 6)
    assert F.alpha_dropout(x) is x
    assert F.feature_alpha_dropout(x) is x
    assert F.dropout(x, 0.5, False, True) is x
    assert F.dropout1d(x) is not x
