"""The public face: a tensor's computation graph as a picture, in a file, a notebook or a terminal."""

from __future__ import annotations

import copy
import inspect
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..nn import Module
from ..ops import random
from ..tape import Node
from .composing import compose
from .computation import Computation, computation, send_back
from .dot import to_dot
from .files import format_of, write
from .page.animation import to_gif
from .page.document import page
from .palette import PALE
from .rendering import (
    by_graphviz,
    by_resvg,
    has_dot,
    has_resvg,
    renderer_missing,
    with_summary_png,
    with_summary_svg,
)
from .scene import Scene
from .svg.document import to_svg
from .terminal import listing

FORMATS = ("png", "svg", "pdf", "dot", "html", "gif")
MOST_BOXES = {"png": 300, "pdf": 300, "gif": 50, "svg": 20_000, "dot": 1_000_000}  # that can be read or searched
ARROWS = 3  # for each box, that can be followed


class Graph:
    """The computation graph of a tensor, ready to be shown. Made by `graph`.

    In a notebook it is the picture, printed it is a list of its boxes.
    """

    def __init__(self, computation: Computation, **options) -> None:
        self.computation, self.options = computation, options
        self.scene: Scene = compose(computation, **options)

    def save(self, path: str | os.PathLike) -> Path:
        """Write it to a file and return its path; the suffix decides: .png .svg .pdf .dot .html .gif.

        The picture is drawn by Graphviz's program ``dot`` where it is installed, else by this package's own layout.
        An old file is replaced only by a whole new one. Raises ValueError for another suffix and for a graph that is
        too large to be read, `RendererMissing` where the machine can't make this format, OSError for a folder that
        isn't there or can't be written.
        """
        kind = format_of(path, FORMATS)
        return write(path, self.content(kind))

    def content(self, kind: str) -> bytes:
        """What a file of this format holds."""
        if kind == "html":
            return page(self.computation, title=self.scene.title).encode()
        self.check_size(kind)
        if kind == "gif":
            return to_gif(self.computation)
        made: dict[str, Callable[[], str | bytes]] = {
            "png": self.to_png, "pdf": self.to_pdf, "svg": self.to_svg, "dot": self.to_dot
        }  # fmt: skip
        content = made[kind]()
        return content.encode() if isinstance(content, str) else content

    def check_size(self, kind: str) -> None:
        """Refuse a picture with more boxes and arrows than anyone can read."""
        if self.fits(kind):
            return
        larger = f", or save it as .svg, which holds {MOST_BOXES['svg']:,}" if self.fits("svg") else ""
        raise ValueError(
            f"{len(self.scene.boxes):,} boxes and {len(self.scene.arrows):,} arrows are too many for a .{kind}, which "
            f"holds {MOST_BOXES[kind]:,} and {ARROWS * MOST_BOXES[kind]:,}\n"
            f"help: depth=1 for its modules, around=tensor with hops=2 for a part{larger}"
        )

    def fits(self, kind: str) -> bool:
        """Whether a picture of this format can be read."""
        return max(len(self.scene.boxes), len(self.scene.arrows) / ARROWS) <= MOST_BOXES[kind]

    def to_png(self) -> bytes:
        """The picture in pixels, by ``dot``, or by this package's own layout and resvg."""
        content = None
        if has_dot():
            with suppress(RuntimeError):  # too slow, or broken: then it is drawn here
                content = by_graphviz(self.to_dot(), "png")
        if content is None and has_resvg():
            content = by_resvg(to_svg(self.scene))
        if content is None:
            raise renderer_missing("png")
        return with_summary_png(content, self.scene.title, self.scene.description)

    def to_pdf(self) -> bytes:
        """The picture as a PDF, which only ``dot`` can make."""
        if not has_dot():
            raise renderer_missing("pdf")
        return by_graphviz(self.to_dot(), "pdf")

    def to_dot(self) -> str:
        """The graph in Graphviz's language: the same graph gives the same text, byte for byte."""
        return to_dot(self.scene)

    def to_svg(self) -> str:
        """The picture as SVG, by ``dot`` where it is installed and fast enough, else by this package's own layout."""
        if has_dot() and self.fits("png"):
            with suppress(RuntimeError):  # too slow, or broken
                drawn = by_graphviz(self.to_dot(), "svg").decode()
                return with_summary_svg(drawn, self.scene.title, self.scene.description)
        return to_svg(self.scene)

    def text(self) -> str:
        """The graph for a terminal: a line for each box."""
        return listing(self.computation, self.scene)

    def __repr__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        """What a notebook shows: the picture, as wide as there is room; the list where it can't, or can't be read."""
        if not self.fits("png"):
            return {"text/plain": self.text()}
        drawn = self.to_svg().replace("<svg ", '<svg style="max-width:100%;height:auto" ', 1)
        return {"image/svg+xml": drawn, "text/plain": self.text()}


class Explanation:
    """The page that plays both passes. Made by `explain` without a path; a notebook shows it in a sandboxed frame."""

    def __init__(self, html: str) -> None:
        self.html = html

    def save(self, path: str | os.PathLike) -> Path:
        """Write the page to a file and return its path; the suffix is .html."""
        format_of(path, ("html",))
        return write(path, self.html.encode())

    def _repr_html_(self) -> str:
        escaped = self.html.replace("&", "&amp;").replace('"', "&quot;")
        style = f"width:100%;height:760px;border:1px solid {PALE};border-radius:8px"
        return f'<iframe sandbox="allow-scripts" title="both passes" style="{style}" srcdoc="{escaped}"></iframe>'


def graph(
    subject: Node | Module | Sequence | Mapping,
    *,
    inputs: Any = None,
    detail: str = "auto",
    depth: int | str = "auto",
    direction: str = "auto",
    around: Node | None = None,
    hops: int = 2,
    names: Mapping[str, Any] | None = None,
) -> Graph:
    """The graph of a tensor, of several, or of what a Module makes of its example `inputs` (one, or a tuple).

    `detail` is "shape", "values", "grads", "heat" (colours without numbers), or "auto". `depth` is how many modules
    inside each other are opened, `direction` "LR" or "TB". Of a large graph `around` and `hops` show the neighbourhood
    of one tensor. `names` gives further names to tensors and modules: ``names=locals()``. Nothing is changed:
    gradients are computed for the picture, a Module is run as a copy.

    >>> import tinygrad_edu as tg
    >>> a = tg.tensor(3.0, requires_grad=True)
    >>> y = a * a + a
    >>> print(tg.graph(y, names=locals()).text())
    Computation graph of y: 2 operations, 1 parameter tensor with 1 number. Its value is 12. Gradients are shown.
    <BLANKLINE>
    name  operation   role       shape   value  gradient
    a                 parameter  scalar  3      7 = 3 + 3 + 1
    v₁    × (a, a)    operation  scalar  9      1
    y     + (v₁, a)   output     scalar  12     1
    """
    outputs, found = outputs_of(subject, inputs)
    recorded = computation(outputs, {**(names or {}), **found})
    send_back(recorded)
    return Graph(recorded, detail=detail, depth=depth, direction=direction, around=around, hops=hops)


def draw(subject: Node | Module | Sequence | Mapping, path: str | os.PathLike = "graph.png", **options) -> Path:
    """Write the picture of a graph to a file, and return its path: ``graph(subject, **options).save(path)``."""
    format_of(path, FORMATS)
    return graph(subject, **options).save(path)


def explain(
    subject: Node | Module | Sequence | Mapping,
    path: str | os.PathLike | None = None,
    *,
    inputs: Any = None,
    names: Mapping[str, Any] | None = None,
    quiz: bool = False,
    source: bool = True,
) -> Path | Explanation:
    """Write a page that plays the forward and the backward pass of a graph, step by step; return its path.

    It is one file without any request to a network: the rule of each op in symbols and in numbers, your own source
    line (recorded under ``with record_lines():``; `source` False leaves it out), a check by finite differences. `quiz`
    asks before it tells. Without a `path` the result is for a notebook. A ValueError says so if the graph is too
    large to be stepped through.
    """
    outputs, found = outputs_of(subject, inputs)
    recorded = computation(outputs, {**(names or {}), **found})
    send_back(recorded)
    shown = Explanation(page(recorded, quiz=quiz, source=source))
    return shown if path is None else shown.save(path)


def outputs_of(subject, inputs) -> tuple[list[Node], dict[str, Any]]:
    """The tensors that are to be drawn, and the names that came up on the way to them."""
    if isinstance(subject, Module):
        return outputs_of_module(subject, inputs)
    if inputs is not None:
        raise TypeError(f"inputs= are for a Module, this is a {type(subject).__name__}\nhelp: leave them out")
    outputs = list(tensors_in(subject))
    if not outputs:
        raise TypeError(
            f"no graph of a {type(subject).__name__}\nhelp: give a tensor, a list of tensors, or a Module with inputs="
        )
    return list(dict.fromkeys(outputs)), {}


def tensors_in(subject) -> Iterator[Node]:
    """The tensors among nested lists, tuples and dicts."""
    waiting = [subject]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, Node):
            yield thing
        elif isinstance(thing, Mapping):
            waiting += reversed(list(thing.values()))
        elif isinstance(thing, Sequence) and not isinstance(thing, (str, bytes)):
            waiting += reversed(thing)


def outputs_of_module(module: Module, inputs) -> tuple[list[Node], dict[str, Any]]:
    """What a copy of the module makes of its inputs, and their names: those of `forward`'s parameters."""
    name = type(module).__name__
    if inputs is None:
        raise TypeError(
            f"the graph of a {name} needs an input to run it on\n"
            "help: inputs=x, or a tuple of them; or draw a tensor: draw(net(x), path)"
        )
    given = inputs if isinstance(inputs, tuple) else (inputs,)
    try:
        twin = copy.deepcopy(module)
    except Exception as error:
        raise TypeError(f"the {name} can't be copied: {error}\nhelp: run it, and draw what it returns") from error
    before = random.generator.bit_generator.state
    try:
        outputs = list(dict.fromkeys(tensors_in(twin(*given))))
    finally:
        random.generator.bit_generator.state = before
    parameters = list(inspect.signature(module.forward).parameters)
    return outputs, {**dict(zip(parameters, given)), name: twin}
