"""The public face: graphs of tensors, lists and modules; files of every format; machines where something is missing."""

import importlib
import json
import os
import re
import subprocess
import zlib
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.drawing import FORMATS, Explanation, Graph, RendererMissing, draw, explain, graph
from tinygrad_edu.drawing.names import clean
from tinygrad_edu.drawing.rendering import has_dot, has_resvg

from .hostile import HOSTILE

pictures = importlib.import_module("tinygrad_edu.drawing.pictures")
rendering = importlib.import_module("tinygrad_edu.drawing.rendering")

needs_dot = pytest.mark.skipif(not has_dot(), reason="Graphviz's dot isn't on this machine")
needs_resvg = pytest.mark.skipif(not has_resvg(), reason="resvg-py isn't installed")
has_pillow = importlib.util.find_spec("PIL") is not None
needs_gif = pytest.mark.skipif(not (has_resvg() and has_pillow), reason="resvg-py or Pillow isn't installed")


def named(x, name):
    x.name = name
    return x


@pytest.fixture
def loss():
    a = named(tg.tensor(2.0, requires_grad=True), "a")
    b = named(tg.tensor([[1.0, -2.0]], requires_grad=True), "b")
    return named((a * b).sum() * a, "loss")


@pytest.fixture
def without_dot(monkeypatch):
    monkeypatch.setattr(pictures, "has_dot", lambda: False)


@pytest.fixture
def without_resvg(monkeypatch):
    monkeypatch.setattr(pictures, "has_resvg", lambda: False)


# Subjects


def test_a_graph_shows_itself(loss):
    shown = graph(loss)
    assert isinstance(shown, Graph)
    assert repr(shown) == shown.text()
    bundle = shown._repr_mimebundle_()
    assert bundle["text/plain"] == shown.text()
    assert ElementTree.fromstring(bundle["image/svg+xml"]).tag.endswith("svg")


def test_lists_and_dicts_of_tensors_are_one_graph():
    a = tg.tensor(1.0, requires_grad=True)
    outputs = [a * 2.0, {"again": a * 3.0, "more": (a * 4.0,)}]
    assert len(graph(outputs).computation.outputs) == 3
    assert len(graph([outputs[0], outputs[0]]).computation.outputs) == 1


def test_a_module_is_run_as_a_copy():
    net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Dropout(0.5), nn.Linear(3, 1))
    state = {name: value.data.copy() for name, value in net.state_dict().items()}
    random_before = tg.get_rng_state()
    x = tg.ones(4, 2)
    shown = graph(net, inputs=x)
    assert {vertex.name for vertex in shown.computation.vertices if vertex.role == "parameter"} >= {
        "0.weight",
        "3.bias",
    }
    assert all(np.array_equal(value.data, state[name]) for name, value in net.state_dict().items())
    assert tg.equal(tg.get_rng_state(), random_before) if hasattr(random_before, "data") else True
    assert all(parameter.grad is None for parameter in net.parameters())


def test_a_modules_inputs_have_the_names_of_its_parameters():
    class Net(nn.Module):
        def forward(self, image, scale):
            return image * scale

    x, scale = tg.ones(2, requires_grad=True), tg.tensor(2.0)
    assert [v.name for v in graph(Net(), inputs=(x, scale)).computation.vertices][:2] == ["image", "scale"]


@pytest.mark.parametrize(
    ("subject", "options", "words"),
    [
        (nn.Linear(2, 2), {}, "needs an input to run it on"),
        (3, {}, "no graph of a int"),
        ("loss", {}, "no graph of a str"),
        ([], {}, "no graph of a list"),
        (np.ones(2), {}, "no graph of a ndarray"),
        (tg.ones(2), {"inputs": tg.ones(2)}, "are for a Module"),
    ],
)
def test_what_has_no_graph_is_refused_with_help(subject, options, words):
    with pytest.raises(TypeError, match=words) as caught:
        graph(subject, **options)
    assert "help:" in str(caught.value)


def test_a_module_that_cannot_be_copied_says_what_to_do():
    net = nn.Linear(1, 1)
    net.handle = (x for x in ())
    with pytest.raises(TypeError, match=r"can't be copied.*\nhelp: run it, and draw what it returns"):
        graph(net, inputs=tg.ones(1, 1))


def test_looking_changes_nothing(loss):
    leaves = [vertex.node for vertex in graph(loss).computation.vertices if vertex.is_leaf]
    before = [(leaf.value.copy(), leaf.accumulated, leaf.version) for leaf in leaves]
    for kind in ("dot", "svg", "html"):
        graph(loss).content(kind)
    assert all(np.array_equal(leaf.value, b[0]) and leaf.grad is b[1] for leaf, b in zip(leaves, before))
    loss.backward()
    gradients = [leaf.grad.data.copy() for leaf in leaves]
    assert graph(loss).to_dot() == graph(loss).to_dot()
    assert all(np.array_equal(leaf.grad.data, g) for leaf, g in zip(leaves, gradients))


# Files

STARTS = {"png": b"\x89PNG", "svg": b"<", "pdf": b"%PDF", "dot": b"digraph", "html": b"<!", "gif": b"GIF89a"}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_is_what_its_suffix_says(loss, tmp_path, kind):
    try:
        path = draw(loss, tmp_path / f"a.{kind.upper()}")
    except RendererMissing as missing:
        pytest.skip(str(missing).splitlines()[0])
    assert path.read_bytes().lower().startswith(STARTS[kind].lower())
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["a.jpg", "a", "a.png.exe", ".png"])
def test_an_unknown_suffix_is_refused_before_anything_is_done(tmp_path, name):
    with pytest.raises(ValueError, match=r"\.png"):
        draw(object(), tmp_path / name)


def test_files_may_have_any_name(loss, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert draw(loss, "-o x.dot") == Path("-o x.dot")
    assert (tmp_path / "-o x.dot").exists()


def test_a_failed_rendering_leaves_the_old_file_whole(loss, tmp_path, monkeypatch, without_resvg):
    old = tmp_path / "a.png"
    old.write_text("old")

    def fails(text, kind):
        raise RuntimeError("broken")

    monkeypatch.setattr(pictures, "has_dot", lambda: True)
    monkeypatch.setattr(pictures, "by_graphviz", fails)
    with pytest.raises(RuntimeError):
        draw(loss, old)
    assert old.read_text() == "old"
    assert list(tmp_path.iterdir()) == [old]


def test_folders_that_are_not_there_or_not_for_writing(loss, tmp_path, monkeypatch):
    with pytest.raises(FileNotFoundError, match="none"):
        draw(loss, tmp_path / "none" / "a.dot")
    (tmp_path / "folder.dot").mkdir()
    with pytest.raises(OSError, match=r"folder\.dot"):
        draw(loss, tmp_path / "folder.dot")


# Machines


def test_without_graphviz_svg_and_png_are_laid_out_here(loss, tmp_path, without_dot):
    svg = draw(loss, tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "loss" in svg
    if has_resvg():
        assert draw(loss, tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_without_either_a_png_says_what_works_and_what_to_install(loss, tmp_path, without_dot, without_resvg):
    with pytest.raises(RendererMissing) as caught:
        draw(loss, tmp_path / "a.png")
    assert all(word in str(caught.value) for word in (".svg", ".html", "help:"))
    assert draw(loss, tmp_path / "a.svg").exists()
    assert draw(loss, tmp_path / "a.html").exists()


def test_a_pdf_needs_graphviz(loss, tmp_path, without_dot):
    with pytest.raises(RendererMissing, match="pdf"):
        draw(loss, tmp_path / "a.pdf")


@needs_dot
@needs_resvg
def test_a_slow_layout_is_given_up_for_our_own(loss, tmp_path, monkeypatch):
    def hangs(command, **options):
        raise subprocess.TimeoutExpired(command, 20)

    monkeypatch.setattr(rendering.subprocess, "run", hangs)
    assert draw(loss, tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert "loss" in draw(loss, tmp_path / "a.svg").read_text(encoding="utf-8")
    with pytest.raises(RuntimeError, match="20 s"):
        draw(loss, tmp_path / "a.pdf")


# What is in them


def texts_of_png(content):
    position, found = 8, {}
    while position < len(content):
        length, kind = int.from_bytes(content[position : position + 4], "big"), content[position + 4 : position + 8]
        body = content[position + 8 : position + 8 + length]
        assert zlib.crc32(kind + body) == int.from_bytes(content[position + 8 + length : position + 12 + length], "big")
        if kind in (b"tEXt", b"iTXt"):
            key, _, rest = body.partition(b"\0")
            found[key.decode()] = rest.rpartition(b"\0")[2].decode()
        position += 12 + length
    return found


@pytest.mark.skipif(not (has_dot() or has_resvg()), reason="neither Graphviz nor resvg-py is here")
def test_pictures_say_in_a_sentence_what_they_show(loss, tmp_path):
    shown = graph(loss)
    assert texts_of_png(shown.save(tmp_path / "a.png").read_bytes()) == {
        "Title": shown.scene.title,
        "Description": shown.scene.description,
    }
    root = ElementTree.fromstring(shown.to_svg())
    first = [(child.tag.rpartition("}")[2], child.text) for child in root][:2]
    assert first == [("title", shown.scene.title), ("desc", shown.scene.description)]


def test_the_same_graph_gives_the_same_bytes(loss, without_dot):
    assert graph(loss).to_dot() == graph(loss).to_dot()
    assert graph(loss).to_svg() == graph(loss).to_svg()
    assert graph(loss).content("html") == graph(loss).content("html")


def test_too_many_boxes_are_refused_with_advice():
    y, ops = tg.tensor(0.5, requires_grad=True), [tg.tanh, tg.sin, tg.cos, tg.sigmoid]
    choose = np.random.default_rng(0)
    last = [y, y * 2.0]
    for _ in range(2500):
        last.append(last[choose.integers(max(0, len(last) - 5), len(last))] * ops[choose.integers(4)](last[-1]))
    shown = graph(last[-1])
    for kind in ("png", "pdf", "gif"):
        with pytest.raises(ValueError, match=r"around=tensor with hops=2.*\.svg"):
            shown.check_size(kind)
    shown.check_size("svg")
    with pytest.raises(ValueError, match="150 are the most"):
        explain(last[-1])
    assert len(graph(last[-1], around=last[-1], hops=2).scene.boxes) < 20


# Hostile names


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.handlers = {}, set(), set()
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.attributes |= {name for name, _ in attributes}


def hostile_graph(name):
    a = named(tg.tensor([1.0, 2.0], requires_grad=True), name)
    return graph((a * np.array([1.0, 2.0])).sum(), names={name: a} if name else None)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", ["dot", "svg", "own svg", "html", "text"])
def test_a_hostile_name_is_shown_and_does_nothing(name, kind, monkeypatch):
    if kind == "own svg":
        monkeypatch.setattr(pictures, "has_dot", lambda: False)
    shown, plain = hostile_graph(name), hostile_graph("harmless" if clean(name) else "")
    shape = clean(name) or "w₁"
    if kind == "text":
        assert shape in shown.text()
        assert len(shown.text().splitlines()) == len(plain.text().splitlines())
    elif kind == "dot":
        assert len(re.findall(r"^\s*n\d+ -> n\d+ \[", shown.to_dot(), re.MULTILINE)) == 3
        assert len(re.findall(r"^\s*n\d+ \[", shown.to_dot(), re.MULTILINE)) == 4
    elif kind == "html":
        page, harmless = Tags(shown.content("html").decode()), Tags(plain.content("html").decode())
        assert page.tags == harmless.tags
        assert page.attributes == harmless.attributes
    else:
        root, other = ElementTree.fromstring(shown.to_svg()), ElementTree.fromstring(plain.to_svg())
        assert [element.tag for element in root.iter()] == [element.tag for element in other.iter()]
        said = "".join(root.itertext())
        assert clean(name) in said.replace("\xa0", " ")


@given(st.text(st.characters()))
def test_any_name_at_all(name):
    shown = hostile_graph(name)
    assert ElementTree.fromstring(pictures.to_svg(shown.scene)) is not None
    shown.to_dot().encode()
    shown.text().encode()


@given(st.text(st.characters(exclude_characters="/\x00", exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_any_file_name(tmp_path_factory, name):
    folder = tmp_path_factory.mktemp("any")
    path = folder / f"{name}.dot"
    if len(os.fsencode(path.name)) > 200 or path.parent != folder:
        return
    a = tg.tensor(1.0, requires_grad=True)
    assert draw(a * 2.0, path) == path
    assert [found.name for found in folder.iterdir()] == [path.name]


# The page


def test_explain_writes_a_page_or_shows_one(loss, tmp_path):
    path = explain(loss, tmp_path / "a.html")
    assert path == tmp_path / "a.html"
    shown = explain(loss)
    assert isinstance(shown, Explanation)
    assert shown.html == path.read_text(encoding="utf-8")
    frame = shown._repr_html_()
    assert frame.startswith('<iframe sandbox="allow-scripts"')
    assert Tags(frame).tags == {"iframe": 1}
    assert shown.save(tmp_path / "b.html").read_text(encoding="utf-8") == shown.html


def test_explain_writes_html_only(loss, tmp_path):
    with pytest.raises(ValueError, match=r"\.html"):
        explain(loss, tmp_path / "a.png")


def test_source_lines_are_left_out_on_request(tmp_path):
    with tg.record_lines():
        y = tg.tensor(1.0, requires_grad=True) * 2.0  # a line of this file
    assert "a line of this file" in explain(y).html
    assert "a line of this file" not in explain(y, source=False).html
    assert Path(__file__).name not in explain(y, source=False).html


def test_the_xor_page_is_small():
    X, d = tg.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]]), tg.tensor([[0.0], [1], [1], [0]])
    net = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1), nn.Sigmoid())
    with tg.record_lines():
        loss = nn.BCELoss()(net(X), d)
    page = explain(loss, names={"X": X, "target": d}).html
    assert len(page.encode()) <= 300 * 1024
    for data in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL):
        json.loads(data)


def test_the_package_offers_them_at_the_top():
    assert tg.draw is draw
    assert tg.graph is graph
    assert tg.explain is explain
    with pytest.raises(AttributeError, match="no attribute 'drow'"):
        tg.drow
    with pytest.raises(AttributeError, match="no attribute 'drow'"):
        tg.drawing.drow
