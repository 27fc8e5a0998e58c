"""What several functions refuse at the door."""

from __future__ import annotations

import numpy as np

from ...tape import Node


def check_probability(p: float) -> None:
    """Refuse a probability of dropout that is none."""
    if not 0 <= p <= 1:
        raise ValueError(f"the probability of dropout is {p}\nhelp: it lies between 0 and 1")


def check_same_shape(name: str, input, target) -> None:
    """Refuse a target whose shape differs from the input's."""
    if value_of(input).shape != value_of(target).shape:
        raise ValueError(f"{name}: input {value_of(input).shape}, target {value_of(target).shape}\nhelp: reshape one")


def check_target(target) -> None:
    """Refuse a target that holds no numbers."""
    if value_of(target).dtype.kind not in "fiub":
        raise TypeError(f"{target!r:.60} is no target\nhelp: give a tensor of numbers")


def constant_like(x, input) -> np.ndarray:
    """The array in x, in the dtype of the input: integers and weights mustn't turn float32 into float64."""
    return np.asarray(value_of(x)).astype(value_of(input).dtype)


def target_like(target, input):
    """The target, which may be recorded; whole numbers in the dtype of the input."""
    check_target(target)
    return target if value_of(target).dtype.kind == "f" else value_of(target).astype(value_of(input).dtype)


def value_of(x) -> np.ndarray:
    """The array in a Tensor, or the array itself."""
    if isinstance(x, Node):
        return x.value
    return x if hasattr(x, "program") else np.asarray(x)  # what is traced has a program, and stays as it is
