"""A thousand points of a long curve, and a running median that takes noise away and leaves falls where they are."""

import numpy as np

from tinygrad_edu.drawing.plots.smoothing import running_median, thinned


def test_a_short_series_keeps_each_value():
    values = np.array([3.0, np.nan, 1.0, np.inf])
    curve = thinned(values)
    np.testing.assert_array_equal(curve.middle, [3.0, np.nan, 1.0, np.nan])
    np.testing.assert_array_equal(curve.first, [1, 2, 3, 4])
    np.testing.assert_array_equal(curve.last, [1, 2, 3, 4])


def test_a_long_series_becomes_medians_and_extremes_of_steps_that_follow_each_other():
    values = np.random.default_rng(0).normal(size=2503)
    curve = thinned(values)
    assert len(curve.middle) == 835
    assert curve.first[0] == 1
    assert curve.last[-1] == 2503
    np.testing.assert_array_equal(curve.first[1:], curve.last[:-1] + 1)
    for first, last, middle, low, high in zip(*curve):
        inside = values[first - 1 : last]
        assert (middle, low, high) == (np.median(inside), np.min(inside), np.max(inside))


def test_the_median_is_that_of_the_values_around_and_takes_no_notice_of_nan():
    values = np.array([1.0, 5.0, np.nan, 3.0, 2.0, 8.0])
    half = 1
    expected = [np.nanmedian(values[max(0, at - half) : at + half + 1]) for at in range(6)]
    expected[2] = np.nan
    np.testing.assert_array_equal(running_median(values, share=0.5), expected)


def test_a_curve_that_only_falls_stays_what_it_is():
    values = np.sort(np.random.default_rng(0).random(200))[::-1]
    np.testing.assert_array_equal(running_median(values, 0.1)[10:-10], values[10:-10])


def test_spikes_go():
    values = np.ones(100)
    values[[30, 31, 70]] = 1e6
    np.testing.assert_array_equal(running_median(values, 0.1), 1)
