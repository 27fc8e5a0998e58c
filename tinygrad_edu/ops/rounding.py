"""Rounding, division with remainder, and what else is made of steps: flat between them, so that 0 is sent back."""

import numpy as np

from ..tape import op


@op(np.floor)
def floor(x):
    """The largest whole number not above x, elementwise."""
    return np.floor(x), lambda g: np.zeros_like(g)


@op(np.ceil)
def ceil(x):
    """The smallest whole number not below x, elementwise."""
    return np.ceil(x), lambda g: np.zeros_like(g)


@op(np.trunc)
def trunc(x):
    """x without the digits behind the point, elementwise."""
    return np.trunc(x), lambda g: np.zeros_like(g)


@op(np.round)
def round(x, *, decimals=0):
    """x rounded to so many digits behind the point, elementwise; what lies in the middle goes to the even digit."""
    return np.round(x, decimals), lambda g: np.zeros_like(g)


@op()
def frac(x):
    """The digits behind the point, elementwise: x − trunc(x)."""
    return x - np.trunc(x), lambda g: g


def refuse_zero(x, y) -> None:
    """Refuse to divide whole numbers by 0: there is no infinity among them."""
    whole = all(getattr(value, "dtype", np.dtype(type(value))).kind in "iub" for value in (x, y))
    if whole and not np.all(y):
        raise ZeroDivisionError("whole numbers divided by 0\nhelp: make them floating-point: t.float()")


@op(np.floor_divide)
def floor_divide(x, y):
    """⌊x / y⌋, elementwise: ``x // y``."""
    refuse_zero(x, y)
    return np.floor_divide(x, y), lambda g: np.zeros_like(g), lambda g: np.zeros_like(g)


@op(np.remainder)
def remainder(x, y):
    """x − y · ⌊x / y⌋, elementwise: ``x % y``, which has y's sign."""
    refuse_zero(x, y)
    return np.remainder(x, y), lambda g: g, lambda g: -g * np.floor_divide(x, y)


@op(np.fmod)
def fmod(x, y):
    """x − y · trunc(x / y), elementwise, which has x's sign."""
    refuse_zero(x, y)
    return np.fmod(x, y), lambda g: g, lambda g: -g * np.trunc(x / y)


@op(np.heaviside)
def heaviside(x, y):
    """0 where x < 0, 1 where x > 0, and y where x = 0, elementwise. Nothing is sent back."""
    return np.heaviside(x, y), None, None


@op(np.nextafter)
def nextafter(x, y):
    """The floating-point number after x on the way to y, elementwise."""
    return np.nextafter(x, y), lambda g: g, lambda g: np.zeros_like(g)


@op(np.copysign)
def copysign(x, y):
    """|x| with y's sign, elementwise; y's zero has a sign, too. At x = 0 nothing is sent back."""
    return np.copysign(x, y), lambda g: g * (np.sign(x) * np.copysign(1.0, y)), lambda g: np.zeros_like(g)


@op(np.nan_to_num)
def nan_to_num(x, *, nan=None, posinf=None, neginf=None):
    """x with numbers for NaN (None: 0) and ±∞ (None: the largest there are), elementwise. What is replaced gets 0."""
    return np.nan_to_num(x, nan=nan or 0.0, posinf=posinf, neginf=neginf), lambda g: np.where(np.isfinite(x), g, 0)
