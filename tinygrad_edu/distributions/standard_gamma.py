"""Numbers drawn from Gamma(concentration, 1), as a function of the concentration: gradients go through them.

There is no formula for a drawn z as there is for a normal number, loc + scale · ε. But z moves so that the share of
the distribution below it, F(z, α), stays the same: F(z(α), α) = constant, hence dz/dα = −(∂F/∂α) / (∂F/∂z).
Source: Figurnov, Mohamed and Mnih, "Implicit Reparameterization Gradients", NeurIPS 2018.
"""

from __future__ import annotations

import math

import numpy as np

from .. import ops
from ..factories import rand
from ..ops.gamma import digamma_values
from ..tape import op
from ..tensor import Tensor

# The nodes of `slope`: u from −4 to 4.5 in so many steps, for a relative error below 1e-8.
STEPS, FIRST, LAST = 80, -4.0, 4.5


def log_of_drawn(concentration: Tensor, shape: tuple[int, ...]) -> Tensor:
    """log x, in float64, for x drawn from Gamma(concentration, 1): x itself may be too small for a float.

    x = z · u^(1/α), with z drawn from Gamma(α + 1, 1) and u uniform. Source: Marsaglia and Tsang, "A Simple Method for
    Generating Gamma Variables", ACM Transactions on Mathematical Software 26 (2000), section 6.
    """
    alpha = concentration.to(np.float64).expand(shape)
    z = drawn_of(alpha + 1, ops.generator.standard_gamma(alpha.data + 1))
    u = 1 - rand(shape, dtype=np.float64)
    return z.log() + u.log() / alpha


@op()
def drawn_of(alpha, drawn):
    """`drawn`, from Gamma(alpha, 1) with alpha ≥ 1, as the function of alpha that it is."""
    return +drawn, lambda g: g * slope(alpha, drawn_of(alpha, drawn)), None


def slope(alpha, z):
    """dz/dα, for α ≥ 1, in float64.

    With the density f and ψ = (log Γ)′ it is −1 / f(z) · ∫₀ᶻ f(t) (log t − ψ(α)) dt, and the same integral from z to ∞
    without the minus: where log z > ψ(α) that one is taken, so that all its terms have one sign and none cancel.
    With t = z · e^(±s) the integrand falls in s at once, and with s = w · exp(u − e^(−u)) at both ends of u so fast
    that the rule of the rectangles is exact. Source: Takahasi and Mori, "Double Exponential Formulas for Numerical
    Integration", Publications of the RIMS 9 (1974).
    """
    away = np.log(z) - digamma_values(alpha)
    side = np.where(away < 0, -1.0, 1.0)
    width = 1 / (np.abs(alpha - z) + np.sqrt(alpha))
    total = 0.0
    for u in np.linspace(FIRST, LAST, STEPS + 1):
        node = math.exp(u - math.exp(-u))
        s = side * width * node
        total = total + node * (1 + math.exp(-u)) * np.exp(alpha * s - z * np.expm1(s)) * np.abs(away + s)
    return total * z * width * ((LAST - FIRST) / STEPS)
