"""Colours: legible, distinct without colour, and mixed as said."""

import numpy as np
import pytest

from tinygrad_edu.drawing.palette import (
    BLUE,
    CLUSTER_FILL,
    GREY,
    INK,
    NEGATIVE,
    POSITIVE,
    RUST,
    STYLES,
    heat,
    mixed,
)

from .contrast import contrast

FILLS = ["#FFFFFF", CLUSTER_FILL, *(style.fill for style in STYLES.values())]


@pytest.mark.parametrize("text", [INK, GREY, BLUE, RUST])
@pytest.mark.parametrize("fill", FILLS)
def test_text_is_legible_on_every_fill(text, fill):
    assert contrast(text, fill) >= 4.5


@pytest.mark.parametrize("x", np.linspace(-1, 1, 21))
def test_numbers_are_legible_on_every_heat(x):
    assert contrast(INK, heat(x, 1.0)) >= 4.5


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=1e-3)


def test_roles_differ_without_their_colours():
    marks = [(style.line, style.width) for style in STYLES.values()]
    assert len(set(marks)) == len(marks)


def test_heat_goes_from_one_colour_over_white_to_the_other():
    assert heat(0.0, 1.0) == "#FFFFFF"
    assert heat(1.0, 1.0) == mixed("#FFFFFF", POSITIVE, 0.74)
    assert heat(-2.0, 2.0) == mixed("#FFFFFF", NEGATIVE, 0.74)
    assert heat(0.5, 1.0) == mixed("#FFFFFF", POSITIVE, 0.37)
    assert heat(0.0, 0.0) == "#FFFFFF"


def test_what_is_not_finite_is_grey():
    assert heat(np.nan, 1.0) == heat(np.inf, 1.0) == heat(-np.inf, np.inf)


def lightness(color):
    return sum(weight * int(color[i : i + 2], 16) for weight, i in ((0.2126, 1), (0.7152, 3), (0.0722, 5)))


def test_the_sign_shows_in_grey_too():
    """The same size is darker below 0 than above; numbers or extremes stand beside it anyway."""
    for size in (0.5, 1.0):
        assert lightness(heat(-size, 1.0)) < lightness(heat(size, 1.0)) - 5


@pytest.mark.parametrize(("first", "second"), [("#000000", "#FFFFFF"), ("#123456", "#FEDCBA")])
def test_mixing_nothing_and_all(first, second):
    assert mixed(first, second, 0.0) == first
    assert mixed(first, second, 1.0) == second
