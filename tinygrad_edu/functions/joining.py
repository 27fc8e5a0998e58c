"""Several tensors as one: side by side, along a diagonal, or in all combinations."""

from __future__ import annotations

import itertools

import numpy as np

from .. import ops
from .arguments import either_spelling, listed, ndim, shape_of
from .shaping import atleast_1d, atleast_2d, atleast_3d, broadcast_tensors


@either_spelling
def cat(tensors, dim=0):
    """The tensors, one after the other along an axis that they have. Empty vectors may be among them anyhow."""
    if isinstance(tensors, (list, tuple)) and any(shape_of(x) == (0,) for x in tensors):
        shape = next((list(shape_of(x)) for x in tensors if ndim(x) > 1), [0])
        shape[dim] = 0
        tensors = [ops.reshape(x, shape=tuple(shape)) if shape_of(x) == (0,) else x for x in tensors]
    return ops.cat(tensors, axis=dim)


def hstack(tensors):
    """The tensors side by side: along axis 1, vectors along axis 0."""
    tensors = [atleast_1d(x) for x in parts("hstack", tensors)]
    return ops.cat(tensors, axis=min(ndim(tensors[0]) - 1, 1))


def vstack(tensors):
    """The tensors one below the other, a vector being one row."""
    return ops.cat([atleast_2d(x) for x in parts("vstack", tensors)])


def dstack(tensors):
    """The tensors one behind the other, along axis 2."""
    return ops.cat([atleast_3d(x) for x in parts("dstack", tensors)], axis=2)


def column_stack(tensors):
    """The tensors side by side, a vector being one column."""
    columns = [x if ndim(x) > 1 else ops.reshape(x, shape=(-1, 1)) for x in parts("column_stack", tensors)]
    return ops.cat(columns, axis=1)


def parts(name: str, tensors) -> list:
    """The tensors of a list or tuple, of which there must be one at least."""
    if not isinstance(tensors, (list, tuple)) or not tensors:
        what = "an empty list" if isinstance(tensors, (list, tuple)) else f"a {type(tensors).__name__}"
        raise TypeError(f"{name} of {what}\nhelp: it wants a list or tuple of tensors")
    return list(tensors)


def block_diag(*tensors):
    """The matrices one after the other along the diagonal, 0 elsewhere; vectors are rows, numbers 1 × 1."""
    blocks = [atleast_2d(x) for x in tensors]
    if not blocks or any(ndim(block) != 2 for block in blocks):
        raise ValueError(f"block_diag of shapes {[shape_of(x) for x in tensors]}\nhelp: tensors of two axes at most")
    width = sum(block.shape[1] for block in blocks)
    rows, before = [], 0
    for block in blocks:
        n = block.shape[1]
        rows.append(ops.pad(block, width=((0, 0), (before, width - before - n))))
        before += n
    return ops.cat(rows)


def cartesian_prod(*tensors):
    """All choices of an element from each vector, a row for each."""
    vectors = listed(tensors)
    if any(ndim(x) != 1 for x in vectors):
        raise ValueError(f"cartesian_prod of shapes {[shape_of(x) for x in vectors]}\nhelp: it wants vectors")
    if len(vectors) == 1:
        return vectors[0]
    return ops.stack([ops.reshape(x, shape=(-1,)) for x in meshgrid(vectors)], axis=1)


def combinations(input, r=2, with_replacement=False):
    """All choices of r elements of a vector, a row for each; `with_replacement`, an element may be chosen again."""
    if ndim(input) != 1 or r < 0:
        raise ValueError(f"combinations of {r} of shape {input.shape}\nhelp: a vector, and no negative number")
    if r == 0:
        return input[:0]
    choose = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    rows = np.array(list(choose(range(input.shape[0]), r)), dtype=int)
    return ops.getitem(input, index=np.reshape(rows, (-1, r)))


def meshgrid(*tensors, indexing="ij"):
    """For each vector a tensor in which it lies along its own axis, and is repeated along those of the others.

    The axes are in the order of the vectors; with `indexing` "xy" the first two are exchanged.

    >>> import tinygrad_edu as tg
    >>> tg.meshgrid(tg.arange(2), tg.arange(3), indexing="ij")[0]
    tensor([[0, 0, 0],
            [1, 1, 1]])
    """
    vectors = [atleast_1d(x) for x in listed(tensors)]
    if indexing not in ("ij", "xy"):
        raise ValueError(f"meshgrid: no indexing {indexing!r}\nhelp: 'ij' or 'xy'")
    if not vectors or any(ndim(x) != 1 for x in vectors):
        raise ValueError(f"meshgrid of shapes {[shape_of(x) for x in vectors]}\nhelp: it wants vectors")
    n = len(vectors)
    lying = [ops.reshape(x, shape=(1,) * i + (-1,) + (1,) * (n - 1 - i)) for i, x in enumerate(vectors)]
    whole = broadcast_tensors(*lying)
    return tuple(ops.transpose(x, axis1=0, axis2=1) for x in whole) if indexing == "xy" and n > 1 else whole
