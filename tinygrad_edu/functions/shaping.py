"""Shapes, with PyTorch's arguments."""

from __future__ import annotations

import math

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from .. import ops
from .arguments import as_shape, as_tuple, either_spelling, listed, ndim, shape_of


def reshape(input, *lengths, shape=None):
    """The same elements in another shape, given as numbers or as a tuple; one may be −1."""
    return ops.reshape(input, shape=as_shape(lengths) if shape is None else tuple(shape))


def view(input, *lengths, size=None, dtype=None):
    """`reshape`: whether the elements are copied makes no difference here."""
    if dtype is not None or (len(lengths) == 1 and isinstance(lengths[0], (np.dtype, type, str))):
        raise TypeError("view of another dtype: the bits of a tensor can't be recorded\nhelp: t.to(dtype) converts")
    return reshape(input, *lengths, shape=size)


def reshape_as(input, other):
    """The elements in the shape of another tensor."""
    return ops.reshape(input, shape=other.shape)


def ravel(input):
    """All elements in one row."""
    return ops.reshape(input, shape=(-1,))


@either_spelling
def permute(input, *axes, dims=None):
    """The axes in another order, given as numbers or as a tuple. Unlike NumPy's transpose it needs all of them."""
    axes = as_shape(axes) if dims is None else tuple(dims)
    if len(axes) != ndim(input):
        raise ValueError(
            f"permute({axes}) names {len(axes)} axes of a tensor that has {ndim(input)}\nhelp: name each axis once"
        )
    return ops.permute(input, axes=axes)


def expand(input, *lengths, size=None):
    """The tensor repeated along axes of length 1 and new leading axes, without copying; −1 keeps a length."""
    lengths = as_shape(lengths) if size is None else tuple(size)
    added = len(lengths) - ndim(input)
    if -1 in lengths[:added]:
        raise ValueError(
            f"expand to {lengths} of a tensor of shape {input.shape}\nhelp: a new axis needs a length, not -1"
        )
    known = (1,) * added + tuple(input.shape)
    return ops.broadcast_to(input, shape=tuple(old if new == -1 else new for new, old in zip(lengths, known)))


def expand_as(input, other):
    """`expand` to the shape of another tensor."""
    return expand(input, other.shape)


def broadcast_shapes(*shapes):
    """The shape that tensors of these shapes broadcast to; a number is the shape of a vector."""
    return np.broadcast_shapes(*shapes)


def broadcast_tensors(*tensors):
    """All tensors in the shape that they broadcast to, without copying."""
    try:
        shape = np.broadcast_shapes(*(shape_of(tensor) for tensor in listed(tensors)))
    except ValueError as error:
        raise ValueError(f"{error}\nhelp: make the lengths of an axis equal, or one of them 1") from error
    return tuple(ops.broadcast_to(tensor, shape=shape) for tensor in listed(tensors))


@either_spelling
def squeeze(input, dim=None):
    """Without the axes of length 1, or without those of `dim` that have length 1 (NumPy refuses the others)."""
    if dim is None:
        return ops.squeeze(input)
    axes = normalize_axis_tuple(dim, max(input.ndim, 1))
    if not input.ndim:
        return ops.squeeze(input)
    return ops.squeeze(input, axis=tuple(axis for axis in axes if input.shape[axis] == 1))


@either_spelling
def flatten(input, start_dim=0, end_dim=-1):
    """The axes from `start_dim` to `end_dim` made into one."""
    shape = input.shape or (1,)
    start, end = normalize_axis_index(start_dim, len(shape)), normalize_axis_index(end_dim, len(shape))
    if start > end:
        raise ValueError(f"flatten from axis {start} to axis {end}\nhelp: start_dim can't come after end_dim")
    return ops.reshape(input, shape=(*shape[:start], math.prod(shape[start : end + 1]), *shape[end + 1 :]))


@either_spelling
def unflatten(input, dim, sizes):
    """The axis `dim` made into several of these lengths, of which one may be −1."""
    axis, sizes = normalize_axis_index(dim, input.ndim), tuple(sizes) if isinstance(sizes, (tuple, list)) else (sizes,)
    known = math.prod(n for n in sizes if n != -1)
    if not sizes or (known != input.shape[axis] and (-1 not in sizes or not known or input.shape[axis] % known)):
        raise ValueError(
            f"unflatten axis {dim} of shape {input.shape} into {sizes}\nhelp: their product is {input.shape[axis]}"
        )
    return ops.reshape(input, shape=(*input.shape[:axis], *sizes, *input.shape[axis + 1 :]))


@either_spelling
def transpose(input, dim0, dim1):
    """Two axes exchanged (NumPy's transpose is `permute`); of a number there is one to name, 0."""
    if ndim(input):
        return ops.transpose(input, axis1=dim0, axis2=dim1)
    normalize_axis_index(dim0, 1), normalize_axis_index(dim1, 1)
    return input


def swapaxes(input, axis0, axis1):
    """`transpose`, under NumPy's name."""
    return transpose(input, axis0, axis1)


def sum_to_size(input, *size):
    """The sum over the axes that would have to be stretched for a tensor of that size to broadcast to this one."""
    size, shape = as_shape(size), input.shape
    added = len(shape) - len(size)
    if added < 0 or any(n not in (1, whole) for n, whole in zip(size, shape[added:])):
        raise ValueError(f"sum_to_size {size} of shape {shape}\nhelp: a size that broadcasts to that shape")
    axes = tuple(range(added)) + tuple(i + added for i, n in enumerate(size) if n == 1 != shape[i + added])
    return ops.reshape(ops.sum(input, axis=axes, keepdims=True), shape=size) if axes else input


def t(input):
    """The transpose of a matrix; a vector stays as it is."""
    if ndim(input) > 2:
        raise ValueError(
            f"t() of a tensor with {ndim(input)} axes\nhelp: .mT exchanges the last two, transpose(a, b) any two"
        )
    return ops.permute(input)


def adjoint(input):
    """The last two axes exchanged (of complex numbers it would be the conjugate transpose)."""
    return ops.transpose(input, axis1=-1, axis2=-2)


def atleast_1d(*tensors):
    """A number as a vector of one element; other tensors stay. Of several tensors a tuple."""
    return each(tensors, lambda x: x if ndim(x) else ops.reshape(x, shape=(1,)))


def atleast_2d(*tensors):
    """Numbers and vectors as one row of a matrix; other tensors stay. Of several tensors a tuple."""
    return each(tensors, lambda x: x if ndim(x) > 1 else ops.reshape(x, shape=(1, -1)))


def atleast_3d(*tensors):
    """Fewer axes made three: a vector (n) becomes (1, n, 1), a matrix (m, n) becomes (m, n, 1)."""

    def lifted(x):
        if ndim(x) > 2:
            return x
        return ops.reshape(x, shape=(1, -1, 1) if ndim(x) < 2 else (*x.shape, 1))

    return each(tensors, lifted)


def each(tensors: tuple, function):
    """The function of the only tensor, or of each of several, as a tuple."""
    if len(tensors) == 1 and not isinstance(tensors[0], (tuple, list)):
        return function(tensors[0])
    return tuple(function(x) for x in listed(tensors))


# The other way round


@either_spelling
def flip(input, *axes, dims=None):
    """In reverse order along these axes, given as numbers or as a tuple."""
    return ops.flip(input, axis=as_shape(axes) if dims is None else as_tuple(dims))


def fliplr(input):
    """The columns of a matrix (axis 1) in reverse order."""
    if ndim(input) < 2:
        raise ValueError(f"fliplr of shape {input.shape}\nhelp: it needs two axes; flip(x, 0) reverses a vector")
    return ops.flip(input, axis=1)


def flipud(input):
    """The rows of a matrix (axis 0) in reverse order."""
    if ndim(input) < 1:
        raise ValueError("flipud of a number\nhelp: it needs an axis")
    return ops.flip(input, axis=0)


@either_spelling
def roll(input, shifts, dims=None):
    """The elements moved on by `shifts` along `dims`, each its own; without `dims` in the flattened tensor."""
    shifts, dims = listed((shifts,)), None if dims is None else listed((dims,))
    if len(shifts) != (1 if dims is None else len(dims)):
        raise ValueError(f"roll by {tuple(shifts)} along {dims}\nhelp: one shift for each axis")
    return ops.roll(input, shift=tuple(shifts), axis=None if dims is None else tuple(dims))


@either_spelling
def rot90(input, k=1, dims=(0, 1)):
    """Turned by k right angles in the plane of two axes, from the first towards the second."""
    if len(dims) != 2:
        raise ValueError(f"rot90 in the plane of {tuple(dims)}\nhelp: a plane has two axes")
    first, second = (normalize_axis_index(axis, input.ndim) for axis in dims)
    if first == second:
        raise ValueError(f"rot90 in the plane of {tuple(dims)}\nhelp: two axes that differ")
    if k % 4 == 2:
        return ops.flip(input, axis=(first, second))
    if k % 4 == 1:
        return ops.transpose(ops.flip(input, axis=second), axis1=first, axis2=second)
    return input if k % 4 == 0 else ops.flip(ops.transpose(input, axis1=first, axis2=second), axis=second)
