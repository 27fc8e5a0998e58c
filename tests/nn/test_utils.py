"""Clipped gradients, parameters as a vector, weight normalization: against PyTorch."""

import copy
import pickle

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn


def trained(library, dtype):
    """Parameters with gradients, one without."""
    draw = np.random.default_rng(0)
    parameters = [library.tensor(draw.standard_normal(shape), requires_grad=True) for shape in ((2, 3), (4,), ())]
    (parameters[0] ** 2).sum().backward()
    (parameters[1] ** 3).sum().backward()
    return parameters


@pytest.mark.parametrize("order", [2.0, 1.0, 3.0, float("inf"), 0.5])
@pytest.mark.parametrize("largest", [0.1, 1e6])
def test_clipping_by_norm_is_pytorchs(order, largest):
    torch = pytest.importorskip("torch")
    ours, theirs = trained(tg, np.float64), trained(torch, torch.float64)
    norm = nn.utils.clip_grad_norm_(ours, largest, order)
    expected = torch.nn.utils.clip_grad_norm_(theirs, largest, order)
    np.testing.assert_allclose(norm.item(), expected.item(), rtol=1e-12)
    for own, their in zip(ours[:2], theirs[:2]):
        np.testing.assert_allclose(own.grad.data, their.grad.numpy(), rtol=1e-12)
    assert ours[2].grad is None


def test_clipping_by_value_is_pytorchs():
    torch = pytest.importorskip("torch")
    ours, theirs = trained(tg, np.float64), trained(torch, torch.float64)
    nn.utils.clip_grad_value_(ours, 0.3)
    torch.nn.utils.clip_grad_value_(theirs, 0.3)
    for own, their in zip(ours[:2], theirs[:2]):
        np.testing.assert_array_equal(own.grad.data, their.grad.numpy())


def test_float32_gradients_stay_float32():
    w = tg.tensor([3.0, 4.0], requires_grad=True)
    (w * w / 2).sum().backward()
    norm = nn.utils.clip_grad_norm_(w, 1.0)
    assert (norm.dtype, w.grad.dtype) == (np.float32, np.float32)
    np.testing.assert_allclose(w.grad.data, [0.6, 0.8], rtol=1e-6)


def test_a_norm_that_isnt_finite_is_an_error_if_wanted():
    w = tg.tensor([1.0], requires_grad=True)
    w.grad = tg.tensor([np.nan])
    with pytest.raises(RuntimeError, match="norm of the gradients is nan"):
        nn.utils.clip_grad_norm_([w], 1.0, error_if_nonfinite=True)
    assert np.isnan(nn.utils.clip_grad_norm_([w], 1.0).item())
    assert nn.utils.get_total_norm([]).item() == 0.0


def test_parameters_become_a_vector_and_come_back():
    net, other = nn.Linear(3, 2), nn.Linear(3, 2)
    vector = nn.utils.parameters_to_vector(net.parameters())
    assert vector.requires_grad
    np.testing.assert_array_equal(vector.data, np.r_[net.weight.data.ravel(), net.bias.data])
    nn.utils.vector_to_parameters(vector, other.parameters())
    np.testing.assert_array_equal(other.weight.data, net.weight.data)
    np.testing.assert_array_equal(other.bias.data, net.bias.data)
    with pytest.raises(ValueError, match=r"a vector of shape \(8,\) for 6 elements"):
        nn.utils.vector_to_parameters(vector, [other.weight])
    with pytest.raises(ValueError, match="there are no parameters"):
        nn.utils.parameters_to_vector([])


@pytest.mark.filterwarnings("ignore::FutureWarning")  # PyTorch has a newer spelling
@pytest.mark.parametrize("dim", [0, 1, None])
def test_weight_normalization_is_pytorchs(dim):
    torch = pytest.importorskip("torch")
    x = np.random.default_rng(1).standard_normal((4, 3))
    theirs = torch.nn.Linear(3, 2).double()
    ours = nn.Linear(3, 2).double()
    ours.load_state_dict({k: v.numpy() for k, v in theirs.state_dict().items()})
    before = ours(tg.tensor(x)).data.copy()
    nn.utils.weight_norm(ours, dim=dim)
    torch.nn.utils.weight_norm(theirs, dim=dim)
    shapes = [{k: tuple(v.shape) for k, v in net.state_dict().items()} for net in (ours, theirs)]
    assert shapes[0] == shapes[1]
    ours(tg.tensor(x)).square().sum().backward()
    theirs(torch.tensor(x)).square().sum().backward()
    np.testing.assert_allclose(ours(tg.tensor(x)).data, before, rtol=1e-12)
    for name, parameter in ours.named_parameters():
        np.testing.assert_allclose(parameter.grad.data, theirs.get_parameter(name).grad.numpy(), rtol=1e-9, atol=1e-12)
    nn.utils.remove_weight_norm(ours)
    assert sorted(ours.state_dict()) == ["bias", "weight"]
    np.testing.assert_allclose(ours(tg.tensor(x)).data, before, rtol=1e-12)
    with pytest.raises(ValueError, match="isn't normalized"):
        nn.utils.remove_weight_norm(ours)


@pytest.mark.parametrize("normalized", [nn.utils.weight_norm, nn.utils.spectral_norm])
@pytest.mark.parametrize("copied", [copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net))])
def test_a_normalized_module_is_copied(normalized, copied):
    x = tg.ones(4, 3)
    net = nn.Sequential(normalized(nn.Linear(3, 2)), nn.ReLU()).eval()
    before = net(x).data.copy()
    other = copied(net)
    assert net[0].weight.requires_grad  # the original keeps its graph
    np.testing.assert_array_equal(other[0].weight.data, net[0].weight.data)
    np.testing.assert_array_equal(other(x).data, before)
    other(x).sum().backward()
    assert all(parameter.grad is not None for parameter in other.parameters())
    assert all(parameter.grad is None for parameter in net.parameters())


def test_a_weight_is_normalized_once():
    layer = nn.utils.weight_norm(nn.Linear(2, 2))
    with pytest.raises(RuntimeError, match="'weight' is normalized already"):
        nn.utils.weight_norm(layer)


def test_a_negative_norm_is_refused():
    with pytest.raises(ValueError, match="max_norm is -1"):
        nn.utils.clip_grad_norm_(trained(tg, np.float64), -1)
