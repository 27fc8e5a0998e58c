"""Batch normalisation: the derived backward pass, the running averages, and the plateau that is gone."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import batch_norm as example
from wide_deep import wide_deep


@pytest.mark.parametrize("seed", range(5))
def test_values_gradients_and_averages_are_the_derived_ones(seed):
    differences = list(example.compare(seed))
    assert [difference.what for difference in differences] == ["y", "dx", "dγ", "dβ"] * 3 + ["y"]
    assert all(difference.apart < 1e-12 for difference in differences)


def test_normalised_units_have_mean_0_and_variance_1():
    x = np.random.default_rng(0).normal(3, 5, (50, 4))
    y, x_hat, *_ = example.batch_norm(x, np.array([1.0, 2, 3, 4]), np.array([0.0, 1, 2, 3]))
    np.testing.assert_allclose(np.mean(x_hat, axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(np.var(x_hat, axis=0), 1, rtol=1e-5)
    np.testing.assert_allclose(np.mean(y, axis=0), [0, 1, 2, 3], atol=1e-12)


def test_it_stands_before_every_sigmoid_but_the_last():
    net = wide_deep(0)
    normalised = example.with_batch_norm(net)
    kinds = [type(layer).__name__ for layer in normalised]
    assert kinds == ["Linear", "BatchNorm1d", "Sigmoid"] * 3 + ["Linear", "Sigmoid"]
    assert normalised[0] is not net[0]
    np.testing.assert_array_equal(normalised[0].weight.data, net[0].weight.data)


def test_the_plateau_is_gone():
    net = example.with_batch_norm(wide_deep(0))
    history = example.train(net, range(300))
    assert example.solved_at(history.history["loss"]) < 250
    norms = example.linear_norms(net, history)
    assert norms.shape == (4, 300)
    assert norms[3, 0] < 20 * norms[0, 0]


def test_evaluation_does_not_depend_on_the_company_and_training_does(capsys):
    net = example.with_batch_norm(wide_deep(0))
    example.train(net, range(300))
    before = [buffer.data.copy() for buffer in net.buffers()]
    example.print_modes(net)
    rows = [line.split()[2:] for line in capsys.readouterr().out.splitlines()[2:] if line]
    assert [row[2] for row in rows] == [row[3] for row in rows]
    assert np.round([float(row[2]) for row in rows]).tolist() == [0, 1, 1, 0]
    assert any(abs(float(row[0]) - float(row[1])) > 0.1 for row in rows)
    assert all(np.array_equal(one, buffer.data) for one, buffer in zip(before, net.buffers(), strict=True))


def test_what_isnt_solved_is_said_with_the_steps_it_had(capsys):
    example.print_speed([0.7] * 1_000, [0.7, 0.005])
    assert capsys.readouterr().out.splitlines()[:2] == [
        "loss below 0.01 without batch normalisation: not in 1,000 steps",
        "loss below 0.01 with batch normalisation: step 1",
    ]


def test_a_fast_run(tmp_path, capsys):
    example.main(["--fast", "--output", str(tmp_path)])
    assert (tmp_path / "batch_norm.png").read_bytes().startswith(b"\x89PNG")
    lines = capsys.readouterr().out.splitlines()
    without, with_it = (int(line.split("step ")[1].replace(",", "")) for line in lines if line.startswith("loss below"))
    assert without > 10 * with_it


@pytest.mark.parametrize("part", range(3))
def test_a_wrong_gradient_ends_the_program(part, monkeypatch):
    right = example.batch_norm_backward

    def wrong(*arguments):
        return [gradient * (1 + 1e-7 * (k == part)) for k, gradient in enumerate(right(*arguments))]

    monkeypatch.setattr(example, "batch_norm_backward", wrong)
    with pytest.raises(SystemExit, match=f"disagree:\n  {('dx', 'dγ', 'dβ')[part]}, batch 1"):
        example.main(["--epochs", "2", "--no-pictures"])


@pytest.mark.parametrize(
    ("without", "with_it", "title"),
    [
        ([0.7, 0.7, 0.7, 0.001], [0.7, 0.001], "With batch normalisation the plateau is gone: 1/3 of the steps"),
        ([0.7] * 4, [0.7, 0.001], "With batch normalisation the plateau is gone"),
        ([0.7, 0.001], [0.7, 0.001], "Here batch normalisation doesn't help"),
        ([0.7], [0.7], "Neither is done yet"),
    ],
)
def test_the_title_says_what_became_of_the_plateau(without, with_it, title):
    assert example.losses_title(without, with_it) == title
