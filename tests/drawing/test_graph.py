"""The picture of a graph: what it shows, that nothing changes, hostile names, and what can go wrong with files."""

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.drawing import RendererMissing, draw, graph, to_dot

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz's dot isn't on this machine")


def named(x, name):
    x.name = name
    return x


@pytest.fixture
def loss():
    net = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid()).double()
    for path, parameter in net.named_parameters():
        parameter.name = path
    x = named(tg.tensor([[0.0, 1.0]], dtype=np.float64), "x")
    return named((0.5 * net(x) ** 2).sum(), "loss")


def test_boxes_show_roles_names_shapes_values_and_gradients(loss):
    text = to_dot(loss)
    for words in (
        "parameter · 2×2",
        "input · 1×2",
        "output · scalar",
        "0.weight",
        "linear",
        "sigmoid",
        "<B>sum</B>  loss",
        "0.5 ×",
    ):
        assert words in text
    value = f"{loss.item():.3g}".replace("-", "−")
    assert f">{value}<" in text
    assert text.count(">gradient<") == len(graph.ancestors(loss)) - 1  # all but x


def test_a_shared_operand_has_an_edge_for_each_use():
    a = tg.tensor(3.0, requires_grad=True)
    text = to_dot(a * a + a)
    assert text.count("n0 -> n1") == 2
    assert text.count("n0 -> n2") == 1


def test_gradients_are_those_of_backward_and_grad_stays_untouched(loss):
    before = to_dot(loss)
    weight = next(node for node in graph.ancestors(loss) if node.name == "0.weight")
    assert weight.grad is None
    loss.backward()
    gradient = weight.grad.data.copy()
    assert to_dot(loss) == before
    assert np.array_equal(weight.grad.data, gradient)
    assert all(f">{graph.number(x)}<" in before for x in gradient.flat)


def test_the_same_graph_gives_the_same_text(loss):
    assert to_dot(loss) == to_dot(loss)


def test_a_tensor_without_gradients_and_a_lone_leaf_are_drawn():
    assert "gradient" not in to_dot(tg.ones(2) + tg.ones(2))
    assert "1" in to_dot(tg.tensor([1.0]))
    assert "empty" in to_dot(tg.zeros(0))
    assert "True" in to_dot(tg.tensor([True, False]))


def test_a_large_array_is_shown_by_its_extremes():
    text = to_dot(named(tg.arange(100.0), "many"))
    assert "0 … 99" in text
    assert "<TD>50" not in text


def test_a_deep_graph_needs_no_recursion():
    x = y = tg.tensor(1.0, requires_grad=True)
    for _ in range(3000):
        y = y + 1.0
    assert len(graph.ancestors(y)) == 3001
    assert to_dot(y).count("->") == 3000
    assert x.grad is None


HOSTILE = [
    '"', "\\N", "<b>", "</TABLE>", "a&b", "{x|y}", "'; rm -rf ~", "\n", "\x00", "\u202eabc", "\ud800", "&#10;", "]]>",
    "<<x>>", "-o x.png", "%s", "x" * 500, "", " ", "∂L/∂W", "日本語", "🙂", "\\", "\\\\", "n0 -> n1", 'label="x"', "--",
    "URL=javascript:x", "/*", "#", "\t", "a\\lb", "<IMG SRC='x'>", "${HOME}",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
@needs_dot
def test_a_hostile_name_stays_text(name):
    svg = graph.rendered(to_dot(named(tg.tensor(1.0), name)), "svg").decode()
    shown = "".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))
    assert "<image" not in svg
    assert "href" not in svg
    if name in ("日本語", "a&b", "∂L/∂W", "\\", "\\N"):
        assert name.replace("&", "&amp;") in shown


@given(st.text())
def test_no_name_leaves_its_cell(name):
    text = to_dot(named(tg.tensor(1.0), name))
    title = re.search(r"<B>(.*?)</B>", text)[1]
    assert not set(title) & set("<>\"'{}|[]\\\n")
    assert text.count("->") == 0


def test_dot_needs_no_program(loss, tmp_path, monkeypatch):
    monkeypatch.setattr(graph.shutil, "which", lambda name: None)
    assert draw(loss, tmp_path / "a.dot").read_text() == to_dot(loss)


def test_a_missing_program_is_named_with_the_command_that_installs_it(loss, tmp_path, monkeypatch):
    monkeypatch.setattr(graph.shutil, "which", lambda name: None)
    with pytest.raises(RendererMissing, match="apt install graphviz"):
        draw(loss, tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []


@needs_dot
@pytest.mark.parametrize(("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_pictures_are_what_their_suffix_says(loss, tmp_path, kind, start):
    path = draw(loss, str(tmp_path / f"a.{kind.upper()}"))
    assert path.read_bytes().startswith(start)
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_suffix_is_refused_with_those_that_are_known(loss, tmp_path):
    for name in ("a.jpg", "a", "a.png.exe"):
        with pytest.raises(ValueError, match=r"\.dot, \.pdf, \.png, \.svg"):
            draw(loss, tmp_path / name)


def test_a_failed_rendering_leaves_the_old_file_whole(loss, tmp_path, monkeypatch):
    old = tmp_path / "a.svg"
    old.write_text("old")

    def fails(*args, **kwargs):
        raise subprocess.CalledProcessError(1, "dot", stderr=b"syntax error")

    monkeypatch.setattr(graph.shutil, "which", lambda name: "dot")
    monkeypatch.setattr(graph.subprocess, "run", fails)
    with pytest.raises(RuntimeError, match="syntax error"):
        draw(loss, old)
    assert old.read_text() == "old"
    assert list(tmp_path.iterdir()) == [old]


def test_a_slow_layout_is_given_up(loss, monkeypatch):
    def hangs(*args, timeout, **kwargs):
        raise subprocess.TimeoutExpired("dot", timeout)

    monkeypatch.setattr(graph.shutil, "which", lambda name: "dot")
    monkeypatch.setattr(graph.subprocess, "run", hangs)
    with pytest.raises(RuntimeError, match="20 s"):
        graph.rendered(to_dot(loss), "svg")


def test_a_folder_that_is_not_there_is_an_error(loss, tmp_path):
    with pytest.raises(FileNotFoundError):
        draw(loss, tmp_path / "none" / "a.dot")


def test_a_file_may_have_any_name(loss, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert draw(loss, "-o x.dot") == Path("-o x.dot")
    assert (tmp_path / "-o x.dot").exists()


def titles(tensor):
    return re.findall(r"<B>(.*?)</B>", to_dot(tensor))


def test_the_order_of_operands_shows():
    x = named(tg.tensor(3.0, requires_grad=True), "x")
    assert titles(x - 2.0) == ["x", "− 2"]
    assert titles(2.0 - x) == ["x", "2 −"]
    assert titles(2.0 / x) != titles(x / 2.0)


def test_an_array_among_the_operands_is_a_box():
    text = to_dot(tg.tensor([1.0, 2.0], requires_grad=True) * np.array([5.0, 7.0]))
    assert "constant · 2" in text
    assert ">7<" in text
    assert "n1c1 -> n1" in text


def test_after_a_step_the_graph_is_drawn_without_gradients_and_says_so(loss):
    weight = next(node for node in graph.ancestors(loss) if node.name == "0.weight")
    loss.backward()
    tg.optim.SGD([weight], lr=0.1).step()
    text = to_dot(loss)
    assert "without gradients: values were changed" in text
    assert ">gradient<" not in text
