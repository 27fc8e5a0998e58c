"""Rows of reductions."""

from __future__ import annotations

import functools

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import ops

from ..references import (
    every,
    numpy_norm,
    numpy_spread,
    numpy_style_torch_norm,
    torch,
    torch_prod,
)
from ..row import ErrorInput, Row, bad_axis, leaf
from ..samples import (
    apart,
    away_from_zero,
    distinct,
    distinct_others,
    given,
    nonzero,
    normal,
    one_dim,
    reduction,
    whole,
    with_zeros,
)


def simple_reduction(name, function, numpy, torch, family=normal, samples=None, domain=None, errors=()):
    """The row of a reduction whose arguments have the same order in PyTorch and here."""
    return Row(
        name,
        function,
        reduction(family) | (samples or {}),
        covers=(function,),
        numpy=lambda x, dim=None, keepdim=False: numpy(x, axis=dim, keepdims=keepdim),
        torch=torch,
        also=(
            lambda x, dim=None, keepdim=False: function(x, dim, keepdim),
            lambda x, dim=None, keepdim=False: function(input=x, dim=dim, keepdim=keepdim),
            lambda x, dim=None, keepdim=False: function(x, axis=dim, keepdims=keepdim),
            lambda x, dim=None, keepdim=False: getattr(x, name)(dim=dim, keepdim=keepdim),
        ),
        domain=domain,
        errors=(*bad_axis(name, function), *errors),
    )


def spread(name, function):
    """The row of PyTorch's var or std."""
    samples = reduction(distinct)
    del samples["0-d"], samples["length 1"], samples["random dims"], samples["random dims 2"]
    return Row(
        name,
        function,
        {
            **samples,
            "biased": given(distinct(3, 4), dim=1, unbiased=False),
            "biased by position": given(distinct(3, 4), 0, False),
            "correction 2": given(distinct(3, 4), dim=0, correction=2),
            "correction 0 of one element": given(distinct(1, 3), dim=1, correction=0),
            "a list of dims": given(distinct(2, 3, 4), dim=[0, 2]),
        },
        covers=(function, getattr(ops, {"var": "variance", "std": "standard_deviation"}[name])),
        numpy=functools.partial(numpy_spread, getattr(np, name)),
        torch=lambda x, *args, **options: getattr(torch, name)(x, *args, **options),
        torch_skips={"zero-size": "PyTorch warns of it"},
        also=(lambda x, *args, **options: getattr(x, name)(*args, **options),),
        domain=apart,
        errors=bad_axis({"var": "variance", "std": "standard_deviation"}[name], function),
    )


def numpy_spread_row(name):
    """The row of NumPy's var or std, called on Tensors."""
    function = getattr(np, name)
    samples = reduction(distinct)
    if name == "std":  # of one element: it is 0 for every x, and not differentiable in general
        del samples["0-d"], samples["length 1"], samples["random dims"], samples["random dims 2"]
    return Row(
        f"np.{name}",
        lambda x, dim=None, keepdim=False: function(x, axis=dim, keepdims=keepdim),
        {**samples},
        covers=(getattr(ops, {"var": "variance", "std": "standard_deviation"}[name]),),
        torch=lambda x, dim=None, keepdim=False: getattr(torch, name)(x, every(x, dim), correction=0, keepdim=keepdim),
        torch_skips={"zero-size": "PyTorch warns of it"},
        also=(
            lambda x, dim=None, keepdim=False: getattr(tg, name)(x, dim, unbiased=False, keepdim=keepdim),
            lambda x, dim=None, keepdim=False: function(x, dim, ddof=0, keepdims=keepdim),
        ),
        domain=apart,
        numpy=lambda x, dim=None, keepdim=False: function(x, axis=dim, keepdims=keepdim),
    )


def extreme_along(name, function, position):
    """The rows of max or min along a dim: the values, and the indices."""
    samples = {
        sample: make for sample, make in one_dim(reduction(distinct)).items() if not sample.startswith(("all", "0-d"))
    }
    return (
        Row(
            f"{name} along a dim",
            lambda x, dim, keepdim=False: function(x, dim, keepdim).values,
            samples,
            covers=(function,),
            numpy=lambda x, dim, keepdim=False: getattr(np, name)(x, axis=dim, keepdims=keepdim),
            torch=lambda x, dim, keepdim=False: getattr(torch, name)(x, dim, keepdim=keepdim).values,
            also=(lambda x, dim, keepdim=False: getattr(x, name)(dim, keepdim=keepdim)[0],),
            domain=apart,
            errors=(ErrorInput("no such axis", lambda: function(leaf(2, 3), 2), IndexError, "axis=2"),),
        ),
        Row(
            f"{name} along a dim: indices",
            lambda x, dim, keepdim=False: function(x, dim, keepdim).indices,
            samples,
            covers=(function,),
            numpy=lambda x, dim, keepdim=False: position(x, axis=dim, keepdims=keepdim),
            torch=lambda x, dim, keepdim=False: getattr(torch, name)(x, dim, keepdim=keepdim).indices,
            gradient=False,
        ),
        Row(
            f"{name} of all",
            function,
            {"matrix": given(distinct(3, 4)), "vector": given(distinct(4)), "0-d": given(distinct())},
            covers=(function,),
            numpy=getattr(np, name),
            torch=lambda x: getattr(torch, name)(x),
            also=(lambda x: getattr(x, name)(),),
            domain=apart,
        ),
        Row(
            f"{name} of two tensors",
            function,
            {
                "stretched": given(distinct(3, 4), distinct_others(4)),
                "same shape": given(distinct(4), distinct_others(4)),
            },
            covers=(function,),
            numpy=getattr(np, f"{name}imum"),
            torch=lambda x, y: getattr(torch, name)(x, y),
            domain=apart,
        ),
    )


REDUCTIONS = (
    simple_reduction(
        "sum",
        tg.sum,
        np.sum,
        lambda x, dim=None, keepdim=False: torch.sum(x, every(x, dim), keepdim=keepdim),
        samples={"of nothing": given(normal(0, 3), dim=0), "all of nothing": given(normal(2, 0))},
        errors=(
            ErrorInput("a misspelt argument", lambda: tg.sum(leaf(2), dimm=0), TypeError, "no argument 'dimm'.*axis"),
            ErrorInput("an argument twice", lambda: tg.sum(leaf(2), 0, dim=0), TypeError, "two values for 'axis'"),
        ),
    ),
    simple_reduction(
        "mean",
        tg.mean,
        np.mean,
        lambda x, dim=None, keepdim=False: torch.mean(x, every(x, dim), keepdim=keepdim),
    ),
    simple_reduction(
        "prod",
        tg.prod,
        np.prod,
        torch_prod,
        family=nonzero,
        samples={
            "one zero": given(with_zeros(1)(4)),
            "one zero in a matrix": given(with_zeros(1)(3, 4)),
            "two zeros": given(with_zeros(2)(5)),
            "two zeros in a matrix": given(with_zeros(2)(3, 4), dim=1),
            "zeros, dim 0, keepdim": given(with_zeros(3)(3, 4), dim=0, keepdim=True),
            "zeros, two dims": given(with_zeros(2)(2, 3, 2), dim=(2, 0)),
            "zeros, two dims, keepdim": given(with_zeros(3)(2, 3, 2), dim=(-1, 1), keepdim=True),
            "zeros, middle dim": given(with_zeros(4)(2, 3, 2), dim=1),
            "0-d zero": given(with_zeros(1)()),
            "of nothing": given(normal(0, 3), dim=0),
        },
    ),
    simple_reduction(
        "amax",
        tg.amax,
        np.max,
        lambda x, dim=None, keepdim=False: torch.amax(x, every(x, dim), keepdim=keepdim),
        family=distinct,
        domain=apart,
        errors=(ErrorInput("of nothing", lambda: tg.amax(leaf(0, 3)), ValueError, r"amax\(\(0, 3\)\).*zero-size"),),
    ),
    simple_reduction(
        "amin",
        tg.amin,
        np.min,
        lambda x, dim=None, keepdim=False: torch.amin(x, every(x, dim), keepdim=keepdim),
        family=distinct,
        domain=apart,
        errors=(ErrorInput("of nothing", lambda: tg.amin(leaf(0, 3)), ValueError, r"amin\(\(0, 3\)\).*zero-size"),),
    ),
    simple_reduction(
        "logsumexp",
        tg.logsumexp,
        lambda x, axis, keepdims: np.log(np.sum(np.exp(x), axis=axis, keepdims=keepdims)),
        lambda x, dim=None, keepdim=False: torch.logsumexp(x, every(x, dim), keepdim=keepdim),
    ),
    *extreme_along("max", tg.max, np.argmax),
    *extreme_along("min", tg.min, np.argmin),
    spread("var", tg.var),
    spread("std", tg.std),
    numpy_spread_row("var"),
    numpy_spread_row("std"),
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
        },
        covers=(tg.norm, ops.vector_norm),
        numpy=lambda x, p="fro", dim=None, keepdim=False: numpy_norm(
            x, p, tuple(dim) if isinstance(dim, list) else dim, keepdim
        ),
        torch=lambda x, p="fro", dim=None, keepdim=False: torch.linalg.vector_norm(
            x, 2 if p == "fro" else p, dim, keepdim=keepdim
        ),
        also=(lambda x, *args, **options: x.norm(*args, **options),),
        domain=lambda x, p="fro", dim=None, keepdim=False: (
            away_from_zero(x) and (p not in (np.inf, -np.inf) or apart(np.abs(x)))
        ),
        errors=(
            ErrorInput("no such axis", lambda: tg.norm(leaf(2, 3), dim=2), IndexError, "axis=2"),
            ErrorInput("no such order", lambda: tg.norm(leaf(2), "nuclear"), (TypeError, ValueError), "nuclear"),
        ),
    ),
    Row(
        "norm of order 0",
        lambda x, dim=None, keepdim=False: tg.norm(x, 0, dim, keepdim),
        reduction(whole),
        covers=(tg.norm,),
        numpy=lambda x, dim=None, keepdim=False: np.sum(x != 0, axis=dim, keepdims=keepdim) * 1.0,
        records=False,
        torch=lambda x, dim=None, keepdim=False: torch.linalg.vector_norm(x, 0, dim, keepdim=keepdim),
        gradient=False,
    ),
    Row(
        "np.linalg.norm",
        np.linalg.norm,
        {
            "vector": given(nonzero(4)),
            "vector of order 1": given(nonzero(4), 1),
            "vector of order 3": given(nonzero(4), 3),
            "vector of order inf": given(distinct(4), np.inf),
            "matrix": given(nonzero(3, 4)),
            "fro": given(nonzero(3, 4), "fro"),
            "fro along two axes": given(nonzero(2, 3, 4), "fro", axis=(0, 2)),
            "rows": given(nonzero(3, 4), axis=1),
            "columns, keepdims": given(nonzero(3, 4), 1, 0, True),
            "three axes as one vector": given(nonzero(2, 2, 2)),
        },
        covers=(ops.norm,),
        numpy=np.linalg.norm,
        torch=lambda x, *args, **options: numpy_style_torch_norm(x, *args, **options),
        also=(ops.norm,),
        domain=lambda x, *args, **options: away_from_zero(x) and (np.inf not in args or apart(np.abs(x))),
        errors=(
            ErrorInput(
                "order 2 of a matrix",
                lambda: np.linalg.norm(leaf(2, 3), 2),
                TypeError,
                r"np\.linalg\.norm.*order 2 of a matrix",
            ),
            ErrorInput("nuclear norm", lambda: np.linalg.norm(leaf(2, 3), "nuc"), TypeError, "order 'nuc' of a matrix"),
        ),
    ),
)
