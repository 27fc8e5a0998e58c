"""Rows of recurrent nets: all their steps in one op."""

from __future__ import annotations

import numpy as np

from tinygrad_edu import ops

from ..row import ErrorInput, Row, leaf
from ..samples import given, normal, positive


def numpy_sums(x, h, w_ih, w_hh, b_ih, b_hh):
    """The sums from the input, and those from the state."""
    from_x, from_h = x @ np.swapaxes(w_ih, 0, 1), h @ np.swapaxes(w_hh, 0, 1)
    return from_x if b_ih is None else from_x + b_ih, from_h if b_hh is None else from_h + b_hh


def numpy_sigmoid(x):
    """1 / (1 + e⁻ˣ)."""
    return 1 / (1 + np.exp(-x))


def numpy_rnn(x, h, w_ih, w_hh, b_ih=None, b_hh=None, nonlinearity="tanh"):
    """The states, step by step."""
    states = []
    for step in x:
        from_x, from_h = numpy_sums(step, h, w_ih, w_hh, b_ih, b_hh)
        h = np.tanh(from_x + from_h) if nonlinearity == "tanh" else np.maximum(from_x + from_h, 0)
        states.append(h)
    return np.stack(states)


def numpy_lstm(x, h, c, w_ih, w_hh, b_ih=None, b_hh=None, w_hr=None):
    """h and c of all steps, in the last axis."""
    states, n = [], c.shape[-1]
    for step in x:
        from_x, from_h = numpy_sums(step, h, w_ih, w_hh, b_ih, b_hh)
        i, f, g, o = ((from_x + from_h)[:, k * n : (k + 1) * n] for k in range(4))
        c = numpy_sigmoid(f) * c + numpy_sigmoid(i) * np.tanh(g)
        h = numpy_sigmoid(o) * np.tanh(c)
        h = h if w_hr is None else h @ np.swapaxes(w_hr, 0, 1)
        states.append(np.concatenate([h, c], axis=-1))
    return np.stack(states)


def numpy_gru(x, h, w_ih, w_hh, b_ih=None, b_hh=None):
    """The states, step by step."""
    states, m = [], h.shape[-1]
    for step in x:
        from_x, from_h = numpy_sums(step, h, w_ih, w_hh, b_ih, b_hh)
        r, z = (numpy_sigmoid((from_x + from_h)[:, k * m : (k + 1) * m]) for k in range(2))
        n = np.tanh(from_x[:, 2 * m :] + r * from_h[:, 2 * m :])
        h = (1 - z) * n + z * h
        states.append(h)
    return np.stack(states)


RECURRENT = (
    Row(
        "rnn",
        ops.rnn,
        {
            "3 steps": given(normal(3, 2, 2), normal(2, 3), normal(3, 2), normal(3, 3), normal(3), normal(3)),
            "without bias": given(normal(2, 1, 2), normal(1, 2), normal(2, 2), normal(2, 2)),
            "relu": given(
                positive(2, 2, 2), positive(2, 2), positive(2, 2), positive(2, 2), positive(2), nonlinearity="relu"
            ),
        },
        covers=(ops.rnn,),
        numpy=numpy_rnn,
        errors=(
            ErrorInput(
                "another state",
                lambda: ops.rnn(leaf(3, 2, 2), leaf(2, 2), leaf(3, 2), leaf(3, 3)),
                ValueError,
                r"rnn\(\(3, 2, 2\), \(2, 2\)",
            ),
        ),
    ),
    Row(
        "lstm",
        ops.lstm,
        {
            "2 steps": given(
                normal(2, 2, 2), normal(2, 2), normal(2, 2), normal(8, 2), normal(8, 2), normal(8), normal(8)
            ),
            "without bias": given(normal(2, 1, 1), normal(1, 2), normal(1, 2), normal(8, 1), normal(8, 2)),
            "projected": given(
                normal(2, 1, 1), normal(1, 1), normal(1, 2), normal(8, 1), normal(8, 1), None, None, normal(1, 2)
            ),
        },
        covers=(ops.lstm,),
        numpy=numpy_lstm,
        errors=(
            ErrorInput(
                "another state",
                lambda: ops.lstm(leaf(3, 2, 2), leaf(2, 3), leaf(2, 3), leaf(12, 2), leaf(12, 2)),
                ValueError,
                r"lstm\(\(3, 2, 2\), \(2, 3\)",
            ),
        ),
    ),
    Row(
        "gru",
        ops.gru,
        {
            "2 steps": given(normal(2, 2, 2), normal(2, 2), normal(6, 2), normal(6, 2), normal(6), normal(6)),
            "without bias": given(normal(2, 1, 1), normal(1, 2), normal(6, 1), normal(6, 2)),
        },
        covers=(ops.gru,),
        numpy=numpy_gru,
        errors=(
            ErrorInput(
                "another state",
                lambda: ops.gru(leaf(3, 2, 2), leaf(2, 3), leaf(9, 2), leaf(9, 2)),
                ValueError,
                r"gru\(\(3, 2, 2\), \(2, 3\)",
            ),
        ),
    ),
)
