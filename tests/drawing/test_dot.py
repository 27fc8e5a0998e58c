"""A scene as DOT: what is written for each thing in it, and that no text can become anything but text."""

import dataclasses
import html
import re
import shutil
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinygrad_edu.drawing import palette
from tinygrad_edu.drawing.dot import BAR, encoded, to_dot
from tinygrad_edu.drawing.rendering import by_graphviz
from tinygrad_edu.drawing.scene import Arrow, Bar, Box, Cell, Cluster, Panel, Scene, Span

from .hostile import HOSTILE
from .scenes import SCENES, everything, expression, shared, xor_shapes, xor_values

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz's dot isn't on this machine")
SVG = "{http://www.w3.org/2000/svg}"


def scene(*boxes, arrows=(), clusters=(), legend=(), caption=""):
    return Scene(boxes, arrows, clusters, "LR", legend, caption, "", "")


def statement(text, id):
    """The line that makes a box or an arrow."""
    return next(line for line in text.splitlines() if line.strip().startswith(f"{id} ["))


def groups(svg, kind):
    return [group for group in ElementTree.fromstring(svg).iter(f"{SVG}g") if group.get("class") == kind]


def words(svg):
    """All that can be read; Graphviz makes every second of several spaces one that can't be broken."""
    return "".join(text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text")).replace("\u00a0", " ")


@needs_dot
@pytest.mark.parametrize("made", SCENES)
def test_graphviz_draws_every_box_arrow_and_cluster_and_nothing_else(made):
    drawn = by_graphviz(to_dot(made()), "svg")
    filled = {box.cluster for box in made().boxes} | {cluster.parent for cluster in made().clusters}
    assert len(groups(drawn, "node")) == len(made().boxes)
    assert len(groups(drawn, "edge")) == len(made().arrows)
    assert len(groups(drawn, "cluster")) == len(filled - {""})
    shown = words(drawn)
    for box in made().boxes:
        assert box.title in shown
        assert box.name in shown
        assert box.subtitle in shown


@pytest.mark.parametrize("made", SCENES)
def test_the_same_scene_gives_the_same_text(made):
    assert to_dot(made()) == to_dot(made())


@pytest.mark.parametrize("role", palette.STYLES)
def test_a_role_has_its_fill_border_and_line(role):
    style, line = palette.STYLES[role], statement(to_dot(scene(Box("n0", role, "x"))), "n0")
    assert f'fillcolor="{style.fill}"' in line
    assert f'color="{style.border}"' in line
    assert f"penwidth={style.width:g} " in line
    assert (style.line in line) == (style.line in ("dashed", "dotted"))
    assert f"peripheries={2 if style.line == 'double' else 1} " in line


def test_what_is_not_finite_has_its_border_and_words_on_the_fill_of_its_role():
    line = statement(to_dot(everything()), "n0")
    assert f'color="{palette.NOT_FINITE.border}"' in line
    assert "penwidth=3 " in line
    assert f'fillcolor="{palette.STYLES["input"].fill}"' in line
    assert "&#9888; nan</B>" in line


def test_two_lanes_where_a_gradient_flows_and_a_dashed_one_where_none_does():
    lines = [line for line in to_dot(xor_shapes()).splitlines() if " -> " in line]
    for arrow, line in zip(xor_shapes().arrows, lines):
        assert line.strip().startswith(f"{arrow.source} -> {arrow.target} [")
        assert (f'color="{palette.GREY}:{palette.RUST}" dir=both' in line) == arrow.gradient
        assert ("style=dashed" in line) == (not arrow.gradient)
        assert ("weight=12" in line) == arrow.main
        assert ("minlen=2" in line) == arrow.enters


def test_parallel_arrows_are_kept():
    assert to_dot(shared()).count("n0 -> n1 [") == 2


def test_an_arrow_is_labelled_in_lines_of_coloured_spans():
    (line,) = (line for line in to_dot(expression()).splitlines() if "n1 -> n2" in line)
    parts = re.findall(r'COLOR="(#\w+)">(<B>)?([^<]*)(?:</B>)?</FONT>(<BR ALIGN="LEFT"/>)?', line)
    assert [(color, bool(bold), text, bool(end)) for color, bold, text, end in parts] == [
        (palette.GREY, False, "∂ab/∂b = a = 2", True),
        (palette.RUST, False, "0.856 × 2 = ", False),
        (palette.RUST, True, "1.71", True),
    ]


def test_an_arrow_without_words_has_no_label():
    boxes = Box("n0", "input", "x"), Box("n1", "output", "+")
    text = to_dot(scene(*boxes, arrows=(Arrow("e0", "n0", "n1", False, ((), ())),)))
    assert "label" not in next(line for line in text.splitlines() if "->" in line)


def test_numbers_stand_on_their_colours():
    text = statement(to_dot(xor_values()), "n1")
    cells = re.findall(r'<TD BGCOLOR="(#\w+)"><FONT[^>]*>([^<]*)</FONT></TD>', text)
    panels = xor_values().boxes[1].panels
    assert cells == [(cell.fill, cell.text) for panel in panels for row in panel.rows for cell in row]


def test_a_scalar_is_one_large_number_without_a_frame():
    text = statement(to_dot(expression()), "n0")
    assert f'<FONT POINT-SIZE="15" COLOR="{palette.BLUE}">2</FONT>' in text
    assert f'<FONT POINT-SIZE="15" COLOR="{palette.RUST}">−0.428</FONT>' in text
    assert "BGCOLOR" not in text


@pytest.mark.parametrize(("rows", "columns", "side"), [(25, 20, 3), (5, 5, 10), (40, 80, 2), (1, 8, 9)])
def test_the_squares_of_a_thumbnail_are_as_large_as_fits(rows, columns, side):
    squares = tuple(tuple(Cell("", "#2B6CB0") for _ in range(columns)) for _ in range(rows))
    text = statement(
        to_dot(scene(Box("n0", "input", "x", panels=(Panel("value", "", squares, thumbnail=True),)))), "n0"
    )
    assert text.count(f'<TD FIXEDSIZE="true" WIDTH="{side}" HEIGHT="{side}" BGCOLOR="#2B6CB0">') == rows * columns


@pytest.mark.parametrize(("share", "length"), [(0.0, 0), (0.5, 30), (1.0, 60), (7.0, 60), (float("nan"), 0)])
def test_a_bar_is_as_long_as_its_share(share, length):
    text = statement(to_dot(scene(Box("n0", "parameter", "w", bar=Bar("norm", share, "0.4")))), "n0")
    widths = {color: int(width) for width, color in re.findall(r'WIDTH="(\d+)" HEIGHT="6" BGCOLOR="(#\w+)"', text)}
    assert widths.get(palette.RUST, 0) == length
    assert sum(widths.values()) == BAR


@pytest.mark.parametrize(
    "panel",
    [
        Panel("value", "value"),
        Panel("value", ""),
        Panel("value", "value", ((),)),
        Panel("gradient", "", note="= 1 + 1"),
    ],
)
@needs_dot
def test_a_panel_may_lack_anything(panel):
    assert len(groups(by_graphviz(to_dot(scene(Box("n0", "input", "x", panels=(panel,)))), "svg"), "node")) == 1


@needs_dot
def test_nothing_at_all_is_drawn_too():
    assert groups(by_graphviz(to_dot(scene()), "svg"), "node") == []


def test_clusters_lie_in_each_other_and_empty_ones_are_left_out():
    text = to_dot(everything())
    outer, inner = text.index("subgraph cluster_m0"), text.index("subgraph cluster_m1")
    assert outer < inner < text.index("}", inner) < text.index("}", text.index("}", inner) + 1)
    assert re.search(r"subgraph cluster_m1 \{[^}]*\bn1\n[^}]*\bn2\n[^}]*\}", text)
    assert "cluster_m2" not in text
    assert "no boxes" not in text


def test_the_legend_lists_what_the_scene_names_in_its_order():
    text = to_dot(
        scene(Box("n0", "input", "x"), legend=("output", "no gradient", "heat", "value"), caption="7 shown as 2")
    )
    label = html.unescape(next(line for line in text.splitlines() if "bgcolor" in line))
    places = [
        label.index(f">{word}<")
        for word in ("output", "╌╌→", "no gradient", "− … +  (scaled per matrix)", "→", "value", "7 shown as 2")
    ]
    assert places == sorted(places)
    assert ">gradient<" not in label
    assert ">parameter<" not in label
    assert label.count('WIDTH="11"') == 5


def test_without_legend_and_caption_there_is_no_label():
    assert "label=" not in to_dot(scene(Box("n0", "input", "x"))).splitlines()[1]


def test_neither_many_boxes_nor_deep_clusters_need_recursion():
    boxes = tuple(Box(f"n{i}", "operation", "+", cluster=f"m{min(i, 299)}") for i in range(3000))
    arrows = tuple(Arrow(f"e{i}", f"n{i}", f"n{i + 1}", True) for i in range(2999))
    clusters = tuple(Cluster(f"m{i}", "block", "", f"m{i - 1}" if i else "") for i in range(300))
    text = to_dot(scene(*boxes, arrows=arrows, clusters=clusters))
    assert text.count(" -> ") == 2999
    assert text.count("subgraph cluster_m") == 300


def named_everywhere(names):
    """A scene with texts in every place that a text can be in; `names` gives them one after the other."""
    name = lambda: next(names)
    panels = (
        Panel("value", name(), ((Cell(name(), "#FFFFFF"),),), name()),
        Panel("gradient", name(), ((Cell(name(), "#FFFFFF"),),), name(), scalar=True),
    )
    boxes = (
        Box("n0", "parameter", name(), name(), name(), panels, Bar(name(), 0.5, name()), name(), "m0"),
        Box("n1", "output", name()),
    )
    arrows = (Arrow("e0", "n0", "n1", True, ((Span(name(), "#52606D"), Span(name(), "#B23A06", True)),)),)
    return scene(*boxes, arrows=arrows, clusters=(Cluster("m0", name(), name()),), legend=("output",), caption=name())


PLACES = 18


def readable(text):
    """What of a text can be shown: white space as spaces, and no controls, half surrogates or noncharacters."""
    spaced = "".join(" " if c.isspace() else c for c in text)
    return "".join(c for c in spaced if unicodedata.category(c)[0] != "C")


def check_that_all_is_text(names):
    svg = by_graphviz(to_dot(named_everywhere(iter(names))), "svg")
    assert len(groups(svg, "node")) == 2
    assert len(groups(svg, "edge")) == 1
    assert len(groups(svg, "cluster")) == 1
    tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(svg).iter()}
    assert tags <= {"svg", "g", "path", "polygon", "polyline", "text"}
    attributes = {name for element in ElementTree.fromstring(svg).iter() for name in element.attrib}
    assert not any("href" in name or name.startswith("on") for name in attributes)
    shown = words(svg)
    for name in names:
        assert readable(name) in shown


@pytest.mark.parametrize("name", HOSTILE)
@needs_dot
def test_a_hostile_name_stays_text_in_every_place(name):
    check_that_all_is_text([name] * PLACES)


@given(st.lists(st.text(st.characters()), min_size=PLACES, max_size=PLACES))
@settings(max_examples=25)
@needs_dot
def test_any_texts_stay_texts(names):
    check_that_all_is_text(names)


@needs_dot
def test_a_text_is_shown_in_every_place():
    names = [f"name{i}" for i in range(PLACES)]
    shown = words(by_graphviz(to_dot(named_everywhere(iter(names))), "svg"))
    assert all(
        shown.count(name) == 1 + sum(other.startswith(name) for other in names if other != name) for name in names
    )


@given(st.text(st.characters()))
def test_a_text_can_be_read_back_and_holds_no_sign_that_means_something(text):
    written = encoded(text)
    assert written
    assert not set(re.sub(r"&#\d+;", "", written)) & set("<>&\"'{}|[]\\\n\r\t;#")
    assert html.unescape(written) == readable(text).replace("\\", "\\\\") or not readable(text)
    assert ElementTree.fromstring(f"<text>{written}</text>").text


@pytest.mark.parametrize("code", [0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF, 0xFDD0, 0xD800, 0xDFFF, 0x00, 0x0B, 0x7F, 0x202E])
def test_what_xml_forbids_or_turns_a_line_around_does_not_pass(code):
    assert encoded(f"a{chr(code)}b").replace(" ", "") == "ab"


def test_the_scene_is_not_changed():
    before = dataclasses.asdict(xor_values())
    made = xor_values()
    to_dot(made)
    assert dataclasses.asdict(made) == before
