"""The `reduction` of a loss: its mean, its sum, or each one.

PyTorch's older arguments `size_average` and `reduce` are accepted where PyTorch has them, and say the same.
"""

from __future__ import annotations

import warnings

import numpy as np

from ... import ops
from .checks import value_of


def check_reduction(reduction: str, *others: str) -> None:
    """Refuse a reduction that isn't there."""
    if reduction not in ("mean", "sum", "none", *others):
        allowed = ", ".join(repr(name) for name in ("mean", "sum", *others))
        raise ValueError(f"no reduction {reduction!r}\nhelp: {allowed} or 'none'")


def reduction_of(size_average: bool | None, reduce: bool | None, reduction: str, *others: str) -> str:
    """The reduction that is meant, also by PyTorch's older arguments, which are True, False or None."""
    for older in (size_average, reduce):
        if older is not None and not isinstance(older, (bool, np.bool_)):
            meant = older if isinstance(older, str) else reduction
            raise TypeError(f"size_average and reduce are booleans, not {older!r}\nhelp: reduction={meant!r}")
    if size_average is None and reduce is None:
        check_reduction(reduction, *others)
        return reduction
    return "none" if reduce is False else "sum" if size_average is False else "mean"


def reduced(losses, reduction: str):
    """The mean or the sum of the losses, or the losses themselves."""
    return ops.mean(losses) if reduction == "mean" else ops.sum(losses) if reduction == "sum" else losses


def warn_of_broadcasting(name: str, input, target) -> None:
    """A warning where the shapes differ: that they are broadcast is seldom meant."""
    if value_of(input).shape != value_of(target).shape:
        warnings.warn(
            f"{name} of shapes {value_of(input).shape} and {value_of(target).shape} broadcasts them\n"
            "help: reshape one to the other's shape",
            stacklevel=3,
        )
