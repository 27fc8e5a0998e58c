"""The order of units in their ranks."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tinygrad_edu.drawing.svg.layered.bends import add_bends
from tinygrad_edu.drawing.svg.layered.crossings import (
    crossings,
    follow_operands,
    order,
    renumber,
    source_key,
    target_key,
)
from tinygrad_edu.drawing.svg.layered.units import Link, Unit


def drawn(ranks, edges, kind="box"):
    """Ranks of units with links between them, in the order in which they are named."""
    units = {name: Unit(kind, before=10, after=10, rank=rank) for rank, names in enumerate(ranks) for name in names}
    links = [Link(units[source], units[target], *ports) for source, target, *ports in edges]
    made = add_bends(list(units.values()), links, len(ranks) - 1)
    renumber(made)
    return made, units


def names(made, units):
    of = {unit: name for name, unit in units.items()}
    return ["".join(of.get(unit, "·") for unit in here) for here in made]


def pairs_that_cross(made):
    """What the crossings cost, by looking at every pair."""
    cost = 0
    for here in made:
        segments = [segment for unit in here for segment in unit.outgoing]
        for one, other in itertools.combinations(segments, 2):
            turn = (source_key(one) - source_key(other)) * (target_key(one) - target_key(other))
            cost += one.weight * other.weight * (turn < 0)
    return cost


def test_a_tree_is_drawn_with_its_operands_in_order():
    made, units = drawn(["fedc", "ba", "r"], [("c", "a"), ("d", "a"), ("e", "b"), ("f", "b"), ("a", "r"), ("b", "r")])
    order(made)
    assert names(made, units) == ["cdef", "ab", "r"]


def test_the_walk_takes_the_first_operand_and_all_before_it_first():
    made, units = drawn(["xyz", "ab", "r"], [("x", "a"), ("z", "b"), ("y", "a"), ("b", "r"), ("a", "r")])
    follow_operands(made)
    assert names(made, units) == ["zxy", "ba", "r"]


def test_crossings_that_need_not_be_are_undone():
    made, _ = drawn(["ab", "cd", "ef"], [("a", "d"), ("b", "c"), ("c", "f"), ("d", "e"), ("a", "c"), ("d", "f")])
    order(made)
    assert crossings(made) == pairs_that_cross(made) <= 1


def test_several_starts_find_what_one_does_not():
    edges = [("a", "d"), ("b", "d"), ("a", "e"), ("b", "f"), ("c", "e"), ("c", "f")]
    made, _ = drawn(["abc", "def"], edges)
    order(made)
    best = min(
        pairs_that_cross(drawn(["".join(top), "".join(bottom)], edges)[0])
        for top in itertools.permutations("abc")
        for bottom in itertools.permutations("def")
    )
    assert crossings(made) == best


def test_ports_of_a_frame_are_in_a_given_order():
    made, units = drawn(["ab", "F"], [("a", "F", None, 5.0), ("b", "F", None, -5.0)], kind="frame")
    order(made)
    assert names(made, units) == ["ba", "F"]
    assert crossings(made) == 0


edges = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda e: e[0] // 3 != e[1] // 3), max_size=20)


@given(edges)
def test_crossings_are_counted_as_pairs_are(drawn_edges):
    letters = "abcdefghi"
    ways = [(letters[min(edge)], letters[max(edge)]) for edge in drawn_edges]
    made, _ = drawn(["abc", "def", "ghi"], ways)
    assert crossings(made) == pairs_that_cross(made)
    start = crossings(made)
    before = [set(here) for here in made]
    order(made)
    assert crossings(made) == pairs_that_cross(made)
    follow = [list(here) for here in made]
    follow_operands(follow)
    assert [set(here) for here in made] == before
    renumber(made)
    assert crossings(made) <= max(start, pairs_that_cross(follow))
    assert [unit.place for here in made for unit in here] == [place for here in made for place in range(len(here))]


@given(edges)
def test_the_same_links_give_the_same_order(drawn_edges):
    letters = "abcdefghi"
    ways = [(letters[min(edge)], letters[max(edge)]) for edge in drawn_edges]
    found = []
    for _ in range(2):
        made, units = drawn(["abc", "def", "ghi"], ways)
        order(made)
        found.append(names(made, units))
    assert found[0] == found[1]
