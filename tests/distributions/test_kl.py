"""Divergences: PyTorch's where it is there, sums and integrals of the definition, infinities, gradients at zeros."""

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
    Independent,
    Laplace,
    Multinomial,
    MultivariateNormal,
    Normal,
    Poisson,
    Uniform,
    kl_divergence,
)

from .cases import CASES, COVARIANCE, FACTOR, LOC, ROWS, SCALE, SCORES, leaves, same, same_gradients

A, B = [[0.5, 1.0, 7.0]], [[0.7, 2.0, 1.5], [3.0, 0.2, 1.0]]
PAIRS = {
    "Normal": ("Normal", (LOC, SCALE), ([[1.0]], [[2.0, 0.5, 1.0]])),
    "Uniform": ("Uniform", ([0.0, 1.0], [1.0, 2.0]), ([0.0], [3.0])),
    "Uniform beyond": ("Uniform", ([0.0, 1.0], [1.0, 4.0]), ([0.5], [3.0])),
    "Laplace": ("Laplace", (LOC, SCALE), ([[1.0]], [[2.0, 0.5, 1.0]])),
    "Exponential": ("Exponential", ([0.5, 3.0],), ([[1.0], [4.0]],)),
    "Gamma": ("Gamma", (A, SCALE), (B, SCALE)),
    "Beta": ("Beta", (A, SCALE), (B, SCALE)),
    "Poisson": ("Poisson", ([0.5, 3.0],), ([[1.0], [4.0]],)),
    "Categorical": ("Categorical of probs", (ROWS,), ([0.1, 0.1, 0.8],)),
    "Categorical at zero": ("Categorical of probs", ([[0.0, 0.4, 0.6]],), ([0.5, 0.5, 0.0],)),
    "Categorical of logits": ("Categorical of logits", (SCORES,), (SCORES[0],)),
    "Bernoulli": ("Bernoulli of probs", ([0.2, 0.9],), ([0.5, 0.5],)),
    "Bernoulli at zero": ("Bernoulli of probs", ([0.0, 1.0, 0.3, 0.3],), ([0.5, 0.5, 0.0, 1.0],)),
    "Bernoulli of logits": ("Bernoulli of logits", ([-2.0, 30.0],), ([1.0, -1.0],)),
    "MultivariateNormal": (
        "MultivariateNormal of a covariance",
        ([[0.0, 1.0], [2.0, 3.0]], COVARIANCE),
        ([1.0, 1.0], [COVARIANCE, np.eye(2).tolist()]),
    ),
    "MultivariateNormal of a factor": (
        "MultivariateNormal of a factor",
        ([0.0, 1.0], FACTOR),
        ([[1.0, 1.0]] * 3, np.eye(2).tolist()),
    ),
    "Independent": ("Independent normal numbers", (LOC, SCALE), ([[1.0]] * 2, [[2.0, 0.5, 1.0]])),
}


@pytest.mark.parametrize("name", PAIRS)
def test_divergences_are_pytorchs(name):
    torch = pytest.importorskip("torch")
    case, *numbers = PAIRS[name]
    found = []
    for library in (tg, torch):
        parameters = [leaves(library, one) for one in numbers]
        p, q = (CASES[case][0](library.distributions, *one) for one in parameters)
        found.append((library.distributions.kl_divergence(p, q), [leaf for one in parameters for leaf in one]))
    (ours, our_leaves), (theirs, their_leaves) = found
    if "zero" in name or "beyond" in name:  # where PyTorch's gradients are NaN
        same(ours, theirs, name)
    else:
        same_gradients(ours, theirs, our_leaves, their_leaves, name)


def float64(*numbers):
    return [tg.tensor(number, dtype=np.float64) for number in numbers]


# By the definition


INTEGRALS = {
    "Normal": (Normal(*float64(0.5, 1.2)), Normal(*float64(-1.0, 2.0)), np.linspace(-12, 12, 20_001)),
    "Laplace": (Laplace(*float64(0.5, 1.2)), Laplace(*float64(-1.0, 2.0)), np.linspace(-40, 40, 100_001)),
    "Uniform": (Uniform(*float64(0.5, 1.5)), Uniform(*float64(0.0, 2.0)), np.linspace(0.5, 1.4999999, 10_001)),
    "Exponential": (Exponential(*float64(2.0)), Exponential(*float64(0.7)), np.linspace(0, 30, 100_001)),
    "Gamma": (Gamma(*float64(3.5, 2.0)), Gamma(*float64(2.0, 0.5)), np.linspace(1e-9, 40, 100_001)),
    "Beta": (Beta(*float64(3.0, 2.5)), Beta(*float64(1.5, 4.0)), np.linspace(1e-9, 1 - 1e-9, 100_001)),
}


@pytest.mark.parametrize("name", INTEGRALS)
def test_it_is_the_integral_of_its_definition(name):
    p, q, grid = INTEGRALS[name]
    log_p, log_q = (one.log_prob(tg.tensor(grid)).data for one in (p, q))
    expected = np.trapezoid(np.exp(log_p) * (log_p - log_q), grid)
    assert kl_divergence(p, q).item() == pytest.approx(expected, rel=1e-5)
    assert kl_divergence(p, p).item() == pytest.approx(0, abs=1e-12)


SUMS = {
    "Bernoulli": (Bernoulli(*float64(0.3)), Bernoulli(*float64(0.9)), [0.0, 1.0]),
    "Categorical": (Categorical(*float64(ROWS[0])), Categorical(*float64(ROWS[1])), [0, 1, 2]),
    "Poisson": (Poisson(*float64(3.0)), Poisson(*float64(1.5)), np.arange(60.0)),
}


@pytest.mark.parametrize("name", SUMS)
def test_it_is_the_sum_of_its_definition(name):
    p, q, values = SUMS[name]
    log_p, log_q = (one.log_prob(values).data for one in (p, q))
    assert kl_divergence(p, q).item() == pytest.approx(np.sum(np.exp(log_p) * (log_p - log_q)), rel=1e-9)


def test_vectors_of_independent_numbers_are_normal_vectors():
    (loc, other), (scale, wide) = float64([1.0, 2.0], [0.0, 1.5]), float64([0.5, 2.0], [1.0, 1.5])
    apart = kl_divergence(Independent(Normal(loc, scale), 1), Independent(Normal(other, wide), 1))
    whole = kl_divergence(
        MultivariateNormal(loc, scale_tril=tg.diag(scale)), MultivariateNormal(other, tg.diag(wide**2))
    )
    assert apart.shape == whole.shape == ()
    assert apart.item() == pytest.approx(whole.item(), rel=1e-12)
    assert apart.item() == pytest.approx(kl_divergence(Normal(loc, scale), Normal(other, wide)).sum().item(), rel=1e-12)


# Corners


def test_infinite_where_the_other_one_never_draws_it():
    assert kl_divergence(Bernoulli([0.3, 0.3, 0.0, 1.0]), Bernoulli([0.0, 1.0, 0.0, 1.0])).tolist() == [
        math.inf,
        math.inf,
        0.0,
        0.0,
    ]
    assert kl_divergence(Categorical([0.5, 0.5]), Categorical([1.0, 0.0])).item() == math.inf
    assert kl_divergence(Categorical([1.0, 0.0]), Categorical([0.5, 0.5])).item() == pytest.approx(math.log(2))
    assert kl_divergence(Poisson([1.0, 0.0]), Poisson(0.0)).tolist() == [math.inf, 0.0]
    assert kl_divergence(Uniform([0.0, 1.0], 2.0), Uniform(1.0, 2.0)).tolist() == [math.inf, 0.0]


def test_the_gradient_of_actions_that_are_ruled_out_is_finite():
    own, other = (tg.tensor(row, requires_grad=True) for row in ([0.3, -math.inf, 1.0], [0.0, -math.inf, 0.5]))
    kl_divergence(Categorical(logits=own), Categorical(logits=other)).backward()
    free, free_other = (tg.tensor(row, requires_grad=True) for row in ([0.3, 1.0], [0.0, 0.5]))
    kl_divergence(Categorical(logits=free), Categorical(logits=free_other)).backward()
    for masked, unmasked in ((own, free), (other, free_other)):
        np.testing.assert_allclose(masked.grad.data, np.insert(unmasked.grad.data, 1, 0.0), rtol=1e-5)


# Refusals


def test_two_of_another_kind_are_refused_with_a_way_out():
    with pytest.raises(NotImplementedError, match=r"of a Normal from a Uniform\nhelp: two of one kind of Normal, "):
        kl_divergence(Normal(0.0, 1.0), Uniform(0.0, 1.0))
    with pytest.raises(NotImplementedError, match="of a Multinomial from a Multinomial"):
        kl_divergence(Multinomial(1, [0.5, 0.5]), Multinomial(1, [0.5, 0.5]))


def test_vectors_and_axes_must_be_as_many():
    with pytest.raises(ValueError, match="vectors of 2 numbers from vectors of 3 numbers\nhelp: make them equally"):
        kl_divergence(MultivariateNormal(tg.zeros(2), tg.eye(2)), MultivariateNormal(tg.zeros(3), tg.eye(3)))
    many = Normal(tg.zeros(2, 3), 1.0)
    with pytest.raises(ValueError, match="reinterpreted_batch_ndims 1 from one with 2\nhelp: "):
        kl_divergence(Independent(many, 1), Independent(many, 2))
