"""Models: Sequential, subclasses, and what they say of themselves."""

import numpy as np
import pytest

from tinygrad_edu import keras
from tinygrad_edu.keras import Input, layers, models

from .cases import X


def test_a_list_and_add_make_the_same():
    one = models.Sequential([layers.Dense(3, input_shape=(2,)), layers.Dense(1)])
    other = models.Sequential()
    other.add(Input((2,)))
    other.add(layers.Dense(3))
    other.add(layers.Dense(1))
    third = models.Sequential([layers.Dense(3, input_dim=2), layers.Dense(1)])
    for model in (one, other, third):
        assert [w.shape for w in model.weights] == [(2, 3), (3,), (3, 1), (1,)]
        assert model.built
        assert (model.input_shape, model.output_shape) == ((None, 2), (None, 1))
        assert [type(layer).__name__ for layer in model.layers] == ["Dense", "Dense"]


def test_without_a_shape_it_is_built_later():
    model = models.Sequential([layers.Dense(3), layers.Dense(1)])
    assert not model.built
    assert model.weights == []
    with pytest.raises(AttributeError, match=r"no input shape yet\nhelp: model.build"):
        model.input_shape
    model.build((None, 4))
    assert [w.shape for w in model.weights] == [(4, 3), (3,), (3, 1), (1,)]
    with pytest.raises(ValueError, match=r"is built for \(None, 4\), not \(None, 5\)"):
        model.build((None, 5))
    called = models.Sequential([layers.Dense(3)])
    called(np.zeros((2, 4)))
    assert called.output_shape == (None, 3)
    fitted = models.Sequential([layers.Dense(1)])
    fitted.compile("sgd", "mse")
    fitted.fit(np.zeros((2, 4)), np.zeros(2), verbose=0)
    assert fitted.count_params() == 5


def test_pop_and_add_again():
    model = models.Sequential([layers.Dense(3, input_shape=(2,)), layers.Dense(1)])
    last = model.layers[-1]
    assert model.pop() is last
    assert model.output_shape == (None, 3)
    model.add(layers.Dense(5))
    assert model.output_shape == (None, 5)
    assert model(np.zeros((4, 2))).shape == (4, 5)
    model.pop()
    model.pop()
    with pytest.raises(IndexError, match="no layer to take away"):
        model.pop()
    model.add(layers.Dense(7))
    assert model.output_shape == (None, 7)


@pytest.mark.parametrize(
    ("entry", "error", "message"),
    [
        (layers.Dense, TypeError, "was given the class Dense\nhelp: a layer, as in"),
        ("relu", TypeError, "was given a str\nhelp"),
        (lambda: layers.Dense(1, name="a"), ValueError, "has a layer 'a' already\nhelp: .*name='…'"),
        (lambda: Input((3,)), ValueError, "an Input behind other layers"),
        (lambda: layers.Conv2D(3, 2), ValueError, "wants"),
    ],
)
def test_what_cannot_be_added(entry, error, message):
    model = models.Sequential([layers.Dense(2, name="a", input_shape=(3,))])
    made = entry() if callable(entry) and not isinstance(entry, type) else entry
    with pytest.raises(error, match=message):
        model.add(made)
    assert len(model.layers) == 1
    with pytest.raises(ValueError, match=r"has no layers\nhelp: model.add"):
        models.Sequential().build((None, 3))


def test_get_layer():
    model = models.Sequential([layers.Dense(2, name="first", input_shape=(3,)), layers.Dense(1)])
    assert model.get_layer("first") is model.get_layer(index=0) is model.layers[0]
    with pytest.raises(ValueError, match="no layer 'fist'\nhelp: 'first', 'dense'"):
        model.get_layer("fist")
    with pytest.raises(ValueError, match="no layer 2\nhelp: there are 2 layers"):
        model.get_layer(index=2)
    with pytest.raises(ValueError, match="by its name or by its index"):
        model.get_layer()


def test_sequentials_within_sequentials():
    inner = models.Sequential([layers.Dense(3), layers.Dropout(0.5)])
    model = models.Sequential([inner, layers.Dense(1)])
    model.build((None, 4))
    assert [layer.name for layer in model.layers] == ["sequential", "dense_1"]
    assert model.count_params() == 19
    np.testing.assert_array_equal(model.predict(np.ones((2, 4)), verbose=0), model(np.ones((2, 4))).data)


class Two(keras.Model):
    """A net with a branch."""

    def __init__(self, units=3, **options):
        super().__init__(**options)
        self.units = units
        self.inner = [layers.Dense(units, activation="relu"), layers.BatchNormalization()]
        self.outer = layers.Dense(1)

    def call(self, x, training=None):
        y = x
        for layer in self.inner:
            y = layer(y)
        return self.outer(x + y) * (2.0 if training else 1.0)


def test_a_subclass_is_a_model():
    model = Two()
    with pytest.raises(AttributeError, match="no input shape"):
        model.output_shape
    model.build((None, 3))
    assert [layer.name for layer in model.layers] == ["dense", "batch_normalization", "dense_1"]
    assert (model.output_shape, model.count_params(), model.name) == ((None, 1), 28, "two")
    model.compile("sgd", "mse", metrics=["mae"])
    x, y = X, np.zeros(16)
    before = model.get_weights()
    model.fit(x, y, epochs=2, verbose=0)
    assert all(not np.array_equal(a, b) for a, b in zip(before, model.get_weights()))
    assert float(model(x[:1], training=True)) != float(model(x[:1]))


def test_a_subclass_whose_call_fails_is_not_built():
    class Wrong(keras.Model):
        def call(self, x):
            raise RuntimeError("no")

    model = Wrong()
    with pytest.raises(RuntimeError, match="no"):
        model.build((None, 3))
    assert not model.built


class Kept(keras.Model):
    """Layers in every place where Keras finds them."""

    def __init__(self):
        super().__init__()
        self.by_name = {"b": layers.Dense(1, name="b"), "a": layers.Dense(1, name="a")}
        self.nested = [[layers.Dense(1, name="nested")], {"deep": (layers.Dense(1, name="deep"), 3)}]
        self.mixed = ("text", layers.Dense(1, name="mixed"), 5)
        self.late: list = []
        self.late.append(layers.Dense(1, name="late"))
        self.again = self.late[0]
        self.later: dict = {}

    def build(self, input_shape):
        self.later["layer"] = layers.Dense(1, name="later")
        super().build(input_shape)

    def all_of_them(self):
        (nested,), parts = self.nested
        return [
            *self.by_name.values(), nested, parts["deep"][0], self.mixed[1], *self.late, *self.later.values(),
        ]  # fmt: skip

    def call(self, x):
        return sum(layer(x) for layer in self.all_of_them())


def test_layers_are_found_in_lists_tuples_and_dicts(tmp_path):
    model = Kept()
    model.compile("sgd", "mse")
    model.build((None, 3))
    names = ["b", "a", "nested", "deep", "mixed", "late", "later"]
    assert [layer.name for layer in model.layers] == names
    assert (len(model.trainable_weights), model.count_params()) == (14, 28)
    assert model.nested[1]["deep"][1] == 3
    assert model.get_layer("deep") is model.nested[1]["deep"][0]
    before = model.get_weights()
    model.fit(X, np.zeros(16), verbose=0)
    assert all(not np.array_equal(a, b) for a, b in zip(before, model.get_weights()))
    model.save_weights(tmp_path / "model.weights.npz")
    again = Kept()
    again.build((None, 3))
    again.load_weights(tmp_path / "model.weights.npz")
    np.testing.assert_array_equal(again.predict(X, verbose=0), model.predict(X, verbose=0))
    assert set(model.state_dict()) >= {"by_name.b.kernel", "nested.1.deep.0.bias", "late.0.kernel", "later.layer.bias"}
    model.trainable = False
    assert not any(layer.kernel.requires_grad for layer in model.layers)


def test_weights_are_found_wherever_they_are_kept():
    class Sums(layers.Layer):
        def build(self, input_shape):
            self.factors = [self.add_weight((1,), "ones", name="factor"), self.add_weight((1,), "ones", name="factor")]
            self.table = {"bias": self.add_weight(shape=(1,), initializer="zeros", name="name")}
            self.kept = self.add_weight("kept", shape=(1,))
            self.state = self.add_weight((), "zeros", trainable=False)

        def call(self, x):
            return x * self.factors[0] * self.factors[1] + self.table["bias"] + self.kept

    model = models.Sequential([layers.Input((1,)), Sums(name="sums")])
    model.compile("sgd", "mse")
    assert [weight.name for weight in model.weights] == ["factor", "factor", "name", "kept", "variable"]
    assert len(model.trainable_weights) == len([*model.parameters()]) == 4
    before = model.get_weights()
    model.fit(np.ones((4, 1)), np.zeros(4), verbose=0)
    assert [np.array_equal(*pair) for pair in zip(before, model.get_weights())] == [False] * 4 + [True]
    assert model.layers[0].name == "sums"
    assert len(model.state_dict()) == 5
    unnamed = layers.Layer()
    assert [unnamed.add_weight().name, unnamed.add_weight().name] == ["variable_1", "variable_2"]


def test_a_model_that_was_not_begun_says_so():
    class Forgetful(keras.Model):
        def __init__(self, kept):
            self.part = kept

    for kept in (layers.Dense(1), [layers.Dense(1)], {"a": (layers.Dense(1),)}):
        with pytest.raises(
            RuntimeError, match=r"Forgetful was given the layer .*\nhelp: call super\(\).__init__\(\) first"
        ):
            Forgetful(kept)


def test_a_sequential_of_one_layer_without_a_list():
    for given in (layers.Dense(1), layers.Dense):
        with pytest.raises(TypeError, match=r"was given <.*Dense.*\nhelp: a list of layers: Sequential\(\["):
            models.Sequential(given)
    with pytest.raises(ValueError, match=r"the input_shape is 8\nhelp: \(None, 8\), None for examples"):
        models.Sequential([layers.Dense(1)]).build(8)


def test_a_function_as_a_layer(tmp_path):
    model = models.Sequential([layers.Lambda(lambda x, power: x**power, arguments={"power": 2}), layers.Dense(1)])
    assert model.predict(X, verbose=0).shape == (16, 1)
    with pytest.raises(TypeError, match=r"Lambda.function is <function"):
        model.save(tmp_path / "model.keras")
    with pytest.raises(TypeError, match="Lambda of 3\nhelp: a function"):
        layers.Lambda(3)


def test_graphs_of_layers_are_refused():
    for make in (lambda: keras.Model(Input((3,)), Input((3,))), lambda: keras.Model(inputs=1, outputs=2)):
        with pytest.raises(TypeError, match=r"help: Sequential\(\[layers …\]\), or a subclass of Model"):
            make()


def test_everything_is_where_keras_has_it():
    from tinygrad_edu.keras import activations, callbacks, initializers, losses, metrics, optimizers, utils
    from tinygrad_edu.keras.datasets import imdb, mnist
    from tinygrad_edu.keras.layers import Dense
    from tinygrad_edu.keras.models import Sequential, load_model
    from tinygrad_edu.keras.utils import to_categorical

    for thing in (
        keras.Sequential,
        Sequential,
        keras.Model,
        keras.Input,
        keras.Layer,
        Dense,
        load_model,
        to_categorical,
    ):
        assert callable(thing)
    for room in (activations, callbacks, initializers, losses, metrics, optimizers, utils, imdb, mnist):
        assert [name for name in room.__all__ if not hasattr(room, name)] == []
