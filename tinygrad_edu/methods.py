"""The rest of a Tensor's face: PyTorch's methods by name, and the protocols of Python and NumPy."""

from __future__ import annotations

import builtins
import itertools
from collections.abc import Callable, Iterator
from typing import Any, Self

import numpy as np

from . import arrays, functions, ops
from .arrays import check_numbers
from .spelling import numpy_call, numpy_name
from .tape import Node, numpy_functions


class Hook:
    """A function that a tensor calls with its gradient, until it is removed."""

    numbers = itertools.count()

    def __init__(self, node: Node, function: Callable) -> None:
        self.node, self.number = node, next(self.numbers)
        node.hooks = {**(node.hooks or {}), self.number: function}

    def remove(self) -> None:
        """Call it no more."""
        if self.node.hooks is not None:
            self.node.hooks = {n: hook for n, hook in self.node.hooks.items() if n != self.number} or None


class Methods(Node):
    """What a Tensor can do that isn't about recording; see `tensor.Tensor`."""

    __slots__ = ()

    # What it is

    @property
    def data(self) -> np.ndarray:
        """The NumPy array: writing into it takes effect. Of such changes `backward` notices only ``t.data = array``."""
        if isinstance(self.value, np.generic):
            self.value = np.asarray(self.value)
        return self.value

    @data.setter
    def data(self, array) -> None:
        array = np.asarray(array.value if isinstance(array, Node) else array)
        check_numbers(array)
        if self.wants_gradient and array.dtype.kind != "f":
            raise TypeError(f"a tensor that requires a gradient can't hold {array.dtype}\nhelp: make it floating-point")
        if array is not self.value:
            self.value, self.version = array, None
        self.changed()

    shape = property(lambda self: self.value.shape, doc="The lengths of the axes, a tuple.")
    dtype = property(lambda self: self.value.dtype, doc="The NumPy dtype of the elements.")
    ndim = property(lambda self: self.value.ndim, doc="The number of axes.")
    is_leaf = property(lambda self: not self.closures, doc="Whether it was made by the user, not by a recorded op.")
    grad_fn = property(lambda self: self.op, doc="The op that made it, or None.")
    T = property(ops.permute, doc="The axes in reverse order.")
    mT = property(lambda self: ops.transpose(self, axis1=-1, axis2=-2), doc="The last two axes exchanged.")

    def size(self, dim: int | None = None):
        """The shape, or one length of it (PyTorch's size; NumPy's is `numel`)."""
        return self.shape if dim is None else self.shape[dim]

    def dim(self) -> int:
        """The number of axes."""
        return self.ndim

    def numel(self) -> int:
        """The number of elements."""
        return self.value.size

    def item(self) -> float:
        """The only element as a Python number; a ValueError if there are more."""
        return self.value.item()

    def tolist(self):
        """The elements as nested lists of Python numbers."""
        return self.value.tolist()

    def numpy(self) -> np.ndarray:
        """The array, shared. A RuntimeError for a tensor that requires a gradient: what NumPy does isn't recorded."""
        if self.wants_gradient:
            raise RuntimeError(
                "numpy() of a tensor that requires a gradient leaves the graph\nhelp: use t.detach().numpy()"
            )
        return self.data

    def __len__(self) -> int:
        return len(self.value)

    # Python's and NumPy's protocols

    def __iter__(self) -> Iterator:
        return (ops.getitem(self, index=i) for i in range(len(self)))

    def __bool__(self) -> bool:
        return bool(self.value)

    def __float__(self) -> float:
        return float(self.value)

    def __int__(self) -> int:
        return int(self.value)

    def __index__(self) -> int:
        return self.value.__index__()

    def __contains__(self, element) -> bool:
        return bool(np.any(self.data == element))

    def __format__(self, form: str) -> str:
        return format(self.item() if form else str(self), form) if self.numel() == 1 else format(str(self), form)

    def __repr__(self) -> str:
        text = np.array2string(self.data, separator=", ", prefix="tensor(")
        dtype = "" if self.dtype in (arrays.default_dtype, np.int64, np.bool_) else f", dtype={self.dtype}"
        made = f", grad_fn=<{self.op.__name__}>" if self.op else ", requires_grad=True" if self.wants_gradient else ""
        return f"tensor({text}{dtype}{made})"

    def __copy__(self) -> Self:
        twin = rebuilt(*self.__reduce_ex__(4)[1])
        self.share_version(twin)
        return twin

    def __reduce_ex__(self, protocol):
        if self.closures:
            raise TypeError("a recorded tensor can't be copied or pickled\nhelp: copy t.detach(); t.clone() records")
        return rebuilt, (type(self), self.data, self.wants_gradient, self.name, self.grad)

    def __array__(self, dtype=None, copy=None) -> np.ndarray:
        if self.wants_gradient:
            raise TypeError(
                "a tensor that requires a gradient doesn't become an array by itself\nhelp: use t.detach().numpy()"
            )
        return np.array(self.data, dtype=dtype, copy=copy)

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        if method != "__call__" or options:
            what = f".{method}" if method != "__call__" else f"(…, {next(iter(options))}=…)"
            raise TypeError(
                f"np.{ufunc.__name__}{what} isn't recorded on a Tensor\n"
                f"help: call np.{ufunc.__name__} plainly, or give it arrays: t.data"
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
            raise TypeError(
                f"{numpy_name(function)} isn't recorded on a Tensor\n"
                "help: compose it from functions that are, or give it arrays: t.data"
            )
        return numpy_functions[function]

    # Gradients on their way back

    def register_hook(self, hook: Callable) -> Hook:
        """Call ``hook(gradient)`` whenever this tensor's gradient has been summed up; what it returns replaces it.

        A leaf's hook is called before `.grad` is added to. ``.remove()`` of the result takes the hook away.
        """
        if not self.wants_gradient:
            raise RuntimeError("a tensor that requires no gradient never calls a hook\nhelp: set requires_grad=True")

        def changed(g):
            new = hook(g if isinstance(g, Node) else rebuilt(Node.returned, np.asarray(g)))
            return g if new is None else new if isinstance(g, Node) else np.asarray(new.value)

        return Hook(self, changed)

    def retain_grad(self) -> None:
        """Let `backward` fill `.grad` here too, although an op made this tensor."""

        def keep(g):
            gradient = g if isinstance(g, Node) else rebuilt(Node.returned, np.array(g))
            self.grad = gradient if self.grad is None else self.grad + gradient
            return g

        if self.closures and not self.retains_grad:
            keep.retains = True  # type: ignore[attr-defined]
            Hook(self, keep)

    @property
    def retains_grad(self) -> builtins.bool:
        """Whether `retain_grad` was called on a tensor that an op made."""
        return builtins.any(hasattr(hook, "retains") for hook in (self.hooks or {}).values())

    # Filling in place

    def fill_(self, value) -> Self:
        """Set every element."""
        self[...] = value  # type: ignore[index]
        return self

    def zero_(self) -> Self:
        """Set every element to 0."""
        return self.fill_(0)

    def copy_(self, source) -> Self:
        """Copy the elements of another tensor or array, which is broadcast."""
        return self.fill_(source)

    def uniform_(self, low: float = 0.0, high: float = 1.0, *, generator=None) -> Self:
        """Draw every element uniformly from [low, high)."""
        numbers = (generator or ops.generator).uniform(low, high, self.shape).astype(self.dtype)
        below = np.nextafter(self.dtype.type(high), self.dtype.type(low))  # rounding to float32 may reach `high`
        return self.fill_(np.minimum(numbers, below))

    def normal_(self, mean: float = 0.0, std: float = 1.0, *, generator=None) -> Self:
        """Draw every element from the normal distribution."""
        return self.fill_((generator or ops.generator).normal(mean, std, self.shape))

    # Ops as methods

    add, sub, mul, div, neg, pow, square = ops.add, ops.sub, ops.mul, ops.div, ops.neg, ops.pow, ops.square

    exp, log, log1p, sqrt, tanh, abs, sign = ops.exp, ops.log, ops.log1p, ops.sqrt, ops.tanh, ops.abs, ops.sign
    maximum, minimum, clamp, clip, clone = ops.maximum, ops.minimum, ops.clip, ops.clip, ops.clone

    sigmoid, relu, softmax, log_softmax = ops.sigmoid, ops.relu, ops.softmax, ops.log_softmax

    eq, ne, lt, le, gt, ge = ops.eq, ops.ne, ops.lt, ops.le, ops.gt, ops.ge
    isnan, isinf, isfinite = ops.isnan, ops.isinf, ops.isfinite
    logical_and, logical_or, logical_not = ops.logical_and, ops.logical_or, ops.logical_not
    any, all, argmax, argmin = ops.any, ops.all, ops.argmax, ops.argmin

    sum, mean, prod, amax, amin, logsumexp = ops.sum, ops.mean, ops.prod, ops.amax, ops.amin, ops.logsumexp
    max, min = functions.max, functions.min
    var, std = functions.var, functions.std

    reshape, view, permute, expand = functions.reshape, functions.reshape, functions.permute, functions.expand
    squeeze, flatten, t = functions.squeeze, functions.flatten, functions.t
    unsqueeze, transpose, swapaxes = ops.unsqueeze, ops.transpose, ops.transpose

    index_put = functions.index_put

    matmul, outer, dot, norm = ops.matmul, ops.outer, functions.dot, functions.norm

    def where(self, condition, other):
        """This tensor where the condition holds, `other` elsewhere."""
        return ops.where(condition, self, other)

    # Other dtypes

    def to(self, dtype):
        """This tensor in another dtype, recorded; itself if it has that dtype already, or for the device "cpu"."""
        return self if dtype == "cpu" or np.dtype(dtype) == self.dtype else ops.cast(self, dtype=np.dtype(dtype))

    def astype(self, dtype):
        """`to`, under NumPy's name."""
        return self.to(dtype)

    def float(self):
        """This tensor in float32."""
        return self.to(np.float32)

    def double(self):
        """This tensor in float64."""
        return self.to(np.float64)

    def int(self):
        """This tensor in int32."""
        return self.to(np.int32)

    def long(self):
        """This tensor in int64."""
        return self.to(np.int64)

    def bool(self):
        """Where this tensor isn't 0."""
        return self.to(np.bool_)


def rebuilt(kind: type[Node], array, wants_gradient=False, name: str | None = None, grad=None) -> Any:
    """A leaf that holds this very array: also what copies and pickles come from."""
    leaf = kind.__new__(kind)
    Node.__init__(leaf, array, wants_gradient)
    leaf.name, leaf.grad = name, grad
    return leaf
