"""How far along units stand."""

from hypothesis import given
from hypothesis import strategies as st

from tinygrad_edu.drawing.svg.layered.ranks import rank, topological_places
from tinygrad_edu.drawing.svg.layered.units import Link, Unit


def ranked(count, edges, step=1, entries=(), exits=()):
    kinds = {**dict.fromkeys(entries, "entry"), **dict.fromkeys(exits, "exit")}
    units = [Unit(kinds.get(i, "box")) for i in range(count)]
    links = [Link(units[source], units[target]) for source, target in edges]
    last = rank(units, links, step)
    return [unit.rank for unit in units], last, links


def test_the_longest_path_counts():
    assert ranked(4, [(0, 1), (1, 2), (2, 3), (0, 3)])[:2] == ([0, 1, 2, 3], 3)
    assert ranked(3, [(0, 1), (1, 2)], step=2)[:2] == ([0, 2, 4], 4)


def test_what_only_one_later_unit_uses_stands_before_that():
    ranks, *_ = ranked(6, [(0, 1), (1, 2), (2, 3), (4, 3), (5, 4)])
    assert (ranks[4], ranks[5]) == (2, 1)


def test_what_is_derived_from_two_early_units_stays_by_them():
    ranks, *_ = ranked(6, [(0, 1), (1, 2), (2, 3), (3, 4), (0, 5), (1, 5), (5, 4)])
    assert ranks[5] == 2


def test_ends_stay_where_they_are_computed():
    ranks, *_ = ranked(5, [(0, 1), (1, 2), (2, 3), (0, 4)])
    assert ranks[4] == 1


def test_entries_come_first_and_exits_last_and_nothing_beside_them():
    ranks, last, _ = ranked(5, [(0, 1), (1, 2), (2, 4), (3, 2)], entries=[0], exits=[4])
    assert ranks == [0, 1, 2, 1, 3]
    assert last == 3
    assert ranked(3, [(0, 1), (2, 1)], entries=[0])[0] == [0, 2, 1]


def test_a_circle_is_cut_where_it_comes_back_to_the_smallest_number():
    ranks, _, links = ranked(3, [(0, 1), (1, 2), (2, 0)])
    assert ranks == [0, 1, 2]
    assert [link.turned for link in links] == [False, False, True]


def test_nothing_has_no_ranks():
    assert ranked(0, [])[:2] == ([], 0)


edges = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda edge: edge[0] != edge[1]), max_size=25)


@given(edges, st.sampled_from([1, 2]))
def test_every_link_leads_to_a_later_rank(drawn, step):
    _, last, links = ranked(10, drawn, step)
    for link in links:
        way = link.target.rank - link.source.rank
        assert (-way if link.turned else way) >= step
        assert 0 <= link.source.rank <= last
    if all(source < target for source, target in drawn):
        assert not any(link.turned for link in links)


@given(edges)
def test_places_are_an_order(drawn):
    places = topological_places(10, drawn)
    assert sorted(places) == list(range(10))
    forward = [(source, target) for source, target in drawn if source < target]
    assert all(places[source] < places[target] for source, target in forward) or len(forward) < len(drawn)
