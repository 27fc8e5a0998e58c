"""The picture of a training run: what is in it, and what it says."""

from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.text import Text

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.drawing.plots.history import History
from tinygrad_edu.drawing.plots.learning import training
from tinygrad_edu.drawing.plots.look import ramp

NAN = float("nan")
TIME = np.arange(500) / 500
WAITING = np.where(TIME < 0.4, 0.693, 0.693 * np.exp((0.4 - TIME) * 20))


def recorded(losses, norms=None, **metrics):
    history = History()
    history.history = {"loss": list(losses), **metrics}
    history.gradient_norms = norms or {}
    return history


def texts(axes):
    return [text.get_text() for text in axes.texts if text.get_text()]


def curves(axes):
    """The lines with more than two points that aren't pale."""
    return [line for line in axes.lines if len(line.get_xdata()) > 2 and line.get_zorder() == 2]


def overlaps(axes):
    boxes = [Text.get_window_extent(text) for text in axes.texts if text.get_text()]
    return [(a, b) for at, a in enumerate(boxes) for b in boxes[:at] if a.overlaps(b)]


def test_the_plateau_is_marked_in_words_and_behind_the_gradients_too():
    norms = {"0": list(0.001 + TIME), "2": [0.5] * 500, "4": [1.0] * 500}
    figure = training(recorded(WAITING, norms))
    loss, gradients = figure.axes
    assert loss.get_title(loc="left").startswith("The loss fell from 0.693 to ")
    assert "plateau at 0.693 until step 200" in texts(loss)
    assert any(text.startswith("loss ") for text in texts(loss))
    assert texts(gradients)[1:] == ["0, first layer", "2", "4, last layer"]
    assert texts(gradients)[0].startswith("first layer ÷ last layer: 1/1,000 at step 1, median 0.2 on the plateau")
    for axes in figure.axes:
        (shade,) = axes.patches
        assert shade.get_x() == 1
        assert shade.get_x() + shade.get_width() == pytest.approx(200, abs=3)
    assert gradients.get_yscale() == "log"


def test_the_layers_are_drawn_with_their_numbers_from_dark_to_light():
    norms = {path: [float(place + 1)] * 20 for place, path in enumerate("abcd")}
    gradients = training(recorded(WAITING[:20], norms)).axes[1]
    lines = curves(gradients)
    for line, (path, values) in zip(lines, norms.items(), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), values)
        np.testing.assert_array_equal(line.get_xdata(), np.arange(1, 21))
        (label,) = (text for text in gradients.texts if text.get_text().split(",")[0] == path)
        assert label.get_color() == line.get_color()
    assert [line.get_color() for line in lines] == ramp(4)


def test_of_many_layers_some_are_named_with_the_first_and_the_last():
    norms = {f"block.{place}": [10.0 ** (place / 10)] * 20 for place in range(40)}
    gradients = training(recorded(WAITING[:20], norms)).axes[1]
    assert len(curves(gradients)) == 40
    names = texts(gradients)[1:]
    assert len(names) == 8
    assert (names[0], names[-1]) == ("block.0, first layer", "block.39, last layer")
    assert overlaps(gradients) == []


def test_a_gradient_of_zeros_lies_at_the_foot_and_says_so():
    gradients = training(recorded(WAITING[:20], {"0": [0.0] * 20, "2": [0.5] * 20})).axes[1]
    assert gradients.get_ylim() == pytest.approx((0.01, 1))
    assert "0, first layer: 0" in texts(gradients)
    np.testing.assert_allclose(curves(gradients)[0].get_ydata(), 0.01)


def test_a_history_of_ours_is_drawn_as_it_was_recorded(tmp_path):
    tg.manual_seed(0)
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    history = History(net)
    for _ in range(3):
        loss = net(tg.tensor([[1.0, 2.0]])).square().mean()
        loss.backward()
        history.record(loss, accuracy=0.5)
    loss_axes, accuracy, gradients = training(history).axes
    np.testing.assert_array_equal(curves(loss_axes)[0].get_ydata(), history.history["loss"])
    np.testing.assert_array_equal(curves(accuracy)[0].get_ydata(), [0.5] * 3)
    assert texts(gradients)[1:] == ["0, first layer", "2, last layer"]
    assert training(history, tmp_path / "run.svg") == tmp_path / "run.svg"


def test_validation_stands_beside_training_and_its_lowest_loss_is_marked():
    keras = SimpleNamespace(
        history={
            "loss": [0.5, 0.3, 0.2, 0.1],
            "accuracy": [0.7, 0.8, 0.9, 0.95],
            "val_loss": [0.4, 0.3, 0.35, 0.5],
            "val_accuracy": [0.75, 0.8, 0.78, 0.77],
        }
    )
    loss, accuracy = training(keras, title="By heart").axes
    assert loss.get_title(loc="left") == "By heart"
    assert texts(loss) == [
        "The loss fell from 0.5 to 0.1 in 4 epochs",
        "loss 0.1",
        "val_loss 0.5",
        "val_loss lowest at epoch 2",
    ]
    assert texts(accuracy) == ["accuracy 0.95", "val_accuracy 0.77"]
    assert accuracy.get_xlabel() == "epoch"
    trained, validated = curves(loss)
    assert trained.get_linestyle() == "-"
    assert validated.get_linestyle() == "--"
    np.testing.assert_array_equal(validated.get_ydata(), keras.history["val_loss"])


def test_a_validation_loss_that_keeps_falling_has_no_lowest():
    loss = training({"loss": [3.0, 2.0, 1.0], "val_loss": [3.5, 2.5, 1.5]}).axes[0]
    assert not any("lowest" in text for text in texts(loss))


def test_where_the_loss_stopped_being_finite_is_said_and_the_line_ends_there():
    losses = [*np.linspace(1, 0.5, 60), *[NAN] * 40]
    (axes,) = training(losses).axes
    assert axes.get_title(loc="left") == "The loss fell from 1 to 0.5 and is nan from step 61 on"
    assert "⚠ nan from step 61 on" in texts(axes)
    (line,) = curves(axes)
    assert np.isfinite(line.get_ydata()).sum() == 60
    assert axes.get_xlim()[1] == 100
    (tinted,) = axes.patches
    assert (tinted.get_x(), tinted.get_width()) == (61, 39)


def test_a_step_that_was_not_finite_is_a_gap():
    losses = np.linspace(1, 0.5, 60)
    losses[[20, 30]] = np.inf
    (axes,) = training(losses).axes
    assert "⚠ ∞ at step 21 and 1 more" in texts(axes)
    assert list(np.flatnonzero(np.isnan(curves(axes)[0].get_ydata()))) == [20, 30]
    assert not axes.patches


def test_a_metric_without_a_finite_value_says_so():
    axes = training({"loss": [2.0, 1.0], "val_loss": [NAN, NAN]}).axes[0]
    assert "val_loss nan" in texts(axes)


def test_noise_becomes_a_pale_band_with_a_median_in_it():
    random = np.random.default_rng(0)
    losses = np.interp(np.arange(5000), [0, 5000], [2, 1]) + 0.2 * random.normal(size=5000)
    (axes,) = training(losses).axes
    assert axes.get_xlabel() == "step (lines: running medians; pale: all values)"
    (line,) = curves(axes)
    assert len(line.get_xdata()) == 1000
    assert np.max(np.abs(line.get_ydata()[50:-50] - np.interp(line.get_xdata(), [0, 5000], [2, 1])[50:-50])) < 0.15
    (band,) = axes.collections
    assert band.get_datalim(axes.transData).ymax == pytest.approx(np.max(losses))
    assert band.get_datalim(axes.transData).ymin == pytest.approx(np.min(losses))


def test_a_smooth_curve_is_drawn_as_it_is_peaks_too():
    losses = 1 - 0.5 * TIME + 0.5 * np.exp(-(((TIME - 0.5) / 0.003) ** 2))
    (axes,) = training(losses).axes
    assert axes.get_xlabel() == "step"
    np.testing.assert_array_equal(curves(axes)[0].get_ydata(), losses)


def test_an_explosion_is_drawn_on_a_logarithmic_axis_without_plateaus():
    losses = 0.7 * np.exp(np.maximum(0, np.arange(300) - 150) / 4)
    (axes,) = training(losses).axes
    assert axes.get_yscale() == "log"
    assert not any("plateau" in text for text in texts(axes))


@pytest.mark.parametrize(
    "losses", [[0.7], [0.0] * 20, [-3.0] * 20, np.linspace(-1, -3, 30), [1e-30, 2e-30], [1e30] * 3]
)
def test_unusual_losses_are_drawn_inside_the_axes(losses):
    (axes,) = training(losses).axes
    low, high = axes.get_ylim()
    assert low <= np.min(losses)
    assert np.max(losses) < high


@pytest.mark.parametrize(
    "losses",
    [
        WAITING,
        WAITING * (1 + 0.1 * np.random.default_rng(0).normal(size=500)),
        np.where(TIME < 0.2, 0.693, 0.347 + 0.346 * np.exp((0.2 - TIME) * 20)),
        [*WAITING[:300], *[NAN] * 100],
        [0.7] * 100,
    ],
    ids=["a plateau", "with noise", "two plateaus", "nan", "flat"],
)
def test_texts_lie_on_no_other_and_on_no_line(losses):
    (axes,) = training({"loss": losses, "val_loss": list(np.asarray(losses) * 1.2)}).axes
    assert overlaps(axes) == []
    boxes = [text.get_window_extent() for text in axes.texts if text.get_text().startswith(("plateau", "⚠"))]
    assert boxes
    for line in curves(axes):
        path = line.get_transform().transform_path(line.get_path())
        assert not any(path.intersects_bbox(box, filled=False) for box in boxes)


def test_names_and_titles_are_only_text(tmp_path):
    history = recorded([1.0, 0.5], {"$x^2$ \u202e<b>": [1.0, 2.0], "_": [1.0, 1.0]}, **{"$\\frac": [1.0, 2.0]})
    figure = training(history, title="50 % of $5 & <i>\n\ud800")
    assert figure.axes[0].get_title(loc="left") == "50 % of $5 & <i>"
    assert "$\\frac 2" in texts(figure.axes[1])
    assert texts(figure.axes[2])[1:] == ["$x^2$ <b>, first layer", "_, last layer"]
    assert training(history, tmp_path / "x.svg").exists()


def test_a_bad_history_leaves_an_old_file_whole(tmp_path):
    path = tmp_path / "run.png"
    path.write_bytes(b"old")
    with pytest.raises(ValueError, match="the history is empty"):
        training([], path)
    assert path.read_bytes() == b"old"
