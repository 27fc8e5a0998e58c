"""Linear algebra, with PyTorch's arguments."""

from __future__ import annotations

import numpy as np

from .. import ops
from .arguments import as_axes, either_spelling


@either_spelling
def norm(input, p: float | str = "fro", dim=None, keepdim=False):
    """(Σ |x|ᵖ)^(1/p) over all of `dim`: the elements count as one vector, a matrix too. At 0 it sends back 0."""
    if isinstance(p, str) and p != "fro":
        raise ValueError(f"no norm {p!r}\nhelp: a number, float('inf') or 'fro'")
    return ops.norms.norm_of_order(input, 2 if p == "fro" else p, as_axes(dim), keepdim)


def dot(input, other):
    """The inner product of two vectors (NumPy's dot takes more: see `ops.dot`)."""
    if np.ndim(input) != 1 or np.ndim(other) != 1:
        raise ValueError(
            f"dot of shapes {np.shape(input)} and {np.shape(other)}: it wants two vectors\nhelp: matmul takes matrices"
        )
    return ops.matmul(input, other)
