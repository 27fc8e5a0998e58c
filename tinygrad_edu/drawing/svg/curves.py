"""The curves of arrows: smooth ones through given stretches, lanes beside them, heads at their ends, and all as SVG.

A curve is a point, and then three more for each cubic Bézier curve.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from .layered import Stretch

Point = tuple[float, float]
Curve = Sequence[Point]

HEAD, HALF_HEAD = 8.0, 3.6  # the length of an arrowhead, and half its width
LEVEL = 0.05  # coordinates that differ by less are one
SHORTEST = 1e-6  # of a leg of a curve's polygon that has a direction


def rounded(x: float) -> str:
    """A coordinate to a tenth of a pixel.

    >>> rounded(2.0), rounded(-0.04), rounded(1 / 3)
    ('2', '0', '0.3')
    """
    text = f"{x:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def smooth(stretches: Sequence[Stretch]) -> list[Point]:
    """The curve along stretches and smoothly from each to the next."""
    joined = merged(stretches)
    points = [(joined[0].start, joined[0].line)]
    for here, behind in zip(joined, [*joined[1:], None]):
        if here.end != here.start or len(joined) == 1:
            third = (here.end - here.start) / 3
            points += [(here.start + third * part, here.line) for part in (1, 2, 3)]
        if behind:
            middle = (here.end + behind.start) / 2
            points += [(middle, here.line), (middle, behind.line), (behind.start, behind.line)]
    return points


def merged(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The stretches, those one after the other on the same line as one."""
    joined = [stretches[0]]
    for stretch in stretches[1:]:
        last = joined[-1]
        if abs(stretch.line - last.line) < LEVEL:
            joined[-1] = Stretch(last.start, stretch.end, last.line)
        else:
            joined.append(stretch)
    return joined


def lane(curve: Curve, distance: float) -> list[Point]:
    """The curve that runs to the right of this one: its polygon with each leg moved (Tiller, Hanson 1984)."""
    legs = [direction(first, second) for first, second in pairwise(curve)]
    known = next((leg for leg in legs if leg), (1.0, 0.0))
    filled = []
    for leg in legs:
        known = leg or known
        filled.append(known)
    moved = []
    for (x, y), before, behind in zip(curve, [filled[0], *filled], [*filled, filled[-1]]):
        turn = max(1 + before[0] * behind[0] + before[1] * behind[1], 0.5)
        moved.append((x - distance * (before[1] + behind[1]) / turn, y + distance * (before[0] + behind[0]) / turn))
    return moved


def direction(first: Point, second: Point) -> Point | None:
    """The direction from one point to another, of length 1; None if they are one."""
    x, y = second[0] - first[0], second[1] - first[1]
    length = math.hypot(x, y)
    return (x / length, y / length) if length > SHORTEST else None


def arrival(curve: Curve) -> Point:
    """The direction in which a curve ends."""
    ways = (direction(point, curve[-1]) for point in reversed(curve[:-1]))
    return next((way for way in ways if way), (1.0, 0.0))


def shortened(curve: Curve) -> list[Point]:
    """The curve without its end, where the head will be."""
    x, y = arrival(curve)
    cut = HEAD - 1
    *kept, control, end = curve
    return [*kept, (control[0] - cut * x, control[1] - cut * y), (end[0] - cut * x, end[1] - cut * y)]


def head(curve: Curve) -> str:
    """The head at the end of a curve, a triangle."""
    (x, y), (along, across) = curve[-1], arrival(curve)
    base_x, base_y = x - HEAD * along, y - HEAD * across
    wing_x, wing_y = -HALF_HEAD * across, HALF_HEAD * along
    corners = [(x, y), (base_x + wing_x, base_y + wing_y), (base_x - wing_x, base_y - wing_y)]
    return "M" + "L".join(f"{rounded(x)} {rounded(y)}" for x, y in corners) + "Z"


def svg_path(curve: Curve) -> str:
    """A curve in the language of SVG's paths; a level or upright part as a straight line."""
    parts = [f"M{rounded(curve[0][0])} {rounded(curve[0][1])}"]
    for place in range(1, len(curve), 3):
        start, points = curve[place - 1], curve[place : place + 3]
        x, y = points[-1]
        if all(abs(point[1] - start[1]) < LEVEL for point in points):
            parts.append(f"H{rounded(x)}")
        elif all(abs(point[0] - start[0]) < LEVEL for point in points):
            parts.append(f"V{rounded(y)}")
        else:
            parts.append("C" + " ".join(f"{rounded(x)} {rounded(y)}" for x, y in points))
    return "".join(parts)
