"""Sequences of different lengths as rows of one array."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ..checks import whole_number


def pad_sequences(
    sequences: Iterable[Sequence],
    maxlen: int | None = None,
    dtype="int32",
    padding: str = "pre",
    truncating: str = "pre",
    value: float = 0.0,
) -> np.ndarray:
    """The sequences as rows (n, maxlen), by default as long as the longest.

    Short ones have `value` before them, or behind them with padding "post"; long ones lose their beginning, or with
    truncating "post" their end.

    >>> pad_sequences([[1, 2, 3], [4]])
    array([[1, 2, 3],
           [0, 0, 4]], dtype=int32)
    """
    for name, side in (("padding", padding), ("truncating", truncating)):
        if side not in ("pre", "post"):
            raise ValueError(f"{name} is {side!r:.60}\nhelp: 'pre', which is before, or 'post'")
    rows = list(sequences)
    for number, row in enumerate(rows):
        if isinstance(row, str) or not hasattr(row, "__len__"):
            raise ValueError(f"sequence {number} is {row!r:.60}\nhelp: a list of sequences of numbers: [[1, 2], [3]]")
    length = max(map(len, rows), default=0) if maxlen is None else whole_number("maxlen", maxlen)
    parts = [row[-length:] if truncating == "pre" else row[:length] for row in rows]
    shape = next((np.shape(part)[1:] for part in parts if len(part)), ())
    result = np.full((len(rows), length, *shape), value, dtype)
    for row, part in zip(result, parts):
        if len(part):
            row[slice(-len(part), None) if padding == "pre" else slice(len(part))] = part
    return result
