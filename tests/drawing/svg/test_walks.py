"""Walks back through a scene."""

import itertools

from tinygrad_edu.drawing.scene import Arrow, Box, Scene
from tinygrad_edu.drawing.svg.walks import urgencies, walk_back

from ..scenes import xor_shapes


def scene(count, *arrows):
    """Arrows are pairs of numbers, the first to each target a main one."""
    seen = set()
    made = []
    for number, (source, target) in enumerate(arrows):
        made.append(Arrow(f"e{number}", f"n{source}", f"n{target}", True, main=target not in seen))
        seen.add(target)
    return Scene(tuple(Box(f"n{i}", "operation", "") for i in range(count)), tuple(made), (), "LR", (), "", "", "")


def in_order(numbers):
    return sorted(numbers, key=numbers.__getitem__)


def test_the_walk_goes_through_all_that_is_before_the_first_operand_first():
    tree = scene(5, (0, 2), (1, 2), (2, 4), (3, 4))
    assert in_order(walk_back(tree)) == ["e2", "e3", "e0", "e1"]


def test_the_walk_meets_every_arrow_once_on_circles_too():
    circle = scene(3, (0, 1), (1, 2), (2, 0))
    assert sorted(walk_back(circle)) == ["e0", "e1", "e2"]
    assert sorted(walk_back(circle).values()) == [0, 1, 2]


def test_the_main_line_is_the_most_urgent_from_its_end_on():
    urgent = urgencies(xor_shapes())
    assert sorted(urgent, key=urgent.__getitem__, reverse=True) == ["e10", "e9", "e7", "e5", "e4", "e2", "e0"]


def test_a_branch_is_less_urgent_than_what_it_leaves():
    residual = scene(4, (0, 1), (1, 2), (0, 3), (2, 3))
    urgent = urgencies(residual)
    assert urgent["e2"] > urgent["e1"] > urgent["e0"]


def test_an_arrow_that_is_not_main_is_not_urgent():
    assert set(urgencies(scene(3, (0, 2), (1, 2)))) == {"e0"}


def test_long_walks_need_no_recursion():
    chain = scene(5000, *itertools.pairwise(range(5000)))
    assert len(walk_back(chain)) == len(urgencies(chain)) == 4999
