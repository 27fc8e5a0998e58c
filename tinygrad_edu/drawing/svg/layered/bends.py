"""Long links: each rank that a link passes through gets a bend of it, so that segments join neighbouring ranks only.

Many long links that leave one unit share a trunk, from which they branch off: the weights of a recurrent net lead to
every step of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from .units import Link, Segment, Unit

Stem = tuple[Unit, float | None, bool]

LANE = 3.0  # how far an arrow's two lanes reach to either side
TRUNK = 4  # long links from one unit that share a trunk, at the least
MAIN = 2  # the weight of a segment that should run straight
MOST_BENDS, MOST_PASSED = 40_000, 200_000  # in one drawing: bends, and how often one is passed; see `with_room`


def add_bends(units: Sequence[Unit], links: Sequence[Link], last: int) -> list[list[Unit]]:
    """Cut the links into segments; return the units and bends of each rank, in no particular order."""
    ranks: list[list[Unit]] = [[] for _ in range(last + 1)]
    for unit in units:
        ranks[unit.rank].append(unit)
    place_labels(links, last)
    sizes = Counter(stem(link) for link in links if is_branch(link))
    trunks: dict[Stem, list[Segment]] = {one: [] for one, size in sizes.items() if size >= TRUNK}
    led = with_room(links, trunks)
    for link in links:
        if link in led:
            cut(link, trunks.get(stem(link), []) if is_branch(link) else [], ranks)
    return ranks


def stem(link: Link) -> Stem:
    """What links have in common that share a trunk."""
    return link.source, link.source_port, link.dashed


def is_branch(link: Link) -> bool:
    """Whether a link may share a trunk with others."""
    return span(link) > 1 and link.label is None and not link.turned


def with_room(links: Sequence[Link], trunks: Collection[Stem]) -> set[Link]:
    """The links that are led through the ranks: the shortest, as many as can be in reasonable time.

    The others lead straight to their ends, whatever is in their way; nobody sees them in a graph of that size.
    """
    led: set[Link] = set()
    bends = passed = 0
    grown: dict[Stem, int] = {}
    for link in sorted(links, key=span):
        shared = 0
        if is_branch(link) and stem(link) in trunks:
            shared = grown.get(stem(link), 0)
            grown[stem(link)] = span(link) - 1
        bends += span(link) - 1 - shared
        passed += span(link) - 1
        if bends > MOST_BENDS or passed > MOST_PASSED:
            break
        led.add(link)
    return led


def span(link: Link) -> int:
    """How many ranks a link leads ahead."""
    return abs(link.target.rank - link.source.rank)


def ends(link: Link) -> tuple[Unit, Unit]:
    """The unit of the earlier rank and that of the later one."""
    return (link.target, link.source) if link.turned else (link.source, link.target)


def place_labels(links: Sequence[Link], last: int) -> None:
    """Choose the rank of each label, which is an odd one: where it makes the drawing no longer, else half way."""
    longest = [0.0] * (last + 1)
    for link in sorted(links, key=span):
        if link.label is None:
            continue
        first, end = (unit.rank for unit in ends(link))
        label = link.label
        label.rank = min(
            range(first + 1, end, 2),
            key=lambda rank: (max(0.0, label.length - longest[rank]), abs(2 * rank - first - end)),
        )
        longest[label.rank] = max(longest[label.rank], label.length)


def cut(link: Link, trunk: list[Segment], ranks: list[list[Unit]]) -> None:
    """Cut one link into segments, at its label or a bend in each rank. It shares those of the trunk, which may grow."""
    first, last = ends(link)
    shared = trunk[: span(link) - 1]
    own = []
    here = shared[-1].target if shared else first
    weight = MAIN if link.urgency else 1
    for rank in range(here.rank + 1, last.rank):
        bend = Unit("bend", 0.0, LANE, LANE, rank=rank)
        unit = link.label if link.label and link.label.rank == rank else bend
        ranks[rank].append(unit)
        own.append(joined(here, unit, weight))
        here = unit
    link.segments = [*shared, *own, joined(here, last, weight)]
    trunk += own
    ports = (link.target_port, link.source_port) if link.turned else (link.source_port, link.target_port)
    attach(link.segments[0], link.segments[-1], *ports)


def joined(source: Unit, target: Unit, weight: int) -> Segment:
    """A new segment between two units."""
    segment = Segment(source, target, weight)
    source.outgoing.append(segment)
    target.incoming.append(segment)
    return segment


def attach(first: Segment, last: Segment, leaving: float | None, entering: float | None) -> None:
    """Settle where a link is attached to frames; at boxes it is free."""
    first.source_port = leaving or 0.0
    last.target_port, last.target_free = entering or 0.0, last.target.kind == "box"
