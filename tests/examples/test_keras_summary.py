"""Keras's table of two layers, and the same net in `nn`."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import keras_summary as example

from tinygrad_edu.keras import layers, utils


def test_the_table_has_the_tutorial_s_numbers(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    example.main(["--no-pictures"])
    text = capsys.readouterr().out
    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in text.splitlines() if line[:1] == "│"]
    assert [row[1:] for row in rows] == [["(None, 32)", "25,120"], ["(None, 32)", "1,056"]]
    assert " Total params: 26,176 (102.25 KB)\n Trainable params: 26,176 (102.25 KB)\n Non-trainable params: 0 " in text
    assert "784 · 32 + 32 = 25,120\n" in text
    assert "32 · 32 + 32 = 1,056\n" in text


def test_the_second_layer_s_input_is_inferred():
    assert not layers.Dense(32).built
    model = example.two_layers()
    assert [layer.kernel.shape for layer in model.layers] == [(784, 32), (32, 32)]
    assert model.count_params() == sum(p.numel() for p in example.counterpart().parameters()) == 26_176


def test_the_net_in_nn_has_the_model_s_weights_and_so_its_numbers():
    model = example.two_layers()
    net, x = example.with_weights_of(model), example.inputs(3)
    for linear, dense in zip(net, model.layers):
        np.testing.assert_array_equal(linear.weight.data.T, dense.kernel.data)
    np.testing.assert_allclose(net(x).data, model.predict(x, verbose=0), atol=1e-5)
    found = list(example.compare(model, 3))
    assert len(found) == 10
    assert all(difference.apart <= difference.allowed < difference.size / 100 for difference in found)


def test_first_weights_lie_within_the_bounds_that_are_printed(capsys):
    example.print_first_weights(example.two_layers())
    rows = [line.split() for line in capsys.readouterr().out.splitlines() if "√" in line]
    assert [row[-2] for row in rows] == ["0.0857", "0.0357", "0.3062", "0.1768"]
    for row in rows:
        bound, largest = map(float, row[-2:])
        assert 0.97 * bound < largest <= bound


@pytest.mark.parametrize("name", ["by_hand", "with_weights_of"])
def test_another_net_ends_the_program(name, monkeypatch):
    utils.set_random_seed(1)
    right, other = getattr(example, name), example.two_layers()
    monkeypatch.setattr(example, name, lambda model, *x: right(other, *x))
    with pytest.raises(SystemExit, match="the model and the others disagree:\n  outputs, "):
        example.main(["--no-pictures"])
