"""Where links are attached to boxes."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_edu.drawing.svg.layered.ports import SPACING, find_ports, settled, spread
from tinygrad_edu.drawing.svg.layered.units import Segment, Unit


def box(line=0.0, reach=40.0):
    return Unit("box", before=reach + 5, after=reach + 5, reach=reach, line=line)


def join(source, target, straight=False):
    segment = Segment(source, target, target_free=True, straight=straight)
    source.outgoing.append(segment)
    target.incoming.append(segment)
    return segment


def test_a_single_link_is_attached_in_the_middle():
    one, other = box(), box(line=30)
    segment = join(one, other)
    find_ports([one, other])
    assert (segment.source_port, segment.target_port) == (0, 0)


def test_links_between_two_boxes_are_level_and_apart():
    one, other = box(), box(line=3)
    segments = [join(one, other) for _ in range(3)]
    find_ports([one, other])
    heights = [segment.source_port for segment in segments]
    assert heights == pytest.approx([segment.target_port + 3 for segment in segments])
    assert all(b - a == pytest.approx(SPACING) for a, b in itertools.pairwise(heights))


def test_a_link_from_beside_is_level_if_that_is_in_reach():
    main, near, far, target = box(), box(line=35), box(line=200), box()
    segments = [join(main, target, straight=True), join(near, target), join(far, target)]
    find_ports([main, near, far, target])
    assert [segment.target_port for segment in segments] == [0, pytest.approx(29), 40]
    assert [segment.source_port for segment in segments] == [0, 0, 0]


def test_links_are_in_the_order_of_where_they_lead():
    source, ends = box(), [box(line=line) for line in (100, -100, 20, -20)]
    segments = [join(source, end) for end in ends]
    find_ports([source, *ends])
    assert sorted(range(4), key=lambda i: segments[i].source_port) == [1, 3, 2, 0]


def test_many_links_share_the_room_there_is():
    source, ends = box(reach=20), [box(line=line) for line in range(50)]
    segments = [join(source, end) for end in ends]
    find_ports([source, *ends])
    ports = [segment.source_port for segment in segments]
    assert ports == sorted(set(ports))
    assert (ports[0], ports[-1]) == (pytest.approx(-20), pytest.approx(20))


@given(st.lists(st.floats(-200, 200), min_size=1, max_size=12), st.floats(0, 60), st.integers(-1, 11))
def test_ports_keep_their_order_and_stay_in_reach(wanted, reach, straight):
    segments = [Segment(box(), box(), straight=place == straight) for place in range(len(wanted))]
    ports = spread(segments, sorted(wanted), reach)
    assert ports == sorted(ports)
    assert all(abs(port) <= reach + 1e-9 for port in ports)
    if 0 <= straight < len(wanted):
        assert ports[straight] == 0


@given(st.lists(st.floats(-50, 50), max_size=10), st.floats(0, 10))
def test_settled_numbers_are_apart_and_no_farther_from_those_wanted_than_they_must_be(wanted, spacing):
    found = settled(wanted, spacing, -1000, 1000)
    assert all(b - a >= spacing - 1e-9 for a, b in itertools.pairwise(found))
    apart = all(b - a >= spacing for a, b in itertools.pairwise(wanted))
    if apart:
        assert found == pytest.approx(wanted)
    assert sum(found) == pytest.approx(sum(wanted), abs=1e-6)
