"""What `Tensor.data` is: the NumPy array, which answers to PyTorch's methods, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .arrays import tensor_of

pytorch_keywords = {"dim", "keepdim", "unbiased", "descending"}


def either(name: str) -> Callable[..., Any]:
    """NumPy's method of this name; if it is called with PyTorch's keywords, PyTorch's."""

    def method(self, *args, **options):
        kind = self.as_tensor() if options.keys() & pytorch_keywords else super(Values, self)
        return getattr(kind, name)(*args, **options)

    method.__name__, method.__doc__ = name, f"NumPy's `{name}`; with PyTorch's keywords (dim, keepdim …) PyTorch's."
    return method


class Values(np.ndarray):
    """The array of a Tensor, in the same memory: a NumPy array that also has the methods of PyTorch's ``t.data``.

    What only PyTorch has, such as `zero_`, `normal_`, `add_`, `norm`, `clone` or `numpy`, is asked of a Tensor over
    this memory. Where both have a method of one name, NumPy's is called: ``w.data.max(1)`` are the largest elements
    without their places, ``w.data.std()`` divides by n. PyTorch's keywords choose PyTorch's, as in
    ``w.data.max(1, keepdim=True)``, and so does what would mean nothing in NumPy: ``w.data.view(-1)`` and
    ``w.data.transpose(0, 1)``. What is computed from it is a plain array.

    >>> import tinygrad_edu as tg
    >>> w = tg.tensor([[3.0, 4.0]], requires_grad=True)
    >>> w.data
    array([[3., 4.]], dtype=float32)
    >>> w.data.norm(), w.data.max(1, keepdim=True).indices
    (tensor(5.), tensor([[1]]))
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
        method = None if name.startswith("_") else getattr(self.as_tensor(), name, None)
        if not callable(method):
            raise AttributeError(f"neither a NumPy array nor a Tensor has a method {name!r}", name=name, obj=self)
        return method

    max, min, sum, mean, prod = either("max"), either("min"), either("sum"), either("mean"), either("prod")
    std, var, all, any = either("std"), either("var"), either("all"), either("any")
    argmax, argmin, argsort, sort = either("argmax"), either("argmin"), either("argsort"), either("sort")
    cumsum, cumprod, squeeze = either("cumsum"), either("cumprod"), either("squeeze")

    def transpose(self, *axes) -> Any:
        """NumPy's transpose; of two whole numbers, PyTorch's: these two axes exchanged."""
        if len(axes) == 2 and all(isinstance(axis, int) for axis in axes):
            return self.as_tensor().transpose(*axes).data
        return super().transpose(*axes)

    def view(self, *shape, **options) -> Any:
        """NumPy's view as another dtype or class; of whole numbers, PyTorch's: the same memory in that shape."""
        lengths = shape[0] if len(shape) == 1 and isinstance(shape[0], tuple) else shape
        if lengths and all(isinstance(length, int) for length in lengths):
            return self.as_tensor().view(*lengths).data
        return super().view(*shape, **options)

    def __array_wrap__(self, array, context=None, return_scalar=False) -> Any:
        if array is self:
            return self
        return np.asarray(array)[()] if return_scalar else np.asarray(array)

    def __repr__(self) -> str:
        return repr(np.asarray(self))

    def __reduce_ex__(self, protocol) -> Any:
        return np.asarray(self).__reduce_ex__(protocol)
