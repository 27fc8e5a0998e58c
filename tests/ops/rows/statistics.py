"""Rows of medians, quantiles, modes, counts, covariances and distances."""

from __future__ import annotations

import itertools

import numpy as np

import tinygrad_edu as tg
import tinygrad_edu.nn.functional as F
from tinygrad_edu import ops
from tinygrad_edu.functions import statistics
from tinygrad_edu.ops import counting, sorting

from ..references import torch
from ..row import ErrorInput, Row, leaf
from ..samples import apart, away_from_zero, classes, distinct, given, normal, positive, probability, special, whole

ALONG = {
    "vector": given(distinct(5), 0),
    "an even number": given(distinct(6), 0),
    "dim 0, keepdim": given(distinct(3, 4), dim=0, keepdim=True),
    "middle dim": given(distinct(2, 3, 2), 1),
    "0-d": given(distinct(), -1),
}


def some_nan(*shape):
    """Distinct numbers, every third of which is NaN."""

    def draw(rng):
        numbers = distinct(*shape)(rng)
        numbers.flat[::3] = np.nan
        return numbers

    return draw


def selection(name, samples, covers=(), errors=()):
    """The rows of a function that gives (values, indices) along a dim."""
    function = getattr(tg, name)
    for which in ("values", "indices"):
        yield Row(
            f"{name}: {which}",
            lambda x, *args, which=which, **options: getattr(function(x, *args, **options), which),
            samples,
            covers=(function, *covers),
            torch=lambda x, *args, which=which, **options: getattr(getattr(torch, name)(x, *args, **options), which),
            also=(lambda x, *args, which=which, **options: getattr(getattr(x, name)(*args, **options), which),),
            gradient=which == "values",
            domain=apart if which == "values" else None,
            errors=errors if which == "values" else (),
        )


QUANTILES = {
    "median": given(distinct(5), 0.5),
    "all of a matrix": given(distinct(3, 4), 0.3),
    "dim 0": given(distinct(3, 4), 0.9, 0),
    "last dim, keepdim": given(distinct(3, 4), 0.2, dim=-1, keepdim=True),
    "several": given(distinct(3, 4), q=[0.1, 0.55, 1.0], dim=1),
    "several, keepdim": given(distinct(2, 3, 2), q=[0.3, 0.8], dim=1, keepdim=True),
    "0-d": given(distinct(), 0.3),
    **{
        how: given(distinct(2, 6), 0.37, dim=1, interpolation=how)
        for how in ("linear", "lower", "higher", "midpoint", "nearest")
    },
}


def unrecorded(x):
    """The same, outside the graph."""
    return x.detach() if hasattr(x, "detach") else x


def quantile(name):
    """The row of quantile or nanquantile."""
    function = getattr(tg, name)
    return Row(
        name,
        function,
        QUANTILES,
        covers=(function, sorting.whole_rank),
        torch=lambda x, q, *args, **options: getattr(torch, name)(x, torch.tensor(q, dtype=x.dtype), *args, **options),
        also=(
            lambda x, q, *args, **options: getattr(x, name)(q, *args, **options),
            lambda x, q, *args, **options: function(x, tg.tensor(q, dtype=x.dtype), *args, **options),
        ),
        domain=lambda x, *args, **options: apart(x),
        errors=(
            ErrorInput("above 1", lambda: function(leaf(3), 1.5), ValueError, "between 0 and 1"),
            ErrorInput("a matrix of shares", lambda: function(leaf(3), np.ones((2, 2))), ValueError, "one row"),
            ErrorInput("of whole numbers", lambda: function(tg.arange(3), 0.5), TypeError, r"t\.float\(\)"),
            ErrorInput(
                "no such interpolation", lambda: function(leaf(3), 0.5, interpolation="cubic"), ValueError, "'cubic'"
            ),
            ErrorInput("of nothing", lambda: function(leaf(0), 0.5), ValueError, "of nothing"),
        ),
    )


BINS = {
    "bins": given(normal(20), 5),
    "range": given(normal(4, 5), 4, range=(-1.0, 1.0)),
    "weights": given(normal(20), 5, whole(20)),
    "all equal": given(lambda rng: np.full(4, 2.0), 4),
}


def histograms():
    """The rows of histogram: what is in the bins, and their edges."""
    edges = {"edges": given(normal(20), lambda rng: np.array([-2.0, -1.0, 0.5, 2.0]))}
    for field, samples in (("hist", BINS | edges), ("bin_edges", BINS)):

        def of(histogram, field=field):
            return lambda x, bins, weight=None, **options: getattr(histogram(x, bins, weight=weight, **options), field)

        yield Row(
            f"histogram: {field}",
            of(tg.histogram),
            samples,
            covers=(tg.histogram, counting.histogram, counting.bin_edges),
            torch=lambda *operands, of=of, **options: of(torch.histogram)(*map(unrecorded, operands), **options),
            also=(of(tg.Tensor.histogram),),
            gradient=False,
            errors=(ErrorInput("no bins", lambda: tg.histogram(leaf(3), 0), ValueError, "one bin at least"),),
        )


def numpy_cov(x, correction=1, fweights=None, aweights=None):
    """np.cov, whose ddof is the correction."""
    return np.cov(x, ddof=correction, fweights=fweights, aweights=aweights)


def rows_apart(x, y=None, p=2.0):
    """Whether no difference of coordinates is near 0, and none near to another where the largest counts."""
    if y is None:
        pairs = [x[i] - x[j] for i, j in itertools.combinations(range(len(x)), 2)]
    else:
        pairs = np.reshape(x[..., :, None, :] - y[..., None, :, :], (-1, x.shape[-1]))
    return all(away_from_zero(pair) and (p != np.inf or apart(np.abs(pair))) for pair in pairs)


def points(count, dimension, offset=0.0):
    """Points whose coordinates all differ, and in each dimension by other steps."""

    def draw(rng):
        steps = np.arange(1, dimension + 1) ** 2 * 0.7 + 0.3
        return (rng.permutation(count)[:, None] + offset) * steps + rng.uniform(-0.02, 0.02, (count, dimension))

    return draw


ORDERS = {"2": 2.0, "1": 1.0, "3": 3.0, "inf": np.inf}

STATISTICS = (
    Row(
        "median of all",
        tg.median,
        {
            "vector": given(distinct(5)),
            "an even number": given(distinct(2, 3)),
            "0-d": given(distinct()),
        },
        covers=(tg.median, ops.median),
        torch=lambda x: torch.median(x),
        also=(ops.median, lambda x: x.median()),
        domain=apart,
    ),
    *selection(
        "median",
        ALONG,
        covers=(sorting.argmedian,),
        errors=(ErrorInput("no such axis", lambda: tg.median(leaf(2, 3), 2), IndexError, "argmedian.*axis"),),
    ),
    Row(
        "median with NaN",
        lambda x: tg.median(x, 1).values.detach(),
        {"rows": given(some_nan(4, 4))},
        covers=(tg.median,),
        torch=lambda x: torch.median(x, 1).values,
        takes_arrays=False,
        gradient=False,
    ),
    Row(
        "median with NaN: indices",
        lambda x: tg.median(x, 1).indices,
        {"rows": given(some_nan(4, 4))},
        covers=(tg.median,),
        torch=lambda x: torch.median(x, 1).indices,
        gradient=False,
    ),
    Row(
        "nanmedian of all",
        tg.nanmedian,
        {"vector": given(distinct(5)), "an even number": given(distinct(2, 3))},
        covers=(tg.nanmedian,),
        torch=lambda x: torch.nanmedian(x),
        domain=apart,
    ),
    *selection("nanmedian", ALONG),
    Row(
        "nanmedian with NaN",
        lambda x, dim=None: (tg.nanmedian(x) if dim is None else tg.nanmedian(x, dim).values).detach(),
        {"all": given(some_nan(4, 4)), "rows": given(some_nan(4, 4), dim=1), "only NaN": given(some_nan(1), dim=0)},
        covers=(tg.nanmedian,),
        torch=lambda x, dim=None: torch.nanmedian(x) if dim is None else torch.nanmedian(x, dim).values,
        takes_arrays=False,
        gradient=False,
    ),
    Row(
        "np.median",
        np.median,
        {
            "all": given(distinct(2, 3)),
            "rows": given(distinct(3, 4), axis=1),
            "two axes, keepdims": given(distinct(2, 3, 4), axis=(0, 2), keepdims=True),
        },
        covers=(statistics.numpy_median,),
        numpy=np.median,
        domain=apart,
    ),
    *selection(
        "mode",
        {
            "distinct": given(distinct(5)),
            "dim 0, keepdim": given(distinct(3, 4), dim=0, keepdim=True),
            "0-d": given(distinct()),
        },
        covers=(sorting.argmode,),
        errors=(ErrorInput("of nothing", lambda: tg.mode(leaf(0)), ValueError, "argmode.*empty"),),
    ),
    Row(
        "mode of what is there several times",
        lambda x, dim=-1: tg.mode(x, dim).values.detach(),
        {"rows": given(whole(4, 9)), "columns": given(whole(9, 3), dim=0), "NaN": given(special(3, 9))},
        covers=(tg.mode,),
        torch=lambda x, dim=-1: torch.mode(x, dim).values,
        takes_arrays=False,
        gradient=False,
    ),
    Row(
        "mode of what is there several times: indices",
        lambda x, dim=-1: tg.mode(x, dim).indices,
        {"rows": given(whole(4, 9)), "columns": given(whole(9, 3), dim=0)},
        covers=(tg.mode,),
        torch=lambda x, dim=-1: torch.mode(x, dim).indices,
        gradient=False,
    ),
    quantile("quantile"),
    quantile("nanquantile"),
    Row(
        "quantile by recorded shares",
        tg.quantile,
        {"one": given(distinct(5), probability()), "several": given(distinct(2, 4), probability(3), dim=1)},
        covers=(tg.quantile,),
        torch=lambda x, q, dim=None: torch.quantile(x, q, dim),
        domain=lambda x, q, dim=None: apart(x) and bool(np.all(np.abs(q * 12 - np.rint(q * 12)) > 1e-4)),
    ),
    Row(
        "quantile with NaN",
        lambda x, **options: tg.stack(
            [f(x, 0.4, interpolation="higher", **options) for f in (tg.quantile, tg.nanquantile)]
        ).detach(),
        {"all": given(some_nan(2, 4)), "rows": given(some_nan(4, 4), dim=1), "none": given(distinct(3, 4), dim=1)},
        covers=(tg.quantile, tg.nanquantile),
        torch=lambda x, **options: torch.stack(
            [f(x, 0.4, interpolation="higher", **options) for f in (torch.quantile, torch.nanquantile)]
        ),
        takes_arrays=False,
        gradient=False,
    ),
    Row(
        "np.quantile",
        np.quantile,
        {
            "all": given(distinct(2, 3), 0.3),
            "two axes": given(distinct(2, 3, 4), 0.3, axis=(0, 2)),
            "a matrix of shares": given(distinct(5), [[0.1, 0.2], [0.5, 0.9]]),
            "nearest, keepdims": given(distinct(3, 4), 0.4, axis=1, method="nearest", keepdims=True),
        },
        covers=(statistics.numpy_quantile,),
        numpy=np.quantile,
        domain=lambda x, *args, **options: apart(x),
    ),
    Row(
        "np.percentile",
        np.percentile,
        {"all": given(distinct(2, 3), 30), "rows": given(distinct(3, 4), [20, 70], axis=1)},
        covers=(statistics.numpy_percentile,),
        numpy=np.percentile,
        domain=lambda x, *args, **options: apart(x),
    ),
    Row(
        "bincount",
        tg.bincount,
        {
            "vector": given(classes(5)(8)),
            "minlength": given(classes(3)(4), minlength=6),
            "weights": given(classes(4)(6), normal(6)),
            "of nothing": given(classes(4)(0)),
        },
        covers=(tg.bincount, counting.bincount),
        numpy=np.bincount,
        records=False,
        torch=lambda x, *args, **options: torch.bincount(x, *args, **options),
        also=(lambda x, *args, **options: x.bincount(*args, **options),),
        gradient=False,
        errors=(
            ErrorInput("of floats", lambda: tg.bincount(leaf(3)), ValueError, "whole numbers"),
            ErrorInput("of a matrix", lambda: tg.bincount(tg.arange(4).reshape(2, 2)), ValueError, "a row"),
            ErrorInput("below 0", lambda: tg.bincount(tg.tensor([-1])), ValueError, "negative"),
        ),
    ),
    Row(
        "histc",
        tg.histc,
        {
            "from the smallest to the largest": given(normal(20), 5),
            "bounds": given(normal(4, 5), bins=4, min=-1, max=1),
            "all equal": given(lambda rng: np.full(4, 2.0), 4),
            "default bins": given(normal(7)),
        },
        covers=(tg.histc, counting.histc),
        torch=lambda x, *args, **options: torch.histc(x.detach(), *args, **options),
        also=(lambda x, *args, **options: x.histc(*args, **options),),
        gradient=False,
        errors=(
            ErrorInput("no bins", lambda: tg.histc(leaf(3), 0), ValueError, "one bin at least"),
            ErrorInput("bounds the wrong way round", lambda: tg.histc(leaf(3), 4, 2, 1), ValueError, "below min"),
            ErrorInput("without an end", lambda: tg.histc(tg.tensor([np.inf])), ValueError, "finite"),
            ErrorInput("of whole numbers", lambda: tg.histc(tg.arange(3)), ValueError, r"t\.float\(\)"),
        ),
    ),
    *histograms(),
    Row(
        "cov",
        tg.cov,
        {
            "matrix": given(normal(3, 5)),
            "one variable": given(normal(5)),
            "one row": given(normal(1, 5)),
            "no correction": given(normal(2, 4), correction=0),
        },
        covers=(tg.cov,),
        numpy=numpy_cov,
        records=False,
        torch=lambda x, **options: torch.cov(x, **options),
        also=(lambda x, **options: x.cov(**options),),
        errors=(
            ErrorInput("three axes", lambda: tg.cov(leaf(2, 2, 2)), ValueError, "a row for each variable"),
            ErrorInput(
                "weights too few", lambda: tg.cov(leaf(2, 3), aweights=leaf(2)), ValueError, "each of 3 columns"
            ),
            ErrorInput(
                "weights below 0", lambda: tg.cov(leaf(2, 3), fweights=tg.tensor([1, 2, -1])), ValueError, "below 0"
            ),
        ),
    ),
    Row(
        "cov with weights",
        lambda x, f=None, a=None, **options: tg.cov(x, fweights=f, aweights=a, **options),
        {
            "how often": given(normal(2, 4), classes(3)(4)),
            "how important": given(normal(2, 4), None, positive(4)),
            "both": given(normal(2, 4), classes(3)(4), positive(4)),
            "both, no correction": given(normal(2, 4), classes(3)(4), positive(4), correction=0),
        },
        covers=(tg.cov,),
        numpy=lambda x, f=None, a=None, **options: numpy_cov(x, fweights=f, aweights=a, **options),
        records=False,
        torch=lambda x, f=None, a=None, **options: torch.cov(x, fweights=f, aweights=a, **options),
    ),
    Row(
        "corrcoef",
        tg.corrcoef,
        {"matrix": given(normal(3, 5)), "vector": given(normal(5))},
        covers=(tg.corrcoef,),
        numpy=np.corrcoef,
        records=False,
        torch=lambda x: torch.corrcoef(x),
        also=(lambda x: x.corrcoef(),),
    ),
    Row(
        "dist",
        tg.dist,
        {f"order {name}": given(distinct(2, 3), whole(3), p) for name, p in ORDERS.items()}
        | {"default order": given(distinct(4), whole(4))},
        covers=(tg.dist,),
        torch=lambda x, y, *args: torch.dist(x, y, *args),
        also=(lambda x, y, *args: x.dist(y, *args),),
        domain=lambda x, y, p=2: (
            away_from_zero(x - y) and (p != np.inf or bool(np.diff(np.sort(np.abs(x - y), axis=None))[-1] > 0.05))
        ),
    ),
    Row(
        "cdist",
        tg.cdist,
        {f"order {name}": given(points(3, 2), points(2, 2, 0.5), p) for name, p in ORDERS.items()}
        | {
            "default order": given(points(2, 3), points(4, 3, 0.5)),
            "a stack": given(lambda rng: np.stack([points(2, 2)(rng), points(2, 2, 4.0)(rng)]), points(2, 2, 0.5)),
        },
        covers=(tg.cdist, ops.reduction.farthest),
        torch=lambda x, y, *args: torch.cdist(x, y, *args),
        domain=rows_apart,
        errors=(
            ErrorInput("rows of other length", lambda: tg.cdist(leaf(2, 3), leaf(2, 4)), ValueError, "equal length"),
            ErrorInput("of whole numbers", lambda: tg.cdist(*[tg.arange(4).reshape(2, 2)] * 2), ValueError, "floating"),
            ErrorInput("order below 0", lambda: tg.cdist(leaf(2, 2), leaf(2, 2), -1), ValueError, "p=-1"),
        ),
    ),
    Row(
        "cdist of order 0",
        lambda x, y: tg.cdist(x, y, 0.0),
        {"matrix": given(distinct(3, 2), distinct(2, 2))},
        covers=(tg.cdist,),
        torch=lambda x, y: torch.cdist(x, y, 0.0),
    ),
    Row(
        "pdist",
        F.pdist,
        {f"order {name}": given(points(4, 2), p) for name, p in ORDERS.items()}
        | {"default order": given(points(3, 3)), "one point": given(points(1, 3))},
        covers=(tg.pdist,),
        torch=lambda x, *args: torch.nn.functional.pdist(x, *args),
        domain=lambda x, p=2.0: rows_apart(x, p=p),
        errors=(ErrorInput("a vector", lambda: tg.pdist(leaf(3)), ValueError, "a row for each point"),),
    ),
    Row(
        "renorm",
        tg.renorm,
        {
            "rows": given(distinct(3, 4), 2, 0, 3.0),
            "columns of order 1": given(distinct(3, 4), 1, 1, 6.0),
            "three axes": given(distinct(2, 3, 2), 3, -1, 4.0),
        },
        covers=(tg.renorm,),
        torch=lambda x, *args: torch.renorm(x, *args),
        also=(lambda x, *args: x.renorm(*args),),
        domain=lambda x, p, dim, maxnorm: bool(
            np.all(
                np.abs(
                    np.sum(np.abs(np.moveaxis(x, dim, 0).reshape(x.shape[dim], -1)) ** p, axis=1) ** (1 / p) - maxnorm
                )
                > 0.1
            )
        ),
        errors=(
            ErrorInput("a vector", lambda: tg.renorm(leaf(3), 2, 0, 1.0), ValueError, "two axes"),
            ErrorInput("order 0", lambda: tg.renorm(leaf(3, 3), 0, 0, 1.0), ValueError, "p above 0"),
        ),
    ),
)
