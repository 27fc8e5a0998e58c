"""The curves of arrows: smooth, with lanes at an equal distance, heads that point along them."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_edu.drawing.svg.curves import HALF_HEAD, HEAD, head, lane, shortened, smooth, svg_path
from tinygrad_edu.drawing.svg.layered import Stretch

STRAIGHT = [(0.0, 5.0), (10.0, 5.0), (20.0, 5.0), (30.0, 5.0)]
BENT = smooth([Stretch(0, 10, 0), Stretch(60, 80, 40)])


def point(curve, t):
    """A point of the last Bézier curve but `len(curve) // 3 - t`, and the direction there."""
    place = min(int(t), len(curve) // 3 - 1)
    a, b, c, d = curve[3 * place : 3 * place + 4]
    t -= place
    bases = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    x, y = (sum(weight * corner[i] for weight, corner in zip(bases, (a, b, c, d))) for i in (0, 1))
    legs = [(q[0] - p[0], q[1] - p[1]) for p, q in ((a, b), (b, c), (c, d))]
    slopes = ((1 - t) ** 2, 2 * t * (1 - t), t * t)
    return (x, y), tuple(sum(weight * leg[i] for weight, leg in zip(slopes, legs)) for i in (0, 1))


def test_a_path_on_one_line_is_one_straight_curve():
    assert smooth([Stretch(0, 3, 5), Stretch(3, 10, 5), Stretch(20, 30, 5.01)]) == STRAIGHT


def test_a_path_is_smooth_where_stretches_meet_curves():
    for end in (1, 2):
        before, behind = (point(BENT, end - 1e-9)[1], point(BENT, end + 1e-9)[1])
        assert before[1] == pytest.approx(0, abs=1e-3)
        assert behind[1] == pytest.approx(0, abs=1e-3)
    assert point(BENT, 0)[0] == (0, 0)
    assert point(BENT, 3)[0] == (80, 40)


stretches = st.lists(st.tuples(st.floats(12, 90), st.floats(0, 60), st.floats(-150, 150)), min_size=1, max_size=5)


@given(stretches)
def test_a_curve_leads_ahead(drawn):
    at, path = 0.0, []
    for gap, length, height in drawn:
        path.append(Stretch(at + gap, at + gap + length, height))
        at += gap + length
    curve = smooth(path)
    assert (len(curve) - 1) % 3 == 0
    assert [x for x, _ in curve] == sorted(x for x, _ in curve)


@given(st.floats(20, 90), st.floats(-2.5, 2.5), st.sampled_from([1.3, -1.3, 2.0]))
def test_a_lane_is_at_an_equal_distance_all_along(gap, steepness, distance):
    curve = smooth([Stretch(0, 10, 0), Stretch(10 + gap, 20 + gap, gap * steepness)])
    beside = lane(curve, distance)
    assert len(beside) == len(curve)
    for step in range(len(curve) // 3 * 8):
        (x, y), (along, down) = point(curve, step / 8)
        (other_x, other_y), _ = point(beside, step / 8)
        length = math.hypot(along, down)
        to_the_right = ((other_y - y) * along - (other_x - x) * down) / length
        assert to_the_right == pytest.approx(distance, rel=0.35)


def test_a_lane_of_a_straight_arrow_is_to_its_right_whichever_way_it_leads():
    assert lane(STRAIGHT, 2) == [(x, 7) for x, _ in STRAIGHT]
    assert lane(STRAIGHT[::-1], 2) == [(x, 3) for x, _ in STRAIGHT[::-1]]
    down = [(y, x) for x, y in STRAIGHT]
    assert lane(down, 2) == [(3, y) for _, y in down]


def test_a_curve_without_length_has_lanes_too():
    assert lane([(1.0, 1.0)] * 4, 2) == [(1, 3)] * 4


def test_a_head_ends_the_curve_and_the_line_ends_inside_of_it():
    for curve, tip, base in (
        (STRAIGHT, (30, 5), (30 - HEAD, 5)),
        (STRAIGHT[::-1], (0, 5), (HEAD, 5)),
        (BENT, (80, 40), (80 - HEAD, 40)),
        ([(y, x) for x, y in STRAIGHT], (5, 30), (5, 30 - HEAD)),
    ):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", head(curve))]
        corners = list(zip(numbers[::2], numbers[1::2]))
        assert corners[0] == pytest.approx(tip)
        middle = [(a + b) / 2 for a, b in zip(*corners[1:])]
        assert middle == pytest.approx(base, abs=0.06)
        assert math.dist(*corners[1:]) == pytest.approx(2 * HALF_HEAD, abs=0.15)
        assert math.dist(shortened(curve)[-1], tip) == pytest.approx(HEAD - 1)


def test_straight_parts_are_written_shortly():
    assert svg_path(STRAIGHT) == "M0 5H30"
    assert svg_path([(y, x) for x, y in STRAIGHT]) == "M5 0V30"
    assert svg_path(BENT) == "M0 0H10C35 0 35 40 60 40H80"
