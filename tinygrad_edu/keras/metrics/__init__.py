"""Metrics: functions that judge each example, and objects that gather what they say over batches."""

from __future__ import annotations

from typing import Any

from .. import absent
from ..known import TABLES, named_or_given
from ..losses import (
    binary_crossentropy,
    categorical_crossentropy,
    categorical_hinge,
    hinge,
    huber,
    kl_divergence,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
    poisson,
    sparse_categorical_crossentropy,
    squared_hinge,
)
from ..names import snake_case
from .accuracy import (
    Accuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
    binary_accuracy,
    categorical_accuracy,
    sparse_categorical_accuracy,
    sparse_top_k_categorical_accuracy,
    top_k_categorical_accuracy,
)
from .confusion import AUC, FalseNegatives, FalsePositives, Precision, Recall, TrueNegatives, TruePositives
from .means import CosineSimilarity, Mean, MeanMetricWrapper, RootMeanSquaredError, Sum
from .metric import Metric
from .of_losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    CategoricalHinge,
    Hinge,
    KLDivergence,
    LogCoshError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    Poisson,
    SparseCategoricalCrossentropy,
    SquaredHinge,
)
from .scores import F1Score, R2Score

__all__ = [
    "AUC", "Accuracy", "BinaryAccuracy", "BinaryCrossentropy", "CategoricalAccuracy", "CategoricalCrossentropy",
    "CategoricalHinge", "CosineSimilarity", "F1Score", "FalseNegatives", "FalsePositives", "Hinge", "KLDivergence",
    "LogCoshError", "Mean",
    "MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanMetricWrapper", "MeanSquaredError",
    "MeanSquaredLogarithmicError", "Metric", "Poisson", "Precision", "R2Score", "Recall", "RootMeanSquaredError",
    "SparseCategoricalAccuracy", "SparseCategoricalCrossentropy", "SparseTopKCategoricalAccuracy", "SquaredHinge",
    "Sum", "TopKCategoricalAccuracy", "TrueNegatives", "TruePositives", "binary_accuracy", "binary_crossentropy",
    "categorical_accuracy", "categorical_crossentropy", "categorical_hinge", "get", "hinge", "huber",
    "kl_divergence", "log_cosh", "mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_error",
    "mean_squared_logarithmic_error", "poisson", "sparse_categorical_accuracy", "sparse_categorical_crossentropy",
    "sparse_top_k_categorical_accuracy", "squared_hinge", "top_k_categorical_accuracy",
]  # fmt: skip

THINGS = {
    name: globals()[name] for name in __all__ if name not in ("Mean", "MeanMetricWrapper", "Metric", "Sum", "get")
}
SHORT = {
    "bce": BinaryCrossentropy, "mse": MeanSquaredError, "mae": MeanAbsoluteError,
    "mape": MeanAbsolutePercentageError, "msle": MeanSquaredLogarithmicError,
}  # fmt: skip
TABLES["function"] |= {name: thing for name, thing in THINGS.items() if not isinstance(thing, type)}
TABLES["metric"] |= THINGS | SHORT | {name.upper(): made for name, made in SHORT.items()}
TABLES["metric"] |= {snake_case(name): thing for name, thing in THINGS.items() if isinstance(thing, type)}
TABLES["metric"] |= {"f1_score": F1Score, "r2_score": R2Score}
TABLES["wrapper"]["MeanMetricWrapper"] = MeanMetricWrapper  # in files; by its name alone it has no function


def get(identifier: Any) -> Any:
    """The metric of this name, or this function, class or object. ValueError if the name is unknown.

    A name says only what is gathered; `compile` knows besides "accuracy", which it chooses by the shapes of the labels
    and the predictions.
    """
    found = named_or_given("metric", identifier)
    if not callable(found):
        raise TypeError(
            f"a metric is a name, a function of (y_true, y_pred) or a Metric, not {identifier!r:.60}\n"
            "help: metrics=['accuracy']"
        )
    return found


__getattr__ = absent.names_of(__name__)
