"""Where everything in a box stands: its title, panels, cells, bar and warning, measured from its upper left corner.

`place` answers for the layout, which needs to know how large a box is, and for whoever draws it. All sizes are pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..palette import STYLES
from ..scene import Bar, Box, Cluster, Panel, Span
from .metrics import text_width

TITLE, NAME, SCALAR, NUMBER, SMALL, LABEL = 14, 13, 15, 11, 10, 11  # sizes of type
LEADING, CAPITALS = 1.3, 0.73  # the heights of a line and of capital letters, in sizes of type
PADDING, TOP, BOTTOM = 9, 6, 8  # between the border and what is in it
GAP = 10  # between panels, and between the parts of a bar
SPACE = 7  # between a title and the name beside it
PANELS_TOP = 3  # the room above panels
DOUBLE = 3.5  # between the two lines of a double border
CELL_HEIGHT, CELL_MARGIN, NARROWEST = 17, 4, 24  # of a cell with a number
THUMBNAIL, FINEST, COARSEST = 75, 2, 9  # a thumbnail's longer side; bounds of its cells' sides
TRACK, THICKNESS, BAR_TOP = 72, 7, 4  # a whole bar, and the room above it
WARNING, WARNING_TOP = "⚠ ", 3  # before a warning, and the room above it


@dataclass(frozen=True)
class Rectangle:
    """A rectangle with sides along the axes, y pointing down."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right side's x."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower side's y."""
        return self.y + self.height

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class PlacedPanel:
    """A panel in `frame`; the y of its baselines, and `body`, the rectangle of its cells or of its large number."""

    panel: Panel
    frame: Rectangle
    heading: float
    body: Rectangle
    note: float

    @property
    def cell(self) -> tuple[float, float]:
        """The width and height of one cell."""
        rows = self.panel.rows
        return self.body.width / len(rows[0]), self.body.height / len(rows)


@dataclass(frozen=True)
class PlacedBar:
    """A bar: where its heading and its text begin, their baseline, and the track that a share of 1 would fill."""

    bar: Bar
    heading: float
    track: Rectangle
    text: float
    baseline: float


@dataclass(frozen=True)
class PlacedBox:
    """A box of a size, with the y of the baselines of its lines, which are centred."""

    box: Box
    width: float
    height: float
    title: float
    subtitle: float
    panels: tuple[PlacedPanel, ...]
    bar: PlacedBar | None
    warning: float


def place(box: Box, least_width: float = 0.0, least_height: float = 0.0) -> PlacedBox:
    """Where everything in the box stands, in its middle; the box is as large as that needs, or as it must be."""
    sizes = [panel_size(panel) for panel in box.panels]
    panels_width = sum(width for width, _ in sizes) + GAP * max(0, len(sizes) - 1)
    contents = (
        title_width(box),
        text_width(box.subtitle, SMALL),
        panels_width,
        bar_width(box.bar) if box.bar else 0.0,
        text_width(WARNING + box.warning, NUMBER, bold=True) if box.warning else 0.0,
    )
    inset = DOUBLE if STYLES[box.role].line == "double" else 0.0
    width = max(least_width, max(contents) + 2 * (PADDING + inset))
    needed = contents_height(box) + 2 * inset
    free = max(0.0, least_height - needed)
    title, y = line(TOP + inset + free / 2, TITLE)
    subtitle, y = line(y, SMALL) if box.subtitle else (y, y)
    y += PANELS_TOP * bool(box.panels)
    panels, x = [], (width - panels_width) / 2
    for panel, (panel_width, height) in zip(box.panels, sizes):
        panels.append(place_panel(panel, Rectangle(x, y, panel_width, height)))
        x += panel_width + GAP
    y += max((height for _, height in sizes), default=0.0)
    bar = place_bar(box.bar, width, y + BAR_TOP) if box.bar else None
    y += BAR_TOP + SMALL * LEADING if bar else 0.0
    warning, _ = line(y + WARNING_TOP, NUMBER)
    return PlacedBox(box, width, needed + free, title, subtitle, tuple(panels), bar, warning)


def contents_height(box: Box) -> float:
    """The height of a box with a single border."""
    lines = TITLE + SMALL * bool(box.subtitle) + SMALL * bool(box.bar) + NUMBER * bool(box.warning)
    gaps = TOP + PANELS_TOP * bool(box.panels) + BAR_TOP * bool(box.bar) + WARNING_TOP * bool(box.warning) + BOTTOM
    return gaps + lines * LEADING + max((panel_size(panel)[1] for panel in box.panels), default=0.0)


def line(top: float, size: float) -> tuple[float, float]:
    """The baseline of a line of text that begins at `top`, and where it ends."""
    return top + size * (LEADING + CAPITALS) / 2, top + size * LEADING


def centred(middle: float, size: float) -> float:
    """The baseline of a text whose capitals are centred on a height."""
    return middle + size * CAPITALS / 2


def title_width(box: Box) -> float:
    """How wide the title is with the name beside it."""
    name = SPACE + text_width(box.name, NAME) if box.name else 0.0
    return text_width(box.title, TITLE, bold=True) + name


def panel_size(panel: Panel) -> tuple[float, float]:
    """The width and height of a panel: a heading, cells or a large number, a note."""
    body_width, body_height = body_size(panel)
    width = max(body_width, text_width(panel.heading, SMALL), text_width(panel.note, SMALL))
    lines = bool(panel.heading) + bool(panel.note)
    return width, 2 + body_height + lines * SMALL * LEADING + (2 if panel.note and panel.rows else 0)


def body_size(panel: Panel) -> tuple[float, float]:
    """The width and height of what is between a panel's heading and its note."""
    if not panel.rows or not panel.rows[0]:
        return 0.0, 0.0
    texts = [cell.text for row in panel.rows for cell in row]
    rows, columns = len(panel.rows), len(panel.rows[0])
    if panel.thumbnail:
        side = min(COARSEST, max(FINEST, THUMBNAIL // max(rows, columns)))
        return side * columns, side * rows
    if panel.scalar:
        return text_width(texts[0], SCALAR), SCALAR * LEADING
    widest = max(text_width(text, NUMBER) for text in texts)
    return columns * max(NARROWEST, widest + 2 * CELL_MARGIN), rows * CELL_HEIGHT


def place_panel(panel: Panel, frame: Rectangle) -> PlacedPanel:
    """Where the parts of a panel stand in its rectangle."""
    width, height = body_size(panel)
    heading, y = line(frame.y, SMALL) if panel.heading else (frame.y, frame.y)
    body = Rectangle(frame.centre[0] - width / 2, y + 2, width, height)
    note, _ = line(body.bottom + (2 if panel.rows else 0), SMALL)
    return PlacedPanel(panel, frame, heading, body, note)


def bar_width(bar: Bar) -> float:
    """How wide a bar is with its heading and its text."""
    return text_width(bar.heading, SMALL) + GAP + TRACK + GAP + text_width(bar.text, SMALL)


def place_bar(bar: Bar, width: float, top: float) -> PlacedBar:
    """Where the parts of a bar stand, which is centred in a box of the given width."""
    baseline, bottom = line(top, SMALL)
    heading = (width - bar_width(bar)) / 2
    track = Rectangle(heading + text_width(bar.heading, SMALL) + GAP, (top + bottom - THICKNESS) / 2, TRACK, THICKNESS)
    return PlacedBar(bar, heading, track, track.right + GAP, baseline)


def label_size(label: Sequence[Sequence[Span]]) -> tuple[float, float]:
    """The width and height of the lines beside an arrow."""
    widths = [sum(text_width(span.text, LABEL, span.bold) for span in spans) for spans in label]
    return max(widths, default=0.0), len(label) * LABEL * LEADING


def cluster_title_width(cluster: Cluster) -> float:
    """How wide a cluster's title is: its path in bold, its class beside it."""
    kind = SPACE + text_width(cluster.kind, LABEL) if cluster.kind else 0.0
    return text_width(cluster.title, LABEL, bold=True) + kind
