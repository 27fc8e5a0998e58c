"""Rows of padding."""

from __future__ import annotations

import numpy as np

import tinygrad_edu.nn.functional as F
from tinygrad_edu import ops

from ..references import torch
from ..row import ErrorInput, Row, everywhere, leaf
from ..samples import given, normal


def mode_samples(mode):
    """The samples of a mode that isn't constant."""
    return {
        f"{mode}, matrix": given(normal(2, 4), (1, 2), mode=mode),
        f"{mode}, two axes": given(normal(1, 3, 4), (2, 1, 0, 2), mode),
        f"{mode}, batch of two axes": given(normal(1, 2, 3, 3), (1, 1, 2, 0), mode),
        f"{mode}, three axes": given(normal(1, 2, 2, 3), (2, 1, 1, 0, 0, 1), mode),
        f"{mode}, elements taken away": given(normal(2, 5), (-2, 2), mode),
    }


def refused(name, call, message):
    """An error input of a ValueError."""
    return ErrorInput(name, call, ValueError, message)


PADDING = (
    Row(
        "pad",
        F.pad,
        {
            "constant": given(normal(2, 3), (1, 2)),
            "constant, two axes": given(normal(2, 3), (1, 0, 2, 1), "constant", 2.5),
            "constant, taken away": given(normal(3, 4), (-1, 2, 1, -2), value=1.0),
            "constant, all taken away": given(normal(2, 3), (-1, -2)),
            "constant, nothing to do": given(normal(2, 3), ()),
            "constant, 0-d": given(normal(), ()),
            "constant, zero-size": given(normal(0, 3), (1, 1)),
            **mode_samples("reflect"),
            **mode_samples("replicate"),
            **mode_samples("circular"),
        },
        covers=(F.pad,),
        torch=lambda *operands, **options: torch.nn.functional.pad(*operands, **options),
        errors=(
            refused("an odd number", lambda: F.pad(leaf(3), (1,)), "two numbers for each axis"),
            refused("more pairs than axes", lambda: F.pad(leaf(3), (1, 1, 1, 1)), r"of shape \(3,\)"),
            refused("too much taken away", lambda: F.pad(leaf(3), (-2, -2)), "no more can be taken away"),
            refused("no such mode", lambda: F.pad(leaf(2, 3), (1, 1), "mirror"), "no padding mode 'mirror'.*'reflect'"),
            refused("too wide to reflect", lambda: F.pad(leaf(2, 3), (3, 0), "reflect"), r"\(3, 0\).*at most 2"),
            refused("round twice", lambda: F.pad(leaf(2, 3), (4, 0), "circular"), "at most 3"),
            refused("nothing left", lambda: F.pad(leaf(2, 3), (-2, -1), "replicate"), "an element must be left"),
            refused("a value", lambda: F.pad(leaf(2, 3), (1, 1), "reflect", 1.0), "takes no value"),
            refused("a vector reflected", lambda: F.pad(leaf(3), (1, 1), "reflect"), "one or two in front"),
        ),
    ),
    everywhere(
        "constant_pad_nd",
        {"matrix": given(normal(2, 3), (1, 0)), "with a value": given(normal(2, 3), [0, 1, 1, -1], 1.5)},
        method=False,
    ),
    Row(
        "pad of an op",
        lambda x, width, value=0: ops.pad(x, width=width, value=value),
        {
            "matrix": given(normal(2, 3), width=((1, 0), (2, 1)), value=0.5),
            "nothing": given(normal(2), width=((0, 0),)),
        },
        covers=(ops.pad,),
        numpy=lambda x, width, value=0: np.pad(x, width, constant_values=value),
    ),
    Row(
        "NumPy's pad",
        lambda x, width, mode: np.pad(x, width, mode),
        {
            "edge": given(normal(2, 3), width=2, mode="edge"),
            "reflect, more than there is": given(normal(2, 3), width=((0, 0), (4, 1)), mode="reflect"),
            "symmetric": given(normal(3), width=(1, 2), mode="symmetric"),
            "wrap": given(normal(3), width=(1, 5), mode="wrap"),
        },
        covers=(),
        numpy=lambda x, width, mode: np.pad(x, width, mode),
        errors=(
            ErrorInput("a mode", lambda: np.pad(leaf(3), 1, "mean"), TypeError, r"np\.pad.*'mean'.*'wrap'"),
            ErrorInput("constants", lambda: np.pad(leaf(3), 1, constant_values=(1, 2)), TypeError, "with one number"),
        ),
    ),
)
