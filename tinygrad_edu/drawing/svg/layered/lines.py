"""The lines of the units: how far across the direction of the links each one stands.

Units tied by straight segments form chains, which move as one. Each segment that isn't straight is a spring that pulls
its chains together, and the units of a rank keep their order and a distance. The springs are relaxed step by step:
chains that touch and push against each other move as one region, as far as the way is free (after the linear segments
of Sander 1996).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .ranks import topological_places
from .units import Segment, Unit

EFFORT = 400_000  # springs looked at in all rounds together
ROUNDS = 100
STILL = 0.01  # pixels: when nothing moves farther than this, it is done
TOUCHING = 1e-6  # pixels
INERTIA = 1e-3  # the strength of a chain without springs, which others push along
BETWEEN_BENDS, AT_A_BEND, BETWEEN_BOXES = 8.0, 2.0, 1.0  # strengths of springs (Gansner et al. 1993)


@dataclass(eq=False, slots=True)
class Chain:
    """Units whose lines are tied together. `springs` pull it; `above` and `below` it, at distances, are others."""

    line: float = 0.0
    springs: list[Spring] = field(default_factory=list)
    above: list[tuple[Chain, float]] = field(default_factory=list)
    below: list[tuple[Chain, float]] = field(default_factory=list)
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class Spring:
    """A pull to where `other` is, and `offset` beyond; it is slack at less than `slack` from there."""

    other: Chain
    offset: float
    slack: float
    strength: float

    def pull(self, line: float) -> float:
        """How far a chain on this line is pulled."""
        way = self.other.line + self.offset - line
        return way - min(max(way, -self.slack), self.slack)


@dataclass(eq=False, slots=True)
class Region:
    """Chains that move as one, how strongly they are pulled, and how strong their springs are together."""

    chains: list[Chain]
    pull: float
    strength: float


def find_lines(ranks: Sequence[Sequence[Unit]], distance: Callable[[Unit, Unit], float]) -> None:
    """Give each unit its line; `distance` says how far apart those of neighbours in a rank must be."""
    tied = tie(ranks)
    chains = list(dict.fromkeys(chain for chain, _ in tied.values()))
    keep_apart(ranks, tied, distance)
    for unit in tied:
        for segment in unit.outgoing:
            if not segment.straight:
                connect(segment, tied)
    pack(chains)
    relax(chains)
    for unit, (chain, offset) in tied.items():
        unit.line = chain.line + offset


def tie(ranks: Sequence[Sequence[Unit]]) -> dict[Unit, tuple[Chain, float]]:
    """The chain of each unit, and how far the unit's line is from the chain's."""
    tied: dict[Unit, tuple[Chain, float]] = {}
    for units in ranks:
        for unit in units:
            straight = next((segment for segment in unit.incoming if segment.straight), None)
            if straight:
                chain, offset = tied[straight.source]
                tied[unit] = chain, offset + straight.source_port - straight.target_port
            else:
                tied[unit] = Chain(), 0.0
    return tied


def keep_apart(
    ranks: Sequence[Sequence[Unit]],
    tied: dict[Unit, tuple[Chain, float]],
    distance: Callable[[Unit, Unit], float],
) -> None:
    """Note for each two chains that are neighbours in a rank how far apart they must be."""
    least: dict[tuple[Chain, Chain], float] = {}
    for units in ranks:
        for first, second in pairwise(units):
            (upper, above), (lower, below) = tied[first], tied[second]
            needed = distance(first, second) + above - below
            least[upper, lower] = max(needed, least.get((upper, lower), needed))
    for (upper, lower), needed in least.items():
        upper.below.append((lower, needed))
        lower.above.append((upper, needed))


def connect(segment: Segment, tied: dict[Unit, tuple[Chain, float]]) -> None:
    """Put a spring between the chains of a segment's units."""
    source, target = segment.source, segment.target
    (one, before), (other, behind) = tied[source], tied[target]
    if one is other:
        return
    offset = before + segment.source_port - behind - segment.target_port
    slack = source.reach * (len(source.outgoing) > 1) + target.reach * (len(target.incoming) > 1)
    bends = (not source.is_end) + (not target.is_end)
    strength = (BETWEEN_BOXES, AT_A_BEND, BETWEEN_BENDS)[bends]
    one.springs.append(Spring(other, -offset, slack, strength))
    other.springs.append(Spring(one, offset, slack, strength))


def pack(chains: Sequence[Chain]) -> None:
    """Put each chain half way between the highest and the lowest line where it can be."""
    number = {chain: position for position, chain in enumerate(chains)}
    ways = [(number[chain], number[other]) for chain in chains for other, _ in chain.below]
    places = topological_places(len(chains), ways)
    order = [chain for _, chain in sorted(zip(places, chains), key=lambda pair: pair[0])]
    highest: dict[Chain, float] = {}
    for chain in order:
        highest[chain] = max((highest[other] + needed for other, needed in chain.above), default=0.0)
    lowest: dict[Chain, float] = {}
    end = max(highest.values(), default=0.0)
    for chain in reversed(order):
        lowest[chain] = min((lowest[other] - needed for other, needed in chain.below), default=end)
    for chain in chains:
        chain.line = (highest[chain] + lowest[chain]) / 2


def relax(chains: Sequence[Chain]) -> None:
    """Move the chains until their springs are as slack as they can be."""
    springs = sum(len(chain.springs) for chain in chains)
    for _ in range(min(ROUNDS, max(6, EFFORT // (springs + len(chains) + 1)))):
        regions = sorted(touching(chains), key=lambda region: min(chain.line for chain in region.chains))
        moves = [move(region, upwards=True) for region in regions]
        moves += [move(region, upwards=False) for region in reversed(regions)]
        if max(moves, default=0.0) < STILL:
            break


def touching(chains: Sequence[Chain]) -> list[Region]:
    """The regions: chains that touch are in one as long as the upper is pulled farther down than the lower."""
    for chain in chains:
        pull = sum(spring.strength * spring.pull(chain.line) for spring in chain.springs)
        chain.region = Region([chain], pull, INERTIA + sum(spring.strength for spring in chain.springs))
    contacts = [
        (chain, other)
        for chain in chains
        for other, needed in chain.below
        if other.line - chain.line - needed < TOUCHING
    ]
    changed = True
    while changed:
        changed = False
        for upper, lower in contacts:
            one, other = upper.region, lower.region
            assert one
            assert other
            if one is not other and one.pull * other.strength > other.pull * one.strength:
                merge(one, other)
                changed = True
    return list(dict.fromkeys(chain.region for chain in chains if chain.region))


def merge(one: Region, other: Region) -> None:
    """Make two regions one, the larger."""
    small, large = sorted((one, other), key=lambda region: len(region.chains))
    large.chains += small.chains
    large.pull += small.pull
    large.strength += small.strength
    for chain in small.chains:
        chain.region = large


def move(region: Region, upwards: bool) -> float:
    """Move a region to where its springs from outside pull it, if that is the given way; return how far it went."""
    pull, strength = 0.0, INERTIA
    for chain in region.chains:
        for spring in chain.springs:
            if spring.other.region is not region:
                pull += spring.strength * spring.pull(chain.line)
                strength += spring.strength
    wish = pull / strength
    if (wish < 0) != upwards or wish == 0:
        return 0.0
    room = abs(wish)
    for chain in region.chains:
        for other, needed in chain.above if upwards else chain.below:
            if other.region is not region:
                between = chain.line - other.line if upwards else other.line - chain.line
                room = min(room, between - needed)
    room = max(0.0, room)
    for chain in region.chains:
        chain.line += -room if upwards else room
    return room
