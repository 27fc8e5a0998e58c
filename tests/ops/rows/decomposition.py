"""Rows of decompositions. Singular vectors and eigenvectors are squared: their signs are anything."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import ops

from ..references import torch
from ..row import ErrorInput, Row, leaf
from ..samples import given, nonzero, normal
from .matrices import definite, in_a_row, regular, symmetric
from .solving import wrong_matrix

SQUARE = {
    "matrix": given(definite(3, 3)),
    "batch": given(definite(2, 2, 2)),
    "one by one": given(definite(1, 1)),
    "no matrix": given(definite(0, 2, 2)),
    "no rows": given(definite(0, 0)),
}
OBLONG = {
    "square": given(regular(3, 3)),
    "wide": given(regular(2, 4)),
    "tall": given(regular(4, 2)),
    "batch": given(regular(2, 2, 3)),
    "no rows": given(regular(0, 2)),
    "no columns": given(regular(2, 0)),
}


def eigen_row(w, v):
    """Eigenvalues and eigenvectors, whatever the signs of these."""
    return in_a_row(w, v * v)


def singular_row(u, s, vh):
    """Singular values and vectors, whatever the signs of these."""
    return in_a_row(u * u, s, vh * vh)


DECOMPOSITIONS = (
    Row(
        "cholesky",
        lambda x, upper=False: tg.linalg.cholesky(symmetric(x), upper=upper),
        {**SQUARE, "upper": given(definite(3, 3), upper=True)},
        covers=(tg.linalg.cholesky, ops.decomposition.cholesky, ops.decomposition.cholesky_lower),
        numpy=lambda x, upper=False: np.linalg.cholesky(symmetric(x), upper=upper),
        torch=lambda x, upper=False: torch.linalg.cholesky(symmetric(x), upper=upper),
        also=(
            lambda x, upper=False: tg.cholesky(symmetric(x), upper),
            lambda x, upper=False: symmetric(x).cholesky(upper),
            lambda x, upper=False: tg.linalg.cholesky_ex(symmetric(x), upper=upper).L,
        ),
        errors=(
            *wrong_matrix("cholesky", tg.linalg.cholesky),
            ErrorInput(
                "not positive definite",
                lambda: tg.linalg.cholesky(-leaf(2, 2)),
                np.linalg.LinAlgError,
                "(?i)not positive definite.*help: ",
            ),
        ),
    ),
    Row(
        "cholesky_ex",
        lambda x: tg.linalg.cholesky_ex(x).info,
        {"matrix": given(definite(3, 3)), "batch": given(definite(2, 2, 2))},
        covers=(tg.linalg.cholesky_ex,),
        torch=lambda x: torch.linalg.cholesky_ex(x).info,
        gradient=False,
    ),
    Row(
        "old cholesky",
        lambda x, upper=False: tg.cholesky(symmetric(x), upper),
        {"lower": given(definite(2, 2)), "upper": given(definite(2, 2), True)},
        covers=(tg.cholesky,),
        torch=lambda x, upper=False: torch.linalg.cholesky(symmetric(x), upper=upper),
    ),
    Row(
        "qr",
        lambda x, mode="reduced": in_a_row(*tg.linalg.qr(x, mode)),
        {
            **OBLONG,
            "complete square": given(regular(2, 2), "complete"),
            "complete wide": given(regular(2, 3), "complete"),
        },
        covers=(tg.linalg.qr, ops.decomposition.qr_row),
        numpy=lambda x, mode="reduced": in_a_row(*np.linalg.qr(x, mode)),
        torch=lambda x, mode="reduced": in_a_row(*torch.linalg.qr(x, mode)),
        also=(lambda x, mode="reduced": in_a_row(*tg.qr(x, mode == "reduced")),),
        errors=(
            ErrorInput("no such mode", lambda: tg.linalg.qr(leaf(2, 2), "raw"), ValueError, "mode 'raw'.*'complete'"),
            ErrorInput("integers", lambda: tg.linalg.qr(tg.ones(2, 2, dtype=int)), TypeError, "qr of int64"),
            ErrorInput(
                "gradient of a tall complete one",
                lambda: tg.linalg.qr(tg.eye(3, 2).requires_grad_(), "complete").Q.sum().backward(),
                RuntimeError,
                "no derivative.*'reduced' has one",
            ),
        ),
    ),
    Row(
        "R alone",
        lambda x: tg.linalg.qr(x, "r").R,
        {"tall": given(regular(3, 2)), "wide": given(regular(2, 3))},
        covers=(tg.linalg.qr,),
        numpy=lambda x: np.linalg.qr(x, "r"),
    ),
    Row(
        "old qr",
        lambda x, *some: in_a_row(*tg.qr(x, *some)),
        {"reduced": given(regular(3, 2)), "complete": given(regular(2, 3), False)},
        covers=(tg.qr,),
        torch=lambda x, some=True: in_a_row(*torch.linalg.qr(x, "reduced" if some else "complete")),
        also=(lambda x, *some: in_a_row(*x.qr(*some)),),
    ),
    Row(
        "eigh",
        lambda x, UPLO="L": eigen_row(*tg.linalg.eigh(symmetric(x), UPLO)),
        {**SQUARE, "upper": given(definite(3, 3), "U")},
        covers=(tg.linalg.eigh, ops.decomposition.eigh_row),
        numpy=lambda x, UPLO="L": eigen_row(*np.linalg.eigh(symmetric(x), UPLO)),
        torch=lambda x, UPLO="L": eigen_row(*torch.linalg.eigh(symmetric(x), UPLO)),
        errors=(
            *wrong_matrix("eigh", tg.linalg.eigh),
            ErrorInput("no half", lambda: tg.linalg.eigh(leaf(2, 2), "lower"), ValueError, "UPLO='lower'.*'L' reads"),
        ),
    ),
    Row(
        "eigvalsh",
        lambda x, UPLO="L": tg.linalg.eigvalsh(symmetric(x), UPLO),
        {"matrix": given(definite(3, 3)), "upper half of a batch": given(definite(2, 2, 2), "U")},
        covers=(tg.linalg.eigvalsh,),
        numpy=lambda x, UPLO="L": np.linalg.eigvalsh(symmetric(x), UPLO),
        torch=lambda x, UPLO="L": torch.linalg.eigvalsh(symmetric(x), UPLO),
    ),
    Row(
        "svd",
        lambda x: singular_row(*tg.linalg.svd(x, False)),
        OBLONG,
        covers=(tg.linalg.svd, ops.decomposition.svd_row),
        numpy=lambda x: singular_row(*np.linalg.svd(x, False)),
        torch=lambda x: singular_row(*torch.linalg.svd(x, False)),
        also=(lambda x: singular_row(*tg.linalg.svd(x, full_matrices=False)),),
        errors=(
            ErrorInput("a driver", lambda: tg.linalg.svd(leaf(2, 2), driver="gesvd"), ValueError, "driver 'gesvd'"),
            ErrorInput("integers", lambda: tg.linalg.svd(tg.ones(2, 2, dtype=int)), TypeError, "svd of int64"),
        ),
    ),
    Row(
        "full svd",
        lambda x: (lambda u, s, vh: singular_row(u[..., :2], s, vh[..., :2, :]))(*tg.linalg.svd(x)),
        {"wide": given(regular(2, 3)), "tall": given(regular(3, 2))},
        covers=(tg.linalg.svd,),
        numpy=lambda x: (lambda u, s, vh: singular_row(u[..., :2], s, vh[..., :2, :]))(*np.linalg.svd(x)),
        torch=lambda x: (lambda u, s, vh: singular_row(u[..., :2], s, vh[..., :2, :]))(*torch.linalg.svd(x)),
    ),
    Row(
        "old svd",
        lambda x, *some: (lambda u, s, v: singular_row(u[..., :2], s, v[..., :2]))(*tg.svd(x, *some)),
        {"reduced": given(regular(3, 2)), "full": given(regular(2, 3), False)},
        covers=(tg.svd,),
        torch=lambda x, *some: (lambda u, s, v: singular_row(u[..., :2], s, v[..., :2]))(*torch.svd(x, *some)),
        also=(lambda x, *some: (lambda u, s, v: singular_row(u[..., :2], s, v[..., :2]))(*x.svd(*some)),),
    ),
    Row(
        "old svd without vectors",
        lambda x: in_a_row(*tg.svd(x, compute_uv=False)),
        {"wide": given(regular(2, 3))},
        covers=(tg.svd,),
        torch=lambda x: in_a_row(*torch.svd(x, compute_uv=False)),
    ),
    Row(
        "svdvals",
        tg.linalg.svdvals,
        {
            "wide": given(regular(2, 3)),
            "a batch of tall ones": given(regular(2, 3, 2)),
            "no rows": given(regular(0, 2)),
        },
        covers=(tg.linalg.svdvals,),
        numpy=np.linalg.svdvals,
        torch=lambda x: torch.linalg.svdvals(x),
    ),
    Row(
        "lu",
        lambda x: in_a_row(*tg.linalg.lu(x)),
        OBLONG,
        covers=(tg.linalg.lu, ops.decomposition.lu_row),
        torch=lambda x: in_a_row(*torch.linalg.lu(x)),
        errors=(
            ErrorInput("no exchanges", lambda: tg.linalg.lu(leaf(2, 2), pivot=False), ValueError, "pivot=True"),
            ErrorInput("integers", lambda: tg.linalg.lu(tg.ones(2, 2, dtype=int)), TypeError, "lu_factor of int64"),
        ),
    ),
    Row(
        "lu_factor",
        lambda x: tg.linalg.lu_factor(x).LU,
        {"matrix": given(regular(3, 3)), "a batch of wide ones": given(regular(2, 2, 3))},
        covers=(tg.linalg.lu_factor,),
        torch=lambda x: torch.linalg.lu_factor(x).LU,
        also=(lambda x: tg.lu(x)[0], lambda x: x.lu()[0], lambda x: tg.linalg.lu_factor_ex(x).LU),
        errors=(
            ErrorInput(
                "singular", lambda: tg.linalg.lu_factor(leaf(2, 2)), np.linalg.LinAlgError, "singular.*lu_factor_ex"
            ),
        ),
    ),
    Row(
        "exchanges of lu_factor",
        lambda x: tg.linalg.lu_factor(x).pivots,
        {
            "matrix": given(regular(4, 4)),
            "a batch of tall ones": given(regular(2, 4, 3)),
            "no rows": given(regular(0, 2)),
        },
        covers=(tg.linalg.lu_factor,),
        torch=lambda x: torch.linalg.lu_factor(x).pivots,
        gradient=False,
    ),
    Row(
        "lu_factor_ex",
        lambda x: tg.linalg.lu_factor_ex(x).info,
        {
            "regular": given(regular(2, 2, 2)),
            "a zero": given(np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [1.0, 2.0, 3.0]])),
            "zeros": given(np.zeros((2, 2, 3))),
            "no rows": given(regular(0, 2)),
        },
        covers=(tg.linalg.lu_factor_ex,),
        torch=lambda x: torch.linalg.lu_factor_ex(x).info,
        also=(lambda x: tg.lu(x, get_infos=True)[2],),
        gradient=False,
    ),
    Row(
        "old lu",
        lambda x: tg.lu(x)[0],
        {"matrix": given(regular(3, 3)), "wide": given(regular(2, 3))},
        covers=(tg.lu,),
        torch=lambda x: torch.linalg.lu_factor(x)[0],
    ),
    Row(
        "lu_unpack",
        lambda x, **options: in_a_row(*tg.lu_unpack(*tg.linalg.lu_factor(x), **options)),
        {
            "everything": given(regular(2, 3, 3)),
            "L and U": given(regular(3, 2), unpack_pivots=False),
        },
        covers=(tg.lu_unpack, ops.decomposition.permutation_matrix),
        torch=lambda x, **options: in_a_row(*torch.lu_unpack(*torch.linalg.lu_factor(x), **options)),
    ),
    Row(
        "lu_unpack without L and U",
        lambda x: tg.lu_unpack(*tg.linalg.lu_factor(x), unpack_data=False).P,
        {"matrix": given(regular(3, 3)), "a batch of tall ones": given(regular(2, 3, 2))},
        covers=(ops.decomposition.permutation_matrix,),
        torch=lambda x: torch.lu_unpack(*torch.linalg.lu_factor(x), unpack_data=False).P,
        gradient=False,
    ),
    Row(
        "linalg.lu_solve",
        lambda A, B, **options: tg.linalg.lu_solve(*tg.linalg.lu_factor(A), B, **options),
        {
            "matrix": given(regular(3, 3), normal(3, 2)),
            "batch": given(regular(2, 2, 2), normal(2, 1)),
            "transposed": given(regular(3, 3), normal(3, 1), adjoint=True),
            "from the right": given(regular(3, 3), normal(2, 3), left=False),
            "transposed, from the right": given(regular(2, 2), normal(3, 2), left=False, adjoint=True),
        },
        covers=(tg.linalg.lu_solve,),
        torch=lambda A, B, **options: torch.linalg.lu_solve(*torch.linalg.lu_factor(A), B, **options),
    ),
    Row(
        "lu_solve",
        lambda b, A: tg.lu_solve(b, *tg.linalg.lu_factor(A)),
        {"matrix": given(normal(3, 2), regular(3, 3)), "batch": given(normal(2, 2, 1), regular(2, 2, 2))},
        covers=(tg.lu_solve,),
        torch=lambda b, A: torch.linalg.lu_solve(*torch.linalg.lu_factor(A), b),
        also=(lambda b, A: b.lu_solve(*tg.lu(A)),),
    ),
    Row(
        "householder_product",
        tg.linalg.householder_product,
        {
            "tall": given(normal(4, 2), nonzero(2)),
            "fewer reflections": given(normal(3, 3), nonzero(2)),
            "batch": given(normal(2, 3, 2), nonzero(2, 2)),
        },
        covers=(tg.linalg.householder_product,),
        torch=lambda A, tau: torch.linalg.householder_product(A, tau),
        also=(tg.orgqr,),
        errors=(
            ErrorInput(
                "wide",
                lambda: tg.linalg.householder_product(leaf(2, 3), leaf(2)),
                ValueError,
                r"householder_product of shapes \(2, 3\) and \(2,\)",
            ),
            ErrorInput(
                "too many reflections",
                lambda: tg.linalg.householder_product(leaf(3, 2), leaf(3)),
                ValueError,
                r"\(3,\)",
            ),
        ),
    ),
)
