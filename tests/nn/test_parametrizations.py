"""Parametrizations, spectral normalization: against PyTorch and by what they promise."""

import copy

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.nn.utils import parametrizations, parametrize


class Symmetric(nn.Module):
    def forward(self, x):
        return x.triu() + x.triu(1).T

    def right_inverse(self, a):
        return a.triu()


class Skewed(nn.Module):
    def forward(self, x):
        return x.triu(1) - x.triu(1).T


class Product(nn.Module):
    def forward(self, x, y):
        return x[:, None] * y[None]

    def right_inverse(self, z):
        return z[:, 0], z[0]


def test_a_parameter_is_computed_from_its_original():
    layer = nn.Linear(3, 3)
    original = layer.weight
    assert parametrize.register_parametrization(layer, "weight", Symmetric()) is layer
    assert isinstance(layer, nn.Linear)
    assert type(layer).__name__ == "ParametrizedLinear"
    np.testing.assert_array_equal(layer.weight.detach().data, layer.weight.detach().data.T)
    assert [name for name, _ in layer.named_parameters()] == ["bias", "parametrizations.weight.original"]
    assert layer.parametrizations.weight.original is original
    layer(tg.ones(3)).sum().backward()
    assert original.grad is not None
    assert np.all(original.grad.data[np.tril_indices(3, -1)] == 0)


def test_a_value_is_put_in_through_the_right_inverse():
    layer = parametrize.register_parametrization(nn.Linear(3, 3), "weight", Symmetric())
    value = tg.tensor([[1.0, 2.0, 3.0], [2.0, 4.0, 5.0], [3.0, 5.0, 6.0]])
    layer.weight = value
    np.testing.assert_array_equal(layer.weight.detach().data, value.data)
    assert layer.parametrizations.weight.original[1, 0].item() == 0.0


def test_several_in_a_row_and_several_originals():
    layer = nn.Linear(3, 3, bias=False)
    parametrize.register_parametrization(layer, "weight", Product())
    assert list(layer.state_dict()) == ["parametrizations.weight.original0", "parametrizations.weight.original1"]
    parametrize.register_parametrization(layer, "weight", Skewed())
    assert len(layer.parametrizations["weight"]) == 2
    weight = layer.weight.detach().data
    np.testing.assert_array_equal(weight, -weight.T)
    with pytest.raises(ValueError, match="2 originals"):
        parametrize.remove_parametrizations(layer, "weight", leave_parametrized=False)
    parametrize.remove_parametrizations(layer, "weight")
    np.testing.assert_array_equal(layer.weight.detach().data, weight)
    assert type(layer) is nn.Linear
    assert list(layer.state_dict()) == ["weight"]


@pytest.mark.parametrize("leave", [True, False])
def test_parametrizations_are_removed(leave):
    layer = nn.Linear(3, 3)
    original, before = layer.weight, layer.weight.data.copy()
    parametrize.register_parametrization(layer, "weight", Skewed())
    parametrize.register_parametrization(layer, "bias", nn.Identity())
    assert parametrize.is_parametrized(layer)
    skewed = layer.weight.detach().data
    parametrize.remove_parametrizations(layer, "weight", leave_parametrized=leave)
    assert layer.weight is original
    np.testing.assert_array_equal(original.data, skewed if leave else before)
    assert parametrize.is_parametrized(layer, "bias")
    assert not parametrize.is_parametrized(layer, "weight")
    parametrize.remove_parametrizations(layer, "bias")
    assert type(layer) is nn.Linear
    assert not parametrize.is_parametrized(layer)
    with pytest.raises(ValueError, match="no parametrization"):
        parametrize.remove_parametrizations(layer, "bias")


def test_within_cached_it_is_computed_once():
    layer, calls = nn.Linear(2, 2), []

    class Counted(nn.Module):
        def forward(self, x):
            calls.append(1)
            return x * 2

    parametrize.register_parametrization(layer, "weight", Counted())
    calls.clear()
    with parametrize.cached():
        assert layer.weight is layer.weight
        with parametrize.cached():
            assert layer(tg.ones(2)).shape == (2,)
    assert len(calls) == 1
    assert layer.weight is not layer.weight


def test_a_copy_has_originals_of_its_own():
    layer = parametrize.register_parametrization(nn.Linear(2, 2), "weight", Symmetric())
    twin = copy.deepcopy(layer)
    twin.weight = tg.eye(2)
    assert not tg.equal(layer.weight, tg.eye(2))
    parametrize.remove_parametrizations(twin, "weight")
    assert parametrize.is_parametrized(layer, "weight")


def test_what_is_no_parametrization_is_refused():
    class Row(nn.Module):
        def forward(self, x):
            return x[0]

    with pytest.raises(ValueError, match=r"made float32 \(3,\) of float32 \(3, 3\)"):
        parametrize.register_parametrization(nn.Linear(3, 3), "weight", Row())
    layer = parametrize.register_parametrization(nn.Linear(3, 3), "weight", Row(), unsafe=True)
    assert layer.weight.shape == (3,)
    with pytest.raises(ValueError, match="no parameter 'scale'"):
        parametrize.register_parametrization(layer, "scale", Symmetric())


def twins(make, change, name):
    """A layer of both libraries with the same weights, changed in the same way."""
    torch = pytest.importorskip("torch")
    theirs = make(torch.nn).double()
    ours = make(nn).double()
    ours.load_state_dict({key: value.numpy() for key, value in theirs.state_dict().items()})
    ours, theirs = change(nn.utils)(ours), change(torch.nn.utils)(theirs)
    ours.load_state_dict({key: value.numpy() for key, value in theirs.state_dict().items()})
    return torch, ours, theirs


LAYERS = {
    "linear": (lambda n: n.Linear(4, 3), (2, 4)),
    "convolution": (lambda n: n.Conv1d(2, 3, 2), (1, 2, 5)),
    "transposed": (lambda n: n.ConvTranspose1d(2, 3, 2), (1, 2, 5)),
}
CHANGES = {
    "weight_norm": lambda utils: utils.parametrizations.weight_norm,
    "weight_norm of all": lambda utils: lambda layer: utils.parametrizations.weight_norm(layer, dim=None),
    "spectral_norm": lambda utils: utils.parametrizations.spectral_norm,
    "spectral_norm, two steps": lambda utils: (
        lambda layer: utils.parametrizations.spectral_norm(layer, n_power_iterations=2)
    ),
    "spectral_norm of a vector": lambda utils: lambda layer: utils.parametrizations.spectral_norm(layer, "bias", dim=0),
    "spectral_norm, as a hook": lambda utils: utils.spectral_norm,
}


@pytest.mark.filterwarnings("ignore:.*weight_norm.* is deprecated")
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("training", [True, False])
def test_a_normalized_layer_is_pytorchs(change, layer, training):
    make, shape = LAYERS[layer]
    torch, ours, theirs = twins(make, CHANGES[change], layer)
    ours.train(training), theirs.train(training)
    x = np.random.default_rng(0).normal(size=shape)
    for _ in range(2):
        y, expected = ours(tg.tensor(x)), theirs(torch.tensor(x))
        np.testing.assert_allclose(y.detach().data, expected.detach().numpy(), rtol=1e-10)
    (y**2).sum().backward()
    (expected**2).sum().backward()
    for (name, own), (their_name, their) in zip(ours.named_parameters(), theirs.named_parameters()):
        assert name == their_name
        np.testing.assert_allclose(own.grad.data, their.grad.numpy(), rtol=1e-9, atol=1e-12, err_msg=name)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    for name, value in theirs.state_dict().items():
        np.testing.assert_allclose(ours.state_dict()[name].data, value.numpy(), rtol=1e-10, err_msg=name)


def test_the_largest_singular_value_becomes_1():
    layer = nn.utils.spectral_norm(nn.Linear(5, 4), n_power_iterations=30)
    layer(tg.ones(5))
    np.testing.assert_allclose(np.linalg.svd(layer.weight.detach().data)[1][0], 1.0, rtol=1e-4)
    other = parametrizations.spectral_norm(nn.Linear(5, 4), n_power_iterations=30)
    np.testing.assert_allclose(np.linalg.svd(other.weight.detach().data)[1][0], 1.0, rtol=1e-4)


def test_spectral_normalization_is_taken_back():
    layer = nn.Linear(3, 2)
    parameter = layer.weight
    nn.utils.spectral_norm(layer)
    with pytest.raises(RuntimeError, match="normalized already"):
        nn.utils.spectral_norm(layer)
    layer(tg.ones(3))
    weight = layer.weight.detach().data.copy()
    assert nn.utils.remove_spectral_norm(layer) is layer
    assert layer.weight is parameter
    np.testing.assert_allclose(layer.weight.data, weight, rtol=1e-6)
    assert list(layer.state_dict()) == ["bias", "weight"]
    with pytest.raises(ValueError, match="isn't normalized"):
        nn.utils.remove_spectral_norm(layer)
    for function in (nn.utils.spectral_norm, parametrizations.spectral_norm):
        with pytest.raises(ValueError, match="1 or more"):
            function(layer, n_power_iterations=0)


def test_two_forwards_before_one_backward():
    layer = nn.utils.spectral_norm(nn.Linear(3, 2).double())
    first, second = layer(tg.ones(3, dtype=np.float64)), layer(tg.zeros(3, dtype=np.float64))
    (first.sum() - second.sum()).backward()
    assert layer.weight_orig.grad is not None


def test_a_module_without_first_values_draws_no_random_numbers():
    tg.manual_seed(0)
    expected = tg.rand(2).tolist()
    tg.manual_seed(0)
    layer = nn.utils.skip_init(nn.Linear, 3, out_features=2)
    assert layer.weight.shape == (2, 3)
    assert tg.rand(2).tolist() == expected
    with pytest.raises(RuntimeError, match="no Module"):
        nn.utils.skip_init(dict)


def test_the_text_of_a_module_with_fields_and_children():
    torch = pytest.importorskip("torch")
    texts = []
    for library in (nn, torch.nn):
        loss = library.LinearCrossEntropyLoss(3, 2, bias=True)
        texts.append(repr(loss))
    assert texts[0] == texts[1]
