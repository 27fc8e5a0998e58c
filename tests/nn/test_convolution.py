"""Convolutions as layers: beside PyTorch's, their first values, their paddings, what they refuse."""

import math

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.nn import functional

from .against_torch import assert_like_torch


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


LAYERS = {
    "Conv1d": (lambda n: n.Conv1d(2, 3, 3), (2, 2, 5)),
    "Conv1d of one example": (lambda n: n.Conv1d(2, 3, 3), (2, 5)),
    "Conv1d, everything": (lambda n: n.Conv1d(4, 6, 2, 2, 1, 2, 2, False), (1, 4, 7)),
    "Conv2d": (lambda n: n.Conv2d(2, 3, (2, 3)), (2, 2, 4, 5)),
    "Conv2d, everything": (
        lambda n: n.Conv2d(2, 4, 3, stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2, bias=False),
        (1, 2, 5, 6),
    ),
    "Conv2d, same": (lambda n: n.Conv2d(1, 2, 3, padding="same"), (1, 1, 4, 3)),
    "Conv2d, valid": (lambda n: n.Conv2d(1, 2, 3, padding="valid"), (1, 1, 4, 3)),
    "Conv3d": (lambda n: n.Conv3d(1, 2, (2, 1, 2), stride=2), (1, 1, 4, 3, 4)),
    "ConvTranspose1d": (lambda n: n.ConvTranspose1d(2, 3, 3), (2, 2, 4)),
    "ConvTranspose1d by position": (lambda n: n.ConvTranspose1d(2, 4, 3, 2, 1, 1, 2, False, 2), (2, 2, 4)),
    "ConvTranspose2d": (lambda n: n.ConvTranspose2d(2, 2, 2, stride=2, output_padding=1, groups=2), (1, 2, 2, 3)),
    "ConvTranspose3d": (lambda n: n.ConvTranspose3d(1, 2, 2, padding=1, bias=False), (1, 1, 3, 2, 2)),
}


@pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS)
def test_a_layer_is_pytorchs(make, shape):
    assert_like_torch(make, numbers(*shape))


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
@pytest.mark.parametrize("padding", [(1, 2), "same", "valid"])
def test_every_padding_mode_is_pytorchs(mode, padding):
    assert_like_torch(lambda n: n.Conv2d(1, 2, 3, padding=padding, padding_mode=mode), numbers(2, 1, 4, 5))
    single = padding if isinstance(padding, str) else 2
    assert_like_torch(lambda n: n.Conv1d(1, 2, 3, padding=single, padding_mode=mode), numbers(1, 1, 4))


@pytest.mark.parametrize("size", [[7, 5], [8, 6], (8, 5), (1, 3, 8, 6)])
def test_output_size_chooses_among_the_lengths(size):
    assert_like_torch(
        lambda n: n.ConvTranspose2d(2, 3, 3, stride=2, padding=1), numbers(1, 2, 4, 3), output_size=list(size)
    )


def test_an_output_size_that_cannot_be_is_refused():
    layer = nn.ConvTranspose1d(1, 1, 3, stride=2)
    for size in ([8], [11], [9, 9], [1, 9]):
        with pytest.raises(ValueError, match=r"output_size .* \(1, 1, 4\)\nhelp: from \[9\] to \[10\]"):
            layer(tg.zeros(1, 1, 4), output_size=size)
    assert layer(tg.zeros(1, 1, 4), output_size=[1, 1, 10]).shape == (1, 1, 10)


def test_first_values_are_uniform_within_the_root_of_the_inputs():
    tg.manual_seed(0)
    for layer, fan_in in ((nn.Conv2d(8, 64, 5), 200), (nn.Conv1d(8, 512, 25, groups=2), 100)):
        bound = 1 / math.sqrt(fan_in)
        for parameter in (layer.weight, layer.bias):
            assert np.abs(parameter.data).max() <= bound
            assert np.abs(parameter.data).max() > 0.9 * bound
        assert abs(layer.weight.data.std() / (bound / math.sqrt(3)) - 1) < 0.02
    transposed = nn.ConvTranspose2d(16, 32, 4)  # PyTorch takes weight.shape[1] for the inputs here too
    assert 0.97 / math.sqrt(512) < np.abs(transposed.weight.data).max() <= 1 / math.sqrt(512)


def test_dtype_and_device_are_taken():
    layer = nn.Conv2d(1, 2, 3, dtype=tg.float64, device="cpu")
    assert (layer.weight.dtype, layer.bias.dtype) == (np.float64, np.float64)
    assert nn.ConvTranspose1d(1, 2, 3).weight.dtype == np.float32
    assert nn.Conv1d(2, 4, 3)(tg.ones(1, 2, 5)).dtype == np.float32


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: nn.Conv2d(3, 4, 3, groups=2), ValueError, r"3 channels to 4 in 2 groups\nhelp"),
        (lambda: nn.Conv2d(2, 4, 3, groups=0), ValueError, r"in 0 groups\nhelp"),
        (lambda: nn.Conv2d(2, -1, 3), TypeError, r"out_channels is -1\nhelp"),
        (lambda: nn.Conv2d(1, 1, 3, padding_mode="constant"), ValueError, r"no padding_mode 'constant'\nhelp: zeros"),
        (lambda: nn.Conv2d(1, 1, 3, padding="full"), ValueError, r"no padding 'full'\nhelp"),
        (lambda: nn.Conv2d(1, 1, 3, padding="same", stride=2), ValueError, r"'same' with stride \(2, 2\)\nhelp"),
        (lambda: nn.Conv2d(1, 1, (3, 3, 3)), ValueError, r"kernel_size is \(3, 3, 3\)\nhelp"),
        (lambda: nn.ConvTranspose2d(1, 1, 3, padding_mode="reflect"), ValueError, r"'reflect'\nhelp: it has zeros"),
        (lambda: nn.ConvTranspose2d(1, 1, 3, padding="same"), TypeError, r"padding 'same'\nhelp"),
        (lambda: nn.Conv2d(1, 1, 3, device="cuda"), RuntimeError, r"help"),
    ],
)
def test_what_cannot_be_is_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_a_convolution_is_numpys_correlation():
    x, kernel = numbers(9), numbers(4, seed=1)
    y = functional.conv1d(x[None, None], kernel[None, None])
    np.testing.assert_allclose(y[0, 0], np.correlate(x, kernel, "valid"), rtol=1e-12)


def test_a_transposed_convolution_is_what_a_convolution_sends_back():
    x = tg.tensor(numbers(2, 3, 7, 6), requires_grad=True)
    weight, options = numbers(4, 3, 3, 2), {"stride": (2, 1), "padding": (1, 0), "dilation": (1, 2)}
    y = functional.conv2d(x, weight, **options)
    g = numbers(*y.shape, seed=1)
    y.backward(g)
    again = functional.conv_transpose2d(g, weight, **options)
    np.testing.assert_allclose(again, x.grad.data, rtol=1e-12)


def test_one_layer_is_one_node():
    x = tg.tensor(numbers(2, 3, 5, 5), requires_grad=True)
    y = functional.conv2d(x, tg.tensor(numbers(4, 3, 3, 3), requires_grad=True), tg.ones(4), padding=1)
    assert y.op.__name__ == "convolution"
    assert y.operands[0] is x


def test_a_small_net_learns_to_tell_stripes_apart():
    tg.manual_seed(0)
    rng = np.random.default_rng(0)
    lines = rng.integers(0, 2, 40)
    images = rng.normal(0, 0.1, (40, 1, 6, 6)).astype(np.float32)
    images[lines == 0, :, ::2] += 1
    images[lines == 1, :, :, ::2] += 1
    net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(16, 2))
    optimizer = tg.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    for _ in range(30):
        optimizer.zero_grad()
        loss = functional.cross_entropy(net(tg.tensor(images)), tg.tensor(lines))
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.05
