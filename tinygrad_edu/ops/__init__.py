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
amax, tied; amin, tied                                 equal shares of g
max of all, tied; min of all, tied                     equal shares of g
max along a dim, tied; min along a dim, tied           all of g to the index that is returned
maximum, tied; minimum, tied                           half of g to each
prod with a zero; prod with two zeros                  g · the product of the others, exactly
x ** 0 at 0                                            0
0 ** y                                                 0 to y for y ≥ 0
0 ** -1                                                −∞ to y
clamp at its bounds                                    g
clamp at tensors                                       g to x at a bound, to a bound that x lies beyond
clamp with min above max                               g to max
std of a constant                                      0
where: what isn't selected may be infinite             0 to what isn't selected
where: an infinite cotangent reaches one side only     0 to what isn't selected, whatever g is
a single where doesn't protect the root                NaN: 0 · ∞ behind it; see `where` for the remedy
double where                                           0 to what isn't selected
softplus at and beyond its threshold                   g beyond it, g · sigmoid(x) at it
binary_cross_entropy at 0 and 1                        as if x (1 − x) were 1e-12
=====================================================  ================================================
"""

from .activation import leaky_relu, log_softmax, relu, sigmoid, softmax, softplus
from .arithmetic import add, div, mul, neg, positive, pow, square, sub
from .comparison import (
    all,
    any,
    argmax,
    argmin,
    bitwise_and,
    bitwise_not,
    bitwise_or,
    bitwise_xor,
    eq,
    ge,
    gt,
    isfinite,
    isinf,
    isnan,
    le,
    logical_and,
    logical_not,
    logical_or,
    lt,
    ne,
)
from .elementwise import (
    abs,
    cast,
    clip,
    clone,
    exp,
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
from .indexing import getitem, index_add, index_put
from .linalg import dot, linear, matmul, norm, outer, vector_norm
from .loss import binary_cross_entropy, binary_cross_entropy_with_logits, cross_entropy, mse_loss, nll_loss
from .random import dropout, dropout_mask, generator, manual_seed
from .reduction import amax, amin, logsumexp, mean, prod, standard_deviation, sum, variance
from .shaping import broadcast_to, cat, permute, reshape, squeeze, stack, transpose, unsqueeze
