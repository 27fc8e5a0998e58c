"""Rows of what makes several tensors of one: all parts in one row; `test_parts.py` looks at their shapes."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg

from ..references import one_row, torch
from ..row import ErrorInput, Row, leaf
from ..samples import given, normal


def splitting(name, samples, numpy=None, errors=()):
    """The row of a function that gives parts."""
    function = getattr(tg, name)
    return Row(
        name,
        lambda *operands, **options: one_row(function(*operands, **options)),
        samples,
        covers=(function,),
        numpy=None if numpy is None else lambda *operands, **options: one_row(numpy(*operands, **options)),
        torch=lambda *operands, **options: one_row(getattr(torch, name)(*operands, **options)),
        also=(lambda x, *operands, **options: one_row(getattr(x, name)(*operands, **options)),),
        errors=errors,
    )


def splitting_method(name, samples):
    """The row of a method that takes places spread out, too."""
    call = lambda x, *places: one_row(getattr(x, name)(*places))
    return Row(f"Tensor.{name}", call, samples, covers=(getattr(tg.Tensor, name),), torch=call, takes_arrays=False)


SPLITTING = (
    splitting(
        "split",
        {
            "equal parts": given(normal(4, 3), 2),
            "a shorter one at the end": given(normal(2, 5), 2, dim=1),
            "lengths": given(normal(2, 5), [1, 0, 4], -1),
            "one part": given(normal(3), 7),
            "zero-size": given(normal(0, 3), 2),
            "zero-size in parts of nothing": given(normal(0, 3), 0),
        },
        errors=(
            ErrorInput("parts of nothing", lambda: tg.split(leaf(3), 0), ValueError, "parts of length 0"),
            ErrorInput("another sum", lambda: leaf(3).split([1, 1]), ValueError, r"\[1, 1\].*the sum is 3"),
            ErrorInput("a number", lambda: leaf().split(1), ValueError, "split of a number"),
            ErrorInput("no such axis", lambda: leaf(3).split(1, 1), IndexError, "axis 1 is out of bounds"),
        ),
    ),
    Row(
        "split as a method",
        lambda x, size, dim=0: one_row(x.split(size, dim)),
        {"parts": given(normal(4, 3), 2), "lengths": given(normal(2, 5), [2, 3], dim=1)},
        covers=(tg.Tensor.split,),
        takes_arrays=False,
        torch=lambda x, size, dim=0: one_row(x.split(size, dim)),
        also=(lambda x, size, dim=0: one_row(x.split(split_size=size, dim=dim)),),
    ),
    splitting("split_with_sizes", {"lengths": given(normal(2, 5), [2, 3], 1), "all": given(normal(3), (3,))}),
    splitting(
        "chunk",
        {
            "equal parts": given(normal(4, 3), 2),
            "a shorter one": given(normal(2, 5), 3, 1),
            "fewer than wanted": given(normal(6), 4),
            "zero-size": given(normal(0, 2), 3),
        },
        errors=(ErrorInput("no part", lambda: tg.chunk(leaf(3), 0), ValueError, "into 0 parts"),),
    ),
    splitting(
        "tensor_split",
        {
            "almost equal parts": given(normal(5, 2), 3),
            "more parts than slices": given(normal(2), 3),
            "places": given(normal(2, 5), (1, 3), dim=1),
            "places by name": given(normal(5), indices=(1, 3)),
            "parts by name": given(normal(5), sections=3),
            "a place from the end": given(normal(5), (-2,)),
            "places that overlap": given(normal(5), [3, 1, 9]),
        },
        errors=(ErrorInput("no part", lambda: tg.tensor_split(leaf(3), 0), ValueError, "into 0 parts"),),
    ),
    splitting(
        "unbind",
        {"rows": given(normal(3, 2)), "columns": given(normal(3, 2), -1), "none": given(normal(1, 0, 2), 0)},
        errors=(ErrorInput("a number", lambda: leaf().unbind(), ValueError, "unbind of a number"),),
    ),
    splitting(
        "hsplit",
        {"vector": given(normal(4), 2), "matrix": given(normal(2, 4), 2), "places": given(normal(2, 4), [1, 3])},
        numpy=np.hsplit,
        errors=(ErrorInput("unequal", lambda: leaf(3).hsplit(2), ValueError, "isn't 2 equal parts.*tensor_split"),),
    ),
    splitting(
        "vsplit",
        {"matrix": given(normal(4, 2), 2), "places": given(normal(4, 2), (1, 3))},
        numpy=np.vsplit,
        errors=(ErrorInput("a vector", lambda: leaf(3).vsplit(3), ValueError, "needs two axes"),),
    ),
    splitting(
        "dsplit",
        {"three axes": given(normal(1, 2, 4), 2), "places": given(normal(1, 2, 4), [3])},
        numpy=np.dsplit,
        errors=(ErrorInput("a matrix", lambda: leaf(2, 3).dsplit(3), ValueError, "needs three axes"),),
    ),
    splitting_method("hsplit", {"places spread out": given(normal(2, 5), 1, 3), "parts": given(normal(2, 4), 2)}),
    splitting_method("vsplit", {"places spread out": given(normal(5, 2), 1, 3), "parts": given(normal(4, 2), 2)}),
    splitting_method(
        "dsplit", {"places spread out": given(normal(1, 2, 5), 1, 3), "places": given(normal(1, 1, 3), [1])}
    ),
)
