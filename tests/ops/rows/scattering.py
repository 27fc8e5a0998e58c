"""Rows of what puts, adds or reduces values at places of a copy."""

from __future__ import annotations

import warnings

import numpy as np

import tinygrad_edu as tg

from ..references import torch
from ..row import ErrorInput, Row, everywhere, leaf
from ..samples import distinct, distinct_others, given, nonzero, normal, with_zeros


def places(*rows):
    """An operand: an array of indices."""
    return lambda rng: np.array(rows)


def quietly(function):
    """The function without PyTorch's warning that it may change."""

    def call(*operands, **options):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            return function(*operands, **options)

    return call


LONGER = {"a longer source": "PyTorch's gradient has the shape of the index, and is refused by its own backward"}


def reducing(name):
    """The function with its index among the options: how often a place is named can't be traced."""

    def call(module, index, x, source, dim, reduce, **options):
        return getattr(module, name)(x, dim, index, source, reduce, **options)

    return (
        lambda x, source, index, **options: call(tg, index, x, source, **options),
        quietly(lambda x, source, index, **options: call(torch, torch.from_numpy(index), x, source, **options)),
    )


ROWS = places([0, 2, 2], [1, 0, 1])  # (2, 3), into three columns or three rows, some twice
ONCE = places([0, 2, 1], [1, 0, 2])
NONE = lambda rng: np.zeros((0, 2), int)


def bad_places(name, source=True):
    """The error inputs of a function of single places."""
    function = getattr(tg, name)
    more = {"scatter_reduce": ("sum",)}.get(name, ())

    def call(index, x=None, values=None, dim=0):
        return function(
            leaf(3) if x is None else x, dim, tg.tensor(index), leaf(1) if values is None else values, *more
        )

    return (
        ErrorInput("beyond", lambda: call([3]), IndexError, f"{name}: an index is out of bounds.*from 0 to 2"),
        ErrorInput("negative", lambda: call([-1]), IndexError, "out of bounds"),
        ErrorInput("a float", lambda: call([0.5]), TypeError, f"{name}: an index of float32.*index.long"),
        ErrorInput("too few axes", lambda: call([0], leaf(3, 2)), ValueError, r"\(3, 2\).*of shape \(1,\)"),
        ErrorInput("too long", lambda: call([[0, 0]], leaf(3, 1)), ValueError, r"\(3, 1\).*of shape \(1, 2\)"),
        ErrorInput("no such axis", lambda: call([0], dim=1), IndexError, "axis 1 is out of bounds"),
        ErrorInput(
            "a short source", lambda: call([0, 1]), ValueError, r"an index of shape \(2,\), a source of shape \(1,"
        ),
        ErrorInput(
            "an integer tensor",
            lambda: call([0], tg.zeros(3).long()),
            TypeError,
            "a source of float32 for a tensor of int64",
        ),
    )


def bad_slices(name):
    """The error inputs of a function of slices."""
    function = getattr(tg, name)
    more = ("prod",) if name == "index_reduce" else ()
    return (
        ErrorInput(
            "beyond",
            lambda: function(leaf(3), 0, tg.tensor([3]), leaf(1), *more),
            IndexError,
            f"{name}: an index is out of bounds.*from 0 to 2",
        ),
        ErrorInput(
            "another shape",
            lambda: function(leaf(3, 2), 0, tg.tensor([1, 2]), leaf(2, 3), *more),
            ValueError,
            r"a source of shape \(2, 3\).*\(2, 2\)",
        ),
        ErrorInput(
            "a matrix of indices",
            lambda: function(leaf(3), 0, tg.tensor([[1]]), leaf(1), *more),
            ValueError,
            r"an index of shape \(1, 1\).*one axis",
        ),
    )


def reduce_samples(reduce, x, source):
    """The samples of scatter_reduce with one reduction."""
    index = ROWS(None)
    return {
        reduce: given(x(3, 3), source(2, 3), dim=0, index=index, reduce=reduce),
        f"{reduce}, alone": given(x(3, 3), source(2, 3), dim=1, index=index, reduce=reduce, include_self=False),
        f"{reduce}, of nothing": given(x(2, 2), source(0, 2), dim=0, index=NONE(None), reduce=reduce),
    }


SCATTERING = (
    everywhere(
        "scatter",
        {
            "rows": given(normal(3, 3), 0, ONCE, normal(2, 3)),
            "columns": given(normal(2, 3), 1, ONCE, normal(2, 3)),
            "a longer source": given(normal(2, 3), 1, ONCE, normal(3, 4)),
            "negative dim": given(normal(2, 3), -1, ONCE, normal(2, 3)),
            "a number": given(normal(3, 3), 0, ROWS, 2.5),
            "0-d": given(normal(), 0, lambda rng: np.array(0), normal()),
            "nothing": given(normal(2, 2), 0, NONE, normal(0, 2)),
        },
        also=(
            lambda x, dim, index, src: tg.scatter(x, dim=dim, index=index, **{"src" if np.ndim(src) else "value": src}),
        ),
        torch_skips=LONGER,
        errors=(
            *bad_places("scatter"),
            ErrorInput("no source", lambda: tg.scatter(leaf(3), 0, tg.tensor([0])), TypeError, "misses its source"),
            ErrorInput(
                "no such reduce",
                lambda: tg.scatter(leaf(3), 0, tg.tensor([0]), 1.0, reduce="sum"),
                ValueError,
                "no reduce 'sum'.*scatter_reduce",
            ),
        ),
    ),
    everywhere(
        "scatter",
        {
            "added": given(normal(3, 3), 0, ROWS, normal(2, 3), reduce="add"),
            "a number added": given(normal(3, 3), 0, ROWS, 2.5, reduce="add"),
        },
        torch=None,  # it has no gradients of these
    ),
    Row(
        "scatter, multiplied",
        lambda x, src, index: tg.scatter(x, 0, index, src, reduce="multiply"),
        {"rows": given(normal(3, 3), nonzero(2, 3), index=ROWS(None))},
        covers=(tg.scatter,),
    ),
    everywhere(
        "scatter_add",
        {
            "rows": given(normal(3, 3), 0, ROWS, normal(2, 3)),
            "columns": given(normal(2, 3), 1, ROWS, normal(2, 3)),
            "three axes": given(normal(2, 3, 2), 1, lambda rng: rng.integers(0, 3, (2, 4, 1)), normal(2, 4, 1)),
            "a longer source": given(normal(2, 3), 1, ROWS, normal(3, 4)),
            "0-d": given(normal(), 0, lambda rng: np.array(0), normal()),
        },
        torch_skips=LONGER,
        errors=bad_places("scatter_add"),
    ),
    everywhere(
        "scatter_reduce",
        {
            "sum": given(normal(3, 3), 0, ROWS, normal(2, 3), "sum"),
            "mean": given(normal(3, 3), 1, ROWS, normal(2, 3), reduce="mean", include_self=False),
        },
    ),
    Row(
        "scatter_reduce, its places known",
        reducing("scatter_reduce")[0],
        {
            **reduce_samples("sum", normal, normal),
            **reduce_samples("mean", normal, normal),
            **reduce_samples("amax", distinct, distinct_others),
            **reduce_samples("amin", distinct, distinct_others),
            **reduce_samples("prod", nonzero, nonzero),
            "prod with a zero": given(nonzero(3, 3), with_zeros(1)(2, 3), dim=0, index=ROWS(None), reduce="prod"),
        },
        covers=(tg.scatter_reduce,),
        torch=reducing("scatter_reduce")[1],
        errors=(
            *bad_places("scatter_reduce"),
            ErrorInput(
                "no such reduce",
                lambda: tg.scatter_reduce(leaf(3), 0, tg.tensor([0]), leaf(1), "max"),
                ValueError,
                "no reduce 'max'.*'amax'",
            ),
        ),
    ),
    everywhere(
        "index_add",
        {
            "rows": given(normal(3, 2), 0, places(0, 2, 0), normal(3, 2)),
            "columns, times alpha": given(normal(2, 3), -1, places(1, 1), normal(2, 2), alpha=-0.5),
            "0-d": given(normal(), 0, places(0), normal()),
            "none": given(normal(3, 2), 0, lambda rng: np.zeros(0, int), normal(0, 2)),
        },
        errors=bad_slices("index_add"),
    ),
    everywhere(
        "index_copy",
        {
            "rows": given(normal(3, 2), 0, places(2, 0), normal(2, 2)),
            "columns": given(normal(2, 3), 1, places(1), normal(2, 1)),
        },
        errors=bad_slices("index_copy"),
    ),
    everywhere(
        "index_fill",
        {
            "rows": given(normal(3, 2), 0, places(2, 0), 1.5),
            "columns, from the end": given(normal(2, 3), 1, places(-1, -1), 0.5),
            "a tensor": given(normal(3, 2), 0, places(1), normal()),
        },
        errors=(
            ErrorInput(
                "beyond",
                lambda: tg.index_fill(leaf(3), 0, tg.tensor([-4]), 1.0),
                IndexError,
                "index_fill.*out of bounds",
            ),
            ErrorInput(
                "several values",
                lambda: tg.index_fill(leaf(3), 0, tg.tensor([0]), leaf(2)),
                ValueError,
                r"of shape \(2,\).*index_copy",
            ),
        ),
    ),
    Row(
        "index_reduce",
        reducing("index_reduce")[0],
        {
            "prod": given(nonzero(3, 2), nonzero(3, 2), dim=0, index=np.array([0, 2, 0]), reduce="prod"),
            "mean": given(normal(3, 2), normal(3, 2), dim=0, index=np.array([0, 2, 0]), reduce="mean"),
            "amax of columns": given(
                distinct(2, 3), distinct_others(2, 2), dim=1, index=np.array([1, 1]), reduce="amax"
            ),
            "amin, alone": given(
                distinct(3, 2), distinct_others(2, 2), dim=0, index=np.array([0, 0]), reduce="amin", include_self=False
            ),
        },
        covers=(tg.index_reduce,),
        torch=reducing("index_reduce")[1],
        also=(lambda x, source, index, dim, reduce, **more: x.index_reduce(dim, index, source, reduce, **more),),
        errors=(
            *bad_slices("index_reduce"),
            ErrorInput(
                "a sum",
                lambda: tg.index_reduce(leaf(3), 0, tg.tensor([0]), leaf(1), "sum"),
                ValueError,
                "no reduce 'sum'.*index_add",
            ),
        ),
    ),
)
