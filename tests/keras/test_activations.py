"""Activations: the constants in which Keras and PyTorch differ. In training they are in `cases.py`."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.keras import activations, layers
from tinygrad_edu.testing import gradcheck


def at(function, x, **options):
    return float(function(tg.tensor(x, dtype="float64"), **options))


def test_slopes_of_leaky_relu():
    assert at(activations.leaky_relu, -1.0) == -0.2
    assert float(layers.LeakyReLU()(np.float32([-1]))[0]) == pytest.approx(-0.3)
    assert float(nn.LeakyReLU()(tg.tensor([-1.0]))[0]) == pytest.approx(-0.01)


def test_hard_sigmoid_and_gelu():
    assert [at(activations.hard_sigmoid, x) for x in (-4.0, -1.5, 0.0, 4.0)] == [0, 0.25, 0.5, 1]
    assert at(activations.gelu, 1.0) == pytest.approx((1 + math.erf(1 / math.sqrt(2))) / 2, rel=1e-12)
    assert at(activations.gelu, 1.0, approximate=True) == pytest.approx(0.8411919906082768, rel=1e-12)


def test_softplus_is_exact_where_pytorch_s_is_x_itself():
    assert at(activations.softplus, 21.0) == 21 + math.log1p(math.exp(-21))
    assert float(nn.functional.softplus(tg.tensor(21.0, dtype="float64"))) == 21


@given(
    st.floats(-10, 10), st.sampled_from([0.0, 0.1, 2.0]), st.sampled_from([None, 0.5, 6.0]), st.sampled_from([0.0, 1.5])
)
def test_relu_with_its_options(x, slope, most, threshold):
    expected = x if x > threshold else slope * (x - threshold)
    if most is not None and x > threshold:
        expected = min(x, most)
    own = at(activations.relu, x, negative_slope=slope, max_value=most, threshold=threshold)
    assert own == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    "options", [{"negative_slope": 0.1}, {"max_value": 2.0}, {"threshold": 1.0, "negative_slope": 0.5}]
)
def test_the_slopes_of_relu(options):
    x = tg.tensor([-2.0, 0.5, 1.3, 3.0], dtype="float64", requires_grad=True)
    gradcheck(lambda x: activations.relu(x, **options), x)


def test_others():
    x = tg.tensor([[-3.0, 0.3, 0.7, 2.0]])
    np.testing.assert_allclose(activations.glu(x).data, nn.functional.glu(x).data)
    np.testing.assert_allclose(activations.threshold(x, 0.5, -1.0).data, [[-1, -1, 0.7, 2]], rtol=1e-6)
    assert activations.linear(x) is x


def test_names():
    assert activations.get(None) is activations.linear
    assert activations.get("swish") is activations.silu
    assert activations.get(math.sin) is math.sin
    with pytest.raises(ValueError, match="no activation 'sigmiod'\nhelp: 'sigmoid', 'log_sigmoid'"):
        activations.get("sigmiod")


def test_a_softmax_of_one_number_warns():
    for call in (
        lambda: activations.softmax(np.ones((4, 1))),
        lambda: layers.Softmax()(np.ones((4, 1))),
        lambda: layers.Dense(1, activation="softmax")(np.ones((4, 2))),
    ):
        with pytest.warns(UserWarning, match=r"which has length 1, is always 1\nhelp: .*activation='sigmoid'"):
            call()
    activations.softmax(np.ones((1, 4)))


def test_older_names():
    assert activations.swish is activations.silu
    assert activations.hard_swish is activations.hard_silu
