"""Rows of scans, differences and integrals."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import ops
from tinygrad_edu.functions import scan as scans

from ..references import torch
from ..row import ErrorInput, Row, leaf
from ..samples import apart, classes, distinct, given, nonzero, normal, whole, with_zeros


def along_one_dim(family):
    """Samples for a scan."""
    return {
        "0-d": given(family(), dim=0),
        "vector": given(family(5), dim=0),
        "dim 0": given(family(3, 4), dim=0),
        "last dim": given(family(2, 3), dim=-1),
        "middle dim": given(family(2, 3, 2), dim=1),
        "length 1": given(family(1, 3), dim=0),
        "zero-size": given(family(0, 3), dim=0),
    }


def scan(name, numpy, family, samples=None, records=True, covers=(), domain=None):
    """The row of a scan."""
    function = getattr(tg, name)
    return Row(
        name,
        function,
        along_one_dim(family) | (samples or {}),
        covers=(function, *covers),
        numpy=lambda x, dim: np.reshape(numpy(x, dim), x.shape),
        records=records,
        torch=lambda x, dim: getattr(torch, name)(x, dim),
        also=(
            lambda x, dim: function(x, dim),
            lambda x, dim: function(x, axis=dim),
            lambda x, dim: getattr(x, name)(dim),
        ),
        domain=domain,
        errors=(
            ErrorInput("no dim", lambda: function(leaf(2)), TypeError, "dim"),
            ErrorInput("several dims", lambda: function(leaf(2, 2), (0, 1)), TypeError, "(?s)name one axis|tuple"),
            ErrorInput("no such axis", lambda: function(leaf(2, 3), 2), IndexError, "axis 2 is out of bounds|axis=2"),
        ),
    )


def extreme_so_far(name, numpy):
    """The rows of cummax or cummin: the values, and the indices."""
    function = getattr(tg, name)
    return (
        Row(
            name,
            lambda x, dim: function(x, dim).values,
            along_one_dim(distinct),
            covers=(function, scans.ops.sorting.argcummax),
            numpy=lambda x, dim: numpy.accumulate(x, axis=dim) if x.ndim else x,
            records=False,
            torch=lambda x, dim: getattr(torch, name)(x, dim).values,
            also=(lambda x, dim: getattr(x, name)(axis=dim)[0],),
            domain=apart,
            errors=(ErrorInput("no such axis", lambda: function(leaf(2, 3), 2), IndexError, "axis"),),
        ),
        Row(
            f"{name}: indices",
            lambda x, dim: function(x, dim).indices,
            along_one_dim(distinct) | {"ties": given(whole(4, 6), dim=1), "whole numbers": given(classes(3)(6), dim=0)},
            covers=(function,),
            torch=lambda x, dim: getattr(torch, name)(x, dim).indices,
            gradient=False,
        ),
    )


def numpy_diff(x, n=1, dim=-1, prepend=None, append=None):
    """np.diff, which has no None for what isn't joined."""
    ends = {name: end for name, end in (("prepend", prepend), ("append", append)) if end is not None}
    return np.diff(x, n, dim, **ends)


def numpy_trapezoid(y, x=None, dx=1.0, dim=-1):
    """The areas of the trapezoids, added up."""
    before, after = np.moveaxis(y, dim, -1)[..., :-1], np.moveaxis(y, dim, -1)[..., 1:]
    if x is not None:
        dx = np.diff(x) if x.ndim == 1 else np.diff(np.moveaxis(np.broadcast_to(x, y.shape), dim, -1))
    return np.sum((before + after) / 2 * dx, axis=-1)


INTEGRALS = {
    "vector": given(normal(5)),
    "of one": given(normal(1)),
    "dx": given(normal(3, 4), dx=0.5),
    "dim 0": given(normal(3, 4), dim=0),
    "places": given(normal(2, 5), distinct(5)),
    "places along dim 0": given(normal(5, 2), distinct(5), dim=0),
    "places for each row": given(normal(2, 4), distinct(2, 4)),
    "places for all rows": given(normal(3, 2, 4), distinct(2, 4)),
}


def torch_integral(name):
    """PyTorch's function, which takes x or dx."""

    def integral(y, x=None, dx=None, dim=-1):
        function = getattr(torch, name)
        if x is not None:
            return function(y, x, dim=dim)
        return function(y, dim=dim) if dx is None else function(y, dx=dx, dim=dim)

    return integral


def slope(position):
    """One of the results of `gradient`, with the coordinates, if any, as operands."""
    return lambda x, *places, **options: tg.gradient(x, **({"spacing": places} if places else {}), **options)[position]


def torch_slope(position):
    """PyTorch's."""
    return lambda x, **options: torch.gradient(x, **options)[position]


def numpy_slope(position):
    """NumPy's."""

    def gradient(x, *places, spacing=1, dim=None, edge_order=1):
        spaces = places or (spacing if isinstance(spacing, (list, tuple)) else (spacing,))
        result = np.gradient(x, *spaces, axis=dim, edge_order=edge_order)
        return result[position] if isinstance(result, (list, tuple)) else result

    return gradient


SCANS = (
    scan("cumsum", lambda x, dim: np.cumsum(x, axis=dim), normal, covers=(ops.cumsum,)),
    scan(
        "cumprod",
        lambda x, dim: np.cumprod(x, axis=dim),
        nonzero,
        covers=(ops.cumprod,),
        samples={
            "one zero": given(with_zeros(1)(5), dim=0),
            "two zeros": given(with_zeros(2)(5), dim=0),
            "zeros in rows": given(with_zeros(3)(3, 4), dim=1),
            "zeros in columns": given(with_zeros(3)(3, 4), dim=0),
            "zeros along the middle": given(with_zeros(4)(2, 3, 2), dim=1),
            "0-d zero": given(with_zeros(1)(), dim=0),
        },
    ),
    scan(
        "logcumsumexp",
        lambda x, dim: np.log(np.cumsum(np.exp(x), axis=dim)),
        normal,
        covers=(ops.logcumsumexp,),
    ),
    *(
        Row(
            f"np.{name}",
            getattr(np, name),
            {
                "all in one row": given(nonzero(2, 3)),
                "axis 0": given(nonzero(3, 2), axis=0),
                "0-d": given(nonzero()),
                "all in one row, a zero": given(with_zeros(1)(2, 3)),
            },
            covers=(getattr(ops, name),),
            numpy=getattr(np, name),
            torch=lambda x, axis=0, name=name: getattr(torch, name)(x, axis),
            torch_skips={
                "all in one row": "PyTorch wants an axis",
                "all in one row, a zero": "PyTorch wants an axis",
                "0-d": "PyTorch's stays a number",
            },
            also=(getattr(ops, name),),
        )
        for name in ("cumsum", "cumprod")
    ),
    Row(
        "cumsum of whole numbers",
        tg.cumsum,
        {
            "int32": lambda rng: given(lambda rng: rng.integers(0, 9, 4).astype(np.int32), dim=0)(rng),
            "uint8": lambda rng: given(lambda rng: rng.integers(0, 255, 4).astype(np.uint8), dim=0)(rng),
            "in another dtype": lambda rng: given(lambda rng: rng.integers(0, 9, 4), dim=0, dtype=tg.float32)(rng),
        },
        covers=(tg.cumsum,),
        torch=lambda x, dim, dtype=None: torch.cumsum(x, dim, dtype=dtype and torch.float32),
        gradient=False,
    ),
    *extreme_so_far("cummax", np.maximum),
    *extreme_so_far("cummin", np.minimum),
    Row(
        "diff",
        tg.diff,
        {
            "vector": given(normal(5)),
            "not at all": given(normal(2, 3), 0),
            "twice": given(normal(2, 5), 2),
            "more often than there are": given(normal(3), 4),
            "dim 0": given(normal(4, 3), dim=0),
            "joined in front": given(normal(2, 3), 1, -1, normal(2, 2)),
            "joined behind": given(normal(2, 3), 2, 0, None, normal(1, 3)),
            "joined at both ends": given(normal(3), 1, 0, normal(1), normal(2)),
            "of one": given(normal(1)),
        },
        covers=(tg.diff,),
        numpy=numpy_diff,
        torch=lambda x, *args, **options: torch.diff(x, *args, **options),
        also=(lambda x, *args, **options: x.diff(*args, **options),),
        errors=(
            ErrorInput("of a number", lambda: tg.diff(leaf()), ValueError, "diff of shape.*help"),
            ErrorInput("less than not at all", lambda: tg.diff(leaf(2), -1), ValueError, "n=-1"),
            ErrorInput("no such axis", lambda: tg.diff(leaf(2), dim=1), IndexError, "axis 1 is out of bounds"),
        ),
    ),
    Row(
        "diff of booleans",
        tg.diff,
        {"vector": given(lambda rng: rng.random(6) < 0.5), "whole numbers": given(classes(5)(4))},
        covers=(tg.diff,),
        numpy=np.diff,
        torch=lambda x: torch.diff(x),
        gradient=False,
    ),
    Row(
        "np.diff with numbers at the ends",
        lambda x, axis: np.diff(x, axis=axis, prepend=0.5, append=2),
        {"vector": given(normal(3), axis=0), "rows": given(normal(2, 3), axis=1)},
        covers=(scans.numpy_diff,),
        numpy=lambda x, axis: np.diff(x, axis=axis, prepend=0.5, append=2),
    ),
    Row(
        "trapezoid",
        tg.trapezoid,
        INTEGRALS,
        covers=(tg.trapezoid,),
        numpy=numpy_trapezoid,
        records=False,
        torch=torch_integral("trapezoid"),
        errors=(
            ErrorInput("x and dx", lambda: tg.trapezoid(leaf(3), leaf(3), dx=2), TypeError, "both given"),
            ErrorInput("too few places", lambda: tg.trapezoid(leaf(4), leaf(3)), ValueError, "broadcast"),
        ),
    ),
    Row(
        "trapz",
        tg.trapz,
        {name: INTEGRALS[name] for name in ("vector", "dx", "places")},
        covers=(tg.trapz,),
        torch=torch_integral("trapz"),
        also=(tg.trapezoid,),
    ),
    Row(
        "cumulative_trapezoid",
        tg.cumulative_trapezoid,
        {name: INTEGRALS[name] for name in ("vector", "dx", "dim 0", "places", "places for all rows")},
        covers=(tg.cumulative_trapezoid,),
        torch=torch_integral("cumulative_trapezoid"),
    ),
    *(
        Row(
            f"gradient, result {position}",
            slope(position),
            {
                "matrix": given(normal(3, 4)),
                "parabolas at the ends": given(normal(3, 4), edge_order=2),
                "a distance for all": given(normal(3, 4), spacing=0.5),
                "a distance for each": given(normal(3, 4), spacing=[0.5, 2.0]),
                "two of each": given(normal(2, 2)),
                "the dims the other way round": given(normal(3, 4), dim=(1, 0)),
            },
            covers=(tg.gradient,),
            numpy=numpy_slope(position),
            records=False,
            torch=torch_slope(position),
        )
        for position in (0, 1)
    ),
    Row(
        "gradient at places",
        slope(0),
        {
            "vector": given(normal(5), distinct(5)),
            "dim": given(normal(3, 4), distinct(4), dim=1),
            "parabolas at the ends": given(normal(4, 3), distinct(4), dim=0, edge_order=2),
            "two": given(normal(2), distinct(2)),
        },
        covers=(tg.gradient,),
        numpy=numpy_slope(0),
        records=False,
        torch=lambda x, places, **options: torch.gradient(x, spacing=(places,), **options)[0],
        domain=lambda x, places, **options: apart(places),
    ),
    Row(
        "gradient along one dim",
        slope(0),
        {"vector": given(normal(5), dim=0), "last dim": given(normal(2, 3, 4), dim=-1, spacing=2.0)},
        covers=(tg.gradient,),
        numpy=numpy_slope(0),
        records=False,
        torch=torch_slope(0),
        errors=(
            ErrorInput("a spacing too few", lambda: tg.gradient(leaf(3, 3), spacing=[1.0]), ValueError, "1 spacings"),
            ErrorInput("edge_order 3", lambda: tg.gradient(leaf(3), edge_order=3), ValueError, "edge_order=3"),
            ErrorInput("of one", lambda: tg.gradient(leaf(1)), ValueError, "takes 2 at least"),
            ErrorInput("an axis twice", lambda: tg.gradient(leaf(3, 3), dim=(0, 0)), ValueError, "repeated"),
        ),
    ),
)
