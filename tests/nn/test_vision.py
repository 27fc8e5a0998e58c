"""Paddings and rearrangements of images as layers, beside PyTorch's, and what they undo."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.nn import functional

from .against_torch import assert_like_torch


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


LAYERS = {
    "Upsample": (lambda n: n.Upsample(scale_factor=2), (1, 2, 3, 2)),
    "Upsample to a size": (lambda n: n.Upsample((5, 4), mode="bilinear", align_corners=True), (1, 2, 3, 2)),
    "Upsample, a factor anew": (
        lambda n: n.Upsample(scale_factor=(1.6, 2.3), mode="bilinear", recompute_scale_factor=True),
        (1, 1, 3, 2),
    ),
    "Upsample of a row": (lambda n: n.Upsample(7, mode="linear"), (2, 1, 3)),
    "UpsamplingNearest2d": (lambda n: n.UpsamplingNearest2d(scale_factor=2), (1, 2, 2, 3)),
    "UpsamplingBilinear2d": (lambda n: n.UpsamplingBilinear2d(size=(4, 5)), (1, 2, 2, 3)),
    "PixelShuffle": (lambda n: n.PixelShuffle(2), (2, 8, 2, 3)),
    "PixelUnshuffle": (lambda n: n.PixelUnshuffle(2), (2, 3, 4, 2)),
    "ChannelShuffle": (lambda n: n.ChannelShuffle(2), (1, 6, 2, 2)),
    "Unfold": (lambda n: n.Unfold((2, 3), dilation=1, padding=1, stride=2), (2, 2, 4, 5)),
    "Fold": (lambda n: n.Fold((4, 5), (2, 3), stride=(2, 1)), (1, 12, 6)),
    "ZeroPad1d": (lambda n: n.ZeroPad1d(2), (1, 2, 3)),
    "ZeroPad2d": (lambda n: n.ZeroPad2d((1, 0, 2, 1)), (1, 2, 3, 2)),
    "ZeroPad3d": (lambda n: n.ZeroPad3d(1), (1, 1, 2, 1, 2)),
    "ConstantPad1d": (lambda n: n.ConstantPad1d((1, 2), 3.5), (1, 2, 3)),
    "ConstantPad2d": (lambda n: n.ConstantPad2d(1, -1.0), (2, 3, 2)),
    "ConstantPad3d": (lambda n: n.ConstantPad3d((0, 1, 1, 0, 2, 0), 1), (1, 1, 2, 1, 2)),
    "ReflectionPad1d": (lambda n: n.ReflectionPad1d((2, 1)), (1, 2, 4)),
    "ReflectionPad2d": (lambda n: n.ReflectionPad2d(1), (1, 2, 3, 2)),
    "ReflectionPad3d": (lambda n: n.ReflectionPad3d(1), (1, 1, 2, 3, 2)),
    "ReplicationPad1d": (lambda n: n.ReplicationPad1d((0, 3)), (1, 2, 4)),
    "ReplicationPad2d": (lambda n: n.ReplicationPad2d((1, 2, 0, 1)), (1, 2, 3, 2)),
    "ReplicationPad3d": (lambda n: n.ReplicationPad3d(1), (1, 1, 2, 1, 2)),
    "CircularPad1d": (lambda n: n.CircularPad1d((2, 1)), (1, 2, 4)),
    "CircularPad2d": (lambda n: n.CircularPad2d(1), (1, 2, 3, 2)),
    "CircularPad3d": (lambda n: n.CircularPad3d(1), (1, 1, 2, 3, 2)),
}


@pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS)
def test_a_layer_is_pytorchs(make, shape):
    assert_like_torch(make, numbers(*shape))


@pytest.mark.parametrize("padding", [(1, 2, 3), "1", 1.5, (1.0, 1.0)])
def test_a_padding_of_other_numbers_is_refused(padding):
    with pytest.raises(ValueError, match=r"ReflectionPad1d\(.*\)\nhelp: a whole number, or 2"):
        nn.ReflectionPad1d(padding)


def test_shuffled_pixels_come_back():
    x = numbers(2, 8, 3, 2)
    np.testing.assert_array_equal(functional.pixel_unshuffle(functional.pixel_shuffle(x, 2), 2), x)


def test_folding_what_was_unfolded_counts_how_often_a_pixel_was_seen():
    x = numbers(1, 2, 4, 5)
    options = {"kernel_size": (2, 3), "stride": (1, 2), "padding": (1, 0)}
    again = functional.fold(functional.unfold(x, **options), (4, 5), **options)
    seen = functional.fold(functional.unfold(np.ones_like(x), **options), (4, 5), **options)
    np.testing.assert_allclose(again, x * seen, rtol=1e-12)
    assert seen.max() == 4


def test_the_grid_of_the_identity_samples_the_image_itself():
    x = numbers(1, 2, 3, 4)
    for align in (False, True):
        grid = functional.affine_grid(np.array([[[1.0, 0, 0], [0, 1, 0]]]), (1, 2, 3, 4), align_corners=align)
        for mode in ("bilinear", "nearest", "bicubic"):
            y = functional.grid_sample(x, grid, mode, align_corners=align)
            np.testing.assert_allclose(y, x, rtol=1e-12, atol=1e-12)


def test_a_single_pixel_reflects_itself():
    x = tg.tensor(numbers(1, 1, 1, 1), requires_grad=True)
    grid = tg.tensor(numbers(1, 2, 2, 2), requires_grad=True)
    y = functional.grid_sample(x, grid, padding_mode="reflection", align_corners=True)
    y.backward(np.ones(y.shape))
    np.testing.assert_allclose(y.data, np.full(y.shape, x.item()), rtol=1e-12)
    np.testing.assert_allclose(x.grad.data, [[[[4.0]]]])
    np.testing.assert_array_equal(grid.grad.data, np.zeros(grid.shape))


def test_resizing_to_the_same_lengths_is_a_copy():
    x = tg.tensor(numbers(1, 1, 3, 2), requires_grad=True)
    y = functional.interpolate(x, (3, 2), mode="bilinear")
    np.testing.assert_array_equal(y.data, x.data)
    assert not np.shares_memory(y.data, x.data)
