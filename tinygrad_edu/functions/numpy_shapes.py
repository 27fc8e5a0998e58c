"""NumPy's functions of shapes and indices, with NumPy's arguments: what they do to Tensors."""

from __future__ import annotations

import numpy as np

from .. import ops
from ..tape import numpy_functions
from .diagonals import diag, diagflat
from .indexing import axis_of, checked_index, nonzero, take, take_along_dim, where
from .joining import column_stack, dstack, hstack, meshgrid, vstack
from .repeating import repeat_interleave, tile
from .shaping import (
    atleast_1d,
    atleast_2d,
    atleast_3d,
    broadcast_tensors,
    fliplr,
    flipud,
    ravel,
    rot90,
)
from .slicing import unfold
from .splitting import dsplit, evenly, hsplit, tensor_split, unbind, vsplit


def concatenate(arrays, axis=0):
    """NumPy's concatenate; without an axis of the flattened arrays."""
    return ops.cat(arrays, axis=axis) if axis is not None else ops.cat([ravel(x) for x in arrays])


def numpy_tile(A, reps):
    """NumPy's tile."""
    return tile(A, *(reps if isinstance(reps, (tuple, list)) else (reps,)))


def numpy_repeat(a, repeats, axis=None):
    """NumPy's repeat: PyTorch's repeat_interleave."""
    return repeat_interleave(a, repeats, axis)


def numpy_take(a, indices, axis=None):
    """NumPy's take: the slices at the indices, which may have any shape."""
    if axis is None:
        return take(a, indices)
    axis = axis_of(a, axis)
    index = checked_index("take", indices, a.shape[axis], wraps=True)
    return ops.getitem(a, index=(slice(None),) * axis + (index,))


def compress(condition, a, axis=None):
    """NumPy's compress: the slices whose condition holds."""
    chosen = nonzero(ravel(condition), as_tuple=True)[0]
    return numpy_take(a, chosen, axis)


def append(arr, values, axis=None):
    """NumPy's append."""
    return concatenate([arr, values], axis)


def delete(arr, obj, axis=None):
    """NumPy's delete: without the slices that `obj` names."""
    arr, axis = (ravel(arr), 0) if axis is None else (arr, axis_of(arr, axis))
    return numpy_take(arr, np.delete(np.arange(arr.shape[axis]), obj), axis)


def insert(arr, obj, values, axis=None):
    """NumPy's insert: with the values before the slices that `obj` names."""
    arr, axis = (ravel(arr), 0) if axis is None else (arr, axis_of(arr, axis))
    length, ndim = arr.shape[axis], np.ndim(arr)
    before = np.arange(length)[obj] if isinstance(obj, slice) else np.asarray(obj)
    values = values if hasattr(values, "shape") else np.array(values)
    if before.ndim == 0 and np.ndim(values) > 0 and ndim > 1:  # one place, into which whole slices go
        values = np.moveaxis(values, 0, axis) if np.ndim(values) == ndim else np.expand_dims(values, axis)
    count = before.size if before.ndim else (values.shape[axis] if np.ndim(values) == ndim else 1)
    values = ops.broadcast_to(values, shape=(*arr.shape[:axis], count, *arr.shape[axis + 1 :]))
    order = np.insert(np.arange(length), before if before.ndim else np.full(count, before), length + np.arange(count))
    return numpy_take(ops.cat([arr, ops.cast(values, dtype=arr.dtype)], axis=axis), order, axis)


def numpy_pad(array, pad_width, mode="constant", constant_values=0):
    """NumPy's pad, in the modes "constant", "edge", "reflect", "symmetric" and "wrap"."""
    widths = [(int(before), int(behind)) for before, behind in np.broadcast_to(pad_width, (np.ndim(array), 2))]
    if mode == "constant" and np.ndim(constant_values) == 0:
        return ops.pad(array, width=tuple(widths), value=constant_values)
    if mode not in ("edge", "reflect", "symmetric", "wrap"):
        raise TypeError(
            f"mode {mode!r}, or several constants, aren't there\n"
            "help: 'edge', 'reflect', 'symmetric', 'wrap', or 'constant' with one number"
        )
    for axis, width in enumerate(widths):
        array = numpy_take(array, np.pad(np.arange(array.shape[axis]), width, mode=mode), axis)
    return array


def array_split(ary, indices_or_sections, axis=0):
    """NumPy's array_split, which gives a list."""
    return list(tensor_split(ary, indices_or_sections, axis))


def numpy_split(ary, indices_or_sections, axis=0):
    """NumPy's split: equal parts, or those between places."""
    return list(evenly("split", ary, indices_or_sections, axis_of(ary, axis)))


def numpy_meshgrid(xi, indexing="xy"):
    """NumPy's meshgrid."""
    return meshgrid(*xi, indexing=indexing)


def sliding_window_view(x, window_shape, axis=None):
    """NumPy's sliding_window_view, along one axis or several; the result is a copy."""
    sizes = window_shape if isinstance(window_shape, tuple) else (window_shape,)
    axes = (tuple(range(np.ndim(x))) if axis is None else axis) if not isinstance(axis, int) else (axis,)
    if len(sizes) != len(axes):
        raise TypeError(f"windows of shape {sizes} along the axes {axes}\nhelp: a length for each axis")
    lengths = np.ndim(x)
    for size, one in zip(sizes, axes):
        x = unfold(x, one % lengths, size, 1)
    return x


numpy_functions.update(
    {
        np.append: append,
        np.array_split: array_split,
        np.atleast_1d: lambda arys: atleast_1d(*arys),
        np.atleast_2d: lambda arys: atleast_2d(*arys),
        np.atleast_3d: lambda arys: atleast_3d(*arys),
        np.broadcast_arrays: lambda args: broadcast_tensors(*args),
        np.column_stack: lambda tup: column_stack(tup),
        np.compress: compress,
        np.concatenate: concatenate,
        np.delete: delete,
        np.diag: lambda v, k=0: diag(v, k),
        np.diagflat: lambda v, k=0: diagflat(v, k),
        np.dsplit: lambda ary, indices_or_sections: list(dsplit(ary, indices_or_sections)),
        np.dstack: lambda tup: dstack(tup),
        np.extract: lambda condition, arr: compress(condition, arr),
        np.flatnonzero: lambda a: nonzero(ravel(a), as_tuple=True)[0],
        np.fliplr: lambda m: fliplr(m),
        np.flipud: lambda m: flipud(m),
        np.hsplit: lambda ary, indices_or_sections: list(hsplit(ary, indices_or_sections)),
        np.hstack: lambda tup: hstack(tup),
        np.insert: insert,
        np.lib.stride_tricks.sliding_window_view: sliding_window_view,
        np.meshgrid: numpy_meshgrid,
        np.nonzero: lambda a: nonzero(a, as_tuple=True),
        np.pad: numpy_pad,
        np.repeat: numpy_repeat,
        np.rot90: lambda m, k=1, axes=(0, 1): rot90(m, k, axes),
        np.split: numpy_split,
        np.take: numpy_take,
        np.take_along_axis: lambda arr, indices, axis=-1: take_along_dim(arr, indices, axis),
        np.tile: numpy_tile,
        np.vsplit: lambda ary, indices_or_sections: list(vsplit(ary, indices_or_sections)),
        np.vstack: lambda tup: vstack(tup),
        np.where: lambda condition, x=None, y=None: where(condition, x, y),
    }
)
if hasattr(np, "matrix_transpose"):  # NumPy 2.0
    numpy_functions[np.matrix_transpose] = lambda x: ops.transpose(x, axis1=-1, axis2=-2)
if hasattr(np, "unstack"):  # NumPy 2.1
    numpy_functions[np.unstack] = lambda x, axis=0: unbind(x, axis)
