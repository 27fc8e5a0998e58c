"""A scene as SVG: one file that needs nothing else, laid out by ourselves, the same bytes for the same scene.

What a page may want to change is in groups with the scene's ids. A box is ``<g class="box ROLE" id="n3">``, with a
group ``panel value`` or ``panel gradient`` for each panel. An arrow is ``<g class="arrow" id="e5">``, with a line and a
head of class ``forward``, the value's way, and of class ``backward``, the gradient's, and a group ``label``. A cluster
is ``<g class="cluster" id="m0">``. All rules of style begin with ``.computation`` and touch nothing else in a page.
There are no scripts, links, markers or foreign objects.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from ..palette import (
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
from ..scene import Arrow, Cell, Cluster, Scene, Span
from . import boxes
from .boxes import PlacedBar, PlacedBox, PlacedPanel, Rectangle
from .curves import head, lane, rounded, shortened, svg_path
from .layout import MARGIN, PADDING, Route, layout
from .legend import ARROW, HEAT, HEIGHT, LINE, ROLE, ROW, TEXT, Below, below, least_width

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0
ROUND, FRAME_ROUND = 9.0, 12.0  # radius of the corners of boxes and of clusters
OFFSET = 1.3  # from the middle of an arrow to each of its lanes
DASHED_FRAME = 'class="dashed" rx="4"'
DASHES = {"dashed": "5 3.5", "dotted": "1.5 2.5"}


def to_svg(scene: Scene, interactive: bool = False) -> str:
    """The scene as an SVG text, in pixels.

    `interactive` adds what the page that plays both passes needs: beside each gradient a group ``unknown`` of its size,
    which isn't shown by default.
    """
    places = layout(scene)
    width = max(places.width, least_width(scene) + 2 * MARGIN)
    clusters = {cluster.id: cluster for cluster in scene.clusters}
    foot = below(scene, width - 2 * MARGIN)
    height = places.height + foot.height
    size = f'width="{rounded(width)}" height="{rounded(height)}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="computation" {size} '
        f'viewBox="0 0 {rounded(width)} {rounded(height)}" font-family="{",".join(FONT)}">',
        f"<title>{escaped(scene.title)}</title>",
        f"<desc>{escaped(scene.description)}</desc>",
        f"<style>{stylesheet()}</style>",
        f'<rect {size} fill="#FFFFFF"/>',
        f'<g transform="translate({rounded((width - places.width) / 2)} 0)">',
        *(cluster_group(clusters[id], frame) for id, frame in places.clusters.items()),
        *(arrow_group(arrow, places.arrows[arrow.id]) for arrow in scene.arrows),
        *(box_group(places.contents[box.id], places.boxes[box.id], interactive) for box in scene.boxes),
        "</g>",
        *footer(foot, places.height),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """The text as XML writes it, without the characters that it doesn't allow.

    >>> escaped("<b> & \\x00")
    '&lt;b&gt; &amp; '
    """
    return html.escape(FORBIDDEN.sub("", text))


def stylesheet() -> str:
    """The rules of style, each for what is inside of this picture only."""
    rules = {
        "text": f"text-anchor:middle;fill:{INK};font-size:{boxes.NUMBER}px",
        ".title": f"font-size:{boxes.TITLE}px;font-weight:bold",
        ".name": f"font-size:{boxes.NAME}px;font-weight:normal;fill:{GREY}",
        ".small": f"font-size:{boxes.SMALL}px;fill:{GREY}",
        ".scalar": f"font-size:{boxes.SCALAR}px",
        ".warning": f"font-weight:bold;fill:{RUST}",
        ".start": "text-anchor:start",
        ".value .small,.computation .value .scalar": f"fill:{BLUE}",
        ".gradient .small,.computation .gradient .scalar,.computation .unknown text": f"fill:{RUST}",
        ".tile": f"stroke:{PALE}",
        ".border": f"fill:none;stroke:{PALE}",
        ".unknown": "display:none",
        ".unknown rect": f"fill:#FFFFFF;stroke:{RUST}",
        ".amount": f"fill:{RUST}",
        ".track": f"fill:{mixed('#FFFFFF', RUST, 0.15)}",
        ".share": f"fill:{RUST}",
        **{f".{role} .outline": outline_style(style) for role, style in STYLES.items()},
        ".outline.inner": "fill:none",
        ".box.warned .outline": f"stroke:{NOT_FINITE.border};stroke-width:{NOT_FINITE.width:g};stroke-dasharray:none",
        ".forward": f"fill:none;stroke:{GREY};stroke-width:1.5",
        ".backward": f"fill:none;stroke:{RUST};stroke-width:1.5",
        ".forward.head": f"fill:{GREY};stroke:none",
        ".backward.head": f"fill:{RUST};stroke:none",
        ".dashed": f"stroke-dasharray:{DASHES['dashed']}",
        ".label text": f"text-anchor:start;font-size:{boxes.LABEL}px",
        ".cluster rect": f"fill:{CLUSTER_FILL};stroke:{CLUSTER_BORDER}",
        ".cluster text": f"text-anchor:start;font-size:{boxes.LABEL}px;font-weight:bold;fill:{GREY}",
        ".cluster .kind": "font-weight:normal",
        ".below text": f"text-anchor:start;font-size:{TEXT}px;fill:{GREY}",
    }
    return "".join(f".computation {selector}{{{rule}}}" for selector, rule in rules.items())


def outline_style(style: Style) -> str:
    """A role's fill and border."""
    dashes = f";stroke-dasharray:{DASHES[style.line]}" if style.line in DASHES else ""
    return f"fill:{style.fill};stroke:{style.border};stroke-width:{style.width:g}{dashes}"


def rectangle(place: Rectangle, attributes: str) -> str:
    """A rectangle."""
    x, y, width, height = (rounded(side) for side in (place.x, place.y, place.width, place.height))
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" {attributes}/>'


def text(x: float, y: float, kind: str, content: str) -> str:
    """A line of text of a class, none for no text."""
    given = f' class="{kind}"' if kind else ""
    return f'<text{given} x="{rounded(x)}" y="{rounded(y)}">{escaped(content)}</text>' if content else ""


# Clusters and arrows


def cluster_group(cluster: Cluster, place: Rectangle) -> str:
    """A frame with its title at the upper left."""
    x, y = rounded(place.x + PADDING - 2), rounded(place.y + PADDING + 2)
    kind = f'<tspan class="kind" dx="{boxes.SPACE}">{escaped(cluster.kind)}</tspan>' if cluster.kind else ""
    frame = rectangle(place, f'rx="{FRAME_ROUND:g}"')
    return (
        f'<g class="cluster" id="{cluster.id}">{frame}<text x="{x}" y="{y}">{escaped(cluster.title)}{kind}</text></g>'
    )


def arrow_group(arrow: Arrow, route: Route) -> str:
    """The two lanes of an arrow, or a dashed one, and its label."""
    curve = route.curve
    if arrow.gradient:
        back = curve[::-1]
        parts = [
            f'<path class="forward" d="{svg_path(shortened(lane(curve, OFFSET)))}"/>',
            f'<path class="backward" d="{svg_path(shortened(lane(back, OFFSET)))}"/>',
            f'<path class="forward head" d="{head(curve)}"/>',
            f'<path class="backward head" d="{head(back)}"/>',
        ]
    else:
        parts = [
            f'<path class="forward dashed" d="{svg_path(shortened(curve))}"/>',
            f'<path class="forward head" d="{head(curve)}"/>',
        ]
    if route.label:
        parts += ['<g class="label">', *label_lines(arrow.label, route.label), "</g>"]
    return f'<g class="arrow" id="{arrow.id}">{"".join(parts)}</g>'


def label_lines(label: Sequence[Sequence[Span]], place: Rectangle) -> Iterator[str]:
    """The lines of text beside an arrow."""
    y = place.y
    for spans in label:
        baseline, y = boxes.line(y, boxes.LABEL)
        written = "".join(
            f'<tspan fill="{span.color}" font-weight="{"bold" if span.bold else "normal"}">{escaped(span.text)}</tspan>'
            for span in spans
        )
        yield f'<text x="{rounded(place.x)}" y="{rounded(baseline)}" xml:space="preserve">{written}</text>'


# Boxes


def box_group(placed: PlacedBox, place: Rectangle, interactive: bool) -> str:
    """A box and all that is in it, which is measured from its corner."""
    box, middle = placed.box, placed.width / 2
    warned = " warned" if box.warning else ""
    origin = f"{rounded(place.x)} {rounded(place.y)}"
    name = f'<tspan class="name" dx="{boxes.SPACE}">{escaped(box.name)}</tspan>' if box.name else ""
    parts = [
        f'<g class="box {box.role}{warned}" id="{box.id}" transform="translate({origin})">',
        *outline(Rectangle(0, 0, placed.width, placed.height), "" if box.warning else STYLES[box.role].line),
        f'<text class="title" x="{rounded(middle)}" y="{rounded(placed.title)}">{escaped(box.title)}{name}</text>',
        text(middle, placed.subtitle, "small", box.subtitle),
        *(panel_group(panel, interactive) for panel in placed.panels),
        *bar(placed.bar),
        text(middle, placed.warning, "warning", boxes.WARNING + box.warning if box.warning else ""),
        "</g>",
    ]
    return "".join(parts)


def outline(place: Rectangle, border: str, radius: float = ROUND, gap: float = boxes.DOUBLE) -> Iterator[str]:
    """The border of a box, or the two of a double one."""
    yield rectangle(place, f'class="outline" rx="{radius:g}"')
    if border == "double":
        inner = Rectangle(place.x + gap, place.y + gap, place.width - 2 * gap, place.height - 2 * gap)
        yield rectangle(inner, f'class="outline inner" rx="{radius - gap + 1:g}"')


def panel_group(placed: PlacedPanel, interactive: bool) -> str:
    """A value or a gradient, and what stands for the gradient while it isn't known."""
    panel, middle = placed.panel, placed.frame.centre[0]
    heading = text(middle, placed.heading, "small", panel.heading)
    parts = [f'<g class="panel {panel.kind}">', heading, *body(placed)]
    parts += [text(middle, placed.note, "small", panel.note), "</g>"]
    if interactive and panel.kind == "gradient":
        parts.append(unknown(placed, heading))
    return "".join(parts)


def body(placed: PlacedPanel) -> Iterator[str]:
    """The cells of a panel, or its large number."""
    panel = placed.panel
    if panel.thumbnail:
        yield '<g shape-rendering="crispEdges">'
    for cell, its_place in cells(placed):
        x, y = its_place.centre
        if panel.thumbnail:
            yield rectangle(its_place, f'fill="{cell.fill}"')
        elif panel.scalar:
            baseline, _ = boxes.line(its_place.y, boxes.SCALAR)
            yield text(x, baseline, "scalar", cell.text)
        else:
            yield rectangle(its_place, f'class="tile" fill="{cell.fill}"')
            yield text(x, boxes.centred(y, boxes.NUMBER), "", cell.text)
    if panel.thumbnail:
        yield "</g>" + rectangle(placed.body, 'class="border"')


def cells(placed: PlacedPanel) -> Iterator[tuple[Cell, Rectangle]]:
    """The cells of a panel, row by row, and where they are."""
    for row, its_cells in enumerate(placed.panel.rows):
        for column, cell in enumerate(its_cells):
            width, height = placed.cell
            yield cell, Rectangle(placed.body.x + column * width, placed.body.y + row * height, width, height)


def unknown(placed: PlacedPanel, heading: str) -> str:
    """A dashed frame with a question mark, of the size of a gradient."""
    top = placed.body.y
    place = Rectangle(placed.frame.x, top, placed.frame.width, max(placed.frame.bottom - top, boxes.SMALL))
    mark = text(place.centre[0], boxes.centred(place.centre[1], boxes.TITLE), "title", "?")
    return f'<g class="unknown gradient">{heading}{rectangle(place, DASHED_FRAME)}{mark}</g>'


def bar(placed: PlacedBar | None) -> Iterator[str]:
    """A size among others of its kind, as a bar."""
    if placed is None:
        return
    track = placed.track
    share = Rectangle(track.x, track.y, track.width * min(max(placed.bar.share, 0.0), 1.0), track.height)
    yield '<g class="bar">'
    yield text(placed.heading, placed.baseline, "small start", placed.bar.heading)
    yield rectangle(track, 'class="track"') + rectangle(share, 'class="share"')
    yield text(placed.text, placed.baseline, "small start amount", placed.bar.text)
    yield "</g>"


# Below the picture


def footer(foot: Below, top: float) -> Iterator[str]:
    """The legend and the caption."""
    if foot.height:
        yield f'<g class="below" transform="translate({rounded(MARGIN)} {rounded(top)})">'
        for entry in foot.entries:
            y = (entry.row + 0.25) * ROW
            yield mark(entry.key, entry.x, y) + text(entry.text_x, boxes.centred(y, TEXT), "", entry.text)
        for number, caption in enumerate(foot.caption):
            baseline, _ = boxes.line(foot.rows * ROW + number * LINE, TEXT)
            yield text(0, baseline, "", caption)
        yield "</g>"


def mark(key: str, x: float, y: float) -> str:
    """The mark of an entry of the legend, with its middle at the height y."""
    if key in STYLES:
        place = Rectangle(x + 1, y - HEIGHT / 2, ROLE - 2, HEIGHT)
        return f'<g class="{key}">{"".join(outline(place, STYLES[key].line, radius=4, gap=2.5))}</g>'
    if key == "heat":
        tiles = (heat(share, 1) for share in (-1.0, -0.5, 0.0, 0.5, 1.0))
        return "".join(
            rectangle(Rectangle(x + number * HEAT / 5, y - HEIGHT / 2, HEAT / 5, HEIGHT), f'class="tile" fill="{fill}"')
            for number, fill in enumerate(tiles)
        )
    way = [(x + ARROW * part / 3, y) for part in range(4)]
    curve = way[::-1] if key == "gradient" else way
    kind = "backward" if key == "gradient" else "forward"
    dashed = " dashed" if key == "no gradient" else ""
    return (
        f'<path class="{kind}{dashed}" d="{svg_path(shortened(curve))}"/><path class="{kind} head" d="{head(curve)}"/>'
    )
