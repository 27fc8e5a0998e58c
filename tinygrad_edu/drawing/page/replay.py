"""A computation run again in float64, with one tensor changed a little: finite differences to hold gradients against.

Nothing of the graph is changed. The gradients, too, are computed again in float64, so that those of a float32 graph
aren't blamed for its rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...tape import Node, fitted
from ...together import latest
from ..computation import Computation, Edge, Vertex

STEP = 1e-6  # how far an element is moved, times its size where that is above 1
RELATIVE, ABSOLUTE = 1e-5, 1e-8  # tolerated: parts of the largest gradient, and of the output, whose digits run out
KINK = 1e-3  # slopes from the left and the right that differ by this part are those of a kink
MOST = 144  # elements of one tensor that are moved
CALLS, ELEMENTS = 200_000, 50_000_000  # that may be computed for all tensors of a graph together


@dataclass(frozen=True)
class Check:
    """What finite differences say of one tensor's gradient, at the elements at these (flat) `places`.

    `disagreement` is the largest, None where nothing could be compared; `words` say what was found, or why not.
    """

    places: tuple[int, ...]
    slopes: np.ndarray
    disagreement: float | None
    agrees: bool
    words: str


class Replay:
    """A computation in float64: values, closures, and the gradients of the sum of its outputs, by vertex."""

    def __init__(self, graph: Computation) -> None:
        self.graph = graph
        self.values: dict[Vertex, Any] = {}
        self.refused: dict[Vertex, str] = {}  # the ops that can't be run again, and why
        self.closures: dict[Vertex, tuple] = {}
        with np.errstate(all="ignore"):
            for vertex in graph.vertices:
                self.run_again(vertex)
            self.gradients = self.sent_back()

    def run_again(self, vertex: Vertex) -> None:
        """Compute the value of one vertex, and take the recorded one where that doesn't give the same."""
        recorded = in_float64(vertex.node.value)
        self.values[vertex] = recorded
        if vertex.is_leaf:
            return
        self.closures[vertex] = tuple(edge.closure for edge in vertex.operands)
        if "call" in vertex.node.options:
            self.refused[vertex] = f"{vertex.op} is a custom Function, which is run only once (see gradcheck)"
            return
        try:
            value, *closures = self.reading(vertex, self.values)
        except Exception as error:  # any op, with any mistake: a picture must not fail because of it
            self.refused[vertex] = f"{vertex.op} can't be run again: {type(error).__name__}"
            return
        if not is_close(value, recorded, vertex.value.dtype):
            self.refused[vertex] = f"{vertex.op} gives another value when it is run again"
            return
        self.values[vertex] = value
        self.closures[vertex] = tuple(edge.closure and closures[edge.position] for edge in vertex.operands)

    def reading(self, vertex: Vertex, values: dict[Vertex, Any]) -> tuple:
        """What the op's rule returns for these values of its operands."""
        node, sources = vertex.node, {edge.position: edge.source for edge in vertex.operands}
        operands = [
            values[sources[position]] if position in sources else in_float64(operand)
            for position, operand in enumerate(node.operands)
        ]
        return node.op.rule(*operands, **{name: in_float64(option) for name, option in node.options.items()})

    def sent_back(self) -> dict[Vertex, Any]:
        """The gradients, each as the sum of what the closures send."""
        gradients: dict[Vertex, Any] = {
            output: np.ones_like(self.values[output]) for output in self.graph.outputs if output.node.wants_gradient
        }
        for vertex in reversed(self.graph.vertices):
            if vertex not in gradients:
                continue
            for edge, closure in zip(vertex.operands, self.closures.get(vertex, ())):
                if closure is None:
                    continue
                share = self.share(edge, closure, gradients[vertex])
                gradients[edge.source] = gradients[edge.source] + share if edge.source in gradients else share
        latest.forget()
        return gradients

    def share(self, edge: Edge, closure: Any, g) -> Any:
        """What is sent along an edge; what was sent before, if the closure doesn't take float64."""
        try:
            return fitted(closure(g), self.values[edge.source])
        except Exception:  # any op, with any mistake
            return in_float64(edge.contribution)

    def total(self, vertex: Vertex, value: np.ndarray, after: list[Vertex]) -> float:
        """The sum of all outputs if the vertex had this value; `after` are the vertices computed from it, in order."""
        values = {**self.values, vertex: value}
        for later in after:
            values[later] = self.reading(later, values)[0]
        return sum(float(np.sum(values[output])) for output in self.graph.outputs)

    def check(self, vertex: Vertex) -> Check:
        """Hold the gradient of one vertex against finite differences at all of its elements, or at some."""
        after = computed_from(vertex)
        for later in after:
            if later in self.refused:
                return unchecked(self.refused[later])
        value, gradient = np.array(self.values[vertex]), np.asarray(self.gradients[vertex])
        places = self.places(value.size, after)
        if not places:
            return unchecked("too much would have to be computed" if value.size else "there is no element")
        try:
            with np.errstate(all="ignore"):
                output = self.total(vertex, value, after)
                left, right = self.one_sided(vertex, value, places, after, output)
        except Exception as error:  # an op that refuses what is near to what it had
            return unchecked(f"an op can't be run again: {type(error).__name__}")
        slopes = (left + right) / 2
        if not np.all(np.isfinite(slopes)) or not np.all(np.isfinite(gradient.flat[list(places)])):
            return unchecked("not all numbers are finite")
        differences = np.abs(slopes - gradient.flat[list(places)])
        noise = ABSOLUTE * max(1.0, abs(output))
        tolerated = RELATIVE * float(np.max(np.abs(gradient), initial=0.0)) + noise
        kinks = (differences > tolerated) & (np.abs(right - left) > KINK * (np.abs(left) + np.abs(right)) + noise)
        return Check(places, slopes, *judged(differences[~kinks], tolerated, len(places), value.size))

    def places(self, size: int, after: list[Vertex]) -> tuple[int, ...]:
        """The elements to be moved: all, or some that are evenly spread."""
        tensors = len(self.gradients)
        calls = CALLS // tensors // (2 * len(after) + 1)
        elements = ELEMENTS // tensors // (2 * sum(later.value.size for later in after) + 1)
        count = min(size, MOST, calls, elements)
        return tuple(np.linspace(0, size - 1, count).round().astype(int).tolist()) if count else ()

    def one_sided(
        self, vertex: Vertex, value: np.ndarray, places: tuple[int, ...], after: list[Vertex], middle: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """The slopes to the left and to the right of each of these elements; `middle` is the total for the value."""
        left, right = np.zeros(len(places)), np.zeros(len(places))
        for slot, place in enumerate(places):
            x = value.flat[place]
            lower, upper = x - STEP * max(1.0, abs(x)), x + STEP * max(1.0, abs(x))
            value.flat[place] = lower
            left[slot] = (middle - self.total(vertex, value, after)) / (x - lower)
            value.flat[place] = upper
            right[slot] = (self.total(vertex, value, after) - middle) / (upper - x)
            value.flat[place] = x
        return left, right


def in_float64(x):
    """An array, a number or a dtype as its counterpart in float64; anything else as it is."""
    if isinstance(x, np.dtype) or (isinstance(x, type) and issubclass(x, np.generic)):
        return np.dtype(np.float64) if np.dtype(x).kind == "f" else x
    if isinstance(x, Node):
        x = x.value
    return x.astype(np.float64) if isinstance(x, (np.ndarray, np.generic)) and x.dtype.kind == "f" else x


def is_close(value, recorded, dtype: np.dtype) -> bool:
    """Whether a value is the recorded one but for the rounding of the recorded dtype."""
    if np.shape(value) != np.shape(recorded):
        return False
    if dtype.kind != "f":
        return bool(np.array_equal(value, recorded))
    tolerance = 1e4 * float(np.finfo(dtype).eps)
    finite = np.abs(recorded[np.isfinite(recorded)])
    return bool(np.allclose(value, recorded, tolerance, tolerance * finite.max(initial=0.0), equal_nan=True))


def computed_from(vertex: Vertex) -> list[Vertex]:
    """The vertices that the value of this one went into, in topological order."""
    reached, waiting = {vertex}, [vertex]
    while waiting:
        new = {edge.target for edge in waiting.pop().users} - reached
        reached |= new
        waiting += new
    return sorted(reached - {vertex}, key=lambda later: later.index)


def unchecked(reason: str) -> Check:
    """Nothing was compared, for this reason."""
    return Check((), np.zeros(0), None, False, f"not checked: {reason}")


def judged(differences: np.ndarray, tolerated: float, places: int, size: int) -> tuple[float | None, bool, str]:
    """The largest of the differences, whether it is tolerated, and both in words."""
    sample = "" if places == size else f" at {places:,} of {size:,} elements"
    kinks = places - differences.size
    left_out = f"{kinks} at a kink left out: there the slopes to the left and to the right differ" if kinks else ""
    if not differences.size:
        return None, False, f"not checked: {left_out}"
    largest = float(differences.max())
    mark = "✓" if largest <= tolerated else "✗"
    words = f"largest disagreement {largest:.0e}".replace("e-0", "e-").replace("-", "−") if largest else "no difference"
    return largest, largest <= tolerated, f"{words} {mark}{sample}" + (f" ({left_out})" if left_out else "")
