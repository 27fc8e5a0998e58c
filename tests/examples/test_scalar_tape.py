"""The class Number: their own example, beside the Tensor, and what happens when they are wrong."""

import doctest

import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import scalar_tape
from scalar_tape import Number

from ..reference_engine import Number as Reference


def test_its_docstring_runs():
    failed, tried = doctest.testmod(scalar_tape)
    assert (failed, tried) == (0, 4)


def test_it_is_the_engine_that_the_tape_is_tested_against():
    assert Reference is Number


@pytest.mark.parametrize("seed", range(5))
def test_a_neuron_has_the_same_gradients_as_a_tensor(seed):
    (numbers, result), (tensors, output) = scalar_tape.both_neurons(seed)
    assert output.item() == pytest.approx(result.value, rel=1e-14)
    for name, number in numbers.items():
        assert tensors[name].grad.item() == pytest.approx(number.gradient, rel=1e-13, abs=1e-15)


def test_every_path_is_walked():
    x = Number(1.0)
    result = scalar_tape.doubled(x, 10)
    result.backward()
    assert scalar_tape.paths(result) == x.gradient == result.value == 1024


def test_a_wrong_derivative_ends_the_program(monkeypatch):
    right = Number.tanh
    monkeypatch.setattr(Number, "tanh", lambda x: Number(right(x).value, (x, 1 - right(x).value)))
    with pytest.raises(SystemExit, match="autograd and the class Number disagree:\n  gradient of x1, neuron"):
        scalar_tape.main(["--no-pictures"])


def test_in_the_picture_weights_are_parameters_and_the_rest_is_data(tmp_path):
    scalar_tape.main(["--output", str(tmp_path)])
    svg = (tmp_path / "scalar_tape.svg").read_text(encoding="utf-8")
    assert svg.count(">parameter<") == 3 + 1  # and the legend
    assert svg.count(">input<") == 3 + 1
