"""How an operation is called in a box: × for mul, [0] for an index, its own name for most."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..nn import Module
from ..tracing.notation import RAISED
from .computation import Vertex
from .names import clean
from .numbers import exact

SYMBOLS = {
    "add": "+", "sub": "−", "mul": "×", "div": "÷", "matmul": "@", "neg": "−", "eq": "=", "ne": "≠", "lt": "<",
    "le": "≤", "gt": ">", "ge": "≥", "floor_divide": "⌊÷⌋", "remainder": "mod", "binary_cross_entropy": "BCE",
    "binary_cross_entropy_with_logits": "BCE with logits", "cross_entropy": "cross-entropy", "mse_loss": "MSE",
}  # fmt: skip
LONGEST = 24  # characters of an option; a longer one isn't shown


def title(vertex: Vertex) -> str:
    """The operation of a vertex, with the plain numbers among its operands: "×", "2 ×", "x²", "[0]"."""
    if vertex.op == "getitem":
        return f"[{index_text(vertex.node.options['index'])}]"
    if vertex.op == "pow" and vertex.numbers:
        return power(vertex)
    before = [exact(x) for position, x in sorted(vertex.numbers.items()) if position == 0]
    behind = [exact(x) for position, x in sorted(vertex.numbers.items()) if position > 0]
    return clean(" ".join([*before, symbol(vertex), *behind]))


def symbol(vertex: Vertex) -> str:
    """The operation alone, as it is the same for all that do the same with other numbers."""
    if vertex.op == "getitem":
        return "[…]"
    return clean(SYMBOLS.get(vertex.op, vertex.op.strip("_").replace("_", " ")))


def power(vertex: Vertex) -> str:
    """x², x^0.5 or 2^x."""
    ((position, x),) = vertex.numbers.items()
    text = exact(x)
    if position == 0:
        return f"{text}^x"
    whole = float(x).is_integer() and text.lstrip("−").isdecimal()
    return f"x{text.translate(RAISED)}" if whole else f"x^{text}"


def index_text(index) -> str:
    """An index as one writes it: "0", ":, 1:3"; an array among it by its shape."""
    if isinstance(index, tuple):
        return clean(", ".join(map(index_text, index)))
    if isinstance(index, slice):
        ends = ("" if end is None else str(end) for end in (index.start, index.stop, index.step))
        text = ":".join(ends)
        return text.removesuffix(":") if index.step is None else text
    if hasattr(index, "shape"):
        return f"array {shape_text(index.shape)}"
    return "…" if index is Ellipsis else clean(index)


def shape_text(shape: tuple[int, ...]) -> str:
    """4×2, or "scalar"."""
    return "×".join(map(str, shape)) or "scalar"


def options_text(vertex: Vertex) -> str:
    """The options that aren't the op's defaults, "axis=1", if they are short; getitem's index stands in its title."""
    if vertex.node.op is None:
        return ""
    defaults: dict[str, Any] = vertex.node.op.signature.defaults
    shown = []
    for name, value in vertex.node.options.items():
        if (name == "index" and vertex.op == "getitem") or callable(value) or value is None:
            continue
        if isinstance(value, np.ndarray):
            text = f"{name}={value.tolist()}"
            shown += [text] if len(text) <= LONGEST else []
            continue
        text = f"{name}={value.__name__ if isinstance(value, type) else value}".replace("-", "−")
        if len(text) <= LONGEST and (name not in defaults or defaults[name] != value):
            shown.append(text)
    return clean(", ".join(shown))


def module_text(module: Module) -> str:
    """A module's class with what goes in and comes out where it says so: "Linear 25 → 20"."""
    kind = clean(type(module).__name__)
    for unit in ("features", "channels", "size"):
        sizes = [getattr(module, f"{end}_{unit}", None) for end in ("in", "out")]
        if all(isinstance(size, int) for size in sizes):
            return f"{kind} {sizes[0]} → {sizes[1]}"
    return kind
