"""First values: bounds, means and standard deviations against the papers' formulas, and against PyTorch's."""

import math

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.nn import init

SHAPE = (400, 300)
FAN_IN, FAN_OUT = 300, 400


def parameter(shape=SHAPE):
    return tg.nn.Parameter(np.full(shape, np.nan))


def assert_uniform(tensor, bound):
    """Within ±bound, up to the ends, with the standard deviation bound / √3 of a uniform distribution."""
    values = tensor.data
    assert -bound <= values.min() < -0.999 * bound
    assert 0.999 * bound < values.max() <= bound
    assert abs(values.mean()) < 4 * bound / math.sqrt(3 * values.size)
    np.testing.assert_allclose(values.std(), bound / math.sqrt(3), rtol=0.01)


def assert_normal(tensor, std):
    """Mean 0, this standard deviation, and the share of a normal distribution within one and within two of it."""
    values = tensor.data
    assert abs(values.mean()) < 4 * std / math.sqrt(values.size)
    np.testing.assert_allclose(values.std(), std, rtol=0.01)
    assert abs((np.abs(values) < std).mean() - 0.6827) < 0.006
    assert abs((np.abs(values) < 2 * std).mean() - 0.9545) < 0.003


def test_constants():
    assert np.all(init.zeros_(parameter()).data == 0.0)
    assert np.all(init.ones_(parameter()).data == 1.0)
    assert np.all(init.constant_(parameter(), 2.5).data == 2.5)


def test_uniform():
    values = init.uniform_(parameter(), 2.0, 5.0).data
    assert 2.0 <= values.min() < 2.001
    assert 4.999 < values.max() < 5.0
    assert abs(values.mean() - 3.5) < 0.01


def test_uniform_is_from_0_to_1_unless_told_otherwise():
    values = init.uniform_(parameter()).data
    assert values.min() >= 0.0
    assert values.max() < 1.0


def test_normal():
    assert_normal(init.normal_(parameter()), 1.0)
    assert_normal(init.normal_(parameter(), 5.0, 0.2) - 5.0, 0.2)


@pytest.mark.parametrize("gain", [1.0, 5 / 3])
def test_xavier(gain):
    assert_uniform(init.xavier_uniform_(parameter(), gain), gain * math.sqrt(6 / (FAN_IN + FAN_OUT)))
    assert_normal(init.xavier_normal_(parameter(), gain), gain * math.sqrt(2 / (FAN_IN + FAN_OUT)))


@pytest.mark.parametrize(("mode", "fan"), [("fan_in", FAN_IN), ("fan_out", FAN_OUT)])
@pytest.mark.parametrize(
    ("nonlinearity", "a", "gain"),
    [
        ("relu", 0.0, math.sqrt(2)),
        ("leaky_relu", 0.0, math.sqrt(2)),
        ("leaky_relu", 0.2, math.sqrt(2 / 1.04)),
        ("tanh", 0.0, 5 / 3),
    ],
)
def test_kaiming(mode, fan, nonlinearity, a, gain):
    std = gain / math.sqrt(fan)
    assert_uniform(init.kaiming_uniform_(parameter(), a, mode, nonlinearity), math.sqrt(3) * std)
    assert_normal(init.kaiming_normal_(parameter(), a, mode, nonlinearity), std)


def test_kaiming_as_it_comes_is_that_of_relu():
    assert_uniform(init.kaiming_uniform_(parameter()), math.sqrt(6 / FAN_IN))
    assert_normal(init.kaiming_normal_(parameter()), math.sqrt(2 / FAN_IN))


def test_fans_of_a_kernel_count_its_field():
    assert init.fans(tg.zeros(8, 3, 5, 7)) == (3 * 35, 8 * 35)
    assert init.fans(tg.zeros(4, 2)) == (2, 4)
    with pytest.raises(ValueError, match=r"\(3,\)"):
        init.fans(tg.zeros(3))


def test_gains():
    assert init.calculate_gain("linear") == init.calculate_gain("sigmoid") == 1.0
    assert init.calculate_gain("tanh") == 5 / 3
    assert init.calculate_gain("relu") == math.sqrt(2)
    assert init.calculate_gain("leaky_relu") == math.sqrt(2 / (1 + 0.01**2))
    assert init.calculate_gain("leaky_relu", 0.5) == math.sqrt(2 / 1.25)
    with pytest.raises(ValueError, match="gauss") as caught:
        init.calculate_gain("gauss")
    assert "relu" in str(caught.value)


def test_an_unknown_mode_lists_those_that_are_there():
    with pytest.raises(ValueError, match="'fan_in' or 'fan_out'"):
        init.kaiming_normal_(parameter(), mode="fan_both")


@pytest.mark.parametrize("name", ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu"])
def test_gains_are_pytorchs(name):
    torch = pytest.importorskip("torch")
    np.testing.assert_allclose(init.calculate_gain(name), torch.nn.init.calculate_gain(name), rtol=1e-15)


@pytest.mark.parametrize(
    "name", ["uniform_", "normal_", "xavier_uniform_", "xavier_normal_", "kaiming_uniform_", "kaiming_normal_"]
)
def test_spreads_are_pytorchs(name):
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    theirs = getattr(torch.nn.init, name)(torch.empty(*SHAPE)).numpy()
    ours = getattr(init, name)(parameter()).data
    np.testing.assert_allclose(ours.std(), theirs.std(), rtol=0.02)
    assert abs(ours.mean() - theirs.mean()) < 0.02 * theirs.std()
    if "uniform" in name:
        np.testing.assert_allclose(ours.max(), theirs.max(), rtol=0.001)


DRAWING = [
    init.uniform_, init.normal_, init.xavier_uniform_, init.xavier_normal_, init.kaiming_uniform_, init.kaiming_normal_,
]  # fmt: skip
FILLING = [init.zeros_, init.ones_, lambda t: init.constant_(t, 3.0), *DRAWING]


@pytest.mark.parametrize("fill", FILLING)
def test_filling_is_in_place_unrecorded_and_returns_the_tensor(fill):
    weight = tg.nn.Parameter(np.zeros((3, 4), np.float32))
    array = weight.value
    assert fill(weight) is weight
    assert weight.value is array
    assert weight.is_leaf
    assert weight.requires_grad
    assert weight.dtype == np.float32
    assert tg.is_grad_enabled()


@pytest.mark.parametrize("fill", FILLING)
def test_filling_between_forward_and_backward_is_noticed(fill):
    weight = tg.nn.Parameter(np.zeros((3, 4)))
    loss = (weight * weight).sum()
    fill(weight)
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()


@pytest.mark.parametrize("fill", DRAWING)
def test_a_generator_decides_what_is_drawn(fill):
    first = fill(parameter(), generator=np.random.default_rng(1)).data
    tg.rand(3)
    np.testing.assert_array_equal(fill(parameter(), generator=np.random.default_rng(1)).data, first)
    assert np.any(fill(parameter(), generator=np.random.default_rng(2)).data != first)


# Orthogonal, cut off, identities


@pytest.mark.parametrize("shape", [(3, 3), (5, 3), (3, 5), (4, 2, 3)])
def test_orthogonal_rows_or_columns(shape):
    w = init.orthogonal_(tg.zeros(*shape, dtype=np.float64), gain=2.0).data.reshape(shape[0], -1)
    product = w @ w.T if w.shape[0] <= w.shape[1] else w.T @ w
    np.testing.assert_allclose(product, 4 * np.eye(min(w.shape)), atol=1e-12)


def test_a_normal_distribution_cut_off():
    w = init.trunc_normal_(tg.zeros(20_000, dtype=np.float64), mean=1.0, std=2.0, a=0.0, b=3.0).data
    assert w.min() >= 0.0
    assert w.max() <= 3.0
    assert abs(w.mean() - 1.41) < 0.03  # 1 + 2 (φ(−½) − φ(1)) / (Φ(1) − Φ(−½))
    with pytest.raises(ValueError, match="nothing of a normal distribution"):
        init.trunc_normal_(tg.zeros(2), mean=100.0)


@pytest.mark.parametrize(
    ("shape", "groups"), [((3, 3, 5), 1), ((4, 2, 3, 3), 2), ((2, 3, 3, 3, 3), 1), ((6, 2, 3, 3), 3)]
)
def test_identities_are_pytorchs(shape, groups):
    torch = pytest.importorskip("torch")
    theirs = torch.nn.init.dirac_(torch.ones(shape), groups)
    np.testing.assert_array_equal(init.dirac_(tg.ones(*shape), groups).data, theirs.numpy())
    np.testing.assert_array_equal(init.eye_(tg.ones(2, 3)).data, np.eye(2, 3))


def test_most_of_a_column_is_zero():
    w = init.sparse_(tg.ones(10, 4), sparsity=0.65).data
    np.testing.assert_array_equal(np.count_nonzero(w == 0, axis=0), [7] * 4)


@pytest.mark.parametrize(
    "call",
    [
        lambda: init.orthogonal_(tg.ones(3)),
        lambda: init.eye_(tg.ones(3)),
        lambda: init.dirac_(tg.ones(3, 3)),
        lambda: init.dirac_(tg.ones(3, 3, 3), groups=2),
        lambda: init.sparse_(tg.ones(3), 0.1),
    ],
)
def test_a_shape_that_doesnt_fit_is_refused(call):
    with pytest.raises(ValueError, match=r"\(3|groups"):
        call()


def test_gains_of_convolutions_are_1():
    assert init.calculate_gain("conv2d") == init.calculate_gain("conv_transpose3d") == 1.0


@pytest.mark.parametrize(
    "fill",
    [
        init.zeros_, init.ones_, init.eye_, init.normal_, init.uniform_, init.trunc_normal_, init.orthogonal_,
        init.xavier_uniform_, init.xavier_normal_, init.kaiming_uniform_, init.kaiming_normal_,
    ],
)  # fmt: skip
def test_the_array_of_a_parameter_is_filled_too(fill):
    first, second = tg.nn.Parameter(tg.full((4, 3), 7.0)), tg.nn.Parameter(tg.full((4, 3), 7.0))
    array = first.data
    tg.manual_seed(4)
    assert fill(array) is array
    tg.manual_seed(4)
    fill(second)
    np.testing.assert_array_equal(first.data, second.data)
    assert not (first.data == 7.0).any()


def test_the_names_without_an_underscore_are_the_same():
    older = [name for name in init.__all__ if not name.endswith("_") and name != "calculate_gain"]
    assert len(older) == 11
    for name in older:
        assert getattr(init, name) is getattr(init, f"{name}_")
