"""Tensors on a graphics card, which older programs ask for by dtype: there are none."""

from __future__ import annotations

from typing import NoReturn

from ..devices import no_device

__all__ = [
    "BoolTensor", "ByteTensor", "CharTensor", "DoubleTensor", "FloatTensor", "HalfTensor", "IntTensor", "LongTensor",
    "ShortTensor",
]  # fmt: skip


class FloatTensor:
    """A tensor on a card, of any dtype: nothing is one, and to make one is a RuntimeError."""

    def __new__(cls, *data) -> NoReturn:
        """Refused."""
        raise no_device("cuda")


BoolTensor = ByteTensor = CharTensor = DoubleTensor = HalfTensor = IntTensor = LongTensor = ShortTensor = FloatTensor
