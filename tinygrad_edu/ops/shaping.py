"""Shapes: the same elements, arranged otherwise."""

import math

import numpy as np

from ..tape import numpy_functions, op
from .kernel import kernel


@op(np.reshape)
def reshape(x, *, shape):
    """The elements of x, in order, in another shape; one length may be −1: whatever is left."""
    return np.reshape(x, shape), lambda g: np.reshape(g, x.shape)


@op(np.transpose)
def permute(x, *, axes=None):
    """The axes of x in another order: reversed, unless `axes` lists them."""
    back = None if axes is None else np.argsort([axis % x.ndim for axis in axes])
    return np.transpose(x, axes), lambda g: np.transpose(g, back)


@op(np.swapaxes)
def transpose(x, *, axis1, axis2):
    """x with two axes exchanged: PyTorch's transpose, NumPy's swapaxes."""
    return np.swapaxes(x, axis1, axis2), lambda g: np.swapaxes(g, axis1, axis2)


@op(np.broadcast_to)
def broadcast_to(x, *, shape):
    """x repeated along new axes and axes of length 1, without copying; the tape sums what comes back."""
    return np.broadcast_to(x, shape), lambda g: g


@op(np.squeeze)
def squeeze(x, *, axis=None):
    """x without its axes of length 1: all, or those named, which must have length 1."""
    return np.squeeze(x, axis), lambda g: np.reshape(g, x.shape)


@op(np.expand_dims)
def unsqueeze(x, *, axis):
    """x with a new axis of length 1 at the place `axis` of the result."""
    return np.expand_dims(x, axis), lambda g: np.reshape(g, x.shape)


@op(np.concatenate)
def cat(*parts, axis=0):
    """The parts, one after the other along an axis that they have."""
    if axis is None:
        raise TypeError("cat wants an axis\nhelp: flatten the parts first")
    y = np.concatenate(parts, axis=axis)
    ends = np.cumsum([part.shape[axis] for part in parts])
    index = [
        (slice(None),) * (axis % parts[0].ndim) + (slice(end - part.shape[axis], end),)
        for end, part in zip(ends, parts)
    ]
    return y, *[lambda g, i=i: g[i] for i in index]


@op(np.stack)
def stack(*parts, axis=0):
    """The parts, all of one shape, side by side along a new axis."""
    y = np.stack(parts, axis=axis)
    index = [(slice(None),) * (axis % y.ndim) + (i,) for i in range(len(parts))]
    return y, *[lambda g, i=i: g[i] for i in index]


@op(np.flip)
def flip(x, *, axis=None):
    """A copy of x in reverse order along `axis`, or along all axes."""
    return np.copy(np.flip(x, axis)), lambda g: np.flip(g, axis)


@op(np.roll)
def roll(x, *, shift, axis=None):
    """x with its elements moved on along `axis`; those that leave at the end come in at the start."""
    back = tuple(-n for n in shift) if isinstance(shift, (tuple, list)) else -shift
    return np.roll(x, shift, axis), lambda g: np.roll(g, back, axis)


@op(np.moveaxis)
def movedim(x, *, source, destination):
    """x with the axes `source` moved to the places `destination`; the others keep their order."""
    return np.moveaxis(x, source, destination), lambda g: np.moveaxis(g, destination, source)


@op(np.tril)
def tril(x, *, diagonal=0):
    """The matrices x with 0 above a diagonal."""
    return np.tril(matrices(x), diagonal), lambda g: np.tril(g, diagonal)


@op(np.triu)
def triu(x, *, diagonal=0):
    """The matrices x with 0 below a diagonal."""
    return np.triu(matrices(x), diagonal), lambda g: np.triu(g, diagonal)


def matrices(x):
    """x, if it has the two axes of a matrix."""
    if x.ndim < 2:
        raise ValueError("a matrix has two axes\nhelp: reshape it, or broadcast it to a matrix")
    return x


@op()
def pad(x, *, width, value=0):
    """x with `value` around it: `width` has, for each axis, how many come before and how many behind."""
    inside = tuple(slice(before, before + n) for (before, _), n in zip(width, x.shape))
    return np.pad(x, width, constant_values=value), lambda g: g[inside]


@kernel
def in_order(x):
    """A copy of x, its elements one after the other in memory."""
    return np.copy(x, order="C")


@op(in_order)
def contiguous(x):
    """A copy of x, its elements one after the other in memory."""
    return in_order(x), lambda g: g


def shape(a):
    """NumPy's shape: the lengths of the axes."""
    return a.shape


def ndim(a):
    """NumPy's ndim: the number of axes."""
    return a.ndim


def size(a, axis=None):
    """NumPy's size: the number of elements, or the length of an axis."""
    return math.prod(a.shape) if axis is None else a.shape[axis]


def ravel(a):
    """NumPy's ravel: all elements in one row."""
    return reshape(a, shape=(-1,))


numpy_functions.update({np.shape: shape, np.ndim: ndim, np.size: size, np.ravel: ravel})
