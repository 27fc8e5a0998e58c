"""Rows of sorting, the largest few, distinct elements and places in sorted rows."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import ops
from tinygrad_edu.ops import sorting

from ..references import torch
from ..row import ErrorInput, Row, leaf
from ..samples import apart, classes, distinct, given, normal, special, whole

SORTS = {
    "0-d": given(distinct()),
    "vector": given(distinct(6)),
    "rows": given(distinct(3, 4)),
    "dim 0": given(distinct(4, 3), dim=0),
    "middle dim": given(distinct(2, 4, 2), dim=1),
    "descending": given(distinct(3, 4), dim=-1, descending=True),
    "zero-size": given(distinct(0, 3)),
}
TIES = {
    "ties": given(whole(3, 8), stable=True),
    "ties, descending": given(whole(3, 8), descending=True, stable=True),
    "inf and NaN": given(special(3, 8), stable=True),
    "inf and NaN, descending": given(special(3, 8), descending=True, stable=True),
}


def stable(function):
    """PyTorch's function, whose `stable` comes first by name."""
    return lambda x, stable=False, **options: function(x, stable=stable, **{"dim": -1, "descending": False} | options)


LARGEST = {
    "vector": given(distinct(6), 2),
    "rows": given(distinct(3, 4), 3),
    "dim 0": given(distinct(4, 3), 2, dim=0),
    "the smallest": given(distinct(3, 5), 2, largest=False),
    "all": given(distinct(4), 4),
    "none": given(distinct(2, 3), 0),
    "0-d": given(distinct(), 1),
}
RANKS = {
    "vector": given(distinct(5), 2),
    "last": given(distinct(3, 4), 4),
    "dim 0, keepdim": given(distinct(4, 3), 1, dim=0, keepdim=True),
    "middle dim": given(distinct(2, 3, 2), 2, 1),
    "0-d": given(distinct(), 1),
}
REPEATED = {
    "vector": given(classes(4)(9)),
    "matrix": given(whole(3, 4)),
    "0-d": given(whole()),
    "rows": given(classes(2)(6, 2), dim=0),
    "columns": given(classes(2)(2, 6), dim=1),
}
CONSECUTIVE = REPEATED | {"runs": given(lambda rng: np.repeat(rng.integers(0, 2, 6), 2))}


def distinct_rows(name, samples):
    """The rows of unique or unique_consecutive: the values, where each went, and how often each is there."""
    function = getattr(tg, name)

    def only(module, which):
        return lambda x, dim=None: getattr(module, name)(x, **{which: True}, dim=dim)[1]

    yield Row(
        name,
        function,
        samples,
        covers=(function, getattr(sorting, name)),
        torch=lambda x, dim=None: getattr(torch, name)(x, dim=dim),
        also=(lambda x, dim=None: getattr(x, name)(dim=dim),),
        gradient=False,
    )
    for which in ("return_inverse", "return_counts"):
        yield Row(
            f"{name}, {which}",
            only(tg, which),
            samples,
            covers=(function,),
            torch=lambda x, dim=None, which=which: getattr(torch, name)(x, **{which: True}, dim=dim)[1],
            gradient=False,
        )


def ascending(*shape):
    """Sorted rows."""
    return lambda rng: np.sort(rng.integers(0, 6, shape).astype(float), axis=-1)


def the(numbers):
    """This very array."""
    return lambda rng: np.array(numbers)


PLACES = {
    "numbers in a row": given(ascending(6), whole(4)),
    "a matrix in a row": given(ascending(6), whole(2, 3)),
    "the equal ones too": given(ascending(6), whole(7), right=True),
    "rows in rows": given(ascending(2, 3, 6), whole(2, 3, 4)),
    "rows in rows, the equal ones too": given(ascending(3, 6), whole(3, 4), right=True),
    "side": given(ascending(6), whole(7), side="right"),
    "int32": given(ascending(6), whole(7), out_int32=True),
    "0-d": given(ascending(6), whole()),
}

SORTING = (
    Row(
        "sort",
        lambda x, **options: tg.sort(x, **options).values,
        SORTS,
        covers=(tg.sort, ops.argsort),
        torch=lambda x, **options: torch.sort(x, **options).values,
        also=(
            lambda x, dim=-1, descending=False: tg.sort(x, dim, descending)[0],
            lambda x, dim=-1, **options: x.sort(axis=dim, **options).values,
        ),
        domain=apart,
        errors=(ErrorInput("no such axis", lambda: tg.sort(leaf(2, 3), 2), IndexError, "argsort.*axis=2"),),
    ),
    Row(
        "sort: indices",
        lambda x, **options: tg.sort(x, **options).indices,
        SORTS | TIES,
        covers=(tg.sort,),
        torch=stable(lambda x, **options: torch.sort(x, **options).indices),
        gradient=False,
    ),
    Row(
        "sort with ties and NaN",
        lambda x, **options: tg.sort(x, **options).values.detach(),
        TIES,
        covers=(tg.sort,),
        torch=stable(lambda x, **options: torch.sort(x, **options).values),
        takes_arrays=False,
        gradient=False,
    ),
    Row(
        "argsort",
        tg.argsort,
        SORTS | TIES,
        covers=(tg.argsort, ops.argsort),
        torch=stable(lambda x, **options: torch.argsort(x, **options)),
        also=(lambda x, dim=-1, **options: x.argsort(dim, **options),),
        gradient=False,
        errors=(ErrorInput("no such axis", lambda: tg.argsort(leaf(2), 1), IndexError, "argsort.*axis=1"),),
    ),
    Row(
        "msort",
        tg.msort,
        {"matrix": given(distinct(4, 3)), "vector": given(distinct(5)), "0-d": given(distinct())},
        covers=(tg.msort,),
        torch=lambda x: torch.msort(x),
        also=(lambda x: x.msort(),),
        domain=apart,
    ),
    Row(
        "np.sort",
        np.sort,
        {
            "rows": given(distinct(3, 4)),
            "axis 0": given(distinct(3, 4), axis=0),
            "all in one row": given(distinct(3, 2), axis=None),
        },
        covers=(tg.sort,),
        numpy=np.sort,
        domain=apart,
    ),
    Row(
        "np.argsort",
        lambda x, axis=-1: np.argsort(x, axis=axis, kind="stable"),
        {"rows": given(whole(3, 4)), "axis 0": given(whole(3, 4), axis=0), "all": given(whole(3, 2), axis=None)},
        covers=(tg.argsort,),
        numpy=lambda x, axis=-1: np.argsort(x, axis=axis, kind="stable"),
        gradient=False,
    ),
    Row(
        "topk",
        lambda x, *args, **options: tg.topk(x, *args, **options).values,
        LARGEST,
        covers=(tg.topk,),
        torch=lambda x, *args, **options: torch.topk(x, *args, **options).values,
        also=(lambda x, *args, **options: x.topk(*args, **options)[0],),
        domain=apart,
        errors=(
            ErrorInput("too many", lambda: tg.topk(leaf(2, 3), 4), ValueError, "k=4 of the 3 elements"),
            ErrorInput("fewer than none", lambda: tg.topk(leaf(2, 3), -1), ValueError, "k=-1 of the 3 elements"),
        ),
    ),
    Row(
        "topk: indices",
        lambda x, *args, **options: tg.topk(x, *args, **options).indices,
        LARGEST,
        covers=(tg.topk,),
        torch=lambda x, *args, **options: torch.topk(x, *args, **options).indices,
        gradient=False,
    ),
    Row(
        "kthvalue",
        lambda x, *args, **options: tg.kthvalue(x, *args, **options).values,
        RANKS,
        covers=(tg.kthvalue, sorting.argrank),
        torch=lambda x, *args, **options: torch.kthvalue(x, *args, **options).values,
        also=(lambda x, *args, **options: x.kthvalue(*args, **options)[0],),
        domain=apart,
        errors=(
            ErrorInput("counted from 0", lambda: tg.kthvalue(leaf(3), 0), ValueError, "k=0.*at least 1"),
            ErrorInput("too many", lambda: tg.kthvalue(leaf(3), 4), ValueError, "k=4 of the 3 elements"),
        ),
    ),
    Row(
        "kthvalue: indices",
        lambda x, *args, **options: tg.kthvalue(x, *args, **options).indices,
        RANKS,
        covers=(tg.kthvalue,),
        torch=lambda x, *args, **options: torch.kthvalue(x, *args, **options).indices,
        gradient=False,
    ),
    *distinct_rows("unique", REPEATED | {"NaN": given(special(8))}),
    *distinct_rows("unique_consecutive", CONSECUTIVE),
    Row(
        "searchsorted",
        tg.searchsorted,
        PLACES,
        covers=(tg.searchsorted, sorting.searchsorted),
        torch=lambda row, values, **options: torch.searchsorted(row.detach(), values.detach(), **options),
        gradient=False,
        errors=(
            ErrorInput("no such side", lambda: tg.searchsorted(leaf(3), leaf(2), side="up"), ValueError, "side='up'"),
            ErrorInput(
                "side against right",
                lambda: tg.searchsorted(leaf(3), leaf(2), side="left", right=True),
                ValueError,
                "agrees with it",
            ),
            ErrorInput("other rows", lambda: tg.searchsorted(leaf(2, 3), leaf(3, 3)), ValueError, "must agree"),
        ),
    ),
    Row(
        "searchsorted with a sorter",
        lambda row, values, order: tg.searchsorted(row, values, sorter=order),
        {
            "vector": given(the([3.0, 1.0, 2.0]), normal(4), the([1, 2, 0])),
            "rows": given(the([[3.0, 1.0], [1.0, 2.0]]), normal(2, 4), the([[1, 0], [0, 1]])),
        },
        covers=(tg.searchsorted,),
        torch=lambda row, values, order: torch.searchsorted(row.detach(), values.detach(), sorter=order),
        gradient=False,
    ),
    Row(
        "bucketize",
        tg.bucketize,
        {
            "vector": given(whole(5), ascending(4)),
            "matrix, the equal ones too": given(whole(2, 3), ascending(4), right=True),
            "int32": given(whole(5), ascending(4), out_int32=True),
        },
        covers=(tg.bucketize,),
        torch=lambda x, edges, **options: torch.bucketize(x.detach(), edges.detach(), **options),
        gradient=False,
        errors=(ErrorInput("rows of edges", lambda: tg.bucketize(leaf(3), leaf(2, 2)), ValueError, "one row"),),
    ),
)
