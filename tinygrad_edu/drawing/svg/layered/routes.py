"""Along the direction of the links: where each rank begins, and the stretches of each link's path."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from .units import Link, Segment, Stretch, Unit

STEEPEST = 0.4  # the room for a curve, as a part of how far it leads across
SHORTEST, WIDEST = 10.0, 60.0  # pixels: the room that curves get at least and at most
LEVEL = 0.05  # pixels: what leads less far across is straight
STUB = 9.0  # pixels: the straight part of a link where it leaves or enters a box, for an arrowhead
LOOK = 12  # units that are looked at beside one, for room that a curve may use
CLEARANCE = 6.0  # pixels: between a curve and what it comes past


def find_starts(ranks: Sequence[Sequence[Unit]], gap: float) -> float:
    """Give each unit its start and return the length of all. `gap` is the least between two ranks with boxes.

    In its rank a unit stands in the middle; one without operands at the end, beside its user; one without users at the
    beginning.
    """
    position = 0.0
    for units, following in zip(ranks, [*ranks[1:], []]):
        length = max((unit.length for unit in units), default=0.0)
        for unit in units:
            free = length - unit.length
            unit.start = position + (free / 2 if unit.incoming and unit.outgoing else free * (not unit.incoming))
            if unit.kind == "bend":
                unit.start, unit.length = position, length
        position += length
        if following:
            position += room(units, following, gap)
    return position


def room(units: Sequence[Unit], following: Sequence[Unit], gap: float) -> float:
    """How far apart two ranks are: farther where curves lead far across."""
    across = max((abs(rise(segment)) for unit in units for segment in unit.outgoing), default=0.0)
    if all(unit.kind == "entry" for unit in units) or all(unit.kind == "exit" for unit in following):
        gap = 0.0
    stubs = STUB * (has_box(units) + has_box(following))
    return max(gap, stubs + max(SHORTEST, min(WIDEST, across * STEEPEST))) if across > LEVEL else gap


def has_box(units: Sequence[Unit]) -> bool:
    """Whether there is a box in a rank, which links leave and enter by a stub."""
    return any(unit.kind == "box" for unit in units)


def rise(segment: Segment) -> float:
    """How far a segment leads across."""
    return segment.target.line + segment.target_port - segment.source.line - segment.source_port


def find_stretches(links: Iterable[Link], ranks: Sequence[Sequence[Unit]]) -> None:
    """Give each link the stretches of its path. One that has no segments leads straight to its end."""
    columns = [
        (min((unit.start for unit in units), default=0.0), max((unit.end for unit in units), default=0.0))
        for units in ranks
    ]
    for link in links:
        if link.segments:
            stretches = path(link.segments, ranks, columns)
            back = [Stretch(stretch.end, stretch.start, stretch.line) for stretch in reversed(stretches)]
            link.stretches = back if link.turned else stretches
        else:
            beginning, end = link.source.end - link.source.margin, link.target.start + link.target.margin
            link.stretches = [
                Stretch(beginning, beginning, link.source.line + (link.source_port or 0.0)),
                Stretch(end, end, link.target.line + (link.target_port or 0.0)),
            ]


def path(
    segments: Sequence[Segment], ranks: Sequence[Sequence[Unit]], columns: Sequence[tuple[float, float]]
) -> list[Stretch]:
    """The stretches along segments: from the first unit through the columns of the bends to the last."""
    source, target = segments[0].source, segments[-1].target
    first, last = source.line + segments[0].source_port, target.line + segments[-1].target_port
    bends: list[Stretch] = []
    for segment, following in pairwise(segments):
        bend = segment.target
        before = bends[-1].line if bends else first
        behind = following.target.line + following.target_port
        if not is_needless(bend, before, behind, columns[bend.rank]):
            bends.append(Stretch(*columns[bend.rank], bend.line))
    beginning, end = source.end - source.margin, target.start + target.margin
    clear = departure(source, ranks[source.rank], first, bends[0].line if bends else last)
    leaving = max(columns[source.rank][1] if clear is None else clear, beginning + stub(source))
    clear = arrival(target, ranks[target.rank], last, bends[-1].line if bends else first)
    entering = min(columns[target.rank][0] if clear is None else clear, end - stub(target))
    return [Stretch(beginning, leaving, first), *bends, Stretch(entering, end, last)]


def stub(unit: Unit) -> float:
    """How far a link runs straight where it leaves or enters a unit."""
    return STUB if unit.kind == "box" else 0.0


def is_needless(bend: Unit, before: float, behind: float, column: tuple[float, float]) -> bool:
    """Whether a path need not be level in a rank: nothing is in it, nothing branches off, and it only goes on there."""
    empty = column[0] == column[1] and len(bend.outgoing) == 1
    return empty and min(before, behind) <= bend.line <= max(before, behind)


def departure(unit: Unit, units: Sequence[Unit], line: float, goal: float) -> float | None:
    """Where a curve to another line may begin behind its unit: past the neighbours on its way; None if it is long."""
    neighbours = passed(unit, units, line, goal)
    return None if neighbours is None else max([unit.end, *(other.end for other in neighbours)])


def arrival(unit: Unit, units: Sequence[Unit], line: float, origin: float) -> float | None:
    """Where a curve from another line ends before its unit: before the neighbours on its way; None if it is long."""
    neighbours = passed(unit, units, line, origin)
    return None if neighbours is None else min([unit.start, *(other.start for other in neighbours)])


def passed(unit: Unit, units: Sequence[Unit], line: float, other_line: float) -> list[Unit] | None:
    """The boxes in a unit's rank between two lines; None if there are other links among them, or too many."""
    step = 1 if other_line > line else -1
    found: list[Unit] = []
    for place in range(unit.place + step, unit.place + step * (LOOK + 1), step):
        if not 0 <= place < len(units):
            return found
        other = units[place]
        distance = (other.line - line) * step - (other.before if step > 0 else other.after)
        if distance > abs(other_line - line) + CLEARANCE:
            return found
        if not other.is_end:
            return None
        found.append(other)
    return None
