"""The look of plots: colours and type, headlines, and labels beside the lines instead of legends."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from textwrap import fill
from typing import Any, NamedTuple, cast

import numpy as np

from ...tracing.notation import RAISED
from ..files import format_of, write
from ..names import visible
from ..numbers import number
from ..palette import FONT, GREY, INK, channels, mixed
from ..rendering import INSTALL_MATPLOTLIB, RendererMissing

try:
    from matplotlib import patheffects, style
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import get_font_names
    from matplotlib.text import Annotation
    from matplotlib.ticker import MaxNLocator, NullFormatter
except ImportError:  # an extra, "examples"
    Figure = None  # type: ignore[assignment, misc]

FORMATS = ("png", "svg", "pdf")
RAMP = ("#12263F", "#7A2A5E", "#C2500F")  # from cold and dark to hot and light; all can be read as text on white
EAST_ASIAN = 0x2E80  # where East Asian signs begin in Unicode, and the fonts that systems bring along for them
OTHER_FONTS = ("Noto Sans CJK JP", "Droid Sans Fallback", "Apple SD Gothic Neo", "PingFang SC", "Malgun Gothic")

STYLE = {
    "figure.dpi": 150,
    "savefig.dpi": 150,
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.w_pad": 0.08,
    "figure.constrained_layout.h_pad": 0.08,
    "font.family": FONT[0],
    "font.size": 10,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": GREY,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "lines.linewidth": 2,
    "lines.solid_capstyle": "round",
    "svg.hashsalt": "tinygrad_edu",
}


def drawn(make: Callable[[], Figure], path: str | os.PathLike[str] | None, summary: str) -> Path | Figure:
    """The figure that `make` builds, in our style, whatever the user's; or, with a path, the path of its file.

    The same figure makes the same bytes. The summary, a sentence, goes into the file for those who can't see it.
    """
    kind = "" if path is None else format_of(path, FORMATS)
    if Figure is None:
        raise RendererMissing(f"plots are drawn by matplotlib, which is missing\nhelp: {INSTALL_MATPLOTLIB}")
    with style.context(["default", STYLE]):
        figure = make()
        figure.draw_without_rendering()  # the ticks are made now, in this style
        if path is None:
            return figure
        content = BytesIO()
        figure.savefig(content, format=kind, metadata=metadata(kind, printable(summary)))
    return write(path, content.getvalue())


def metadata(kind: str, summary: str) -> dict[str, str | None]:
    """What a file says of itself: the summary, and nothing that changes with the day or the machine."""
    return {
        "png": {"Description": summary, "Software": None},
        "svg": {"Description": summary, "Date": None, "Creator": None},
        "pdf": {"Subject": summary, "CreationDate": None, "Creator": None, "Producer": None},
    }[kind]


def new_figure(width: float, height: float, rows: Sequence[float] = (1,)) -> tuple[Figure, list[Axes]]:
    """A figure of this size in inches with plots below each other, of these relative heights, above one x axis."""
    figure = Figure(figsize=(width, height))
    plots = figure.subplots(len(rows), squeeze=False, sharex=True, height_ratios=rows)[:, 0].tolist()
    for axes in plots:
        axes.tick_params(which="both", colors=GREY)
    return figure, plots


def figure_of(axes: Axes) -> Figure:
    """The figure that the plot stands in, which isn't a part of another here."""
    return cast(Figure, axes.figure)


def headline(axes: Axes, title: str, note: str = "", size: float = 12) -> None:
    """A title, and below it, smaller, a note that says how to read the plot."""
    letters = int(8.5 * figure_of(axes).get_figwidth())  # of a title in a line
    axes.set_title(fill(printable(title), letters), pad=24 if note else 8, fontsize=size, fontfamily=fonts(title))
    axes.annotate(note, (0, 1), (0, 9), xycoords="axes fraction", textcoords="offset points", color=GREY)


def label(
    axes: Axes, x: float, y: float, text: str, color: str, *, dx: float = 0, dy: float = 0, **options: Any
) -> Annotation:
    """Text beside the point (x, y), moved by dx and dy in points of print, legible on lines and areas too."""
    options = {"va": "center", "annotation_clip": False, "path_effects": halo(), "fontfamily": fonts(text), **options}
    return axes.annotate(text, (x, y), (dx, dy), textcoords="offset points", color=color, **options)


def printable(text: str) -> str:
    """The text in one line, without what can't be shown."""
    return " ".join(visible(text).split())


def fonts(text: str) -> list[str]:
    """The font of all pictures, and, if it lacks signs of the text, those on this machine that may have them."""
    if all(ord(character) < EAST_ASIAN for character in text):
        return [FONT[0]]
    installed = set(get_font_names())
    return [FONT[0], *(font for font in OTHER_FONTS if font in installed)]


def halo(width: float = 3) -> list:
    """A white rim around a text or a mark."""
    return [patheffects.withStroke(linewidth=width, foreground="white")]


class End(NamedTuple):
    """Where a line ends, and what is to be read there."""

    x: float
    y: float
    text: str
    color: str


def label_ends(axes: Axes, ends: Sequence[End]) -> None:
    """Texts to the right of the ends of lines, moved apart where they would overlap, in a figure that is laid out.

    A text that was moved is tied to its line. An end without a height, NaN, stands at the foot of the plot.
    """
    points = [(end.x, axes.get_ylim()[0] if np.isnan(end.y) else end.y) for end in ends]
    heights = axes.transData.transform(points)[:, 1] * 72 / figure_of(axes).dpi  # in points of print
    for end, (x, y), move in zip(ends, points, spread(heights, 13) - heights):
        tie = {"arrowstyle": "-", "color": end.color, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 2, "relpos": (0, 0.5)}
        label(axes, x, y, end.text, end.color, dx=8, dy=move, arrowprops=tie if abs(move) > 3 else None)


class Place(NamedTuple):
    """A place for a text: a point, how far from it in points of print, and on which side of the text that is."""

    x: float
    y: float
    dx: float
    dy: float
    ha: str


def label_freely(axes: Axes, text: str, color: str, places: Sequence[Place]) -> None:
    """A text at the first of these places where it covers no line or text, else at the first; in a laid out figure."""
    lines = [line.get_transform().transform_path(line.get_path()) for line in axes.lines]
    texts = [other.get_window_extent() for other in axes.texts if other.get_text()]

    def at(place: Place) -> Annotation:
        return label(axes, place.x, place.y, text, color, dx=place.dx, dy=place.dy, ha=place.ha)

    for place in places:
        annotation = at(place)
        box = annotation.get_window_extent()
        outside = axes.bbox.padded(2).count_contains(box.corners()) < 4
        if not (outside or box.count_overlaps(texts) or any(line.intersects_bbox(box, filled=False) for line in lines)):
            return
        annotation.remove()
    at(places[0])


def spread(heights: np.ndarray, least: float) -> np.ndarray:
    """The heights, moved apart, by as little above as below, until each is at least `least` from the next.

    >>> spread(np.array([0.0, 0.0, 50.0]), 10)
    array([-5.,  5., 50.])
    """
    order = np.argsort(heights, kind="stable")
    room = least * np.arange(len(heights))
    upwards = np.maximum.accumulate(heights[order] - room) + room
    downwards = np.minimum.accumulate((heights[order] - room)[::-1])[::-1] + room
    placed = np.empty(len(heights))
    placed[order] = (upwards + downwards) / 2
    return placed


def ramp(many: int) -> list[str]:
    """This many colours in an order that is seen in grey too, from cold and dark to hot and light."""
    cold, middle, hot = RAMP
    shares = [2 * place / max(many - 1, 1) for place in range(many)]
    return [mixed(cold, middle, share) if share <= 1 else mixed(middle, hot, share - 1) for share in shares]


def count_along(axes: Axes, steps: int) -> None:
    """Let the x axis count steps, from the first to the last."""
    axes.set_xlim(*((0.5, steps + 0.5) if steps <= 50 else (0, steps)))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.xaxis.set_major_formatter(lambda step, _: thousands(step))


def logarithmic(axes: Axes, values: np.ndarray) -> float:
    """Let the y axis be logarithmic, and span the decades of these values that are positive; returns its foot."""
    values = values[np.isfinite(values) & (values > 0)] if np.any(values > 0) else np.ones(1)
    low, high = np.floor(np.log10(np.min(values))), np.ceil(np.log10(np.max(values)))
    axes.set_yscale("log")
    axes.set_ylim(10.0**low, 10.0 ** max(high, low + 1))
    axes.yaxis.set_major_formatter(lambda x, _: power(x))
    axes.yaxis.set_minor_formatter(NullFormatter())
    return float(10.0**low)


def rgb(color: str) -> list[float]:
    """Red, green and blue of a colour, from 0 to 1.

    >>> rgb("#FF0033")
    [1.0, 0.0, 0.2]
    """
    return [part / 255 for part in channels(color)]


def thousands(count: float) -> str:
    """A whole number with a comma before each three digits.

    >>> thousands(10000)
    '10,000'
    """
    return f"{count:,.0f}"


def power(x: float) -> str:
    """A power of ten as the ticks of a logarithmic axis show it: 0.01, 1, 100, 10⁻⁵.

    >>> power(0.001), power(1e-5)
    ('0.001', '10⁻⁵')
    """
    if 1e-3 <= x <= 1e4:
        return thousands(x) if x >= 1 else number(x)
    return "10" + number(round(np.log10(x))).translate(RAISED)
