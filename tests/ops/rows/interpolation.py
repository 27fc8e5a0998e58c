"""Rows of images: windows as columns, pixels rearranged, resized, sampled."""

from __future__ import annotations

import numpy as np

import tinygrad_edu.nn.functional as F
from tinygrad_edu import ops

from ..references import torch
from ..row import ErrorInput, Row, leaf
from ..samples import given, normal
from .convolution import each, torch_functional, windows_by_hand


def resample_by_hand(x, places, weights, axis):
    """`resample`, an element at a time."""
    moved = np.moveaxis(x, axis, 0)
    weights = np.ones(places.shape) if weights is None else weights
    elements = [sum(w * moved[p] for p, w in zip(places[:, i], weights[:, i])) for i in range(places.shape[1])]
    return np.moveaxis(np.stack(elements), 0, axis)


def unfold_by_hand(x, kernel_size, dilation=1, padding=0, stride=1):
    """`unfold` by windows."""
    if x.ndim == 3:
        return unfold_by_hand(x[None], kernel_size, dilation, padding, stride)[0]
    wide = np.pad(x, [(0, 0), (0, 0), *((p, p) for p in each(padding, 2))])
    parts = windows_by_hand(wide, each(kernel_size, 2), each(stride, 2), each(dilation, 2))
    return np.reshape(parts, (x.shape[0], x.shape[1] * np.prod(each(kernel_size, 2)), -1))


def near_kinks(*operands, **options):
    """Whether the grid keeps away from the middles of pixels and from the edges, where the slope changes."""
    x, grid = operands[:2]
    n = np.array(x.shape[:1:-1])
    align = options.get("align_corners", False)
    places = (grid + 1) * (n - 1) / 2 if align else ((grid + 1) * n - 1) / 2
    return bool(np.all(np.abs(places * 2 - np.round(places * 2)) > 1e-4))


def places(*shape):
    """A grid of places, some of them outside."""
    return lambda rng: rng.uniform(-1.6, 1.6, shape)


GRID = np.random.default_rng(7).uniform(-1.6, 1.6, (2, 2, 3, 2))
GRID_3D = np.random.default_rng(8).uniform(-1.3, 1.3, (1, 1, 2, 3, 3))


def nearest_sample(input, **options):
    """grid_sample in mode "nearest", whose grid has no gradient."""
    grid = GRID if len(input.shape) == 4 else GRID_3D
    return F.grid_sample(input, np.array(grid, input.dtype), "nearest", **options)


def torch_nearest(input, **options):
    """The same in PyTorch."""
    grid = torch.from_numpy(GRID if input.ndim == 4 else GRID_3D)
    return torch.nn.functional.grid_sample(input, grid, "nearest", **{"align_corners": False, **options})


def torch_sample(input, grid, mode="bilinear", padding_mode="zeros", align_corners=False):
    """grid_sample in PyTorch, which warns where align_corners isn't said."""
    return torch.nn.functional.grid_sample(input, grid, mode, padding_mode, align_corners)


IMAGES = (
    Row(
        "resample",
        ops.resample,
        {
            "picked": given(normal(2, 3, 2), places=np.array([[0, 2, 2, 1]]), weights=None, axis=1),
            "weighed": given(
                normal(3, 2),
                places=np.array([[0, 1], [1, 1], [2, 0]]),
                weights=np.array([[0.5, 2.0], [-1.0, 3.0], [0.25, 0.0]]),
                axis=0,
            ),
        },
        covers=(ops.resample,),
        numpy=resample_by_hand,
        records=False,
    ),
    Row(
        "interpolate",
        F.interpolate,
        {
            "nearest": given(normal(1, 2, 3), 5),
            "nearest, by a factor": given(normal(1, 1, 2, 3), scale_factor=1.7),
            "nearest, twice": given(normal(1, 1, 3, 2), scale_factor=2),
            "nearest, a factor that leaves a length": given(normal(1, 1, 4, 3), scale_factor=(1.1, 2.2)),
            "nearest-exact": given(normal(1, 1, 5), size=3, mode="nearest-exact"),
            "nearest-exact, three axes": given(normal(1, 1, 2, 2, 2), scale_factor=(1.5, 2, 1), mode="nearest-exact"),
            "linear": given(normal(1, 2, 4), size=(7,), mode="linear"),
            "linear, align_corners": given(normal(2, 1, 4), 7, mode="linear", align_corners=True),
            "linear, to one": given(normal(1, 1, 4), 1, None, "linear", True),
            "linear, by a factor": given(normal(1, 1, 4), scale_factor=1.6, mode="linear"),
            "linear, a factor anew": given(
                normal(1, 1, 4), scale_factor=1.6, mode="linear", recompute_scale_factor=True
            ),
            "bilinear": given(normal(1, 1, 3, 4), size=(5, 2), mode="bilinear"),
            "bilinear, align_corners": given(normal(1, 1, 3, 2), scale_factor=2, mode="bilinear", align_corners=True),
            "bicubic": given(normal(1, 1, 3, 4), size=(5, 4), mode="bicubic"),
            "bicubic, align_corners": given(normal(1, 1, 2, 3), size=(4, 5), mode="bicubic", align_corners=True),
            "trilinear": given(normal(1, 1, 2, 2, 3), size=(3, 2, 2), mode="trilinear"),
            "area": given(normal(1, 1, 3, 4), size=(2, 3), mode="area"),
            "area, by a factor": given(normal(1, 1, 4), scale_factor=0.5, mode="area"),
        },
        covers=(F.interpolate,),
        torch=torch_functional("interpolate"),
        also=(
            lambda x, size=None, scale_factor=None, mode="nearest", align_corners=None, **options: F.interpolate(
                input=x, size=size, scale_factor=scale_factor, mode=mode, align_corners=align_corners, **options
            ),
        ),
        errors=(
            ErrorInput(
                "no such mode",
                lambda: F.interpolate(leaf(1, 1, 2), 3, mode="cubic"),
                ValueError,
                r"no mode 'cubic'\nhelp",
            ),
            ErrorInput(
                "not for so many axes",
                lambda: F.interpolate(leaf(1, 1, 2), 3, mode="bilinear"),
                ValueError,
                r"shape \(1, 1, 2\) in mode 'bilinear'\nhelp",
            ),
            ErrorInput("too few axes", lambda: F.interpolate(leaf(1, 2), 3), ValueError, r"shape \(1, 2\).*help"),
            ErrorInput("no size", lambda: F.interpolate(leaf(1, 1, 2)), ValueError, r"a size or a scale_factor\nhelp"),
            ErrorInput(
                "both sizes",
                lambda: F.interpolate(leaf(1, 1, 2), 3, 1.5),
                ValueError,
                r"a size or a scale_factor\nhelp",
            ),
            ErrorInput(
                "too small a factor",
                lambda: F.interpolate(leaf(1, 1, 2), scale_factor=0.3),
                ValueError,
                r"scale_factor 0.3 of lengths \(2,\)\nhelp",
            ),
            ErrorInput(
                "align_corners for nearest",
                lambda: F.interpolate(leaf(1, 1, 2), 3, align_corners=True),
                ValueError,
                r"align_corners with mode 'nearest'\nhelp",
            ),
            ErrorInput(
                "a factor anew without a factor",
                lambda: F.interpolate(leaf(1, 1, 2), 3, recompute_scale_factor=True),
                ValueError,
                r"recompute_scale_factor with a size\nhelp",
            ),
            ErrorInput(
                "antialias",
                lambda: F.interpolate(leaf(1, 1, 2, 2), 3, mode="bilinear", antialias=True),
                ValueError,
                r"no antialias\nhelp",
            ),
        ),
    ),
    Row(
        "upsample",
        F.upsample,
        {"nearest": given(normal(1, 1, 3), 5), "linear": given(normal(1, 1, 3), 5, mode="linear", align_corners=True)},
        covers=(F.upsample,),
        torch=lambda *operands, **options: torch.nn.functional.interpolate(*operands, **options),
    ),
    Row(
        "upsample_nearest",
        F.upsample_nearest,
        {"size": given(normal(1, 1, 2, 3), 4), "factor": given(normal(1, 1, 3), scale_factor=2)},
        covers=(F.upsample_nearest,),
        torch=lambda *operands, **options: torch.nn.functional.interpolate(*operands, **options, mode="nearest"),
    ),
    Row(
        "upsample_bilinear",
        F.upsample_bilinear,
        {"size": given(normal(1, 1, 2, 3), (4, 5)), "factor": given(normal(1, 1, 2, 2), scale_factor=2)},
        covers=(F.upsample_bilinear,),
        torch=lambda *operands, **options: torch.nn.functional.interpolate(
            *operands, **options, mode="bilinear", align_corners=True
        ),
    ),
    Row(
        "unfold",
        F.unfold,
        {
            "plain": given(normal(2, 2, 3, 3), 2),
            "one example": given(normal(2, 3, 4), (2, 3)),
            "everything": given(normal(1, 1, 4, 5), (2, 3), dilation=(2, 1), padding=1, stride=2),
            "by position": given(normal(1, 1, 4, 4), 2, 2, 1, 3),
        },
        covers=(F.unfold,),
        numpy=unfold_by_hand,
        records=False,
        torch=torch_functional("unfold"),
        errors=(
            ErrorInput(
                "too few axes", lambda: F.unfold(leaf(2, 3), 2), ValueError, r"unfold of a tensor of shape \(2, 3\)"
            ),
            ErrorInput(
                "too large", lambda: F.unfold(leaf(1, 2, 2), 3), ValueError, r"spans \(3, 3\) doesn't fit.*\(2, 2\)"
            ),
        ),
    ),
    Row(
        "fold",
        F.fold,
        {
            "plain": given(normal(2, 8, 4), 3, 2),
            "one example": given(normal(6, 4), (3, 4), (2, 3), stride=(1, 1)),
            "everything": given(normal(1, 12, 6), (4, 5), (2, 3), dilation=(2, 1), padding=1, stride=2),
        },
        covers=(F.fold,),
        torch=torch_functional("fold"),
        errors=(
            ErrorInput(
                "another number of windows",
                lambda: F.fold(leaf(1, 4, 5), 3, 2),
                ValueError,
                r"fold of shape \(1, 4, 5\) to \(3, 3\).*\(2, 2\) of them\nhelp.*multiple of 4, 4",
            ),
        ),
    ),
    Row(
        "pixel_shuffle",
        F.pixel_shuffle,
        {
            "one example": given(normal(4, 2, 1), 2),
            "two leading axes": given(normal(1, 2, 8, 1, 2), upscale_factor=2),
            "by one": given(normal(1, 2, 2, 2), 1),
        },
        covers=(F.pixel_shuffle,),
        torch=torch_functional("pixel_shuffle"),
        errors=(
            ErrorInput(
                "channels", lambda: F.pixel_shuffle(leaf(1, 6, 2, 2), 2), ValueError, r"\(1, 6, 2, 2\) by 2\nhelp"
            ),
        ),
    ),
    Row(
        "pixel_unshuffle",
        F.pixel_unshuffle,
        {"one example": given(normal(1, 4, 2), 2), "leading axes": given(normal(1, 2, 2, 3, 3), downscale_factor=3)},
        covers=(F.pixel_unshuffle,),
        torch=torch_functional("pixel_unshuffle"),
        errors=(
            ErrorInput("lengths", lambda: F.pixel_unshuffle(leaf(1, 3, 2), 2), ValueError, r"\(1, 3, 2\) by 2\nhelp"),
        ),
    ),
    Row(
        "channel_shuffle",
        F.channel_shuffle,
        {"plain": given(normal(2, 6, 1), 2), "images": given(normal(1, 6, 2, 2), groups=3)},
        covers=(F.channel_shuffle,),
        torch=torch_functional("channel_shuffle"),
        errors=(
            ErrorInput(
                "channels", lambda: F.channel_shuffle(leaf(1, 5, 2), 2), ValueError, r"\(1, 5, 2\) in 2 groups\nhelp"
            ),
        ),
    ),
    Row(
        "affine_grid",
        F.affine_grid,
        {
            "images": given(normal(2, 2, 3), (2, 1, 2, 3)),
            "align_corners": given(normal(1, 2, 3), (1, 1, 3, 2), align_corners=True),
            "three axes": given(normal(1, 3, 4), (1, 1, 2, 1, 2), align_corners=False),
        },
        covers=(F.affine_grid,),
        torch=lambda theta, size, align_corners=False: torch.nn.functional.affine_grid(theta, size, align_corners),
        errors=(
            ErrorInput(
                "another size",
                lambda: F.affine_grid(leaf(2, 2, 3), (1, 1, 2, 2)),
                ValueError,
                r"affine_grid of theta \(2, 2, 3\) for size \(1, 1, 2, 2\)\nhelp",
            ),
        ),
    ),
    Row(
        "grid_sample",
        F.grid_sample,
        {
            "bilinear": given(normal(2, 2, 3, 4), places(2, 2, 2, 2)),
            "align_corners": given(normal(1, 1, 3, 4), places(1, 2, 3, 2), align_corners=True),
            "border": given(normal(1, 2, 3, 4), places(1, 2, 3, 2), padding_mode="border"),
            "reflection": given(normal(1, 1, 3, 4), places(1, 2, 3, 2), "bilinear", "reflection"),
            "reflection, align_corners": given(
                normal(1, 1, 3, 4), places(1, 2, 3, 2), padding_mode="reflection", align_corners=True
            ),
            "bicubic": given(normal(1, 1, 4, 4), places(1, 1, 3, 2), mode="bicubic"),
            "bicubic, border": given(normal(1, 1, 3, 4), places(1, 1, 3, 2), "bicubic", "border", True),
            "bicubic, reflection": given(normal(1, 1, 3, 4), places(1, 1, 3, 2), "bicubic", "reflection"),
            "three axes": given(normal(1, 1, 2, 3, 2), places(1, 1, 2, 2, 3)),
        },
        covers=(F.grid_sample,),
        torch=torch_sample,
        domain=near_kinks,
        errors=(
            ErrorInput(
                "a grid for other axes",
                lambda: F.grid_sample(leaf(1, 1, 2, 2), leaf(1, 2, 2, 3)),
                ValueError,
                r"input \(1, 1, 2, 2\) with a grid \(1, 2, 2, 3\)\nhelp",
            ),
            ErrorInput(
                "no such mode",
                lambda: F.grid_sample(leaf(1, 1, 2, 2), leaf(1, 2, 2, 2), "linear"),
                ValueError,
                r"mode 'linear'\nhelp",
            ),
            ErrorInput(
                "no such padding_mode",
                lambda: F.grid_sample(leaf(1, 1, 2, 2), leaf(1, 2, 2, 2), padding_mode="circular"),
                ValueError,
                r"padding_mode 'circular'\nhelp",
            ),
        ),
    ),
    Row(
        "grid_sample, nearest",
        nearest_sample,
        {
            "zeros": given(normal(2, 1, 3, 4)),
            "border": given(normal(2, 1, 3, 4), padding_mode="border"),
            "reflection": given(normal(2, 2, 3, 4), padding_mode="reflection", align_corners=True),
            "three axes": given(normal(1, 1, 3, 2, 4)),
        },
        covers=(),
        torch=torch_nearest,
    ),
)
