"""Gradients through gamma and beta numbers: against differences of their quantiles, and against PyTorch's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu.distributions import Beta, Gamma
from tinygrad_edu.distributions.standard_gamma import drawn_of, slope


def share_below(alpha, z):
    return tg.special.gammainc(tg.tensor(alpha), tg.tensor(z)).data


def density(alpha, z):
    return np.exp(Gamma(tg.tensor(alpha), tg.ones_like(tg.tensor(z))).log_prob(tg.tensor(z)).data)


@given(st.floats(1, 200), st.floats(0.02, 0.98))
def test_the_share_below_stays_the_same(alpha, share):
    """dz/dα = −(∂F/∂α) / (∂F/∂z), the former by differences."""
    grid = np.linspace(1e-3, alpha + 8 * np.sqrt(alpha) + 5, 400)
    z = np.interp(share, share_below(np.full_like(grid, alpha), grid), grid)
    step = 1e-4 * alpha
    around = share_below(np.array([alpha + step, alpha - step]), np.array([z, z]))
    expected = -(around[0] - around[1]) / (2 * step) / density(np.array(alpha), np.array(z))
    assert slope(np.array(alpha), np.array(z)) == pytest.approx(expected, rel=1e-5)


def test_an_exponential_number_by_hand():
    """At α = 1 the share below z is 1 − e⁻ᶻ, and ∂F/∂α = e^(−z) log z + E₁(z) + γ − log z … in closed form at z = 1."""
    e1_of_1, euler = 0.21938393439552029, 0.57721566490153286
    # ∫₀¹ e⁻ᵗ log t dt = −(E₁(1) + γ), and −ψ(1) · F(1) = γ (1 − 1/e)
    derivative = -(e1_of_1 + euler) + euler * (1 - np.exp(-1))
    assert slope(np.array(1.0), np.array(1.0)) == pytest.approx(-derivative * np.e, rel=1e-8)


def test_slopes_are_pytorchs():
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    alpha = np.exp(rng.uniform(0, np.log(1e4), 500))
    z = rng.standard_gamma(alpha)
    theirs = torch._standard_gamma_grad(torch.from_numpy(alpha), torch.from_numpy(z)).numpy()
    np.testing.assert_allclose(slope(alpha, z), theirs, rtol=1e-3)  # to which PyTorch's approximation is exact


def test_a_second_derivative():
    z = np.array([0.3, 1.0, 2.5, 6.0])
    alpha = tg.full((4,), 2.5, dtype=np.float64).requires_grad_()
    first = tg.autograd.grad(drawn_of(alpha, z).sum(), alpha, create_graph=True)[0]
    second = tg.autograd.grad(first.sum(), alpha)[0].data
    step, now = 1e-5, slope(alpha.data, z)
    up, down = slope(alpha.data + step, z + step * now), slope(alpha.data - step, z - step * now)
    np.testing.assert_allclose(second, (up - down) / (2 * step), rtol=1e-5)


COUNT = 40_000


@pytest.mark.parametrize("concentration", [0.3, 1.0, 4.0])
def test_gamma_numbers_send_back_the_derivatives_of_their_moments(concentration):
    """E[x] = α / r and E[log x] = ψ(α) − log r."""
    tg.manual_seed(3)
    a, rate = (tg.tensor(x, dtype=np.float64, requires_grad=True) for x in (concentration, 2.0))
    drawn = Gamma(a, rate).rsample((COUNT,))
    found = tg.autograd.grad(drawn.mean(), (a, rate))
    np.testing.assert_allclose([x.item() for x in found], [1 / 2.0, -concentration / 4.0], rtol=0.05)
    found = tg.autograd.grad(drawn.log().mean(), (a, rate), allow_unused=True)
    expected = [tg.special.polygamma(1, a).item(), -1 / 2.0]
    np.testing.assert_allclose([x.item() for x in found], expected, rtol=0.05)


def test_beta_numbers_send_back_the_derivatives_of_their_mean():
    tg.manual_seed(4)
    a, b = (tg.tensor(x, requires_grad=True) for x in (2.0, 0.5))
    Beta(a, b).rsample((COUNT,)).mean().backward()
    np.testing.assert_allclose([a.grad.item(), b.grad.item()], [0.5 / 2.5**2, -2.0 / 2.5**2], rtol=0.05)


def test_tiny_concentrations_draw_numbers_that_have_a_log_prob():
    for one in (Gamma([1e-3, 1e-2], 1.0), Beta([1e-3, 1e-2, 50.0], [1e-3, 3.0, 1e-3])):
        drawn = one.sample((300,))
        assert drawn.dtype == np.float32
        assert np.all(np.isfinite(one.log_prob(drawn).data))
