"""The page that plays both passes: one HTML file about one graph, which needs no network and no framework.

What it shows is found in `steps.py` and written into the file as data (`data.py`). The same on every page are the
document (`page.html`), its style (`page.css`, and `graph.css` for what GIFs share), and its program (`page.js`), which
makes nothing but text of what a user wrote.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from dataclasses import replace
from importlib import resources
from string import Template
from typing import Any

from ..composing import Composition
from ..computation import Computation
from ..folding import Folding
from ..names import clean
from ..scene import Panel, Scene
from ..svg.document import to_svg
from ..words import operations_in
from .data import PageData, box_id
from .listings import listings
from .steps import steps_of

LARGEST = 150  # operations that one can be expected to step through
CELLS = 10_000  # of thumbnails in all boxes together: more would make a page that opens slowly
RECORD = "Run the forward pass under “with tinygrad_edu.record_lines():”, and your program is shown here."


def page(graph: Computation, *, quiz: bool = False, source: bool = True, title: str = "") -> str:
    """The page as the text of an HTML file. Refuses a graph of more than 150 operations (ValueError).

    With `quiz` it begins as a quiz; without `source` nothing of the user's program is in it, not even names of files.
    """
    operations = operations_in(graph)
    if operations > LARGEST:
        raise ValueError(
            f"{operations:,} operations are too many to step through; {LARGEST} are the most\n"
            "help: explain a smaller net or a shorter sequence, or draw it: draw(loss, 'graph.svg')"
        )
    title = clean(title) or f"{graph.loss}: forward and backward, step by step"
    data = PageData(graph, steps_of(graph), listings(graph) if source else {}).everything()
    data |= {"quiz": quiz, "advice": RECORD if source else ""}
    script = resource("page.js")
    return Template(resource("page.html")).substitute(
        title=html.escape(title),
        style=resource("page.css") + resource("graph.css"),
        script=script,
        script_hash=f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'",
        svg=to_svg(scene_of(graph), interactive=True),
        data=embedded(data),
    )


def resource(name: str) -> str:
    """A file that stands beside this one, as text."""
    return (resources.files(__package__) / name).read_text("utf-8")


def scene_of(graph: Computation) -> Scene:
    """The graph with a box for each vertex, whatever their number, and in each box what formulas call it."""
    whole = Folding(graph, set(graph.vertices)).view()
    scene = Composition(graph, whole, "grads", edge_labels=False, part=False).scene("auto")
    labels = {box_id(vertex): "" if vertex.name and vertex.is_leaf else vertex.label for vertex in graph.vertices}
    boxes = [replace(box, name=labels[box.id]) for box in scene.boxes]
    cells = sum(len(row) for box in boxes for panel in box.panels if panel.thumbnail for row in panel.rows)
    if cells > CELLS:
        boxes = [replace(box, panels=tuple(map(without_thumbnail, box.panels))) for box in boxes]
    return replace(scene, boxes=tuple(boxes), description="Its tensors are described as each is chosen.")


def without_thumbnail(panel: Panel) -> Panel:
    """A panel with only the smallest and the largest number in place of a thumbnail."""
    return replace(panel, rows=()) if panel.thumbnail else panel


def embedded(data: Any) -> str:
    """The data as JSON that can stand in a script element: whatever it says, it doesn't end the element."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
