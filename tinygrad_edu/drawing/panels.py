"""Arrays as panels: numbers tinted by their size, thumbnails of larger ones, a large number for a scalar."""

from __future__ import annotations

import numpy as np

from .numbers import number, texts
from .palette import heat
from .scene import Cell, Panel

WRITTEN, COLUMNS = 32, 8  # elements, and columns, up to which an array is written out in numbers
SIDE = 24  # cells along a thumbnail's longer side, at the most


def panel(kind: str, heading: str, array: np.ndarray, *, numbers: bool = True, note: str = "") -> Panel:
    """An array as a panel; without `numbers` as a thumbnail, whatever its size. The `note` stands below it."""
    if array.ndim == 0:
        return Panel(kind, heading, ((Cell(number(array), "#FFFFFF"),),), note, scalar=True)
    if array.size == 0:
        return Panel(kind, heading, (), note or "empty")
    flat = np.reshape(array, (-1, array.shape[-1]))
    if numbers and array.size <= WRITTEN and flat.shape[1] <= COLUMNS:
        return Panel(kind, heading, cells(flat, texts(flat)), note)
    small = thumbnail(flat)
    below = "; ".join(filter(None, [extremes(array), note]))
    return Panel(kind, heading, cells(small, [""] * small.size), below, thumbnail=True)


def cells(matrix: np.ndarray, written: list[str]) -> tuple[tuple[Cell, ...], ...]:
    """The rows of a matrix, each element with its text and with a colour by its size among them."""
    sizes = np.abs(np.asarray(matrix, dtype=float))
    finite = sizes[np.isfinite(sizes)]
    largest = float(finite.max()) if finite.size else 0.0
    words = iter(written)
    return tuple(tuple(Cell(next(words), heat(float(x), largest)) for x in row) for row in matrix)


def thumbnail(matrix: np.ndarray) -> np.ndarray:
    """The matrix with at most `SIDE` rows and columns: of each block the element that is largest in size."""
    matrix = np.asarray(matrix, dtype=float)
    for axis in (0, 1):
        n = matrix.shape[axis]
        if n > SIDE:
            starts = np.arange(SIDE) * n // SIDE
            high, low = (np.asarray(f.reduceat(matrix, starts, axis=axis)) for f in (np.maximum, np.minimum))
            matrix = np.where(np.abs(low) > np.abs(high), low, high)
    return matrix


def extremes(array: np.ndarray) -> str:
    """The smallest and the largest element: "−0.3 … 0.5"."""
    low, high = texts(np.array([array.min(), array.max()]))
    return low if low == high else f"{low} … {high}"


def not_finite(array: np.ndarray) -> str:
    """What of an array is no finite number, in words, or ""."""
    if array.dtype.kind != "f" or np.isfinite(array).all():
        return ""
    return "nan" if np.isnan(array).any() else "∞"
