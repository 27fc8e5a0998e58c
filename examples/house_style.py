"""The look of the pictures: colours, type, labels beside the lines instead of legends."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from command_line import stop_for_folder

try:
    from matplotlib import colors, patheffects, rcParams
    from matplotlib.figure import Figure
    from matplotlib.ticker import LogFormatter
except ImportError:  # an extra, "examples", without which the examples only print
    Figure, LogFormatter = None, object

BLUE, RUST, INK, GREY, PALE = "#0072B2", "#B23A06", "#1F2933", "#52606D", "#D9DEE4"

STYLE = {
    "figure.dpi": 150,
    "savefig.dpi": 150,
    "figure.constrained_layout.use": True,
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": GREY,
    "axes.labelcolor": GREY,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "xtick.color": GREY,
    "ytick.color": GREY,
    "lines.linewidth": 2,
    "lines.solid_capstyle": "round",
}


def new_figure(width: float, height: float, rows: int = 1, columns: int = 1, **options):
    """A figure of this size in inches in the house style, and its axes."""
    rcParams.update(STYLE)
    figure = Figure(figsize=(width, height))
    return figure, figure.subplots(rows, columns, **options)


def save(figure: "Figure", folder: Path, name: str) -> None:
    """Write the figure to a PNG file, and say so."""
    path = folder / name
    try:
        figure.savefig(path, facecolor="white")
    except OSError as error:
        stop_for_folder(path, error.strerror)
    print(f"wrote {path}")


def count_epochs(axes, epochs: int) -> None:
    """Let the x axis count epochs, on a logarithmic scale, with the numbers written out: 1, 10, 100, 1,000."""
    axes.set(xscale="log", xlim=(1, max(2, epochs)), xlabel="epoch")
    axes.xaxis.set_major_formatter(lambda number, _: f"{number:,.0f}")
    axes.xaxis.set_minor_formatter(lambda number, _: "")


def count_steps(axes, steps: int) -> None:
    """Let the x axis count steps as the tutorials do, from 0 on: logarithmic from 1 on, with room for the 0."""
    axes.set_xscale("symlog", linthresh=1)
    axes.set(xlim=(0, max(1, steps - 1)), xlabel="step")
    axes.xaxis.set_major_formatter(lambda number, _: f"{number:,.0f}")


def both_logarithmic(axes, epochs: int, name: str) -> None:
    """Let the x axis count epochs, and the y axis show what the name says: 1, 0.1, 0.01."""
    count_epochs(axes, epochs)
    plain_logarithmic(axes, name)


def plain_logarithmic(axes, name: str) -> None:
    """Let the y axis show what the name says, on a logarithmic scale, with the numbers written out: 1, 0.1, 0.01."""
    axes.set(yscale="log", ylabel=name)
    axes.yaxis.set_major_formatter(PlainLogFormatter())
    axes.yaxis.set_minor_formatter(PlainLogFormatter())


class PlainLogFormatter(LogFormatter):
    """The ticks of a logarithmic axis without exponents; those between powers of ten only where there is room."""

    def __call__(self, number, position=None):
        """The number as text, or none."""
        return plain(number) if super().__call__(number, position) else ""


def plain(number: float) -> str:
    """The number with two significant digits at most, without an exponent: 0.00003, 0.43."""
    return np.format_float_positional(number, precision=2, fractional=False, trim="-")


def headline(axes, title: str, note: str = "") -> None:
    """A title, and below it, smaller, a note that says how to read the picture."""
    axes.set_title(title, pad=26 if note else 12)
    axes.annotate(note, (0, 1), (0, 10), xycoords="axes fraction", textcoords="offset points", color=GREY)


def blend(stops: Sequence[str]):
    """A colour map that goes from the first of these colours to the last."""
    return colors.LinearSegmentedColormap.from_list("blend", stops)


def label(axes, x: float, y: float, text: str, color: str, *, dx: float = 6, dy: float = 0, **options) -> None:
    """Text beside the point (x, y), moved by dx and dy in points of print, legible on lines and areas too."""
    halo = [patheffects.withStroke(linewidth=3, foreground="white")]
    options = {"va": "center", "annotation_clip": False, "path_effects": halo, **options}
    axes.annotate(text, (x, y), (dx, dy), textcoords="offset points", color=color, **options)


def spread_labels(heights: Sequence[float], least: float) -> np.ndarray:
    """The heights, moved apart until labels there are at least `least` from each other."""
    order = np.argsort(heights)
    placed = np.array(heights, dtype=float)[order]
    for _ in range(1000):
        overlap = np.maximum(least - np.diff(placed), 0) / 2
        placed[:-1] -= overlap
        placed[1:] += overlap
    result = np.empty_like(placed)
    result[order] = placed
    return result
