"""The Tensor: a `Node` with a face. PyTorch's names, NumPy's manners.

>>> import tinygrad_edu as tg
>>> x = tg.tensor(3.0, requires_grad=True)
>>> y = x * x + x
>>> y.backward()
>>> x.grad
tensor(7.)
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from . import arrays, functions, ops
from .arrays import array_in, array_of, as_array, check_numbers, tensor_of
from .becoming import become, recording, refuse_trained_leaf
from .devices import check_device
from .inplace import write
from .methods import Methods, as_tensors, call_after_grad, compared, reflected, updating
from .tape import Node, walk
from .values import Values


class Tensor(Methods, records=True):
    """An array that records what is computed from it.

    ``Tensor([1, 2])`` is of the default dtype; an array or a Tensor is copied and keeps its own, where PyTorch's gets
    the default one, too. ``Tensor(2, 3)`` and ``Tensor(2)`` are zeros of that shape, where PyTorch hands out
    uninitialised memory, ``Tensor()`` has no elements; the number 2 is ``tensor(2)``. Shapes, dtypes and broadcasting
    are NumPy's.
    """

    __slots__ = ()

    def __init__(self, *data, dtype=None, requires_grad: bool = False) -> None:
        lengths = len(data) != 1 or (isinstance(data[0], int) and not isinstance(data[0], bool))
        array = np.zeros(data or 0, dtype or arrays.default_dtype) if lengths else as_array(data[0], dtype)
        if dtype is None and not lengths and isinstance(data[0], (list, tuple)):
            array = array.astype(arrays.default_dtype)
        super().__init__(array)
        self.requires_grad = requires_grad

    # What it holds

    @property
    def requires_grad(self) -> bool:
        """Whether `backward` sends this tensor a gradient. Only floating-point ones can have one (TypeError)."""
        return self.wants_gradient

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        if not isinstance(wanted, (bool, np.bool_)):
            raise TypeError(f"requires_grad is {wanted!r:.60}\nhelp: it is True or False")
        if wanted and self.value.dtype.kind != "f":
            raise TypeError(
                f"a tensor of {self.value.dtype} can't require a gradient\nhelp: make it floating-point: t.float()"
            )
        if self.closures and not wanted:
            raise RuntimeError(
                "a recorded tensor requires a gradient as its operands do\nhelp: t.detach() is outside the graph"
            )
        self.wants_gradient = bool(wanted)

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Set `requires_grad`; returns the tensor."""
        self.requires_grad = requires_grad
        return self

    def detach(self) -> Tensor:
        """The same array outside the graph, shared: a change in place is a change of both."""
        outside = from_numpy(array_in(self))
        self.share_version(outside)
        return outside

    # Gradients

    def backward(self, gradient=None, retain_graph: bool | None = None, create_graph=False, inputs=None) -> None:
        """Add ∂self/∂leaf to the `.grad` of every leaf that requires one.

        A tensor with axes needs the `gradient` to start from, of its shape. With `create_graph` the gradients
        are recorded themselves, for gradients of gradients. `inputs` are the only tensors whose `.grad` is wanted.
        `retain_graph` is accepted and has no effect: a graph lives as long as a tensor that holds it.
        """
        seed = first_cotangent(self, gradient, create_graph)
        targets = None if inputs is None else set(as_tensors(inputs, "inputs"))
        if targets is not None and not targets:
            raise RuntimeError("backward() was given no inputs\nhelp: leave `inputs` out to reach every leaf")
        for leaf, grad in walk([self], [seed], targets, create_graph).items():
            if hasattr(grad, "program") and not hasattr(leaf.value, "program"):
                raise TypeError(
                    f"a leaf {leaf.value.shape} is trained but isn't traced\nhelp: name it in trace's `state`"
                )
            if leaf.accumulated is None:
                own = owned(grad) if create_graph else tensor_of(grad if grad.base is None else grad.copy())
                leaf.accumulated = own
            elif create_graph:
                leaf.accumulated = leaf.accumulated + grad
            else:
                array = array_in(leaf.accumulated)
                np.add(array, grad, out=array)
                leaf.accumulated.changed()
            if leaf.hooks:
                call_after_grad(leaf)

    # In place

    def update(self, op: Callable, other) -> Tensor:
        """``self op= other``: writes into the array, or, for a tensor that is being recorded, makes a new one."""
        if recording(self, other):
            refuse_trained_leaf(self)
            return op(self, other)
        return write(self, op(array_in(self), array_of(other)), op.__name__)

    def __setitem__(self, index, value) -> None:
        place, values = functions.indexing.index_of(self, index), functions.indexing.assigned(value)
        if recording(self, value):
            become(self, ops.index_put(self, values, index=place), "assignment")
        else:
            array_in(self)[place] = array_of(values)
            self.changed()

    # Operators

    __hash__ = object.__hash__
    __add__, __sub__, __mul__ = ops.add, ops.sub, ops.mul
    __truediv__, __pow__, __matmul__ = ops.div, ops.pow, ops.matmul
    __neg__, __pos__, __abs__ = ops.neg, ops.positive, ops.abs
    __eq__, __ne__, __lt__, __le__, __gt__, __ge__ = compared(ops.eq), compared(ops.ne), ops.lt, ops.le, ops.gt, ops.ge
    __and__, __or__, __xor__, __invert__ = ops.bitwise_and, ops.bitwise_or, ops.bitwise_xor, ops.bitwise_not
    __radd__, __rsub__, __rmul__ = reflected(ops.add), reflected(ops.sub), reflected(ops.mul)
    __rtruediv__, __rpow__, __rmatmul__ = reflected(ops.div), reflected(ops.pow), reflected(ops.matmul)
    __iadd__, __isub__, __imul__ = updating(ops.add), updating(ops.sub), updating(ops.mul)
    __itruediv__, __ipow__ = updating(ops.div), updating(ops.pow)
    __ifloordiv__, __imod__ = updating(ops.floor_divide), updating(ops.remainder)
    __iand__, __ior__, __ixor__ = updating(ops.bitwise_and), updating(ops.bitwise_or), updating(ops.bitwise_xor)
    __ilshift__, __irshift__ = updating(ops.bitwise_left_shift), updating(ops.bitwise_right_shift)

    def __getitem__(self, index):
        return ops.getitem(self, index=functions.indexing.index_of(self, index))


def tensor(data, dtype=None, device=None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """A Tensor with a copy of the data: a number, nested lists, an array or a Tensor."""
    check_device(device)
    return Tensor(as_array(data, dtype), requires_grad=requires_grad)


def from_numpy(array: np.ndarray) -> Tensor:
    """A Tensor that shares the array's memory: what is written into one is seen in the other."""
    check_numbers(array)
    return tensor_of(np.asarray(array) if isinstance(array, Values) else array)


def owned(gradient: Tensor) -> Tensor:
    """The gradient in memory of its own: a view would share another gradient's, or be read-only."""
    return gradient if gradient.value.base is None else ops.clone(gradient)


def first_cotangent(output: Node, gradient, create_graph: bool):
    """What `walk` starts from: 1 for a number, else the `gradient` that was given, in the output's dtype."""
    if not output.wants_gradient:
        raise RuntimeError(
            "this tensor doesn't depend on anything that requires a gradient\nhelp: make a leaf with requires_grad=True"
        )
    shape, dtype = output.value.shape, output.value.dtype
    if gradient is None and output.value.size != 1:
        raise RuntimeError(
            f"backward() of a tensor of shape {shape} needs a gradient of that shape to start from\n"
            "help: reduce it to one number first, as in t.sum().backward(), or pass gradient=…"
        )
    if gradient is None:
        return tensor(np.ones(shape, dtype)) if create_graph else np.ones(shape, dtype) if shape else dtype.type(1)
    if np.shape(gradient) != shape:
        raise RuntimeError(
            f"a gradient of shape {np.shape(gradient)} for a tensor of shape {shape}\nhelp: they must agree"
        )
    if create_graph:
        return ops.clone(gradient) if isinstance(gradient, Node) else tensor(gradient, dtype)
    return as_array(gradient, dtype)
