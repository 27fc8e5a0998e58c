"""Where links are attached to the sides of boxes: spread, in the order of where they lead, and level if that fits."""

from __future__ import annotations

from collections.abc import Sequence

from .units import Segment, Unit

SPACING = 11.0  # between the ports of one side


def find_ports(units: Sequence[Unit]) -> None:
    """Settle the free ports of all boxes: first where links leave, then where they arrive."""
    boxes = [unit for unit in units if unit.kind == "box"]
    for box in boxes:
        leaving = sorted(box.outgoing, key=lambda segment: segment.target.line + segment.target_port)
        wanted = [level(segment) for segment in leaving]
        for segment, port in zip(leaving, spread(leaving, wanted, box.reach)):
            segment.source_port = port
    for box in boxes:
        arriving = sorted(box.incoming, key=lambda segment: segment.source.line + segment.source_port)
        wanted = [segment.source.line + segment.source_port - box.line for segment in arriving]
        for segment, port in zip(arriving, spread(arriving, wanted, box.reach)):
            segment.target_port = port


def level(segment: Segment) -> float:
    """The port at its source from which a segment is level: half way between the lines, if that is in reach."""
    target = segment.target
    centre = target.line + segment.target_port - segment.source.line
    reach = target.reach if segment.target_free and len(target.incoming) > 1 and not segment.straight else 0.0
    return min(max(centre / 2, centre - reach), centre + reach)


def spread(segments: Sequence[Segment], wanted: Sequence[float], reach: float) -> list[float]:
    """Ports near to those wanted, in their order, `SPACING` apart or as far as there is room.

    One for a straight segment is in the middle, as is a single one.
    """
    straight = next((place for place, segment in enumerate(segments) if segment.straight), None)
    if len(segments) == 1:
        return [0.0]
    if straight is None:
        return settled(wanted, spacing(2 * reach, len(segments) - 1), -reach, reach)
    before, behind = (spacing(reach, count) for count in (straight, len(segments) - 1 - straight))
    above = settled(wanted[:straight], before, -reach, -before)
    return [*above, 0.0, *settled(wanted[straight + 1 :], behind, behind, reach)]


def spacing(room: float, count: int) -> float:
    """How far apart ports are that share some room."""
    return min(SPACING, room / max(1, count))


def settled(wanted: Sequence[float], spacing: float, low: float, high: float) -> list[float]:
    """Numbers in increasing order, `spacing` apart, between two bounds, near to those wanted.

    Sets of neighbours that are too close take their mean together.

    >>> settled([3.0, 3.0, 9.0], 2.0, 0.0, 10.0)
    [2.0, 4.0, 9.0]
    """
    groups: list[tuple[float, int]] = []  # the mean of what is wanted less the spacings before it, and of how many
    for place, want in enumerate(wanted):
        mean, size = want - place * spacing, 1
        while groups and groups[-1][0] >= mean:
            last, its_size = groups.pop()
            mean, size = (last * its_size + mean * size) / (size + its_size), size + its_size
        groups.append((mean, size))
    flat = [mean for mean, size in groups for _ in range(size)]
    last = high - (len(wanted) - 1) * spacing
    return [min(max(value, low), last) + place * spacing for place, value in enumerate(flat)]
