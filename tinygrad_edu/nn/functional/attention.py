"""Attention: its masks and heads; the formula is in `ops/attention.py`."""

from __future__ import annotations

import math

import numpy as np

from ... import ops
from .checks import check_probability, value_of
from .dropout import dropout


def scaled_dot_product_attention(
    query,
    key,
    value,
    attn_mask=None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
    *,
    generator: np.random.Generator | None = None,
):
    """softmax(Q Kᵀ · scale + mask) V for queries (…, L, E), keys (…, S, E) and values (…, S, Ev): (…, L, Ev).

    The scale is 1/√E unless given. A mask (…, L, S) of booleans is True where a query may look at a key, one of
    floating-point numbers is added; `is_causal` lets no query look beyond its own place. With `enable_gqa` several
    heads of queries, the third axis from the end, share each head of keys and values. Dropout is always on: in
    evaluation give a `dropout_p` of 0.
    """
    check_probability(dropout_p)
    if is_causal:
        if attn_mask is not None:
            raise ValueError("attention with a mask and is_causal\nhelp: give one of them")
        attn_mask = np.tri(query.shape[-2], key.shape[-2], dtype=bool)
    if attn_mask is not None and value_of(attn_mask).dtype == bool:
        attn_mask = added_mask(np.logical_not(value_of(attn_mask)), query.dtype)
    if enable_gqa:
        key, value = (with_heads(x, query.shape[-3]) for x in (key, value))
    dropped = None
    if dropout_p > 0:
        leading = np.broadcast_shapes(query.shape[:-2], key.shape[:-2])
        shape = (*leading, query.shape[-2], key.shape[-2])
        dropped = ops.dropout_mask(shape, dropout_p, query.dtype, generator or ops.generator)
    scale = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    return ops.scaled_dot_product_attention(query, key, value, attn_mask, dropped, scale=scale)


def added_mask(mask, dtype):
    """A mask to be added: −∞ where one of booleans is True; one of numbers as it is."""
    if mask is None:
        return None
    kind = value_of(mask).dtype.kind
    if kind not in "bf":
        raise TypeError(f"an attention mask of {value_of(mask).dtype}\nhelp: booleans, or numbers to be added")
    return np.where(value_of(mask), -np.inf, 0.0).astype(dtype) if kind == "b" else mask


def with_heads(x, count: int):
    """Keys or values (…, heads, S, E) with each head repeated, next to itself, so that there are `count`."""
    *leading, heads, length, width = x.shape
    if count % heads:
        raise ValueError(f"{count} heads of queries don't share {heads} heads of keys\nhelp: the one divides the other")
    several = (*leading, heads, count // heads, length, width)
    return ops.reshape(
        ops.broadcast_to(ops.unsqueeze(x, axis=-3), shape=several), shape=(*leading, count, length, width)
    )


def multi_head_attention_forward(
    query,
    key,
    value,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight,
    in_proj_bias,
    bias_k,
    bias_v,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight,
    out_proj_bias,
    training: bool = True,
    key_padding_mask=None,
    need_weights: bool = True,
    attn_mask=None,
    use_separate_proj_weight: bool = False,
    q_proj_weight=None,
    k_proj_weight=None,
    v_proj_weight=None,
    static_k=None,
    static_v=None,
    average_attn_weights: bool = True,
    is_causal: bool = False,
):
    """Attention in `num_heads` heads, each in a share of E: (the result, the weights or None). See MultiheadAttention.

    Queries are (L, N, E) or (L, E), keys and values (S, N, …) or (S, …). Masks of booleans are True where a query may
    *not* look: `key_padding_mask` (N, S) or (S), `attn_mask` (L, S) or (N · heads, L, S). `is_causal` says that the
    latter is causal, which changes nothing.
    """
    check_heads(query, key, value, embed_dim_to_check, num_heads, key_padding_mask, attn_mask)
    if is_causal and attn_mask is None:
        raise ValueError("is_causal without attn_mask\nhelp: give Transformer.generate_square_subsequent_mask(L)")
    batched = len(query.shape) == 3
    if not batched:
        query, key, value = (ops.unsqueeze(x, axis=1) for x in (query, key, value))
        key_padding_mask = None if key_padding_mask is None else ops.unsqueeze(key_padding_mask, axis=0)
    steps, rows, width = query.shape
    packed = not use_separate_proj_weight
    projections = thirds(in_proj_weight) if packed else (q_proj_weight, k_proj_weight, v_proj_weight)
    biases = (None,) * 3 if in_proj_bias is None else thirds(in_proj_bias)
    query, key, value = (ops.linear(x, w, b) for x, w, b in zip((query, key, value), projections, biases))
    if bias_k is not None and bias_v is not None:
        key, value = (
            ops.cat([x, ops.broadcast_to(bias, shape=(1, rows, width))]) for x, bias in ((key, bias_k), (value, bias_v))
        )
    query = in_heads(query, num_heads)
    key, value = (
        in_heads(x, num_heads)
        if static is None
        else ops.reshape(static, shape=(rows, num_heads, -1, width // num_heads))
        for x, static in ((key, static_k), (value, static_v))
    )
    if add_zero_attn:
        key, value = (ops.cat([x, np.zeros((*x.shape[:2], 1, x.shape[3]), x.dtype)], axis=2) for x in (key, value))
    mask = joint_mask(attn_mask, key_padding_mask, query, key)
    dropout_p = dropout_p if training else 0.0
    if need_weights:
        scores = ops.matmul(ops.mul(query, 1 / math.sqrt(query.shape[-1])), ops.transpose(key, axis1=-1, axis2=-2))
        weights = dropout(ops.softmax(scores if mask is None else ops.add(scores, mask), axis=-1), dropout_p)
        y = ops.matmul(weights, value)
        weights = ops.mean(weights, axis=1) if average_attn_weights else weights
    else:
        y, weights = scaled_dot_product_attention(query, key, value, mask, dropout_p), None
    y = ops.reshape(ops.permute(y, axes=(2, 0, 1, 3)), shape=(steps, rows, width))
    y = ops.linear(y, out_proj_weight, out_proj_bias)
    if batched:
        return y, weights
    return ops.squeeze(y, axis=1), None if weights is None else ops.squeeze(weights, axis=0)


def check_heads(query, key, value, embed_dim: int, num_heads: int, key_padding_mask, attn_mask) -> None:
    """Refuse shapes that don't go together."""
    shapes = [value_of(x).shape for x in (query, key, value)]
    axes = len(shapes[0])
    if axes not in (2, 3) or any(len(shape) != axes for shape in shapes):
        raise ValueError(f"attention over shapes {shapes}\nhelp: (length, rows, width) each, or (length, width) each")
    if shapes[0][-1] != embed_dim or embed_dim % num_heads:
        raise ValueError(
            f"attention in {num_heads} heads of {embed_dim} with queries of width {shapes[0][-1]}\n"
            "help: queries are embed_dim wide, and the heads share it equally"
        )
    if shapes[1][:-1] != shapes[2][:-1] or shapes[0][1:-1] != shapes[1][1:-1]:
        raise ValueError(f"attention over shapes {shapes}\nhelp: there is one value for each key, and one batch")
    steps, rows, keys = shapes[0][0], shapes[0][1] if axes == 3 else 1, shapes[1][0]
    allowed = {
        "key_padding_mask": ((rows, keys),) if axes == 3 else ((keys,),),
        "attn_mask": ((steps, keys), (rows * num_heads, steps, keys)),
    }
    for name, mask in (("key_padding_mask", key_padding_mask), ("attn_mask", attn_mask)):
        if mask is not None and value_of(mask).shape not in allowed[name]:
            raise ValueError(f"{name} of shape {value_of(mask).shape}\nhelp: {' or '.join(map(str, allowed[name]))}")


def thirds(weight):
    """The parts for queries, keys and values of a packed weight or bias."""
    width = weight.shape[0] // 3
    return [ops.getitem(weight, index=slice(i * width, (i + 1) * width)) for i in range(3)]


def in_heads(x, num_heads: int):
    """(length, rows, width) as (rows, heads, length, width / heads)."""
    return ops.permute(ops.reshape(x, shape=(*x.shape[:2], num_heads, -1)), axes=(1, 2, 0, 3))


def joint_mask(attn_mask, key_padding_mask, query, key):
    """Both masks as one to be added to the scores (rows, heads, L, S)."""
    rows, heads, steps, _ = query.shape
    masks = []
    if attn_mask is not None:
        leading = (1, 1, steps) if value_of(attn_mask).ndim == 2 else (rows, heads, steps)
        masks.append(widened(added_mask(attn_mask, query.dtype), leading, key.shape[2]))
    if key_padding_mask is not None:
        masks.append(widened(added_mask(key_padding_mask, query.dtype), (rows, 1, 1), key.shape[2]))
    return None if not masks else masks[0] if len(masks) == 1 else ops.add(*masks)


def widened(mask, leading: tuple[int, ...], keys: int):
    """A mask as (*leading, keys), with zeros for the keys that were appended."""
    mask = ops.reshape(mask, shape=(*leading, mask.shape[-1]))
    appended = np.zeros((*leading, keys - mask.shape[-1]), mask.dtype)
    return ops.cat([mask, appended], axis=-1) if appended.size else mask
