"""Saving and loading: everything comes back, nothing runs, and what can't be read says why."""

import signal
import zipfile

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import keras
from tinygrad_edu.keras import layers, metrics, models, optimizers
from tinygrad_edu.keras.optimizers import schedules
from tinygrad_edu.serialization import load, save

from .cases import CASES, LAYERS, X, Y
from .test_models import Two


def trained(*more, optimizer="adam", **compiled):
    model = models.Sequential([layers.Dense(4, activation="tanh", input_shape=(3,)), *more, layers.Dense(2)])
    model.compile(**{"optimizer": optimizer, "loss": "mse", "metrics": ["mae"], **compiled})
    model.fit(X, Y, epochs=2, verbose=0)
    return model


@pytest.mark.parametrize("optimizer", ["sgd", "rmsprop", "adam", "adamw", "nadam", "adamax", "adagrad", "adadelta"])
def test_training_goes_on_as_if_it_had_never_stopped(optimizer, tmp_path):
    model = trained(optimizer=optimizer)
    model.save(tmp_path / "model.keras")
    again = models.load_model(tmp_path / "model.keras")
    assert again.optimizer.iterations == model.optimizer.iterations == 2
    assert again.metrics_names[0] == "loss"
    for one in (model, again):
        one.fit(X, Y, epochs=3, shuffle=False, batch_size=5, verbose=0)
    assert model.history.history == again.history.history
    for own, copy in zip(model.get_weights(), again.get_weights()):
        np.testing.assert_array_equal(own, copy)


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_comes_back(name, tmp_path):
    case = LAYERS[name]
    model = models.Sequential([keras.Input(case.x.shape[1:]), *case.layers(keras)])
    model.save(tmp_path / "model.keras")
    again = models.load_model(tmp_path / "model.keras")
    assert not again.compiled
    assert [layer.get_config() for layer in again.layers] == [layer.get_config() for layer in model.layers]
    np.testing.assert_array_equal(again.predict(case.x, verbose=0), model.predict(case.x, verbose=0))


@pytest.mark.parametrize("name", ["fit: binary metrics", "fit: classes", "fit: weights", "loss: bce smoothed"])
def test_losses_and_metrics_come_back(name, tmp_path):
    case = CASES[name]
    model = models.Sequential([keras.Input(case.x.shape[1:]), *case.layers(keras)])
    model.compile(**{"loss": "mse", **case.compiled(keras)})
    model.save(tmp_path / "model.keras")
    again = models.load_model(tmp_path / "model.keras")
    expected = model.evaluate(case.x, case.y, verbose=0, return_dict=True)
    assert again.evaluate(case.x, case.y, verbose=0, return_dict=True) == expected


def test_names_trainability_and_shapes_come_back(tmp_path):
    model = trained(layers.Dense(3, name="frozen", trainable=False))
    model.optimizer.learning_rate = 0.5
    model.save(tmp_path / "model.keras")
    again = models.load_model(tmp_path / "model.keras")
    assert [layer.name for layer in again.layers] == ["dense", "frozen", "dense_1"]
    assert [layer.trainable for layer in again.layers] == [True, False, True]
    assert again.input_shape == (None, 3)
    assert again.optimizer.learning_rate == again.optimizer.param_groups[0]["lr"] == 0.5
    assert not models.load_model(tmp_path / "model.keras", compile=False).compiled
    model.trainable = False
    model.layers[2].trainable = True
    model.save(tmp_path / "model.keras")
    again = models.load_model(tmp_path / "model.keras")
    assert not again.trainable
    assert [layer.trainable for layer in again.layers] == [False, False, True]
    unbuilt = models.Sequential([layers.Dense(3)], name="later")
    unbuilt.save(tmp_path / "later.keras")
    assert not models.load_model(tmp_path / "later.keras").built


def test_models_within_models(tmp_path):
    model = models.Sequential([models.Sequential([layers.Dense(3), layers.ReLU()]), layers.Dense(1)])
    model.build((None, 4))
    model.save(tmp_path / "model.keras")
    again = models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(again(np.ones((2, 4))).data, model(np.ones((2, 4))).data)


def steep(x):
    return x * 3


def far(y_true, y_pred):
    return tg.mean(abs(y_true - y_pred) ** 3)


def test_what_is_ones_own_is_named_again(tmp_path):
    path = tmp_path / "model.keras"
    trained(layers.Dense(2, activation=steep), loss=far, metrics=[far]).save(path)
    with pytest.raises(ValueError, match=r"names 'steep', .*\nhelp: load_model\(path, custom_objects=\{'steep': …\}\)"):
        models.load_model(path)
    again = models.load_model(path, custom_objects={"steep": steep, "far": far})
    assert again.layers[1].activation is steep
    assert again.loss is far
    subclass = Two(5)
    subclass.compile("sgd", "mse")
    subclass.fit(X[:, :1].repeat(5, axis=1), Y[:, :1], verbose=0)
    subclass.save(path)
    again = models.load_model(path, custom_objects={"Two": Two})
    np.testing.assert_array_equal(
        again.predict(np.ones((2, 5)), verbose=0), subclass.predict(np.ones((2, 5)), verbose=0)
    )


def test_a_name_of_the_package_does_not_stand_for_another_function(tmp_path):
    def relu(x):
        return x

    trained(layers.Dense(2, activation=relu)).save(tmp_path / "model.keras")
    with pytest.raises(ValueError, match="names 'relu', which isn't this package's own"):
        models.load_model(tmp_path / "model.keras")


def test_what_cannot_be_written_leaves_the_old_file(tmp_path):
    path = tmp_path / "model.keras"
    trained().save(path)
    before = path.read_bytes()
    with pytest.raises(TypeError, match=r"Dense.activation is <function .*\nhelp: give it a name .*save_weights"):
        trained(layers.Dense(2, activation=lambda x: x)).save(path)

    class Forgetful(layers.Layer):
        def __init__(self, units):
            super().__init__()

        def call(self, x):
            return x

    with pytest.raises(TypeError, match=r"doesn't keep its argument 'units'\nhelp: keep it as self.units"):
        trained(Forgetful(3)).save(path)
    with pytest.raises(FileExistsError, match="is there already\nhelp: another name, or overwrite=True"):
        trained().save(path, overwrite=False)
    assert path.read_bytes() == before


@pytest.mark.parametrize("frozen", [[0], [0, 1]])
def test_layers_that_were_frozen_after_training(frozen, tmp_path):
    """The optimizer is for the weights that it had, until the next compile."""
    model = trained()
    for number in frozen:
        model.layers[number].trainable = False
    model.save(tmp_path / "model.keras")
    again = models.load_model(tmp_path / "model.keras")
    assert len(again.trainable_weights) == 4 - 2 * len(frozen)
    assert again.optimizer.iterations == 2
    for layer in again.layers:
        layer.trainable = True
    again.fit(X, Y, verbose=0)
    assert again.optimizer.iterations == 3


def test_an_optimizer_of_layers_that_are_gone_is_not_saved(tmp_path):
    model = trained()
    model.pop()
    model.save(tmp_path / "model.keras")
    again = models.load_model(tmp_path / "model.keras")
    assert not again.optimizer.built
    np.testing.assert_array_equal(again.predict(X, verbose=0), model.predict(X, verbose=0))


# Weights


def test_weights_alone(tmp_path):
    path = tmp_path / "model.weights.npz"
    model = trained()
    model.save_weights(path)
    other = models.Sequential([layers.Dense(4, activation="tanh", input_shape=(3,)), layers.Dense(2)])
    other.load_weights(path)
    np.testing.assert_array_equal(other.predict(X, verbose=0), model.predict(X, verbose=0))
    other.compile("adam", "mse")
    other.load_weights(path)
    assert other.optimizer.iterations == 2
    model.save(tmp_path / "model.keras")
    other.load_weights(tmp_path / "model.keras")
    other.compile("rmsprop", "mse")
    before = other.optimizer.get_config()
    with pytest.warns(UserWarning, match="(?s)has another optimizer's state.*and 'rm_sprop' goes on"):
        other.load_weights(path)
    assert other.optimizer.get_config() == before
    assert other.optimizer.iterations == 0
    np.testing.assert_array_equal(other.predict(X, verbose=0), model.predict(X, verbose=0))
    other.fit(X, Y, verbose=0)
    other.layers[0].trainable = False
    other.compile("adam", "mse")
    with pytest.warns(UserWarning, match="other layers were trainable"):
        other.load_weights(path)
    assert not other.optimizer.built
    with pytest.raises(ValueError, match="set_weights of 4 arrays"):
        models.Sequential([layers.Dense(2, input_shape=(3,))]).load_weights(path)
    for unbuilt in (lambda m: m.save_weights(path), lambda m: m.load_weights(path)):
        with pytest.raises(ValueError, match="has no weights yet\nhelp: build it"):
            unbuilt(models.Sequential([layers.Dense(2)]))
    with pytest.raises(FileExistsError):
        model.save_weights(path, overwrite=False)


# Other files


@pytest.mark.parametrize(
    ("method", "name", "better"),
    [
        ("save", "m.h5", "m.keras"),
        ("save", "m", "m.keras"),
        ("save_weights", "m.weights.h5", "m.weights.npz"),
        ("save_weights", "m.npz", "m.weights.npz"),
    ],
)
def test_hdf5_is_refused_with_the_name_to_use(method, name, better, tmp_path):
    with pytest.raises(
        ValueError, match=rf"doesn't end in .*\nhelp: files here are arrays in an npz, not HDF5; name it '.*/{better}'"
    ):
        getattr(trained(), method)(tmp_path / name)


def test_files_of_keras_are_refused_with_the_way_to_carry_weights(tmp_path):
    hdf5 = tmp_path / "model.h5"
    hdf5.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    with pytest.raises(ValueError, match=r"is an HDF5 file of Keras.*\nhelp: .*numpy.savez"):
        models.load_model(hdf5)
    theirs = tmp_path / "theirs.keras"
    with zipfile.ZipFile(theirs, "w") as archive:
        archive.writestr("config.json", "{}")
        archive.writestr("model.weights.h5", b"\x89HDF")
    with pytest.raises(ValueError, match=r"(?s)\nhelp: .*model.set_weights"):
        models.load_model(theirs)
    np.savez(tmp_path / "other.npz", a=np.ones(3))
    with pytest.raises(ValueError, match="holds no model of this package"):
        models.load_model(tmp_path / "other.npz")
    trained().save_weights(tmp_path / "w.weights.npz")
    with pytest.raises(ValueError, match="holds no model"):
        models.load_model(tmp_path / "w.weights.npz")
    with pytest.raises(FileNotFoundError):
        models.load_model(tmp_path / "missing.keras")


def wrapped():
    return metrics.MeanMetricWrapper(far, name="wrapped")


def test_a_wrapped_function_comes_back(tmp_path):
    model = trained(metrics=[wrapped(), metrics.MeanMetricWrapper(metrics.mean_squared_error, name="own")])
    model.save(tmp_path / "model.keras")
    again = models.load_model(tmp_path / "model.keras", custom_objects={"far": far})
    expected = model.evaluate(X, Y, verbose=0, return_dict=True)
    assert again.evaluate(X, Y, verbose=0, return_dict=True) == expected
    assert list(expected) == ["loss", "own", "wrapped"]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("model", '"Dense"', "3"),
        ("model", '"layer"', '"os"'),
        ("model", '"units": 4', '"unit": 4'),
        ("model", '"kind": "layer", "config": {"units"', '"kind": "layer", "settings": {"units"'),
        ("model", '"class": "GlorotUniform", "kind": "initializer"', '"class": "relu", "kind": "function"'),
        ("compiled", '"loss": "mse"', '"loss": {}'),
        ("compiled", '"metrics"', '"metric"'),
    ],
)
def test_a_file_that_was_changed_is_refused(name, old, new, tmp_path):
    path = tmp_path / "model.keras"
    trained().save(path)
    everything = tg.load(path)
    assert old in everything[name]
    tg.save({**everything, name: everything[name].replace(old, new, 1)}, path)
    with pytest.raises(ValueError, match="\nhelp: "):
        models.load_model(path)


def test_a_class_of_ones_own_that_does_not_take_its_arguments(tmp_path):
    trained(layers.Dense(2, activation=steep)).save(tmp_path / "model.keras")
    subclass = Two(3)
    subclass.build((None, 3))
    subclass.save(tmp_path / "two.keras")

    class Other(keras.Model):
        def __init__(self, name=None, trainable=True):
            super().__init__(name=name)

    with pytest.raises(ValueError, match=r"(?s)unexpected keyword argument 'units'\nhelp: a class of your own takes"):
        models.load_model(tmp_path / "two.keras", custom_objects={"Two": Other})


def test_a_damaged_file_is_refused(tmp_path):
    path = tmp_path / "model.keras"
    trained().save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ValueError, match="isn't a model of this package, or it is damaged\nhelp"):
        models.load_model(path)


def test_weights_are_carried_from_keras_as_the_help_says(tmp_path):
    theirs = pytest.importorskip("keras", reason="Keras isn't installed")
    for name in ("layer: conv2d", "layer: gru", "layer: batch norm"):
        case = CASES[name]
        one = theirs.Sequential([theirs.Input(case.x.shape[1:]), *case.layers(theirs)])
        own = models.Sequential([keras.Input(case.x.shape[1:]), *case.layers(keras)])
        np.savez(tmp_path / "weights.npz", *one.get_weights())
        with np.load(tmp_path / "weights.npz") as arrays:
            own.set_weights(list(arrays.values()))
        np.testing.assert_allclose(own.predict(case.x, verbose=0), one.predict(case.x, verbose=0), rtol=1e-5, atol=1e-6)


def test_optimizers_given_as_objects_come_back(tmp_path):
    model = trained(optimizer=optimizers.SGD(0.1, momentum=0.9, nesterov=True, clipnorm=1.0))
    model.save(tmp_path / "model.keras")
    optimizer = models.load_model(tmp_path / "model.keras").optimizer
    assert optimizer.get_config() == model.optimizer.get_config()


def test_a_folder_that_is_not_there_is_named(tmp_path):
    model = trained()
    for call in (
        lambda: model.save(tmp_path / "none" / "model.keras"),
        lambda: model.save_weights(tmp_path / "none" / "model.weights.npz"),
    ):
        with pytest.raises(FileNotFoundError, match=r"none/model.*: its folder isn't there\nhelp: make the folder"):
            call()
    (tmp_path / "folder.keras").mkdir()
    with pytest.raises(IsADirectoryError, match=r"folder.keras' can't be written: it is a folder\nhelp"):
        model.save(tmp_path / "folder.keras")
    with pytest.raises(IsADirectoryError, match=r"folder.keras' is a folder\nhelp: give the file"):
        models.load_model(tmp_path / "folder.keras")


def test_behind_a_link_the_file_itself_is_written(tmp_path):
    model, real, link = trained(), tmp_path / "real.keras", tmp_path / "link.keras"
    link.symlink_to(real)
    for _ in range(2):
        model.save(link)
        assert link.is_symlink()
        assert not real.is_symlink()
        np.testing.assert_array_equal(models.load_model(real).get_weights()[0], model.get_weights()[0])
        model.fit(X, Y, verbose=0)


def test_a_full_disk_leaves_the_old_file_and_says_so(tmp_path):
    resource = pytest.importorskip("resource", reason="there are no limits of sizes here")
    path = tmp_path / "model.keras"
    trained().save(path)
    before, limit = path.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limit[1]))
    try:
        with pytest.raises(OSError, match=r"model.keras' can't be written: .*\nhelp: an old file"):
            trained().save(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, handler)
    assert path.read_bytes() == before
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize("mask", [0x41, 0xFF, 0x08])
def test_bytes_that_were_changed_are_a_value_error_or_change_nothing(tmp_path, mask):
    path, model = tmp_path / "model.keras", trained()
    model.save(path)
    whole = path.read_bytes()
    places = np.random.default_rng(mask).choice(len(whole), 60, replace=False)
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= mask
        path.write_bytes(damaged)
        try:
            again = models.load_model(path)
        except ValueError:
            continue
        assert all(np.array_equal(*pair) for pair in zip(again.get_weights(), model.get_weights())), place


def test_texts_within_a_file_that_were_changed_are_a_value_error(tmp_path):
    model = trained()
    path = tmp_path / "model.keras"
    model.save(path)
    whole = load(path)
    for change in (
        {"model": "[1"}, {"model": "{}"}, {"model": "[" * 5000}, {"model": 3}, {"weights": 5}, {"optimizer": 5},
        {"compiled": '{"optimizer": 7}'}, {"optimizer": {"moved": [99]}}, {"model": whole["model"][:-60]},
        {"compiled": '{"nothing": 7}'}, {"weights": ["a", 2, 3, 4]},
    ):  # fmt: skip
        save({**whole, **change}, path)
        with pytest.raises(ValueError, match="help: "):
            models.load_model(path)


@pytest.mark.parametrize("schedule", [
    schedules.ExponentialDecay(0.1, 2, 0.5, staircase=True), schedules.InverseTimeDecay(0.1, 2, 0.5),
    schedules.PolynomialDecay(0.1, 3, power=2.0), schedules.CosineDecay(0.1, 3, alpha=0.2),
    schedules.PiecewiseConstantDecay([1, 3], [0.1, 0.05, 0.01]),
])  # fmt: skip
def test_schedules_go_on(schedule, tmp_path):
    model = trained(optimizer=optimizers.SGD(schedule, momentum=0.5))
    model.save(tmp_path / "model.keras")
    again = models.load_model(tmp_path / "model.keras")
    assert again.optimizer.learning_rate == model.optimizer.learning_rate == schedule(2)
    for one in (model, again):
        one.fit(X, Y, epochs=2, shuffle=False, verbose=0)
    np.testing.assert_array_equal(model.get_weights()[0], again.get_weights()[0])
    assert len(model.optimizer.variables) == 1 + len(model.weights)
