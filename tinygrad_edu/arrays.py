"""What becomes an array of numbers, and of which dtype."""

from __future__ import annotations

import numpy as np

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


def as_array(data, dtype=None) -> np.ndarray:
    """A new array of numbers: arrays keep their dtype, Python floats get the default one. TypeError for anything else."""
    array = np.array(data.value if isinstance(data, Node) else data, dtype=dtype)
    if array.dtype.kind not in "fiub":
        raise TypeError(
            f"a Tensor can't hold {array.dtype}: {data!r:.60}\nhelp: give numbers, nested lists of equal length, or an array"
        )
    first = data
    while isinstance(first, (list, tuple)) and first:
        first = first[0]
    ours = dtype is None and array.dtype == np.float64 and isinstance(first, (float, int, list, tuple))
    return array.astype(default_dtype) if ours else array
