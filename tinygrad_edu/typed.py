"""PyTorch's older constructors, one for each dtype."""

from __future__ import annotations

import numpy as np

from .tensor import Tensor


class Typed:
    """`Tensor` with a dtype of its own; ``t.type(FloatTensor)`` and ``isinstance`` understand it as that dtype.

    >>> import tinygrad_edu as tg
    >>> tg.LongTensor([1, 2]), tg.FloatTensor(1, 2), tg.ones(2).type(tg.LongTensor)
    (tensor([1, 2]), tensor([[0., 0.]]), tensor([1, 1]))
    >>> isinstance(tg.ones(2), tg.FloatTensor), isinstance(tg.ones(2), tg.LongTensor)
    (True, False)
    """

    def __init__(self, dtype) -> None:
        self.dtype = np.dtype(dtype)

    def __call__(self, *data) -> Tensor:
        """A Tensor of the data; of several lengths, zeros of that shape."""
        return Tensor(*data, dtype=self.dtype)

    def __instancecheck__(self, thing) -> bool:
        return isinstance(thing, Tensor) and thing.dtype == self.dtype


class AbsentDtype:
    """A dtype that NumPy doesn't have: programs may name it, and are refused (TypeError) where they use it."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def dtype(self) -> np.dtype:
        """What NumPy asks for, to make an array of it."""
        raise TypeError(f"NumPy has no {self.name}\nhelp: float32, or float16 to save memory")

    def __repr__(self) -> str:
        return self.name


bfloat16 = AbsentDtype("bfloat16")
FloatTensor, DoubleTensor, HalfTensor = Typed(np.float32), Typed(np.float64), Typed(np.float16)
LongTensor, IntTensor, ShortTensor, CharTensor = Typed(np.int64), Typed(np.int32), Typed(np.int16), Typed(np.int8)
ByteTensor, BoolTensor = Typed(np.uint8), Typed(np.bool_)
