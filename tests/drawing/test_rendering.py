"""Texts made into pictures: sizes, limits, fonts, summaries, and programs that are missing, fail or take too long."""

import functools
import io
import os
import shutil
import struct
import subprocess
import zlib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_edu.drawing import rendering
from tinygrad_edu.drawing.dot import to_dot
from tinygrad_edu.drawing.rendering import (
    LONGEST,
    LayoutTooSlow,
    RendererMissing,
    by_graphviz,
    by_resvg,
    font_configuration,
    font_folder,
    with_summary_png,
    with_summary_svg,
)

from .scenes import digits, xor_shapes

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz's dot isn't on this machine")
needs_resvg = pytest.mark.skipif(
    rendering.resvg_py is None, reason='resvg isn\'t installed: pip install "tinygrad-edu[png]"'
)
posix_only = pytest.mark.skipif(os.name != "posix", reason="the program that stands for dot is a shell script")
LONG = "digraph { rankdir=LR; " + " -> ".join(f"n{i}" for i in range(150)) + " }"
SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20" fill="#0072B2"/></svg>'
)


def size(png):
    return struct.unpack(">II", png[16:24])


def chunks(png):
    """The chunks of a PNG, each with a right checksum."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    place, found = 8, []
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        content = png[place + 4 : place + 8 + length]
        assert struct.unpack(">I", png[place + 8 + length : place + 12 + length]) == (zlib.crc32(content),)
        found.append((content[:4], content[4:]))
        place += 12 + length
    return found


def stand_in(folder, monkeypatch, script):
    """A program of the name dot, found before all others."""
    program = folder / "dot"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@needs_dot
@pytest.mark.parametrize(("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_a_picture_is_of_its_kind(kind, start):
    assert by_graphviz(to_dot(xor_shapes()), kind).startswith(start)


@needs_dot
def test_a_png_has_144_dots_an_inch():
    width, height = size(
        by_graphviz('digraph { graph [pad=0]; a [shape=box fixedsize=true width=3 height=2 label=""] }', "png")
    )
    assert width == pytest.approx(3 * 144, abs=4)
    assert height == pytest.approx(2 * 144, abs=4)


@needs_dot
def test_no_side_of_dots_png_exceeds_the_limit():
    width, height = size(by_graphviz(LONG, "png"))
    assert LONGEST - 100 < width <= LONGEST
    assert height < 200


@needs_dot
@needs_resvg
def test_no_side_of_resvgs_png_exceeds_the_limit():
    width, height = size(by_resvg(by_graphviz(LONG, "svg").decode()))
    assert LONGEST - 100 < width <= LONGEST
    assert height < 200


@needs_dot
def test_an_svg_is_in_pixels_and_holds_only_what_is_seen():
    svg = by_graphviz(to_dot(digits()), "svg").decode()
    root = ElementTree.fromstring(svg)
    left, top, width, height = map(float, root.get("viewBox").split())
    assert float(root.get("width")) == pytest.approx(width * 4 / 3, abs=1)
    assert float(root.get("height")) == pytest.approx(height * 4 / 3, abs=1)
    assert (left, top) == (0, 0)
    for noise in ("<!--", "<!DOCTYPE", "<title>", "transparent", "href", "n0"):
        assert noise not in svg
    assert 'shape-rendering="crispEdges"' in svg


@needs_dot
def test_what_dot_says_of_an_error_is_told():
    with pytest.raises(RuntimeError, match=r"dot failed: .*syntax error(.|\n)*help: "):
        by_graphviz("digraph {", "svg")


@posix_only
def test_dot_is_given_up_after_its_time(tmp_path, monkeypatch):
    stand_in(tmp_path, monkeypatch, "exec sleep 60")
    with pytest.raises(LayoutTooSlow, match=r"after 0\.1 s\nhelp: "):
        by_graphviz("digraph {}", "svg", seconds=0.1)


@posix_only
def test_dot_is_given_its_text_and_options_without_a_shell(tmp_path, monkeypatch):
    stand_in(
        tmp_path, monkeypatch, f'printf "%s\\n" "$0" "$@" > {tmp_path}/arguments\ncat > {tmp_path}/input\nprintf %%PDF'
    )
    assert by_graphviz("digraph { ∂ }", "pdf") == b"%PDF"
    assert (tmp_path / "input").read_text(encoding="utf-8") == "digraph { ∂ }"
    assert (tmp_path / "arguments").read_text().splitlines() == [f"{tmp_path}/dot", "-Tpdf"]


@posix_only
@pytest.mark.parametrize("script", ["printf garbage", "true", "head -c 300 /dev/urandom", "kill -9 $$", "exit 2"])
@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_what_a_broken_dot_makes_is_refused(tmp_path, monkeypatch, script, kind):
    stand_in(tmp_path, monkeypatch, script)
    with pytest.raises(RuntimeError, match=r"dot failed: \S.*\nhelp: \.svg and \.html can be drawn without it"):
        by_graphviz("digraph {}", kind)


@posix_only
def test_a_dot_of_another_machine_is_told(tmp_path, monkeypatch):
    (tmp_path / "dot").write_bytes(b"\x7fELF nothing for this machine")
    (tmp_path / "dot").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeError, match="dot failed: "):
        by_graphviz("digraph {}", "png")


@posix_only
def test_the_font_configuration_is_there_for_dot_and_then_removed(tmp_path, monkeypatch):
    script = 'printf "%s" "$FONTCONFIG_FILE" > {0}/place\ncat "$FONTCONFIG_FILE" > {0}/copy\nexit 3'
    stand_in(tmp_path, monkeypatch, script.format(tmp_path))
    with pytest.raises(RuntimeError, match="dot failed"):
        by_graphviz("digraph {}", "pdf")
    assert str(font_folder()) in (tmp_path / "copy").read_text(encoding="utf-8")
    assert not Path((tmp_path / "place").read_text(encoding="utf-8")).parent.exists()


@pytest.mark.parametrize(("platform", "command"), [("darwin", "brew"), ("win32", "winget"), ("linux", "sudo apt")])
def test_a_missing_dot_is_named_with_the_command_that_installs_it(platform, command, monkeypatch):
    monkeypatch.setattr(rendering.shutil, "which", lambda name: None)
    monkeypatch.setattr(rendering.sys, "platform", platform)
    assert not rendering.has_dot()
    told = (
        rf"a \.pdf was asked for.* dot,(.|\n)*help: \.svg and \.html work now; for \.pdf: {command} install graphviz$"
    )
    with pytest.raises(RendererMissing, match=told):
        by_graphviz("digraph {}", "pdf")


def test_where_nothing_draws_a_png_the_command_is_pips(monkeypatch):
    monkeypatch.setattr(rendering.shutil, "which", lambda name: None)
    monkeypatch.setattr(rendering, "resvg_py", None)
    assert not rendering.has_resvg()
    told = r"a \.png was asked for.* dot, or resvg,(.|\n)*work now; for \.png: pip install \"tinygrad-edu\[png\]\"$"
    with pytest.raises(RendererMissing, match=told):
        by_resvg(SQUARE)
    with pytest.raises(RendererMissing, match=told):
        by_graphviz("digraph {}", "png")


@needs_resvg
@pytest.mark.parametrize("scale", [1.0, 2.0, 2.5])
def test_resvg_draws_scaled(scale):
    assert size(by_resvg(SQUARE, scale)) == (30 * scale, 20 * scale)


@needs_resvg
@pytest.mark.parametrize(
    "text", ["", "no svg", SQUARE.replace('"30"', '"30pt"', 1), SQUARE.replace(' height="20"', "", 1)]
)
def test_resvg_refuses_what_has_no_size_in_pixels(text):
    with pytest.raises(ValueError, match="help: "):
        by_resvg(text)


def lettered(letter):
    """A box of a fixed size with one letter in it."""
    look = 'shape=box fixedsize=true width=1 height=1 fontname="DejaVu Sans,Verdana,sans-serif"'
    return f'digraph {{ a [{look} label="{letter}"] }}'


@pytest.fixture
def without_fonts(tmp_path, monkeypatch):
    """A machine whose fontconfig knows no fonts, and where no cache can be written; skips where dot doesn't ask it."""
    (tmp_path / "fonts.conf").write_text('<?xml version="1.0"?><fontconfig></fontconfig>')
    monkeypatch.setenv("FONTCONFIG_PATH", str(tmp_path))
    monkeypatch.setenv("HOME", "/nowhere")
    monkeypatch.setenv("XDG_CACHE_HOME", "/nowhere")
    squares = {subprocess.run(["dot", "-Tpng"], input=lettered(x).encode(), capture_output=True).stdout for x in "WIm"}
    if len(squares) > 1:
        pytest.skip("this dot finds its fonts without fontconfig")


@needs_dot
def test_letters_are_letters_on_a_machine_without_fonts(without_fonts):
    assert len({by_graphviz(lettered(x), "png") for x in "WIm×∂−"}) == 6


@needs_dot
def test_the_layout_on_a_machine_without_fonts_is_the_usual_one(request):
    usual = by_graphviz(to_dot(xor_shapes()), "svg")
    request.getfixturevalue("without_fonts")
    assert by_graphviz(to_dot(xor_shapes()), "svg") == usual


@needs_resvg
def test_letters_are_letters_where_resvg_finds_only_our_fonts(monkeypatch):
    alone = functools.partial(rendering.resvg_py.svg_to_bytes, skip_system_fonts=True)
    monkeypatch.setattr(rendering.resvg_py, "svg_to_bytes", alone)
    letter = '<text x="5" y="15" font-family="{}" font-weight="{}">{}</text></svg>'
    pictures = {
        by_resvg(SQUARE.replace("</svg>", letter.format(family, weight, x)))
        for family in ("DejaVu Sans, Verdana, sans-serif", "sans-serif")
        for weight in ("normal", "bold")
        for x in "WIm×∂−"
    }
    assert len(pictures) == 2 * 6  # either family is the same font


def test_the_fonts_come_with_their_licence():
    names = {path.name for path in font_folder().iterdir()}
    assert {"DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "LICENSE.txt"} <= names
    assert "Bitstream" in (font_folder() / "LICENSE.txt").read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in font_folder().iterdir()) < 700_000


def test_the_fonts_have_every_sign_that_pictures_use():
    tables = pytest.importorskip("fontTools.ttLib", reason="fonttools isn't installed")
    signs = {chr(code) for code in (*range(32, 127), *range(0xA0, 0x180))}
    signs |= set("αβγδεζηθλμπρστφχψωΓΔΘΛΣΦΨΩ∂∇∑∏√∞∫≈≠≤≥·×÷−±⊙⊗∘∈ʸˣᵀⁿ⁻⁰¹²³₀₁₂₃←↑→↓⇄╌⚠…–—‘’“”′•■□▲▶●")
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        with tables.TTFont(font_folder() / name) as font:
            assert {ord(sign) for sign in signs} - set(font.getBestCmap()) == set()
            assert font["name"].getDebugName(1) == "DejaVu Sans"


def test_the_font_configuration_names_the_users_own_and_any_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "/home/a & b/<fonts>.conf")
    folder = tmp_path / "R&D <1>"
    folder.mkdir()
    root = ElementTree.parse(font_configuration(folder)).getroot()
    assert [(element.tag, element.text) for element in root] == [
        ("include", "/home/a & b/<fonts>.conf"),
        ("dir", str(font_folder())),
        ("cachedir", str(folder)),
    ]


def test_a_summary_is_the_first_in_an_svg():
    root = ElementTree.fromstring(
        with_summary_svg(SQUARE, "loss <1> & more", "A graph.\n\ud800\x00\ufffe7 operations.")
    )
    assert [child.tag.partition("}")[2] for child in root] == ["title", "desc", "rect"]
    assert root[0].text == "loss <1> & more"
    assert root[1].text == "A graph. 7 operations."


def test_a_summary_needs_an_svg():
    with pytest.raises(ValueError, match="no tag <svg"):
        with_summary_svg("<p>", "", "")


@given(st.text(st.characters()))
def test_a_summary_can_hold_any_text(text):
    root = ElementTree.fromstring(with_summary_svg(SQUARE, text, text))
    assert len(root) == 3
    assert root[0].text == root[1].text


@needs_resvg
def test_a_summary_follows_the_header_of_a_png():
    png = by_resvg(SQUARE)
    summed = with_summary_png(png, "∂L/∂W\x00", "A graph.\ud800")
    (header, *between), (_, *rest) = chunks(summed)[:3], chunks(png)
    assert header == chunks(png)[0]
    assert between == [
        (b"iTXt", b"Title\0\0\0\0\0" + "∂L/∂W".encode()),
        (b"iTXt", b"Description\0\0\0\0\0A graph."),
    ]
    assert chunks(summed)[3:] == rest


@needs_resvg
def test_other_programs_read_the_summary_of_a_png():
    images = pytest.importorskip("PIL.Image", reason="Pillow isn't installed")
    image = images.open(io.BytesIO(with_summary_png(by_resvg(SQUARE), "loss ∂", "A graph.")))
    image.load()
    assert image.text == {"Title": "loss ∂", "Description": "A graph."}
    assert image.getpixel((3, 3))[:3] == (0, 0x72, 0xB2)
