"""The picture of a decision boundary: where it runs, whose side points are on, and what is refused."""

import warnings

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.drawing.plots.border import LOOKS, boundary

from ..contrast import contrast

CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]]


def product(x):
    return x[:, 0] * x[:, 1]


def strips(x):
    """Three outputs, of which each is the largest in a strip: x < 1, 1 < x < 2, 2 < x."""
    return tg.stack([1 - x[:, 0], 0 * x[:, 0], x[:, 0] - 2], dim=1)


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def scattered(figure):
    """The points of each class, and those in rings."""
    groups = [group for group in figure.axes[0].collections if not hasattr(group, "levels")]
    return [sorted(map(tuple, np.asarray(group.get_offsets()))) for group in groups]


def lines(figure):
    """The vertices of the contours."""
    paths = [path for group in figure.axes[0].collections if hasattr(group, "levels") for path in group.get_paths()]
    return [path.vertices for path in paths]


@pytest.mark.parametrize(
    "model",
    [product, lambda x: product(x).reshape(-1, 1), lambda x: product(x).data],
    ids=["(n,)", "(n, 1)", "an array"],
)
def test_the_line_is_where_the_output_is_the_threshold(model):
    figure = boundary(model, CORNERS, [0, 0, 0, 1], threshold=0.25)
    vertices = np.concatenate(lines(figure))
    np.testing.assert_allclose(vertices[:, 0] * vertices[:, 1], 0.25, atol=1e-3)
    assert texts(figure)[-1] == "all 4 points on the right side · line: output 0.25"


def test_points_on_the_wrong_side_are_counted_and_ringed():
    figure = boundary(product, CORNERS, [0, 1, 0, 1])
    assert texts(figure)[-1] == "1 of 4 points on the wrong side, ringed · line: output 0.5"
    zeros, ones, rings = scattered(figure)
    assert zeros == [(0, 0), (1, 0)]
    assert ones == [(0, 1), (1, 1)]
    assert rings == [(0, 1)]


def test_colours_are_white_on_the_boundary_and_warm_above_it():
    figure = boundary(lambda x: x[:, 0] - x[:, 1], [[0, 1], [1, 0]], [-1, 1], threshold=0)
    image = figure.axes[0].images[0].get_array()
    assert image.shape == (300, 300, 3)
    np.testing.assert_allclose(np.diagonal(image, axis1=0, axis2=1).T, 1, atol=1e-6)
    blue, orange = image[299, 0], image[0, 299]
    assert blue[2] > blue[0]
    assert orange[0] > orange[2]
    assert {"class −1", "class 1"} < set(texts(figure))


def test_of_several_classes_the_largest_output_wins():
    x = np.column_stack([np.linspace(0, 3, 30), np.tile([0.0, 1.0, 2.0], 10)])
    y = np.searchsorted([1, 2], x[:, 0])
    figure = boundary(strips, x, y)
    assert texts(figure) == ["class 0", "class 1", "class 2", "all 30 points on the right side"]
    vertices = np.concatenate(lines(figure))
    assert np.all(np.min(np.abs(vertices[:, :1] - [1, 2]), axis=1) < 0.01)
    places = {text.get_text(): text.xy for text in figure.axes[0].texts[:3]}
    assert places["class 0"][0] < 1 < places["class 1"][0] < 2 < places["class 2"][0]


def test_two_outputs_are_two_classes():
    figure = boundary(lambda x: tg.stack([x[:, 0], x[:, 1]], dim=1), CORNERS, [0, 1, 0, 0])
    assert texts(figure)[-1] == "all 4 points on the right side"


def test_a_class_without_a_region_is_named():
    figure = boundary(lambda x: 0 * x[:, 0], CORNERS, [0, 0, 0, 1])
    assert texts(figure) == ["class 0", "1 of 4 points on the wrong side, ringed · line: output 0.5 · nowhere: class 1"]
    assert lines(figure) == []


def test_a_label_stands_in_its_region_away_from_points():
    random = np.random.default_rng(0)
    x = random.normal(size=(200, 2))
    figure = boundary(lambda x: x[:, 0] ** 2 + x[:, 1] ** 2, x, np.sum(x**2, axis=1) > 0.5)
    inner, outer = (np.array(text.xy) for text in figure.axes[0].texts[:2])
    assert np.sum(inner**2) < 0.5 < np.sum(outer**2)
    assert np.min(np.linalg.norm(x - outer, axis=1)) > 0.1


def test_the_model_is_asked_in_evaluation_without_recording_in_its_dtype_and_left_as_it_was():
    seen = set()

    class Watched(nn.Linear):
        def forward(self, x):
            seen.add((self.training, x.dtype, tg.is_grad_enabled()))
            return super().forward(x)

    inner = nn.Sequential(Watched(2, 4), nn.Dropout(0.5), nn.BatchNorm1d(4))
    net = nn.Sequential(inner, nn.Linear(4, 1)).double()
    inner[1].eval()
    before = {path: dict(vars(module)) for path, module in net.named_modules()}
    state = {path: tensor.numpy().copy() for path, tensor in net.state_dict().items()}
    boundary(net, np.array(CORNERS, dtype=np.float32), [0, 0, 0, 1])
    assert seen == {(False, np.dtype(np.float64), False)}
    for path, module in net.named_modules():
        assert vars(module).keys() == before[path].keys()
        assert module.training == (path != "0.1")
    for path, tensor in net.state_dict().items():
        np.testing.assert_array_equal(tensor.numpy(), state[path])


def test_it_is_left_so_after_an_error_too():
    class Broken(nn.Module):
        def forward(self, x):
            raise ArithmeticError

    net = nn.Sequential(Broken())
    with pytest.raises(ArithmeticError):
        boundary(net, CORNERS, [0, 0, 0, 1])
    assert net.training
    assert "training" not in vars(net)
    assert tg.is_grad_enabled()


def test_a_function_is_asked_in_the_dtype_of_the_points():
    seen = []

    def model(x):
        seen.append((x.dtype, len(x)))
        return product(x)

    boundary(model, np.array(CORNERS, dtype=np.float64), [0, 0, 0, 1])
    boundary(model, CORNERS, [0, 0, 0, 1])
    assert {dtype for dtype, _ in seen} == {np.dtype(np.float64), np.dtype(np.float32)}
    assert max(many for _, many in seen) <= 4096


@pytest.mark.parametrize(("width", "aspect"), [(1, 1), (2.5, 1), (1000, "auto")])
def test_inputs_of_one_size_are_drawn_in_one_scale(width, aspect):
    axes = boundary(product, np.array(CORNERS) * [width, 1], [0, 0, 0, 1]).axes[0]
    assert axes.get_aspect() == aspect
    low, high = axes.get_xlim()
    assert (low, high) == pytest.approx((-0.15 * width, 1.15 * width))


def test_one_point_is_drawn():
    figure = boundary(product, [[0.0, 0.0]], [0])
    assert texts(figure)[-1].startswith("the point is on the right side")


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_file_is_the_same_each_time(tmp_path, kind):
    y = tg.tensor([[0.0], [0.0], [0.0], [1.0]])
    paths = [boundary(product, tg.tensor(CORNERS), y, tmp_path / f"{name}.{kind}", title="And") for name in "ab"]
    assert paths == [tmp_path / f"a.{kind}", tmp_path / f"b.{kind}"]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_looks_differ_in_shape_and_are_legible():
    assert len({look.marker for look in LOOKS}) == len({look.color for look in LOOKS}) == len(LOOKS) == 10
    assert min(contrast(look.color, "#FFFFFF") for look in LOOKS) >= 4.5


def nan(x):
    return x[:, 0] * float("nan")


@pytest.mark.parametrize(
    ("model", "x", "y", "words"),
    [
        (product, [[0, 0, 1]], [0], r"X is an array of int64 of shape \(1, 3\)\nhelp: give .* \(n, 2\)"),
        (product, [0, 1], [0], r"shape \(2,\)"),
        (product, np.empty((0, 2)), [], r"shape \(0, 2\)"),
        (product, [["a", "b"]], [0], "X is an array of <U1"),
        (product, [[0, float("nan")], [0, 0]], [0, 0], "1 points of X aren't finite\nhelp: leave them out"),
        (
            product,
            CORNERS,
            [0, 1],
            r"y is an array of int64 of shape \(2,\), for 4 points\nhelp: give a number.*\(4,\)",
        ),
        (product, CORNERS, ["0", "1", "1", "0"], "y is an array of <U1"),
        (product, CORNERS, [0, 1, 2, 1], "labels 0, 1, 2, where the model has 2 classes\nhelp: they are 0, 1 or -1, 1"),
        (product, CORNERS, [0, 0.5, 1, 1], r"labels 0.0, 0.5, 1.0, where"),
        (strips, CORNERS, [0, 1, 2, 3], "labels 0, 1, 2, 3, where the model has 3 classes\nhelp: they are 0, 1, 2"),
        (lambda x: x.sum(), CORNERS, [0, 0, 0, 1], r"the model makes \(\) of \(4096, 2\)\nhelp: one output for each"),
        (lambda x: x[:1], CORNERS, [0, 0, 0, 1], r"the model makes \(1, 2\) of \(4096, 2\)"),
        (lambda x: tg.zeros(len(x), 11), CORNERS, [0, 0, 0, 1], "the model has 11 classes\nhelp: up to 10"),
        (nan, CORNERS, [0, 0, 0, 1], "the model's outputs aren't all finite\nhelp: look at its training"),
    ],
)
def test_what_can_not_be_drawn_is_refused_with_help(tmp_path, model, x, y, words):
    with warnings.catch_warnings(), pytest.raises(ValueError, match=words):
        boundary(model, x, y, tmp_path / "x.png")
    assert list(tmp_path.iterdir()) == []


def test_a_model_can_be_called():
    with pytest.raises(TypeError, match="a str is no model\nhelp: give a Module, or a function"):
        boundary("net", CORNERS, [0, 0, 0, 1])
