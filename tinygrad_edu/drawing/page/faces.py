"""What of an array is shown as a matrix: all of a small one, else the corner of its first slice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..numbers import texts
from ..panels import cells
from ..scene import Cell
from ..symbols import shape_text


@dataclass(frozen=True)
class Face:
    """The rows and columns of an array: all up to `side` of them, of more the first half as many.

    A vector is one row, a number one cell, and of an array with more axes it is the first slice.
    """

    array: np.ndarray
    side: int

    @property
    def slice(self) -> np.ndarray:
        """The matrix whose corner it is."""
        if self.array.ndim <= 2:
            return np.atleast_2d(self.array)
        return self.array[(0,) * (self.array.ndim - 2)] if self.array.size else np.zeros((0, 0))

    @property
    def corner(self) -> np.ndarray:
        """The elements that are shown."""
        rows, columns = (self.side // 2 if cut else self.side for cut in self.cut)
        return self.slice[:rows, :columns]

    @property
    def cut(self) -> tuple[bool, bool]:
        """Whether there are further rows, and further columns."""
        rows, columns = self.slice.shape
        return rows > self.side, columns > self.side

    @property
    def note(self) -> str:
        """What isn't shown, in words, or ""."""
        shape = shape_text(self.array.shape)
        if self.array.ndim > 2:
            return f"first of {int(np.prod(self.array.shape[:-2])):,} slices of {shape}"
        return shape if any(self.cut) else ""

    @property
    def cells(self) -> tuple[tuple[Cell, ...], ...]:
        """The texts and colours; a lone number has no colour, since there is nothing to compare it with."""
        if self.array.ndim == 0:
            return ((Cell(texts(self.array)[0], "#FFFFFF"),),)
        return cells(self.corner, texts(self.corner))

    def index(self, row: int, column: int) -> tuple[int, ...]:
        """The index in the array of what is shown in this row and column."""
        return (*(0,) * (self.array.ndim - 2), row, column)[max(0, 2 - self.array.ndim) :]
