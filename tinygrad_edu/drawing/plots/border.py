"""The picture of what a net of two inputs answers everywhere, with its decision boundary and the data."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ...arrays import get_default_dtype, tensor_of
from ...autograd import no_grad
from ...nn import Module
from ...tape import Node
from ..numbers import number
from ..palette import BLUE, INK, NEGATIVE, POSITIVE, RUST, mixed
from .look import drawn, halo, headline, label, new_figure, rgb, thousands

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FINE, COARSE = 300, 40  # points along a side: where the model is asked, and where a label may stand
LABEL = (3, 9)  # cells of the coarse grid that a label needs, high and wide
TITLE = "Decision boundary"
BATCH = 4096  # points that the model is asked about at once
MARGIN = 0.15  # of the data's extent, around it
STRONGEST, PALEST = 0.55, 0.2  # how much colour a surface holds at the most, and the region of one of several classes


class Look(NamedTuple):
    """How the points of a class look: colour, and matplotlib's name of the marker."""

    color: str
    marker: str


LOOKS = [
    Look(BLUE, "o"),
    Look(RUST, "s"),
    Look("#00705A", "^"),
    Look("#7B3F8C", "D"),
    Look("#7A6000", "v"),
    Look("#0E6F8A", "P"),
    Look("#A3195B", "X"),
    Look("#3E4C59", "*"),
    Look("#5B3A1E", "<"),
    Look("#4A6B0F", ">"),
]


class Answers(NamedTuple):
    """A model's answers at some points: the places of the classes that it chooses, and heights above the boundary.

    The heights of a class are positive where it is chosen. Each class has a row of them; of two that one output
    tells apart, the second.
    """

    chosen: np.ndarray
    heights: np.ndarray


class Picture(NamedTuple):
    """What is to be seen: the answers on a grid with these sides, the classes, the points with the places of theirs."""

    sides: tuple[np.ndarray, np.ndarray]
    answers: Answers
    classes: list[int]
    points: np.ndarray
    labels: np.ndarray
    wrong: np.ndarray


def boundary(
    model: Callable,
    X: Any,
    y: Any,
    path: str | os.PathLike[str] | None = None,
    *,
    title: str | None = None,
    threshold: float = 0.5,
) -> Path | Figure:
    """Draw what a model answers around the points X, (n, 2), of the classes y; returns the path written, or a Figure.

    The model is a Module, asked in evaluation mode and without recording, or any function of a Tensor. If it has one
    output, its classes are 0 and 1, or −1 and 1; the second is where the output is above the threshold: 0.5 for
    probabilities, 0 for logits. If it has several, the classes are 0, 1, …, and the largest output wins. Points on the
    wrong side are ringed. ValueError for other shapes or labels; .png, .svg and .pdf can be written.

    >>> import tempfile
    >>> both = lambda x: x[:, 0] * x[:, 1]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     boundary(both, [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1], f"{folder}/and.png").name
    'and.png'
    """
    points = as_points(X)
    sides = around(points[:, 0]), around(points[:, 1])
    grid = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
    outputs = ask(model, np.concatenate([points, grid.astype(points.dtype)]))
    classes, labels = as_classes(y, len(points), outputs)
    wrong = answers(outputs[: len(points)], threshold).chosen != labels
    seen = Picture(sides, answers(outputs[len(points) :], threshold), classes, points, labels, wrong)
    return drawn(lambda: picture(seen, title, threshold), path, f"{title or TITLE}: {counted(wrong)}.")


# What is given, and what the model answers


def as_points(X: Any) -> np.ndarray:
    """The points as an array of floats."""
    points = np.asarray(X.value if isinstance(X, Node) else X)
    if points.ndim != 2 or points.shape[1] != 2 or not len(points) or points.dtype.kind not in "fiub":
        raise ValueError(
            f"X is an array of {points.dtype} of shape {points.shape}\n"
            "help: give the numbers of n points in the plane, (n, 2), of a model with two inputs"
        )
    if not np.isfinite(points).all():
        raise ValueError(f"{np.sum(~np.isfinite(points).all(axis=1))} points of X aren't finite\nhelp: leave them out")
    return points if points.dtype.kind == "f" else points.astype(get_default_dtype())


def around(coordinates: np.ndarray) -> np.ndarray:
    """Equally spaced numbers from below the least coordinate to above the largest."""
    low, high = float(np.min(coordinates)), float(np.max(coordinates))
    room = MARGIN * (high - low) or 1.0
    return np.linspace(low - room, high + room, FINE)


def ask(model: Callable, points: np.ndarray) -> np.ndarray:
    """The model's outputs at the points, (n,) or (n, classes)."""
    if not callable(model):
        raise TypeError(f"a {type(model).__name__} is no model\nhelp: give a Module, or a function of a Tensor")
    if isinstance(model, Module):
        points = points.astype(next((p.dtype for p in model.parameters() if p.dtype.kind == "f"), points.dtype))
    with no_grad(), evaluating(model):
        batches = [points[start : start + BATCH] for start in range(0, len(points), BATCH)]
        outputs = [checked(model(tensor_of(batch)), batch) for batch in batches]
    return np.concatenate(outputs)


def checked(output: Any, batch: np.ndarray) -> np.ndarray:
    """A model's outputs for some points, a single one of each without an axis of its own."""
    array = np.asarray(output.value if isinstance(output, Node) else output)
    if array.ndim not in (1, 2) or len(array) != len(batch) or array.size == 0:
        raise ValueError(
            f"the model makes {array.shape} of {batch.shape}\nhelp: one output for each point, (n,) or (n, 1), "
            "or one for each class, (n, classes)"
        )
    if not np.isfinite(array).all():
        raise ValueError("the model's outputs aren't all finite\nhelp: look at its training: drawing.training(history)")
    return array[:, 0] if array.shape[1:] == (1,) else array


@contextmanager
def evaluating(model: Callable) -> Iterator[None]:
    """Put a Module and all below it into evaluation mode, and afterwards each back into its own."""
    modes = [(module, vars(module).get("training")) for module in model.modules()] if isinstance(model, Module) else []
    try:
        if isinstance(model, Module):
            model.eval()
        yield
    finally:
        for module, mode in modes:
            if mode is None:
                vars(module).pop("training", None)
            else:
                module.training = mode


def as_classes(y: Any, many: int, outputs: np.ndarray) -> tuple[list[int], np.ndarray]:
    """The classes, and for each point the place of its own among them."""
    labels = np.asarray(y.value if isinstance(y, Node) else y)
    if labels.shape not in ((many,), (many, 1)) or labels.dtype.kind not in "fiub":
        raise ValueError(
            f"y is an array of {labels.dtype} of shape {labels.shape}, for {many} points\n"
            f"help: give a number, its class, for each point: ({many},)"
        )
    choices = [[0, 1], [-1, 1]] if outputs.ndim == 1 else [list(range(outputs.shape[1]))]
    if len(choices[0]) > len(LOOKS):
        raise ValueError(f"the model has {len(choices[0])} classes\nhelp: up to {len(LOOKS)} can be told apart")
    for classes in choices:
        if np.isin(labels, classes).all():
            return classes, np.searchsorted(classes, labels.ravel())
    found = ", ".join(str(label) for label in np.unique(labels)[:12])
    allowed = " or ".join(", ".join(map(str, classes)) for classes in choices)
    raise ValueError(f"labels {found}, where the model has {len(choices[0])} classes\nhelp: they are {allowed}")


def answers(outputs: np.ndarray, threshold: float) -> Answers:
    """What the outputs mean."""
    if outputs.ndim == 1:
        return Answers((outputs > threshold).astype(int), (outputs - threshold)[np.newaxis])
    chosen = np.argmax(outputs, axis=1)
    second, first = np.sort(outputs, axis=1)[:, -2:].T
    is_chosen = np.arange(outputs.shape[1])[:, np.newaxis] == chosen
    return Answers(chosen, outputs.T - np.where(is_chosen, second, first))


# What is drawn


def picture(seen: Picture, title: str | None, threshold: float) -> Figure:
    """The answers as colours, the boundary as a line, the points on it, and the classes' names where there is room."""
    (left, *_, right), (foot, *_, top) = seen.sides
    shape = (top - foot) / (right - left)
    alike = 1 / 3 < shape < 3  # the inputs are of one size, and so drawn in one scale
    figure, (axes,) = new_figure(6.4, 1.2 + 5.5 * (shape if alike else 0.8))
    axes.set(xlabel="first input", ylabel="second input", xlim=(left, right), ylim=(foot, top))
    extent = (left, right, foot, top)
    axes.imshow(colors(seen), origin="lower", extent=extent, aspect="equal" if alike else "auto")
    for heights in seen.answers.heights:
        if np.min(heights) < 0 < np.max(heights):
            axes.contour(*seen.sides, heights.reshape(FINE, FINE), levels=[0], colors=INK, linewidths=1.8)
    draw_points(axes, seen)
    label_regions(axes, seen)
    headline(axes, title or TITLE, note(seen, threshold))
    return figure


def colors(seen: Picture) -> np.ndarray:
    """For each point of the grid red, green and blue.

    Of one output they say how far it is from the threshold, and on which side; of several, whose class is chosen.
    """
    chosen, heights = seen.answers
    if len(heights) > 1:
        palette = np.array([rgb(mixed("#FFFFFF", look.color, PALEST)) for look in LOOKS])
        return palette[chosen].reshape(FINE, FINE, 3)
    share = heights[0] / (np.quantile(np.abs(heights), 0.9) or 1)  # far away most outputs are huge
    ends = [mixed("#FFFFFF", color, STRONGEST) for color in (NEGATIVE, POSITIVE)]
    stops = np.array([rgb(ends[0]), rgb("#FFFFFF"), rgb(ends[1])])
    return np.stack([np.interp(share, [-1, 0, 1], part) for part in stops.T], axis=-1).reshape(FINE, FINE, 3)


def draw_points(axes: Axes, seen: Picture) -> None:
    """The points, smaller the more there are, of each class in its look; a ring around those on the wrong side."""
    size = float(np.clip(9000 / len(seen.points), 22, 80))
    for place in np.unique(seen.labels):
        x, y = seen.points[seen.labels == place].T
        color, marker = LOOKS[place]
        axes.scatter(x, y, size, c=color, marker=marker, edgecolors="white", linewidths=0.6, zorder=3)
    x, y = seen.points[seen.wrong].T
    axes.scatter(
        x, y, 3 * size + 60, facecolors="none", edgecolors=INK, linewidths=1.6, path_effects=halo(3.6), zorder=4
    )


def label_regions(axes: Axes, seen: Picture) -> None:
    """The name of each class in the emptiest part of its region."""
    picked = np.linspace(0, FINE - 1, COARSE).round().astype(int)
    region = seen.answers.chosen.reshape(FINE, FINE)[np.ix_(picked, picked)]
    across, up = (side[picked] for side in seen.sides)
    free = np.ones_like(region, dtype=bool)
    free[nearest(up, seen.points[:, 1]), nearest(across, seen.points[:, 0])] = False
    for place in np.unique(region):
        own = region == place
        rooms = (inner(own & free, LABEL), inner(own, LABEL), own)
        row, column = emptiest(next(room for room in rooms if np.any(room)))
        text = f"class {seen.classes[place]}".replace("-", "−")
        label(axes, across[column], up[row], text, LOOKS[place].color, ha="center", weight="bold", zorder=5)


def nearest(side: np.ndarray, coordinates: np.ndarray) -> np.ndarray:
    """For each coordinate the place of the nearest of the equally spaced numbers along a side."""
    return np.rint((coordinates - side[0]) / (side[1] - side[0])).astype(int)


def emptiest(cells: np.ndarray) -> tuple[int, int]:
    """The row and column of one of these cells that is as far as can be from all others and from the edges."""
    while np.any(cells):
        last, cells = np.argwhere(cells), inner(cells, (3, 3))
    row, column = last[len(last) // 2]
    return int(row), int(column)


def inner(cells: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Those of the cells in the middle of a rectangle of this many cells, odd both, that lies among them."""
    padded = np.pad(cells, [(side // 2, side // 2) for side in size])
    return np.min(np.lib.stride_tricks.sliding_window_view(padded, size), axis=(2, 3))


def note(seen: Picture, threshold: float) -> str:
    """How many points are on the wrong side, what the line is, and which class has no region."""
    texts = [counted(seen.wrong)]
    if len(seen.answers.heights) == 1:
        texts.append(f"line: output {number(threshold)}")
    missing = [str(name) for place, name in enumerate(seen.classes) if place not in seen.answers.chosen]
    if missing:
        texts.append(f"nowhere: class {', '.join(missing)}")
    return " · ".join(texts)


def counted(wrong: np.ndarray) -> str:
    """How many points are on the wrong side."""
    many, all_points = int(np.sum(wrong)), thousands(len(wrong))
    if many:
        return f"{thousands(many)} of {all_points} points on the wrong side, ringed"
    return f"all {all_points} points on the right side" if len(wrong) > 1 else "the point is on the right side"
