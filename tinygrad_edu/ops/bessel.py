"""Bessel functions, by quadrature of their integrals where these converge fast, and by asymptotic series beyond.

The trapezoidal rule over a whole period of a smooth function is exact up to what oscillates faster than its points:
a few dozen points give all digits. Source of the integrals and series: NIST's Digital Library of Mathematical
Functions, chapter 10, and 9 for Airy's function.
"""

import functools
import math

import numpy as np

from ..tape import op
from .kernel import elementwise, polynomial

EULER = 0.5772156649015329
ANGLES = (np.arange(32) + 0.5) * (math.pi / 64)  # the middles of 32 equal parts of a quarter of the circle


def mean_over_angles(function, weights=None):
    """The mean of ``function(angle)`` over a quarter of the circle, or its sum with other weights."""
    weights = np.full(len(ANGLES), 1 / len(ANGLES)) if weights is None else weights
    total = 0.0
    for angle, weight in zip(ANGLES, weights):
        total = total + weight * function(angle)
    return total


def asymptotic_terms(order, count):
    """aₖ = (4ν² − 1²)(4ν² − 3²) … (4ν² − (2k − 1)²) / (k! 8ᵏ), the coefficients of all series for large x."""
    terms = [1.0]
    for k in range(1, count):
        terms.append(terms[-1] * (4 * order * order - (2 * k - 1) ** 2) / (8 * k))
    return terms


# The modified functions of the first kind: I(x) e^(−|x|)


def scaled_i0(x):
    """e⁻ˣ I₀(x) for 0 ≤ x < 50: the mean of e⁻ˣ cosh(x cos θ)."""
    return mean_over_angles(lambda angle: (np.exp(-x * fall(angle)) + np.exp(-x * rise(angle))) / 2)


def scaled_i1(x):
    """e⁻ˣ I₁(x) for 0 ≤ x < 50: the mean of e⁻ˣ cos θ sinh(x cos θ)."""

    def part(angle):
        cosine = math.cos(angle)
        return np.exp(-x * fall(angle)) * -np.expm1(-2 * x * cosine) / 2 * cosine

    return mean_over_angles(part)


def fall(angle):
    """1 − cos θ."""
    return 2 * math.sin(angle / 2) ** 2


def rise(angle):
    """1 + cos θ."""
    return 2 * math.cos(angle / 2) ** 2


def large_i(order, x):
    """e⁻ˣ I(x) for x ≥ 50."""
    terms = [(-1) ** k * term for k, term in enumerate(asymptotic_terms(order, 14))]
    return polynomial(terms, 1 / x) / np.sqrt(2 * math.pi * x)


@elementwise
def i0e_values(x):
    """e^(−|x|) I₀(x)."""
    x = np.abs(x)
    return np.piecewise(x, [x < 50, x >= 50], [scaled_i0, lambda x: large_i(0, x), np.nan])


@elementwise
def i1e_values(x):
    """e^(−|x|) I₁(x)."""
    size = np.abs(x)
    return np.piecewise(size, [size < 50, size >= 50], [scaled_i1, lambda x: large_i(1, x), np.nan]) * np.sign(x)


@elementwise
def i0_values(x):
    """I₀(x)."""
    half = np.exp(np.abs(x) / 2)  # in two steps, as the exponential overflows before I₀ does
    return np.where(np.isinf(x), np.inf, i0e_values(x) * half * half)


@elementwise
def i1_values(x):
    """I₁(x)."""
    half = np.exp(np.abs(x) / 2)
    return np.where(np.isinf(x), x, i1e_values(x) * half * half)


@op(i0_values, np.i0)
def i0(x):
    """The modified Bessel function I₀, elementwise."""
    return i0_values(x), lambda g: g * i1_values(x)


@op(i1_values)
def i1(x):
    """The modified Bessel function I₁, elementwise."""
    y = i1_values(x)
    safe = np.where(x == 0, 1, x)
    return y, lambda g: g * np.where(x == 0, 0.5, i0_values(x) - i1_values(x) / safe)


@op(i0e_values)
def i0e(x):
    """e^(−|x|) I₀(x), elementwise, which doesn't overflow."""
    y = i0e_values(x)
    return y, lambda g: g * (i1e_values(x) - np.sign(x) * y)


@op(i1e_values)
def i1e(x):
    """e^(−|x|) I₁(x), elementwise, which doesn't overflow."""
    y = i1e_values(x)
    safe = np.where(x == 0, 1, x)
    return y, lambda g: g * np.where(x == 0, 0.5, i0e_values(x) - y * (np.sign(x) + 1 / safe))


# The functions of the first and second kind: J and Y. They and those below have no derivatives, as in PyTorch


def large_j_and_y(order, x):
    """J and Y for x ≥ 25, by Hankel's series: √(2 / πx) (P cos χ − Q sin χ) and √(2 / πx) (P sin χ + Q cos χ)."""
    terms = asymptotic_terms(order, 24)
    p = polynomial([(-1) ** k * term for k, term in enumerate(terms[0::2])], 1 / (x * x))
    q = polynomial([(-1) ** k * term for k, term in enumerate(terms[1::2])], 1 / (x * x)) / x
    cosine, sine = (np.cos(x) + np.sin(x)), (np.sin(x) - np.cos(x))  # of χ = x − π / 4, times √2
    if order == 1:  # χ is less by another quarter of the circle
        cosine, sine = sine, -cosine
    root = np.sqrt(math.pi * x)
    return (p * cosine - q * sine) / root, (p * sine + q * cosine) / root


def small_j0(x):
    """J₀(x) for 0 ≤ x < 25: the mean of cos(x sin θ)."""
    return mean_over_angles(lambda angle: np.cos(x * math.sin(angle)))


def small_j1(x):
    """J₁(x) for 0 ≤ x < 25: the mean of sin θ sin(x sin θ)."""
    return mean_over_angles(lambda angle: math.sin(angle) * np.sin(x * math.sin(angle)))


# Σ (−1)ᵏ J₂ₖ(x) / k, for k from 1: each J₂ₖ is the mean of cos(2kθ) cos(x sin θ), so that the sum is one with weights.
NEUMANN = sum((-1) ** k * np.cos(2 * k * ANGLES) / k for k in range(1, 33)) / len(ANGLES)


def small_y0(x):
    """Y₀(x) for 0 < x < 25, by Neumann's series."""
    series = mean_over_angles(lambda angle: np.cos(x * math.sin(angle)), NEUMANN)
    return 2 / math.pi * ((np.log(x / 2) + EULER) * small_j0(x) - 2 * series)


def small_y1(x):
    """Y₁(x) = −Y₀'(x) for 0 < x < 25."""
    slope = mean_over_angles(lambda angle: -math.sin(angle) * np.sin(x * math.sin(angle)), NEUMANN)
    return -2 / math.pi * (small_j0(x) / x - (np.log(x / 2) + EULER) * small_j1(x) - 2 * slope)


@elementwise
def bessel_j0_values(x):
    """J₀(x)."""
    x = np.abs(x)
    cases = [x < 25, (x >= 25) & (x < np.inf), x == np.inf]
    return np.piecewise(x, cases, [small_j0, lambda x: large_j_and_y(0, x)[0], 0, np.nan])


@elementwise
def bessel_j1_values(x):
    """J₁(x)."""
    size = np.abs(x)
    cases = [size < 25, (size >= 25) & (size < np.inf), size == np.inf]
    return np.piecewise(size, cases, [small_j1, lambda x: large_j_and_y(1, x)[0], 0, np.nan]) * np.sign(x)


@elementwise
def bessel_y0_values(x):
    """Y₀(x)."""
    cases = [(x > 0) & (x < 25), (x >= 25) & (x < np.inf), x == 0, x == np.inf]
    return np.piecewise(x, cases, [small_y0, lambda x: large_j_and_y(0, x)[1], -np.inf, 0, np.nan])


@elementwise
def bessel_y1_values(x):
    """Y₁(x)."""
    cases = [(x > 0) & (x < 25), (x >= 25) & (x < np.inf), x == 0, x == np.inf]
    return np.piecewise(x, cases, [small_y1, lambda x: large_j_and_y(1, x)[1], -np.inf, 0, np.nan])


@op(bessel_j0_values)
def bessel_j0(x):
    """The Bessel function J₀, elementwise."""
    return bessel_j0_values(x), None


@op(bessel_j1_values)
def bessel_j1(x):
    """The Bessel function J₁, elementwise."""
    return bessel_j1_values(x), None


@op(bessel_y0_values)
def bessel_y0(x):
    """The Bessel function Y₀, elementwise."""
    return bessel_y0_values(x), None


@op(bessel_y1_values)
def bessel_y1(x):
    """The Bessel function Y₁, elementwise."""
    return bessel_y1_values(x), None


@elementwise
def spherical_bessel_j0_values(x):
    """sin x / x: 1 at 0, 0 at ±∞."""
    return np.piecewise(x, [x == 0, np.isinf(x)], [1, 0, lambda x: np.sin(x) / x])


@op(spherical_bessel_j0_values)
def spherical_bessel_j0(x):
    """sin x / x, elementwise."""
    return spherical_bessel_j0_values(x), None


# The modified functions of the second kind: K(x) eˣ


def middle_k(order, x):
    """eˣ K(x) for ½ < x < 50: the integral of e^(−x (cosh t − 1)) cosh νt."""
    step, total = 0.1, 0.5
    for t in np.arange(1, 56) * step:
        total = total + np.exp(-2 * x * math.sinh(t / 2) ** 2) * math.cosh(order * t)
    return total * step


def large_k(order, x):
    """eˣ K(x) for x ≥ 50."""
    return polynomial(asymptotic_terms(order, 14), 1 / x) * np.sqrt(math.pi / (2 * x))


def small_k(order, x):
    """eˣ K(x) for 0 < x < 1: the power series of K₀ and K₁."""
    quarter, log = x * x / 4, np.log(x / 2) + EULER
    term, harmonic, added = np.ones_like(x), 0.0, np.zeros_like(x)
    for k in range(16):
        next_harmonic = harmonic + 1 / (k + 1)
        added += term * (harmonic - log) if order == 0 else term * ((harmonic + next_harmonic) / 2 - log)
        term = term * quarter / ((k + 1) * (k + 1 + order))
        harmonic = next_harmonic
    return np.exp(x) * (added if order == 0 else 1 / x - x / 2 * added)


def scaled_k(order, x):
    """eˣ K(x): ∞ at 0, NaN below."""
    return np.piecewise(
        x,
        [(x > 0) & (x < 1), (x >= 1) & (x < 50), x >= 50, x == 0],
        [
            functools.partial(small_k, order),
            functools.partial(middle_k, order),
            functools.partial(large_k, order),
            np.inf,
            np.nan,
        ],
    )


@elementwise
def k0e_values(x):
    """eˣ K₀(x)."""
    return scaled_k(0, x)


@elementwise
def k1e_values(x):
    """eˣ K₁(x)."""
    return scaled_k(1, x)


@elementwise
def k0_values(x):
    """K₀(x)."""
    return scaled_k(0, x) * np.exp(-x)


@elementwise
def k1_values(x):
    """K₁(x)."""
    return scaled_k(1, x) * np.exp(-x)


@op(k0_values)
def modified_bessel_k0(x):
    """The modified Bessel function K₀, elementwise."""
    return k0_values(x), None


@op(k1_values)
def modified_bessel_k1(x):
    """The modified Bessel function K₁, elementwise."""
    return k1_values(x), None


@op(k0e_values)
def scaled_modified_bessel_k0(x):
    """eˣ K₀(x), elementwise, which doesn't underflow."""
    return k0e_values(x), None


@op(k1e_values)
def scaled_modified_bessel_k1(x):
    """eˣ K₁(x), elementwise, which doesn't underflow."""
    return k1e_values(x), None


# Airy's function

AIRY = 0.3550280538878172, -0.2588194037928068  # Ai and Ai' at 0
SPACING = 0.5


def taylor(x, value, slope, d, count=24):
    """A solution of y'' = xy and its slope at x + d, from those at x, by the Taylor series."""
    terms = [value, slope, x * value / 2]
    for n in range(1, count):
        terms.append((x * terms[n] + terms[n - 1]) / ((n + 1) * (n + 2)))
    y = slope_there = 0.0
    for n in reversed(range(len(terms))):
        y = y * d + terms[n]
        slope_there = slope_there * d + (n + 1) * terms[n + 1] if n + 1 < len(terms) else 0.0
    return y, slope_there


def airy_table():
    """Ai and Ai' at 0, −½, −1, … −12, each from the one before."""
    table = [AIRY]
    for k in range(24):
        table.append(taylor(-k * SPACING, *table[-1], -SPACING))
    return np.array(table)


AIRY_TABLE = airy_table()


def middle_airy(x):
    """Ai(x) for −12 < x < 1: the Taylor series around the nearest place in the table."""
    nearest = np.maximum(np.round(-x / SPACING), 0)
    value, slope = AIRY_TABLE[nearest.astype(int)].T
    return taylor(-nearest * SPACING, value, slope, x + nearest * SPACING)[0]


def airy_beyond(x):
    """Ai(x) for x ≥ 1: √(x / 3) K(ζ) / π, of order ⅓, with ζ = ⅔ x√x."""
    zeta = 2 / 3 * x * np.sqrt(x)
    k = np.piecewise(zeta, [zeta < 50], [lambda z: middle_k(1 / 3, z), lambda z: large_k(1 / 3, z)])
    return np.sqrt(x / 3) * k * np.exp(-zeta) / math.pi


def airy_oscillating(x):
    """Ai(x) for x ≤ −12: an asymptotic series of sines and cosines."""
    zeta = 2 / 3 * -x * np.sqrt(-x)
    terms = [(-1) ** (k // 2) * term for k, term in enumerate(asymptotic_terms(1 / 3, 20))]
    p, q = polynomial(terms[0::2], 1 / (zeta * zeta)), polynomial(terms[1::2], 1 / (zeta * zeta)) / zeta
    angle = zeta - math.pi / 4
    return (p * np.cos(angle) - q * np.sin(angle)) / (math.sqrt(math.pi) * (-x) ** 0.25)


@elementwise
def airy_ai_values(x):
    """Ai(x)."""
    cases = [(x <= -12) & (x > -np.inf), (x > -12) & (x < 1), (x >= 1) & (x < 110), x >= 110]
    return np.piecewise(x, cases, [airy_oscillating, middle_airy, airy_beyond, 0, np.nan])


@op(airy_ai_values)
def airy_ai(x):
    """Airy's function Ai, elementwise."""
    return airy_ai_values(x), None
