"""What is said of tensors and graphs in words."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.drawing.computation import computation, send_back
from tinygrad_edu.drawing.folding import view, within
from tinygrad_edu.drawing.words import (
    caption_of,
    counted,
    description_of,
    operations_in,
    sum_of_shares,
    title_of,
    warning,
    word_of,
)


def scalar(x):
    return tg.tensor(x, dtype=np.float64, requires_grad=True)


def graph_of(*outputs, **names):
    graph = computation(outputs, names)
    send_back(graph)
    return graph


def test_sums_of_shares():
    a = scalar(2.0)
    y = a - 3.0 * a  # the product is computed first
    graph = graph_of(y)
    assert sum_of_shares(graph.vertices[0]) == "= −3 + 1"
    assert sum_of_shares(graph.vertices[1]) == ""
    x = tg.ones(2, requires_grad=True)
    graph = graph_of((x + x).sum())
    assert sum_of_shares(graph.vertices[0]) == "2 contributions, added"


def test_many_shares_are_counted():
    a = scalar(1.0)
    assert sum_of_shares(graph_of(a + a + a + a).vertices[0]) == "= 1 + 1 + 1 + 1"
    assert sum_of_shares(graph_of(a + a + a + a + a + a + a).vertices[0]) == "7 contributions, added"


def test_what_a_tensor_is_in_a_word():
    weight, frozen, mean = (
        nn.Parameter(np.ones(2)),
        nn.Parameter(np.ones(2), requires_grad=False),
        nn.Buffer(tg.ones(2)),
    )
    graph = graph_of((weight - mean) * frozen + tg.ones(2), weight=weight, frozen=frozen, mean=mean)
    assert {vertex.name or vertex.label: word_of(vertex) for vertex in graph.vertices if vertex.is_leaf} == {
        "weight": "parameter",
        "frozen": "parameter, frozen",
        "mean": "buffer",
        "x₁": "input",
    }


def test_the_first_warning_is_that_of_the_first_vertex_that_is_not_finite():
    a = scalar(0.0)
    with np.errstate(all="ignore"):
        graph = graph_of(tg.sqrt(a) * 1.0)
    assert [warning([vertex]) for vertex in graph.vertices] == ["∞ in the gradient", "", ""]
    assert warning(reversed(graph.vertices)) == "∞ in the gradient"
    assert warning([]) == ""


@pytest.mark.parametrize(("n", "words"), [(0, "0 boxes"), (1, "1 box"), (1204, "1,204 boxes")])
def test_numbers_and_nouns(n, words):
    assert counted(n, "box", "boxes") == words


def test_titles_and_descriptions():
    a = scalar(3.0)
    graph = graph_of(a * a, a + 1.0, y=a)
    assert title_of(graph) == "Computation graph of mul, add"
    graph = graph_of(a * a)
    assert operations_in(graph) == 1
    said = "Computation graph of mul: 1 operation, 1 parameter tensor with 1 number. Its value is 9."
    assert description_of(graph, gradients=False) == said
    assert description_of(graph, gradients=True) == f"{said} Gradients are shown."


def test_captions_say_what_is_left_out():
    y = scalar(1.0)
    for _ in range(50):
        y = y + 1.0
    graph = graph_of(y)
    assert (
        caption_of(graph, view(graph, None), part=False)
        == "50 operations shown as 2 boxes; of what is repeated, the first is shown"
    )
    part = view(graph, None, within(graph.vertices[-1], 2))
    assert caption_of(graph, part, part=True) == "3 of 51 tensors: what is near by"
    lone = graph_of(tg.ones(2))
    assert caption_of(lone, view(lone, None), part=False).startswith("nothing was recorded")
