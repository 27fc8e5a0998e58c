"""PyTorch's ``torch.special``: the functions of mathematics that a calculator doesn't have."""

from .functions.elementwise import logit
from .functions.elementwise import mvlgamma as multigammaln
from .functions.elementwise import polygamma
from .functions.polynomials import (
    chebyshev_polynomial_t,
    chebyshev_polynomial_u,
    chebyshev_polynomial_v,
    chebyshev_polynomial_w,
    hermite_polynomial_h,
    hermite_polynomial_he,
    laguerre_polynomial_l,
    legendre_polynomial_p,
    shifted_chebyshev_polynomial_t,
    shifted_chebyshev_polynomial_u,
    shifted_chebyshev_polynomial_v,
    shifted_chebyshev_polynomial_w,
)
from .ops.activation import log_softmax, softmax
from .ops.activation import sigmoid as expit
from .ops.bessel import (
    airy_ai,
    bessel_j0,
    bessel_j1,
    bessel_y0,
    bessel_y1,
    i0,
    i0e,
    i1,
    i1e,
    modified_bessel_k0,
    modified_bessel_k1,
    scaled_modified_bessel_k0,
    scaled_modified_bessel_k1,
    spherical_bessel_j0,
)
from .ops.bessel import i0 as modified_bessel_i0
from .ops.bessel import i1 as modified_bessel_i1
from .ops.elementwise import log1p
from .ops.error_function import erf, erfc, erfcx, erfinv, log_ndtr, ndtr, ndtri
from .ops.exponential import entr, exp2, expm1, xlog1py, xlogy
from .ops.gamma import digamma, zeta
from .ops.gamma import digamma as psi
from .ops.gamma import igamma as gammainc
from .ops.gamma import igammac as gammaincc
from .ops.gamma import lgamma as gammaln
from .ops.reduction import logsumexp
from .ops.rounding import round
from .ops.trigonometric import sinc
