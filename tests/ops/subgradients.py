"""What is sent back where a derivative is not unique, not finite or hard to compute: ties, kinks, zeros, huge numbers.

One row for each such place, with the numbers that must come out. Where PyTorch has an answer it is PyTorch's;
`test_against_torch.py` checks that, and a row says so where ours differs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

inf, nan = math.inf, math.nan


@dataclass(frozen=True)
class Kink:
    """A function at a place, its value, and what it sends back to each operand."""

    name: str
    function: Callable  # of a module, tinygrad_edu or torch, and the operands
    operands: tuple  # lists of floats are recorded; arrays stand for constants
    value: object
    gradients: tuple
    cotangent: list | None = None  # None: 1, 2, 3, …
    infinite: bool = False  # whether NumPy warns, and may, as numbers on the way are infinite or undefined
    torch_differs: str = ""  # why PyTorch's answer isn't ours
    torch_rtol: float = 1e-12

    def seed(self) -> np.ndarray:
        """The cotangent."""
        if self.cotangent is not None:
            return np.asarray(self.cotangent, dtype=float)
        shape = np.shape(self.value)
        return np.arange(1.0, math.prod(shape) + 1).reshape(shape)


def booleans(*values):
    """A constant condition."""
    return np.array(values)


def double_where(module, x):
    """√x where x > 0, and 0 elsewhere, with a harmless operand for the root."""
    harmless = module.where(x > 0, x, module.ones_like(x))
    return module.where(x > 0, module.sqrt(harmless), module.zeros_like(x))


LOG_2, LOG_3 = 0.6931471805599453, 1.0986122886681098

KINKS = (
    # Kinks
    Kink("relu at 0", lambda m, x: m.relu(x), ([-1.0, 0.0, -0.0, 2.0],), [0, 0, 0, 2], ([0, 0, 0, 4],)),
    Kink("abs at 0", lambda m, x: m.abs(x), ([-2.0, 0.0, 3.0],), [2, 0, 3], ([-1, 0, 3],)),
    Kink("sign", lambda m, x: m.sign(x), ([-2.0, 0.0, 3.0],), [-1, 0, 1], ([0, 0, 0],)),
    Kink(
        "leaky_relu at 0",
        lambda m, x: m.nn.functional.leaky_relu(x, negative_slope=0.1),
        ([-2.0, 0.0, 3.0],),
        [-0.2, 0, 3],
        ([0.1, 0.2, 3],),
    ),
    Kink("sqrt at 0", lambda m, x: m.sqrt(x), ([0.0, 4.0],), [0, 2], ([inf, 0.5],), infinite=True),
    Kink("log at 0", lambda m, x: m.log(x), ([0.0, 1.0],), [-inf, 0], ([inf, 2],), infinite=True),
    Kink("log1p at -1", lambda m, x: m.log1p(x), ([-1.0, 0.0],), [-inf, 0], ([inf, 2],), infinite=True),
    Kink(
        "division by 0",
        lambda m, x, y: x / y,
        ([1.0, -1.0], [0.0, 0.0]),
        [inf, -inf],
        ([inf, inf], [-inf, inf]),
        infinite=True,
    ),
    # Matrices
    Kink(
        "det of a singular matrix",
        lambda m, x: m.linalg.det(x),
        ([[1.0, 2.0], [2.0, 4.0]],),
        0,
        ([[4, -2], [-2, 1]],),
        torch_differs="it sends det · inverse, which is 0; with create_graph it sends the cofactors, too",
    ),
    Kink("det of zeros", lambda m, x: m.linalg.det(x), ([[0.0, 0.0], [0.0, 0.0]],), 0, ([[0, 0], [0, 0]],)),
    Kink(
        "logdet of a singular matrix",
        lambda m, x: m.logdet(x),
        ([[1.0, 1.0], [1.0, 1.0]],),
        -inf,
        ([[inf, -inf], [-inf, inf]],),
        infinite=True,
    ),
    Kink(
        "eigenvalues twice",
        lambda m, x: m.linalg.eigvalsh(x),
        ([[1.0, 0.0], [0.0, 1.0]],),
        [1, 1],
        ([[1, 0], [0, 2]],),
    ),
    Kink(
        "singular values twice",
        lambda m, x: m.linalg.svdvals(x),
        ([[1.0, 0.0], [0.0, 1.0]],),
        [1, 1],
        ([[1, 0], [0, 2]],),
    ),
    Kink(
        "matrix norm of order 1, tied",
        lambda m, x: m.linalg.matrix_norm(x, 1),
        ([[1.0, -2.0], [-1.0, 0.0]],),
        2,
        ([[0.5, -0.5], [-0.5, 0]],),
    ),
    # Norms
    Kink(
        "normalize at 0",
        lambda m, x: m.nn.functional.normalize(x, dim=0),
        ([0.0, 0.0],),
        [0, 0],
        ([1e12, 2e12],),
    ),
    Kink(
        "cosine_similarity at 0",
        lambda m, x, y: m.nn.functional.cosine_similarity(x, y, dim=0),
        ([0.0, 0.0], [3.0, 4.0]),
        0,
        ([6e7, 8e7], [0, 0]),
    ),
    Kink("norm of order -1 with a zero", lambda m, x: m.linalg.vector_norm(x, -1), ([0.0, 2.0],), 0, ([0, 0],)),
    Kink("norm at 0", lambda m, x: m.norm(x), ([0.0, 0.0],), 0, ([0, 0],)),
    Kink("norm at 0-d 0", lambda m, x: m.norm(x), (0.0,), 0, (0,)),
    Kink("norm of order 1 at 0", lambda m, x: m.norm(x, 1), ([0.0, 0.0],), 0, ([0, 0],)),
    Kink("norm of order 3 at 0", lambda m, x: m.norm(x, 3), ([0.0, 0.0],), 0, ([0, 0],)),
    Kink("norm of order inf at 0", lambda m, x: m.norm(x, inf), ([0.0, 0.0],), 0, ([0, 0],)),
    Kink("norm of order 1 with a zero", lambda m, x: m.norm(x, 1), ([0.0, -2.0, 3.0],), 5, ([0, -1, 1],)),
    Kink("norm of order 2 with a zero", lambda m, x: m.norm(x, 2), ([0.0, -3.0, 4.0],), 5, ([0, -0.6, 0.8],)),
    Kink("norm of order 3 with a zero", lambda m, x: m.norm(x, 3), ([0.0, -2.0],), 2, ([0, -1],)),
    Kink("norm of order inf, tied", lambda m, x: m.norm(x, inf), ([3.0, -3.0, 1.0],), 3, ([0.5, -0.5, 0],)),
    Kink(
        "norm of a row of zeros",
        lambda m, x: m.norm(x, dim=1),
        ([[0.0, 0.0], [3.0, 4.0]],),
        [0, 5],
        ([[0, 0], [1.2, 1.6]],),
    ),
    # Ties
    Kink("amax, tied", lambda m, x: m.amax(x, dim=0), ([1.0, 3.0, 3.0],), 3, ([0, 0.5, 0.5],)),
    Kink("amin, tied", lambda m, x: m.amin(x, dim=0), ([3.0, 1.0, 1.0, 1.0],), 1, ([0, 1 / 3, 1 / 3, 1 / 3],)),
    Kink(
        "amax of rows, one tied",
        lambda m, x: m.amax(x, dim=1),
        ([[1.0, 3.0], [2.0, 2.0]],),
        [3, 2],
        ([[0, 1], [1, 1]],),
    ),
    Kink(
        "amax of two dims, tied across both",
        lambda m, x: m.amax(x, dim=(0, 1), keepdim=True),
        ([[5.0, 3.0], [2.0, 5.0]],),
        [[5]],
        ([[0.5, 0], [0, 0.5]],),
    ),
    Kink("max of all, tied", lambda m, x: m.max(x), ([2.0, 1.0, 2.0],), 2, ([0.5, 0, 0.5],)),
    Kink("min of all, tied", lambda m, x: m.min(x), ([1.0, 1.0, 2.0],), 1, ([0.5, 0.5, 0],)),
    Kink(
        "max along a dim, tied",
        lambda m, x: m.max(x, dim=1).values,
        ([[3.0, 1.0, 3.0], [2.0, 4.0, 4.0]],),
        [3, 4],
        ([[1, 0, 0], [0, 2, 0]],),
    ),
    Kink(
        "min along a dim, tied",
        lambda m, x: m.min(x, dim=0, keepdim=True).values,
        ([[3.0, 1.0], [3.0, 1.0]],),
        [[3, 1]],
        ([[1, 2], [0, 0]],),
    ),
    Kink(
        "max_pool, tied",
        lambda m, x: m.nn.functional.max_pool1d(x, 3, stride=2),
        ([[1.0, 3.0, 3.0, 2.0, 3.0], [2.0, 2.0, 2.0, 2.0, 4.0]],),
        [[3, 3], [2, 4]],
        ([[0, 1, 2, 0, 0], [3, 0, 0, 0, 4]],),
    ),
    Kink(
        "adaptive_max_pool, tied",
        lambda m, x: m.nn.functional.adaptive_max_pool1d(x, 3),
        ([[3.0, 3.0, 1.0, 5.0, 5.0]],),
        [[3, 5, 5]],
        ([[1, 0, 0, 5, 0]],),
    ),
    Kink(
        "max_unpool, two elements at one place",
        lambda m, x: m.nn.functional.max_unpool1d(x, m.tensor([[1, 1]]), 2, stride=1),
        ([[2.0, 2.0]],),
        [[0, 2, 0]],
        ([[2, 2]],),
    ),
    Kink(
        "grid_sample at a border",
        lambda m, x, grid: m.nn.functional.grid_sample(x, grid, padding_mode="border", align_corners=True),
        ([[[[1.0, 3.0], [1.0, 3.0]]]], [[[[-1.0, 0.0], [0.5, 0.0], [1.0, 0.0], [2.0, 0.0]]]]),
        [[[[1, 2.5, 3, 3]]]],
        ([[[[0.75, 4.25], [0.75, 4.25]]]], [[[[0, 0], [2, 0], [0, 0], [0, 0]]]]),
    ),
    Kink(
        "maximum, tied",
        lambda m, x, y: m.maximum(x, y),
        ([1.0, 2.0, 3.0], [1.0, 3.0, 2.0]),
        [1, 3, 3],
        ([0.5, 0, 3], [0.5, 2, 0]),
    ),
    Kink(
        "minimum, tied",
        lambda m, x, y: m.minimum(x, y),
        ([1.0, 2.0, 3.0], [1.0, 3.0, 2.0]),
        [1, 2, 2],
        ([0.5, 2, 0], [0.5, 0, 3]),
    ),
    Kink(
        "maximum of a stretched operand, tied once",
        lambda m, x, y: m.maximum(x, y),
        ([1.0, 2.0, 3.0], 2.0),
        [2, 2, 3],
        ([0, 1, 3], 2),
    ),
    Kink("maximum of NaN", lambda m, x, y: m.maximum(x, y), ([nan, 1.0], [1.0, nan]), [nan, nan], ([1, 2], [1, 2])),
    Kink(
        "scatter_reduce amax, tied",
        lambda m, x, index, src: m.scatter_reduce(x, 0, index, src, "amax"),
        ([1.0, 5.0], np.array([0, 0, 1]), [3.0, 3.0, 5.0]),
        [3, 5],
        ([0, 1], None, [0.5, 0.5, 1]),
    ),
    Kink(
        "scatter_reduce prod with zeros",
        lambda m, x, index, src: m.scatter_reduce(x, 0, index, src, "prod"),
        ([2.0, 3.0], np.array([0, 0, 1]), [0.0, 4.0, 0.0]),
        [0, 0],
        ([0, 0], None, [8, 0, 6]),
    ),
    # Products and powers
    Kink("prod with a zero", lambda m, x: m.prod(x), ([0.0, 2.0, 3.0],), 0, ([6, 0, 0],)),
    Kink("prod with two zeros", lambda m, x: m.prod(x), ([0.0, 2.0, 0.0],), 0, ([0, 0, 0],)),
    Kink("prod of one zero", lambda m, x: m.prod(x), ([0.0],), 0, ([1],)),
    Kink("cumprod with a zero", lambda m, x: m.cumprod(x, 0), ([2.0, 0.0, 3.0],), [2, 0, 0], ([1, 22, 0],)),
    Kink("cumprod with two zeros", lambda m, x: m.cumprod(x, 0), ([0.0, 2.0, 0.0],), [0, 0, 0], ([5, 0, 0],)),
    Kink(
        "median of all, tied",
        lambda m, x: m.median(x),
        ([1.0, 2.0, 2.0, 3.0, 2.0],),
        2,
        ([0, 1 / 3, 1 / 3, 0, 1 / 3],),
    ),
    Kink("nanmedian of all, tied", lambda m, x: m.nanmedian(x), ([2.0, 2.0, nan, 5.0],), 2, ([0.5, 0.5, 0, 0],)),
    Kink("median of all with NaN", lambda m, x: m.median(x), ([2.0, nan, 5.0],), nan, ([0, 1, 0],)),
    Kink("cummax, tied", lambda m, x: m.cummax(x, 0)[0], ([1.0, 3.0, 3.0, 2.0],), [1, 3, 3, 3], ([1, 2, 7, 0],)),
    Kink("cummin, tied", lambda m, x: m.cummin(x, 0)[0], ([2.0, 1.0, 1.0, 4.0],), [2, 1, 1, 1], ([1, 2, 7, 0],)),
    Kink("sort, tied", lambda m, x: m.sort(x, stable=True)[0], ([2.0, 1.0, 2.0],), [1, 2, 2], ([2, 1, 3],)),
    Kink("mode, tied", lambda m, x: m.mode(x)[0], ([1.0, 2.0, 2.0, 1.0],), 1, ([0, 0, 0, 1],)),
    Kink("aminmax, tied", lambda m, x: m.aminmax(x)[1], ([2.0, 1.0, 2.0],), 2, ([0.5, 0, 0.5],)),
    Kink("nansum with NaN", lambda m, x: m.nansum(x), ([1.0, nan, 2.0],), 3, ([1, 0, 1],)),
    Kink(
        "logcumsumexp with a -inf",
        lambda m, x: m.logcumsumexp(x, 0),
        ([0.0, -inf, 0.0],),
        [0, 0, LOG_2],
        ([4.5, 0, 1.5],),
    ),
    Kink("cdist at 0", lambda m, x, y: m.cdist(x, y), ([[1.0, 2.0]], [[1.0, 2.0]]), [[0]], ([[0, 0]], [[0, 0]])),
    Kink(
        "cdist of order inf, tied",
        lambda m, x, y: m.cdist(x, y, inf),
        ([[0.0, 0.0]], [[1.0, -1.0]]),
        [[1]],
        ([[-1, 1]], [[1, -1]]),
    ),
    Kink(
        "renorm at maxnorm",
        lambda m, x: m.renorm(x, 2, 0, 5.0),
        ([[3.0, 4.0], [0.0, 1.0]],),
        [[3, 4], [0, 1]],
        ([[1, 2], [3, 4]],),
    ),
    Kink(
        "prod of rows with no, one and two zeros",
        lambda m, x: m.prod(x, dim=1),
        ([[2.0, 3.0], [0.0, 5.0], [0.0, 0.0]],),
        [6, 0, 0],
        ([[3, 2], [10, 0], [0, 0]],),
    ),
    Kink("x ** 0 at 0", lambda m, x: x**0, ([0.0, 2.0],), [1, 1], ([0, 0],)),
    Kink("x ** 1 at 0", lambda m, x: x**1, ([0.0, 2.0],), [0, 2], ([1, 2],)),
    Kink("x ** 2 at 0", lambda m, x: x**2, ([0.0, 2.0],), [0, 4], ([0, 8],)),
    Kink("x ** 0.5 at 0", lambda m, x: x**0.5, ([0.0, 4.0],), [0, 2], ([inf, 0.5],), infinite=True),
    Kink("x ** -1 at 0", lambda m, x: x**-1, ([0.0, 2.0],), [inf, 0.5], ([-inf, -0.5],), infinite=True),
    Kink("0 ** 0", lambda m, x, y: x**y, ([0.0], [0.0]), [1], ([0], [0])),
    Kink("0 ** y", lambda m, x, y: x**y, ([0.0, 0.0, 0.0], [1.0, 2.0, 3.0]), [0, 0, 0], ([1, 0, 0], [0, 0, 0])),
    Kink("0 ** y of a Python number", lambda m, y: 0.0**y, ([0.0, 2.0],), [1, 0], ([0, 0],)),
    Kink("0 ** 0.5", lambda m, x, y: x**y, ([0.0], [0.5]), [0], ([inf], [0]), infinite=True),
    Kink("0 ** -1", lambda m, x, y: x**y, ([0.0], [-1.0]), [inf], ([-inf], [-inf]), infinite=True),
    Kink(
        "a negative base with a recorded exponent",
        lambda m, x, y: x**y,
        ([-2.0], [2.0]),
        [4],
        ([-4], [nan]),
        infinite=True,
    ),
    # Selection
    Kink(
        "where: what isn't selected may be infinite",
        lambda m, condition, x, y: m.where(condition, x, y),
        (booleans(False, False, True), [inf, nan, 1.0], [1.0, 2.0, -inf]),
        [1, 2, 1],
        (None, [0, 0, 3], [1, 2, 0]),
    ),
    Kink(
        "where: an infinite cotangent reaches one side only",
        lambda m, condition, x, y: m.where(condition, x, y),
        (booleans(True, False), [1.0, 2.0], [3.0, 4.0]),
        [1, 4],
        (None, [inf, 0], [0, nan]),
        cotangent=[inf, nan],
    ),
    Kink("double where", double_where, ([0.0, 4.0],), [0, 2], ([0, 0.5],)),
    Kink(
        "a single where doesn't protect the root",
        lambda m, x: m.where(x > 0, m.sqrt(x), m.zeros_like(x)),
        ([0.0, 4.0],),
        [0, 2],
        ([nan, 0.5],),
        infinite=True,
    ),
    Kink(
        "relu of an infinite cotangent",
        lambda m, x: m.relu(x),
        ([-1.0, 0.0, 1.0],),
        [0, 0, 1],
        ([0, 0, inf],),
        cotangent=[inf, nan, inf],
    ),
    Kink(
        "maximum of an infinite cotangent",
        lambda m, x, y: m.maximum(x, y),
        ([1.0, 2.0], [2.0, 1.0]),
        [2, 2],
        ([0, nan], [inf, 0]),
        cotangent=[inf, nan],
    ),
    Kink(
        "amax of an infinite cotangent",
        lambda m, x: m.amax(x, dim=0),
        ([1.0, 2.0],),
        2,
        ([0, inf],),
        cotangent=inf,
        torch_differs="PyTorch multiplies by a mask, and 0 · ∞ is NaN",
    ),
    Kink("an index of an infinite cotangent", lambda m, x: x[1], ([1.0, 2.0],), 2, ([0, inf],), cotangent=inf),
    # Bounds
    Kink(
        "clamp at its bounds",
        lambda m, x: m.clamp(x, 0.0, 1.0),
        ([-1.0, 0.0, 0.5, 1.0, 2.0],),
        [0, 0, 0.5, 1, 1],
        ([0, 2, 3, 4, 0],),
    ),
    Kink("clamp at its only bound", lambda m, x: m.clamp(x, max=1.0), ([0.0, 1.0, 2.0],), [0, 1, 1], ([1, 2, 0],)),
    Kink("clamp with min above max", lambda m, x: m.clamp(x, 2.0, 1.0), ([0.0, 1.5, 3.0],), [1, 1, 1], ([0, 0, 0],)),
    Kink(
        "clamp at tensors",
        lambda m, x, low, high: m.clamp(x, low, high),
        ([-1.0, 0.0, 0.5, 1.0, 2.0], [0.0] * 5, [1.0] * 5),
        [0, 0, 0.5, 1, 1],
        ([0, 2, 3, 4, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0, 5]),
    ),
    Kink(
        "clamp with a tensor min above max",
        lambda m, x, low, high: m.clamp(x, low, high),
        ([0.0, 1.5, 3.0], 2.0, 1.0),
        [1, 1, 1],
        ([0, 0, 0], 0, 6),
    ),
    Kink(
        "clamp with min equal to max",
        lambda m, x, low, high: m.clamp(x, low, high),
        ([0.0, 1.0, 3.0], [1.0] * 3, [1.0] * 3),
        [1, 1, 1],
        ([0, 2, 0], [0, 0, 0], [0, 0, 3]),
    ),
    Kink("clamp of NaN", lambda m, x: m.clamp(x, 0.0, 1.0), ([nan, 0.5],), [nan, 0.5], ([0, 2],)),
    # Activations
    Kink(
        "hardtanh at its bounds",
        lambda m, x: m.nn.functional.hardtanh(x),
        ([-1.0, 0.0, 1.0],),
        [-1, 0, 1],
        ([0, 2, 0],),
    ),
    Kink("relu6 at its bounds", lambda m, x: m.nn.functional.relu6(x), ([0.0, 1.0, 6.0],), [0, 1, 6], ([0, 2, 0],)),
    Kink(
        "hardsigmoid at its bounds",
        lambda m, x: m.nn.functional.hardsigmoid(x),
        ([-3.0, 0.0, 3.0],),
        [0, 0.5, 1],
        ([0, 1 / 3, 0],),
        torch_rtol=1e-7,  # PyTorch's 1 / 6 is a float32
    ),
    Kink(
        "hardswish at its bounds",
        lambda m, x: m.nn.functional.hardswish(x),
        ([-3.0, 0.0, 3.0],),
        [0, 0, 3],
        ([0, 1, 3],),
    ),
    Kink(
        "hardshrink at its bounds",
        lambda m, x: m.nn.functional.hardshrink(x),
        ([-0.5, 0.5, 1.0],),
        [0, 0, 1],
        ([0, 0, 3],),
    ),
    Kink(
        "softshrink at its bounds",
        lambda m, x: m.nn.functional.softshrink(x),
        ([-0.5, 0.5, 1.0],),
        [0, 0, 0.5],
        ([0, 0, 3],),
    ),
    Kink(
        "threshold at it",
        lambda m, x: m.nn.functional.threshold(x, 0.5, 7.0),
        ([0.5, 1.0],),
        [7, 1],
        ([0, 2],),
    ),
    Kink("elu at 0", lambda m, x: m.nn.functional.elu(x, 3.0), ([0.0, 1.0],), [0, 1], ([3, 2],)),
    Kink(
        "prelu at 0",
        lambda m, x, w: m.nn.functional.prelu(x, w),
        ([0.0, -1.0, 1.0], [0.25]),
        [0, -0.25, 1],
        ([0.25, 0.5, 3], [-2]),
    ),
    Kink("softsign at 0", lambda m, x: m.nn.functional.softsign(x), ([0.0],), [0], ([1],)),
    Kink(
        "logsigmoid",
        lambda m, x: m.nn.functional.logsigmoid(x),
        ([-1000.0, 0.0, 1000.0],),
        [-1000, -LOG_2, 0],
        ([1, 1, 0],),
    ),
    Kink("silu", lambda m, x: m.nn.functional.silu(x), ([-1000.0, 0.0, 1000.0],), [0, 0, 1000], ([0, 1, 3],)),
    Kink("mish", lambda m, x: m.nn.functional.mish(x), ([-1000.0, 0.0, 1000.0],), [0, 0, 1000], ([0, 1.2, 3],)),
    Kink("gelu", lambda m, x: m.nn.functional.gelu(x), ([-1000.0, 0.0, 1000.0],), [0, 0, 1000], ([0, 1, 3],)),
    Kink("elu", lambda m, x: m.nn.functional.elu(x), ([-1000.0, 1000.0],), [-1, 1000], ([0, 2],)),
    # Steps, and elementwise functions at their singular points
    Kink("floor", lambda m, x: m.floor(x), ([1.0, 1.5],), [1, 1], ([0, 0],)),
    Kink("frac", lambda m, x: m.frac(x), ([1.0, -1.5],), [0, -0.5], ([1, 2],)),
    Kink("remainder", lambda m, x, y: m.remainder(x, y), ([4.0, -7.0], [2.0, 2.0]), [0, 1], ([1, 2], [-2, 8])),
    Kink("fmod", lambda m, x, y: m.fmod(x, y), ([4.0, -7.0], [2.0, 2.0]), [0, -1], ([1, 2], [-2, 6])),
    Kink(
        "fmax, tied",
        lambda m, x, y: m.fmax(x, y),
        ([1.0, nan, 2.0], [1.0, 1.0, nan]),
        [1, 1, 2],
        ([1, 0, 3], [0, 2, 0]),
    ),
    Kink(
        "fmin, tied",
        lambda m, x, y: m.fmin(x, y),
        ([1.0, nan, 2.0], [1.0, 1.0, nan]),
        [1, 1, 2],
        ([1, 0, 3], [0, 2, 0]),
    ),
    Kink("clamp_min at it", lambda m, x: m.clamp_min(x, 1.0), ([0.0, 1.0],), [1, 1], ([0, 2],)),
    Kink(
        "copysign at 0",
        lambda m, x, y: m.copysign(x, y),
        ([0.0, 3.0, -2.0], [1.0, -1.0, 0.0]),
        [0, -3, 2],
        ([0, -2, -3], [0, 0, 0]),
    ),
    Kink(
        "nan_to_num",
        lambda m, x: m.nan_to_num(x),
        ([nan, inf, -inf, 1.0],),
        [0, np.finfo(float).max, np.finfo(float).min, 1],
        ([0, 0, 0, 4],),
    ),
    Kink("atan2 at the origin", lambda m, x, y: m.atan2(x, y), ([0.0], [0.0]), [0], ([0], [0])),
    Kink("hypot at 0", lambda m, x, y: m.hypot(x, y), ([0.0], [0.0]), [0], ([nan], [nan]), infinite=True),
    Kink("sinc at 0", lambda m, x: m.sinc(x), ([0.0],), [1], ([0],)),
    Kink("rsqrt at 0", lambda m, x: m.rsqrt(x), ([0.0],), [inf], ([-inf],), infinite=True),
    Kink("reciprocal at 0", lambda m, x: m.reciprocal(x), ([0.0],), [inf], ([-inf],), infinite=True),
    Kink("asin at 1", lambda m, x: m.asin(x), ([1.0],), [math.pi / 2], ([inf],), infinite=True),
    Kink(
        "xlogy with x = 0",
        lambda m, x, y: m.xlogy(x, y),
        ([0.0, 0.0, 0.0], [2.0, -1.0, inf]),
        [0, 0, 0],
        ([LOG_2, 0, inf], [0, 0, 0]),
    ),
    Kink("xlogy at 0", lambda m, x, y: m.xlogy(x, y), ([0.0], [0.0]), [0], ([0], [nan]), infinite=True),
    Kink("entr at 0", lambda m, x: m.special.entr(x), ([0.0, -1.0],), [0, -inf], ([inf, nan],), infinite=True),
    Kink("logit at 0 and 1", lambda m, x: m.logit(x), ([0.0, 1.0],), [-inf, inf], ([inf, inf],), infinite=True),
    Kink(
        "logit at and beyond eps",
        lambda m, x: m.logit(x, 0.25),
        ([0.1, 0.25, 0.8],),
        [-LOG_3, -LOG_3, LOG_3],
        ([0, 32 / 3, 0],),
    ),
    Kink("logaddexp", lambda m, x, y: m.logaddexp(x, y), ([1000.0, -inf], [0.0, 1.0]), [1000, 1], ([1, 0], [0, 2])),
    Kink("lgamma at its poles", lambda m, x: m.lgamma(x), ([0.0, -1.0],), [inf, inf], ([-inf, nan],)),
    Kink("erfinv at 1", lambda m, x: m.erfinv(x), ([1.0, -1.0],), [inf, -inf], ([inf, inf],)),
    # Spreads
    Kink("std of a constant", lambda m, x: m.std(x), ([2.0, 2.0, 2.0],), 0, ([0, 0, 0],)),
    Kink(
        "std of rows, one constant",
        lambda m, x: m.std(x, dim=1),
        ([[5.0, 5.0], [1.0, 3.0]],),
        [0, math.sqrt(2)],
        ([[0, 0], [-math.sqrt(2), math.sqrt(2)]],),
    ),
    Kink("var of a constant", lambda m, x: m.var(x), ([2.0, 2.0, 2.0],), 0, ([0, 0, 0],)),
    # Huge numbers
    Kink("sigmoid", lambda m, x: m.sigmoid(x), ([-1000.0, 0.0, 1000.0],), [0, 0.5, 1], ([0, 0.5, 0],)),
    Kink("sigmoid of infinity", lambda m, x: m.sigmoid(x), ([-inf, inf],), [0, 1], ([0, 0],)),
    Kink("tanh", lambda m, x: m.tanh(x), ([-1000.0, 0.0, 1000.0],), [-1, 0, 1], ([0, 2, 0],)),
    Kink(
        "softplus at and beyond its threshold",
        lambda m, x: m.nn.functional.softplus(x),
        ([-1000.0, 0.0, 20.0, 20.5, 1000.0],),
        [0, LOG_2, 20.000000002061153, 20.5, 1000],
        ([0, 1, 2.999999993816539, 4, 5],),
    ),
    Kink(
        "softplus with beta, beyond its threshold",
        lambda m, x: m.nn.functional.softplus(x, beta=2, threshold=1),
        ([0.5, 1.0],),
        [0.6566308437591114, 1],
        ([0.7310585786300049, 2],),
    ),
    Kink(
        "softplus with a negative beta",
        lambda m, x: m.nn.functional.softplus(x, beta=-1),
        ([1000.0, 0.0, -1000.0],),
        [0, -LOG_2, -1000],
        ([0, 1, 3],),
    ),
    Kink("softmax", lambda m, x: m.softmax(x, dim=0), ([1000.0, 0.0, -1000.0],), [1, 0, 0], ([0, 0, 0],)),
    Kink("softmax of -inf", lambda m, x: m.softmax(x, dim=0), ([0.0, -inf, 0.0],), [0.5, 0, 0.5], ([-0.5, 0, 0.5],)),
    Kink(
        "log_softmax",
        lambda m, x: m.log_softmax(x, dim=0),
        ([1000.0, 0.0, -1000.0],),
        [0, -1000, -2000],
        ([-5, 2, 3],),
    ),
    Kink("log_softmax of -inf", lambda m, x: m.log_softmax(x, dim=0), ([-inf, 0.0],), [-inf, 0], ([1, -1],)),
    Kink("logsumexp", lambda m, x: m.logsumexp(x, dim=0), ([1000.0, 1000.0],), 1000 + LOG_2, ([0.5, 0.5],)),
    Kink("logsumexp, far below 0", lambda m, x: m.logsumexp(x, dim=0), ([-1000.0] * 2,), -1000 + LOG_2, ([0.5, 0.5],)),
    Kink("logsumexp with a -inf", lambda m, x: m.logsumexp(x, dim=0), ([-inf, 3.0],), 3, ([0, 1],)),
    Kink(
        "logsumexp with a row of -inf",
        lambda m, x: m.logsumexp(x, dim=1),
        ([[-inf, -inf], [0.0, 0.0]],),
        [-inf, LOG_2],
        ([[nan, nan], [1, 1]],),
        infinite=True,
    ),
    # Losses
    Kink(
        "binary_cross_entropy at 0 and 1",
        lambda m, x, target: m.nn.functional.binary_cross_entropy(x, target, reduction="none"),
        ([0.0, 1.0, 0.0, 1.0], np.array([0.0, 0.0, 1.0, 1.0])),
        [0, 100, 100, 0],
        ([0, 2e12, -3e12, 0], None),
        torch_rtol=1e-8,  # PyTorch's 1e-12 is a float32
    ),
    Kink(
        "binary_cross_entropy at 0 and 1, by the target",
        lambda m, x, target: m.nn.functional.binary_cross_entropy(x, target, reduction="none"),
        ([0.0, 1.0, 0.0, 1.0], [0.0, 0.0, 1.0, 1.0]),
        [0, 100, 100, 0],
        ([0, 2e12, -3e12, 0], [100, -200, 300, -400]),
        torch_differs="PyTorch limits the logarithms in the value, but not in the target's derivative",
    ),
    Kink(
        "binary_cross_entropy_with_logits",
        lambda m, x, target: m.nn.functional.binary_cross_entropy_with_logits(x, target, reduction="none"),
        ([-1000.0, 1000.0, 0.0, 1000.0], [1.0, 0.0, 1.0, 1.0]),
        [1000, 1000, LOG_2, 0],
        ([-1, 2, -1.5, 0], [1000, -2000, 0, -4000]),
    ),
    Kink(
        "cross_entropy of huge logits",
        lambda m, x, target: m.nn.functional.cross_entropy(x, target, reduction="none"),
        ([[1000.0, 0.0], [1000.0, 0.0]], np.array([0, 1])),
        [0, 1000],
        ([[0, 0], [2, -2]], None),
    ),
    Kink(
        "cross_entropy of a class that is excluded by -inf",
        lambda m, x, target: m.nn.functional.cross_entropy(x, target, reduction="none"),
        ([[0.0, -inf], [-inf, 0.0]], np.array([0, 0])),
        [0, inf],
        ([[0, 0], [-2, 2]], None),
    ),
    Kink(
        "nll_loss beside -inf",
        lambda m, x, target: m.nn.functional.nll_loss(x, target, reduction="sum"),
        ([[-0.5, -inf], [-inf, -2.0]], np.array([0, 1])),
        2.5,
        ([[-1, 0], [0, -1]], None),
    ),
    # Attention, embedding, normalization
    Kink(
        "attention that may look at nothing",
        lambda m, q, k, v: m.nn.functional.scaled_dot_product_attention(
            q, k, v, m.tensor([[False, False], [True, False]])
        ),
        ([[1.0], [2.0]], [[3.0], [4.0]], [[5.0], [6.0]]),
        [[0], [5]],
        ([[0], [0]], [[0], [0]], [[2], [0]]),
    ),
    Kink(
        "embedding_bag of mode max, tied",
        lambda m, weight: m.nn.functional.embedding_bag(m.tensor([[1, 0, 2]]), weight, mode="max"),
        ([[1.0, 5.0], [1.0, 5.0], [0.0, 9.0]],),
        [[1, 9]],
        ([[0, 0], [1, 0], [0, 2]],),
    ),
    Kink(
        "layer_norm of a constant",
        lambda m, x: m.nn.functional.layer_norm(x, (2,), eps=0.25),
        ([2.0, 2.0],),
        [0, 0],
        ([-1, 1],),
    ),
)
