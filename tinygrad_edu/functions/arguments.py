"""How PyTorch's functions take their arguments: an axis by either name, a shape spread out or as a tuple."""

from __future__ import annotations

import functools
import inspect
import warnings

import numpy as np

from ..spelling import reason_of


def either_spelling(function):
    """Let a function with PyTorch's `dim` and `keepdim` take NumPy's `axis` and `keepdims` as well.

    Where it has `dims`, each of `dim`, `axis` and `axes` is that; where it has a pair, NumPy's is `axis1` and `axis2`.
    A name that it doesn't have, or that is given twice, is a TypeError that lists those it has.
    """
    parameters = inspect.signature(function).parameters.values()
    known = [parameter.name for parameter in parameters if parameter.kind is not parameter.VAR_POSITIONAL]
    dim = "dim" if "dim" in known else "dims"
    first, second = ("dim0", "dim1") if "dim0" in known else ("dim1", "dim2")
    others = {"axis": dim, "keepdims": "keepdim", "axis1": first, "axis2": second}
    if dim == "dims":
        others |= {"axes": dim, "dim": dim}

    @functools.wraps(function)
    def call(*args, **options):
        named = {}
        for name, value in options.items():
            own = name if name in known else others.get(name, name)
            if own not in known or own in named:
                problem = f"has no argument {name!r}" if own not in known else f"got two values for {own!r}"
                raise TypeError(f"{function.__name__}() {problem}\nhelp: its arguments are {', '.join(known)}")
            named[own] = value
        try:
            return function(*args, **named)
        except np.exceptions.AxisError as error:
            name = function.__name__
            raise IndexError(f"{name}: {reason_of(str(error), name, [])}") from error

    return call


def also_called(**names):
    """Let a function take arguments by other names, too: ``also_called(input="A")`` takes `input` for its `A`."""

    def decorate(function):
        @functools.wraps(function)
        def call(*args, **options):
            renamed = {names.get(name, name): value for name, value in options.items()}
            if len(renamed) < len(options):
                raise TypeError(f"{function.__name__}() got two values for one argument: {', '.join(options)}")
            return function(*args, **renamed)

        return call

    return decorate


def older_order(scale: str, places: int):
    """Let a function take its factor behind the first tensor, too, as before PyTorch 1.5: ``add(x, 2, y)``. It warns.

    `places` is how many arguments the function has without the factor, which is called `scale`.
    """

    def decorate(function):
        @functools.wraps(function)
        def call(*args, **options):
            if len(args) == places + 1:
                warnings.warn(
                    f"{function.__name__} with its factor behind the first tensor is PyTorch's older order\n"
                    f"help: give it last, as {scale}=…",
                    stacklevel=2,
                )
                input, options[scale], *others = args
                args = (input, *others)
            return function(*args, **options)

        return call

    return decorate


def as_axes(dim):
    """PyTorch's `dim`, which may be a list, as NumPy's axis; an empty one is all of them."""
    return tuple(dim) or None if isinstance(dim, (list, tuple)) else dim


def as_shape(lengths: tuple) -> tuple:
    """A shape from ``(2, 3)`` or ``((2, 3),)``: methods take both."""
    return tuple(lengths[0]) if len(lengths) == 1 and isinstance(lengths[0], (tuple, list)) else lengths


def as_tuple(things) -> tuple:
    """One thing or several, as a tuple."""
    return tuple(things) if isinstance(things, (tuple, list)) else (things,)


def listed(things: tuple) -> list:
    """The things of ``(a, b)`` or ``([a, b],)``: a function takes several, or a list of them."""
    return list(things[0]) if len(things) == 1 and isinstance(things[0], (tuple, list)) else list(things)


def ndim(x) -> int:
    """np.ndim, without the five microseconds that its dispatch takes on a Tensor."""
    return x.ndim if hasattr(x, "ndim") else np.ndim(x)


def shape_of(x) -> tuple:
    """np.shape, likewise."""
    return x.shape if hasattr(x, "shape") else np.shape(x)
