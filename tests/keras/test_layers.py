"""Layers: shapes, weights, first values and errors. Their numbers in training are in `cases.py`."""

import copy

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import keras, nn
from tinygrad_edu.keras import Input, activations, layers, models
from tinygrad_edu.keras.known import TABLES, arguments_of
from tinygrad_edu.keras.layers import Layer

from .cases import LAYERS, PICTURES, SEQUENCES, X


def shapes(layer):
    return {weight.name: weight.shape for weight in layer.weights}


def built(layer, *shape):
    layer(np.zeros((2, *shape)))
    return layer


def test_layouts_are_keras_s():
    assert shapes(built(layers.Dense(3), 5)) == {"kernel": (5, 3), "bias": (3,)}
    assert shapes(built(layers.Conv2D(4, (3, 2), groups=2), 6, 6, 8)) == {"kernel": (3, 2, 4, 4), "bias": (4,)}
    assert shapes(built(layers.BatchNormalization(), 4, 5)) == dict.fromkeys(
        ["gamma", "beta", "moving_mean", "moving_variance"], (5,)
    )
    assert shapes(built(layers.LSTM(3), 4, 5)) == {"kernel": (5, 12), "recurrent_kernel": (3, 12), "bias": (12,)}
    assert shapes(built(layers.GRU(3), 4, 5)) == {"kernel": (5, 9), "recurrent_kernel": (3, 9), "bias": (2, 9)}
    assert shapes(built(layers.Embedding(7, 3), 4)) == {"embeddings": (7, 3)}


def test_first_values_are_keras_s():
    dense = built(layers.Dense(300), 200)
    kernel, bias = dense.get_weights()
    bound = np.sqrt(6 / 500)
    assert 0.98 * bound < np.max(np.abs(kernel)) <= bound
    assert not np.any(bias)
    table = built(layers.Embedding(100, 30), 1).get_weights()[0]
    assert 0.049 < np.max(np.abs(table)) <= 0.05
    assert [w[0] for w in built(layers.BatchNormalization(), 5).get_weights()] == [1, 0, 0, 1]
    lstm = built(layers.LSTM(4), 3, 2)
    np.testing.assert_array_equal(lstm.bias.numpy(), np.repeat([0, 1, 0, 0], 4))
    recurrent = lstm.recurrent_kernel.numpy()
    np.testing.assert_allclose(recurrent @ recurrent.T, np.eye(4), atol=1e-6)


@pytest.mark.parametrize("name", LAYERS)
def test_the_shape_that_is_promised_is_the_shape_of_the_output(name):
    case = LAYERS[name]
    x = case.x
    for layer in case.layers(keras):
        y = layer(x)
        given = (None, *x.shape[1:])
        assert layer.compute_output_shape(given) == (None, *y.shape[1:])
        assert Layer.compute_output_shape(layer, given) == (None, *y.shape[1:])
        x = y.detach()


def test_lengths_that_are_not_known():
    unknown = (None, None, None, 3)
    assert layers.Conv2D(4, 3).compute_output_shape(unknown) == (None, None, None, 4)
    assert layers.MaxPooling2D().compute_output_shape(unknown) == unknown
    assert layers.Flatten().compute_output_shape(unknown) == (None, None)
    assert layers.Reshape((-1, 3)).compute_output_shape((None, None)) == (None, None, 3)
    model = models.Sequential([Input((None,)), layers.Embedding(9, 3), layers.GlobalAveragePooling1D()])
    assert model.output_shape == (None, 3)
    assert [model.predict(np.zeros((2, n)), verbose=0).shape for n in (1, 5)] == [(2, 3)] * 2
    with pytest.raises(ValueError, match="its weights depend on axis -1, whose length must be known"):
        models.Sequential([Input((None,)), layers.Dense(3)])


def test_a_layer_is_built_once_and_then_keeps_to_its_lengths():
    dense = layers.Dense(3, name="first")
    assert not dense.built
    with pytest.raises(ValueError, match="'first' has no weights yet\nhelp: build it"):
        dense.count_params()
    dense.build_for((None, 4))
    kernel = dense.kernel
    assert dense(np.zeros((2, 4))).shape == (2, 3)
    assert dense.kernel is kernel
    with pytest.raises(
        ValueError, match=r"'first' of an input of shape \(None, 5\)\nhelp: it was built for \(None, 4\)"
    ):
        dense(np.zeros((2, 5)))


@pytest.mark.parametrize(
    ("make", "shape", "wanted"),
    [
        (lambda: layers.Dense(3), (5,), r"\(batch, …, numbers\)"),
        (lambda: layers.Conv2D(3, 2), (5, 6, 6), r"\(batch, rows, columns, channels\)"),
        (lambda: layers.MaxPooling1D(), (5, 6), r"\(batch, steps, channels\)"),
        (lambda: layers.GlobalMaxPooling2D(), (5, 6), r"\(batch, rows, columns, channels\)"),
        (lambda: layers.LSTM(3), (5, 6), r"\(batch, steps, numbers\)"),
    ],
)  # fmt: skip
def test_inputs_with_another_number_of_axes(make, shape, wanted):
    with pytest.raises(ValueError, match=rf"of an input of shape .*\nhelp: it wants {wanted}"):
        make()(np.zeros(shape))


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: layers.Dense(0), ValueError, "units is 0\nhelp"),
        (lambda: layers.Dense(2.5), ValueError, "units is 2.5\nhelp"),
        (lambda: layers.Dense(np.array(2.5)), ValueError, r"units is array\(2.5\)\nhelp"),
        (lambda: layers.Dense(True), ValueError, "units is True\nhelp"),
        (lambda: layers.Dense(3, activation="rleu"), ValueError, "no activation 'rleu'\nhelp: 'relu', "),
        (lambda: layers.Dense(3, activation=7), TypeError, "an activation is a name or a function"),
        (lambda: layers.Dense(3, kernel_initializer="he_norml"), ValueError, "help: 'he_normal', "),
        (lambda: layers.Dense(3, kernal_initializer="zeros"), ValueError, "help: its options are 'kernel_initializer'"),
        (lambda: layers.Dense(3, input_shape=(0,)), ValueError, "input_shape of layer .* is"),
        (lambda: layers.Dropout(1.5), ValueError, "the share that is dropped, from 0 to 1"),
        (lambda: layers.ReLU(max_value=-1), ValueError, "none of them can be negative"),
        (lambda: layers.LeakyReLU(-1), ValueError, "can't be negative"),
        (lambda: layers.Conv2D(3, 2, padding="full"), ValueError, "no padding 'full'\nhelp: 'valid'"),
        (lambda: layers.Conv2D(3, 2, groups=2), ValueError, "groups divides filters"),
        (lambda: layers.Conv2D(4, 2, groups=2)(np.zeros((1, 3, 3, 3))), ValueError, "groups divides the channels"),
        (lambda: layers.Conv2D(4, 5)(np.zeros((1, 3, 3, 3))), ValueError, "doesn't fit .*\nhelp: .* padding='same'"),
        (lambda: layers.Reshape((4, -1))(np.zeros((1, 6))), ValueError, "both must hold as many numbers: 6"),
        (lambda: layers.Reshape((0, -1)), ValueError, "a length is 0\nhelp: a whole number from 1 up"),
        (lambda: layers.LayerNormalization(axis=2)(np.zeros((3, 4))), ValueError, "axis 2 is out of bounds"),
        (lambda: layers.BatchNormalization(axis=2)(np.zeros((3, 4))), ValueError, "axis 2 is out of bounds"),
        (lambda: Input(None), ValueError, "the shape of an Input is None\nhelp: whole numbers"),
        (lambda: layers.Embedding(5, 2)(np.array([[5]])), ValueError, "numbers from 5 to 5\nhelp: .* 0 to 4"),
        (lambda: layers.SimpleRNN(2, activation="sigmoid"), ValueError, "'tanh' or 'relu'"),
        (lambda: layers.LSTM(2, "relu"), ValueError, "LSTM with activation 'relu'\nhelp: here it is 'tanh'"),
        (lambda: layers.LSTM(2)(np.zeros((2, 0, 3))), ValueError, "at least one"),
        (lambda: layers.Dense(2)(np.array([["a"]])), TypeError, "it takes an array of numbers"),
        (lambda: layers.Dense(2)(Input((3,))), TypeError, r"help: put layers into Sequential\(\[…\]\)"),
        (lambda: Layer()(np.zeros(3)), TypeError, "Layer computes nothing\nhelp: define call"),
        (lambda: built(layers.Dense(2), 3).kernel.assign(np.zeros((2, 2))), ValueError, "the shapes must agree"),
    ],
)  # fmt: skip
def test_errors_say_what_to_do(make, error, message):
    with pytest.raises(error, match=f"(?s){message}"):
        make()


def test_integers_stay_integers_only_where_they_are_looked_up():
    assert layers.Embedding(300, 2)(np.array([[255]], np.uint8)).shape == (1, 1, 2)
    assert layers.Embedding(300, 2)(np.array([[2.0]], np.float32)).shape == (1, 1, 2)
    assert layers.Dense(2)(np.array([[1, 2]], np.uint8)).dtype == np.float32
    assert layers.Flatten()(np.ones((2, 3, 4), bool)).dtype == bool
    assert layers.Dense(2)(np.zeros((2, 3))).dtype == np.float32


def test_dropout_drops_in_training_only():
    layer = layers.Dropout(0.25)
    x = np.ones((100, 100), np.float32)
    np.testing.assert_array_equal(layer(x).data, x)
    dropped = layer(x, training=True).data
    assert set(np.unique(dropped)) == {0, np.float32(4 / 3)}
    assert np.mean(dropped == 0) == pytest.approx(0.25, abs=0.02)
    assert not layer.training
    one, other = (layers.Dropout(0.5, seed=3)(x, training=True).data for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_batch_norm_that_is_not_trainable_looks_at_its_moving_statistics():
    layer = layers.BatchNormalization(trainable=False)
    x = np.float32(SEQUENCES)
    np.testing.assert_allclose(layer(x, training=True).data, x / np.sqrt(1.001), rtol=1e-5)
    np.testing.assert_array_equal(layer.moving_mean.numpy(), np.zeros(3))
    assert layer.trainable_weights == []


def test_weights_and_what_is_trained():
    model = models.Sequential([layers.Dense(3, input_shape=(2,)), layers.BatchNormalization(), layers.Dense(1)])
    assert [w.name for w in model.weights] == [
        "kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance", "kernel", "bias",
    ]  # fmt: skip
    assert [w.name for w in model.non_trainable_weights] == ["moving_mean", "moving_variance"]
    model.layers[0].trainable = False
    assert len(model.trainable_weights) == 4
    assert not model.layers[0].kernel.requires_grad
    model.trainable = False
    assert model.trainable_weights == []
    model.layers[0].trainable = True
    assert model.trainable_weights == []
    assert len(model.non_trainable_weights) == 8
    model.trainable = True
    assert len(model.trainable_weights) == 6


def test_setting_weights():
    layer = built(layers.Dense(2), 3)
    weights = [np.arange(6.0).reshape(3, 2), np.array([1.0, 2.0])]
    layer.set_weights(weights)
    for own, given in zip(layer.get_weights(), weights):
        np.testing.assert_array_equal(own, given)
        assert own.dtype == np.float32
    layer.get_weights()[0][:] = 7
    assert np.max(layer.kernel.numpy()) == 5
    with pytest.raises(ValueError, match=r"an array of shape \(2,\) for the weight 'kernel'"):
        layer.set_weights(weights[::-1])
    np.testing.assert_array_equal(layer.get_weights()[0], weights[0])
    with pytest.raises(ValueError, match=r"set_weights of 1 arrays .*\nhelp: kernel \(3, 2\); bias \(2,\)"):
        layer.set_weights(weights[:1])
    layer.bias.assign_add([1, 1])
    np.testing.assert_array_equal(layer.bias.numpy(), [2, 3])


def test_own_layers_and_layers_within_them():
    class Tower(Layer):
        def __init__(self, count, **options):
            super().__init__(**options)
            self.count = count
            self.parts = []
            for _ in range(count):
                self.parts.append(layers.Dense(3, activation="relu"))
            self.last = nn.Linear(3, 1)

        def build(self, input_shape):
            self.scale = self.add_weight(shape=(1,), initializer="ones", name="scale")

        def call(self, x, training=None):
            for part in self.parts:
                x = part(x)
            return self.last(x) * (2.0 if training else self.scale)

    tower = Tower(2)
    assert tower(np.ones((4, 5))).shape == (4, 1)
    assert tower.count_params() == 1 + 18 + 12 + 4
    assert tower.compute_output_shape((None, 5)) == (None, 1)
    tower.set_weights([np.zeros(w.shape) + 1 for w in tower.weights])
    assert float(tower(np.ones((1, 5)))) != float(tower(np.ones((1, 5)), training=True))
    model = models.Sequential([tower])
    model.compile("sgd", "mse")
    before = model.get_weights()
    model.fit(np.ones((8, 5)), np.zeros(8), verbose=0)
    assert all(not np.array_equal(a, b) for a, b in zip(before[1:], model.get_weights()[1:]))
    assert tower.get_config() == {"count": 2, "name": "tower", "trainable": True}


def test_a_layer_that_is_not_trainable_has_nothing_to_train_whatever_is_in_it():
    class Tower(Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.part = layers.Dense(2)

        def call(self, x):
            return self.part(x)

    tower = built(Tower(trainable=False), 3)
    assert tower.trainable_weights == []
    assert len(tower.non_trainable_weights) == 2
    assert len(built(Tower(), 3).trainable_weights) == 2


def test_layers_are_modules():
    model = models.Sequential([layers.Dense(3, input_shape=(2,)), layers.Dense(1)])
    assert list(model.state_dict()) == ["0.kernel", "0.bias", "1.kernel", "1.bias"]
    assert isinstance(model, nn.Module)
    again = copy.deepcopy(model)
    np.testing.assert_array_equal(again(X[:, :2]).data, model(X[:, :2]).data)
    assert sum(p.numel() for p in model.parameters()) == model.count_params()


def test_names_are_keras_s():
    given = [layers.Conv2D(1, 2), layers.ReLU(), layers.MaxPooling2D(), layers.LSTM(2), layers.GlobalAveragePooling2D()]
    assert [layer.name for layer in given] == ["conv2d", "re_lu", "max_pooling2d", "lstm", "global_average_pooling2d"]
    assert [layers.Dense(1).name for _ in range(3)] == ["dense", "dense_1", "dense_2"]
    assert repr(layers.Dense(1, name="mine")) == "<Dense name=mine, built=False>"


@pytest.mark.parametrize("name", sorted({thing.__name__ for thing in TABLES["layer"].values()}))
def test_layers_are_made_again_from_their_arguments(name):
    made = TABLES["layer"][name]
    required = {"units": 3, "filters": 2, "kernel_size": 2, "rate": 0.5, "activation": "tanh", "shape": (3,),
                "target_shape": (2, -1), "input_dim": 5, "output_dim": 2, "function": activations.relu}  # fmt: skip
    options = {
        k: v for k, v in required.items() if k in arguments_of(made) and (k != "input_dim" or name == "Embedding")
    }
    layer = made(**options, name="given")
    again = made.from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    assert again.name == "given"


def test_aliases():
    assert layers.MaxPool2D is layers.MaxPooling2D
    assert layers.AvgPool1D is layers.AveragePooling1D
    assert layers.GlobalMaxPool1D is layers.GlobalMaxPooling1D
    assert layers.Convolution2D is layers.Conv2D


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("strides", [1, 2])
def test_convolutions_are_those_of_nn_with_the_axes_moved(padding, strides):
    layer = layers.Conv2D(4, 3, strides=strides, padding=padding)
    y = layer(PICTURES).data
    x = np.moveaxis(PICTURES, -1, 1)
    if padding == "same":
        around = [max(0, (-(-n // strides) - 1) * strides + 3 - n) for n in x.shape[2:]]
        x = np.pad(x, [(0, 0), (0, 0), *[(n // 2, n - n // 2) for n in around]])
    kernel = np.transpose(layer.kernel.numpy(), (3, 2, 0, 1))
    expected = nn.functional.conv2d(tg.tensor(x).float(), tg.tensor(kernel), stride=strides).data
    np.testing.assert_allclose(y, np.moveaxis(expected, 1, -1), rtol=1e-5, atol=1e-6)
