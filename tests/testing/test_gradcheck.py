"""What gradcheck says and takes; the three mistakes of the documentation; what a check with ones doesn't see."""

import copy

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.tape import op
from tinygrad_edu.testing import GradientError, gradcheck, gradgradcheck


def message_of(function, inputs, check=gradcheck):
    with pytest.raises(GradientError) as raised:
        check(function, inputs)
    return str(raised.value)


@op()
def zero_softmax(x):
    e = np.exp(x)
    return e / np.sum(e, axis=1, keepdims=True), lambda g: np.zeros_like(g)


ROWS = np.array([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0]])


# The three mistakes


def test_a_forgotten_sum_over_a_broadcast_axis():
    class AddBias(tg.autograd.Function):
        @staticmethod
        def forward(ctx, x, bias):
            return x + bias

        @staticmethod
        def backward(ctx, g):
            return g, g[0]

    message = message_of(AddBias.apply, (ROWS, np.ones(3)))
    assert "AddBias.apply: the gradient by" in message
    assert "(3,) was broadcast to (2, 3): is the sum over axis 0 missing?" in message


def test_the_documents_delta_of_dropout():
    mask = np.array([[1.25, 0.0, 1.25], [1.25, 1.25, 1.25]])

    @op()
    def dropped_sigmoid(x):
        s = 1 / (1 + np.exp(-x))
        y = mask * s
        return y, lambda g: g * y * (1 - y)

    @op()
    def right(x):
        s = 1 / (1 + np.exp(-x))
        y = mask * s
        return y, lambda g: g * mask * s * (1 - s)

    assert "dropped_sigmoid: the gradient by x is wrong" in message_of(dropped_sigmoid, (ROWS,))
    assert gradcheck(right, (ROWS,))


def test_a_softmax_whose_backward_is_zero_passes_a_check_with_ones_and_not_ours():
    x = tg.tensor(ROWS, requires_grad=True)
    zero_softmax(x).sum().backward()
    step = 1e-6
    for place in np.ndindex(ROWS.shape):
        above, below = ROWS.copy(), ROWS.copy()
        above[place] += step
        below[place] -= step
        numeric = (np.sum(zero_softmax(above)) - np.sum(zero_softmax(below))) / (2 * step)
        assert abs(x.grad.data[place] - numeric) < 1e-9  # a check with ones finds nothing
    assert "nothing arrives here" in message_of(zero_softmax, (x,))


# What it says


def test_the_error_names_all_that_is_known():
    @op()
    def product(x, y):
        return x * y, lambda g: g * y, lambda g: -g * x

    with pytest.raises(GradientError, match="product: the gradient by y is wrong at \\[") as raised:
        gradcheck(product, (ROWS, ROWS + 1))
    error = raised.value
    assert isinstance(error, AssertionError)
    assert (error.function, error.argument) == ("product", "y")
    assert error.index in list(np.ndindex(2, 3))
    assert error.analytic == pytest.approx(-error.numeric, rel=1e-9)
    for text in (
        "backward says",
        "differences say",
        "times the tolerance",
        "of 6 elements",
        "help: the sign is flipped",
    ):
        assert text in str(error)


def test_a_parameter_is_named_by_its_path():
    class Scale(nn.Module):
        def __init__(self):
            super().__init__()
            self.factor = nn.Parameter([2.0, 3.0, 4.0])

        def forward(self, x):
            return x * self.factor.detach()

    net = nn.Sequential(nn.Linear(3, 3), Scale())
    assert "Sequential: the gradient by 1.factor is wrong at [" in message_of(net, (ROWS,))


@pytest.mark.parametrize(
    ("closure", "advice"),
    [
        (lambda g, x: 2 * g * np.cos(x), "twice what it should be"),
        (lambda g, x: -g * np.cos(x), "sign is flipped"),
        (lambda g, x: 0 * g, "nothing arrives here"),
        (lambda g, x: 0.7 * g * np.cos(x), "it is 0.7 times"),
        (lambda g, x: g * np.cos(x) / 3, "1/3 of what it should be"),
        (lambda g, x: 3 * g * np.cos(x), "3 times what it should be: a sum in place of a mean"),
        (lambda g, x: g * np.abs(np.cos(x)), "only signs are wrong"),
        (lambda g, x: (g * np.cos(x)).T, "last two axes are exchanged"),
        (lambda g, x: np.roll(g * np.cos(x), 1, axis=0), "shifted by 1 along axis 0"),
        (lambda g, x: np.flip(g * np.cos(x), axis=1), "reversed along axis 1"),
        (lambda g, x: np.where(x < 0, 0.5, 1) * g * np.cos(x), "exactly where the element is negative"),
        (lambda g, x: np.clip(g, -1.55, 1.55) * np.cos(x), "must be linear in g"),
        (lambda g, x: np.full_like(g, np.nan), "0 · ∞"),
    ],
)
def test_the_likely_mistake(closure, advice):
    @op()
    def sine(x):
        return np.sin(x), lambda g: closure(g, x)

    x = np.array([[0.4, -1.2, 2.0], [-0.8, 2.5, -1.9], [0.9, -2.6, 1.3]])
    assert advice in message_of(sine, (x,))


@pytest.mark.parametrize(
    ("function", "x"),
    [
        (tg.relu, [0.0, 1.0]),
        (lambda x: tg.amax(x), [2.0, 2.0, 2.0]),
        (lambda x: tg.clamp(x, -1, 1), [1.0, 0.0]),
    ],
)
def test_a_kink_is_called_a_kink(function, x):
    assert "this is a kink or a tie" in message_of(function, (np.array(x),))


def test_where_a_function_is_not_defined():
    with pytest.raises(GradientError, match="isn't finite"):
        gradcheck(tg.log, (np.array([-1.0]),))


# What it takes


def test_only_those_that_require_a_gradient_are_checked_unless_none_does():
    @op()
    def product(x, y):
        return x * y, lambda g: g * y, lambda g: g

    x, y = tg.tensor(ROWS, requires_grad=True), tg.tensor(ROWS)
    assert gradcheck(product, (x, y))
    assert "gradient by y" in message_of(product, (x.detach(), y))
    assert "gradient by y" in message_of(product, (ROWS, ROWS))


def test_one_tensor_needs_no_tuple():
    assert gradcheck(tg.exp, tg.ones(3))
    assert gradgradcheck(tg.exp, tg.ones(3))


def test_false_instead_of_an_error():
    assert gradcheck(zero_softmax, (ROWS,), raise_exception=False) is False

    @op()
    def once(x):
        return x * x, lambda g: 2 * g * getattr(x, "value", x)

    assert gradcheck(once, (ROWS,), raise_exception=False) is True
    assert gradgradcheck(once, (ROWS,), raise_exception=False) is False
    assert gradcheck(tg.exp, (ROWS,), raise_exception=False) is True


def test_tolerances_and_step_as_in_pytorch():
    @op()
    def roughly(x):
        return np.exp(x), lambda g: g * np.exp(x) * 1.0001

    assert gradcheck(roughly, (ROWS,), eps=1e-6, atol=1e-5, rtol=1e-3)
    assert not gradcheck(roughly, (ROWS,), eps=1e-6, atol=0, rtol=1e-5, raise_exception=False)
    assert gradcheck(roughly, (ROWS,), atol=1e-1)


@pytest.mark.parametrize("options", [{"eps": 0}, {"eps": -1e-6}, {"rtol": -1}, {"atol": float("nan")}])
def test_nonsense_is_refused(options):
    with pytest.raises(ValueError, match="positive"):
        gradcheck(tg.exp, (ROWS,), **options)


def test_nothing_to_check_is_refused():
    with pytest.raises(ValueError, match="nothing that has a gradient"):
        gradcheck(lambda n: tg.ones(2) * n, (3,))


def test_an_error_of_the_function_is_its_own():
    with pytest.raises(ValueError, match="broadcast"):
        gradcheck(lambda x, y: x + y, (np.ones(2), np.ones(3)))


def test_given_cotangents_of_gradgradcheck():
    assert gradgradcheck(lambda x: x**3, (ROWS,), np.ones((2, 3)))
    assert gradgradcheck(lambda x: (x**3, tg.exp(x)), (ROWS,), [tg.ones(2, 3), np.ones((2, 3))])
    with pytest.raises(ValueError, match="1 grad_outputs for 2 results"):
        gradgradcheck(lambda x: (x**3, tg.exp(x)), (ROWS,), [np.ones((2, 3))])


def test_a_module_is_as_before_even_if_it_fails():
    class Wrong(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(np.ones(3, np.float32))

        def forward(self, x):
            return x * self.weight.detach() + self.weight

    module = Wrong()
    before = copy.deepcopy(module.weight.data)
    message_of(module, (ROWS,))
    assert module.weight.dtype == np.float32
    np.testing.assert_array_equal(module.weight.data, before)
    assert module.weight.requires_grad
    assert module.weight.grad is None


def test_buffers_are_as_before():
    class Counting(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("seen", tg.zeros(3))

        def forward(self, x):
            with tg.no_grad():
                self.seen.copy_(self.seen + x.detach().mean(dim=0))
            return x * x

    module = Counting()
    assert gradcheck(module, (ROWS,))
    np.testing.assert_array_equal(module.seen.data, 0.0)


def test_the_seed_changes_what_is_drawn():
    drawn = []

    @op()
    def watched(x):
        def back(g):
            drawn.append(float(np.asarray(g).flat[0]))
            return g * 2

        return x * 2, back

    for seed in (0, 0, 1):
        gradcheck(watched, (ROWS,), seed=seed)
        drawn.append(None)
    parts, current = [], []
    for number in drawn:
        if number is None:
            parts, current = [*parts, current], []
        else:
            current.append(number)
    assert parts[0] == parts[1] != parts[2]


@pytest.mark.parametrize(
    "function",
    [
        lambda x: tg.clamp_min(x, 0.3),
        lambda x: tg.clip(x, 0.3),
        lambda x: tg.nn.functional.linear(x, tg.ones(2, 3, dtype=np.float64)),
        tg.nn.Linear(3, 2, bias=False),
        tg.nn.LSTMCell(3, 2, bias=False),
    ],
)
def test_an_operand_that_is_left_out_is_no_trouble(function):
    assert gradcheck(function, (np.array([[1.0, 2.0, -0.7]]),))
