"""Tensors from nothing: zeros, ones, counting, random numbers.

`device` is None or "cpu" everywhere. Random numbers come from `generator`, or else from the one that
`manual_seed` starts; layouts and pinned memory are not there.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from . import ops
from .arrays import array_of, get_default_dtype, made
from .devices import check_device
from .functions.arguments import as_shape, shape_of
from .functions.random import dtype_of
from .tape import Node
from .tensor import Tensor, from_numpy
from .tensor import tensor as new_tensor


def lengths(size: tuple, named) -> tuple:
    """A shape that was given as numbers, as a tuple, or by the name `size`."""
    shape = as_shape(size) if named is None else as_shape((named,))
    for length in shape:
        if isinstance(length, bool) or not hasattr(length, "__index__") or length < 0:
            raise TypeError(
                f"{shape} is no shape\nhelp: whole numbers that aren't negative: zeros(2, 3), zeros((2, 3))"
            )
    return shape


# Filled


def zeros(*size, dtype=None, device=None, requires_grad: bool = False, **named) -> Tensor:
    """A tensor of zeros, its shape given as numbers or as a tuple."""
    return full(lengths(size, only_size(named)), 0, dtype or get_default_dtype(), device, requires_grad)


def ones(*size, dtype=None, device=None, requires_grad: bool = False, **named) -> Tensor:
    """A tensor of ones, its shape given as numbers or as a tuple."""
    return full(lengths(size, only_size(named)), 1, dtype or get_default_dtype(), device, requires_grad)


def empty(*size, dtype=None, device=None, requires_grad: bool = False, **named) -> Tensor:
    """A tensor to be filled later. PyTorch's holds whatever was in memory; ours holds zeros."""
    return zeros(*size, dtype=dtype, device=device, requires_grad=requires_grad, **named)


def only_size(named: dict[str, Any]):
    """The shape by its name `size`, if it is there; any other name is refused."""
    unknown = named.keys() - {"size", "generator", "layout", "pin_memory", "memory_format"}
    if unknown:
        raise TypeError(f"no argument {min(unknown)!r}\nhelp: size, dtype, device, requires_grad")
    return named.get("size")


def full(size, fill_value, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """A tensor of this shape with one number everywhere; its dtype is the number's, floats become the default one."""
    value = array_of(fill_value)
    if dtype is None:
        dtype = new_tensor(value).dtype
    return made(np.full(lengths((size,), None), value, dtype), requires_grad, device)


def zeros_like(input, *, dtype=None, device=None, requires_grad: bool = False, memory_format=None) -> Tensor:
    """Zeros in the shape and dtype of a tensor."""
    return full(shape_of(input), 0, dtype_of(input, dtype), device, requires_grad)


def ones_like(input, *, dtype=None, device=None, requires_grad: bool = False, memory_format=None) -> Tensor:
    """Ones in the shape and dtype of a tensor."""
    return full(shape_of(input), 1, dtype_of(input, dtype), device, requires_grad)


def empty_like(input, *, dtype=None, device=None, requires_grad: bool = False, memory_format=None) -> Tensor:
    """`empty` in the shape and dtype of a tensor."""
    return zeros_like(input, dtype=dtype, device=device, requires_grad=requires_grad)


def full_like(input, fill_value, *, dtype=None, device=None, requires_grad: bool = False, memory_format=None) -> Tensor:
    """One number everywhere, in the shape and dtype of a tensor."""
    return full(shape_of(input), fill_value, dtype_of(input, dtype), device, requires_grad)


def eye(n: int, m: int | None = None, *, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """The identity matrix, n × n or n × m."""
    lengths((n, n if m is None else m), None)
    return made(np.eye(n, m, dtype=dtype or get_default_dtype()), requires_grad, device)


def tril_indices(row: int, col: int, offset: int = 0, *, dtype=None, device=None) -> Tensor:
    """The indices of what is on and below a diagonal of a matrix: (2, n), the rows above the columns."""
    lengths((row, col), None)
    return made(np.stack(np.tril_indices(row, offset, col)).astype(dtype or np.int64), False, device)


def triu_indices(row: int, col: int, offset: int = 0, *, dtype=None, device=None) -> Tensor:
    """The indices of what is on and above a diagonal of a matrix: (2, n), the rows above the columns."""
    lengths((row, col), None)
    return made(np.stack(np.triu_indices(row, offset, col)).astype(dtype or np.int64), False, device)


def scalar_tensor(s, *, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """The number `s` as a tensor without axes."""
    return made(np.array(s, dtype or get_default_dtype()), requires_grad, device)


def as_tensor(data, dtype=None, device=None) -> Tensor:
    """A Tensor of the data, without a copy where it is a Tensor or an array of that dtype already."""
    check_device(device)
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    if isinstance(data, np.ndarray) and (dtype is None or data.dtype == np.dtype(dtype)):
        return from_numpy(data)
    return new_tensor(data, dtype)


def asarray(obj, *, dtype=None, device=None, copy: bool | None = None, requires_grad: bool | None = None) -> Tensor:
    """`as_tensor`; with `copy` True always a copy, with `requires_grad` False always outside the graph.

    ValueError if `copy` is False and there must be one: for lists, and for another dtype.
    """
    found = as_tensor(obj, dtype, device)
    theirs = obj.value if isinstance(obj, Tensor) else obj
    shared = isinstance(theirs, np.ndarray) and np.shares_memory(theirs, found.value)
    if copy is False and not shared:
        raise ValueError("asarray can't share this memory\nhelp: copy=None copies where it must")
    if copy and shared:
        found = found.clone()
    wanted = found.requires_grad if requires_grad is None else requires_grad
    return found if wanted and found.requires_grad else found.detach().requires_grad_(wanted)


# Counted


def arange(*limits, dtype=None, device=None, requires_grad: bool = False, **named) -> Tensor:
    """The numbers from `start` (0) up to, not including, `end`, by `step` (1): ``arange([start,] end[, step])``."""
    if named:
        unknown = named.keys() - {"start", "end", "step"}
        if unknown or ("end" not in named and not limits):
            raise TypeError(f"arange({limits}, {named})\nhelp: arange([start,] end[, step])")
        start = named.get("start", limits[0] if limits and len(limits) + ("end" in named) > 1 else 0)
        end = named.get("end", limits[-1] if limits else None)
        limits = (start, end, named.get("step", 1))
    plain_limits = [x.item() if isinstance(x, Tensor) else x for x in limits]
    start, end = (0, *plain_limits)[-2:] if len(limits) == 1 else plain_limits[:2]
    step = plain_limits[2] if len(limits) == 3 else 1
    if step == 0 or (end - start) * step < 0:
        raise ValueError(f"arange from {start} to {end} by {step}\nhelp: a step of the other sign, as arange(5, 0, -1)")
    numbers = np.arange(*plain_limits, dtype=dtype)
    dtype = get_default_dtype() if dtype is None and numbers.dtype.kind == "f" else numbers.dtype
    return made(numbers.astype(dtype), requires_grad, device)


def range(start, end, step=1, *, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """The numbers from `start` to `end`, which is included, by `step`. PyTorch's older `arange`: it warns."""
    warnings.warn("range goes on to its end, unlike Python's\nhelp: arange(start, end) stops before it", stacklevel=3)
    first, last, step = number(start), number(end), number(step)
    if step == 0 or (last - first) * step < 0:
        raise ValueError(f"range from {first} to {last} by {step}\nhelp: a step of the other sign, as range(5, 0, -1)")
    numbers = first + step * np.arange(math.floor((last - first) / step) + 1)
    return made(numbers.astype(dtype or get_default_dtype()), requires_grad, device)


def linspace(start, end, steps: int, *, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """`steps` numbers from `start` to `end`, both included, evenly spaced."""
    numbers = np.linspace(number(start), number(end), steps)
    return made(numbers.astype(dtype or get_default_dtype()), requires_grad, device)


def logspace(
    start, end, steps: int, base: float = 10.0, *, dtype=None, device=None, requires_grad: bool = False
) -> Tensor:
    """`steps` numbers from base ** `start` to base ** `end`, whose logarithms are evenly spaced."""
    numbers = np.float_power(base, np.linspace(number(start), number(end), steps))
    return made(numbers.astype(dtype or get_default_dtype()), requires_grad, device)


def number(x) -> float:
    """The number in a Tensor without axes, or what it is already."""
    return x.value.item() if isinstance(x, Node) else x


# Drawn


def rand(*size, dtype=None, device=None, requires_grad: bool = False, generator=None, **named) -> Tensor:
    """Random numbers, uniform in [0, 1). The default generator starts from seed 1; see `manual_seed`."""
    dtype = np.dtype(dtype or get_default_dtype())
    numbers = (generator or ops.generator).random(lengths(size, only_size(named))).astype(dtype)
    if dtype.kind == "f":  # rounding to float32 may reach 1
        numbers = np.minimum(numbers, np.nextafter(dtype.type(1), dtype.type(0)))
    return made(np.asarray(numbers), requires_grad, device)


def randn(*size, dtype=None, device=None, requires_grad: bool = False, generator=None, **named) -> Tensor:
    """Random numbers from the normal distribution with mean 0 and variance 1. For seeds see `rand`."""
    numbers = (generator or ops.generator).standard_normal(lengths(size, only_size(named)))
    return made(np.asarray(numbers).astype(dtype or get_default_dtype()), requires_grad, device)


def randint(*limits, dtype=None, device=None, requires_grad: bool = False, generator=None, **named) -> Tensor:
    """Random whole numbers from `low` (0) up to, not including, `high`: ``randint([low,] high, size)``."""
    given = [*limits]
    shape = named.pop("size", None)
    shape = given.pop() if shape is None else shape
    low, high = named.pop("low", None), named.pop("high", None)
    high = given.pop() if high is None else high
    low = (given.pop() if given else 0) if low is None else low
    if given or named:
        raise TypeError(f"randint{limits}\nhelp: randint([low,] high, size), with a tuple as size")
    numbers = (generator or ops.generator).integers(low, high, lengths((shape,), None))
    return made(np.asarray(numbers).astype(dtype or np.int64), requires_grad, device)


def randperm(n: int, *, dtype=None, device=None, requires_grad: bool = False, generator=None) -> Tensor:
    """The numbers from 0 to n − 1 in a random order."""
    lengths((n,), None)
    return made((generator or ops.generator).permutation(n).astype(dtype or np.int64), requires_grad, device)


def rand_like(input, *, dtype=None, device=None, requires_grad=False, generator=None, memory_format=None) -> Tensor:
    """`rand` in the shape and dtype of a tensor."""
    dtype = dtype_of(input, dtype)
    return rand(shape_of(input), dtype=dtype, device=device, requires_grad=requires_grad, generator=generator)


def randn_like(input, *, dtype=None, device=None, requires_grad=False, generator=None, memory_format=None) -> Tensor:
    """`randn` in the shape and dtype of a tensor."""
    dtype = dtype_of(input, dtype)
    return randn(shape_of(input), dtype=dtype, device=device, requires_grad=requires_grad, generator=generator)


def randint_like(input, *limits, dtype=None, device=None, requires_grad=False, generator=None, **named) -> Tensor:
    """`randint` in the shape and dtype of a tensor: ``randint_like(input, [low,] high)``."""
    numbers = randint(*limits, size=shape_of(input), generator=generator, **named)
    return made(numbers.value.astype(dtype_of(input, dtype)), requires_grad, device)


def normal(mean=0.0, std=1.0, size=None, *, dtype=None, device=None, requires_grad=False, generator=None) -> Tensor:
    """Normal random numbers with this mean and standard deviation: numbers, or tensors that are broadcast."""
    center, width = array_of(mean), array_of(std)
    if np.any(np.asarray(width) < 0):
        raise ValueError(f"the standard deviation is {np.min(width)}\nhelp: it can't be negative")
    shape = np.broadcast_shapes(np.shape(center), np.shape(width)) if size is None else lengths((size,), None)
    known = [x.dtype for x in (center, width) if hasattr(x, "dtype")]
    dtype = dtype or (known[0] if known else get_default_dtype())
    return made(np.asarray((generator or ops.generator).normal(center, width, shape), dtype), requires_grad, device)


# From elsewhere


def from_dlpack(ext_tensor, *, device=None, copy: bool | None = None) -> Tensor:
    """A Tensor that shares the memory of another library's array, through the DLPack protocol; or a `copy` of it.

    >>> import numpy as np, tinygrad_edu as tg
    >>> tg.from_dlpack(np.arange(3.0))
    tensor([0., 1., 2.], dtype=float64)
    """
    check_device(device)
    return asarray(np.from_dlpack(ext_tensor), copy=copy)


def numel(input) -> int:
    """The number of elements."""
    return math.prod(shape_of(input))


def is_tensor(obj) -> bool:
    """Whether it is a Tensor."""
    return isinstance(obj, Tensor)


def is_floating_point(input) -> bool:
    """Whether the elements are floating-point numbers."""
    return bool(input.dtype.kind == "f")
