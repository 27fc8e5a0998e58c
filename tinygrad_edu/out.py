"""PyTorch's `out=`: what a function computes, written into a tensor that is there already.

Functions take it by the names below, where the package exports them; the ops and the methods don't.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any

from .arrays import array_of
from .inplace import write
from .tape import Node, mode

# Functions of tensors. Those with two results, as `max` along an axis, take a pair.
OF_TENSORS = (
    "abs", "add", "addcdiv", "addcmul", "addmm", "addmv", "argmax", "argmin", "bmm", "cat", "ceil", "clip",
    "cos", "cumprod", "cumsum", "div", "dot", "eq", "exp", "floor", "floor_divide", "fmod", "gather", "ge", "gt",
    "index_select", "le", "log", "log10", "log1p", "log2", "logical_and", "logical_not", "logical_or", "lt", "matmul",
    "max", "maximum", "mean", "min", "minimum", "mm", "mul", "mv", "ne", "neg", "norm", "outer", "pow", "prod",
    "reciprocal", "remainder", "round", "rsqrt", "sigmoid", "sign", "sin", "sort", "sqrt", "square", "stack", "std",
    "sub", "sum", "tan", "tanh", "topk", "tril", "triu", "var", "where",
)  # fmt: skip
# Tensors from nothing, which have the dtype of the `out` that they are written into.
FROM_NOTHING = (
    "arange", "empty", "eye", "full", "linspace", "logspace", "normal", "ones", "rand", "randint", "randn", "randperm",
    "range", "zeros",
)  # fmt: skip
# Rows of numbers, which fill an `out` of as many elements in the shape that it has.
ROWS = ("arange", "linspace", "logspace", "range")


def taking_out(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function take `out=`, into which its result is written, and which is returned."""
    name = function.__name__

    @functools.wraps(function)
    def call(*args, out=None, **options):
        if out is None:
            return function(*args, **options)
        if name in FROM_NOTHING and isinstance(out, Node):
            options.setdefault("dtype", out.value.dtype)
        result = function(*args, **options)
        if not isinstance(out, (tuple, list)):
            return put_into(out, result, name)
        return type(result)(*(put_into(place, part, name) for place, part in zip(out, result, strict=True)))

    call.__module__ = "tinygrad_edu"  # where it is found by its name, by pickle too
    call.without_out = function  # type: ignore[attr-defined]  # for who asks whether two names are one function
    return call


def put_into(out: Any, result: Any, name: str) -> Any:
    """Write a result into `out`, which takes its shape, with a warning if it had another one; returns `out`."""
    if not isinstance(out, Node):
        raise TypeError(f"{name} has a {type(out).__name__} as its out\nhelp: a Tensor, as zeros(0), takes any shape")
    if mode.get().record and (out.wants_gradient or getattr(result, "wants_gradient", False)):
        raise RuntimeError(f"{name} with out= isn't recorded\nhelp: out = {name}(…) is, or put it under `no_grad()`")
    values = array_of(result)
    if name in ROWS and values.size == out.value.size:
        values = values.reshape(out.value.shape)
    if out.value.shape != values.shape:
        if out.value.size and name not in FROM_NOTHING:
            warnings.warn(f"out of shape {out.value.shape} takes the shape of the result, {values.shape}", stacklevel=3)
        out.resize_(values.shape)  # type: ignore[attr-defined]
    return write(out, values, name)
