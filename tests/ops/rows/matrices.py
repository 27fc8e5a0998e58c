"""Matrices as decompositions want them: not singular, not with an eigenvalue twice, or positive definite."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg

from ..references import torch
from ..samples import drawn


def orthogonal(rng, *shape):
    """Matrices with orthonormal columns."""
    return np.linalg.qr(rng.standard_normal(shape))[0]


def from_singular_values(rng, shape):
    """Matrices whose singular values are apart from one another, and from 0."""
    *batch, m, n = shape
    s = 1 + np.arange(min(m, n))[::-1] + rng.uniform(-0.2, 0.2, (*batch, min(m, n)))
    u, v = orthogonal(rng, *batch, m, m), orthogonal(rng, *batch, n, n)
    return (u[..., : min(m, n)] * s[..., None, :]) @ np.swapaxes(v[..., : min(m, n)], -1, -2)


def from_eigenvalues(rng, shape):
    """Symmetric matrices whose eigenvalues are positive and apart from one another."""
    w = 1 + np.arange(shape[-1]) + rng.uniform(-0.2, 0.2, shape[:-1])
    v = orthogonal(rng, *shape)
    return (v * w[..., None, :]) @ np.swapaxes(v, -1, -2)


def of_lower_rank(rng, shape):
    """Square matrices whose smallest singular value is 0."""
    *batch, n, _ = shape
    return rng.standard_normal((*batch, n, n - 1)) @ rng.standard_normal((*batch, n - 1, n))


regular = drawn(from_singular_values)
definite = drawn(from_eigenvalues)
singular = drawn(of_lower_rank)


def mT(x):
    """The last two axes exchanged, of a Tensor or an array of any NumPy."""
    return np.swapaxes(x, -1, -2)


def symmetric(x):
    """(x + xᵀ) / 2, so that a derivative by one element is one of a symmetric matrix."""
    return (x + (x.mT if torch is not None and isinstance(x, torch.Tensor) else mT(x))) / 2


def in_a_row(*parts):
    """All elements of several results: what a test takes for one."""
    if torch is not None and isinstance(parts[0], torch.Tensor):
        return torch.cat([part.reshape(-1) for part in parts])
    if isinstance(parts[0], tg.Tensor):
        return tg.cat([part.reshape(-1) for part in parts])
    return np.concatenate([np.reshape(part, -1) for part in parts])
