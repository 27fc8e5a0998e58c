"""Linear algebra as PyTorch's ``torch.linalg`` has it: of matrices in the last two axes, all others being a batch.

>>> import tinygrad_edu as tg
>>> A = tg.tensor([[2.0, 0.0], [0.0, 3.0]], requires_grad=True)
>>> tg.linalg.det(A).backward()
>>> A.grad
tensor([[3., 0.],
        [0., 2.]])
"""

import numpy as np

from . import ops
from .functions import arguments, decomposition, norms, products, solving

__all__ = [
    "cholesky", "cholesky_ex", "cond", "cross", "det", "diagonal", "eigh", "eigvalsh", "householder_product", "inv",
    "inv_ex", "LinAlgError", "lstsq", "lu", "lu_factor", "lu_factor_ex", "lu_solve", "matmul", "matrix_exp",
    "matrix_norm", "matrix_power", "matrix_rank", "multi_dot", "norm", "pinv", "qr", "slogdet", "solve", "solve_ex",
    "solve_triangular", "svd", "svdvals", "tensorinv", "tensorsolve", "vander", "vecdot", "vector_norm",
]  # fmt: skip

LinAlgError = np.linalg.LinAlgError

norm, vector_norm, matrix_norm = norms.norm_of_any, norms.vector_norm, norms.matrix_norm

matmul, multi_dot, vecdot, cross = ops.matmul, products.multi_dot, products.vecdot, products.vector_product

det, slogdet, cond, matrix_rank = solving.det, solving.slogdet, solving.cond, solving.matrix_rank
inv, inv_ex, pinv, tensorinv = solving.inv, solving.inv_ex, solving.pinv, solving.tensorinv
solve, solve_ex, solve_triangular = solving.solve, solving.solve_ex, solving.solve_triangular
lstsq, tensorsolve = solving.lstsq, solving.tensorsolve
matrix_power, matrix_exp = solving.matrix_power, solving.matrix_exp

cholesky, cholesky_ex, qr = decomposition.cholesky, decomposition.cholesky_ex, decomposition.qr
eigh, eigvalsh, svd, svdvals = decomposition.eigh, decomposition.eigvalsh, decomposition.svd, decomposition.svdvals
lu, lu_factor, lu_factor_ex = decomposition.lu, decomposition.lu_factor, decomposition.lu_factor_ex
lu_solve, householder_product = decomposition.lu_solve, decomposition.householder_product


@arguments.either_spelling
def diagonal(A, *, offset=0, dim1=-2, dim2=-1):
    """The diagonals of matrices, `offset` places above the main one."""
    return ops.diagonal(A, offset=offset, axis1=dim1, axis2=dim2)


def vander(x, *, N=None):
    """1, x, x², … for each element x of vectors: N powers, as many as there are elements, along a new last axis."""
    if N is not None and N < 2:
        raise ValueError(f"vander with N={N}\nhelp: N is the number of powers, 2 or more")
    return products.powers_of(x, max(x.shape[-1:], default=1) if N is None else N)
