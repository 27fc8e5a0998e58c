"""Rows of the error function, the gamma function, Bessel functions and polynomials."""

from __future__ import annotations

import math

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import ops

from ..references import torch
from ..row import ErrorInput, Row, everywhere, leaf
from ..samples import away_from_zero, drawn, few, given, nonzero, normal, positive, probability

above_two = drawn(lambda rng, shape: rng.uniform(2.2, 4.0, shape))
between = drawn(lambda rng, shape: rng.uniform(-0.9, 0.9, shape))
noninteger = drawn(lambda rng, shape: rng.integers(-4, 4, shape) + rng.uniform(0.2, 0.8, shape))


def standard(function):
    """A function of one number from Python's own library, elementwise."""
    return lambda x: np.asarray(np.vectorize(function, otypes=[float])(x))


def special_row(name, samples, **fields):
    """The row of a function of `special`, here and in PyTorch."""
    function = getattr(tg.special, name)
    fields.setdefault("torch", lambda *operands: getattr(torch.special, name)(*operands))
    return Row(name, function, samples, covers=(function,), **fields)


def polynomial_row(name, first, following):
    """The row of a family of polynomials: `following(k, x, pₖ, pₖ₋₁)` is pₖ₊₁."""

    def numpy(x, n):
        polynomials = [np.ones_like(x), first(x)]
        for k in range(1, n):
            polynomials.append(following(k, x, polynomials[k], polynomials[k - 1]))
        return polynomials[n]

    samples = {f"degree {n}": given(between(3, 4), n) for n in (0, 1, 4)}
    return special_row(name, samples, torch=None, numpy=numpy, records=False)


def chebyshev(first):
    """What sets the families of Chebyshev's apart."""
    return first, lambda k, x, current, below: 2 * x * current - below


def shifted(first, following):
    """The same of 2x − 1."""
    return lambda x: first(2 * x - 1), lambda k, x, *two: following(k, 2 * x - 1, *two)


SPECIAL = (
    everywhere("erf", few(normal), numpy=standard(math.erf), records=False),
    everywhere("erfc", few(normal), numpy=standard(math.erfc), records=False),
    everywhere("erfinv", few(between)),
    everywhere("lgamma", few(noninteger), numpy=standard(math.lgamma), records=False),
    everywhere(
        "digamma",
        few(noninteger),
        torch_skips=dict.fromkeys(
            ("0-d", "matrix"), "PyTorch's trigamma, its derivative, is exact to eight digits only"
        ),
    ),
    Row(
        "polygamma",
        lambda x, n: tg.polygamma(n, x),
        {"order 0": given(positive(3), 0), "order 1": given(noninteger(3), 1), "order 3": given(noninteger(3, 2), 3)},
        covers=(tg.polygamma, ops.polygamma),
        torch=lambda x, n: torch.polygamma(n, x),
        torch_skips=dict.fromkeys(("order 0", "order 1"), "PyTorch's trigamma is exact to eight digits only"),
        errors=(
            ErrorInput(
                "negative order", lambda: tg.polygamma(-1, leaf(2)), ValueError, "order -1.*help: a whole number"
            ),
        ),
    ),
    Row(
        "polygamma as a method",
        lambda x, n: x.polygamma(n),
        {"order 2": given(noninteger(3), 2)},
        covers=(tg.Tensor.polygamma,),
        torch=lambda x, n: x.polygamma(n),
        takes_arrays=False,
    ),
    everywhere(
        "mvlgamma",
        few(above_two, p=3) | {"order 1": given(above_two(3), 1)},
        errors=(ErrorInput("order 0", lambda: tg.mvlgamma(leaf(2), 0), ValueError, "order 0.*help: a whole number"),),
    ),
    everywhere("i0", few(normal), numpy=np.i0),
    *(special_row(name, few(nonzero), domain=away_from_zero) for name in ("i0e", "i1", "i1e")),
    Row(
        "igamma",
        lambda x: tg.igamma(1.7, x),
        few(positive),
        covers=(tg.igamma,),
        torch=lambda x: torch.igamma(torch.tensor(1.7, dtype=x.dtype), x),
    ),
    Row(
        "igammac",
        lambda x: tg.igammac(1.7, x),
        few(positive),
        covers=(tg.igammac,),
        torch=lambda x: torch.igammac(torch.tensor(1.7, dtype=x.dtype), x),
    ),
    Row("zeta", lambda x: tg.special.zeta(2.5, x), few(positive), covers=(tg.special.zeta,)),
    special_row("erfcx", few(normal)),
    special_row("ndtr", few(normal)),
    special_row("ndtri", few(probability)),
    special_row("log_ndtr", few(normal)),
    *(
        special_row(name, few(positive), torch=None, gradient=False)
        for name in (
            "airy_ai",
            "bessel_j0",
            "bessel_j1",
            "bessel_y0",
            "bessel_y1",
            "modified_bessel_k0",
            "modified_bessel_k1",
            "scaled_modified_bessel_k0",
            "scaled_modified_bessel_k1",
            "spherical_bessel_j0",
        )
    ),
    *(
        polynomial_row(name, *family)
        for name, family in (
            ("chebyshev_polynomial_t", chebyshev(lambda x: x)),
            ("chebyshev_polynomial_u", chebyshev(lambda x: 2 * x)),
            ("chebyshev_polynomial_v", chebyshev(lambda x: 2 * x - 1)),
            ("chebyshev_polynomial_w", chebyshev(lambda x: 2 * x + 1)),
            ("shifted_chebyshev_polynomial_t", shifted(*chebyshev(lambda x: x))),
            ("shifted_chebyshev_polynomial_u", shifted(*chebyshev(lambda x: 2 * x))),
            ("shifted_chebyshev_polynomial_v", shifted(*chebyshev(lambda x: 2 * x - 1))),
            ("shifted_chebyshev_polynomial_w", shifted(*chebyshev(lambda x: 2 * x + 1))),
            ("hermite_polynomial_h", (lambda x: 2 * x, lambda k, x, p, below: 2 * x * p - 2 * k * below)),
            ("hermite_polynomial_he", (lambda x: x, lambda k, x, p, below: x * p - k * below)),
            (
                "laguerre_polynomial_l",
                (lambda x: 1 - x, lambda k, x, p, below: ((2 * k + 1 - x) * p - k * below) / (k + 1)),
            ),
            (
                "legendre_polynomial_p",
                (lambda x: x, lambda k, x, p, below: ((2 * k + 1) * x * p - k * below) / (k + 1)),
            ),
        )
    ),
)
