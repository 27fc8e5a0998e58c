"""Keras's table of a model: its layers, the shapes of what they return, and how many numbers they learn."""

from __future__ import annotations

import itertools
import math
import shutil
import textwrap
from typing import Any

import numpy as np

from ...arrays import array_of

WIDEST, WIDEST_WITH_TRAINABLE, NARROWEST = 88, 100, 36
ENDS = (0.45, 0.80, 1.0)  # where the columns end, as shares of the width


def summary_of(model: Any, line_length: int | None, show_trainable: bool) -> str:
    """The table, and the totals below it. Its width follows the terminal, unless `line_length` says it."""
    columns = shutil.get_terminal_size().columns
    width = line_length or min(WIDEST_WITH_TRAINABLE if show_trainable else WIDEST, max(NARROWEST, columns - 4))
    ends = [*(0.9 * end for end in ENDS), 1.0] if show_trainable else list(ENDS)
    head = ["Layer (type)", "Output Shape", "Param #", "Trainable"][: len(ends)]
    rows = [cells_of(layer)[: len(ends)] for layer in model.layers]
    return "\n".join([f'Model: "{model.name}"', *table(head, rows, widths_of(ends, width)), *totals_of(model), ""])


def cells_of(layer: Any) -> list[str]:
    """A layer's name and type, the shape of its output, its number of weights, and whether it is trained."""
    trained = ("Y" if layer.trainable else "N") if layer.weights else "-"
    name = f"{layer.name} ({type(layer).__name__})"
    if not layer.built:
        return [name, "?", "0" if layer.weightless else "0 (unbuilt)", trained]
    shape = ", ".join(map(str, layer.compute_output_shape(layer.build_shape)))
    return [name, f"({shape})", f"{layer.count_params():,}", trained]


def widths_of(ends: list[float], width: int) -> list[int]:
    """How many signs there are in each column: what the borders need is taken from all of them alike."""
    edges = [0, *(int(end * width) for end in ends)]
    widths = [end - start for start, end in itertools.pairwise(edges)]
    if min(widths) < 4:
        raise ValueError(f"a table of {width} signs is too narrow\nhelp: model.summary(line_length=80)")
    excess, kept = 3 * len(widths) + 1, []
    for left, column in zip(range(len(widths), 0, -1), widths):
        share = round(excess / left)
        excess -= share
        kept.append(column - share)
    return kept


def table(head: list[str], rows: list[list[str]], widths: list[int]) -> list[str]:
    """The lines of a table; a cell that is too wide goes on below."""
    lines = [rule("┏━┳┓", widths), *row_lines(head, widths, "┃"), rule("┡━╇┩", widths)]
    for number, row in enumerate(rows):
        lines += [rule("├─┼┤", widths)] if number else []
        lines += row_lines(row, widths, "│")
    return [*lines, rule("└─┴┘", widths)]


def rule(signs: str, widths: list[int]) -> str:
    """A line between rows, from its four signs."""
    return signs[0] + signs[2].join(signs[1] * (width + 2) for width in widths) + signs[3]


def row_lines(cells: list[str], widths: list[int], edge: str) -> list[str]:
    """The lines of one row."""
    wrapped = [
        textwrap.wrap(cell, width, break_long_words=False, break_on_hyphens=False) for cell, width in zip(cells, widths)
    ]
    lines = []
    for number in range(max(map(len, wrapped))):
        parts = [lines_of[number] if number < len(lines_of) else "" for lines_of in wrapped]
        lines.append(f"{edge} {f' {edge} '.join(map(aligned, range(len(cells)), parts, widths))} {edge}")
    return lines


def aligned(column: int, text: str, width: int) -> str:
    """A text in its column: the numbers to the right, the last sign in the middle; what is too long ends in dots."""
    text = text if len(text) <= width else text[: width - 1] + "…"
    if column == 3:
        return " " * ((width - len(text)) // 2) + text + " " * (width - len(text) - (width - len(text)) // 2)
    return text.rjust(width) if column == 2 else text.ljust(width)


def totals_of(model: Any) -> list[str]:
    """The numbers of weights and their sizes; those of the optimizer once it has begun."""
    trained = [array_of(weight) for weight in model.trainable_weights]
    others = [array_of(weight) for weight in model.non_trainable_weights]
    optimizer = model.optimizer.variables if model.optimizer is not None else []
    lines = [
        total("Total params", [*trained, *others, *optimizer]),
        total("Trainable params", trained),
        total("Non-trainable params", others),
    ]
    return [*lines, total("Optimizer params", optimizer)] if optimizer else lines


def total(title: str, arrays: list[np.ndarray]) -> str:
    """A line of the totals."""
    return f" {title}: {sum(array.size for array in arrays):,} ({size(sum(array.nbytes for array in arrays))})"


def size(number: int) -> str:
    """A number of bytes, in the unit of 1024ⁿ that fits.

    >>> size(104704), size(0)
    ('102.25 KB', '0.00 B')
    """
    units = ("B", "KB", "MB", "GB", "TB", "PB")
    power = min(int(math.log(number, 1024)), len(units) - 1) if number else 0
    return f"{number / 1024**power:.2f} {units[power]}"
