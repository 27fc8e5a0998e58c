"""Probabilities, and their logarithms or log-odds: either may be given, and the other follows."""

from __future__ import annotations

import numpy as np

from ..tensor import Tensor


def check_one(name: str, probs, logits) -> None:
    """Refuse none of the two, and both of them."""
    if (probs is None) == (logits is None):
        told = "neither probs nor logits" if probs is None else "both probs and logits"
        raise ValueError(f"{name} was given {told}\nhelp: {name}(probs=…) or {name}(logits=…)")


def limited(probs: Tensor) -> Tensor:
    """Probabilities so far away from 0 and 1 that their logarithms are finite."""
    least = np.finfo(probs.dtype).eps
    return probs.clamp(least, 1 - least)
