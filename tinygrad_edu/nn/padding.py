"""Paddings as Modules: something laid around the last axes. What they compute is `functional.pad`."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from . import functional
from .module import Module


class Padding(Module):
    """What all paddings share.

    Field: `padding`, how much is laid before and behind each axis in space, the last axis first: (left, right, top,
    bottom, …); one number counts for all.
    """

    axes: ClassVar[int]
    mode: ClassVar[str] = "constant"
    value: float = 0.0

    def __init__(self, padding) -> None:
        super().__init__()
        numbers = tuple(padding) if isinstance(padding, (tuple, list)) else (padding,) * 2 * self.axes
        if len(numbers) != 2 * self.axes or not all(isinstance(n, (int, np.integer)) for n in numbers):
            raise ValueError(f"{type(self).__name__}({padding!r})\nhelp: a whole number, or {2 * self.axes} of them")
        self.padding = numbers

    def forward(self, input):
        """The input with something around it."""
        value = self.value if self.mode == "constant" else None
        return functional.pad(input, self.padding, self.mode, value)

    def extra_repr(self) -> str:
        """How much, before and behind each axis."""
        return f"{self.padding}"


class ConstantPadding(Padding):
    """The same value everywhere."""

    def __init__(self, padding, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def extra_repr(self) -> str:
        """How much of what."""
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(ConstantPadding):
    """A value on both sides of the last axis. Field: see `Padding`."""

    axes = 1


class ConstantPad2d(ConstantPadding):
    """A value around the last two axes. Field: see `Padding`."""

    axes = 2


class ConstantPad3d(ConstantPadding):
    """A value around the last three axes. Field: see `Padding`."""

    axes = 3


class ZeroPad1d(Padding):
    """Zeros on both sides of the last axis. Field: see `Padding`."""

    axes = 1


class ZeroPad2d(Padding):
    """Zeros around the last two axes. Field: see `Padding`.

    >>> import tinygrad_edu as tg
    >>> tg.nn.ZeroPad2d((1, 0, 1, 0))(tg.ones(1, 1, 1))
    tensor([[[0., 0.],
             [0., 1.]]])
    """

    axes = 2


class ZeroPad3d(Padding):
    """Zeros around the last three axes. Field: see `Padding`."""

    axes = 3


class ReflectionPad1d(Padding):
    """Mirrored at the first and the last element of the last axis. Field: see `Padding`."""

    axes, mode = 1, "reflect"


class ReflectionPad2d(Padding):
    """Mirrored at the edges of the last two axes. Field: see `Padding`."""

    axes, mode = 2, "reflect"


class ReflectionPad3d(Padding):
    """Mirrored at the edges of the last three axes. Field: see `Padding`."""

    axes, mode = 3, "reflect"


class ReplicationPad1d(Padding):
    """The first and the last element of the last axis again and again. Field: see `Padding`."""

    axes, mode = 1, "replicate"


class ReplicationPad2d(Padding):
    """The edges of the last two axes again and again. Field: see `Padding`."""

    axes, mode = 2, "replicate"


class ReplicationPad3d(Padding):
    """The edges of the last three axes again and again. Field: see `Padding`."""

    axes, mode = 3, "replicate"


class CircularPad1d(Padding):
    """What is at the other end of the last axis. Field: see `Padding`."""

    axes, mode = 1, "circular"


class CircularPad2d(Padding):
    """What is at the other ends of the last two axes. Field: see `Padding`."""

    axes, mode = 2, "circular"


class CircularPad3d(Padding):
    """What is at the other ends of the last three axes. Field: see `Padding`."""

    axes, mode = 3, "circular"
