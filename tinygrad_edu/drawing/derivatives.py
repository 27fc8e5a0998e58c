"""What stands beside an edge between scalars: the local derivative by its formula, and what it makes of the gradient.

The formula is read off the op's own closure (`tracing`), so that it can't differ from what is computed.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..tracing import Cotangent, Operand, Output, derive, formula, local_derivative
from .computation import Computation, Edge, Vertex
from .numbers import number
from .palette import GREY, RUST
from .scene import Span

LONGEST = 30  # characters of a formula beside an edge
ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}


def edge_label(graph: Computation, edge: Edge) -> tuple[tuple[Span, ...], ...]:
    """Two lines: ``∂y/∂s = 1 − y² = 0.856`` and ``1 × 0.856 = 0.856``."""
    g = edge.target.gradient
    assert g is not None
    derivation, names = derive(edge.target.node), labels(edge.target, graph.loss)
    known = derivation.backward[edge.position] is not None
    local = local_derivative(derivation, edge.position) if known else None
    texts = (
        [short(local_derivative(derivation, edge.position, expand=True), names) or short(local, names)] if known else []
    )
    slope = number(slope_of(edge, local))
    by = f"∂{edge.target.label}/∂{bracketed(names[Operand(edge.position)])}"
    steps = [text for text in texts if text and text != slope]
    return (
        (Span(" = ".join([by, *steps, slope]), GREY),),
        (
            Span(f"{signed(number(g))} × {signed(slope)} = ", RUST),
            Span(number(np.asarray(edge.contribution)), RUST, bold=True),
        ),
    )


def short(expression, names: Mapping) -> str | None:
    """The formula, if it is short enough."""
    return formula(expression, names, limit=LONGEST)


def slope_of(edge: Edge, local) -> np.ndarray:
    """The local derivative as a number."""
    if local is not None:
        return np.asarray(local.value)
    with np.errstate(all="ignore"):
        return np.divide(edge.contribution, edge.target.gradient)  # type: ignore[arg-type]


def labels(vertex: Vertex, loss: str) -> Mapping:
    """What stands for the operands, the result and the cotangent of an op in its formulas.

    A tensor that is used twice is told apart: "left a" and "right a".
    """
    names: dict = {Output(): vertex.label, Cotangent(): f"∂{loss}/∂{vertex.label}" if vertex.label != loss else "1"}
    sources = [edge.source for edge in vertex.operands]
    for edge in vertex.operands:
        twice = sources.count(edge.source) > 1
        which = place(edge.position, len(sources)) if twice else ""
        names[Operand(edge.position)] = f"{which} {edge.source.label}".strip()
    return names


def place(position: int, operands: int) -> str:
    """Which of the operands it is, in a word."""
    if operands == 2:
        return ("left", "right")[position]
    return ORDINALS.get(position + 1, f"{position + 1}th")


def bracketed(name: str) -> str:
    """A name of several words in parentheses."""
    return f"({name})" if " " in name else name


def signed(text: str) -> str:
    """A negative number in parentheses, as a factor."""
    return f"({text})" if text.startswith("−") else text
