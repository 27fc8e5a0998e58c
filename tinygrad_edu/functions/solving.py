"""Inverses, determinants and systems of linear equations, with PyTorch's arguments."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .. import ops
from ..arrays import array_of
from ..ops.decomposition import with_diagonal
from .arguments import also_called, either_spelling

INT32 = np.dtype(np.int32)
input_for_A = also_called(input="A")  # torch.det has `input` where torch.linalg.det has `A`


class LeastSquares(NamedTuple):
    """The solution, and what is known about it; PyTorch's drivers leave different parts empty."""

    solution: Any
    residuals: Any
    rank: Any
    singular_values: Any


class Result(NamedTuple):
    """A result, and 0 for each matrix that has one."""

    result: Any
    info: Any


class Inverse(NamedTuple):
    """An inverse, and 0 for each matrix that has one."""

    inverse: Any
    info: Any


def floating(name: str, *tensors) -> None:
    """A TypeError unless the tensors are floating-point."""
    for x in tensors:
        if x.dtype.kind != "f":
            raise TypeError(f"{name} of {x.dtype}\nhelp: make the tensor floating-point: t.float()")


def mT(x):
    """x with its last two axes exchanged."""
    return ops.transpose(x, axis1=-1, axis2=-2)


@input_for_A
def det(A):
    """The determinant of square matrices. Its gradient is exact for singular ones too."""
    floating("det", A)
    return ops.det(A)


@input_for_A
def slogdet(A):
    """The sign of the determinant (0 if it is 0) and the logarithm of its absolute value."""
    floating("slogdet", A)
    return ops.solving.slogdet(A)


def logdet(input):
    """The logarithm of the determinant; NaN where that is negative."""
    sign, logarithm = slogdet(input)
    return ops.where(ops.lt(sign, 0), np.nan, logarithm)


@input_for_A
def inv(A):
    """The inverse of square matrices; a LinAlgError for a singular one."""
    floating("inv", A)
    return ops.inv(A)


def inv_ex(A, *, check_errors=False):
    """The inverse, and 0. A singular matrix is a LinAlgError in any case, where PyTorch returns numbers of no use."""
    return Inverse(inv(A), none_wrong(A))


def none_wrong(A):
    """A 0 for each matrix: nothing went wrong."""
    return ops.cast(ops.sum(ops.zeros_like(A), axis=(-2, -1)), dtype=INT32)


def pinv(A, *, atol=None, rtol=None, hermitian=False):
    """The pseudoinverse: the inverse as far as there is one. Singular values count as 0 up to a limit.

    It is the larger of `atol` and `rtol` times the largest singular value; `rtol` is eps · the longer side unless it,
    or `atol`, is given. Of a `hermitian` (here: symmetric) matrix only the lower half is read.
    """
    floating("pinv", A)
    return ops.pinv(A, **limits(A, atol, rtol), hermitian=hermitian)


def limits(A, atol, rtol) -> dict:
    """Below which singular values count as 0: absolutely, and as a share of the largest."""
    atol, rtol = array_of(atol), array_of(rtol)
    if rtol is None:
        rtol = np.finfo(A.dtype).eps * max(A.shape[-2:]) if atol is None or np.all(np.asarray(atol) <= 0) else 0.0
    return {"atol": 0.0 if atol is None else atol, "rtol": rtol}


def solve(A, B, *, left=True):
    """The X with A X = B, or, if not `left`, X A = B. B has columns, or is a vector, or one for each matrix A."""
    floating("solve", A, B)
    shape = np.shape(B)
    vector = len(shape) == 1 or (len(shape) == np.ndim(A) - 1 and shape == np.shape(A)[:-1])
    if vector and not left:
        raise ValueError("solve with left=False wants a matrix B\nhelp: B.unsqueeze(-2) is a matrix of one row")
    if vector:
        return ops.squeeze(ops.solve(A, ops.unsqueeze(B, axis=-1)), axis=-1)
    return ops.solve(A, B) if left else mT(ops.solve(mT(A), mT(B)))


def solve_ex(A, B, *, left=True, check_errors=False):
    """The solution, and 0; a singular matrix is a LinAlgError in any case."""
    return Result(solve(A, B, left=left), none_wrong(A))


def solve_triangular(A, B, *, upper, left=True, unitriangular=False):
    """The X with A X = B (X A = B if not `left`), of a triangular A: the other half isn't read.

    With `unitriangular` neither is the diagonal, which counts as ones.
    """
    floating("solve_triangular", A, B)
    triangle = ops.triu(A) if upper else ops.tril(A)
    if unitriangular:
        triangle = with_diagonal(triangle, np.ones((), A.dtype))
    return ops.solve(triangle, B) if left else mT(ops.solve(mT(triangle), mT(B)))


@also_called(input="B", input2="L")
def cholesky_solve(B, L, upper=False):
    """The X with L Lᵀ X = B, of Cholesky's factor L; with `upper` it is Lᵀ that is given."""
    if np.ndim(B) < 2:
        raise ValueError(
            f"cholesky_solve with B of shape {np.shape(B)}\nhelp: B.unsqueeze(-1) is a matrix of one column"
        )
    return ops.solving.solve_cholesky(mT(L) if upper else L, B)


@also_called(input="L")
def cholesky_inverse(L, upper=False):
    """The inverse of L Lᵀ, from Cholesky's factor L; with `upper` it is Lᵀ that is given."""
    unit = np.broadcast_to(np.eye(np.shape(L)[-1], dtype=L.dtype), np.shape(L))
    return cholesky_solve(unit, L, upper)


def lstsq(A, B, rcond=None, *, driver=None):
    """The X for which |A X − B|² is smallest, and of several the smallest X, with residuals, rank, singular values.

    The driver is "gelsy", unless another is named, and says what else comes: "gelsy" finds the rank; "gels" wants
    full rank, and gives the columns' |A X − B|², if A has more rows than columns; "gelsd" and "gelss" give all.
    """
    floating("lstsq", A, B)
    if driver not in (None, "gels", "gelsy", "gelsd", "gelss"):
        raise ValueError(f"lstsq with driver {driver!r}\nhelp: 'gels', 'gelsy', 'gelsd' or 'gelss'")
    rtol = np.finfo(A.dtype).eps * max(A.shape[-2:]) if rcond is None else rcond
    vector = np.ndim(B) == np.ndim(A) - 1
    columns = ops.unsqueeze(B, axis=-1) if vector else B
    X = ops.matmul(ops.pinv(A, atol=0.0, rtol=rtol), columns)
    rank, (rows, unknowns) = matrix_rank(A, rtol=rtol), A.shape[-2:]
    full = bool(np.all(array_of(rank) == min(rows, unknowns)))
    if driver == "gels" and not full:
        raise np.linalg.LinAlgError("lstsq: a matrix without full rank\nhelp: the other drivers take it")
    nothing = ops.reshape(X, shape=(-1,))[:0]
    residuals = nothing
    if driver not in (None, "gelsy") and full and rows > unknowns:
        residuals = ops.sum(ops.square(ops.sub(ops.matmul(A, X), columns)), axis=-2)
    return LeastSquares(
        ops.squeeze(X, axis=-1) if vector else X,
        residuals,
        ops.cast(nothing, dtype=np.dtype(np.int64)) if driver == "gels" else rank,
        ops.decomposition.svdvals(A) if driver in ("gelsd", "gelss") else nothing,
    )


def matrix_rank(A, tol=None, hermitian=False, *, atol=None, rtol=None):
    """How many singular values are above the limits that `pinv` has; `tol` is `atol` under its old name."""
    floating("matrix_rank", A)
    return ops.linalg.rank_above(A, **limits(A, atol if tol is None else tol, rtol), hermitian=hermitian)


@input_for_A
def matrix_power(A, n: int):
    """A @ A @ … @ A, n times; the unit matrix for 0, powers of the inverse for negative n."""
    if not isinstance(n, (int, np.integer)):
        raise TypeError(f"matrix_power wants a whole number, not {n!r}\nhelp: roots of matrices aren't there")
    if len(A.shape) < 2 or A.shape[-1] != A.shape[-2]:
        raise ValueError(f"matrix_power of shape {A.shape}\nhelp: square matrices, (…, n, n)")
    return ops.clone(A) if n == 1 else ops.linalg.matrix_power(A, n)


def cond(A, p=None):
    """How much solving with A may enlarge an error: the norm of order `p` (2) of A times that of its inverse."""
    floating("cond", A)
    return ops.linalg.cond(A, p)


@input_for_A
def matrix_exp(A):
    """e to the power of a matrix: 1 + A + A A / 2 + A A A / 6 + …"""
    floating("matrix_exp", A)
    return ops.matrix_exp(A)


def tensorinv(A, ind=2):
    """The inverse of A as a matrix, whose rows are its first `ind` axes and whose columns the others."""
    shape = tuple(A.shape)
    if not 0 < ind < len(shape):
        raise ValueError(f"tensorinv of shape {shape} with ind={ind}\nhelp: axes must be left on both sides of it")
    rows = int(np.prod(shape[:ind]))
    return ops.reshape(inv(ops.reshape(A, shape=(rows, -1))), shape=shape[ind:] + shape[:ind])


@either_spelling
def tensorsolve(A, B, dims=None):
    """The X with tensordot(A, X, X's axes) = B; `dims` are axes of A that are moved behind the others first."""
    axes = [axis % A.ndim for axis in dims or ()]
    A = ops.permute(A, axes=[axis for axis in range(A.ndim) if axis not in axes] + axes)
    rows = ops.reshape(B, shape=(-1,))
    shape = tuple(A.shape[B.ndim :])
    return ops.reshape(solve(ops.reshape(A, shape=(rows.shape[0], -1)), rows), shape=shape)
