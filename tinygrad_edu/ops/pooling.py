"""Pooling: each window becomes one number, its largest element or its mean, in any number of spatial axes."""

import numpy as np

from ..tape import op
from .indexing import getitem, put_at
from .kernel import kernel
from .windows import across, element, overlap_add, spread, windows, windows_of


@kernel
def first_largest(x, size, stride, dilation):
    """For each element of each window whether it is the largest, and of equal ones the first; NaN is the largest."""
    parts, axes = windows_of(x, size, stride, dilation), len(size)
    peak, found = across(np.maximum, parts, axes), np.empty(parts.shape, bool)
    free = np.ones(peak.shape, bool)
    for offset in map(element, np.ndindex(*size)):
        largest = np.logical_or(parts[offset] == peak, parts[offset] != parts[offset])
        found[offset] = largest & free
        free &= ~largest
    return found


@op(first_largest)
def is_first_largest(x, *, size, stride, dilation):
    """Which element of each window is its largest; it has no slope."""
    return first_largest(x, size, stride, dilation), None


@op()
def max_pool(x, *, size, stride, dilation):
    """The largest element of each window of x (…, lengths). Of equal ones the first gets the gradient."""
    return (
        across(np.maximum, windows(x, size=size, stride=stride, dilation=dilation), len(size)),
        lambda g: overlap_add(
            np.where(first_largest(x, size, stride, dilation), spread(g, len(size)), 0),
            lengths=x.shape[-len(size) :],
            stride=stride,
            dilation=dilation,
        ),
    )


@op()
def avg_pool(x, *, size, stride, divisor):
    """The sum of each window of x (…, lengths) over `divisor`: a number, or an array where it differs at the edges."""
    every = (1,) * len(size)
    parts = windows(x, size=size, stride=stride, dilation=every)
    return (
        across(np.add, parts, len(size)) / divisor,
        lambda g: overlap_add(
            np.broadcast_to(spread(g / divisor, len(size)), parts.shape),
            lengths=x.shape[-len(size) :],
            stride=stride,
            dilation=every,
        ),
    )


@op()
def max_unpool(x, *, index, shape):
    """Zeros in `shape`, with x put at `index`, where `max_pool` had found it.

    Each element of x is sent back what is sent to its place, as in PyTorch: if windows overlap, elements that are the
    same may have been put at one place, and each counts as the one that stays.
    """
    return put_at(np.zeros(shape, x.dtype), x, index), lambda g: getitem(g, index=index)
