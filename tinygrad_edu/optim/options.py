"""Options, as they are given and as rules take them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..tensor import Tensor


def ordered(params: Iterable) -> list:
    """The parameters as a list; a set is refused, as its order isn't the same in the next run."""
    if isinstance(params, (set, frozenset)):
        raise TypeError("optimizer parameters need an order, which a set doesn't have\nhelp: give a list")
    if not isinstance(params, Iterable):
        raise TypeError(f"params is a {type(params).__name__}\nhelp: give a list of Tensors")
    return list(params)


def plain(options: dict[str, Any]) -> dict[str, Any]:
    """The options with Python numbers in place of NumPy's, which would promote; `lr` alone may be a Tensor."""
    return {
        name: value if name == "params" or (name == "lr" and isinstance(value, Tensor)) else python_number(value)
        for name, value in options.items()
    }


def python_number(value):
    """Numbers of NumPy, arrays and tensors of one element as Python's, also within a tuple."""
    if isinstance(value, tuple):
        return tuple(map(python_number, value))
    return value.item() if hasattr(value, "item") else value


def number(lr):
    """A rate as a float; a traced one as it is."""
    if type(lr) is float:
        return lr
    return lr.value if hasattr(getattr(lr, "value", None), "program") else float(lr)


def not_negative(options: dict[str, Any], *names: str) -> None:
    """Refuse options of these names that are below 0 (ValueError) or no numbers (TypeError)."""
    for option in names:
        value = options.get(option, 0)
        if not isinstance(value, (int, float, Tensor)):
            raise TypeError(f"{option} is a {type(value).__name__}\nhelp: it is a number")
        if not value >= 0:
            raise ValueError(f"{option} is {value}\nhelp: it can't be negative")


def check_betas(options: dict[str, Any]) -> None:
    """Refuse what can't be the rates of two averages (ValueError)."""
    for position, beta in enumerate(options["betas"]):
        if not 0 <= beta < 1:
            raise ValueError(f"betas[{position}] is {beta}\nhelp: betas lie in [0, 1)")
