"""Functions whose gradients are right, at inputs that are hard to measure: none may raise a false alarm."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
import tinygrad_edu.nn.functional as F
from tinygrad_edu import nn
from tinygrad_edu.autograd import Function
from tinygrad_edu.tape import op


def normal(*shape, scale=1.0, shift=0.0):
    """Normal numbers, the same for one shape."""
    return np.random.default_rng(7 + sum(shape)).normal(size=shape) * scale + shift


def positive(*shape, scale=1.0):
    """Numbers between 0.5 and 2."""
    return np.random.default_rng(3 + sum(shape)).uniform(0.5, 2.0, shape) * scale


def apart(*shape):
    """Numbers around 0, none near 0 or near another."""
    count = int(np.prod(shape))
    return (np.random.default_rng(5).permutation(count) - count // 2 + 0.3).reshape(shape)


class Cube(Function):
    """x³."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x**2


class Halves(Function):
    """Two results."""

    @staticmethod
    def forward(ctx, x):
        return x[:2] * 2.0, x[2:] * 3.0

    @staticmethod
    def backward(ctx, g, h):
        return tg.cat([g * 2.0, h * 3.0])


@op()
def swish(x):
    """An op as a user writes it."""
    s = 1 / (1 + np.exp(-x))
    return x * s, lambda g: g * (s + x * s * (1 - s))


class Net(nn.Module):
    """Layers, a parameter that is used twice, and one that isn't used."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(4, 3), nn.Linear(3, 3)
        self.scale, self.unused = nn.Parameter(np.ones(3)), nn.Parameter([1.0])

    def forward(self, x):
        h = tg.tanh(self.first(x)) * self.scale
        return tg.tanh(self.second(self.second(h))) * self.scale


def loop(x):
    """A recurrence."""
    h = x * 0.0
    for _ in range(20):
        h = tg.tanh(h + x)
    return h


def gradient_penalty(x, w):
    """The square of a gradient: differentiated, it needs the second order."""
    y = tg.tanh(x * w).sum()
    (g,) = tg.grad(y, x, create_graph=True)
    return (g * g).sum()


def seeded_dropout(x):
    """Dropout whose mask is drawn anew, and the same, in every call."""
    return x * (np.random.default_rng(3).random(x.shape) > 0.5) * 2.0


def assigned(x):
    """A tensor of the function's own into which values are put."""
    return tg.index_put(tg.zeros(5), (np.array([0, 2, 4]),), x) * 2.0


def numpy_code(x, w):
    """NumPy's functions, recorded."""
    h = np.tanh(np.matmul(x, w))
    return np.sum(h * h, axis=1), np.mean(h)


captured = tg.tensor(normal(4), requires_grad=True)
target = tg.tensor(np.array([0, 2, 1]))
parts_of_4 = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
wide = nn.Linear(100, 50)

CORRECT = {
    "add": (lambda x, y: x + y, (normal(2, 3), normal(3))),
    "sub": (lambda x, y: x - y, (normal(2, 3), normal(2, 1))),
    "mul": (lambda x, y: x * y, (normal(2, 3), normal(3))),
    "div": (lambda x, y: x / y, (normal(2, 3), positive(2, 3))),
    "pow": (lambda x, y: x**y, (positive(3), normal(3))),
    "pow of a negative number": (lambda x: x**3, (normal(5),)),
    "square root": (tg.sqrt, (positive(2, 3),)),
    "exp": (tg.exp, (normal(2, 3),)),
    "log": (tg.log, (positive(5),)),
    "tanh": (tg.tanh, (normal(3, 2),)),
    "sigmoid": (tg.sigmoid, (normal(3, 2, scale=5),)),
    "softmax": (lambda x: tg.softmax(x, dim=1), (normal(3, 4),)),
    "log_softmax": (lambda x: tg.log_softmax(x, dim=1), (normal(3, 4),)),
    "logsumexp": (lambda x: tg.logsumexp(x, dim=0), (normal(3, 4),)),
    "matmul": (lambda x, y: x @ y, (normal(2, 3), normal(3, 4))),
    "batched matmul": (lambda x, y: x @ y, (normal(5, 2, 3), normal(3, 4))),
    "outer": (tg.outer, (normal(3), normal(4))),
    "variance": (lambda x: x.var(dim=1), (normal(3, 4),)),
    "standard deviation": (lambda x: x.std(), (normal(3, 4),)),
    "norm": (lambda x: tg.norm(x), (normal(3, 4),)),
    "prod": (lambda x: tg.prod(x), (normal(5),)),
    "prod with a zero": (lambda x: tg.prod(x), (np.array([1.0, 0.0, 3.0]),)),
    "abs, away from 0": (tg.abs, (apart(3, 4),)),
    "relu, away from 0": (tg.relu, (apart(3, 4),)),
    "relu, near 0": (tg.relu, (np.array([1e-4, -1e-5, 1e-6, -3e-3]),)),
    "clamp, away from its bounds": (lambda x: tg.clamp(x, -1.5, 1.5), (apart(6),)),
    "maximum, apart": (tg.maximum, (apart(6), apart(6) + 0.4)),
    "amax, apart": (lambda x: tg.amax(x, dim=1), (apart(3, 4),)),
    "max along a dim, with indices": (lambda x: tg.max(x, dim=1), (apart(3, 4),)),
    "where": (lambda x, y: tg.where(np.arange(4) > 1, x, y), (normal(4), normal(4))),
    "sign, whose slope is 0": (tg.sign, (apart(6),)),
    "comparison times x": (lambda x: x * (x > 0), (apart(6),)),
    "sum": (lambda x: x.sum(), (normal(3, 4),)),
    "mean of a dim": (lambda x: x.mean(dim=(0, 2)), (normal(2, 3, 4),)),
    "transpose": (lambda x: x.T * 1.0, (normal(3, 4),)),
    "a view": (lambda x: x.reshape(4, 3), (normal(3, 4),)),
    "broadcast without copying": (lambda x: x.expand(5, 4), (normal(4),)),
    "repeated indices": (lambda x: x[np.array([0, 0, 2])], (normal(4),)),
    "a slice with steps": (lambda x: x[::-2, 1:], (normal(5, 3),)),
    "cat of a list": (lambda parts: tg.cat(parts, dim=1), ([normal(2, 3), normal(2, 1)],)),
    "a dict of tensors": (lambda d: d["a"] * d["b"], ({"a": normal(3), "b": normal(3)},)),
    "the input itself": (lambda x: x, (normal(3),)),
    "one result twice": (lambda x: (x * 2.0,) * 2, (normal(3),)),
    "several results": (lambda x: (tg.exp(x), x.sum(), (x > 0)), (normal(2, 3),)),
    "a result that doesn't depend on x": (lambda x: (x * 2.0, tg.ones(3)), (normal(3),)),
    "an input that isn't used": (lambda x, y: x * 2.0, (normal(3), normal(2))),
    "a number": (lambda x: x * x * x, (np.array(1.5),)),
    "one element": (lambda x: x * x, (np.array([1.5]),)),
    "nothing": (lambda x: (x * x).sum(dim=0), (np.zeros((0, 3)),)),
    "float32": (lambda x: tg.exp(x), (normal(3).astype(np.float32),)),
    "an integer beside it": (lambda x, n: x * n, (normal(3), np.arange(3))),
    "a Python number beside it": (lambda x, p: x**p, (positive(3), 2.5)),
    "a constant made inside": (lambda x: x * tg.tensor([0.1, 0.2, 0.3]), (normal(3),)),
    "put into zeros made inside": (assigned, (normal(3),)),
    "a captured tensor": (lambda x: x * captured, (normal(2, 4),)),
    "a custom Function": (Cube.apply, (normal(2, 3),)),
    "a custom Function with two results": (Halves.apply, (normal(4),)),
    "an op of one's own": (swish, (normal(3, 4),)),
    "a recurrence": (loop, (normal(3),)),
    "a gradient penalty": (gradient_penalty, (normal(3), normal(3))),
    "seeded dropout": (seeded_dropout, (normal(10),)),
    "NumPy code": (numpy_code, (normal(3, 4), normal(4, 2))),
    "np.linalg.norm": (np.linalg.norm, (normal(4),)),
    "Linear": (nn.Linear(4, 3), (normal(5, 4),)),
    "a net": (parts_of_4, (normal(5, 4),)),
    "a net of one's own": (Net(), (normal(5, 4),)),
    "a bound method": (Net().forward, (normal(5, 4),)),
    "Dropout, not training": (nn.Dropout(0.5).eval(), (normal(5, 4),)),
    "MSELoss": (nn.MSELoss(), (normal(3, 4), normal(3, 4, shift=1))),
    "CrossEntropyLoss": (nn.CrossEntropyLoss(), (normal(3, 4), target)),
    "BCELoss": (nn.BCELoss(), (positive(3, 2) / 3, positive(3, 2) / 4)),
    "BCELoss near 0": (nn.BCELoss(), (positive(3) * 1e-5, positive(3) / 4)),
    "mse_loss": (F.mse_loss, (normal(3), positive(3))),
    # scales
    "x = 1e-8, squared": (lambda x: x * x, (normal(4, scale=1e-8),)),
    "x = 1e-8, its logarithm": (tg.log, (positive(4, scale=1e-8),)),
    "x = 1e-8, its root": (tg.sqrt, (positive(4, scale=1e-8),)),
    "x = 1e-8, its inverse": (lambda x: 1 / x, (positive(4, scale=1e-8),)),
    "x = 1e-8, exp": (tg.exp, (normal(4, scale=1e-8),)),
    "x = 1e8, squared": (lambda x: x * x, (normal(4, scale=1e8),)),
    "x = 1e8, its logarithm": (tg.log, (positive(4, scale=1e8),)),
    "x = 1e8, its inverse": (lambda x: 1 / x, (positive(4, scale=1e8),)),
    "x = 1e8, its sine": (lambda x: np.sin(x), (positive(4, scale=1e8),)),
    "1e8 + x": (lambda x: x + 1e8, (normal(4),)),
    "1e8 · x": (lambda x: x * 1e8, (normal(4),)),
    "1e-8 · x": (lambda x: x * 1e-8, (normal(4),)),
    "variance of numbers around 1e6": (lambda x: x.var(), (normal(6, shift=1e6),)),
    "large and small together": (lambda x: tg.exp(x), (np.array([-30.0, 0.0, 20.0]),)),
    "a saturated sigmoid": (tg.sigmoid, (np.array([-40.0, 30.0, 0.1, 700.0]),)),
    "a saturated tanh": (tg.tanh, (np.array([-12.0, 25.0, 0.1]),)),
    "a peaked softmax": (lambda x: tg.softmax(x, dim=0), (np.array([12.0, 0.0, -8.0]),)),
    "softplus": (lambda x: F.softplus(x) if hasattr(F, "softplus") else tg.log1p(tg.exp(x)), (normal(4, scale=3),)),
    "fast waves": (lambda x: np.sin(1000.0 * x), (normal(4),)),
    "zeros": (lambda x: tg.exp(x) * x, (np.zeros(4),)),
    "near a pole": (lambda x: 1 / (x - 1), (np.array([1.001, 0.9999]),)),
    "eigenvalue-like": (lambda x: tg.sqrt((x * x).sum() - 2.0), (positive(4) + 1,)),
    # sizes
    "100 × 100": (lambda x, y: tg.tanh(x @ y * 0.1), (normal(100, 100), normal(100, 100) + 0.01)),
    "a wide layer": (wide, (normal(20, 100),)),
    "30,000 elements": (lambda x: (x * x).sum(dim=0), (normal(300, 100),)),
    "relu of 10,000 elements": (tg.relu, (normal(100, 100),)),
}
