"""Distributions: PyTorch's numbers and gradients where it is there, samples by their moments, refusals."""

import math

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import distributions
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
)

from .cases import CASES, COVARIANCE, ROWS, made, same, same_gradients

PROPERTIES = {
    Normal: "mean variance stddev mode",
    Uniform: "mean variance stddev mode",
    Laplace: "mean variance stddev mode",
    Exponential: "mean variance stddev mode",
    Gamma: "mean variance stddev mode",
    Beta: "mean variance stddev concentration1 concentration0",
    Poisson: "mean variance stddev mode",
    Independent: "mean variance stddev mode",
    Categorical: "probs logits mean variance stddev mode",
    Bernoulli: "probs logits mean variance stddev mode",
    Multinomial: "probs logits mean variance stddev",
    MultivariateNormal: "mean variance stddev mode covariance_matrix precision_matrix scale_tril",
}


CALLS = [
    *((name, "log_prob") for name in CASES),
    *((name, what) for name in CASES if name != "Poisson" for what in ("entropy", "perplexity")),
    *((name, what) for name in ("Normal", "Uniform", "Laplace", "Exponential") for what in ("cdf", "icdf")),
]


@pytest.mark.parametrize(("name", "what"), CALLS)
def test_values_and_gradients_are_pytorchs(name, what):
    torch = pytest.importorskip("torch")
    (own, our_leaves), (their, their_leaves) = made(name, tg), made(name, torch)
    values = {
        "log_prob": CASES[name][2],
        "cdf": CASES[name][2],
        "icdf": [[0.1, 0.6], [0.9, 0.3]] if name == "Exponential" else [[0.1], [0.9]],
    }.get(what)
    arguments = [] if values is None else [np.array(values)]
    ours, theirs = (
        getattr(d, what)(*map(read, arguments)) for d, read in ((own, tg.from_numpy), (their, torch.from_numpy))
    )
    in_float32 = name.startswith("Multinomial") and values is None  # there PyTorch's counts are float32
    same_gradients(ours, theirs, our_leaves, their_leaves, what, rtol=1e-6 if in_float32 else 1e-9)


@pytest.mark.parametrize("name", CASES)
def test_properties_and_shapes_are_pytorchs(name):
    torch = pytest.importorskip("torch")
    own, _ = made(name, tg)
    their, _ = made(name, torch)
    assert own.has_rsample == their.has_rsample
    assert own.batch_shape == their.batch_shape
    assert own.event_shape == their.event_shape
    assert own.sample((2, 5)).shape == their.sample((2, 5)).shape
    assert own.sample().shape == their.sample().shape
    assert str(own.sample().dtype) == str(their.sample().dtype).removeprefix("torch.")
    for what in PROPERTIES[type(own)].split():
        same(getattr(own, what), getattr(their, what), what)


# Samples


@pytest.mark.parametrize(
    "one",
    [
        Normal(tg.tensor([1.0, -2.0]), tg.tensor([0.5, 2.0])),
        Uniform(tg.tensor([1.0, -2.0]), 3.0),
        Bernoulli(tg.tensor([0.2, 0.7])),
        Multinomial(5, tg.tensor([0.2, 0.3, 0.5])),
        MultivariateNormal(tg.tensor([1.0, 2.0]), tg.tensor(COVARIANCE)),
    ],
    ids=lambda one: type(one).__name__,
)
def test_samples_have_the_mean_and_the_variance(one):
    count = 4000
    drawn = one.sample((count,))
    assert not drawn.requires_grad
    error = 5 * one.stddev.data / math.sqrt(count)
    assert np.all(np.abs(drawn.data.mean(0) - one.mean.data) < error)
    np.testing.assert_allclose(drawn.data.var(0), one.variance.data, rtol=0.15)
    tg.manual_seed(7)
    first = one.sample((3,))
    tg.manual_seed(7)
    np.testing.assert_array_equal(one.sample((3,)).data, first.data)


def test_vectors_are_drawn_with_their_covariance():
    drawn = MultivariateNormal(tg.zeros(2), tg.tensor(COVARIANCE)).sample((5000,))
    np.testing.assert_allclose(np.cov(drawn.data.T), COVARIANCE, atol=0.1)


def test_classes_come_as_often_as_they_should():
    drawn = Categorical(tg.tensor(ROWS)).sample((4000,))
    shares = [np.bincount(column, minlength=3) / 4000 for column in drawn.data.T]
    np.testing.assert_allclose(shares, ROWS, atol=0.04)


@pytest.mark.parametrize("make", [Normal, Uniform])
def test_gradients_go_through_samples(make):
    low, high = tg.tensor(1.0, requires_grad=True), tg.tensor(3.0, requires_grad=True)
    drawn = make(low, high).rsample((6,))
    drawn.sum().backward()
    noise = (drawn.detach() - 1.0) / (3.0 if make is Normal else 2.0)
    np.testing.assert_allclose(high.grad.data, noise.sum().data, rtol=1e-5)
    np.testing.assert_allclose(low.grad.data, 6.0 if make is Normal else 6.0 - noise.sum().data, rtol=1e-5)


def test_the_gradient_of_a_policy():
    logits = tg.zeros(3, requires_grad=True)
    policy = Categorical(logits=logits)
    (-policy.log_prob(tg.tensor(1)) * 2.0).backward()
    np.testing.assert_allclose(logits.grad.data, [2 / 3, 2 / 3 - 2.0, 2 / 3], rtol=1e-6)


def test_numbers_have_the_dtype_of_the_tensors():
    assert Normal(0.0, 1.0).loc.dtype == np.float32
    one = Normal(tg.zeros(2, dtype=np.float64), 1)
    assert one.scale.dtype == one.sample().dtype == one.log_prob(tg.zeros(2, dtype=np.float64)).dtype == np.float64


WHOLE = {
    "Normal": (lambda library, d: d.Normal(library.tensor([0, 1]), library.tensor(2)), [1, 2]),
    "Uniform": (lambda library, d: d.Uniform(library.tensor(0), library.tensor([5, 6])), [1, 2]),
    "Categorical": (lambda library, d: d.Categorical(library.tensor([1, 3])), [1, 0]),
    "Categorical of logits": (lambda library, d: d.Categorical(logits=library.tensor([1, 3])), [1, 0]),
    "Multinomial": (lambda library, d: d.Multinomial(2, library.tensor([1, 3])), [1, 1]),
}


@pytest.mark.parametrize("name", WHOLE)
def test_whole_numbers_become_floats(name):
    torch = pytest.importorskip("torch")
    make, value = WHOLE[name]
    ours = make(tg, distributions).log_prob(tg.tensor(value))
    theirs = make(torch, torch.distributions).log_prob(torch.tensor(value))
    assert ours.dtype == np.float32
    np.testing.assert_allclose(ours.data, theirs.numpy(), rtol=1e-5)


def test_samples_of_whole_parameters_are_no_whole_numbers():
    for one in (
        Normal(tg.tensor(0), tg.tensor(1)),
        Normal(tg.tensor(0), 0.5),
        Uniform(tg.tensor(0), tg.tensor(9)),
        MultivariateNormal(tg.tensor([0, 1]), tg.tensor([[1, 0], [0, 1]])),
    ):
        drawn = one.sample((20,))
        assert drawn.dtype == np.float32
        assert np.all(drawn.data % 1 != 0)


def test_lists_arrays_and_numbers_do_as_parameters_and_values():
    for probs in ([0.25, 0.75], np.array([0.25, 0.75])):
        assert Categorical(probs).log_prob(1).item() == pytest.approx(math.log(0.75))
        assert Categorical(logits=np.log(probs)).probs.tolist() == pytest.approx([0.25, 0.75])
        assert Multinomial(1, probs).log_prob([0, 1]).item() == pytest.approx(math.log(0.75))
    half = math.log(2 * math.pi) / 2
    assert Normal(0, 1).log_prob([0.0, 2.0]).tolist() == pytest.approx([-half, -half - 2])
    assert Uniform([0.0, 1.0], 2).log_prob(1.5).tolist() == pytest.approx([-math.log(2), 0.0])
    assert Bernoulli([0.5, 0.2]).log_prob([1, 0]).tolist() == pytest.approx([math.log(0.5), math.log(0.8)])
    vector = MultivariateNormal([0.0, 1.0], [[1.0, 0.0], [0.0, 1.0]])
    assert vector.log_prob([0.0, 0.0]).item() == pytest.approx(-2 * half - 0.5)


# Refusals


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Bernoulli(1.3), "probs of a Bernoulli holds 1.3\nhelp: it must be between 0 and 1"),
        (lambda: Normal(0.0, -1.0), r"scale of a Normal holds -1.0\nhelp: it must be above 0"),
        (lambda: Normal(tg.tensor([0.0, math.nan]), 1.0), r"loc of a Normal holds nan\nhelp: it must be a number"),
        (lambda: Normal(0.0, 1.0).log_prob(tg.tensor(math.nan)), "a value of a Normal holds nan"),
        (lambda: Uniform(1.0, 1.0), "high of a Uniform holds 1.0\nhelp: it must be above low"),
        (lambda: Uniform(0.0, 1.0).log_prob(tg.tensor(1.5)), "a value of a Uniform holds 1.5"),
        (lambda: Categorical(), "neither probs nor logits\nhelp: Categorical"),
        (lambda: Categorical(tg.ones(2), logits=tg.ones(2)), "both probs and logits"),
        (lambda: Categorical(tg.tensor([0.5, -0.1])), "probs of a Categorical holds"),
        (lambda: Categorical(logits=tg.tensor([math.nan, 1.0])), "logits of a Categorical holds nan"),
        (lambda: Categorical(tg.tensor(1.0)), "a Categorical of a number\nhelp: "),
        (lambda: Categorical(tg.ones(2, 0)), "a Categorical of no classes\nhelp: "),
        (lambda: Categorical(tg.zeros(3)), "sum of the probs of a Categorical holds 0.0\nhelp: .* above 0 and finite"),
        (lambda: Categorical(tg.tensor([1.0, math.inf])), "sum of the probs of a Categorical holds inf"),
        (lambda: Categorical(tg.tensor([[1.0, 2.0], [0.0, 0.0]])), "sum of the probs of a Categorical holds 0.0"),
        (lambda: Categorical(logits=tg.tensor([-math.inf, -math.inf])), "largest of the logits .* holds -inf\nhelp: "),
        (lambda: Categorical(logits=tg.tensor([math.inf, 0.0])), "largest of the logits .* holds inf\nhelp: "),
        (lambda: Categorical(tg.ones(3)).log_prob(tg.tensor(math.inf)), "a value of a Categorical holds inf"),
        (
            lambda: Categorical(tg.ones(2, 3)).log_prob(tg.tensor([0, 1, 2])),
            r"a value of shape \(3,\) for a Categorical that draws values of shape \(2,\)\n",
        ),
        (lambda: Categorical(tg.ones(3)).log_prob(tg.tensor(3)), "a value of a Categorical holds 3\nhelp: .* 0 to 2"),
        (lambda: Categorical(tg.ones(3)).log_prob(tg.tensor(0.5)), "a value of a Categorical holds 0.5"),
        (
            lambda: Normal(tg.zeros(2), tg.ones(3)),
            r"loc of shape \(2,\) and scale of shape \(3,\)\nhelp: make them equal",
        ),
        (lambda: Normal(tg.zeros(2), 1.0).log_prob(tg.zeros(3)), r"shape \(3,\) for a Normal .* \(2,\)\nhelp: "),
        (lambda: Uniform(tg.zeros(2), 1.0).log_prob(tg.zeros(3)), r"shape \(3,\) for a Uniform .* \(2,\)\nhelp: "),
        (lambda: Bernoulli(tg.zeros(2)).log_prob(tg.zeros(3)), r"shape \(3,\) for a Bernoulli .* \(2,\)\nhelp: "),
        (lambda: Multinomial(1, tg.ones(2)).log_prob(tg.ones(3)), r"shape \(3,\) for a Multinomial .* \(2,\)\nhelp: "),
        (lambda: Bernoulli(logits=math.nan), "logits of a Bernoulli holds nan\nhelp: it must be a number"),
        (lambda: Bernoulli(1.5), "probs of a Bernoulli holds 1.5\nhelp: it must be between 0 and 1"),
        (lambda: Bernoulli(0.5).log_prob(tg.tensor(0.5)), "a value of a Bernoulli holds 0.5\nhelp: it must be 0 or 1"),
        (lambda: Multinomial(-1, tg.ones(2)), "total_count is -1\nhelp: "),
        (lambda: Multinomial(2, tg.ones(2)).log_prob(tg.tensor([1.0, 0.0])), "counts that sum to 2"),
        (
            lambda: MultivariateNormal(tg.zeros(2)),
            "a MultivariateNormal of no matrix\nhelp: one of covariance_matrix, ",
        ),
        (
            lambda: MultivariateNormal(tg.zeros(2), tg.eye(2), tg.eye(2)),
            "of covariance_matrix and precision_matrix\nhelp: one of ",
        ),
        (lambda: MultivariateNormal(tg.zeros(2), scale_tril=-tg.eye(2)), "scale_tril of a MultivariateNormal holds"),
        (
            lambda: MultivariateNormal(tg.zeros(2), scale_tril=tg.ones(2, 2)),
            "scale_tril .* holds 1.0\nhelp: .* 0 above",
        ),
        (
            lambda: MultivariateNormal(tg.zeros(2), tg.tensor([[2.0, 0.9], [0.0, 2.0]])),
            r"covariance_matrix .* holds 0.*\nhelp: .* symmetric",
        ),
        (
            lambda: MultivariateNormal(tg.zeros(2), precision_matrix=tg.tensor([[2.0, 0.9], [0.0, 2.0]])),
            r"precision_matrix of a MultivariateNormal holds 0.*\nhelp: it must be symmetric",
        ),
        (
            lambda: MultivariateNormal(tg.zeros(2), -tg.eye(2)),
            "covariance_matrix of a MultivariateNormal isn't positive definite: its least eigenvalue is -1\nhelp: ",
        ),
        (
            lambda: MultivariateNormal(tg.zeros(2), precision_matrix=tg.ones(2, 2)),
            "precision_matrix of a MultivariateNormal isn't positive definite: .*\nhelp: ",
        ),
        (
            lambda: MultivariateNormal(tg.zeros(2), tg.full((2, 2), math.nan)),
            "covariance_matrix of a MultivariateNormal holds nan\nhelp: ",
        ),
        (
            lambda: MultivariateNormal(tg.zeros(3), tg.eye(2)),
            r"loc of shape \(3,\) and covariance_matrix of shape \(2, 2\)\nhelp: ",
        ),
        (lambda: MultivariateNormal(tg.zeros(2), tg.ones(2, 3)), r"covariance_matrix of shape \(2, 3\)\nhelp: "),
        (lambda: MultivariateNormal(0.0, tg.eye(2)), r"loc of shape \(\) and covariance_matrix"),
        (
            lambda: MultivariateNormal(tg.zeros(3, 2), tg.eye(2).expand(4, 2, 2)),
            r"loc of shape \(3, 2\) and covariance_matrix of shape \(4, 2, 2\)\nhelp: ",
        ),
        (
            lambda: MultivariateNormal(tg.zeros(2), tg.eye(2)).log_prob(tg.zeros(3)),
            r"of shape \(3,\) for a MultivariateNormal .*\nhelp: .* ends in \(2,\)",
        ),
        (
            lambda: MultivariateNormal(tg.zeros(2), tg.eye(2)).log_prob(tg.zeros(1)),
            r"of shape \(1,\) for .*\nhelp: .* ends in \(2,\)",
        ),
        (
            lambda: MultivariateNormal(tg.zeros(2), tg.eye(2)).log_prob(0.0),
            r"of shape \(\) for .*\nhelp: .* ends in \(2,\)",
        ),
        (lambda: Multinomial(3, tg.ones(2)).log_prob([1.5, 1.5]), "holds 1.5\nhelp: it must be one of counts that sum"),
        (lambda: Exponential(0.0), "rate of an Exponential holds 0.0\nhelp: it must be above 0"),
        (lambda: Exponential(1.0).log_prob(-1.0), "a value of an Exponential holds -1.0"),
        (lambda: Laplace(0.0, 0.0), "scale of a Laplace holds 0.0"),
        (lambda: Laplace(math.nan, 1.0), "loc of a Laplace holds nan"),
        (lambda: Gamma(0.0, 1.0), "concentration of a Gamma holds 0.0"),
        (lambda: Gamma(1.0, -1.0), "rate of a Gamma holds -1.0"),
        (lambda: Gamma(1.0, 1.0).log_prob(-1.0), "a value of a Gamma holds -1.0\nhelp: it must be at least 0"),
        (lambda: Beta(0.0, 1.0), "concentration1 of a Beta holds 0.0"),
        (lambda: Beta(1.0, 0.0), "concentration0 of a Beta holds 0.0"),
        (lambda: Beta(1.0, 1.0).log_prob(1.5), "a value of a Beta holds 1.5\nhelp: it must be between 0 and 1"),
        (lambda: Poisson(-1.0), "rate of a Poisson holds -1.0"),
        (lambda: Poisson(1.0).log_prob(0.5), "a value of a Poisson holds 0.5\nhelp: it must be a whole number"),
        (lambda: Normal(tg.zeros(3), 1.0).expand((2,)), r"expand to \(2,\) of a Normal of batch_shape \(3,\)\nhelp: "),
        (lambda: Normal(tg.zeros(3), 1.0).expand((2, -1)), r"batch_shape is \(2, -1\)\nhelp: "),
        (lambda: Normal(0.0, 1.0).sample((-1,)), r"sample_shape is \(-1,\)\nhelp: "),
    ],
)
def test_what_is_impossible_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_without_validation_it_is_computed():
    assert Uniform(0.0, 1.0, validate_args=False).log_prob(tg.tensor(1.5)).item() == -math.inf
    assert Normal(0.0, -1.0, validate_args=False).scale.item() == -1.0
    assert (
        MultivariateNormal(tg.zeros(2), scale_tril=tg.ones(2, 2), validate_args=False).scale_tril.tolist()
        == [[1, 1]] * 2
    )


@pytest.mark.parametrize("one", [Normal(0.0, 1.0), Categorical(tg.ones(2)), Multinomial(2, tg.ones(2))], ids=str)
def test_a_number_is_no_shape(one):
    with pytest.raises(TypeError, match=r"sample_shape is 3\nhelp: a tuple of lengths, such as \(3,\)"):
        one.sample(3)


@pytest.mark.parametrize(
    "call",
    [
        lambda: Categorical(tg.ones(2)).rsample(),
        lambda: Poisson(2.0).entropy(),
        lambda: Multinomial(2, tg.ones(2)).mode,
        lambda: distributions.Distribution().log_prob(tg.ones(2)),
        lambda: distributions.Distribution().mean,
        lambda: distributions.Distribution().variance,
        lambda: distributions.Distribution().expand((2,)),
    ],
)
def test_what_is_not_there_says_so(call):
    with pytest.raises(NotImplementedError, match=r"\nhelp: "):
        call()
