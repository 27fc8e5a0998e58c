"""Connectionist temporal classification: the likelihood of a text, however it lies in time.

Source: Graves et al., ICML 2006.
"""

from __future__ import annotations

import numpy as np

from ... import ops
from .checks import value_of
from .reductions import check_reduction, reduced

IMPOSSIBLE = -1e30  # the logarithm of 0, but finite, so that no difference of two of them is NaN


def ctc_loss(
    log_probs,
    targets,
    input_lengths,
    target_lengths,
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
):
    """−log of the probability of each target, summed over all its alignments in time.

    `log_probs` (T, N, C) or (T, C) come from log_softmax; `targets` are class numbers (N, S), or all in one row;
    the lengths (N) say how much of them counts. "mean" divides each loss by its target's length first. A target
    that doesn't fit has an infinite loss, or, with `zero_infinity`, none.

    The gradient is, as PyTorch's, that of probabilities which are divided by their sum: e^log_probs is added to the
    derivative of the formula. Behind log_softmax both are the same.
    """
    check_reduction(reduction)
    one = value_of(log_probs).ndim == 2
    log_p = ops.unsqueeze(log_probs, axis=1) if one else log_probs
    steps, batch, classes = log_p.shape
    times, sizes = (np.atleast_1d(np.asarray(value_of(x), int)) for x in (input_lengths, target_lengths))
    labels = padded_targets(np.asarray(value_of(targets)), sizes, batch, blank, classes)
    if times.shape != (batch,) or np.any(times > steps) or np.any(times < 0):
        raise ValueError(f"input_lengths {times} for {batch} inputs of {steps} steps\nhelp: one length for each")
    log_p = ops.maximum(log_p, IMPOSSIBLE)
    total = ops.logsumexp(log_p, axis=-1)
    within = np.arange(steps)[:, None] < times
    losses = ops.neg(log_likelihood(log_p, extended(labels, blank), times, sizes, blank))
    losses = ops.add(losses, ops.sum(ops.where(within, ops.sub(total, value_of(total)), 0.0), axis=0))
    lost = value_of(losses) > -IMPOSSIBLE / 2
    losses = ops.where(lost, 0.0 if zero_infinity else np.inf, losses)
    if reduction == "mean":
        losses = ops.div(losses, np.maximum(sizes, 1).astype(value_of(log_probs).dtype))
    return ops.squeeze(losses, axis=0) if one and reduction == "none" else reduced(losses, reduction)


def padded_targets(targets: np.ndarray, sizes: np.ndarray, batch: int, blank: int, classes: int) -> np.ndarray:
    """The targets as rows (N, S), refused if they name no class or the blank."""
    if sizes.shape != (batch,) or np.any(sizes < 0):
        raise ValueError(f"target_lengths {sizes} for {batch} targets\nhelp: one length for each")
    if targets.ndim == 1 and batch == 1 and targets.size >= sizes[0]:
        rows = targets[None]
    elif targets.ndim == 1:
        if targets.size != sizes.sum():
            raise ValueError(f"{targets.size} targets in a row for lengths of {sizes.sum()} in all")
        rows = np.full((batch, sizes.max(initial=0)), blank)
        rows[np.arange(rows.shape[1]) < sizes[:, None]] = targets
    else:
        rows = targets
    if rows.shape[0] != batch or np.any(sizes > rows.shape[1]):
        raise ValueError(f"targets {targets.shape} for {batch} inputs and lengths {sizes}\nhelp: one row for each")
    used = rows[np.arange(rows.shape[1]) < sizes[:, None]]
    if np.any(used < 0) or np.any(used >= classes):
        raise IndexError(f"a target is outside the {classes} classes\nhelp: classes count from 0")
    return np.clip(rows, 0, classes - 1)


def extended(labels: np.ndarray, blank: int) -> np.ndarray:
    """The labels with a blank before, between and behind them: (N, 2S + 1)."""
    states = np.full((labels.shape[0], 2 * labels.shape[1] + 1), blank)
    states[:, 1::2] = labels
    return states


def log_likelihood(log_p, states: np.ndarray, times: np.ndarray, sizes: np.ndarray, blank: int):
    """The logarithm of each target's probability, by the forward recursion over the steps of time."""
    steps, batch, _ = log_p.shape
    rows, length = np.arange(batch), states.shape[1]
    emitted = ops.getitem(log_p, index=(np.arange(steps)[:, None, None], rows[:, None], states))
    floor = np.full((batch, 2), IMPOSSIBLE, value_of(log_p).dtype)
    skips = np.zeros(states.shape, bool)  # a label may follow the one before it directly, unless they are equal
    skips[:, 2:] = (states[:, 2:] != blank) & (states[:, 2:] != states[:, :-2])
    paths = ops.where(np.arange(length) < 2, ops.getitem(emitted, index=0), IMPOSSIBLE) if steps else None
    for step in range(1, steps):
        wide = ops.cat([floor, paths], axis=1)
        one, two = (ops.getitem(wide, index=(slice(None), slice(2 - n, 2 - n + length))) for n in (1, 2))
        ways = ops.stack([paths, one, ops.where(skips, two, IMPOSSIBLE)])
        moved = ops.add(ops.logsumexp(ways, axis=0), ops.getitem(emitted, index=step))
        paths = ops.where((step < times)[:, None], ops.maximum(moved, IMPOSSIBLE), paths)
    empty = np.where(sizes == 0, 0.0, IMPOSSIBLE).astype(floor.dtype)  # of a target without time
    if paths is None:
        return empty
    last = ops.getitem(paths, index=(rows, 2 * sizes))
    before = ops.getitem(paths, index=(rows, np.maximum(2 * sizes - 1, 0)))
    ends = ops.stack([last, ops.where(sizes > 0, before, IMPOSSIBLE)])
    return ops.where(times > 0, ops.logsumexp(ends, axis=0), empty)
