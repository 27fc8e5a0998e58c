"""Rows of norms, distances and angles."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
import tinygrad_edu.nn.functional as F
from tinygrad_edu import ops

from ..references import numpy_norm, torch
from ..row import ErrorInput, Row, leaf
from ..samples import (
    apart,
    away_from_zero,
    distinct,
    distinct_others,
    given,
    named,
    nonzero,
    reduction,
    whole,
)
from .matrices import regular

inf = np.inf


def away_from_ties(x, *args, **options):
    """Whether |x| has neither zeros nor ties."""
    return away_from_zero(x) and (not {inf, -inf} & {*args, *options.values()} or apart(np.abs(x)))


def sums_apart(x, order="fro", dim=(-2, -1), keepdim=False):
    """Whether the sums of |x| of which one is the norm are apart."""
    if order not in (1, -1, inf, -inf):
        return True
    sums = np.sum(np.abs(x), axis=dim[0 if order in (1, -1) else 1])
    return away_from_zero(x) and all(apart(part) for part in np.moveaxis(sums, -1, 0).reshape(sums.shape[-1], -1).T)


def mismatched(function):
    """The error input of a function of pairs of rows."""
    call = lambda: function(leaf(2, 3), leaf(2, 4))
    return (ErrorInput("lengths differ", call, ValueError, "broadcast"),)


# Every norm of matrices, alone and in a batch
MATRIX_NORMS = {
    "fro": given(nonzero(2, 3)),
    "nuc": given(regular(2, 3), "nuc"),
    "inf": given(distinct(2, 3), inf),
    "-inf": given(distinct(2, 3), -inf),
    "1": given(distinct(2, 3), 1),
    "-1": given(distinct(2, 3), -1),
    "2": given(regular(2, 3), 2),
    "-2": given(regular(3, 2), -2),
}

NORMS = (
    Row(
        "norm",
        tg.norm,
        {
            **reduction(nonzero),
            "of order 1": given(nonzero(3, 4), 1),
            "of order 1 along a dim": given(nonzero(3, 4), 1, dim=0),
            "of order 2": given(nonzero(3, 4), 2),
            "of order 2 along a dim": given(nonzero(3, 4), 2.0, dim=-1, keepdim=True),
            "of order 3": given(nonzero(3, 4), 3),
            "of order 3 along two dims": given(nonzero(2, 3, 2), p=3, dim=(0, 2)),
            "of order 2.5": given(nonzero(3, 4), 2.5, dim=1),
            "of order inf": given(distinct(3, 4), np.inf),
            "of order inf along a dim": given(distinct(3, 4), np.inf, dim=1, keepdim=True),
            "of order -inf": given(distinct(3, 4), -np.inf, dim=1),
            "fro": given(nonzero(3, 4), "fro"),
            "fro along a list of dims": given(nonzero(2, 3, 4), "fro", dim=[1, 2]),
            "None": given(nonzero(3), None),
        },
        covers=(tg.norm, ops.vector_norm),
        numpy=lambda x, p="fro", dim=None, keepdim=False: numpy_norm(
            x, p or "fro", tuple(dim) if isinstance(dim, list) else dim, keepdim
        ),
        torch=lambda x, p="fro", dim=None, keepdim=False: torch.linalg.vector_norm(
            x, 2 if p in ("fro", None) else p, dim, keepdim=keepdim
        ),
        also=(lambda x, *args, **options: x.norm(*args, **options),),
        domain=lambda x, p="fro", dim=None, keepdim=False: (
            away_from_zero(x) and (p not in (np.inf, -np.inf) or apart(np.abs(x)))
        ),
        errors=(
            ErrorInput("no such axis", lambda: tg.norm(leaf(2, 3), dim=2), IndexError, "axis=2"),
            ErrorInput("no such order", lambda: tg.norm(leaf(2), "nuclear"), ValueError, "no norm 'nuclear'.*nuc"),
            ErrorInput("integers", lambda: tg.norm(tg.tensor([1, 2])), TypeError, r"a norm of int64.*t\.float\(\)"),
        ),
    ),
    Row(
        "norm of order 0",
        lambda x, dim=None, keepdim=False: tg.norm(x, 0, dim, keepdim),
        reduction(whole),
        covers=(tg.norm, ops.norms.nonzeros),
        numpy=lambda x, dim=None, keepdim=False: np.sum(x != 0, axis=dim, keepdims=keepdim) * 1.0,
        records=False,
        torch=lambda x, dim=None, keepdim=False: torch.linalg.vector_norm(x, 0, dim, keepdim=keepdim),
    ),
    Row(
        "nuclear norm",
        lambda x, *args, **options: tg.norm(x, "nuc", *args, **options),
        {
            "matrix": given(regular(2, 3)),
            "two dims, keepdim": given(regular(2, 3, 2), dim=(1, 2), keepdim=True),
        },
        covers=(tg.norm, ops.norms.matrix_norm),
        numpy=lambda x, dim=None, keepdim=False: np.linalg.norm(x, "nuc", dim, keepdim),
        torch=lambda x, dim=None, keepdim=False: torch.norm(x, "nuc", dim, keepdim),
        errors=(
            ErrorInput("of a vector", lambda: tg.norm(leaf(2), "nuc"), ValueError, "matrices lie along two axes"),
            ErrorInput("one dim", lambda: tg.norm(leaf(2, 2), "nuc", 0), ValueError, "matrices lie along two axes"),
        ),
    ),
    Row(
        "vector_norm",
        tg.linalg.vector_norm,
        {
            "of order 2": given(nonzero(2, 3)),
            "of order 3 along a dim": given(nonzero(2, 3), 3, dim=1),
            "of order 1 along two dims": given(nonzero(2, 2, 2), ord=1, dim=(0, -1), keepdim=True),
            "of order 1/2": given(nonzero(4), 0.5),
            "of order -1": given(nonzero(4), -1),
            "of order inf": given(distinct(2, 3), inf, dim=0),
            "of order 0": given(whole(2, 3), 0, dim=1),
            "no dims are all": given(nonzero(2, 3), dim=()),
            "of nothing": given(nonzero(0)),
        },
        covers=(tg.linalg.vector_norm,),
        torch=lambda x, *args, **options: torch.linalg.vector_norm(x, *args, **options),
        domain=lambda x, *args, **options: 0 in args or away_from_ties(x, *args, **options),
        errors=(
            ErrorInput(
                "a name", lambda: tg.linalg.vector_norm(leaf(2), "fro"), TypeError, "order 'fro'.*matrix_norm has"
            ),
            ErrorInput("no such axis", lambda: tg.linalg.vector_norm(leaf(2), dim=1), IndexError, "axis=1"),
        ),
    ),
    Row(
        "matrix_norm",
        tg.linalg.matrix_norm,
        {
            **MATRIX_NORMS,
            "nuc of a batch": given(regular(2, 2, 3), "nuc", keepdim=True),
            "-1 of a batch": given(distinct(2, 2, 3), -1),
            "2 along other dims": given(regular(2, 3, 2), 2, dim=(2, 0)),
            "inf along other dims": given(distinct(2, 3, 2), inf, (1, 0), True),
        },
        covers=(tg.linalg.matrix_norm, ops.norms.matrix_norm),
        numpy=lambda x, order="fro", dim=(-2, -1), keepdim=False: np.linalg.norm(x, order, dim, keepdim),
        torch=lambda x, *args, **options: torch.linalg.matrix_norm(x, *args, **options),
        domain=sums_apart,
        errors=(
            ErrorInput("of a vector", lambda: tg.linalg.matrix_norm(leaf(3)), ValueError, r"shape \(3,\).*two axes"),
            ErrorInput("no such order", lambda: tg.linalg.matrix_norm(leaf(3, 3), 3), ValueError, "no norm 3 of matri"),
            ErrorInput("an axis twice", lambda: tg.linalg.matrix_norm(leaf(3, 3), dim=(0, 0)), ValueError, "repeated"),
        ),
    ),
    Row(
        "linalg.norm",
        tg.linalg.norm,
        {
            "all": given(nonzero(2, 2, 2)),
            "all, keepdim": given(nonzero(2, 3), keepdim=True),
            "vector of order 3": given(nonzero(4), 3),
            "vector of order inf": given(distinct(4), inf),
            "rows": given(nonzero(2, 3), dim=1),
            "rows of order 1": given(nonzero(2, 3), 1, (1,), keepdim=True),
            "two dims as one vector": given(nonzero(2, 3, 2), dim=(0, 2)),
            "matrices along two dims": given(regular(2, 3, 2), "nuc", dim=(0, 2)),
            **named("matrix", {name: MATRIX_NORMS[name] for name in ("nuc", "1", "-inf", "2")}),
        },
        covers=(tg.linalg.norm, ops.norm),
        numpy=lambda x, ord=None, dim=None, keepdim=False: np.linalg.norm(x, ord, dim, keepdim),
        torch=lambda x, *args, **options: torch.linalg.norm(x, *args, **options),
        also=(lambda x, ord=None, dim=None, keepdim=False: ops.norm(x, ord=ord, axis=dim, keepdims=keepdim),),
        domain=lambda x, *args, **options: len(x.shape) > 1 or away_from_ties(x, *args, **options),
        errors=(
            ErrorInput("an order of three axes", lambda: tg.linalg.norm(leaf(2, 2, 2), 2), ValueError, "along 3 axes"),
            ErrorInput("a name for vectors", lambda: tg.linalg.norm(leaf(2, 2), "nuc", 0), ValueError, "of vectors"),
        ),
    ),
    Row(
        "np.linalg.norm",
        np.linalg.norm,
        {
            "vector of order 3": given(nonzero(4), 3),
            "fro along two axes": given(nonzero(2, 3, 4), "fro", axis=(0, 2)),
            "columns, keepdims": given(nonzero(3, 4), 1, 0, True),
            "nuclear": given(regular(2, 3), "nuc"),
        },
        covers=(ops.norm,),
        numpy=np.linalg.norm,
        torch=lambda x, ord=None, axis=None, keepdims=False: torch.linalg.norm(x, ord, axis, keepdim=keepdims),
        domain=lambda x, *args, **options: away_from_zero(x) or "nuc" in args,
    ),
    Row(
        "normalize",
        F.normalize,
        {
            "rows": given(nonzero(2, 3)),
            "columns": given(nonzero(2, 3), dim=0),
            "of order 1": given(nonzero(2, 3, 2), 1, -1),
            "of order 3": given(nonzero(2, 3), p=3.0),
            "shorter than eps": given(nonzero(2, 3), eps=100.0),
            "no rows": given(nonzero(0, 3)),
        },
        covers=(F.normalize,),
        numpy=lambda x, p=2.0, dim=1, eps=1e-12: (
            x / np.maximum(np.sum(np.abs(x) ** p, axis=dim, keepdims=True) ** (1 / p), eps)
        ),
        torch=lambda x, *args, **options: torch.nn.functional.normalize(x, *args, **options),
        also=(lambda x, p=2.0, dim=1, eps=1e-12: F.normalize(input=x, p=p, axis=dim, eps=eps),),
        errors=(ErrorInput("a vector", lambda: F.normalize(leaf(3)), IndexError, "axis=1"),),
    ),
    Row(
        "cosine_similarity",
        F.cosine_similarity,
        {
            "rows": given(nonzero(2, 3), nonzero(2, 3)),
            "vectors": given(nonzero(3), nonzero(3), dim=0),
            "stretched": given(nonzero(2, 3), nonzero(3), dim=-1),
            "stretched columns": given(nonzero(2, 1, 2), nonzero(3, 1), dim=1),
            "no rows": given(nonzero(0, 3), nonzero(0, 3)),
        },
        covers=(F.cosine_similarity,),
        numpy=lambda x, y, dim=1: (
            np.sum(x * y, axis=dim) / np.sqrt(np.sum(x * x + 0 * y, axis=dim) * np.sum(y * y + 0 * x, axis=dim))
        ),
        torch=lambda x, y, dim=1: torch.nn.functional.cosine_similarity(x, y, dim),
        also=(
            lambda x, y, dim=1: F.cosine_similarity(x1=x, x2=y, dim=dim, eps=1e-8),
            lambda x, y, dim=1: F.cosine_similarity(x, y, axis=dim),
        ),
        errors=mismatched(F.cosine_similarity),
    ),
    Row(
        "pairwise_distance",
        F.pairwise_distance,
        {
            "rows": given(nonzero(2, 3), nonzero(2, 3)),
            "of order 1": given(distinct(2, 3), distinct_others(2, 3), 1),
            "a vector and rows, keepdim": given(nonzero(3), nonzero(2, 3), keepdim=True),
            "eps": given(nonzero(2, 3), nonzero(2, 3), 3.0, eps=0.5),
            "no rows": given(nonzero(0, 3), nonzero(0, 3)),
        },
        covers=(F.pairwise_distance,),
        numpy=lambda x, y, p=2.0, eps=1e-6, keepdim=False: (
            np.sum(np.abs(x - y + eps) ** p, axis=-1, keepdims=keepdim) ** (1 / p)
        ),
        torch=lambda x, y, *args, **options: torch.nn.functional.pairwise_distance(x, y, *args, **options),
        domain=lambda x, y, *args, **options: away_from_zero(x - y) or 1 not in args,
        errors=mismatched(F.pairwise_distance),
    ),
)
