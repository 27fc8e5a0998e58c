"""PyTorch's ``torch.special``: the functions of mathematics that a calculator doesn't have.

>>> import tinygrad_edu as tg
>>> tg.special.ndtr(tg.tensor([-1.96, 0.0, 1.96]))
tensor([0.02499789, 0.5       , 0.9750021 ])
"""

from . import ops
from .functions import elementwise, polynomials

__all__ = [
    "airy_ai", "bessel_j0", "bessel_j1", "bessel_y0", "bessel_y1", "chebyshev_polynomial_t", "chebyshev_polynomial_u",
    "chebyshev_polynomial_v", "chebyshev_polynomial_w", "digamma", "entr", "erf", "erfc", "erfcx", "erfinv", "exp2",
    "expit", "expm1", "gammainc", "gammaincc", "gammaln", "hermite_polynomial_h", "hermite_polynomial_he", "i0", "i0e",
    "i1", "i1e", "laguerre_polynomial_l", "legendre_polynomial_p", "log1p", "log_ndtr", "log_softmax", "logit",
    "logsumexp", "modified_bessel_i0", "modified_bessel_i1", "modified_bessel_k0", "modified_bessel_k1", "multigammaln",
    "ndtr", "ndtri", "polygamma", "psi", "round", "scaled_modified_bessel_k0", "scaled_modified_bessel_k1",
    "shifted_chebyshev_polynomial_t", "shifted_chebyshev_polynomial_u", "shifted_chebyshev_polynomial_v",
    "shifted_chebyshev_polynomial_w", "sinc", "softmax", "spherical_bessel_j0", "xlog1py", "xlogy", "zeta",
]  # fmt: skip

exp2, expm1, log1p, logsumexp = ops.exp2, ops.expm1, ops.log1p, ops.logsumexp
xlogy, xlog1py, entr = ops.xlogy, ops.xlog1py, ops.entr
expit, logit, softmax, log_softmax = ops.sigmoid, ops.logit, ops.softmax, ops.log_softmax
round, sinc = ops.round, ops.sinc

erf, erfc, erfcx, erfinv = ops.erf, ops.erfc, ops.erfcx, ops.erfinv
ndtr, ndtri, log_ndtr = ops.ndtr, ops.ndtri, ops.log_ndtr

gammaln, multigammaln, gammainc, gammaincc = ops.lgamma, elementwise.mvlgamma, ops.igamma, ops.igammac
digamma, psi, polygamma, zeta = ops.digamma, ops.digamma, elementwise.polygamma, ops.zeta

i0, i0e, i1, i1e = ops.i0, ops.i0e, ops.i1, ops.i1e
bessel_j0, bessel_j1, bessel_y0, bessel_y1 = ops.bessel_j0, ops.bessel_j1, ops.bessel_y0, ops.bessel_y1
modified_bessel_i0, modified_bessel_i1 = ops.i0, ops.i1
modified_bessel_k0, modified_bessel_k1 = ops.modified_bessel_k0, ops.modified_bessel_k1
scaled_modified_bessel_k0, scaled_modified_bessel_k1 = ops.scaled_modified_bessel_k0, ops.scaled_modified_bessel_k1
spherical_bessel_j0, airy_ai = ops.spherical_bessel_j0, ops.airy_ai

chebyshev_polynomial_t, chebyshev_polynomial_u = polynomials.chebyshev_polynomial_t, polynomials.chebyshev_polynomial_u
chebyshev_polynomial_v, chebyshev_polynomial_w = polynomials.chebyshev_polynomial_v, polynomials.chebyshev_polynomial_w
shifted_chebyshev_polynomial_t = polynomials.shifted_chebyshev_polynomial_t
shifted_chebyshev_polynomial_u = polynomials.shifted_chebyshev_polynomial_u
shifted_chebyshev_polynomial_v = polynomials.shifted_chebyshev_polynomial_v
shifted_chebyshev_polynomial_w = polynomials.shifted_chebyshev_polynomial_w
hermite_polynomial_h, hermite_polynomial_he = polynomials.hermite_polynomial_h, polynomials.hermite_polynomial_he
laguerre_polynomial_l, legendre_polynomial_p = polynomials.laguerre_polynomial_l, polynomials.legendre_polynomial_p
