"""A data set in parts, at random."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..ops.random import generator as common_generator
from .datasets import Subset
from .samplers import checked_generator

__all__ = ["random_split"]


def random_split(
    dataset: Any, lengths: Sequence[int | float], generator: np.random.Generator | None = None
) -> list[Subset]:
    """The data set in parts of these lengths, every item in one of them; or of these fractions, which add up to 1.

    A fraction's length is rounded down, and what is left over goes to the parts in turn, one item each. ValueError if
    the parts don't add up to the whole. Random numbers come from `generator`, or else from the common one.

    >>> [len(part) for part in random_split(range(10), [0.8, 0.2])]
    [8, 2]
    """
    whole = len(dataset)
    if math.isclose(sum(lengths), 1):
        lengths = fractions_of(whole, lengths)
    if sum(lengths) != whole or not all(isinstance(length, (int, np.integer)) and length >= 0 for length in lengths):
        raise ValueError(
            f"parts of {', '.join(map(str, lengths))} of a data set of {whole} items: they add up to {sum(lengths)}\n"
            f"help: lengths that add up to {whole}, or fractions that add up to 1"
        )
    order = (checked_generator(generator) or common_generator).permutation(whole).tolist()
    ends = list(itertools.accumulate(lengths))
    return [Subset(dataset, order[end - length : end]) for end, length in zip(ends, lengths, strict=True)]


def fractions_of(whole: int, fractions: Sequence[float]) -> list[int]:
    """The lengths of parts that are these fractions of the whole."""
    if any(not 0 <= fraction <= 1 for fraction in fractions):
        raise ValueError(f"fractions {', '.join(map(str, fractions))}\nhelp: each of them is between 0 and 1")
    lengths = [math.floor(whole * fraction) for fraction in fractions]
    for place in range(whole - sum(lengths)):
        lengths[place % len(lengths)] += 1
    for place, length in enumerate(lengths):
        if not length:
            warnings.warn(f"part {place} is empty: {fractions[place]} of {whole} items is none", stacklevel=3)
    return lengths
