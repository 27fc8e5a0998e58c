"""Both passes of a computation, one step after the other: what is computed, what is sent back, what is added up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ...tracing import Cotangent, Derivation, Expression, arithmetic, derive, formula
from ...tracing.expressions import Call, bare
from ..computation import Computation, Edge, Vertex
from ..derivatives import bracketed, enclosed, labels, place
from ..numbers import number
from ..symbols import options_text, shape_text, title
from .listings import legible
from .working import Matrix, Working, parts_of

BACKWARD = ("seed", "backward", "sum")  # the kinds of steps of the second pass
LONGEST = 80  # characters of what a name in a formula stands for
LEAVES = 12  # that are shown one by one
TERMS = 6  # contributions that are shown one by one
CHANGED = "No arithmetic: what this was computed from has been changed since, or was drawn at random."

CHAIN_RULE = (
    "Each operand is sent the gradient that arrived, times what a small change of the operand does to the result."
)


@dataclass(frozen=True)
class Step:
    """One step. Its `kind` is "start", "forward", "seed", "backward" or "sum".

    From it on the `values` and the `gradients` of some vertices are known; `edges` are those that are travelled,
    forward or back.
    """

    kind: str
    vertex: Vertex | None
    title: str
    words: str
    workings: tuple[Working, ...] = ()
    values: tuple[Vertex, ...] = ()
    gradients: tuple[Vertex, ...] = ()
    edges: tuple[Edge, ...] = ()


@dataclass(frozen=True)
class Share:
    """One of the things that a gradient is the sum of: what an edge sent, or the 1 that an output begins with."""

    origin: str
    array: np.ndarray


def steps_of(graph: Computation) -> list[Step]:
    """The steps of both passes; without gradients only those of the first (see `send_back`)."""
    return list(Passes(graph).steps())


class Passes:
    """Both passes over one graph."""

    def __init__(self, graph: Computation) -> None:
        self.graph = graph
        self.shares = {vertex: list(shares(vertex, graph)) for vertex in graph.vertices}

    def steps(self) -> Iterator[Step]:
        """All steps, in order."""
        yield self.start()
        for vertex in self.graph.vertices:
            if not vertex.is_leaf:
                yield self.forward(vertex)
        if self.graph.has_gradients:
            yield self.seed()
            yield from self.back()

    # Forward

    def start(self) -> Step:
        """What is there before anything is computed."""
        leaves = tuple(vertex for vertex in self.graph.vertices if vertex.is_leaf)
        parts = tuple(Matrix(vertex.label, vertex.value) for vertex in leaves[:LEAVES])
        words = "The leaves of the graph: inputs, parameters and constants. All else is computed from them."
        note = f"and {len(leaves) - LEAVES} more: choose a box to see what it holds" if len(leaves) > LEAVES else ""
        return Step("start", None, "What is given", words, (Working("", note, parts),), leaves)

    def forward(self, vertex: Vertex) -> Step:
        """An op computes its value."""
        derivation = derive(vertex.node)
        names = labels(vertex, self.graph.loss)
        result = Matrix(vertex.label, vertex.value)
        working = worked(f"{vertex.label} = ", derivation.forward, derivation, names, result)
        options = options_text(vertex)
        words = meaning(vertex) + (f" Here {options}." if options else "")
        name = f"{title(vertex)} computes {vertex.label}"
        return Step("forward", vertex, name, words, (working,), (vertex,), (), tuple(vertex.operands))

    # Backward

    def seed(self) -> Step:
        """What the backward pass begins with."""
        outputs = tuple(vertex for vertex in self.graph.outputs if vertex.gradient is not None)
        loss = self.graph.loss
        name = f"The backward pass begins with ∂{loss}/∂{loss} = 1"
        words = f"When {loss} changes, {loss} changes by just as much."
        if len(outputs) > 1:
            words += " L is the sum of the outputs, so that each of them is sent 1."
        elif outputs[0].value.size > 1:
            words += " The gradients are those of the sum of its elements, so that each of them is sent 1."
        workings = tuple(
            Working("", "", (), Matrix(f"∂{loss}/∂{output.label}", np.ones_like(output.gradient)), lambda index: "1")
            for output in outputs
        )
        whole = tuple(output for output in outputs if len(self.shares[output]) == 1)
        return Step("seed", outputs[0], name, words, workings, (), whole)

    def back(self) -> Iterator[Step]:
        """The ops send back, the newest first; where the last of several contributions arrives, they are added up."""
        waiting = {vertex: len(found) for vertex, found in self.shares.items()}
        for output in self.graph.outputs:
            waiting[output] -= output.gradient is not None
        for vertex in reversed(self.graph.vertices):
            if vertex.is_leaf or vertex.gradient is None:
                continue
            sent = [edge for edge in vertex.operands if edge.contribution is not None]
            for edge in sent:
                waiting[edge.source] -= 1
            complete = [source for source in dict.fromkeys(edge.source for edge in sent) if not waiting[source]]
            yield self.backward(vertex, tuple(source for source in complete if len(self.shares[source]) == 1))
            for source in complete:
                if len(self.shares[source]) > 1:
                    yield self.add_up(source)

    def backward(self, vertex: Vertex, gradients: tuple[Vertex, ...]) -> Step:
        """An op sends each operand its part."""
        derivation = derive(vertex.node, vertex.gradient)
        names = {**labels(vertex, self.graph.loss), Cotangent(): self.gradient_of(vertex)}
        edges = sorted(vertex.operands, key=lambda edge: edge.contribution is None)
        workings = tuple(self.sent(edge, derivation, names) for edge in edges)
        name = f"{title(vertex)} sends {vertex.label}’s gradient to its operand{'s' * (len(workings) > 1)}"
        travelled = tuple(edge for edge in vertex.operands if edge.contribution is not None)
        return Step("backward", vertex, name, CHAIN_RULE, workings, (), gradients, travelled)

    def gradient_of(self, vertex: Vertex) -> str:
        """What the gradient of a tensor is called."""
        return f"∂{bracketed(self.graph.loss)}/∂{bracketed(vertex.label)}"

    def sent(self, edge: Edge, derivation: Derivation, names: Mapping) -> Working:
        """What is sent along one edge, or why nothing is."""
        by = self.gradient_of(edge.source)
        if edge.contribution is None:
            return Working("", f"{edge.source.label}: {why_nothing_is_sent(edge.source, edge)}")
        several = len(self.shares[edge.source]) > 1
        result = Matrix(f"{by}, {origin(edge)}" if several else by, edge.contribution)
        begin = f"{by} += " if several else f"{by} = "
        expression = derivation.backward[edge.position]
        working = worked(begin, expression, derivation, names, result)
        notes = [working.note] if working.note else []
        if several:
            notes.append(f"One of {len(self.shares[edge.source])} contributions, to be added up when all have arrived.")
        if was_stretched(edge, expression):
            notes.append(
                f"On the way there {edge.source.label} ({shape_text(edge.source.shape)}) was broadcast to "
                f"{shape_text(edge.target.shape)}: what was repeated is summed on the way back."
            )
        return replace(working, note=" ".join(notes))

    def add_up(self, vertex: Vertex) -> Step:
        """What a tensor was sent is added up."""
        several, by = self.shares[vertex], f"∂{self.graph.loss}/∂{vertex.label}"
        few = several if len(several) <= TERMS else [*several[: TERMS - 1], several[-1]]
        every = tuple(range(vertex.value.ndim))
        parts: list[Matrix | str] = []
        for i, share in enumerate(few):
            parts += ["+"] * (i > 0) + ["… +"] * (i == len(few) - 1 and len(few) < len(several))
            parts.append(Matrix(share.origin, share.array, every))
        assert vertex.gradient is not None
        working = Working(
            f"{by} = sum of {len(several)} contributions",
            "",
            (*parts, "="),
            Matrix(by, vertex.gradient),
            lambda index: added(several, vertex, index),
        )
        words = f"A change of {vertex.label} reaches {self.graph.loss} in {len(several)} ways, whose effects add up."
        name = f"{vertex.label} adds up what it was sent"
        return Step("sum", vertex, name, words, (working,), (), (vertex,))


def shares(vertex: Vertex, graph: Computation) -> Iterator[Share]:
    """What the gradient of a vertex is the sum of."""
    if vertex in graph.outputs and vertex.gradient is not None:
        yield Share("as an output", np.ones_like(vertex.gradient))
    for edge in vertex.users:
        if edge.contribution is not None:
            yield Share(origin(edge), edge.contribution)


def origin(edge: Edge) -> str:
    """Where a contribution comes from: the op's result, and which of its operands it is for if that isn't clear."""
    twice = sum(user.target is edge.target for user in edge.source.users) > 1
    return f"from {edge.target.label}, {place(edge)}" if twice else f"from {edge.target.label}"


def added(several: list[Share], vertex: Vertex, index: tuple[int, ...]) -> str:
    """The sum at one element, in numbers."""
    assert vertex.gradient is not None
    first, *others = [number(share.array[index]) for share in several]
    return f"{' + '.join([first, *map(enclosed, others)])} = {number(vertex.gradient[index])}"


def worked(
    begin: str, expression: Expression | None, derivation: Derivation, names: Mapping, result: Matrix
) -> Working:
    """A result with its formula, or, where the op can't be read as one, with the reason."""
    if expression is None:
        reason = legible((derivation.reason or "its rule can't be read").splitlines()[0])
        return Working("", f"No formula: {reason}.", (), result)
    text = formula(expression, names)
    written, where = begin + text if text else "", definitions(expression, derivation, names)
    if not derivation.fresh:
        return Working(written, f"{where} {CHANGED}".strip(), (), result)
    return Working(
        written,
        where,
        parts_of(expression, names),
        result,
        lambda index: arithmetic(expression, index),
    )


def definitions(expression: Expression, derivation: Derivation, names: Mapping) -> str:
    """What the names in a formula stand for that the rule has computed on the way: "where d = 1 + eˣ"."""
    texts = {name: formula(part, names, limit=LONGEST) for name, part in derivation.definitions(expression).items()}
    written = [f"{name} = {text}" for name, text in texts.items() if text]
    return f"where {', '.join(written)}" if written else ""


def was_stretched(edge: Edge, expression: Expression | None) -> bool:
    """Whether what is sent is a sum because broadcasting had repeated the operand."""
    there, here = edge.target.shape, edge.source.shape
    repeated = here != there and all(n in (1, m) for n, m in zip(here[::-1], there[::-1])) and len(here) <= len(there)
    outermost = bare(expression) if expression is not None else None
    return repeated and isinstance(outermost, Call) and outermost.function is np.sum


def why_nothing_is_sent(vertex: Vertex, edge: Edge | None = None) -> str:
    """Why a vertex gets no gradient, along one of its edges or at all."""
    if vertex.role == "constant":
        return "nothing is sent to it, since it is an array, no Tensor."
    if vertex.value.dtype.kind != "f":
        return f"nothing is sent to it: {vertex.value.dtype} can’t change by a little, so that there is no slope."
    if not vertex.node.wants_gradient:
        return "nothing is sent to it, since it doesn’t require a gradient."
    if edge is not None:
        return f"{edge.target.op} sends it nothing: the slope is 0 everywhere."
    return "no op sends it anything."


def meaning(vertex: Vertex) -> str:
    """The first line of an op's description."""
    function = getattr(vertex.node.options.get("call"), "function", vertex.node.op)
    lines = (function.__doc__ or "").strip().splitlines()
    return legible(lines[0]).replace("`", "") if lines else ""
