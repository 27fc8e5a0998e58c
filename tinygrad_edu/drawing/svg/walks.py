"""Walks back through a scene, from what was computed last to what it was computed from."""

from __future__ import annotations

from ..scene import Arrow, Scene
from .layered.ranks import topological_places


def walk_back(scene: Scene) -> dict[str, int]:
    """The order in which one meets the arrows on a walk back, the first operand and all before it first."""
    entering: dict[str, list[Arrow]] = {box.id: [] for box in scene.boxes}
    for arrow in scene.arrows:
        entering[arrow.target].append(arrow)
    used = {arrow.source for arrow in scene.arrows}
    ends = [box.id for box in scene.boxes if box.id not in used]
    waiting = [box.id for box in reversed(scene.boxes)] + ends[::-1]
    order: dict[str, int] = {}
    seen: set[str] = set()
    while waiting:
        box = waiting.pop()
        if box in seen:
            continue
        seen.add(box)
        for arrow in entering[box]:
            order[arrow.id] = len(order)
        waiting += [arrow.source for arrow in reversed(entering[box])]
    return order


def urgencies(scene: Scene) -> dict[str, int]:
    """How urgent it is for each main arrow that it is straight: first those on the way back from the last box.

    So the main line goes past a branch that leaves it and comes back. What is left of the main arrows, from the last
    box that has any, makes the next line, and so on.
    """
    number = {box.id: position for position, box in enumerate(scene.boxes)}
    places = topological_places(len(number), [(number[arrow.source], number[arrow.target]) for arrow in scene.arrows])
    main: dict[str, Arrow] = {}
    for arrow in scene.arrows:
        if arrow.main:
            main.setdefault(arrow.target, arrow)
    urgency: dict[str, int] = {}
    passed: set[str] = set()
    for box in sorted(main, key=lambda box: places[number[box]], reverse=True):
        while box in main and main[box].id not in urgency:
            arrow = main[box]
            urgency[arrow.id] = len(main) - len(urgency)
            if arrow.source in passed:
                break
            passed.add(arrow.source)
            box = arrow.source
    return urgency
