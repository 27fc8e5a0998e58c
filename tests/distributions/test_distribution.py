"""What all distributions share: `expand`, how they are written, dtypes, moments by their definition, None."""

import itertools
import math

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.distributions import (
    Bernoulli,
    Beta,
    Categorical,
    Exponential,
    Gamma,
    Laplace,
    Multinomial,
    MultivariateNormal,
    Normal,
    Poisson,
    Uniform,
)

from .cases import CASES, made, same_gradients

WITH_ENTROPY = [name for name in CASES if name != "Poisson"]


# Expanded


@pytest.mark.parametrize("name", CASES)
def test_expanded_it_is_the_same_at_each_place(name):
    one, _ = made(name, tg)
    more = one.expand((4, *one.batch_shape))
    assert (more.batch_shape, more.event_shape) == ((4, *one.batch_shape), one.event_shape)
    assert more.sample((2,)).shape == (2, *more.batch_shape, *more.event_shape)
    value = tg.tensor(np.array(CASES[name][2]))
    value = value.expand(np.broadcast_shapes(value.shape, (*one.batch_shape, *one.event_shape)))
    value = value.reshape(-1, *one.batch_shape, *one.event_shape)[0]
    repeated = np.broadcast_to(one.log_prob(value).data, more.batch_shape)
    np.testing.assert_allclose(more.log_prob(value).data, repeated)
    if name in WITH_ENTROPY:
        np.testing.assert_allclose(more.entropy().data, np.broadcast_to(one.entropy().data, more.batch_shape))
    assert type(more) is type(one)
    assert one.batch_shape != more.batch_shape


@pytest.mark.parametrize("name", [name for name in WITH_ENTROPY if not name.startswith("Multinomial")])
def test_expanded_distributions_are_pytorchs(name):
    torch = pytest.importorskip("torch")
    (own, our_leaves), (their, their_leaves) = made(name, tg), made(name, torch)
    shape = (3, *own.batch_shape)
    own, their = own.expand(shape), their.expand(shape)
    assert own.batch_shape == their.batch_shape
    same_gradients(own.entropy(), their.entropy(), our_leaves, their_leaves, name, rtol=1e-8)


def test_what_is_known_already_is_expanded_too():
    one = Categorical(logits=[[0.0, 1.0]])
    one.probs
    more = one.expand([5, 3])
    assert more.probs.shape == more.logits.shape == more.param_shape == (5, 3, 2)
    vector = MultivariateNormal(tg.zeros(2), precision_matrix=2 * tg.eye(2))
    vector.covariance_matrix
    more = vector.expand((3,))
    assert more.covariance_matrix.shape == more.precision_matrix.shape == more.scale_tril.shape == (3, 2, 2)
    assert more.mean.shape == more.variance.shape == (3, 2)
    assert Normal(tg.zeros(1, 2), 1.0).expand((3, 2)).loc.shape == (3, 2)
    assert Normal(0.0, 1.0, validate_args=False).expand((2,)).log_prob(math.nan).shape == (2,)


def test_a_subclass_is_expanded_with_what_it_has():
    class Bounded(Normal):
        def __init__(self, loc, scale, bound):
            super().__init__(loc, scale)
            self.bound = bound

    more = Bounded(0.0, 1.0, 3.0).expand((2,))
    assert (type(more), more.bound, more.loc.shape) == (Bounded, 3.0, (2,))


# Written


@pytest.mark.parametrize("name", [name for name in CASES if not name.startswith(("Multinomial", "Beta"))])
def test_written_as_pytorch_does(name):
    torch = pytest.importorskip("torch")
    own, their = made(name, tg)[0], made(name, torch)[0]
    expected = repr(their)
    for dimensions in itertools.product(range(4), repeat=3):
        for shape in (dimensions[:1], dimensions[:2], dimensions):
            expected = expected.replace(f"torch.Size({list(shape)})", str(shape))
    assert repr(own) == expected


def test_written_with_its_numbers():
    assert repr(Normal(0.0, 1.0)) == "Normal(loc: 0.0, scale: 1.0)"
    assert (
        repr(Normal(tg.tensor(0.1, requires_grad=True), tg.ones(1)))
        == "Normal(loc: tensor([0.1]), scale: tensor([1.]))"
    )
    assert repr(Bernoulli(0.3)) == "Bernoulli(probs: 0.3)"
    assert repr(Beta([2.0, 1.0], 3.0)) == "Beta(concentration1: (2,), concentration0: (2,))"
    assert repr(Multinomial(4, [0.5, 0.5])) == "Multinomial(total_count: 4, probs: (2,))"


# Moments


def float64(*numbers):
    return [tg.tensor(number, dtype=np.float64) for number in numbers]


SPREAD = {
    "Normal": (Normal(*float64(0.5, 1.2)), np.linspace(-12, 12, 20_001)),
    "Laplace": (Laplace(*float64(0.5, 1.2)), np.linspace(-40, 41, 100_001)),
    "Uniform": (Uniform(*float64(0.5, 1.5)), np.linspace(0.5, 1.5 - 1e-12, 10_001)),
    "Exponential": (Exponential(*float64(2.0)), np.linspace(0, 30, 100_001)),
    "Gamma": (Gamma(*float64(3.5, 2.0)), np.linspace(1e-9, 40, 100_001)),
    "Beta": (Beta(*float64(3.0, 2.5)), np.linspace(1e-9, 1 - 1e-9, 100_001)),
}


@pytest.mark.parametrize("name", SPREAD)
def test_moments_are_integrals(name):
    one, grid = SPREAD[name]
    logs = one.log_prob(grid).data
    density = np.exp(logs)
    mean = np.trapezoid(density * grid, grid)
    assert np.trapezoid(density, grid) == pytest.approx(1, rel=1e-6)
    assert one.mean.item() == pytest.approx(mean, rel=1e-6)
    assert one.variance.item() == pytest.approx(np.trapezoid(density * (grid - mean) ** 2, grid), rel=1e-5)
    assert one.stddev.item() == pytest.approx(one.variance.item() ** 0.5)
    assert one.entropy().item() == pytest.approx(-np.trapezoid(density * logs, grid), rel=1e-5)
    assert one.perplexity().item() == pytest.approx(math.exp(one.entropy().item()))
    if name != "Uniform":
        assert one.mode.item() == pytest.approx(grid[density.argmax()], abs=2e-3)


@pytest.mark.parametrize("name", [name for name in SPREAD if name != "Beta"])
def test_cdf_is_an_integral_and_icdf_its_inverse(name):
    one, grid = SPREAD[name]
    density = np.exp(one.log_prob(grid).data)
    below = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2 * np.diff(grid))])
    np.testing.assert_allclose(one.cdf(grid).data, below, atol=1e-5)
    if name != "Gamma":
        np.testing.assert_allclose(one.icdf(one.cdf([0.7, 1.4])).data, [0.7, 1.4], rtol=1e-6)


def test_the_entropy_of_counts_is_a_sum_over_all_of_them():
    one = Multinomial(4, tg.tensor([0.2, 0.5, 0.3], dtype=np.float64))
    counts = [row for row in itertools.product(range(5), repeat=3) if sum(row) == 4]
    logs = one.log_prob(counts).data
    assert np.exp(logs).sum() == pytest.approx(1)
    assert one.entropy().item() == pytest.approx(-(np.exp(logs) * logs).sum(), rel=1e-12)
    assert Multinomial(4, [1.0, 0.0]).entropy().item() == pytest.approx(0, abs=1e-5)
    assert Multinomial(0, [0.5, 0.5]).entropy().item() == 0


def test_modes():
    assert str(Bernoulli([0.2, 0.5, 0.7]).mode) == "tensor([ 0., nan,  1.])"
    assert (
        str(Beta([0.5, 2.0, 1.0, 1.5, 1.0], [0.5, 1.0, 1.0, 2.5, 4.0]).mode) == "tensor([ nan, 1.  ,  nan, 0.25, 0.  ])"
    )
    assert Poisson([0.3, 4.0]).mode.tolist() == [0.0, 4.0]
    assert Categorical([0.2, 0.8]).mode.item() == 1


def test_classes_have_no_mean():
    one = Categorical(tg.ones(2, 3))
    for moment in (one.mean, one.variance, one.stddev):
        assert moment.shape == (2,)
        assert np.all(np.isnan(moment.data))


def test_the_shape_of_the_parameters():
    assert Categorical(tg.ones(2, 3)).param_shape == Multinomial(1, tg.ones(2, 3)).param_shape == (2, 3)
    assert Bernoulli(tg.zeros(2, 3)).param_shape == (2, 3)


# Dtypes, and None


ALL = [
    Normal(0, 1),
    Uniform(0, 3),
    Laplace(0, 1),
    Exponential(1),
    Gamma(2, 1),
    Poisson(2),
    Bernoulli(tg.tensor(1)),
    Categorical(tg.tensor([1, 3])),
    Multinomial(2, tg.tensor([1, 3])),
    MultivariateNormal(tg.tensor([0, 0]), tg.tensor([[1, 0], [0, 1]])),
]


@pytest.mark.parametrize("one", ALL, ids=lambda one: type(one).__name__)
def test_whole_numbers_give_float32(one):
    value = tg.ones(*one.event_shape, dtype=np.int64)
    assert one.log_prob(value).dtype == one.log_prob(value.tolist()).dtype == np.float32
    assert one.log_prob(value).shape == ()
    if not isinstance(one, Poisson):
        assert one.entropy().dtype == one.perplexity().dtype == np.float32


@pytest.mark.parametrize("one", [*ALL, Beta(2, 1)], ids=lambda one: type(one).__name__)
def test_none_is_no_value(one):
    with pytest.raises(
        TypeError, match=rf"value of an? {type(one).__name__} is None\nhelp: a Tensor, an array, a list or"
    ):
        one.log_prob(None)


def test_none_is_no_parameter():
    with pytest.raises(TypeError, match="scale of a Normal is None\nhelp: "):
        Normal(0.0, None)
    with pytest.raises(TypeError, match="batch_shape is 3\nhelp: a tuple of lengths"):
        Normal(0.0, 1.0).expand(3)


def test_certain_bits_have_an_entropy_and_log_probs():
    one = Bernoulli(tg.tensor([0, 1]))
    np.testing.assert_allclose(one.entropy().data, [0, 0], atol=1e-5)
    np.testing.assert_allclose(one.log_prob(tg.tensor([0, 1])).data, [0, 0], atol=1e-5)
    assert np.all(one.log_prob(tg.tensor([1, 0])).data < -15)


def test_a_log_prob_of_minus_infinity_comes_without_a_warning():
    assert Poisson(0.0).log_prob([0.0, 1.0]).tolist() == [0.0, -math.inf]
    assert Gamma(2.0, 1.0).log_prob(0.0).item() == -math.inf
    assert Beta(2.0, 1.0).log_prob([0.0, 1.0]).tolist()[0] == -math.inf
    assert Uniform(0.0, 1.0).log_prob(1.0).item() == -math.inf
