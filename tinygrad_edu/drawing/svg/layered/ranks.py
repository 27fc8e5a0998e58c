"""Ranks: how far along each unit stands. Every link leads to a later rank.

The longest path to a unit gives its rank; then what has room to move stands as late as it can, so that a parameter is
beside the op that uses it and not at the beginning of everything. Finding the ranks with the shortest links takes a
linear program (Gansner, Koutsofios, North, Vo 1993); this comes close, in linear time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from .units import Link, Unit


@dataclass
class Order:
    """Units in topological order, and by the place in it: what each leads to, and what leads to it."""

    units: list[Unit]
    leaving: list[list[int]]
    entering: list[list[int]]


def rank(units: Sequence[Unit], links: Sequence[Link], step: int) -> int:
    """Give each unit its rank, with `step` or more between the ends of a link, and return the last one.

    Entries come first and exits last; nothing else has their ranks.
    """
    order = ordered(units, links)
    first = step if any(unit.kind == "entry" for unit in units) else 0
    early = earliest(order, first, step)
    last = max((early[one] for one, unit in enumerate(order.units) if unit.kind != "exit"), default=0)
    end = last + step if any(unit.kind == "exit" for unit in units) else last
    late = latest(order, last, end, step)
    for one in reversed(range(len(order.units))):
        unit = order.units[one]
        users = [order.units[other].rank for other in order.leaving[one] if order.units[other].kind != "exit"]
        held = sum(early[other] == late[other] for other in order.entering[one])
        if unit.kind == "exit":
            unit.rank = end
        elif unit.kind == "entry" or not users or held > len(users):
            unit.rank = early[one]
        else:
            unit.rank = min(users) - step
    return end


def earliest(order: Order, first: int, step: int) -> list[int]:
    """The rank of each unit by the longest path to it."""
    ranks = [0 if unit.kind == "entry" else first for unit in order.units]
    for one, others in enumerate(order.leaving):
        for other in others:
            ranks[other] = max(ranks[other], ranks[one] + step)
    return ranks


def latest(order: Order, last: int, end: int, step: int) -> list[int]:
    """The rank of each unit by the longest path from it, with exits at the end."""
    ranks = [end if unit.kind == "exit" else last for unit in order.units]
    for one in reversed(range(len(ranks))):
        ranks[one] = min([ranks[one], *(ranks[other] - step for other in order.leaving[one])])
    return ranks


def ordered(units: Sequence[Unit], links: Sequence[Link]) -> Order:
    """The units in topological order. Links that lead in a circle are turned."""
    number = {unit: position for position, unit in enumerate(units)}
    places = topological_places(len(units), [(number[link.source], number[link.target]) for link in links])
    leaving: list[list[int]] = [[] for _ in units]
    entering: list[list[int]] = [[] for _ in units]
    for link in links:
        source, target = places[number[link.source]], places[number[link.target]]
        link.turned = source > target
        leaving[min(source, target)].append(max(source, target))
        entering[max(source, target)].append(min(source, target))
    return Order([unit for _, unit in sorted(zip(places, units), key=lambda pair: pair[0])], leaving, entering)


def topological_places(count: int, ways: Sequence[tuple[int, int]]) -> list[int]:
    """The place of each of `count` units in an order in which the ways lead forward, as far as that can be.

    Where there is a choice, and where ways lead in a circle, the smaller number comes first.

    >>> topological_places(4, [(3, 0), (0, 1), (1, 0)])
    [2, 3, 0, 1]
    """
    leaving: list[list[int]] = [[] for _ in range(count)]
    missing = [0] * count
    for source, target in ways:
        leaving[source].append(target)
        missing[target] += 1
    places = [-1] * count
    ready = [one for one in range(count) if not missing[one]]
    heapify(ready)
    stuck = iter(range(count))
    for place in range(count):
        one = heappop(ready) if ready else next(one for one in stuck if places[one] < 0)
        places[one] = place
        for other in leaving[one]:
            missing[other] -= 1
            if not missing[other] and places[other] < 0:
                heappush(ready, other)
    return places
