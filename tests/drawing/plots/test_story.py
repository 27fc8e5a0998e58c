"""A run in words."""

import numpy as np
import pytest

from tinygrad_edu.drawing.plots.plateaus import Plateau
from tinygrad_edu.drawing.plots.runs import Series, first_break, read_run
from tinygrad_edu.drawing.plots.story import break_in_words, compared, fraction, plateau_in_words, story, summary

NAN = float("nan")


@pytest.mark.parametrize(
    ("losses", "words"),
    [
        ([0.726, 0.5, 0.25], "The loss fell from 0.726 to 0.25 in 3 steps"),
        ([1.0, 12345.0], "The loss rose from 1 to 12345 in 2 steps"),
        ([0.7], "The loss is still 0.7 after 1 step"),
        ([0.7, 9.0, 0.7], "The loss is still 0.7 after 3 steps"),
        ([0.7, 0.5, NAN, NAN], "The loss fell from 0.7 to 0.5 and is nan from step 3 on"),
        ([0.7, NAN], "The loss was 0.7 and is nan from step 2 on"),
        ([0.7, NAN, 0.5], "The loss fell from 0.7 to 0.5 in 3 steps"),
    ],
)
def test_the_story_tells_where_the_loss_began_and_ended(losses, words):
    assert story(read_run(losses), []) == words


def test_a_loss_on_a_plateau_throughout_is_still_there_whatever_its_noise():
    assert story(read_run([2.0, 2.5, 2.25]), [Plateau(1, 3, 2.25)]) == "The loss is still 2.25 after 3 steps"


def test_a_break_says_what_was_there_and_where():
    def words(losses):
        run = read_run(losses)
        return break_in_words(first_break(run.loss), run)

    assert words([1.0] * 1233 + [NAN] * 10) == "nan from step 1,234 on"
    assert words([1.0, float("inf"), 1.0]) == "∞ at step 2"
    assert words([1.0, float("-inf"), 1.0, NAN, NAN, 1.0]) == "−∞ at step 2 and 2 more"


@pytest.mark.parametrize(
    ("plateau", "words"),
    [
        (Plateau(1, 3157, 0.69314), "plateau at 0.693 until step 3,200"),
        (Plateau(900, 3157, 0.69314), "plateau at 0.693 until step 3,200"),
        (Plateau(2921, 10_000, 0.3466), "plateau at 0.347 from step 2,900 on"),
        (Plateau(2921, 4099, 0.5), "plateau at 0.5 from step 2,900 to 4,100"),
        (Plateau(1, 10_000, 0.5), "plateau at 0.5 throughout"),
    ],
)
def test_a_plateau_has_a_level_and_two_ends_where_they_matter(plateau, words):
    assert plateau_in_words(plateau, read_run([1.0] * 10_000)) == words


def test_the_first_and_the_last_layer_are_compared_at_first_and_later():
    run = read_run([1.0] * 100)
    steps = np.arange(1, 101)

    def words(first, last, found=()):
        return compared(run._replace(norms={"0": Series(steps, first), "2": Series(steps, last)}), list(found))

    first = np.where(steps < 50, 0.001, 0.5)
    assert words(first, np.ones(100)) == "first layer ÷ last layer: 1/1,000 at step 1, 0.5 at the end"
    found = [Plateau(1, 40, 1.0)]
    assert words(first, np.ones(100), found).endswith(", median 1/1,000 on the plateau")
    assert words(first, np.ones(100), [*found, Plateau(60, 100, 1.0)]).endswith(", median 0.5 on the longest plateau")
    assert words(first, np.where(steps < 5, 0.0, 1.0)).startswith("first layer ÷ last layer: 1/1,000 at step 5")
    assert words(first, np.zeros(100)) == ""
    assert words(first, np.full(100, NAN)) == ""
    assert compared(run._replace(norms={"0": Series(steps, first)}), []) == ""


def test_ratios_are_read_easily():
    ratios = [1 / 870, 0.41, 1.0, 12.3, 12345.0, 1.2e-9, 3.2e11, 0.0]
    assert [fraction(ratio) for ratio in ratios] == ["1/870", "0.41", "1", "12", "12,345", "1.20e−9", "3.20e11", "0"]


def test_the_summary_is_sentences():
    run = read_run([0.7, 0.5])
    assert summary(run, [Plateau(1, 2, 0.6)], "my run") == (
        "My run. The loss is still 0.5 after 2 steps. Plateau at 0.6 throughout."
    )
