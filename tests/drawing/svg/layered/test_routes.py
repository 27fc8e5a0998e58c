"""Where ranks begin, and the paths of links."""

import itertools

import pytest

from tinygrad_edu.drawing.svg.layered.crossings import renumber
from tinygrad_edu.drawing.svg.layered.routes import STUB, WIDEST, find_starts, find_stretches
from tinygrad_edu.drawing.svg.layered.units import Link, Segment, Stretch, Unit

GAP = 40.0


def box(rank, line=0.0, length=60.0, breadth=40.0, **options):
    return Unit("box", length, breadth / 2, breadth / 2, rank=rank, line=line, **options)


def bend(rank, line=0.0):
    return Unit("bend", 0.0, 3.0, 3.0, rank=rank, line=line)


def joined(*units, **options):
    """A link through units."""
    link = Link(units[0], units[-1], **options)
    for source, target in itertools.pairwise(units):
        segment = Segment(source, target)
        source.outgoing.append(segment)
        target.incoming.append(segment)
        link.segments.append(segment)
    return link


def routed(units, links):
    ranks = [[unit for unit in units if unit.rank == rank] for rank in range(1 + max(unit.rank for unit in units))]
    renumber(ranks)
    length = find_starts(ranks, GAP)
    find_stretches(links, ranks)
    return length


def test_ranks_are_as_long_as_their_longest_unit_and_a_gap_apart():
    first, second, wide = box(0), box(1), box(1, line=100, length=100)
    link = joined(first, second)
    assert routed([first, second, wide], [link]) == 60 + GAP + 100
    assert link.stretches[0].start == first.end
    assert link.stretches[-1] == Stretch(second.start - STUB, second.start, 0)


def test_a_unit_stands_in_the_middle_of_its_rank_or_by_those_it_is_linked_to():
    first, middle, leaf, end, wide, last = box(0), box(1), box(1, 50), box(1, 100), box(1, 200, length=200), box(2)
    routed(
        [first, middle, leaf, end, wide, last],
        [joined(first, middle), joined(middle, last), joined(leaf, last), joined(first, end)],
    )
    assert (middle.start + middle.end) / 2 == (wide.start + wide.end) / 2
    assert leaf.end == wide.end
    assert end.start == wide.start


def test_steep_curves_get_more_room_up_to_a_limit():
    lengths = []
    for line in (0, 50, 100, 1000):
        first, second = box(0), box(1, line)
        lengths.append(routed([first, second], [joined(first, second)]) - 120)
    assert lengths[0] == GAP
    assert lengths == sorted(lengths)
    assert lengths[-1] == 2 * STUB + WIDEST


def test_entries_and_exits_take_no_room_where_links_are_straight():
    entry, first, exit = Unit("entry", rank=0), box(1), Unit("exit", rank=2)
    links = [joined(entry, first), joined(first, exit)]
    assert routed([entry, first, exit], links) == 60
    assert links[0].stretches[0].start == 0
    assert links[1].stretches[-1].end == 60
    entry.line = 20.0
    assert routed([entry, first, exit], []) > 60


def test_a_link_is_level_where_it_passes_boxes():
    first, here, passed, last = box(0), bend(1, 80), box(1, length=100), box(2)
    link = joined(first, here, last)
    routed([first, passed, here, last], [link])
    assert Stretch(passed.start, passed.end, 80) in link.stretches


def test_a_bend_in_an_empty_rank_is_left_out_unless_it_leads_beyond_or_branches():
    for line, kept in ((20, 2), (80, 3)):
        first, here, last = box(0), bend(1, line), box(2, 40)
        link = joined(first, here, last)
        routed([first, here, last], [link])
        assert len(link.stretches) == kept
    first, here, last, other = box(0), bend(1, 20), box(2, 40), box(2, 100)
    link = joined(first, here, last)
    joined(here, other)
    routed([first, here, last, other], [link])
    assert len(link.stretches) == 3


def test_a_curve_keeps_clear_of_the_neighbours_that_it_comes_past():
    for line, behind in ((60, True), (-60, False)):
        first, short, long, last = box(0), box(1), box(1, line, length=100), box(2, 60)
        links = [joined(first, short), joined(short, last)]
        routed([first, *sorted((short, long), key=lambda unit: unit.line), last], links)
        assert short.end == long.end - 20
        assert links[1].stretches[0].end == (long.end if behind else short.end + STUB)
    first, short, long, last = box(0, 60), box(1), box(1, 60, length=100), box(2)
    links = [joined(first, short), joined(short, last)]
    routed([first, short, long, last], links)
    assert links[0].stretches[-1].start == long.start


def test_a_curve_keeps_clear_of_a_line_that_it_comes_past():
    first, short, other, last = box(0), box(1), bend(1, 60), box(2, 90)
    links = [joined(first, short), joined(short, last), joined(first, other, last)]
    routed([first, short, other, box(1, 120, length=100), last], links)
    assert links[1].stretches[0].end == other.end == short.end + 20


def test_a_link_goes_into_the_margin_of_a_unit():
    first, second = box(0, length=100, margin=20), box(1, length=80, margin=10)
    link = joined(first, second)
    routed([first, second], [link])
    assert link.stretches[0].start == first.end - 20
    assert link.stretches[-1].end == second.start + 10


def test_a_turned_link_leads_back():
    first, last = box(0), box(1, 50)
    link = joined(first, last, turned=True)
    routed([first, last], [link])
    assert link.stretches[0].start == last.start
    assert link.stretches[-1].end == first.end
    assert all(stretch.end <= stretch.start for stretch in link.stretches)


def test_a_link_without_segments_leads_straight_to_its_end():
    first, last = box(0), box(1, 50)
    link = Link(first, last)
    routed([first, last], [link])
    assert link.stretches == [Stretch(first.end, first.end, 0), Stretch(last.start, last.start, 50)]


def test_ports_count():
    first, last = box(0), box(1, 50)
    link = joined(first, last)
    link.segments[0].source_port, link.segments[0].target_port = 10, -15
    routed([first, last], [link])
    assert [stretch.line for stretch in link.stretches] == pytest.approx([10, 35])
