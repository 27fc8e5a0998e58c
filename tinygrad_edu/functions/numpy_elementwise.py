"""NumPy's functions of single elements under names of its own, or with several results: what they do to Tensors."""

from __future__ import annotations

import numpy as np

from .. import ops
from ..arrays import tensor_of
from ..tape import numpy_functions
from .elementwise import float_power, ldexp


def numpy_divmod(x, y):
    """NumPy's divmod: the quotient, rounded down, and the remainder."""
    return ops.floor_divide(x, y), ops.remainder(x, y)


def modf(x):
    """NumPy's modf: the digits behind the point, and the whole number before it."""
    return ops.frac(x), ops.trunc(x)


def numpy_reciprocal(x):
    """NumPy's reciprocal: of integers it is an integer, mostly 0."""
    return ops.reciprocal(x) if x.dtype.kind == "f" else tensor_of(np.reciprocal(x.value))


def around(a, decimals=0):
    """NumPy's round under its older name."""
    return ops.round(a, decimals=decimals)


def real(val):
    """NumPy's real, conj and real_if_close: the numbers themselves, as there are no complex ones here."""
    return ops.positive(val)


def select(condlist, choicelist, default=0):
    """NumPy's select: the first choice whose condition holds, or the default."""
    if len(condlist) != len(choicelist) or any(truth(condition).dtype != bool for condition in condlist):
        raise ValueError(
            f"{len(condlist)} conditions for {len(choicelist)} choices\nhelp: a condition, of booleans, for each choice"
        )
    result = default
    for condition, choice in zip(reversed(condlist), reversed(choicelist)):
        result = ops.where(condition, choice, result)
    return result


def truth(condition):
    """A condition as an array."""
    return getattr(condition, "value", condition) if hasattr(condition, "dtype") else np.asarray(condition)


def piecewise(x, condlist, funclist, args=(), kw=None):
    """NumPy's piecewise: what the function of the last condition that holds makes of each element.

    One function more than conditions is for the elements for which none holds; without it they become 0.
    """
    several = isinstance(condlist, (list, tuple)) and (np.ndim(condlist[0]) > 0 or x.ndim == 0)
    masks = [truth(condition) for condition in (condlist if several else [condlist])]
    if len(funclist) == len(masks) + 1:
        masks.append(~np.any(masks, axis=0))
    if len(funclist) != len(masks):
        raise ValueError(f"{len(funclist)} functions for {len(masks)} conditions\nhelp: one for each, or one more")
    result = ops.zeros_like(x)
    for mask, function in zip(masks, funclist):
        chosen = ops.getitem(x, index=mask)
        values = function(chosen, *args, **(kw or {})) if callable(function) else np.asarray(function)
        values = ops.broadcast_to(ops.cast(values, dtype=x.dtype), shape=chosen.shape)
        result = ops.index_put(result, values, index=mask)
    return result


numpy_functions.update(
    {
        np.around: around,
        np.conjugate: real,
        np.degrees: ops.rad2deg,
        np.divmod: numpy_divmod,
        np.fabs: ops.abs,
        np.fix: ops.trunc,
        np.float_power: float_power,
        np.ldexp: ldexp,
        np.modf: modf,
        np.piecewise: piecewise,
        np.radians: ops.deg2rad,
        np.real: real,
        np.real_if_close: lambda a, tol=100: real(a),
        np.reciprocal: numpy_reciprocal,
        np.rint: ops.round,
        np.select: select,
    }
)
