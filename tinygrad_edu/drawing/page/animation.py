"""Both passes as an animated GIF: the graph at each step, with what has happened so far."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import escape

import numpy as np

from ..computation import Computation
from ..palette import BLUE, FONT, GREY, RUST
from ..rendering import INSTALL_PILLOW, RendererMissing, by_resvg, has_resvg
from ..svg.document import to_svg
from ..words import operations_in
from .data import arrow_ids, box_id
from .document import resource, scene_of
from .steps import BACKWARD, Step, steps_of

try:
    from PIL import Image
except ImportError:  # an extra, "gif"
    Image = None  # type: ignore[assignment]

LARGEST = 50  # operations
WIDEST = 1200  # pixels
PACE, END = 700, 3000  # milliseconds that a step is shown, and the last one
HEAD = 34  # pixels above the graph, for the step in words


def to_gif(graph: Computation) -> bytes:
    """The two passes as a GIF that begins again at its end.

    RendererMissing without Pillow and resvg, ValueError for a graph of more operations than one would watch.
    """
    if Image is None or not has_resvg():
        raise RendererMissing(f"a .gif takes Pillow and resvg\nhelp: {INSTALL_PILLOW}")
    operations = operations_in(graph)
    if operations > LARGEST:
        raise ValueError(
            f"{operations:,} operations are too many for a .gif; {LARGEST} are the most\n"
            "help: save it as .html, where one steps at will"
        )
    pictures = [pixels_of(svg) for svg in frames(graph)]
    palette = common_palette(pictures)
    first, *others = (indexed(picture, palette) for picture in pictures)
    file = io.BytesIO()
    durations = [PACE] * len(others) + [END]
    first.save(file, "GIF", save_all=True, append_images=others, duration=durations, loop=0)
    return file.getvalue()


def pixels_of(svg: str) -> np.ndarray:
    """A picture as numbers (height, width): red, green and blue in one, a byte each."""
    with Image.open(io.BytesIO(by_resvg(svg, scale_of(svg)))) as picture:
        return np.asarray(picture.convert("RGB")) @ np.array([1 << 16, 1 << 8, 1])


def scale_of(svg: str) -> float:
    """How much a picture is enlarged, or reduced to be no wider than a GIF should be."""
    width = re.search(r'width="([\d.]+)"', svg)
    assert width is not None
    return min(1.5, WIDEST / float(width[1]))


def common_palette(pictures: list[np.ndarray]) -> np.ndarray:
    """256 colours for all pictures: those that are most frequent in the first, the middle and the last one."""
    some = [pictures[place].ravel() for place in (0, len(pictures) // 2, -1)]
    colors, counts = np.unique(np.concatenate(some), return_counts=True)
    return colors[np.argsort(-counts, kind="stable")[:256]]


def indexed(picture: np.ndarray, palette: np.ndarray):
    """The picture in the nearest colours of the palette."""
    colors, places = np.unique(picture, return_inverse=True)
    distances = ((parts(colors)[:, None] - parts(palette)) ** 2).sum(-1)
    image = Image.frombytes("P", picture.shape[::-1], distances.argmin(1).astype(np.uint8)[places].tobytes())
    image.putpalette(parts(palette).astype(np.uint8).tobytes())
    return image


def parts(colors: np.ndarray) -> np.ndarray:
    """Red, green and blue of each colour."""
    return colors[:, None] >> np.array([16, 8, 0]) & 255


def frames(graph: Computation) -> Iterator[str]:
    """The graph at each step, as SVG."""
    steps = steps_of(graph)
    picture = to_svg(scene_of(graph), interactive=True)
    picture = picture.replace("</style>", resource("graph.css") + "</style>", 1)
    tags = re.split(r'<g class="((?:box|arrow)[^"]*)" id="(\w+)"', picture)  # text, classes, id, text, …
    for place, step in enumerate(steps, 1):
        marks = marks_at(graph, steps[:place])
        marked = [tags[0]]
        for classes, id, text in zip(tags[1::3], tags[2::3], tags[3::3]):
            marked.append(f'<g class="{" ".join([classes, *sorted(marks[id])])}" id="{id}"{text}')
        yield framed("".join(marked), step, f"step {place} of {len(steps)}")


def marks_at(graph: Computation, past: list[Step]) -> dict[str, set[str]]:
    """The classes of each box and arrow (see graph.css) after these steps."""
    arrows, now = arrow_ids(graph), past[-1]
    marks: dict[str, set[str]] = {id: set() for id in arrows.values()}
    marks |= {box_id(vertex): {"unvalued", "ungraded"} for vertex in graph.vertices}
    for step in past:
        for vertex in step.values:
            marks[box_id(vertex)].discard("unvalued")
        for vertex in step.gradients:
            marks[box_id(vertex)].discard("ungraded")
        for edge in step.edges:
            marks[arrows[edge]].add("returned" if step.kind in BACKWARD else "went")
    for edge in now.edges:
        marks[arrows[edge]].add("returning" if now.kind in BACKWARD else "going")
    if now.vertex is not None:
        marks[box_id(now.vertex)].add("now")
    return marks


def framed(picture: str, step: Step, count: str) -> str:
    """The picture with the step in words above it."""
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', picture)
    assert size is not None
    width, height = float(size[1]), float(size[2])
    color = GREY if step.kind == "start" else RUST if step.kind in BACKWARD else BLUE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height + HEAD:g}" '
        f'font-family="{",".join(FONT)}" font-size="14">'
        f'<rect width="{width:g}" height="{height + HEAD:g}" fill="#FFFFFF"/>'
        f'<text x="14" y="23" fill="{color}" font-weight="bold">{escape(step.title)}</text>'
        f'<text x="{width - 14:g}" y="23" fill="{GREY}" text-anchor="end">{count}</text>'
        f'<g transform="translate(0 {HEAD})">{picture}</g></svg>'
    )
