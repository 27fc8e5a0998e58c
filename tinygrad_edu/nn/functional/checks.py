"""What several functions refuse at the door."""

from __future__ import annotations

import numpy as np

from ...tape import Node


def check_probability(p: float) -> None:
    """Refuse a probability of dropout that is none."""
    if not 0 <= p <= 1:
        raise ValueError(f"the probability of dropout is {p}\nhelp: it lies between 0 and 1")


def check_reduction(reduction: str) -> None:
    """Refuse a reduction that isn't there."""
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"no reduction {reduction!r}\nhelp: 'mean', 'sum' or 'none'")


def check_same_shape(name: str, input, target) -> None:
    """Refuse a target whose shape differs from the input's."""
    if value_of(input).shape != value_of(target).shape:
        raise ValueError(f"{name}: input {value_of(input).shape}, target {value_of(target).shape}\nhelp: reshape one")


def value_of(x) -> np.ndarray:
    """The array in a Tensor, or the array itself."""
    return x.value if isinstance(x, Node) else np.asarray(x)
