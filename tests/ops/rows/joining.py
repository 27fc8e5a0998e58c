"""Rows of what makes one tensor of several, or of one several times."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import functions

from ..references import one_row, torch
from ..row import ErrorInput, Row, everywhere, leaf
from ..samples import given, integers, normal


def of_parts(name, samples, numpy=None, **fields):
    """The row of a function of a list of tensors."""
    function = getattr(tg, name)
    fields.setdefault("torch", lambda *parts: getattr(torch, name)(parts))
    return Row(
        name,
        lambda *parts: function(parts),
        samples,
        covers=(function,),
        numpy=None if numpy is None else lambda *parts: numpy(parts),
        errors=(
            ErrorInput("a tensor, not a list", lambda: function(leaf(2, 3)), TypeError, "a Tensor.*list or tuple"),
            ErrorInput("nothing", lambda: function([]), TypeError, "an empty list"),
        ),
        **fields,
    )


VECTORS = {
    "vectors": given(normal(3), normal(3)),
    "0-d": given(normal(), normal()),
    "matrices": given(normal(2, 3), normal(2, 3), normal(2, 3)),
    "three axes": given(normal(2, 2, 3), normal(2, 2, 3)),
}


def grid(function, indexing):
    """All tensors of a grid in one row."""
    return lambda *parts: one_row(function(*parts, indexing=indexing))


def meshgrid(indexing):
    """The row of meshgrid with one order of the axes."""
    return Row(
        f"meshgrid, {indexing}",
        grid(tg.meshgrid, indexing),
        {
            "two": given(normal(3), normal(2)),
            "three": given(normal(3), normal(1), normal(2)),
            "one": given(normal(3)),
            "a number": given(normal(), normal(2)),
        },
        covers=(tg.meshgrid,),
        numpy=grid(np.meshgrid, indexing),
        torch=lambda *parts: one_row(torch.meshgrid(*parts, indexing=indexing)),
        also=(lambda *parts: one_row(tg.meshgrid(list(parts), indexing=indexing)),),
        errors=(
            ErrorInput("a matrix", lambda: tg.meshgrid(leaf(2, 3)), ValueError, r"meshgrid of shapes \[\(2, 3\)\]"),
            ErrorInput("another order", lambda: tg.meshgrid(leaf(2), indexing="ji"), ValueError, "'ij' or 'xy'"),
        ),
    )


REPEATS = {
    "matrix": given(normal(2, 3), (2, 3)),
    "new axes": given(normal(2, 3), (2, 1, 3)),
    "vector": given(normal(3), (2,)),
    "0-d": given(normal(), (3,)),
    "never": given(normal(2, 3), (0, 2)),
    "zero-size": given(normal(0, 3), (2, 2)),
}

JOINING = (
    of_parts("hstack", VECTORS | {"widths differ": given(normal(2, 3), normal(2, 1))}, np.hstack),
    of_parts("vstack", VECTORS | {"a vector and a matrix": given(normal(3), normal(2, 3))}, np.vstack),
    of_parts("dstack", VECTORS, np.dstack),
    of_parts("column_stack", VECTORS | {"a vector and a matrix": given(normal(2), normal(2, 3))}),
    Row(
        "block_diag",
        tg.block_diag,
        {
            "matrices": given(normal(2, 3), normal(1, 2)),
            "all kinds": given(normal(), normal(2), normal(2, 1)),
            "zero-size": given(normal(0, 2), normal(1, 1)),
        },
        covers=(tg.block_diag,),
        torch=lambda *parts: torch.block_diag(*parts),
        errors=(
            ErrorInput("three axes", lambda: tg.block_diag(leaf(1, 2, 3)), ValueError, r"\[\(1, 2, 3\)\].*two axes"),
        ),
    ),
    Row(
        "cartesian_prod",
        tg.cartesian_prod,
        {
            "two": given(normal(3), normal(2)),
            "three": given(normal(2), normal(1), normal(3)),
            "one": given(normal(3)),
            "zero-size": given(normal(0), normal(2)),
        },
        covers=(tg.cartesian_prod,),
        torch=lambda *parts: torch.cartesian_prod(*parts),
        errors=(ErrorInput("a matrix", lambda: tg.cartesian_prod(leaf(2, 3)), ValueError, "it wants vectors"),),
    ),
    everywhere(
        "combinations",
        {
            "pairs": given(normal(4)),
            "triples": given(normal(4), 3),
            "with replacement": given(normal(3), r=2, with_replacement=True),
            "of nothing": given(normal(3), 0),
            "too few": given(normal(2), 3),
        },
        method=False,
        errors=(ErrorInput("a matrix", lambda: tg.combinations(leaf(2, 3)), ValueError, r"of 2 of shape \(2, 3\)"),),
    ),
    meshgrid("ij"),
    meshgrid("xy"),
    Row(
        "repeat",
        lambda x, repeats: functions.repeat(x, repeats),
        REPEATS,
        covers=(tg.Tensor.repeat,),
        numpy=np.tile,
        torch=lambda x, repeats: x.repeat(repeats),
        also=(lambda x, repeats: x.repeat(*repeats), lambda x, repeats: x.repeat(repeats=repeats)),
        errors=(
            ErrorInput("too few", lambda: leaf(2, 3).repeat(2), ValueError, r"repeat \(2,\) of shape \(2, 3\)"),
            ErrorInput("below 0", lambda: leaf(3).repeat(-1), ValueError, "0 or more"),
        ),
    ),
    Row(
        "tile",
        tg.tile,
        REPEATS | {"fewer numbers than axes": given(normal(2, 3), (2,)), "no numbers": given(normal(3), ())},
        covers=(tg.tile,),
        numpy=np.tile,
        torch=lambda x, dims: torch.tile(x, dims),
        also=(lambda x, dims: x.tile(*dims) if dims else x.tile(()), lambda x, dims: x.tile(dims=dims)),
    ),
    everywhere(
        "repeat_interleave",
        {
            "elements": given(normal(2, 3), 2),
            "slices": given(normal(2, 3), 2, 1),
            "slices, negative dim": given(normal(2, 3), 3, dim=-2),
            "a number for each": given(normal(3, 2), lambda rng: np.array([1, 0, 3]), dim=0),
            "a number for each element": given(normal(2, 2), lambda rng: np.array([1, 0, 3, 1])),
            "the size known": given(normal(2), lambda rng: np.array([1, 3]), dim=0, output_size=4),
            "one number": given(normal(3), lambda rng: np.array([2]), dim=0),
            "zero-size": given(normal(0, 2), 2, dim=0),
        },
        errors=(
            ErrorInput("too few", lambda: tg.repeat_interleave(leaf(3), tg.tensor([1, 2])), ValueError, "3 of them"),
            ErrorInput("below 0", lambda: tg.repeat_interleave(leaf(3), -1), ValueError, "0 times or more"),
            ErrorInput("a float", lambda: tg.repeat_interleave(leaf(3), 1.5), ValueError, "a whole number"),
            ErrorInput(
                "another size", lambda: tg.repeat_interleave(leaf(3), 2, output_size=5), ValueError, "makes 6 slices"
            ),
        ),
    ),
    everywhere(
        "repeat_interleave",
        {"numbers of repetitions": given(integers(0, 4)(5))},
        gradient=False,
        numpy=lambda counts: np.repeat(np.arange(5), counts),
        records=False,
    ),
)
