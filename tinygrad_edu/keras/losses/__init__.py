"""Losses: functions that say what each example loses, and objects that reduce it to one number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import absent
from ..known import TABLES, named_or_given
from .crossentropy import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    KLDivergence,
    Poisson,
    SparseCategoricalCrossentropy,
    binary_crossentropy,
    categorical_crossentropy,
    kl_divergence,
    poisson,
    sparse_categorical_crossentropy,
)
from .hinge import CategoricalHinge, Hinge, SquaredHinge, categorical_hinge, hinge, squared_hinge
from .loss import FunctionLoss, Loss
from .regression import (
    CosineSimilarity,
    Huber,
    LogCosh,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    cosine_similarity,
    huber,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
)

__all__ = [
    "BinaryCrossentropy", "CategoricalCrossentropy", "CategoricalHinge", "CosineSimilarity", "Hinge", "Huber",
    "KLDivergence", "LogCosh", "Loss", "MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanSquaredError",
    "MeanSquaredLogarithmicError", "Poisson", "SparseCategoricalCrossentropy", "SquaredHinge", "binary_crossentropy",
    "categorical_crossentropy", "categorical_hinge", "cosine_similarity", "get", "hinge", "huber", "kl_divergence",
    "log_cosh", "mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_error",
    "mean_squared_logarithmic_error", "poisson", "sparse_categorical_crossentropy", "squared_hinge",
]  # fmt: skip

THINGS = {name: globals()[name] for name in __all__ if name not in ("get", "Loss")}
TABLES["function"] |= {name: thing for name, thing in THINGS.items() if not isinstance(thing, type)}
TABLES["loss"] |= THINGS
SHORT = {
    "bce": binary_crossentropy, "kld": kl_divergence, "mae": mean_absolute_error, "mse": mean_squared_error,
    "mape": mean_absolute_percentage_error, "msle": mean_squared_logarithmic_error,
}  # fmt: skip
TABLES["loss"] |= SHORT | {name.upper(): function for name, function in SHORT.items()}


def get(identifier: Any) -> Callable | None:
    """The function or object of this name; one that is there already is itself. ValueError if it is unknown."""
    found = named_or_given("loss", identifier)
    if found is not None and not callable(found):
        raise TypeError(
            f"a loss is a name, a function of (y_true, y_pred) or a Loss, not {identifier!r:.60}\nhelp: loss='mse'"
        )
    return found


__getattr__ = absent.names_of(__name__)
