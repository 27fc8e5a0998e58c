"""What stands in a picture: boxes with panels, arrows between them, clusters around them. How it looks is elsewhere.

A scene is made from a computation (`composing.py`) and written down by `dot.py` and `svg/`; it holds texts and
colours only. All texts are plain: whoever writes them into a language encodes them for it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """One element of a matrix: its number, "" in a thumbnail, and its colour."""

    text: str
    fill: str


@dataclass(frozen=True)
class Panel:
    """A value or a gradient: a heading, rows of cells, and a line below them.

    `kind` is "value" or "gradient", which gives the colour of the text. A `scalar` panel has one cell, drawn as a large
    number without a frame or tint. A `thumbnail` has cells without texts, all of one small size. Without rows there
    is only the note: the smallest and the largest number, or how a gradient is added up.
    """

    kind: str
    heading: str
    rows: tuple[tuple[Cell, ...], ...] = ()
    note: str = ""
    scalar: bool = False
    thumbnail: bool = False


@dataclass(frozen=True)
class Bar:
    """A bar that shows a size among others of its kind: from 0 to 1 of the largest."""

    heading: str
    share: float
    text: str


@dataclass(frozen=True)
class Box:
    """A tensor with the op that made it, or a module with all that is in it.

    `role` is a key of `palette.STYLES`. The title is the op's symbol or a leaf's name, in bold; `name` stands beside it
    in grey, `subtitle` below it, smaller. `warning` is what isn't finite, in words, or "". `cluster` is the id of the
    innermost cluster around the box, or "".
    """

    id: str
    role: str
    title: str
    name: str = ""
    subtitle: str = ""
    panels: tuple[Panel, ...] = ()
    bar: Bar | None = None
    warning: str = ""
    cluster: str = ""


@dataclass(frozen=True)
class Span:
    """A piece of text in one colour."""

    text: str
    color: str
    bold: bool = False


@dataclass(frozen=True)
class Arrow:
    """An edge: the value's way from one box to another and, with `gradient`, the gradient's way back.

    `label` is lines of spans beside it. `main` says that it is the first operand's, which should run straight; `enters`
    that it leads into a cluster that it doesn't come from. `beside` is "above" or "below" if its source is a leaf that
    nothing else uses, as most parameters are: it stands next to its target, out of the way of the main line.
    """

    id: str
    source: str
    target: str
    gradient: bool
    label: tuple[tuple[Span, ...], ...] = ()
    main: bool = False
    enters: bool = False
    beside: str = ""


@dataclass(frozen=True)
class Cluster:
    """A module's call: a frame around boxes and other clusters, with its path in bold and its class in grey."""

    id: str
    title: str
    kind: str
    parent: str = ""


@dataclass(frozen=True)
class Scene:
    """A picture before it is laid out. `direction` is "LR" or "TB".

    The legend lists roles ("parameter", …), "value", "gradient", "no gradient" and "heat", in the order to be shown.
    """

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    clusters: tuple[Cluster, ...]
    direction: str
    legend: tuple[str, ...]
    caption: str
    title: str
    description: str
