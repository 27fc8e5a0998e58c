"""Where everything in a picture stands, found without Graphviz: a scene's boxes, arrows, labels and clusters.

Each cluster is laid out by itself, the innermost first, and is then one unit in the drawing around it, with the lines
on which arrows come in and go out. So no frame can cut through a box, and each drawing is small. An arrow is one link
in each of the drawings that it passes through. The same scene gives the same layout.

Coordinates are "along" the arrows and "across" them until the very end, when they become x and y, or y and x.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..scene import Arrow, Scene
from .boxes import PlacedBox, Rectangle, cluster_title_width, label_size, place
from .curves import Point, smooth
from .layered import Extent, Link, Stretch, Unit, arrange
from .layered.ports import SPACING
from .nesting import OUTSIDE, depths, homes, passages
from .walks import urgencies, walk_back

MARGIN = 16.0  # around the whole
GAP = 38.0  # between two ranks of boxes
BETWEEN_BOXES, BESIDE_A_BOX, LEAST = 20.0, 12.0, 5.0  # between neighbours in a rank: boxes, a box and a line, others
BESIDE = 30.0  # between a box and a leaf beside it
PADDING = 14.0  # between a frame and what is in it
STRIP = 20.0  # for a frame's title
CORNER = 5.0  # of a box's side, where no arrow is attached
MOST_BESIDE = 3  # arrows on one side of the middle that a box grows for
LANE, ABOVE = 3.0, 5.0  # how far an arrow reaches to either side, and from its line to its label


@dataclass(frozen=True)
class Route:
    """An arrow's path and the place of its label, None if it has no label or there is no room for any.

    The path is a point, and then three more for each cubic Bézier curve, from the source to the target.
    """

    curve: tuple[Point, ...]
    label: Rectangle | None


@dataclass(frozen=True)
class Layout:
    """The size of a picture, and by id: boxes and what is in them, arrows, clusters, the outer before the inner."""

    width: float
    height: float
    boxes: dict[str, Rectangle]
    contents: dict[str, PlacedBox]
    clusters: dict[str, Rectangle]
    arrows: dict[str, Route]


@dataclass(frozen=True)
class Axes:
    """What "along" and "across" are: x and y, or, for arrows that lead `down`, y and x."""

    down: bool

    def point(self, along: float, across: float) -> Point:
        """A point's x and y. As it is its own opposite, it also gives along and across of an x and y."""
        return (across, along) if self.down else (along, across)

    def rectangle(self, along: float, across: float, length: float, breadth: float) -> Rectangle:
        """A rectangle that begins there."""
        return Rectangle(*self.point(along, across), *self.point(length, breadth))


@dataclass(eq=False)
class Drawing:
    """What is inside one cluster, or outside of all.

    `units` are boxes and the frames of inner clusters, by id; `links` are parts of arrows by the arrows' ids, and
    `gates` where they pass through the drawing's own frame. That frame is a unit of the drawing around it; `inset` is
    how far along in it the drawing begins. `along` and `across` are where its coordinates begin in the picture.
    """

    units: dict[str, Unit] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    gates: dict[str, Unit] = field(default_factory=dict)
    frame: Unit = field(default_factory=lambda: Unit("frame"))
    inset: float = 0.0
    along: float = MARGIN
    across: float = 0.0


def layout(scene: Scene) -> Layout:
    """Lay out a scene. Raises a ValueError for an arrow from a box to itself."""
    for arrow in scene.arrows:
        if arrow.source == arrow.target:
            raise ValueError(f"arrow {arrow.id} leads from box {arrow.source} to itself\nhelp: leave it out")
    return Picture(scene).layout()


class Picture:
    """A scene while it is laid out."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.axes = Axes(scene.direction == "TB")
        self.contents = place_boxes(scene, self.axes)
        self.home = homes(scene)
        self.hung = hung(scene, self.home)
        self.parts = passages([arrow for arrow in scene.arrows if arrow.source not in self.hung], self.home)
        self.urgency = urgencies(scene)
        self.drawings = {cluster: Drawing() for cluster in depths(self.home)}

    def layout(self) -> Layout:
        """Lay it out: the inside of each cluster, the innermost first, then put each in its place."""
        self.make_units()
        walk = walk_back(self.scene)
        widths = {cluster.id: cluster_title_width(cluster) for cluster in self.scene.clusters}
        for cluster, drawing in reversed(self.drawings.items()):
            self.make_links(cluster)
            gates = sorted(drawing.gates, key=walk.__getitem__)
            units = [*drawing.units.values(), *(drawing.gates[arrow] for arrow in gates)]
            extent = arrange(units, list(drawing.links.values()), apart, GAP)
            if cluster == OUTSIDE:
                give_frame(drawing, extent.length, extent.low, extent.high)
            else:
                put_in_frame(drawing, extent, widths[cluster], self.axes)
        self.find_origins()
        whole = self.drawings[OUTSIDE].frame
        width, height = self.axes.point(whole.length + 2 * MARGIN, whole.before + whole.after + 2 * MARGIN)
        clusters = {id: self.frame_rectangle(id) for id in self.drawings if id != OUTSIDE}
        boxes = {box: self.box_rectangle(box) for box in self.contents}
        return Layout(width, height, boxes, self.contents, clusters, self.routes(boxes))

    def make_units(self) -> None:
        """Make a unit of each box and of the frame of each cluster."""
        besides: dict[str, list[str]] = {}
        for leaf, arrow in self.hung.items():
            besides.setdefault(arrow.target, []).append(leaf)
        for one, cluster in self.home.items():
            if one in self.drawings:
                self.drawings[cluster].units[one] = self.drawings[one].frame
            elif one not in self.hung:
                self.drawings[cluster].units[one] = self.box_unit(one, besides.get(one, []))

    def measures(self, box: str) -> Point:
        """How long a box is along the arrows, and how broad across."""
        return self.axes.point(self.contents[box].width, self.contents[box].height)

    def box_unit(self, box: str, leaves: Sequence[str]) -> Unit:
        """A box as a unit, its line through the middle, with the leaves that stand beside it."""
        length, breadth = self.measures(box)
        longest = max([length, *(self.measures(leaf)[0] for leaf in leaves)])
        unit = Unit("box", longest, breadth / 2, breadth / 2, max(0.0, breadth / 2 - CORNER), (longest - length) / 2)
        for leaf in leaves:
            room = BESIDE + self.measures(leaf)[1]
            if self.hung[leaf].beside == "above":
                unit.before += room
            else:
                unit.after += room
        return unit

    def label_unit(self, arrow: Arrow) -> Unit:
        """An arrow's label as a unit: above the arrow's line, or to the right of one that leads down."""
        length, breadth = self.axes.point(*label_size(arrow.label))
        sides = (LANE, ABOVE + breadth) if self.axes.down else (ABOVE + breadth, LANE)
        return Unit("label", length, *sides)

    def make_links(self, cluster: str) -> None:
        """Make a link of each part of an arrow in a cluster. Where it passes through the frame, it gets a gate."""
        drawing = self.drawings[cluster]
        for part in self.parts[cluster]:
            arrow = part.arrow
            if not part.source:
                drawing.gates[arrow.id] = Unit("entry", 0.0, LANE, LANE)
            elif not part.target:
                drawing.gates[arrow.id] = Unit("exit", 0.0, LANE, LANE)
            drawing.links[arrow.id] = Link(
                drawing.units[part.source] if part.source else drawing.gates[arrow.id],
                drawing.units[part.target] if part.target else drawing.gates[arrow.id],
                self.port(part.source, arrow),
                self.port(part.target, arrow),
                self.urgency.get(arrow.id, 0),
                self.label_unit(arrow) if arrow.label and part.source and part.target else None,
                not arrow.gradient,
            )

    def port(self, end: str, arrow: Arrow) -> float | None:
        """Where an arrow passes through the frame of a cluster, if that is where it ends."""
        return self.drawings[end].gates[arrow.id].line if end != OUTSIDE and end in self.drawings else None

    def find_origins(self) -> None:
        """Say where the coordinates of each drawing begin in the picture, of the outer ones first."""
        self.drawings[OUTSIDE].across = MARGIN + self.drawings[OUTSIDE].frame.before
        for cluster, drawing in self.drawings.items():
            if cluster != OUTSIDE:
                around = self.drawings[self.home[cluster]]
                drawing.along = around.along + drawing.frame.start + drawing.inset
                drawing.across = around.across + drawing.frame.line

    def frame_rectangle(self, cluster: str) -> Rectangle:
        """Where the frame of a cluster is in the picture."""
        unit, around = self.drawings[cluster].frame, self.drawings[self.home[cluster]]
        across = around.across + unit.line - unit.before
        return self.axes.rectangle(around.along + unit.start, across, unit.length, unit.before + unit.after)

    def box_rectangle(self, box: str) -> Rectangle:
        """Where a box is in the picture. A leaf beside another box is centred on that."""
        length, breadth = self.measures(box)
        drawing = self.drawings[self.home[box]]
        unit = drawing.units[self.hung[box].target if box in self.hung else box]
        across = drawing.across + unit.line
        if box in self.hung:
            away = self.measures(self.hung[box].target)[1] / 2 + BESIDE + breadth / 2
            across += -away if self.hung[box].beside == "above" else away
        return self.axes.rectangle(
            drawing.along + unit.start + (unit.length - length) / 2, across - breadth / 2, length, breadth
        )

    def routes(self, boxes: dict[str, Rectangle]) -> dict[str, Route]:
        """The routes of all arrows, put together from their parts.

        An arrow first leaves clusters, from the inner to the outer ones, and then enters others, from the outer to the
        inner ones. Drawings are visited from the outermost on: what leads outwards comes last first.
        """
        outwards: dict[str, list[Stretch]] = {arrow.id: [] for arrow in self.scene.arrows}
        inwards: dict[str, list[Stretch]] = {arrow.id: [] for arrow in self.scene.arrows}
        labels: dict[str, Rectangle] = {}
        for cluster, drawing in self.drawings.items():
            for part in self.parts[cluster]:
                id = part.arrow.id
                link = drawing.links[id]
                stretches = [moved(stretch, drawing) for stretch in link.stretches]
                if part.source:
                    outwards[id] = stretches + outwards[id]
                else:
                    inwards[id] += stretches
                if link.label and link.segments:
                    labels[id] = label_rectangle(link.label, drawing, self.axes)
        found = {}
        for arrow in self.scene.arrows:
            path = outwards[arrow.id] + inwards[arrow.id]
            ends = boxes[arrow.source], boxes[arrow.target]
            found[arrow.id] = Route(
                self.curve(path) if path else straight_across(*ends, self.axes), labels.get(arrow.id)
            )
        return found

    def curve(self, path: Sequence[Stretch]) -> tuple[Point, ...]:
        """The curve along a path."""
        return tuple(self.axes.point(*point) for point in smooth(path))


def hung(scene: Scene, home: dict[str, str]) -> dict[str, Arrow]:
    """The leaves that stand beside the box that uses them: one on each side of a box, without a label to the arrow."""
    uses = Counter(end for arrow in scene.arrows for end in (arrow.source, arrow.target))
    found: dict[str, Arrow] = {}
    taken: set[tuple[str, str]] = set()
    for arrow in scene.arrows:
        alone = uses[arrow.source] == 1 and home[arrow.source] == home[arrow.target]
        if arrow.beside and alone and not arrow.label and (arrow.target, arrow.beside) not in taken:
            found[arrow.source] = arrow
            taken.add((arrow.target, arrow.beside))
    return found


def place_boxes(scene: Scene, axes: Axes) -> dict[str, PlacedBox]:
    """The boxes with what is in them, so large that there is room for a few arrows beside the middle one.

    Those that arrive may all be on one side of it, those that leave seldom are.
    """
    entering = Counter(arrow.target for arrow in scene.arrows if not arrow.beside)
    leaving = Counter(arrow.source for arrow in scene.arrows)
    placed = {}
    for box in scene.boxes:
        beside = max(0.0, min(MOST_BESIDE, max(entering[box.id] - 1, min(2, leaving[box.id] - 1) * 0.75)))
        placed[box.id] = place(box, *axes.point(0.0, 2 * (CORNER + SPACING * beside)))
    return placed


def apart(first: Unit, second: Unit) -> float:
    """The least distance between the lines of two neighbours in a rank."""
    return first.after + (LEAST, BESIDE_A_BOX, BETWEEN_BOXES)[first.is_end + second.is_end] + second.before


def put_in_frame(drawing: Drawing, extent: Extent, title: float, axes: Axes) -> None:
    """Give a drawing a frame with room for its title at the upper left, past which arrows that lead down go by."""
    length, low, high = extent.length + 2 * PADDING, extent.low - PADDING, extent.high + PADDING
    title += 2 * PADDING
    if axes.down:
        entries = [gate.line - gate.before for gate in drawing.gates.values() if gate.kind == "entry"]
        low = min([low, *(line - title for line in entries)])
        give_frame(drawing, length + STRIP, low, max(high, low + title), PADDING + STRIP)
    else:
        wide = max(length, title)
        give_frame(drawing, wide, low - STRIP, high, (wide - extent.length) / 2)


def give_frame(drawing: Drawing, length: float, low: float, high: float, inset: float = 0.0) -> None:
    """Give the frame of a drawing its size."""
    drawing.frame.length, drawing.frame.before, drawing.frame.after, drawing.inset = length, -low, high, inset


def moved(stretch: Stretch, drawing: Drawing) -> Stretch:
    """A stretch of a drawing in the coordinates of the picture."""
    return Stretch(stretch.start + drawing.along, stretch.end + drawing.along, stretch.line + drawing.across)


def label_rectangle(label: Unit, drawing: Drawing, axes: Axes) -> Rectangle:
    """Where the text of a label is in the picture."""
    breadth = label.before + label.after - LANE - ABOVE
    across = label.line + ABOVE if axes.down else label.line - ABOVE - breadth
    return axes.rectangle(drawing.along + label.start, drawing.across + across, label.length, breadth)


def straight_across(source: Rectangle, target: Rectangle, axes: Axes) -> tuple[Point, ...]:
    """The path from a leaf to the box that it stands beside: straight from the middle of a side to the other's."""
    (along, start), (_, end) = axes.point(*source.centre), axes.point(*target.centre)
    (_, one), (_, other) = axes.point(source.width, source.height), axes.point(target.width, target.height)
    down = 1 if end > start else -1
    start, end = start + down * one / 2, end - down * other / 2
    return tuple(axes.point(along, start + (end - start) * third / 3) for third in range(4))
