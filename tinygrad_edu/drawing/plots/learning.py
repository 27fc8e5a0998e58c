"""The picture of a training run: its loss, with plateaus, its metrics, and how large each layer's gradient was."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..names import clean
from ..numbers import number
from ..palette import BLUE, GREY, RUST, mixed
from .look import (
    End,
    Place,
    count_along,
    drawn,
    headline,
    label_ends,
    label_freely,
    logarithmic,
    new_figure,
    ramp,
    thousands,
)
from .plateaus import Plateau, plateaus
from .runs import Run, Series, at_the_end, finite, first_break, read_run
from .smoothing import running_median, thinned
from .story import break_in_words, compared, plateau_in_words, story, summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SMOOTHED = 0.02  # of the run: the window of the running median that is drawn as the line
NOISY = 0.002  # the values' scatter about that median, relative to it, from which on it is drawn
FEW = 50  # steps, up to which each is marked with a dot
LABELLED = 8  # layers, at the most, that have their names beside their lines
SHADE, BROKEN = "#EEF1F4", mixed("#FFFFFF", RUST, 0.08)  # behind a plateau, and where no loss is finite any more


def training(history: Any, path: str | os.PathLike[str] | None = None, *, title: str | None = None) -> Path | Figure:
    """Draw a training run; returns the path written (.png, .svg, .pdf), or without one matplotlib's Figure.

    `history` is a `History`, an object with a `.history` like Keras's, a mapping of lists with "loss" in it, or a list
    of losses. A list that is n times shorter than the longest belongs to every n-th step. "val_loss" is drawn beside
    "loss", and so on. Plateaus of the loss are marked, see `plateaus`; so is the step at which it wasn't a finite
    number any more. The lines of a long run are running medians, with all values as a pale band behind them.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     training([1.0, 0.5, 0.25], f"{folder}/loss.svg").name
    'loss.svg'
    """
    run = read_run(history)
    found = plateaus_of(run)
    return drawn(lambda: picture(run, found, title), path, summary(run, found, title))


def plateaus_of(run: Run) -> list[Plateau]:
    """The plateaus of the loss, in steps of the run; none where its axis is logarithmic, and slow changes are seen."""
    steps, values = run.loss
    flat = [] if spans_magnitudes(values) else plateaus(values)
    return [Plateau(int(steps[start - 1]), int(steps[end - 1]), level) for start, end, level in flat]


def spans_magnitudes(values: np.ndarray) -> bool:
    """Whether nine tenths of the values would lie in the lowest hundredth of a linear axis."""
    values = finite(values)
    return bool(np.min(values) > 0 and np.quantile(values, 0.9) < np.max(values) / 100)


class Line(NamedTuple):
    """What `draw_line` drew: where the line ends, with its label, and whether the values scatter about it."""

    end: End
    noisy: bool


def picture(run: Run, found: list[Plateau], title: str | None) -> Figure:
    """The panels, one below the other: the loss, each other metric, the gradient norms."""
    panels: dict[str, list[str]] = {"loss": []}
    for name in run.metrics:
        panels.setdefault(name.removeprefix("val_"), []).append(name)
    heights = [3.3, *[1.8] * (len(panels) - 1), *[3.2] * bool(run.norms)]
    figure, rows = new_figure(8, sum(heights), heights)
    for axes in rows:
        count_along(axes, run.steps)
        for plateau in found:
            axes.axvspan(plateau.start, plateau.end, color=SHADE, linewidth=0, zorder=0)
    lines = [draw_metrics(axes, run, names) for axes, names in zip(rows, panels.values())]
    headline(rows[0], title or story(run, found), story(run, found) if title else "")
    if run.norms:
        lines.append(draw_norms(rows[-1], run.norms))
        headline(rows[-1], "The gradient norm of each layer", compared(run, found), size=10)
    noisy = any(line.noisy for row in lines for line in row)
    rows[-1].set_xlabel(run.unit + " (lines: running medians; pale: all values)" * noisy)
    figure.draw_without_rendering()  # from now on it is known what is how far from what
    for axes, row in zip(rows, lines):
        label_ends(axes, [line.end for line in row if line.end.text])
    figure.draw_without_rendering()  # the labels took some width
    draw_remarks(rows[0], run, found)
    return figure


def draw_line(axes: Axes, series: Series, text: str, color: str, **options: Any) -> Line:
    """The values' running median and, pale behind it, all of them."""
    if not len(finite(series.values)):
        return Line(End(axes.get_xlim()[1], np.nan, text, color), noisy=False)
    curve = thinned(series.values)
    steps = series.steps[(curve.first + curve.last) // 2 - 1]
    smooth = running_median(curve.middle, SMOOTHED)
    noisy = bool(np.nanmedian(np.abs(curve.middle - smooth)) > NOISY * np.nanmedian(np.abs(smooth)))
    line = smooth if noisy else curve.middle
    pale = mixed("#FFFFFF", color, 0.25)
    if len(steps) < len(series.values):
        axes.fill_between(steps, curve.low, curve.high, color=pale, linewidth=0.6, zorder=1)
    elif noisy:
        axes.plot(steps, curve.middle, color=pale, linewidth=1, zorder=1)
    axes.plot(steps, line, color=color, marker="o" if len(steps) <= FEW else None, markersize=4, **options)
    last = np.flatnonzero(np.isfinite(line))[-1]
    return Line(End(float(steps[last]), float(line[last]), text, color), noisy)


def draw_metrics(axes: Axes, run: Run, names: list[str]) -> list[Line]:
    """A metric and, dashed, what it was on the validation data; a loss from zero on, or on a logarithmic axis."""
    lines = []
    for name in names:
        look = {"color": RUST, "linestyle": (0, (3, 1.5))} if name.startswith("val_") else {"color": BLUE}
        text = f"{clean(name)} {number(at_the_end(finite(run.metrics[name].values)))}"
        lines.append(draw_line(axes, run.metrics[name], text, **look))
    if "loss" in names:
        values = finite(np.concatenate([run.metrics[name].values for name in names]))
        low, high = min(np.min(values), 0), np.max(values)
        room = 0.16 * (high - low) or 1  # for a text above
        if spans_magnitudes(run.loss.values):
            logarithmic(axes, values)
        else:
            axes.set_ylim(low - room if low < 0 else 0, high + room)
    return lines


def draw_norms(axes: Axes, norms: dict[str, Series]) -> list[Line]:
    """The gradient norms on a logarithmic axis, at whose foot zeros lie."""
    values = np.concatenate([series.values for series in norms.values()])
    foot = logarithmic(axes, values)
    if np.any(values == 0):
        foot /= 10
        axes.set_ylim(bottom=foot)
    labelled = set(np.linspace(0, len(norms) - 1, min(len(norms), LABELLED)).round().astype(int))
    lines = []
    for place, (path, series) in enumerate(norms.items()):
        where = {0: ", first layer", len(norms) - 1: ", last layer"}.get(place, "") if len(norms) > 1 else ""
        end = at_the_end(series.values)
        none = "" if end > 0 else f": {number(end)}"
        text = f"{clean(path)}{where}{none}" if place in labelled else ""
        shown = Series(series.steps, np.where(series.values == 0, foot, series.values))
        lines.append(draw_line(axes, shown, text, ramp(len(norms))[place], linewidth=1.6))
    return lines


def draw_remarks(axes: Axes, run: Run, found: list[Plateau]) -> None:
    """The words on the picture of the loss, where no line is."""
    for plateau in found:
        label_freely(axes, plateau_in_words(plateau, run), GREY, beside_plateau(axes, run, plateau))
    if broken := first_break(run.loss):
        axes.axvline(broken.step, color=RUST, linewidth=1, linestyle=":")
        if broken.stays:
            axes.axvspan(broken.step, run.steps, color=BROKEN, linewidth=0, zorder=0)
        label_freely(axes, f"⚠ {break_in_words(broken, run)}", RUST, beside_step(axes, broken.step))
    if lowest := lowest_validated(run):
        axes.axvline(lowest.x, color=RUST, linewidth=1, linestyle=":")
        axes.plot(lowest.x, lowest.y, "o", color=RUST, markersize=7)
        label_freely(axes, lowest.text, RUST, beside_step(axes, lowest.x))


def beside_plateau(axes: Axes, run: Run, plateau: Plateau) -> list[Place]:
    """Where a plateau's words may stand: above, or below if it is the last one, since the line comes down to that."""
    steps, values = run.loss
    inside = finite(values[(plateau.start <= steps) & (steps <= plateau.end)])
    above, below, at_the_top = (np.max(inside), 11), (np.min(inside), -11), (axes.get_ylim()[1], -8)
    left, right = (plateau.start, 4, "left"), (plateau.end, -4, "right")
    late = plateau.end == run.steps
    return [
        Place(x, y, dx, dy, side)
        for y, dy in ((below, above, at_the_top) if late else (above, below, at_the_top))
        for x, dx, side in ((right, left) if late else (left, right))
    ]


def beside_step(axes: Axes, step: float) -> list[Place]:
    """Where words on a step may stand: at the top or the foot of the plot, right or left of the step."""
    foot, top = axes.get_ylim()
    sides = ((6, "left"), (-6, "right"))
    return [Place(step, y, dx, dy, side) for y, dy in ((top, -8), (foot, 10)) for dx, side in sides]


def lowest_validated(run: Run) -> End | None:
    """The lowest loss on the validation data, if it rose from there by more than 5 % of all that it changed."""
    validated = run.metrics.get("val_loss")
    values = finite(validated.values) if validated else np.empty(0)
    if not validated or not len(values) or at_the_end(values) - np.min(values) <= 0.05 * np.ptp(values):
        return None
    step = int(validated.steps[np.nanargmin(validated.values)])
    return End(step, float(np.min(values)), f"val_loss lowest at {run.unit} {thousands(step)}", RUST)
