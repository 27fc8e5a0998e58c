"""Rows of inverses, determinants and systems of linear equations."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import ops

from ..references import torch
from ..row import ErrorInput, Row, leaf
from ..samples import given, normal
from .matrices import definite, in_a_row, mT, regular, singular, symmetric

EVERY_SHAPE = {
    "matrix": given(regular(3, 3)),
    "one by one": given(regular(1, 1)),
    "batch": given(regular(2, 2, 2)),
    "no matrix": given(regular(0, 2, 2)),
    "no rows": given(regular(0, 0)),
}
OBLONG = {
    "square": given(regular(2, 2)),
    "wide": given(regular(2, 3)),
    "tall": given(regular(3, 2)),
    "batch": given(regular(2, 3, 2)),
    "no rows": given(regular(0, 2)),
}


def wrong_matrix(name, function, *others):
    """The error inputs of a function of a square matrix."""
    return (
        ErrorInput("not square", lambda: function(leaf(2, 3), *others), np.linalg.LinAlgError, "(?i)square"),
        ErrorInput("a vector", lambda: function(leaf(3), *others), (np.linalg.LinAlgError, IndexError), "dim"),
        ErrorInput(
            "integers",
            lambda: function(tg.ones(2, 2, dtype=int), *others),
            TypeError,
            rf"{name} of int64.*t\.float\(\)",
        ),
    )


def singular_matrix(function, *others):
    """The error input of a function that divides by a matrix."""
    return (
        ErrorInput("singular", lambda: function(leaf(2, 2), *others), np.linalg.LinAlgError, "(?i)singular.*help: "),
    )


SOLVING = (
    Row(
        "inv",
        tg.linalg.inv,
        EVERY_SHAPE,
        covers=(tg.linalg.inv, ops.inv),
        numpy=np.linalg.inv,
        torch=lambda x: torch.linalg.inv(x),
        also=(tg.inverse, lambda x: x.inverse(), lambda x: tg.linalg.inv_ex(x).inverse),
        errors=(*wrong_matrix("inv", tg.linalg.inv), *singular_matrix(tg.linalg.inv)),
    ),
    Row(
        "inv_ex",
        lambda x: tg.linalg.inv_ex(x).info,
        {name: EVERY_SHAPE[name] for name in ("matrix", "batch", "no rows")},
        covers=(tg.linalg.inv_ex,),
        torch=lambda x: torch.linalg.inv_ex(x).info,
        gradient=False,
    ),
    Row(
        "det",
        tg.linalg.det,
        {
            **EVERY_SHAPE,
            "of rank 2": given(singular(3, 3)),
            "of rank 2, four rows": given(singular(4, 4)),
            "one singular of two": lambda rng: given(np.stack([regular(3, 3)(rng), singular(3, 3)(rng)]))(rng),
        },
        covers=(tg.linalg.det, ops.det),
        numpy=np.linalg.det,
        torch=lambda x: torch.linalg.det(x),
        also=(tg.det, lambda x: x.det()),
        errors=wrong_matrix("det", tg.linalg.det),
    ),
    Row(
        "cofactors",
        ops.solving.cofactors,
        {"matrix": given(regular(3, 3)), "one by one": given(regular(1, 1)), "batch": given(regular(2, 2, 2))},
        covers=(ops.solving.cofactors,),
        torch=lambda x: torch.linalg.det(x)[..., None, None] * torch.linalg.inv(x).mT,
    ),
    Row(
        "slogdet",
        lambda x: in_a_row(*tg.linalg.slogdet(x)),
        EVERY_SHAPE,
        covers=(tg.linalg.slogdet, ops.solving.slogdet),
        numpy=lambda x: in_a_row(*np.linalg.slogdet(x)),
        torch=lambda x: in_a_row(*torch.linalg.slogdet(x)),
        also=(lambda x: in_a_row(*tg.slogdet(x)), lambda x: in_a_row(*x.slogdet())),
        errors=wrong_matrix("slogdet", tg.linalg.slogdet),
    ),
    Row(
        "logdet",
        tg.logdet,
        {"matrix": given(definite(3, 3)), "batch": given(definite(2, 2, 2)), "no rows": given(definite(0, 0))},
        covers=(tg.logdet,),
        numpy=lambda x: np.linalg.slogdet(x)[1],
        torch=lambda x: torch.logdet(x),
        also=(lambda x: x.logdet(),),
        errors=wrong_matrix("slogdet", tg.logdet),
    ),
    Row(
        "pinv",
        lambda x, hermitian=False, **options: tg.linalg.pinv(
            symmetric(x) if hermitian else x, hermitian=hermitian, **options
        ),
        {
            **OBLONG,
            "hermitian": given(definite(3, 3), hermitian=True),
            "all singular values": given(regular(3, 2), rtol=0.1),
            "absolute": given(regular(2, 3), atol=0.1),
        },
        covers=(tg.linalg.pinv, ops.pinv),
        numpy=lambda x, hermitian=False, **limits: np.linalg.pinv(
            symmetric(x) if hermitian else x, hermitian=hermitian
        ),
        torch=lambda x, hermitian=False, **options: torch.linalg.pinv(
            symmetric(x) if hermitian else x, hermitian=hermitian, **options
        ),
        errors=(
            ErrorInput("integers", lambda: tg.linalg.pinv(tg.ones(2, 2, dtype=int)), TypeError, "pinv of int64"),
            ErrorInput("a vector", lambda: tg.linalg.pinv(leaf(3)), (np.linalg.LinAlgError, IndexError), "dim|range"),
        ),
    ),
    Row(
        "pinv of constant rank",
        lambda x, y: tg.linalg.pinv(x @ y),
        {"rank 1": given(normal(3, 1), normal(1, 3)), "rank 2": given(normal(3, 2), normal(2, 4))},
        covers=(ops.pinv,),
        numpy=lambda x, y: np.linalg.pinv(np.matmul(x, y)),
        torch=lambda x, y: torch.linalg.pinv(x @ y),
    ),
    Row(
        "pinverse",
        tg.pinverse,
        {"matrix": given(regular(3, 2)), "rcond": given(regular(2, 2), 0.1)},
        covers=(tg.pinverse,),
        numpy=lambda x, rcond=1e-15: np.linalg.pinv(x, rcond),
        torch=lambda x, rcond=1e-15: torch.pinverse(x, rcond),
        also=(lambda x, rcond=1e-15: x.pinverse(rcond),),
    ),
    Row(
        "solve",
        tg.linalg.solve,
        {
            "matrix": given(regular(3, 3), normal(3, 2)),
            "vector": given(regular(3, 3), normal(3)),
            "batch": given(regular(2, 2, 2), normal(2, 2, 3)),
            "a vector for each": given(regular(2, 3, 3), normal(2, 3)),
            "one matrix for a batch": given(regular(2, 2), normal(2, 2, 1)),
            "one vector for a batch": given(regular(2, 3, 3), normal(3)),
            "from the right": given(regular(2, 2, 2), normal(1, 3, 2), left=False),
            "no rows": given(regular(0, 0), normal(0, 2)),
        },
        covers=(tg.linalg.solve, ops.solve, ops.solving.solve_columns),
        torch=lambda A, B, **options: torch.linalg.solve(A, B, **options),
        also=(lambda A, B, **options: tg.linalg.solve_ex(A, B, **options).result,),
        errors=(
            *wrong_matrix("solve", tg.linalg.solve, leaf(2, 2)),
            *singular_matrix(tg.linalg.solve, leaf(2, 1)),
            ErrorInput(
                "a vector from the left",
                lambda: tg.linalg.solve(leaf(2, 2), leaf(2), left=False),
                ValueError,
                "a matrix B.*unsqueeze",
            ),
            ErrorInput("lengths differ", lambda: tg.linalg.solve(leaf(2, 2), leaf(3, 2)), ValueError, "solve_columns"),
        ),
    ),
    Row(
        "np.linalg.solve",
        np.linalg.solve,
        {
            "matrix": given(regular(3, 3), normal(3, 2)),
            "vector": given(regular(2, 3, 3), normal(3)),
            "batch": given(regular(2, 2, 2), normal(2, 2, 1)),
        },
        covers=(ops.solve,),
        numpy=np.linalg.solve,
        also=(ops.solve,),
    ),
    Row(
        "solve_ex",
        lambda A, B: tg.linalg.solve_ex(A, B).info,
        {"matrix": given(regular(3, 3), normal(3)), "batch": given(regular(2, 2, 2), normal(2, 2))},
        covers=(tg.linalg.solve_ex,),
        torch=lambda A, B: torch.linalg.solve_ex(A, B).info,
        gradient=False,
    ),
    Row(
        "solve_triangular",
        tg.linalg.solve_triangular,
        {
            "upper": given(regular(3, 3), normal(3, 2), upper=True),
            "lower": given(definite(2, 2, 2), normal(2, 1), upper=False),
            "from the right": given(definite(2, 2), normal(3, 2), upper=True, left=False),
            "unitriangular": given(regular(3, 3), normal(3, 1), upper=False, unitriangular=True),
        },
        covers=(tg.linalg.solve_triangular,),
        torch=lambda A, B, **options: torch.linalg.solve_triangular(A, B, **options),
        errors=(
            ErrorInput("which half?", lambda: tg.linalg.solve_triangular(leaf(2, 2), leaf(2, 1)), TypeError, "upper"),
            *singular_matrix(lambda A: tg.linalg.solve_triangular(A * 0, A, upper=True)),
        ),
    ),
    Row(
        "triangular_solve",
        lambda b, A, *args, **options: tg.triangular_solve(b, A, *args, **options).solution,
        {
            "upper": given(normal(3, 2), definite(3, 3)),
            "lower": given(normal(3, 2), definite(3, 3), False),
            "transposed": given(normal(3, 1), definite(3, 3), True, True),
            "unitriangular": given(normal(2, 2, 1), definite(2, 2), unitriangular=True),
        },
        covers=(tg.triangular_solve,),
        torch=lambda b, A, upper=True, transpose=False, unitriangular=False: torch.linalg.solve_triangular(
            A.mT if transpose else A, b, upper=upper != transpose, unitriangular=unitriangular
        ),
        also=(lambda b, A, *args, **options: b.triangular_solve(A, *args, **options)[0],),
    ),
    Row(
        "cholesky_solve",
        lambda B, A, upper=False: tg.cholesky_solve(B, tg.linalg.cholesky(A @ mT(A), upper=upper), upper),
        {
            "lower": given(normal(3, 2), regular(3, 3)),
            "upper": given(normal(3, 1), regular(3, 3), True),
            "batch": given(normal(2, 2, 1), regular(2, 2, 2), upper=False),
        },
        covers=(tg.cholesky_solve, ops.solving.solve_cholesky),
        torch=lambda B, A, upper=False: torch.cholesky_solve(B, torch.linalg.cholesky(A @ A.mT, upper=upper), upper),
        also=(lambda B, A, upper=False: B.cholesky_solve(tg.linalg.cholesky(A @ mT(A), upper=upper), upper),),
        errors=(
            ErrorInput("a vector", lambda: tg.cholesky_solve(leaf(2), leaf(2, 2)), ValueError, r"\(2,\).*unsqueeze"),
        ),
    ),
    Row(
        "cholesky_inverse",
        lambda A, upper=False: tg.cholesky_inverse(tg.linalg.cholesky(A @ mT(A), upper=upper), upper),
        {
            "lower": given(regular(3, 3)),
            "upper": given(regular(3, 3), True),
            "batch": given(regular(2, 2, 2), upper=False),
        },
        covers=(tg.cholesky_inverse,),
        torch=lambda A, upper=False: torch.cholesky_inverse(torch.linalg.cholesky(A @ A.mT, upper=upper), upper),
        also=(lambda A, upper=False: tg.linalg.cholesky(A @ mT(A), upper=upper).cholesky_inverse(upper),),
    ),
    Row(
        "lstsq",
        lambda A, B, **options: tg.linalg.lstsq(A, B, **options).solution,
        {
            "tall": given(regular(3, 2), normal(3, 2)),
            "wide": given(regular(2, 3), normal(2, 1)),
            "vector": given(regular(3, 2), normal(3)),
            "batch": given(regular(2, 3, 2), normal(2, 3, 1), driver="gelsd"),
            "a vector for each": given(regular(2, 3, 2), normal(2, 3), driver="gels"),
        },
        covers=(tg.linalg.lstsq,),
        torch=lambda A, B, **options: torch.linalg.lstsq(A, B, **options).solution,
        errors=(
            ErrorInput(
                "no such driver",
                lambda: tg.linalg.lstsq(leaf(2, 2), leaf(2, 2), driver="fast"),
                ValueError,
                "driver 'fast'.*'gelsd'",
            ),
            ErrorInput(
                "gels without full rank",
                lambda: tg.linalg.lstsq(leaf(3, 2), leaf(3, 2), driver="gels"),
                np.linalg.LinAlgError,
                "without full rank.*other drivers",
            ),
        ),
    ),
    Row(
        "lstsq, residuals",
        lambda A, B, driver: tg.linalg.lstsq(A, B, driver=driver).residuals,
        {
            "gels": given(regular(4, 2), normal(4, 2), "gels"),
            "batch": given(regular(2, 3, 2), normal(2, 3, 1), "gelsd"),
        },
        covers=(tg.linalg.lstsq,),
        torch=lambda A, B, driver: torch.linalg.lstsq(A, B, driver=driver).residuals,
    ),
    Row(
        "matrix_rank",
        tg.linalg.matrix_rank,
        {
            **OBLONG,
            "singular": given(np.diag([1.0, 0.0, 2.0])),
            "atol": given(regular(3, 3), atol=2.5),
            "rtol": given(regular(2, 3, 3), rtol=0.5),
            "tol": given(regular(3, 3), 1.5),
            "hermitian": given(definite(3, 3), hermitian=True),
        },
        covers=(tg.linalg.matrix_rank, ops.linalg.rank_above),
        torch=lambda x, *args, **options: torch.linalg.matrix_rank(x, *args, **options),
        gradient=False,
    ),
    Row(
        "np.linalg.matrix_rank",
        np.linalg.matrix_rank,
        {
            "singular": given(np.diag([1.0, 0.0, 2.0])),
            "tol": given(regular(2, 3, 3), 1.5),
            "rtol": given(regular(2, 3, 3), rtol=0.5),
            "hermitian": given(definite(3, 3), hermitian=True),
        },
        covers=(ops.linalg.matrix_rank,),
        numpy=np.linalg.matrix_rank,
        gradient=False,
    ),
    Row(
        "cond",
        tg.linalg.cond,
        {
            "plain": given(regular(2, 3)),
            "2": given(regular(2, 3, 3), 2),
            "-2": given(regular(3, 2), -2),
            "fro": given(regular(3, 3), "fro"),
            "nuc": given(regular(2, 2, 2), "nuc"),
            "1": given(regular(2, 2), 1),
            "-inf": given(regular(2, 2), p=-np.inf),
        },
        covers=(tg.linalg.cond, ops.linalg.cond),
        numpy=np.linalg.cond,
        torch=lambda x, p=None: torch.linalg.cond(x, p),
        torch_skips=dict.fromkeys(("fro", "1", "-inf"), "its backward pass fails: it overwrote the inverse"),
        errors=(ErrorInput("integers", lambda: tg.linalg.cond(tg.ones(2, 2, dtype=int)), TypeError, "cond of int64"),),
    ),
    Row(
        "matrix_exp",
        tg.matrix_exp,
        {
            "matrix": given(normal(3, 3)),
            "batch": given(normal(2, 2, 2)),
            "large": lambda rng: given(10 * normal(2, 2)(rng))(rng),
            "nilpotent": lambda rng: given(np.triu(normal(3, 3)(rng), 1))(rng),
            "no rows": given(normal(0, 0)),
        },
        covers=(tg.matrix_exp, ops.matrix_exp),
        torch=lambda x: torch.matrix_exp(x),
        also=(lambda x: x.matrix_exp(), tg.linalg.matrix_exp),
        errors=(
            ErrorInput("not square", lambda: tg.matrix_exp(leaf(2, 3)), ValueError, r"matrix_exp\(\(2, 3\)"),
            ErrorInput("integers", lambda: tg.matrix_exp(tg.ones(2, 2, dtype=int)), TypeError, "matrix_exp of int64"),
        ),
    ),
    Row(
        "tensorinv",
        lambda x, ind: tg.linalg.tensorinv(tg.reshape(x, (3, 2, 6)[:: 2 * ind - 3]), ind),
        {"after one axis": given(regular(6, 6), 1), "after two axes": given(regular(6, 6), 2)},
        covers=(tg.linalg.tensorinv,),
        torch=lambda x, ind: torch.linalg.tensorinv(x.reshape((3, 2, 6)[:: 2 * ind - 3]), ind),
        errors=(
            ErrorInput("nothing left", lambda: tg.linalg.tensorinv(leaf(2, 2)), ValueError, r"\(2, 2\) with ind=2"),
        ),
    ),
    Row(
        "tensorsolve",
        lambda A, B, dims=None: tg.linalg.tensorsolve(tg.reshape(A, (2, 3, 6)), B, dims),
        {
            "two axes": given(regular(6, 6), normal(2, 3)),
            "axes moved": given(regular(6, 6), normal(3, 2), (0, 2)),
        },
        covers=(tg.linalg.tensorsolve,),
        torch=lambda A, B, dims=None: torch.linalg.tensorsolve(A.reshape(2, 3, 6), B, dims),
    ),
)
