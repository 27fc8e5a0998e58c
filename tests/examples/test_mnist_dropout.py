"""The net with dropout: its parameters, its two modes, and, with MNIST, what it learns."""

import os

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import mnist_dropout as example

import tinygrad_edu as tg

with_data = pytest.mark.skipif(
    not os.environ.get("TINYGRAD_EDU_DATA"), reason="TINYGRAD_EDU_DATA names no folder with MNIST"
)
whole = pytest.mark.skipif(os.environ.get("EXAMPLES") != "whole", reason="takes minutes: EXAMPLES=whole runs it")


@pytest.fixture(scope="module")
def net():
    return example.dropout_net(0)


def test_parameters_and_keys(net, capsys):
    assert all(difference.apart == 0 for difference in example.check_net(net))
    assert "1,195,018 parameters, in layers 0, 3, 6, 9, 12" in capsys.readouterr().out
    assert net[1] is net[4] is net[7] is net[10]
    assert net[2] is net[5] is net[8] is net[11]


def test_two_passes_differ_in_training_and_agree_in_evaluation(net, capsys):
    differences = list(example.check_modes(net, tg.rand(20, 784)))
    assert all(difference.apart <= difference.allowed for difference in differences)
    assert "with net.train(): 200 of 200 outputs differ; with net.eval(): 0" in capsys.readouterr().out


def test_without_dropout_the_modes_are_alike_and_that_is_said(monkeypatch, capsys):
    monkeypatch.setattr(example, "DROP_PROB", 0)
    differences = list(example.check_modes(example.dropout_net(0), tg.rand(20, 784)))
    with pytest.raises(SystemExit, match="the net and what is said of it disagree:\n  outputs alike in training"):
        example.check_differences(differences, "what is said of it", ours="the net")


def test_images_become_numbers_from_0_to_1():
    images = np.arange(3 * 784).reshape(3, 28, 28).astype(np.uint8)
    x, y = example.as_data(images, np.array([1, 2, 3], np.uint8), most=2).tensors
    assert x.dtype == np.float32
    np.testing.assert_allclose(x.data, images[:2].reshape(2, 784) / 255, rtol=1e-6)
    assert (y.dtype, y.data.tolist()) == (np.int64, [1, 2])


def test_the_picture_of_many_passes(net):
    images = tg.rand(20, 784)
    figure = example.passes_figure(net, images, tg.arange(20) % 10, seed=0)
    chosen = example.most_doubtful(net, images)
    left, right = figure.axes
    np.testing.assert_array_equal(np.asarray(left.images[0].get_array()).ravel(), images.data[chosen])
    assert left.get_title("left") == f"It is meant to be a {chosen % 10}"
    assert len(right.lines) == 10
    assert len(np.unique(right.lines[0].get_ydata())) == example.PASSES


@with_data
def test_a_fast_run(tmp_path, capsys):
    example.main(["--fast", "--output", str(tmp_path)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mnist_dropout.png", "mnist_dropout_passes.png"]
    lines = [line for line in capsys.readouterr().out.splitlines() if "accuracy on the test images" in line]
    assert len(lines) == example.FAST_EPOCHS
    assert float(lines[-1].split()[-1]) > 0.5


@with_data
def test_too_low_an_accuracy_ends_the_program(monkeypatch):
    monkeypatch.setattr(example, "train", lambda *arguments: example.Course([2.0], [0.97]))
    with pytest.raises(SystemExit, match=r"disagree:\n  accuracy below 0\.975, trained"):
        example.main(["--no-pictures"])


@with_data
@whole
def test_three_in_a_hundred_are_misread_at_most(capsys):
    example.main(["--no-pictures"])
    lines = [line for line in capsys.readouterr().out.splitlines() if "accuracy on the test images" in line]
    assert float(lines[-1].split()[-1]) >= 0.975


def test_without_data_it_ends_with_what_is_missing(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TINYGRAD_EDU_DATA", str(tmp_path))
    with pytest.raises(SystemExit, match=r"train-images-idx3-ubyte\.gz is missing: TINYGRAD_EDU_DATA is .*\nhelp: "):
        example.main(["--fast", "--no-pictures"])
    assert capsys.readouterr().out == ""
