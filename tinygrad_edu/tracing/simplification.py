"""Expressions written shorter where ones and zeros stand in them: 1 · a is a."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .expressions import Call, Constant, Expression, passes_on, rebuilt
from .statements import converted


def simplified(expression: Expression) -> Expression:
    """The same value in fewer steps."""
    return rebuilt(expression, shortened)


def shortened(part: Expression) -> Expression:
    """One step made shorter, whose arguments are as short as they get."""
    if not isinstance(part, Call):
        return part
    numbers = [number_in(argument) for argument in part.arguments]
    if numbers and numbers[0] is not None and (passes_on(part) or part.function in (np.zeros_like, np.ones_like)):
        return Constant(part.value)
    result = by_rule(part.function, part.arguments, numbers)
    if result is None:
        return part
    dtype = np.asarray(part.value).dtype
    if not isinstance(result, Expression):
        return Constant(np.broadcast_to(np.asarray(result, dtype), part.shape))
    if np.asarray(result.value).dtype != dtype:
        result = Call(converted, (result, dtype))
    return result if result.shape == part.shape else Call(np.broadcast_to, (result, part.shape))


def by_rule(function: Callable, arguments: tuple, numbers: list) -> Any:
    """What a rule of arithmetic leaves of a call, an expression or a number; None where there is no such rule."""
    match (function, *map(truth_in, arguments)):
        case (np.where, True, _, _) | (np.logical_and, True, _) | (np.logical_or, False, _):
            return arguments[1]
        case (np.where, False, _, _):
            return arguments[2]
        case (
            (np.logical_and, _, True)
            | (np.logical_or, _, False)
            | (np.logical_and, False, _)
            | (np.logical_or, True, _)
        ):
            return arguments[0]
    match (function, *numbers):
        case (np.multiply, 1, _) | (np.add, 0, _):
            return arguments[1]
        case (np.multiply | np.divide | np.power, _, 1) | (np.add | np.subtract, _, 0):
            return arguments[0]
        case (np.multiply, -1, _) | (np.subtract, 0, _):
            return negated(arguments[1])
        case (np.multiply, _, -1):
            return negated(arguments[0])
        case (np.negative, number) if number is not None:
            return -number
    return None


def negated(x) -> Any:
    """−x."""
    number = number_in(x)
    return Call(np.negative, (x,)) if number is None else -number


def number_in(x) -> Any:
    """The number that x is, everywhere; None if it isn't one."""
    return element_of(x, "fiu")


def truth_in(x) -> bool | None:
    """The truth value that x is, everywhere; None if it isn't one."""
    found = element_of(x, "b")
    return None if found is None else bool(found)


def element_of(x, kinds: str) -> Any:
    """What all elements of a constant are, if its dtype is of these kinds; else None."""
    array = np.asarray(x.value if isinstance(x, Constant) else None if isinstance(x, Expression) else x)
    if array.dtype.kind not in kinds or not array.size or not (array == array.flat[0]).all():
        return None
    return array.flat[0]
