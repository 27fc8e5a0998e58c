"""Inverses, determinants, systems of linear equations and the exponential, of matrices in the last two axes."""

import math
from typing import Any, NamedTuple

import numpy as np

from ..direct import total
from ..tape import numpy_functions, op
from ..together import together
from .decomposition import Helped, column, row, svd_parts, svd_row, with_diagonal
from .kernel import kernel
from .products import transposed
from .reduction import others

solvable = Helped("a square matrix has an inverse if its determinant isn't 0; pinv and lstsq take every matrix")


@op(np.linalg.inv)
def inv(x):
    """x⁻¹: x⁻¹ @ x is the unit matrix. A LinAlgError for a singular matrix."""
    with solvable:
        y = np.linalg.inv(x)
    return y, lambda g: -(transposed(y) @ g @ transposed(y))


@op()
def solve_columns(x, y):
    """The matrix z with x @ z = y. A LinAlgError for a singular x."""
    with solvable:
        z = np.linalg.solve(x, y)

    def backward(g):
        by_y = np.linalg.solve(transposed(x), g)
        return -(by_y @ transposed(z)), by_y

    return z, *together(backward, 2)


def solve(a, b):
    """The z with a @ z = b. As NumPy has it, b is a vector if it has one axis, and a matrix, or several, otherwise."""
    return solve_columns(a, b) if b.ndim > 1 else np.squeeze(solve_columns(a, column(b)), -1)


numpy_functions[np.linalg.solve] = solve


@kernel
def solved_by_factor(x, y):
    """The matrix z with L Lᵀ z = y, where L is the lower half of x."""
    return np.linalg.solve(transposed(np.tril(x)), np.linalg.solve(np.tril(x), y))


@op(solved_by_factor)
def solve_cholesky(x, y):
    """The matrix z with L Lᵀ z = y, where L is the lower half of x. As in PyTorch all of x gets a gradient."""
    z = solved_by_factor(x, y)

    def backward(g):
        by_y = solve_cholesky(x, g)
        both = by_y @ transposed(z)
        return -((both + transposed(both)) @ x), by_y

    return z, *together(backward, 2)


@op(np.linalg.det)
def det(x):
    """The determinant."""
    return np.linalg.det(x), lambda g: column(column(g)) * cofactors(x)


@op()
def cofactors(x):
    """∂ det x / ∂x: for each element the signed determinant of what is left without its row and its column.

    With x = U diag(s) Vᵀ it is det(U Vᵀ) · U diag(c) Vᵀ, c being for each singular value the product of the others:
    exact for singular matrices, too. In its own derivative are the products of all but two.
    """
    u, s, vh = svd_parts(svd_row(x), x.shape)
    left = u * column(column(np.sign(np.linalg.det(u @ vh))))
    y = (left * row(others(s, np.prod(s, axis=-1, keepdims=True), -1))) @ vh
    return y, lambda g: left @ cofactor_share(transposed(u) @ g @ transposed(vh), all_but_two(s)) @ vh


def cofactor_share(inner, products):
    """The derivative of the cofactors of a diagonal matrix."""
    diagonal = total(with_diagonal(np.zeros_like(inner), inner), axis=-2, keepdims=True)
    return with_diagonal(-(products * transposed(inner)), total(products * diagonal, axis=-1, keepdims=True))


def all_but_two(s):
    """The matrix of the products of all s but the i-th and the j-th; 0 where i is j."""
    same = np.eye(s.shape[-1], dtype=bool)
    if np.all(s != 0):
        products = column(column(np.prod(s, axis=-1))) / (column(s) * row(s))
    else:
        products = np.prod(np.where(np.logical_or(same[:, None], same), 1, row(row(s))), axis=-1)
    return np.where(same, 0, products)


@kernel
def slogdet_pair(x):
    """The sign of the determinant, and behind it the logarithm of its absolute value."""
    return np.stack(np.linalg.slogdet(x))


@op(slogdet_pair)
def slogdet_stack(x):
    """The sign of the determinant, and behind it the logarithm of its absolute value, which can't overflow."""
    y = slogdet_pair(x)
    return y, lambda g: column(column(g[1])) * log_slope(x, y[0])


class SignAndLogarithm(NamedTuple):
    """sign · exp(logabsdet) is the determinant."""

    sign: Any
    logabsdet: Any


def slogdet(a):
    """The sign of the determinant and the logarithm of its absolute value."""
    pair = slogdet_stack(a)
    return SignAndLogarithm(pair[0], pair[1])


def log_slope(x, sign):
    """∂ log |det x| / ∂x. For a singular matrix it is infinite, or undetermined."""
    if np.all(sign != 0):
        return transposed(np.linalg.inv(x))
    return cofactors(x) / column(column(np.linalg.det(x)))


@kernel
def pseudoinverse(x, atol, rtol, hermitian):
    """V diag(1 / s) Uᵀ of x = U diag(s) Vᵀ, with 0 for 1 / s where s is at most atol, or rtol times the largest."""
    u, s, vh = np.linalg.svd(x, False, hermitian=hermitian)
    least = np.maximum(column(np.asarray(atol)), column(np.asarray(rtol)) * np.max(s, -1, keepdims=True, initial=0))
    inverse = np.divide(1, s, out=np.zeros_like(s), where=s > least)
    return transposed(vh) @ (column(inverse) * transposed(u))


@op(pseudoinverse)
def pinv(x, *, atol, rtol, hermitian=False):
    """The pseudoinverse: y with x y x = x, y x y = y, and x y and y x symmetric. See `pseudoinverse` for what counts
    as 0. Its derivative, of matrices of constant rank, is that of G. Golub and V. Pereyra (1973).
    """
    y = pseudoinverse(x, atol, rtol, hermitian)
    return y, lambda g: pinv_share(x, y, g)


def pinv_share(x, y, g):
    """What x is sent: −yᵀ g yᵀ, and a part for the directions that x and y leave out."""
    y_t, g_t = transposed(y), transposed(g)
    out_of_x, out_of_y = g_t - x @ (y @ g_t), g_t - (g_t @ y) @ x
    return (out_of_x @ y) @ y_t + y_t @ (y @ out_of_y) - y_t @ g @ y_t


@kernel
def exponential(x):
    """e to the power of a matrix: Padé's approximation of order 13 to it divided by 2ˢ, squared s times.

    N. Higham, "The scaling and squaring method for the matrix exponential revisited" (2005).
    """
    size = np.max(np.sum(np.abs(x), axis=-2), initial=0)
    squarings = max(0, math.ceil(math.log2(size / 5.4))) if 0 < size < np.inf else 0
    x = x / 2.0**squarings
    unit = np.eye(x.shape[-1], dtype=x.dtype)
    x2 = x @ x
    x4, x6 = x2 @ x2, x2 @ x2 @ x2
    b = PADE
    odd = x6 @ (b[13] * x6 + b[11] * x4 + b[9] * x2) + b[7] * x6 + b[5] * x4 + b[3] * x2 + b[1] * unit
    even = x6 @ (b[12] * x6 + b[10] * x4 + b[8] * x2) + b[6] * x6 + b[4] * x4 + b[2] * x2 + b[0] * unit
    odd = x @ odd
    y = np.linalg.solve(even - odd, even + odd)
    for _ in range(squarings):
        y = y @ y
    return y


PADE = tuple(float(math.comb(13, k) * math.factorial(26 - k) // math.factorial(13)) for k in range(14))


@op(exponential)
def matrix_exp(x):
    """e to the power of a matrix: 1 + x + x x / 2 + x x x / 6 + …"""
    return exponential(x), lambda g: exponential_share(transposed(x), g)


def exponential_share(x, g):
    """The derivative in the direction g: above the diagonal of the exponential of [x g; 0 x]."""
    n = x.shape[-1]
    both = np.concatenate([np.concatenate([x, g], -1), np.concatenate([np.zeros_like(x), x], -1)], -2)
    return exponential(both)[..., :n, n:]
