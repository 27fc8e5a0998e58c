"""What a history may be, and what is said of one that can't be drawn."""

from types import SimpleNamespace

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.drawing.plots.history import History
from tinygrad_edu.drawing.plots.runs import at_the_end, first_break, read_run


def same(series, steps, values):
    np.testing.assert_array_equal(series.steps, steps)
    np.testing.assert_array_equal(series.values, values)


@pytest.mark.parametrize(
    "losses",
    [
        [0.5, 0.25],
        (0.5, 0.25),
        np.array([0.5, 0.25], dtype=np.float32),
        [tg.tensor(0.5, requires_grad=True), np.float64(0.25)],
        {"loss": [0.5, 0.25]},
    ],
    ids=["list", "tuple", "array", "tensors", "mapping"],
)
def test_losses_alone_are_steps(losses):
    run = read_run(losses)
    assert (run.steps, run.unit, run.norms) == (2, "step", {})
    same(run.loss, [1, 2], [0.5, 0.25])


def test_an_object_like_keras_history_counts_epochs():
    run = read_run(SimpleNamespace(history={"loss": [2, 1], "val_loss": [2.5, 1.5]}))
    assert (run.steps, run.unit) == (2, "epoch")
    same(run.metrics["val_loss"], [1, 2], [2.5, 1.5])


def test_our_history_has_steps_and_norms_and_leaves_out_what_was_not_there():
    history = History()
    for step in range(1, 5):
        history.record(1 / step, **({"val_loss": float(step)} if step % 2 == 0 else {}))
    history.gradient_norms = {"0": [1.0, None, 3.0, 4.0]}
    run = read_run(history)
    assert (run.steps, run.unit) == (4, "step")
    same(run.metrics["val_loss"], [2, 4], [2.0, 4.0])
    same(run.norms["0"], [1, 3, 4], [1.0, 3.0, 4.0])


def test_a_shorter_list_belongs_to_every_nth_step():
    run = read_run({"loss": [6.0, 5.0, 4.0, 3.0, 2.0, 1.0], "accuracy": [0.5, 0.75]})
    same(run.metrics["accuracy"], [3, 6], [0.5, 0.75])


@pytest.mark.parametrize(
    ("history", "error", "words"),
    [
        ([], ValueError, r"the history is empty\nhelp: record each step"),
        (History(), ValueError, "the history is empty"),
        ({"loss": []}, ValueError, "the history is empty"),
        ({}, ValueError, "without 'loss', with nothing\nhelp: give a mapping"),
        ({"accuracy": [1.0]}, ValueError, "without 'loss', with 'accuracy'\nhelp: give a mapping"),
        (
            {"loss": [1.0, 2.0, 3.0], "acc": [1.0, 2.0]},
            ValueError,
            "'acc' has 2 values, another list 3\nhelp: give lists",
        ),
        ({"loss": [1.0, 2.0], "acc": []}, ValueError, "'acc' has 0 values"),
        ([float("nan"), float("inf")], ValueError, "no loss in the history is a finite number\nhelp: try a smaller"),
        ([None], ValueError, "no loss in the history is a finite number"),
        (["a"], TypeError, "'loss' isn't a list of numbers: could not convert .*\nhelp: give a list"),
        ([[1.0, 2.0]], TypeError, "'loss' isn't a list of numbers: "),
        ("loss.txt", TypeError, "'loss' isn't a list of numbers: it is a str\nhelp"),
        (3.0, TypeError, "it is a float"),
        (None, TypeError, "it is a NoneType"),
        ({"loss": [1.0], "acc": 0.5}, TypeError, "'acc' isn't a list of numbers: it is a float"),
    ],
)
def test_what_can_not_be_drawn_is_refused_with_help(history, error, words):
    with pytest.raises(error, match=words):
        read_run(history)


def test_a_break_is_the_first_step_that_is_not_finite_and_whether_it_stays_so():
    nan, inf = float("nan"), float("inf")
    assert first_break(read_run([1.0, 2.0]).loss) is None
    assert first_break(read_run([1.0, inf, nan]).loss) == (2, inf, 1, True)
    assert first_break(read_run([1.0, inf, 3.0, inf]).loss) == (2, inf, 1, False)


def test_at_the_end_is_the_last_value_unless_the_values_go_up_and_down_there():
    falling = np.exp(-np.arange(1000) / 200)
    assert at_the_end(falling) == falling[-1]
    assert at_the_end(np.ones(1000)) == 1
    noisy = falling + 0.1 * np.tile([1, -1], 500)
    assert at_the_end(noisy) == pytest.approx(falling[-10], abs=0.01)
    assert at_the_end(np.full(1000, np.inf)) == np.inf
    assert np.isnan(at_the_end(np.array([])))
