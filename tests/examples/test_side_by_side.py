"""The comparison with hand-written formulas: a wrong one ends the program, at once or later in training."""

import importlib

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import side_by_side
import xor

from tinygrad_edu import nn

WRONG = {
    "delta_rule": ("delta_rule", "calc_error"),
    "single_layer_xor": ("delta_rule", "calc_error"),
    "xor": ("xor", "calc_delta"),
    "xor_cross_entropy": ("xor_cross_entropy", "calcDelta_ce"),
    "digits": ("digits", "backpropagation_ReLU"),
    "dropout": ("dropout", "right_slope"),
}


def scaled(value, factor):
    return tuple(scaled(part, factor) for part in value) if isinstance(value, tuple) else value * factor


@pytest.mark.parametrize("factor", [-1, 1 + 1e-7, np.nan])
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_delta_ends_the_program(name, factor, monkeypatch):
    module, function = WRONG[name]
    module = importlib.import_module(module)
    right = getattr(module, function)
    monkeypatch.setattr(module, function, lambda *arguments: scaled(right(*arguments), factor))
    with pytest.raises(SystemExit) as end:
        importlib.import_module(name).main(["--epochs", "2", "--no-pictures"])
    assert str(end.value.code).startswith("autograd and the ")
    assert "disagree" in end.value.code


def test_a_wrong_hidden_delta_is_named(monkeypatch):
    right = xor.calc_delta1
    monkeypatch.setattr(xor, "calc_delta1", lambda *arguments: right(*arguments) * 1.01)
    with pytest.raises(SystemExit) as end:
        xor.main(["--epochs", "1", "--no-pictures"])
    found = [line.split(",")[0].strip() for line in end.value.code.splitlines()[1:]]
    assert found == ["delta1", "update of W1", "W1", "W2"]


def test_a_mistake_that_begins_after_the_first_example_is_found(monkeypatch):
    calls = []

    def wrong_later(weights, x, d):
        calls.append(x)
        deltas, updates = xor.backprop(weights, x, d, xor.calc_delta)
        return deltas, [update * (1 + 1e-6) for update in updates] if len(calls) > 6 else updates

    both = xor.two_layers(0, xor.half_squared_error, wrong_later)
    both.train_epoch(xor.EXAMPLES)
    side_by_side.stop_if_apart(both.differences())
    both.train_epoch(xor.EXAMPLES)
    with pytest.raises(SystemExit, match="W1, 2 epochs"):
        side_by_side.stop_if_apart(both.differences())


def test_differences_that_close_again_still_count():
    jumps = iter([0, 0, 0, 0, 1e-3, 0, 0, 0, -1e-3, 0, 0, 0])

    def there_and_back(weights, x, d):
        return [np.zeros(1)], [np.full((1, 3), next(jumps))]

    net = nn.Sequential(nn.Linear(3, 1, bias=False, dtype=np.float64))
    net.requires_grad_()
    both = side_by_side.SideBySide(net, lambda y, d: (y * 0).sum(), there_and_back, rate=1.0)
    for _ in range(3):
        both.train_epoch(xor.EXAMPLES)
    assert side_by_side.largest_difference(net[0].weight.data, both.weights[0]) < 1e-15
    assert both.differences()[-1].apart == pytest.approx(1e-3)


def test_table_shows_what_was_compared(capsys):
    xor.main(["--epochs", "3", "--no-pictures"])
    text = capsys.readouterr().out
    for what in ("delta1", "delta ", "update of W1", "update of W2", "3 epochs        W1", "3 epochs        W2"):
        assert what in text


def test_columns_with_a_number_are_at_the_right_whatever_its_sign_and_wherever_it_stands(capsys):
    side_by_side.print_table(
        [["", "by autograd", "when", "why"], ["a", "-0.5", "12", "it is"], ["b", "+0.25", "never", "so"]]
    )
    assert capsys.readouterr().out.splitlines() == [
        "      by autograd    when   why",
        "  a          -0.5      12   it is",
        "  b         +0.25   never   so",
        "",
    ]


def test_the_first_deltas_are_printed_unit_by_unit(capsys):
    both = xor.squared_error_net(0)
    both.train_epoch(xor.EXAMPLES)
    deltas, _ = xor.by_hand([p.data for p in xor.squared_error_net(0).net.parameters()], *xor.EXAMPLES[0])
    capsys.readouterr()
    both.print_deltas()
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[2:] if line]
    assert [row[:-2] for row in rows] == [*(["delta1,", "unit", str(k)] for k in (1, 2, 3, 4)), ["delta"]]
    expected = [f"{delta:+.12f}" for delta in np.concatenate(deltas)]
    assert [row[-1] for row in rows] == expected
    assert [row[-2] for row in rows] == expected
