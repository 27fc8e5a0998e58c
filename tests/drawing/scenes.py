"""Scenes built by hand, one for each thing that a picture may show; the writers of pictures are tested with them."""

import itertools

import numpy as np

from tinygrad_edu.drawing.numbers import texts
from tinygrad_edu.drawing.palette import GREY, RUST, heat
from tinygrad_edu.drawing.scene import Arrow, Bar, Box, Cell, Cluster, Panel, Scene, Span

HEADINGS = {"value": "value", "gradient": "gradient"}
LANES = ("value", "gradient", "no gradient")


def expression():
    """y = tanh(a·b + c), each edge with its local derivative."""
    return Scene(
        boxes=(
            scalars("n0", "parameter", "a", "", "parameter", "2", "−0.428"),
            scalars("n1", "parameter", "b", "", "parameter", "−0.5", "1.71"),
            scalars("n2", "operation", "×", "a·b", "scalar", "−1", "0.856"),
            scalars("n3", "parameter", "c", "", "parameter", "1.4", "0.856"),
            scalars("n4", "operation", "+", "s", "scalar", "0.4", "0.856"),
            scalars("n5", "output", "tanh", "y", "output", "0.38", "1"),
        ),
        arrows=(
            lanes("e0", "n0", "n2", rule("∂ab/∂a = b = −0.5", "0.856 × (−0.5) = ", "−0.428"), main=True),
            lanes("e1", "n1", "n2", rule("∂ab/∂b = a = 2", "0.856 × 2 = ", "1.71")),
            lanes("e2", "n2", "n4", rule("∂s/∂ab = 1", "0.856 × 1 = ", "0.856"), main=True),
            lanes("e3", "n3", "n4", rule("∂s/∂c = 1", "0.856 × 1 = ", "0.856")),
            lanes("e4", "n4", "n5", rule("∂y/∂s = 1 − y² = 0.856", "1 × 0.856 = ", "0.856"), main=True),
        ),
        clusters=(),
        direction="LR",
        legend=("parameter", "operation", "output", "value", "gradient"),
        caption="",
        title="y",
        description="The graph of y: 3 parameters, 3 operations, with values and gradients.",
    )


def shared():
    """y = a·a + a: three edges leave one box, two of them to the same."""
    a = Box(
        "n0",
        "parameter",
        "a",
        subtitle="parameter",
        panels=(scalar("value", "3"), scalar("gradient", "7", "= 3 + 3 + 1")),
    )
    return Scene(
        boxes=(
            a,
            scalars("n1", "operation", "×", "a²", "scalar", "9", "1"),
            scalars("n2", "output", "+", "y", "output", "12", "1"),
        ),
        arrows=(
            lanes("e0", "n0", "n1", rule("∂a²/∂(left a) = right a = 3", "1 × 3 = ", "3"), main=True),
            lanes("e1", "n0", "n1", rule("∂a²/∂(right a) = left a = 3", "1 × 3 = ", "3")),
            lanes("e2", "n1", "n2", rule("∂y/∂a² = 1", "1 × 1 = ", "1"), main=True),
            lanes("e3", "n0", "n2", rule("∂y/∂a = 1", "1 × 1 = ", "1")),
        ),
        clusters=(),
        direction="LR",
        legend=("parameter", "operation", "output", "value", "gradient"),
        caption="",
        title="y",
        description="The graph of y: 1 parameter, 2 operations, with values and gradients.",
    )


X = [[0, 0], [0, 1], [1, 0], [1, 1]]
TARGET = [[0], [1], [1], [0]]
XOR = {  # id: role, title, name, subtitle, cluster, value, gradient
    "n0": ("input", "X", "", "input · 4×2", "", X, None),
    "n1": ("parameter", "fc1.weight", "", "parameter · 2×2", "m0",
           [[1.1, -0.8], [0.9, -1.2]], [[-0.0462, -0.0432], [-0.0871, -0.0347]]),
    "n2": ("operation", "@", "", "4×2", "m0",
           [[0, 0], [0.9, -1.2], [1.1, -0.8], [2, -2]],
           [[0.13, 0.06], [-0.111, -0.053], [-0.07, -0.062], [0.024, 0.019]]),
    "n3": ("parameter", "fc1.bias", "", "parameter · 2", "m0", [[-0.3, 0.5]], [[-0.0276, -0.0366]]),
    "n4": ("operation", "+", "", "4×2", "m0",
           [[-0.3, 0.5], [0.6, -0.7], [0.8, -0.3], [1.7, -1.5]],
           [[0.13, 0.06], [-0.111, -0.053], [-0.07, -0.062], [0.024, 0.019]]),
    "n5": ("operation", "tanh", "hidden", "4×2", "",
           [[-0.291, 0.462], [0.537, -0.604], [0.664, -0.291], [0.935, -0.905]],
           [[0.142, 0.076], [-0.156, -0.084], [-0.126, -0.068], [0.193, 0.104]]),
    "n6": ("parameter", "fc2.weight", "", "parameter · 2×1", "m1", [[1.3], [0.7]], [[-0.0217], [0.0168]]),
    "n7": ("operation", "@", "", "4×1", "m1",
           [[-0.055], [0.275], [0.659], [0.582]], [[0.109], [-0.12], [-0.097], [0.149]]),
    "n8": ("parameter", "fc2.bias", "", "parameter · 1", "m1", [[-0.2]], [[0.0407]]),
    "n9": ("operation", "+", "", "4×1", "m1",
           [[-0.255], [0.075], [0.459], [0.382]], [[0.109], [-0.12], [-0.097], [0.149]]),
    "n10": ("operation", "sigmoid", "p", "4×1", "",
            [[0.437], [0.519], [0.613], [0.594]], [[0.444], [-0.482], [-0.408], [0.616]]),
    "n11": ("input", "target", "", "input · 4×1", "", TARGET, None),
    "n12": ("output", "BCE", "loss", "output", "", None, None),
}  # fmt: skip
XOR_EDGES = (
    ("n0", "n2", False), ("n1", "n2", True), ("n2", "n4", True), ("n3", "n4", True), ("n4", "n5", True),
    ("n5", "n7", True), ("n6", "n7", True), ("n7", "n9", True), ("n8", "n9", True), ("n9", "n10", True),
    ("n10", "n12", True), ("n11", "n12", False),
)  # fmt: skip


def xor(with_values):
    """The net that learns XOR, with a frame around each layer."""
    boxes = []
    for id, (role, title, name, subtitle, cluster, value, gradient) in XOR.items():
        if id == "n12":
            panels = (scalar("value", "0.656"), scalar("gradient", "1"))
        else:
            panels = (matrix("value", value),) + ((matrix("gradient", gradient),) if gradient is not None else ())
        boxes.append(Box(id, role, title, name, subtitle, panels if with_values else (), cluster=cluster))
    mains = {}
    for source, target, _ in XOR_EDGES:
        mains.setdefault(target, source)
    arrows = tuple(
        Arrow(
            f"e{position}",
            source,
            target,
            gradient,
            main=mains[target] == source,
            enters=XOR[target][4] != "" and XOR[target][4] != XOR[source][4],
        )
        for position, (source, target, gradient) in enumerate(XOR_EDGES)
    )
    roles = ("parameter", "input", "operation", "output")
    return Scene(
        boxes=tuple(boxes),
        arrows=arrows,
        clusters=(Cluster("m0", "fc1", "Linear"), Cluster("m1", "fc2", "Linear")),
        direction="LR",
        legend=roles + LANES + (("heat",) if with_values else ()),
        caption="",
        title="loss",
        description="The graph of loss: 4 parameters, 2 inputs, 7 operations in 2 modules.",
    )


def xor_shapes():
    """The XOR net with shapes only."""
    return xor(with_values=False)


def xor_values():
    """The XOR net with every number of its values and gradients."""
    return xor(with_values=True)


def digits():
    """A net of four layers that reads digits, each layer one box with thumbnails and the norm of its gradient."""
    numbers = np.random.default_rng(0)
    sizes = [25, 20, 20, 20, 5]
    boxes = [Box("n0", "input", "digits", subtitle="input · 16×25")]
    arrows = []
    for layer, (rows, columns) in enumerate(itertools.pairwise(sizes)):
        norm = (0.431, 0.331, 0.333, 0.386)[layer]
        boxes.append(
            Box(
                f"n{2 * layer + 1}",
                "parameter",
                f"fc{layer + 1}",
                f"Linear {rows} → {columns}",
                f"{(rows + 1) * columns} parameters · 2 ops inside",
                (
                    thumbnail("value", "weight", numbers.uniform(-1, 1, (rows, columns))),
                    thumbnail("gradient", "∂loss/∂weight", numbers.normal(size=(rows, columns))),
                ),
                Bar("gradient norm", norm / 0.431, f"{norm}"),
            )
        )
        shape = f"16×{columns}"
        arrows.append(("n0" if not layer else f"n{2 * layer}", f"n{2 * layer + 1}", layer > 0, f"16×{rows}"))
        arrows.append((f"n{2 * layer + 1}", f"n{2 * layer + 2}", True, shape))
        if layer < 3:
            boxes.append(Box(f"n{2 * layer + 2}", "operation", "tanh"))
    boxes.append(Box("n8", "output", "cross-entropy", "", "output · scalar", (scalar("value", "1.57", heading=""),)))
    boxes.append(Box("n9", "input", "labels", subtitle="input · 16"))
    arrows.append(("n9", "n8", False, "16"))
    return Scene(
        boxes=tuple(boxes),
        arrows=tuple(
            Arrow(f"e{position}", source, target, gradient, ((Span(shape, GREY),),), main=source != "n9")
            for position, (source, target, gradient, shape) in enumerate(arrows)
        ),
        clusters=(),
        direction="LR",
        legend=("parameter", "input", "operation", "output", *LANES, "heat"),
        caption="12 operations shown as 9 boxes; depth=2 shows more",
        title="loss",
        description="The graph of loss: 4 modules, 4 operations.",
    )


def everything():
    """Every role, a warning, a bar, a thumbnail, nested clusters, parallel edges, from top to bottom."""
    nan = np.array([[1.0, np.nan], [-2.0, 0.5]])
    return Scene(
        boxes=(
            Box("n0", "input", "x", subtitle="input · 2×2", panels=(matrix("value", nan),), warning="nan"),
            Box(
                "n1",
                "parameter",
                "net.encoder.weight",
                subtitle="parameter · 8×8",
                panels=(
                    thumbnail("value", "value", np.linspace(-1, 1, 64).reshape(8, 8), "−1 … 1"),
                    thumbnail("gradient", "gradient", np.eye(8), "0 … 1"),
                ),
                bar=Bar("gradient norm", 0.4, "2.83"),
                cluster="m1",
            ),
            Box("n2", "operation", "@", "", "2×2", (matrix("value", nan), matrix("gradient", nan)), None, "nan", "m1"),
            Box("n3", "constant", "mask", subtitle="constant · 2×2", panels=(matrix("value", [[1, 0], [0, 1]]),)),
            Box("n4", "operation", "×", "kept", "2×2", (Panel("value", "value", note="−2 … 1"),), cluster="m0"),
            Box("n5", "operation", "× 2", "", "2×2", cluster="m0"),
            scalars("n6", "output", "sum", "loss", "output", "nan", "1", warning="nan"),
        ),
        arrows=(
            Arrow("e0", "n0", "n2", False, main=True, enters=True),
            lanes("e1", "n1", "n2"),
            lanes("e2", "n2", "n4", main=True),
            Arrow("e3", "n3", "n4", False, ((Span("2×2", GREY),),), enters=True),
            lanes("e4", "n4", "n5", main=True),
            lanes("e5", "n4", "n5"),
            lanes("e6", "n5", "n6", rule("∂loss/∂z = 1", "1 × 1 = ", "1"), main=True),
            lanes("e7", "n5", "n6"),
        ),
        clusters=(
            Cluster("m0", "net", "Net"),
            Cluster("m1", "net.encoder", "Linear", "m0"),
            Cluster("m2", "no boxes", ""),
        ),
        direction="TB",
        legend=("parameter", "input", "constant", "operation", "output", *LANES, "heat"),
        caption="7 operations in 2 modules",
        title="loss",
        description="The graph of loss, in which two tensors hold nan.",
    )


SCENES = (expression, shared, xor_shapes, xor_values, digits, everything)


def scalar(kind, text, note="", heading=None):
    return Panel(kind, HEADINGS[kind] if heading is None else heading, ((Cell(text, "#FFFFFF"),),), note, scalar=True)


def scalars(id, role, title, name, subtitle, value, gradient, warning=""):
    return Box(id, role, title, name, subtitle, (scalar("value", value), scalar("gradient", gradient)), None, warning)


def matrix(kind, rows, note=""):
    rows = np.asarray(rows)
    return Panel(kind, HEADINGS[kind], cells(rows, iter(texts(rows))), note)


def thumbnail(kind, heading, rows, note=""):
    return Panel(kind, heading, cells(rows, iter([""] * rows.size)), note, thumbnail=True)


def cells(rows, written):
    finite = np.abs(rows[np.isfinite(rows)])
    largest = float(finite.max()) if finite.size else 0.0
    return tuple(tuple(Cell(next(written), heat(float(x), largest)) for x in row) for row in rows)


def lanes(id, source, target, label=(), main=False):
    return Arrow(id, source, target, True, label, main)


def rule(derivative, product, result):
    return ((Span(derivative, GREY),), (Span(product, RUST), Span(result, RUST, bold=True)))
