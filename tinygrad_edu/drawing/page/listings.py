"""The user's program beside its graph: the lines that computed something, and those around them."""

from __future__ import annotations

import linecache
from dataclasses import dataclass
from pathlib import Path

from ..computation import Computation

WHOLE = 200  # lines of a file that is shown as a whole
AROUND = 8  # lines shown before and behind a line of a longer one
LONGEST = 240  # characters of a line that are shown


@dataclass(frozen=True)
class Listing:
    """A file by its name (without its folder), and the lines of it that are shown, each with its number."""

    name: str
    lines: list[tuple[int, str]]


def listings(graph: Computation) -> dict[str, Listing]:
    """For each file in which `record_lines` noted a line what is shown of it, by path. Files that can't be read: none.

    Only regular files are read, and what the interpreter keeps in memory: the cells of a notebook.
    """
    noted: dict[str, set[int]] = {}
    for vertex in graph.vertices:
        if vertex.node.line is not None:
            noted.setdefault(vertex.node.line[0], set()).add(vertex.node.line[1])
    found = {file: lines_of(file, numbers) for file, numbers in noted.items()}
    return {file: Listing(legible(Path(file).name), lines) for file, lines in found.items() if lines}


def lines_of(file: str, numbers: set[int]) -> list[tuple[int, str]]:
    """The lines of a file: all of a short one, else those around these numbers."""
    if file not in linecache.cache and not Path(file).is_file():
        return []
    lines = linecache.getlines(file)
    near = {number + offset for number in numbers for offset in range(-AROUND, AROUND + 1)}
    whole = len(lines) <= WHOLE
    return [(n, legible(line)) for n, line in enumerate(lines, 1) if whole or n in near]


def legible(line: str) -> str:
    """A line of text as it is shown: what is invisible, or would turn the text around, as a mark; tabs as spaces."""
    text = line.rstrip().expandtabs(4)[:LONGEST]
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
