"""Random numbers whose distribution a tensor says; those of a given shape are in `factories`."""

from __future__ import annotations

import numpy as np

from .. import ops
from ..arrays import array_of, get_default_dtype, made
from .arguments import shape_of


def dtype_of(input, dtype=None):
    """The dtype that was named, or the tensor's own; the default one for a number."""
    return dtype or (input.dtype if hasattr(input, "dtype") else get_default_dtype())


def bernoulli(input, p: float | None = None, *, generator=None):
    """1 with the probability that each element of `input` says (or `p`), else 0, in the dtype of `input`."""
    chances = np.asarray(array_of(input)) if p is None else np.full(shape_of(input), p)
    if np.any(chances < 0) or np.any(chances > 1) or np.any(chances != chances):
        raise ValueError("bernoulli wants probabilities\nhelp: numbers between 0 and 1")
    drawn = (generator or ops.generator).random(chances.shape) < chances
    return made(np.asarray(drawn, dtype_of(input)), False)


def multinomial(input, num_samples: int, replacement: bool = False, *, generator=None):
    """Indices drawn with probabilities in the proportion of `input`, a row (classes) or rows (…, classes).

    Without `replacement` no index is drawn twice, so that there must be `num_samples` with a weight above 0.
    """
    weights = np.asarray(array_of(input), float)
    if weights.ndim not in (1, 2) or np.any(weights < 0) or not np.all(np.isfinite(weights)):
        raise ValueError(f"multinomial of shape {weights.shape}\nhelp: one row, or rows, of weights of at least 0")
    rows = np.atleast_2d(weights)
    fewest = np.min(np.count_nonzero(rows, axis=-1), initial=rows.shape[-1])
    if fewest == 0 or (not replacement and num_samples > fewest):
        raise ValueError(f"{num_samples} samples of {fewest} weights above 0\nhelp: replacement=True, or fewer samples")
    draw = generator or ops.generator
    if replacement or num_samples == 1:  # what NumPy's choice does, without its checks of every row
        below = np.cumsum(rows, axis=-1)
        chances = draw.random((len(rows), num_samples))
        drawn = [row.searchsorted(part, side="right") for row, part in zip(below / below[:, -1:], chances)]
    else:
        drawn = [draw.choice(row.size, num_samples, False, row / row.sum()) for row in rows]
    return made(np.array(drawn, np.int64).reshape(*weights.shape[:-1], num_samples), False)


def poisson(input, generator=None):
    """Random numbers from the Poisson distributions whose means are the elements of `input`."""
    drawn = (generator or ops.generator).poisson(array_of(input))
    return made(np.asarray(drawn, dtype_of(input)), False)
