"""Rows of normalization, and of the dropouts of channels."""

from __future__ import annotations

import numpy as np

import tinygrad_edu.nn.functional as F
from tinygrad_edu import ops

from ..references import torch
from ..row import ErrorInput, Row, leaf
from ..samples import given, normal, positive


def standardized(x, axes, eps):
    """(x − mean) / √(variance + eps)."""
    return (x - np.mean(x, axis=axes, keepdims=True)) / np.sqrt(np.var(x, axis=axes, keepdims=True) + eps)


def scaled(x, weight, bias, shape):
    """x · weight + bias, in that shape."""
    x = x if weight is None else x * np.reshape(weight, shape)
    return x if bias is None else x + np.reshape(bias, shape)


def channel_shape(x):
    """The shape of one number for each channel."""
    return (-1,) + (1,) * (x.ndim - 2)


def statistics(x, make):
    """A running mean and a running variance for the channels of x, made by `make` in x's dtype."""
    mean, variance = np.linspace(-1, 1, x.shape[1]), np.linspace(0.5, 2, x.shape[1])
    return make(mean, x.dtype), make(variance, x.dtype)


def numpy_statistics(x):
    """The same as arrays."""
    return statistics(x, lambda numbers, dtype: numbers.astype(dtype))


def torch_statistics(x):
    """The same as PyTorch's tensors."""
    return statistics(x, lambda numbers, dtype: torch.tensor(numbers, dtype=dtype))


def batch_norm_by(x, weight=None, bias=None, running=False, training=True, eps=1e-5):
    """F.batch_norm, with running statistics or without."""
    mean, variance = numpy_statistics(x) if running else (None, None)
    return F.batch_norm(x, mean, variance, weight, bias, training, eps=eps)


def instance_norm_by(x, weight=None, bias=None, running=False, use_input_stats=True, eps=1e-5):
    """F.instance_norm, with running statistics or without."""
    mean, variance = numpy_statistics(x) if running else (None, None)
    return F.instance_norm(x, mean, variance, weight, bias, use_input_stats, eps=eps)


def numpy_batch_norm(x, weight=None, bias=None, running=False, training=True, eps=1e-5):
    """Channels standardized over the batch, or by the running statistics."""
    axes = tuple(axis for axis in range(x.ndim) if axis != 1)
    return numpy_channel_norm(x, axes, weight, bias, training, eps)


def numpy_instance_norm(x, weight=None, bias=None, running=False, use_input_stats=True, eps=1e-5):
    """Channels standardized in each example, or by the running statistics."""
    return numpy_channel_norm(x, tuple(range(2, x.ndim)), weight, bias, use_input_stats, eps)


def numpy_channel_norm(x, axes, weight, bias, from_x, eps):
    """What both are."""
    shape = channel_shape(x)
    if from_x:
        z = standardized(x, axes, eps)
    else:
        mean, variance = (np.reshape(numbers, shape) for numbers in numpy_statistics(x))
        z = (x - mean) / np.sqrt(variance + eps)
    return scaled(z, weight, bias, shape)


def torch_batch_norm(x, weight=None, bias=None, running=False, training=True, eps=1e-5):
    """PyTorch's, with the same running statistics."""
    mean, variance = torch_statistics(x) if running else (None, None)
    return torch.nn.functional.batch_norm(x, mean, variance, weight, bias, training, eps=eps)


def torch_instance_norm(x, weight=None, bias=None, running=False, use_input_stats=True, eps=1e-5):
    """PyTorch's, with the same running statistics."""
    mean, variance = torch_statistics(x) if running else (None, None)
    return torch.nn.functional.instance_norm(x, mean, variance, weight, bias, use_input_stats, eps=eps)


def numpy_group_norm(x, weight=None, bias=None, num_groups=1, eps=1e-5):
    """Groups of channels standardized in each example."""
    grouped = np.reshape(x, (x.shape[0], num_groups, -1))
    return scaled(np.reshape(standardized(grouped, 2, eps), x.shape), weight, bias, channel_shape(x))


def numpy_rms_norm(x, weight=None, normalized_shape=(), eps=None):
    """x divided by its root mean square."""
    eps = np.finfo(np.float64).eps if eps is None else eps
    axes = tuple(range(-len(normalized_shape), 0))
    z = x / np.sqrt(np.mean(x * x, axis=axes, keepdims=True) + eps)
    return z if weight is None else z * weight


def seeded(function):
    """The dropout, drawing the same every time."""
    return lambda x, p=0.5, training=True: function(x, p, training, generator=np.random.default_rng(0))


def kept(shape, p):
    """Where the seeded dropout keeps something of a mask of this shape."""
    return np.random.default_rng(0).random(shape, dtype=np.float32) >= p


def numpy_dropout_of_channels(axes):
    """Channels, along the axes behind the first `axes`, set to zero."""

    def dropped(x, p=0.5, training=True):
        mask = kept(x.shape[:axes] + (1,) * (x.ndim - axes), p)
        return x * np.where(mask, 1 / (1 - p), 0.0) if training else x

    return dropped


def numpy_alpha_dropout(x, p=0.5, training=True, axes=None):
    """What is dropped set to −1.758…, then everything moved and scaled to the old mean and variance."""
    if not training:
        return x
    shape = x.shape if axes is None else x.shape[:axes] + (1,) * (x.ndim - axes)
    lowest = 1.7580993408473766
    a = (1 - p + p * (1 - p) * lowest**2) ** -0.5
    return a * np.where(kept(shape, p), x, -lowest) + a * p * lowest


def dropout_row(name, *shapes, numpy):
    """The row of one of the dropouts, for inputs of these shapes."""
    function = getattr(F, name)
    samples = {f"{len(shape)} axes": given(normal(*shape), p=0.4) for shape in shapes}
    return Row(
        name,
        seeded(function),
        {**samples, "evaluation": given(normal(*shapes[0]), training=False)},
        covers=(function,),
        numpy=numpy,
        records=False,
        errors=(
            ErrorInput(
                "p above 1", lambda: function(leaf(*shapes[0]), 1.5), ValueError, "probability of dropout is 1.5"
            ),
        ),
    )


NORMALIZATIONS = (
    Row(
        "batch_norm",
        batch_norm_by,
        {
            "rows": given(normal(4, 3), normal(3), normal(3)),
            "images": given(normal(2, 2, 2, 2), normal(2), normal(2)),
            "without bias": given(normal(2, 3, 2), normal(3)),
            "without weight": given(normal(4, 2), eps=1e-2),
            "evaluation": given(normal(2, 3, 2), normal(3), normal(3), running=True, training=False),
        },
        covers=(F.batch_norm, ops.batch_norm),
        numpy=numpy_batch_norm,
        records=False,
        torch=torch_batch_norm,
        errors=(
            ErrorInput(
                "one example", lambda: F.batch_norm(leaf(1, 3), None, None, training=True), ValueError, "one value per"
            ),
            ErrorInput(
                "other channels", lambda: F.batch_norm(leaf(2, 3), None, None, leaf(2)), ValueError, r"\(2,\).*\(3,\)"
            ),
            ErrorInput("a vector", lambda: F.batch_norm(leaf(3), None, None), ValueError, r"batch_norm.*\(3,\)"),
            ErrorInput("no statistics", lambda: F.batch_norm(leaf(2, 3), None, None), ValueError, "no running"),
            ErrorInput(
                "eps 0", lambda: F.batch_norm(leaf(2, 3), None, None, training=True, eps=0.0), ValueError, "eps 0.0"
            ),
        ),
    ),
    Row(
        "batch_norm by given statistics",
        lambda x, mean, variance, weight=None, bias=None: ops.batch_norm(x, mean, variance, weight, bias, axis=(0, 2)),
        {
            "all": given(normal(2, 3, 2), normal(3, 1), positive(3, 1), normal(3, 1), normal(3, 1)),
            "without weight": given(normal(2, 3, 2), normal(3, 1), positive(3, 1)),
        },
        covers=(),
        numpy=lambda x, mean, variance, weight=1.0, bias=0.0: (x - mean) / np.sqrt(variance + 1e-5) * weight + bias,
    ),
    Row(
        "instance_norm",
        instance_norm_by,
        {
            "images": given(normal(2, 2, 2, 2), normal(2), normal(2)),
            "without weight": given(normal(2, 2, 3), eps=1e-2),
            "evaluation": given(normal(2, 3, 2), normal(3), running=True, use_input_stats=False),
        },
        covers=(F.instance_norm,),
        numpy=numpy_instance_norm,
        records=False,
        torch=torch_instance_norm,
        errors=(
            ErrorInput("one element", lambda: F.instance_norm(leaf(2, 3, 1)), ValueError, "one value per channel"),
            ErrorInput("no channels", lambda: F.instance_norm(leaf(3)), ValueError, "examples, channels"),
        ),
    ),
    Row(
        "layer_norm",
        lambda x, weight=None, bias=None, normalized_shape=(), eps=1e-5: F.layer_norm(
            x, normalized_shape, weight, bias, eps
        ),
        {
            "rows": given(normal(3, 4), normal(4), normal(4), normalized_shape=(4,)),
            "two axes": given(normal(2, 2, 3), normal(2, 3), normal(2, 3), normalized_shape=[2, 3], eps=1e-2),
            "without bias": given(normal(2, 2, 3), normal(3), normalized_shape=(3,)),
            "without weight": given(normal(4), normalized_shape=(4,)),
            "zero-size": given(normal(0, 3), normal(3), normal(3), normalized_shape=(3,)),
        },
        covers=(F.layer_norm, ops.layer_norm),
        numpy=lambda x, weight=1.0, bias=0.0, normalized_shape=(), eps=1e-5: (
            standardized(x, tuple(range(-len(normalized_shape), 0)), eps) * weight + bias
        ),
        records=False,
        torch=lambda x, weight=None, bias=None, normalized_shape=(), eps=1e-5: torch.nn.functional.layer_norm(
            x, normalized_shape, weight, bias, eps
        ),
        errors=(
            ErrorInput("another shape", lambda: F.layer_norm(leaf(2, 3), (2,)), ValueError, r"over \(2,\).*\(2, 3\)"),
            ErrorInput(
                "another weight", lambda: F.layer_norm(leaf(2, 3), (3,), leaf(2)), ValueError, r"over \(3,\).*\(2,\)"
            ),
        ),
    ),
    Row(
        "rms_norm",
        lambda x, weight=None, normalized_shape=(), eps=None: F.rms_norm(x, normalized_shape, weight, eps),
        {
            "rows": given(normal(3, 4), normal(4), normalized_shape=(4,), eps=1e-5),
            "two axes": given(normal(2, 2, 3), normal(2, 3), normalized_shape=(2, 3), eps=1e-2),
            "without weight": given(normal(2, 3), normalized_shape=(3,), eps=1e-6),
        },
        covers=(F.rms_norm, ops.rms_norm),
        numpy=numpy_rms_norm,
        records=False,
        torch=lambda x, weight=None, normalized_shape=(), eps=None: torch.nn.functional.rms_norm(
            x, normalized_shape, weight, eps
        ),
        errors=(
            ErrorInput("another shape", lambda: F.rms_norm(leaf(2, 3), (2,)), ValueError, r"over \(2,\).*\(2, 3\)"),
        ),
    ),
    Row(
        "group_norm",
        lambda x, weight=None, bias=None, num_groups=1, eps=1e-5: F.group_norm(x, num_groups, weight, bias, eps),
        {
            "rows": given(normal(2, 4), normal(4), normal(4), num_groups=2),
            "images": given(normal(2, 4, 2, 1), normal(4), normal(4), num_groups=2, eps=1e-2),
            "without weight": given(normal(2, 3, 2), num_groups=3),
            "without bias": given(normal(1, 2, 2), normal(2), num_groups=1),
        },
        covers=(F.group_norm,),
        numpy=numpy_group_norm,
        records=False,
        torch=lambda x, weight=None, bias=None, num_groups=1, eps=1e-5: torch.nn.functional.group_norm(
            x, num_groups, weight, bias, eps
        ),
        errors=(
            ErrorInput(
                "unequal groups", lambda: F.group_norm(leaf(2, 3, 2), 2), ValueError, "3 channels.*2 equal groups"
            ),
            ErrorInput("one value", lambda: F.group_norm(leaf(1, 2), 2), ValueError, "one value per channel"),
            ErrorInput("no groups", lambda: F.group_norm(leaf(2, 3, 2), 0), ValueError, "0 equal groups"),
        ),
    ),
    dropout_row("dropout1d", (2, 3, 2), numpy=numpy_dropout_of_channels(2)),
    dropout_row("dropout2d", (2, 3, 2, 2), (2, 3, 2), numpy=numpy_dropout_of_channels(2)),
    dropout_row("dropout3d", (2, 3, 2, 1, 2), numpy=numpy_dropout_of_channels(2)),
    Row(
        "dropout1d and dropout3d without examples",
        lambda x, p: seeded(F.dropout1d if len(x.shape) == 2 else F.dropout3d)(x, p),
        {"2 axes": given(normal(3, 2), p=0.4), "4 axes": given(normal(3, 2, 1, 2), p=0.4)},
        covers=(),
        numpy=numpy_dropout_of_channels(1),
        records=False,
        errors=(
            ErrorInput("one axis", lambda: F.dropout1d(leaf(3)), ValueError, r"dropout1d.*\(3,\).*2 or 3 axes"),
            ErrorInput("two axes", lambda: F.dropout3d(leaf(3, 2)), ValueError, r"dropout3d.*\(3, 2\).*4 or 5 axes"),
            ErrorInput("one axis", lambda: F.dropout2d(leaf(3)), ValueError, "dropout2d.*at least 2 axes"),
        ),
    ),
    dropout_row("alpha_dropout", (3, 4), (2, 3, 2), numpy=numpy_alpha_dropout),
    dropout_row(
        "feature_alpha_dropout",
        (2, 3, 2, 2),
        numpy=lambda x, p=0.5, training=True: numpy_alpha_dropout(x, p, training, axes=2),
    ),
)
