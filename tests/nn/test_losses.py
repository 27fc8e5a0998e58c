"""Losses: values and gradients of every order against PyTorch and formulas; mistakes in shapes and classes."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.nn import functional


def leaf(values):
    return tg.tensor(np.asarray(values, np.float64), requires_grad=True)


def case(shape, target, inputs=None):
    """Inputs and a target, drawn from a seed."""
    draw = np.random.default_rng(4)
    values = draw.normal(size=shape) if inputs is None else inputs(draw, shape)
    return values, target(draw)


def probabilities(draw, shape):
    return draw.uniform(0.05, 0.95, size=shape)


def log_probabilities(draw, shape):
    values = draw.normal(size=shape)
    axis = min(len(shape) - 1, 1)
    return values - np.log(np.sum(np.exp(values), axis=axis, keepdims=True))


def distribution(draw):
    values = draw.uniform(size=(5, 3))
    return values / values.sum(axis=1, keepdims=True)


CASES = {
    "MSELoss": ("MSELoss", case((5, 3), lambda draw: draw.normal(size=(5, 3)))),
    "BCELoss": ("BCELoss", case((5, 3), lambda draw: draw.uniform(size=(5, 3)), probabilities)),
    "BCELoss, sharp targets": (
        "BCELoss",
        case((5, 3), lambda draw: draw.integers(0, 2, size=(5, 3)).astype(float), probabilities),
    ),
    "BCEWithLogitsLoss": ("BCEWithLogitsLoss", case((5, 3), lambda draw: draw.uniform(size=(5, 3)))),
    "BCEWithLogitsLoss, far out": (
        "BCEWithLogitsLoss",
        case(
            (2, 4), lambda draw: np.array([[0.0, 1.0, 0.0, 1.0]] * 2), lambda draw, shape: draw.normal(size=shape) * 40
        ),
    ),
    "CrossEntropyLoss": ("CrossEntropyLoss", case((5, 3), lambda draw: draw.integers(0, 3, size=5))),
    "CrossEntropyLoss, one example": ("CrossEntropyLoss", case((3,), lambda draw: np.array(2))),
    "CrossEntropyLoss, pixels": ("CrossEntropyLoss", case((2, 3, 4, 5), lambda draw: draw.integers(0, 3, (2, 4, 5)))),
    "CrossEntropyLoss, probabilities": ("CrossEntropyLoss", case((5, 3), distribution)),
    "CrossEntropyLoss, far out": (
        "CrossEntropyLoss",
        case((5, 3), lambda draw: draw.integers(0, 3, size=5), lambda draw, shape: draw.normal(size=shape) * 500),
    ),
    "NLLLoss": ("NLLLoss", case((5, 3), lambda draw: draw.integers(0, 3, size=5), log_probabilities)),
    "NLLLoss, pixels": ("NLLLoss", case((2, 3, 4), lambda draw: draw.integers(0, 3, (2, 4)), log_probabilities)),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_losses_and_their_gradients_equal_pytorchs(name, reduction):
    torch = pytest.importorskip("torch")
    kind, (values, target) = CASES[name]
    x, reference = leaf(values), torch.tensor(values, requires_grad=True)
    loss = getattr(nn, kind)(reduction=reduction)(x, tg.tensor(target))
    expected = getattr(torch.nn, kind)(reduction=reduction)(reference, torch.tensor(target))
    assert loss.shape == tuple(expected.shape)
    np.testing.assert_allclose(loss.data, expected.detach().numpy(), rtol=1e-11, atol=1e-14)  # PyTorch rounds tiny ones
    weights = np.random.default_rng(1).normal(size=loss.shape)
    (loss * weights).sum().backward()
    (expected * torch.tensor(weights)).sum().backward()
    np.testing.assert_allclose(x.grad.data, reference.grad.numpy(), rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("name", [name for name in CASES if "far out" not in name])
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_second_derivatives_of_every_loss_equal_numeric_ones(name, reduction):
    kind, (values, target) = CASES[name]
    loss_function = getattr(nn, kind)(reduction=reduction)
    draw = np.random.default_rng(2)
    direction = draw.normal(size=values.shape)
    weights = draw.normal(size=loss_function(tg.tensor(values), tg.tensor(target)).shape)

    def gradient(at, create_graph=False):
        x = leaf(at)
        # the tanh gives even a loss that is linear in x a second derivative
        loss = loss_function(x, tg.tensor(target))
        return x, tg.grad((tg.tanh(loss) * weights).sum(), x, create_graph=create_graph)[0]

    x, first = gradient(values, create_graph=True)
    (product,) = tg.grad((first * direction).sum(), x)
    h = 1e-6
    numeric = (gradient(values + h * direction)[1].data - gradient(values - h * direction)[1].data) / (2 * h)
    np.testing.assert_allclose(product.data, numeric, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", ["MSELoss", "BCELoss", "BCEWithLogitsLoss", "CrossEntropyLoss, probabilities"])
def test_gradients_by_the_target_equal_pytorchs(name):
    torch = pytest.importorskip("torch")
    kind, (values, target) = CASES[name]
    x, y = leaf(values), leaf(target)
    reference, expected = torch.tensor(values, requires_grad=True), torch.tensor(target, requires_grad=True)
    getattr(nn, kind)()(x, y).backward()
    if kind == "BCELoss":  # PyTorch has this derivative for the function with logits alone
        torch.nn.functional.binary_cross_entropy_with_logits(torch.logit(reference), expected).backward()
    else:
        getattr(torch.nn, kind)()(reference, expected).backward()
    np.testing.assert_allclose(y.grad.data, expected.grad.numpy(), rtol=1e-9, atol=1e-14)


# Formulas that one derives by hand


def test_mse_is_the_mean_of_the_squared_differences():
    x, target = np.array([1.0, 2.0, 4.0]), np.array([0.0, 2.0, 1.0])
    prediction = leaf(x)
    loss = functional.mse_loss(prediction, tg.tensor(target))
    loss.backward()
    np.testing.assert_allclose(loss.item(), 10 / 3, rtol=1e-15)
    np.testing.assert_allclose(prediction.grad.data, 2 / 3 * (x - target), rtol=1e-15)


def test_the_gradient_of_cross_entropy_is_softmax_minus_target():
    x, classes = np.random.default_rng(0).normal(size=(4, 3)), np.array([0, 2, 1, 1])
    logits = leaf(x)
    functional.cross_entropy(logits, classes).backward()
    softmax = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(logits.grad.data, (softmax - np.eye(3)[classes]) / 4, rtol=1e-13, atol=1e-16)


def test_the_gradient_of_bce_with_logits_is_sigmoid_minus_target():
    x, target = np.array([-3.0, 0.0, 2.0]), np.array([0.0, 1.0, 1.0])
    logits = leaf(x)
    functional.binary_cross_entropy_with_logits(logits, target).backward()
    np.testing.assert_allclose(logits.grad.data, (1 / (1 + np.exp(-x)) - target) / 3, rtol=1e-14)


def test_cross_entropy_is_nll_of_log_softmax():
    x, classes = leaf(np.random.default_rng(0).normal(size=(4, 3))), np.array([0, 2, 1, 1])
    direct = functional.cross_entropy(x, classes)
    composed = functional.nll_loss(functional.log_softmax(x, dim=1), classes)
    np.testing.assert_allclose(direct.item(), composed.item(), rtol=1e-14)
    for gradient, other in zip(tg.grad(direct, x), tg.grad(composed, x)):
        np.testing.assert_allclose(gradient.data, other.data, rtol=1e-13, atol=1e-16)


def test_probabilities_of_exactly_0_and_1_cost_at_most_100_and_warn_of_nothing():
    for x, target, expected in [(0.0, 1.0, 100.0), (1.0, 0.0, 100.0), (0.0, 0.0, 0.0), (1.0, 1.0, 0.0)]:
        p = leaf([x])
        loss = functional.binary_cross_entropy(p, tg.tensor([target], dtype=np.float64))
        assert loss.item() == expected
        loss.backward()
        assert np.isfinite(p.grad.item())


def test_logits_of_any_size_neither_overflow_nor_round_to_nothing():
    x = leaf([-1e4, 1e4, -1e4, 1e4])
    loss = functional.binary_cross_entropy_with_logits(x, np.array([1.0, 0.0, 0.0, 1.0]), reduction="none")
    assert loss.tolist() == [1e4, 1e4, 0.0, 0.0]
    logits = leaf([[1e4, 0.0, -1e4]])
    assert functional.cross_entropy(logits, np.array([2])).item() == 2e4
    assert functional.cross_entropy(logits, np.array([0])).item() == 0.0


def test_unsigned_and_small_integers_are_classes_too():
    x = leaf(np.random.default_rng(0).normal(size=(4, 3)))
    expected = functional.cross_entropy(x, np.array([0, 2, 1, 1])).item()
    for dtype in (np.uint8, np.int8, np.int32, np.uint64):
        assert functional.cross_entropy(x, np.array([0, 2, 1, 1], dtype)).item() == expected
        assert functional.cross_entropy(x, tg.tensor(np.array([0, 2, 1, 1], dtype))).item() == expected


# Mistakes


@pytest.mark.parametrize("loss", [nn.BCELoss, nn.BCEWithLogitsLoss])
@pytest.mark.parametrize("shape", [(3,), (3, 1), (1, 3), (6,), ()])
def test_a_target_of_another_shape_names_both_shapes(loss, shape):
    with pytest.raises(ValueError) as caught:
        loss()(tg.zeros(2, 3) + 0.5, tg.ones(shape))
    assert "(2, 3)" in str(caught.value)
    assert str(shape) in str(caught.value)
    assert "help:" in str(caught.value)


def test_mse_of_shapes_that_broadcast_warns_at_the_callers_line():
    with pytest.warns(UserWarning, match=r"\(4, 1\).*\(4,\)") as caught:
        functional.mse_loss(tg.ones(4, 1), tg.ones(4))
    assert caught[0].filename == __file__


def test_mse_of_shapes_that_do_not_broadcast_names_both():
    with pytest.warns(UserWarning, match="broadcasts"), pytest.raises(ValueError, match=r"mse_loss.*\(2, 3\).*\(4,\)"):
        functional.mse_loss(tg.ones(2, 3), tg.ones(4))


@pytest.mark.parametrize("loss", [nn.CrossEntropyLoss, nn.NLLLoss])
@pytest.mark.parametrize("shape", [(3,), (1,), (), (2, 2), (2, 1)])
def test_classes_of_another_shape_name_both_shapes(loss, shape):
    with pytest.raises(ValueError) as caught:
        loss()(tg.zeros(2, 3), tg.zeros(shape, dtype=np.int64))
    assert "(2, 3)" in str(caught.value)
    assert str(shape) in str(caught.value)
    assert "help:" in str(caught.value)


@pytest.mark.parametrize("loss", [nn.CrossEntropyLoss, nn.NLLLoss])
@pytest.mark.parametrize("classes", [[0, 3], [-1, 0], [0, 1000]])
def test_a_class_that_is_not_there_is_an_index_error_that_says_which(loss, classes):
    with pytest.raises(IndexError, match="3 classes") as caught:
        loss()(tg.zeros(2, 3), tg.tensor(classes))
    assert str(min(classes)) in str(caught.value)
    assert str(max(classes)) in str(caught.value)
    assert "help:" in str(caught.value)


def test_classes_must_be_integers():
    with pytest.raises(TypeError, match="float") as caught:
        nn.NLLLoss()(tg.zeros(2, 3), tg.tensor([0.0, 1.0]))
    assert "long()" in str(caught.value)
    with pytest.raises(TypeError, match="long"):
        nn.CrossEntropyLoss()(tg.zeros(2, 3), tg.tensor([0.0, 1.0]))


@pytest.mark.parametrize("values", [[0.5, 1.5], [-0.1, 0.5]])
def test_what_is_no_probability_is_refused(values):
    with pytest.raises(ValueError, match="probabilities") as caught:
        nn.BCELoss()(tg.tensor(values), tg.ones(2))
    assert "sigmoid" in str(caught.value)


@pytest.mark.parametrize("reduction", ["median", "Mean", None])
def test_an_unknown_reduction_lists_those_that_are_there(reduction):
    for make in (nn.MSELoss, nn.CrossEntropyLoss):
        with pytest.raises(ValueError, match="'mean', 'sum' or 'none'"):
            make(reduction=reduction)
    with pytest.raises(ValueError, match="'mean', 'sum' or 'none'"):
        functional.mse_loss(tg.ones(2), tg.ones(2), reduction=reduction)


def test_a_loss_is_one_node():
    logits = leaf(np.zeros((2, 3)))
    loss = nn.CrossEntropyLoss()(logits, tg.tensor([0, 1]))
    assert loss.operands[0] is logits


def test_a_list_is_a_target():
    assert functional.mse_loss(tg.tensor([1.0, 2.0]), [0.0, 0.0]).item() == 2.5


@pytest.mark.parametrize("name", ["mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "gaussian_nll_loss"])
def test_whole_numbers_as_target_leave_float32(name):
    torch = pytest.importorskip("torch")
    numbers, target = np.array([[0.2, 0.7], [0.6, 0.4]], np.float32), np.array([[1, 0], [0, 1]])
    rest = (numbers,) if name == "gaussian_nll_loss" else ()
    ours = getattr(tg.nn.functional, name)(*map(tg.tensor, (numbers, target, *rest)))
    theirs = getattr(torch.nn.functional, name)(*map(torch.tensor, (numbers, target, *rest)))
    assert ours.dtype == np.float32
    np.testing.assert_allclose(ours.data, theirs.numpy(), rtol=1e-6)
