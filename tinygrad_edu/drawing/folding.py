"""Large graphs made small enough to read: repetitions once, modules as boxes, the surroundings of one tensor.

A `View` has pieces, each of which becomes a box, and links between them. Three things make it smaller, each only
where the graph is too large without:

- what repeats three times or more, one after the other, is shown once, with "× n";
- a module's call is one piece: `depth` says how many calls it may be inside of;
- operations that follow each other without a branch are one piece.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .computation import Call, Computation, Edge, Vertex, outer_calls

FEW = 40  # boxes up to which there is room for numbers in them
READABLE = 120  # boxes up to which nothing is folded, but for repetitions if that leaves few
FOLDED = 60  # boxes that folding aims at
PERIOD = 12  # the longest repetition that is looked for, in operations and calls


@dataclass(eq=False)
class Frame:
    """A line around pieces: a module's call, or several things that are repeated (`call` is None)."""

    call: Call | None
    parent: Frame | None
    times: int = 1
    last: Call | None = None  # the last of the calls that it stands for


@dataclass(eq=False)
class Piece:
    """One box: a vertex, or several: those of a `call`, or a chain of operations. It stands for `times` of its kind."""

    vertices: list[Vertex]
    frame: Frame | None
    call: Call | None = None
    times: int = 1

    @property
    def single(self) -> Vertex | None:
        """The vertex, if it is one."""
        return self.vertices[0] if len(self.vertices) == 1 and not self.call else None

    @property
    def last(self) -> Vertex:
        """The newest of its vertices."""
        return self.vertices[-1]


@dataclass(eq=False)
class Link:
    """The edges between two pieces that are one arrow."""

    source: Piece
    target: Piece
    edges: list[Edge]


@dataclass
class View:
    """What of a computation is shown, and how. `depth` is that of the calls that are folded, None if none is."""

    pieces: list[Piece]
    links: list[Link]
    depth: int | None = None
    repeats: bool = False
    chains: bool = False


@dataclass(eq=False)
class Repetition:
    """Several neighbours in a sequence, `period` of them, that come `times` times one after the other."""

    start: int
    period: int
    times: int

    def rounds(self, sequence: list[Vertex | Call]) -> list[list[Vertex | Call]]:
        """What comes in the sequence each time."""
        starts = [self.start + time * self.period for time in range(self.times)]
        return [sequence[start : start + self.period] for start in starts]


def view(graph: Computation, depth: int | None, around: set[Vertex] | None = None) -> View:
    """What is shown of the graph, or of the part `around`. `depth` None folds as much as is needed, if anything."""
    kept = set(graph.vertices) if around is None else around
    if depth is None and len(kept) <= READABLE:
        plain, folded = (Folding(graph, kept, repeats=repeats).view() for repeats in (False, True))
        return folded if len(plain.pieces) > FEW >= len(folded.pieces) else plain
    if depth is not None:
        plain = Folding(graph, kept, depth=depth).view()
        return plain if len(plain.pieces) <= READABLE else Folding(graph, kept, depth=depth, repeats=True).view()
    deepest = max((call.depth for call in all_calls(graph)), default=-1)
    best: View | None = None
    for level in [None, *range(deepest, -1, -1)]:
        folded = Folding(graph, kept, depth=level, repeats=True).view()
        if len(folded.pieces) <= FOLDED:
            return folded
        best = folded if best is None or len(folded.pieces) < len(best.pieces) else best
    assert best is not None
    return without_chains(best)


def all_calls(graph: Computation) -> Iterator[Call]:
    """Every call of a module, each before those inside it."""
    waiting = list(reversed(graph.top))
    while waiting:
        child = waiting.pop()
        if isinstance(child, Call):
            yield child
            waiting += reversed(child.children)


class Folding:
    """One way to show a graph: with calls folded that are `depth` calls deep, and with repetitions shown once."""

    def __init__(self, graph: Computation, kept: set[Vertex], depth: int | None = None, repeats: bool = False) -> None:
        self.graph, self.kept, self.depth, self.repeats = graph, kept, depth, repeats
        self.stand_in: dict[Vertex, Vertex] = {}  # of each vertex that isn't shown: the one shown in its place
        self.round: dict[Vertex, list[tuple[Repetition, int]]] = {}  # which time of which repetition a vertex is in
        self.piece_of: dict[Vertex, Piece] = {}
        self.frame_of: dict[Call, Frame] = {}
        self.pieces: list[Piece] = []

    def view(self) -> View:
        """Carry it out."""
        self.place_operations()
        self.place_leaves()
        self.pieces.sort(key=lambda piece: piece.vertices[0].index)
        return View(self.pieces, self.links(), self.depth, bool(self.stand_in))

    def place_operations(self) -> None:
        """Make the pieces of operations and calls, and the frames around them."""
        signatures = call_signatures(self.graph) if self.repeats else {}
        waiting: list[tuple[list[Vertex | Call], Frame | None]] = [(self.graph.top, None)]
        while waiting:
            sequence, frame = waiting.pop()
            for run in repetitions(sequence, signatures) if self.repeats else [Repetition(0, len(sequence), 1)]:
                rounds = run.rounds(sequence)
                if run.times > 1:
                    self.stand_for(run, [operations(children) for children in rounds])
                if run.period == 1:
                    opened = self.place(rounds[0][0], rounds[-1][0], frame, run.times)
                else:
                    around = Frame(None, frame, run.times) if run.times > 1 else frame
                    opened = [inside for child in rounds[0] for inside in self.place(child, child, around, 1)]
                waiting += opened

    def place(
        self, child: Vertex | Call, last: Vertex | Call, frame: Frame | None, times: int
    ) -> list[tuple[list[Vertex | Call], Frame | None]]:
        """Make a piece of an operation or a folded call, which stands for all up to the `last` like it.

        A call that isn't folded gets a frame; what is inside of it is returned with that, to be placed.
        """
        if isinstance(child, Vertex):
            self.add([child], frame, None, times)
            return []
        if child.depth == self.depth:
            inside = operations(child.children)
            self.add(inside, frame, child if is_worth_a_box(child, inside) else None, times)
            return []
        self.frame_of[child] = Frame(child, frame, times, last if isinstance(last, Call) else child)
        return [(child.children, self.frame_of[child])]

    def add(self, vertices: list[Vertex], frame: Frame | None, call: Call | None, times: int) -> None:
        """Make a piece of those that are kept."""
        vertices = [vertex for vertex in vertices if vertex in self.kept]
        if vertices:
            piece = Piece(vertices, frame, call, times)
            self.pieces.append(piece)
            self.piece_of.update(dict.fromkeys(vertices, piece))

    def stand_for(self, run: Repetition, rounds: list[list[Vertex]]) -> None:
        """Let the operations of the first time of a repetition stand for those of the others, and so their leaves."""
        for time, vertices in enumerate(rounds):
            for vertex, first in zip(vertices, rounds[0]):
                self.round.setdefault(vertex, []).append((run, time))
                if time:
                    self.stand_in[vertex] = first
        for vertices in rounds[1:]:
            own = set(vertices)
            for vertex, first in zip(vertices, rounds[0]):
                for edge, same in zip(vertex.operands, first.operands):
                    leaf, shown = edge.source, same.source
                    alike = leaf.is_leaf and shown.is_leaf and (leaf.role, leaf.shape) == (shown.role, shown.shape)
                    if alike and leaf is not shown and all(user.target in own for user in leaf.users):
                        self.stand_in[leaf] = shown

    def shown(self, vertex: Vertex) -> Vertex:
        """The vertex itself, or the one that is shown in its place."""
        while vertex in self.stand_in:
            vertex = self.stand_in[vertex]
        return vertex

    def place_leaves(self) -> None:
        """Make a piece of each leaf that isn't part of a folded call."""
        folded = {piece.call: piece for piece in self.pieces if piece.call}
        alike: dict[Vertex, int] = {}
        for vertex in self.graph.vertices:
            if vertex.is_leaf and vertex in self.stand_in:
                alike[self.shown(vertex)] = alike.get(self.shown(vertex), 1) + 1
        for vertex in self.graph.vertices:
            if not vertex.is_leaf or vertex in self.stand_in or vertex not in self.kept:
                continue
            calls = list(outer_calls(vertex.call))
            piece = next((folded[call] for call in calls if call in folded), None)
            if piece is not None:
                piece.vertices.insert(0, vertex)
                self.piece_of[vertex] = piece
            else:
                frame = next((self.frame_of[call] for call in calls if call in self.frame_of), None)
                self.add([vertex], frame, None, alike.get(vertex, 1))

    def links(self) -> list[Link]:
        """The arrows. From one time of a repetition to the next there is none: they would lead back."""
        links: dict[tuple, Link] = {}
        first: dict[tuple, Link] = {}
        for edge in self.graph.edges:
            ends = self.shown(edge.source), self.shown(edge.target)
            source, target = (self.piece_of.get(end) for end in ends)
            if source is None or target is None or source is target or self.next_round(edge):
                continue
            between = (source, target)
            if between in first and (source.call or target.call or ends != (edge.source, edge.target)):
                first[between].edges.append(edge)
                continue
            key = (*between, edge.position, edge.target)
            links[key] = Link(source, target, [edge])
            first.setdefault(between, links[key])
        return list(links.values())

    def next_round(self, edge: Edge) -> bool:
        """Whether an edge leads from one time of a repetition to a later one."""
        there = dict(self.round.get(edge.target, ()))
        return any(there.get(run, time) != time for run, time in self.round.get(edge.source, ()))


def operations(children: list[Vertex | Call]) -> list[Vertex]:
    """All operations among these and inside the calls among them, in their order."""
    found: list[Vertex] = []
    waiting = children[::-1]
    while waiting:
        child = waiting.pop()
        if isinstance(child, Vertex):
            found.append(child)
        else:
            waiting += reversed(child.children)
    return found


def is_worth_a_box(call: Call, inside: list[Vertex]) -> bool:
    """Whether a call holds more than one operation: several, or parameters."""
    leaves = {edge.source for vertex in inside for edge in vertex.operands if edge.source.is_leaf}
    return len(inside) > 1 or any(call in outer_calls(leaf.call) for leaf in leaves)


def call_signatures(graph: Computation) -> dict[Call, int]:
    """A number for each call, the same for those that do the same: same class, same ops, same shapes."""
    numbers: dict[tuple, int] = {}
    signatures: dict[Call, int] = {}
    for call in reversed(list(all_calls(graph))):  # what is inside a call comes before it
        does = (call.kind, *(signature(child, signatures) for child in call.children))
        signatures[call] = numbers.setdefault(does, len(numbers))
    return signatures


def signature(child: Vertex | Call, calls: dict[Call, int]) -> tuple | int:
    """What an operation or a call has in common with those that do the same. An output is like no other."""
    if isinstance(child, Call):
        return calls[child]
    return (child.op, child.shape, len(child.operands), child.index if child.role == "output" else -1)


def repetitions(sequence: list[Vertex | Call], calls: dict[Call, int]) -> Iterator[Repetition]:
    """The sequence in pieces: what comes three times or more one after the other, and all the rest one by one."""
    signs = [signature(child, calls) for child in sequence]
    n = len(signs)
    equal = {period: equal_ahead(signs, period) for period in range(1, min(PERIOD, n // 3) + 1)}
    i = 0
    while i < n:
        candidates = [Repetition(i, period, 1 + ahead[i] // period) for period, ahead in equal.items()]
        best = max(
            (run for run in candidates if run.times >= 3),
            key=lambda run: (run.period * run.times, -run.period),
            default=Repetition(i, 1, 1),
        )
        yield best
        i += best.period * best.times


def equal_ahead(signs: list, period: int) -> list[int]:
    """For each place how many signs from there on equal those a period later."""
    ahead = [0] * (len(signs) + 1)
    for i in range(len(signs) - period - 1, -1, -1):
        ahead[i] = ahead[i + 1] + 1 if signs[i] == signs[i + period] else 0
    return ahead


def without_chains(shown: View) -> View:
    """The view with operations that follow each other without a branch put together, and leaves only they use."""
    chain_of = chains(shown)
    parts: dict[Piece, list[Vertex]] = {}
    for piece in shown.pieces:
        parts.setdefault(chain_of.get(piece, piece), []).extend(piece.vertices)
    whole = {
        piece: piece if len(vertices) == len(piece.vertices) else replace(piece, vertices=sorted_by_index(vertices))
        for piece, vertices in parts.items()
    }
    links: dict[tuple[Piece, Piece], Link] = {}
    for link in shown.links:
        source, target = (whole[chain_of.get(end, end)] for end in (link.source, link.target))
        if source is not target:
            links.setdefault((source, target), Link(source, target, [])).edges.extend(link.edges)
    return replace(shown, pieces=list(whole.values()), links=list(links.values()), chains=True)


def chains(shown: View) -> dict[Piece, Piece]:
    """The first piece of the chain that a piece belongs to, for all but the first ones themselves."""
    entering: dict[Piece, list[Link]] = {}
    leaving: dict[Piece, list[Link]] = {}
    for link in shown.links:
        entering.setdefault(link.target, []).append(link)
        leaving.setdefault(link.source, []).append(link)

    def made(piece: Piece) -> list[Piece]:
        """The pieces that feed this one and are fed themselves."""
        return [link.source for link in entering.get(piece, ()) if link.source in entering]

    chain_of: dict[Piece, Piece] = {}
    for piece in shown.pieces:
        before = made(piece)
        if len(before) != 1 or piece.last.role == "output" or piece.frame is not before[0].frame:
            continue
        if len(leaving[before[0]]) == 1:
            chain_of[piece] = chain_of.get(before[0], before[0])
    firsts = set(chain_of.values())
    for piece in shown.pieces:
        users = {chain_of.get(link.target, link.target) for link in leaving.get(piece, ())}
        if piece not in entering and len(users) == 1 and (user := users.pop()) in firsts:
            chain_of[piece] = user
    return chain_of


def sorted_by_index(vertices: list[Vertex]) -> list[Vertex]:
    """The vertices in topological order."""
    return sorted(vertices, key=lambda vertex: vertex.index)


def within(center: Vertex, hops: int) -> set[Vertex]:
    """The vertices that are at most `hops` edges from the center, whichever way the edges lead."""
    near, layer = {center}, {center}
    while layer and hops:
        around = (
            other
            for vertex in layer
            for other in [*(edge.source for edge in vertex.operands), *(edge.target for edge in vertex.users)]
        )
        layer = {vertex for vertex in around if vertex not in near}
        near |= layer
        hops -= 1
    return near
