"""Attention: each query looks at all keys, and gets a mean of the values, weighed by how well they match."""

import numpy as np

from ..direct import largest, total
from ..tape import op
from ..together import together
from .products import transposed


@op()
def scaled_dot_product_attention(query, key, value, mask=None, dropped=None, *, scale):
    """softmax(Q Kᵀ · scale + mask) V for queries (…, L, E), keys (…, S, E), values (…, S, Ev), and a mask (…, L, S).

    A query whose mask is −∞ for every key gets zeros. `dropped`, a mask of dropout, multiplies the softmax.
    Source: Vaswani et al., NeurIPS 2017.
    """
    scores = query * scale @ transposed(key)
    weights = softmax_or_zeros(scores if mask is None else scores + mask)
    kept = weights if dropped is None else weights * dropped

    def backward(g):
        to_kept = g @ transposed(value)
        to_weights = weights * (to_kept if dropped is None else to_kept * dropped)
        to_scores = to_weights - weights * total(to_weights, axis=-1, keepdims=True)
        to_key = transposed(to_scores) @ query * scale
        return to_scores @ key * scale, to_key, transposed(kept) @ g, to_scores, to_kept * weights

    return kept @ value, *together(backward, 5)


def softmax_or_zeros(scores):
    """The softmax along the last axis, but zeros where all scores are −∞."""
    peak = largest(scores, axis=-1, keepdims=True)
    e = np.exp(scores - np.where(np.isfinite(peak), peak, 0))
    added = total(e, axis=-1, keepdims=True)
    return e / np.where(added == 0, 1, added)
