"""Dropout."""

from __future__ import annotations

import numpy as np

from ... import ops
from .checks import check_probability


def dropout(input, p: float = 0.5, training: bool = True, *, generator: np.random.Generator | None = None):
    """The input with each element set to 0 with probability p and the others divided by 1 − p; itself if not training.

    Source: Srivastava et al., JMLR 15 (2014), in the "inverted" form that leaves evaluation alone.
    """
    check_probability(p)
    if not training or p == 0:
        return input
    return ops.dropout(input, ops.dropout_mask(input.shape, p, input.dtype, generator or ops.generator))
