"""Recurrent nets: each is one op for all steps, and its closures are backpropagation through time.

`x` is (steps, rows, inputs), the first state (rows, length). The weights turn inputs and states into sums, as in
`linear`; where there are several gates their sums stand side by side. Walking back, each step is sent what its output
is sent and what the next step sends to the state that it got.
"""

import numpy as np

from ..tape import op
from ..together import together
from .activation import sigmoid
from .products import linear, rows_product


@op()
def rnn(x, h, w_ih, w_hh, b_ih=None, b_hh=None, *, nonlinearity="tanh"):
    """h ← tanh(x W_ihᵀ + b_ih + h W_hhᵀ + b_hh), or relu of it, step by step: the states (steps, rows, length)."""
    sums, states = linear(x, w_ih, b_ih), [h]
    for t in range(x.shape[0]):
        total = sums[t] + linear(states[t], w_hh, b_hh)
        states.append(np.tanh(total) if nonlinearity == "tanh" else np.maximum(total, 0))

    def backward(g):
        to_h, to_sums = 0.0, []
        for t in reversed(range(x.shape[0])):
            y = states[t + 1]
            to_sum = (g[t] + to_h) * (1.0 - y * y if nonlinearity == "tanh" else y > 0)
            to_h = to_sum @ w_hh
            to_sums.append(to_sum)
        every = np.stack(to_sums[::-1])
        return every @ w_ih, to_h, rows_product(every, x), rows_product(every, before(states)), every, every

    return np.stack(states[1:]), *together(backward, 6)


@op()
def lstm(x, h, c, w_ih, w_hh, b_ih=None, b_hh=None, w_hr=None):
    """c ← f c + i g and h ← o tanh(c), with i, f, g, o from x and h: all h and c, side by side in the last axis.

    i, f, o are sigmoids and g a tanh of the sums x W_ihᵀ + b_ih + h W_hhᵀ + b_hh; h is multiplied by W_hrᵀ, if given.
    Source: Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000; w_hr: Sak et al. 2014.
    """
    n, sums, hs, cs, steps = c.shape[-1], linear(x, w_ih, b_ih), [h], [c], []
    for t in range(x.shape[0]):
        total = sums[t] + linear(hs[t], w_hh, b_hh)
        gates, g = sigmoid(total), np.tanh(total[:, 2 * n : 3 * n])
        i, f, o = gates[:, :n], gates[:, n : 2 * n], gates[:, 3 * n :]
        cs.append(f * cs[t] + i * g)
        bounded = np.tanh(cs[-1])
        hs.append(o * bounded if w_hr is None else (o * bounded) @ w_hr.T)
        steps.append((i, f, g, o, bounded))

    def backward(cotangent):
        m = hs[0].shape[-1]
        to_h, to_c, to_w_hr, to_sums = 0.0, 0.0, 0.0, []
        for t in reversed(range(x.shape[0])):
            i, f, g, o, bounded = steps[t]
            to_h = cotangent[t, :, :m] + to_h
            if w_hr is not None:
                to_w_hr = to_w_hr + rows_product(to_h, o * bounded)
                to_h = to_h @ w_hr
            to_c = cotangent[t, :, m:] + to_c + to_h * o * (1.0 - bounded * bounded)
            to_i, to_f, to_g = to_c * g * i * (1.0 - i), to_c * cs[t] * f * (1.0 - f), to_c * i * (1.0 - g * g)
            to_sums.append(np.concatenate([to_i, to_f, to_g, to_h * bounded * o * (1.0 - o)], axis=-1))
            to_h, to_c = to_sums[-1] @ w_hh, to_c * f
        every = np.stack(to_sums[::-1])
        to_weights = rows_product(every, x), rows_product(every, before(hs))
        return every @ w_ih, to_h, to_c, *to_weights, every, every, to_w_hr

    return np.concatenate([np.stack(hs[1:]), np.stack(cs[1:])], axis=-1), *together(backward, 8)


@op()
def gru(x, h, w_ih, w_hh, b_ih=None, b_hh=None):
    """h ← (1 − z) n + z h, with r, z, n from x and h: the states (steps, rows, length).

    r and z are sigmoids of x W_ihᵀ + b_ih + h W_hhᵀ + b_hh, n is tanh of the same, but r times the part of h.
    Source: Cho et al., EMNLP 2014.
    """
    m, sums, states, steps = h.shape[-1], linear(x, w_ih, b_ih), [h], []
    for t in range(x.shape[0]):
        from_h = linear(states[t], w_hh, b_hh)
        gates = sigmoid(sums[t, :, : 2 * m] + from_h[:, : 2 * m])
        r, z = gates[:, :m], gates[:, m:]
        n = np.tanh(sums[t, :, 2 * m :] + r * from_h[:, 2 * m :])
        states.append(n + z * (states[t] - n))
        steps.append((r, z, n, from_h[:, 2 * m :]))

    def backward(g):
        to_h, to_sums, to_sums_of_h = 0.0, [], []
        for t in reversed(range(x.shape[0])):
            r, z, n, n_of_h = steps[t]
            to_h = g[t] + to_h
            to_n = to_h * (1.0 - z) * (1.0 - n * n)
            to_r, to_z = to_n * n_of_h * r * (1.0 - r), to_h * (states[t] - n) * z * (1.0 - z)
            to_sums.append(np.concatenate([to_r, to_z, to_n], axis=-1))
            to_sums_of_h.append(np.concatenate([to_r, to_z, to_n * r], axis=-1))
            to_h = to_h * z + to_sums_of_h[-1] @ w_hh
        every, every_of_h = np.stack(to_sums[::-1]), np.stack(to_sums_of_h[::-1])
        to_weights = rows_product(every, x), rows_product(every_of_h, before(states))
        return every @ w_ih, to_h, *to_weights, every, every_of_h

    return np.stack(states[1:]), *together(backward, 6)


def before(states):
    """The states that the steps began with."""
    return np.stack(states[:-1])
