"""The SVG: well-formed, self-contained, the same each time, with every text in it, and no text anything but text."""

import dataclasses
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinygrad_edu.drawing.palette import BLUE, GREY, RUST
from tinygrad_edu.drawing.scene import Arrow, Bar, Box, Cell, Cluster, Panel, Scene, Span
from tinygrad_edu.drawing.svg.document import FORBIDDEN, OFFSET, to_svg
from tinygrad_edu.drawing.svg.layout import layout

from ..hostile import HOSTILE
from ..scenes import SCENES, digits, everything, expression, shared, xor_shapes, xor_values
from . import strategies

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "style", "g", "rect", "path", "text", "tspan"}
ATTRIBUTES = {
    "class", "id", "x", "y", "width", "height", "rx", "d", "dx", "fill", "transform", "viewBox", "font-family",
    "font-weight", "shape-rendering", "{http://www.w3.org/XML/1998/namespace}space",
}  # fmt: skip
slow = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def parsed(scene, **options):
    return ElementTree.fromstring(to_svg(scene, **options))


def by_id(root):
    return {element.get("id"): element for element in root.iter() if element.get("id")}


def classes(element):
    return (element.get("class") or "").split()


def inside(element, *names):
    """The elements within one that have all these classes."""
    return [inner for inner in element.iter() if set(names) <= set(classes(inner))]


def words(element):
    """The lines of text within an element."""
    return ["".join(text.itertext()) for text in element.iter(f"{SVG}text")]


def shown(text):
    """A text as a reader sees it: what XML can't hold is left out, white space is one space."""
    return " ".join(FORBIDDEN.sub("", text).split())


def check(scene, interactive):
    """Only harmless elements and attributes; every text of the scene, each within its own group."""
    root = parsed(scene, interactive=interactive)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= ELEMENTS
    assert {name for element in root.iter() for name in element.attrib} <= ATTRIBUTES
    assert [element.tag for element in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert shown(root[0].text or "") == shown(scene.title)
    assert shown(root[1].text or "") == shown(scene.description)
    found = by_id(root)
    for box in scene.boxes:
        here = [" ".join(line.split()) for line in words(found[box.id])]
        texts = [box.subtitle, *(text for panel in box.panels for text in (panel.heading, panel.note))]
        texts += [cell.text for panel in box.panels if not panel.thumbnail for row in panel.rows for cell in row]
        texts += [box.bar.heading, box.bar.text] if box.bar else []
        assert {shown(text) for text in texts} - {""} <= set(here)
        assert here[0].replace(" ", "") == shown(box.title + box.name).replace(" ", "")
    for arrow in scene.arrows:
        lines = ["".join(span.text for span in spans) for spans in arrow.label]
        assert [shown(line) for line in words(found[arrow.id])] == [shown(line) for line in lines]
    return root


@pytest.mark.parametrize("make", SCENES)
@pytest.mark.parametrize("direction", ["LR", "TB"])
@pytest.mark.parametrize("interactive", [False, True])
def test_the_scenes_are_written(make, direction, interactive):
    check(dataclasses.replace(make(), direction=direction), interactive)


@given(strategies.scenes(most=6), st.booleans())
@slow
def test_any_scene_is_written(scene, interactive):
    check(scene, interactive)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("interactive", [False, True])
def test_a_hostile_name_stays_text(name, interactive):
    span = Span(name, GREY)
    panel = Panel("value", name, ((Cell(name, "#FFFFFF"),),), name)
    boxes = (
        Box("n0", "parameter", name, name, name, (panel,), Bar(name, 0.5, name), name, "m0"),
        Box("n1", "output", name),
    )
    arrows = (Arrow("e0", "n0", "n1", True, ((span,),)),)
    root = check(Scene(boxes, arrows, (Cluster("m0", name, name),), "LR", (), name, name, name), interactive)
    assert shown(words(by_id(root)["m0"])[0]).replace(" ", "") == (2 * shown(name)).replace(" ", "")


@given(st.text())
def test_any_text_stays_text(text):
    check(Scene((Box("n0", "input", text),), (), (), "LR", (), text, text, text), False)


def test_a_box_is_a_group_of_its_role_with_a_group_for_each_panel():
    found = by_id(parsed(xor_values()))
    assert classes(found["n1"]) == ["box", "parameter"]
    assert classes(found["n0"]) == ["box", "input"]
    assert [classes(panel) for panel in inside(found["n1"], "panel")] == [["panel", "value"], ["panel", "gradient"]]
    assert [classes(panel) for panel in inside(found["n0"], "panel")] == [["panel", "value"]]
    assert len(inside(found["n2"], "value")[0].findall(f"{SVG}rect")) == 8
    warned = by_id(parsed(everything()))
    assert classes(warned["n0"]) == ["box", "input", "warned"]
    assert "⚠ nan" in words(warned["n0"])
    assert len(inside(warned["n1"], "track")) == len(inside(warned["n1"], "share")) == 1


def test_an_output_has_a_double_border_unless_it_is_not_finite():
    assert len(inside(by_id(parsed(shared()))["n2"], "outline")) == 2
    assert len(inside(by_id(parsed(shared()))["n1"], "outline")) == 1
    assert len(inside(by_id(parsed(everything()))["n6"], "outline")) == 1


def test_an_arrow_has_two_lanes_or_a_dashed_one():
    found = by_id(parsed(xor_shapes()))
    assert [classes(path) for path in found["e1"].iter(f"{SVG}path")] == [
        ["forward"], ["backward"], ["forward", "head"], ["backward", "head"],
    ]  # fmt: skip
    assert [classes(path) for path in found["e0"].iter(f"{SVG}path")] == [["forward", "dashed"], ["forward", "head"]]


def numbers(element):
    return [float(number) for number in re.findall(r"-?[\d.]+", element.get("d"))]


def test_heads_point_into_the_target_and_into_the_source():
    scene = xor_shapes()
    found, places = by_id(parsed(scene)), layout(scene)
    for arrow in scene.arrows:
        for name, box in (("forward", arrow.target), ("backward", arrow.source)):
            heads = inside(found[arrow.id], name, "head")
            assert len(heads) == (name == "forward" or arrow.gradient)
            for head in heads:
                x, place = numbers(head)[0], places.boxes[box]
                assert x == pytest.approx(place.x if name == "forward" else place.right, abs=0.06)


def test_lanes_are_on_either_side_of_the_arrows_path():
    scene = expression()
    found, places = by_id(parsed(scene)), layout(scene)
    for arrow in scene.arrows:
        forward, backward = (inside(found[arrow.id], name)[0] for name in ("forward", "backward"))
        (_, start), *_, (_, end) = places.arrows[arrow.id].curve
        assert numbers(forward)[1] - start == pytest.approx(OFFSET, abs=0.06)
        assert end - numbers(backward)[1] == pytest.approx(OFFSET, abs=0.06)


def test_a_label_is_in_the_colours_of_its_spans():
    label = inside(by_id(parsed(expression()))["e0"], "label")[0]
    spans = [(span.text, span.get("fill"), span.get("font-weight")) for span in label.iter(f"{SVG}tspan")]
    assert spans == [
        ("∂ab/∂a = b = −0.5", GREY, "normal"),
        ("0.856 × (−0.5) = ", RUST, "normal"),
        ("−0.428", RUST, "bold"),
    ]


def test_clusters_are_drawn_below_those_inside_them_and_below_all_else():
    root = parsed(everything())
    order = [element.get("id") for element in root.iter() if element.get("id")]
    assert order[:2] == ["m0", "m1"]
    assert words(by_id(root)["m1"]) == ["net.encoderLinear"]
    assert "m2" not in order


def test_an_interactive_picture_has_a_stand_in_for_each_gradient():
    root = parsed(xor_values(), interactive=True)
    box = by_id(root)["n2"]
    (unknown,) = inside(box, "unknown")
    assert words(unknown) == ["gradient", "?"]
    rectangle, gradient = unknown.find(f"{SVG}rect"), inside(box, "panel", "gradient")[0]
    tiles = gradient.findall(f".//{SVG}rect")
    assert float(rectangle.get("y")) == float(tiles[0].get("y"))
    assert float(rectangle.get("height")) == pytest.approx(sum(float(t.get("height")) for t in tiles) / 2, abs=0.5)
    assert not inside(by_id(root)["n0"], "unknown")
    plain = parsed(xor_values())
    assert not inside(plain, "unknown")
    assert list(by_id(plain)) == list(by_id(root))


def test_a_thumbnail_has_a_tile_for_each_cell():
    tiles = inside(by_id(parsed(digits()))["n1"], "panel", "value")[0].findall(f"{SVG}g/{SVG}rect")
    assert len(tiles) == 25 * 20
    assert tiles[0].get("fill") != tiles[1].get("fill")


def test_the_legend_explains_what_it_lists_with_the_marks_themselves():
    root = parsed(everything())
    (below,) = inside(root, "below")
    assert words(below) == [
        "parameter", "input", "constant", "operation", "output", "value", "gradient", "no gradient",
        "− … + (scaled per matrix)", "7 operations in 2 modules",
    ]  # fmt: skip
    assert len(inside(below, "tile")) == 5
    assert [len(inside(below, role, "outline") or inside(below, role)) for role in ("parameter", "output")] == [1, 1]
    assert len(inside(below, "forward", "dashed")) == len(inside(below, "backward", "head")) == 1
    bare = dataclasses.replace(everything(), legend=(), caption="")
    assert not inside(parsed(bare), "below")


def test_everything_lies_on_a_white_page_of_the_size_that_is_said():
    for make in SCENES:
        root = parsed(make())
        width, height = float(root.get("width")), float(root.get("height"))
        assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
        page = root.find(f"{SVG}rect")
        assert (page.get("width"), page.get("height"), page.get("fill")) == (
            root.get("width"),
            root.get("height"),
            "#FFFFFF",
        )
        places = layout(make())
        assert width >= places.width - 0.06
        assert height >= places.height - 0.06
        for entry in inside(root, "below")[0].iter(f"{SVG}text"):
            assert float(entry.get("x")) < width


def test_styles_touch_nothing_outside_of_the_picture():
    style = parsed(everything()).find(f"{SVG}style").text
    selectors = [one for rule in re.findall(r"([^{}]+)\{", style) for one in rule.split(",")]
    assert selectors
    assert all(selector.startswith(".computation ") for selector in selectors)
    for color in (BLUE, RUST, GREY):
        assert color in style


def test_the_bytes_are_the_same_in_another_process():
    program = (
        "import hashlib, importlib.util, sys\n"
        "spec = importlib.util.spec_from_file_location('scenes', sys.argv[1])\n"
        "scenes = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(scenes)\n"
        "from tinygrad_edu.drawing.svg.document import to_svg\n"
        "text = ''.join(to_svg(make()) for make in scenes.SCENES)\n"
        "print(hashlib.sha256(text.encode()).hexdigest())\n"
    )
    scenes = sys.modules[SCENES[0].__module__].__file__
    seen = {
        subprocess.run(
            [sys.executable, "-c", program, scenes],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


def test_it_becomes_a_png_of_the_size_that_is_said():
    resvg = pytest.importorskip("resvg_py", reason="resvg-py isn't there to draw it")
    for make in SCENES:
        svg = to_svg(make())
        root = ElementTree.fromstring(svg)
        png = bytes(resvg.svg_to_bytes(svg_string=svg))
        width, height = (int.from_bytes(png[place : place + 4], "big") for place in (16, 20))
        assert width == pytest.approx(float(root.get("width")), abs=1)
        assert height == pytest.approx(float(root.get("height")), abs=1)
