"""The steps of a program: which function is called on which arguments, and which variable holds the result."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Variable:
    """An array of a program: an argument of it, a constant, or what a statement made.

    Shape and dtype are None where a function returned several arrays: then it is the tuple of them.
    """

    name: str
    shape: tuple[int, ...] | None
    dtype: Any


@dataclass(frozen=True, slots=True)
class Statement:
    """One step: ``function(*arguments, **options)``, with Variables in the places of the arrays.

    Its result becomes the `target`; a step that `writes` changes the target's array instead. `origin` says whose line
    it was: a rule's, a backward closure's ("∂ sigmoid"), an optimizer's.
    """

    function: Callable
    arguments: tuple
    options: dict[str, Any]
    target: Variable
    writes: bool
    origin: str

    @property
    def uses(self) -> list[Variable]:
        """The variables among the arguments."""
        return variables((self.arguments, self.options))


# What isn't a function in NumPy becomes one, so that every step is a call

getitem, setitem = operator.getitem, operator.setitem


def transposed(x):
    """x.T: the axes in reverse order."""
    return x.T


def converted(x, dtype):
    """x.astype(dtype)."""
    return x.astype(dtype)


# Arguments, which may stand in tuples, lists and dicts


def parts(x) -> list[Any]:
    """What is in the arguments, one after the other."""
    if isinstance(x, dict):
        x = list(x.values())
    return [part for inner in x for part in parts(inner)] if isinstance(x, (tuple, list)) else [x]


def variables(x) -> list[Variable]:
    """The variables among the arguments."""
    return [part for part in parts(x) if isinstance(part, Variable)]


def changed(x, change: Callable):
    """The arguments with `change` made to each."""
    if isinstance(x, (tuple, list)):
        return type(x)(changed(part, change) for part in x)
    if isinstance(x, dict):
        return {key: changed(part, change) for key, part in x.items()}
    return change(x)
