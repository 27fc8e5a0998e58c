"""Long links, cut at each rank."""

import itertools

import pytest

from tinygrad_edu.drawing.svg.layered.bends import MAIN, TRUNK, add_bends
from tinygrad_edu.drawing.svg.layered.units import Link, Unit


def cut(ranks, edges, **options):
    units = [Unit("box", rank=rank) for rank in ranks]
    links = [Link(units[source], units[target], **options) for source, target in edges]
    return units, links, add_bends(units, links, max(ranks))


def test_a_link_has_a_bend_in_each_rank_on_its_way():
    units, (link,), ranks = cut([0, 3], [(0, 1)])
    assert [len(here) for here in ranks] == [1, 1, 1, 1]
    assert [unit.kind for here in ranks for unit in here] == ["box", "bend", "bend", "box"]
    assert link.segments[0].source is units[0]
    assert link.segments[-1].target is units[1]
    assert all(one.target is other.source for one, other in itertools.pairwise(link.segments))
    assert all(segment in segment.source.outgoing and segment in segment.target.incoming for segment in link.segments)


def test_ports_are_free_at_boxes_and_given_at_frames():
    box, frame, other = Unit("box"), Unit("frame", rank=1), Unit("box", rank=1)
    links = [Link(box, frame, target_port=7.0), Link(box, other)]
    add_bends([box, frame, other], links, 1)
    (given,), (free,) = (link.segments for link in links)
    assert (given.source_port, given.target_port, given.target_free) == (0.0, 7.0, False)
    assert free.target_free


def test_a_turned_link_runs_from_its_target():
    units = [Unit("frame", rank=2), Unit("box", rank=0)]
    link = Link(*units, source_port=5.0, turned=True)
    add_bends(units, [link], 2)
    assert link.segments[0].source is units[1]
    assert link.segments[-1].target is units[0]
    assert link.segments[-1].target_port == 5.0


def test_a_label_stands_in_an_odd_rank_where_it_takes_no_more_room():
    units = [Unit("box", rank=rank) for rank in (0, 6, 4, 6)]
    wide, narrow = Unit("label", 90.0), Unit("label", 50.0)
    links = [Link(units[0], units[1], label=narrow), Link(units[2], units[3], label=wide)]
    ranks = add_bends(units, links, 6)
    assert (wide.rank, narrow.rank) == (5, 5)
    assert narrow in ranks[5]
    assert [segment.target.kind for segment in links[0].segments] == ["bend"] * 4 + ["label", "box"]


def test_a_label_on_its_own_stands_half_way():
    units = [Unit("box", rank=rank) for rank in (0, 6)]
    label = Unit("label", 50.0)
    add_bends(units, [Link(*units, label=label)], 6)
    assert label.rank == 3


def test_many_long_links_from_one_unit_share_a_trunk():
    targets = list(range(2, 2 + TRUNK))
    _, links, ranks = cut([0, *targets], [(0, i) for i in range(1, 1 + TRUNK)])
    assert [sum(unit.kind == "bend" for unit in here) for here in ranks] == [0] + [1] * TRUNK + [0]
    assert all(one.segments[0] is other.segments[0] for one, other in itertools.pairwise(links))
    assert [len(link.segments) for link in links] == targets
    longest = links[-1].segments
    assert all(link.segments[:-1] == longest[: len(link.segments) - 1] for link in links)


@pytest.mark.parametrize("order", [1, -1])
def test_a_trunk_is_the_same_in_whatever_order_the_links_come(order):
    targets = list(range(2, 2 + TRUNK))[::order]
    _, links, ranks = cut([0, *targets], [(0, i) for i in range(1, 1 + TRUNK)])
    assert [sum(unit.kind == "bend" for unit in here) for here in ranks] == [0] + [1] * TRUNK + [0]
    assert len({link.segments[0] for link in links}) == 1


def test_few_links_and_links_of_two_sorts_share_nothing():
    _, links, _ = cut([0, *range(2, 1 + TRUNK)], [(0, i) for i in range(1, TRUNK)])
    assert len({link.segments[0] for link in links}) == TRUNK - 1
    units = [Unit("box", rank=rank) for rank in (0, *range(2, 2 + TRUNK))]
    links = [Link(units[0], unit, dashed=unit.rank % 2 == 0) for unit in units[1:]]
    add_bends(units, links, units[-1].rank)
    assert len({link.segments[0] for link in links}) == TRUNK


def test_urgent_links_weigh_more():
    _, (link,), _ = cut([0, 2], [(0, 1)], urgency=3)
    assert [segment.weight for segment in link.segments] == [MAIN, MAIN]
    _, (link,), _ = cut([0, 2], [(0, 1)])
    assert [segment.weight for segment in link.segments] == [1, 1]


@pytest.mark.parametrize("limit", ["MOST_BENDS", "MOST_PASSED"])
def test_the_longest_links_are_not_cut_where_there_would_be_too_many_bends(monkeypatch, limit):
    monkeypatch.setattr(f"tinygrad_edu.drawing.svg.layered.bends.{limit}", 5)
    _, links, _ = cut([0, 9, 4, 1], [(0, 1), (0, 2), (0, 3)])
    assert [len(link.segments) for link in links] == [0, 4, 1]
