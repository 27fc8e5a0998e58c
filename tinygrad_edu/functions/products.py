"""Products of vectors and matrices, with PyTorch's arguments, and the shapes that PyTorch asks for."""

from __future__ import annotations

import numpy as np

from .. import ops
from ..ops.einsum import einsum_of
from .arguments import either_spelling


def check_axes(name: str, *tensors, axes: tuple[int, ...]) -> None:
    """A ValueError unless the tensors have so many axes: PyTorch's products by name don't broadcast."""
    given = tuple(np.ndim(tensor) for tensor in tensors)
    if given != axes:
        shapes = " and ".join(str(np.shape(tensor)) for tensor in tensors)
        kinds = " and a ".join({1: "vector", 2: "matrix", 3: "batch of matrices"}[n] for n in axes)
        wanted = "two vectors" if axes == (1, 1) else f"a {kinds}"
        raise ValueError(f"{name} of shapes {shapes}: it wants {wanted}\nhelp: matmul takes vectors, matrices, batches")


def dot(input, tensor):
    """The inner product of two vectors (NumPy's dot takes more: see `ops.dot`)."""
    check_axes("dot", input, tensor, axes=(1, 1))
    return ops.matmul(input, tensor)


def vdot(input, other):
    """The inner product of two vectors: without complex numbers the same as `dot`."""
    check_axes("vdot", input, other, axes=(1, 1))
    return ops.matmul(input, other)


def mm(input, mat2):
    """The product of two matrices."""
    check_axes("mm", input, mat2, axes=(2, 2))
    return ops.matmul(input, mat2)


def mv(input, vec):
    """The product of a matrix (n, m) with a vector (m)."""
    check_axes("mv", input, vec, axes=(2, 1))
    return ops.matmul(input, vec)


def bmm(input, mat2):
    """The products of equally many matrices: (b, n, m) and (b, m, p) give (b, n, p)."""
    check_axes("bmm", input, mat2, axes=(3, 3))
    if np.shape(input)[0] != np.shape(mat2)[0]:
        raise ValueError(
            f"bmm of shapes {np.shape(input)} and {np.shape(mat2)}: they differ in how many matrices they have\n"
            "help: matmul broadcasts"
        )
    return ops.matmul(input, mat2)


def blended(name: str, input, product, beta, alpha):
    """β · input + α · product. A β of 0 leaves the input out, even where it is NaN."""
    shape = product.shape
    if np.broadcast_shapes(np.shape(input), shape) != shape:
        raise ValueError(
            f"{name}: an input of shape {np.shape(input)} is added to a product of shape {shape}\n"
            "help: the input may be smaller, and is broadcast, but not larger"
        )
    for factor in (beta, alpha):
        if isinstance(factor, float) and product.dtype.kind != "f":
            raise TypeError(f"{name}: {factor} times integers\nhelp: make the tensors floating-point: t.float()")
    product = product if alpha == 1 else ops.mul(product, alpha)
    input = ops.where(False, input, 0) if beta == 0 else input if beta == 1 else ops.mul(input, beta)
    return ops.add(input, product)


def addmm(input, mat1, mat2, *, beta=1, alpha=1):
    """β · input + α · mat1 @ mat2, for matrices."""
    return blended("addmm", input, mm(mat1, mat2), beta, alpha)


def addmv(input, mat, vec, *, beta=1, alpha=1):
    """β · input + α · mat @ vec, for a matrix and a vector."""
    return blended("addmv", input, mv(mat, vec), beta, alpha)


def addr(input, vec1, vec2, *, beta=1, alpha=1):
    """β · input + α · the outer product of two vectors."""
    return blended("addr", input, ops.outer(vec1, vec2), beta, alpha)


def baddbmm(input, batch1, batch2, *, beta=1, alpha=1):
    """β · input + α · batch1 @ batch2, for batches of matrices."""
    return blended("baddbmm", input, bmm(batch1, batch2), beta, alpha)


def addbmm(input, batch1, batch2, *, beta=1, alpha=1):
    """β · input + α · the sum of the products of two batches of matrices."""
    return blended("addbmm", input, ops.sum(bmm(batch1, batch2), axis=0), beta, alpha)


def chain_matmul(*matrices):
    """The product of matrices: see `multi_dot`, which also takes vectors at the ends."""
    for matrix in matrices:
        check_axes("chain_matmul", matrix, axes=(2,))
    return matrices[0] if len(matrices) == 1 else multi_dot(matrices)


def multi_dot(tensors):
    """The product of two or more matrices, in the order that needs the fewest multiplications.

    The first may be a vector, which counts as a row, and the last, which counts as a column.
    """
    return ops.linalg.multi_dot(tensors)


def tensordot(a, b, dims=2):
    """Σ of products over axes of a and axes of b: the last of a with the first of b if `dims` is a number.

    Else `dims` is a pair of lists, the axes of a and those of b. The result has the axes that are left, a's first.
    """
    dims = dims.tolist() if hasattr(dims, "tolist") else dims
    if isinstance(dims, int) and not 0 <= dims <= min(np.ndim(a), np.ndim(b)):
        raise ValueError(
            f"tensordot over {dims} axes of shapes {np.shape(a)} and {np.shape(b)}\nhelp: both must have so many"
        )
    return ops.linalg.tensordot(a, b, dims)


def einsum(equation, *operands):
    """The product of the operands, summed, in Einstein's notation: ``einsum("ij,jk->ik", a, b)`` is a @ b.

    Each axis has a letter, or ``...`` stands for all that have none. Letters that the result lacks are summed over;
    without ``->`` it has those that stand there once, in alphabetical order. The operands may be a list. Or else
    numbers stand for the letters: ``einsum(a, [0, 1], b, [1, 2], [0, 2])``.
    """
    return einsum_of((equation, *operands))


def inner(input, other):
    """Σ of products over the last axes of both, which are equally long; a number multiplies every element."""
    if np.ndim(input) and np.ndim(other) and np.shape(input)[-1] != np.shape(other)[-1]:
        raise ValueError(
            f"inner of shapes {np.shape(input)} and {np.shape(other)}: the last axes differ\nhelp: matmul(a, b.mT)?"
        )
    return ops.linalg.inner(input, other)


def kron(input, other):
    """Kronecker's product: every element of the input, times the whole of the other, in its place."""
    return ops.linalg.kron(input, other)


def trace(input):
    """The sum of the diagonal of a matrix."""
    check_axes("trace", input, axes=(2,))
    return ops.linalg.trace(input)


@either_spelling
def cross(input, other, dim=None):
    """The vector product along `dim`, or, if none is given, along the first axis of length 3."""
    if dim is None:
        lengths = np.broadcast_shapes(np.shape(input), np.shape(other))
        if 3 not in lengths:
            raise ValueError(
                f"cross of shape {lengths}: no axis has length 3\nhelp: vectors in space have three numbers"
            )
        dim = lengths.index(3)
    return vector_product(input, other, dim=dim)


@either_spelling
def vector_product(input, other, *, dim=-1):
    """linalg.cross: the vector product along `dim`, of tensors with equally many axes, which broadcast."""
    if np.ndim(input) != np.ndim(other):
        raise ValueError(
            f"cross of shapes {np.shape(input)} and {np.shape(other)}: they must have equally many axes\n"
            "help: unsqueeze adds one"
        )
    return ops.cross(input, other, axis=dim)


@either_spelling
def vecdot(x, y, *, dim=-1):
    """The inner products of the vectors along `dim`; the other axes broadcast."""
    return ops.sum(ops.mul(x, y), axis=dim)


def bilinear(input1, input2, weight, bias=None):
    """Σ over i and j of input1ᵢ weightₖᵢⱼ input2ⱼ, + biasₖ: (…, in1), (…, in2) and (out, in1, in2) give (…, out)."""
    if np.shape(input1)[:-1] != np.shape(input2)[:-1]:
        raise ValueError(
            f"bilinear of shapes {np.shape(input1)} and {np.shape(input2)}: all axes but the last must agree\n"
            "help: expand the smaller one"
        )
    y = einsum("...i,kij,...j->...k", input1, weight, input2)
    return y if bias is None else ops.add(y, bias)


def vander(x, N=None, increasing=False):
    """The powers of each element of a vector in a row, N of them (as many as there are elements), from the highest."""
    if np.ndim(x) != 1:
        raise ValueError(f"vander of shape {np.shape(x)}\nhelp: a vector; linalg.vander takes rows of them")
    powers = powers_of(x, np.shape(x)[-1] if N is None else N)
    return powers if increasing else ops.flip(powers, axis=-1)


def powers_of(x, count: int):
    """x⁰, x¹, …, so many, along a new last axis."""
    if count < 0:
        raise ValueError(f"vander with {count} powers\nhelp: N is the number of columns")
    x = x if np.ndim(x) else ops.reshape(x, shape=(1,))
    return ops.pow(ops.unsqueeze(x, axis=-1), np.arange(count, dtype=x.dtype))
