"""Rows of rounding, of division with remainder and of what else is made of steps."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg

from ..references import torch
from ..row import ErrorInput, Row, everywhere, leaf, mismatch
from ..samples import (
    away_from_zero,
    distinct,
    distinct_others,
    drawn,
    few,
    few_pairs,
    given,
    integers,
    nonzero,
    normal,
    whole,
)

divisors = drawn(lambda rng, shape: rng.choice([-1.0, 1.0], shape) * rng.uniform(0.55, 0.65, shape))


def between_steps(x, *others, **options):
    """Whether no element is near a whole number."""
    return bool(np.all(np.abs(x - np.round(x)) > 0.1))


def uneven_quotients(x, y, **options):
    """Whether no quotient is near a whole number."""
    return bool(np.all(np.abs(x / y - np.round(x / y)) > 1e-3))


def numpy_div(x, y, rounding_mode=None):
    """The quotient, rounded."""
    quotient = x / y
    return {None: np.positive, "floor": np.floor, "trunc": np.trunc}[rounding_mode](quotient)


ROUNDING = (
    *(
        everywhere(name, few(distinct), numpy=getattr(np, name), domain=between_steps)
        for name in ("floor", "ceil", "trunc")
    ),
    everywhere(
        "round",
        {**few(distinct), "digits": given(distinct(3, 4), decimals=1), "tens": given(distinct(3, 4), decimals=-1)},
        numpy=np.round,
    ),
    everywhere("frac", few(distinct), numpy=lambda x: x - np.trunc(x), domain=between_steps),
    Row(
        "floor_divide",
        lambda x, y: x // y,
        {
            **few_pairs(normal, divisors),
            "number on the right": given(distinct(4), 2.0),
            "on the left": given(3.1, nonzero(3)),
        },
        covers=(tg.floor_divide,),
        numpy=np.floor_divide,
        also=(tg.floor_divide,),
        domain=uneven_quotients,
        errors=mismatch("floor_divide", lambda x, y: x // y),
    ),
    Row(
        "remainder",
        lambda x, y: x % y,
        {
            **few_pairs(normal, divisors),
            "number on the right": given(distinct(4), 2.0),
            "on the left": given(3.1, nonzero(3)),
        },
        covers=(tg.remainder,),
        numpy=np.remainder,
        torch=lambda x, y: torch.remainder(x, y),
        torch_skips={"on the left": "PyTorch has no gradient of a remainder of a number"},
        also=(tg.remainder,),
        domain=uneven_quotients,
        errors=mismatch("remainder", lambda x, y: x % y),
    ),
    everywhere("fmod", few_pairs(normal, divisors), numpy=np.fmod, domain=uneven_quotients),
    everywhere(
        "div",
        {
            "no rounding": given(normal(3, 4), nonzero(4)),
            "floor": given(normal(3, 4), divisors(3, 4), rounding_mode="floor"),
            "trunc": given(normal(3, 4), divisors(4), rounding_mode="trunc"),
            "trunc by a number": given(distinct(3), -2.0, rounding_mode="trunc"),
        },
        numpy=numpy_div,
        records=False,
        domain=uneven_quotients,
        errors=(
            ErrorInput(
                "no such mode",
                lambda: tg.div(leaf(2), 2.0, rounding_mode="ceil"),
                ValueError,
                "no rounding mode 'ceil'\nhelp: None, 'trunc' or 'floor'",
            ),
        ),
    ),
    Row(
        "div of whole numbers",
        tg.div,
        {
            "floor": given(integers(-9, 9)(3, 4), integers(1, 4)(4), rounding_mode="floor"),
            "trunc": given(integers(-9, 9)(3, 4), integers(1, 4)(4), rounding_mode="trunc"),
            "trunc by a number": given(integers(-9, 9)(3, 4), -4, rounding_mode="trunc"),
        },
        covers=(tg.div,),
        torch=lambda x, y, rounding_mode: torch.div(x, y, rounding_mode=rounding_mode),
        gradient=False,
    ),
    everywhere("heaviside", few_pairs(whole, normal), numpy=np.heaviside, gradient=False),
    everywhere(
        "copysign",
        {**few_pairs(nonzero, nonzero), "a number's sign": given(nonzero(3), -1.0)},
        numpy=np.copysign,
        domain=lambda x, y: away_from_zero(x) and away_from_zero(y),
    ),
    everywhere(
        "nan_to_num",
        {
            "finite": given(normal(3)),
            "others": given(normal(3), nan=1.0, posinf=2.0, neginf=3.0),
            "by position": given(normal(2), None, 2.0, 3.0),
        },
        numpy=lambda x, nan=None, posinf=None, neginf=None: np.nan_to_num(x, True, nan or 0.0, posinf, neginf),
    ),
    everywhere("nextafter", few_pairs(distinct, distinct_others), numpy=np.nextafter),
)
