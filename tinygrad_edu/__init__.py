"""tinygrad_edu: automatic differentiation, small enough to read in an evening."""

import numpy as np

from . import autograd, func, functions, nn, ops, optim, utils
from .arrays import get_default_dtype, set_default_dtype
from .autograd import enable_grad, grad, inference_mode, is_grad_enabled, no_grad, record_lines, set_grad_enabled
from .factories import arange, ones, rand, randn, zeros
from .functions.indexing import index_put
from .functions.linalg import dot, norm
from .functions.reduction import max, min, std, var
from .functions.shaping import expand, flatten, permute, reshape, squeeze, t
from .ops.activation import log_softmax, relu, sigmoid, softmax
from .ops.arithmetic import add, div, mul, neg, pow, square, sub
from .ops.comparison import (
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
from .ops.elementwise import (
    abs,
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
from .ops.linalg import matmul, outer
from .ops.random import manual_seed
from .ops.reduction import all, amax, amin, any, argmax, argmin, count_nonzero, logsumexp, mean, prod, sum
from .ops.shaping import cat, stack, transpose, unsqueeze
from .tensor import Tensor, from_numpy, tensor

float32, float64, int32, int64, bool = np.float32, np.float64, np.int32, np.int64, np.bool_
clamp = clip
