"""What is in a box: all of it fits, nothing touches anything else, and the box is no larger than it must be."""

import itertools

import pytest
from hypothesis import given

from tinygrad_edu.drawing.palette import GREY
from tinygrad_edu.drawing.scene import Bar, Box, Cell, Cluster, Panel, Span
from tinygrad_edu.drawing.svg import boxes
from tinygrad_edu.drawing.svg.boxes import Rectangle, cluster_title_width, label_size, place
from tinygrad_edu.drawing.svg.metrics import text_width

from ..scenes import SCENES
from . import strategies

ALL = [box for make in SCENES for box in make().boxes]
CAPITALS, DESCENT = 0.73, 0.24  # of the size of type: how far letters reach above and below their baseline


def text_rectangle(middle, baseline, size, text, bold=False):
    width = text_width(text, size, bold)
    return Rectangle(middle - width / 2, baseline - CAPITALS * size, width, (CAPITALS + DESCENT) * size)


def contents(placed):
    """The rectangles of all that is in a box, from its corner."""
    box, middle = placed.box, placed.width / 2
    title = boxes.title_width(box)
    yield Rectangle(middle - title / 2, placed.title - CAPITALS * boxes.TITLE, title, CAPITALS * boxes.TITLE)
    if box.subtitle:
        yield text_rectangle(middle, placed.subtitle, boxes.SMALL, box.subtitle)
    for panel in placed.panels:
        center = panel.frame.centre[0]
        if panel.panel.heading:
            yield text_rectangle(center, panel.heading, boxes.SMALL, panel.panel.heading)
        if panel.panel.rows:
            yield panel.body
        if panel.panel.note:
            yield text_rectangle(center, panel.note, boxes.SMALL, panel.panel.note)
    if placed.bar:
        bar, top = placed.bar, placed.bar.baseline - CAPITALS * boxes.SMALL
        yield Rectangle(bar.heading, top, text_width(bar.bar.heading, boxes.SMALL), boxes.SMALL)
        yield bar.track
        yield Rectangle(bar.text, top, text_width(bar.bar.text, boxes.SMALL), boxes.SMALL)
    if box.warning:
        yield text_rectangle(middle, placed.warning, boxes.NUMBER, boxes.WARNING + box.warning, bold=True)


def overlap(one, other):
    """How far two rectangles reach into each other, in the direction in which it is less."""
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return min(across, down)


def check(placed, slack=0.01):
    found = list(contents(placed))
    for item in found:
        assert item.x > 2
        assert item.right < placed.width - 2
        assert item.y > 2
        assert item.bottom < placed.height - 2
    for one, other in itertools.combinations(found, 2):
        assert overlap(one, other) <= slack, (one, other)


@pytest.mark.parametrize("box", ALL, ids=lambda box: f"{box.role} {box.title}")
def test_what_is_in_a_box_fits(box):
    check(place(box))


@given(strategies.boxes())
def test_whatever_is_in_a_box_fits(box):
    check(place(box))


@pytest.mark.parametrize("box", ALL, ids=lambda box: f"{box.role} {box.title}")
def test_a_box_that_must_be_larger_keeps_its_contents_in_its_middle(box):
    small, large = place(box), place(box, 500, 500)
    assert (large.width, large.height) == (500, 500)
    check(large)
    assert large.title - small.title == pytest.approx((large.height - small.height) / 2)


def test_a_double_border_makes_a_box_larger_and_a_smaller_size_none_smaller():
    single, double = place(Box("n0", "operation", "+")), place(Box("n0", "output", "+"))
    assert double.width - single.width == pytest.approx(2 * boxes.DOUBLE)
    assert double.height - single.height == pytest.approx(2 * boxes.DOUBLE)
    assert place(Box("n0", "operation", "+"), 1, 1) == single


def test_numbers_fit_their_cells():
    rows = ((Cell("−0.0462", "#FFFFFF"), Cell("1", "#FFFFFF")),) * 3
    (panel,) = place(Box("n0", "operation", "+", panels=(Panel("value", "value", rows),))).panels
    width, height = panel.cell
    assert width > text_width("−0.0462", boxes.NUMBER) + 4
    assert height > boxes.NUMBER * 1.2
    assert (panel.body.width, panel.body.height) == (2 * width, 3 * height)


def test_a_thumbnail_has_square_cells_of_a_whole_number_of_pixels():
    for shape in ((1, 1), (3, 4), (24, 20), (100, 2)):
        rows = ((Cell("", "#FFFFFF"),) * shape[1],) * shape[0]
        (panel,) = place(Box("n0", "operation", "", panels=(Panel("value", "", rows, thumbnail=True),))).panels
        side, height = panel.cell
        assert side == height == int(side)
        assert boxes.FINEST <= side <= boxes.COARSEST


def test_bars_have_the_same_length_in_every_box():
    one = place(Box("n0", "parameter", "w", bar=Bar("gradient norm", 0.5, "0.3")))
    other = place(Box("n0", "parameter", "a much longer title", bar=Bar("norm", 1.0, "12345.678")))
    assert one.bar.track.width == other.bar.track.width


def test_labels_and_titles_are_as_large_as_their_texts():
    label = ((Span("a", GREY), Span("b", GREY, bold=True)), (Span("a longer line", GREY),))
    assert label_size(()) == (0, 0)
    width, height = label_size(label)
    assert width == text_width("a longer line", boxes.LABEL)
    assert height == 2 * label_size(label[:1])[1]
    assert cluster_title_width(Cluster("m0", "net", "Net")) > text_width("net", boxes.LABEL, bold=True)
