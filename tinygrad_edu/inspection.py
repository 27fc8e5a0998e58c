"""What a tensor or a dtype is: questions of PyTorch's programs, answered as NumPy sees it."""

from __future__ import annotations

import numpy as np

from .arrays import array_of
from .functions.arguments import shape_of
from .tape import Node

# The dtypes of PyTorch's older names of tensors.
TENSORS = {
    "FloatTensor": np.float32, "DoubleTensor": np.float64, "HalfTensor": np.float16, "LongTensor": np.int64,
    "IntTensor": np.int32, "ShortTensor": np.int16, "CharTensor": np.int8, "ByteTensor": np.uint8,
    "BoolTensor": np.bool_,
}  # fmt: skip


def is_nonzero(input) -> bool:
    """Whether the only element isn't 0; a ValueError if there are more, or none."""
    if input.numel() != 1:
        raise ValueError(f"is_nonzero of shape {input.shape}\nhelp: it wants one element; t.any(), t.all() take many")
    return bool(input.item() != 0)


def is_same_size(input, other) -> bool:
    """Whether two tensors have one shape."""
    return shape_of(input) == shape_of(other)


def is_signed(input) -> bool:
    """Whether the elements can be negative."""
    return input.dtype.kind in "fi"


def is_complex(input) -> bool:
    """Whether the elements are complex numbers: no, they never are here."""
    return False


def result_type(tensor1, tensor2) -> np.dtype:
    """The dtype of ``tensor1 + tensor2``, either of which may be a number: see `promote_types`."""
    return np.result_type(*(array_of(x) for x in (tensor1, tensor2)))


def promote_types(type1, type2) -> np.dtype:
    """The smallest dtype that holds both: NumPy's, so that int64 with float32 is float64 (PyTorch's: float32)."""
    return np.promote_types(type1, type2)


def can_cast(from_, to) -> bool:
    """Whether a tensor of the one dtype takes numbers of the other in place: NumPy's "same_kind"."""
    return np.can_cast(from_, to, "same_kind")


def named_dtype(name) -> np.dtype:
    """The dtype by its name, also by an older one of PyTorch's: "torch.FloatTensor"; of a dtype, itself."""
    older = name.removeprefix("torch.") if isinstance(name, str) else None
    if isinstance(name, str) and name.endswith("Tensor") and older not in TENSORS:
        raise TypeError(f"no type of tensors {name!r}\nhelp: torch.{', torch.'.join(TENSORS)}")
    return np.dtype(TENSORS.get(older, name))  # type: ignore[arg-type]


def typename(obj) -> str:
    """The name of a tensor's dtype; of anything else that of its type, or its own, with the module."""
    if isinstance(obj, Node):
        return str(obj.value.dtype)
    named = obj if hasattr(obj, "__qualname__") else type(obj)
    module = getattr(named, "__module__", None)
    return named.__qualname__ if module in (None, "builtins") else f"{module}.{named.__qualname__}"
