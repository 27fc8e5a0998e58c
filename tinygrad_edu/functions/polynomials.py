"""The orthogonal polynomials, of degree n, each from the two below it; n may be a tensor of degrees (below 0: 0)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .. import ops
from ..arrays import array_of


def of_degree(x, n, first, following: Callable):
    """The polynomial of degree n of the family that starts with 1 and `first`; `following(k, pₖ, pₖ₋₁)` is pₖ₊₁."""
    degrees = np.trunc(np.asarray(array_of(n), dtype=float))
    below, current = 1.0, first
    result = ops.add(ops.mul(x, 0.0), np.where(degrees == 0, 1.0, 0.0).astype(getattr(x, "dtype", float)))
    for k in range(1, int(np.max(degrees, initial=0)) + 1):
        result = ops.where(degrees == k, current, result)
        below, current = current, following(k, current, below)
    return result


def chebyshev(x, n, first):
    """The four families of Chebyshev's, which differ in their first polynomial: pₖ₊₁ = 2x pₖ − pₖ₋₁."""
    return of_degree(x, n, first, lambda k, current, below: 2 * x * current - below)


def chebyshev_polynomial_t(input, n):
    """Chebyshev's polynomial of the first kind: cos(n arccos x)."""
    return chebyshev(input, n, input)


def chebyshev_polynomial_u(input, n):
    """Chebyshev's polynomial of the second kind, which starts with 1 and 2x."""
    return chebyshev(input, n, 2 * input)


def chebyshev_polynomial_v(input, n):
    """Chebyshev's polynomial of the third kind, which starts with 1 and 2x − 1."""
    return chebyshev(input, n, 2 * input - 1)


def chebyshev_polynomial_w(input, n):
    """Chebyshev's polynomial of the fourth kind, which starts with 1 and 2x + 1."""
    return chebyshev(input, n, 2 * input + 1)


def shifted_chebyshev_polynomial_t(input, n):
    """`chebyshev_polynomial_t` of 2x − 1."""
    return chebyshev_polynomial_t(2 * input - 1, n)


def shifted_chebyshev_polynomial_u(input, n):
    """`chebyshev_polynomial_u` of 2x − 1."""
    return chebyshev_polynomial_u(2 * input - 1, n)


def shifted_chebyshev_polynomial_v(input, n):
    """`chebyshev_polynomial_v` of 2x − 1."""
    return chebyshev_polynomial_v(2 * input - 1, n)


def shifted_chebyshev_polynomial_w(input, n):
    """`chebyshev_polynomial_w` of 2x − 1."""
    return chebyshev_polynomial_w(2 * input - 1, n)


def hermite_polynomial_h(input, n):
    """The physicists' Hermite polynomial: pₖ₊₁ = 2x pₖ − 2k pₖ₋₁."""
    return of_degree(input, n, 2 * input, lambda k, current, below: 2 * input * current - 2 * k * below)


def hermite_polynomial_he(input, n):
    """The probabilists' Hermite polynomial: pₖ₊₁ = x pₖ − k pₖ₋₁."""
    return of_degree(input, n, input, lambda k, current, below: input * current - k * below)


def laguerre_polynomial_l(input, n):
    """Laguerre's polynomial: (k + 1) pₖ₊₁ = (2k + 1 − x) pₖ − k pₖ₋₁."""
    return of_degree(
        input, n, 1 - input, lambda k, current, below: ((2 * k + 1 - input) * current - k * below) / (k + 1)
    )


def legendre_polynomial_p(input, n):
    """Legendre's polynomial: (k + 1) pₖ₊₁ = (2k + 1) x pₖ − k pₖ₋₁."""
    return of_degree(input, n, input, lambda k, current, below: ((2 * k + 1) * input * current - k * below) / (k + 1))
