"""Rows of exponentials, logarithms and roots."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg

from ..references import torch
from ..row import Row, everywhere, mismatch
from ..samples import few, few_pairs, given, nonzero, normal, positive, probability


def numpy_xlogy(x, y):
    """x log y."""
    return x * np.log(y)


def numpy_xlog1py(x, y):
    """x log(1 + y)."""
    return x * np.log1p(y)


EXPONENTIAL = (
    everywhere("exp2", few(normal), numpy=np.exp2),
    everywhere("expm1", {**few(normal), "near 0": given(lambda rng: np.array([1e-12, 0.0]))}, numpy=np.expm1),
    everywhere("log2", few(positive), numpy=np.log2),
    everywhere("log10", few(positive), numpy=np.log10),
    everywhere("rsqrt", few(positive), numpy=lambda x: 1 / np.sqrt(x)),
    everywhere("reciprocal", few(nonzero), numpy=np.reciprocal),
    everywhere("logaddexp", few_pairs(normal, normal), numpy=np.logaddexp, errors=mismatch("logaddexp", tg.logaddexp)),
    everywhere("logaddexp2", few_pairs(normal, normal), numpy=np.logaddexp2),
    everywhere("xlogy", few_pairs(positive, positive), numpy=numpy_xlogy, errors=mismatch("xlogy", tg.xlogy)),
    Row(
        "xlog1py",
        tg.special.xlog1py,
        few_pairs(positive, positive),
        covers=(tg.special.xlog1py,),
        numpy=numpy_xlog1py,
        torch=lambda x, y: torch.special.xlog1py(x, y),
    ),
    Row(
        "entr",
        tg.special.entr,
        few(positive),
        covers=(tg.special.entr,),
        numpy=lambda x: -x * np.log(x),
        torch=lambda x: torch.special.entr(x),
    ),
    everywhere(
        "logit",
        {
            **few(probability),
            "with eps": given(probability(3, 4), eps=0.01),
            "all beyond eps": given(probability(3), 0.45),
        },
        numpy=lambda x, eps=0.0: np.log(np.clip(x, eps, 1 - eps) / (1 - np.clip(x, eps, 1 - eps))),
        domain=lambda x, eps=0.0: bool(np.all(np.minimum(np.abs(x - eps), np.abs(x - 1 + eps)) > 1e-3)),
    ),
)
