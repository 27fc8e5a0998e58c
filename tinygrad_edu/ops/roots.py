"""Roots and angles that NumPy has names for and PyTorch none, or only for complex numbers."""

import numpy as np

from ..tape import op


@op(np.cbrt)
def cbrt(x):
    """The third root, elementwise; that of −8 is −2. At 0 the slope is infinite."""
    y = np.cbrt(x)
    return y, lambda g: g / (3 * y * y)


@op(np.angle)
def angle(z, *, deg=False):
    """0 where z ≥ 0, π (180 with `deg`) where z < 0: the angle of z among the complex numbers. It is flat."""
    return np.angle(z, deg), lambda g: np.zeros_like(g)


@op(np.imag)
def imag(val):
    """The imaginary part: 0 everywhere, as there are no complex numbers here."""
    return np.zeros_like(val), lambda g: np.zeros_like(g)
