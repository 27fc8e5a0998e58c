"""What is said of tensors and graphs in words: what a tensor is, how a gradient adds up, titles and captions."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..nn import Buffer
from .computation import Computation, Vertex
from .folding import View
from .numbers import number
from .panels import not_finite

TERMS = 6  # contributions up to which a sum is written out


def word_of(vertex: Vertex) -> str:
    """What a tensor is, in a word."""
    if isinstance(vertex.node, Buffer):
        return "buffer"
    frozen = vertex.role == "parameter" and not vertex.node.wants_gradient
    return "parameter, frozen" if frozen else vertex.role


def warning(vertices: Iterable[Vertex]) -> str:
    """What isn't as it should be, in words: of the first of these that was overwritten or isn't finite."""
    for vertex in vertices:
        if vertex.is_stale:
            return "changed since"
        if found := not_finite(vertex.value):
            return found
        if vertex.gradient is not None and (found := not_finite(vertex.gradient)):
            return f"{found} in the gradient"
    return ""


def sum_of_shares(vertex: Vertex) -> str:
    """How the gradient of a tensor that was used several times is added up: "= 3 + 3 + 1"."""
    shares = [edge.contribution for edge in vertex.users if edge.contribution is not None]
    if len(shares) < 2:
        return ""
    if vertex.value.ndim or len(shares) > TERMS:
        return f"{len(shares)} contributions, added"
    signs = [("+" if share >= 0 or np.isnan(share) else "−", number(np.abs(share))) for share in shares]
    first = number(shares[0])
    return "= " + " ".join([first, *(f"{sign} {size}" for sign, size in signs[1:])])


def counted(n: int, what: str, several: str = "") -> str:
    """The number and the noun: 1 op, 1,204 ops."""
    return f"{n:,} {what if n == 1 else several or what + 's'}"


def title_of(graph: Computation) -> str:
    """What the picture is of."""
    names = [output.name or output.op or word_of(output) for output in graph.outputs]
    return f"Computation graph of {', '.join(names)}"


def caption_of(graph: Computation, shown: View, part: bool) -> str:
    """What isn't as one might expect: what was folded or left out, and what the gradients are of.

    `part` says that it is the neighbourhood of one tensor.
    """
    said = []
    if part:
        seen = sum(len(piece.vertices) for piece in shown.pieces)
        said.append(f"{seen:,} of {counted(len(graph.vertices), 'tensor')}: what is near by")
    elif shown.depth is not None or shown.repeats or shown.chains:
        operations, boxes = operations_in(graph), sum(not piece.last.is_leaf for piece in shown.pieces)
        if boxes < operations:
            said.append(f"{counted(operations, 'operation')} shown as {counted(boxes, 'box', 'boxes')}")
        if shown.repeats:
            said.append("of what is repeated, the first is shown")
        if any(piece.call for piece in shown.pieces):
            said.append(f"depth={(shown.depth or 0) + 1} shows more")
    if len(graph.vertices) == 1 and graph.vertices[0].is_leaf:
        wanted = graph.vertices[0].node.wants_gradient
        said.append("a leaf" if wanted else "nothing was recorded: no operand required a gradient")
    return "; ".join([*said, *graph.notes])


def description_of(graph: Computation, gradients: bool) -> str:
    """The picture in a sentence, for those who can't see it; `gradients` says that they are shown if there are any."""
    parameters = [vertex for vertex in graph.vertices if vertex.role == "parameter"]
    tensors = counted(len(parameters), "parameter tensor")
    numbers = counted(sum(vertex.value.size for vertex in parameters), "number")
    output = graph.outputs[0]
    value = f" Its value is {number(output.value)}." if output.value.ndim == 0 else ""
    shown = " Gradients are shown." if gradients and graph.has_gradients else ""
    return f"{title_of(graph)}: {counted(operations_in(graph), 'operation')}, {tensors} with {numbers}.{value}{shown}"


def operations_in(graph: Computation) -> int:
    """How many operations a graph has."""
    return sum(not vertex.is_leaf for vertex in graph.vertices)
