"""Layered drawings: units in ranks, joined by links that all lead the same way (Sugiyama, Tagawa, Toda 1981).

Its steps are a file each: `ranks` says how far along each unit stands; `bends` leads long links through the ranks
between their ends; `crossings` sorts the ranks; `straight` and `lines` say how far across each unit stands; `ports` and
`routes` lead the links from box to box. A frame around units is a drawing of its own, made before, and one
unit here. Nothing here knows what is drawn, or whether links lead to the right or down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .bends import add_bends
from .crossings import order
from .lines import find_lines
from .ports import find_ports
from .ranks import rank
from .routes import find_starts, find_stretches
from .straight import straighten
from .units import Link, Stretch, Unit

__all__ = ["Extent", "Link", "Stretch", "Unit", "arrange"]


@dataclass(frozen=True)
class Extent:
    """How long a drawing is, and from which line to which it reaches."""

    length: float
    low: float
    high: float


def arrange(units: Sequence[Unit], links: Sequence[Link], apart: Callable[[Unit, Unit], float], gap: float) -> Extent:
    """Give all units their places and all links their stretches.

    `apart` says how far apart the lines of two neighbours in a rank must be, `gap` how far apart two ranks.
    """
    step = 2 if any(link.label for link in links) else 1  # labels stand in odd ranks, between the others
    last = rank(units, links, step)
    ranks = add_bends(units, links, last)
    order(ranks)
    straighten(links)
    find_lines(ranks, apart)
    find_ports(units)
    length = find_starts(ranks, gap / step)
    find_stretches(links, ranks)
    low = min((unit.line - unit.before for units in ranks for unit in units), default=0.0)
    high = max((unit.line + unit.after for units in ranks for unit in units), default=0.0)
    return Extent(length, low, high)
