"""PyTorch's functions, where they are more than an op under another name of its arguments.

The ops have NumPy's semantics: ``np.std(t)`` divides by n. ``t.std()`` and ``tinygrad_edu.std(t)`` are PyTorch's
and divide by n − 1. Each such difference is one thin function here, over the op.
"""

from . import (
    numpy_elementwise,
    numpy_linalg,
    numpy_plain,
    numpy_reduction,
    numpy_refused,
    numpy_series,
    numpy_shapes,
)
from .comparison import allclose, equal, isclose
from .decomposition import lu_unpack
from .diagonals import diag, diag_embed, diagflat, diagonal, diagonal_scatter
from .elementwise import (
    add,
    addcdiv,
    addcmul,
    clamp_max,
    clamp_min,
    div,
    fill,
    float_power,
    ldexp,
    mvlgamma,
    polygamma,
    prelu,
    rsub,
    sign,
    sub,
)
from .indexing import (
    gather,
    index_put,
    index_select,
    masked_fill,
    masked_scatter,
    masked_select,
    nonzero,
    put,
    take,
    take_along_dim,
    unravel_index,
    where,
)
from .joining import (
    block_diag,
    cartesian_prod,
    cat,
    column_stack,
    combinations,
    dstack,
    hstack,
    meshgrid,
    vstack,
)
from .norms import norm
from .older_linalg import cholesky, lu, lu_solve, pinverse, qr, svd, triangular_solve
from .padding import constant_pad_nd
from .products import (
    addbmm,
    addmm,
    addmv,
    addr,
    baddbmm,
    bmm,
    chain_matmul,
    cross,
    dot,
    einsum,
    inner,
    kron,
    mm,
    mv,
    tensordot,
    trace,
    vander,
    vdot,
)
from .random import bernoulli, multinomial, poisson
from .reduction import aminmax, max, min, nanmean, nansum, std, std_mean, var, var_mean
from .repeating import repeat, repeat_interleave, tile
from .scan import cummax, cummin, cumprod, cumsum, cumulative_trapezoid, diff, gradient, logcumsumexp, trapezoid, trapz
from .scattering import index_add, index_copy, index_fill, index_reduce, scatter, scatter_add, scatter_reduce
from .shaping import (
    adjoint,
    atleast_1d,
    atleast_2d,
    atleast_3d,
    broadcast_shapes,
    broadcast_tensors,
    expand,
    expand_as,
    flatten,
    flip,
    fliplr,
    flipud,
    permute,
    ravel,
    reshape,
    reshape_as,
    roll,
    rot90,
    squeeze,
    sum_to_size,
    swapaxes,
    t,
    transpose,
    unflatten,
    view,
)
from .slicing import as_strided, as_strided_scatter, narrow, select, select_scatter, slice, slice_scatter, unfold
from .solving import (
    cholesky_inverse,
    cholesky_solve,
    det,
    inv,
    logdet,
    matrix_exp,
    matrix_power,
    slogdet,
)
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
from .splitting import chunk, dsplit, hsplit, split, split_with_sizes, tensor_split, unbind, vsplit
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
