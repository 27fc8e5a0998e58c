"""Which segments run straight. They tie the lines of their units together, so that units form chains.

Two straight segments must not cross, or no lines could be found: of two that do, the more urgent one stays straight
(as in Brandes and Köpf 2001). Chains are then parts of the plane that don't cross each other, so "beside" can't lead in
a circle among them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from .units import Link, Segment, Unit


def straighten(links: Sequence[Link]) -> None:
    """Mark the straight segments: those of urgent links first, then those between bends, then those that are alone."""
    taken: dict[int, list[tuple[int, int]]] = {}  # by rank: the places of the ends of segments that are straight
    used: set[tuple[Unit, bool]] = set()  # units that have a straight segment, before or behind
    for segment in by_urgency(links):
        source, target = segment.source, segment.target
        if (source, True) in used or (target, False) in used:
            continue
        ends = taken.setdefault(source.rank, [])
        pair = (source.place, target.place)
        place = bisect_left(ends, pair)
        if (place and ends[place - 1][1] > target.place) or (place < len(ends) and ends[place][1] < target.place):
            continue
        ends.insert(place, pair)
        used |= {(source, True), (target, False)}
        segment.straight = True


def by_urgency(links: Iterable[Link]) -> Iterator[Segment]:
    """The segments that may be straight, the most urgent first."""
    urgent = sorted((link for link in links if link.urgency > 0), key=lambda link: -link.urgency)
    every = [segment for link in links for segment in link.segments]
    between = [segment for segment in every if not segment.source.is_end and not segment.target.is_end]
    alone = [segment for segment in every if is_alone(segment)]
    return chain((segment for link in urgent for segment in link.segments), between, alone)


def is_alone(segment: Segment) -> bool:
    """Whether no other link is attached where this one is attached to a box or a frame."""
    leaves = len(segment.source.outgoing) == 1 or not segment.source.is_end
    enters = len(segment.target.incoming) == 1 or not segment.target.is_end
    return leaves and enters
