"""The widths of texts: those of the font itself, where it is on the machine."""

from pathlib import Path

import pytest

from tinygrad_edu.drawing.svg.metrics import BOLD, OTHER, REGULAR, WIDE, text_width

FOLDER = Path("/usr/share/fonts/truetype/dejavu")
FILES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
HALF = 0.5 + 1e-9  # of a hundredth of an em: what rounding may make of a width


def in_the_font(bold):
    """The font's own widths, by character, in hundredths of an em."""
    fonts = pytest.importorskip("fontTools.ttLib", reason="fonttools isn't there to compare with")
    if not (FOLDER / FILES[bold]).exists():
        pytest.skip("DejaVu Sans isn't on this machine to compare with")
    font = fonts.TTFont(FOLDER / FILES[bold])
    em, widths = font["head"].unitsPerEm, font["hmtx"]
    return {chr(code): widths[glyph][0] * 100 / em for code, glyph in font.getBestCmap().items()}


@pytest.mark.parametrize(("table", "bold"), [(REGULAR, False), (BOLD, True)])
def test_the_tables_are_those_of_the_font(table, bold):
    font = in_the_font(bold)
    assert {character: width for character, width in table.items() if abs(font[character] - width) > HALF} == {}


@pytest.mark.parametrize(("table", "bold"), [(REGULAR, False), (BOLD, True)])
def test_the_tables_hold_what_pictures_are_written_in(table, bold):
    written = {chr(code) for code in [*range(32, 127), *range(0x391, 0x3A2), *range(0x3B1, 0x3CA)]}
    assert written | set("∂×−÷·…²³ʸᵀ₀₁₉→←≤≥∞√Σ⚠éßЖж") <= set(table)


@pytest.mark.parametrize("text", ["scaled dot product attention", "∂y/∂s = 1 − y² = 0.856", "layers.0.weight", "Ωμέγα"])
@pytest.mark.parametrize("bold", [False, True])
def test_a_text_is_as_wide_as_its_characters(text, bold):
    font = in_the_font(bold)
    assert text_width(text, 20, bold) == pytest.approx(sum(map(font.get, text)) / 5, abs=len(text) * HALF / 5)


def test_widths_grow_with_the_size_and_with_boldness():
    assert text_width("tanh", 20) == pytest.approx(2 * text_width("tanh", 10))
    assert text_width("tanh", 10, bold=True) > text_width("tanh", 10)
    assert text_width("", 10) == 0


@pytest.mark.parametrize("wide", ["日", "本", "한", "🙂", "Ａ"])
def test_ideographs_and_emoji_fill_an_em(wide):
    assert text_width(wide, 10) == WIDE / 10


@pytest.mark.parametrize("empty", ["\u0301", "\u20dd", "\u200d", "\ufe0f"])
def test_combining_marks_take_no_room(empty):
    assert text_width("e" + empty, 10) == text_width("e", 10)


@pytest.mark.parametrize("other", ["ا", "א", "ก", "𝕏"])
def test_others_are_taken_for_rather_wide(other):
    assert text_width(other, 10) == OTHER / 10
