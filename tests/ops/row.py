"""A row of the table of ops, and what many rows share."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

import tinygrad_edu as tg

from .references import torch
from .samples import (
    Sample,
)


@dataclass(frozen=True)
class ErrorInput:
    """A call that must raise `error`, with a message in which `message`, a regular expression, is found."""

    name: str
    call: Callable[[], Any]
    error: type[Exception]
    message: str


@dataclass(frozen=True)
class Row:
    """One function, and all that is known about it."""

    name: str
    function: Callable
    samples: dict[str, Callable[[np.random.Generator], Sample]]
    covers: tuple[Callable, ...]  # the functions of the public API that this row tests
    numpy: Callable | None = None
    records: bool = True  # whether `numpy` runs on Tensors too, and then records
    torch: Callable | None = None
    torch_skips: dict[str, str] = field(default_factory=dict)  # sample name → why PyTorch can't say
    also: tuple[Callable, ...] = ()  # other spellings, which must give the very same
    takes_arrays: bool = True  # whether the function takes arrays too, and then gives an array
    gradient: bool = True  # False: the result never requires a gradient
    domain: Callable[..., bool] | None = None  # whether operands are well inside what is differentiable; None: all are
    errors: tuple[ErrorInput, ...] = ()

    def sample(self, name: str) -> Sample:
        """The sample of that name: always the same one."""
        return self.samples[name](np.random.default_rng(zlib.crc32(f"{self.name}/{name}".encode())))


def everywhere(name, samples, method=True, covers=(), also=(), **fields):
    """The row of a function that is called alike here, as a method (unless that isn't there) and in PyTorch."""
    function = getattr(tg, name)
    methods = (lambda x, *operands, **options: getattr(x, name)(*operands, **options),) if method else ()
    fields.setdefault("torch", lambda *operands, **options: getattr(torch, name)(*operands, **options))
    return Row(name, function, samples, covers=(function, *covers), also=(*methods, *also), **fields)


def case_name(value) -> str:
    """What pytest calls a row or a sample."""
    return value.name if isinstance(value, (Row, ErrorInput)) else value


def tensors_in(index):
    """The index with Tensors in place of arrays."""
    if isinstance(index, tuple):
        return tuple(tensors_in(part) for part in index)
    return tg.tensor(index) if isinstance(index, np.ndarray) else index


def leaf(*shape):
    """A Tensor of ones that requires a gradient, for the error inputs."""
    return tg.ones(*shape, requires_grad=True)


def mismatch(name, function):
    """The error input of an elementwise function of two operands: shapes that don't broadcast."""
    return (
        ErrorInput(
            "shapes that don't broadcast",
            lambda: function(leaf(2, 3), leaf(4)),
            ValueError,
            rf"{name}\(\(2, 3\), \(4,\)\).*broadcast",
        ),
    )


def bad_axis(name, function):
    """The error inputs of a reduction: an axis that isn't there, and one that is named twice."""
    return (
        ErrorInput(
            "no such axis",
            lambda: function(leaf(2, 3), dim=2),
            IndexError,
            rf"{name}\(\(2, 3\).*axis=2.*axis 2 is out of bounds for array of dimension 2",
        ),
        ErrorInput(
            "an axis twice", lambda: function(leaf(2, 3), dim=(0, 0)), ValueError, rf"{name}\(\(2, 3\), .*duplicate"
        ),
    )
