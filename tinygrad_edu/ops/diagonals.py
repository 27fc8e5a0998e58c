"""Diagonals, and their adjoint. Each is the other's derivative."""

import numpy as np

from ..tape import op
from .kernel import kernel


@kernel
def diagonal_of(x, offset, axis1, axis2):
    """np.diagonal; what is written into it is written into x."""
    y = np.diagonal(x, offset, axis1, axis2)
    y.flags.writeable = x.flags.writeable
    return y


@op(np.diagonal, diagonal_of)
def diagonal(x, *, offset=0, axis1=0, axis2=1):
    """The diagonals of the matrices that lie along two axes, `offset` places above the main one, as the last axis."""
    y = diagonal_of(x, offset, axis1, axis2)
    return y, lambda g: on_diagonal(g, shape=x.shape, offset=offset, axis1=axis1, axis2=axis2)


@kernel
def laid_on_diagonal(x, shape, offset, axis1, axis2):
    """Zeros in `shape`, with x as the diagonals."""
    y = np.zeros(shape, x.dtype)
    diagonal_of(y, offset, axis1, axis2)[...] = x
    return y


@op(laid_on_diagonal)
def on_diagonal(x, *, shape, offset=0, axis1=0, axis2=1):
    """Zeros in `shape`, with x as the diagonals: the adjoint of `diagonal`."""
    y = laid_on_diagonal(x, shape, offset, axis1, axis2)
    return y, lambda g: diagonal(g, offset=offset, axis1=axis1, axis2=axis2)
