"""The Transformer of Vaswani et al., NeurIPS 2017: its layers, its encoder and decoder, and all together.

Inputs are (length, rows, d_model), or (rows, length, d_model) if `batch_first`, or (length, d_model). Masks of
booleans are True where one may *not* look, those of numbers are added: a mask (L, S) or (rows · heads, L, S), a padding
mask (rows, S). An `is_causal` says that the mask is causal, which changes nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

import numpy as np

from ..arrays import get_default_dtype
from ..tensor import Tensor, from_numpy
from . import functional, init
from .attention import MultiheadAttention
from .containers import ModuleList
from .dropout import Dropout
from .layers import Linear
from .module import Module
from .normalization import LayerNorm
from .parameters import check_device


def activation_of(activation: str | Callable) -> Callable:
    """The function of that name, or the function itself."""
    if activation not in ("relu", "gelu") and not callable(activation):
        raise ValueError(f"no activation {activation!r}\nhelp: 'relu', 'gelu' or a function")
    return getattr(functional, activation) if isinstance(activation, str) else activation


class TransformerEncoderLayer(Module):
    """Each place looks at all others, then a net of two layers: both are added to what they got, and normalized.

    Fields: `self_attn`, `linear1`, `dropout`, `linear2`, `norm1`, `norm2`, `dropout1`, `dropout2`. With `norm_first`
    it is normalized before attention and net, not behind.
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str | Callable = functional.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device=None,
        dtype=None,
    ) -> None:
        super().__init__()
        made = {"bias": bias, "device": device, "dtype": dtype}
        self.self_attn = MultiheadAttention(d_model, nhead, dropout, batch_first=batch_first, **made)
        self.linear1 = Linear(d_model, dim_feedforward, **made)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, **made)
        self.norm_first = norm_first
        self.norm1, self.norm2 = LayerNorm(d_model, layer_norm_eps, **made), LayerNorm(d_model, layer_norm_eps, **made)
        self.dropout1, self.dropout2 = Dropout(dropout), Dropout(dropout)
        self.activation = activation_of(activation)

    def forward(self, src, src_mask=None, src_key_padding_mask=None, is_causal: bool = False):
        """What goes to the next layer, shaped like `src`."""

        def look(x):
            y = self.self_attn(x, x, x, src_key_padding_mask, False, src_mask, is_causal=is_causal)[0]
            return self.dropout1(y)

        def think(x):
            return self.dropout2(self.linear2(self.dropout(self.activation(self.linear1(x)))))

        return residual(src, [(look, self.norm1), (think, self.norm2)], self.norm_first)


class TransformerDecoderLayer(Module):
    """Each place looks at all others, then at the encoder's result, then a net of two layers; see the encoder's.

    Fields: `self_attn`, `multihead_attn`, `linear1`, `dropout`, `linear2`, `norm1` to `norm3`, `dropout1` to
    `dropout3`.
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str | Callable = functional.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device=None,
        dtype=None,
    ) -> None:
        super().__init__()
        made = {"bias": bias, "device": device, "dtype": dtype}
        self.self_attn = MultiheadAttention(d_model, nhead, dropout, batch_first=batch_first, **made)
        self.multihead_attn = MultiheadAttention(d_model, nhead, dropout, batch_first=batch_first, **made)
        self.linear1 = Linear(d_model, dim_feedforward, **made)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, **made)
        self.norm_first = norm_first
        self.norm1, self.norm2, self.norm3 = (LayerNorm(d_model, layer_norm_eps, **made) for _ in range(3))
        self.dropout1, self.dropout2, self.dropout3 = (Dropout(dropout) for _ in range(3))
        self.activation = activation_of(activation)

    def forward(
        self,
        tgt,
        memory,
        tgt_mask=None,
        memory_mask=None,
        tgt_key_padding_mask=None,
        memory_key_padding_mask=None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ):
        """What goes to the next layer, shaped like `tgt`; `memory` is the encoder's result."""

        def look(x):
            y = self.self_attn(x, x, x, tgt_key_padding_mask, False, tgt_mask, is_causal=tgt_is_causal)[0]
            return self.dropout1(y)

        def remember(x):
            padding, mask = memory_key_padding_mask, memory_mask
            y = self.multihead_attn(x, memory, memory, padding, False, mask, is_causal=memory_is_causal)[0]
            return self.dropout2(y)

        def think(x):
            return self.dropout3(self.linear2(self.dropout(self.activation(self.linear1(x)))))

        return residual(tgt, [(look, self.norm1), (remember, self.norm2), (think, self.norm3)], self.norm_first)


def residual(x, blocks: list[tuple[Callable, Callable]], norm_first: bool):
    """x, with each block's result added, and normalized behind each block or before."""
    for block, norm in blocks:
        x = x + block(norm(x)) if norm_first else norm(x + block(x))
    return x


class TransformerEncoder(Module):
    """Copies of one layer in a row, and a last norm, if given. The last two arguments have no effect."""

    def __init__(
        self,
        encoder_layer: Module,
        num_layers: int,
        norm: Module | None = None,
        enable_nested_tensor: bool = True,
        mask_check: bool = True,
    ) -> None:
        super().__init__()
        self.layers = ModuleList([copy.deepcopy(encoder_layer) for _ in range(num_layers)])
        self.num_layers, self.norm = num_layers, norm

    def forward(self, src, mask=None, src_key_padding_mask=None, is_causal: bool | None = None):
        """The last layer's result, shaped like `src`."""
        for layer in self.layers:
            src = layer(src, mask, src_key_padding_mask, bool(is_causal))
        return src if self.norm is None else self.norm(src)


class TransformerDecoder(Module):
    """Copies of one layer in a row, each of which looks at `memory`, and a last norm, if given."""

    def __init__(self, decoder_layer: Module, num_layers: int, norm: Module | None = None) -> None:
        super().__init__()
        self.layers = ModuleList([copy.deepcopy(decoder_layer) for _ in range(num_layers)])
        self.num_layers, self.norm = num_layers, norm

    def forward(
        self,
        tgt,
        memory,
        tgt_mask=None,
        memory_mask=None,
        tgt_key_padding_mask=None,
        memory_key_padding_mask=None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ):
        """The last layer's result, shaped like `tgt`."""
        masks = tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask
        for layer in self.layers:
            tgt = layer(tgt, memory, *masks, bool(tgt_is_causal), memory_is_causal)
        return tgt if self.norm is None else self.norm(tgt)


class Transformer(Module):
    """An encoder and a decoder, each with a last norm.

    Fields: `encoder` and `decoder`, made of as many layers as said, or those that were given.
    """

    def __init__(
        self,
        d_model: int = 512,
        nhead: int = 8,
        num_encoder_layers: int = 6,
        num_decoder_layers: int = 6,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str | Callable = functional.relu,
        custom_encoder: Module | None = None,
        custom_decoder: Module | None = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device=None,
        dtype=None,
    ) -> None:
        super().__init__()
        made = {"bias": bias, "device": device, "dtype": dtype}
        options = d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first
        self.encoder = custom_encoder or TransformerEncoder(
            TransformerEncoderLayer(*options, **made), num_encoder_layers, LayerNorm(d_model, layer_norm_eps, **made)
        )
        self.decoder = custom_decoder or TransformerDecoder(
            TransformerDecoderLayer(*options, **made), num_decoder_layers, LayerNorm(d_model, layer_norm_eps, **made)
        )
        for parameter in self.parameters():
            if parameter.ndim > 1:
                init.xavier_uniform_(parameter)
        self.d_model, self.nhead, self.batch_first = d_model, nhead, batch_first

    def forward(
        self,
        src,
        tgt,
        src_mask=None,
        tgt_mask=None,
        memory_mask=None,
        src_key_padding_mask=None,
        tgt_key_padding_mask=None,
        memory_key_padding_mask=None,
        src_is_causal: bool | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ):
        """The decoder's result, shaped like `tgt`."""
        rows = 0 if self.batch_first else 1
        if src.shape[-1] != self.d_model or tgt.shape[-1] != self.d_model:
            raise ValueError(f"src {src.shape} and tgt {tgt.shape}\nhelp: the last axis has length {self.d_model}")
        if len(src.shape) == 3 and src.shape[rows] != tgt.shape[rows]:
            raise ValueError(f"src {src.shape} and tgt {tgt.shape}\nhelp: axis {rows} counts the rows of both")
        memory = self.encoder(src, src_mask, src_key_padding_mask, src_is_causal)
        masks = tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask
        return self.decoder(tgt, memory, *masks, tgt_is_causal, memory_is_causal)

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device=None, dtype=None) -> Tensor:
        """A mask (sz, sz) that lets no place look at later ones: 0 on and below the diagonal, −∞ above."""
        check_device(device)
        return from_numpy(np.where(np.tri(sz, dtype=bool), 0.0, -np.inf).astype(dtype or get_default_dtype()))
