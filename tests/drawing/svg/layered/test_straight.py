"""Which segments run straight."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tinygrad_edu.drawing.svg.layered.bends import add_bends
from tinygrad_edu.drawing.svg.layered.crossings import renumber
from tinygrad_edu.drawing.svg.layered.straight import straighten
from tinygrad_edu.drawing.svg.layered.units import Link, Unit


def links_of(ranks, edges):
    """Links between boxes that are given by rank; an edge is two names and an urgency."""
    units = {name: Unit("box", rank=rank) for rank, names in enumerate(ranks) for name in names}
    links = [Link(units[source], units[target], urgency=urgency) for source, target, urgency in edges]
    made = add_bends(list(units.values()), links, len(ranks) - 1)
    renumber(made)
    straighten(links)
    return links


def straights(links):
    return [[segment.straight for segment in link.segments] for link in links]


def test_the_most_urgent_of_two_that_cross_is_straight():
    for first, second in ((1, 2), (2, 1)):
        assert straights(links_of(["ab", "cd"], [("a", "d", first), ("b", "c", second)])) == [
            [first > second],
            [second > first],
        ]


def test_one_of_several_that_share_an_end_is_straight():
    assert straights(links_of(["ab", "c"], [("a", "c", 1), ("b", "c", 2)])) == [[False], [True]]
    assert straights(links_of(["a", "bc"], [("a", "b", 2), ("a", "c", 1)])) == [[True], [False]]


def test_a_long_link_is_straight_between_its_bends():
    links = links_of(["ba", "c", "d", "e"], [("a", "e", 0), ("b", "c", 1), ("c", "d", 1), ("d", "e", 1)])
    assert straights(links)[0] == [True, True, False]
    assert straights(links)[1:] == [[True]] * 3


def test_a_link_that_is_alone_at_both_ends_is_straight():
    assert straights(links_of(["a", "b"], [("a", "b", 0)])) == [[True]]
    assert straights(links_of(["ab", "c"], [("a", "c", 0), ("b", "c", 0)])) == [[False], [False]]


edges = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 3)), max_size=20)


@given(edges)
def test_straight_segments_neither_cross_nor_share_an_end(drawn):
    ranks = ["abcdef", "ghijkl", "mnopqr"]
    links = links_of(ranks, [(ranks[i % 2][a], ranks[i % 2 + 1][b], u) for i, (a, b, u) in enumerate(drawn)])
    straight = {segment for link in links for segment in link.segments if segment.straight}
    for one, other in itertools.combinations(straight, 2):
        if one.source.rank == other.source.rank:
            assert (one.source.place - other.source.place) * (one.target.place - other.target.place) > 0
