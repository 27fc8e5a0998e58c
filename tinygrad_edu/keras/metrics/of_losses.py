"""The losses as metrics: their mean over the examples."""

from __future__ import annotations

from .. import losses
from .means import MeanMetricWrapper


class LossMetric(MeanMetricWrapper):
    """A loss as a metric: less is better."""

    up = False


class MeanSquaredError(LossMetric):
    """The mean of `losses.mean_squared_error`."""

    def __init__(self, name: str = "mean_squared_error") -> None:
        super().__init__(losses.mean_squared_error, name)


class MeanAbsoluteError(LossMetric):
    """The mean of `losses.mean_absolute_error`."""

    def __init__(self, name: str = "mean_absolute_error") -> None:
        super().__init__(losses.mean_absolute_error, name)


class MeanAbsolutePercentageError(LossMetric):
    """The mean of `losses.mean_absolute_percentage_error`."""

    def __init__(self, name: str = "mean_absolute_percentage_error") -> None:
        super().__init__(losses.mean_absolute_percentage_error, name)


class MeanSquaredLogarithmicError(LossMetric):
    """The mean of `losses.mean_squared_logarithmic_error`."""

    def __init__(self, name: str = "mean_squared_logarithmic_error") -> None:
        super().__init__(losses.mean_squared_logarithmic_error, name)


class LogCoshError(LossMetric):
    """The mean of `losses.log_cosh`."""

    def __init__(self, name: str = "logcosh") -> None:
        super().__init__(losses.log_cosh, name)


class Hinge(LossMetric):
    """The mean of `losses.hinge`."""

    def __init__(self, name: str = "hinge") -> None:
        super().__init__(losses.hinge, name)


class SquaredHinge(LossMetric):
    """The mean of `losses.squared_hinge`."""

    def __init__(self, name: str = "squared_hinge") -> None:
        super().__init__(losses.squared_hinge, name)


class CategoricalHinge(LossMetric):
    """The mean of `losses.categorical_hinge`."""

    def __init__(self, name: str = "categorical_hinge") -> None:
        super().__init__(losses.categorical_hinge, name)


class KLDivergence(LossMetric):
    """The mean of `losses.kl_divergence`."""

    def __init__(self, name: str = "kl_divergence") -> None:
        super().__init__(losses.kl_divergence, name)


class Poisson(LossMetric):
    """The mean of `losses.poisson`."""

    def __init__(self, name: str = "poisson") -> None:
        super().__init__(losses.poisson, name)


class BinaryCrossentropy(LossMetric):
    """The mean of `losses.binary_crossentropy`."""

    def __init__(
        self, name: str = "binary_crossentropy", *, from_logits: bool = False, label_smoothing: float = 0.0
    ) -> None:
        super().__init__(losses.binary_crossentropy, name, from_logits=from_logits, label_smoothing=label_smoothing)


class CategoricalCrossentropy(LossMetric):
    """The mean of `losses.categorical_crossentropy`."""

    def __init__(
        self, name: str = "categorical_crossentropy", *, from_logits: bool = False, label_smoothing: float = 0.0,
        axis: int = -1,
    ) -> None:  # fmt: skip
        super().__init__(
            losses.categorical_crossentropy, name, from_logits=from_logits, label_smoothing=label_smoothing, axis=axis
        )


class SparseCategoricalCrossentropy(LossMetric):
    """The mean of `losses.sparse_categorical_crossentropy`."""

    def __init__(
        self, name: str = "sparse_categorical_crossentropy", *, from_logits: bool = False, axis: int = -1
    ) -> None:
        super().__init__(losses.sparse_categorical_crossentropy, name, from_logits=from_logits, axis=axis)
