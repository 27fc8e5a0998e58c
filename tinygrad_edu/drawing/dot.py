"""A scene as DOT, the language of Graphviz: a node for each box, its contents a table in an HTML-like label.

Record labels can't hold every text; tables can, since `encoded` writes whatever might mean something as a number.
Ids are the scene's own; URL, href and image attributes are never written. The same scene gives the same text.
"""

from __future__ import annotations

from collections.abc import Iterable

import graphviz  # type: ignore[import-untyped]

from .names import visible
from .palette import (
    BLUE,
    CLUSTER_BORDER,
    CLUSTER_FILL,
    FONT,
    GREY,
    INK,
    NOT_FINITE,
    PALE,
    RUST,
    STYLES,
    Style,
    heat,
    mixed,
)
from .scene import Arrow, Bar, Box, Cell, Cluster, Panel, Scene

TITLE, NAME, LARGE, TEXT, SMALL = 14, 13, 15, 10, 9  # sizes of type, in points
THUMBNAIL, SMALLEST, LARGEST = 75, 2, 10  # points: a thumbnail's longer side; bounds of its cells' sides
BAR, THICKNESS = 60, 6  # points: the length and height of the longest bar

COLORS = {"value": BLUE, "gradient": RUST}
MARKS = {"value": ("→", GREY), "gradient": ("←", RUST), "no gradient": ("╌╌→", GREY)}
HEAT = "− … +  (scaled per matrix)"
HARMLESS = " .,:+=/()_-−×÷·…∂²→←"

GRAPH = {
    "newrank": "true",  # else boxes of one rank in nested clusters may come to stand against the direction
    "bgcolor": "white",
    "pad": "0.2",
    "nodesep": "0.3",
    "ranksep": "0.45",
    "fontname": ",".join(FONT),
}
NODES = {"shape": "box", "fontname": ",".join(FONT), "margin": "0.1,0.07", "height": "0.3"}
EDGES = {"fontname": ",".join(FONT), "arrowsize": "0.7", "penwidth": "1.5"}


def to_dot(scene: Scene) -> str:
    """The scene as a DOT text, with its legend and caption below the graph.

    >>> boxes = Box("n0", "input", "x"), Box("n1", "output", "+")
    >>> text = to_dot(Scene(boxes, (Arrow("e0", "n0", "n1", gradient=False),), (), "LR", (), "", "", ""))
    >>> print(text.splitlines()[-2].strip())
    n0 -> n1 [color="#52606D" dir=forward style=dashed]
    """
    below = legend(scene)
    placed = {"label": below, "labelloc": "b", "labeljust": "l"} if below else {}
    picture = graphviz.Digraph(
        graph_attr=GRAPH | {"rankdir": scene.direction} | placed, node_attr=NODES, edge_attr=EDGES
    )
    for box in scene.boxes:
        picture.node(box.id, box_label(box), **box_attributes(box))
    for part in frames(scene):
        picture.subgraph(part)
    for arrow in scene.arrows:
        ends = (arrow.target, arrow.source) if is_turned(arrow, scene) else (arrow.source, arrow.target)
        picture.edge(*ends, **arrow_attributes(arrow, is_turned(arrow, scene)))
    return picture.source


def rows(scene: Scene) -> dict[str, list[graphviz.Digraph]]:
    """By cluster, the boxes that stand beside each other across the direction: an op and its parameters."""
    beside: dict[str, list[str]] = {}
    for arrow in scene.arrows:
        if arrow.beside:
            beside.setdefault(arrow.target, []).append(arrow.source)
    found: dict[str, list[graphviz.Digraph]] = {}
    for box in scene.boxes:
        if box.id in beside:
            row = graphviz.Digraph(graph_attr={"rank": "same"})
            for id in (box.id, *beside[box.id]):
                row.node(id)
            found.setdefault(box.cluster, []).append(row)
    return found


def is_turned(arrow: Arrow, scene: Scene) -> bool:
    """Whether an arrow is written from its target to its source: within a rank Graphviz puts the head behind the tail.

    Behind is to the right from top to bottom, and above from left to right.
    """
    return arrow.beside == ("above" if scene.direction == "LR" else "below")


def box_attributes(box: Box) -> dict[str, str]:
    """The role's fill and border; the border of what isn't finite is the same for all roles."""
    border = NOT_FINITE if box.warning else STYLES[box.role]
    return {
        "style": ",".join(("filled", *outline(border))),
        "fillcolor": STYLES[box.role].fill,
        "color": border.border,
        "penwidth": f"{border.width:g}",
        "peripheries": "2" if border.line == "double" else "1",
    }


def outline(style: Style) -> tuple[str, ...]:
    """What Graphviz calls the line of a border."""
    return ("rounded", style.line) if style.line in ("dashed", "dotted") else ("rounded",)


def arrow_attributes(arrow: Arrow, turned: bool) -> dict[str, str]:
    """Two lanes, the value's to the target and the gradient's back, or a single dashed one."""
    colors, way = (f"{RUST}:{GREY}", "back") if turned else (f"{GREY}:{RUST}", "forward")
    lanes = {"color": colors, "dir": "both"} if arrow.gradient else {"color": GREY, "style": "dashed", "dir": way}
    lines = ["".join(font(span.text, TEXT, span.color, span.bold) for span in line) for line in arrow.label]
    text = "".join(line + '<BR ALIGN="LEFT"/>' for line in lines if line)
    return (
        lanes
        | ({"label": f"<{table([cell(text)], cellpadding=4)}>"} if text else {})
        | ({"weight": "12"} if arrow.main else {})
        | ({"minlen": "2"} if arrow.enters else {})
    )


def frames(scene: Scene) -> list[graphviz.Digraph]:
    """The outermost clusters, each with those in it, and the rows of none; a cluster that no box is in is left out."""
    beside = rows(scene)
    around = {cluster.id: cluster.parent for cluster in scene.clusters}
    drawn = {cluster.id: frame(cluster) for cluster in scene.clusters}
    depths: dict[str, int] = {}
    for box in scene.boxes:
        path = [box.cluster] if box.cluster else []  # from the innermost cluster outwards
        while path and around[path[-1]]:
            path.append(around[path[-1]])
        for depth, cluster in enumerate(reversed(path)):
            depths[cluster] = depth
        if path:
            drawn[box.cluster].node(box.id)
    for cluster in sorted(depths, key=depths.__getitem__, reverse=True):
        for row in beside.get(cluster, ()):
            drawn[cluster].subgraph(row)
        if around[cluster]:
            drawn[around[cluster]].subgraph(drawn[cluster])
    outermost = [drawn[cluster] for cluster, depth in depths.items() if depth == 0]
    return [*outermost, *beside.get("", ())]


def frame(cluster: Cluster) -> graphviz.Digraph:
    """An empty cluster with its title at the top left."""
    kind = f" {font(cluster.kind, TEXT, GREY)}" if cluster.kind else ""
    return graphviz.Digraph(
        f"cluster_{cluster.id}",
        graph_attr={
            "label": f"<{font(cluster.title, TEXT, GREY, bold=True)}{kind}>",
            "labelloc": "t",
            "labeljust": "l",
            "style": "filled,rounded",
            "fillcolor": CLUSTER_FILL,
            "color": CLUSTER_BORDER,
            "margin": "9",
        },
    )


def box_label(box: Box) -> str:
    """A line each: the title and the name, what is below them, the warning, the panels side by side, the bar."""
    name = f" {font(box.name, NAME, GREY)}" if box.name else ""
    lines = (
        font(box.title, TITLE, INK, bold=True) + name,
        font(box.subtitle, SMALL, GREY) if box.subtitle else "",
        font(f"⚠ {box.warning}", TEXT, RUST, bold=True) if box.warning else "",
        panels(box.panels),
        bar(box.bar) if box.bar else "",
    )
    return f"<{table(*([cell(line)] for line in lines if line), cellpadding=1)}>"


def panels(shown: tuple[Panel, ...]) -> str:
    """A column for each panel; headings, contents and notes stand in three lines, each at one height."""
    headings = [font(panel.heading, SMALL, COLORS[panel.kind]) if panel.heading else "" for panel in shown]
    notes = [font(panel.note, SMALL, COLORS[panel.kind]) if panel.note else "" for panel in shown]
    lines = [line for line in (headings, [contents(panel) for panel in shown], notes) if any(line)]
    return table(*(spaced(line) for line in lines), cellspacing=2, cellpadding=1) if lines else ""


def spaced(line: list[str]) -> list[str]:
    """A cell for each panel with some room between them; a table in a cell keeps its own width."""
    cells = [cell(content, align="center") for content in line]
    return [part for content in cells for part in (cell("", width=4), content)][1:]


def contents(panel: Panel) -> str:
    """A panel's rows: one large number, the small squares of a thumbnail, or numbers on their colours."""
    if not panel.rows or not panel.rows[0]:
        return ""
    if panel.scalar:
        return font(panel.rows[0][0].text, LARGE, COLORS[panel.kind])
    if panel.thumbnail:
        rows, columns = len(panel.rows), len(panel.rows[0])
        side = min(LARGEST, max(SMALLEST, THUMBNAIL // max(rows, columns)))
        size = {"fixedsize": "true", "width": columns * side + 2, "height": rows * side + 2}
        return table(*([patch(x.fill, side, side) for x in row] for row in panel.rows), border=1, color=PALE, **size)
    return table(*(map(number, row) for row in panel.rows), cellborder=1, cellpadding=3, color=PALE)


def number(element: Cell) -> str:
    """A number on its colour."""
    return cell(font(element.text, TEXT, INK), bgcolor=element.fill)


def bar(shown: Bar) -> str:
    """A heading, a bar, and its number."""
    length = round(BAR * min(1.0, max(0.0, shown.share)))  # 0 if it is nan
    parts = ((RUST, length), (mixed("#FFFFFF", RUST, 0.15), BAR - length))
    strip = table([patch(color, width, THICKNESS) for color, width in parts if width])
    return table(map(cell, (font(shown.heading, SMALL, GREY), strip, font(shown.text, SMALL, RUST))), cellpadding=2)


def legend(scene: Scene) -> str:
    """The marks that the scene says it uses, in one line, and the caption below it; "" if there is neither."""
    entries = [[mark(entry), font(HEAT if entry == "heat" else entry, TEXT, GREY)] for entry in scene.legend]
    lines = [line for line in (entries, [[font(scene.caption, TEXT, GREY)]] if scene.caption else []) if line]
    shown = [table([cell(together(parts)) for parts in line], cellspacing=5) for line in lines]
    return f"<{table(*([cell(line, align='left')] for line in shown))}>" if shown else ""


def together(parts: list[str]) -> str:
    """A mark and its words, close to each other."""
    return table([cell(part, align="left") for part in parts], cellpadding=2)


def mark(entry: str) -> str:
    """What an entry of the legend looks like in the graph."""
    if entry in MARKS:
        return font(MARKS[entry][0], NAME, MARKS[entry][1])
    if entry == "heat":
        return table([patch(heat(x, 1.0), 11, 12) for x in (-1.0, -0.5, 0.0, 0.5, 1.0)], cellborder=1, color=PALE)
    style = STYLES[entry]
    look = {"color": style.border, "style": ",".join(outline(style))}
    if style.line == "double":
        inner = table([patch(style.fill, 16, 8)], border=1, bgcolor=style.fill, **look)
        return table([cell(inner)], border=1, cellspacing=1, **look)
    return table([cell(fixedsize="true", width=22, height=14)], border=f"{style.width:g}", bgcolor=style.fill, **look)


def table(*rows: Iterable[str], **attributes: object) -> str:
    """Rows of cells; without a border, space or padding unless it is asked for."""
    bare = {"border": 0, "cellborder": 0, "cellspacing": 0, "cellpadding": 0}
    lines = "".join(f"<TR>{''.join(row)}</TR>" for row in rows)
    return f"<TABLE{listed(bare | attributes)}>{lines}</TABLE>"


def cell(content: str = "", **attributes: object) -> str:
    """A cell of a table."""
    return f"<TD{listed(attributes)}>{content}</TD>"


def patch(color: str, width: int, height: int) -> str:
    """An empty cell of one colour and a fixed size, in points."""
    return cell(fixedsize="true", width=width, height=height, bgcolor=color)


def font(text: str, size: int, color: str, bold: bool = False) -> str:
    """A text of a user's, in a size and a colour."""
    shown = f"<B>{encoded(text)}</B>" if bold else encoded(text)
    return f"<FONT{listed({'point-size': size, 'color': color})}>{shown}</FONT>"


def listed(attributes: dict[str, object]) -> str:
    """Attributes of a tag, which are ours and never a user's."""
    return "".join(f' {name.upper()}="{value}"' for name, value in attributes.items())


def encoded(text: str) -> str:
    """The text for a cell: whatever isn't a letter, a digit or harmless as a number, and never nothing.

    What can't be seen is left out: XML forbids most of it. A backslash is written twice, because Graphviz takes ``\\N``
    for the node's name even after decoding.

    >>> encoded("<b>")
    '&#60;b&#62;'
    """
    shown = [
        character if character.isalnum() or character in HARMLESS else f"&#{ord(character)};"
        for character in visible(text)
    ]
    return "".join(shown).replace("&#92;", "&#92;&#92;") or " "
