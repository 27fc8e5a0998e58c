"""From a computation to a scene: which boxes there are, what is written into them, and beside the arrows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..tape import Node
from .computation import Computation, Vertex
from .derivatives import edge_label
from .folding import FEW, Frame, Link, Piece, View, view, within
from .names import clean
from .numbers import number
from .palette import GREY, STYLES
from .panels import panel
from .scene import Arrow, Bar, Box, Cluster, Panel, Scene, Span
from .symbols import module_text, options_text, shape_text, symbol, title
from .words import caption_of, counted, description_of, sum_of_shares, title_of, warning, word_of

DETAILS = ("auto", "shape", "values", "grads", "heat")
DIRECTIONS = ("auto", "LR", "TB")
LONGEST_ROW = 12  # ranks up to which a picture runs from left to right by itself


def compose(
    graph: Computation,
    *,
    detail: str = "auto",
    depth: int | str = "auto",
    direction: str = "auto",
    around: Node | None = None,
    hops: int = 2,
    edge_labels: bool = True,
) -> Scene:
    """What is drawn of a computation (`send_back` has filled in its gradients, or not). Options: see `graph`."""
    check(detail, depth, direction, hops)
    kept = None if around is None else within(vertex_of(graph, around), hops)
    shown = view(graph, None if depth == "auto" else int(depth), kept)
    return Composition(graph, shown, detail_of(detail, graph, shown), edge_labels, kept is not None).scene(direction)


def check(detail: str, depth: int | str, direction: str, hops: int) -> None:
    """Refuse what isn't an option."""
    for name, given, allowed in (("detail", detail, DETAILS), ("direction", direction, DIRECTIONS)):
        if given not in allowed:
            raise ValueError(f"{name}={given!r}\nhelp: {name} is one of {', '.join(allowed)}")
    if depth != "auto" and (not isinstance(depth, int) or isinstance(depth, bool) or depth < 0):
        raise ValueError(f"depth={depth!r}\nhelp: it is 'auto' or a number of modules inside each other: 0, 1, 2, …")
    if not isinstance(hops, int) or isinstance(hops, bool) or hops < 0:
        raise ValueError(f"hops={hops!r}\nhelp: it is a number of edges: 0, 1, 2, …")


def vertex_of(graph: Computation, node: Node) -> Vertex:
    """The vertex of a tensor."""
    for vertex in graph.vertices:
        if vertex.node is node:
            return vertex
    raise ValueError("around= is no tensor of this graph\nhelp: it is one that the output was computed from")


def detail_of(detail: str, graph: Computation, shown: View) -> str:
    """The level of detail, chosen by the number of boxes if it is "auto"."""
    if detail != "auto":
        return detail
    if len(shown.pieces) > FEW:
        return "shape"
    return "grads" if graph.has_gradients else "values"


class Composition:
    """A scene in the making: the view's pieces are numbered, and become boxes in that order."""

    def __init__(self, graph: Computation, shown: View, detail: str, edge_labels: bool, part: bool) -> None:
        self.graph, self.shown, self.detail = graph, shown, detail
        self.part = part  # whether it is the neighbourhood of one tensor
        self.ids = {piece: f"n{piece.last.index}" for piece in shown.pieces}
        self.folded = any(piece.call for piece in shown.pieces)  # then only modules and the result show numbers
        inside: dict[Frame, int] = {}
        for piece in shown.pieces:
            for frame in frames_around(piece.frame):
                inside[frame] = inside.get(frame, 0) + (piece.last.role != "constant")
        self.frames = {
            frame: f"m{i}"
            for i, frame in enumerate(frame for frame, n in inside.items() if is_drawn(frame, n))
        }  # fmt: skip
        self.main = main_links(shown)
        self.uses: dict[Piece, int] = {}
        for link in shown.links:
            self.uses[link.source] = self.uses.get(link.source, 0) + 1
        labelled = [link for link in shown.links if self.may_be_labelled(link)] if edge_labels else []
        self.labels = {link: edge_label(graph, link.edges[0]) for link in labelled}
        self.mentioned = {
            vertex
            for link in labelled
            for vertex in [link.edges[0].target, *(edge.source for edge in link.edges[0].target.operands)]
        }
        self.beside = sides([link for link in shown.links if self.may_stand_beside(link)])
        norms = {piece: gradient_norm(piece) for piece in shown.pieces if piece.call}
        self.norms = {piece: norm for piece, norm in norms.items() if norm is not None}

    def scene(self, direction: str) -> Scene:
        """All of it."""
        boxes = tuple(self.box(piece) for piece in self.shown.pieces)
        arrows = tuple(self.arrow(i, link) for i, link in enumerate(self.shown.links))
        if direction == "auto":
            direction = "LR" if ranks(self.shown) <= LONGEST_ROW else "TB"
        return Scene(
            boxes=boxes,
            arrows=arrows,
            clusters=self.clusters(),
            direction=direction,
            legend=legend(boxes, arrows),
            caption=caption_of(self.graph, self.shown, self.part),
            title=title_of(self.graph),
            description=description_of(self.graph, gradients=self.detail in ("grads", "heat")),
        )

    # Boxes

    def box(self, piece: Piece) -> Box:
        """The box of one piece."""
        if piece.single:
            return self.tensor_box(piece, piece.single)
        return self.module_box(piece) if piece.call else self.chain_box(piece)

    def tensor_box(self, piece: Piece, vertex: Vertex) -> Box:
        """A tensor: the op and its result together."""
        word, shape = word_of(vertex), shape_text(vertex.shape)
        many = piece.times > 1
        operation = (symbol if many else title)(vertex) if vertex.op else ""
        heading = operation or self.name_inside(piece, vertex) or word
        parts = [word] if vertex.role != "operation" and heading != word else []
        parts += [options_text(vertex)] if vertex.op else []
        parts += [shape] if shape != "scalar" or self.detail == "shape" or vertex.role == "operation" else []
        return Box(
            id=self.ids[piece],
            role=vertex.role,
            title=f"{heading} × {piece.times}" if many and not operation else heading,
            name=f"{piece.times:,} times" if many and operation else self.grey_name(vertex, heading),
            subtitle=" · ".join(filter(None, parts)),
            panels=self.panels(vertex),
            warning=warning([vertex]),
            cluster=self.cluster_of(piece),
        )

    def name_inside(self, piece: Piece, vertex: Vertex) -> str:
        """A leaf's name, without the path that stands at the corner of the frame around it if that is long."""
        for frame in self.drawn_around(piece.frame):
            if frame.call and "." in frame.call.path:
                return vertex.name.removeprefix(f"{frame.call.path}.")
        return vertex.name

    def grey_name(self, vertex: Vertex, heading: str) -> str:
        """What a tensor is called where its heading doesn't say it: its name, or its label if a formula mentions it."""
        if vertex.is_leaf and vertex.name:
            return ""
        return vertex.name or (vertex.label if vertex in self.mentioned and vertex.label != heading else "")

    def panels(self, vertex: Vertex) -> tuple[Panel, ...]:
        """The value, and the gradient if that is shown."""
        result_in_short = self.folded and vertex.role == "output" and vertex.value.ndim == 0
        if (self.detail == "shape" and not result_in_short) or (self.folded and vertex.role != "output"):
            return ()
        numbers = self.detail != "heat"
        shown = [panel("value", "value", vertex.value, numbers=numbers)]
        if vertex.gradient is not None and self.detail in ("grads", "heat") and not result_in_short:
            shown.append(panel("gradient", "gradient", vertex.gradient, numbers=numbers, note=sum_of_shares(vertex)))
        return tuple(shown)

    def module_box(self, piece: Piece) -> Box:
        """A module's call with all that is in it: how many parameters, the largest of them, its gradient."""
        assert piece.call
        parameters = list(dict.fromkeys(vertex for vertex in piece.vertices if vertex.role == "parameter"))
        inside = sum(not vertex.is_leaf for vertex in piece.vertices)
        count = sum(vertex.value.size for vertex in parameters)
        times = f" × {piece.times}" if piece.times > 1 else ""
        parts = [counted(count, "parameter")] if count else []
        role = "output" if piece.last.role == "output" else "parameter" if parameters else "operation"
        norm = self.norms.get(piece)
        largest = max(self.norms.values(), default=0.0)
        return Box(
            id=self.ids[piece],
            role=role,
            title=(last_part(piece.call.path) or piece.call.kind) + times,
            name=module_text(piece.call.module) if last_part(piece.call.path) else "",
            subtitle=" · ".join([*parts, f"{counted(inside, 'op')} inside"]),
            panels=self.weight_panels(parameters),
            bar=Bar("gradient norm", norm / largest if largest else 0.0, number(norm)) if norm is not None else None,
            warning=warning(piece.vertices),
            cluster=self.cluster_of(piece),
        )

    def weight_panels(self, parameters: list[Vertex]) -> tuple[Panel, ...]:
        """The largest parameter of a module, and its gradient, as thumbnails."""
        if not parameters or len(self.shown.pieces) > FEW or self.detail == "shape":
            return ()
        largest = max(parameters, key=lambda vertex: vertex.value.size)
        name = largest.name.rpartition(".")[2] or "weight"
        shown = [panel("value", name, largest.value, numbers=False)]
        if largest.gradient is not None:
            shown.append(panel("gradient", f"∂{self.graph.loss}/∂{name}", largest.gradient, numbers=False))
        return tuple(shown)

    def chain_box(self, piece: Piece) -> Box:
        """Operations that follow each other: how many, and the first of them by name."""
        steps = [title(vertex) for vertex in piece.vertices if not vertex.is_leaf]
        few = steps if len(steps) <= 4 else [*steps[:3], "…", steps[-1]]
        role = "output" if piece.last.role == "output" else "operation"
        subtitle = f"{clean(' → '.join(few))} · {shape_text(piece.last.shape)}"
        return Box(
            id=self.ids[piece],
            role=role,
            title=counted(len(steps), "operation"),
            subtitle=subtitle,
            warning=warning(piece.vertices),
            cluster=self.cluster_of(piece),
        )

    # Arrows and frames

    def may_be_labelled(self, link: Link) -> bool:
        """Whether the local derivative can stand beside the arrow: between scalars, where gradients are shown."""
        edge = link.edges[0]
        scalars = edge.source.value.ndim == 0 and edge.target.value.ndim == 0
        alone = link.source.single is edge.source and link.target.single is edge.target and len(link.edges) == 1
        return self.detail == "grads" and scalars and alone and edge.contribution is not None

    def arrow(self, i: int, link: Link) -> Arrow:
        """The arrow of one link."""
        entered = set(self.drawn_around(link.target.frame)) - set(self.drawn_around(link.source.frame))
        label = self.labels.get(link, ())
        if not label and (link.source.call or link.target.call):
            label = ((Span(shape_text(link.edges[0].source.shape), GREY),),)
        return Arrow(
            id=f"e{i}",
            source=self.ids[link.source],
            target=self.ids[link.target],
            gradient=any(edge.contribution is not None for edge in link.edges),
            label=label,
            main=link in self.main,
            enters=bool(entered) and not link.source.last.is_leaf,
            beside=self.beside.get(link, ""),
        )

    def may_stand_beside(self, link: Link) -> bool:
        """Whether a link leads from a leaf to its only user, in the same frame, without a label on it."""
        source, target = link.source, link.target
        plain = link not in self.main and link not in self.labels and not target.call
        return (
            plain
            and self.uses[source] == 1
            and source.last.is_leaf
            and self.cluster_of(source) == self.cluster_of(target)
        )

    def drawn_around(self, frame: Frame | None) -> list[Frame]:
        """The frames around a place that are drawn, the innermost first."""
        return [around for around in frames_around(frame) if around in self.frames]

    def cluster_of(self, piece: Piece) -> str:
        """The id of the innermost frame around a piece."""
        return next((self.frames[frame] for frame in self.drawn_around(piece.frame)), "")

    def clusters(self) -> tuple[Cluster, ...]:
        """The frames, each with what it is around."""
        found = []
        for frame, id in self.frames.items():
            parent = next((self.frames[around] for around in self.drawn_around(frame.parent)), "")
            found.append(Cluster(id, *frame_title(frame), parent))
        return tuple(found)


def main_links(shown: View) -> set[Link]:
    """For each piece the link of its first operand that was computed, or of its first operand: the main line."""
    first: dict[Piece, Link] = {}
    for link in shown.links:
        known = first.setdefault(link.target, link)
        if known.source.last.is_leaf and not link.source.last.is_leaf:
            first[link.target] = link
    return set(first.values())


def sides(links: list[Link]) -> dict[Link, str]:
    """The first of the links that lead to a piece stands above it, the second below."""
    found: dict[Link, str] = {}
    taken: dict[Piece, int] = {}
    for link in links:
        place = taken[link.target] = taken.get(link.target, 0) + 1
        if place <= 2:
            found[link] = ("above", "below")[place - 1]
    return found


def gradient_norm(piece: Piece) -> float | None:
    """The length of all gradients of a module's parameters, taken as one vector; None if it has none."""
    gradients = [v.gradient for v in piece.vertices if v.role == "parameter" and v.gradient is not None]
    if not gradients:
        return None
    return float(np.sqrt(sum(np.vdot(gradient, gradient) for gradient in gradients)))


def last_part(path: str) -> str:
    """A module's own name: the end of its path."""
    return path.rpartition(".")[2]


def frames_around(frame: Frame | None) -> Iterator[Frame]:
    """A frame and those around it, the innermost first."""
    while frame is not None:
        yield frame
        frame = frame.parent


def is_drawn(frame: Frame, pieces: int) -> bool:
    """Whether a frame says something: that its boxes are a module's of a net, or that they are repeated."""
    return frame.times > 1 or (pieces > 1 and frame.call is not None and frame.call.path != "")


def frame_title(frame: Frame) -> tuple[str, str]:
    """The words at a frame's corner: the module's path, and its class."""
    times = f"× {frame.times}" if frame.times > 1 else ""
    if frame.call is None:
        return times, ""
    path = frame.call.path or frame.call.kind
    if frame.last is not None and frame.last.path != frame.call.path:
        path = f"{path} … {frame.last.path}"
    kind = module_text(frame.call.module)
    return (path if path != frame.call.kind else kind), " ".join(filter(None, [kind if path != kind else "", times]))


def ranks(shown: View) -> int:
    """How many boxes stand on the longest way through the picture."""
    rank = dict.fromkeys(shown.pieces, 1)
    entering: dict[Piece, list[Piece]] = {}
    for link in shown.links:
        entering.setdefault(link.target, []).append(link.source)
    for piece in sorted(shown.pieces, key=lambda piece: piece.last.index):
        rank[piece] = 1 + max((rank[source] for source in entering.get(piece, ())), default=0)
    return max(rank.values(), default=1)


def legend(boxes: tuple[Box, ...], arrows: tuple[Arrow, ...]) -> tuple[str, ...]:
    """The marks that need a word: only those that are there."""
    roles = [role for role in STYLES if any(box.role == role for box in boxes)]
    lanes = ["value"] if arrows else []
    lanes += ["gradient"] if any(arrow.gradient for arrow in arrows) else []
    lanes += ["no gradient"] if any(not arrow.gradient for arrow in arrows) else []
    tinted = any(not shown.scalar and shown.rows for box in boxes for shown in box.panels)
    return (*roles, *lanes, *(["heat"] if tinted else []))
