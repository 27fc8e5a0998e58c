"""Which matrices a formula is shown as, and which of their elements are outlined for an element of the result."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.drawing.page.working import Matrix, parts_of
from tinygrad_edu.tracing import Cotangent, Operand, Output, derive

LABELS = {Operand(0): "x", Operand(1): "y", Operand(2): "z", Output(): "v", Cotangent(): "g"}


def leaf(*shape):
    return tg.tensor(np.arange(1.0, 1 + np.prod(shape)).reshape(shape) / 7, requires_grad=True)


def forward(tensor):
    return parts_of(derive(tensor).forward, LABELS)


def backward(tensor, position=0):
    return parts_of(derive(tensor).backward[position], LABELS)


def labels(parts):
    return [part.label if isinstance(part, Matrix) else part for part in parts]


def test_operators_stand_between_their_matrices():
    x, y = leaf(2, 3), leaf(3, 4)
    assert labels(forward(x @ y)) == ["x", "@", "y", "="]
    assert labels(forward(x * x)) == ["x", "·", "y", "="]
    assert labels(forward(x - 2.0)) == ["x", "−", "2", "="]
    assert labels(forward(-x)) == ["−", "x", "="]
    assert labels(forward(tg.tanh(x))) == ["tanh", "x", "="]
    assert labels(backward(tg.tanh(x))) == ["g", "·", "1 − v²", "="]


def test_products_within_sums_are_spread_and_sums_within_products_are_not():
    x, w, b = leaf(2, 3), leaf(4, 3), leaf(4)
    assert labels(forward(tg.nn.functional.linear(x, w, b))) == ["x", "@", "yᵀ", "+", "z", "="]
    assert labels(backward(tg.sigmoid(x)))[:2] == ["g", "·"]
    assert labels(forward(tg.nn.functional.mse_loss(x, leaf(2, 3)))) == [
        "Σ",
        "(",
        "x − y",
        "·",
        "x − y",
        ")",
        "/",
        "6",
        "=",
    ]


def test_what_is_not_made_by_operators_shows_its_operands():
    assert labels(forward(tg.relu(leaf(2)))) == ["x", "→"]
    assert labels(backward(tg.relu(leaf(2)))) == ["v", ",", "g", "→"]
    assert labels(forward(leaf(4)[1:3])) == ["x", "→"]


def test_a_formula_of_many_matrices_shows_its_operands():
    parts = backward(tg.nn.functional.layer_norm(leaf(2, 3), (3,)))
    assert labels(parts)[-1] == "→"
    assert "g" in labels(parts)


def links(parts):
    return [part.links for part in parts if isinstance(part, Matrix)]


def test_links_of_products_are_rows_and_columns():
    assert links(forward(leaf(2, 3) @ leaf(3, 4))) == [(0, None), (None, 1)]
    assert links(backward(leaf(2, 3) @ leaf(3, 4), 1)) == [(0, None), (None, 1)]
    assert links(forward(leaf(5, 2, 3) @ leaf(3, 4))) == [(0, 1, None), (None, 2)]


def test_links_of_elements_are_aligned_at_the_last_axis():
    assert links(forward(leaf(2, 3) + leaf(3))) == [(0, 1), (1,)]
    assert links(forward(leaf(3) * leaf(2, 3))) == [(1,), (0, 1)]
    assert links(forward(leaf(2, 3) * leaf())) == [(0, 1), ()]


def test_links_of_sums_leave_the_summed_axes_out():
    x = leaf(2, 3)
    assert links(forward(x.sum(0))) == [(None, 0)]
    assert links(forward(x.sum(1))) == [(0, None)]
    assert links(forward(x.sum(1, keepdim=True))) == [(0, None)]
    assert links(forward(x.sum())) == [(None, None)]
    assert labels(forward(x.sum(0))) == ["Σ rows", "x", "="]
    assert labels(forward(x.sum(1))) == ["Σ columns", "x", "="]
    assert labels(forward(leaf(2, 3, 4).sum((0, 2)))) == ["Σ axes 0, 2", "x", "="]
    assert links(backward(leaf(2, 3) + leaf(3), 1)) == [(None, 0)]


def test_links_of_what_is_repeated_are_those_of_the_axes_that_it_has():
    x = leaf(2, 3)
    assert links(backward(x.mean())) == [()]
    assert labels(backward(x.mean())) == ["g", "/", "6", "="]
    assert links(backward(x.sum(0))) == [(1,)]
    assert links(backward(x.sum(1))) == [(0,)]


def test_an_operation_that_mixes_elements_outlines_nothing():
    assert links(forward(leaf(3).flip(0))) == [None]


@pytest.mark.parametrize(
    "tensor",
    [
        leaf(2, 3) @ leaf(3, 4), leaf(2, 3) + leaf(3), leaf(2, 3) * leaf(2, 1), leaf(3) / leaf(), leaf(2, 3).sum(0),
        leaf(2, 3).sum(1), leaf(2, 3, 4).sum(1), leaf(2, 3).mean(), leaf(5, 2, 3) @ leaf(3, 4), tg.exp(leaf(2, 2)),
        tg.nn.functional.linear(leaf(2, 3), leaf(4, 3), leaf(4)), leaf(2, 3) - 2.0, tg.relu(leaf(2, 3)),
    ],
)  # fmt: skip
def test_changing_what_is_not_outlined_leaves_the_element_as_it_is(tensor):
    """The links say which elements of the operands make an element; the others are made nan, and it stays finite."""
    names = {Operand(position): str(position) for position in range(3)}
    linked = {
        part.label.rstrip("ᵀ"): part for part in parts_of(derive(tensor).forward, names) if isinstance(part, Matrix)
    }
    index = tuple(n - 1 for n in tensor.shape)
    operands = []
    for position, operand in enumerate(tensor.operands):
        part = linked.get(str(position))
        if part is None:
            operands.append(operand)
            continue
        spoilt = np.full(part.array.shape, np.nan)
        place = tuple(
            slice(None) if link is None or n == 1 else index[link] for link, n in zip(part.links, part.array.shape)
        )
        spoilt[place] = part.array[place]
        operands.append(spoilt.T if part.label.endswith("ᵀ") else spoilt)
    value = np.asarray(tensor.op.rule(*operands, **tensor.options)[0])
    assert value[index] == tensor.data[index]
