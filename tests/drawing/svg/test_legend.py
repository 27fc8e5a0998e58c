"""What stands below a picture: rows and lines that fit its width."""

import dataclasses
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_edu.drawing.svg.legend import BETWEEN, TEXT, WIDEST, below, entry_width, least_width, wrapped
from tinygrad_edu.drawing.svg.metrics import text_width

from ..scenes import everything, expression


@pytest.mark.parametrize("width", [300, 640, 2000])
def test_entries_are_in_rows_that_fit_and_do_not_overlap(width):
    scene = everything()
    found = below(scene, width)
    assert [entry.key for entry in found.entries] == list(scene.legend)
    for one, other in itertools.pairwise(found.entries):
        if one.row == other.row:
            assert other.x == pytest.approx(one.x + entry_width(one.key) + BETWEEN)
        else:
            assert (other.row, other.x) == (one.row + 1, 0)
    for entry in found.entries:
        assert entry.text_x + text_width(entry.text, TEXT) == pytest.approx(entry.x + entry_width(entry.key))
        assert entry.x + entry_width(entry.key) <= width
    assert found.rows == found.entries[-1].row + 1


def test_a_small_picture_is_widened_for_a_legend_but_not_for_a_long_one():
    assert least_width(dataclasses.replace(expression(), legend=(), caption="")) == 0
    assert 300 < least_width(expression()) < WIDEST
    assert least_width(everything()) == WIDEST


def test_nothing_below_has_no_height():
    found = below(dataclasses.replace(expression(), legend=(), caption=""), 100)
    assert (found.entries, found.rows, found.caption, found.height) == ((), 0, (), 0)


@given(st.text(max_size=60), st.floats(30, 300))
def test_a_caption_is_wrapped_without_losing_anything(text, width):
    lines = list(wrapped(text, width))
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line, TEXT) <= width for line in lines)


def test_lines_are_as_long_as_they_can_be():
    assert list(wrapped("one two three four", 1000)) == ["one two three four"]
    assert list(wrapped("", 100)) == []
    assert len(list(wrapped("x" * 100, 100))) == pytest.approx(100 * text_width("x", TEXT) / 100, abs=1)
