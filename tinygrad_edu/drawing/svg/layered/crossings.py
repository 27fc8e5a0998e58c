"""The order of the units in each rank, chosen so that few links cross (Sugiyama, Tagawa, Toda 1981).

It begins with a walk back from the ends of the computation, operand by operand, which draws every tree without a
crossing and with its operands in order. Then sweeps move each unit to the mean place of its neighbours in the rank
before or behind it, and neighbours change places where that helps. This finds one of many orders that can't be improved
so; small drawings are begun several times, each time from another order, and the best is kept.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence

from .units import Segment, Unit

EFFORT = 250_000  # segments looked at in the sweeps from one start
SWEEPS, PATIENCE = 24, 6  # sweeps from one start, and how many of them without an improvement
STARTS, ALL_STARTS = 12, 100_000  # starts, and segments looked at in all of them, of about ten sweeps each
PASSES = 3  # through a rank, to let neighbours change places
WORTHWHILE = 1_000  # pairs of segments above which two units aren't compared

Ranks = list[list[Unit]]


def order(ranks: Ranks) -> None:
    """Sort each rank, and number the places in it."""
    follow_operands(ranks)
    first = {unit: unit.place for units in ranks for unit in units}
    segments = sum(len(unit.outgoing) for unit in first)
    best = improved(ranks, segments)
    least = cost(best, first)
    for start in range(1, min(STARTS, ALL_STARTS // (10 * segments + 1))):
        if least[0] == 0:
            break
        shuffle(ranks, random.Random(start))
        found = improved(ranks, segments)
        for candidate in (found, [units[::-1] for units in found]):
            if cost(candidate, first) < least:
                best, least = candidate, cost(candidate, first)
    ranks[:] = best
    renumber(ranks)


def improved(ranks: Ranks, segments: int) -> Ranks:
    """The best order that sweeps find from this one, which they change."""
    best, fewest, waited = [list(units) for units in ranks], crossings(ranks), 0
    for sweep in range(min(SWEEPS, max(2, EFFORT // (segments + 1)))):
        if fewest == 0 or waited == PATIENCE:
            break
        forward = sweep % 2 == 0
        for units in ranks if forward else reversed(ranks):
            sort_by_neighbours(units, forward)
        for units in ranks if forward else reversed(ranks):
            exchange(units)
        now = crossings(ranks)
        waited = 0 if now < fewest else waited + 1
        if now < fewest:
            best, fewest = [list(units) for units in ranks], now
    return best


def cost(ranks: Ranks, first: dict[Unit, int]) -> tuple[int, int]:
    """What an order costs: its crossings, then how far the units are from the order in which operands follow."""
    renumber(ranks)
    return crossings(ranks), sum(abs(unit.place - place) for unit, place in first.items())


def shuffle(ranks: Ranks, generator: random.Random) -> None:
    """Put the units of each rank into a random order."""
    for units in ranks:
        generator.shuffle(units)
    renumber(ranks)


def renumber(ranks: Ranks) -> None:
    """Note the place of each unit in its rank."""
    for units in ranks:
        number(units)


def number(units: Sequence[Unit]) -> None:
    """Note the place of each unit in this rank."""
    for place, unit in enumerate(units):
        unit.place = place


def follow_operands(ranks: Ranks) -> None:
    """The order in which a walk back from the ends meets the units, the first operand and all before it first."""
    seen: set[Unit] = set()
    waiting = [unit for units in ranks for unit in reversed(units) if not unit.outgoing]
    found: list[list[Unit]] = [[] for _ in ranks]
    while waiting:
        unit = waiting.pop()
        if unit in seen:
            continue
        seen.add(unit)
        found[unit.rank].append(unit)
        operands = sorted(unit.incoming, key=lambda segment: segment.target_port)
        waiting += [segment.source for segment in reversed(operands)]
    ranks[:] = found
    renumber(ranks)


def source_key(segment: Segment) -> float:
    """Where a segment begins among the units of its rank: a place, and at a frame a part of it."""
    return segment.source.place + share(segment.source, segment.source_port)


def target_key(segment: Segment) -> float:
    """Where a segment ends among the units of its rank."""
    return segment.target.place + share(segment.target, segment.target_port)


def share(unit: Unit, port: float) -> float:
    """How far across a frame a port lies, from 0 to 1."""
    return (port + unit.before) / (unit.before + unit.after) if unit.kind == "frame" else 0.5


def sort_by_neighbours(units: list[Unit], forward: bool) -> None:
    """Sort a rank by the mean place of the units before it, or behind it. One without any stays where it is."""
    means: dict[Unit, float] = {}
    for unit in units:
        if forward and unit.incoming:
            means[unit] = sum(map(source_key, unit.incoming)) / len(unit.incoming)
        elif not forward and unit.outgoing:
            means[unit] = sum(map(target_key, unit.outgoing)) / len(unit.outgoing)
    moved = iter(sorted(means, key=means.__getitem__))
    units[:] = [next(moved) if unit in means else unit for unit in units]
    number(units)


def exchange(units: list[Unit]) -> None:
    """Let neighbours in a rank change places where fewer links cross then."""
    for _ in range(PASSES):
        changed = False
        for place in range(len(units) - 1):
            first, second = units[place], units[place + 1]
            if saved(first, second) > 0:
                units[place], units[place + 1] = second, first
                second.place, first.place = place, place + 1
                changed = True
        if not changed:
            break


def saved(first: Unit, second: Unit) -> int:
    """How much less the crossings cost if two neighbours change places."""
    if len(first.incoming) * len(second.incoming) + len(first.outgoing) * len(second.outgoing) > WORTHWHILE:
        return 0
    before = excess(first.incoming, second.incoming, source_key)
    return before + excess(first.outgoing, second.outgoing, target_key)


def excess(ones: Sequence[Segment], others: Sequence[Segment], key: Callable[[Segment], float]) -> int:
    """What pairs in the wrong order cost, less what those in the right order would cost if it were the other way."""
    if not ones or not others:
        return 0
    ends = [(key(other), other.weight) for other in others]
    cost = 0
    for one in ones:
        end = key(one)
        cost += one.weight * sum(weight * ((end > other) - (end < other)) for other, weight in ends)
    return cost


def crossings(ranks: Iterable[list[Unit]]) -> int:
    """What all crossings cost."""
    return sum(between(units) for units in ranks)


def between(units: Iterable[Unit]) -> int:
    """What the crossings cost of the segments that leave a rank, by a binary indexed tree over their ends."""
    ways = [(source_key(segment), target_key(segment), segment.weight) for unit in units for segment in unit.outgoing]
    place = {end: number + 1 for number, end in enumerate(sorted({end for _, end, _ in ways}))}
    tree = [0] * (len(place) + 1)
    cost = passed = 0
    for _, end, weight in sorted(ways):
        lower, node = 0, place[end]
        while node:
            lower += tree[node]
            node &= node - 1
        cost += weight * (passed - lower)
        node = place[end]
        while node < len(tree):
            tree[node] += weight
            node += node & -node
        passed += weight
    return cost
