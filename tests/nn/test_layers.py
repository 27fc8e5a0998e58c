"""Layers: values and gradients against PyTorch and against formulas, dropout's statistics, first values."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.nn import functional


def leaf(values):
    return tg.tensor(np.asarray(values, np.float64), requires_grad=True)


LAYERS = {
    "Linear": lambda library: library.Linear(4, 3),
    "Linear without bias": lambda library: library.Linear(4, 3, bias=False),
    "Sigmoid": lambda library: library.Sigmoid(),
    "Tanh": lambda library: library.Tanh(),
    "ReLU": lambda library: library.ReLU(),
    "LeakyReLU": lambda library: library.LeakyReLU(0.2),
    "LeakyReLU as it comes": lambda library: library.LeakyReLU(),
    "Softplus": lambda library: library.Softplus(),
    "Softplus, steep": lambda library: library.Softplus(beta=5, threshold=3),
    "Softmax": lambda library: library.Softmax(dim=-1),
    "Softmax of columns": lambda library: library.Softmax(dim=0),
    "LogSoftmax": lambda library: library.LogSoftmax(dim=-1),
    "Identity": lambda library: library.Identity(),
    "Flatten": lambda library: library.Flatten(),
    "Flatten all": lambda library: library.Flatten(0),
    "a small net": lambda library: library.Sequential(
        library.Linear(4, 5), library.Tanh(), library.Linear(5, 4), library.Softmax(dim=-1)
    ),
}


SHAPES = [(name, shape) for name in LAYERS for shape in [(4,), (2, 4), (2, 3, 4)]]
SHAPES.remove(("Flatten", (4,)))  # a vector has no second axis


@pytest.mark.parametrize(("name", "shape"), SHAPES)
def test_layers_equal_pytorchs(name, shape):
    torch = pytest.importorskip("torch")
    draw = np.random.default_rng(0)
    start = draw.normal(size=shape) * 2
    ours, theirs = LAYERS[name](nn).double(), LAYERS[name](torch.nn).double()
    theirs.load_state_dict({path: torch.tensor(value.numpy()) for path, value in ours.state_dict().items()})
    x, reference = leaf(start), torch.tensor(start, requires_grad=True)
    y, expected = ours(x), theirs(reference)
    assert y.shape == tuple(expected.shape)
    np.testing.assert_allclose(y.data, expected.detach().numpy(), rtol=1e-12, atol=1e-15)
    weights = draw.normal(size=y.shape)
    (y * weights).sum().backward()
    (expected * torch.tensor(weights)).sum().backward()
    np.testing.assert_allclose(x.grad.data, reference.grad.numpy(), rtol=1e-10, atol=1e-13)
    for parameter, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(parameter.grad.data, other.grad.numpy(), rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("name", LAYERS)
def test_second_derivatives_of_layers_equal_numeric_ones(name):
    layer = LAYERS[name](nn).double()
    draw = np.random.default_rng(1)
    start, direction, weights = draw.normal(size=(2, 4)), draw.normal(size=(2, 4)), None

    def gradient(values, create_graph=False):
        nonlocal weights
        x = leaf(values)
        y = layer(x)
        weights = draw.normal(size=y.shape) if weights is None else weights
        return x, tg.grad((y * y * weights).sum(), x, create_graph=create_graph)[0]

    x, first = gradient(start, create_graph=True)
    (product,) = tg.grad((first * direction).sum(), x)
    h = 1e-5
    numeric = (gradient(start + h * direction)[1].data - gradient(start - h * direction)[1].data) / (2 * h)
    np.testing.assert_allclose(product.data, numeric, rtol=1e-6, atol=1e-8)


# Linear


def test_linear_is_x_times_the_transposed_weight_plus_the_bias():
    layer = nn.Linear(3, 2, dtype=np.float64)
    x = np.random.default_rng(0).normal(size=(5, 3))
    np.testing.assert_allclose(layer(tg.tensor(x)).data, x @ layer.weight.data.T + layer.bias.data, rtol=1e-14)


def test_linear_takes_arrays_too():
    y = nn.Linear(3, 2)(np.ones((5, 3), np.float32))
    assert type(y) is tg.Tensor
    assert y.requires_grad


def test_the_fields_of_linear():
    layer = nn.Linear(3, 2)
    assert layer.weight.shape == (2, 3)
    assert layer.bias.shape == (2,)
    assert (layer.in_features, layer.out_features) == (3, 2)
    assert nn.Linear(3, 2, bias=False).bias is None
    assert layer.weight.dtype == np.float32
    assert nn.Linear(3, 2, dtype=np.float64).bias.dtype == np.float64


@pytest.mark.parametrize("in_features", [1, 4, 100])
def test_first_values_of_linear_fill_plus_minus_1_over_root_of_the_inputs(in_features):
    layer = nn.Linear(in_features, 2000, dtype=np.float64)
    bound = 1 / np.sqrt(in_features)
    for parameter in (layer.weight, layer.bias):
        assert np.abs(parameter.data).max() <= bound
        assert np.abs(parameter.data).max() > 0.99 * bound
        assert abs(parameter.data.mean()) < 0.06 * bound
        np.testing.assert_allclose(parameter.data.std(), bound / np.sqrt(3), rtol=0.06)


def test_first_values_of_linear_lie_within_pytorchs_bounds():
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    for in_features in (2, 50):
        theirs = torch.nn.Linear(in_features, 4000).weight.detach().numpy()
        ours = nn.Linear(in_features, 4000).weight.data
        np.testing.assert_allclose(np.abs(ours).max(), np.abs(theirs).max(), rtol=0.01)
        np.testing.assert_allclose(ours.std(), theirs.std(), rtol=0.05)


def test_the_same_seed_gives_the_same_layer():
    tg.manual_seed(5)
    first = nn.Linear(3, 2).weight.data.copy()
    tg.manual_seed(5)
    np.testing.assert_array_equal(nn.Linear(3, 2).weight.data, first)


@pytest.mark.parametrize("shape", [(4,), (5, 4), (2, 5, 4)])
def test_an_input_of_a_wrong_length_names_both_shapes(shape):
    with pytest.raises(ValueError, match="linear") as caught:
        nn.Linear(3, 2)(tg.ones(shape))
    assert str(shape) in str(caught.value)
    assert "(2, 3)" in str(caught.value)


# Dropout


def test_dropout_drops_a_share_of_p_and_keeps_the_mean():
    n, p = 200_000, 0.3
    y = nn.Dropout(p)(tg.ones(n)).data
    kept = y[y != 0]
    np.testing.assert_allclose(kept, 1 / (1 - p), rtol=1e-6)
    deviation = np.sqrt(p * (1 - p) / n)
    assert abs(1 - len(kept) / n - p) < 4 * deviation
    assert abs(y.mean() - 1) < 4 * deviation / (1 - p)


def test_dropout_drops_independently_of_the_place():
    y = nn.Dropout(0.5)(tg.ones(400, 500)).data
    for axis in (0, 1):
        share = (y == 0).mean(axis=axis)
        assert np.abs(share - 0.5).max() < 5 * 0.5 / np.sqrt(y.shape[axis])
    assert abs((y[:, 1:] * y[:, :-1]).mean() - 1) < 0.02  # neighbours are uncorrelated


def test_the_gradient_goes_where_the_value_went():
    x = leaf(np.full(1000, 2.0))
    y = nn.Dropout(0.4)(x)
    y.sum().backward()
    np.testing.assert_allclose(x.grad.data, y.data / 2.0, rtol=1e-15)
    assert 0 < np.count_nonzero(x.grad.data == 0) < 1000


def test_dropout_reads_again_with_the_same_mask():
    x = leaf(np.linspace(0.5, 1.5, 50))
    y = nn.Dropout(0.4)(x)
    mask = y.data / x.data
    (first,) = tg.grad((y**3).sum(), x, create_graph=True)
    np.testing.assert_allclose(first.data, 3 * x.data**2 * mask**3, rtol=1e-13)
    (second,) = tg.grad(first.sum(), x)
    np.testing.assert_allclose(second.data, 6 * x.data * mask**3, rtol=1e-13)


def test_dropout_does_nothing_in_evaluation_or_with_p_0():
    x = leaf([1.0, 2.0])
    layer = nn.Dropout(0.9)
    assert layer.eval()(x) is x
    assert layer.train()(x) is not x
    assert nn.Dropout(0.0)(x) is x


def test_dropout_with_p_1_drops_everything():
    x = leaf([1.0, 2.0])
    y = nn.Dropout(1.0)(x)
    assert y.tolist() == [0.0, 0.0]
    y.sum().backward()
    assert x.grad.tolist() == [0.0, 0.0]


def test_dropout_keeps_the_dtype():
    for dtype in (np.float32, np.float64):
        assert nn.Dropout()(tg.ones(10, dtype=dtype)).dtype == dtype


def test_dropout_draws_from_the_generator_that_it_got():
    x = tg.ones(100)
    first = nn.Dropout(generator=np.random.default_rng(3))(x)
    tg.rand(10)
    second = nn.Dropout(generator=np.random.default_rng(3))(x)
    np.testing.assert_array_equal(first.data, second.data)
    layer = nn.Dropout()
    assert np.any(layer(x).data != layer(x).data)


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_a_probability_outside_0_and_1_is_refused(p):
    for make in (nn.Dropout, lambda p: functional.dropout(tg.ones(2), p)):
        with pytest.raises(ValueError, match="probability") as caught:
            make(p)
        assert "help:" in str(caught.value)


def test_the_functions_are_the_layers():
    x = tg.tensor(np.random.default_rng(0).normal(size=(2, 3)))
    for layer, function in [
        (nn.ReLU(), functional.relu),
        (nn.Tanh(), functional.tanh),
        (nn.Sigmoid(), functional.sigmoid),
        (nn.LeakyReLU(0.3), lambda x: functional.leaky_relu(x, 0.3)),
        (nn.Softplus(2.0), lambda x: functional.softplus(x, beta=2.0)),
        (nn.Softmax(1), lambda x: functional.softmax(x, dim=1)),
        (nn.LogSoftmax(1), lambda x: functional.log_softmax(x, dim=1)),
    ]:
        np.testing.assert_array_equal(layer(x).data, function(x).data)


@pytest.mark.parametrize("lengths", [("3", 2), (3, 2.5), (-1, 2), (3, None)])
def test_linear_refuses_what_is_no_length(lengths):
    with pytest.raises(TypeError, match=r"_features is .*\n.*help: Linear\(in_features, out_features\)"):
        nn.Linear(*lengths)
