"""Rows of slices, windows and strides."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg

from ..references import torch
from ..row import ErrorInput, Row, everywhere, leaf
from ..samples import given, normal

WINDOWS = {
    "vector": given(normal(5), 0, 3, 1),
    "a step": given(normal(2, 5), 1, 2, 2),
    "first axis": given(normal(4, 2), -2, 3, 1),
    "windows of nothing": given(normal(3), 0, 0, 1),
    "0-d": given(normal(), 0, 1, 1),
}
STRIDES = {
    "a matrix": given(normal(9), (2, 3), (4, 1)),
    "overlapping": given(normal(6), (3, 3), (1, 1), 1),
    "of a matrix": given(normal(3, 3), (2, 2), (1, 2), 2),
    "0-d": given(normal(4), (), (), 3),
}

SLICING = (
    everywhere(
        "select",
        {
            "row": given(normal(3, 4), 0, 1),
            "column": given(normal(3, 4), dim=-1, index=-2),
            "of a vector": given(normal(3), 0, 2),
        },
        errors=(
            ErrorInput("beyond", lambda: tg.select(leaf(3), 0, 3), IndexError, "select: index 3.*below 3"),
            ErrorInput("0-d", lambda: tg.select(leaf(), 0, 0), ValueError, "select of a number"),
        ),
    ),
    everywhere(
        "select_scatter",
        {"row": given(normal(3, 4), normal(4), 0, 1), "column": given(normal(3, 4), normal(3), dim=-1, index=-2)},
        errors=(
            ErrorInput(
                "another shape", lambda: tg.select_scatter(leaf(3, 4), leaf(3), 0, 1), ValueError, r"the shape \(4,\)"
            ),
        ),
    ),
    everywhere(
        "narrow",
        {
            "rows": given(normal(4, 2), 0, 1, 2),
            "columns, from the end": given(normal(2, 4), dim=-1, start=-3, length=2),
            "nothing": given(normal(3), 0, 3, 0),
        },
        errors=(
            ErrorInput("too long", lambda: tg.narrow(leaf(3), 0, 2, 2), IndexError, r"from 2 by 2.*\(3,\)"),
            ErrorInput("a negative length", lambda: tg.narrow(leaf(3), 0, 1, -1), IndexError, "by -1"),
        ),
    ),
    Row(
        "slice",
        tg.slice,
        {
            "all": given(normal(3, 2)),
            "rows": given(normal(4, 2), 0, 1, 3),
            "columns by two": given(normal(2, 5), dim=1, start=-4, end=None, step=2),
            "beyond": given(normal(3), 0, 1, 9),
        },
        covers=(tg.slice,),
        torch=lambda x, dim=0, start=None, end=None, step=1: torch.ops.aten.slice.Tensor(x, dim, start, end, step),
        errors=(ErrorInput("backwards", lambda: tg.slice(leaf(3), 0, 2, 0, -1), ValueError, "steps of -1.*flip"),),
    ),
    everywhere(
        "slice_scatter",
        {
            "all": given(normal(3, 2), normal(3, 2)),
            "rows": given(normal(4, 2), normal(2, 2), 0, 1, 3),
            "columns by two": given(normal(2, 5), normal(2, 2), dim=1, start=-4, step=2),
        },
        errors=(
            ErrorInput("another shape", lambda: tg.slice_scatter(leaf(3), leaf(2)), ValueError, r"the shape \(3,\)"),
        ),
    ),
    Row(
        "unfold",
        lambda x, dimension, size, step: tg.functions.unfold(x, dimension, size, step),
        WINDOWS,
        covers=(tg.Tensor.unfold,),
        torch=lambda x, dimension, size, step: x.unfold(dimension, size, step),
        also=(lambda x, dimension, size, step: x.unfold(dimension=dimension, size=size, step=step),),
        errors=(
            ErrorInput("too long", lambda: leaf(3).unfold(0, 4, 1), ValueError, "windows of 4.*3 elements at most"),
            ErrorInput("no step", lambda: leaf(3).unfold(0, 2, 0), ValueError, "a step is positive"),
        ),
    ),
    everywhere(
        "as_strided",
        STRIDES,
        numpy=lambda x, size, stride, offset=0: np.lib.stride_tricks.as_strided(
            np.ravel(x)[offset:], size, [8 * step for step in stride]
        ).copy(),
        records=False,
        errors=(
            ErrorInput("beyond", lambda: tg.as_strided(leaf(3), (2, 2), (2, 1)), ValueError, "beyond the 3 elements"),
            ErrorInput("too few", lambda: tg.as_strided(leaf(3), (2, 2), (2,)), ValueError, "a stride for each axis"),
        ),
    ),
    everywhere(
        "as_strided_scatter",
        {
            "a matrix": given(normal(9), normal(2, 2), (2, 2), (4, 1)),
            "of a matrix": given(normal(3, 3), normal(2), (2,), (3,), 1),
        },
        torch=None,  # its gradient is that of another function: what isn't covered gets 0, what is covered g
    ),
)
