"""What a tensor was computed from, as data: vertices, edges, calls of modules, and what each edge sends back.

Nothing of it knows how it will be drawn, and nothing of the graph is changed: gradients are computed here by calling
the closures again, once an edge, without hooks and without touching any `.grad`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import op_name
from ..nn import Buffer, Module, Parameter
from ..tape import Node, fitted
from ..together import latest
from ..tracing.notation import lowered
from .names import clean

LETTERS = {"parameter": "w", "input": "x", "constant": "c", "operation": "v", "output": "y"}  # for what has no name


@dataclass(eq=False)
class Call:
    """One call of a Module: `children` are the operations and calls inside it, in the order in which they ran.

    `path` is the module's in its net, "0.attention"; that of the net itself is "".
    """

    module: Module
    outer: Call | None
    path: str
    children: list[Vertex | Call] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The module's class."""
        return clean(type(self.module).__name__)

    @property
    def depth(self) -> int:
        """How many calls it is inside of."""
        return sum(1 for _ in outer_calls(self)) - 1


@dataclass(eq=False)
class Edge:
    """The way from an operand to the op that used it, and back: `contribution` is what the closure sent, or None."""

    source: Vertex
    target: Vertex
    position: int
    closure: Any
    contribution: np.ndarray | None = None


@dataclass(eq=False)
class Vertex:
    """A tensor of the graph: an op's result, or a leaf.

    `index` counts them in topological order. `role` is "parameter", "input", "constant", "operation" or "output".
    `label` stands for it in formulas: its name, or a letter with a number. `numbers` are operands that are plain
    numbers, by position. `operands` and `users` are edges, in order, each use one.
    """

    node: Node
    role: str
    name: str = ""
    label: str = ""
    index: int = 0
    call: Call | None = None
    numbers: dict[int, Any] = field(default_factory=dict)
    operands: list[Edge] = field(default_factory=list)
    users: list[Edge] = field(default_factory=list)
    gradient: np.ndarray | None = None

    @property
    def value(self) -> np.ndarray:
        """The array."""
        return np.asarray(self.node.value)

    @property
    def shape(self) -> tuple[int, ...]:
        """The array's."""
        return self.value.shape

    @property
    def op(self) -> str:
        """The name of the op that made it, "" for a leaf."""
        return op_name(self.node) if self.node.op else ""

    @property
    def is_leaf(self) -> bool:
        """Whether no op made it."""
        return self.node.op is None

    @property
    def is_stale(self) -> bool:
        """Whether it was overwritten after it had been computed, or after an op had used it."""
        first = min([edge.target.node.serial for edge in self.users], default=self.node.serial)
        version, since = self.node.version, first if self.is_leaf else self.node.serial
        return version is not None and version.changed_at > since


@dataclass(eq=False)
class Computation:
    """All that `outputs` were computed from. `top` are the operations and calls outside of every module's call.

    `notes` are sentences on what isn't as one might expect.
    """

    outputs: list[Vertex]
    vertices: list[Vertex]
    top: list[Vertex | Call]
    notes: list[str] = field(default_factory=list)

    @property
    def edges(self) -> list[Edge]:
        """All edges, by target and position."""
        return [edge for vertex in self.vertices for edge in vertex.operands]

    @property
    def has_gradients(self) -> bool:
        """Whether `send_back` has found any."""
        return any(vertex.gradient is not None for vertex in self.vertices)

    @property
    def loss(self) -> str:
        """What gradients are the gradients of: the output's label, L if there are several."""
        return self.outputs[0].label if len(self.outputs) == 1 else "L"


def computation(outputs: Sequence[Node], names: Mapping[str, Any] | None = None) -> Computation:
    """The graph of the outputs. `names` are further names of tensors and modules, as ``locals()`` has them."""
    known, ends = dict(names or {}), set(outputs)
    nodes = ancestors(ends)
    vertices, vertex_of = [], {}
    for node in nodes:
        vertex = vertex_of[node] = Vertex(node, "output" if node in ends else role_of(node))
        for position, (operand, closure) in enumerate(zip(node.operands, node.closures)):
            if isinstance(operand, Node):
                link(vertex_of[operand], vertex, position, closure)
            elif isinstance(operand, np.ndarray) and operand.ndim:
                vertices.append(Vertex(Node(operand), "constant"))
                link(vertices[-1], vertex, position, None)
            elif operand is not None:
                vertex.numbers[position] = operand
        vertices.append(vertex)
    for index, vertex in enumerate(vertices):
        vertex.index = index
    graph = Computation([vertex_of[node] for node in outputs], vertices, [])
    paths = module_paths(vertices, known)
    name_vertices(graph, known, paths)
    place_in_calls(graph, paths)
    return graph


def ancestors(outputs: Iterable[Node]) -> list[Node]:
    """The outputs and everything they were computed from, the oldest first."""
    seen = set(outputs)
    waiting = list(seen)
    while waiting:
        new = {parent for parent in waiting.pop().operands if isinstance(parent, Node)} - seen
        seen |= new
        waiting += new
    return sorted(seen, key=lambda node: node.serial)


def role_of(node: Node) -> str:
    """What a tensor is that isn't an output."""
    if node.closures:
        return "operation"
    return "parameter" if isinstance(node, Parameter) or node.wants_gradient else "input"


def link(source: Vertex, target: Vertex, position: int, closure) -> None:
    """Note one use of an operand."""
    edge = Edge(source, target, position, closure)
    source.users.append(edge)
    target.operands.append(edge)


# Modules and names


def module_paths(vertices: list[Vertex], names: Mapping[str, Any]) -> dict[Module, str]:
    """The path of each module whose call made a tensor: in the net among `names`, or in the one that was called.

    Paths begin at the net where there is one net with parameters, otherwise with the net's name or class.
    """
    called = {scopes[-1][1]: None for vertex in vertices if (scopes := list(scopes_of(vertex.node.scope)))}
    nets = [(name, module) for name, module in names.items() if isinstance(module, Module)]
    inside = {module for _, net in nets for module in net.modules()}
    nets += [("", module) for module in called if module not in inside]
    trained = [net for _, net in nets if next(net.parameters(), None) is not None]
    paths: dict[Module, str] = {}
    taken: Counter[str] = Counter()
    for name, net in nets:
        prefix = "" if [net] == trained else name or type(net).__name__
        taken[prefix] += net not in paths
        prefix = f"{prefix} {taken[prefix]}" if taken[prefix] > 1 and not name and prefix else prefix
        for path, module in net.named_modules(prefix=prefix):
            paths.setdefault(module, path)
    return paths


def scopes_of(scope) -> Iterator[tuple]:
    """A node's scope and those around it, the innermost first."""
    while scope is not None:
        yield scope
        scope = scope[0]


def name_vertices(graph: Computation, names: Mapping[str, Any], paths: Mapping[Module, str]) -> None:
    """Give each vertex its name, from `names`, the tensor itself or its module, and the label that formulas use."""
    given = {
        value: name
        for name, value in reversed(list(names.items()))
        if isinstance(value, Node) and not name.startswith("_")
    }
    owned: dict[Node, str] = {}
    for module, path in paths.items():
        for name, value in vars(module).items():
            if isinstance(value, (Parameter, Buffer)):
                owned.setdefault(value, f"{path}.{name}" if path else name)
    named: dict[str, int] = {}
    for vertex in graph.vertices:
        name = clean(given.get(vertex.node) or vertex.node.name or owned.get(vertex.node) or "")
        named[name] = named.get(name, 0) + 1
        vertex.name = f"{name} ({named[name]})" if name and named[name] > 1 else name
    counts: dict[str, int] = {}
    for vertex in graph.vertices:
        letter = LETTERS[vertex.role]
        if vertex.role == "output" and len(graph.outputs) == 1:
            letter = "L" if vertex.value.size == 1 else "y"
            vertex.label = vertex.name or letter
            continue
        vertex.label = vertex.name
        while not vertex.label or (not vertex.name and vertex.label in named):
            counts[letter] = counts.get(letter, 0) + 1
            vertex.label = letter + lowered([counts[letter]])


def place_in_calls(graph: Computation, paths: Mapping[Module, str]) -> None:
    """Build the tree of calls, and put every operation where it ran, every parameter with those that use it."""
    calls: dict[int, Call] = {}  # two calls of one module have equal scopes, so that only their identity tells them
    for vertex in graph.vertices:
        if vertex.is_leaf:
            continue
        for scope in reversed(list(scopes_of(vertex.node.scope))):
            if id(scope) not in calls:
                outer, module = calls.get(id(scope[0])), scope[1]
                call = calls[id(scope)] = Call(module, outer, clean(paths.get(module, type(module).__name__)))
                (outer.children if outer else graph.top).append(call)
        vertex.call = calls.get(id(vertex.node.scope))
        (vertex.call.children if vertex.call else graph.top).append(vertex)
    modules_own = {value for module in paths for value in vars(module).values() if isinstance(value, Node)}
    for vertex in graph.vertices:
        if vertex.is_leaf and (vertex.node in modules_own or vertex.role == "constant"):
            vertex.call = common_call([edge.target.call for edge in vertex.users])


def outer_calls(call: Call | None) -> Iterator[Call]:
    """A call and those around it, the innermost first."""
    while call is not None:
        yield call
        call = call.outer


def common_call(calls: list[Call | None]) -> Call | None:
    """The innermost call around all of these."""
    if not calls:
        return None
    around = [set(outer_calls(call)) for call in calls[1:]]
    return next((call for call in outer_calls(calls[0]) if all(call in others for others in around)), None)


# Gradients


def send_back(graph: Computation) -> None:
    """Fill in the gradient of every vertex and the contribution of every edge: those of the sum of all outputs.

    Where a value was overwritten after an op had used it there are none, and a note says so.
    """
    if any(vertex.is_stale for vertex in graph.vertices if vertex.users or not vertex.is_leaf):
        graph.notes.append("no gradients: values were changed in place after they had been used (draw before step())")
        return
    gradients: dict[Vertex, Any] = {}
    for output in graph.outputs:
        if output.node.wants_gradient:
            gradients[output] = np.ones(output.shape, output.value.dtype)
    if gradients and sum(output.value.size for output in graph.outputs) > 1:
        what = "the outputs" if len(graph.outputs) > 1 else "the output's elements"
        graph.notes.append(f"gradients are those of the sum of {what}")
    if any(vertex.node.hooks for vertex in graph.vertices):
        graph.notes.append("hooks on tensors are left out")
    try:
        with np.errstate(all="ignore"):
            for vertex in reversed(graph.vertices):
                if vertex in gradients:
                    pass_on(vertex, gradients)
    except Exception as error:  # a custom Function's: the values can be shown all the same
        graph.notes.append(f"no gradients: the backward pass of {vertex.op} fails: {clean(error)}")
        for vertex in graph.vertices:
            vertex.gradient = None
            for edge in vertex.operands:
                edge.contribution = None
    finally:
        latest.forget()


def pass_on(vertex: Vertex, gradients: dict[Vertex, Any]) -> None:
    """Settle a vertex' gradient, which is complete, and add what it sends to the gradients of its operands."""
    vertex.gradient = np.asarray(gradients[vertex])
    for edge in vertex.operands:
        if edge.closure is not None:
            share = fitted(edge.closure(gradients[vertex]), edge.source.node.value)
            edge.contribution = np.asarray(share)
            gradients[edge.source] = gradients[edge.source] + share if edge.source in gradients else share
