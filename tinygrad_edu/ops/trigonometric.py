"""The trigonometric and hyperbolic functions and their inverses; `tanh` is in `elementwise`."""

import math

import numpy as np

from ..tape import op


@op(np.sin)
def sin(x):
    """The sine, elementwise."""
    return np.sin(x), lambda g: g * np.cos(x)


@op(np.cos)
def cos(x):
    """The cosine, elementwise."""
    return np.cos(x), lambda g: -g * np.sin(x)


@op(np.tan)
def tan(x):
    """The tangent, elementwise."""
    y = np.tan(x)
    return y, lambda g: g * (1 + y * y)


@op(np.arcsin)
def asin(x):
    """The angle between −π/2 and π/2 whose sine is x, elementwise."""
    return np.arcsin(x), lambda g: g / np.sqrt(1 - x * x)


@op(np.arccos)
def acos(x):
    """The angle between 0 and π whose cosine is x, elementwise."""
    return np.arccos(x), lambda g: -g / np.sqrt(1 - x * x)


@op(np.arctan)
def atan(x):
    """The angle between −π/2 and π/2 whose tangent is x, elementwise."""
    return np.arctan(x), lambda g: g / (1 + x * x)


@op(np.arctan2)
def atan2(x, y):
    """The angle between −π and π of the point (y, x): its height comes first. At the origin both get 0."""
    square = x * x + y * y
    safe = np.where(square == 0, 1, square)
    return np.arctan2(x, y), lambda g: g * y / safe, lambda g: -g * x / safe


@op(np.sinh)
def sinh(x):
    """The hyperbolic sine, elementwise."""
    return np.sinh(x), lambda g: g * np.cosh(x)


@op(np.cosh)
def cosh(x):
    """The hyperbolic cosine, elementwise."""
    return np.cosh(x), lambda g: g * np.sinh(x)


@op(np.arcsinh)
def asinh(x):
    """The inverse of `sinh`, elementwise."""
    return np.arcsinh(x), lambda g: g / np.sqrt(x * x + 1)


@op(np.arccosh)
def acosh(x):
    """The inverse of `cosh`, not negative, elementwise."""
    return np.arccosh(x), lambda g: g / np.sqrt(x * x - 1)


@op(np.arctanh)
def atanh(x):
    """The inverse of `tanh`, elementwise."""
    return np.arctanh(x), lambda g: g / (1 - x * x)


@op(np.hypot)
def hypot(x, y):
    """√(x² + y²), elementwise, without overflow."""
    z = np.hypot(x, y)
    return z, lambda g: g * (x / z), lambda g: g * (y / z)


@op(np.sinc)
def sinc(x):
    """sin πx / πx, elementwise; 1 at 0, where it is flat."""
    y = np.sinc(x)
    safe = np.where(x == 0, 1, x)
    return y, lambda g: g * np.where(x == 0, 0, (np.cos(x * math.pi) - np.sinc(x)) / safe)


@op(np.deg2rad)
def deg2rad(x):
    """Degrees as radians."""
    return np.deg2rad(x), lambda g: np.deg2rad(g)


@op(np.rad2deg)
def rad2deg(x):
    """Radians as degrees."""
    return np.rad2deg(x), lambda g: np.rad2deg(g)
