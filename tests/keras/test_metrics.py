"""Metrics: their corners. Their numbers in training are in `cases.py`."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu.keras import layers, losses, metrics, models
from tinygrad_edu.keras.known import TABLES
from tinygrad_edu.keras.training.compiled import CompiledMetrics


def value(metric):
    return float(metric.result())


def test_binary_accuracy_is_strictly_above_a_half():
    np.testing.assert_array_equal(metrics.binary_accuracy([1, 0, 1], [0.5, 0.5, 0.51]).data, [0, 1, 1])
    np.testing.assert_array_equal(metrics.binary_accuracy([1, 0], [0.5, 0.5], threshold=0.4).data, [1, 0])
    assert metrics.binary_accuracy([[1], [0]], [0.6, 0.6]).shape == (2, 1)


@given(st.lists(st.tuples(st.floats(0, 9), st.floats(0, 9)), min_size=1), st.integers(1, 5))
def test_a_mean_does_not_depend_on_the_batches(pairs, size):
    values, weights = np.array(pairs).T
    mean = metrics.Mean()
    for start in range(0, len(pairs), size):
        mean.update_state(values[start : start + size], weights[start : start + size])
    expected = np.sum(values * weights) / np.sum(weights) if np.sum(weights) else 0
    assert value(mean) == pytest.approx(expected, rel=1e-6)
    mean.reset_state()
    assert value(mean) == 0


def test_an_example_with_several_values_counts_with_their_mean():
    mean = metrics.Mean()
    mean.update_state([[1.0, 3.0], [5.0, 7.0]], sample_weight=[1.0, 3.0])
    assert value(mean) == (2 + 18) / 4
    assert float(metrics.Sum()([[1.0, 3.0], [5.0, 7.0]], sample_weight=[[1, 0], [0, 2]])) == 15


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 20), st.integers(1, 4)), min_size=2, max_size=30))
def test_auc_is_the_share_of_pairs_in_the_right_order(rows):
    labels, steps, weights = map(np.array, zip(*rows))
    predictions = (steps + 0.5) / 21  # no two different ones between the same thresholds
    auc = metrics.AUC()
    for part in (slice(1), slice(1, None)):
        auc.update_state(labels[part], predictions[part], weights[part])
    positive, negative = predictions[labels], predictions[~labels]
    ahead = np.sign(positive[:, None] - negative) / 2 + 0.5
    pairs = weights[labels][:, None] * weights[~labels]
    expected = np.sum(ahead * pairs) / np.sum(pairs) if pairs.size else 0
    assert value(auc) == pytest.approx(expected, abs=1e-6)


def test_auc_of_predictions_that_lie_at_a_threshold():
    labels, predictions = [0, 0, 1, 1], [0, 0.5, 0.3, 0.9]
    assert float(metrics.AUC(num_thresholds=3)(labels, predictions)) == 0.75
    assert float(metrics.AUC(num_thresholds=3)(labels, predictions, sample_weight=[1, 0, 0, 1])) == 1


def test_auc_of_logits():
    logits, labels = np.array([-2.0, 0.3, 0.1, 3.0]), [0, 0, 1, 1]
    assert float(metrics.AUC(from_logits=True)(labels, logits)) == float(
        metrics.AUC()(labels, 1 / (1 + np.exp(-logits)))
    )


def test_counts_at_several_thresholds():
    labels, predictions = [0, 1, 1, 1], [0.3, 0.2, 0.6, 0.9]
    np.testing.assert_array_equal(metrics.TruePositives([0.1, 0.5, 0.8])(labels, predictions).data, [3, 2, 1])
    np.testing.assert_array_equal(metrics.FalsePositives([0.1, 0.5])(labels, predictions).data, [1, 0])
    np.testing.assert_array_equal(metrics.FalseNegatives([0.1, 0.5])(labels, predictions).data, [0, 1])
    np.testing.assert_array_equal(metrics.TrueNegatives([0.1, 0.5])(labels, predictions).data, [0, 1])
    np.testing.assert_allclose(metrics.Precision([0.1, 0.5])(labels, predictions).data, [0.75, 1])
    assert float(metrics.Recall()(labels, predictions, sample_weight=[1, 2, 1, 1])) == 0.5
    assert float(metrics.Precision()([0, 0], [0.1, 0.2])) == 0
    with pytest.raises(ValueError, match="between 0 and 1"):
        metrics.Recall(thresholds=[0.5, 2])
    with pytest.raises(ValueError, match="2 thresholds or more, and a curve 'ROC' or 'PR'"):
        metrics.AUC(curve="roc")


def test_nan_is_never_among_the_largest():
    predictions = np.array([[np.nan, 0.1, 0.2], [0.3, np.nan, 0.1], [0.3, 0.2, 0.1]])
    np.testing.assert_array_equal(
        metrics.sparse_top_k_categorical_accuracy([0, 0, 0], predictions, k=2).data, [0, 1, 1]
    )
    with pytest.raises(ValueError, match="a label is 7, and the predictions have 3 classes"):
        metrics.sparse_top_k_categorical_accuracy([0, 7, 0], predictions, k=2)


def shaped(labels, outputs):
    compiled = CompiledMetrics(["accuracy"], None)
    compiled.choose(np.zeros(labels), np.zeros(outputs))
    return type(compiled.by_name["accuracy"]).__name__


def test_accuracy_is_chosen_by_the_shapes():
    assert shaped((4, 1), (4, 1)) == shaped((4,), (4, 1)) == shaped((4,), (4,)) == "BinaryAccuracy"
    assert shaped((4,), (4, 3)) == shaped((4, 1), (4, 3)) == "SparseCategoricalAccuracy"
    assert shaped((4, 3), (4, 3)) == "CategoricalAccuracy"


def test_names_are_those_that_were_asked_for_and_numbered_where_they_repeat():
    model = models.Sequential([layers.Dense(2, input_shape=(3,))])
    model.compile("sgd", "mse", metrics=[
        "mse", "MSE", "acc", "AUC", metrics.Precision(), metrics.Precision(), metrics.Precision,
        losses.mean_squared_error, losses.MeanAbsoluteError(), "mse",
    ])  # fmt: skip
    labels = np.eye(2)[[0, 1, 0, 1]]
    logs = model.evaluate(np.zeros((4, 3)), labels, verbose=0, return_dict=True)
    assert list(logs) == [
        "AUC", "MSE", "acc", "loss", "mean_absolute_error", "mean_squared_error", "mse", "mse_1", "precision",
        "precision_1", "precision_2",
    ]  # fmt: skip
    assert model.metrics_names[:4] == ["loss", "mse", "MSE", "acc"]
    assert model.evaluate(np.zeros((4, 3)), labels, verbose=0)[0] == logs["loss"]


def test_own_metrics():
    class Largest(metrics.Metric):
        def __init__(self, name="largest", **options):
            super().__init__(name=name, **options)
            self.most = self.add_variable(name="most", initializer="zeros")

        def update_state(self, y_true, y_pred, sample_weight=None):
            self.most.assign(max(float(self.most), float(abs(y_true - y_pred).max())))

        def result(self):
            return self.most

    def bias(y_true, y_pred):
        return tg.mean(y_pred - y_true)

    model = models.Sequential([layers.Dense(1, "linear", kernel_initializer="zeros", input_shape=(2,))])
    model.compile("sgd", "mse", metrics=[Largest(), bias])
    x, y = np.ones((4, 2)), np.array([1.0, -3.0, 2.0, 0.0])
    assert model.evaluate(x, y, verbose=0, batch_size=3) == [3.5, 3.0, 0.0]
    assert [variable.name for variable in model.metrics[1].variables] == ["most"]
    with pytest.raises(TypeError, match="Metric gathers nothing\nhelp"):
        metrics.Metric().update_state([1], [1])
    with pytest.raises(TypeError, match="Metric has no result\nhelp"):
        metrics.Metric().result()


def test_labels_and_predictions_that_cannot_be_compared():
    for name in ("binary_accuracy", "categorical_accuracy"):
        with pytest.raises(ValueError, match=rf"{name} of labels of shape .*\nhelp: .*'accuracy' chooses"):
            getattr(metrics, name)(np.ones((4, 2)), np.ones((4, 3)))
    with pytest.raises(ValueError, match="sparse_categorical_accuracy of labels"):
        metrics.sparse_categorical_accuracy(np.ones((4, 2)), np.ones((4, 3)))
    with pytest.raises(ValueError, match="Precision of labels of shape"):
        metrics.Precision().update_state(np.ones((4, 2)), np.ones((4, 3)))


def test_what_cannot_be_a_metric():
    with pytest.raises(ValueError, match="no metric 'acuracy'\nhelp: 'accuracy', "):
        metrics.get("acuracy")
    with pytest.raises(TypeError, match="a metric is a name"):
        metrics.get(3)
    model = models.Sequential([layers.Dense(1)])
    with pytest.raises(TypeError, match=r"help: a list: metrics=\['accuracy'\]"):
        model.compile("sgd", "mse", metrics="accuracy")
    with pytest.raises(ValueError, match="no metric 'acuracy'"):
        model.compile("sgd", "mse", metrics=["acuracy"])
    assert not model.compiled


@pytest.mark.parametrize("name", [name for name, thing in TABLES["metric"].items() if isinstance(thing, type)])
def test_objects_are_made_again_from_their_arguments(name):
    metric = TABLES["metric"][name]()
    again = type(metric).from_config(metric.get_config())
    assert again.get_config() == metric.get_config()
    assert repr(again) == f"<{type(metric).__name__} name={metric.name}>"
