"""How PyTorch's functions take their arguments: an axis by either name, a shape spread out or as a tuple."""

from __future__ import annotations

import functools


def either_spelling(function):
    """Let a function with PyTorch's `dim` and `keepdim` take NumPy's `axis` and `keepdims` as well."""

    @functools.wraps(function)
    def call(*args, **options):
        return function(
            *args, **{{"axis": "dim", "keepdims": "keepdim"}.get(name, name): options[name] for name in options}
        )

    return call


def as_axes(dim):
    """PyTorch's `dim`, which may be a list, as NumPy's axis."""
    return tuple(dim) if isinstance(dim, (list, tuple)) else dim


def as_shape(lengths: tuple) -> tuple:
    """A shape from ``(2, 3)`` or ``((2, 3),)``: methods take both."""
    return tuple(lengths[0]) if len(lengths) == 1 and isinstance(lengths[0], (tuple, list)) else lengths


def listed(things: tuple) -> list:
    """The things of ``(a, b)`` or ``([a, b],)``: a function takes several, or a list of them."""
    return list(things[0]) if len(things) == 1 and isinstance(things[0], (tuple, list)) else list(things)
