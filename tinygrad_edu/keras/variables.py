"""The weights of layers, with Keras's methods."""

from __future__ import annotations

import numpy as np

from ..arrays import array_of
from ..nn import Buffer, Parameter


class Weight:
    """What a `Variable` and a `State` share. The name of a weight is ``weight.name``: "kernel", "bias"."""

    __slots__ = ()

    def numpy(self, *, force: bool = False) -> np.ndarray:
        """A copy of the values, whether it is trained or not; `force` is accepted for PyTorch's sake."""
        return np.array(array_of(self))

    def assign(self, value) -> None:
        """Write other values of the same shape into it (ValueError for another shape)."""
        values, array = np.asarray(array_of(value)), array_of(self)
        if values.shape != array.shape:
            raise ValueError(
                f"values of shape {values.shape} for a weight of shape {array.shape}\nhelp: the shapes must agree"
            )
        array[...] = values
        self.changed()  # type: ignore[attr-defined]

    def assign_add(self, value) -> None:
        """Add to what is in it."""
        self.assign(array_of(self) + array_of(value))


class Variable(Weight, Parameter):
    """A weight that is trained."""

    __slots__ = ()


class State(Weight, Buffer):
    """A weight that isn't trained: a moving mean."""

    __slots__ = ()
