"""The page as a file: it asks nothing of a network, holds its data whole, and makes text of whatever a user wrote."""

import html.parser
import json
import linecache
import re
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.drawing.computation import computation, send_back
from tinygrad_edu.drawing.page.document import page

from ..hostile import HOSTILE

IN_PAGES = [
    "</script><script>alert(1)</script>", "<!--<script>", "</svg><img src=x onerror=alert(1)>", '" onload="alert(1)',
    "$title", "\u2028",
]  # fmt: skip


def leaf(data, requires_grad=True):
    return tg.tensor(np.array(data, float), requires_grad=requires_grad)


def graph_of(output, **names):
    graph = computation([output], names)
    send_back(graph)
    return graph


def xor():
    """The 2-2-1 net with its loss."""
    x, target = leaf([[0, 0], [0, 1], [1, 0], [1, 1]], False), leaf([[0], [1], [1], [0]], False)
    w, b, v, c = leaf([[1.1, -0.8], [0.9, -1.2]]), leaf([-0.3, 0.5]), leaf([[1.3], [0.7]]), leaf([-0.2])
    with tg.record_lines():
        p = tg.sigmoid(tg.tanh(x @ w + b) @ v + c)
        loss = nn.functional.binary_cross_entropy(p, target)
    return graph_of(loss, x=x, target=target, w=w, b=b, v=v, c=c, p=p, loss=loss)


class Outline(html.parser.HTMLParser):
    """The tags of a page, with their attributes, and what stands between."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.texts.append((self.tags[-1][0] if self.tags else "", data))


def json_in(text):
    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    return data


def data_in(text):
    return json.loads(json_in(text))


def numbers(rows):
    return np.array([[float(text.replace("−", "-")) for text in row] for row in rows])


def test_the_page_is_one_small_file_that_asks_for_nothing():
    text = page(xor())
    assert len(text.encode()) < 300 * 1024
    outline = Outline(text)
    tags = {tag for tag, _ in outline.tags}
    assert not tags & {"link", "img", "iframe", "object", "base", "form", "image", "a"}
    for _, attributes in outline.tags:
        assert not {"src", "href", "xlink:href", "srcset", "style", "action"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
    text = text.replace(json_in(text), "")  # which has the lines of this test
    urls = set(re.findall(r"https?://[^\s\"'<>)]+", text))
    assert urls <= {"http://www.w3.org/2000/svg"}
    assert "url(" not in text
    assert "@import" not in text
    (policy,) = [a["content"] for tag, a in outline.tags if tag == "meta" and "http-equiv" in a]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-")


def test_the_data_has_the_steps_of_both_passes_and_every_gradient_checked():
    data = data_in(page(xor()))
    kinds = [step["kind"] for step in data["steps"]]
    assert kinds == ["start", *["forward"] * 7, "seed", *["backward"] * 7]
    parameters = [tensor for tensor in data["tensors"] if tensor["what"].startswith("parameter")]
    assert len(parameters) == 4
    assert all(tensor["words"].startswith("largest disagreement") and "✓" in tensor["words"] for tensor in parameters)
    for tensor in parameters:
        slopes, gradient = (numbers(data["arrays"][tensor[kind]]["rows"]) for kind in ("slopes", "gradient"))
        assert np.allclose(slopes, gradient, rtol=0.02)


def test_the_users_lines_are_in_it_unless_they_are_not_wanted():
    graph = xor()
    data = data_in(page(graph))
    (file,) = data["files"]
    assert file["name"] == Path(__file__).name
    numbered = dict(map(tuple, file["lines"]))
    last = next(step for step in data["steps"] if step["title"] == "BCE computes loss")
    assert "binary_cross_entropy(p, target)" in numbered[last["source"][1]]
    without = page(graph, source=False)
    assert "test_explaining" not in without
    assert "record_lines" not in without
    assert data_in(without)["files"] == []


def test_without_lines_there_is_advice():
    assert "record_lines" in data_in(page(graph_of(leaf(2.0) * 3.0)))["advice"]


def test_the_same_graph_gives_the_same_page():
    graph = xor()
    assert page(graph) == page(graph)


def test_the_quiz_asks_at_every_op_for_a_number_that_is_there():
    data = data_in(page(xor(), quiz=True))
    assert data["quiz"] is True
    for step in data["steps"]:
        question = step["question"]
        assert (question is None) == (step["kind"] in ("start", "seed"))
        if question:
            (result,) = [part for part in step["workings"][question["working"]]["parts"] if "result" in part]
            text = data["arrays"][result["array"]]["rows"][question["row"]][question["column"]]
            assert float(text.replace("−", "-")) == pytest.approx(question["answer"], rel=0.05, abs=1e-3)
            assert question["answer"] != 0


def test_a_graph_that_is_too_large_is_refused_with_advice():
    y = leaf(1.0)
    for _ in range(151):
        y = y + 1.0
    with pytest.raises(ValueError, match=r"151 operations are too many[^\n]*\nhelp: "):
        page(graph_of(y))


def test_a_page_of_a_large_graph_stays_of_a_size_that_opens_at_once():
    y = w = leaf(np.linspace(-1, 1, 900).reshape(30, 30))
    for _ in range(20):
        y = tg.tanh(y @ w)
    text = page(graph_of(y.sum()))
    assert len(text) < 1.5e6
    assert max(len(array["rows"]) for array in data_in(text)["arrays"]) == 6


UNUSUAL = (
    lambda: tg.ones(2) + tg.ones(2),
    lambda: tg.tensor(1.0, requires_grad=True),
    lambda: tg.zeros(0, requires_grad=True) * 2.0,
    lambda: tg.tensor([True]),
    lambda: tg.tensor([[1.0], [2.0]], requires_grad=True) / 0.0,
    lambda: tg.ones(2, 3, 4, 5, requires_grad=True).sum(),
)


@pytest.mark.parametrize("build", UNUSUAL)
def test_unusual_graphs_have_a_page_too(build):
    with np.errstate(all="ignore"):
        assert data_in(page(graph_of(build())))["steps"]


def test_nothing_of_the_graph_is_changed():
    net = nn.Linear(2, 1)
    loss = net(tg.ones(3, 2)).sum()
    loss.backward()
    before = [parameter.grad.data.copy() for parameter in net.parameters()]
    page(graph_of(loss))
    assert all(np.array_equal(p.grad.data, g) for p, g in zip(net.parameters(), before))


def named_everywhere(name, path):
    """A page in which the name stands in all places that a user can write to."""
    path.write_bytes(f"# {name}\n".encode(errors="replace"))
    linecache.checkcache(str(path))
    Custom = type("Custom", (nn.Module,), {"forward": lambda self, x: tg.tanh(x * self.w) + 1.0})
    Custom.__name__ = name.strip("\0\ud800")  # Python allows neither
    net = Custom()
    net.w = nn.Parameter(np.array([1.0, 2.0]))
    x = leaf([3.0, 4.0], False)
    loss = net(x).sum()
    loss.name = x.name = net.w.name = name
    for tensor in (loss, *loss.operands):
        tensor.line = (str(path), 1)
    return page(graph_of(loss, **{name: net}), title=name)


@pytest.mark.parametrize("name", HOSTILE + IN_PAGES)
def test_a_hostile_name_stays_text_everywhere(name, tmp_path):
    harmless = Outline(named_everywhere("harmless", tmp_path / "net.py"))
    text = named_everywhere(name, tmp_path / "net.py")
    outline = Outline(text)
    kinds = [(tag, sorted(attributes)) for tag, attributes in outline.tags if tag not in ("text", "tspan", "rect")]
    assert kinds == [(tag, sorted(a)) for tag, a in harmless.tags if tag not in ("text", "tspan", "rect")]
    assert all(not a.startswith("on") for _, attributes in outline.tags for a in attributes)
    classes = {a.get("class") for _, a in outline.tags} - {a.get("class") for _, a in harmless.tags}
    assert classes <= {"cluster", "name", "kind"}
    assert text.count("<script") == 2
    data = data_in(text)
    assert data["files"][0]["lines"][0][1].startswith("#")
    text.encode()
