"""Models that are made again from what others are made of."""

import json

import numpy as np
import pytest

from tinygrad_edu import keras
from tinygrad_edu.keras import layers, models

from .test_models import Two


def steep(x):
    return x * 3


class Scale(layers.Layer):
    """A layer of one's own."""

    def __init__(self, factor, **options):
        super().__init__(**options)
        self.factor = factor

    def call(self, x):
        return x * self.factor


def mixed():
    return models.Sequential([layers.Input((3,)), layers.Dense(2, steep), Scale(5), layers.Dense(1, name="last")])


def test_the_shape_of_the_input_is_kept():
    model = mixed()
    for again in (
        models.Sequential.from_config(models.Sequential([layers.Dense(2, input_shape=(3,))]).get_config()),
        models.clone_model(model),
        models.model_from_json(model.to_json(), {"steep": steep, "Scale": Scale}),
    ):
        assert again.built
        assert again.input_shape == (None, 3)
    unbuilt = models.Sequential.from_config(models.Sequential([layers.Dense(2)]).get_config())
    assert not unbuilt.built
    assert models.Sequential.from_config(models.Sequential([layers.Input((3,))]).get_config()).given_shape == (None, 3)


def test_a_clone_has_the_same_layers_and_weights_of_its_own():
    model = mixed()
    again = models.clone_model(model)
    assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]
    assert [w.shape for w in again.weights] == [w.shape for w in model.weights]
    assert not {*again.weights} & {*model.weights}
    assert not np.array_equal(again.get_weights()[0], model.get_weights()[0])
    again.set_weights(model.get_weights())
    x = np.ones((2, 3))
    np.testing.assert_array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))
    assert models.clone_model(Two(5)).units == 5


@pytest.mark.parametrize(
    "text",
    [
        "{}", "[1]", "not JSON", '{"class": "Dense", "kind": "layer", "config": {"units": 3}}', "[" * 5000,
        '{"class": "Sequential", "kind": "layer", "config": {}}',
        '{"class": "os.system", "kind": "layer", "config": {"command": "true"}}',
        '{"function": "eval", "kind": null}',
    ],
)  # fmt: skip
def test_other_texts_are_refused(text):
    with pytest.raises(ValueError, match="help: "):
        models.model_from_json(text)


def test_json_is_plain():
    model = keras.Sequential([layers.Dense(2, "relu", input_shape=(3,))])
    config = json.loads(model.to_json())["config"]
    assert config["input_shape"] == [None, 3]
    assert config["layers"][0]["config"]["activation"] == {"function": "relu", "kind": "function"}
    with pytest.raises(ValueError, match="'steep', which isn't this package's own"):
        models.model_from_json(mixed().to_json())
