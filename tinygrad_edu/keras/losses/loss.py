"""Losses: one number for each example, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ... import ops
from ...arrays import array_of, get_default_dtype, tensor_of
from ...tape import Node
from ..configuration import Configured
from ..known import arguments_of

EPSILON = 1e-7  # what Keras keeps denominators, and arguments of logarithms, away from 0 by
REDUCTIONS = ("sum_over_batch_size", "mean", "sum", "none", None)


class Loss(Configured):
    """The base of all losses: called with targets and predictions, and perhaps a weight for each example.

    A subclass says in `call` what each example loses. The `reduction` "sum_over_batch_size" is their mean; "sum" and
    "none" do what they say. Weighted losses are summed and divided by the *number* of examples, not by the sum of the
    weights, as PyTorch's are.
    """

    def __init__(self, name: str | None = None, reduction: str | None = "sum_over_batch_size") -> None:
        if reduction not in REDUCTIONS:
            raise ValueError(f"no reduction {reduction!r}\nhelp: {', '.join(map(repr, REDUCTIONS))}")
        self.name, self.reduction = name, reduction

    def call(self, y_true, y_pred) -> Any:
        """What each example loses."""
        raise TypeError(f"{type(self).__name__} has no call\nhelp: define call(self, y_true, y_pred) in the class")

    def __call__(self, y_true, y_pred, sample_weight=None) -> Any:
        """The losses, weighted and reduced."""
        prediction = prediction_of(y_pred)
        target = target_of(y_true).astype(prediction.dtype)
        losses = self.call(tensor_of(target), prediction)
        if not isinstance(losses, Node):
            raise TypeError(
                f"the loss {self.name!r} returned {losses!r:.60}\n"
                "help: a Tensor computed from y_pred, one number for each example, as in return (y_true - y_pred) ** 2"
            )
        if sample_weight is not None:
            losses = ops.mul(losses, weights_like(sample_weight, losses))
        if self.reduction in (None, "none") or not losses.shape:
            return losses
        return ops.sum(losses) if self.reduction == "sum" else ops.mean(losses)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"


class FunctionLoss(Loss):
    """A loss that a function of (y_true, y_pred) computes, with options of its own."""

    def __init__(self, fn: Callable, reduction: str | None = "sum_over_batch_size", name: str | None = None, **options):
        super().__init__(name or getattr(fn, "__name__", None), reduction)
        self.fn, self.options = fn, options

    def call(self, y_true, y_pred) -> Any:
        """What the function says."""
        return self.fn(*same_rank(y_true, y_pred), **self.options)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make it again."""
        return {name: self.options.get(name, getattr(self, name, None)) for name in arguments_of(type(self))}


# Operands


class ShapeError(ValueError):
    """Shapes that don't go together: texts in which {} stands for each of them."""

    def __init__(self, what: str, help: str, *shapes: tuple[int, ...]) -> None:
        super().__init__(f"{what}\nhelp: {help}".format(*shapes))
        self.what, self.help, self.shapes = what, help, shapes

    def of_all(self, rows: int) -> ShapeError:
        """The same of all rows, where only some of them were tried."""
        return ShapeError(self.what, self.help, *((rows, *shape[1:]) if shape else () for shape in self.shapes))


def prediction_of(y_pred) -> Any:
    """Predictions as a Tensor of floating-point numbers."""
    if isinstance(y_pred, Node):
        return y_pred
    array = np.asarray(y_pred)
    keeps = isinstance(y_pred, np.ndarray) and array.dtype.kind == "f"
    return tensor_of(array if keeps else array.astype(get_default_dtype()))


def target_of(y_true) -> np.ndarray:
    """Targets as an array. TypeError for texts and other things that are no numbers."""
    array = np.asarray(array_of(y_true))
    if array.dtype.kind not in "fiub":
        first = repr(array.flat[0])[:40] if array.size else "nothing"
        raise TypeError(
            f"the labels are {array.dtype}: {first}, …\n"
            "help: numbers: `classes, labels = numpy.unique(labels, return_inverse=True)` numbers them from 0"
        )
    return array


def compared(name: str, y_true, y_pred) -> tuple[np.ndarray, Any]:
    """Targets, in the predictions' dtype, and predictions, of one shape. ShapeError if theirs differ."""
    prediction = prediction_of(y_pred)
    target, prediction = same_rank(target_of(y_true).astype(prediction.dtype), prediction)
    if target.shape != prediction.shape:
        raise ShapeError(
            f"{name} of labels of shape {{}} and predictions of shape {{}}",
            mending(name, target.shape, prediction.shape),
            target.shape,
            prediction.shape,
        )
    return target, prediction


FLATTEN = "each example has several axes still: put layers.Flatten() before the last layers"


def mending(name: str, target: tuple[int, ...], prediction: tuple[int, ...]) -> str:
    """What to do about shapes that differ."""
    rows, outputs = target[0] if target else 0, prediction[-1] if prediction else 0
    if len(prediction) > 2 and len(target) <= 2:
        return FLATTEN
    if len(prediction) == 2 and target in ((rows,), (rows, 1)) and outputs > 1:
        if "crossentropy" not in name:
            return "for one number a row end in Dense(1)"
        return (
            f"for class numbers use a sparse loss, as in loss='sparse_categorical_crossentropy', or make them rows: "
            f"utils.to_categorical(labels, {outputs}); for one number a row end in Dense(1)"
        )
    if len(target) == 2 and outputs != target[-1]:
        return f"the last layer must have as many outputs as a label has numbers: Dense({target[-1]})"
    return "the last layer's output must have the shape of the labels"


def same_rank(y_true, y_pred) -> tuple[Any, Any]:
    """Both with as many axes, if one has a last axis of length 1 that the other lacks."""
    more, less = len(y_true.shape), len(y_pred.shape)
    if more == less + 1 and y_true.shape[-1] == 1:
        if less == 1:
            return y_true, ops.unsqueeze(y_pred, axis=-1)
        return ops.squeeze(y_true, axis=-1), y_pred
    if less == more + 1 and y_pred.shape[-1] == 1:
        if more == 1:
            return ops.unsqueeze(y_true, axis=-1), y_pred
        return y_true, ops.squeeze(y_pred, axis=-1)
    return y_true, y_pred


def weights_like(sample_weight, losses) -> np.ndarray:
    """The weights in the shape of the losses (ValueError if that can't be)."""
    weights = np.asarray(array_of(sample_weight)).astype(losses.dtype)
    if weights.shape == (*losses.shape, 1):
        weights = weights[..., 0]
    if weights.shape and weights.shape != losses.shape:
        raise ShapeError(
            "sample weights of shape {} for losses of shape {}",
            "one for each loss; a loss function of your own takes the mean along the last axis only",
            weights.shape,
            losses.shape,
        )
    return weights
