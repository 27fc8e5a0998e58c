"""Where a loss stood still: on XOR nets, with noise, and not where a curve just falls."""

from itertools import pairwise

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn, optim
from tinygrad_edu.drawing.plots.plateaus import plateaus

TIME = np.arange(2000) / 2000


def noisy(values, share=0.1, seed=0):
    return values * (1 + share * np.random.default_rng(seed).normal(size=len(values)))


def test_a_deep_sigmoid_net_waits_at_ln_2_before_it_learns_xor():
    tg.manual_seed(9)
    widths = [2, 10, 10, 10, 1]
    net = nn.Sequential(*(layer for pair in pairwise(widths) for layer in (nn.Linear(*pair), nn.Sigmoid())))
    x = tg.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = tg.tensor([[0.0], [1.0], [1.0], [0.0]])
    optimizer, criterion, losses = optim.SGD(net.parameters(), lr=1), nn.BCELoss(), []
    for _ in range(5000):
        optimizer.zero_grad()
        loss = criterion(net(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    (plateau,) = plateaus(losses)
    assert plateau.start == 1
    assert plateau.level == pytest.approx(np.log(2), abs=2e-4)
    assert losses[plateau.end - 1] > 0.67
    assert losses[plateau.end + 100] < 0.67
    assert losses[-1] < 0.01


def test_a_net_that_falls_to_a_second_plateau_and_is_stuck_there_has_two():
    losses = np.where(TIME < 0.2, 0.693, 0.347 + 0.346 * np.exp((0.2 - TIME) * 20))
    first, second = plateaus(losses)
    assert (first.start, first.level) == (1, 0.693)
    assert first.end == pytest.approx(400, abs=10)
    assert second.start < 1000
    assert second.end == 2000
    assert second.level == pytest.approx(0.347, abs=2e-3)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.1, 0.2])
@pytest.mark.parametrize("seed", range(5))
def test_noise_moves_a_plateau_by_a_few_steps_only(share, seed):
    losses = noisy(np.where(TIME < 0.4, 0.693, 0.693 * np.exp((0.4 - TIME) * 20)), share, seed)
    (plateau,) = plateaus(losses)
    assert plateau.start < 40
    assert plateau.end == pytest.approx(800, abs=60)
    assert plateau.level == pytest.approx(0.693, rel=0.02)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.1, 0.2])
@pytest.mark.parametrize(
    "losses",
    [1 - 0.9 * TIME, np.exp(-5 * TIME), (1 + 1000 * TIME) ** -0.5, 1 + np.sin(10 * TIME)],
    ids=["a line", "exponential", "a power", "a wave"],
)
def test_a_curve_that_keeps_changing_or_ends_near_zero_has_none(losses, share):
    assert plateaus(noisy(losses, share)) == []


def test_a_curve_that_gets_slower_and_slower_has_none_at_its_end():
    losses = (1 + 50 * TIME) ** -0.4
    assert losses[-1] > 0.2 * losses[0]
    assert plateaus(losses) == []


def test_a_slow_stretch_is_one_plateau_and_not_several_beside_each_other():
    losses = np.interp(TIME, [0, 0.2, 0.6, 0.8, 1], [1, 0.5, 0.45, 0, 0])
    (plateau,) = plateaus(losses)
    assert 390 < plateau.start < plateau.end < 1210
    assert 0.45 < plateau.level < 0.5


@pytest.mark.parametrize("share", [0.0, 0.1])
def test_a_loss_that_never_moves_is_one(share):
    (plateau,) = plateaus(noisy(np.full(1000, 2.303), share))
    assert (plateau.start, plateau.end) == (1, 1000)
    assert plateau.level == pytest.approx(2.303, rel=0.02)


def test_a_perceptron_that_falls_to_ln_2_at_once_stands_there_throughout():
    losses = np.log(2) + 0.03 * np.exp(-np.arange(1000) / 2)
    (plateau,) = plateaus(losses)
    assert (plateau.start, plateau.end) == (1, 1000)
    assert plateau.level == pytest.approx(np.log(2))


def test_one_huge_first_loss_hides_nothing():
    losses = np.concatenate([[1e6], np.full(500, 0.7), np.linspace(0.6, 0, 500)])
    (plateau,) = plateaus(losses)
    assert plateau.level == 0.7
    assert plateau.end == pytest.approx(501, abs=5)


def test_steps_are_counted_with_those_whose_loss_is_not_finite():
    losses = np.concatenate([np.full(20, np.nan), np.full(400, 0.7), [np.inf], np.full(200, 0.1), np.full(379, np.nan)])
    (plateau, *rest) = plateaus(losses)
    assert plateau == (21, 420, 0.7)
    assert [other.start for other in rest] == [422]


def test_a_few_steps_are_none():
    assert plateaus([0.7] * 9) == []
    assert plateaus([]) == []
    assert plateaus([np.nan] * 100) == []


def test_it_does_not_matter_in_which_unit_the_loss_is():
    losses = noisy(np.where(TIME < 0.4, 0.693, 0.693 * np.exp((0.4 - TIME) * 20)))
    (plateau,) = plateaus(losses)
    assert plateaus(1024 * losses) == [plateau._replace(level=1024 * plateau.level)]
