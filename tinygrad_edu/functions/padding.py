"""Padding: more elements at the ends of a tensor's axes, or fewer."""

from __future__ import annotations

import numpy as np

from .. import ops
from .arguments import ndim

NUMPY_MODES = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def pad(input, pad, mode="constant", value=None):
    """The tensor with elements added at the ends of its last axes: ``pad`` is (left, right, top, bottom, …).

    The pairs go from the last axis to the front; a negative number takes elements away. Modes: "constant", with
    `value` (0) in the new places; "reflect", as a mirror at the last element shows; "replicate", the last element
    again; "circular", what stands at the other end. All but the first are for the one, two or three last axes of a
    tensor that has one or two more.

    >>> import tinygrad_edu as tg
    >>> tg.nn.functional.pad(tg.tensor([[1, 2, 3]]), (1, 2), mode="reflect")
    tensor([[2, 1, 2, 3, 2, 1]])
    """
    if mode == "constant":
        return constant_pad_nd(input, pad, 0 if value is None else value)
    if mode not in NUMPY_MODES:
        raise ValueError(f"no padding mode {mode!r}\nhelp: 'constant', 'reflect', 'replicate' or 'circular'")
    if value is not None:
        raise ValueError(f"padding mode {mode!r} takes no value\nhelp: only 'constant' does")
    axes, padded = ndim(input), len(pad) // 2
    if not 1 <= padded <= 3 or not 1 <= axes - padded <= 2:
        raise ValueError(
            f"pad {tuple(pad)} of shape {input.shape}, mode {mode!r}\nhelp: up to three axes, with one or two in front"
        )
    for axis, (before, behind) in enumerate(pairs(input, pad)):
        if before or behind:
            check_width(input.shape, axis, before, behind, mode)
            places = sources(input.shape[axis], before, behind, mode)
            input = ops.getitem(input, index=(slice(None),) * axis + (places,))
    return input


def constant_pad_nd(input, pad, value=0):
    """`pad` with a number in the new places."""
    widths = pairs(input, pad)
    if not widths:
        return ops.clone(input)
    kept = [n - max(-before, 0) - max(-behind, 0) for (before, behind), n in zip(widths, input.shape)]
    if min(kept) < 0:
        raise ValueError(f"pad {tuple(pad)} of shape {input.shape}\nhelp: no more can be taken away than is there")
    if any(width < 0 for both in widths for width in both):
        starts = [max(-before, 0) for before, _ in widths]
        input = ops.getitem(input, index=tuple(slice(start, start + n) for start, n in zip(starts, kept)))
    added = tuple((max(before, 0), max(behind, 0)) for before, behind in widths)
    return ops.pad(input, width=added, value=np.asarray(value).astype(input.dtype).item())


def pairs(input, pad) -> tuple:
    """How many elements come before and behind, for each axis from the first on."""
    axes = ndim(input)
    if len(pad) % 2 or len(pad) > 2 * axes:
        raise ValueError(
            f"pad {tuple(pad)} of shape {input.shape}\nhelp: two numbers for each axis, the last axis first"
        )
    return ((0, 0),) * (axes - len(pad) // 2) + tuple(zip(pad[::2], pad[1::2]))[::-1]


def check_width(shape, axis: int, before: int, behind: int, mode: str) -> None:
    """Refuse to reflect more than there is, to go round more than once, and to leave nothing."""
    length, most = shape[axis], max(before, behind)
    limit = {"reflect": length - 1, "circular": length}.get(mode, most)
    if most > limit or before + length + behind < 1 or not length:
        raise ValueError(
            f"pad ({before}, {behind}) along axis {axis} of shape {shape}, mode {mode!r}\n"
            f"help: at most {limit} at an end, and an element must be left"
        )


def sources(length: int, before: int, behind: int, mode: str) -> np.ndarray:
    """Which element of an axis comes to each place."""
    places = np.arange(length)
    inside = slice(max(-before, 0), length - max(-behind, 0))
    if mode == "circular":
        places = places[inside]
    places = np.pad(places, (max(before, 0), max(behind, 0)), mode=NUMPY_MODES[mode])  # type: ignore[call-overload]
    return places if mode == "circular" else places[max(-before, 0) : len(places) - max(-behind, 0)]
