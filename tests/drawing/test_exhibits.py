"""The gallery: all its pictures, the same each time, on any machine."""

import importlib

import pytest

import tinygrad_edu as tg
from tinygrad_edu.drawing import gallery
from tinygrad_edu.drawing.exhibits import EXHIBITS, graphs, index

exhibits = importlib.import_module("tinygrad_edu.drawing.exhibits")
pictures = importlib.import_module("tinygrad_edu.drawing.pictures")


@pytest.fixture
def quickly(monkeypatch):
    """No training, and SVG, which needs no other program."""
    monkeypatch.setattr(exhibits, "curves", lambda folder: ())
    monkeypatch.setattr(pictures, "has_dot", lambda: False)
    monkeypatch.setattr(pictures, "has_resvg", lambda: False)


def test_everything_is_written_and_shown_on_one_page(tmp_path, quickly):
    folder = tmp_path / "new" / "folder"
    paths = list(gallery(folder))
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in paths)
    assert {path.stem for path in paths} == {exhibit.name for exhibit in EXHIBITS} | {"index"}
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert all(path.name in page for path in paths[:-1])


def test_the_nets_of_all_documents_are_there():
    names = {exhibit.name for exhibit in EXHIBITS}
    assert names >= {
        "delta_rule", "xor_squared", "xor_cross_entropy", "digits", "dropout", "gates", "three_layers", "softmax",
        "mnist", "perceptron", "two_layers_by_hand", "xor_nn", "wide_deep", "mnist_dropout", "batch_normalisation",
        "boltzmann_machine", "dense", "reviews", "two_layer_net",
    }  # fmt: skip


def test_the_same_pictures_come_out_each_time_and_no_random_number_is_used_up(tmp_path, quickly):
    tg.manual_seed(3)
    list(gallery(tmp_path / "first"))
    drawn = tg.rand(3)
    list(gallery(tmp_path / "second"))
    tg.manual_seed(3)
    assert tg.equal(tg.rand(3), drawn)
    for path in (tmp_path / "first").iterdir():
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes(), path.name


def test_without_a_renderer_graphs_are_svg(tmp_path, quickly):
    assert {path.suffix for path, _ in graphs(tmp_path)} == {".svg"}


def test_the_figures_of_the_documents_are_in_the_pictures():
    made = {exhibit.name: exhibit.make() for exhibit in EXHIBITS if exhibit.name in ("three_layers", "softmax")}
    assert made["three_layers"][0].data == pytest.approx([0.31682708, 0.69627909], abs=1e-8)
    scores = made["softmax"][0]
    scores.backward()
    (leaf,) = (operand for operand in scores.operands if getattr(operand, "requires_grad", False))
    assert leaf.grad.data[0] == pytest.approx([0.01821127, 0.24519181, 0.73659691 - 1], abs=1e-8)


@pytest.mark.parametrize(
    ("name", "count"), [("mnist_dropout", "1,195,018"), ("dense", "26,176"), ("reviews", "160,305")]
)
def test_the_nets_have_as_many_parameters_as_the_documents_say(name, count):
    (exhibit,) = (exhibit for exhibit in EXHIBITS if exhibit.name == name)
    assert f"with {count} numbers" in tg.graph(exhibit.make()[0]).scene.description


def test_the_page_escapes_its_captions(tmp_path):
    assert "<script>" not in index([(tmp_path / "a.png", "<script>")])


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        next(gallery(tmp_path / "file"))
