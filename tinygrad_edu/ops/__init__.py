"""Every op, once, by family: a value and one backward closure for each operand.

What is sent back where a derivative isn't unique, isn't finite, or is 0 · ∞ in the formula (PyTorch's answer,
wherever it has one):

=====================================================  ================================================
place                                                  what the operand gets, when the result is sent g
=====================================================  ================================================
relu at 0                                              0
leaky_relu at 0                                        g · negative_slope
abs at 0                                               0
sign                                                   0
sqrt at 0                                              ∞
log at 0                                               ∞
norm at 0                                              0, for every order
norm of order inf, tied                                equal shares of g
norm of order -1 with a zero                           0
matrix norm of order 1, tied                           equal shares of g
normalize at 0                                         g / eps
cosine_similarity at 0                                 to x: g · the direction of y / eps; to y: 0
det of a singular matrix; det of zeros                 g · the cofactors, exactly
logdet of a singular matrix                            infinite or NaN
eigenvalues twice; singular values twice               as if they were apart; NaN or ∞ through their vectors
amax, tied; amin, tied                                 equal shares of g
max of all, tied; min of all, tied                     equal shares of g
scatter_reduce amax, tied                              equal shares of g
max along a dim, tied; min along a dim, tied           all of g to the index that is returned
max_pool, tied; adaptive_max_pool, tied                all of g to the first
max_unpool, two elements at one place                  g to each of them
grid_sample at a border                                0 to the grid
maximum, tied; minimum, tied                           half of g to each
prod with a zero; prod with two zeros                  g · the product of the others, exactly
cumprod with a zero; cumprod with two zeros            the products of the others, exactly
median of all, tied; nanmedian of all, tied            equal shares of g
cummax, tied; cummin, tied                             all of g to the last of the equal ones
sort, tied                                             what its own place gets: equal ones keep order
mode, tied                                             all of g to the last of the smallest mode
nansum with NaN                                        0 to the NaN
cdist at 0                                             0, for every order
cdist of order inf, tied                               all of g to each
renorm at maxnorm                                      g
x ** 0 at 0                                            0
0 ** y                                                 0 to y for y ≥ 0
0 ** -1                                                −∞ to y
elu at 0                                               g · alpha
prelu at 0                                             g · weight
hardtanh at its bounds; relu6 at its bounds            0 (`clip` sends g)
hardsigmoid at its bounds                              0
hardswish at its bounds                                0 at −3, g at 3
hardshrink at its bounds; softshrink at its bounds     0
threshold at it                                        0
floor                                                  0, as ceil, trunc and round
fmax, tied; fmin, tied                                 all of g to the first
copysign at 0                                          0
nan_to_num                                             0 to what is replaced
atan2 at the origin                                    0
hypot at 0                                             NaN
xlogy with x = 0                                       0 to x for y ≤ 0, and no infinity in the value
clamp at its bounds                                    g
clamp at tensors                                       g to x at a bound, to a bound that x lies beyond
clamp with min above max                               g to max
std of a constant                                      0
embedding_bag of mode max, tied                        all of g to the first in the bag
attention that may look at nothing                     0
layer_norm of a constant                               (g − the mean of g) / √eps
where: what isn't selected may be infinite             0 to what isn't selected
where: an infinite cotangent reaches one side only     0 to what isn't selected, whatever g is
a single where doesn't protect the root                NaN: 0 · ∞ behind it; see `where` for the remedy
double where                                           0 to what isn't selected
softplus at and beyond its threshold                   g beyond it, g · sigmoid(x) at it
binary_cross_entropy at 0 and 1                        as if x (1 − x) were 1e-12
=====================================================  ================================================
"""

from .activation import (
    elu,
    gelu,
    gelu_tanh,
    hardshrink,
    hardsigmoid,
    hardswish,
    hardtanh,
    leaky_relu,
    log_softmax,
    logsigmoid,
    mish,
    prelu,
    relu,
    sigmoid,
    silu,
    softmax,
    softplus,
    softshrink,
    softsign,
    threshold,
)
from .arithmetic import add, div, mul, neg, positive, pow, square, sub
from .attention import scaled_dot_product_attention
from .bessel import (
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
from .comparison import (
    bitwise_and,
    bitwise_left_shift,
    bitwise_not,
    bitwise_or,
    bitwise_right_shift,
    bitwise_xor,
    eq,
    gcd,
    ge,
    gt,
    isclose,
    isfinite,
    isin,
    isinf,
    isnan,
    isneginf,
    isposinf,
    isreal,
    lcm,
    le,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
    lt,
    ne,
    signbit,
)
from .convolution import convolution, transposed_convolution
from .diagonals import diagonal, on_diagonal
from .einsum import einsum
from .elementwise import (
    abs,
    cast,
    clip,
    clone,
    exp,
    fmax,
    fmin,
    lerp,
    log,
    log1p,
    maximum,
    minimum,
    ones_like,
    sign,
    sqrt,
    tanh,
    where,
    zeros_like,
)
from .embedding import embedding, one_hot
from .error_function import erf, erfc, erfcx, erfinv, log_ndtr, ndtr, ndtri
from .exponential import entr, exp2, expm1, log2, log10, logaddexp, logaddexp2, logit, reciprocal, rsqrt, xlog1py, xlogy
from .gamma import digamma, igamma, igammac, lgamma, polygamma, zeta
from .indexing import argwhere, getitem, index_put, scattered
from .interpolation import resample
from .linalg import dot
from .loss import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    huber_loss,
    mse_loss,
    nll_loss,
)
from .normalization import batch_norm, layer_norm, rms_norm
from .norms import norm, vector_norm
from .pooling import avg_pool, max_pool, max_unpool
from .products import cross, linear, matmul, outer
from .random import dropout, dropout_mask, generator, manual_seed
from .recurrent import gru, lstm, rnn
from .reduction import (
    all,
    amax,
    amin,
    any,
    argmax,
    argmin,
    count_nonzero,
    logsumexp,
    mean,
    median,
    prod,
    standard_deviation,
    sum,
    variance,
)
from .roots import angle, cbrt, imag
from .rounding import (
    ceil,
    copysign,
    floor,
    floor_divide,
    fmod,
    frac,
    heaviside,
    nan_to_num,
    nextafter,
    remainder,
    round,
    trunc,
)
from .scan import cumprod, cumsum, logcumsumexp
from .shaping import (
    broadcast_to,
    cat,
    contiguous,
    flip,
    movedim,
    pad,
    permute,
    reshape,
    roll,
    squeeze,
    stack,
    transpose,
    tril,
    triu,
    unsqueeze,
)
from .solving import det, inv, matrix_exp, pinv, solve
from .sorting import argsort
from .trigonometric import (
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    cos,
    cosh,
    deg2rad,
    hypot,
    rad2deg,
    sin,
    sinc,
    sinh,
    tan,
)
from .windows import overlap_add, windows
