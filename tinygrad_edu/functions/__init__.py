"""PyTorch's functions, where they are more than an op under another name of its arguments.

The ops have NumPy's semantics: ``np.std(t)`` divides by n. ``t.std()`` and ``tinygrad_edu.std(t)`` are PyTorch's
and divide by n − 1. Each such difference is one thin function here, over the op.
"""

from .comparison import allclose, equal, isclose
from .elementwise import (
    add,
    addcdiv,
    addcmul,
    clamp_max,
    clamp_min,
    div,
    float_power,
    ldexp,
    logit,
    mvlgamma,
    polygamma,
    prelu,
    rsub,
    sub,
)
from .indexing import index_put
from .linalg import dot, norm
from .reduction import aminmax, max, min, nanmean, nansum, std, std_mean, var, var_mean
from .scan import cummax, cummin, cumprod, cumsum, cumulative_trapezoid, diff, gradient, logcumsumexp, trapezoid, trapz
from .shaping import expand, flatten, permute, reshape, squeeze, t
from .sorting import (
    argsort,
    bucketize,
    kthvalue,
    msort,
    searchsorted,
    sort,
    topk,
    unique,
    unique_consecutive,
)
from .statistics import (
    bincount,
    cdist,
    corrcoef,
    cov,
    dist,
    histc,
    histogram,
    median,
    mode,
    nanmedian,
    nanquantile,
    pdist,
    quantile,
    renorm,
)
