"""Decompositions of matrices, with PyTorch's arguments."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .. import ops
from ..arrays import array_of
from ..ops.decomposition import lu_parts, lu_row, permutation_matrix, with_diagonal
from .arguments import also_called
from .solving import INT32, floating, mT, none_wrong


class Factor(NamedTuple):
    """Cholesky's factor, and 0 for each matrix that has one."""

    L: Any
    info: Any


class PLU(NamedTuple):
    """P L U is the matrix."""

    P: Any
    L: Any
    U: Any


class LUFactors(NamedTuple):
    """L and U in one matrix, and the row that each row was exchanged with, counted from 1."""

    LU: Any
    pivots: Any


class LUFactorsAndInfo(NamedTuple):
    """The same, and the first place, counted from 1, at which U has a 0 on its diagonal; 0 if it has none."""

    LU: Any
    pivots: Any
    info: Any


def cholesky(A, *, upper=False):
    """The lower triangular L with L Lᵀ = A, or with `upper` Lᵀ. A LinAlgError unless A is positive definite.

    A must be symmetric: only its lower half is read, or with `upper` its upper half.
    """
    floating("cholesky", A)
    return ops.decomposition.cholesky(A, upper)


def cholesky_ex(A, *, upper=False, check_errors=False):
    """Cholesky's factor, and 0; a matrix that has none is a LinAlgError in any case."""
    return Factor(cholesky(A, upper=upper), none_wrong(A))


def qr(A, mode="reduced"):
    """Q with orthonormal columns and the upper triangular R, with Q R = A.

    Of a matrix (m, n), Q is (m, k) and R (k, n), where k is the smaller of m and n; m for the mode "complete". For "r"
    there is no Q. A wide or "reduced" one has a gradient, if the first k columns are independent.
    """
    floating("qr", A)
    if mode not in ("reduced", "complete", "r"):
        raise ValueError(f"qr with mode {mode!r}\nhelp: 'reduced', 'complete' or 'r'")
    q, r = ops.decomposition.qr(A, "complete" if mode == "complete" else "reduced")
    return ops.decomposition.QR(ops.zeros_like(ops.reshape(q, shape=(-1,))[:0]) if mode == "r" else q, r)


def eigh(A, UPLO="L"):
    """Eigenvalues, ascending, and eigenvectors, as columns, of a symmetric matrix: only its lower (upper) half is read.

    An eigenvector's sign is anything, and so are the eigenvectors of an eigenvalue that is there twice: a gradient
    through them is infinite or NaN.
    """
    floating("eigh", A)
    check_half(UPLO)
    return ops.decomposition.eigh(A, UPLO.upper())


def check_half(UPLO):
    """A ValueError unless it names a half of a matrix."""
    if UPLO not in ("L", "U", "l", "u"):
        raise ValueError(f"UPLO={UPLO!r}\nhelp: 'L' reads the lower half of the matrix, 'U' the upper")


def eigvalsh(A, UPLO="L"):
    """The eigenvalues of a symmetric matrix, ascending."""
    return eigh(A, UPLO).eigenvalues


def svd(A, full_matrices=True, *, driver=None):
    """U, the singular values S, descending, and Vh = Vᵀ, with A = U diag(S) Vh.

    Of a matrix (m, n), U is (m, m) and Vh (n, n); or, with `full_matrices` False, (m, k) and (k, n), where k is the
    smaller of m and n. Singular vectors have either sign, and a gradient only if no singular value is there twice.
    """
    floating("svd", A)
    if driver is not None:
        raise ValueError(f"svd with driver {driver!r}\nhelp: drivers are for graphics cards; leave it out")
    return ops.decomposition.svd(A, full_matrices)


def svdvals(A, *, driver=None):
    """The singular values, descending."""
    return svd(A, False, driver=driver).S


# Gauss's elimination


def check_pivot(pivot) -> None:
    """A ValueError unless rows may be exchanged."""
    if not pivot:
        raise ValueError("LU without pivoting isn't there\nhelp: pivot=True exchanges rows, as it should be")


def lu_factor_ex(A, *, pivot=True, check_errors=False):
    """L and U in one matrix, without L's ones, the exchanges of rows, and where U has its first 0; see `lu`."""
    floating("lu_factor", A)
    check_pivot(pivot)
    factors, pivots = lu_parts(lu_row(A), A.shape)
    k = pivots.shape[-1]
    regular = ops.cast(ops.ne(ops.diagonal(factors, axis1=-2, axis2=-1), 0), dtype=INT32)
    before = ops.sum(ops.cumprod(regular, axis=-1), axis=-1)
    info = ops.cast(ops.where(ops.lt(before, k), before + 1, 0), dtype=INT32)
    return LUFactorsAndInfo(factors, ops.cast(pivots, dtype=INT32), info)


def lu_factor(A, *, pivot=True):
    """L and U in one matrix, without L's ones, and the exchanges of rows; see `lu`. A LinAlgError if U has a 0."""
    factors, pivots, info = lu_factor_ex(A, pivot=pivot)
    if np.any(array_of(info)):
        raise np.linalg.LinAlgError("lu_factor of a singular matrix\nhelp: lu and lu_factor_ex take it")
    return LUFactors(factors, pivots)


def lu(A, *, pivot=True):
    """P, L and U with P L U = A: L lower triangular with ones on its diagonal, U upper triangular, P exchanges rows."""
    factors, pivots, _ = lu_factor_ex(A, pivot=pivot)
    return lu_unpack(factors, pivots)


def lu_unpack(LU_data, LU_pivots, unpack_data=True, unpack_pivots=True):
    """P, L and U from what `lu_factor` returns; what isn't asked for is empty."""
    m, n = np.shape(LU_data)[-2:]
    p = permutation_matrix(ops.cast(LU_pivots, dtype=LU_data.dtype), m=m)
    parts = unit_lower(LU_data[..., : min(m, n)]), ops.triu(LU_data[..., : min(m, n), :])
    nothing = ops.zeros_like(ops.reshape(p, shape=(-1,))[:0])
    return PLU(p if unpack_pivots else nothing, *(parts if unpack_data else (nothing, nothing)))


def unit_lower(x):
    """What is below the diagonal, with ones on it."""
    return with_diagonal(ops.tril(x), np.ones((), x.dtype))


def lu_solve(LU, pivots, B, *, left=True, adjoint=False):
    """The X with A X = B (X A = B if not `left`), from what `lu_factor` returns of A; of Aᵀ with `adjoint`."""
    if not left:
        return mT(lu_solve(LU, pivots, mT(B), adjoint=not adjoint))
    p, left_factor, right_factor = lu_unpack(LU, pivots)
    if adjoint:
        return ops.matmul(p, ops.solve(mT(left_factor), ops.solve(mT(right_factor), B)))
    return ops.solve(right_factor, ops.solve(left_factor, ops.matmul(mT(p), B)))


@also_called(input="A", input2="tau")
def householder_product(A, tau):
    """The first columns of H₁ H₂ …, Hᵢ = 1 − τᵢ vᵢ vᵢᵀ; vᵢ is column i of A below the diagonal, with a 1 on it."""
    m, n = np.shape(A)[-2:]
    if m < n or np.shape(tau)[-1] > n:
        raise ValueError(
            f"householder_product of shapes {np.shape(A)} and {np.shape(tau)}\n"
            "help: A has at least as many rows as columns, and at least as many columns as there are τ"
        )
    v, product = unit_lower(A), ops.where(False, A, np.eye(m, n, dtype=A.dtype))
    for i in reversed(range(np.shape(tau)[-1])):
        reflected = ops.matmul(v[..., i : i + 1], ops.matmul(mT(v[..., i : i + 1]), product))
        product = ops.sub(product, ops.mul(ops.reshape(tau[..., i], shape=(*np.shape(tau)[:-1], 1, 1)), reflected))
    return product
