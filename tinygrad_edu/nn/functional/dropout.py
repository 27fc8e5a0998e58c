"""Dropout: elements or whole channels set to zero, at random."""

from __future__ import annotations

import math

import numpy as np

from ... import ops
from .checks import check_probability

# In all of them `inplace` is accepted for PyTorch's sake, and the result is a new tensor.


def dropout(
    input, p: float = 0.5, training: bool = True, inplace: bool = False, *, generator: np.random.Generator | None = None
):
    """The input with each element set to 0 with probability p and the others divided by 1 − p; itself if not training.

    Source: Srivastava et al., JMLR 15 (2014), in the "inverted" form that leaves evaluation alone.
    """
    return dropped(input, input.shape, p, training, generator)


def dropout1d(
    input, p: float = 0.5, training: bool = True, inplace: bool = False, *, generator: np.random.Generator | None = None
):
    """`dropout` of whole channels of an input (N, C, L) or (C, L)."""
    return dropped(input, channels("dropout1d", input, (2, 3), 2), p, training, generator)


def dropout2d(
    input, p: float = 0.5, training: bool = True, inplace: bool = False, *, generator: np.random.Generator | None = None
):
    """`dropout` of whole channels of an input (N, C, H, W), or (N, C, …) of any other number of axes, as in PyTorch.

    Source: Tompson et al., CVPR 2015.
    """
    return dropped(input, channels("dropout2d", input, range(2, 33), 0), p, training, generator)


def dropout3d(
    input, p: float = 0.5, training: bool = True, inplace: bool = False, *, generator: np.random.Generator | None = None
):
    """`dropout` of whole channels of an input (N, C, D, H, W) or (C, D, H, W)."""
    return dropped(input, channels("dropout3d", input, (4, 5), 4), p, training, generator)


def alpha_dropout(
    input,
    p: float = 0.5,
    training: bool = False,
    inplace: bool = False,
    *,
    generator: np.random.Generator | None = None,
):
    """Dropout that keeps mean 0 and variance 1, for nets of SELUs: what is dropped gets SELU's lowest value.

    Source: Klambauer et al., NeurIPS 2017.
    """
    return dropped_to_lowest(input, input.shape, p, training, generator)


def feature_alpha_dropout(
    input,
    p: float = 0.5,
    training: bool = False,
    inplace: bool = False,
    *,
    generator: np.random.Generator | None = None,
):
    """`alpha_dropout` of whole channels of an input (N, C, …)."""
    drops = training and p > 0
    shape = channels("feature_alpha_dropout", input, range(2, 33), 0) if drops else input.shape
    return dropped_to_lowest(input, shape, p, training, generator)


def dropped(input, shape: tuple, p: float, training: bool, generator):
    """The input with a mask of this shape, which is broadcast, on it."""
    check_probability(p)
    if not training or p == 0:
        return input
    return ops.dropout(input, ops.dropout_mask(shape, p, input.dtype, generator or ops.generator))


def dropped_to_lowest(input, shape: tuple, p: float, training: bool, generator):
    """The input with elements set to −α' = −1.758…, then moved and scaled so that mean and variance stay."""
    check_probability(p)
    if not training or p == 0:
        return input
    lowest = 1.7580993408473766  # SELU's scale · alpha
    scale = 1 / math.sqrt((lowest**2 * p + 1) * (1 - p)) if p < 1 else 0.0
    mask = ops.dropout_mask(shape, p, input.dtype, generator or ops.generator) != 0
    shift = np.where(mask, lowest * scale * p, lowest * scale * (p - 1)).astype(input.dtype)
    return ops.add(ops.dropout(input, np.where(mask, scale, 0).astype(input.dtype)), shift)


def channels(name: str, input, axes, unbatched: int) -> tuple[int, ...]:
    """The shape of a mask that has one number for each channel; without examples if there are `unbatched` axes."""
    shape = input.shape
    if len(shape) not in axes:
        wanted = "at least 2" if len(axes) > 2 else f"{axes[0]} or {axes[1]}"
        raise ValueError(f"{name} of a tensor of shape {shape}\nhelp: it wants {wanted} axes")
    kept = 1 if len(shape) == unbatched else 2
    return shape[:kept] + (1,) * (len(shape) - kept)
