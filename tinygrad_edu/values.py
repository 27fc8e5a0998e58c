"""What `Tensor.data` is: the NumPy array, which answers to PyTorch's methods, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .arrays import tensor_of
from .tape import Node

pytorch_keywords = {"dim", "keepdim", "unbiased", "descending"}


def either(name: str, by_number: bool = False) -> Callable[..., Any]:
    """NumPy's method of this name; PyTorch's, if it is called with its keywords, or, if `by_number`, with a number."""

    def method(self, *args, **options):
        theirs = options.keys() & pytorch_keywords or (by_number and args and isinstance(args[0], int))
        return getattr(self.as_tensor() if theirs else super(Values, self), name)(*args, **options)

    method.__name__, method.__doc__ = name, f"NumPy's `{name}`, or PyTorch's: see the class."
    return method


class Size(int):
    """The number of elements, as NumPy's ``a.size`` is; called, PyTorch's shape, or the length of one axis."""

    shape: tuple[int, ...]

    def __call__(self, dim: int | None = None):
        """The shape, or one length of it."""
        return self.shape if dim is None else self.shape[dim]


class Values(np.ndarray):
    """The array of a Tensor, in the same memory: a NumPy array that also has the methods of PyTorch's ``t.data``.

    What only PyTorch has, such as `zero_`, `normal_`, `add_`, `norm`, `clone` or `numpy`, is asked of a Tensor over
    this memory. Where both have a method of one name, NumPy's is called: ``w.data.std()`` divides by n. It is PyTorch's
    with PyTorch's keywords, as in ``w.data.std(unbiased=True)``; where its first argument is a number in `max`, `min`
    and `sort`, as in ``values, places = w.data.max(1)``, so that NumPy's are ``w.data.max(axis=1)`` and
    ``np.max(w.data, 1)``; and where it would mean nothing in NumPy, as in ``w.data.view(-1)``, ``w.data.size(0)`` and
    ``w.data.transpose(0, 1)``. What is computed from it with another array is a plain array.

    >>> import tinygrad_edu as tg
    >>> w = tg.tensor([[3.0, 4.0]], requires_grad=True)
    >>> w.data
    array([[3., 4.]], dtype=float32)
    >>> w.data.norm(), w.data.max(1)[1], (w.data > 3.5).float()
    (tensor(5.), tensor([1]), tensor([[0., 1.]]))
    >>> _ = w.data.zero_()
    >>> w
    tensor([[0., 0.]], requires_grad=True)
    """

    __slots__ = ()
    __array_priority__ = -1.0  # what NumPy joins of this and a plain array is a plain array

    def as_tensor(self) -> Any:
        """A Tensor over this memory, outside any graph."""
        return tensor_of(np.asarray(self))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or hasattr(Node, name) or not hasattr(Node.returned, name):
            raise AttributeError(f"neither a NumPy array nor a Tensor has a {name!r}", name=name, obj=self)
        return getattr(self.as_tensor(), name)

    max, min, sort = either("max", by_number=True), either("min", by_number=True), either("sort", by_number=True)
    sum, mean, prod, std, var = either("sum"), either("mean"), either("prod"), either("std"), either("var")
    all, any, argmax, argmin, argsort = (
        either("all"),
        either("any"),
        either("argmax"),
        either("argmin"),
        either("argsort"),
    )
    cumsum, cumprod = either("cumsum"), either("cumprod")

    @property
    def size(self) -> Size:
        """How many elements there are; called, PyTorch's `size`."""
        size = Size(super().size)
        size.shape = self.shape
        return size

    def transpose(self, *axes) -> Any:
        """NumPy's transpose; of two whole numbers, PyTorch's: these two axes exchanged."""
        if len(axes) == 2 and all(isinstance(axis, int) for axis in axes):
            return self.as_tensor().transpose(*axes).data
        return super().transpose(*axes)

    def squeeze(self, *axes, **options) -> Any:
        """NumPy's squeeze; of a whole number, PyTorch's, which lets an axis be that is longer than 1."""
        if options or not axes or not all(isinstance(axis, int) for axis in axes):
            return either("squeeze")(self, *axes, **options)
        return self.as_tensor().squeeze(*axes).data

    def view(self, *shape, **options) -> Any:
        """NumPy's view as another dtype or class; of whole numbers, PyTorch's: the same memory in that shape."""
        lengths = shape[0] if len(shape) == 1 and isinstance(shape[0], tuple) else shape
        if lengths and all(isinstance(length, int) for length in lengths):
            return self.as_tensor().view(*lengths).data
        return super().view(*shape, **options)

    def __array_wrap__(self, array, context=None, return_scalar=False) -> Any:
        if array is self:
            return self
        array, operands = np.asarray(array), context[1] if context else ()
        if return_scalar or any(type(operand) is np.ndarray for operand in operands):
            return array[()] if return_scalar else array
        return array.view(Values)

    def __repr__(self) -> str:
        return repr(np.asarray(self))

    def __reduce_ex__(self, protocol) -> Any:
        return np.asarray(self).__reduce_ex__(protocol)
