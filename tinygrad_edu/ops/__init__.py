"""Every op, once, by family: a value and one backward closure for each operand."""

from .activation import leaky_relu, log1p, log_softmax, relu, sigmoid, softmax, softplus
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
