"""A tensor's computation graph as a picture: every tensor a box with its value and its gradient."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import unicodedata
from pathlib import Path

import graphviz  # type: ignore[import-untyped]
import numpy as np

from ..errors import op_name
from ..nn import Parameter
from ..tape import Node, walk

INK, GREY, BLUE, RUST = "#1F2933", "#52606D", "#1D4E89", "#B23A06"
FONT = "DejaVu Sans,Verdana,sans-serif"
FORMATS = ("dot", "pdf", "png", "svg")
SYMBOLS = {"add": "+", "sub": "−", "mul": "×", "div": "÷", "pow": "xʸ", "neg": "−", "matmul": "@"}
STYLES = {
    "parameter": {"color": "#0072B2", "fillcolor": "#DCEEFA", "penwidth": "2"},
    "input": {"color": GREY, "fillcolor": "#EEF1F4", "style": "filled,rounded,dashed"},
    "operation": {"color": "#3E4C59", "fillcolor": "white"},
    "constant": {"color": GREY, "fillcolor": "white", "style": "filled,rounded,dotted"},
    "output": {"color": "#B8860B", "fillcolor": "#FFF4CC", "peripheries": "2", "penwidth": "1.5"},
}
LARGEST = 32  # elements of an array that are written out; of a larger one the smallest and the largest
SECONDS = 20  # that a layout may take


class RendererMissing(RuntimeError):
    """There is no program on this machine that turns a graph into a picture."""


def draw(tensor: Node, path: str | os.PathLike) -> Path:
    """Write the graph that computed `tensor` to a file and return its path; the suffix decides the format.

    Formats: .png, .svg and .pdf, which need Graphviz's program ``dot`` (else: `RendererMissing`, and nothing is
    written), and .dot, which doesn't. Gradients are computed for the picture; no `.grad` is touched. An old file is
    replaced only by a whole new one. A ValueError names the formats when the suffix isn't one of them.
    """
    path = Path(path)
    kind = path.suffix.lower().lstrip(".")
    if kind not in FORMATS:
        raise ValueError(
            f"no picture format {path.suffix!r}: {path}\nhelp: {', '.join('.' + name for name in FORMATS)}"
        )
    source = to_dot(tensor)
    content = source.encode() if kind == "dot" else rendered(source, kind)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".drawing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o666 & ~current_umask())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    return path


def current_umask() -> int:
    """The permissions that new files don't get; it can only be read by setting it."""
    umask = os.umask(0o022)
    os.umask(umask)
    return umask


def rendered(source: str, kind: str) -> bytes:
    """What ``dot`` makes of a DOT text."""
    program = shutil.which("dot")
    if program is None:
        raise RendererMissing(
            "Graphviz's program dot, which draws the picture, isn't on this machine\n"
            "help: sudo apt install graphviz (macOS: brew install graphviz, Windows: winget install graphviz)"
        )
    command = [program, f"-T{kind}", "-Gdpi=144"] if kind == "png" else [program, f"-T{kind}"]
    try:
        done = subprocess.run(command, input=source.encode(), capture_output=True, timeout=SECONDS, check=True)
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(
            f"dot took more than {SECONDS} s\nhelp: a graph of this size is too large to read"
        ) from error
    except subprocess.CalledProcessError as error:
        raise RuntimeError(f"dot failed: {error.stderr.decode(errors='replace').strip()}") from error
    return done.stdout


def to_dot(tensor: Node) -> str:
    """The graph that computed `tensor`, as a DOT text: the same graph gives the same text."""
    nodes = ancestors(tensor)
    numbers = {node: f"n{position}" for position, node in enumerate(nodes)}
    gradients, caption = {}, ""
    if tensor.wants_gradient:
        try:
            gradients = walk([tensor], [np.ones(tensor.value.shape, tensor.value.dtype)], targets=set(nodes))
        except RuntimeError:
            caption = "without gradients: values were changed in place after they had been used"
    picture = graphviz.Digraph(
        graph_attr={
            "rankdir": "LR",
            "bgcolor": "white",
            "nodesep": "0.35",
            "ranksep": "0.55",
            "fontname": FONT,
            "label": caption,
        },
        node_attr={
            "shape": "box",
            "style": "filled,rounded",
            "fontname": FONT,
            "fontcolor": INK,
            "margin": "0.08,0.04",
        },
        edge_attr={"fontname": FONT, "arrowsize": "0.7", "penwidth": "1.4"},
    )
    for node in nodes:
        role = role_of(node, tensor)
        picture.node(numbers[node], label_of(node, role, gradients.get(node)), **STYLES[role])
    for node in nodes:
        for position, (parent, closure) in enumerate(zip(node.operands, node.closures)):
            if isinstance(parent, Node):
                lanes = {"color": f"{GREY}:{RUST}", "dir": "both"} if closure else {"color": GREY, "style": "dashed"}
                picture.edge(numbers[parent], numbers[node], **lanes, weight="12" if position == 0 else "1")
            elif isinstance(parent, np.ndarray):
                constant = f"{numbers[node]}c{position}"
                picture.node(constant, label_of(Node(parent), "constant", None), **STYLES["constant"])
                picture.edge(constant, numbers[node], color=GREY, style="dashed")
    return picture.source


def ancestors(tensor: Node) -> list[Node]:
    """The tensor and everything it was computed from, the oldest first."""
    seen, waiting = {tensor}, [tensor]
    while waiting:
        for parent in waiting.pop().operands:
            if isinstance(parent, Node) and parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return sorted(seen, key=lambda node: node.serial)


def role_of(node: Node, output: Node) -> str:
    """What a node is in the picture."""
    if node is output:
        return "output"
    if node.closures:
        return "operation"
    return "parameter" if isinstance(node, Parameter) or node.wants_gradient else "input"


def label_of(node: Node, role: str, gradient) -> str:
    """An HTML-like label: what made it, its name, role and shape, and its value and gradient side by side."""
    symbol = SYMBOLS.get(op_name(node), op_name(node)) if node.op else ""
    for position, x in enumerate(node.operands):
        if isinstance(x, (int, float, np.number)):
            symbol = f"{symbol} {number(x)}" if position else f"{number(x)} {symbol}"
    shape = "×".join(map(str, node.value.shape)) or "scalar"
    title = f"<B>{safe(symbol or node.name or role).strip() or role}</B>" + (
        f"  {safe(node.name)}" if symbol and node.name else ""
    )
    below = shape if role == "operation" else f"{role} · {shape}"
    columns = [("value", BLUE, node.value)] + ([("gradient", RUST, gradient)] if gradient is not None else [])
    heads = "".join(f'<TD><FONT COLOR="{color}" POINT-SIZE="10">{head}</FONT></TD>' for head, color, _ in columns)
    cells = "".join(f"<TD>{matrix(array, color)}</TD>" for _, color, array in columns)
    return (
        f'<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="2"><TR><TD COLSPAN="{len(columns)}">{title}</TD></TR>'
        f'<TR><TD COLSPAN="{len(columns)}"><FONT COLOR="{GREY}" POINT-SIZE="10">{below}</FONT></TD></TR>'
        f"<TR>{heads}</TR><TR>{cells}</TR></TABLE>>"
    )


def matrix(array, color: str) -> str:
    """The numbers of an array as a table of its rows, or its smallest and largest if there are too many."""
    array = np.asarray(array)
    if not array.size:
        return "empty"
    if array.size > LARGEST or array.ndim > 2:
        text = f"{number(array.min())} … {number(array.max())}"
        return f'<FONT COLOR="{color}" POINT-SIZE="11">{text}</FONT>'
    rows = np.atleast_2d(array)
    lines = "".join(
        "<TR>" + "".join(f'<TD><FONT COLOR="{color}" POINT-SIZE="11">{number(x)}</FONT></TD>' for x in row) + "</TR>"
        for row in rows
    )
    return f'<TABLE BORDER="0" CELLBORDER="1" COLOR="#CBD2D9" CELLSPACING="0" CELLPADDING="3">{lines}</TABLE>'


def number(x) -> str:
    """A number to three significant digits, with a true minus sign."""
    return f"{x:.3g}".replace("-", "−") if not isinstance(x, (bool, np.bool_)) else str(bool(x))


def safe(text: str) -> str:
    """The text with everything that means something to DOT or HTML written as a number, cut at 48 characters."""
    plain = "".join(c for c in str(text) if unicodedata.category(c)[0] != "C")[:48]
    return "".join(c if c.isalnum() or c in " .,−+×÷@ʸ-_·" else f"&#{ord(c)};" for c in plain).replace(
        "&#92;", "&#92;&#92;"
    )
