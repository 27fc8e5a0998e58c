"""What stands below a picture: the legend, its entries in rows, and the caption in lines, as wide as the picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..palette import STYLES
from ..scene import Scene
from .metrics import text_width

TEXT = 11  # size of type
ROW = 22.0  # the height of a row of the legend
LINE = 16.0  # the height of a line of the caption
BETWEEN, BESIDE = 22.0, 7.0  # between two entries, and between a mark and its text
ROLE, ARROW, HEAT, HEIGHT = 20.0, 24.0, 65.0, 12.0  # how wide the marks are, and how high
WIDEST = 640.0  # of a legend's single row that a small picture is made wider for
TEXTS = {"heat": "− … + (scaled per matrix)"}


@dataclass(frozen=True)
class Entry:
    """A mark and the text beside it: what it explains, and where it begins in which row."""

    key: str
    text: str
    row: int
    x: float

    @property
    def text_x(self) -> float:
        """Where the text begins."""
        return self.x + mark_width(self.key) + BESIDE


@dataclass(frozen=True)
class Below:
    """A legend's entries and how many rows they have, and the lines of a caption."""

    entries: tuple[Entry, ...]
    rows: int
    caption: tuple[str, ...]

    @property
    def height(self) -> float:
        """The height of all."""
        return self.rows * ROW + len(self.caption) * LINE


def least_width(scene: Scene) -> float:
    """How wide a picture should be for the sake of what stands below it."""
    legend = sum(entry_width(key) for key in scene.legend) + BETWEEN * max(0, len(scene.legend) - 1)
    return min(WIDEST, max(legend, text_width(scene.caption, TEXT)))


def below(scene: Scene, width: float) -> Below:
    """The legend and the caption of a scene in a picture of that width."""
    entries: list[Entry] = []
    row, x = 0, 0.0
    for key in scene.legend:
        if entries and x + entry_width(key) > width:
            row, x = row + 1, 0.0
        entries.append(Entry(key, TEXTS.get(key, key), row, x))
        x += entry_width(key) + BETWEEN
    return Below(tuple(entries), row + 1 if entries else 0, tuple(wrapped(scene.caption, width)))


def mark_width(key: str) -> float:
    """How wide the mark of an entry is."""
    return ROLE if key in STYLES else HEAT if key == "heat" else ARROW


def entry_width(key: str) -> float:
    """How wide an entry is."""
    return mark_width(key) + BESIDE + text_width(TEXTS.get(key, key), TEXT)


def wrapped(text: str, width: float) -> Iterator[str]:
    """The text in lines that are no wider than that; a word that is wider is cut.

    >>> list(wrapped("three short words", 60))
    ['three', 'short', 'words']
    """
    line = ""
    for word in pieces(text.split(), width):
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, TEXT) > width:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


def pieces(words: Sequence[str], width: float) -> Iterator[str]:
    """The words, cut where they are wider than a line."""
    for word in words:
        piece = ""
        for character in word:
            if piece and text_width(piece + character, TEXT) > width:
                yield piece
                piece = ""
            piece += character
        yield piece
