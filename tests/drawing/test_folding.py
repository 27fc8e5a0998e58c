"""Large graphs made small: repetitions, modules, chains, surroundings. Pieces always hold every vertex once."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.drawing.computation import computation
from tinygrad_edu.drawing.folding import FOLDED, READABLE, repetitions, view, within


def scalar():
    return tg.tensor(0.5, requires_grad=True)


def frames(shown):
    found = {}
    for piece in shown.pieces:
        frame = piece.frame
        while frame is not None:
            found[frame] = None
            frame = frame.parent
    return list(found)


class Cell(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner, self.outer = nn.Linear(3, 3), nn.Linear(3, 3)

    def forward(self, x, h):
        return tg.tanh(self.inner(x) + self.outer(h))


def unrolled(steps):
    cell, h, x = Cell(), tg.zeros(2, 3), tg.ones(steps, 2, 3)
    for i in range(steps):
        h = cell(x[i], h)
    return (h**2).mean()


def random_graph(operations, seed=0):
    choose = random.Random(seed)
    tensors = [scalar()]
    for _ in range(operations):
        recent = tensors[-20:]
        if choose.random() < 0.5:
            tensors.append(choose.choice([tg.add, tg.mul, tg.sub])(choose.choice(recent), choose.choice(recent)))
        else:
            tensors.append(choose.choice([tg.tanh, tg.sin, tg.sigmoid])(tensors[-1]))
    return tensors[-1]


def test_a_small_graph_is_shown_as_it_is():
    a = scalar()
    graph = computation([a * a + a])
    shown = view(graph, None)
    assert [piece.single for piece in shown.pieces] == graph.vertices
    assert [link.edges for link in shown.links] == [[edge] for edge in graph.edges]
    assert (shown.depth, shown.repeats, shown.chains) == (None, False, False)


def test_an_unrolled_net_is_shown_once_with_the_number_of_times():
    graph = computation([unrolled(50)])
    shown = view(graph, None)
    assert len(graph.vertices) > READABLE
    assert len(shown.pieces) <= 15
    assert [(frame.call.kind, frame.times) for frame in frames(shown) if frame.times > 1] == [("Cell", 50)]
    inputs = [piece for piece in shown.pieces if piece.single and piece.single.role == "input"]
    assert sorted(piece.times for piece in inputs) == [1, 50]  # the first state, and the inputs of all steps


def test_an_encoder_shows_one_layer_of_six():
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0), 6)
    shown = view(computation([encoder(tg.randn(3, 2, 8)).sum()]), None)
    (layers,) = (frame for frame in frames(shown) if frame.times == 6)
    assert (layers.call.path, layers.last.path) == ("layers.0", "layers.5")
    assert len(shown.pieces) <= FOLDED


def test_what_repeats_without_modules_is_found_too():
    y = scalar()
    for _ in range(1000):
        y = tg.tanh(y) * 1.1
    shown = view(computation([tg.sin(y)]), None)
    assert len(shown.pieces) == 4
    assert [frame.times for frame in frames(shown)] == [1000]


def test_two_times_are_no_repetition():
    assert [(run.start, run.period, run.times) for run in repetitions(list_of("ab" * 2), {})] == [
        (0, 1, 1), (1, 1, 1), (2, 1, 1), (3, 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("aaa", [(0, 1, 3)]),
        ("ababab", [(0, 2, 3)]),
        ("xabababy", [(0, 1, 1), (1, 2, 3), (7, 1, 1)]),
        ("aaaaab", [(0, 1, 5), (5, 1, 1)]),
        ("aabaabaabc", [(0, 3, 3), (9, 1, 1)]),
        ("", []),
    ],
)
def test_repetitions(letters, expected):
    assert [(run.start, run.period, run.times) for run in repetitions(list_of(letters), {})] == expected


def list_of(letters):
    """Operations that are alike where their letters are: each letter is an op of its own."""
    ops = dict(zip("abcxy", [tg.tanh, tg.sin, tg.cos, tg.exp, tg.sigmoid]))
    x = scalar()
    end = x * 2.0
    return [
        next(vertex for vertex in computation([ops[letter](x) + end]).vertices if vertex.op == ops[letter].__name__)
        for letter in letters
    ]


@given(st.text("ab", max_size=30))
@settings(max_examples=60)
def test_repetitions_cover_the_sequence(letters):
    sequence = list_of(letters)
    end = 0
    for run in repetitions(sequence, {}):
        assert run.start == end
        assert run.times == 1 or run.times >= 3
        rounds = [letters[run.start + i * run.period : run.start + (i + 1) * run.period] for i in range(run.times)]
        assert len(set(rounds)) == 1
        end += run.period * run.times
    assert end == len(letters)


@pytest.mark.parametrize("depth", [0, 1, 2, None])
@pytest.mark.parametrize("make", [lambda: unrolled(50), lambda: unrolled(3), lambda: random_graph(500)])
def test_links_lead_forward_between_pieces_and_nothing_is_shown_twice(make, depth):
    graph = computation([make()])
    shown = view(graph, depth)
    inside = [vertex for piece in shown.pieces for vertex in piece.vertices]
    assert len(inside) == len(set(inside))
    assert graph.outputs[0] in inside
    assert all(link.source is not link.target for link in shown.links)
    assert all(link.source.last.index < link.target.last.index for link in shown.links)
    assert {end for link in shown.links for end in (link.source, link.target)} <= set(shown.pieces)


def test_depth_folds_calls_and_counts_what_is_inside():
    net = nn.Sequential(nn.Sequential(nn.Linear(2, 3), nn.Tanh()), nn.Linear(3, 1))
    graph = computation([net(tg.ones(4, 2)).sum()])
    outer = view(graph, 0)
    assert [piece.call and piece.call.kind for piece in outer.pieces] == ["Sequential", None, None]
    inner = view(graph, 1)
    assert [piece.call.path for piece in inner.pieces if piece.call] == ["0", "1"]
    first = next(piece for piece in inner.pieces if piece.call)
    assert [vertex.op for vertex in first.vertices if vertex.op] == ["linear", "tanh"]
    assert sum(vertex.role == "parameter" for vertex in first.vertices) == 2
    assert not any(piece.call for piece in view(graph, 9).pieces)


def test_chains_become_one_piece_where_nothing_else_helps():
    random_ops = random.Random(1)
    y = scalar()
    for _ in range(40):
        for _ in range(random_ops.randint(2, 9)):
            y = random_ops.choice([tg.tanh, tg.sin, tg.sigmoid, tg.exp, tg.cos])(y)
        y = y * scalar() + y
    shown = view(computation([y]), None)
    assert shown.chains
    assert len(shown.pieces) < 140


def test_a_graph_that_cannot_be_folded_stays_large():
    assert len(view(computation([random_graph(2000)]), None).pieces) > 500


def test_surroundings():
    a = scalar()
    b = a * 2.0
    c = b + 1.0
    d = c * c
    graph = computation([d])
    near = within(graph.vertices[1], 1)
    assert [vertex.index for vertex in graph.vertices if vertex in near] == [0, 1, 2]
    assert within(graph.vertices[0], 0) == {graph.vertices[0]}
    shown = view(graph, None, near)
    assert [piece.last.index for piece in shown.pieces] == [0, 1, 2]
    assert len(shown.links) == 2


def test_surroundings_that_are_everything_take_no_longer_than_the_graph():
    y = scalar()
    for _ in range(20_000):
        y = y + 1.0
    graph = computation([y])
    assert within(graph.outputs[0], 10**12) == set(graph.vertices)


def test_ten_thousand_ops_fold():
    y = scalar()
    for _ in range(5000):
        y = tg.tanh(y) + np.float32(0.1)
    assert len(view(computation([y]), None).pieces) < 10
