"""Images sampled at any place: grids of places, and what stands there.

Source: Jaderberg et al., "Spatial Transformer Networks", NeurIPS 2015.
"""

from __future__ import annotations

import functools
import itertools
import math

import numpy as np

from ... import ops
from .checks import value_of
from .spatial import per_axis
from .vision import far, near


def affine_grid(theta, size, align_corners: bool | None = None):
    """The places that the matrices theta (N, 2, 3), or (N, 3, 4), send the pixels of an image of this shape to.

    `size` is (N, C, H, W), or (N, C, D, H, W); the result is (N, H, W, 2), or (N, D, H, W, 3), for `grid_sample`: x
    first, and −1 to 1 from edge to edge of the image, or, with `align_corners`, from middle to middle of its outermost
    pixels.
    """
    axes, shape = len(size) - 2, value_of(theta).shape
    if axes not in (2, 3) or shape != (size[0], axes, axes + 1):
        raise ValueError(
            f"affine_grid of theta {shape} for size {tuple(size)}\nhelp: (N, 2, 3) for (N, C, H, W), (N, 3, 4) for 3-d"
        )
    lengths = per_axis("size", tuple(size[2:]), axes, 1)
    rows = [middles(n, bool(align_corners), theta.dtype) for n in lengths]
    grid = np.stack([*np.meshgrid(*rows, indexing="ij")[::-1], np.ones(lengths, theta.dtype)], axis=-1)
    places = ops.matmul(np.reshape(grid, (-1, axes + 1)), ops.transpose(theta, axis1=1, axis2=2))
    return ops.reshape(places, shape=(size[0], *lengths, axes))


def middles(length: int, align_corners: bool, dtype):
    """Where the middles of the pixels of a row lie."""
    row = np.linspace(-1, 1, length) if length > 1 else np.zeros(1)
    return (row if align_corners else row * ((length - 1) / length)).astype(dtype)


def grid_sample(input, grid, mode: str = "bilinear", padding_mode: str = "zeros", align_corners: bool | None = None):
    """What stands in (N, C, H, W) at the places of the grid (N, …, …, 2): (N, C, …, …). Also with three axes in space.

    A place is (x, y), from −1 to 1 as in `affine_grid`. `mode` is "bilinear" (between the nearest pixels), "nearest" or
    "bicubic"; `padding_mode`, beyond the edge, "zeros", "border" (the nearest pixel inside) or "reflection".
    """
    axes = check_grid(value_of(input).shape, value_of(grid).shape, mode, padding_mode)
    pixels = ops.movedim(input, source=1, destination=-1)
    lengths, align = input.shape[2:], bool(align_corners)
    places = [unnormalized(ops.getitem(grid, index=(..., axes - 1 - axis)), n, align) for axis, n in enumerate(lengths)]
    if mode != "bicubic":
        places = [kept_inside(place, n, padding_mode, align) for place, n in zip(places, lengths)]
    if mode == "nearest":
        y = pixels_at(pixels, [np.rint(value_of(place)) for place in places])
    else:
        y = weighed(pixels, places, mode, padding_mode, align)
    return ops.movedim(y, source=-1, destination=1)


def check_grid(shape, grid, mode, padding_mode) -> int:
    """The number of axes in space; refuses what doesn't belong together."""
    axes = len(shape) - 2
    if axes not in (2, 3) or len(grid) != axes + 2 or grid[0] != shape[0] or grid[-1] != axes or 0 in shape[1:]:
        raise ValueError(
            f"grid_sample of an input {shape} with a grid {grid}\nhelp: (N, C, H, W) and (N, …, …, 2), or with an axis "
            "more (N, C, D, H, W) and (N, …, …, …, 3)"
        )
    if mode not in ("bilinear", "nearest", "bicubic") or (mode == "bicubic" and axes == 3):
        raise ValueError(f"grid_sample with mode {mode!r}\nhelp: 'bilinear', 'nearest', or, in two axes, 'bicubic'")
    if padding_mode not in ("zeros", "border", "reflection"):
        raise ValueError(f"grid_sample with padding_mode {padding_mode!r}\nhelp: 'zeros', 'border' or 'reflection'")
    return axes


def unnormalized(place, length: int, align_corners: bool):
    """A place from −1 to 1 as the number of a pixel."""
    return (place + 1) * ((length - 1) / 2) if align_corners else ((place + 1) * length - 1) / 2


def kept_inside(place, length: int, padding_mode: str, align_corners: bool):
    """The place with what is beyond the edge moved inside. On the edge, and beyond a border, it no longer moves."""
    if padding_mode == "zeros":
        return place
    start = value_of(place)
    end, slope = moved_inside(start, length, padding_mode, align_corners)
    return place * slope + (end - start * slope)


def moved_inside(place, length: int, padding_mode: str, align_corners: bool):
    """For an array of places: where inside they come to lie, and which way that moves with them, 1, −1 or 0."""
    slope = np.ones_like(place)
    if padding_mode == "reflection":
        low, span = (0.0, length - 1) if align_corners else (-0.5, length)
        if not span:
            return np.zeros_like(place), np.zeros_like(place)
        away, slope = np.abs(place - low), np.where(place < low, -1, 1).astype(place.dtype)
        over, odd = np.fmod(away, span), np.floor(away / span) % 2 == 1
        place, slope = np.where(odd, span - over, over) + low, np.where(odd, -slope, slope)
    outside = np.logical_or(place <= 0, place >= length - 1)
    return np.clip(place, 0, length - 1), np.where(outside, 0, slope)


def pixels_at(pixels, places):
    """The pixels (N, lengths, C) at whole-numbered places, an array (N, …) for each axis; 0 outside: (N, …, C)."""
    lengths = pixels.shape[1:-1]
    within = [np.logical_and(place >= 0, place < n) for place, n in zip(places, lengths)]
    inside = functools.reduce(np.logical_and, within)
    number = np.reshape(np.arange(pixels.shape[0]), (-1, *(1,) * (inside.ndim - 1)))
    index = (number, *(np.where(inside, place, 0).astype(int) for place in places))
    return ops.where(inside[..., None], ops.getitem(pixels, index=index), 0)


def weighed(pixels, places, mode: str, padding_mode: str, align_corners: bool):
    """The sum of the pixels around each place, weighed by how near they are."""
    lengths, cubic = pixels.shape[1:-1], mode == "bicubic"
    wholes = [np.floor(value_of(place)) for place in places]
    overs = [place - whole for place, whole in zip(places, wholes)]
    steps, weights = (
        ((-1, 0, 1, 2), [(far(t + 1), near(t), near(1 - t), far(2 - t)) for t in overs])
        if cubic
        else ((0, 1), [(1 - t, t) for t in overs])
    )
    y = 0
    for corner in itertools.product(range(len(steps)), repeat=len(places)):
        at = [whole + steps[i] for i, whole in zip(corner, wholes)]
        if cubic and padding_mode != "zeros":
            at = [moved_inside(place, n, padding_mode, align_corners)[0] for place, n in zip(at, lengths)]
        weight = math.prod(terms[i] for i, terms in zip(corner, weights))
        y = y + ops.unsqueeze(weight, axis=-1) * pixels_at(pixels, at)
    return y
