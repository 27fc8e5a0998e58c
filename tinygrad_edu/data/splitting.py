"""A data set in parts, at random."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Iterable, Sequence
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
    if not hasattr(dataset, "__len__"):
        raise TypeError(f"a {type(dataset).__name__} has no length\nhelp: define __len__")
    whole = len(dataset)
    lengths = lengths_of(whole, lengths)
    order = (checked_generator(generator) or common_generator).permutation(whole).tolist()
    ends = list(itertools.accumulate(lengths))
    return [Subset(dataset, order[end - length : end]) for end, length in zip(ends, lengths, strict=True)]


def lengths_of(whole: int, parts: Sequence[int | float]) -> list[int]:
    """The lengths of the parts, which may be given as fractions; they add up to the whole."""
    if not isinstance(parts, Iterable):
        raise TypeError(f"lengths are {parts!r}\nhelp: a list of them, such as [0.8, 0.2]")
    parts = list(parts)
    shown = ", ".join(map(repr, parts)) or "nothing"
    numbers = all(isinstance(part, (int, float, np.integer, np.floating)) and part >= 0 for part in parts)
    if numbers and math.isclose(sum(parts), 1):
        return fractions_of(whole, parts)
    lengths = [int(part) for part in parts if isinstance(part, (int, np.integer))]
    if numbers and not lengths and parts and all(part < 1 for part in parts):
        raise ValueError(f"fractions {shown} add up to {sum(parts):g}\nhelp: to 1, or lengths to {whole}")
    if not numbers or len(lengths) < len(parts):
        raise ValueError(f"parts of {shown}\nhelp: lengths are whole numbers from 0, or fractions that add up to 1")
    if sum(lengths) != whole:
        raise ValueError(
            f"parts of {shown} of a data set of {whole} items: they add up to {sum(lengths)}\n"
            f"help: lengths that add up to {whole}, or fractions that add up to 1"
        )
    return lengths


def fractions_of(whole: int, fractions: Sequence[float]) -> list[int]:
    """The lengths of parts that are these fractions of the whole."""
    lengths = [math.floor(whole * fraction) for fraction in fractions]
    for place in range(whole - sum(lengths)):
        lengths[place % len(lengths)] += 1
    for place, length in enumerate(lengths):
        if not length:
            warnings.warn(f"part {place} is empty: {fractions[place]} of {whole} items is none", stacklevel=4)
    return lengths
