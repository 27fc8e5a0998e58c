"""Linear algebra under names that PyTorch had before `linalg`, where arguments or results differ from those there."""

from __future__ import annotations

from typing import Any, NamedTuple

from .. import ops
from . import decomposition, solving
from .arguments import also_called
from .solving import mT


class SVDWithV(NamedTuple):
    """U diag(S) Vᵀ is the matrix."""

    U: Any
    S: Any
    V: Any


class Solution(NamedTuple):
    """The solution, and the matrix itself."""

    solution: Any
    cloned_coefficient: Any


def cholesky(input, upper=False):
    """`linalg.cholesky` under its old name."""
    return decomposition.cholesky(input, upper=upper)


def qr(input, some=True):
    """`linalg.qr` under its old name: reduced, unless `some` is False."""
    return decomposition.qr(input, "reduced" if some else "complete")


def svd(input, some=True, compute_uv=True):
    """`linalg.svd` under its old name: it returns V, not its transpose, and reduced U and V unless `some` is False."""
    u, s, vh = decomposition.svd(input, not some)
    if not compute_uv:
        u, vh = (ops.zeros_like(ops.matmul(x, mT(x))) for x in (input, mT(input)))
    return SVDWithV(u, s, mT(vh))


def lu(A, pivot=True, get_infos=False):
    """`linalg.lu_factor_ex` under its old name."""
    result = decomposition.lu_factor_ex(A, pivot=pivot)
    return result if get_infos else decomposition.LUFactors(*result[:2])


@also_called(input="b")
def lu_solve(b, LU_data, LU_pivots):
    """`linalg.lu_solve` under its old name, with its arguments in another order."""
    return decomposition.lu_solve(LU_data, LU_pivots, b)


@also_called(input="b")
def triangular_solve(b, A, upper=True, transpose=False, unitriangular=False):
    """`solve_triangular` under its old name: of A, or with `transpose` of its transpose. Returns A as well."""
    matrix, is_upper = (mT(A), not upper) if transpose else (A, upper)
    return Solution(solving.solve_triangular(matrix, b, upper=is_upper, unitriangular=unitriangular), ops.clone(A))


def pinverse(input, rcond=1e-15):
    """`pinv`, of which singular values up to `rcond` times the largest count as 0."""
    return solving.pinv(input, rtol=rcond)
