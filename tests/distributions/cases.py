"""Distributions and values that they may have, for tests that make them here and with PyTorch."""

import numpy as np

import tinygrad_edu as tg

LOC, SCALE = [[0.5, -1.0, 2.0]], [[0.7], [1.5]]
ROWS = [[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]]
SCORES = [[0.3, -1.2, 2.0], [0.0, 0.4, -3.0]]
COVARIANCE = [[2.0, 0.6], [0.6, 1.0]]
FACTOR = [[1.5, 0.0], [0.3, 0.8]]
# How it is made of which numbers, and values that it may have.
CASES = {
    "Normal": (lambda d, loc, scale: d.Normal(loc, scale), (LOC, SCALE), [[0.0, 1.0, -3.0]] * 2),
    "Uniform": (lambda d, low, high: d.Uniform(low, high), (LOC, [[3.0], [2.5]]), [[0.5, 1.0, 2.2]] * 2),
    "Laplace": (lambda d, loc, scale: d.Laplace(loc, scale), (LOC, SCALE), [[0.0, 1.0, -3.0]] * 2),
    "Exponential": (lambda d, rate: d.Exponential(rate), ([0.5, 3.0],), [[0.1, 2.0], [0.0, 0.3]]),
    "Gamma": (lambda d, a, rate: d.Gamma(a, rate), ([[0.5, 1.0, 7.0]], SCALE), [[0.3, 1.0, 9.0]] * 2),
    "Beta": (lambda d, a, b: d.Beta(a, b), ([[0.5, 1.0, 7.0]], SCALE), [[0.3, 0.9, 0.01]] * 2),
    "Poisson": (lambda d, rate: d.Poisson(rate), ([0.5, 3.7],), [[0.0, 2.0], [1.0, 5.0]]),
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
        ([0.0, 1.0], FACTOR),
        [[[1.0, -1.0]], [[0.0, 0.0]]],
    ),
    "Independent normal numbers": (
        lambda d, loc, scale: d.Independent(d.Normal(loc, scale), 1),
        (LOC, SCALE),
        [[0.0, 1.0, -3.0]] * 2,
    ),
    "Independent vectors": (
        lambda d, loc, matrix: d.Independent(d.MultivariateNormal(loc, scale_tril=matrix), 1),
        ([[0.0, 1.0], [2.0, 3.0]], FACTOR),
        [[0.0, 0.0], [1.0, 1.0]],
    ),
}


def leaves(library, numbers):
    """Tensors in float64 that want gradients."""
    return [library.tensor(part, dtype=library.float64, requires_grad=True) for part in numbers]


def made(name, library):
    """The distribution, in float64, and the leaves it is made of."""
    make, numbers, _ = CASES[name]
    parameters = leaves(library, numbers)
    return make(library.distributions, *parameters), parameters


def same(ours, theirs, what, rtol=1e-9):
    np.testing.assert_allclose(ours.detach().numpy(), theirs.detach().numpy(), rtol=rtol, atol=1e-12, err_msg=what)


def same_gradients(ours, theirs, our_leaves, their_leaves, what, rtol=1e-9):
    """Both the values and what they send back to the parameters."""
    same(ours, theirs, what, rtol)
    weights = np.random.default_rng(1).normal(size=tuple(ours.shape))
    (ours * tg.tensor(weights)).sum().backward()
    (theirs * theirs.new_tensor(weights)).sum().backward()
    for own, their in zip(our_leaves, their_leaves):
        assert (own.grad is None) == (their.grad is None), what
        if own.grad is not None:
            same(own.grad, their.grad, f"gradient of {what}", rtol)
