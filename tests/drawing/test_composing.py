"""From a computation to a scene: what is written where, at each level of detail."""

import itertools

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.drawing.composing import compose
from tinygrad_edu.drawing.computation import computation, send_back
from tinygrad_edu.drawing.palette import GREY, RUST


def scene_of(*outputs, names=None, **options):
    graph = computation(outputs, names)
    send_back(graph)
    return compose(graph, **options)


def scalar(x, name=None):
    tensor = tg.tensor(x, dtype=np.float64, requires_grad=True)
    tensor.name = name
    return tensor


def words(line):
    return "".join(span.text for span in line)


class XOR(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(2, 2), nn.Linear(2, 1)

    def forward(self, x):
        return tg.sigmoid(self.fc2(tg.tanh(self.fc1(x))))


@pytest.fixture
def xor():
    X, target = tg.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]]), tg.tensor([[0.0], [1], [1], [0]])
    net = XOR()
    p = net(X)
    loss = nn.functional.binary_cross_entropy(p, target)
    return loss, {"net": net, "X": X, "target": target, "p": p, "loss": loss}


def boxes(scene):
    return {box.title if not box.name else box.name: box for box in scene.boxes}


def test_boxes_have_roles_titles_names_and_subtitles(xor):
    scene = scene_of(xor[0], names=xor[1])
    described = [(box.role, box.title, box.name, box.subtitle) for box in scene.boxes]
    assert described == [
        ("input", "X", "", "input · 4×2"),
        ("input", "target", "", "input · 4×1"),
        ("parameter", "fc1.weight", "", "parameter · 2×2"),
        ("parameter", "fc1.bias", "", "parameter · 2"),
        ("parameter", "fc2.weight", "", "parameter · 1×2"),
        ("parameter", "fc2.bias", "", "parameter · 1"),
        ("operation", "linear", "", "4×2"),
        ("operation", "tanh", "", "4×2"),
        ("operation", "linear", "", "4×1"),
        ("operation", "sigmoid", "p", "4×1"),
        ("output", "BCE", "loss", "output"),
    ]


def test_ids_are_topological_numbers(xor):
    scene = scene_of(xor[0], names=xor[1])
    assert [box.id for box in scene.boxes] == [f"n{i}" for i in range(11)]
    assert [arrow.id for arrow in scene.arrows] == [f"e{i}" for i in range(len(scene.arrows))]


def test_modules_are_clusters_and_single_ops_are_not(xor):
    scene = scene_of(xor[0], names=xor[1])
    assert [(cluster.title, cluster.kind) for cluster in scene.clusters] == [
        ("fc1", "Linear 2 → 2"),
        ("fc2", "Linear 2 → 1"),
    ]
    inside = [box.title for box in scene.boxes if box.cluster == scene.clusters[0].id]
    assert inside == ["fc1.weight", "fc1.bias", "linear"]
    assert boxes(scene)["X"].cluster == ""


def test_values_and_gradients_are_panels(xor):
    loss, names = xor
    scene = scene_of(loss, names=names)
    loss.backward()
    value, gradient = boxes(scene)["fc2.weight"].panels
    assert (value.heading, gradient.heading) == ("value", "gradient")
    shown = [float(cell.text.replace("−", "-")) for cell in gradient.rows[0]]
    assert shown == pytest.approx(names["net"].fc2.weight.grad.data[0], rel=0.02)
    assert [panel.kind for panel in boxes(scene)["X"].panels] == ["value"]


@pytest.mark.parametrize(
    ("detail", "kinds"),
    [("shape", set()), ("values", {"value"}), ("grads", {"value", "gradient"}), ("heat", {"value", "gradient"})],
)
def test_levels_of_detail(xor, detail, kinds):
    scene = scene_of(xor[0], names=xor[1], detail=detail)
    assert {panel.kind for box in scene.boxes for panel in box.panels} == kinds
    matrices = [panel for box in scene.boxes for panel in box.panels if not panel.scalar]
    assert all(panel.thumbnail is (detail == "heat") for panel in matrices)


def test_scalar_edges_say_the_local_derivative_and_the_product():
    a, b, c = scalar(2.0, "a"), scalar(-0.5, "b"), scalar(1.4, "c")
    s = a * b + c
    y = tg.tanh(s)
    scene = scene_of(y, names={"s": s, "y": y})
    labels = [[words(line) for line in arrow.label] for arrow in scene.arrows]
    assert labels == [
        ["∂v₁/∂a = b = −0.5", "0.856 × (−0.5) = −0.428"],
        ["∂v₁/∂b = a = 2", "0.856 × 2 = 1.71"],
        ["∂s/∂v₁ = 1", "0.856 × 1 = 0.856"],
        ["∂s/∂c = 1", "0.856 × 1 = 0.856"],
        ["∂y/∂s = 1 − y² = 0.856", "1 × 0.856 = 0.856"],
    ]
    first, second = scene.arrows[0].label
    assert [span.color for span in first] == [GREY]
    assert [(span.color, span.bold) for span in second] == [(RUST, False), (RUST, True)]
    assert [box.name for box in scene.boxes if box.role == "operation"] == ["v₁", "s"]


def test_a_shared_operand_says_left_and_right_and_adds_up():
    a = scalar(3.0, "a")
    scene = scene_of(a * a + a)
    labels = [words(arrow.label[0]) for arrow in scene.arrows]
    assert labels == ["∂v₁/∂(left a) = right a = 3", "∂v₁/∂(right a) = left a = 3", "∂L/∂v₁ = 1", "∂L/∂a = 1"]
    assert boxes(scene)["a"].panels[1].note == "= 3 + 3 + 1"


def test_the_page_leaves_the_labels_out():
    a = scalar(3.0, "a")
    assert all(arrow.label == () for arrow in scene_of(a * a, edge_labels=False).arrows)


def test_a_slope_is_shown_although_nothing_arrives():
    a = scalar(0.5, "a")
    scene = scene_of((tg.tanh(a) * 0.0), names={"a": a})
    assert [words(line) for line in scene.arrows[0].label] == ["∂v₁/∂a = 1 − v₁² = 0.786", "0 × 0.786 = 0"]


def test_the_main_line_follows_what_is_computed():
    W, x = scalar(2.0, "W"), scalar(1.0, "x")
    scene = scene_of(W * tg.tanh(x))
    assert [(arrow.source, arrow.target, arrow.main) for arrow in scene.arrows] == [
        ("n1", "n2", True),
        ("n0", "n3", False),
        ("n2", "n3", True),
    ]


def test_parameters_stand_beside_their_only_user(xor):
    scene = scene_of(xor[0], names=xor[1])
    titles = {box.id: box.title for box in scene.boxes}
    beside = {titles[arrow.source]: arrow.beside for arrow in scene.arrows if arrow.beside}
    assert beside == {
        "fc1.weight": "above", "fc1.bias": "below", "fc2.weight": "above", "fc2.bias": "below", "target": "above",
    }  # fmt: skip


def test_what_sends_no_gradient_is_one_lane(xor):
    scene = scene_of(xor[0], names=xor[1])
    titles = {box.id: box.title for box in scene.boxes}
    assert {titles[arrow.source] for arrow in scene.arrows if not arrow.gradient} == {"X", "target"}


def test_the_legend_lists_what_is_there(xor):
    scene = scene_of(xor[0], names=xor[1])
    assert scene.legend == ("parameter", "input", "operation", "output", "value", "gradient", "no gradient", "heat")
    a = scalar(1.0)
    assert scene_of(a * a).legend == ("parameter", "output", "value", "gradient")
    assert scene_of(tg.ones(2)).legend == ("output", "heat")


def test_what_is_not_finite_is_said_in_words():
    x = scalar(0.0, "x")
    with np.errstate(all="ignore"):
        y = tg.log(x) * 0.0
    scene = scene_of(y)
    assert [box.warning for box in scene.boxes] == ["nan in the gradient", "∞", "nan"]


def test_a_folded_module_shows_its_parameters_and_gradient():
    net = nn.Sequential(nn.Linear(25, 20), nn.Tanh(), nn.Linear(20, 5))
    loss = nn.functional.cross_entropy(net(tg.randn(16, 25)), np.arange(16) % 5)
    scene = scene_of(loss, names={"loss": loss}, depth=1)
    first = boxes(scene)["Linear 25 → 20"]
    assert (first.title, first.role, first.subtitle) == ("0", "parameter", "520 parameters · 1 op inside")
    assert [panel.heading for panel in first.panels] == ["weight", "∂loss/∂weight"]
    loss.backward()
    norms = [float(np.sqrt(sum(np.vdot(p.grad.data, p.grad.data) for p in net[i].parameters()))) for i in (0, 2)]
    bars = [box.bar for box in scene.boxes if box.bar]
    assert [bar.share for bar in bars] == pytest.approx([norm / max(norms) for norm in norms])
    assert [words(arrow.label[0]) for arrow in scene.arrows if arrow.label] == ["16×25", "16×20", "16×20", "16×5"]
    assert boxes(scene)["tanh"].role == "operation"
    assert scene.caption == "depth=2 shows more"


def test_a_large_graph_says_what_was_folded():
    y = scalar(0.5)
    for _ in range(200):
        y = tg.tanh(y) + 0.1
    scene = scene_of(y)
    assert scene.caption.startswith("400 operations shown as")
    assert "× 199" in {cluster.title for cluster in scene.clusters}


def test_the_neighbourhood_of_a_tensor():
    a = scalar(1.0)
    b = a * 2.0
    y = b
    for _ in range(30):
        y = tg.tanh(y)
    scene = scene_of(y, around=b, hops=1)
    assert [box.id for box in scene.boxes] == ["n0", "n1", "n2"]
    assert scene.caption == "3 of 32 tensors: what is near by"
    with pytest.raises(ValueError, match="no tensor of this graph"):
        scene_of(y, around=scalar(1.0))


def test_an_unrecorded_tensor_says_so():
    assert scene_of(tg.ones(2) + 1.0).caption == "nothing was recorded: no operand required a gradient"


def test_direction_turns_where_the_row_gets_long():
    y = short = scalar(0.5) * 2.0
    for op in itertools.islice(itertools.cycle([tg.tanh, tg.sin, tg.cos]), 14):
        y = op(y)
    assert scene_of(short).direction == "LR"
    assert scene_of(y).direction == "TB"
    assert scene_of(y, direction="LR").direction == "LR"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"detail": "all"}, "auto, shape, values, grads, heat"),
        ({"direction": "RL"}, "auto, LR, TB"),
        ({"depth": -1}, "'auto' or a number"),
        ({"depth": True}, "'auto' or a number"),
        ({"depth": "2"}, "'auto' or a number"),
        ({"hops": 1.5}, "number of edges"),
    ],
)
def test_wrong_options_are_refused_with_the_right_ones(options, words):
    with pytest.raises(ValueError, match=words):
        scene_of(scalar(1.0) * 2.0, **options)


def test_the_description_is_a_sentence(xor):
    scene = scene_of(xor[0], names=xor[1])
    assert scene.title == "Computation graph of loss"
    assert scene.description.startswith(
        "Computation graph of loss: 5 operations, 4 parameter tensors with 9 numbers. Its value is 0."
    )


def test_the_same_graph_gives_the_same_scene(xor):
    assert scene_of(xor[0], names=xor[1]) == scene_of(xor[0], names=xor[1])


def test_long_paths_stand_at_the_frame_and_not_in_each_name():
    net = nn.Sequential(nn.Sequential(nn.Linear(2, 2)))
    scene = scene_of(net(tg.ones(1, 2)).sum())
    assert {box.title for box in scene.boxes if box.role == "parameter"} == {"weight", "bias"}
    assert "0.0" in {cluster.title for cluster in scene.clusters}


def test_a_leaf_without_a_name_shows_the_label_that_formulas_use():
    scene = scene_of(scalar(3.0) * scalar(2.0))
    assert [(box.title, box.name) for box in scene.boxes] == [("parameter", "w₁"), ("parameter", "w₂"), ("×", "L")]
    assert words(scene.arrows[0].label[0]) == "∂L/∂w₁ = w₂ = 2"


def test_two_tensors_of_one_name_are_told_apart():
    a, b, c = scalar(3.0, "w"), scalar(2.0, "w"), scalar(1.0)
    c.name = "w₁"
    scene = scene_of(a * b * c * scalar(1.0))
    assert [box.title if box.title != "parameter" else box.name for box in scene.boxes if box.role == "parameter"] == [
        "w", "w (2)", "w₁", "w₂",
    ]  # fmt: skip
    assert words(scene.arrows[0].label[0]) == "∂v₁/∂w = (w (2)) = 2"


def test_names_with_signs_in_them_stand_in_parentheses():
    a, b = scalar(2.0, "a"), scalar(3.0, "b")
    product = a * b
    product.name = "a·b"
    scene = scene_of(tg.tanh(product))
    assert [words(arrow.label[0]) for arrow in scene.arrows] == [
        "∂(a·b)/∂a = b = 3",
        "∂(a·b)/∂b = a = 2",
        "∂L/∂(a·b) = 1 − L² = 2.46e−5",
    ]


def test_after_a_step_what_changed_is_marked_and_no_gradient_lane_is_drawn(xor):
    loss, names = xor
    loss.backward()
    tg.optim.SGD(names["net"].parameters(), lr=0.1).step()
    scene = scene_of(loss, names=names)
    assert {box.title for box in scene.boxes if box.warning == "changed since"} == {
        "fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias",
    }  # fmt: skip
    assert not any(arrow.gradient for arrow in scene.arrows)
    assert "gradient" not in scene.legend


def test_a_backward_pass_that_fails_leaves_the_values():
    class Broken(tg.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            raise ZeroDivisionError("no slope")

    scene = scene_of(Broken.apply(scalar(1.0)) * 2.0)
    assert "no gradients: the backward pass of" in scene.caption
    assert "no slope" in scene.caption
    assert all(panel.kind == "value" for box in scene.boxes for panel in box.panels)


def test_thumbnails_keep_their_extremes_beside_the_sum():
    x = tg.ones(50, requires_grad=True)
    (box,) = (box for box in scene_of((x + x).sum()).boxes if box.role == "parameter")
    assert box.panels[1].note == "2; 2 contributions, added"


def test_half_precision_is_drawn():
    x = tg.tensor(np.array([1.0, 2.0], np.float16), requires_grad=True)
    assert [cell.text for cell in scene_of(x.sum()).boxes[0].panels[0].rows[0]] == ["1", "2"]
