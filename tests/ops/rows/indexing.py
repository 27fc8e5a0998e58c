"""Rows of indexing."""

from __future__ import annotations

from typing import Any

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import ops

from ..references import (
    numpy_index_add,
    numpy_index_put,
    torch_index,
    torch_index_put,
)
from ..row import ErrorInput, Row, leaf, tensors_in
from ..samples import (
    Sample,
    given,
    normal,
)

INDICES: dict[str, tuple[tuple, Any]] = {  # name → shape of what is indexed, index
    "a number": ((3, 4), 1),
    "a negative number": ((3, 4), -1),
    "a NumPy integer": ((3, 4), np.int64(2)),
    "two numbers": ((3, 4), (1, -2)),
    "a slice": ((4, 3), slice(1, 3)),
    "a slice with a step": ((5, 2), slice(None, None, 2)),
    "a negative step": ((4, 2), slice(None, None, -1)),
    "a negative step in the middle": ((2, 5), (slice(None), slice(4, 0, -2))),
    "an empty slice": ((4, 2), slice(2, 2)),
    "a slice beyond the end": ((3,), slice(1, 10)),
    "ellipsis": ((2, 3, 4), (..., 1)),
    "ellipsis in the middle": ((2, 3, 4), (0, ..., 1)),
    "a new axis": ((3, 4), None),
    "new axes and slices": ((3, 4), (slice(None), None, slice(0, 4, 3), None)),
    "integers with duplicates": ((3, 2), np.array([0, 2, 0, 0])),
    "negative integers": ((3, 2), np.array([-1, 0])),
    "a list": ((3, 2), [0, 2, 2]),
    "a matrix of integers": ((3, 2), np.array([[0, 1], [1, 1]])),
    "no integers": ((3, 2), np.array([], dtype=int)),
    "0-d integer array": ((3, 2), np.array(1)),
    "pairs of integers": ((3, 4), (np.array([0, 1, 1]), np.array([2, 3, 3]))),
    "integers that broadcast": ((3, 4), (np.array([[0], [2]]), np.array([1, 3, 3]))),
    "integers and a slice": ((3, 4), (np.array([1, 1, 0]), slice(1, 3))),
    "a slice and integers": ((3, 4), (slice(None, None, 2), np.array([1, 1, 0]))),
    "integers and a number": ((3, 4), (np.array([1, 1, 0]), 2)),
    "integers around a slice": ((2, 3, 4), (np.array([0, 1, 1]), slice(1, 3), np.array([2, 3, 3]))),
    "a number and a slice and integers": ((2, 3, 4), (0, slice(None), np.array([1, 1]))),
    "integers and a new axis": ((3, 4), (np.array([1, 1]), None)),
    "a mask": ((2, 3), np.array([[True, False, True], [False, False, True]])),
    "a mask of rows": ((3, 2), np.array([True, False, True])),
    "an empty mask": ((3, 2), np.zeros(3, dtype=bool)),
    "a mask and a number": ((3, 4), (np.array([True, False, True]), 1)),
    "a mask and a slice": ((3, 4), (np.array([True, False, True]), slice(0, 4, 2))),
    "a slice and a mask": ((2, 3), (slice(None), np.array([True, False, True]))),
    "a mask and integers": ((3, 4), (np.array([True, False, True]), np.array([3, 1]))),
    "a list of booleans": ((3, 2), [True, False, True]),
    "zero-size": ((0, 3), (slice(None), 1)),
    "0-d with nothing": ((), ()),
    "0-d with an ellipsis": ((), ...),
    "0-d with a new axis": ((), None),
}
NO_NEGATIVE_STEPS = dict.fromkeys(("a negative step", "a negative step in the middle"), "PyTorch has no negative steps")
NOT_NUMPYS = {"a number and a slice and integers": "NumPy counts the number among the integer arrays, PyTorch doesn't"}


def index_put_values(index, shape, rng):
    """Values for an assignment: of the shape that the index selects."""
    return np.asarray(rng.standard_normal(np.zeros(shape)[index].shape))


def index_put_sample(shape, index):
    """The assignment of values to a place."""
    return lambda rng: Sample((normal(*shape)(rng), index_put_values(index, shape, rng)), {"index": index})


def index_add_sample(shape, index):
    """The addition of values at a place."""
    return lambda rng: Sample((index_put_values(index, shape, rng),), {"index": index, "shape": shape})


DUPLICATES = tuple(
    name
    for name, (shape, index) in INDICES.items()
    if len(np.unique(np.arange(int(np.prod(shape))).reshape(shape)[index])) < np.zeros(shape)[index].size
)

INDEXING = (
    Row(
        "getitem",
        lambda x, index: x[index],
        {name: given(normal(*shape), index=index) for name, (shape, index) in INDICES.items()},
        covers=(ops.getitem,),
        numpy=lambda x, index: x[index],
        torch=lambda x, index: x[torch_index(index)],
        torch_skips={**NO_NEGATIVE_STEPS, **NOT_NUMPYS},
        also=(lambda x, index: x[tensors_in(index)], lambda x, index: ops.getitem(x, index=index)),
        errors=(
            ErrorInput("beyond the end", lambda: leaf(3)[3], IndexError, r"getitem\(\(3,\), index=3\).*out of bounds"),
            ErrorInput("too many", lambda: leaf(3)[0, 0], IndexError, r"getitem\(\(3,\).*too many indices"),
            ErrorInput("a float", lambda: leaf(3)[0.5], IndexError, r"getitem\(\(3,\), index=0.5\)"),
            ErrorInput("a mask of another length", lambda: leaf(3)[np.ones(2, bool)], IndexError, "boolean index"),
        ),
    ),
    Row(
        "index_put",
        lambda x, values, index: tg.index_put(x, index, values),
        {
            **{name: index_put_sample(shape, index) for name, (shape, index) in INDICES.items()},
            "stretched values": given(normal(3, 4), normal(4), index=slice(0, 2)),
            "values with an axis of length 1": given(normal(3, 4), normal(2, 1), index=slice(0, 2)),
            "one value in many places": given(normal(3, 4), normal(), index=np.array([[True, False, True, False]] * 3)),
            "a Python number": given(normal(3, 4), 1.5, index=(slice(None), 1)),
        },
        covers=(tg.index_put, ops.index_put),
        numpy=numpy_index_put,
        records=False,
        torch=torch_index_put,
        torch_skips={
            **NO_NEGATIVE_STEPS,
            **NOT_NUMPYS,
            **dict.fromkeys(DUPLICATES, "PyTorch doesn't define an assignment that names a place twice"),
        },
        also=(
            lambda x, values, index: tg.index_put(x, tensors_in(index), values),
            lambda x, values, index: ops.index_put(x, values, index=index),
        ),
        errors=(
            ErrorInput("beyond the end", lambda: tg.index_put(leaf(3), 3, 1.0), IndexError, r"index_put\(\(3,\)"),
            ErrorInput(
                "values that don't fit",
                lambda: tg.index_put(leaf(3), slice(0, 2), leaf(3)),
                ValueError,
                r"index_put\(\(3,\), \(3,\).*broadcast",
            ),
        ),
    ),
    Row(
        "scattered",
        lambda x, index, shape: ops.scattered(x, index=index, shape=shape),
        {name: index_add_sample(shape, index) for name, (shape, index) in INDICES.items()},
        covers=(ops.scattered,),
        numpy=numpy_index_add,
        records=False,
    ),
)
