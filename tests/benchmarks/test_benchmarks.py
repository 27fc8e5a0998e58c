"""The benchmarks run, and what they time computes the same numbers. No time is asserted."""

import json

import pytest

from . import timing
from .command_line import main
from .frameworks import OURS, frameworks
from .graphs import GRAPHS, bytes_for_each_op, timed
from .measurements import TRAININGS, measure_graph, measure_training
from .report import report


@pytest.fixture(autouse=True)
def tiny_rounds(monkeypatch):
    monkeypatch.setattr(timing, "SLICES", 1)


@pytest.mark.parametrize("training", TRAININGS.values(), ids=TRAININGS)
def test_every_framework_comes_to_the_hand_written_weights(training):
    training.check(epochs=3)
    assert training.moved(epochs=3)


def test_a_framework_with_other_numbers_is_caught():
    training = TRAININGS["W1"]
    wrong = type(training)(**{**vars(training), "rate": training.rate * (1 + 1e-6)})
    with pytest.raises(AssertionError, match=r"XOR.*epoch 1"):
        wrong.check(epochs=1)


@pytest.mark.parametrize("training", TRAININGS.values(), ids=TRAININGS)
def test_a_round(training):
    measured = measure_training(training, 1, lambda what: None)
    assert set(frameworks()) < set(measured["microseconds"])
    assert OURS not in measured["ratios"]


@pytest.mark.parametrize("graph", GRAPHS, ids=lambda graph: f"{graph.what}-{graph.ops}")
def test_graphs(graph):
    small = graph._replace(ops=100)
    for framework in frameworks().values():
        timed(framework, small)
    assert bytes_for_each_op(small) > 0


def test_the_command(tmp_path, capsys):
    main(["--workloads", "W1", "import", "--rounds", "1", "--json", str(tmp_path / "out.json")])
    printed = capsys.readouterr().out
    assert "XOR, 3-4-1 sigmoid" in printed
    assert "W8" not in printed
    assert set(json.loads((tmp_path / "out.json").read_text())) == {"machine", "W1", "import"}


def test_a_round_of_graphs():
    small = GRAPHS[0]._replace(ops=100)
    measured = measure_graph(small, 1, lambda what: None)
    assert measured["what"] == "chain of 100"
    assert set(measured["microseconds"]) == set(frameworks())
    assert "100" in report({"W8": [measured]})
