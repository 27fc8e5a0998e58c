"""What is inside what: the clusters around each box, and the parts of an arrow that lie within each cluster."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from ..scene import Arrow, Scene

OUTSIDE = ""  # the cluster around everything


@dataclass(frozen=True)
class Passage:
    """The part of an arrow within one cluster: between two boxes or clusters in it, or the border, which is ""."""

    arrow: Arrow
    source: str
    target: str


def homes(scene: Scene) -> dict[str, str]:
    """The cluster around each box and each cluster, `OUTSIDE` at the last. Clusters without a box are left out.

    So are clusters that arrows leave and enter again: arrows would have to run backwards.
    """
    parents = {cluster.id: cluster.parent for cluster in scene.clusters}
    home = {}
    for box in scene.boxes:
        inner, cluster = box.id, box.cluster
        while inner not in home:
            home[inner] = cluster
            if cluster == OUTSIDE:
                break
            inner, cluster = cluster, parents[cluster]
    while left_and_entered := parents.keys() & returning(passages(scene.arrows, home)):
        for one, cluster in list(home.items()):
            while cluster in left_and_entered:
                cluster = home[cluster]
            home[one] = cluster
        home = {one: cluster for one, cluster in home.items() if one not in left_and_entered}
    return home


def depths(home: dict[str, str]) -> dict[str, int]:
    """How many clusters are around each cluster, the outermost first."""
    found = {OUTSIDE: 0}
    for cluster in home.values():
        path = []
        while cluster not in found:
            path.append(cluster)
            cluster = home[cluster]
        for inner in reversed(path):
            found[inner] = found[home[inner]] + 1
    return dict(sorted(found.items(), key=lambda item: item[1]))


def passages(arrows: Iterable[Arrow], home: dict[str, str]) -> dict[str, list[Passage]]:
    """The parts of arrows, by the cluster that they are within."""
    depth = depths(home)
    found: dict[str, list[Passage]] = {cluster: [] for cluster in depth}
    for arrow in arrows:
        source, target = arrow.source, arrow.target
        while home[source] != home[target]:
            if depth[home[source]] >= depth[home[target]]:
                found[home[source]].append(Passage(arrow, source, ""))
                source = home[source]
            else:
                found[home[target]].append(Passage(arrow, "", target))
                target = home[target]
        found[home[source]].append(Passage(arrow, source, target))
    return found


def returning(parts: dict[str, list[Passage]]) -> set[str]:
    """The boxes and clusters that lie on a circle of arrows, or between two circles."""
    found: set[str] = set()
    for within in parts.values():
        ways = [(part.source, part.target) for part in within if part.source and part.target]
        found |= on_circles(ways)
    return found


def on_circles(ways: Sequence[tuple[str, str]]) -> set[str]:
    """What is left when one after the other all are taken away that nothing leads to, or that lead to nothing."""
    left = {end for way in ways for end in way}
    for _ in range(2):
        ways = [(target, source) for source, target in ways if source in left and target in left]
        left &= left_over(left, ways)
    return left


def left_over(all_of_them: Collection[str], ways: Iterable[tuple[str, str]]) -> set[str]:
    """What is left when one after the other all are taken away that nothing leads to."""
    leaving: dict[str, list[str]] = {one: [] for one in all_of_them}
    missing = dict.fromkeys(all_of_them, 0)
    for source, target in ways:
        leaving[source].append(target)
        missing[target] += 1
    waiting = [one for one, count in missing.items() if not count]
    left = set(all_of_them)
    while waiting:
        one = waiting.pop()
        left.discard(one)
        for other in leaving[one]:
            missing[other] -= 1
            if not missing[other]:
                waiting.append(other)
    return left
