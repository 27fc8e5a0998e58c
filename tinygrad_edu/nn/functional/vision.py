"""Images: taken apart and put together, resized, and sampled at any place."""

from __future__ import annotations

import math

import numpy as np

from ... import ops
from .checks import value_of
from .pooling import adapted_mean
from .spatial import check_spatial, examples_of, per_axis

# Windows as columns


def unfold(input, kernel_size, dilation=1, padding=0, stride=1):
    """The windows of (N, C, H, W) as columns: (N, C · elements of a window, windows). `fold` is the adjoint."""
    check_spatial("unfold", input, 2)
    size, stride = per_axis("kernel_size", kernel_size, 2, 1), per_axis("stride", stride, 2, 1)
    dilation, padding = per_axis("dilation", dilation, 2, 1), per_axis("padding", padding, 2)
    x = examples_of(input, 2)
    parts = ops.windows(around(x, padding), size=size, stride=stride, dilation=dilation)
    shape = (x.shape[0], x.shape[1] * math.prod(size), math.prod(parts.shape[-2:]))
    y = ops.reshape(parts, shape=shape)
    return y if len(input.shape) == 4 else ops.squeeze(y, axis=0)


def around(x, padding):
    """x with zeros on both sides of its last axes."""
    leading = len(x.shape) - len(padding)
    return ops.pad(x, width=((0, 0),) * leading + tuple((p, p) for p in padding)) if any(padding) else x


def fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """Columns (N, C · elements of a window, windows) added up at the places of their windows: (N, C, *output_size)."""
    wanted, size = per_axis("output_size", output_size, 2, 1), per_axis("kernel_size", kernel_size, 2, 1)
    dilation, padding = per_axis("dilation", dilation, 2, 1), per_axis("padding", padding, 2)
    stride, shape = per_axis("stride", stride, 2, 1), value_of(input).shape
    lengths = tuple(n + 2 * p for n, p in zip(wanted, padding))
    counts = tuple((n - d * (k - 1) - 1) // s + 1 for n, d, k, s in zip(lengths, dilation, size, stride))
    if len(shape) not in (2, 3) or shape[-2] % math.prod(size) or shape[-1] != math.prod(counts) or min(counts) < 1:
        raise ValueError(
            f"fold of shape {shape} to {wanted}, windows of size {size}: there are {counts} of them\nhelp: the "
            f"input is (examples, a multiple of {math.prod(size)}, {max(math.prod(counts), 0)})"
        )
    x = input if len(shape) == 3 else ops.unsqueeze(input, axis=0)
    parts = ops.reshape(x, shape=(x.shape[0], x.shape[1] // math.prod(size), *size, *counts))
    y = ops.overlap_add(parts, lengths=lengths, stride=stride, dilation=dilation)
    inside = (..., *(slice(p, p + n) for p, n in zip(padding, wanted)))
    y = ops.getitem(y, index=inside) if any(padding) else y
    return y if len(shape) == 3 else ops.squeeze(y, axis=0)


# Channels as pixels


def pixel_shuffle(input, upscale_factor: int):
    """(…, C r², H, W) as (…, C, H r, W r): each group of r² channels becomes a square of pixels."""
    (r,), shape = per_axis("upscale_factor", upscale_factor, 1, 1), value_of(input).shape
    if len(shape) < 3 or shape[-3] % r**2:
        raise ValueError(f"pixel_shuffle of shape {shape} by {r}\nhelp: the channels are a multiple of {r**2}")
    *leading, c, h, w = shape
    n, parts = len(leading), ops.reshape(input, shape=(*leading, c // r**2, r, r, h, w))
    moved = ops.permute(parts, axes=(*range(n + 1), n + 3, n + 1, n + 4, n + 2))
    return ops.reshape(moved, shape=(*leading, c // r**2, h * r, w * r))


def pixel_unshuffle(input, downscale_factor: int):
    """(…, C, H r, W r) as (…, C r², H, W): what `pixel_shuffle` did, undone."""
    (r,), shape = per_axis("downscale_factor", downscale_factor, 1, 1), value_of(input).shape
    if len(shape) < 3 or shape[-2] % r or shape[-1] % r:
        raise ValueError(f"pixel_unshuffle of shape {shape} by {r}\nhelp: height and width are multiples of {r}")
    *leading, c, h, w = shape
    n, parts = len(leading), ops.reshape(input, shape=(*leading, c, h // r, r, w // r, r))
    moved = ops.permute(parts, axes=(*range(n + 1), n + 2, n + 4, n + 1, n + 3))
    return ops.reshape(moved, shape=(*leading, c * r**2, h // r, w // r))


def channel_shuffle(input, groups: int):
    """(N, C, …) with the channels of the groups dealt out in turn: a0 a1 b0 b1 becomes a0 b0 a1 b1."""
    (groups,), shape = per_axis("groups", groups, 1, 1), value_of(input).shape
    if len(shape) < 3 or shape[1] % groups:
        raise ValueError(f"channel_shuffle of shape {shape} in {groups} groups\nhelp: channels are a multiple of them")
    parts = ops.reshape(input, shape=(shape[0], groups, shape[1] // groups, *shape[2:]))
    return ops.reshape(ops.transpose(parts, axis1=1, axis2=2), shape=shape)


# Another size

MODES = {"linear": 1, "bilinear": 2, "trilinear": 3, "bicubic": 2}  # and the number of spatial axes
ANY_AXES = ("nearest", "nearest-exact", "area")


def interpolate(
    input,
    size=None,
    scale_factor=None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
):
    """The input (N, C, lengths) with other lengths: `size`, or `scale_factor` times those it has, rounded down.

    `mode` is "nearest", "nearest-exact" (nearest in the middle of a pixel, not at its edge), "linear" (3 axes in all),
    "bilinear" or "bicubic" (4), "trilinear" (5) or "area" (the mean). With `align_corners` the middles of the pixels at
    the corners stay where they are, otherwise the corners themselves. There is no antialias.
    """
    axes = len(value_of(input).shape) - 2
    check_mode(mode, axes, value_of(input).shape, align_corners, antialias)
    lengths = input.shape[2:]
    wanted, factors = new_lengths(lengths, size, scale_factor)
    if recompute_scale_factor and size is not None:
        raise ValueError("recompute_scale_factor with a size\nhelp: it goes with scale_factor")
    if recompute_scale_factor:
        factors = (None,) * axes
    if mode == "area":
        return adapted_mean("interpolate", axes, input, wanted)
    dtype, output = input.dtype, input
    if dtype.kind != "f" and not mode.startswith("nearest"):
        output = ops.cast(input, dtype=np.dtype(np.float64))
    for axis, (n, m, factor) in enumerate(zip(lengths, wanted, factors), 2):
        places, weights = terms(mode, axes, n, m, factor, bool(align_corners))
        output = ops.resample(output, places=places, weights=weights, axis=axis)
    return output if output.dtype == dtype else ops.cast(ops.round(output), dtype=dtype)


def terms(mode: str, axes: int, length: int, wanted: int, factor: float | None, align_corners: bool):
    """For each new element along one axis the places of the old ones that it is made of, and their weights.

    As in PyTorch most modes keep a length that stays as it is, even if a factor would move its pixels; and "nearest"
    in two axes doubles each pixel of a length that doubles.
    """
    plain = mode == "nearest" and axes == 2
    if length == wanted and (plain or mode in ("linear", "bilinear", "trilinear")):
        return np.arange(length)[None], None
    if mode.startswith("nearest"):
        factor = 2.0 if plain and wanted == 2 * length else factor
        return nearest(length, wanted, factor, 0.5 if mode == "nearest-exact" else 0.0), None
    around = cubic_terms if mode == "bicubic" else linear_terms
    return around(length, *source_places(length, wanted, factor, align_corners, beyond=mode == "bicubic"))


def check_mode(mode, axes, shape, align_corners, antialias) -> None:
    """Refuse a mode that isn't there, or not for so many axes."""
    if mode not in MODES and mode not in ANY_AXES:
        raise ValueError(f"no mode {mode!r}\nhelp: {', '.join([*ANY_AXES, *MODES])}")
    if not 1 <= axes <= 3 or MODES.get(mode, axes) != axes:
        raise ValueError(
            f"interpolate a tensor of shape {shape} in mode {mode!r}\nhelp: (examples, channels, …), and behind them "
            "one axis for linear, two for bilinear and bicubic, three for trilinear, one to three for the others"
        )
    if align_corners is not None and mode in ANY_AXES:
        raise ValueError(
            f"align_corners with mode {mode!r}\nhelp: it goes with linear, bilinear, bicubic and trilinear"
        )
    if antialias:
        raise ValueError("there is no antialias\nhelp: blur the image first, or use mode 'area'")


def new_lengths(lengths, size, scale_factor):
    """The lengths that are wanted, and for each axis by which factor it was asked for, or None."""
    axes = len(lengths)
    if (size is None) == (scale_factor is None):
        raise ValueError("interpolate wants a size or a scale_factor\nhelp: one of the two")
    if size is not None:
        return per_axis("size", size, axes, 1), (None,) * axes
    factors = tuple(scale_factor) if isinstance(scale_factor, (tuple, list)) else (scale_factor,) * axes
    wanted = tuple(math.floor(n * factor) for n, factor in zip(lengths, factors))
    if len(factors) != axes or min(wanted) < 1:
        raise ValueError(
            f"scale_factor {scale_factor} of lengths {lengths}\nhelp: a number for each axis, and not so small"
        )
    return wanted, tuple(float(factor) for factor in factors)


def nearest(length: int, wanted: int, factor: float | None, middle: float):
    """For each new element the old one that it takes, as an array of one row. PyTorch computes it in float32."""
    step = np.float32(length / wanted if factor is None else 1 / factor)
    places = np.floor((np.arange(wanted, dtype=np.float32) + np.float32(middle)) * step).astype(int)
    return np.minimum(places, length - 1)[None]


def source_places(length: int, wanted: int, factor: float | None, align_corners: bool, beyond: bool):
    """For each new element its place among the old: the whole part, and what is over; below 0 only if `beyond`."""
    if align_corners:
        place = np.arange(wanted) * ((length - 1) / (wanted - 1) if wanted > 1 else 0.0)
    else:
        place = (np.arange(wanted) + 0.5) * (length / wanted if factor is None else 1 / factor) - 0.5
    place = place if beyond else np.maximum(place, 0)
    whole = np.floor(place)
    return whole.astype(int), place - whole


def linear_terms(length: int, whole, over):
    """The two neighbours of each place, and their weights."""
    return np.minimum([whole, whole + 1], length - 1), np.stack([1 - over, over])


def cubic_terms(length: int, whole, over):
    """The four neighbours of each place, and their weights: the cubic convolution of Keys (1981), with a = −0.75."""
    places = np.clip([whole - 1, whole, whole + 1, whole + 2], 0, length - 1)
    return places, np.stack([far(over + 1), near(over), near(1 - over), far(2 - over)])


def near(t, a=-0.75):
    """The kernel of cubic convolution for 0 ≤ t ≤ 1."""
    return ((a + 2) * t - (a + 3)) * t * t + 1


def far(t, a=-0.75):
    """The kernel of cubic convolution for 1 ≤ t ≤ 2."""
    return ((a * t - 5 * a) * t + 8 * a) * t - 4 * a


def upsample(input, size=None, scale_factor=None, mode: str = "nearest", align_corners: bool | None = None):
    """`interpolate`, under its old name."""
    return interpolate(input, size, scale_factor, mode, align_corners)


def upsample_nearest(input, size=None, scale_factor=None):
    """`interpolate` to the nearest pixel."""
    return interpolate(input, size, scale_factor, "nearest")


def upsample_bilinear(input, size=None, scale_factor=None):
    """`interpolate` between four pixels, those at the corners staying there."""
    return interpolate(input, size, scale_factor, "bilinear", align_corners=True)
