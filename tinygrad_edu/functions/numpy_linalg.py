"""NumPy's linear algebra, where its names or arguments are others than PyTorch's: what it does to Tensors."""

from __future__ import annotations

import numpy as np

from .. import ops
from ..ops import linalg, norms
from ..tape import numpy_functions
from . import solving
from .products import vecdot
from .solving import mT


def cross(a, b, axisa=-1, axisb=-1, axisc=-1, axis=None):
    """NumPy's cross: the vector product of the vectors along an axis of each, along an axis of the result."""
    axisa, axisb, axisc = (axisa, axisb, axisc) if axis is None else (axis,) * 3
    product = ops.cross(ops.movedim(a, axisa, -1), ops.movedim(b, axisb, -1), axis=-1)
    return ops.movedim(product, -1, axisc)


def vector_norm(x, axis=None, keepdims=False, ord=2):
    """NumPy's linalg.vector_norm."""
    return norms.norm_of_order(x, ord, axis, keepdims)


def matrix_norm(x, keepdims=False, ord="fro"):
    """NumPy's linalg.matrix_norm."""
    return norms.matrix_norm(x, ord, (-2, -1), keepdims)


def lstsq(a, b, rcond=None):
    """NumPy's linalg.lstsq."""
    return solving.lstsq(a, b, rcond, driver="gelsd")


numpy_functions.update(
    {
        np.cross: cross,
        np.linalg.cross: lambda x1, x2, axis=-1: ops.cross(x1, x2, axis=axis),
        np.linalg.diagonal: lambda x, offset=0: ops.diagonal(x, offset=offset, axis1=-2, axis2=-1),
        np.linalg.lstsq: lstsq,
        np.linalg.matmul: lambda x1, x2: ops.matmul(x1, x2),
        np.linalg.matrix_norm: matrix_norm,
        np.linalg.matrix_transpose: lambda x: mT(x),
        np.linalg.outer: lambda x1, x2: ops.outer(x1, x2),
        np.linalg.tensordot: lambda x1, x2, axes=2: linalg.tensordot(x1, x2, axes),
        np.linalg.tensorinv: lambda a, ind=2: solving.tensorinv(a, ind),
        np.linalg.tensorsolve: lambda a, b, axes=None: solving.tensorsolve(a, b, axes),
        np.linalg.trace: lambda x, offset=0: linalg.trace(x, offset, -2, -1),
        np.linalg.vecdot: lambda x1, x2, axis=-1: vecdot(x1, x2, dim=axis),
        np.linalg.vector_norm: vector_norm,
        np.vecdot: lambda x1, x2: vecdot(x1, x2),
    }
)
if hasattr(np, "matvec"):  # NumPy 2.2
    numpy_functions[np.matvec] = lambda x1, x2: ops.squeeze(ops.matmul(x1, ops.unsqueeze(x2, axis=-1)), axis=-1)
    numpy_functions[np.vecmat] = lambda x1, x2: ops.squeeze(ops.matmul(ops.unsqueeze(x1, axis=-2), x2), axis=-2)
