"""Rows of indexing."""

from __future__ import annotations

from typing import Any

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import ops

from ..references import (
    numpy_index_add,
    numpy_index_put,
    one_row,
    torch,
    torch_index,
    torch_index_put,
)
from ..row import ErrorInput, Row, everywhere, leaf, tensors_in
from ..samples import (
    Sample,
    boolean,
    given,
    normal,
    whole,
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
PYTORCHS: dict[str, tuple[tuple, Any]] = {  # what NumPy would transpose: to it a number counts among the integer arrays
    "a number and a slice and integers": ((2, 3, 4), (0, slice(None), np.array([3, 1]))),
    "a number and an ellipsis and a mask": ((2, 2, 3), (-1, ..., np.array([True, False, True]))),
    "integers and a slice and a number": ((2, 3, 4), (np.array([1, 0]), slice(1, None), 3)),
    "a mask of two axes and a new axis and a number": ((2, 2, 3), (np.array([[True, False], [True, True]]), None, 1)),
}


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


def places(*rows):
    """An operand: an array of indices."""
    return lambda rng: np.array(rows)


def mask(rng):
    """An operand: an array of booleans, of which four hold."""
    return np.array([[True, False, True], [True, True, False]])


INDEXING = (
    Row(
        "getitem",
        lambda x, index: x[index],
        {name: given(normal(*shape), index=index) for name, (shape, index) in INDICES.items()},
        covers=(ops.getitem,),
        numpy=lambda x, index: x[index],
        torch=lambda x, index: x[torch_index(index)],
        torch_skips=NO_NEGATIVE_STEPS,
        also=(lambda x, index: x[tensors_in(index)], lambda x, index: ops.getitem(x, index=index)),
        errors=(
            ErrorInput("beyond the end", lambda: leaf(3)[3], IndexError, r"getitem\(\(3,\), index=3\).*out of bounds"),
            ErrorInput("too many", lambda: leaf(3)[0, 0], IndexError, r"getitem\(\(3,\).*too many indices"),
            ErrorInput("a float", lambda: leaf(3)[0.5], IndexError, r"getitem\(\(3,\), index=0.5\)"),
            ErrorInput("a mask of another length", lambda: leaf(3)[np.ones(2, bool)], IndexError, "boolean index"),
        ),
    ),
    Row(
        "getitem, numbers apart from arrays",
        lambda x, index: x[index],
        {name: given(normal(*shape), index=index) for name, (shape, index) in PYTORCHS.items()},
        covers=(),
        takes_arrays=False,
        torch=lambda x, index: x[torch_index(index)],
        also=(lambda x, index: x[tensors_in(index)],),
    ),
    Row(
        "index_put, numbers apart from arrays",
        lambda x, values, index: tg.index_put(x, index, values),
        {name: given(normal(*shape), normal(), index=index) for name, (shape, index) in PYTORCHS.items()},
        covers=(tg.index_put,),
        torch=torch_index_put,
    ),
    Row(
        "index_put, accumulated",
        lambda x, values, index: tg.index_put(x, (index,), values, accumulate=True),
        {
            "integers": given(normal(3, 2), normal(3, 2), lambda rng: np.array([0, 2, 0])),
            "stretched values": given(normal(3, 2), normal(2), lambda rng: np.array([0, 2, 0])),
            "a mask": given(normal(3, 2), normal(2, 2), lambda rng: np.array([True, False, True])),
            "a number": given(normal(3, 2), 1.5, lambda rng: np.array([1, 1])),
        },
        covers=(tg.index_put,),
        torch=lambda x, values, index: x.index_put((index,), torch.as_tensor(values, dtype=x.dtype), accumulate=True),
        also=(lambda x, values, index: x.index_put((index,), values, True),),
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
    everywhere(
        "gather",
        {
            "rows": given(normal(3, 3), 0, places([0, 2, 2], [1, 0, 1])),
            "columns": given(normal(2, 3), 1, places([0, 2, 2, 1], [1, 0, 1, 1])),
            "negative dim, fewer rows": given(normal(3, 2), dim=-1, index=np.array([[1, 1, 0]])),
            "0-d": given(normal(), 0, lambda rng: np.array(0)),
            "a vector of a number": given(normal(), 0, places(0, 0)),
            "nothing": given(normal(3), 0, lambda rng: np.zeros((2, 0), int)),
        },
        torch=lambda x, dim, index: torch.gather(x, dim, torch.as_tensor(index)),
        errors=(
            ErrorInput("beyond", lambda: tg.gather(leaf(3), 0, tg.tensor([3])), IndexError, "gather: .*from 0 to 2"),
            ErrorInput("negative", lambda: tg.gather(leaf(3), 0, tg.tensor([-1])), IndexError, "out of bounds"),
            ErrorInput("a mask", lambda: tg.gather(leaf(1), 0, tg.tensor([True])), TypeError, "an index of bool.*long"),
            ErrorInput(
                "an axis more", lambda: tg.gather(leaf(3), 0, tg.tensor([[0]])), ValueError, r"\(3,\) with.*\(1, 1\)"
            ),
        ),
    ),
    everywhere(
        "take_along_dim",
        {
            "rows": given(normal(3, 3), places([0, 2, 2]), 0),
            "stretched input": given(normal(1, 3), places([0, -1], [2, 2]), dim=1),
            "flattened": given(normal(2, 3), places([5, 0], [1, -1])),
        },
        torch_skips={"flattened": "PyTorch has no negative indices here"},
        errors=(
            ErrorInput(
                "an axis more", lambda: tg.take_along_dim(leaf(3), tg.tensor([[0]]), 0), ValueError, "as many axes"
            ),
        ),
    ),
    everywhere(
        "index_select",
        {
            "rows": given(normal(3, 2), 0, places(0, 2, 0)),
            "columns": given(normal(2, 3), dim=-1, index=np.array([1])),
            "0-d index": given(normal(3, 2), 0, lambda rng: np.array(1)),
            "0-d": given(normal(), 0, places(0)),
            "none": given(normal(3, 2), 0, lambda rng: np.zeros(0, int)),
        },
        torch=lambda x, dim, index: torch.index_select(x, dim, torch.as_tensor(index)),
        errors=(
            ErrorInput("beyond", lambda: tg.index_select(leaf(3), 0, tg.tensor([3])), IndexError, "index_select: "),
            ErrorInput(
                "a matrix", lambda: tg.index_select(leaf(3), 0, tg.tensor([[0]])), ValueError, "it has one axis"
            ),
        ),
    ),
    everywhere(
        "take",
        {"any shape": given(normal(2, 3), places([5, 0], [0, -1])), "0-d": given(normal(3), lambda rng: np.array(1))},
        numpy=np.take,
        errors=(ErrorInput("beyond", lambda: tg.take(leaf(2, 2), tg.tensor([4])), IndexError, "take: .*0 to 3"),),
    ),
    everywhere(
        "put",
        {
            "put": given(normal(2, 3), places([5, 0], [1, -2]), normal(2, 2)),
            "added": given(normal(2, 3), places(0, 0, -1), normal(3), accumulate=True),
        },
        errors=(
            ErrorInput(
                "too few",
                lambda: tg.put(leaf(2, 2), tg.tensor([1, 2]), leaf(1)),
                ValueError,
                r"\(2,\).*\(1,\).*one for one",
            ),
        ),
    ),
    everywhere(
        "masked_select",
        {
            "matrix": given(normal(2, 3), mask),
            "stretched mask": given(normal(3, 3), lambda rng: np.array([True, False, True])),
            "stretched input": given(normal(3), mask),
            "nothing": given(normal(3), lambda rng: np.zeros(3, bool)),
        },
        errors=(
            ErrorInput(
                "no mask", lambda: tg.masked_select(leaf(3), leaf(3)), TypeError, r"a mask of float32.*mask\.bool"
            ),
        ),
    ),
    everywhere(
        "masked_fill",
        {
            "a number": given(normal(2, 3), mask, -2.5),
            "a tensor": given(normal(2, 3), mask, normal()),
            "stretched input": given(normal(3), mask, 1.5),
        },
        errors=(
            ErrorInput(
                "no mask", lambda: tg.masked_fill(leaf(3), leaf(3), 0), TypeError, "masked_fill: a mask of float32"
            ),
            ErrorInput(
                "values", lambda: tg.masked_fill(leaf(3), tg.ones(3).bool(), leaf(3)), ValueError, r"\(3,\).*where"
            ),
            ErrorInput(
                "a fraction among integers",
                lambda: tg.masked_fill(tg.arange(3), tg.ones(3).bool(), 0.5),
                TypeError,
                "float64 can't be put into a tensor of int64",
            ),
        ),
    ),
    everywhere(
        "masked_scatter",
        {
            "matrix": given(normal(2, 3), mask, normal(4)),
            "more than are needed": given(normal(2, 3), mask, normal(3, 2)),
            "stretched mask": given(normal(2, 3), lambda rng: np.array([True, False, True]), normal(4)),
            "nothing": given(normal(3), lambda rng: np.zeros(3, bool), normal(0)),
        },
        errors=(
            ErrorInput(
                "too few",
                lambda: tg.masked_scatter(leaf(3), tg.ones(3).bool(), leaf(2)),
                ValueError,
                r"\(2,\) has too few",
            ),
        ),
    ),
    everywhere(
        "argwhere",
        {"matrix": given(whole(2, 3)), "vector": given(whole(4)), "nothing": given(whole(0, 2))},
        gradient=False,
        covers=(ops.argwhere,),
        numpy=np.argwhere,
    ),
    everywhere(
        "nonzero", {"matrix": given(whole(2, 3)), "booleans": given(boolean(4))}, gradient=False, numpy=np.argwhere
    ),
    Row(
        "nonzero, an axis each",
        lambda x: one_row(tg.nonzero(x, as_tuple=True)),
        {"matrix": given(whole(2, 3)), "vector": given(whole(4)), "0-d": given(whole())},
        covers=(tg.nonzero,),
        torch=lambda x: one_row(torch.nonzero(x, as_tuple=True)),
        also=(lambda x: one_row(tg.where(x)),),
        gradient=False,
    ),
    Row(
        "unravel_index",
        lambda places, shape: one_row(tg.unravel_index(places, shape)),
        {
            "two axes": given(lambda rng: rng.integers(0, 6, (2, 2)), shape=(2, 3)),
            "three axes": given(lambda rng: rng.integers(0, 24, 5), shape=(2, 3, 4)),
        },
        covers=(tg.unravel_index,),
        numpy=lambda places, shape: one_row(np.unravel_index(places, shape)),
        records=False,
        torch=lambda places, shape: one_row(torch.unravel_index(places, shape)),
        gradient=False,
        errors=(
            ErrorInput(
                "beyond", lambda: tg.unravel_index(tg.tensor([6]), (2, 3)), IndexError, "unravel_index: .*0 to 5"
            ),
        ),
    ),
)
