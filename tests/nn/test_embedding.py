"""Embeddings: against PyTorch, padding, frequencies, longest norms."""

import numpy as np
import pytest

import tinygrad_edu as tg
import tinygrad_edu.nn.functional as F
from tinygrad_edu import nn

from .against_torch import assert_like_torch, normal

NUMBERS = np.array([[0, 2, 2], [1, 4, 0]])

LAYERS = {
    "Embedding": lambda nn: nn.Embedding(5, 3),
    "padding": lambda nn: nn.Embedding(5, 3, padding_idx=2),
    "padding from the end": lambda nn: nn.Embedding(5, 3, padding_idx=-1),
    "max_norm": lambda nn: nn.Embedding(5, 3, max_norm=0.7, norm_type=1.0),
    "frequencies": lambda nn: nn.Embedding(5, 3, scale_grad_by_freq=True, padding_idx=0),
    "EmbeddingBag": lambda nn: nn.EmbeddingBag(5, 3),
    "sums": lambda nn: nn.EmbeddingBag(5, 3, mode="sum", padding_idx=2, norm_type=1),
    "maxima": lambda nn: nn.EmbeddingBag(5, 3, mode="max", max_norm=1.0),
}


@pytest.mark.parametrize("name", LAYERS)
def test_layers_are_pytorchs(name):
    assert_like_torch(LAYERS[name], NUMBERS)


@pytest.mark.parametrize("mode", ["sum", "mean", "max"])
@pytest.mark.parametrize("last", [False, True])
def test_bags_with_offsets_are_pytorchs(mode, last):
    numbers, offsets = np.array([1, 2, 2, 0, 4]), np.array([0, 2, 2, 5])
    assert_like_torch(
        lambda nn: nn.EmbeddingBag(5, 3, mode=mode, include_last_offset=last, padding_idx=0), numbers, offsets
    )


def test_weighed_bags_are_pytorchs():
    assert_like_torch(
        lambda nn: nn.EmbeddingBag(5, 3, mode="sum"), NUMBERS, per_sample_weights=normal(2, 3), offsets=None
    )


def test_bags_are_embeddings_reduced():
    table = tg.tensor(normal(5, 3))
    rows = F.embedding(tg.tensor(NUMBERS), table)
    for mode, reduced in (("sum", rows.sum(1)), ("mean", rows.mean(1)), ("max", rows.amax(1))):
        np.testing.assert_allclose(F.embedding_bag(tg.tensor(NUMBERS), table, mode=mode).data, reduced.data, rtol=1e-14)


def test_equal_rows_of_a_maximum_send_all_to_the_first():
    table = tg.tensor([[1.0, 5.0], [1.0, 5.0], [0.0, 9.0]], requires_grad=True)
    F.embedding_bag(tg.tensor([[1, 0, 2]]), table, mode="max").sum().backward()
    assert table.grad.tolist() == [[0, 0], [1, 0], [0, 1]]


def test_padding_starts_at_zero_and_gets_no_gradient():
    layer = nn.Embedding(5, 3, padding_idx=1)
    assert layer.weight.data[1].tolist() == [0, 0, 0]
    layer(tg.tensor([1, 1, 2])).sum().backward()
    assert layer.weight.grad.tolist() == [[0] * 3, [0] * 3, [1] * 3, [0] * 3, [0] * 3]
    layer.reset_parameters()
    assert layer.weight.data[1].tolist() == [0, 0, 0]


def test_frequencies_divide_the_gradient():
    table = tg.tensor(normal(3, 2), requires_grad=True)
    F.embedding(tg.tensor([0, 1, 1, 1]), table, scale_grad_by_freq=True).sum().backward()
    np.testing.assert_allclose(table.grad.data, [[1, 1], [1, 1], [0, 0]], rtol=1e-15)


def test_frequencies_divide_the_gradient_of_bags():
    """By each row's own; PyTorch 2.13 takes other rows' counts here (`counts[indices_data[i]]` in its kernel)."""
    table = tg.tensor(normal(3, 2), requires_grad=True)
    F.embedding_bag(tg.tensor([[0, 1], [1, 2]]), table, mode="sum", scale_grad_by_freq=True).sum().backward()
    np.testing.assert_allclose(table.grad.data, np.ones((3, 2)), rtol=1e-15)


def test_only_looked_up_rows_are_shortened():
    layer = nn.Embedding.from_pretrained(tg.tensor([[3.0, 4.0], [30.0, 40.0]]), freeze=False, max_norm=1.0)
    y = layer(tg.tensor([0]))
    np.testing.assert_allclose(y.data, [[0.6, 0.8]], rtol=1e-6)
    np.testing.assert_allclose(layer.weight.data, [[0.6, 0.8], [30, 40]], rtol=1e-6)


def test_a_pretrained_table_is_shared_and_frozen():
    table = tg.tensor(normal(4, 2))
    layer = nn.Embedding.from_pretrained(table)
    assert np.shares_memory(layer.weight.data, table.data)
    assert not layer.weight.requires_grad
    assert nn.Embedding.from_pretrained(table, freeze=False).weight.requires_grad
    bag = nn.EmbeddingBag.from_pretrained(table, mode="sum")
    assert (bag.mode, bag.weight.requires_grad) == ("sum", False)


def test_first_values_are_normal():
    weight = nn.Embedding(500, 40, dtype=np.float64).weight.data
    assert abs(weight.mean()) < 0.03
    assert abs(weight.std() - 1) < 0.03


def test_as_many_classes_as_needed():
    assert F.one_hot(tg.tensor([2, 0])).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert F.one_hot(tg.tensor([2, 0])).dtype == np.int64


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: nn.Embedding(5, 3)(tg.tensor([5])), IndexError, "5 to 5 for a table of 5 rows"),
        (lambda: nn.Embedding(5, 3)(tg.ones(2)), TypeError, "numbers of rows"),
        (lambda: nn.Embedding(5, -3), TypeError, "embedding_dim is -3"),
        (lambda: nn.Embedding(5, 3, padding_idx=5), ValueError, "padding_idx 5"),
        (lambda: nn.Embedding(5, 3, _weight=tg.ones(3, 5)), ValueError, r"shape \(3, 5\) for 5 embeddings of length 3"),
    ],
)
def test_what_they_refuse(call, error, message):
    with pytest.raises(error, match=message) as caught:
        call()
    assert "help:" in str(caught.value)
