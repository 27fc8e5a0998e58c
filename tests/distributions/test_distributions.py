"""Distributions: PyTorch's numbers and gradients where it is there, samples by their moments, refusals."""

import math

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import distributions
from tinygrad_edu.distributions import (
    Bernoulli,
    Categorical,
    Multinomial,
    MultivariateNormal,
    Normal,
    Uniform,
    kl_divergence,
)

LOC, SCALE = [[0.5, -1.0, 2.0]], [[0.7], [1.5]]
ROWS = [[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]]
SCORES = [[0.3, -1.2, 2.0], [0.0, 0.4, -3.0]]
COVARIANCE = [[2.0, 0.6], [0.6, 1.0]]
# How it is made of which numbers, and values that it may have.
CASES = {
    "Normal": (lambda d, loc, scale: d.Normal(loc, scale), (LOC, SCALE), [[0.0, 1.0, -3.0]] * 2),
    "Uniform": (lambda d, low, high: d.Uniform(low, high), (LOC, [[3.0], [2.5]]), [[0.5, 1.0, 2.2]] * 2),
    "Categorical of probs": (lambda d, probs: d.Categorical(probs), (ROWS,), [2, 0]),
    "Categorical of logits": (lambda d, logits: d.Categorical(logits=logits), (SCORES,), [[1, 1], [2, 0], [0, 0]]),
    "Bernoulli of probs": (lambda d, probs: d.Bernoulli(probs), ([0.2, 0.9],), [[1.0, 0.0], [0.0, 0.0]]),
    "Bernoulli of logits": (lambda d, logits: d.Bernoulli(logits=logits), ([-2.0, 5.0],), [1.0, 1.0]),
    "Multinomial of probs": (lambda d, probs: d.Multinomial(4, probs), (ROWS,), [[1.0, 2.0, 1.0], [4.0, 0.0, 0.0]]),
    "Multinomial of logits": (lambda d, logits: d.Multinomial(2, logits=logits), (SCORES[0],), [[1.0, 0.0, 1.0]]),
    "MultivariateNormal of a covariance": (
        lambda d, loc, matrix: d.MultivariateNormal(loc, matrix),
        ([[0.0, 1.0], [2.0, 3.0]], COVARIANCE),
        [1.0, -1.0],
    ),
    "MultivariateNormal of a precision": (
        lambda d, loc, matrix: d.MultivariateNormal(loc, precision_matrix=matrix),
        ([0.0, 1.0], COVARIANCE),
        [[1.0, -1.0], [0.0, 0.0]],
    ),
    "MultivariateNormal of a factor": (
        lambda d, loc, matrix: d.MultivariateNormal(loc, scale_tril=matrix),
        ([0.0, 1.0], [[1.5, 0.0], [0.3, 0.8]]),
        [[[1.0, -1.0]], [[0.0, 0.0]]],
    ),
}
PROPERTIES = {
    Normal: "mean variance stddev mode",
    Uniform: "mean variance stddev",
    Categorical: "probs logits mode",
    Bernoulli: "probs logits mean variance stddev",
    Multinomial: "probs logits mean variance stddev",
    MultivariateNormal: "mean variance stddev mode covariance_matrix precision_matrix scale_tril",
}


def made(name, library, d):
    """The distribution, in float64, and the leaves it is made of."""
    make, numbers, _ = CASES[name]
    leaves = [library.tensor(part, dtype=library.float64, requires_grad=True) for part in numbers]
    return make(d, *leaves), leaves


def same(ours, theirs, what):
    np.testing.assert_allclose(ours.detach().numpy(), theirs.detach().numpy(), rtol=1e-9, atol=1e-12, err_msg=what)


def same_gradients(ours, theirs, our_leaves, their_leaves, what):
    """Both the values and what they send back to the parameters."""
    same(ours, theirs, what)
    weights = np.random.default_rng(1).normal(size=tuple(ours.shape))
    (ours * tg.tensor(weights)).sum().backward()
    (theirs * theirs.new_tensor(weights)).sum().backward()
    for own, their in zip(our_leaves, their_leaves):
        assert (own.grad is None) == (their.grad is None), what
        if own.grad is not None:
            same(own.grad, their.grad, f"gradient of {what}")


CALLS = [
    *((name, "log_prob") for name in CASES),
    *((name, what) for name in CASES if not name.startswith("Multinomial") for what in ("entropy", "perplexity")),
    *((name, what) for name in ("Normal", "Uniform") for what in ("cdf", "icdf")),
]


@pytest.mark.parametrize(("name", "what"), CALLS)
def test_values_and_gradients_are_pytorchs(name, what):
    torch = pytest.importorskip("torch")
    (own, our_leaves), (their, their_leaves) = made(name, tg, distributions), made(name, torch, torch.distributions)
    values = {"log_prob": CASES[name][2], "cdf": CASES[name][2], "icdf": [[0.1], [0.9]]}.get(what)
    arguments = [] if values is None else [np.array(values)]
    ours, theirs = (
        getattr(d, what)(*map(read, arguments)) for d, read in ((own, tg.from_numpy), (their, torch.from_numpy))
    )
    same_gradients(ours, theirs, our_leaves, their_leaves, what)


@pytest.mark.parametrize("name", CASES)
def test_properties_and_shapes_are_pytorchs(name):
    torch = pytest.importorskip("torch")
    own, _ = made(name, tg, distributions)
    their, _ = made(name, torch, torch.distributions)
    assert own.has_rsample == their.has_rsample
    assert own.batch_shape == their.batch_shape
    assert own.event_shape == their.event_shape
    assert own.sample((2, 5)).shape == their.sample((2, 5)).shape
    assert own.sample().shape == their.sample().shape
    assert str(own.sample().dtype) == str(their.sample().dtype).removeprefix("torch.")
    for what in PROPERTIES[type(own)].split():
        same(getattr(own, what), getattr(their, what), what)


PAIRS = {
    "Normal": (CASES["Normal"][0], (LOC, SCALE), ([[1.0]], [[2.0, 0.5, 1.0]])),
    "Categorical": (CASES["Categorical of probs"][0], (ROWS,), ([0.1, 0.1, 0.8],)),
    "Categorical with zeros": (CASES["Categorical of probs"][0], ([[0.0, 0.4, 0.6]],), ([0.5, 0.5, 0.0],)),
    "Categorical of logits": (CASES["Categorical of logits"][0], (SCORES,), (SCORES[0],)),
    "Bernoulli": (CASES["Bernoulli of probs"][0], ([0.2, 0.9],), ([0.5, 0.5],)),
    "Bernoulli at its ends": (CASES["Bernoulli of probs"][0], ([0.0, 1.0, 0.3, 0.3],), ([0.5, 0.5, 0.0, 1.0],)),
}


@pytest.mark.parametrize("name", PAIRS)
def test_divergences_are_pytorchs(name):
    torch = pytest.importorskip("torch")
    make, *numbers = PAIRS[name]
    found = []
    for library in (tg, torch):
        leaves = [[library.tensor(part, dtype=library.float64, requires_grad=True) for part in one] for one in numbers]
        p, q = (make(library.distributions, *one) for one in leaves)
        found.append((library.distributions.kl_divergence(p, q), [leaf for one in leaves for leaf in one]))
    (ours, our_leaves), (theirs, their_leaves) = found
    if "zeros" in name or "ends" in name:
        same(ours, theirs, name)
    else:
        same_gradients(ours, theirs, our_leaves, their_leaves, name)


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
    assert repr(one) == "Normal(batch_shape: (2,), event_shape: ())"


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
        (lambda: Categorical(tg.ones(2, 3)).log_prob(tg.tensor([0, 1, 2])), r"\(3,\) and \(2,\) .*\nhelp: "),
        (lambda: Categorical(tg.ones(3)).log_prob(tg.tensor(3)), "a value of a Categorical holds 3\nhelp: .* 0 to 2"),
        (lambda: Categorical(tg.ones(3)).log_prob(tg.tensor(0.5)), "a value of a Categorical holds 0.5"),
        (lambda: Normal(tg.zeros(2), tg.ones(3)), r"\(2,\) and \(3,\) .*\nhelp: "),
        (lambda: Normal(tg.zeros(2), 1.0).log_prob(tg.zeros(3)), r"\(3,\) \(2,\).*\nhelp: "),
        (lambda: Uniform(tg.zeros(2), 1.0).log_prob(tg.zeros(3)), r"\(2,\) and \(3,\) .*\nhelp: "),
        (lambda: Bernoulli(tg.zeros(2)).log_prob(tg.zeros(3)), r"\(2,\) and \(3,\) .*\nhelp: "),
        (lambda: Multinomial(1, tg.ones(2)).log_prob(tg.ones(3)), r"\(2,\) and \(3,\) .*\nhelp: "),
        (lambda: Bernoulli(logits=math.nan), "logits of a Bernoulli holds nan\nhelp: it must be a number"),
        (lambda: Bernoulli(1.5), "probs of a Bernoulli holds 1.5\nhelp: it must be between 0 and 1"),
        (lambda: Bernoulli(0.5).log_prob(tg.tensor(0.5)), "a value of a Bernoulli holds 0.5\nhelp: it must be 0 or 1"),
        (lambda: Multinomial(-1, tg.ones(2)), "total_count is -1\nhelp: "),
        (lambda: Multinomial(2, tg.ones(2)).log_prob(tg.tensor([1.0, 0.0])), "counts that sum to 2"),
        (lambda: MultivariateNormal(tg.zeros(2)), "of 0 matrices"),
        (lambda: MultivariateNormal(tg.zeros(2), tg.eye(2), tg.eye(2)), "of 2 matrices"),
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
        (lambda: MultivariateNormal(tg.zeros(2), -tg.eye(2)), "not positive definite\nhelp: "),
        (lambda: MultivariateNormal(tg.zeros(3), tg.eye(2)), r"of shape \(3,\) and a matrix of shape \(2, 2\)\nhelp"),
        (lambda: MultivariateNormal(tg.zeros(2), tg.ones(2, 3)), r"a matrix of shape \(2, 3\)\nhelp: "),
        (lambda: MultivariateNormal(0.0, tg.eye(2)), r"a mean of shape \(\) and a matrix"),
        (lambda: MultivariateNormal(tg.zeros(2), tg.eye(2)).log_prob(tg.zeros(3)), r"\(3,\) \(2,\).*\nhelp: "),
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
    with pytest.raises(TypeError, match=r"sample_shape is 3\nhelp: a tuple, such as \(3,\)"):
        one.sample(3)


@pytest.mark.parametrize(
    "call",
    [
        lambda: kl_divergence(Normal(0.0, 1.0), Uniform(0.0, 1.0)),
        lambda: Categorical(tg.ones(2)).rsample(),
        lambda: Categorical(tg.ones(2)).mean,
        lambda: Categorical(tg.ones(2)).variance,
        lambda: Multinomial(2, tg.ones(2)).entropy(),
        lambda: distributions.Distribution().log_prob(tg.ones(2)),
    ],
)
def test_what_is_not_there_says_so(call):
    with pytest.raises(NotImplementedError, match=r"\nhelp: "):
        call()
