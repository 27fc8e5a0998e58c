"""Lazy layers: completed by the first call, they are PyTorch's; an optimizer may have their parameters before."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn

LAYERS = {
    "LazyLinear": (lambda library: library.LazyLinear(3), (2, 4)),
    "LazyLinear without bias": (lambda library: library.LazyLinear(3, False), (4,)),
    "LazyConv1d": (lambda library: library.LazyConv1d(4, 3, 1, 1, groups=2), (2, 6, 5)),
    "LazyConv1d of one example": (lambda library: library.LazyConv1d(4, 3), (6, 5)),
    "LazyConv2d": (lambda library: library.LazyConv2d(4, (3, 2), stride=2, bias=False), (2, 3, 5, 5)),
    "LazyConv3d": (lambda library: library.LazyConv3d(2, 2, dilation=2), (1, 3, 4, 4, 4)),
    "LazyConvTranspose1d": (lambda library: library.LazyConvTranspose1d(4, 3, 2, 1, 1, 2), (2, 6, 5)),
    "LazyConvTranspose2d": (lambda library: library.LazyConvTranspose2d(4, 3, stride=2), (2, 3, 4, 4)),
    "LazyConvTranspose3d": (lambda library: library.LazyConvTranspose3d(2, 2, bias=False), (1, 3, 2, 2, 2)),
    "LazyBatchNorm1d": (lambda library: library.LazyBatchNorm1d(1e-3, 0.2), (5, 3)),
    "LazyBatchNorm1d of sequences": (lambda library: library.LazyBatchNorm1d(), (5, 3, 4)),
    "LazyBatchNorm2d": (lambda library: library.LazyBatchNorm2d(affine=False), (2, 3, 4, 4)),
    "LazyBatchNorm3d": (lambda library: library.LazyBatchNorm3d(track_running_stats=False), (2, 3, 2, 2, 2)),
    "LazyInstanceNorm1d": (lambda library: library.LazyInstanceNorm1d(), (2, 3, 4)),
    "LazyInstanceNorm2d": (lambda library: library.LazyInstanceNorm2d(affine=False), (2, 3, 4, 4)),
    "LazyInstanceNorm3d": (lambda library: library.LazyInstanceNorm3d(1e-3), (2, 3, 2, 2, 2)),
}


@pytest.mark.parametrize("name", LAYERS)
def test_the_first_call_makes_it_pytorchs_layer(name):
    torch = pytest.importorskip("torch")
    make, shape = LAYERS[name]
    x = np.random.default_rng(0).normal(size=shape)
    ours, theirs = make(nn).double(), make(torch.nn).double()
    ours(tg.tensor(x))
    theirs(torch.tensor(x))
    assert type(ours).__name__ == type(theirs).__name__ == name.split()[0].removeprefix("Lazy")
    assert ours.extra_repr() == theirs.extra_repr()
    state = theirs.state_dict()
    assert {path: value.shape for path, value in ours.state_dict().items()} == {
        k: tuple(v.shape) for k, v in state.items()
    }
    ours.load_state_dict({path: value.numpy() for path, value in state.items()})
    np.testing.assert_allclose(
        ours(tg.tensor(x)).data, theirs(torch.tensor(x)).detach().numpy(), rtol=1e-10, atol=1e-12
    )


@pytest.mark.parametrize("name", LAYERS)
def test_the_first_call_draws_what_an_ordinary_layer_draws(name):
    make, shape = LAYERS[name]
    lazy = make(nn)
    assert not any(value.data.any() for value in lazy.parameters())
    tg.manual_seed(3)
    lazy(tg.ones(shape))
    first = [value.data.copy() for value in lazy.parameters()]
    tg.manual_seed(3)
    lazy.reset_parameters()
    for value, again in zip(first, lazy.parameters(), strict=True):
        np.testing.assert_array_equal(value, again.data)


def test_an_optimizer_may_have_the_parameters_before_the_first_call():
    net = nn.Sequential(nn.LazyLinear(4), nn.Tanh(), nn.LazyLinear(1))
    optimizer = tg.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    before = list(net.parameters())
    x = tg.randn(8, 3)
    losses = []
    for _ in range(20):
        loss = ((net(x) - 1) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert all(a is b for a, b in zip(before, net.parameters(), strict=True))
    assert losses[-1] < losses[0] / 2


def test_an_instance_norm_of_one_example_counts_its_channels():
    lazy = nn.LazyInstanceNorm1d()
    lazy(tg.randn(3, 4))
    assert lazy.weight.shape == lazy.running_mean.shape == (3,)


def test_hooks_mode_and_dtype_stay():
    lazy = nn.LazyLinear(2).double().eval()
    seen = []
    lazy.register_forward_hook(lambda module, inputs, output: seen.append(output.shape))
    lazy(input=tg.zeros(3, 5, dtype=tg.float64))
    assert seen == [(3, 2)]
    assert not lazy.training
    assert lazy.weight.dtype == lazy.bias.dtype == tg.float64


def test_an_input_that_does_not_fit_leaves_it_lazy():
    convolution = nn.LazyConv2d(4, 3, groups=2)
    with pytest.raises(ValueError, match="3 channels in 2 groups"):
        convolution(tg.zeros(1, 3, 5, 5))
    with pytest.raises(ValueError, match=r"(?s)LazyConv2d of a tensor of shape \(3, 5\).*4 axes"):
        convolution(tg.zeros(3, 5))
    with pytest.raises(ValueError, match=r"(?s)LazyBatchNorm2d of a tensor of shape \(3, 5\).*4 axes"):
        nn.LazyBatchNorm2d()(tg.zeros(3, 5))
    assert type(convolution) is nn.LazyConv2d
    assert convolution(tg.zeros(1, 6, 5, 5)).shape == (1, 4, 3, 3)
