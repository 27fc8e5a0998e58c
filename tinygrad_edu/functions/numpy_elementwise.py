"""NumPy's functions of single elements under names of its own, or with several results: what they do to Tensors."""

from __future__ import annotations

import numpy as np

from .. import ops
from ..ops import roots
from ..tape import numpy_functions
from .elementwise import float_power, ldexp


def numpy_divmod(x, y):
    """NumPy's divmod: the quotient, rounded down, and the remainder."""
    return ops.floor_divide(x, y), ops.remainder(x, y)


def modf(x):
    """NumPy's modf: the digits behind the point, and the whole number before it."""
    return ops.frac(x), ops.trunc(x)


def rounded(x, decimals=0):
    """NumPy's round, and `around`."""
    return ops.round(x, decimals=decimals)


def real(val):
    """NumPy's real, conj and real_if_close: the numbers themselves, as there are no complex ones here."""
    return ops.positive(val)


def select(condlist, choicelist, default=0):
    """NumPy's select: the first choice whose condition holds, or the default."""
    if len(condlist) != len(choicelist) or any(np.asarray(plain).dtype != bool for plain in map(values_of, condlist)):
        raise ValueError(
            f"{len(condlist)} conditions for {len(choicelist)} choices\nhelp: a condition, of booleans, for each choice"
        )
    result = default
    for condition, choice in zip(reversed(condlist), reversed(choicelist)):
        result = ops.where(condition, choice, result)
    return result


def values_of(x):
    """The array in a Tensor, or the array itself."""
    return getattr(x, "value", x)


def piecewise(x, condlist, funclist, args=(), kw=None):
    """NumPy's piecewise: of each element what the function of the last condition that holds makes of it.

    One function more than conditions is for the elements for which none holds, for which else there is 0.
    """
    conditions = condlist if isinstance(condlist, (list, tuple)) and np.ndim(condlist[0]) == x.ndim else [condlist]
    masks = [np.asarray(values_of(condition), bool) for condition in conditions]
    if len(funclist) == len(masks) + 1:
        masks = [*masks, ~np.any(masks, axis=0)]
    if len(funclist) != len(masks):
        raise ValueError(f"{len(funclist)} functions for {len(masks)} conditions\nhelp: one for each, or one more")
    result = ops.zeros_like(x)
    for mask, function in zip(masks, funclist):
        chosen = ops.getitem(x, index=mask)
        values = function(chosen, *args, **(kw or {})) if callable(function) else function
        values = ops.broadcast_to(ops.cast(np.asarray(values) if np.isscalar(values) else values, dtype=x.dtype),
                                  shape=chosen.shape)  # fmt: skip
        result = ops.index_put(result, values, index=mask)
    return result


numpy_functions.update(
    {
        np.around: rounded,
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
        np.rint: ops.round,
        np.select: select,
    }
)
