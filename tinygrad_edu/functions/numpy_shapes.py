"""NumPy's functions of shapes and indices, with NumPy's arguments: what they do to Tensors."""

from __future__ import annotations

import numpy as np

from .. import ops
from ..arrays import tensor_of
from ..tape import numpy_functions
from .arguments import ndim, shape_of
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
    parts = list(arrays)  # a Tensor is a list of its slices
    return ops.cat(parts, axis=axis) if axis is not None else ops.cat([ravel(x) for x in parts])


def numpy_stack(arrays, axis=0):
    """NumPy's stack."""
    return ops.stack(list(arrays), axis=axis)


def stacked(thing):
    """A list that may hold Tensors, lists in it too, as one Tensor or array."""
    return ops.stack([stacked(part) for part in thing]) if isinstance(thing, (list, tuple)) else as_array(thing)


def as_array(thing):
    """A number as an array."""
    return thing if hasattr(thing, "dtype") else np.asarray(thing)


def block(arrays):
    """NumPy's block: lists of lists, the innermost joined along the last axis, the next along the one before it."""
    axes = max(depth_and_axes(arrays))
    return joined(arrays, depth_and_axes(arrays)[0], axes)


def depth_and_axes(thing):
    """How deep lists are nested, and how many axes what they hold has at most."""
    if not isinstance(thing, list):
        return 0, ndim(thing)
    inner = [depth_and_axes(part) for part in thing]
    return 1 + max(depth for depth, _ in inner), max(axes for _, axes in inner)


def joined(thing, depth, axes):
    """What is nested so deep, joined along the axis that belongs to the depth."""
    if not isinstance(thing, list):
        thing = as_array(thing)
        return ops.reshape(thing, shape=(1,) * (axes - thing.ndim) + tuple(thing.shape))
    return ops.cat([joined(part, depth - 1, axes) for part in thing], axis=-depth)


def rollaxis(a, axis, start=0):
    """NumPy's rollaxis: the axis in front of the one that is now at `start`."""
    axis, start = axis % a.ndim, start + a.ndim if start < 0 else start
    return ops.movedim(a, axis, start - 1 if axis < start else start)


def full_like(a, fill_value, dtype=None):
    """NumPy's full_like, of a number."""
    return a.new_full(tuple(a.shape), fill_value, dtype=dtype)


def partition(a, kth, axis=-1):
    """NumPy's partition: sorted, as the smaller ones before and the larger ones behind `kth` may be in any order."""
    check_places(a, kth, axis)
    return np.sort(a, axis=axis)


def argpartition(a, kth, axis=-1):
    """NumPy's argpartition: argsort; see `partition`."""
    check_places(a, kth, axis)
    return np.argsort(a, axis=axis)


def check_places(a, kth, axis):
    """A ValueError for places that aren't there."""
    length = np.size(a) if axis is None else a.shape[axis]
    if not all(-length <= place < length for place in np.ravel(kth)):
        raise ValueError(f"kth={kth} of {length} elements\nhelp: places go from 0 to {length - 1}")


def unique(
    ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True, sorted=True
):
    """NumPy's unique: of equal elements the first stays, and gets the gradient; the rest are indices and counts."""
    found = np.unique(ar.value, True, True, True, axis, equal_nan=equal_nan)[1:]
    values = numpy_take(ravel(ar) if axis is None else ar, found[0], axis or 0)
    wanted = [x for x, asked in zip(found, (return_index, return_inverse, return_counts)) if asked]
    return (values, *map(tensor_of, wanted)) if wanted else values


def apply_along_axis(func1d, axis, arr, args=(), kwargs=None):
    """NumPy's apply_along_axis: the function of each row along an axis, whose results lie along it."""
    rows = ops.movedim(arr, axis, -1)
    matrix = ops.reshape(rows, shape=(-1, rows.shape[-1]))
    results = [func1d(matrix[i], *args, **(kwargs or {})) for i in range(matrix.shape[0])]
    whole = ops.reshape(ops.stack(results), shape=(*rows.shape[:-1], *shape_of(results[0])))
    added = ndim(results[0])
    return ops.movedim(whole, range(-added, 0), range(axis % arr.ndim, axis % arr.ndim + added)) if added else whole


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
    chosen = nonzero(ravel(stacked(condition)), as_tuple=True)[0]
    return numpy_take(a, chosen, axis)


def append(arr, values, axis=None):
    """NumPy's append."""
    return concatenate([stacked(arr), stacked(values)], axis)


def delete(arr, obj, axis=None):
    """NumPy's delete: without the slices that `obj` names."""
    arr, axis = (ravel(arr), 0) if axis is None else (arr, axis_of(arr, axis))
    return numpy_take(arr, np.delete(np.arange(arr.shape[axis]), obj), axis)


def insert(arr, obj, values, axis=None):
    """NumPy's insert: with the values before the slices that `obj` names."""
    arr, axis = (ravel(arr), 0) if axis is None else (arr, axis_of(arr, axis))
    length, axes = arr.shape[axis], arr.ndim
    before = np.arange(length)[obj] if isinstance(obj, slice) else np.asarray(obj)
    values = values if hasattr(values, "shape") else np.array(values)
    if before.ndim == 0 and ndim(values) > 0 and axes > 1:  # one place, into which whole slices go
        values = np.moveaxis(values, 0, axis) if ndim(values) == axes else np.expand_dims(values, axis)
    count = before.size if before.ndim else (values.shape[axis] if ndim(values) == axes else 1)
    values = ops.broadcast_to(values, shape=(*arr.shape[:axis], count, *arr.shape[axis + 1 :]))
    order = np.insert(np.arange(length), before if before.ndim else np.full(count, before), length + np.arange(count))
    return numpy_take(ops.cat([arr, ops.cast(values, dtype=arr.dtype)], axis=axis), order, axis)


def numpy_pad(array, pad_width, mode="constant", constant_values=0):
    """NumPy's pad, in the modes "constant", "edge", "reflect", "symmetric" and "wrap"."""
    widths = [(int(before), int(behind)) for before, behind in np.broadcast_to(pad_width, (ndim(array), 2))]
    if mode == "constant" and ndim(constant_values) == 0:
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
    axes = (tuple(range(ndim(x))) if axis is None else axis) if not isinstance(axis, int) else (axis,)
    if len(sizes) != len(axes):
        raise TypeError(f"windows of shape {sizes} along the axes {axes}\nhelp: a length for each axis")
    lengths = ndim(x)
    for size, one in zip(sizes, axes):
        x = unfold(x, one % lengths, size, 1)
    return x


numpy_functions.update(
    {
        np.append: append,
        np.apply_along_axis: apply_along_axis,
        np.argpartition: argpartition,
        np.array_split: array_split,
        np.atleast_1d: lambda arys: atleast_1d(*arys),
        np.atleast_2d: lambda arys: atleast_2d(*arys),
        np.atleast_3d: lambda arys: atleast_3d(*arys),
        np.block: block,
        np.broadcast_arrays: lambda args: broadcast_tensors(*args),
        np.column_stack: lambda tup: column_stack(list(tup)),
        np.compress: compress,
        np.concatenate: concatenate,
        np.delete: delete,
        np.diag: lambda v, k=0: diag(v, k),
        np.diagflat: lambda v, k=0: diagflat(v, k),
        np.dsplit: lambda ary, indices_or_sections: list(dsplit(ary, indices_or_sections)),
        np.dstack: lambda tup: dstack(list(tup)),
        np.empty_like: lambda prototype, dtype=None: ops.zeros_like(prototype, dtype=dtype),
        np.extract: lambda condition, arr: compress(condition, arr),
        np.flatnonzero: lambda a: nonzero(ravel(a), as_tuple=True)[0],
        np.fliplr: lambda m: fliplr(m),
        np.flipud: lambda m: flipud(m),
        np.full_like: full_like,
        np.hsplit: lambda ary, indices_or_sections: list(hsplit(ary, indices_or_sections)),
        np.hstack: lambda tup: hstack(list(tup)),
        np.insert: insert,
        np.lib.stride_tricks.sliding_window_view: sliding_window_view,
        np.meshgrid: numpy_meshgrid,
        np.nonzero: lambda a: nonzero(a, as_tuple=True),
        np.pad: numpy_pad,
        np.partition: partition,
        np.repeat: numpy_repeat,
        np.rollaxis: rollaxis,
        np.rot90: lambda m, k=1, axes=(0, 1): rot90(m, k, axes),
        np.split: numpy_split,
        np.stack: numpy_stack,
        np.take: numpy_take,
        np.take_along_axis: lambda arr, indices, axis=-1: take_along_dim(arr, indices, axis),
        np.tile: numpy_tile,
        np.unique: unique,
        np.vsplit: lambda ary, indices_or_sections: list(vsplit(ary, indices_or_sections)),
        np.vstack: lambda tup: vstack(list(tup)),
        np.where: lambda condition, x=None, y=None: where(condition, x, y),
    }
)
if hasattr(np, "matrix_transpose"):  # NumPy 2.0
    numpy_functions[np.matrix_transpose] = lambda x: ops.transpose(x, axis1=-1, axis2=-2)
if hasattr(np, "unstack"):  # NumPy 2.1
    numpy_functions[np.astype] = lambda x, dtype: x.astype(dtype)
    numpy_functions[np.unstack] = lambda x, axis=0: unbind(x, axis)
