"""Rows of reductions."""

from __future__ import annotations

import functools

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import functions, ops

from ..references import (
    every,
    numpy_spread,
    torch,
    torch_prod,
)
from ..row import ErrorInput, Row, bad_axis, leaf
from ..samples import (
    apart,
    classes,
    distinct,
    distinct_others,
    drawn,
    given,
    nonzero,
    normal,
    one_dim,
    positive,
    reduction,
    whole,
    with_zeros,
)


def simple_reduction(name, function, numpy, torch, family=normal, samples=None, domain=None, errors=(), op=None):
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
        errors=(*bad_axis(op or name, function), *errors),
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


some_nan = drawn(lambda rng, shape: rng.choice([-1.5, 2.0, np.nan], shape))
LIKE_PYTORCH = {
    "a list of dims": given(nonzero(2, 3, 4), dim=[0, -1]),
    "0-d, dim 0": given(nonzero(), dim=0),
    "0-d, dim -1, keepdim": given(nonzero(), dim=-1, keepdim=True),
    "0-d, a list": given(nonzero(), dim=[0], keepdim=True),
}


def as_pytorch_names_dims(name, function, theirs=None, gradient=True):
    """The row of a reduction along a list of dims, and of a number along its only, imagined one."""
    return Row(
        f"{name}, dims as in PyTorch",
        function,
        LIKE_PYTORCH,
        covers=(function,),
        torch=lambda x, **options: (theirs or getattr(torch, name))(x, **options),
        also=(lambda x, dim, keepdim=False: function(x, axis=dim, keepdims=keepdim),),
        gradient=gradient,
    )


def spread_and_mean(name):
    """The rows of var_mean or std_mean."""
    function = getattr(tg, name)
    for position in (0, 1):
        yield Row(
            f"{name}, result {position}",
            lambda x, *args, position=position, **options: function(x, *args, **options)[position],
            {
                "all": given(distinct(3, 4)),
                "biased": given(distinct(3, 4), False),
                "dim": given(distinct(3, 4), 0),
                "dims, keepdim": given(distinct(2, 3, 2), dim=(0, 2), keepdim=True, correction=0),
            },
            covers=(function,),
            torch=lambda x, *args, position=position, **options: getattr(torch, name)(x, *args, **options)[position],
            domain=apart,
            errors=(
                ErrorInput("of whole numbers", lambda: function(tg.arange(3)), TypeError, r"of int64.*t\.float\(\)"),
            ),
        )


def without_nan(name, numpy):
    """The rows of nansum or nanmean: of numbers, and with NaN among them."""
    function = getattr(tg, name)
    yield simple_reduction(
        name,
        function,
        numpy,
        lambda x, dim=None, keepdim=False: getattr(torch, name)(x, every(x, dim), keepdim=keepdim),
        op="sum",
    )
    yield Row(
        f"{name} with NaN",
        lambda x, dim=None: function(x, dim).detach(),
        {"all": given(some_nan(8)), "rows": given(some_nan(3, 8), dim=1)},
        covers=(function,),
        torch=lambda x, dim=None: getattr(torch, name)(x, dim),
        takes_arrays=False,
        gradient=False,
    )


def in_another_dtype(name):
    """The row of a reduction that casts first."""
    function = getattr(tg, name)
    return Row(
        f"{name} in another dtype",
        lambda x, dtype, **options: function(x, dtype=dtype, **options),
        {
            "of all": given(classes(5)(6), "float32"),
            "along a dim": given(classes(5)(2, 3), "float32", dim=0),
        },
        covers=(function,),
        torch=lambda x, dtype, **options: getattr(torch, name)(x, dtype=getattr(torch, dtype), **options),
        gradient=False,
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
        errors=(
            ErrorInput("of whole numbers", lambda: tg.mean(tg.arange(3)), TypeError, r"of int64.*t\.float\(\)\.mean"),
        ),
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
        samples={"square": given(distinct(3, 3), dim=1)},
        domain=apart,
        errors=(ErrorInput("of nothing", lambda: tg.amax(leaf(0, 3)), ValueError, r"amax\(\(0, 3\)\).*zero-size"),),
    ),
    simple_reduction(
        "amin",
        tg.amin,
        np.min,
        lambda x, dim=None, keepdim=False: torch.amin(x, every(x, dim), keepdim=keepdim),
        family=distinct,
        samples={"square": given(distinct(3, 3), dim=1)},
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
    *(
        as_pytorch_names_dims(name, getattr(tg, name))
        for name in ("sum", "mean", "amax", "amin", "logsumexp", "nansum", "nanmean")
    ),
    *(as_pytorch_names_dims(name, getattr(tg, name), gradient=False) for name in ("any", "all")),
    as_pytorch_names_dims(
        "prod",
        tg.prod,
        lambda x, dim, keepdim=False: (
            torch_prod(x, tuple(dim), keepdim) if x.ndim else torch.prod(x, 0, keepdim=keepdim)
        ),
    ),
    *spread_and_mean("var_mean"),
    *spread_and_mean("std_mean"),
    *without_nan("nansum", np.nansum),
    *without_nan("nanmean", np.nanmean),
    *(in_another_dtype(name) for name in ("sum", "mean", "prod", "nansum")),
    *(
        Row(
            f"aminmax: {name}",
            lambda x, name=name, **options: getattr(tg.aminmax(x, **options), name),
            {
                "all": given(distinct(3, 4)),
                "dim 0": given(distinct(3, 4), dim=0),
                "last dim, keepdim": given(distinct(3, 4), dim=-1, keepdim=True),
                "0-d": given(distinct(), dim=0),
            },
            covers=(tg.aminmax,),
            torch=lambda x, name=name, **options: getattr(torch.aminmax(x, **options), name),
            also=(lambda x, name=name, **options: getattr(x.aminmax(**options), name),),
            domain=apart,
            errors=(ErrorInput("dim by position", lambda: tg.aminmax(leaf(2), 0), TypeError, "positional"),),
        )
        for name in ("min", "max")
    ),
    Row(
        "count_nonzero",
        tg.count_nonzero,
        reduction(whole),
        covers=(tg.count_nonzero, tg.Tensor.count_nonzero),
        numpy=lambda x, dim=None, keepdim=False: np.count_nonzero(x, axis=dim, keepdims=keepdim),
        torch=lambda x, dim=None, keepdim=False: torch.sum(x != 0, every(x, dim), keepdim=keepdim),
        also=(lambda x, dim=None, keepdim=False: x.count_nonzero(dim, keepdim),),
        gradient=False,
        errors=bad_axis("count_nonzero", tg.count_nonzero),
    ),
    Row(
        "np.mean",
        np.mean,
        {"in float32": given(classes(5)(4), dtype=np.float32)},
        covers=(ops.reduction.mean_of_any,),
        numpy=np.mean,
        gradient=False,
    ),
    Row(
        "np.ptp",
        np.ptp,
        {"all": given(distinct(3, 4)), "rows, keepdims": given(distinct(3, 4), axis=1, keepdims=True)},
        covers=(functions.reduction.ptp,),
        numpy=np.ptp,
        domain=apart,
    ),
    Row(
        "np.average",
        lambda x, weights=None, axis=None: np.average(x, axis=axis, weights=weights),
        {
            "all": given(normal(3, 4)),
            "weights of all": given(normal(3, 4), positive(3, 4)),
            "weights of rows": given(normal(3, 4), positive(3), axis=0),
            "weights of columns": given(normal(3, 4), positive(4), axis=-1),
        },
        covers=(functions.reduction.average,),
        numpy=lambda x, weights=None, axis=None: np.average(x, axis=axis, weights=weights),
    ),
)
