"""Callbacks: when they act. How they change numbers is in `cases.py`, too."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from tinygrad_edu import keras
from tinygrad_edu.keras import callbacks, layers, metrics, models, optimizers
from tinygrad_edu.keras.callbacks.monitoring import Monitor

from .cases import X, Y


class Scripted(callbacks.Callback):
    """Says that the validation went like this."""

    def __init__(self, *values, name="val_loss"):
        self.values, self.name = values, name

    def on_epoch_end(self, epoch, logs=None):
        logs[self.name] = self.values[epoch]


def fitted(*more, values=(), metrics=("mae",), epochs=None, rate=0.05):
    model = models.Sequential([layers.Dense(2, input_shape=(3,))])
    model.compile(optimizers.SGD(rate), "mse", metrics=list(metrics))
    given = [Scripted(*values), *more] if values else list(more)
    model.fit(X, Y, epochs=epochs or max(1, len(values)), verbose=0, callbacks=given)
    return model


# EarlyStopping


@pytest.mark.parametrize(
    ("options", "values", "epochs"),
    [
        ({}, [3, 2, 2, 1], 3),
        ({}, [3, 4, 1, 1], 2),
        ({"patience": 1}, [3, 2, 2, 1], 3),
        ({"patience": 2}, [3, 2, 2, 2, 1], 4),
        ({"patience": 2}, [3, 2, 2, 1, 1, 1, 0], 6),
        ({"min_delta": 0.5}, [3, 2.6, 2], 2),
        ({"min_delta": 0.3}, [3, 2.6, 2.2], 3),
        ({"mode": "max"}, [3, 4, 4, 5], 3),
        ({"baseline": 1.0}, [3, 2, 1], 3),
        ({"baseline": 1.0, "patience": 2}, [3, 2, 3, 4], 3),
        ({"start_from_epoch": 2}, [1, 2, 3, 4], 4),
    ],
)
def test_when_it_stops(options, values, epochs):
    model = fitted(callbacks.EarlyStopping(**options), values=values)
    assert model.history.epoch == [*range(epochs)]


def test_it_cannot_stop_after_the_first_epoch():
    assert fitted(callbacks.EarlyStopping(monitor="loss"), values=[1, 1], rate=0.0).history.epoch == [0, 1]


class Weights(callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.all = []

    def on_epoch_end(self, epoch, logs=None):
        self.all.append(self.model.get_weights())


@pytest.mark.parametrize(("values", "best"), [([3, 1, 2, 2], 1), ([3, 2, 1], 2), ([4, 3, 2, 1, 5], 3)])
def test_it_restores_the_best_weights_also_if_it_never_stopped(values, best, capsys):
    kept = Weights()
    stopping = callbacks.EarlyStopping(patience=2, restore_best_weights=True, verbose=1)
    model = fitted(kept, stopping, values=values)
    np.testing.assert_array_equal(model.get_weights()[0], kept.all[best][0])
    out = capsys.readouterr().out
    assert out.endswith(f"Restoring model weights from the end of the best epoch: {best + 1}.\n")
    assert out.startswith("Epoch 4: early stopping\n") == (best == 1)


def test_what_is_better_is_known_of_losses_and_metrics():
    model = fitted(metrics=["mae", "accuracy", lambda y_true, y_pred: y_pred])
    monitor = Monitor("val_accuracy", "auto")
    monitor.set_model(model)
    assert monitor.more_is_better()
    for name in ("loss", "val_loss", "mae", "val_mae"):
        monitor.monitor = name
        assert not monitor.more_is_better()
    monitor.monitor = "lambda"
    with pytest.raises(ValueError, match="help: say it: mode='max' or mode='min'"):
        monitor.more_is_better()
    with pytest.raises(ValueError, match="no mode 'least'"):
        callbacks.EarlyStopping(mode="least")


def test_what_is_not_there_is_warned_of():
    with pytest.warns(UserWarning, match="EarlyStopping watches 'val_los'.*\nhelp: monitor one of 'loss'"):
        fitted(callbacks.EarlyStopping(monitor="val_los"))


def own(y_true, y_pred):
    """A metric of which nobody knows whether more is better."""
    return abs(y_true - y_pred)


@pytest.mark.parametrize("watching", [callbacks.EarlyStopping, callbacks.ReduceLROnPlateau])
def test_an_unknown_direction_is_said_after_the_first_epoch(watching):
    counted = callbacks.History()
    with pytest.raises(ValueError, match=f"{watching.__name__} can't know whether more or less of 'own' is better"):
        fitted(counted, watching(monitor="own"), metrics=[own], epochs=5)
    assert counted.epoch == [0]


@pytest.mark.parametrize("watching", [callbacks.EarlyStopping, callbacks.ReduceLROnPlateau])
def test_several_numbers_in_one_cannot_be_watched(watching):
    precision = metrics.Precision(thresholds=[0.2, 0.5], name="p")
    with pytest.raises(
        ValueError, match=f"{watching.__name__} watches 'p', which is .*\nhelp: monitor a single number"
    ):
        fitted(watching(monitor="p"), metrics=[precision])


# The rate


def test_the_rate_is_reduced_on_a_plateau(capsys):
    plateau = callbacks.ReduceLROnPlateau(patience=1, factor=0.5, verbose=1, cooldown=2, min_lr=0.01)
    model = fitted(plateau, values=[3, 3, 3, 3, 3, 3, 3])
    rates = model.history.history["learning_rate"]
    np.testing.assert_allclose(rates, [0.05, 0.05, 0.025, 0.025, 0.0125, 0.0125, 0.01], rtol=1e-6)
    assert "\nEpoch 2: ReduceLROnPlateau reducing learning rate to 0.02500" in capsys.readouterr().out
    assert list(model.history.history)[-1] == "learning_rate"
    with pytest.raises(ValueError, match="a factor of 1 doesn't reduce"):
        callbacks.ReduceLROnPlateau(factor=1)


def test_a_rate_that_is_at_its_least_is_left_alone(capsys):
    """Also if it is above it in float32 alone, as 0.1 is."""
    fitted(callbacks.ReduceLROnPlateau(patience=0, min_lr=0.1, verbose=1), values=[1, 1, 1], rate=0.1)
    assert capsys.readouterr().out == ""


def halved(epoch, *, by=2):
    """A schedule with an option that only its name gives."""
    return 0.5 / by ** (epoch + 1)


def test_schedules(capsys):
    for schedule in (lambda epoch, rate: rate / 2, lambda epoch: 0.5 / 2 ** (epoch + 1), halved):
        model = fitted(callbacks.LearningRateScheduler(schedule, verbose=1), epochs=3, rate=0.5)
        assert model.history.history["learning_rate"] == [0.25, 0.125, 0.0625]
    assert "\nEpoch 3: LearningRateScheduler setting learning rate to 0.0625." in capsys.readouterr().out
    with pytest.raises(TypeError, match=r"the schedule is 0.1\nhelp: a function of the epoch"):
        callbacks.LearningRateScheduler(0.1)
    with pytest.raises(ValueError, match="the schedule returned 1\nhelp"):
        fitted(callbacks.LearningRateScheduler(lambda epoch: 1))


# Files


def test_the_csv_is_keras_s(tmp_path):
    path = tmp_path / "log.csv"
    model = fitted(callbacks.CSVLogger(path), values=[3, 2])
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["epoch", "loss", "mae", "val_loss"]
    assert [row[0] for row in rows[1:]] == ["0", "1"]
    assert [float(row[1]) for row in rows[1:]] == model.history.history["loss"]
    fitted(callbacks.CSVLogger(path, append=True), values=[5])
    assert len(path.read_text(encoding="utf-8").splitlines()) == 4
    fitted(callbacks.CSVLogger(path, separator=";"))
    assert path.read_text(encoding="utf-8").startswith("epoch;loss;mae;val_loss;val_mae\n0;")
    assert path.read_text(encoding="utf-8").endswith(";NA;NA\n")


def test_an_older_csv_survives_a_training_that_does_not_begin(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("precious", encoding="utf-8")
    model = models.Sequential([layers.Dense(2)])
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match="labels of shape"):
        model.fit(X, Y[:, :1], callbacks=[callbacks.CSVLogger(path)], verbose=0)
    assert path.read_text(encoding="utf-8") == "precious"


def test_a_csv_that_cannot_be_written_is_said_before_training(tmp_path):
    model = models.Sequential([layers.Dense(2, input_shape=(3,))])
    model.compile("sgd", "mse")
    with pytest.raises(FileNotFoundError):
        model.fit(X, Y, callbacks=[callbacks.CSVLogger(tmp_path / "missing" / "log.csv")], verbose=0)
    assert not model.optimizer.built


def test_checkpoints_of_the_best(tmp_path, capsys):
    path = tmp_path / "deep" / "best.keras"
    kept = Weights()
    model = fitted(kept, callbacks.ModelCheckpoint(path, save_best_only=True, verbose=1), values=[3, 1, 2])
    again = models.load_model(path)
    np.testing.assert_array_equal(again.get_weights()[0], kept.all[1][0])
    assert not np.array_equal(model.get_weights()[0], kept.all[1][0])
    out = capsys.readouterr().out
    assert "\nEpoch 1: val_loss improved from None to 3.00000, saving model to" in out
    assert "\nEpoch 2: val_loss improved from 3.00000 to 1.00000, saving model to" in out
    assert "\nEpoch 3: val_loss did not improve from 1.00000\n" in out


def test_checkpoints_by_epoch_and_by_batch(tmp_path, capsys):
    fitted(callbacks.ModelCheckpoint(tmp_path / "{epoch:02d}-{val_loss:.1f}.keras", verbose=1), values=[3, 2])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["01-3.0.keras", "02-2.0.keras"]
    assert "finished saving model to" in capsys.readouterr().out
    folder = tmp_path / "weights"
    saving = callbacks.ModelCheckpoint(folder / "{epoch}-{batch}.weights.npz", save_weights_only=True, save_freq=3)
    model = models.Sequential([layers.Dense(2, input_shape=(3,))])
    model.compile("sgd", "mse")
    model.fit(X, Y, epochs=2, batch_size=4, verbose=0, callbacks=saving)
    assert sorted(path.name for path in folder.iterdir()) == ["1-3.weights.npz", "2-2.weights.npz"]
    with pytest.warns(UserWarning, match="ModelCheckpoint watches 'val_loss'"):
        fitted(callbacks.ModelCheckpoint(tmp_path / "a.keras", save_best_only=True))
    assert (tmp_path / "a.keras").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"filepath": "a.h5"}, r"'a.h5' doesn't end in '.keras'\nhelp"),
        ({"filepath": "a.weights.h5", "save_weights_only": True}, "doesn't end in '.weights.npz'"),
        ({"filepath": "a.keras", "save_freq": 0}, "save_freq is 0\nhelp: 'epoch', or after how many batches"),
    ],
)
def test_checkpoints_that_make_no_sense(options, message):
    with pytest.raises(ValueError, match=message):
        callbacks.ModelCheckpoint(**options)


def test_a_checkpoint_that_names_what_is_not_there(tmp_path):
    with pytest.raises(KeyError, match="names 'val_acc', and there are"):
        fitted(callbacks.ModelCheckpoint(tmp_path / "{val_acc}.keras"))


# Functions


def test_functions_as_callbacks():
    told = []
    fitted(
        callbacks.LambdaCallback(
            on_epoch_begin=lambda epoch, logs: told.append(("begin", epoch)),
            on_train_batch_end=lambda batch, logs: told.append((batch, sorted(logs))),
            on_train_end=lambda logs: told.append(sorted(logs)),
        )
    )
    assert told == [("begin", 0), (0, ["loss", "mae"]), ["loss", "mae"]]
    with pytest.raises(TypeError, match="there is no hook 'on_epoch'\nhelp: on_train_begin, "):
        callbacks.LambdaCallback(on_epoch=print)


def test_a_history_of_ones_own_is_used():
    history = callbacks.History()
    model = fitted(history)
    assert model.history is history
    assert history.epoch == [0]


def test_what_a_callback_adds_is_seen_by_the_next():
    model = fitted(Scripted(1, 2, name="extra"), epochs=2)
    assert model.history.history["extra"] == [1, 2]


class Told(dict):
    """The arguments with which each hook was called, by name."""


def signatures(keras):
    """How each hook is called: how many arguments by position, and which by name."""
    told = Told()

    class Asking(keras.callbacks.Callback):
        def __getattribute__(self, name):
            if name.startswith("on_") and not name.startswith("on_batch"):
                return lambda *args, **kwargs: told.__setitem__(name, [len(args), sorted(kwargs)])
            return super().__getattribute__(name)

    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.compile("sgd", "mse")
    model.fit(X, Y, validation_split=0.5, verbose=0, callbacks=[Asking()])
    model.predict(X, verbose=0, callbacks=[Asking()])
    return told


HOOKS = {
    "on_train_begin": [1, []], "on_epoch_begin": [2, []], "on_train_batch_begin": [1, ["logs"]],
    "on_train_batch_end": [1, ["logs"]], "on_test_begin": [1, []], "on_test_batch_begin": [1, ["logs"]],
    "on_test_batch_end": [1, ["logs"]], "on_test_end": [1, []], "on_epoch_end": [2, []], "on_train_end": [1, []],
    "on_predict_begin": [1, []], "on_predict_batch_begin": [1, ["logs"]], "on_predict_batch_end": [1, ["logs"]],
    "on_predict_end": [1, []],
}  # fmt: skip


def test_hooks_are_called_as_in_keras():
    assert json.loads(json.dumps(signatures(keras))) == HOOKS


def test_keras_calls_them_so():
    theirs = pytest.importorskip("keras", reason="Keras isn't installed")
    assert json.loads(json.dumps(signatures(theirs))) == HOOKS


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: callbacks.EarlyStopping(patience="3"), "patience is '3'\nhelp: a whole number from 0 up"),
        (lambda: callbacks.EarlyStopping(start_from_epoch=-1), "start_from_epoch is -1"),
        (lambda: callbacks.EarlyStopping(min_delta="0"), "min_delta is '0'\nhelp: a number"),
        (lambda: callbacks.ReduceLROnPlateau(patience=1.5), "patience is 1.5"),
        (lambda: callbacks.ReduceLROnPlateau(cooldown=None), "cooldown is None"),
        (lambda: callbacks.ReduceLROnPlateau(factor="a"), "a factor of 'a' doesn't reduce"),
        (
            lambda: callbacks.ModelCheckpoint("{epoch:zz}.keras"),
            "can't be filled in: .*\nhelp: names of logs in braces",
        ),
        (lambda: callbacks.ModelCheckpoint("{epoch.keras"), "can't be filled in"),
        (lambda: callbacks.ModelCheckpoint("{}.keras"), "can't be filled in"),
    ],
)
def test_options_that_make_no_sense_are_refused_at_once(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_path_may_name_any_log():
    callbacks.ModelCheckpoint("{epoch:02d}-{batch}-{val_loss:.2f}.keras", save_freq=2)


def test_a_number_that_is_none_is_never_the_best():
    nan = float("nan")
    stopped = callbacks.EarlyStopping("watched", patience=2, mode="min")
    assert fitted(Scripted(nan, 1, 0.5, 0.4, 0.3, name="watched"), stopped, epochs=5).history.epoch == [0, 1, 2, 3, 4]
    assert stopped.best == 0.3
    assert fitted(Scripted(nan, nan, nan, nan, nan, name="watched"), stopped, epochs=5).history.epoch == [0, 1, 2]
    assert fitted(Scripted(1, nan, nan, nan, nan, name="watched"), stopped, epochs=5).history.epoch == [0, 1, 2]
    reduced = callbacks.ReduceLROnPlateau("watched", patience=2, mode="min")
    rates = fitted(Scripted(nan, 1, 0.5, 0.4, 0.3, name="watched"), reduced, epochs=5).history.history["learning_rate"]
    assert len({*rates}) == 1


def test_a_table_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none/log.csv' can't be written: .*\nhelp: make the folder"):
        fitted(callbacks.CSVLogger(tmp_path / "none" / "log.csv"))
    full = Path("/dev/full")
    if full.exists():
        with pytest.raises(OSError, match=r"/dev/full' can't be written: No space left.*\nhelp: make room"):
            fitted(callbacks.CSVLogger(full))


@pytest.mark.parametrize("values", [[3, 1, 2, 2, 1, 3], [1, 2, 3, 0, 0, 0], [5, 5, 5, 5, 5, 5]])
@pytest.mark.parametrize(
    "options", [{}, {"patience": 2}, {"baseline": 2, "patience": 1}, {"mode": "max", "min_delta": 1}]
)
def test_keras_stops_at_the_same_epoch(values, options):
    theirs = pytest.importorskip("keras", reason="Keras isn't installed")

    def epochs(keras):
        class Says(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                logs["val_loss"] = values[epoch]

        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
        model.compile("sgd", "mse")
        model.fit(X, Y, epochs=6, verbose=0, callbacks=[Says(), keras.callbacks.EarlyStopping(**options)])
        return model.history.epoch

    assert epochs(keras) == epochs(theirs)
