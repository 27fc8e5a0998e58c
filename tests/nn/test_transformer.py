"""Attention and the Transformer: against PyTorch, masks, dropout."""

import numpy as np
import pytest

import tinygrad_edu as tg
import tinygrad_edu.nn.functional as F
from tinygrad_edu import nn

from .against_torch import assert_like_torch, normal

ATTENTIONS = {
    "plain": {},
    "no bias": {"bias": False},
    "appended": {"add_bias_kv": True, "add_zero_attn": True},
    "batch first": {"batch_first": True},
    "other widths": {"kdim": 3, "vdim": 5},
}
NOT_THERE = np.array([[False, True], [False, False], [True, False]])  # (rows, keys)
LATER = np.triu(np.ones((2, 2), bool), 1)


@pytest.mark.parametrize("need_weights", [True, False])
@pytest.mark.parametrize("name", ATTENTIONS)
def test_attention_is_pytorchs(name, need_weights):
    options = ATTENTIONS[name]
    queries, keys, values = (
        normal(*((3, 2) if options.get("batch_first") else (2, 3)), width)
        for width in (4, options.get("kdim", 4), options.get("vdim", 4))
    )
    for masks in ({}, {"attn_mask": LATER}, {"key_padding_mask": NOT_THERE}):
        assert_like_torch(
            lambda nn: nn.MultiheadAttention(4, 2, **options), queries, keys, values, need_weights=need_weights, **masks
        )


def test_attention_with_masks_of_numbers_for_each_head_and_without_rows():
    mask = normal(6, 2, 2)
    assert_like_torch(
        lambda nn: nn.MultiheadAttention(4, 2),
        normal(2, 3, 4),
        normal(2, 3, 4, seed=1),
        normal(2, 3, 4, seed=2),
        attn_mask=mask,
        key_padding_mask=np.where(NOT_THERE, -np.inf, 0.0),
        average_attn_weights=False,
    )
    assert_like_torch(
        lambda nn: nn.MultiheadAttention(4, 2, batch_first=True),
        normal(2, 4),
        normal(2, 4, seed=1),
        normal(2, 4, seed=2),
        attn_mask=LATER,
        key_padding_mask=np.array([False, True]),
    )


def test_attention_needs_no_weights_to_give_the_same():
    tg.manual_seed(0)
    layer, x = nn.MultiheadAttention(8, 2, batch_first=True).double(), tg.tensor(normal(2, 5, 8))
    with_weights, weights = layer(x, x, x)
    without, none = layer(x, x, x, need_weights=False)
    assert none is None
    assert weights.shape == (2, 5, 5)
    np.testing.assert_allclose(weights.data.sum(axis=-1), 1, rtol=1e-12)
    np.testing.assert_allclose(without.data, with_weights.data, rtol=1e-12)


def test_a_mean_over_equal_keys_is_the_mean_of_the_values():
    values = normal(5, 3)
    y = F.scaled_dot_product_attention(tg.tensor(normal(2, 4)), tg.ones(5, 4, dtype=np.float64), tg.tensor(values))
    np.testing.assert_allclose(y.data, np.broadcast_to(values.mean(axis=0), (2, 3)), rtol=1e-12)


def test_causal_attention_does_not_see_what_comes():
    x = tg.tensor(normal(4, 3), requires_grad=True)
    y = F.scaled_dot_product_attention(x, x, x, is_causal=True)
    y[1].sum().backward()
    assert np.any(x.grad.data[:2] != 0)
    assert not np.any(x.grad.data[2:])


def test_dropout_of_attention_keeps_the_mean():
    tg.manual_seed(3)
    q, k, v = tg.ones(400, 100, 2), tg.ones(400, 50, 2), tg.ones(400, 50, 1)
    y = F.scaled_dot_product_attention(q, k, v, dropout_p=0.4).data
    assert abs(y.mean() - 1) < 0.01
    assert abs(y.var() - 0.4 / 0.6 / 50) < 0.002
    q = tg.tensor(normal(3, 2), requires_grad=True)
    seeded = [np.random.default_rng(4) for _ in range(2)]
    first, second = (F.scaled_dot_product_attention(q, q, q, dropout_p=0.5, generator=g) for g in seeded)
    np.testing.assert_array_equal(first.data, second.data)


def test_dropout_is_off_in_evaluation():
    layer, x = nn.MultiheadAttention(4, 2, dropout=0.9), tg.tensor(normal(3, 2, 4).astype(np.float32))
    assert np.any(layer(x, x, x)[0].data != layer(x, x, x)[0].data)
    layer.eval()
    np.testing.assert_array_equal(layer(x, x, x)[0].data, layer(x, x, x)[0].data)


# Layers and stacks of them

LAYERS = {
    "plain": {},
    "norm first": {"norm_first": True, "batch_first": True},
    "gelu": {"activation": "gelu", "layer_norm_eps": 1e-3},
    "no bias": {"bias": False},
}


@pytest.mark.parametrize("name", LAYERS)
def test_encoder_layers_are_pytorchs(name):
    options = LAYERS[name]
    x = normal(3, 2, 4) if options.get("batch_first") else normal(2, 3, 4)
    for masks in ({}, {"src_mask": LATER, "src_key_padding_mask": NOT_THERE, "is_causal": True}):
        assert_like_torch(lambda nn: nn.TransformerEncoderLayer(4, 2, 6, dropout=0.0, **options), x, **masks)


@pytest.mark.parametrize("name", LAYERS)
def test_decoder_layers_are_pytorchs(name):
    options = LAYERS[name]
    shape = (3, 2, 4) if options.get("batch_first") else (2, 3, 4)
    padding = {"tgt_key_padding_mask": NOT_THERE, "memory_key_padding_mask": NOT_THERE}
    for masks in ({}, {"tgt_mask": LATER, "memory_mask": LATER, **padding}):
        assert_like_torch(
            lambda nn: nn.TransformerDecoderLayer(4, 2, 6, dropout=0.0, **options),
            normal(*shape),
            normal(*shape, seed=1),
            **masks,
        )


def test_activations_may_be_functions():
    layer = nn.TransformerEncoderLayer(4, 2, 6, 0.0, activation=F.tanh)
    assert layer.activation is F.tanh
    with pytest.raises(ValueError, match="no activation 'sin'"):
        nn.TransformerEncoderLayer(4, 2, activation="sin")


def test_encoders_and_decoders_are_pytorchs():
    def encoder(library):
        return library.TransformerEncoder(
            library.TransformerEncoderLayer(4, 2, 6, 0.0), 2, library.LayerNorm(4), enable_nested_tensor=False
        )

    def decoder(library):
        return library.TransformerDecoder(library.TransformerDecoderLayer(4, 2, 6, 0.0), 2)

    assert_like_torch(encoder, normal(2, 3, 4), mask=LATER, src_key_padding_mask=NOT_THERE)
    assert_like_torch(decoder, normal(2, 3, 4), normal(2, 3, 4, seed=1), tgt_mask=LATER)


def test_the_copies_in_an_encoder_have_weights_of_their_own():
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 6), 2)
    first, second = (layer.linear1.weight for layer in encoder.layers)
    assert first is not second
    assert not np.shares_memory(first.data, second.data)
    np.testing.assert_array_equal(first.data, second.data)


@pytest.mark.filterwarnings("ignore:enable_nested_tensor")  # PyTorch's, about its own speed
@pytest.mark.parametrize("batch_first", [False, True])
def test_the_transformer_is_pytorchs(batch_first):
    shapes = ((3, 2, 4), (3, 5, 4)) if batch_first else ((2, 3, 4), (5, 3, 4))
    mask = nn.Transformer.generate_square_subsequent_mask(5, dtype=np.float64).data
    assert_like_torch(
        lambda nn: nn.Transformer(4, 2, 1, 2, 6, 0.0, batch_first=batch_first),
        normal(*shapes[0]),
        normal(*shapes[1]),
        tgt_mask=mask,
        src_key_padding_mask=np.where(NOT_THERE, -np.inf, 0.0),
        tgt_is_causal=True,
    )


def test_the_mask_of_what_comes():
    mask = nn.Transformer.generate_square_subsequent_mask(3)
    assert mask.tolist() == [[0, -np.inf, -np.inf], [0, 0, -np.inf], [0, 0, 0]]
    assert mask.dtype == np.float32


def test_a_transformer_learns_to_reverse():
    tg.manual_seed(0)
    rng = np.random.default_rng(0)
    embed, place, out = (
        nn.Embedding(6, 16),
        nn.Parameter(0.1 * rng.normal(size=(4, 16)).astype(np.float32)),
        nn.Linear(16, 6),
    )
    encoder = nn.TransformerEncoderLayer(16, 2, 32, dropout=0.0, batch_first=True, norm_first=True)
    net = nn.ModuleList([embed, encoder, out])
    optimizer = tg.optim.SGD([*net.parameters(), place], lr=0.1, momentum=0.9)
    for _ in range(300):
        numbers = rng.integers(0, 6, (32, 4))
        scores = out(encoder(embed(tg.tensor(numbers)) + place))
        loss = F.cross_entropy(scores.reshape(-1, 6), tg.tensor(numbers[:, ::-1].reshape(-1)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.MultiheadAttention(4, 3), r"MultiheadAttention\(4, 3\)"),
        (lambda: nn.MultiheadAttention(4, 2)(*[tg.ones(2, 3, 5)] * 3), "queries of width 5"),
        (
            lambda: nn.MultiheadAttention(4, 2)(*[tg.ones(2, 3, 4)] * 3, tg.ones(2, 3)),
            r"key_padding_mask of shape \(2, 3\)",
        ),
        (lambda: nn.Transformer(4, 2, 1, 1, 6)(tg.ones(2, 3, 4), tg.ones(2, 2, 4)), "axis 1 counts the rows"),
        (lambda: nn.Transformer(4, 2, 1, 1, 6)(tg.ones(2, 3, 4), tg.ones(2, 3, 5)), "has length 4"),
    ],
)
def test_what_they_refuse(call, message):
    with pytest.raises(ValueError, match=message) as caught:
        call()
    assert "help:" in str(caught.value)


def test_masks_of_whole_numbers_are_refused():
    x = tg.ones(2, 3, 4)
    with pytest.raises(TypeError, match="attention mask of int64"):
        nn.MultiheadAttention(4, 2)(x, x, x, attn_mask=tg.tensor([[0, 1], [0, 0]]))
