"""What stands beside an edge between scalars: the local derivative by its formula, and what it makes of the gradient.

The formula is read off the op's own closure (`tracing`), so that it can't differ from what is computed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from ..tracing import Cotangent, Derivation, Expression, Operand, Output, derive, formula, local_derivative
from ..tracing.expressions import Identity
from .computation import Computation, Edge, Vertex
from .numbers import exact, number
from .palette import GREY, RUST
from .scene import Span

LONGEST = 30  # characters of a formula beside an edge
ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def edge_label(graph: Computation, edge: Edge) -> tuple[tuple[Span, ...], ...]:
    """Two lines: ``∂y/∂s = 1 − y² = 0.856`` and ``1 × 0.856 = 0.856``."""
    g = edge.target.gradient
    assert g is not None
    derivation, names = derive(edge.target.node), labels(edge.target, graph.loss)
    known = derivation.backward[edge.position] is not None
    local = local_derivative(derivation, edge.position) if known else None
    slope = number(slope_of(edge, local))
    text = slope_text(derivation, edge.position, names) if known else None
    by = f"∂{bracketed(edge.target.label)}/∂{bracketed(names[Operand(edge.position)])}"
    return (
        (Span(" = ".join([by, *([text] if text and text != slope else []), slope]), GREY),),
        (
            Span(f"{enclosed(number(g))} × {enclosed(slope)} = ", RUST),
            Span(number(np.asarray(edge.contribution)), RUST, bold=True),
        ),
    )


def slope_text(derivation: Derivation, position: int, names: Mapping[Identity, str]) -> str | None:
    """The local derivative as a formula in operands and result alone, if that is short enough."""
    return formula(local_derivative(derivation, position, expand=True), names, limit=LONGEST)


def slope_of(edge: Edge, local: Expression | None) -> np.ndarray:
    """The local derivative as a number; where there is no formula, by what was sent."""
    if local is not None:
        return np.asarray(local.value)
    with np.errstate(all="ignore"):
        return np.divide(edge.contribution, edge.target.gradient)  # type: ignore[arg-type]


def labels(vertex: Vertex, loss: str) -> dict[Identity, str]:
    """What stands for the operands, the result and the cotangent of an op in its formulas.

    A tensor that is used twice is told apart: "left a" and "right a".
    """
    names: dict[Identity, str] = {Operand(position): enclosed(exact(x)) for position, x in vertex.numbers.items()}
    sent = f"∂{bracketed(loss)}/∂{bracketed(vertex.label)}" if vertex.label != loss else "1"
    names |= {Output(): bracketed(vertex.label), Cotangent(): sent}
    uses = Counter(edge.source for edge in vertex.operands)
    for edge in vertex.operands:
        which = place(edge) if uses[edge.source] > 1 else ""
        names[Operand(edge.position)] = f"{which} {edge.source.label}" if which else bracketed(edge.source.label)
    return names


def place(edge: Edge) -> str:
    """Which of the op's operands an edge comes from, in a word."""
    if len(edge.target.node.operands) == 2:
        return ("left", "right")[edge.position]
    n = edge.position + 1
    return f"{n}{ORDINALS.get(n % 10, 'th') if n % 100 // 10 != 1 else 'th'}"


def bracketed(name: str) -> str:
    """A name of several words, or with signs in it, in parentheses, unless it stands in some already."""
    plain = not set(name) & set(" ·×÷*/+−-^=") or (name[0], name[-1]) == ("(", ")")
    return name if plain else f"({name})"


def enclosed(text: str) -> str:
    """A negative number in parentheses, as a factor or a term."""
    return f"({text})" if text.startswith("−") else text
