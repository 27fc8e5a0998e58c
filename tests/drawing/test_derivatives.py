"""The words and numbers beside an edge between scalars."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.drawing.computation import computation, send_back
from tinygrad_edu.drawing.derivatives import edge_label, enclosed, labels, place
from tinygrad_edu.tracing import Cotangent, Operand, Output


def scalar(x):
    return tg.tensor(x, dtype=np.float64, requires_grad=True)


def graph_of(output, **names):
    graph = computation([output], names)
    send_back(graph)
    return graph


def lines(graph):
    return ["".join(span.text for span in line) for edge in graph.edges for line in edge_label(graph, edge)]


def test_names_of_operands_result_and_cotangent():
    a, b = scalar(2.0), scalar(-3.0)
    graph = graph_of(tg.exp(a * b), a=a, b=b)
    product = graph.vertices[2]
    assert labels(product, "L") == {Operand(0): "a", Operand(1): "b", Output(): "v₁", Cotangent(): "∂L/∂v₁"}
    assert labels(graph.vertices[3], "L")[Cotangent()] == "1"


def test_numbers_among_the_operands_stand_for_themselves():
    a = scalar(2.0)
    graph = graph_of(a * -0.5, a=a)
    assert labels(graph.vertices[1], "L")[Operand(1)] == "(−0.5)"
    assert lines(graph) == ["∂L/∂a = −0.5", "1 × (−0.5) = −0.5"]


def test_an_operand_without_axes_that_is_no_tensor_is_in_the_formula():
    a, b = scalar(2.0), scalar(3.0)
    graph = graph_of(tg.where(np.array(True), a, b), a=a, b=b)
    assert lines(graph) == [
        "∂L/∂a = 1 where True else 0 = 1", "1 × 1 = 1", "∂L/∂b = 0 where True else 1 = 0", "1 × 0 = 0"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("position", "word"), [(0, "1st"), (1, "2nd"), (2, "3rd"), (3, "4th"), (10, "11th"), (12, "13th"), (20, "21st")]
)
def test_places_of_operands_in_words(position, word):
    a = scalar(1.0)
    graph = graph_of(tg.stack([a] * 25).sum())
    assert place(graph.vertices[1].operands[position]) == word


def test_the_places_of_two_operands_are_left_and_right():
    a = scalar(1.0)
    assert [place(edge) for edge in graph_of(a * a).edges] == ["left", "right"]


def test_negative_numbers_are_in_parentheses():
    assert (enclosed("−2"), enclosed("2"), enclosed("nan")) == ("(−2)", "2", "nan")
