"""PyTorch's `torch.cuda`, graphics cards: there are none. This is what programs ask."""

from . import amp
from .tensors import (
    BoolTensor,
    ByteTensor,
    CharTensor,
    DoubleTensor,
    FloatTensor,
    HalfTensor,
    IntTensor,
    LongTensor,
    ShortTensor,
)

__all__ = [
    "amp", "BoolTensor", "ByteTensor", "CharTensor", "device_count", "DoubleTensor", "empty_cache", "FloatTensor",
    "HalfTensor", "IntTensor", "is_available", "LongTensor", "manual_seed", "manual_seed_all", "ShortTensor",
]  # fmt: skip


def is_available() -> bool:
    """Whether there is one: no."""
    return False


def device_count() -> int:
    """How many there are: 0."""
    return 0


def manual_seed(seed: int) -> None:
    """Nothing: no card draws random numbers."""


def manual_seed_all(seed: int) -> None:
    """Nothing: no card draws random numbers."""


def empty_cache() -> None:
    """Nothing: no card has memory to give back."""
