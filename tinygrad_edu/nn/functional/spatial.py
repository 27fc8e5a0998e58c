"""What convolutions, pools and images have in common: axes in space behind examples and channels."""

from __future__ import annotations

import numpy as np

from ... import ops
from .checks import value_of


def per_axis(name: str, value, axes: int, least: int = 0) -> tuple[int, ...]:
    """A whole number for each spatial axis; one number counts for all of them."""
    numbers = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    whole = all(isinstance(n, (int, np.integer)) and not isinstance(n, bool) for n in numbers)
    if not whole or len(numbers) not in (1, axes) or any(n < least for n in numbers):
        raise (ValueError if whole else TypeError)(
            f"{name} is {value!r}\nhelp: a whole number from {least} up, or {axes} of them, one for each axis in space"
        )
    return tuple(int(n) for n in (numbers if len(numbers) == axes else numbers * axes))


def check_spatial(name: str, input, axes: int, unbatched: bool = True) -> None:
    """Refuse an input that isn't (N, C, lengths), or (C, lengths) where that is allowed."""
    shape = value_of(input).shape
    if len(shape) != axes + 2 and not (unbatched and len(shape) == axes + 1):
        raise ValueError(
            f"{name} of a tensor of shape {shape}\nhelp: it wants (examples, channels, …) with {axes + 2} axes"
            + (", or one example alone" if unbatched else "")
        )


def examples_of(input, axes: int):
    """The input with an axis of examples in front: one example alone gets one of length 1."""
    return input if len(input.shape) == axes + 2 else ops.unsqueeze(input, axis=0)


def as_given(output, input):
    """The output without its axis of examples, if the input had none."""
    return output if len(output.shape) == len(input.shape) else ops.squeeze(output, axis=0)
