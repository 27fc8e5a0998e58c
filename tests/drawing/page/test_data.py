"""The page's data: which cells are outlined, how much is shown, what the quiz asks, and that all numbers are there."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.drawing.computation import computation, send_back
from tinygrad_edu.drawing.page import data as page_data
from tinygrad_edu.drawing.page.data import PageData, follows
from tinygrad_edu.drawing.page.steps import steps_of
from tinygrad_edu.drawing.page.working import Matrix


def leaf(data, requires_grad=True):
    return tg.tensor(np.array(data, float), requires_grad=requires_grad)


def data_of(output, **names):
    graph = computation([output], {**names, "out": output})
    send_back(graph)
    return PageData(graph, steps_of(graph), {}).everything()


@pytest.mark.parametrize(
    ("shape", "links", "result", "expected"),
    [
        ((4, 3), (0, None), (4, 2), ("row", "all")),
        ((3, 2), (None, 1), (4, 2), ("all", "column")),
        ((2,), (1,), (4, 2), ("first", "column")),
        ((4, 1), (0, 1), (4, 2), ("row", "first")),
        ((4, 2), (0, None), (4,), ("column", "all")),
        ((), (), (4, 2), ("first", "first")),
        ((5, 4, 2), (0, 1, 2), (5, 4, 2), ("row", "column")),
        ((3,), (1,), (2, 3, 6, 6), ("first", "first")),
        ((4, 2), None, (4, 2), ("none", "none")),
    ],
)
def test_rows_and_columns_follow_the_links(shape, links, result, expected):
    matrix = Matrix("x", np.zeros(shape), links)
    assert tuple(follows(matrix, axis, Matrix("y", np.zeros(result))) for axis in (2, 1)) == expected


def test_what_is_outlined_for_a_cell_gives_its_arithmetic():
    """In numbers: the outlined cells of x and w, multiplied and added, are the cell of x @ w."""
    x, w = [[1, 2, 3], [4, 5, 6]], [[1, 0], [2, 1], [0, 3]]
    data = data_of(leaf(x) @ leaf(w))
    (working,) = data["steps"][1]["workings"]
    left, sign, right, equals, result = working["parts"]
    assert (sign, equals) == ({"sign": "@"}, {"sign": "="})
    assert (left["rows"], left["columns"], right["rows"], right["columns"]) == ("row", "all", "all", "column")
    rows = data["arrays"][result["array"]]["rows"]
    assert rows == [["5", "11"], ["14", "23"]]
    assert working["arithmetic"][1][0] == "4·1 + 5·2 + 6·0 = 14"


def test_equal_arrays_are_written_down_once():
    data = data_of(leaf([1.0, 2.0]) + 0.0)
    first, out = data["tensors"]
    assert (first["value"], first["gradient"]) == (out["value"], out["gradient"])


def test_each_tensor_says_from_which_step_on_it_is_known():
    a = leaf(2.0)
    data = data_of(a * a, a=a)
    a_box, out_box = data["tensors"]
    assert (a_box["label"], a_box["valueStep"], a_box["gradientStep"]) == ("a", 0, 4)
    assert (out_box["label"], out_box["valueStep"], out_box["gradientStep"]) == ("out", 1, 2)
    assert a_box["words"].startswith("largest disagreement") or a_box["words"].startswith("no difference")


def test_a_tensor_without_gradient_says_why():
    x = leaf([1.0], False)
    data = data_of(leaf([2.0]) * x, x=x)
    (tensor,) = [tensor for tensor in data["tensors"] if tensor["label"] == "x"]
    assert tensor["gradient"] is None
    assert "doesn’t require a gradient" in tensor["words"]


def test_questions_differ_and_never_ask_for_what_is_not_finite():
    y = leaf([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
    for _ in range(6):
        y = tg.tanh(y)
    asked = [step["question"] for step in data_of(y)["steps"] if step["question"]]
    assert len({(question["row"], question["column"]) for question in asked}) > 3
    with np.errstate(all="ignore"):
        assert data_of(leaf([1.0, 2.0]) / 0.0)["steps"][1]["question"] is None


def test_where_there_is_much_to_show_less_is_shown_of_each(monkeypatch):
    monkeypatch.setattr(page_data, "CELLS", 30)
    x = leaf(np.arange(144.0).reshape(12, 12))
    assert {len(array["rows"]) for array in data_of(x * 2.0)["arrays"]} == {3}
    monkeypatch.setattr(page_data, "CELLS", 1)
    assert {len(array["rows"]) for array in data_of(x * 2.0)["arrays"]} == {2}


def test_a_sum_of_many_terms_is_told_in_few():
    data = data_of(leaf(np.arange(500.0)).sum())
    ((text,),) = data["steps"][1]["workings"][0]["arithmetic"]
    assert len(text) < 300
    assert text.endswith("= 124750") or "1.25e5" in text
