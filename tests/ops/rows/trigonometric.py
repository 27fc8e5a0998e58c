"""Rows of the trigonometric and hyperbolic functions."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg

from ..row import everywhere, mismatch
from ..samples import away_from_zero, drawn, few, few_pairs, given, nonzero, normal

between = drawn(lambda rng, shape: rng.uniform(-0.8, 0.8, shape))
above_one = drawn(lambda rng, shape: rng.uniform(1.3, 3.0, shape))

TRIGONOMETRIC = (
    *(
        everywhere(name, few(family), numpy=getattr(np, numpys))
        for name, numpys, family in (
            ("sin", "sin", normal),
            ("cos", "cos", normal),
            ("tan", "tan", between),
            ("asin", "arcsin", between),
            ("acos", "arccos", between),
            ("atan", "arctan", normal),
            ("sinh", "sinh", normal),
            ("cosh", "cosh", normal),
            ("asinh", "arcsinh", normal),
            ("acosh", "arccosh", above_one),
            ("atanh", "arctanh", between),
            ("deg2rad", "deg2rad", normal),
            ("rad2deg", "rad2deg", normal),
        )
    ),
    everywhere(
        "sinc",
        {**few(nonzero), "whole numbers": given(lambda rng: np.array([1.0, -2.0, 3.0]))},
        numpy=np.sinc,
        domain=away_from_zero,
    ),
    everywhere("atan2", few_pairs(nonzero, nonzero), numpy=np.arctan2, errors=mismatch("atan2", tg.atan2)),
    everywhere("hypot", few_pairs(nonzero, nonzero), numpy=np.hypot, errors=mismatch("hypot", tg.hypot)),
)
