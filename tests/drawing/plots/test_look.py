"""The look of plots: labels that don't overlap, colours that can be read, files that are the same each time."""

import io
import re
from itertools import pairwise

import matplotlib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from tinygrad_edu.drawing.plots import look as plots
from tinygrad_edu.drawing.plots.look import (
    FORMATS,
    End,
    Place,
    count_along,
    drawn,
    headline,
    label_ends,
    label_freely,
    logarithmic,
    new_figure,
    power,
    printable,
    ramp,
    spread,
)
from tinygrad_edu.drawing.rendering import RendererMissing

from ..contrast import contrast


def curve(title="A title"):
    figure, (axes,) = new_figure(5, 3)
    axes.plot([0, 1, 2], [3, 1, 2], color="#1D4E89")
    count_along(axes, 100)
    headline(axes, title, "a note")
    figure.draw_without_rendering()
    label_ends(axes, [End(2, 2, "end", "#1D4E89")])
    return figure


def pixels(content):
    return np.asarray(Image.open(content).convert("RGB"))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_is_of_its_format_and_the_same_each_time(tmp_path, kind):
    first, second = (drawn(curve, tmp_path / f"{name}.{kind}", "A curve.") for name in ("first", "second"))
    assert first == tmp_path / f"first.{kind}"
    content = first.read_bytes()
    assert content == second.read_bytes()
    assert content.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[kind])
    assert b"A curve." in content
    assert not re.search(rb"[Cc]reated with|CreationDate|<dc:date>|Software", content)


def test_without_a_path_it_is_the_figure_that_the_file_shows(tmp_path):
    figure = drawn(curve, None, "A curve.")
    assert isinstance(figure, Figure)
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=150)
    np.testing.assert_array_equal(pixels(content), pixels(drawn(curve, tmp_path / "curve.png", "A curve.")))


def test_the_settings_of_the_user_neither_matter_nor_change(tmp_path):
    plain = drawn(curve, tmp_path / "plain.png", "").read_bytes()
    ugly = {"font.size": 30, "axes.facecolor": "black", "lines.linewidth": 9, "axes.grid": True, "savefig.dpi": 20}
    with matplotlib.rc_context(ugly):
        before = dict(matplotlib.rcParams)
        assert drawn(curve, tmp_path / "ugly.png", "").read_bytes() == plain
        assert dict(matplotlib.rcParams) == before


def test_they_are_as_before_after_an_error_too(tmp_path):
    before = dict(matplotlib.rcParams)
    with pytest.raises(ZeroDivisionError):
        drawn(lambda: 1 / 0, tmp_path / "x.png", "")
    assert dict(matplotlib.rcParams) == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["x.jpg", "x.html", "x"])
def test_an_unknown_suffix_is_refused_before_anything_is_drawn(tmp_path, name):
    with pytest.raises(ValueError, match=r"help: \.png, \.svg, \.pdf"):
        drawn(lambda: 1 / 0, tmp_path / name, "")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"its folder isn't there\nhelp: make the folder"):
        drawn(curve, tmp_path / "no" / "x.png", "")


def test_without_matplotlib_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(plots, "Figure", None)
    with pytest.raises(RendererMissing, match=r'help: pip install "tinygrad-edu\[examples\]"'):
        drawn(curve, None, "")


def test_hostile_titles_are_shown_as_they_are(tmp_path):
    title = "loss_$x^{2}$ \\frac \ud800\u202e <b>&\n\x07" + "long " * 30
    figure = drawn(lambda: curve(title), None, title)
    assert figure.axes[0].get_title(loc="left").startswith("loss_$x^{2}$ \\frac <b>& long long")
    for kind in FORMATS:
        drawn(lambda: curve(title), tmp_path / f"x.{kind}", title)


def test_printable_is_one_line_without_controls():
    assert printable(" a\n\tb\u202e\x00c ") == "a bc"


@given(st.lists(st.floats(-1e3, 1e3), max_size=12), st.floats(0.1, 50))
def test_spread_heights_keep_their_order_and_distance(heights, least):
    heights = np.array(heights)
    placed = spread(heights, least)
    order = np.argsort(heights, kind="stable")
    assert np.all(np.diff(placed[order]) >= least - 1e-9)
    if np.all(np.diff(heights[order]) >= least):
        np.testing.assert_allclose(placed, heights, atol=1e-9)


def test_labels_at_the_ends_of_lines_do_not_overlap_and_keep_their_order():
    def lines():
        figure, (axes,) = new_figure(5, 3)
        for height in range(5):
            axes.plot([0, 1], [0, height / 100], color="black")
        axes.set(xlim=(0, 1), ylim=(0, 1))
        figure.draw_without_rendering()
        label_ends(axes, [End(1, height / 100, f"line {height}", "black") for height in range(5)])
        return figure

    figure = drawn(lines, None, "")
    boxes = [Text.get_window_extent(text) for text in figure.axes[0].texts]  # without the ties
    assert len(boxes) == 5
    assert all(upper.y0 > lower.y1 for lower, upper in pairwise(boxes))
    assert all(box.x0 > figure.axes[0].bbox.x1 for box in boxes)
    assert all(box.x1 < figure.bbox.x1 for box in boxes)


def test_an_end_without_a_height_stands_at_the_foot():
    def line():
        figure, (axes,) = new_figure(5, 3)
        axes.set_ylim(10, 20)
        figure.draw_without_rendering()
        label_ends(axes, [End(1, np.nan, "nan", "black")])
        return figure

    (text,) = drawn(line, None, "").axes[0].texts
    assert text.xy == (1, 10)


def test_a_free_label_takes_the_first_place_where_nothing_is():
    def remarks():
        figure, (axes,) = new_figure(5, 3)
        axes.plot([0, 1], [0.9, 0.9])
        axes.set(xlim=(0, 1), ylim=(0, 1))
        figure.draw_without_rendering()
        places = [Place(0.5, height, 0, 0, "center") for height in (1.5, 0.9, 0.2, 0.5)]
        for text in ("first", "second", "third"):
            label_freely(axes, text, "black", places)
        return figure

    first, second, third = drawn(remarks, None, "").axes[0].texts
    assert first.xy == (0.5, 0.2)  # not outside, not on the line
    assert second.xy == (0.5, 0.5)  # nor on the first
    assert third.xy == (0.5, 1.5)  # there is no room


def test_a_ramp_is_legible_and_ordered_in_grey():
    for many in range(1, 30):
        colors = ramp(many)
        assert len(set(colors)) == many
        on_white = [contrast(color, "#FFFFFF") for color in colors]
        assert min(on_white) >= 4.5
        assert on_white == sorted(on_white, reverse=True)


def test_powers_of_ten():
    assert [power(10.0**n) for n in (-12, -3, -1, 0, 1, 4, 5)] == ["10⁻¹²", "0.001", "0.1", "1", "10", "10,000", "10⁵"]


@pytest.mark.parametrize(
    ("values", "limits"),
    [
        ([0.02, 5.0], (0.01, 10)),
        ([1.0], (1, 10)),
        ([0.0, np.nan, 0.3], (0.1, 1)),
        ([0.0], (1, 10)),
        ([np.inf, 3e-7, 2e-7], (1e-7, 1e-6)),
    ],
)
def test_a_logarithmic_axis_spans_the_decades_of_what_is_positive(values, limits):
    _, (axes,) = new_figure(5, 3)
    assert logarithmic(axes, np.array(values)) == pytest.approx(limits[0])
    assert axes.get_ylim() == pytest.approx(limits)


@pytest.mark.parametrize(("steps", "last"), [(1, 1.5), (20, 20.5), (10_000, 10_000)])
def test_steps_are_counted_in_whole_numbers(steps, last):
    def empty():
        figure, (axes,) = new_figure(5, 3)
        count_along(axes, steps)
        return figure

    axes = drawn(empty, None, "").axes[0]
    assert axes.get_xlim()[1] == last
    assert all(tick == round(tick) for tick in axes.get_xticks())
