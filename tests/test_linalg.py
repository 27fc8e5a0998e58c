"""Linear algebra beyond the table of ops: named results, halves that aren't read, empty parts, singular matrices."""

import math

import numpy as np
import pytest

import tinygrad_edu as tg
import tinygrad_edu.nn.functional as F
from tinygrad_edu import ops
from tinygrad_edu.ops.einsum import spelled_out

DRAW = np.random.default_rng(0)
MATRIX = DRAW.standard_normal((3, 3)) + 3 * np.eye(3)
DEFINITE = MATRIX @ MATRIX.T


def tensor(array):
    """A recorded tensor in float64."""
    return tg.tensor(array, dtype=np.float64, requires_grad=True)


@pytest.mark.parametrize(
    ("result", "names"),
    [
        (lambda x: tg.linalg.svd(x), ("U", "S", "Vh")),
        (lambda x: tg.svd(x), ("U", "S", "V")),
        (lambda x: tg.linalg.qr(x), ("Q", "R")),
        (lambda x: tg.linalg.eigh(x), ("eigenvalues", "eigenvectors")),
        (lambda x: tg.linalg.slogdet(x), ("sign", "logabsdet")),
        (lambda x: tg.linalg.lu(x), ("P", "L", "U")),
        (lambda x: tg.linalg.lu_factor(x), ("LU", "pivots")),
        (lambda x: tg.linalg.lu_factor_ex(x), ("LU", "pivots", "info")),
        (lambda x: tg.linalg.cholesky_ex(x), ("L", "info")),
        (lambda x: tg.linalg.inv_ex(x), ("inverse", "info")),
        (lambda x: tg.linalg.solve_ex(x, x), ("result", "info")),
        (lambda x: tg.linalg.lstsq(x, x), ("solution", "residuals", "rank", "singular_values")),
        (lambda x: tg.triangular_solve(x, x), ("solution", "cloned_coefficient")),
    ],
)
def test_results_have_pytorchs_names(result, names):
    assert result(tensor(DEFINITE))._fields == names


def test_the_factors_make_the_matrix_again():
    x = tensor(MATRIX[:, :2])
    u, s, vh = tg.linalg.svd(x)
    assert (u.shape, s.shape, vh.shape) == ((3, 3), (2,), (2, 2))
    q, r = tg.linalg.qr(x)
    p, left, right = tg.linalg.lu(x)
    w, v = tg.linalg.eigh(tensor(DEFINITE))
    lower = tg.linalg.cholesky(tensor(DEFINITE))
    for product, matrix in (
        ((u[:, :2] * s) @ vh, x),
        (q @ r, x),
        (p @ left @ right, x),
        ((v * w) @ v.mT, tg.tensor(DEFINITE)),
        (lower @ lower.mT, tg.tensor(DEFINITE)),
    ):
        np.testing.assert_allclose(product.data, matrix.data, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    "function",
    [
        lambda x, half: tg.linalg.cholesky(x, upper=half == "U"),
        lambda x, half: tg.linalg.eigvalsh(x, half),
        lambda x, half: tg.linalg.eigh(x, half.lower()).eigenvalues,
        lambda x, half: tg.linalg.solve_triangular(x, tg.ones(3, 1, dtype=np.float64), upper=half == "U"),
        lambda x, half: tg.cholesky_inverse(x, half == "U"),
    ],
)
@pytest.mark.parametrize("half", ["L", "U"])
def test_the_other_half_is_not_read(function, half):
    other = np.triu(np.ones((3, 3)), 1) if half == "L" else np.tril(np.ones((3, 3)), -1)
    expected = function(tg.tensor(DEFINITE), half).data
    np.testing.assert_array_equal(function(tg.tensor(DEFINITE + 100 * other), half).data, expected)


def test_a_singular_matrix_is_numpys_error():
    assert tg.linalg.LinAlgError is np.linalg.LinAlgError
    for call in (tg.linalg.inv, tg.inverse, np.linalg.inv, lambda x: tg.linalg.solve(x, x), tg.linalg.lu_factor):
        with pytest.raises(tg.linalg.LinAlgError, match=r"(?is)singular.*help: "):
            call(tensor(np.ones((2, 2))))


def test_the_determinant_of_a_singular_matrix_has_exact_second_derivatives():
    """det is the sum of products, one from each row and column: of [0 0 0; 0 a 0; 0 0 b] only ∂²/∂x₀₀ ∂… remain."""
    x = tensor(np.diag([0.0, 2.0, 3.0]))
    (first,) = tg.grad(tg.linalg.det(x), [x], create_graph=True)
    np.testing.assert_allclose(first.data, np.diag([6.0, 0, 0]), atol=1e-14)
    (second,) = tg.grad(first[0, 0], [x], create_graph=True)
    np.testing.assert_allclose(second.data, np.diag([0.0, 3.0, 2.0]), atol=1e-14)


def test_logdet_and_slogdet_by_sign():
    assert math.isnan(tg.logdet(tensor(-np.eye(3))).item())
    assert tg.logdet(tensor(np.zeros((2, 2)))).item() == -math.inf
    assert [part.item() for part in tg.linalg.slogdet(tensor(-np.eye(3)))] == [-1, 0]
    assert not tg.linalg.slogdet(tensor(MATRIX)).sign.data.shape


def test_a_large_determinant_has_a_logarithm():
    x = tensor(1e200 * np.eye(3))
    tg.logdet(x).backward()
    np.testing.assert_allclose(x.grad.data, 1e-200 * np.eye(3), rtol=1e-14)


def test_cond_of_a_singular_matrix_is_infinite():
    for order in (1, math.inf, "fro"):
        assert tg.linalg.cond(tensor(np.ones((2, 2))), order).item() == math.inf
    pair = tensor(np.stack([np.ones((2, 2)), np.eye(2)]))
    assert tg.linalg.cond(pair, 1).tolist() == [math.inf, 1]
    assert np.linalg.cond(tensor(2 * np.eye(2))).item() == 1


def test_what_a_least_squares_driver_leaves_out_is_empty():
    a, b = tensor(MATRIX[:, :2]), tensor(MATRIX[:, 2:])
    residual = np.linalg.lstsq(a.data, b.data)[1]
    for driver, shapes in {
        None: ((0,), (), (0,)),
        "gelsy": ((0,), (), (0,)),
        "gels": ((1,), (0,), (0,)),
        "gelsd": ((1,), (), (2,)),
        "gelss": ((1,), (), (2,)),
    }.items():
        found = tg.linalg.lstsq(a, b, driver=driver)
        assert tuple(part.shape for part in found[1:]) == shapes
        assert found.rank.dtype == np.int64
        if found.residuals.shape == (1,):
            np.testing.assert_allclose(found.residuals.data, residual, rtol=1e-10)
    low = tg.linalg.lstsq(tensor(np.ones((3, 2))), b)
    assert low.rank.item() == 1
    np.testing.assert_allclose(low.solution.data, np.linalg.lstsq(np.ones((3, 2)), b.data)[0], rtol=1e-12)


def test_small_singular_values_count_as_zero():
    x = np.diag([1.0, 1e-3, 1e-20])
    assert tg.linalg.matrix_rank(tg.tensor(x)).item() == 2
    assert tg.linalg.matrix_rank(tg.tensor(x), rtol=1e-2).item() == 1
    assert tg.linalg.matrix_rank(tg.tensor(x), atol=1e-30, rtol=0.0).item() == 3
    np.testing.assert_allclose(tg.linalg.pinv(tg.tensor(x)).data, np.diag([1, 1e3, 0]), rtol=1e-12)
    np.testing.assert_allclose(tg.linalg.pinv(tg.tensor(x), atol=1e-2).data, np.diag([1, 0, 0]), rtol=1e-12)
    limits = tg.tensor([0.5, 1e-30])
    both = tg.linalg.pinv(tg.tensor(np.stack([x, x])), atol=limits)
    np.testing.assert_allclose(both.data, [np.diag([1, 0, 0]), np.diag([1, 1e3, 1e20])], rtol=1e-6)


def test_exponentials_of_matrices():
    """Rotations, large angles too; and e to the power of a sum is a product only if the summands commute."""
    for angle in (0.1, 1.0, 30.0):
        turn = tg.matrix_exp(tg.tensor(np.array([[0.0, -angle], [angle, 0.0]])))
        expected = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
        np.testing.assert_allclose(turn.data, expected, rtol=1e-11, atol=1e-13)
    half = tg.matrix_exp(tg.tensor(MATRIX / 2))
    np.testing.assert_allclose((half @ half).data, tg.matrix_exp(tg.tensor(MATRIX)).data, rtol=1e-12)


def test_a_beta_of_0_leaves_out_even_nan():
    x, y = tensor(np.full((2, 2), np.nan)), tensor(np.eye(2))
    product = tg.addmm(x, y, y, beta=0)
    product.sum().backward()
    np.testing.assert_array_equal(product.data, np.eye(2))
    np.testing.assert_array_equal(x.grad.data, np.zeros((2, 2)))


def test_a_chain_is_multiplied_in_the_cheapest_order():
    """A row in front, or a column at the end, decides the order: no large product is ever made."""
    large = [tg.ones(1, 50), tg.ones(50, 60), tg.ones(60, 70)]
    shapes = []
    multiply = ops.linalg.matmul
    ops.linalg.matmul = lambda x, y: shapes.append(multiply(x, y).shape) or multiply(x, y)
    try:
        tg.linalg.multi_dot(large)
        tg.linalg.multi_dot([x.T for x in reversed(large)])
    finally:
        ops.linalg.matmul = multiply
    assert shapes == [(1, 60), (1, 70), (60, 1), (70, 1)]


def test_equations_are_spelled_out():
    assert spelled_out("ba", (2,)) == "ba->ab"
    assert spelled_out("ij,jk", (2, 2)) == "ij,jk->ik"
    assert spelled_out("...k,k", (3, 1)) == "ABk,k->AB"
    assert spelled_out("A...,...->...A", (3, 1)) == "ABC,C->BCA"
    assert spelled_out("...->...", (0,)) == "->"


def test_no_reflection_is_the_unit_matrix():
    a = tensor(np.ones((3, 2)))
    product = tg.linalg.householder_product(a, tensor(np.ones(0)))
    product.sum().backward()
    np.testing.assert_array_equal(product.data, np.eye(3, 2))
    np.testing.assert_array_equal(a.grad.data, np.zeros((3, 2)))


def test_norms_in_another_dtype():
    x = tg.tensor([3, 4])
    for norm in (tg.norm, tg.linalg.norm, tg.linalg.vector_norm):
        assert norm(x, dtype=np.float64).dtype == np.float64
        assert norm(x.float(), dtype=np.float64).item() == 5
        with pytest.raises(TypeError, match="a norm of int64"):
            norm(x)
    assert tg.linalg.matrix_norm(tg.ones(2, 2), dtype=np.float64).dtype == np.float64


def test_similar_directions():
    x = tensor([1.0, 0.0])
    assert F.cosine_similarity(x, x * 3, dim=0).item() == 1
    assert F.cosine_similarity(x, -x, dim=0).item() == -1
    assert F.normalize(tensor([[3.0, 4.0]])).tolist() == [[0.6, 0.8]]


def test_numpys_functions_return_what_numpys_do():
    x = tensor(DEFINITE)
    assert np.linalg.qr(x)._fields == ("Q", "R")
    assert isinstance(np.linalg.qr(x, mode="r"), tg.Tensor)
    assert isinstance(np.linalg.svd(x, compute_uv=False), tg.Tensor)
    assert np.linalg.svd(x, full_matrices=False).Vh.shape == (3, 3)
    np.testing.assert_allclose(np.linalg.pinv(x, rtol=None).data, np.linalg.pinv(x.data, rtol=None), rtol=1e-10)
    np.testing.assert_allclose(np.linalg.matrix_norm(x.detach().data), tg.linalg.matrix_norm(x).item(), rtol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_linear_algebra_keeps_the_dtype(dtype):
    x = tg.tensor(DEFINITE, dtype=dtype, requires_grad=True)
    for function in (tg.linalg.inv, tg.linalg.cholesky, tg.linalg.det, tg.matrix_exp, tg.linalg.pinv, tg.linalg.cond):
        y = function(x)
        (gradient,) = tg.grad(y.sum(), [x])
        assert y.dtype == gradient.dtype == dtype
    assert tg.linalg.lu_factor(x).pivots.dtype == np.int32
