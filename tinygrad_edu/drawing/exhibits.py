"""A gallery: the nets of the tutorials that this package grew from, each as a picture, and some larger graphs.

Every exhibit is made from a seed, so that the same pictures come out each time.
"""

from __future__ import annotations

import html
import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .. import autograd, nn, ops, optim
from ..nn import functional as F
from ..ops import random
from ..tape import Node
from ..tensor import Tensor
from .files import write
from .palette import GREY, INK
from .pictures import explain, graph
from .plots.border import boundary
from .plots.history import History
from .plots.learning import training
from .rendering import RendererMissing

XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([[0.0], [1.0], [1.0], [0.0]])


@dataclass(frozen=True)
class Exhibit:
    """One graph: the file's name, what it shows, and a function that returns the tensor and the names in it."""

    name: str
    caption: str
    make: Callable[[], tuple[Any, dict[str, Any]]]
    options: dict[str, Any]


EXHIBITS: list[Exhibit] = []


def exhibit(caption: str, **options) -> Callable[[Callable], Callable]:
    """Add a function's graph to the gallery, under its name; options are those of `graph`."""

    def add(make: Callable) -> Callable:
        EXHIBITS.append(Exhibit(make.__name__, caption, make, options))
        return make

    return add


def gallery(folder: str | os.PathLike) -> Iterator[Path]:
    """Write all pictures into a folder, which is made if it isn't there, and return the path of each as it is written.

    Graphs are PNG where the machine can make them, else SVG; the pages that play both passes are HTML, and an
    ``index.html`` shows them all. Curves and a decision boundary need matplotlib, and are left out without it.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    shown: list[tuple[Path, str]] = []
    state = random.generator.bit_generator.state
    try:
        for made in (graphs(folder), pages(folder), curves(folder)):
            for path, caption in made:
                shown.append((path, caption))
                yield path
    finally:
        random.generator.bit_generator.state = state
    yield write(folder / "index.html", index(shown).encode())


def graphs(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every exhibit as a picture."""
    for shown in EXHIBITS:
        random.generator.manual_seed(0)
        subject, names = shown.make()
        picture = graph(subject, names=names, **shown.options)
        try:
            path = picture.save(folder / f"{shown.name}.png")
        except RendererMissing:
            path = picture.save(folder / f"{shown.name}.svg")
        yield path, shown.caption


def pages(folder: Path) -> Iterator[tuple[Path, str]]:
    """The pages that play both passes, of a sum and of the XOR net."""
    for make, caption in ((expression, "Both passes through tanh(a·b + c)"), (xor_nn, "Both passes through a XOR net")):
        random.generator.manual_seed(0)
        subject, names = make()
        path = folder / f"{make.__name__}.html"
        explain(subject, path, names=names, source=False)
        yield path, caption


def curves(folder: Path) -> Iterator[tuple[Path, str]]:
    """A training run with its plateau and gradients, and a net's border; without matplotlib nothing."""
    random.generator.manual_seed(0)
    net, history = trained(wide_and_deep(), learning_rate=1.0, steps=10_000)
    plateau, border = folder / "training.png", folder / "boundary.png"
    try:
        training(history, plateau)
        boundary(net, *XOR, border)
    except RendererMissing:
        return
    yield plateau, "A plateau, and the gradients of each layer through it"
    yield border, "The border that this net has learnt"


def trained(net: nn.Module, learning_rate: float, steps: int) -> tuple[nn.Module, History]:
    """The net after training on XOR, and how that went."""
    X, target = (Tensor(array) for array in XOR)
    optimizer, history = optim.SGD(net.parameters(), lr=learning_rate), History(net)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = F.binary_cross_entropy(net(X), target)
        loss.backward()
        history.record(loss)
        optimizer.step()
    return net, history


def index(shown: list[tuple[Path, str]]) -> str:
    """A page with all pictures and links to the pages."""
    figures = []
    for path, caption in shown:
        name, text = html.escape(path.name), html.escape(caption)
        inside = text if path.suffix == ".html" else f'<img src="{name}" alt="{text}">'
        figures.append(f'<figure><a href="{name}">{inside}</a><figcaption>{text}</figcaption></figure>')
    style = (
        f"body{{font:16px 'DejaVu Sans',Verdana,sans-serif;color:{INK};max-width:1200px;margin:2rem auto}}"
        f"figure{{margin:2.5rem 0}}img{{max-width:100%;max-height:640px}}figcaption{{color:{GREY};margin-top:.5rem}}"
    )
    return (
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Computation graphs</title><style>{style}</style><h1>Computation graphs</h1>{''.join(figures)}</html>\n"
    )


def leaf(values, name: str) -> Tensor:
    """A named float64 tensor that wants a gradient."""
    tensor = Tensor(np.array(values, dtype=np.float64), requires_grad=True)
    tensor.name = name
    return tensor


def data(values, name: str) -> Tensor:
    """A named float64 tensor that wants none."""
    tensor = Tensor(np.array(values, dtype=np.float64))
    tensor.name = name
    return tensor


def half_squared_error(y: Tensor, d: Tensor) -> Node:
    """½ Σ (d − y)²."""
    return ops.sum(ops.square(d - y)) * 0.5


def layers(*sizes: int, activation: Callable[[], nn.Module], last: bool = True, bias: bool = True) -> list[nn.Module]:
    """Linear layers of these sizes with an activation after each, also after the last one if that is wanted."""
    found: list[nn.Module] = []
    for inside, outside in itertools.pairwise(sizes):
        found += [nn.Linear(inside, outside, bias=bias, dtype=np.float64), activation()]
    return found if last else found[:-1]


# One number


@exhibit("tanh(a·b + c): values forward in blue, gradients back in rust, the local derivative beside each edge")
def expression():
    """A sum of a product, squashed."""
    a, b, c = leaf(2.0, "a"), leaf(-0.5, "b"), leaf(1.4, "c")
    ab = a * b
    s = ab + c
    y = ops.tanh(s)
    return y, {"a·b": ab, "s": s, "y": y}


@exhibit("a·a + a: a is used three times, so its gradient is the sum of three contributions")
def shared():
    """A tensor that is used three times."""
    a = leaf(3.0, "a")
    square = a * a
    y = square + a
    return y, {"a²": square, "y": y}


@exhibit("The graph of a derivative: d(x³)/dx, itself ready to be differentiated")
def second_derivative():
    """A gradient that was recorded."""
    x = leaf(2.0, "x")
    (gradient,) = autograd.grad(x**3, x, create_graph=True)
    return gradient, {"dx³/dx": gradient}


# Neurons and small nets


@exhibit("One neuron and the delta rule: 3 inputs, a sigmoid, half the squared error")
def delta_rule():
    """The first listing: a layer of one."""
    net = nn.Sequential(nn.Linear(3, 1, bias=False, dtype=np.float64), nn.Sigmoid())
    x, d = data([0, 1, 1], "x"), data([1], "d")
    loss = half_squared_error(net(x), d)
    return loss, {"loss": loss}


@exhibit("XOR from three gates: a NAND and an OR, joined by an AND")
def gates():
    """Perceptrons with the textbook's weights, sigmoids in place of steps."""
    x = data([1, 0], "x")
    nand = ops.sigmoid(ops.sum(x * leaf([-0.5, -0.5], "w nand")) + leaf(0.7, "b nand"))
    either = ops.sigmoid(ops.sum(x * leaf([0.5, 0.5], "w or")) + leaf(-0.2, "b or"))
    both = nand * leaf(0.5, "w₁ and") + either * leaf(0.5, "w₂ and") + leaf(-0.7, "b and")
    y = ops.sigmoid(both)
    return y, {"nand": nand, "or": either, "and": both, "xor": y}


@exhibit("Three layers with given weights: 2-3-2-2")
def three_layers():
    """The forward pass that the textbook calculates by hand."""
    weights = (
        ([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]], [0.1, 0.2, 0.3]),
        ([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]], [0.1, 0.2]),
        ([[0.1, 0.3], [0.2, 0.4]], [0.1, 0.2]),
    )
    z = data([1.0, 0.5], "x")
    for i, (weight, bias) in enumerate(weights, 1):
        a = z @ leaf(weight, f"W{i}") + leaf(bias, f"b{i}")
        a.name = f"a{i}"
        z = ops.sigmoid(a) if i < 3 else a
    return z, {"y": z}


@exhibit("Softmax with cross-entropy: one op, whose closure is softmax − target")
def softmax():
    """The textbook's three scores."""
    scores = leaf([[0.3, 2.9, 4.0]], "scores")
    loss = F.cross_entropy(scores, np.array([2]))
    return loss, {"loss": loss}


@exhibit("XOR with two layers, 3-4-1, and half the squared error")
def xor_squared():
    """The net whose deltas the tutorial derives by hand."""
    net = nn.Sequential(*layers(3, 4, 1, activation=nn.Sigmoid, bias=False))
    x, d = data([0, 1, 1], "x"), data([1], "d")
    loss = half_squared_error(net(x), d)
    return loss, {"loss": loss}


@exhibit("The same net with cross-entropy: the delta of the last layer is y − d")
def xor_cross_entropy():
    """Binary cross-entropy on the same net."""
    net = nn.Sequential(*layers(3, 4, 1, activation=nn.Sigmoid, bias=False))
    x, d = data([0, 1, 1], "x"), data([1], "d")
    loss = F.binary_cross_entropy(net(x), d, reduction="sum")
    return loss, {"loss": loss}


@exhibit("A perceptron on XOR, which no single layer can solve")
def perceptron():
    """One linear layer, a sigmoid, binary cross-entropy."""
    net = nn.Sequential(*layers(2, 1, activation=nn.Sigmoid))
    X, target = (data(array, name) for array, name in zip(XOR, ("X", "target")))
    loss = F.binary_cross_entropy(net(X), target)
    return loss, {"loss": loss}


@exhibit("Two layers by hand: matrix products, sums and the cross-entropy written out")
def two_layers_by_hand():
    """Every step an op of its own."""
    X, Y = (data(array, name) for array, name in zip(XOR, ("X", "Y")))
    w1, b1, w2, b2 = (
        leaf(random.generator.uniform(-1, 1, shape), name)
        for shape, name in (((2, 2), "w1"), ((2,), "b1"), ((2, 1), "w2"), ((1,), "b2"))
    )
    l1 = ops.sigmoid(X @ w1 + b1)
    y = ops.sigmoid(l1 @ w2 + b2)
    cost = -ops.mean(Y * ops.log(y) + (1 - Y) * ops.log(1 - y))
    return cost, {"l1": l1, "y": y, "cost": cost}


@exhibit("XOR with two layers of two and one: every number of both passes")
def xor_nn():
    """The smallest net that solves XOR."""
    net = nn.Sequential(*layers(2, 2, 1, activation=nn.Sigmoid))
    X, target = (data(array, name) for array, name in zip(XOR, ("X", "target")))
    p = net(X)
    loss = F.binary_cross_entropy(p, target)
    return loss, {"p": p, "loss": loss}


def wide_and_deep() -> nn.Sequential:
    """2-10-10-10-1 with sigmoids."""
    return nn.Sequential(*layers(2, 10, 10, 10, 1, activation=nn.Sigmoid))


@exhibit("Wide and deep, 2-10-10-10-1: the gradients shrink from layer to layer on their way back", detail="heat")
def wide_deep():
    """The net that stays on a plateau."""
    X, target = (data(array, name) for array, name in zip(XOR, ("X", "target")))
    loss = F.binary_cross_entropy(wide_and_deep()(X), target)
    return loss, {"loss": loss}


@exhibit("A layer as two classes, Affine and Sigmoid: a 2-4-3 net for ten samples")
def two_layer_net():
    """Modules with the textbook's names, around ops."""

    class Affine(nn.Module):
        """x W + b."""

        def __init__(self, inside: int, outside: int) -> None:
            super().__init__()
            self.W = nn.Parameter(random.generator.normal(size=(inside, outside)))
            self.b = nn.Parameter(random.generator.normal(size=outside))

        def forward(self, x):
            """Shift and scale."""
            return x @ self.W + self.b

    class TwoLayerNet(nn.Module):
        """Affine, sigmoid, affine."""

        def __init__(self) -> None:
            super().__init__()
            self.affine1, self.sigmoid, self.affine2 = Affine(2, 4), nn.Sigmoid(), Affine(4, 3)

        def forward(self, x):
            """The scores of three classes."""
            return self.affine2(self.sigmoid(self.affine1(x)))

    s = TwoLayerNet()(data(random.generator.normal(size=(10, 2)), "x"))
    return s, {"s": s}


# Larger nets, by module


@exhibit("Five digits of 5×5 pixels, 25-20-20-20-5: what each layer weighs, and what its weights are sent", depth=1)
def digits():
    """The net that reads digits."""
    net = nn.Sequential(*layers(25, 20, 20, 20, 5, activation=nn.ReLU, last=False))
    pixels = data(random.generator.integers(0, 2, (5, 25)), "digits")
    loss = F.cross_entropy(net(pixels), np.arange(5))
    return loss, {"loss": loss}


@exhibit("The same with sigmoids and dropout, as it is trained", depth=1)
def dropout():
    """Dropout after each hidden layer."""
    hidden = [
        layer
        for inside, outside in ((25, 20), (20, 20), (20, 20))
        for layer in (nn.Linear(inside, outside, dtype=np.float64), nn.Sigmoid(), nn.Dropout(0.2))
    ]
    net = nn.Sequential(*hidden, nn.Linear(20, 5, dtype=np.float64))
    pixels = data(random.generator.integers(0, 2, (5, 25)), "digits")
    loss = F.cross_entropy(net(pixels), np.arange(5))
    return loss, {"loss": loss}


@exhibit("MNIST with 784-50-100-10: a batch of a hundred", depth=1)
def mnist():
    """The textbook's net."""
    net = nn.Sequential(*layers(784, 50, 100, 10, activation=nn.Sigmoid, last=False))
    images = data(random.generator.random((100, 784)), "images")
    loss = F.cross_entropy(net(images), random.generator.integers(0, 10, 100))
    return loss, {"loss": loss}


@exhibit("MNIST with dropout, 784-512-512-512-512-10: 1,195,018 parameters", depth=1)
def mnist_dropout():
    """The dropout MLP, whose ReLU and Dropout are one object each."""
    relu, drop = nn.ReLU(), nn.Dropout(0.5)
    hidden = [part for inside in (784, 512, 512, 512) for part in (nn.Linear(inside, 512), relu, drop)]
    net = nn.Sequential(*hidden, nn.Linear(512, 10))
    images = Tensor(random.generator.random((20, 784)).astype(np.float32))
    loss = F.cross_entropy(net(images), random.generator.integers(0, 10, 20))
    return loss, {"images": images, "loss": loss}


@exhibit("Batch normalisation before the activation: mean and variance are on the way, and get their gradients")
def batch_normalisation():
    """A layer with batch norm."""
    net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 1)).double()
    x = data(random.generator.normal(size=(4, 2)), "x")
    loss = ops.mean(ops.square(net(x)))
    return loss, {"loss": loss}


@exhibit("A restricted Boltzmann machine: the gradient of two free energies, of the data and of what it dreams")
def boltzmann_machine():
    """F(v) = −v·a − Σ softplus(b + v W), of data minus reconstruction."""
    weight, hidden, visible = (
        leaf(random.generator.normal(0, 0.5, (4, 3)), "W"),
        leaf(np.zeros(3), "b"),
        leaf(np.zeros(4), "a"),
    )

    def free_energy(v):
        """Minus the logarithm of what a visible state weighs, up to a constant."""
        return -ops.sum(v @ visible) - ops.sum(ops.softplus(v @ weight + hidden))

    seen = data(random.generator.integers(0, 2, (2, 4)), "v data")
    dreamt = data(random.generator.integers(0, 2, (2, 4)), "v model")
    difference = free_energy(seen) - free_energy(dreamt)
    return difference, {"loss": difference}


@exhibit("Two dense layers of 32: 26,176 parameters", depth=1)
def dense():
    """The first Keras model."""
    net = nn.Sequential(nn.Linear(784, 32), nn.Linear(32, 32))
    out = net(Tensor(random.generator.random((8, 784)).astype(np.float32)))
    return out, {"out": out}


@exhibit("Film reviews as 10,000 words that occur or don't, 10000-16-16-1", depth=1)
def reviews():
    """The IMDB net."""
    net = nn.Sequential(*layers(10_000, 16, 16, activation=nn.ReLU), nn.Linear(16, 1, dtype=np.float64), nn.Sigmoid())
    words = data(random.generator.random((32, 10_000)) < 0.02, "words")
    positive = data(random.generator.integers(0, 2, (32, 1)), "positive")
    loss = F.binary_cross_entropy(net(words), positive)
    return loss, {"loss": loss}


@exhibit("Twenty-five steps of a recurrent net: one is shown, and that it is repeated")
def recurrent():
    """A cell called again and again."""
    cell, state = nn.RNNCell(3, 4, dtype=np.float64), data(np.zeros((2, 4)), "first state")
    words = data(random.generator.normal(size=(25, 2, 3)), "words")
    for i in range(25):
        state = cell(words[i], state)
    loss = ops.mean(ops.square(state))
    return loss, {"loss": loss}


@exhibit("A transformer of six layers: one is shown", depth="auto")
def transformer():
    """An encoder."""
    layer = nn.TransformerEncoderLayer(16, 2, 32, dropout=0.0, dtype=np.float64)
    out = nn.TransformerEncoder(layer, 6)(data(random.generator.normal(size=(5, 2, 16)), "words"))
    loss = ops.mean(ops.square(out))
    return loss, {"loss": loss}
