"""The error function and what is made of it: the normal distribution, its logarithm, and their inverses."""

import math

import numpy as np

from ..tape import op
from .kernel import elementwise, polynomial

ROOT_PI = math.sqrt(math.pi)
ROOT_2 = math.sqrt(2)
ROOT_TWO_PI = math.sqrt(2 * math.pi)

# The kernels. Both series are truncated Chebyshev expansions, written in powers of a t between −1 and 1.

# erf(x) / x for 0 ≤ x ≤ 1, with t = 2x² − 1
NEAR = (
    0.9654687386698673, -0.1405360890227171, 0.019852496688983708, -0.0022854855611440673, 0.00021751715604160108,
    -1.75371694414921e-05, 1.223382738352401e-06, -7.511569160678138e-08, 4.11580059766496e-09, -2.0352493920247854e-10,
    9.167606746069445e-12, -3.7910930392717217e-13, 1.454817075960679e-14, -5.166061616805981e-16,
)  # fmt: skip
# (1 + 2x) · eˣˣ erfc(x) for 0 ≤ x, with t = (x − 3.75) / (x + 3.75): Shepherd and Laframboise, Math. Comp. 36 (1981)
FAR = (
    1.2375126308378275, -0.14024059858554702, 0.00358541548546369, 0.08227673849015102, -0.10880393014170746,
    0.09230432116019834, -0.05869339859054762, 0.0283622774215156, -0.009746579547619623, 0.0017556258324217529,
    0.00029371359480570737, -0.00029015397928986765, 5.164940777546399e-05, 2.2383912036550678e-05,
    -1.1445049125831309e-05, -9.72849582211122e-07, 1.7534434251106334e-06, -5.826281078800777e-08,
    -2.6114702359900956e-07, 2.4289762925488707e-08, 4.0971223152703005e-08, -4.389284159986328e-09,
    -6.545560212480267e-09, 5.457157304704688e-10, 9.02214970034059e-10, -3.75315827795962e-11, -7.33950500852954e-11,
)  # fmt: skip


def exp_of_square(x, factor):
    """exp(factor · x²), exact for large x too: x² is taken apart into a number that needs no rounding, and a rest."""
    x = np.clip(x, -60, 60)
    short = np.round(x * 16) / 16
    return np.exp(factor * short * short) * np.exp(factor * (x - short) * (x + short))


def near_zero(x):
    """erf(x) for |x| ≤ 1."""
    return x * polynomial(NEAR, 2 * x * x - 1)


def scaled_complement(x):
    """eˣˣ · erfc(x) for x ≥ 0."""
    finite = np.minimum(x, 1e300)
    return polynomial(FAR, (finite - 3.75) / (finite + 3.75)) / (1 + 2 * x)


def complement(x):
    """erfc(x) for x ≥ 0."""
    return scaled_complement(x) * exp_of_square(x, -1)


@elementwise
def erf_values(x):
    """The error function."""
    far = [x < -1, x > 1]
    return np.piecewise(x, far, [lambda x: complement(-x) - 1, lambda x: 1 - complement(x), near_zero])


@elementwise
def erfc_values(x):
    """1 − erf(x), exact where that would be 0."""
    far = [x < -1, x > 0.5]
    return np.piecewise(x, far, [lambda x: 2 - complement(-x), complement, lambda x: 1 - near_zero(x)])


@elementwise
def erfcx_values(x):
    """eˣˣ · erfc(x)."""
    return np.piecewise(
        x,
        [x < -0.5, x > 0.5],
        [
            lambda x: 2 * exp_of_square(x, 1) - scaled_complement(-x),
            scaled_complement,
            lambda x: np.exp(x * x) * (1 - near_zero(x)),
        ],
    )


def tail(x):
    """The probability of a normal number below x, for x ≤ 0."""
    return scaled_complement(-x / ROOT_2) / 2 * exp_of_square(x, -0.5)


@elementwise
def ndtr_values(x):
    """The probability of a normal number below x: erfc(−x / √2) / 2."""
    far = [x < -1, x > 1]
    return np.piecewise(x, far, [tail, lambda x: 1 - tail(-x), lambda x: 0.5 + near_zero(x / ROOT_2) / 2])


@elementwise
def log_ndtr_values(x):
    """The logarithm of that probability, exact where the probability would be 0."""
    return np.piecewise(
        x,
        [x < -1, x > 1],
        [
            lambda x: np.log(scaled_complement(-x / ROOT_2) / 2) - x * x / 2,
            lambda x: np.log1p(-tail(-x)),
            lambda x: np.log1p(near_zero(x / ROOT_2) / 2 - 0.5),
        ],
    )


def inverse_complement(p):
    """The x ≥ 0 with erfc(x) = p, for 0 < p ≤ 1.

    Winitzki's approximation (2008), of which three steps of Halley's method make all digits.
    """
    log = np.log(p * (2 - p))
    middle = 2 / (math.pi * 0.147) + log / 2
    x = np.sqrt(np.sqrt(middle * middle - log / 0.147) - middle)
    for _ in range(3):
        step = ROOT_PI / 2 * (np.exp(x * x + np.log(p)) - scaled_complement(x))
        x = x - step / (1 + x * step)
    return x


def inverse_near_zero(y):
    """The x with erf(x) = y, for |y| ≤ 0.5: Halley's method, from the first terms of the series."""
    x = y * (ROOT_PI / 2) * (1 + math.pi / 12 * y * y)
    for _ in range(3):
        step = ROOT_PI / 2 * np.exp(x * x) * (near_zero(x) - y)
        x = x - step / (1 + x * step)
    return x


@elementwise
def erfinv_values(x):
    """The y with erf(y) = x: ±∞ at ±1, NaN beyond."""
    size = np.abs(x)
    return np.piecewise(
        x,
        [size <= 0.5, (size > 0.5) & (size < 1), size == 1],
        [
            inverse_near_zero,
            lambda x: np.copysign(inverse_complement(1 - np.abs(x)), x),
            lambda x: x * np.inf,
            np.nan,
        ],
    )


@elementwise
def ndtri_values(x):
    """The y below which a normal number lies with probability x: −∞ at 0, ∞ at 1, NaN beyond."""
    return np.piecewise(
        x,
        [(x > 0) & (x <= 0.25), (x > 0.25) & (x < 0.75), (x >= 0.75) & (x < 1), x == 0, x == 1],
        [
            lambda x: -ROOT_2 * inverse_complement(2 * x),
            lambda x: ROOT_2 * inverse_near_zero(2 * x - 1),
            lambda x: ROOT_2 * inverse_complement(2 * (1 - x)),
            -np.inf,
            np.inf,
            np.nan,
        ],
    )


# The ops


@op(erf_values)
def erf(x):
    """The error function, elementwise: 2 / √π · the integral of e^(−t²) from 0 to x."""
    return erf_values(x), lambda g: g * (2 / ROOT_PI) * np.exp(-x * x)


@op(erfc_values)
def erfc(x):
    """1 − erf(x), elementwise, exact for large x too."""
    return erfc_values(x), lambda g: -g * (2 / ROOT_PI) * np.exp(-x * x)


@op(erfcx_values)
def erfcx(x):
    """e^(x²) · erfc(x), elementwise."""
    y = erfcx_values(x)
    return y, lambda g: g * (2 * x * y - 2 / ROOT_PI)


@op(erfinv_values)
def erfinv(x):
    """The y with erf(y) = x, elementwise."""
    y = erfinv_values(x)
    return y, lambda g: g * (ROOT_PI / 2) * np.exp(y * y)


@op(ndtr_values)
def ndtr(x):
    """The probability that a normal number lies below x, elementwise."""
    return ndtr_values(x), lambda g: g / ROOT_TWO_PI * np.exp(-x * x / 2)


@op(log_ndtr_values)
def log_ndtr(x):
    """log(ndtr(x)), elementwise, exact for very negative x too."""
    y = log_ndtr_values(x)
    return y, lambda g: g / ROOT_TWO_PI * np.exp(-x * x / 2 - y)


@op(ndtri_values)
def ndtri(x):
    """The y with ndtr(y) = x, elementwise: the quantile of the normal distribution."""
    y = ndtri_values(x)
    return y, lambda g: g * ROOT_TWO_PI * np.exp(y * y / 2)
