"""Names as they are shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_edu.drawing.names import LONGEST, clean, visible


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("fc1.weight", "fc1.weight"),
        ("  two \n words\t", "two words"),
        ("\u202eevil\u202c", "evil"),
        ("\ud800x", "x"),
        ("a\x00b\x7f", "ab"),
        ("zero\u200bwidth", "zerowidth"),
        ("", ""),
        ("\x1b[31mred", "[31mred"),
        ("日本語", "日本語"),
        ("<b>", "<b>"),
        (3, "3"),
    ],
)
def test_what_is_left_of_a_name(name, shown):
    assert clean(name) == shown


@given(st.text(st.characters()))
def test_it_is_one_short_line_without_controls_and_stays_as_it_is(name):
    shown = clean(name)
    assert len(shown) <= LONGEST
    assert not any(unicodedata.category(character)[0] == "C" for character in shown)
    assert shown.encode().decode() == shown
    assert "  " not in shown
    assert clean(shown) == shown


@given(st.text(st.characters()))
def test_what_is_visible_keeps_its_length_and_spaces(text):
    shown = visible(text)
    assert [character for character in shown if character != " "] == [
        character for character in text if not character.isspace() and unicodedata.category(character)[0] != "C"
    ]
    assert shown.count(" ") == sum(map(str.isspace, text))


def test_a_long_name_is_cut():
    assert clean("x" * 500) == "x" * (LONGEST - 1) + "…"
    assert clean("x" * LONGEST) == "x" * LONGEST
