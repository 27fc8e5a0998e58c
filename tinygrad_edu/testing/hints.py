"""What a wrong gradient looks like, and which mistake makes it look so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .check import Check


def hint(check: Check, position, place, which, a, n, slope, pairs, wrong, analytic) -> str:
    """The likely mistake in words, or an empty text. `pairs` are (analytic, numeric) by index."""
    if float(slope.error[which]) > 1e-6 * max(abs(a), abs(n)) + 1000 * float(slope.rounding[which]):
        return (
            "differences with smaller and smaller steps don't settle: is this a kink, a tie or a pole? Then move the "
            "input away. Else: is something computed in float32, or rounded?"
        )
    theirs = {index: pair for index, pair in pairs.items() if max(map(abs, pair)) > 0}
    found = np.array([pair[0] for pair in theirs.values()] or [a])
    numeric = np.array([pair[1] for pair in theirs.values()] or [n])
    tests = (
        kink(check, position, place, which, a, n),
        linearity(check, which),
        nothing(check, found, numeric),
        scaled(check, position, found, numeric),
        rearranged(check, position, pairs),
        lost_sign(found, numeric),
        some_only(check, position, pairs, wrong),
        broadcast(check, position),
    )
    return next((text for text in tests if text), "")


def kink(check: Check, position, place, which, a, n) -> str:
    """Whether the slopes to the left and to the right differ."""
    if place is None:
        return ""
    line = check.line_of(check.now, position, place)
    weights = check.row(check.cotangents[which])
    step = 1e-7 * max(1.0, abs(float(check.now[position][place])))
    above, middle, below = line.values(step), line.values(0.0), line.values(-step)
    if above is None or below is None or middle is None:
        return ""
    right = float(weights @ (above[0] - middle[0])) / above[1]
    left = float(weights @ (below[0] - middle[0])) / below[1]
    if abs(right - left) <= 1e-3 * max(abs(right), abs(left)) + 1e-6:
        return ""
    return (
        f"the slope is {left:.4g} on the left and {right:.4g} on the right: this is a kink or a tie, which has no "
        "derivative. Move the input away"
    )


def nothing(check: Check, found, numeric) -> str:
    """Whether nothing arrives at all, or something where nothing should."""
    if not np.any(found):
        if not any(output.wants_gradient for output in check.subject.run(check.arrays).outputs):
            return "the result isn't recorded: did detach(), no_grad, .data or NumPy's own arrays come between?"
        return (
            "nothing arrives here: is the operand left out of the graph (an option, .data, detach()), or its closure 0?"
        )
    if not np.any(numeric):
        return "the result doesn't move with this input, so it must be sent 0"
    return ""


def linearity(check: Check, which) -> str:
    """Whether the same closure is right for the first random cotangent."""
    if which == 0:
        return ""
    if any(g is None for g in check.cotangents[which]):
        return "it is right when all results are used: what comes back when one of them sends nothing?"
    return "it is right for one cotangent and wrong for another: what a closure returns must be linear in g"


def scaled(check: Check, position, found, numeric) -> str:
    """Whether all elements are wrong by the same factor."""
    with np.errstate(all="ignore"):
        ratios = found / numeric
    ratio = float(ratios[0])
    if not np.all(np.abs(ratios - ratio) <= 1e-6 * abs(ratio)):
        return ""
    lengths = {
        n for array in (*check.arrays, *check.cotangents[0]) if array is not None for n in (*array.shape, array.size)
    }
    if abs(ratio + 1) < 1e-6:
        return "the sign is flipped"
    if abs(ratio - 2) < 1e-6:
        return "it is twice what it should be: is the same share sent back twice, or ½ forgotten?"
    for n in sorted(lengths):
        if n > 1 and abs(ratio * n - 1) < 1e-6:
            return f"it is 1/{n} of what it should be: a mean in place of a sum over an axis of length {n}?"
        if n > 1 and abs(ratio - n) < 1e-6:
            return f"it is {n} times what it should be: a sum in place of a mean over an axis of length {n}?"
    return f"it is {ratio:.6g} times what it should be, everywhere: is a factor missing?" if len(found) > 1 else ""


def rearranged(check: Check, position, pairs) -> str:
    """Whether the right numbers stand in wrong places."""
    shape = check.arrays[position].shape
    if len(pairs) != int(np.prod(shape)) or len(pairs) < 2:
        return ""
    found, numeric = np.zeros(shape), np.zeros(shape)
    for index, (x, y) in pairs.items():
        found[index], numeric[index] = x, y
    same = lambda x: x.shape == found.shape and np.allclose(x, found, rtol=1e-6, atol=1e-9)
    if found.ndim > 1 and same(np.swapaxes(numeric, -1, -2)):
        return "the last two axes are exchanged: is a transpose missing?"
    for axis in range(found.ndim):
        if same(np.flip(numeric, axis)):
            return f"it is reversed along axis {axis}"
        for shift in (1, -1):
            if same(np.roll(numeric, shift, axis)):
                return f"it is shifted by {shift} along axis {axis}: off by one?"
    if np.allclose(np.sort(found.ravel()), np.sort(numeric.ravel()), rtol=1e-6, atol=1e-9):
        return "the right numbers stand in the wrong places"
    return ""


def lost_sign(found, numeric) -> str:
    """Whether only signs are wrong."""
    if np.allclose(np.abs(found), np.abs(numeric), rtol=1e-6, atol=0):
        return "only signs are wrong: is an abs or a sign missing?"
    return ""


def some_only(check: Check, position, pairs, wrong) -> str:
    """Whether the wrong elements have something in common."""
    if not 0 < len(wrong) < len(pairs):
        return ""
    array = check.arrays[position]
    for text, holds in (
        ("negative", lambda index: array[index] < 0),
        ("positive", lambda index: array[index] > 0),
        ("zero", lambda index: array[index] == 0),
        ("on the diagonal", lambda index: len(index) > 1 and index[-1] == index[-2]),
        ("off the diagonal", lambda index: len(index) > 1 and index[-1] != index[-2]),
        ("in the first row", lambda index: index[0] == 0),
        ("in the last row", lambda index: index[0] == array.shape[0] - 1),
        ("in the first column", lambda index: index[-1] == 0),
        ("in the last column", lambda index: index[-1] == array.shape[-1] - 1),
    ):
        if {index for index in pairs if index and holds(index)} == wrong:
            return f"it is wrong exactly where the element is {text}"
    return ""


def broadcast(check: Check, position) -> str:
    """Whether the argument was stretched to the shape of a result."""
    shape = check.arrays[position].shape
    for g in check.cotangents[0]:
        whole = g.shape
        padded = (1,) * (len(whole) - len(shape)) + shape
        if len(padded) == len(whole) and padded != whole and all(n in (1, m) for n, m in zip(padded, whole)):
            axes = [axis for axis, (n, m) in enumerate(zip(padded, whole)) if n != m or axis < len(whole) - len(shape)]
            return (
                f"it looks as if {shape} was broadcast to {whole}: is the sum over "
                f"{'axis ' + str(axes[0]) if len(axes) == 1 else 'axes ' + str(tuple(axes))} missing?"
            )
    return ""
