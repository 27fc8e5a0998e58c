"""The gamma function: its logarithm and the derivatives of that, Hurwitz's ζ function, the incomplete function."""

import math

import numpy as np

from ..tape import op
from .kernel import elementwise, polynomial

# B₂ₖ, for k from 1
BERNOULLI = (
    1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330, 854513 / 138,
    -236364091 / 2730,
)  # fmt: skip
EULER = 0.5772156649015329
LOG_TWO_PI = math.log(2 * math.pi)


# The kernels


def zeta_of_positive(s, q):
    """Σ (q + k)⁻ˢ for k from 0, s > 1, q > 0: a few terms, and the others by Euler's and Maclaurin's formula."""
    added = np.zeros_like(q)
    for _ in range(24):
        below = q < 10 + s / 2
        added += np.where(below, q**-s, 0)
        q = np.where(below, q + 1, q)
    tail, factor = 1 / (s - 1) + 0.5 / q, s / (q * q)
    for k, bernoulli in enumerate(BERNOULLI, 1):
        tail = tail + bernoulli / math.factorial(2 * k) * factor
        factor = factor * (s + 2 * k - 1) * (s + 2 * k) / (q * q)
    return added + tail * q ** (1 - s)


def zeta_of_negative(s, q):
    """The same for whole s and q < 0: the negative q + k are those of a sum that ends, and are taken from two sums."""
    fraction = np.ceil(q) - q
    sign = np.where(s % 2 == 0, 1, -1)
    ended = zeta_of_positive(s, fraction) - zeta_of_positive(s, 1 - q)
    return zeta_of_positive(s, 1 - fraction) + sign * ended


@elementwise
def zeta_values(x, y):
    """Hurwitz's ζ function: NaN for x < 1; ∞ for x = 1, and for y = 0, −1, …; for y < 0 only whole x have a value."""
    infinite = (x == 1) | ((y <= 0) & (y == np.floor(y)))
    undefined = ~(x >= 1) | np.isnan(y) | ((y < 0) & (x != np.floor(x)) & ~infinite)
    usual = ~infinite & ~undefined
    values = np.where(undefined, np.nan, np.inf)
    for where, function in ((usual & (y > 0), zeta_of_positive), (usual & (y < 0), zeta_of_negative)):
        values[where] = function(x[where], y[where])
    return values


def around_two():
    """The coefficients of log Γ(2 + z) = (1 − γ) z + Σ (−1)ᵏ (ζ(k) − 1) zᵏ / k, for |z| ≤ ½."""
    k = np.arange(2.0, 30.0)
    return (0.0, 1 - EULER, *((-1) ** k * zeta_of_positive(k, np.full_like(k, 2.0)) / k))


AROUND_TWO = around_two()


def log_gamma_of_large(x):
    """log Γ(x) for x ≥ 9, by Stirling's series."""
    terms = [bernoulli / (2 * k * (2 * k - 1)) for k, bernoulli in enumerate(BERNOULLI[:9], 1)]
    return (x - 0.5) * (np.log(x) - 1) + (LOG_TWO_PI - 1) / 2 + polynomial(terms, 1 / (x * x)) / x


def log_gamma_of_medium(x):
    """log Γ(x) for 1.5 ≤ x < 9: Γ(x) = (x − 1) Γ(x − 1), down to the neighbourhood of 2."""
    steps, product = np.round(x) - 2, np.ones_like(x)
    for k in range(1, 8):
        product *= np.where(steps >= k, x - k, 1)
    return np.log(product) + polynomial(AROUND_TWO, x - 2 - steps)


def log_gamma_of_negative(x):
    """log |Γ(x)| for x < −½: Γ(x) Γ(−x) = −π / (x sin πx)."""
    return np.log(math.pi / np.abs(x * np.sin(math.pi * (x - np.round(x))))) - lgamma_values(-x)


@elementwise
def lgamma_values(x):
    """log |Γ(x)|: ∞ for x = 0, −1, …"""
    return np.piecewise(
        x,
        [x < -0.5, np.abs(x) <= 0.5, (x > 0.5) & (x < 1.5), (x >= 1.5) & (x < 9), np.isnan(x), x == -np.inf],
        [
            log_gamma_of_negative,
            lambda x: polynomial(AROUND_TWO, x) - np.log1p(x) - np.log(np.abs(x)),
            lambda x: polynomial(AROUND_TWO, x - 1) - np.log1p(x - 1),
            log_gamma_of_medium,
            np.nan,
            np.inf,
            log_gamma_of_large,
        ],
    )


def digamma_of_positive(x):
    """ψ(x) for x > 0: ψ(x) = ψ(x + 1) − 1 / x, up to where the asymptotic series is exact."""
    added = np.zeros_like(x)
    for _ in range(10):
        below = x < 10
        added += np.where(below, 1 / x, 0)
        x = np.where(below, x + 1, x)
    terms = [bernoulli / (2 * k) for k, bernoulli in enumerate(BERNOULLI[:8], 1)]
    square = 1 / (x * x)
    return np.log(x) - 0.5 / x - polynomial(terms, square) * square - added


@elementwise
def digamma_values(x):
    """ψ(x), the derivative of log Γ(x): −∞ at 0, NaN for x = −1, −2, …"""
    return np.piecewise(
        x,
        [x < 0, x > 0, (x < 0) & (x == np.floor(x)), x == 0],
        [
            lambda x: digamma_of_positive(1 - x) - math.pi / np.tan(math.pi * (x - np.round(x))),
            digamma_of_positive,
            np.nan,
            lambda x: np.copysign(np.inf, -x),
            np.nan,
        ],
    )


def start_of_gamma(a, x):
    """xᵃ e⁻ˣ / Γ(a)."""
    return np.exp(a * np.log(x) - x - lgamma_values(a))


def lower_part(a, x):
    """The share of Γ(a) below x, for x < a + 1: a power series."""
    term = total = 1 / a
    for k in range(1, 10_000):
        term = term * x / (a + k)
        total = total + term
        if not np.any(term > total * 1e-17):
            break
    return start_of_gamma(a, x) * total


def upper_part(a, x):
    """The share of Γ(a) above x, for x ≥ a + 1: Legendre's continued fraction, by Lentz's method."""
    b = x + 1 - a
    c, d = np.full_like(x, 1e300), 1 / b
    total = d
    for k in range(1, 10_000):
        b = b + 2
        d = 1 / (b - k * (k - a) * d)
        c = b - k * (k - a) / c
        total = total * c * d
        if not np.any(np.abs(c * d - 1) > 4e-16):
            break
    return start_of_gamma(a, x) * total


def parts_of_gamma(a, x):
    """The shares of Γ(a) below and above x, one of which is computed, and the other what is missing to 1."""
    below, above = np.full_like(x, np.nan), np.full_like(x, np.nan)
    inner, outer = (a > 0) & (x > 0) & (x < a + 1) & (a < np.inf), (a > 0) & (x >= a + 1) & (x < np.inf)
    below[inner], above[outer] = lower_part(a[inner], x[inner]), upper_part(a[outer], x[outer])
    above[inner], below[outer] = 1 - below[inner], 1 - above[outer]
    nothing = ((a > 0) & (x == 0)) | ((a == np.inf) & (x >= 0) & (x < np.inf))
    everything = ((a == 0) & (x > 0)) | ((a >= 0) & (a < np.inf) & (x == np.inf))
    below[nothing], above[nothing], below[everything], above[everything] = 0, 1, 1, 0
    return below, above


@elementwise
def igamma_values(x, y):
    """The share of Γ(x) below y."""
    return parts_of_gamma(x, y)[0]


@elementwise
def igammac_values(x, y):
    """The share of Γ(x) above y."""
    return parts_of_gamma(x, y)[1]


# The ops


@op(lgamma_values)
def lgamma(x):
    """log |Γ(x)|, elementwise; Γ(n) = (n − 1)! for whole n."""
    return lgamma_values(x), lambda g: g * digamma_values(x)


@op(digamma_values)
def digamma(x):
    """ψ(x), elementwise: the derivative of log Γ(x)."""
    return digamma_values(x), lambda g: g * polygamma(x, n=1)


@op()
def polygamma(x, *, n):
    """The n-th derivative of ψ(x), for n ≥ 1, elementwise: (−1)ⁿ⁺¹ n! ζ(n + 1, x)."""
    factor = (-1.0) ** (n + 1) * math.factorial(n)
    return factor * zeta_values(n + 1, x), lambda g: g * polygamma(x, n=n + 1)


@op(zeta_values)
def zeta(x, y):
    """Hurwitz's ζ function Σ (y + k)⁻ˣ, elementwise. As in PyTorch nothing is sent back to x."""
    return zeta_values(x, y), None, lambda g: -g * x * zeta_values(x + 1, y)


@op(igamma_values)
def igamma(x, y):
    """The share of Γ(x) = ∫ tˣ⁻¹ e⁻ᵗ dt that lies below t = y, elementwise. Nothing is sent back to x."""
    return igamma_values(x, y), None, lambda g: g * np.exp((x - 1) * np.log(y) - y - lgamma_values(x))


@op(igammac_values)
def igammac(x, y):
    """The share of Γ(x) that lies above t = y, elementwise. Nothing is sent back to x."""
    return igammac_values(x, y), None, lambda g: -g * np.exp((x - 1) * np.log(y) - y - lgamma_values(x))
