"""Rows of attention."""

from __future__ import annotations

import math

import numpy as np

import tinygrad_edu.nn.functional as F
from tinygrad_edu import ops

from ..references import torch
from ..row import ErrorInput, Row, leaf
from ..samples import boolean, given, normal


def numpy_softmax(x):
    """Along the last axis; zeros where all are −∞."""
    e = np.exp(x - np.maximum(np.max(x, axis=-1, keepdims=True), -1e300))
    return e / np.maximum(np.sum(e, axis=-1, keepdims=True), 1e-300)


def numpy_attention(q, k, v, mask=None, is_causal=False, scale=None, enable_gqa=False):
    """softmax(Q Kᵀ · scale + mask) V."""
    if is_causal:
        mask = np.tri(q.shape[-2], k.shape[-2], dtype=bool)
    if enable_gqa:
        k, v = (np.repeat(x, q.shape[-3] // k.shape[-3], axis=-3) for x in (k, v))
    scores = q @ np.swapaxes(k, -1, -2) * (1 / math.sqrt(q.shape[-1]) if scale is None else scale)
    if mask is not None:
        scores = np.where(mask, scores, -np.inf) if mask.dtype == bool else scores + mask
    return numpy_softmax(scores) @ v


def torch_attention(q, k, v, mask=None, **options):
    """PyTorch's formula, not its fused kernels."""
    with torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH):
        return torch.nn.functional.scaled_dot_product_attention(q, k, v, mask, **options)


def heads(part, module):
    """multi_head_attention_forward with two heads, its result (part 0) or its weights (part 1)."""

    def attention(
        q, k, v, weight, bias, out_weight, out_bias, bias_k=None, bias_v=None, add_zero_attn=False, **options
    ):
        fixed = q.shape[-1], 2, weight, bias, bias_k, bias_v, add_zero_attn, 0.0, out_weight, out_bias
        if options.pop("separate", False):
            options |= {"use_separate_proj_weight": True}
            options |= dict(
                zip(("q_proj_weight", "k_proj_weight", "v_proj_weight"), (weight[:2], weight[2:4], weight[4:]))
            )
        return module().multi_head_attention_forward(q, k, v, *fixed, **options)[part]

    return attention


def packed_weights(*others):
    """The operands behind queries, keys and values: a packed weight and bias, those of the last layer, and others."""
    return normal(6, 2), normal(6), normal(2, 2), normal(2), *others


def masked(attn_mask=None, key_padding_mask=None, **options):
    """Options with masks of booleans, no row of which is all True."""
    masks = {"attn_mask": attn_mask, "key_padding_mask": key_padding_mask}
    return options | {name: np.array(mask) for name, mask in masks.items() if mask is not None}


def with_torch_masks(function):
    """The function, with its masks as PyTorch's tensors."""
    return lambda *operands, **options: function(
        *operands,
        **{name: torch.from_numpy(x) if isinstance(x, np.ndarray) else x for name, x in options.items()},
    )


ATTENTION = (
    Row(
        "scaled_dot_product_attention",
        F.scaled_dot_product_attention,
        {
            "a matrix each": given(normal(2, 3), normal(3, 3), normal(3, 2)),
            "leading axes that broadcast": given(normal(2, 2, 1, 2), normal(1, 2, 3, 2), normal(2, 1, 3, 2)),
            "added mask": given(normal(2, 2, 2), normal(2, 3, 2), normal(2, 3, 2), normal(2, 3)),
            "boolean mask": given(normal(2, 3, 2), normal(2, 4, 2), normal(2, 4, 1), boolean(3, 4)),
            "nothing to look at": given(normal(2, 2), normal(2, 2), normal(2, 2), lambda rng: np.zeros((2, 2), bool)),
            "causal, with a scale": given(normal(3, 2), normal(2, 2), normal(2, 2), is_causal=True, scale=0.3),
            "grouped queries": given(normal(1, 4, 1, 2), normal(1, 2, 2, 2), normal(1, 2, 2, 2), enable_gqa=True),
        },
        covers=(F.scaled_dot_product_attention, ops.scaled_dot_product_attention),
        numpy=numpy_attention,
        records=False,
        torch=torch_attention,
        errors=(
            ErrorInput(
                "widths differ",
                lambda: F.scaled_dot_product_attention(leaf(2, 3), leaf(2, 2), leaf(2, 2)),
                ValueError,
                r"scaled_dot_product_attention\(\(2, 3\), \(2, 2\)",
            ),
            ErrorInput(
                "a mask and causal",
                lambda: F.scaled_dot_product_attention(leaf(2, 2), leaf(2, 2), leaf(2, 2), leaf(2, 2), is_causal=True),
                ValueError,
                "a mask and is_causal",
            ),
            ErrorInput(
                "heads that don't divide",
                lambda: F.scaled_dot_product_attention(leaf(3, 2, 2), leaf(2, 2, 2), leaf(2, 2, 2), enable_gqa=True),
                ValueError,
                "3 heads of queries don't share 2",
            ),
            ErrorInput(
                "a probability above 1",
                lambda: F.scaled_dot_product_attention(leaf(2, 2), leaf(2, 2), leaf(2, 2), dropout_p=2),
                ValueError,
                "probability",
            ),
        ),
    ),
    Row(
        "attention with a mask of dropout",
        lambda q, k, v, dropped: ops.scaled_dot_product_attention(q, k, v, None, dropped, scale=0.5),
        {"matrices": given(normal(2, 3), normal(3, 3), normal(3, 2), normal(2, 3))},
        covers=(),
        numpy=lambda q, k, v, dropped: (numpy_softmax(q @ np.swapaxes(k, -1, -2) * 0.5) * dropped) @ v,
        records=False,
    ),
    Row(
        "multi_head_attention_forward",
        heads(0, lambda: F),
        {
            "batch": given(normal(2, 2, 2), normal(3, 2, 2), normal(3, 2, 2), *packed_weights()),
            "no batch": given(normal(2, 2), normal(3, 2), normal(3, 2), *packed_weights(), need_weights=False),
            "appended, masked": given(
                normal(2, 1, 2),
                normal(2, 1, 2),
                normal(2, 1, 2),
                *packed_weights(normal(1, 1, 2), normal(1, 1, 2)),
                **masked([[False, True], [False, False]], [[True, False]], add_zero_attn=True, need_weights=False),
            ),
            "separate weights": given(
                normal(1, 1, 2), normal(2, 1, 2), normal(2, 1, 2), *packed_weights(), separate=True
            ),
        },
        covers=(F.multi_head_attention_forward,),
        torch=with_torch_masks(heads(0, lambda: torch.nn.functional)),
        errors=(
            ErrorInput(
                "heads that don't divide",
                lambda: F.multi_head_attention_forward(*[leaf(2, 1, 3)] * 3, 3, 2, *[None] * 4, False, 0.0, None, None),
                ValueError,
                "2 heads of 3",
            ),
            ErrorInput(
                "four axes",
                lambda: F.multi_head_attention_forward(*[leaf(2)] * 3, 2, 1, *[None] * 4, False, 0.0, None, None),
                ValueError,
                r"over shapes \[\(2,\)",
            ),
            ErrorInput(
                "keys without values",
                lambda: F.multi_head_attention_forward(
                    leaf(2, 1, 2), leaf(3, 1, 2), leaf(2, 1, 2), 2, 1, *[None] * 4, False, 0.0, None, None
                ),
                ValueError,
                "one value for each key",
            ),
            ErrorInput(
                "another mask",
                lambda: F.multi_head_attention_forward(
                    *[leaf(2, 1, 2)] * 3, 2, 1, *[None] * 4, False, 0.0, None, None, attn_mask=leaf(2, 3)
                ),
                ValueError,
                r"attn_mask of shape \(2, 3\).*\(2, 2\)",
            ),
            ErrorInput(
                "causal without a mask",
                lambda: F.multi_head_attention_forward(
                    *[leaf(2, 1, 2)] * 3, 2, 1, *[None] * 4, False, 0.0, None, None, is_causal=True
                ),
                ValueError,
                "is_causal without attn_mask",
            ),
        ),
    ),
    Row(
        "the weights of multi_head_attention_forward",
        lambda q, k, weight, bias, **options: heads(1, lambda: F)(
            q, k, k, weight, bias, np.zeros((2, 2), q.dtype), np.zeros(2, q.dtype), **options
        ),
        {
            "their mean": given(normal(2, 1, 2), normal(3, 1, 2), normal(6, 2), normal(6)),
            "each head, no batch": given(
                normal(2, 2), normal(2, 2), normal(6, 2), normal(6), average_attn_weights=False
            ),
        },
        covers=(),
        torch=lambda q, k, weight, bias, **options: heads(1, lambda: torch.nn.functional)(
            q, k, k, weight, bias, torch.zeros(2, 2, dtype=q.dtype), torch.zeros(2, dtype=q.dtype), **options
        ),
    ),
)
