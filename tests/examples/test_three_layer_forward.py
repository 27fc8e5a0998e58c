"""The notes' three layers: their digits, and a wrong layer."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import three_layer_forward as example

import tinygrad_edu as tg


def test_the_printed_digits(capsys):
    example.main(["--no-pictures"])
    text = capsys.readouterr().out
    assert "y      [0.31682708 0.69627909]" in text
    assert "z1     [0.57444252 0.66818777 0.75026011]" in text


def test_both_sides_agree_step_by_step():
    network = example.init_network()
    net = example.three_layers(network)
    assert example.forward(network, example.X)[-1].round(8).tolist() == [0.31682708, 0.69627909]
    assert net(tg.tensor(example.X)).data.round(8).tolist() == [0.31682708, 0.69627909]
    found = example.compare(net, network, np.ones((5, 2)), "ones")
    assert [d.what for d in found] == ["a1", "z1", "a2", "z2", "a3", "y"]
    assert all(d.apart <= d.allowed for d in found)


def test_a_wrong_layer_is_named(monkeypatch):
    monkeypatch.setattr(example, "identity_function", lambda x: x * (1 + 1e-9))
    with pytest.raises(SystemExit) as end:
        example.main(["--no-pictures"])
    lines = end.value.code.splitlines()
    assert lines[0] == "the net and the hand-written code disagree:"
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["y, x", "y, random batch"]


def test_a_wrong_weight_on_both_sides_is_seen_by_the_digits_in_the_notes(monkeypatch):
    right = example.init_network()
    monkeypatch.setattr(example, "init_network", lambda: {**right, "b1": right["b1"] + 1e-6})
    with pytest.raises(SystemExit, match="the net and the digits in the notes disagree:\n  y, x: "):
        example.main(["--no-pictures"])


def test_the_graph_has_the_names_of_the_notes(tmp_path):
    example.main(["--output", str(tmp_path)])
    svg = (tmp_path / "three_layer_forward.svg").read_text(encoding="utf-8")
    assert all(f">{name}<" in svg for name in ("x", "a1", "z1", "a2", "z2", "y"))
