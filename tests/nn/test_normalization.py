"""Normalization layers: against PyTorch, running statistics, what they refuse."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn

from .against_torch import assert_like_torch, normal

LAYERS = {
    "BatchNorm1d": (lambda nn: nn.BatchNorm1d(3), (4, 3)),
    "BatchNorm1d of sequences": (lambda nn: nn.BatchNorm1d(3, eps=1e-2, momentum=0.3), (4, 3, 2)),
    "BatchNorm2d": (lambda nn: nn.BatchNorm2d(2), (3, 2, 2, 3)),
    "BatchNorm2d, no scale": (lambda nn: nn.BatchNorm2d(2, affine=False), (3, 2, 2, 3)),
    "BatchNorm2d, no bias": (lambda nn: nn.BatchNorm2d(2, bias=False), (3, 2, 2, 3)),
    "BatchNorm2d, no statistics": (lambda nn: nn.BatchNorm2d(2, track_running_stats=False), (3, 2, 2, 3)),
    "BatchNorm3d": (lambda nn: nn.BatchNorm3d(2, momentum=None), (2, 2, 2, 1, 2)),
    "InstanceNorm1d": (lambda nn: nn.InstanceNorm1d(3), (2, 3, 4)),
    "InstanceNorm1d, one example": (lambda nn: nn.InstanceNorm1d(3, affine=True), (3, 4)),
    "InstanceNorm2d": (lambda nn: nn.InstanceNorm2d(2, affine=True, track_running_stats=True), (2, 2, 2, 3)),
    "InstanceNorm3d": (lambda nn: nn.InstanceNorm3d(2, eps=1e-2), (2, 2, 2, 1, 2)),
    "LayerNorm": (lambda nn: nn.LayerNorm(4), (2, 3, 4)),
    "LayerNorm of two axes": (lambda nn: nn.LayerNorm((3, 4), eps=1e-2, bias=False), (2, 3, 4)),
    "LayerNorm, no scale": (lambda nn: nn.LayerNorm([4], elementwise_affine=False), (2, 4)),
    "RMSNorm": (lambda nn: nn.RMSNorm(4), (2, 3, 4)),
    "RMSNorm, no scale": (lambda nn: nn.RMSNorm((3, 4), eps=1e-3, elementwise_affine=False), (2, 3, 4)),
    "GroupNorm": (lambda nn: nn.GroupNorm(2, 4), (2, 4, 3)),
    "GroupNorm, no scale": (lambda nn: nn.GroupNorm(3, 3, affine=False), (2, 3, 2, 2)),
    "LocalResponseNorm": (lambda nn: nn.LocalResponseNorm(2, alpha=0.1), (2, 4, 3)),
}


@pytest.mark.parametrize("train", [True, False])
@pytest.mark.parametrize("name", LAYERS)
def test_layers_are_pytorchs(name, train):
    make, shape = LAYERS[name]

    def scaled(library):
        """The layer with other weights than ones."""
        layer = make(library)
        if library is nn:
            with tg.no_grad():
                for parameter in layer.parameters():
                    parameter += parameter.data * 0 + normal(*parameter.shape, seed=1)
        return layer

    assert_like_torch(scaled, normal(*shape), train=train)


def test_the_batch_comes_out_with_mean_0_and_variance_1():
    y = nn.BatchNorm2d(3)(tg.tensor(normal(8, 3, 4, 4) * 5 + 2)).data
    np.testing.assert_allclose(y.mean(axis=(0, 2, 3)), 0, atol=1e-12)
    np.testing.assert_allclose(y.var(axis=(0, 2, 3)), 1, rtol=1e-5)


def test_running_statistics_follow_the_batches_and_are_used_in_evaluation():
    torch = pytest.importorskip("torch")
    for momentum in (0.1, 0.5, None):
        ours, theirs = nn.BatchNorm1d(3, momentum=momentum), torch.nn.BatchNorm1d(3, momentum=momentum)
        for seed in range(4):
            batch = normal(5, 3, seed=seed).astype(np.float32)
            ours(tg.tensor(batch))
            theirs(torch.tensor(batch))
        assert ours.num_batches_tracked.item() == 4
        for name in ("running_mean", "running_var"):
            statistic = getattr(ours, name)
            assert statistic.dtype == np.float32
            np.testing.assert_allclose(statistic.data, getattr(theirs, name).numpy(), rtol=1e-5, atol=1e-6)
        before = ours.running_mean.data.copy()
        batch = normal(5, 3, seed=9).astype(np.float32)
        expected = theirs.eval()(torch.tensor(batch)).detach().numpy()
        np.testing.assert_allclose(ours.eval()(tg.tensor(batch)).data, expected, rtol=1e-4, atol=1e-5)
        np.testing.assert_array_equal(ours.running_mean.data, before)


def test_a_momentum_of_none_is_the_mean_of_all_batches():
    layer = nn.BatchNorm1d(2, momentum=None).double()
    batches = [normal(6, 2, seed=seed) for seed in range(3)]
    for batch in batches:
        layer(tg.tensor(batch))
    np.testing.assert_allclose(layer.running_mean.data, np.mean([b.mean(axis=0) for b in batches], axis=0), rtol=1e-12)
    variances = [b.var(axis=0, ddof=1) for b in batches]
    np.testing.assert_allclose(layer.running_var.data, np.mean(variances, axis=0), rtol=1e-12)


def test_forgetting_the_statistics():
    layer = nn.BatchNorm1d(2)
    layer(tg.tensor(normal(6, 2)))
    layer.reset_running_stats()
    assert (layer.running_mean.tolist(), layer.running_var.tolist()) == ([0, 0], [1, 1])
    assert layer.num_batches_tracked.item() == 0


def test_statistics_are_no_parameters():
    layer = nn.BatchNorm1d(2)
    assert [name for name, _ in layer.named_parameters()] == ["weight", "bias"]
    assert [name for name, _ in layer.named_buffers()] == ["running_mean", "running_var", "num_batches_tracked"]
    assert layer.num_batches_tracked.dtype == np.int64
    assert layer.double().running_mean.dtype == np.float64
    assert layer.num_batches_tracked.dtype == np.int64


def test_a_statistic_that_was_used_and_then_moved_makes_backward_refuse():
    layer = nn.BatchNorm1d(2).double().eval()
    x = tg.tensor(normal(4, 2), requires_grad=True)
    y = layer(x).sum()
    layer.train()(x)
    with pytest.raises(RuntimeError, match="changed in place"):
        y.backward()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_stays(dtype):
    x = tg.ones(2, 4, 3, dtype=dtype)
    for layer in (nn.BatchNorm1d(4), nn.LayerNorm(3), nn.GroupNorm(2, 4), nn.InstanceNorm1d(4), nn.RMSNorm(3)):
        assert layer.to(dtype)(x).dtype == dtype
        assert all(parameter.dtype == dtype for parameter in layer.parameters())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.BatchNorm2d(3)(tg.ones(2, 3, 4)), r"BatchNorm2d of a tensor of shape \(2, 3, 4\).*4 axes"),
        (lambda: nn.BatchNorm1d(3)(tg.ones(2, 3, 4, 5)), "BatchNorm1d.*2 or 3 axes"),
        (lambda: nn.BatchNorm1d(3)(tg.ones(1, 3)), "one value per channel"),
        (lambda: nn.BatchNorm1d(3)(tg.ones(2, 4)), r"\(3,\).*\(2, 4\)"),
        (lambda: nn.InstanceNorm2d(3)(tg.ones(3, 4)), "InstanceNorm2d.*3 or 4 axes"),
        (lambda: nn.InstanceNorm1d(3, affine=True)(tg.ones(2, 4, 5)), r"InstanceNorm1d\(3\) of 4 channels"),
        (lambda: nn.GroupNorm(2, 3), r"GroupNorm\(2, 3\)"),
        (lambda: nn.LayerNorm(4)(tg.ones(2, 3)), r"layer_norm over \(4,\)"),
    ],
)
def test_what_they_refuse(call, message):
    with pytest.raises(ValueError, match=f"(?s){message}") as caught:
        call()
    assert "help:" in str(caught.value)


def test_other_channels_where_it_does_not_matter_are_a_warning():
    with pytest.warns(UserWarning, match=r"InstanceNorm1d\(3\) of 4 channels"):
        y = nn.InstanceNorm1d(3)(tg.tensor(normal(2, 4, 5)))
    assert y.shape == (2, 4, 5)


def test_another_device_is_refused():
    with pytest.raises(RuntimeError, match="no device 'cuda'"):
        nn.BatchNorm1d(3, device="cuda")
