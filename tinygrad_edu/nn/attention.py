"""Attention with learned weights, in several heads; what it computes is in `functional`."""

from __future__ import annotations

from .. import ops
from . import functional, init
from .layers import NonDynamicallyQuantizableLinear
from .module import Module
from .parameters import empty


class MultiheadAttention(Module):
    """Queries, keys and values, each by a linear layer, then attention in `num_heads` heads, then a linear layer.

    Fields: `in_proj_weight` (3 · embed_dim, embed_dim), the weights for queries, keys and values one below the other;
    or, if `kdim` or `vdim` say that keys or values have another width, `q_proj_weight`, `k_proj_weight` and
    `v_proj_weight`; `in_proj_bias` (3 · embed_dim) or None; `out_proj`, a Linear; `bias_k` and `bias_v`
    (1, 1, embed_dim), appended to keys and values with `add_bias_kv`. `add_zero_attn` appends zeros.
    Source: Vaswani et al., NeurIPS 2017.
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        device=None,
        dtype=None,
    ) -> None:
        super().__init__()
        if embed_dim <= 0 or num_heads <= 0 or embed_dim % num_heads:
            raise ValueError(f"MultiheadAttention({embed_dim}, {num_heads})\nhelp: num_heads divides embed_dim")
        self.embed_dim, self.num_heads, self.head_dim = embed_dim, num_heads, embed_dim // num_heads
        self.kdim, self.vdim = embed_dim if kdim is None else kdim, embed_dim if vdim is None else vdim
        self.dropout, self.batch_first, self.add_zero_attn = dropout, batch_first, add_zero_attn
        made = {"device": device, "dtype": dtype}
        self.in_proj_weight = self.q_proj_weight = self.k_proj_weight = self.v_proj_weight = None
        if self.kdim == self.vdim == embed_dim:
            self.in_proj_weight = empty(3 * embed_dim, embed_dim, **made)
        else:
            self.q_proj_weight = empty(embed_dim, embed_dim, **made)
            self.k_proj_weight = empty(embed_dim, self.kdim, **made)
            self.v_proj_weight = empty(embed_dim, self.vdim, **made)
        self.in_proj_bias = empty(3 * embed_dim, **made) if bias else None
        self.bias_k = empty(1, 1, embed_dim, **made) if add_bias_kv else None
        self.bias_v = empty(1, 1, embed_dim, **made) if add_bias_kv else None
        self.out_proj = NonDynamicallyQuantizableLinear(embed_dim, embed_dim, bias, **made)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the first values anew."""
        for weight in (self.in_proj_weight, self.q_proj_weight, self.k_proj_weight, self.v_proj_weight):
            if weight is not None:
                init.xavier_uniform_(weight)
        for bias in (self.in_proj_bias, self.out_proj.bias):
            if bias is not None:
                init.zeros_(bias)
        for bias in (self.bias_k, self.bias_v):
            if bias is not None:
                init.xavier_normal_(bias)

    def forward(
        self,
        query,
        key,
        value,
        key_padding_mask=None,
        need_weights: bool = True,
        attn_mask=None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ):
        """The result (L, N, embed_dim), or (N, L, …) if `batch_first`, and the weights (N, L, S), or None.

        They are the heads' mean, or (N, heads, L, S) without `average_attn_weights`; None without `need_weights`.
        Masks of booleans are True where a query may *not* look: `key_padding_mask` (N, S) and `attn_mask` (L, S) or
        (N · heads, L, S); those of numbers are added. `is_causal` says that attn_mask is causal.
        """
        swapped = self.batch_first and len(query.shape) == 3
        if swapped:
            query, key, value = (ops.transpose(x, axis1=0, axis2=1) for x in (query, key, value))
        y, weights = functional.multi_head_attention_forward(
            query,
            key,
            value,
            self.embed_dim,
            self.num_heads,
            self.in_proj_weight,
            self.in_proj_bias,
            self.bias_k,
            self.bias_v,
            self.add_zero_attn,
            self.dropout,
            self.out_proj.weight,
            self.out_proj.bias,
            self.training,
            key_padding_mask,
            need_weights,
            attn_mask,
            self.in_proj_weight is None,
            self.q_proj_weight,
            self.k_proj_weight,
            self.v_proj_weight,
            average_attn_weights=average_attn_weights,
            is_causal=is_causal,
        )
        return ops.transpose(y, axis1=0, axis2=1) if swapped else y, weights
