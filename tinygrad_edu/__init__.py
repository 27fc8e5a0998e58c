"""tinygrad_edu: automatic differentiation, small enough to read in an evening.

The rooms of the house. Each uses only those above it in this list, which a test holds them to; `tape`, then
`ops/arithmetic.py`, then `tensor` are the whole idea::

    versions         when an array was last changed in place, and which tensors look at it
    direct           NumPy's sum and max without their microsecond of Python
    errors           what an error says of a node
    spelling         an op's parameters, and other names for them
    together         backward work that several operands share
    tape             Node, @op and walk: reverse mode, whole
    devices          there is one, the cpu
    distributed      torch.distributed: one process, alone
    amp              torch.amp
    backends         torch.backends
    cuda             torch.cuda
    multiprocessing  torch.multiprocessing
    version          torch.version
    arrays           what becomes an array, and an array a Tensor
    values           what a Tensor's `data` is
    ops              every op once, by family
    random           torch.random
    functions        PyTorch's functions over the ops, and NumPy's on Tensors
    history          what made a tensor, as PyTorch's grad_fn shows it
    inspection       what a tensor or a dtype is
    becoming         writing into a tensor while recording
    inplace          the methods that end in "_"
    out              PyTorch's out=
    methods          PyTorch's other methods, Python's and NumPy's protocols
    tensor           the Tensor
    factories        tensors from nothing
    typed            PyTorch's constructors of one dtype each
    settings         what programs set when they begin
    linalg           torch.linalg
    special          torch.special
    testing          gradients attacked: gradcheck, properties
    autograd         gradients as functions: no_grad, grad, Jacobians, custom Functions
    data             data sets, batches, the tutorials' data
    utils            torch.utils
    nn               modules, layers, losses
    distributions    torch.distributions
    func             functions from functions: grad, vmap, functional_call
    optim            optimizers and schedulers
    serialization    saving and loading
    keras            Keras's habits over nn and optim
    tracing          a training step as NumPy source
    drawing          pictures of graphs
    __main__         the command line

`drawing` is imported when it, `draw`, `explain` or `graph` is first used: training needs no pictures.
"""

import importlib
import typing

from numpy import dtype, e, finfo, iinfo, inf, nan, pi

from . import (
    amp,
    autograd,
    backends,
    cuda,
    data,
    distributed,
    distributions,
    func,
    functions,
    inplace,
    linalg,
    multiprocessing,
    nn,
    ops,
    optim,
    out,
    random,
    special,
    utils,
    version,
)
from .amp import autocast
from .arrays import get_default_dtype, set_default_dtype
from .autograd import enable_grad, grad, inference_mode, is_grad_enabled, no_grad, record_lines, set_grad_enabled
from .autograd.recording import is_inference_mode_enabled
from .devices import accelerator, device, set_float32_matmul_precision
from .factories import (
    arange,
    as_tensor,
    asarray,
    empty,
    empty_like,
    eye,
    from_dlpack,
    full,
    full_like,
    is_floating_point,
    is_tensor,
    linspace,
    logspace,
    normal,
    numel,
    ones,
    ones_like,
    rand,
    rand_like,
    randint,
    randint_like,
    randn,
    randn_like,
    randperm,
    range,
    scalar_tensor,
    tril_indices,
    triu_indices,
    zeros,
    zeros_like,
)
from .func import vmap
from .functions.comparison import allclose, equal, isclose
from .functions.decomposition import householder_product as orgqr
from .functions.decomposition import lu_unpack
from .functions.diagonals import diag, diag_embed, diagflat, diagonal, diagonal_scatter
from .functions.elementwise import (
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
    rsub,
    sign,
    sub,
)
from .functions.indexing import (
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
from .functions.joining import (
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
from .functions.norms import cosine_similarity, norm, pairwise_distance
from .functions.older_linalg import cholesky, lu, lu_solve, pinverse, qr, svd, triangular_solve
from .functions.padding import constant_pad_nd
from .functions.products import (
    addbmm,
    addmm,
    addmv,
    addr,
    baddbmm,
    bilinear,
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
from .functions.random import bernoulli, multinomial, poisson
from .functions.reduction import aminmax, max, min, nanmean, nansum, std, std_mean, var, var_mean
from .functions.repeating import repeat_interleave, tile
from .functions.scan import (
    cummax,
    cummin,
    cumprod,
    cumsum,
    cumulative_trapezoid,
    diff,
    gradient,
    logcumsumexp,
    trapezoid,
    trapz,
)
from .functions.scattering import (
    index_add,
    index_copy,
    index_fill,
    index_reduce,
    scatter,
    scatter_add,
    scatter_reduce,
)
from .functions.shaping import (
    adjoint,
    atleast_1d,
    atleast_2d,
    atleast_3d,
    broadcast_shapes,
    broadcast_tensors,
    expand,
    flatten,
    flip,
    fliplr,
    flipud,
    permute,
    ravel,
    reshape,
    roll,
    rot90,
    squeeze,
    swapaxes,
    t,
    transpose,
    unflatten,
)
from .functions.slicing import as_strided, as_strided_scatter, narrow, select, select_scatter, slice, slice_scatter
from .functions.solving import (
    cholesky_inverse,
    cholesky_solve,
    det,
    inv,
    logdet,
    matrix_exp,
    matrix_power,
    slogdet,
)
from .functions.sorting import (
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
from .functions.splitting import chunk, dsplit, hsplit, split, split_with_sizes, tensor_split, unbind, vsplit
from .functions.statistics import (
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
from .inspection import can_cast, is_complex, is_nonzero, is_same_size, is_signed, promote_types, result_type, typename
from .nn.functional import celu, group_norm, hardshrink, layer_norm, prelu, rms_norm, rrelu, selu, threshold
from .nn.functional.convolution import (
    conv1d,
    conv2d,
    conv3d,
    conv_transpose1d,
    conv_transpose2d,
    conv_transpose3d,
)
from .nn.functional.other_order import (
    alpha_dropout,
    batch_norm,
    dropout,
    embedding,
    feature_alpha_dropout,
    feature_dropout,
    instance_norm,
)
from .nn.functional.pooling import adaptive_avg_pool1d, avg_pool1d, max_pool1d, max_pool2d, max_pool3d
from .nn.functional.vision import channel_shuffle, pixel_shuffle, pixel_unshuffle
from .ops.activation import log_softmax, relu, sigmoid, softmax
from .ops.arithmetic import mul, neg, positive, pow, square
from .ops.bessel import i0
from .ops.comparison import (
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
from .ops.elementwise import (
    abs,
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
    sqrt,
    tanh,
)
from .ops.error_function import erf, erfc, erfinv
from .ops.exponential import exp2, expm1, log2, log10, logaddexp, logaddexp2, logit, reciprocal, rsqrt, xlogy
from .ops.gamma import digamma, igamma, igammac, lgamma
from .ops.indexing import argwhere
from .ops.products import matmul, outer
from .ops.random import Generator, get_rng_state, initial_seed, manual_seed, seed, set_rng_state
from .ops.reduction import all, amax, amin, any, argmax, argmin, count_nonzero, logsumexp, mean, prod, sum
from .ops.rounding import (
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
from .ops.shaping import broadcast_to, movedim, stack, tril, triu, unsqueeze
from .ops.trigonometric import (
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
from .serialization import load, save
from .settings import (
    channels_last,
    contiguous_format,
    get_default_device,
    get_num_threads,
    preserve_format,
    set_default_device,
    set_default_tensor_type,
    set_num_threads,
    set_printoptions,
    use_deterministic_algorithms,
)
from .tensor import Tensor, from_numpy, tensor
from .typed import (
    BoolTensor,
    ByteTensor,
    CharTensor,
    DoubleTensor,
    FloatTensor,
    HalfTensor,
    IntTensor,
    LongTensor,
    ShortTensor,
    bfloat16,
)
from .version import __version__

__all__ = [
    "abs", "abs_", "absolute", "accelerator", "acos", "acos_", "acosh", "acosh_", "adaptive_avg_pool1d", "add",
    "addbmm", "addcdiv", "addcmul", "addmm", "addmv", "addmv_", "addr", "adjoint", "all", "allclose", "alpha_dropout",
    "amax", "amin", "aminmax", "any", "arange", "arccos", "arccos_", "arccosh", "arccosh_", "arcsin", "arcsin_",
    "arcsinh", "arcsinh_", "arctan", "arctan2", "arctan_", "arctanh", "arctanh_", "argmax", "argmin", "argsort",
    "argwhere", "as_strided", "as_strided_scatter", "as_tensor", "asarray", "asin", "asin_", "asinh", "asinh_", "atan",
    "atan2", "atan_", "atanh", "atanh_", "atleast_1d", "atleast_2d", "atleast_3d", "autocast", "avg_pool1d", "baddbmm",
    "batch_norm", "bernoulli", "bfloat16", "bilinear", "bincount", "bitwise_and", "bitwise_left_shift", "bitwise_not",
    "bitwise_or",
    "bitwise_right_shift", "bitwise_xor", "block_diag", "bmm", "bool", "BoolTensor", "broadcast_shapes",
    "broadcast_tensors", "broadcast_to", "bucketize", "ByteTensor", "can_cast", "cartesian_prod", "cat", "cdist",
    "ceil", "ceil_", "celu", "celu_", "chain_matmul", "channel_shuffle", "channels_last", "CharTensor", "cholesky",
    "cholesky_inverse", "cholesky_solve", "chunk", "clamp", "clamp_", "clamp_max", "clamp_max_", "clamp_min",
    "clamp_min_", "clip", "clip_", "clone", "column_stack", "combinations", "concat", "concatenate", "constant_pad_nd",
    "contiguous_format", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d",
    "copysign", "corrcoef", "cos", "cos_", "cosh", "cosh_", "cosine_similarity", "count_nonzero", "cov", "cross",
    "cummax", "cummin", "cumprod", "cumsum", "cumulative_trapezoid", "default_generator", "deg2rad", "deg2rad_", "det",
    "detach", "detach_", "device", "diag", "diag_embed", "diagflat", "diagonal", "diagonal_scatter", "diff", "digamma",
    "dist", "div", "divide", "dot", "double", "DoubleTensor", "draw", "dropout", "dsplit", "dstack", "dtype", "e",
    "einsum", "embedding", "empty", "empty_like", "enable_grad", "eq", "equal", "erf", "erf_", "erfc", "erfc_",
    "erfinv", "exp", "exp2", "exp2_", "exp_", "expand", "explain", "expm1", "expm1_", "eye", "feature_alpha_dropout",
    "feature_dropout", "fill", "fill_", "finfo", "fix", "fix_", "flatten", "flip", "fliplr", "flipud", "float",
    "float16", "float32", "float64", "float_power", "FloatTensor", "floor", "floor_", "floor_divide", "fmax", "fmin",
    "fmod", "frac", "frac_", "from_dlpack", "from_numpy", "full", "full_like", "gather", "gcd", "gcd_", "ge",
    "Generator", "ger", "get_default_device", "get_default_dtype", "get_num_threads", "get_rng_state", "grad",
    "gradient", "graph", "greater", "greater_equal", "group_norm", "gt", "half", "HalfTensor", "hardshrink",
    "heaviside", "histc", "histogram", "hsplit", "hstack", "hypot", "i0", "i0_", "igamma", "igammac", "iinfo",
    "index_add", "index_copy", "index_fill", "index_put", "index_put_", "index_reduce", "index_select", "inf",
    "inference_mode", "initial_seed", "inner", "instance_norm", "int", "int16", "int32", "int64", "int8", "IntTensor",
    "inv", "inverse", "is_complex", "is_floating_point", "is_grad_enabled", "is_inference_mode_enabled", "is_nonzero",
    "is_same_size", "is_signed", "is_tensor", "isclose", "isfinite", "isin", "isinf", "isnan", "isneginf", "isposinf",
    "isreal", "kron", "kthvalue", "layer_norm", "lcm", "lcm_", "ldexp", "ldexp_", "le", "lerp", "less", "less_equal",
    "lgamma", "linspace", "load", "log", "log10", "log10_", "log1p", "log1p_", "log2", "log2_", "log_", "log_softmax",
    "logaddexp", "logaddexp2", "logcumsumexp", "logdet", "logical_and", "logical_not", "logical_or", "logical_xor",
    "logit", "logit_", "logspace", "logsumexp", "long", "LongTensor", "lt", "lu", "lu_solve", "lu_unpack",
    "manual_seed", "masked_fill", "masked_scatter", "masked_select", "matmul", "matrix_exp", "matrix_power", "max",
    "max_pool1d", "max_pool2d", "max_pool3d", "maximum", "mean", "median", "meshgrid", "min", "minimum", "mm", "mode",
    "moveaxis", "movedim", "msort", "mul", "multinomial", "multiply", "mv", "mvlgamma", "nan", "nan_to_num",
    "nan_to_num_", "nanmean", "nanmedian", "nanquantile", "nansum", "narrow", "ne", "neg", "neg_", "negative",
    "negative_", "newaxis", "nextafter", "no_grad", "nonzero", "norm", "normal", "not_equal", "numel", "ones",
    "ones_like", "orgqr", "outer", "pairwise_distance", "pdist", "permute", "pi", "pinverse", "pixel_shuffle",
    "pixel_unshuffle", "poisson", "polygamma", "positive", "pow", "prelu", "preserve_format", "prod", "promote_types",
    "put", "qr", "quantile", "rad2deg", "rad2deg_", "rand", "rand_like", "randint", "randint_like", "randn",
    "randn_like", "randperm", "range", "ravel", "reciprocal", "reciprocal_", "record_lines", "relu", "relu_",
    "remainder", "renorm", "repeat_interleave", "reshape", "result_type", "rms_norm", "roll", "rot90", "round",
    "round_", "row_stack", "rrelu", "rrelu_", "rsqrt", "rsqrt_", "rsub", "save", "scalar_tensor", "scatter",
    "scatter_add", "scatter_reduce", "searchsorted", "seed", "select", "select_scatter", "selu", "selu_",
    "set_default_device", "set_default_dtype", "set_default_tensor_type", "set_float32_matmul_precision",
    "set_grad_enabled", "set_num_threads", "set_printoptions", "set_rng_state", "sgn", "short", "ShortTensor",
    "sigmoid", "sigmoid_", "sign", "signbit", "sin", "sin_", "sinc", "sinc_", "sinh", "sinh_", "Size", "slice",
    "slice_scatter", "slogdet", "softmax", "sort", "split", "split_with_sizes", "sqrt", "sqrt_", "square", "square_",
    "squeeze", "stack", "std", "std_mean", "sub", "subtract", "sum", "svd", "swapaxes", "swapdims", "t", "take",
    "take_along_dim", "tan", "tan_", "tanh", "tanh_", "Tensor", "tensor", "tensor_split", "tensordot", "threshold",
    "threshold_", "tile", "topk", "trace", "transpose", "trapezoid", "trapz", "triangular_solve", "tril",
    "tril_indices", "triu", "triu_indices", "true_divide", "trunc", "trunc_", "typename", "uint8", "unbind",
    "unflatten", "unique", "unique_consecutive", "unravel_index", "unsqueeze", "use_deterministic_algorithms", "vander",
    "var", "var_mean", "vdot", "vmap", "vsplit", "vstack", "where", "xlogy", "xlogy_", "zero_", "zeros", "zeros_like",
]  # fmt: skip

if typing.TYPE_CHECKING:
    from . import drawing
    from .drawing import draw, explain, graph

newaxis = None
float16 = half = dtype("float16")
float32 = float = dtype("float32")
float64 = double = dtype("float64")
uint8, int8, int16, int32, int64 = map(dtype, ("uint8", "int8", "int16", "int32", "int64"))
short, int, long, bool = int16, int32, int64, dtype("bool")
Size = tuple
default_generator = ops.generator
detach = Tensor.detach
# PyTorch's `out=`; and, below, the functions whose names end in "_"
globals().update({name: out.taking_out(globals()[name]) for name in (*out.OF_TENSORS, *out.FROM_NOTHING)})
concat = concatenate = cat
row_stack, moveaxis, swapdims = vstack, movedim, transpose
clamp = clip
ger, inverse = outer, inv
arcsin, arccos, arctan, arctan2, arcsinh, arccosh, arctanh = asin, acos, atan, atan2, asinh, acosh, atanh
absolute, negative, sgn, fix = abs, neg, sign, trunc
subtract, multiply, divide, true_divide = sub, mul, div, div
not_equal, less, less_equal, greater, greater_equal = ne, lt, le, gt, ge
zero_, detach_ = Tensor.zero_, Tensor.detach_
globals().update({f"{name}_": inplace.in_place(globals()[name]) for name in inplace.FUNCTIONS})


def __getattr__(name: str):
    """Import the room `drawing`, and keep what is of it here."""
    if name not in ("drawing", "draw", "explain", "graph"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = importlib.import_module(".drawing", __name__)
    globals().update(drawing=room, draw=room.draw, explain=room.explain, graph=room.graph)
    return globals()[name]
