"""Decompositions of matrices, with PyTorch's arguments."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .. import ops
from ..ops.decomposition import lower, lu_parts, lu_row, upper, with_diagonal
from .solving import floating, mT, none_wrong, solve_triangular


class SVDWithV(NamedTuple):
    """U diag(S) Vᵀ is the matrix."""

    U: Any
    S: Any
    V: Any


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


def cholesky_of(input, upper=False):
    """`linalg.cholesky` under its old name."""
    return cholesky(input, upper=upper)


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


def qr_of(input, some=True):
    """`linalg.qr` under its old name: reduced, unless `some` is False."""
    return qr(input, "reduced" if some else "complete")


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


def svd_of(input, some=True, compute_uv=True):
    """`linalg.svd` under its old name: it returns V, not its transpose, and the reduced U and V unless told otherwise."""
    u, s, vh = svd(input, not some)
    if not compute_uv:
        m, n = np.shape(input)[-2:]
        u, vh = (np.zeros_like(input[..., :1]) + np.zeros((length, length), input.dtype) for length in (m, n))
    return SVDWithV(u, s, mT(vh))


# Gauss's elimination


def lu_factor(A, *, pivot=True):
    """L and U in one matrix, without L's ones, and the exchanges of rows; see `lu`. A LinAlgError if U has a 0."""
    factors = lu_factor_ex(A, pivot=pivot)
    if np.any(np.asarray(factors.info.data if hasattr(factors.info, "data") else factors.info)):
        raise np.linalg.LinAlgError("lu_factor of a singular matrix\nhelp: lu_factor_ex and lu take it")
    return LUFactors(*factors[:2])
...


def lu(A, *, pivot=True):
    """P, L and U with P L U = A: L lower triangular with ones on its diagonal, U upper triangular, P exchanges rows."""
    return PLU(*lu_unpack(*lu_factor_ex(A, pivot=pivot)[:2]))
