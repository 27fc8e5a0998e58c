"""Decompositions of matrices into factors: Cholesky's, QR, LU, eigenvectors, singular vectors.

The factors of one decomposition are one value, packed into a row (see `packing`), and a function `…_parts` takes it
apart. Most formulas are derived in M. Giles, "An extended collection of matrix derivative results" (2008).
"""

from typing import Any, NamedTuple

import numpy as np

from ..tape import op
from .kernel import kernel
from .packing import packed, unpacked
from .products import transposed


class Helped:
    """Within it, NumPy's LinAlgError comes with help."""

    def __init__(self, help: str) -> None:
        self.help = help

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if kind is np.linalg.LinAlgError and "square" not in str(error):
            raise np.linalg.LinAlgError(f"{error}\nhelp: {self.help}") from error


positive_definite = Helped("x @ x.mT, with a little added to its diagonal, is symmetric and positive definite")


# Parts of matrices


def with_diagonal(x, diagonal):
    """x with other numbers on its diagonal."""
    m, n = x.shape[-2:]
    return np.where(np.eye(m, n, dtype=bool), diagonal, x)


def column(x):
    """The vectors along the last axis as matrices of one column."""
    return np.expand_dims(x, -1)


def row(x):
    """The vectors along the last axis as matrices of one row."""
    return np.expand_dims(x, -2)


def quotient(x, y):
    """x / y, but 0 / 0 is 0: what isn't asked for doesn't move, also where the answer would be undetermined."""
    return x / np.where(np.logical_and(x == 0, y == 0), 1, y)


# Cholesky


@op()
def cholesky_lower(x):
    """The lower triangular L with L Lᵀ = x, symmetric and positive definite; only its lower half is read."""
    with positive_definite:
        y = np.linalg.cholesky(x)
    return y, lambda g: cholesky_share(y, np.tril(transposed(y) @ g))


def cholesky_share(y, inner):
    """L⁻ᵀ Φ L⁻¹, made symmetric, in which Φ has half the diagonal of `inner`, Lᵀ g."""
    half = np.linalg.solve(transposed(y), with_diagonal(inner, inner / 2))
    share = np.linalg.solve(transposed(y), transposed(half))
    return (share + transposed(share)) / 2


# QR


@kernel
def packed_qr(x, mode):
    """Q and R in a row."""
    return packed(*np.linalg.qr(x, mode))


@op(packed_qr)
def qr_row(x, *, mode):
    """Q with orthonormal columns and the upper triangular R, with Q R = x, in a row."""
    y = packed_qr(x, mode)
    q, r = qr_parts(y, x.shape, mode)
    return y, lambda g: qr_share(x, q, r, *qr_parts(g, x.shape, mode))


def qr_parts(y, shape, mode):
    """Q and R of a matrix of this shape."""
    *batch, m, n = shape
    k = m if mode == "complete" else min(m, n)
    return unpacked(y, ((*batch, m, k), (*batch, k, n)))


def qr_share(x, q, r, gq, gr):
    """What x = Q R is sent. The columns that a wide x has beyond a square one are Qᵀ times those of R."""
    m, n = x.shape[-2:]
    if q.shape[-1] > n:
        raise RuntimeError(
            "the complete QR decomposition of a matrix with more rows than columns has no derivative\n"
            "help: mode='reduced' has one"
        )
    rest = gr[..., m:]
    if n > m:
        gq = gq + x[..., m:] @ transposed(rest)
        r, gr = r[..., :m], gr[..., :m]
    inner = r @ transposed(gr) - transposed(gq) @ q
    inner = gq + q @ (np.tril(inner) + transposed(np.tril(inner, -1)))
    share = transposed(np.linalg.solve(r, transposed(inner)))
    return np.concatenate([share, q @ rest], -1) if n > m else share


# LU


@kernel
def packed_lu(x):
    """L and U in one matrix (L has ones on its diagonal), and the row that each row was exchanged with, from 1."""
    lu = np.array(x)
    m, n = lu.shape[-2:]
    pivots = np.zeros((*lu.shape[:-2], min(m, n)), dtype=lu.dtype)
    for j in range(min(m, n)):
        pivot = np.argmax(np.abs(lu[..., j:, j]), axis=-1, keepdims=True) + j
        pivots[..., j] = pivot[..., 0] + 1
        at = np.expand_dims(pivot, -1)
        there, here = np.take_along_axis(lu, at, -2), np.copy(lu[..., j : j + 1, :])
        np.put_along_axis(lu, at, here, -2)
        lu[..., j : j + 1, :] = there
        divisor = there[..., j : j + 1]
        lu[..., j + 1 :, j : j + 1] /= np.where(divisor == 0, 1, divisor)
        lu[..., j + 1 :, j + 1 :] -= lu[..., j + 1 :, j : j + 1] * lu[..., j : j + 1, j + 1 :]
    return packed(lu, pivots)


@op(packed_lu)
def lu_row(x):
    """Gauss's elimination: x = P L U, as L and U in one matrix and the exchanges of rows that make P, in a row."""
    y = packed_lu(x)
    lu, pivots = lu_parts(y, x.shape)
    return y, lambda g: permutation(pivots, x.shape[-2]) @ lu_share(lu, lu_parts(g, x.shape)[0])


def lu_parts(y, shape):
    """L and U in one matrix, and the exchanges of rows."""
    return unpacked(y, (shape, (*shape[:-2], min(shape[-2:]))))


def lu_share(lu, g):
    """What Pᵀ x = L U is sent. What one of L and U has beyond a square one belongs to rows or columns of its own."""
    k = min(lu.shape[-2:])
    square, right, under = lu[..., :k, :k], lu[..., :k, k:], lu[..., k:, :k]
    l_t, u_t = transposed(with_diagonal(np.tril(square), np.ones((), lu.dtype))), transposed(np.triu(square))
    g_square, g_right, g_under = g[..., :k, :k], g[..., :k, k:], g[..., k:, :k]
    inner = np.tril(l_t @ np.tril(g_square, -1) - g_right @ transposed(right), -1)
    inner = inner + np.triu(np.triu(g_square) @ u_t - transposed(under) @ g_under)
    above = np.linalg.solve(l_t, np.concatenate([divided(inner, u_t), g_right], -1))
    return np.concatenate([above, divided(g_under, u_t)], -2) if lu.shape[-2] > k else above


def divided(x, y):
    """x y⁻¹."""
    return transposed(np.linalg.solve(transposed(y), transposed(x)))


@kernel
def permutation(pivots, m):
    """The matrix P that undoes exchanges of m rows."""
    order = np.broadcast_to(np.arange(m), (*pivots.shape[:-1], m)).copy()
    for j in range(pivots.shape[-1]):
        at = pivots[..., j : j + 1].astype(int) - 1
        there, here = np.take_along_axis(order, at, -1), np.copy(order[..., j : j + 1])
        np.put_along_axis(order, at, here, -1)
        order[..., j : j + 1] = there
    return (column(np.arange(m)) == row(order)).astype(pivots.dtype)


@op(permutation)
def permutation_matrix(pivots, *, m):
    """The matrix P that undoes exchanges of m rows: of row 1 with row pivots[0], and so on."""
    return permutation(pivots, m), None


# Eigenvectors of symmetric matrices


@kernel
def packed_eigh(x, UPLO):
    """Eigenvalues and eigenvectors in a row."""
    return packed(*np.linalg.eigh(x, UPLO))


@op(packed_eigh)
def eigh_row(x, *, UPLO="L"):
    """The eigenvalues w of a symmetric x, ascending, and the eigenvectors V, x = V diag(w) Vᵀ, in a row."""
    y = packed_eigh(x, UPLO)
    w, v = eigh_parts(y, x.shape)
    return y, lambda g: eigh_share(w, v, *eigh_parts(g, x.shape))


def eigh_parts(y, shape):
    """Eigenvalues and eigenvectors."""
    return unpacked(y, (shape[:-1], shape))


def eigh_share(w, v, gw, gv):
    """What x = V diag(w) Vᵀ is sent: symmetric, like x. Eigenvectors of one eigenvalue twice are undetermined."""
    inner = with_diagonal(transposed(v) @ gv, np.zeros((), v.dtype))
    inner = with_diagonal(quotient(inner, row(w) - column(w)), row(gw))
    share = v @ inner @ transposed(v)
    return (share + transposed(share)) / 2


# Singular values


@kernel
def packed_svd(x, full):
    """Left singular vectors, singular values and right singular vectors in a row."""
    return packed(*np.linalg.svd(x, full))


@op(packed_svd)
def svd_row(x, *, full=False):
    """U and V with orthonormal columns and the singular values s, descending: x = U diag(s) Vᵀ; U, s, Vᵀ in a row."""
    y = packed_svd(x, full)
    factors = thin(*svd_parts(y, x.shape, full))
    return y, lambda g: svd_share(*factors, *thin(*svd_parts(g, x.shape, full)))


def svd_parts(y, shape, full=False):
    """U, s and Vᵀ of a matrix of this shape."""
    *batch, m, n = shape
    k = min(m, n)
    return unpacked(y, ((*batch, m, m if full else k), (*batch, k), (*batch, n if full else k, n)))


def svdvals(x):
    """The singular values alone, descending."""
    return svd_parts(svd_row(x), x.shape)[1]


def thin(u, s, vh):
    """U and Vᵀ without the vectors that belong to no singular value: any would do, so nothing comes back from them."""
    k = s.shape[-1]
    return u[..., :k], s, vh[..., :k, :]


def svd_share(u, s, vh, gu, gs, gvh):
    """What x = U diag(s) Vᵀ is sent. Vectors of one singular value twice are undetermined."""
    by_u, by_v = transposed(u) @ gu, vh @ transposed(gvh)
    turned = (by_u - transposed(by_u)) * row(s) + column(s) * (by_v - transposed(by_v))
    inner = with_diagonal(quotient(turned, row(s * s) - column(s * s)), row(gs))
    share = u @ inner @ vh
    if u.shape[-2] > s.shape[-1]:
        share = share + quotient(gu - u @ by_u, row(s)) @ vh
    if vh.shape[-1] > s.shape[-1]:
        share = share + u @ quotient(gvh - transposed(by_v) @ vh, column(s))
    return share


# What they are together. PyTorch and NumPy have the same names for the parts.


class QR(NamedTuple):
    """Q R is the matrix."""

    Q: Any
    R: Any


class Eigen(NamedTuple):
    """Eigenvalues, ascending, and the eigenvectors as columns."""

    eigenvalues: Any
    eigenvectors: Any


class SVD(NamedTuple):
    """U diag(S) Vh is the matrix."""

    U: Any
    S: Any
    Vh: Any


def qr(a, mode="reduced"):
    """Q and R."""
    return QR(*qr_parts(qr_row(a, mode=mode), a.shape, mode))


def eigh(a, UPLO="L"):
    """Eigenvalues and eigenvectors of a symmetric matrix, of which the lower half is read, or for "U" the upper."""
    return Eigen(*eigh_parts(eigh_row(a, UPLO=UPLO), a.shape))


def svd(a, full_matrices=True):
    """U, the singular values and Vᵀ; U and V are square, unless `full_matrices` is False."""
    return SVD(*svd_parts(svd_row(a, full=full_matrices), a.shape, full_matrices))


def cholesky(a, upper=False):
    """The lower triangular L with L Lᵀ = a, or with `upper` its transpose; then the upper half of a is read."""
    return transposed(cholesky_lower(transposed(a))) if upper else cholesky_lower(a)
