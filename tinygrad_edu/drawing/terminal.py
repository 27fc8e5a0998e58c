"""A graph for a terminal: its boxes as the lines of a table, in the order in which they are computed."""

from __future__ import annotations

import unicodedata

import numpy as np

from .computation import Computation, Vertex
from .numbers import texts
from .panels import extremes
from .scene import Box, Scene
from .symbols import options_text, shape_text, symbol, title
from .words import sum_of_shares

HEADS = ("name", "operation", "role", "shape", "value", "gradient")
WRITTEN = 4  # elements up to which an array is written out


def listing(graph: Computation, scene: Scene) -> str:
    """The summary, and a line for each box: its name, operation with operands, role, shape, value and gradient."""
    vertices = {f"n{vertex.index}": vertex for vertex in graph.vertices}
    rows = [HEADS, *(row_of(box, vertices[box.id]) for box in scene.boxes)]
    widths = [max(width(row[i]) for row in rows) for i in range(len(HEADS))]
    lines = ["  ".join(cell + " " * (w - width(cell)) for cell, w in zip(row, widths)).rstrip() for row in rows]
    return "\n".join([scene.description, *([scene.caption] if scene.caption else []), "", *lines])


def row_of(box: Box, vertex: Vertex) -> tuple[str, ...]:
    """One line: of a tensor, or of what is folded into one box."""
    shape, value = shape_text(vertex.shape), array_text(vertex.value)
    if vertex.op and box.title not in (title(vertex), symbol(vertex)):
        return (box.title, box.name or box.subtitle, box.role, shape, value, "")
    sources = ", ".join(edge.source.label for edge in vertex.operands)
    times = box.name if box.name not in (vertex.name, vertex.label) else ""
    operation = " ".join(filter(None, [f"{box.title} ({sources})", options_text(vertex), times])) if vertex.op else ""
    gradient = "" if vertex.gradient is None else f"{array_text(vertex.gradient)} {sum_of_shares(vertex)}".strip()
    return (vertex.label, operation, vertex.role, shape, value, gradient)


def array_text(array: np.ndarray) -> str:
    """The numbers of a small array, the smallest and the largest of another."""
    if array.size == 0:
        return "empty"
    if array.size > WRITTEN:
        return extremes(array)
    inside = " ".join(texts(array))
    return inside if array.ndim == 0 else f"[{inside}]"


def width(text: str) -> int:
    """How many columns a text takes: two for wide characters, none for combining ones."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
