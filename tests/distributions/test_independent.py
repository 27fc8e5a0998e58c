"""Axes of a batch as axes of one drawn value: sums of log-probabilities, shapes, PyTorch's where it is there."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.distributions import Bernoulli, Categorical, Independent, MultivariateNormal, Normal

LOC, SCALE = np.arange(6.0).reshape(2, 3), np.array([0.5, 1.0, 2.0])


def normals():
    return Normal(tg.tensor(LOC), tg.tensor(SCALE))


@pytest.mark.parametrize(("axes", "batch", "event"), [(0, (2, 3), ()), (1, (2,), (3,)), (2, (), (2, 3))])
def test_log_prob_and_entropy_are_sums_over_the_axes(axes, batch, event):
    one, base = Independent(normals(), axes), normals()
    assert (one.batch_shape, one.event_shape) == (batch, event)
    value = tg.randn(4, 2, 3)
    over = tuple(range(-axes, 0))
    for found, parts in ((one.log_prob(value), base.log_prob(value)), (one.entropy(), base.entropy())):
        np.testing.assert_allclose(found.data, parts.data.sum(over) if over else parts.data, rtol=1e-6)
    assert one.sample((4,)).shape == one.rsample((4,)).shape == (4, 2, 3)
    assert one.mean.shape == one.mode.shape == one.variance.shape == one.stddev.shape == (2, 3)


def test_it_is_the_normal_vector_with_a_diagonal_covariance():
    one = Independent(normals(), 1)
    vector = MultivariateNormal(tg.tensor(LOC), tg.diag(tg.tensor(SCALE) ** 2))
    value = tg.tensor([1.0, 0.0, -2.0])
    np.testing.assert_allclose(one.log_prob(value).data, vector.log_prob(value).data, rtol=1e-6)
    np.testing.assert_allclose(one.entropy().data, vector.entropy().data, rtol=1e-6)
    assert (one.batch_shape, one.event_shape) == (vector.batch_shape, vector.event_shape)


def test_one_within_another():
    twice = Independent(Independent(normals(), 1), 1)
    assert twice.event_shape == (2, 3)
    assert twice.log_prob(tg.zeros(2, 3)).item() == pytest.approx(normals().log_prob(tg.zeros(2, 3)).sum().item())


def test_vectors_keep_their_own_axes():
    base = MultivariateNormal(tg.zeros(5, 4, 2), tg.eye(2))
    one = Independent(base, 1)
    assert (one.batch_shape, one.event_shape) == ((5,), (4, 2))
    assert one.log_prob(tg.zeros(4, 2)).shape == one.entropy().shape == (5,)


def test_gradients_go_through_samples_where_the_base_has_them():
    loc = tg.zeros(2, 3, requires_grad=True)
    one = Independent(Normal(loc, 1.0), 1)
    one.rsample().sum().backward()
    np.testing.assert_array_equal(loc.grad.data, np.ones((2, 3)))
    assert not one.sample().requires_grad
    bits = Independent(Bernoulli(tg.full((3,), 0.5)), 1)
    assert (one.has_rsample, bits.has_rsample) == (True, False)
    with pytest.raises(NotImplementedError, match=r"Bernoulli has no rsample\nhelp: "):
        bits.rsample()


def test_expanded():
    one = Independent(normals(), 1).expand((4, 2))
    assert (one.batch_shape, one.event_shape, one.base_dist.batch_shape) == ((4, 2), (3,), (4, 2, 3))
    np.testing.assert_array_equal(one.mean.data, np.broadcast_to(LOC, (4, 2, 3)))
    assert Independent(Categorical(tg.ones(3, 5)), 1).expand((2,)).sample().shape == (2, 3)


def test_what_is_impossible_is_refused():
    for axes in (-1, 3):
        with pytest.raises(ValueError, match=rf"ndims is {axes}, and batch_shape is \(2, 3\)\nhelp: from 0 to 2"):
            Independent(normals(), axes)
    with pytest.raises(TypeError, match="an Independent of 3\nhelp: of a Distribution"):
        Independent(3, 1)
    with pytest.raises(ValueError, match=r"shape \(2,\) for a Normal that draws values of shape \(2, 3\)\nhelp: "):
        Independent(normals(), 1).log_prob(tg.zeros(2))
