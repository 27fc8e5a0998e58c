"""fit, evaluate and predict: what they are given, what they return, and what becomes of mistakes."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.keras import callbacks, layers, losses, models, optimizers, utils
from tinygrad_edu.keras.training.samples import Samples, samples_of, taken

from .cases import N, X, Y


def dense(units=2, inputs=3, **compiled):
    tg.manual_seed(0)
    model = models.Sequential([layers.Dense(units, input_shape=(inputs,))])
    model.compile(**{"optimizer": "sgd", "loss": "mse", "metrics": ["mae"], **compiled})
    return model


class Seen(callbacks.Callback):
    """Keeps what it is told of."""

    def __init__(self):
        self.calls = []

    def __getattribute__(self, name):
        if name.startswith("on_") and not name.startswith("on_batch"):
            return lambda *args, **kwargs: self.calls.append((name, *args, *kwargs.values()))
        return super().__getattribute__(name)


# What it is given


def test_the_last_part_validates_whether_the_rest_is_shuffled_or_not():
    for shuffle, share in ((False, 0.3), (True, np.float32(0.3))):
        model = dense(metrics=None)
        model.fit(X, Y, epochs=2, validation_split=share, shuffle=shuffle, verbose=0, batch_size=4)
        number = int(N * 0.7)
        expected = model.evaluate(X[number:], Y[number:], verbose=0)
        assert model.history.history["val_loss"][-1] == expected


def test_shuffling_takes_every_sample_once_and_follows_the_seed():
    class Sums(layers.Layer):
        def call(self, x, training=None):
            if training:
                seen.extend(x.data[:, 0].tolist())
            return self.scale * x

        def build(self, shape):
            self.scale = self.add_weight((1,), "ones", name="scale")

    def order(shuffle, seed):
        nonlocal seen
        seen = []
        model = models.Sequential([Sums()])
        model.compile(optimizers.SGD(0.0), "mse")
        utils.set_random_seed(seed)
        x = np.arange(20.0)[:, None]
        model.fit(x, x, batch_size=6, epochs=2, shuffle=shuffle, verbose=0)
        return seen

    seen: list = []
    assert order(False, 0) == [*range(20)] * 2
    shuffled = order(True, 1)
    assert sorted(shuffled[:20]) == sorted(shuffled[20:]) == [*range(20)]
    assert shuffled[:20] != shuffled[20:]
    assert shuffled == order(True, 1) != order(True, 2)


def test_what_can_be_data():
    model = dense(1, 1, metrics=None)
    x = np.arange(4.0)
    first = model.predict(x[:, None], verbose=0)
    for given in (x, x.tolist(), tg.tensor(x), x[:, None], x[:, None].astype(int), x[:, None, None]):
        np.testing.assert_array_equal(model.predict(given, verbose=0), first)
        model.evaluate(given, [0, 1, 0, 1], verbose=0)
    pictures = models.Sequential([layers.Flatten(input_shape=(4, 4, 1))])
    assert pictures.predict(np.zeros((2, 4, 4), np.uint8), verbose=0).shape == (2, 16)


@pytest.mark.parametrize("dtype", ["float32", "float64", "uint8", "bool"])
@pytest.mark.parametrize("rows", [slice(2, 9), np.array([5, 0, 5, 11])])
def test_rows_are_taken_in_the_default_dtype(dtype, rows):
    array = (np.arange(12 * 40000).reshape(12, 40000) % 7).astype(dtype)
    part = taken(array, rows)
    np.testing.assert_array_equal(part, array[rows])
    assert part.dtype == ("float32" if "float" in dtype else dtype)
    if dtype == "float32" and isinstance(rows, slice):
        assert np.shares_memory(part, array)


def test_batches_are_cut_from_the_front():
    samples = samples_of(np.arange(7), np.arange(7) * 2, np.arange(7) * 3)
    assert [batch.x.tolist() for batch in samples.batches(3)] == [[0, 1, 2], [3, 4, 5], [6]]
    batch = next(samples.batches(4, shuffle=True))
    np.testing.assert_array_equal(batch.y, batch.x * 2)
    np.testing.assert_array_equal(batch.weights, batch.x * 3)
    assert samples.split(0.5)[0].x.tolist() == [0, 1, 2]
    assert isinstance(samples.part(slice(2)), Samples)


# What it returns


def test_history_has_every_name_for_every_epoch():
    model = dense()
    history = model.fit(X, Y, epochs=3, validation_split=0.25, verbose=0)
    assert history is model.history
    assert list(history.history) == ["loss", "mae", "val_loss", "val_mae"]
    assert history.epoch == [0, 1, 2]
    assert all(type(value) is float for values in history.history.values() for value in values)
    assert history.params == {"verbose": 0, "epochs": 3, "steps": 1}
    assert model.fit(X, Y, epochs=5, initial_epoch=3, verbose=0).epoch == [3, 4]
    assert model.fit(X, Y, epochs=0, verbose=0).history == {}


def test_evaluate_returns_the_loss_first():
    model = dense()
    loss, mae = model.evaluate(X, Y, verbose=0)
    assert model.evaluate(X, Y, verbose=0, return_dict=True) == {"loss": loss, "mae": mae}
    assert loss == pytest.approx(np.mean((model.predict(X, verbose=0) - Y) ** 2), rel=1e-6)
    model.compile("sgd", "mse")
    assert model.evaluate(X, Y, verbose=0, batch_size=3) == pytest.approx(loss, rel=1e-6)


def test_single_batches():
    model, twin = dense(), dense()
    one = model.train_on_batch(X, Y)
    twin.fit(X, Y, batch_size=100, shuffle=False, verbose=0)
    np.testing.assert_array_equal(model.get_weights()[0], twin.get_weights()[0])
    assert one == [twin.history.history[name][0] for name in ("loss", "mae")]
    logs = model.test_on_batch(X, Y, return_dict=True)
    assert [logs["loss"], logs["mae"]] == model.test_on_batch(X, Y) == model.evaluate(X, Y, batch_size=100, verbose=0)
    np.testing.assert_array_equal(model.predict_on_batch(X), model.predict(X, verbose=0))
    weighted = model.train_on_batch(X, Y, class_weight={0: 0.0, 1: 0.0}, return_dict=True)
    assert weighted["loss"] == 0


def test_predict_is_not_training():
    model = models.Sequential([layers.Dropout(0.9, input_shape=(3,)), layers.BatchNormalization()])
    before = model.get_weights()
    np.testing.assert_allclose(model.predict(X, verbose=0, batch_size=5), X / np.sqrt(1.001), rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(model.get_weights()[2], before[2])


# Callbacks


def test_callbacks_are_told_of_everything_in_keras_s_order():
    seen = Seen()
    model = dense(metrics=None)
    model.fit(X, Y, epochs=2, batch_size=8, validation_split=0.5, callbacks=[seen], verbose=0)
    names = [call[0].removeprefix("on_") for call in seen.calls]
    epoch = [
        "epoch_begin", "train_batch_begin", "train_batch_end", "test_begin", "test_batch_begin", "test_batch_end",
        "test_end", "epoch_end",
    ]  # fmt: skip
    assert names == ["train_begin", *epoch, *epoch, "train_end"]
    assert [call[1] for call in seen.calls if call[0] == "on_epoch_end"] == [0, 1]
    assert list(seen.calls[-2][2]) == ["loss", "val_loss"]
    model.predict(X, callbacks=seen, verbose=0)
    assert [call[0] for call in seen.calls[-2:]] == ["on_predict_batch_end", "on_predict_end"]
    assert seen.calls[-2][2]["outputs"].shape == (N, 2)
    with pytest.raises(TypeError, match="is no callback\nhelp"):
        model.fit(X, Y, callbacks=[callbacks.EarlyStopping], verbose=0)


def test_hooks_see_no_training_mode_and_every_batch_is_in_it():
    modes: list = []

    class Spy(layers.Layer):
        def call(self, x, training=None):
            modes.append(training)
            assert self.training == training
            return x

    class Looking(callbacks.Callback):
        """Uses the model in all ways that there are, as one may in a hook."""

        def look(self, *args, logs=None):
            self.model.predict(X, verbose=0)
            self.model.evaluate(X, Y, verbose=0)
            self.model.predict_on_batch(X)
            self.model.test_on_batch(X, Y)
            self.model(X)
            assert not self.model.training

        on_epoch_begin = on_train_batch_begin = on_train_batch_end = on_epoch_end = look

    model = models.Sequential([layers.Input((3,)), Spy(), layers.Dense(2)])
    model.compile("sgd", "mse")
    for looking in ([], [Looking()]):
        modes.clear()
        model.fit(X, Y, batch_size=4, epochs=2, verbose=0, callbacks=looking)
        assert modes.count(True) == 8
    model.train()
    model.layers[0].eval()
    modes.clear()
    model.train_on_batch(X, Y)
    assert modes == [False, True]  # a try of the labels, and the training
    assert (model.training, model.layers[0].training) == (True, False)
    model.predict(X, verbose=0)
    model.evaluate(X, Y, verbose=0)
    assert model.training


def test_logs_of_batches_are_the_means_up_to_them():
    seen = Seen()
    model = dense(optimizer=optimizers.SGD(0.0), metrics=None)
    model.fit(X, Y, batch_size=6, shuffle=False, callbacks=[seen], verbose=0)
    told = [call[2]["loss"] for call in seen.calls if call[0] == "on_train_batch_end"]
    assert told == [pytest.approx(model.evaluate(X[:n], Y[:n], verbose=0), rel=1e-6) for n in (6, 12, 16)]


def test_the_loss_is_weighted_by_samples_and_not_by_batches():
    model = dense(optimizer=optimizers.SGD(0.0), metrics=None)
    loss = model.fit(X, Y, batch_size=15, shuffle=False, verbose=0).history["loss"][0]
    assert loss == pytest.approx(model.evaluate(X, Y, verbose=0), rel=1e-6)


# Mistakes


@pytest.mark.parametrize("method", ["fit", "evaluate", "train_on_batch", "test_on_batch"])
def test_before_compile(method):
    model = models.Sequential([layers.Dense(1)])
    with pytest.raises(ValueError, match=rf"{method}\(\) before compile\(\)\nhelp: model.compile"):
        getattr(model, method)(X, Y)


@pytest.mark.parametrize(
    ("x", "y", "options", "error", "message"),
    [
        (X, Y[:9], {}, ValueError, r"x has 16 rows, and y has shape \(9, 2\)"),
        (X, Y, {"sample_weight": np.ones(3)}, ValueError, "sample_weight has shape"),
        (X[:, :2], Y, {}, ValueError, r"x has shape \(16, 2\), and 'sequential' is built for \(None, 3\)"),
        (X[:0], Y[:0], {}, ValueError, "needs at least one row"),
        ([[1, 2, 3], [4]], [0, 1], {}, TypeError, "x is an array of object.*\nhelp: rows of numbers, all equally long"),
        ({"a": X}, Y, {}, TypeError, "x is a dict\nhelp"),
        (iter([X]), Y, {}, TypeError, "no generators"),
        (X.astype(str), Y, {}, TypeError, "x is an array of <U"),
        (X, None, {}, ValueError, "there are no labels"),
        (X, ["a"] * 16, {}, TypeError, "the labels are <U1: .*\nhelp: .*numpy.unique"),
        (X, Y[:, 0], {}, ValueError, r"labels of shape \(16,\) and predictions of shape \(16, 2\)\nhelp: .*Dense\(1\)"),
        (X, np.zeros((16, 3)), {}, ValueError, r"help: .*Dense\(3\)"),
        (X, Y, {"validation_split": 1.0}, ValueError, "validation_split is 1.0\nhelp: a share from 0 up and below 1"),
        (X, Y, {"validation_split": -0.1}, ValueError, "validation_split is -0.1"),
        (X, Y, {"validation_split": 0.99}, ValueError, "leaves none on one side"),
        (X, Y, {"validation_data": X}, ValueError, r"help: \(x, y\)"),
        (X, Y, {"validation_data": (X, Y[:, :1])}, ValueError, r"labels of shape \(16, 1\) and"),
        (X, Y, {"batch_size": 0}, ValueError, "batch_size is 0\nhelp: a whole number from 1 up"),
        (X, Y, {"epochs": 2.5}, ValueError, "epochs is 2.5"),
        (X, Y, {"verbose": 3}, ValueError, "verbose is 3"),
        (X, Y, {"shuffle": "batch"}, TypeError, "shuffle is 'batch'"),
        (X, Y, {"class_weight": {0: 1.0}, "sample_weight": np.ones(16)}, ValueError, "give one of them"),
        (X, Y, {"class_weight": [1.0, 2.0]}, TypeError, r"class_weight is \[1.0, 2.0\]\nhelp: a dict of numbers"),
        (X, Y, {"class_weight": {"0": 1.0}}, TypeError, "a dict of numbers by the number of the class"),
        (X, Y, {"class_weight": {0: None}}, TypeError, "class_weight is {0: None}"),
        (X, Y, {"sample_weight": ["a"] * 16}, TypeError, "sample_weight is an array of <U1\nhelp: a number for each"),
        (X, Y, {"validation_split": None}, ValueError, "validation_split is None\nhelp: a share"),
        (X, Y, {"validation_split": "0.2"}, ValueError, "validation_split is '0.2'"),
        (X, Y, {"class_weight": "balanced"}, TypeError, "class_weight is 'balanced'\nhelp: a dict of numbers"),
        (X, Y, {"class_weight": {0: np.nan}}, ValueError, "class_weight is {0: nan}\nhelp: weights are finite"),
        (X, Y, {"steps_per_epoch": 0}, ValueError, "steps_per_epoch is 0\nhelp: a whole number from 1 up"),
        (X, Y, {"validation_steps": 1.5}, ValueError, "validation_steps is 1.5"),
        (X, Y, {"validation_freq": 0}, ValueError, "validation_freq is 0"),
        (X, Y, {"validation_freq": [1, "2"]}, ValueError, "an epoch in validation_freq is '2'"),
        (X, Y, {"validation_freq": "2"}, ValueError, "validation_freq is '2'"),
        (X, Y, {"validation_batch_size": 0}, ValueError, "validation_batch_size is 0"),
        (X, Y, {"epoch": 3}, TypeError, "epoch"),
    ],
)  # fmt: skip
def test_mistakes_are_refused_before_anything_is_trained_or_told(x, y, options, error, message):
    model, seen = dense(), Seen()
    before = model.get_weights()
    with pytest.raises(error, match=f"(?s){message}"):
        model.fit(x, y, **{"verbose": 0, "callbacks": [seen], **options})
    np.testing.assert_array_equal(model.get_weights()[0], before[0])
    assert seen.calls == []


@pytest.mark.parametrize(("loss", "labels"), [("binary_crossentropy", 2), ("sparse_categorical_crossentropy", 1)])
def test_labels_beyond_what_a_loss_takes_are_found_before_anything_is_trained(loss, labels):
    y = np.zeros(40)
    y[37] = labels
    model, seen = dense(1, loss=loss, metrics=None), Seen()
    with pytest.raises(ValueError, match=rf"a label (that )?is {labels}\D"):
        model.fit(np.ones((40, 3)), y, batch_size=2, verbose=0, callbacks=[seen])
    assert seen.calls == []


def test_steps_and_where_the_samples_end():
    model, seen = dense(), Seen()
    with pytest.warns(UserWarning, match=r"ended after 1 of 2 steps.*\nhelp: there are 3 batches of 6 in them"):
        model.fit(X, Y, batch_size=6, steps_per_epoch=2, epochs=3, verbose=0, callbacks=[seen])
    assert [call[1] for call in seen.calls if call[0] == "on_train_batch_end"] == [0, 1, 0, 0, 1]
    assert model.history.params["steps"] == 2
    assert model.predict(X, batch_size=5, steps=2, verbose=0).shape == (10, 2)
    assert model.evaluate(X, Y, batch_size=5, steps=2, verbose=0) == model.evaluate(X[:10], Y[:10], 5, verbose=0)
    with pytest.raises(ValueError, match="steps is 0"):
        model.predict(X, steps=0)


def test_what_asks_for_nothing_is_taken():
    model = dense(loss=["mse"], loss_weights=None)
    assert model.loss == "mse"
    twin = dense()
    model.fit(X, Y, batch_size=4, shuffle=None, verbose=0)
    twin.fit(X, Y, batch_size=4, shuffle=False, verbose=0)
    np.testing.assert_array_equal(model.get_weights()[0], twin.get_weights()[0])


def test_weights_of_classes_that_are_not_there_warn():
    model = dense(1, loss="binary_crossentropy", metrics=None)
    with pytest.warns(UserWarning, match=r"class_weight has \[5\], and the labels to train with are \[0, 1\]\nhelp"):
        model.fit(X, np.arange(16) % 2, class_weight={1: 2.0, 5: 1.0}, verbose=0)
    model.train_on_batch(X, np.zeros(16), class_weight={0: 1.0, 1: 2.0})


@pytest.mark.parametrize(
    ("loss", "help"),
    [("sparse_categorical_crossentropy", "Flatten"), ("mse", "Flatten"), ("categorical_crossentropy", "Flatten")],
)
def test_pictures_that_were_not_flattened(loss, help):
    model = models.Sequential([layers.Conv2D(3, 2, input_shape=(5, 5, 1)), layers.Dense(4, "softmax")])
    model.compile("sgd", loss)
    with pytest.raises(ValueError, match=r"predictions of shape \(6, 4, 4, 4\)\nhelp: .*put layers.Flatten\(\) before"):
        model.fit(np.ones((6, 5, 5, 1)), np.zeros(6), verbose=0)


@pytest.mark.parametrize("returned", [1.0, None, np.ones(16)])
def test_a_loss_or_a_metric_that_returns_something_else(returned):
    with pytest.raises(TypeError, match=r"the loss '<lambda>' returned .*\nhelp: a Tensor computed from y_pred"):
        dense(loss=lambda y_true, y_pred: returned).fit(X, Y, verbose=0)
    if returned is None:
        with pytest.raises(TypeError, match=r"the metric 'lambda' returned None\nhelp: a number"):
            dense(metrics=[lambda y_true, y_pred: returned]).fit(X, Y, verbose=0)


def test_class_numbers_beyond_the_outputs():
    model = dense(2, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    with pytest.raises(ValueError, match="a label is 2, and the predictions have 2 classes: 0 to 1"):
        model.fit(X, np.arange(16) % 3, verbose=0)
    with pytest.raises(ValueError, match=r"no loss was compiled\nhelp: model.compile"):
        dense(loss=None).fit(X, Y, verbose=0)


@pytest.mark.parametrize("loss", [losses.MeanSquaredError(reduction="none"), losses.MeanSquaredError(reduction=None)])
def test_a_loss_that_is_several_numbers(loss):
    with pytest.raises(ValueError, match=r"the loss of a batch has shape \(16,\)\nhelp: .*'sum_over_batch_size'"):
        dense(loss=loss).fit(X, Y, verbose=0)


def test_a_loss_of_ones_own_that_is_one_number_cannot_be_weighted():
    model = dense(loss=lambda y_true, y_pred: tg.mean((y_true - y_pred) ** 2))
    model.fit(X, Y, verbose=0)
    with pytest.raises(ValueError, match=r"for losses of shape \(\)\nhelp: .* the mean along the last axis only"):
        model.fit(X, Y, sample_weight=np.ones(16), verbose=0)


def test_compiling_with_what_is_not_there():
    model = models.Sequential([layers.Dense(1)])
    with pytest.raises(ValueError, match="no loss 'binary_crosentropy'\nhelp: 'binary_crossentropy'"):
        model.compile("adam", "binary_crosentropy")
    with pytest.raises(ValueError, match="no optimizer 'rmsprob'\nhelp: 'RMSprop'"):
        model.compile("rmsprob", "mse")
    assert not model.compiled


def test_a_model_without_weights_to_train_warns():
    model = dense()
    model.trainable = False
    model.compile("sgd", "mse")
    before = model.get_weights()
    with pytest.warns(UserWarning, match="no weights to train"):
        model.fit(X, Y, verbose=0)
    np.testing.assert_array_equal(model.get_weights()[0], before[0])


# The loss isn't finite


def test_a_loss_that_is_not_finite_stops_and_says_which_op_of_which_layer():
    model = models.Sequential(
        [layers.Dense(2, name="first", input_shape=(3,)), layers.Activation("exponential", name="e")]
    )
    model.compile(optimizers.SGD(1e6), "mse")
    with pytest.raises(FloatingPointError) as caught:
        model.fit(X * 9, Y, epochs=5, batch_size=16, verbose=0)
    text = str(caught.value)
    assert text.startswith(
        "the loss is inf at epoch 2, batch 1\nit arose in layer 'e', in exp((16, 2)) → (16, 2), whose "
    )
    assert "\nhelp: a smaller learning_rate" in text
    assert model.history.epoch == [0]
    assert len(model.history.history["loss"]) == 1
    assert np.all(np.isfinite(model.get_weights()[0]))
    assert not model.training


def test_a_loss_of_ones_own():
    model = dense(loss=lambda y_true, y_pred: tg.log(y_pred - y_pred) * 0)
    with pytest.raises(
        FloatingPointError, match=r"the loss is nan at epoch 1, batch 1\nit arose in the loss, in log\("
    ):
        model.fit(X, Y, verbose=0)


def test_weights_that_are_not_finite():
    model = dense()
    model.layers[0].kernel.assign(np.full((3, 2), np.nan))
    with pytest.raises(FloatingPointError, match="it arose before: the weight 'kernel' of layer 'dense' holds nan"):
        model.fit(X, Y, verbose=0)


@pytest.mark.parametrize(("what", "place"), [("x", 0), ("y", 1)])
def test_data_that_is_not_finite(what, place):
    data = [X.copy(), Y.copy()]
    data[place][6, 1] = np.nan
    with pytest.raises(FloatingPointError, match=rf"batch 2\n{what} holds nan in row 6\nhelp: .*isfinite"):
        dense().fit(*data, batch_size=5, shuffle=False, verbose=0)


def test_a_row_is_named_as_it_stands_in_the_data():
    x = X.copy()
    x[6, 1] = np.inf
    for options in ({"shuffle": True}, {"validation_split": 0.5, "shuffle": True}):
        with pytest.raises(FloatingPointError, match=r"x holds inf in row 6\nhelp"):
            dense().fit(x, Y, batch_size=3, verbose=0, **options)
    x = X.copy()
    x[14, 1] = np.nan
    with pytest.warns(
        UserWarning, match=r"the validation loss is nan from batch 3 on\nvalidation x holds nan in row 14"
    ):
        dense().fit(x, Y, batch_size=3, validation_split=0.5, verbose=0)
    with pytest.warns(UserWarning, match=r"the loss is nan from batch 1 on\nx holds nan in row 14"):
        dense().evaluate(x, Y, verbose=0)
    model = dense()
    model.layers[0].kernel.assign(np.full((3, 2), np.inf))
    with pytest.warns(UserWarning, match=r"the data are finite, and what the model makes of them isn't"):
        model.evaluate(X, Y, verbose=0)


@pytest.mark.parametrize("shuffle", [True, False])
def test_numbers_beyond_the_default_dtype(shuffle):
    x = X.copy()
    x[6, 1] = -1e50
    with pytest.raises(ValueError, match=r"the data hold -1e\+50, and float32 ends at 3.4e\+38\nhelp: scale the data"):
        dense().fit(x, Y, batch_size=4, shuffle=shuffle, verbose=0)
    with pytest.raises(ValueError, match="the data hold -1e"):
        dense().predict(x, verbose=0)
    tg.set_default_dtype("float64")
    try:
        assert np.all(np.isfinite(dense().predict(x, verbose=0)))
    finally:
        tg.set_default_dtype("float32")


def test_weights_of_samples_that_are_not_finite():
    weights = np.ones(16)
    weights[6] = np.nan
    with pytest.raises(ValueError, match=r"sample_weight isn't finite in row 6\nhelp: 0 leaves a row out"):
        dense().fit(X, Y, sample_weight=weights, batch_size=5, shuffle=False, verbose=0)


def test_terminate_on_nan_ends_quietly(capsys):
    model = dense(optimizer=optimizers.SGD(1e30))
    model.fit(X, Y, epochs=9, batch_size=8, shuffle=False, verbose=0, callbacks=[callbacks.TerminateOnNaN()])
    assert model.history.epoch == [0]
    assert "Batch 1: Invalid loss, terminating training" in capsys.readouterr().out


# Ctrl-C


class Interrupting(callbacks.Callback):
    """Presses Ctrl-C after a batch of the third epoch."""

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if (self.epoch, batch) == (2, 1):
            raise KeyboardInterrupt


def test_after_ctrl_c_history_and_weights_are_there_and_it_goes_on():
    model = dense()
    with pytest.raises(KeyboardInterrupt) as caught:
        model.fit(X, Y, epochs=9, batch_size=4, verbose=0, callbacks=[Interrupting()])
    assert caught.value.__notes__ == ["epoch 3 was under way; model.history has those before it"]
    assert model.history.epoch == [0, 1]
    assert [len(values) for values in model.history.history.values()] == [2, 2]
    assert model.optimizer.iterations == 10
    assert not model.training
    model.fit(X, Y, epochs=9, initial_epoch=2, batch_size=4, verbose=0)
    assert model.history.epoch == [*range(2, 9)]


def test_own_loss_and_metric_see_targets_of_the_outputs_shape():
    def own(y_true, y_pred):
        assert y_true.shape == y_pred.shape
        assert y_true.dtype == y_pred.dtype
        return losses.mean_squared_error(y_true, y_pred)

    model = dense(1, loss=own, metrics=[own])
    model.fit(X, np.arange(16), verbose=0)
    assert model.history.history["loss"] == model.history.history["own"]
