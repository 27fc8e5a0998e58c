"""The graph as a table for a terminal."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.drawing.composing import compose
from tinygrad_edu.drawing.computation import computation, send_back
from tinygrad_edu.drawing.terminal import array_text, listing, width


def text_of(output, **options):
    graph = computation([output])
    send_back(graph)
    return listing(graph, compose(graph, **options))


def named(x, name):
    tensor = tg.tensor(x, requires_grad=True)
    tensor.name = name
    return tensor


def test_each_tensor_is_a_line():
    a = named(3.0, "a")
    lines = text_of(2.0 * a * a + a).splitlines()
    assert lines[0].startswith("Computation graph of add: 3 operations, 1 parameter tensor with 1 number.")
    assert [line.split("  ")[0] for line in lines[2:]] == ["name", "a", "v₁", "v₂", "L"]
    assert "2 × (a)" in lines[4]
    assert "13 = 6 + 6 + 1" in lines[3]


def test_columns_are_aligned_also_with_wide_names():
    a = named(3.0, "日本語")
    lines = text_of(a * a).splitlines()[2:]
    column = lines[0].index("operation")
    assert width(lines[1][: lines[1].index("parameter")]) == width(lines[0][: lines[0].index("role")])
    assert lines[2][column - 2 : column] == "  "


def test_no_line_ends_in_spaces_and_no_name_breaks_it():
    a = named([1.0, 2.0], "two\nlines\x1b[31m")
    lines = text_of((a * np.array([1.0, 2.0])).sum()).splitlines()
    assert all(line == line.rstrip() for line in lines)
    assert len(lines) == 7
    assert not any("\x1b" in line for line in lines)


def test_folded_graphs_are_short():
    y = named(0.5, "y")
    for _ in range(1000):
        y = tg.tanh(y) + 0.1
    assert len(text_of(y).splitlines()) < 12


def test_a_folded_module_is_a_line():
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh())
    text = text_of(net(tg.ones(4, 2)).sum(), depth=1)
    assert "Linear 2 → 3" in text
    assert "depth=2 shows more" in text


@pytest.mark.parametrize(
    ("array", "shown"),
    [
        (np.array(0.5), "0.5"),
        (np.array([0.5, -1.0]), "[0.5 −1.0]"),
        (np.zeros((0, 2)), "empty"),
        (np.linspace(-1, 1, 5), "−1 … 1"),
        (np.ones(9), "1"),
    ],
)
def test_arrays_are_short(array, shown):
    assert array_text(array) == shown
