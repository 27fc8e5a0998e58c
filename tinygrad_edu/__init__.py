"""tinygrad_edu: automatic differentiation, small enough to read in an evening."""

import numpy as np

from . import autograd, functions, nn, ops, optim
from .arrays import get_default_dtype, set_default_dtype
from .autograd import enable_grad, grad, is_grad_enabled, no_grad, record_lines
from .factories import arange, ones, rand, randn, zeros
from .functions import dot, expand, flatten, index_put, max, min, norm, permute, reshape, squeeze, std, t, var
from .ops import (
    abs,
    add,
    all,
    amax,
    amin,
    any,
    argmax,
    argmin,
    cat,
    clip,
    clone,
    div,
    eq,
    exp,
    ge,
    gt,
    isfinite,
    isinf,
    isnan,
    le,
    log,
    log1p,
    log_softmax,
    logical_and,
    logical_not,
    logical_or,
    logsumexp,
    lt,
    manual_seed,
    matmul,
    maximum,
    mean,
    minimum,
    mul,
    ne,
    neg,
    ones_like,
    outer,
    pow,
    prod,
    relu,
    sigmoid,
    sign,
    softmax,
    sqrt,
    square,
    stack,
    sub,
    sum,
    tanh,
    transpose,
    unsqueeze,
    where,
    zeros_like,
)  # fmt: skip
from .tensor import Tensor, from_numpy, tensor

float32, float64, int32, int64, bool = np.float32, np.float64, np.int32, np.int64, np.bool_
clamp = clip
