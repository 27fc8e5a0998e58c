"""Initializers: their distributions."""

import math

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.keras import initializers
from tinygrad_edu.keras.initializers import fans
from tinygrad_edu.keras.known import TABLES

SHAPE = (3, 5, 20, 60)  # a convolution of 20 channels: 300 inputs, 900 outputs
STDS = {
    "GlorotUniform": math.sqrt(2 / 1200), "GlorotNormal": math.sqrt(2 / 1200), "HeUniform": math.sqrt(2 / 300),
    "HeNormal": math.sqrt(2 / 300), "LecunUniform": math.sqrt(1 / 300), "LecunNormal": math.sqrt(1 / 300),
    "RandomNormal": 0.05, "RandomUniform": 0.05 / math.sqrt(3), "TruncatedNormal": 0.05 * 0.8796256610342398,
}  # fmt: skip
LARGEST = dict.fromkeys(["GlorotUniform", "HeUniform", "LecunUniform", "RandomUniform"], math.sqrt(3))
LARGEST |= dict.fromkeys(["GlorotNormal", "HeNormal", "LecunNormal", "TruncatedNormal"], 2 / 0.8796256610342398)


@pytest.mark.parametrize("name", STDS)
def test_spread_and_bound(name):
    values = getattr(initializers, name)()(SHAPE)
    assert values.shape == SHAPE
    assert values.dtype == np.float32
    assert np.std(values) == pytest.approx(STDS[name], rel=0.02)
    assert abs(np.mean(values)) < 4 * STDS[name] / math.sqrt(values.size)
    if name in LARGEST:
        assert 0.97 * LARGEST[name] < np.max(np.abs(values)) / STDS[name] <= LARGEST[name] * (1 + 1e-6)
    else:
        assert np.max(np.abs(values)) > 3 * STDS[name]


def test_fans_are_those_of_keras_s_layouts():
    assert fans((784, 32)) == (784, 32)
    assert fans((3, 5, 20, 60)) == (300, 900)
    assert fans((7,)) == (7, 7)
    assert fans(()) == (1, 1)


def test_scaled_variances():
    for mode, n in [("fan_in", 300), ("fan_out", 900), ("fan_avg", 600)]:
        for distribution in ("uniform", "normal", "untruncated_normal"):
            values = initializers.VarianceScaling(3.0, mode, distribution)(SHAPE)
            assert np.var(values) == pytest.approx(3 / n, rel=0.04)
    with pytest.raises(ValueError, match=r"help: a scale above 0, a mode among .*fan_avg"):
        initializers.VarianceScaling(mode="fan")


def test_plain_ones():
    np.testing.assert_array_equal(initializers.Constant(0.5)((2, 3)), np.full((2, 3), 0.5))
    np.testing.assert_array_equal(initializers.Constant([1, 2, 3])((2, 3)), [[1, 2, 3]] * 2)
    np.testing.assert_array_equal(initializers.Identity(2.0)((2, 3)), 2 * np.eye(2, 3))
    np.testing.assert_array_equal(initializers.get("ones")((2,)), [1, 1])
    np.testing.assert_array_equal(initializers.get(None)((2,)), [0, 0])
    columns = initializers.Orthogonal(2.0)((3, 4, 5), np.float64).reshape(12, 5)
    np.testing.assert_allclose(columns.T @ columns, 4 * np.eye(5), atol=1e-12)
    for wrong in (initializers.Identity(), initializers.Orthogonal()):
        with pytest.raises(ValueError, match="axes"):
            wrong((3,))


def test_seeds_and_dtypes():
    draw = initializers.GlorotUniform(seed=3)
    np.testing.assert_array_equal(draw((3, 4)), draw((3, 4)))
    free = initializers.GlorotUniform()
    assert not np.array_equal(free((3, 4)), free((3, 4)))
    tg.set_default_dtype("float64")
    assert free((3, 4)).dtype == np.float64


@pytest.mark.parametrize("name", sorted({made.__name__ for made in TABLES["initializer"].values()}))
def test_they_are_found_by_name_and_made_again(name):
    made = initializers.get(name)
    assert type(made).from_config(made.get_config()).get_config() == made.get_config()
    snake = {"GlorotUniform": "glorot_uniform", "HeNormal": "he_normal", "Zeros": "zeros"}
    if name in snake:
        assert type(initializers.get(snake[name])) is type(made)


def test_what_is_no_initializer():
    with pytest.raises(ValueError, match="no initializer 'glorot_unifrom'\nhelp: 'glorot_uniform', "):
        initializers.get("glorot_unifrom")
    with pytest.raises(TypeError, match="a name or a function of a shape"):
        initializers.get(0.5)
    with pytest.raises(TypeError, match="Initializer has no values"):
        initializers.Initializer()((2,))
    assert initializers.get(lambda shape, dtype=None: np.ones(shape))((2,)).tolist() == [1, 1]
