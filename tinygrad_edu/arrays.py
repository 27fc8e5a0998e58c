"""What becomes an array of numbers, and of which dtype."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .devices import check_device
from .tape import Node

default_dtype = np.dtype(np.float32)


def get_default_dtype() -> np.dtype:
    """The dtype that Python numbers and lists of floats become: float32, unless `set_default_dtype` said otherwise."""
    return default_dtype


def set_default_dtype(dtype) -> None:
    """Let Python numbers and lists of floats become this floating-point dtype from now on."""
    global default_dtype
    if np.dtype(dtype).kind != "f":
        raise TypeError(f"the default dtype must be floating-point, not {np.dtype(dtype)}\nhelp: float32 or float64")
    default_dtype = np.dtype(dtype)


def array_of(x):
    """The array in a Tensor, or x itself."""
    return x.value if isinstance(x, Node) else x


def array_in(node: Node):
    """The array in a Tensor, to be written into: NumPy's results without axes are scalars, until they are asked for."""
    if isinstance(node.value, np.generic):
        node.value = np.asarray(node.value)
    return node.value


def tensor_of(array) -> Any:
    """A Tensor that holds this very array, outside the graph."""
    tensor = Node.returned.__new__(Node.returned)
    Node.__init__(tensor, array)
    return tensor


def made(array, requires_grad: bool = False, device=None) -> Any:
    """The Tensor of an array that nobody else has."""
    check_device(device)
    check_numbers(array)
    tensor = tensor_of(array)
    tensor.requires_grad = requires_grad
    return tensor


def check_numbers(array) -> None:
    """Refuse what isn't an array of numbers or booleans."""
    if getattr(getattr(array, "dtype", None), "kind", None) not in ("f", "i", "u", "b"):
        what = f"an array of {array.dtype}" if isinstance(array, np.ndarray) else f"a {type(array).__name__}"
        raise TypeError(
            f"a Tensor can't hold {what}\nhelp: give an array of floating-point numbers, integers or booleans"
        )


def as_array(data, dtype=None) -> np.ndarray:
    """A new array of numbers: arrays keep their dtype, Python floats get the default one. Else a TypeError."""
    try:
        array = np.array(array_of(data), dtype=dtype)
    except ValueError as error:
        raise TypeError(
            f"no array can be made of {data!r:.60}: {error}\nhelp: nested lists must have equal lengths"
        ) from error
    check_numbers(array)
    first = data
    while isinstance(first, Sequence) and first:
        first = first[0]
    ours = dtype is None and array.dtype == np.float64 and isinstance(first, (int, Sequence)) | (type(first) is float)
    return array.astype(default_dtype) if ours else array
