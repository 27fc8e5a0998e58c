"""Colours and type of all pictures: the roles of boxes, the two lanes of an edge, the heat of a matrix.

Text has a contrast of 4.5 : 1 or more on each fill; roles differ in border and word too, so that a picture can be
read in grey and by those who see few colours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

INK, GREY, PALE = "#1F2933", "#52606D", "#CBD2D9"
BLUE, RUST = "#1D4E89", "#B23A06"  # values, gradients
NEGATIVE, POSITIVE = "#2B6CB0", "#E67E22"  # the ends of the heat scale, with white between them
STRONGEST = 0.74  # how much of them is mixed in at the most, so that numbers stay legible
CLUSTER_FILL, CLUSTER_BORDER = "#F8FAFC", "#CBD2D9"
FONT = ("DejaVu Sans", "Verdana", "sans-serif")  # of the same widths, so that a layout fits on every machine


@dataclass(frozen=True)
class Style:
    """How the boxes of one role look: colours, border (solid, dashed, dotted or double), its width in pixels."""

    fill: str
    border: str
    line: str = "solid"
    width: float = 1.0


STYLES = {
    "parameter": Style("#DCEEFA", "#0072B2", width=2),
    "input": Style("#EEF1F4", GREY, "dashed"),
    "constant": Style("#FFFFFF", GREY, "dotted"),
    "operation": Style("#FFFFFF", "#3E4C59"),
    "output": Style("#FFF4CC", "#B8860B", "double", 1.5),
}
NOT_FINITE = Style("#FFFFFF", RUST, width=3)  # the border of a box that holds nan or ∞; the fill is its role's


def heat(x: float, largest: float) -> str:
    """The colour of the number x in a matrix whose largest element has the size `largest`; grey if x isn't finite."""
    if not math.isfinite(x):
        return PALE
    share = STRONGEST * min(abs(x) / largest, 1.0) if largest > 0 and math.isfinite(largest) else 0.0
    return mixed("#FFFFFF", POSITIVE if x > 0 else NEGATIVE, share)


def mixed(first: str, second: str, share: float) -> str:
    """The colour `share` of the way from the first to the second."""
    pairs = zip(channels(first), channels(second))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def channels(color: str) -> list[int]:
    """Red, green and blue of a colour, from 0 to 255."""
    return [int(color[start : start + 2], 16) for start in (1, 3, 5)]
