"""What a layered drawing consists of: units in ranks, and links between them, each cut into segments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["box", "frame", "label", "bend", "entry", "exit"]


@dataclass(eq=False, slots=True)
class Unit:
    """What takes room in a rank.

    A box; a frame, which is a drawing of its own; a label; a bend, where a long link passes through a rank; an entry
    or an exit, where a link comes in through the border of the drawing or leaves it. `length` is its size in the
    direction of the links. Across that direction it has a `line`, from which it reaches `before` and `after`. Links end
    up to `reach` away from a box's line, and may have to go a `margin` into the unit. `rank` and `place` say where it
    stands, `start` and `line` at what coordinates.
    """

    kind: Kind
    length: float = 0.0
    before: float = 0.0
    after: float = 0.0
    reach: float = 0.0
    margin: float = 0.0
    rank: int = 0
    place: int = 0
    start: float = 0.0
    line: float = 0.0
    incoming: list[Segment] = field(default_factory=list)
    outgoing: list[Segment] = field(default_factory=list)

    @property
    def is_end(self) -> bool:
        """Whether links end at it, as they do at boxes and frames; they pass through all others."""
        return self.kind in ("box", "frame")

    @property
    def end(self) -> float:
        """Where it ends in the direction of the links."""
        return self.start + self.length


@dataclass(eq=False, slots=True)
class Link:
    """A way from one unit to another. Where a unit is a frame, the port says at what distance from its line.

    `urgency` is above 0 for those that should run straight, the more the sooner. Links may share a part of their way
    only if they are `dashed` alike. `turned` are those that lead from a later rank to an earlier one, since units lie
    on a circle; their segments run the other way. `stretches` are the result: the straight parts of its path.
    """

    source: Unit
    target: Unit
    source_port: float | None = None
    target_port: float | None = None
    urgency: int = 0
    label: Unit | None = None
    dashed: bool = False
    turned: bool = False
    segments: list[Segment] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Segment:
    """The part of a link between two neighbouring ranks. Ports are distances from the units' lines.

    A target that is free takes the link anywhere within its reach, until `ports.spread` has settled where. A `straight`
    segment ties the lines of its units together. A crossing costs the product of its segments' weights.
    """

    source: Unit
    target: Unit
    weight: int = 1
    source_port: float = 0.0
    target_port: float = 0.0
    target_free: bool = False
    straight: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """A straight part of a path, along a line."""

    start: float
    end: float
    line: float
