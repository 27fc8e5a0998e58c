"""Norms, distances and angles, with PyTorch's arguments."""

from __future__ import annotations

import numpy as np

from .. import ops
from ..arrays import array_of
from .arguments import also_called, as_axes, either_spelling


def measured(x, dtype):
    """x in `dtype`, or as it is; a TypeError for integers, of which a norm would be none."""
    x = x if dtype is None else ops.cast(x, dtype=np.dtype(dtype))
    if x.dtype.kind != "f":
        raise TypeError(f"a norm of {x.dtype}\nhelp: make the tensor floating-point: t.float()")
    return x


@either_spelling
def norm(input, p: float | str | None = "fro", dim=None, keepdim=False, dtype=None):
    """(Σ |x|ᵖ)^(1/p) over all of `dim`: the elements count as one vector, a matrix too. At 0 it sends back 0.

    "nuc", the sum of the singular values, is the one norm that takes a matrix as a matrix; see `linalg.norm`.
    """
    if isinstance(p, str):
        if p == "nuc":
            return matrix_norm(input, p, (-2, -1) if dim is None else dim, keepdim, dtype=dtype)
        if p != "fro":
            raise ValueError(f"no norm {p!r}\nhelp: a number, float('inf'), 'fro' or 'nuc'")
    return vector_norm(input, 2 if p in ("fro", None) else p, dim, keepdim, dtype=dtype)


@either_spelling
def vector_norm(x, ord: float = 2, dim=None, keepdim=False, *, dtype=None):
    """(Σ |x|ᵖ)^(1/p), p = `ord`, over all of `dim`; ∞: the largest |x|, −∞: the smallest; 0 counts what isn't 0."""
    if not isinstance(ord, (int, float)):
        raise TypeError(f"vector_norm of order {ord!r}\nhelp: a number, inf or -inf; matrix_norm has 'fro' and 'nuc'")
    axis = as_axes(dim)
    return ops.norms.norm_of_order(measured(x, dtype), ord, None if axis == () else axis, keepdim)


@either_spelling
def matrix_norm(A, ord: float | str = "fro", dim=(-2, -1), keepdim=False, *, dtype=None):
    """The norm of matrices: "fro", "nuc", ∞, −∞, 1, −1, 2 or −2; see `ops.norms.matrix_norm` for what they are."""
    if np.ndim(A) < 2 or isinstance(dim, int) or len(dim) != 2:
        raise ValueError(
            f"matrix_norm along {dim} of a tensor of shape {np.shape(A)}\nhelp: matrices lie along two axes"
        )
    return ops.norms.matrix_norm(measured(A, dtype), ord, as_axes(dim), keepdim)


@also_called(input="A")
@either_spelling
def norm_of_any(A, ord: float | str | None = None, dim=None, keepdim=False, *, dtype=None):
    """linalg.norm: of order `ord` of vectors along one `dim`, of matrices along two; the length of all without both."""
    return ops.norm(measured(A, dtype), ord, as_axes(dim), keepdim)


@either_spelling
def normalize(input, p: float = 2.0, dim=1, eps: float = 1e-12):
    """Vectors along `dim` divided by their norm, or by `eps` if that is larger."""
    return ops.div(input, ops.clip(vector_norm(input, p, dim, True), eps))


@either_spelling
def cosine_similarity(x1, x2, dim=1, eps: float = 1e-8):
    """The cosine of the angle between vectors along `dim`, of tensors that broadcast."""
    shape = np.broadcast_shapes(np.shape(x1), np.shape(x2))
    directions = [direction(ops.broadcast_to(x, shape=shape), dim, eps) for x in (x1, x2)]
    return ops.sum(ops.mul(*directions), axis=dim)


def direction(x, dim, eps):
    """x divided by its length, which counts as at least `eps`, but moves as if it didn't: so does PyTorch's."""
    length = ops.vector_norm(x, axis=dim, keepdims=True)
    known = array_of(length)
    return ops.div(x, ops.add(length, np.maximum(eps - known, 0)))


@either_spelling
def pairwise_distance(x1, x2, p: float = 2.0, eps: float = 1e-6, keepdim=False):
    """The norm of x1 − x2 + `eps`, along the last axis."""
    return vector_norm(ops.add(ops.sub(x1, x2), eps), p, -1, keepdim)
