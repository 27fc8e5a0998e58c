"""The book's net on MNIST: its accuracy in all four ways, and without data a clear end."""

import os

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import mnist_inference as example
from softmax import softmax

from tinygrad_edu.data import book_weights, mnist

with_data = pytest.mark.skipif(
    not os.environ.get("TINYGRAD_EDU_DATA"),
    reason="TINYGRAD_EDU_DATA names no folder with MNIST and the book's weights",
)


@pytest.fixture(scope="module")
def book():
    return book_weights(), *example.images_and_labels(*mnist(train=False))


@with_data
def test_accuracy_is_the_same_in_all_four_ways(book, capsys):
    network, x, labels = book
    found = example.readings(network, example.book_net(network), x)
    assert [reading.accuracy(labels) for reading in found.values()] == [0.9352] * 4
    assert all(difference.apart <= difference.allowed for difference in example.compare(found))
    example.print_readings(found, labels)
    text = capsys.readouterr().out
    assert text.count(" 0.9352 ") == 4
    assert all(f"{who}, batches of 100 are " in text for who in ("by hand", "the net"))


@with_data
def test_the_printed_guard_reads_nothing_right(book, capsys):
    network, x, labels = book
    reading = example.try_printed_guard(network, x, labels)
    assert reading.accuracy(labels) == 0.0
    assert np.all(reading.probabilities < 0)
    text = capsys.readouterr().out
    assert "and given a batch: ValueError: The truth value" in text
    assert max(map(len, text.splitlines())) <= 100


@with_data
def test_a_fast_run(tmp_path, capsys):
    example.main(["--fast", "--output", str(tmp_path)])
    assert (tmp_path / "mnist_misread.png").read_bytes().startswith(b"\x89PNG")
    assert capsys.readouterr().out.count(" 0.9320 ") == 4


@with_data
def test_only_misread_digits_are_shown_those_of_a_digit_below_it(book):
    network, x, labels = book
    probabilities = example.readings(network, example.book_net(network), x[:300])["the net, in batches"].probabilities
    figure = example.misread_figure(x[:300], labels[:300], probabilities, seed=0)
    wrong = np.flatnonzero(np.argmax(probabilities, axis=1) != labels[:300])
    shown = [axes for axes in figure.axes if axes.has_data()]
    assert 0 < len(shown) <= len(wrong)
    assert f"misreads {len(wrong)} of 300 images" in figure.get_suptitle()
    for place, axes in enumerate(figure.axes):
        if axes.has_data():
            picture = np.asarray(axes.images[0].get_array()).reshape(784)
            (k,) = (k for k in wrong if np.array_equal(x[k], picture))
            assert labels[k] == place % 10
            assert axes.get_xlabel().startswith(f"{np.argmax(probabilities[k])}?")


@with_data
def test_a_net_that_reads_otherwise_ends_the_program(monkeypatch):
    monkeypatch.setattr(example, "softmax", lambda a: softmax(a * 1.001))
    with pytest.raises(SystemExit, match="the net and the hand-written code disagree:\n  probabilities, one by one"):
        example.main(["--fast", "--no-pictures"])


def test_without_data_it_ends_with_what_is_missing(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TINYGRAD_EDU_DATA", str(tmp_path))
    with pytest.raises(SystemExit, match=r"sample_weight\.pkl is missing: TINYGRAD_EDU_DATA is .*\nhelp: "):
        example.main(["--fast", "--no-pictures"])
    assert capsys.readouterr().out == ""
