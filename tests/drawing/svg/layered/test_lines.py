"""How far across units stand."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinygrad_edu.drawing.svg.layered.bends import add_bends
from tinygrad_edu.drawing.svg.layered.crossings import order
from tinygrad_edu.drawing.svg.layered.lines import find_lines
from tinygrad_edu.drawing.svg.layered.straight import straighten
from tinygrad_edu.drawing.svg.layered.units import Link, Unit


def apart(first, second):
    return first.after + 10 + second.before


def lines_of(ranks, edges, sizes=None):
    """The lines of boxes, 40 high if nothing else is said, by name; an edge is two names and perhaps an urgency."""
    sizes = sizes or {}
    units = {
        name: Unit("box", before=sizes.get(name, 40) / 2, after=sizes.get(name, 40) / 2, rank=rank)
        for rank, names in enumerate(ranks)
        for name in names
    }
    links = [Link(units[edge[0]], units[edge[1]], urgency=(*edge, 0)[2]) for edge in edges]
    made = add_bends(list(units.values()), links, len(ranks) - 1)
    order(made)
    straighten(links)
    find_lines(made, apart)
    return {name: unit.line for name, unit in units.items()}, made, links


def test_what_is_straight_is_on_one_line():
    lines, *_ = lines_of(["a", "bx", "cy", "d"], [("a", "b", 1), ("b", "c", 1), ("c", "d", 1), ("x", "c"), ("y", "d")])
    assert lines["a"] == lines["b"] == lines["c"] == lines["d"]
    assert lines["x"] == lines["a"] + 50


def test_a_unit_stands_in_the_middle_of_its_operands():
    lines, *_ = lines_of(["abc", "d"], [("a", "d"), ("b", "d"), ("c", "d")])
    assert lines["d"] == pytest.approx(lines["b"], abs=0.1)
    assert lines["c"] - lines["b"] == pytest.approx(50)


def test_neighbours_are_as_near_as_their_links_pull_them():
    lines, *_ = lines_of(["abc", "def"], [("a", "d", 1), ("b", "e", 1), ("c", "f", 1)], {"e": 100})
    assert lines["b"] - lines["a"] == pytest.approx(80)
    assert lines["c"] - lines["b"] == pytest.approx(80)


def test_units_that_push_each_other_move_together():
    lines, *_ = lines_of(["a", "bcdef"], [("a", name) for name in "bcdef"])
    assert lines["d"] == pytest.approx(lines["a"], abs=0.1)
    assert lines["f"] - lines["b"] == pytest.approx(200)


def test_ports_of_frames_count():
    source, frame, target = Unit("box", rank=0), Unit("frame", before=0, after=100, rank=1), Unit("box", rank=2)
    links = [Link(source, frame, None, 30.0), Link(frame, target, 70.0)]
    made = add_bends([source, frame, target], links, 2)
    straighten(links)
    find_lines(made, apart)
    assert source.line == frame.line + 30
    assert target.line == frame.line + 70


ports = st.floats(-100, 100)
ends = st.tuples(st.integers(0, 15), st.integers(0, 15), st.integers(0, 2), ports, ports)
edges = st.lists(ends.filter(lambda end: end[0] // 4 < end[1] // 4), max_size=30)


@given(
    edges,
    st.lists(st.tuples(st.floats(5, 100), st.floats(5, 100)), min_size=16, max_size=16),
    st.sets(st.integers(0, 15)),
)
@settings(max_examples=200)
def test_neighbours_keep_their_order_and_distance(drawn, sizes, frames):
    units = [
        Unit("frame" if i in frames else "box", before=before, after=after, rank=i // 4)
        for i, (before, after) in enumerate(sizes)
    ]
    links = [
        Link(
            units[source],
            units[target],
            port if source in frames else None,
            other if target in frames else None,
            urgency,
        )
        for source, target, urgency, port, other in drawn
    ]
    made = add_bends(units, links, 3)
    order(made)
    straighten(links)
    find_lines(made, apart)
    for here in made:
        for one, other in itertools.pairwise(here):
            assert other.line - one.line >= apart(one, other) - 1e-6
    for segment in (segment for link in links for segment in link.segments if segment.straight):
        here, there = segment.source.line + segment.source_port, segment.target.line + segment.target_port
        assert here == pytest.approx(there, abs=1e-6)


def test_a_long_chain_and_a_broad_rank_are_no_trouble():
    names = [chr(0x4E00 + i) for i in range(2000)]
    lines, *_ = lines_of(names, [(one, other, 1) for one, other in itertools.pairwise(names)])
    assert set(lines.values()) == {0}
    lines, *_ = lines_of(["a", names], [("a", name) for name in names])
    assert lines["a"] == pytest.approx((lines[names[0]] + lines[names[-1]]) / 2, abs=30)
