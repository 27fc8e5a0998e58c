"""NumPy's linear algebra where it is more than one op: ``np.kron(t, u)``, ``np.linalg.cond(t)`` and so on.

Arguments and defaults are NumPy's, and ``np.…`` of a Tensor calls these functions; PyTorch's are in ``functions``.
"""

import functools

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from ..tape import numpy_functions
from .arithmetic import mul
from .comparison import gt
from .decomposition import cholesky, column, eigh, qr, svd, svdvals
from .diagonals import diagonal
from .einsum import LETTERS, einsum
from .elementwise import cast
from .norms import matrix_norm, norm
from .products import matmul, outer
from .reduction import amax, sum
from .shaping import reshape, squeeze, unsqueeze
from .solving import inv, pinv, slogdet


def dot(a, b):
    """NumPy's dot: over the last axis of a and the last but one of b (the only one of a vector)."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return mul(a, b)
    if b.ndim <= 2:
        return matmul(a, b)
    columns = np.reshape(np.transpose(b, (b.ndim - 2, *range(b.ndim - 2), b.ndim - 1)), (b.shape[-2], -1))
    return reshape(matmul(a, columns), shape=(*a.shape[:-1], *b.shape[:-2], b.shape[-1]))


def vdot(a, b):
    """NumPy's vdot: the sum of the products of corresponding elements."""
    return sum(mul(reshape(a, shape=(-1,)), reshape(b, shape=(-1,))))


def outer_of_any(a, b):
    """NumPy's outer, which flattens its operands."""
    return outer(reshape(a, shape=(-1,)), reshape(b, shape=(-1,)))


def tensordot(a, b, axes=2):
    """Σ of products over the last axes of a and the first of b, as many as `axes` says, or over two lists of axes."""
    if isinstance(axes, (int, np.integer)):
        axes = range(a.ndim - axes, a.ndim), range(axes)
    of_a, of_b = (normalize_axis_tuple(given, x.ndim) for given, x in zip(axes, (a, b)))
    if len(of_a) != len(of_b):
        raise ValueError(f"tensordot over {len(of_a)} axes and {len(of_b)}\nhelp: they go in pairs")
    left, right = LETTERS[: a.ndim], list(LETTERS[a.ndim : a.ndim + b.ndim])
    for i, j in zip(of_a, of_b):
        right[j] = left[i]
    result = [c for c in (*left, *right) if (c in left) != (c in right)]
    return einsum([a, b], equation=f"{left},{''.join(right)}->{''.join(result)}")


def inner(a, b):
    """Σ of products over the last axes of both; a number multiplies every element."""
    return tensordot(a, b, ([-1], [-1])) if np.ndim(a) and np.ndim(b) else mul(a, b)


def kron(a, b):
    """Kronecker's product: every element of a, times the whole of b, in its place."""
    axes = max(a.ndim, b.ndim)
    shapes = [(1,) * (axes - x.ndim) + tuple(x.shape) for x in (a, b)]
    spread = [
        reshape(a, shape=[n for length in shapes[0] for n in (length, 1)]),
        reshape(b, shape=[n for length in shapes[1] for n in (1, length)]),
    ]
    return reshape(mul(*spread), shape=tuple(m * n for m, n in zip(*shapes)))


def trace(a, offset=0, axis1=0, axis2=1):
    """The sum of the diagonal of the plane of two axes."""
    return sum(diagonal(a, offset=offset, axis1=axis1, axis2=axis2), axis=-1)


def matrix_power(a, n):
    """a @ a @ … @ a, n times, by repeated squaring; the unit matrix for 0, powers of the inverse below."""
    if n == 0:
        return np.where(False, a, np.eye(a.shape[-1], dtype=a.dtype))
    base, power, left = inv(a) if n < 0 else a, None, abs(n)
    while left:
        if left % 2:
            power = base if power is None else matmul(power, base)
        left //= 2
        base = matmul(base, base) if left else base
    return power


def cond(x, p=None):
    """How much solving with x may enlarge an error: the norm of x of order `p` (2) times that of its inverse."""
    if p in (None, 2, -2):
        s = svdvals(x)
        return s[..., -1] / s[..., 0] if p == -2 else s[..., 0] / s[..., -1]
    singular = np.linalg.det(x) == 0
    inverse = inv(np.where(np.expand_dims(singular, (-2, -1)), np.eye(x.shape[-1], dtype=x.dtype), x))
    return np.where(singular, np.inf, matrix_norm(x, p) * matrix_norm(inverse, p))


def multi_dot(arrays):
    """The product of two or more matrices, in the order that needs the fewest multiplications; vectors at the ends."""
    parts = list(arrays)
    if len(parts) < 2:
        raise ValueError(
            f"multi_dot wants two matrices or more, not {len(parts)}\nhelp: a single one is its own product"
        )
    ends = np.ndim(parts[0]), np.ndim(parts[-1])
    parts[0] = unsqueeze(parts[0], axis=0) if ends[0] == 1 else parts[0]
    parts[-1] = unsqueeze(parts[-1], axis=1) if ends[1] == 1 else parts[-1]
    if any(part.ndim != 2 for part in parts):
        shapes = ", ".join(str(part.shape) for part in parts)
        raise ValueError(f"multi_dot of shapes {shapes}\nhelp: matrices; the first and the last may be vectors")
    lengths = [parts[0].shape[0], *(part.shape[1] for part in parts)]

    @functools.cache
    def cheapest(start, end):
        """The fewest multiplications for the parts from start to end, and where to divide them."""
        if end - start == 1:
            return 0, start
        return min(
            (cheapest(start, i)[0] + cheapest(i, end)[0] + lengths[start] * lengths[i] * lengths[end], i)
            for i in range(start + 1, end)
        )

    def product(start, end):
        middle = cheapest(start, end)[1]
        return parts[start] if end - start == 1 else matmul(product(start, middle), product(middle, end))

    return squeeze(product(0, len(parts)), axis=tuple(axis for axis in (0, 1) if ends[axis] == 1))


def eigvalsh(a, UPLO="L"):
    """The eigenvalues of a symmetric matrix, ascending."""
    return eigh(a, UPLO).eigenvalues


def matrix_rank(A, tol=None, hermitian=False, *, rtol=None):
    """How many singular values are larger than `tol`, or than `rtol` (eps · the longer side) times the largest."""
    if tol is not None:
        return rank_above(A, tol, 0.0, hermitian)
    return rank_above(A, 0.0, max(A.shape[-2:]) * np.finfo(A.dtype).eps if rtol is None else rtol, hermitian)


def rank_above(A, atol, rtol, hermitian=False):
    """How many singular values are larger than `atol`, and than `rtol` times the largest."""
    s = np.abs(eigvalsh(A)) if hermitian else svdvals(A)
    largest = amax(s, axis=-1, keepdims=True) if s.shape[-1] else 0
    least = np.maximum(column(np.asarray(atol)), column(np.asarray(rtol)) * largest)
    return sum(cast(gt(s, least), dtype=np.dtype(np.int64)), axis=-1)


def numpy_svd(a, full_matrices=True, compute_uv=True):
    """The singular value decomposition, or the singular values alone."""
    return svd(a, full_matrices) if compute_uv else svdvals(a)


def numpy_qr(a, mode="reduced"):
    """Q and R, or R alone for the mode "r"."""
    return qr(a).R if mode == "r" else qr(a, mode)


def numpy_pinv(a, rcond=None, hermitian=False, *, rtol=1e-15):
    """The pseudoinverse; singular values up to `rcond` (or `rtol`) times the largest count as 0."""
    rtol = max(a.shape[-2:]) * np.finfo(a.dtype).eps if rtol is None else rtol
    return pinv(a, atol=0.0, rtol=rtol if rcond is None else rcond, hermitian=hermitian)


numpy_functions.update({
    np.dot: dot, np.vdot: vdot, np.outer: outer_of_any, np.tensordot: tensordot, np.inner: inner, np.kron: kron,
    np.trace: trace, np.linalg.norm: norm, np.linalg.cond: cond, np.linalg.matrix_rank: matrix_rank,
    np.linalg.multi_dot: multi_dot, np.linalg.matrix_power: matrix_power, np.linalg.cholesky: cholesky,
    np.linalg.qr: numpy_qr, np.linalg.svd: numpy_svd, np.linalg.svdvals: svdvals, np.linalg.eigh: eigh,
    np.linalg.eigvalsh: eigvalsh, np.linalg.slogdet: slogdet, np.linalg.pinv: numpy_pinv,
})  # fmt: skip
