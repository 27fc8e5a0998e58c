"""Formulas as texts: of the ops that one meets in a tutorial, each with what it sends back."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.nn import functional as F
from tinygrad_edu.tracing import Captured, Constant, Cotangent, Leaf, Operand, Output, derive, formula, local_derivative

from .reading import LABELS, expression_of


def tensor(*shape, low=0.1, high=0.9):
    """A Tensor that wants a gradient, of numbers for which every function here has a value."""
    return tg.tensor(np.random.default_rng(0).uniform(low, high, shape), requires_grad=True)


def written(y):
    """All formulas of a node: its value, and for each operand what it is sent, with what that names."""
    derivation = derive(y)
    names = {Operand(position): name for position, name in enumerate(("x", "W", "b"))}
    names |= {Output(): "y", Cotangent(): "∂L/∂y"}
    texts = [f"y = {formula(derivation.forward, names)}"]
    for position, expression in enumerate(derivation.backward):
        if expression is not None:
            where = [f"{name} = {formula(e, names)}" for name, e in derivation.definitions(expression).items()]
            text = f"∂L/∂{names[Operand(position)]} = {formula(expression, names)}"
            texts.append(", where ".join([text, *where]))
    return texts


V, M = tensor(3), tensor(2, 3)
TARGET = tg.tensor([1, 0])

FORMULAS = {
    "add": (lambda: V + V, ["y = x + W", "∂L/∂x = ∂L/∂y", "∂L/∂W = ∂L/∂y"]),
    "broadcasting add": (lambda: tensor(4, 2) + tensor(2), ["y = x + W", "∂L/∂x = ∂L/∂y", "∂L/∂W = Σ₀ ∂L/∂y"]),
    "column + row": (lambda: tensor(4, 1) + tensor(2), ["y = x + W", "∂L/∂x = Σ₁ ∂L/∂y", "∂L/∂W = Σ₀ ∂L/∂y"]),
    "sub": (lambda: V - V, ["y = x − W", "∂L/∂x = ∂L/∂y", "∂L/∂W = −∂L/∂y"]),
    "mul": (lambda: V * V, ["y = x · W", "∂L/∂x = ∂L/∂y · W", "∂L/∂W = ∂L/∂y · x"]),
    "mul by a number": (lambda: 2 * V, ["y = 2 · W", "∂L/∂W = ∂L/∂y · 2"]),
    "div": (lambda: V / V, ["y = x / W", "∂L/∂x = ∂L/∂y / W", "∂L/∂W = −∂L/∂y · y / W"]),
    "neg": (lambda: -V, ["y = −x", "∂L/∂x = −∂L/∂y"]),
    "square": (lambda: V**2, ["y = x²", "∂L/∂x = ∂L/∂y · 2 · x"]),
    "cube": (lambda: V**3, ["y = x³", "∂L/∂x = ∂L/∂y · 3 · x²"]),
    "reciprocal": (lambda: V**-1, ["y = x⁻¹", "∂L/∂x = ∂L/∂y · (−x⁻²)"]),
    "power": (lambda: 2**V, ["y = 2^W", "∂L/∂W = ∂L/∂y · y · log(2)"]),
    "exp": (lambda: V.exp(), ["y = e^x", "∂L/∂x = ∂L/∂y · y"]),
    "log": (lambda: V.log(), ["y = log(x)", "∂L/∂x = ∂L/∂y / x"]),
    "log1p": (lambda: V.log1p(), ["y = log(1 + x)", "∂L/∂x = ∂L/∂y / (1 + x)"]),
    "sqrt": (lambda: V.sqrt(), ["y = √x", "∂L/∂x = ∂L/∂y / (2 · y)"]),
    "abs": (lambda: V.abs(), ["y = |x|", "∂L/∂x = ∂L/∂y · sign(x)"]),
    "sin": (lambda: V.sin(), ["y = sin(x)", "∂L/∂x = ∂L/∂y · cos(x)"]),
    "tanh": (lambda: V.tanh(), ["y = tanh(x)", "∂L/∂x = ∂L/∂y · (1 − y²)"]),
    "sigmoid": (
        lambda: V.sigmoid(),
        [
            "y = 1 / (1 + e^min(−x, 700))",
            "∂L/∂x = ∂L/∂y · (1 − y) · y",
        ],
    ),
    "relu": (lambda: V.relu(), ["y = max(x, 0)", "∂L/∂x = ∂L/∂y where y ≠ 0 else 0"]),
    "leaky_relu": (
        lambda: F.leaky_relu(V),
        ["y = x where x > 0 else x · 0.01", "∂L/∂x = ∂L/∂y where x > 0 else ∂L/∂y · 0.01"],
    ),
    "elu": (
        lambda: F.elu(V),
        ["y = x where x > 0 else e^min(x, 0) − 1", "∂L/∂x = ∂L/∂y where x > 0 else ∂L/∂y · e^min(x, 0)"],
    ),
    "silu": (
        lambda: F.silu(V),
        ["y = x · sigmoid(x)", "∂L/∂x = ∂L/∂y · s · (1 + x · (1 − s)), where s = sigmoid(x)"],
    ),
    "softsign": (lambda: F.softsign(V), ["y = x / (1 + |x|)", "∂L/∂x = ∂L/∂y / d², where d = 1 + |x|"]),
    "logsigmoid": (
        lambda: F.logsigmoid(V),
        ["y = min(x, 0) − log(1 + e^(−|x|))", "∂L/∂x = ∂L/∂y · sigmoid(−x)"],
    ),
    "softmax": (
        lambda: F.softmax(M, dim=1),
        ["y = e^(x − max₁(x)) / Σ₁ e^(x − max₁(x))", "∂L/∂x = y · (∂L/∂y − Σ₁ (∂L/∂y · y))"],
    ),
    "log_softmax": (
        lambda: F.log_softmax(M, dim=-1),
        ["y = x − max₁(x) − log(Σ₁ e^(x − max₁(x)))", "∂L/∂x = ∂L/∂y − e^y · Σ₁ ∂L/∂y"],
    ),
    "maximum": (
        lambda: tg.maximum(V, M),
        [
            "y = max(x, W)",
            "∂L/∂x = Σ₀ (∂L/∂y / 2 where x = W else (0 where x < W else ∂L/∂y))",
            "∂L/∂W = ∂L/∂y / 2 where x = W else (0 where x > W else ∂L/∂y)",
        ],
    ),
    "clamp": (
        lambda: V.clamp(0, 1),
        ["y = clip(x, 0, 1)", "∂L/∂x = ∂L/∂y where x ≥ 0 and x ≤ 1 else 0"],
    ),
    "clamp from below": (lambda: V.clamp(min=0), ["y = max(x, 0)", "∂L/∂x = ∂L/∂y where x ≥ 0 else 0"]),
    "clamp from above": (lambda: V.clamp(max=1), ["y = min(x, 1)", "∂L/∂x = ∂L/∂y where x ≤ 1 else 0"]),
    "where": (
        lambda: tg.where(V > 0.5, V, 0.0),
        ["y = W where x else 0", "∂L/∂W = ∂L/∂y where x else 0"],
    ),
    "sum": (lambda: M.sum(), ["y = Σ x", "∂L/∂x = ∂L/∂y"]),
    "sum of columns": (lambda: M.sum(dim=0), ["y = Σ₀ x", "∂L/∂x = ∂L/∂y"]),
    "sum over two axes": (lambda: tensor(2, 3, 4).sum(dim=(0, -1)), ["y = Σ₀₂ x", "∂L/∂x = ∂L/∂y"]),
    "mean": (lambda: M.mean(), ["y = (Σ x) / 6", "∂L/∂x = ∂L/∂y / 6"]),
    "var": (
        lambda: M.var(dim=1),
        [
            "y = (Σ₁ (x − (Σ₁ x) / 3)²) / 2",
            "∂L/∂x = 2 · ∂L/∂y / 2 · difference, where difference = x − (Σ₁ x) / 3",
        ],
    ),
    "max": (lambda: M.amax(dim=1), ["y = max₁(x)", "∂L/∂x = ∂L/∂y / Σ₁ (x = y) where x = y else 0"]),
    "prod": (lambda: V.prod(), ["y = Π x", "∂L/∂x = ∂L/∂y · y / x"]),
    "norm": (
        lambda: V.norm(),
        [
            "y = √(Σ |x|²)",
            "∂L/∂x = ∂L/∂y · (0 where added = 0 else x / √(1 where added = 0 else added)), where added = Σ |x|²",
        ],
    ),
    "cumsum": (lambda: M.cumsum(dim=1), ["y = cumsum₁(x)", "∂L/∂x = flip₁(cumsum₁(flip₁(∂L/∂y)))"]),
    "matmul": (lambda: M @ tensor(3, 4), ["y = x @ W", "∂L/∂x = ∂L/∂y @ Wᵀ", "∂L/∂W = xᵀ @ ∂L/∂y"]),
    "matmul of vectors": (lambda: V @ V, ["y = x @ W", "∂L/∂x = ∂L/∂y @ Wᵀ", "∂L/∂W = xᵀ @ ∂L/∂y"]),
    "matmul of a batch": (
        lambda: tensor(5, 2, 3) @ tensor(3, 4),
        ["y = x @ W", "∂L/∂x = ∂L/∂y @ Wᵀ", "∂L/∂W = Σ₀ (xᵀ @ ∂L/∂y)"],
    ),
    "linear": (
        lambda: F.linear(M, tensor(4, 3), tensor(4)),
        ["y = x @ Wᵀ + b", "∂L/∂x = ∂L/∂y @ W", "∂L/∂W = (∂L/∂y)ᵀ @ x", "∂L/∂b = Σ₀ ∂L/∂y"],
    ),
    "linear without bias": (
        lambda: F.linear(M, tensor(4, 3)),
        ["y = x @ Wᵀ", "∂L/∂x = ∂L/∂y @ W", "∂L/∂W = (∂L/∂y)ᵀ @ x"],
    ),
    "linear of a batch of sequences": (
        lambda: F.linear(tensor(5, 2, 3), tensor(4, 3), tensor(4)),
        ["y = x @ Wᵀ + b", "∂L/∂x = ∂L/∂y @ W", "∂L/∂W = (∂L/∂y)ᵀ @ x", "∂L/∂b = Σ₀₁ ∂L/∂y"],
    ),
    "einsum": (
        lambda: tg.einsum("ij,jk->ik", M, tensor(3, 4)),
        ["y = einsum(ij,jk→ik, x, W)", "∂L/∂x = einsum(ik,jk→ij, ∂L/∂y, W)", "∂L/∂W = einsum(ik,ij→jk, ∂L/∂y, x)"],
    ),
    "inv": (lambda: tg.linalg.inv(tensor(2, 2)), ["y = x⁻¹", "∂L/∂x = −yᵀ @ ∂L/∂y @ yᵀ"]),
    "mse_loss": (
        lambda: F.mse_loss(V, tg.tensor([1.0, 0.0, 1.0])),
        ["y = (Σ (x − W)²) / 3", "∂L/∂x = 2 · ∂L/∂y / 3 · difference, where difference = x − W"],
    ),
    "summed mse_loss": (
        lambda: F.mse_loss(V, tg.tensor([1.0, 0.0, 1.0]), reduction="sum"),
        ["y = Σ (x − W)²", "∂L/∂x = 2 · ∂L/∂y · difference, where difference = x − W"],
    ),
    "binary_cross_entropy": (
        lambda: F.binary_cross_entropy(V, tg.tensor([1.0, 0.0, 1.0])),
        [
            "y = (Σ (−W · max(log(x), −100) − (1 − W) · max(log(1 − x), −100))) / 3",
            "∂L/∂x = ∂L/∂y / 3 · (x − W) / max(x · (1 − x), 1e−12)",
        ],
    ),
    "binary_cross_entropy_with_logits": (
        lambda: F.binary_cross_entropy_with_logits(V, tg.tensor([1.0, 0.0, 1.0])),
        [
            "y = (Σ (max(x, 0) + log(1 + e^(−|x|)) − W · x)) / 3",
            "∂L/∂x = ∂L/∂y / 3 · ((e^(−|x|) where x < 0 else 1) / (1 + e^(−|x|)) − W)",
        ],
    ),
    "cross_entropy": (
        lambda: F.cross_entropy(M, TARGET),
        [
            "y = (Σ (−(x − max₁(x) − log(Σ₁ e^(x − max₁(x))))[W])) / 2",
            "∂L/∂x = ∂L/∂y / 2 · (e^log_p − W), where log_p = x − max₁(x) − log(Σ₁ e^(x − max₁(x)))",
        ],
    ),
    "nll_loss": (
        lambda: F.nll_loss(M, TARGET),
        ["y = (Σ (−x[W])) / 2", "∂L/∂x = −∂L/∂y / 2 where W else 0"],
    ),
    "a slice": (lambda: M[1:, 0], ["y = x[1:, 0]", "∂L/∂x = ∂L/∂y at [1:, 0], 0 elsewhere"]),
    "a row": (lambda: M[-1], ["y = x[−1]", "∂L/∂x = ∂L/∂y at [−1], 0 elsewhere"]),
    "rows": (lambda: M[[0, 0]], ["y = x[[0, 0]]", "∂L/∂x = ∂L/∂y at [[0, 0]], 0 elsewhere"]),
    "a mask": (lambda: M[M.data > 0.4], ["y = x[mask]", "∂L/∂x = ∂L/∂y at [mask], 0 elsewhere"]),
    "an ellipsis": (lambda: M[..., ::2], ["y = x[…, ::2]", "∂L/∂x = ∂L/∂y at […, ::2], 0 elsewhere"]),
    "embedding": (
        lambda: F.embedding(tg.tensor([[0, 1], [1, 0]]), M),
        ["y = x[index]", "∂L/∂x = ∂L/∂y at [index], 0 elsewhere"],
    ),
    "index_put": (
        lambda: M.index_put((tg.tensor([0]),), tensor(3)),
        ["y = x with W at [[0]]", "∂L/∂x = ∂L/∂y with 0 at [[0]]", "∂L/∂W = (∂L/∂y)[[0]]"],
    ),
    "reshape": (lambda: M.reshape(3, 2), ["y = reshape(x, (3, 2))", "∂L/∂x = reshape(∂L/∂y, (2, 3))"]),
    "transpose": (lambda: M.T, ["y = xᵀ", "∂L/∂x = (∂L/∂y)ᵀ"]),
    "permute": (
        lambda: tensor(2, 3, 4).permute(2, 0, 1),
        ["y = transpose(x, (2, 0, 1))", "∂L/∂x = transpose(∂L/∂y, [1, 2, 0])"],
    ),
    "unsqueeze": (lambda: V.unsqueeze(0), ["y = x", "∂L/∂x = ∂L/∂y"]),
    "expand": (lambda: tensor(3, 1).expand(3, 4), ["y = x", "∂L/∂x = Σ₁ ∂L/∂y"]),
    "cast": (lambda: V.float(), ["y = x", "∂L/∂x = ∂L/∂y"]),
    "cat": (
        lambda: tg.cat([M, M], dim=1),
        ["y = concatenate₁(x, W)", "∂L/∂x = (∂L/∂y)[:, 0:3]", "∂L/∂W = (∂L/∂y)[:, 3:6]"],
    ),
    "stack": (lambda: tg.stack([V, V]), ["y = stack(x, W)", "∂L/∂x = (∂L/∂y)[0]", "∂L/∂W = (∂L/∂y)[1]"]),
    "pad": (lambda: F.pad(V, (1, 1)), ["y = pad(x)", "∂L/∂x = (∂L/∂y)[1:4]"]),
    "conv2d": (
        lambda: F.conv2d(tensor(1, 2, 4, 4), tensor(3, 2, 2, 2), tensor(3), padding=1),
        [
            "y = W @ windows(pad(x)) + b",
            "∂L/∂x = overlap_add(Wᵀ @ ∂L/∂y)[…, 1:−1, 1:−1]",
            "∂L/∂W = ∂L/∂y @ columnsᵀ, where columns = windows(pad(x))",
            "∂L/∂b = Σ₀₂₃ ∂L/∂y",
        ],
    ),
    "layer_norm": (
        lambda: F.layer_norm(M, (3,)),
        [
            "y = (x − (Σ₁ x) / 3) / √((Σ₁ (x − (Σ₁ x) / 3)²) / 3 + 1e−5)",
            "∂L/∂x = (∂L/∂y − (Σ₁ ∂L/∂y) / 3 − y · (Σ₁ (∂L/∂y · y)) / 3) / deviation, "
            "where deviation = √((Σ₁ (x − (Σ₁ x) / 3)²) / 3 + 1e−5)",
        ],
    ),
    "lerp": (
        lambda: tg.lerp(V, V, 0.25),
        ["y = x + 0.25 · (W − x)", "∂L/∂x = ∂L/∂y · 0.75", "∂L/∂W = ∂L/∂y · 0.25"],
    ),
    "dropout": (lambda: F.dropout(V), ["y = x · W", "∂L/∂x = ∂L/∂y · W"]),
}


@pytest.mark.parametrize(("make", "texts"), FORMULAS.values(), ids=FORMULAS)
def test_the_formulas_of_an_op_read_as_in_a_book(make, texts):
    assert written(make()) == texts


SCALARS = {
    "add": (lambda a, b: a + b, ["1", "1"]),
    "sub": (lambda a, b: a - b, ["1", "−1"]),
    "mul": (lambda a, b: a * b, ["b", "a"]),
    "div": (lambda a, b: a / b, ["1 / b", "−y / b"]),
    "neg": (lambda a, b: -a, ["−1"]),
    "times a number": (lambda a, b: 2 * a, ["2"]),
    "over a number": (lambda a, b: a / 3, ["1 / 3"]),
    "square": (lambda a, b: a**2, ["2 · a"]),
    "exp": (lambda a, b: a.exp(), ["y"]),
    "log": (lambda a, b: a.log(), ["1 / a"]),
    "sqrt": (lambda a, b: a.sqrt(), ["1 / (2 · y)"]),
    "tanh": (lambda a, b: a.tanh(), ["1 − y²"]),
    "relu": (lambda a, b: a.relu(), ["1 where y ≠ 0 else 0"]),
    "sum": (lambda a, b: a.sum(), ["1"]),
    "mean": (lambda a, b: a.mean(), ["1"]),
    "reshape": (lambda a, b: a.reshape(1, 1), ["1"]),
    "mse_loss": (lambda a, b: F.mse_loss(a, b), ["2 · (a − b)", "−2 · (a − b)"]),
    "sigmoid": (lambda a, b: a.sigmoid(), ["(1 − y) · y"]),
}


@pytest.mark.parametrize(("function", "texts"), SCALARS.values(), ids=SCALARS)
def test_a_local_derivative_has_no_ones_in_it(function, texts):
    a, b = tg.tensor(2.0, dtype=float, requires_grad=True), tg.tensor(3.0, dtype=float, requires_grad=True)
    y = function(a, b)
    derivation = derive(y)
    names = {Operand(0): "a", Operand(1): "b", Output(): "y"} if y.operands[0] is a else {Operand(1): "a"}
    positions = [position for position, expression in enumerate(derivation.backward) if expression is not None]
    assert [formula(local_derivative(derivation, i, expand=True), names) for i in positions] == texts


X, Y = np.arange(6.0).reshape(2, 3), np.array([1.0, -2.0, 0.5])


def overwritten(x, y):
    z = x * y
    z[0, 1:] = y[0]
    return z


def added_at(x, y):
    z = x * y
    np.add.at(z, (0, 1), 2.0)
    return z


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (lambda x, y: x * x, "x²"),
        (lambda x, y: (x + y) * (x + y), "(x + y)²"),
        (lambda x, y: np.square(x) + np.exp2(y) - np.expm1(x), "x² + 2^y − (e^x − 1)"),
        (lambda x, y: np.cbrt(x) + np.floor(y) + np.ceil(y), "∛x + ⌊y⌋ + ⌈y⌉"),
        (lambda x, y: np.hypot(x, y), "hypot(x, y)"),
        (lambda x, y: np.reciprocal(y), "1 / y"),
        (lambda x, y: np.maximum(np.maximum(x, y), 0), "max(x, y, 0)"),
        (lambda x, y: np.maximum(np.max(x), y), "max(max(x), y)"),
        (lambda x, y: np.minimum(x, np.minimum(x, y)), "min(x, min(x, y))"),
        (lambda x, y: ~(x > 1) | (x == y), "invert(x > 1) or x = y"),
        (lambda x, y: np.logical_not(x >= y) & (x != 0), "not x ≥ y and x ≠ 0"),
        (lambda x, y: np.where(x, y, 1.0), "y where x ≠ 0 else 1"),
        (lambda x, y: np.where(x > 0)[0], "where(x > 0)[0]"),
        (lambda x, y: np.sum(x, 0), "Σ₀ x"),
        (lambda x, y: np.sum(x, axis=(-1, 0)), "Σ x"),
        (lambda x, y: np.sum(x, axis=1, where=x > 1), "sum₁(x, x > 1)"),
        (lambda x, y: np.mean(x, axis=0), "mean₀(x)"),
        (lambda x, y: np.sort(x, axis=0), "sort₀(x)"),
        (lambda x, y: np.round(x, decimals=2), "round(x, decimals=2)"),
        (lambda x, y: np.vdot(x, x), "Σ x²"),
        (lambda x, y: np.vdot(x, x + 1), "Σ (x · (x + 1))"),
        (lambda x, y: np.clip(x, None, y), "min(x, y)"),
        (lambda x, y: np.clip(x, min=y), "max(x, y)"),
        (lambda x, y: np.clip(0.5, y, 2), "clip(0.5, y, 2)"),
        (lambda x, y: np.add(x, y, dtype=np.float32), "x + y"),
        (lambda x, y: np.reshape(x, (3, 2)) @ x, "x @ x"),
        (lambda x, y: np.swapaxes(x, 0, 1) @ np.transpose(x, (0, 1)), "xᵀ @ x"),
        (lambda x, y: x.astype(int) + 1, "int64(x) + 1"),
        (lambda x, y: np.zeros_like(x) + np.ones_like(y), "0 + 1"),
        (lambda x, y: x[:, np.argsort(y)[:2]], "x[:, argsort(y)[:2]]"),
        (lambda x, y: x * np.array([1.0, 2.0, 3.0]), "x · [1, 2, 3]"),
        (lambda x, y: x * np.array([[1.0], [2.0]]), "x · […]"),
        (lambda x, y: x * np.array([[2.0], [2.0]]), "x · 2"),
        (lambda x, y: x * True + np.float32(2.5), "x · True + 2.5"),
        (lambda x, y: np.linalg.det(x[:, :2]), "det(x[:, :2])"),
        (lambda x, y: np.linalg.solve(x[:, :2], x[:, 1:]), "solve(x[:, :2], x[:, 1:])"),
        (lambda x, y: np.add.reduce(x, axis=0), "add.reduce(x)"),
        (overwritten, "x · y with y[0] at [0, 1:]"),
        (added_at, "add.at(x · y, (0, 1), 2)"),
    ],
)
def test_any_numpy_function_has_a_text(function, text):
    assert formula(expression_of(function, X, Y), LABELS) == text


def test_what_is_longer_than_the_limit_is_no_formula():
    expression = expression_of(lambda x, y: x + y, X, Y)
    assert formula(expression, LABELS, limit=5) == "x + y"
    assert formula(expression, LABELS, limit=4) is None


def test_a_formula_that_doubles_at_every_step_ends():
    x = expression = Leaf(Operand(0), 1.0)
    for _ in range(100):
        expression = expression_of(lambda x: x + np.exp(x), np.ones(1))
        x = type(expression)(np.add, (x, type(expression)(np.exp, (x,))))
    assert formula(x, LABELS) is None


def test_a_long_chain_needs_no_recursion():
    call = type(expression_of(lambda x: -x, np.ones(1)))
    x = Leaf(Operand(0), np.ones(1))
    for _ in range(20_000):
        x = call(np.copy, (x,))
    assert formula(x, LABELS) == "x"


def test_labels_may_rename_what_is_captured():
    leaf = Leaf(Captured("d"), 1.0)
    assert formula(leaf, {}) == "d"
    assert formula(leaf, {Captured("d"): "1 + e"}) == "1 + e"


def test_a_constant_alone_is_its_number():
    assert formula(Constant(0.123456), {}) == "0.123"
