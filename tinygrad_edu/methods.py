"""The rest of a Tensor's face: PyTorch's methods by name, and the protocols of Python and NumPy."""

from __future__ import annotations

import builtins
import functools
import itertools
import operator
from collections.abc import Callable, Iterator
from typing import Any, Self

import numpy as np

from . import arrays, functions, inspection, ops
from .arrays import array_in, array_of, check_numbers, made, tensor_of
from .becoming import replace
from .devices import check_device, device, is_device
from .errors import op_name
from .functions.arguments import also_called, as_shape, either_spelling
from .history import grad_fn
from .inplace import InPlace
from .spelling import numpy_call, numpy_name
from .tape import Node, mode, numpy_functions
from .values import Values


def in_dtype(dtype) -> Callable:
    """The method that turns a Tensor into this dtype."""

    def turned(self, memory_format=None):
        return self.to(dtype)

    turned.__doc__ = f"This tensor in {np.dtype(dtype)}."
    return turned


def spread(function: Callable) -> Callable:
    """The method that takes the function's second argument as several numbers, too: ``t.squeeze(0, 1)``."""

    @functools.wraps(function)
    def method(self, *given, **options):
        several = len(given) > 1 and all(type(number) is int for number in given)
        return function(self, *((given,) if several else given), **options)

    return method


class Hook:
    """A function that a tensor calls with its gradient, until it is removed."""

    numbers = itertools.count()

    def __init__(self, node: Node, function: Callable) -> None:
        self.node, self.number = node, next(self.numbers)
        hooks = {**(node.hooks or {}), self.number: function}
        last = [number for number, hook in hooks.items() if hasattr(hook, "retains")]  # sees what the others leave
        node.hooks = {**{n: hook for n, hook in hooks.items() if n not in last}, **{n: hooks[n] for n in last}}

    def remove(self) -> None:
        """Call it no more."""
        node: Node | None = self.node
        while node is not None:  # it may have been written into since: see `becoming`
            node.hooks = {n: hook for n, hook in (node.hooks or {}).items() if n != self.number} or None
            node = node.before


def call_after_grad(leaf: Node) -> None:
    """Call the hooks that wait for the `.grad` of a leaf."""
    for hook in tuple((leaf.hooks or {}).values()):
        if hasattr(hook, "after_grad"):
            hook.after_grad(leaf)


class Methods(InPlace):
    """What a Tensor can do that isn't about recording; see `tensor.Tensor`."""

    __slots__ = ()

    # What it is

    @property
    def data(self) -> np.ndarray:
        """The NumPy array, with PyTorch's methods, too: see `values.Values`. Writing into it takes effect.

        Of such changes `backward` notices only ``t.data = array``.
        """
        array = array_in(self)
        return array.view(Values) if isinstance(array, np.ndarray) else array

    @data.setter
    def data(self, array) -> None:
        array = np.asarray(array_of(array))
        check_numbers(array)
        if self.wants_gradient and array.dtype.kind != "f":
            raise TypeError(f"a tensor that requires a gradient can't hold {array.dtype}\nhelp: make it floating-point")
        if array.__array_interface__ != getattr(self.value, "__array_interface__", None):
            self.value, self.version = array, None
        self.changed()

    shape = property(lambda self: self.value.shape, doc="The lengths of the axes, a tuple.")
    dtype = property(lambda self: self.value.dtype, doc="The NumPy dtype of the elements.")
    ndim = property(lambda self: self.value.ndim, doc="The number of axes.")
    is_leaf = property(lambda self: not self.closures, doc="Whether it was made by the user, not by a recorded op.")
    grad_fn = property(grad_fn, doc="The step back to what it was computed from, or None: see `history.GradFn`.")
    T = property(ops.permute, doc="The axes in reverse order.")
    H = property(functions.t, doc="The transpose of a matrix; of complex numbers it would be the conjugates'.")
    mT = property(lambda self: ops.transpose(self, axis1=-1, axis2=-2), doc="The last two axes exchanged.")
    mH = property(functions.adjoint, doc="The last two axes exchanged; of complex numbers it would be the conjugates'.")

    def size(self, dim: int | None = None):
        """The shape, or one length of it (PyTorch's size; NumPy's is `numel`)."""
        return self.shape if dim is None else self.shape[dim]

    def dim(self) -> int:
        """The number of axes."""
        return self.ndim

    def numel(self) -> int:
        """The number of elements."""
        return self.value.size

    device = property(lambda self: device(), doc="Where the elements are: always on the cpu.")
    is_cuda = False
    itemsize = property(lambda self: self.value.itemsize, doc="The bytes of an element.")
    nbytes = property(lambda self: self.value.nbytes, doc="The bytes of all elements.")

    def nelement(self) -> int:
        """The number of elements."""
        return self.numel()

    def element_size(self) -> int:
        """The bytes of an element."""
        return self.value.itemsize

    def is_floating_point(self) -> builtins.bool:
        """Whether the elements are floating-point numbers."""
        return self.value.dtype.kind == "f"

    is_nonzero, is_same_size = inspection.is_nonzero, inspection.is_same_size
    is_signed, is_complex = inspection.is_signed, inspection.is_complex

    def get_device(self) -> builtins.int:
        """The number of the graphics card that the elements are on: −1, which is none."""
        return -1

    def data_ptr(self) -> builtins.int:
        """Where in memory the elements begin: tensors that share it have the same."""
        return array_in(self).ctypes.data

    def item(self) -> float:
        """The only element as a Python number; a ValueError if there are more."""
        return self.value.item()

    def tolist(self):
        """The elements as nested lists of Python numbers."""
        return self.value.tolist()

    def numpy(self, *, force: builtins.bool = False) -> np.ndarray:
        """The array, shared. If the tensor requires a gradient, which is lost, a RuntimeError unless `force`."""
        if self.wants_gradient and not force:
            raise RuntimeError(
                "numpy() of a tensor that requires a gradient leaves the graph\nhelp: use t.detach().numpy()"
            )
        return array_in(self)

    def __len__(self) -> int:
        if not self.ndim:
            raise TypeError("len() of a 0-d tensor\nhelp: it has no axes: t.item() is its number")
        return len(self.value)

    # Python's and NumPy's protocols

    def __iter__(self) -> Iterator:
        if not self.ndim:
            raise TypeError("iteration over a 0-d tensor\nhelp: it has no axes: t.item() is its number")
        return (ops.getitem(self, index=i) for i in range(len(self)))

    def __bool__(self) -> bool:
        return bool(self.value)

    def __float__(self) -> float:
        return float(self.value.item())

    def __int__(self) -> int:
        return int(self.value.item())

    def __index__(self) -> int:
        return operator.index(self.value.item())

    def __contains__(self, element) -> bool:
        return bool(np.any(self.value == element))

    def __format__(self, form: str) -> str:
        number = self.ndim == 0 or (form and self.numel() == 1)
        return format(self.item() if number else str(self), form)

    def __repr__(self) -> str:
        text = np.array2string(array_in(self), separator=", ", prefix="tensor(")
        dtype = "" if self.dtype in (arrays.default_dtype, np.int64, np.bool_) else f", dtype={self.dtype}"
        made = f", grad_fn=<{op_name(self)}>" if self.op else ", requires_grad=True" if self.wants_gradient else ""
        return f"tensor({text}{dtype}{made})"

    def __copy__(self) -> Self:
        twin = rebuilt(*self.__reduce_ex__(4)[1])
        self.share_version(twin)
        return twin

    def __reduce_ex__(self, protocol):
        if self.closures:
            raise TypeError("a recorded tensor can't be copied or pickled\nhelp: copy t.detach(); t.clone() records")
        return rebuilt, (type(self), array_in(self), self.wants_gradient, self.name, self.grad)

    def __array__(self, dtype=None, copy=None) -> np.ndarray:
        if self.wants_gradient:
            raise TypeError(
                "a tensor that requires a gradient doesn't become an array by itself\n"
                "help: use t.detach().numpy(); np.stack makes one tensor of a list of tensors"
            )
        return np.array(array_in(self), dtype=dtype, copy=copy)

    def __dlpack__(self, **options):
        return self.numpy().__dlpack__(**options)

    def __dlpack_device__(self):
        return array_in(self).__dlpack_device__()

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        if method == "__call__" and updates_an_array(inputs, options):
            return ufunc(*map(array_of, inputs), **options)
        if method != "__call__" or options:
            what = f".{method}" if method != "__call__" else f"(…, {next(iter(options))}=…)"
            instead = functions.numpy_refused.instead_of(ufunc, method) or f"call np.{ufunc.__name__} plainly"
            raise TypeError(
                f"np.{ufunc.__name__}{what} isn't recorded on a Tensor\nhelp: {instead}, or give it arrays: t.data"
            )
        return self.numpy_op(ufunc)(*inputs)

    def __array_function__(self, function, types, args, kwargs):
        op = self.numpy_op(function)
        try:
            operands, options = numpy_call(function, args, kwargs)
            return op(*operands, **options)
        except TypeError as error:
            raise TypeError(f"{numpy_name(function)} on a Tensor: {error}") from error

    @staticmethod
    def numpy_op(function: Callable) -> Callable:
        """What a NumPy function does to Tensors; a TypeError that names it where it isn't supported."""
        if function not in numpy_functions:
            instead = functions.numpy_refused.instead_of(function) or "compose it from functions that are"
            raise TypeError(
                f"{numpy_name(function)} isn't recorded on a Tensor\nhelp: {instead}, or give it arrays: t.data"
            )
        return numpy_functions[function]

    # Gradients on their way back

    @property
    def grad(self):
        """The gradient that `backward` has added up, a Tensor of this shape and dtype; None before."""
        return self.accumulated

    @grad.setter
    def grad(self, gradient) -> None:
        if gradient is not None:
            if not isinstance(gradient, Node):
                what = type(gradient).__name__
                raise TypeError(f"a gradient is a Tensor, not a {what}\nhelp: t.grad = tensor(…), or None to forget it")
            if gradient.value.shape != self.value.shape or gradient.value.dtype != self.value.dtype:
                raise TypeError(
                    f"a gradient {gradient.value.dtype} {gradient.value.shape} for a tensor {self.dtype} {self.shape}\n"
                    "help: it has the tensor's shape and dtype"
                )
        self.accumulated = gradient

    def register_hook(self, hook: Callable) -> Hook:
        """Call ``hook(gradient)`` whenever this tensor's gradient has been summed up; what it returns replaces it.

        A leaf's hook is called before `.grad` is added to. ``.remove()`` of the result takes the hook away.
        """
        if not self.wants_gradient:
            raise RuntimeError("a tensor that requires no gradient never calls a hook\nhelp: set requires_grad=True")
        if not callable(hook):
            raise TypeError(f"a hook is a function of the gradient, not {hook!r:.60}\nhelp: register_hook(function)")

        def changed(g):
            new = hook(g if isinstance(g, Node) else tensor_of(np.asarray(g)))
            if new is not None and (not isinstance(new, Node) or new.value.shape != g.shape):
                what = new.value.shape if isinstance(new, Node) else type(new).__name__
                raise TypeError(f"a hook returned {what} for a gradient {g.shape}\nhelp: a Tensor like it, or None")
            return g if new is None else new if isinstance(g, Node) else np.asarray(new.value)

        return Hook(self, changed)

    def register_post_accumulate_grad_hook(self, hook: Callable) -> Hook:
        """Call ``hook(tensor)`` after `backward` has added to the `.grad` of this leaf, as for a step of its own."""
        if self.closures or not self.wants_gradient:
            raise RuntimeError(
                "only a leaf that requires a gradient has a .grad to wait for\nhelp: register_hook sees other gradients"
            )

        def unchanged(g):
            return g

        unchanged.after_grad = hook  # type: ignore[attr-defined]
        return Hook(self, unchanged)

    def retain_grad(self) -> None:
        """Let `backward` fill `.grad` here too, although an op made this tensor."""

        def keep(g):
            gradient = g if isinstance(g, Node) else tensor_of(np.array(g))
            self.grad = gradient if self.grad is None else self.grad + gradient
            return g

        if not self.wants_gradient:
            raise RuntimeError("a tensor that requires no gradient has none to keep\nhelp: set requires_grad=True")
        if self.closures and not self.retains_grad:
            keep.retains = True  # type: ignore[attr-defined]
            Hook(self, keep)

    @property
    def retains_grad(self) -> builtins.bool:
        """Whether `retain_grad` was called on a tensor that an op made."""
        return builtins.any(hasattr(hook, "retains") for hook in (self.hooks or {}).values())

    def detach_(self) -> Self:
        """Take this tensor out of the graph: from now on it is a leaf that requires no gradient. Returns it."""
        return replace(self, self.detach())  # type: ignore[attr-defined]

    # Filling in place

    def fill_(self, value) -> Self:
        """Set every element."""
        self[...] = value  # type: ignore[index]
        return self

    def zero_(self) -> Self:
        """Set every element to 0."""
        return self.fill_(0)

    def copy_(self, other, non_blocking: builtins.bool = False) -> Self:
        """Copy the elements of another tensor or array, which is broadcast."""
        return self.fill_(other)

    @also_called(**{"from": "low", "to": "high"})
    def uniform_(self, low: float = 0.0, high: float = 1.0, *, generator=None) -> Self:
        """Draw every element uniformly from [low, high)."""
        numbers = (generator or ops.generator).uniform(low, high, self.shape).astype(self.dtype)
        below = np.nextafter(self.dtype.type(high), self.dtype.type(low))  # rounding to float32 may reach `high`
        return self.fill_(np.minimum(numbers, below))

    def normal_(self, mean: float = 0.0, std: float = 1.0, *, generator=None) -> Self:
        """Draw every element from the normal distribution."""
        return self.fill_((generator or ops.generator).normal(mean, std, self.shape))

    # Ops as methods

    add, sub, mul, div, pow = functions.add, functions.sub, ops.mul, functions.div, ops.pow
    subtract, multiply, divide, true_divide = functions.sub, ops.mul, functions.div, ops.div
    neg, negative, positive, square, float_power = ops.neg, ops.neg, ops.positive, ops.square, functions.float_power
    addcmul, addcdiv, lerp, ldexp = functions.addcmul, functions.addcdiv, ops.lerp, functions.ldexp
    floor_divide, remainder, fmod = ops.floor_divide, ops.remainder, ops.fmod
    __floordiv__, __mod__ = ops.floor_divide, ops.remainder

    exp, log, log1p, sqrt, tanh, abs, sign = ops.exp, ops.log, ops.log1p, ops.sqrt, ops.tanh, ops.abs, functions.sign
    absolute, sgn, rsqrt, reciprocal = ops.abs, functions.sign, ops.rsqrt, ops.reciprocal
    exp2, expm1, log2, log10, xlogy = ops.exp2, ops.expm1, ops.log2, ops.log10, ops.xlogy
    logaddexp, logaddexp2, logit = ops.logaddexp, ops.logaddexp2, ops.logit
    sin, cos, tan, sinh, cosh, sinc, hypot = ops.sin, ops.cos, ops.tan, ops.sinh, ops.cosh, ops.sinc, ops.hypot
    asin, acos, atan, atan2, asinh, acosh, atanh = (
        ops.asin, ops.acos, ops.atan, ops.atan2, ops.asinh, ops.acosh, ops.atanh,
    )  # fmt: skip
    arcsin, arccos, arctan, arctan2, arcsinh, arccosh, arctanh = asin, acos, atan, atan2, asinh, acosh, atanh
    deg2rad, rad2deg = ops.deg2rad, ops.rad2deg
    floor, ceil, trunc, fix, round, frac = ops.floor, ops.ceil, ops.trunc, ops.trunc, ops.round, ops.frac
    heaviside, nextafter, copysign, nan_to_num = ops.heaviside, ops.nextafter, ops.copysign, ops.nan_to_num
    maximum, minimum, fmax, fmin, clone = ops.maximum, ops.minimum, ops.fmax, ops.fmin, ops.clone
    clamp, clip, clamp_min, clamp_max = ops.clip, ops.clip, functions.clamp_min, functions.clamp_max
    erf, erfc, erfinv, i0 = ops.erf, ops.erfc, ops.erfinv, ops.i0
    lgamma, digamma, mvlgamma, igamma, igammac = ops.lgamma, ops.digamma, functions.mvlgamma, ops.igamma, ops.igammac

    def polygamma(self, n):
        """The n-th derivative of digamma."""
        return functions.polygamma(n, self)

    sigmoid, relu, softmax, log_softmax = ops.sigmoid, ops.relu, ops.softmax, ops.log_softmax
    prelu, hardshrink = functions.prelu, ops.hardshrink

    eq, ne, lt, le, gt, ge = ops.eq, ops.ne, ops.lt, ops.le, ops.gt, ops.ge
    not_equal, less, less_equal, greater, greater_equal = ops.ne, ops.lt, ops.le, ops.gt, ops.ge
    isclose, allclose, equal = functions.isclose, functions.allclose, functions.equal
    isnan, isinf, isfinite, isreal = ops.isnan, ops.isinf, ops.isfinite, ops.isreal
    isposinf, isneginf, signbit = ops.isposinf, ops.isneginf, ops.signbit
    logical_and, logical_or, logical_not, logical_xor = (
        ops.logical_and,
        ops.logical_or,
        ops.logical_not,
        ops.logical_xor,
    )
    bitwise_and, bitwise_or, bitwise_xor = ops.bitwise_and, ops.bitwise_or, ops.bitwise_xor
    bitwise_not, gcd, lcm = ops.bitwise_not, ops.gcd, ops.lcm
    bitwise_left_shift, bitwise_right_shift = ops.bitwise_left_shift, ops.bitwise_right_shift
    __lshift__, __rshift__ = ops.bitwise_left_shift, ops.bitwise_right_shift
    __rand__, __ror__, __rxor__ = ops.bitwise_and, ops.bitwise_or, ops.bitwise_xor

    def __rdiv__(self, other):
        return ops.div(other, self)

    def __rfloordiv__(self, other):
        return ops.floor_divide(other, self)

    def __rmod__(self, other):
        return ops.remainder(other, self)

    def __rlshift__(self, other):
        return ops.bitwise_left_shift(other, self)

    def __rrshift__(self, other):
        return ops.bitwise_right_shift(other, self)

    any, all, argmax, argmin = ops.any, ops.all, ops.argmax, ops.argmin

    sum, mean, prod, amax, amin, logsumexp = ops.sum, ops.mean, ops.prod, ops.amax, ops.amin, ops.logsumexp
    max, min, aminmax, count_nonzero = functions.max, functions.min, functions.aminmax, spread(ops.count_nonzero)
    var, std, nansum, nanmean = functions.var, functions.std, functions.nansum, functions.nanmean

    cumsum, cumprod, logcumsumexp = functions.cumsum, functions.cumprod, functions.logcumsumexp
    cummax, cummin, diff = functions.cummax, functions.cummin, functions.diff

    sort, argsort, msort, topk = functions.sort, functions.argsort, functions.msort, functions.topk
    kthvalue, median, nanmedian = functions.kthvalue, functions.median, functions.nanmedian
    mode, quantile, nanquantile = functions.mode, functions.quantile, functions.nanquantile
    unique, unique_consecutive = functions.unique, functions.unique_consecutive
    bincount, histc, histogram = functions.bincount, functions.histc, functions.histogram
    cov, corrcoef, dist, renorm = functions.cov, functions.corrcoef, functions.dist, functions.renorm

    reshape, view, permute, expand = functions.reshape, functions.view, functions.permute, functions.expand
    reshape_as, view_as, expand_as = functions.reshape_as, functions.reshape_as, functions.expand_as
    sum_to_size, ndimension = functions.sum_to_size, dim
    squeeze, unsqueeze, ravel = spread(functions.squeeze), ops.unsqueeze, functions.ravel
    flatten, unflatten, unfold, as_strided = (
        functions.flatten, functions.unflatten, functions.unfold, functions.as_strided,
    )  # fmt: skip
    transpose, swapaxes, swapdims = functions.transpose, functions.swapaxes, functions.transpose
    t, adjoint, movedim, moveaxis = functions.t, functions.adjoint, ops.movedim, ops.movedim
    broadcast_to, repeat, tile, repeat_interleave = (
        spread(ops.broadcast_to), functions.repeat, functions.tile, functions.repeat_interleave,
    )  # fmt: skip
    flip, fliplr, flipud, roll, rot90 = (
        functions.flip,
        functions.fliplr,
        functions.flipud,
        functions.roll,
        functions.rot90,
    )
    tril, triu, diag, diagonal, diagflat = ops.tril, ops.triu, functions.diag, functions.diagonal, functions.diagflat
    diag_embed, diagonal_scatter = functions.diag_embed, functions.diagonal_scatter
    split_with_sizes, tensor_split, chunk, unbind = (
        functions.split_with_sizes, functions.tensor_split, functions.chunk, functions.unbind,
    )  # fmt: skip
    hsplit, vsplit, dsplit = spread(functions.hsplit), spread(functions.vsplit), spread(functions.dsplit)
    narrow, select, select_scatter, slice_scatter, as_strided_scatter = (
        functions.narrow, functions.select, functions.select_scatter, functions.slice_scatter,
        functions.as_strided_scatter,
    )  # fmt: skip

    @either_spelling
    def split(self, split_size, dim=0):
        """Parts of one length along `dim`, or of the lengths in a list: see `functions.split`."""
        return functions.split(self, split_size, dim)

    def stride(self, dim: builtins.int | None = None):
        """How many elements further in memory the next one along each axis is, or along one."""
        steps = tuple(step // self.value.itemsize for step in self.value.strides)
        return steps if dim is None else steps[dim]

    def is_contiguous(self) -> builtins.bool:
        """Whether the elements lie in memory one after the other."""
        return self.value.flags.c_contiguous

    def contiguous(self):
        """This tensor, copied if its elements don't lie in memory one after the other. No op here needs that."""
        return self if self.is_contiguous() else ops.contiguous(self)

    gather, take, take_along_dim, index_select = (
        functions.gather, functions.take, functions.take_along_dim, functions.index_select,
    )  # fmt: skip
    index_put, index_add, index_copy, index_fill, index_reduce = (
        functions.index_put, functions.index_add, functions.index_copy, functions.index_fill, functions.index_reduce,
    )  # fmt: skip
    scatter, scatter_add, scatter_reduce, put = (
        functions.scatter, functions.scatter_add, functions.scatter_reduce, functions.put,
    )  # fmt: skip
    masked_select, masked_fill, masked_scatter = (
        functions.masked_select, functions.masked_fill, functions.masked_scatter,
    )  # fmt: skip
    nonzero, argwhere = functions.nonzero, ops.argwhere

    matmul, outer, ger, dot, norm = ops.matmul, ops.outer, ops.outer, functions.dot, functions.norm
    mm, mv, bmm, vdot, inner, kron = (
        functions.mm, functions.mv, functions.bmm, functions.vdot, functions.inner, functions.kron
    )  # fmt: skip
    addmm, addmv, addr, addbmm, baddbmm = (
        functions.addmm, functions.addmv, functions.addr, functions.addbmm, functions.baddbmm
    )  # fmt: skip
    cross, trace, matrix_exp, matrix_power = (
        functions.cross, functions.trace, functions.matrix_exp, functions.matrix_power
    )  # fmt: skip
    inverse, pinverse, det, logdet, slogdet = (
        functions.inv, functions.pinverse, functions.det, functions.logdet, functions.slogdet
    )  # fmt: skip
    cholesky, cholesky_solve, cholesky_inverse, qr, svd = (
        functions.cholesky, functions.cholesky_solve, functions.cholesky_inverse, functions.qr, functions.svd
    )  # fmt: skip
    orgqr = functions.decomposition.householder_product
    lu, lu_solve, triangular_solve = functions.lu, functions.lu_solve, functions.triangular_solve

    # New ones like it: see `factories`

    def new(self, *data) -> Any:
        """Of lengths or a shape zeros, of a list, an array or a Tensor a copy, in this one's dtype."""
        if len(data) == 1 and isinstance(data[0], (list, np.ndarray, Node)):
            return self.new_tensor(data[0])
        return self.new_zeros(*(data or (0,)))

    def new_tensor(self, data, *, dtype=None, device=None, requires_grad=False):
        """A Tensor of the data, in this one's dtype."""
        return made(np.array(array_of(data), dtype or self.dtype), requires_grad, device)

    def new_full(
        self, size, fill_value, *, dtype=None, device=None, requires_grad=False, layout=None, pin_memory=False
    ):
        """One number everywhere, in this one's dtype."""
        return made(np.full(size, fill_value, dtype or self.dtype), requires_grad, device)

    def new_zeros(self, *size, dtype=None, device=None, requires_grad=False, layout=None, pin_memory=False):
        """Zeros in this one's dtype, the shape given as numbers or as a tuple."""
        return self.new_full(as_shape(size), 0, dtype=dtype, device=device, requires_grad=requires_grad)

    def new_ones(self, *size, dtype=None, device=None, requires_grad=False, layout=None, pin_memory=False):
        """Ones in this one's dtype, the shape given as numbers or as a tuple."""
        return self.new_full(as_shape(size), 1, dtype=dtype, device=device, requires_grad=requires_grad)

    def new_empty(self, *size, dtype=None, device=None, requires_grad=False, layout=None, pin_memory=False):
        """Zeros in this one's dtype, to be filled later."""
        return self.new_zeros(*size, dtype=dtype, device=device, requires_grad=requires_grad)

    # Random

    bernoulli, multinomial = functions.bernoulli, functions.multinomial

    def bernoulli_(self, p: builtins.float = 0.5, *, generator=None) -> Self:
        """Set every element to 1 with probability p, else to 0."""
        return self.fill_((generator or ops.generator).random(self.shape) < np.asarray(array_of(p)))

    def exponential_(self, lambd: builtins.float = 1.0, *, generator=None) -> Self:
        """Draw every element from the exponential distribution with mean 1 / lambd."""
        return self.fill_((generator or ops.generator).exponential(1 / lambd, self.shape))

    def cauchy_(self, median: builtins.float = 0.0, sigma: builtins.float = 1.0, *, generator=None) -> Self:
        """Draw every element from the Cauchy distribution, `sigma` wide around its median."""
        return self.fill_(median + sigma * (generator or ops.generator).standard_cauchy(self.shape))

    def geometric_(self, p: builtins.float, *, generator=None) -> Self:
        """Draw how many attempts it takes until the first success, each of which has probability p: 1, 2, …"""
        return self.fill_((generator or ops.generator).geometric(p, self.shape))

    def log_normal_(self, mean: builtins.float = 1.0, std: builtins.float = 2.0, *, generator=None) -> Self:
        """Draw every element as e to the power of a normal number of this mean and standard deviation."""
        return self.fill_((generator or ops.generator).lognormal(mean, std, self.shape))

    def apply_(self, callable: Callable) -> Self:
        """Put ``callable(element)`` in the place of each element; slow, as it is Python for each of them."""
        return self.fill_(np.asarray(np.frompyfunc(callable, 1, 1)(self.value), self.dtype))

    def map_(self, tensor, callable: Callable) -> Self:
        """Put ``callable(element, element of the other tensor)`` in the place of each element; slow like `apply_`."""
        return self.fill_(np.asarray(np.frompyfunc(callable, 2, 1)(self.value, tensor.value), self.dtype))

    @also_called(**{"from": "low", "to": "high"})
    def random_(self, low=None, high=None, *, generator=None) -> Self:
        """Draw whole numbers: ``random_([low,] high)``; by default from 0 up to 2²⁴, all exact in float32."""
        if high is None:
            low, high = 0, 2**24 if low is None else low
        return self.fill_((generator or ops.generator).integers(low or 0, high, self.shape))

    def where(self, condition, other):
        """This tensor where the condition holds, `other` elsewhere."""
        return ops.where(condition, self, other)

    # Other dtypes

    def to(self, *args, dtype=None, device=None, non_blocking=False, copy=False, memory_format=None):
        """This tensor in another dtype, recorded; itself if it has that dtype already, unless a `copy` is wanted.

        What is given may be a dtype, a Tensor or an array that has it, or a device, of which there is only "cpu".
        """
        for thing in (*args, device):
            if isinstance(thing, (Node, np.ndarray)):
                dtype = array_of(thing).dtype
            elif thing is None or is_device(thing):
                check_device(thing)
            elif not isinstance(thing, builtins.bool):
                dtype = thing
        if dtype is None or np.dtype(dtype) == self.dtype:
            return ops.clone(self) if copy else self
        return ops.cast(self, dtype=np.dtype(dtype))

    def type(self, dtype=None, non_blocking=False):
        """This tensor in another dtype, also by a name like "torch.FloatTensor"; without one, the name of its dtype."""
        return str(self.dtype) if dtype is None else self.to(inspection.named_dtype(dtype))

    def type_as(self, other):
        """This tensor in the dtype of another one, or of an array."""
        return self.to(other)

    def cpu(self):
        """This tensor: it is there already."""
        return self

    def cuda(self, device=None):
        """Refused: there is no graphics card here."""
        check_device("cuda")

    def astype(self, dtype):
        """`to`, under NumPy's name."""
        return self.to(dtype)

    float = in_dtype(np.float32)
    double = in_dtype(np.float64)
    half = in_dtype(np.float16)
    int = in_dtype(np.int32)
    long = in_dtype(np.int64)
    short = in_dtype(np.int16)
    char = in_dtype(np.int8)
    byte = in_dtype(np.uint8)
    bool = in_dtype(np.bool_)


def updates_an_array(inputs: tuple, options: dict) -> builtins.bool:
    """Whether it is ``array += tensor``, as in ``w.data -= lr * w.grad``, and no gradient is lost by it."""
    return (
        options.keys() == {"out"}
        and isinstance(inputs[0], np.ndarray)
        and options["out"][0] is inputs[0]
        and not (mode.get().record and builtins.any(isinstance(x, Node) and x.wants_gradient for x in inputs))
    )


def rebuilt(kind: type[Node], array, wants_gradient=False, name: str | None = None, grad=None) -> Any:
    """A leaf that holds this very array: also what copies and pickles come from."""
    leaf = kind.__new__(kind)
    Node.__init__(leaf, array, wants_gradient)
    leaf.name, leaf.accumulated = name, grad
    return leaf


def as_tensors(things, what: str) -> list:
    """One Tensor or several as a list; a TypeError for anything else."""
    listed = [things] if isinstance(things, Node) else list(things) if isinstance(things, (list, tuple)) else things
    if not isinstance(listed, list) or not builtins.all(isinstance(thing, Node) for thing in listed):
        raise TypeError(f"{what} are Tensors, not {things!r:.60}\nhelp: give a Tensor, or a list of Tensors")
    return listed


def reflected(op: Callable) -> Callable[[Any, Any], Any]:
    """The operator method for a Tensor on the right: ``2 - t`` is ``sub(2, t)``."""
    return lambda self, other: op(other, self)


def updating(op: Callable) -> Callable[[Any, Any], Any]:
    """The operator method of an augmented assignment, ``t += other``: see `Tensor.update`."""
    return lambda self, other: self.update(op, other)


def compared(op: Callable) -> Callable[[Any, Any], Any]:
    """The operator method of == or !=: None and texts are other things than any tensor."""

    def compare(self, other):
        return NotImplemented if other is None or isinstance(other, str) else op(self, other)

    return compare
