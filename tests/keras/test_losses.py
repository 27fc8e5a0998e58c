"""Losses: their corners. Their numbers in training are in `cases.py`."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.keras import losses
from tinygrad_edu.keras.known import TABLES

from .cases import BINARY, LOSSES, TWO_BINARY, X, Y, numbers, rows


def number(loss):
    return float(loss.data.sum())


def test_probabilities_are_clipped_at_1e_7_in_float32():
    at_0 = losses.binary_crossentropy(np.float32([[1.0]]), np.float32([[0.0]]))
    at_1 = losses.binary_crossentropy(np.float32([[0.0]]), np.float32([[1.0]]))
    assert [number(at_0), number(at_1)] == pytest.approx([16.118095, 15.942385], rel=1e-7)
    assert number(losses.binary_crossentropy([[1.0]], np.array([[0.0]]))) == pytest.approx(-np.log(1e-7), rel=1e-12)


def test_nothing_is_sent_to_a_clipped_probability():
    p = tg.tensor([[0.0, 0.5, 1.0]], requires_grad=True)
    losses.binary_crossentropy([[1.0, 1.0, 0.0]], p).sum().backward()
    np.testing.assert_allclose(p.grad.data, [[0.0, -2 / 3, 0.0]], rtol=1e-6)


def test_probabilities_of_classes_are_divided_by_their_sum_and_then_clipped():
    assert number(losses.categorical_crossentropy([[0.0, 1.0]], [[3.0, 1.0]])) == pytest.approx(np.log(4), rel=1e-6)
    assert number(losses.sparse_categorical_crossentropy([1], [[3.0, 0.0]])) == pytest.approx(16.118095, rel=1e-6)


def test_smoothing_pulls_binary_labels_to_a_half_and_others_to_their_share():
    p = np.array([[0.3]])
    own = losses.binary_crossentropy([[1.0]], p, label_smoothing=0.2)
    assert number(own) == pytest.approx(-0.9 * np.log(0.3) - 0.1 * np.log(0.7), rel=1e-12)
    p = np.array([[0.3, 0.2, 0.5]])
    own = losses.CategoricalCrossentropy(label_smoothing=0.3)([[1.0, 0.0, 0.0]], p)
    assert number(own) == pytest.approx(-0.8 * np.log(0.3) - 0.1 * np.log(0.2) - 0.1 * np.log(0.5), rel=1e-12)


def test_hinges_take_labels_0_and_1_for_signs_only_if_all_are():
    p = np.array([[0.5, 0.25]])
    np.testing.assert_allclose(losses.hinge([[0, 1]], p).data, [(1.5 + 0.75) / 2])
    np.testing.assert_allclose(losses.hinge([[-1, 1]], p).data, [(1.5 + 0.75) / 2])
    np.testing.assert_allclose(losses.hinge([[2, 1]], p).data, [(0.0 + 0.75) / 2])


@pytest.mark.parametrize(
    ("reduction", "expected"),
    [("sum_over_batch_size", 1.75), ("mean", 1.75), ("sum", 3.5), ("none", [0.5, 3.0]), (None, [0.5, 3.0])],
)
def test_weighted_losses_are_divided_by_the_number_of_examples(reduction, expected):
    loss = losses.MeanSquaredError(reduction)
    np.testing.assert_allclose(loss([[1.0], [1.0]], [[0.0], [0.0]], sample_weight=[0.5, 3.0]).data, expected)
    np.testing.assert_allclose(loss([[1.0], [1.0]], [[0.0], [0.0]], sample_weight=[[0.5], [3.0]]).data, expected)


def test_a_last_axis_of_length_1_may_be_missing():
    for y_true, y_pred in [([1.0, 2.0], [[1.0], [1.0]]), ([[1.0], [2.0]], [1.0, 1.0]), ([1.0, 2.0], [1.0, 1.0])]:
        assert number(losses.MeanSquaredError()(y_true, y_pred)) == 0.5
    assert number(losses.MeanSquaredError()(np.ones((2, 3)), np.zeros((2, 3, 1)))) == 1


@pytest.mark.parametrize("name", ["mse", "mae", "mape", "msle", "huber", "log_cosh", "hinge", "kld", "poisson", "bce"])
def test_what_real_keras_broadcasts_is_refused(name):
    with pytest.raises(ValueError, match=r"of labels of shape \(4, 1\) and predictions of shape \(4, 2\)\nhelp"):
        losses.get(name)(np.ones((4, 1)), np.full((4, 2), 0.5))


@pytest.mark.parametrize(
    ("name", "labels", "outputs", "help_"),
    [
        ("categorical_crossentropy", (4,), (4, 3), r"loss='sparse_categorical_crossentropy'.*labels, 3\)"),
        ("mse", (4, 3), (4, 1), r"Dense\(3\)"),
        ("mse", (4, 3, 2), (4, 2), "the last layer's output must have the shape of the labels"),
        ("sparse_categorical_crossentropy", (4, 3), (4, 3), r"one class number for each prediction: \(4,\)"),
    ],
)  # fmt: skip
def test_wrong_label_shapes_say_what_to_do(name, labels, outputs, help_):
    with pytest.raises(ValueError, match=f"(?s)\nhelp: .*{help_}"):
        losses.get(name)(np.ones(labels), np.full(outputs, 0.5))


@pytest.mark.parametrize("bad", [-1, 3])
def test_class_numbers_that_are_not_there(bad):
    with pytest.raises(ValueError, match=f"a label is {bad}, and the predictions have 3 classes: 0 to 2\nhelp"):
        losses.sparse_categorical_crossentropy([0, bad], np.full((2, 3), 1 / 3))


def test_an_axis_that_is_not_there():
    with pytest.raises(ValueError, match="axis 2 is out of bounds"):
        losses.sparse_categorical_crossentropy([0, 1], np.full((2, 3), 1 / 3), axis=2)


def test_texts_are_no_labels():
    with pytest.raises(TypeError, match=r"the labels are <U3: np.str_\('cat'\).*\nhelp: .*numpy.unique"):
        losses.BinaryCrossentropy()(np.array(["cat", "dog"]), np.ones((2, 1)))
    with pytest.raises(ValueError, match="sample weights of shape"):
        losses.MeanSquaredError()(np.ones((2, 1)), np.ones((2, 1)), sample_weight=np.ones(3))
    with pytest.raises(ValueError, match="no reduction 'avg'\nhelp"):
        losses.MeanSquaredError("avg")


def test_own_losses():
    class Fourth(losses.Loss):
        def call(self, y_true, y_pred):
            return ((y_true - y_pred) ** 4).mean(axis=-1)

    assert number(Fourth()([[1.0, 3.0]], [[1.0, 1.0]])) == 8
    with pytest.raises(TypeError, match="Loss has no call\nhelp"):
        losses.Loss()([1.0], [1.0])


@pytest.mark.parametrize("name", [name for name, thing in TABLES["loss"].items() if isinstance(thing, type)])
def test_objects_are_made_again_from_their_arguments(name):
    loss = TABLES["loss"][name](reduction="sum")
    again = type(loss).from_config(loss.get_config())
    assert again.get_config() == loss.get_config()
    assert again.reduction == "sum"
    assert repr(again) == f"<{name} name={loss.name}>"


def test_unknown_names_list_the_known_ones_the_nearest_first():
    with pytest.raises(ValueError, match="no loss 'binary_crossentrop'\nhelp: 'binary_crossentropy', "):
        losses.get("binary_crossentrop")
    with pytest.raises(TypeError, match=r"a loss is a name.*\nhelp: loss='mse'"):
        losses.get(3)


PREDICTIONS = np.float32(np.abs(numbers(16, 2)) / 4)
CALLS = {
    "binary_crossentropy": (TWO_BINARY, PREDICTIONS), "categorical_crossentropy": (rows(16, 2), PREDICTIONS),
    "mean_absolute_percentage_error": (Y, X[:, :2]), "cosine_similarity": (Y, X[:, :2]), "huber": (Y, X[:, :2]),
    "hinge": (BINARY[:, None], X[:, :1]), "kl_divergence": (rows(16, 2), PREDICTIONS), "poisson": (Y, PREDICTIONS),
    "mean_squared_logarithmic_error": (Y, X[:, :2]), "log_cosh": (Y * 50, X[:, :2]),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_every_example_s_loss_is_keras_s(name):
    theirs = pytest.importorskip("keras", reason="Keras isn't installed")
    y_true, y_pred = map(np.float32, CALLS[name])
    y_pred[0] = 0
    own = getattr(losses, name)(y_true, y_pred).data
    expected = theirs.ops.convert_to_numpy(getattr(theirs.losses, name)(y_true, y_pred))
    np.testing.assert_allclose(own, expected, rtol=1e-6, atol=1e-6)


def test_every_loss_is_trained_with():
    """Each function among the names has a case, or is one of these."""
    tried = {case.split(" ")[0] for case in LOSSES}
    short = {"bce": "binary_crossentropy", "cce": "categorical_crossentropy", "scce": "sparse_categorical_crossentropy",
             "mse": "mean_squared_error", "mae": "mean_absolute_error", "mape": "mean_absolute_percentage_error",
             "msle": "mean_squared_logarithmic_error"}  # fmt: skip
    names = {name for name, thing in TABLES["loss"].items() if not isinstance(thing, type) and name == thing.__name__}
    assert names == {short.get(name, name) for name in tried} - {"sum", "function", "own", "chosen"}


def test_one_output_for_classes_warns():
    for call in (
        lambda: losses.categorical_crossentropy([[1.0], [1.0]], [[0.5], [0.5]]),
        lambda: losses.CategoricalCrossentropy()([[1.0]], [[0.5]]),
    ):
        with pytest.warns(SyntaxWarning, match=r"of one output has nothing .*\nhelp: .*loss='binary_crossentropy'"):
            call()


@pytest.mark.parametrize("label", [-1.0, 2.0, 255.0])
def test_binary_labels_outside_of_0_to_1(label):
    with pytest.raises(ValueError, match=rf"a label that is {label:g}\nhelp: labels are 0 and 1, or prob"):
        losses.binary_crossentropy([[0.0, label]], [[0.5, 0.5]])
    losses.binary_crossentropy([[0.3, 1.0]], [[0.5, 0.5]])


def test_help_speaks_of_classes_only_where_there_are_such():
    for function in (losses.mean_squared_error, losses.mean_absolute_error, losses.log_cosh):
        with pytest.raises(ValueError, match=r"help: for one number a row end in Dense\(1\)$"):
            function(np.ones(4), np.ones((4, 2)))
    with pytest.raises(ValueError, match="for class numbers use a sparse loss"):
        losses.categorical_crossentropy(np.ones(4), np.ones((4, 2)))
