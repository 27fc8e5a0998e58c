"""Functions whose gradients are wrong, each in its own way, and inputs at which the mistake shows."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.autograd import Function
from tinygrad_edu.tape import op


@dataclass(frozen=True)
class Broken:
    """A function that must not pass, and a word that the message must contain."""

    name: str
    make: Callable[[], Callable]  # makes the function anew: some keep what they did before
    inputs: tuple
    says: str = ""


BROKEN: list[Broken] = []
BROKEN_TWICE: list[Broken] = []  # the first gradient is right, the second isn't


def random(*shape):
    """Numbers of either sign, away from zero, the same for one shape."""
    rng = np.random.default_rng(len(shape) + sum(shape))
    return rng.choice([-1.0, 1.0], shape) * rng.uniform(0.3, 2.0, shape)


def positive(*shape):
    """Positive numbers, no two of which are close."""
    return np.abs(random(*shape)) + 0.001 * np.arange(int(np.prod(shape))).reshape(shape)


def broken(*inputs, says="", to=BROKEN):
    """Add what the decorated function returns to the list."""

    def add(make):
        to.append(Broken(make.__name__, make, inputs, says))
        return make

    return add


def rule_of(*inputs, says="", to=BROKEN):
    """Add an op with the decorated rule to the list."""

    def add(rule):
        to.append(Broken(rule.__name__, lambda: op()(rule), inputs, says))
        return rule

    return add


# Factors and signs


@rule_of(random(2, 3), random(2, 3), says="twice")
def doubled(x, y):
    return x * y, lambda g: 2 * g * y, lambda g: g * x


@rule_of(random(2, 3), says="sign")
def negated(x):
    return np.sin(x), lambda g: -g * np.cos(x)


@rule_of(random(2, 3), says="1e-04|1.0001|times")
def small_relative_error(x):
    y = np.exp(x)
    return y, lambda g: g * y * 1.0001


@rule_of(random(2, 3), says="times")
def tiny_relative_error(x):
    y = np.exp(x)
    return y, lambda g: g * y * (1 + 1e-7)


@rule_of(random(2, 3))
def square_without_its_factor(x):
    return x * x, lambda g: g * x


@rule_of(random(5))
def mean_without_its_divisor(x):
    return np.mean(x), lambda g: np.broadcast_to(g, x.shape)


@rule_of(random(3, 4), says="1/3")
def mean_over_the_wrong_axis_length(x):
    return np.sum(x, axis=0), lambda g: np.broadcast_to(g / 3, x.shape)


@rule_of(random(3))
def additive_constant(x):
    return x * x, lambda g: 2 * g * x + 1e-3


@rule_of(random(2, 3), random(2, 3), says="gradient by y")
def error_in_the_second_operand(x, y):
    return x / y, lambda g: g / y, lambda g: g * x / y**2


@rule_of(random(2, 3), random(2, 3), says="gradient by y")
def nothing_for_the_second_operand(x, y):
    return x * y, lambda g: g * y, None


@rule_of(random(2, 3), random(2, 3))
def operands_exchanged(x, y):
    return x * y, lambda g: g * x, lambda g: g * y


# What a cotangent of ones doesn't see


@rule_of(random(3, 4), says="nothing arrives")
def softmax_without_backward(x):
    e = np.exp(x)
    return e / np.sum(e, axis=1, keepdims=True), lambda g: np.zeros_like(g)


@rule_of(random(3, 4))
def right_for_ones_only(x):
    return x**3, lambda g: 3 * x**2 * np.where(g == 1, 1, g * g)


@rule_of(random(3, 4))
def ignores_the_cotangent(x):
    return np.sin(x), lambda g: np.cos(x) * np.ones_like(g)


@rule_of(random(3, 4))
def squares_the_cotangent(x):
    return np.sin(x), lambda g: np.cos(x) * g * g


@rule_of(random(3, 4))
def cotangent_in_absolute_value(x):
    return np.sin(x), lambda g: np.cos(x) * np.abs(g)


@rule_of(random(3, 4), says="linear")
def cotangent_clipped(x):
    return np.sin(x), lambda g: np.cos(x) * np.clip(g, -1.6, 1.6)


@rule_of(random(3, 4), says="linear")
def wrong_where_the_cotangent_is_zero(x):
    return np.sin(x), lambda g: np.cos(x) * np.where(g == 0, 1e-3, g)


@rule_of(random(3, 4))
def averages_the_cotangent(x):
    return np.sin(x), lambda g: np.cos(x) * np.mean(g)


@rule_of(random(3, 4))
def normalised_cotangent(x):
    return np.sin(x), lambda g: np.cos(x) * g / max(1.0, float(np.max(np.abs(g))) / 5)


# Broadcasting and shapes


@broken(random(3, 4), random(4), says="sum over axis 0")
def sum_over_a_broadcast_axis_forgotten():
    class AddBias(Function):
        @staticmethod
        def forward(ctx, x, bias):
            return x + bias

        @staticmethod
        def backward(ctx, g):
            return g, g[0]

    return AddBias.apply


@broken(random(3, 4), random(3, 1))
def mean_in_place_of_a_sum_over_a_broadcast_axis():
    @op()
    def scale(x, s):
        return x * s, lambda g: g * s, lambda g: np.mean(g * x, axis=1, keepdims=True)

    return scale


@broken(random(3, 4), random(1, 4))
def sum_over_the_wrong_axis():
    @op()
    def scale(x, s):
        return x * s, lambda g: g * s, lambda g: np.resize(np.sum(g * x, axis=1), (1, 4))

    return scale


@broken(random(3, 4), says="fails")
def gradient_of_a_wrong_shape():
    @op()
    def row(x):
        return x * 2, lambda g: g[:, :2]

    return row


@rule_of(random(3, 4))
def gradient_of_a_larger_shape_that_is_summed(x):
    return x * 2, lambda g: np.broadcast_to(2 * g, (5, 3, 4))


@rule_of(random(3), random(3, 1))
def outer_transposed(x, y):
    return x * y, lambda g: g.T * y, lambda g: np.sum(g * x, axis=1, keepdims=True)


@rule_of(random(3, 3), random(3, 3))
def weights_gradient_transposed(x, w):
    return x @ w, lambda g: g @ w.T, lambda g: (x.T @ g).T


@rule_of(random(3, 3), random(3, 3))
def missing_transpose(x, w):
    return x @ w, lambda g: g @ w, lambda g: x.T @ g


@rule_of(random(3, 3), says="exchanged")
def transpose_without_transpose(x):
    return np.transpose(x) * 1.0, lambda g: g


@rule_of(random(2, 3))
def reshape_in_columns(x):
    return np.reshape(x, (3, 2)), lambda g: np.reshape(g, (2, 3), order="F")


@rule_of(random(4, 3))
def mixes_the_batch(x):
    return np.sin(x), lambda g: np.cos(x) * np.roll(g, 1, axis=0)


@rule_of(random(4, 3))
def normalises_over_the_batch(x):
    c = x - np.mean(x, axis=1, keepdims=True)
    return c, lambda g: g - np.mean(g, axis=0, keepdims=True)


# Wrong in places


@rule_of(random(3, 4), says="negative")
def wrong_for_negative_numbers(x):
    return x**3, lambda g: 3 * g * x * np.abs(x)


@rule_of(random(3, 3), says="off the diagonal")
def wrong_off_the_diagonal(x):
    return np.sin(x), lambda g: g * np.cos(x) * np.where(np.eye(3), 1, 0.99)


@rule_of(random(3, 3), says="on the diagonal")
def wrong_on_the_diagonal(x):
    return np.sin(x), lambda g: g * np.cos(x) * np.where(np.eye(3), 0, 1)


@rule_of(random(6), says="off by one|shifted")
def off_by_one(x):
    return x * 1.0, lambda g: np.roll(g, 1)


@rule_of(random(6))
def last_element_forgotten(x):
    y = np.cumsum(x)
    return y, lambda g: np.concatenate([np.cumsum(g[::-1])[::-1][:-1], np.zeros(1)])


@rule_of(random(3, 100, 40))
def one_element_of_many(x):
    def back(g):
        grad = 2 * g * x
        grad[2, 57, 13] *= 1.01
        return grad

    return x * x, back


@rule_of(random(1))
def wrong_for_one_element(x):
    return np.sum(x * x), lambda g: 2 * g * x if x.shape != (1,) else g * x


@rule_of(random())
def wrong_for_a_number(x):
    return x * x * x, lambda g: 3 * g * x * x if x.ndim else g * x * x


@rule_of(np.zeros((0, 3)), says="fails")
def fails_for_nothing(x):
    return x * 1, lambda g: g / g.max()


@rule_of(random(5), says="only signs|nothing arrives|negative|positive")
def absolute_value_without_its_sign(x):
    return np.abs(x), lambda g: g


@rule_of(random(5))
def leaky_where_it_isnt(x):
    return np.maximum(x, 0), lambda g: np.where(x > 0, g, 0.01 * g)


@rule_of(np.array([0.5, 1.0005, 1.5]))
def kink_in_the_wrong_place(x):
    return np.where(x > 1, 2 * x - 1, x), lambda g: np.where(x > 1.001, 2 * g, g)


@rule_of(np.array([2.0, 2.0, 1.0]), says="kink|tie|gradient")
def maximum_for_all_ties(x):
    y = np.max(x)
    return y, lambda g: np.where(x == y, g, 0)


@rule_of(np.array([[1.0, 3.0, 2.0]]))
def maximum_for_the_first(x):
    return np.max(x, axis=1), lambda g: np.stack([g, 0 * g, 0 * g], axis=1)


@rule_of(np.array([[1.0, 3.0, 2.0, 0.0], [5.0, 7.0, 4.0, 6.0]]))
def sort_that_doesnt_sort_back(x):
    order = np.argsort(x, axis=1)
    return np.sort(x, axis=1), lambda g: np.take_along_axis(g, order, axis=1) + 0 * order


@rule_of(np.array([1.0, 2.0, 3.0, 4.0]))
def repeated_indices_written_once(x):
    index = np.array([0, 0, 2])

    def back(g):
        grad = np.zeros_like(x)
        grad[index] = g
        return grad

    return x[index], back


@rule_of(random(3, 3) - 0.3)
def prod_of_all_but_the_others(x):
    y = np.prod(x, axis=1, keepdims=True)
    return y, lambda g: g * y / np.abs(x)


@rule_of(positive(3), says="finite|is nan|is inf|is -inf")
def not_a_number(x):
    return x * 1.0, lambda g: g * np.log(x - x) * 0


@rule_of(random(7))
def clip_that_clips_nothing(x):
    return np.clip(x, -0.9, 0.9), lambda g: g


@rule_of(positive(3), positive(3))
def power_with_the_wrong_logarithm(x, y):
    z = x**y
    return z, lambda g: g * y * x ** (y - 1), lambda g: g * z * np.log10(x)


@rule_of(random(3, 4))
def variance_with_the_other_divisor(x):
    c = x - np.mean(x)
    return np.sum(c * c) / x.size, lambda g: 2 * g * c / (x.size - 1)


@rule_of(random(3, 4))
def standardised_without_the_mean(x):
    c = x - np.mean(x, axis=1, keepdims=True)
    return c, lambda g: g


@rule_of(random(3, 4))
def normalised_as_if_the_length_were_constant(x):
    n = np.sqrt(np.sum(x * x, axis=1, keepdims=True))
    return x / n, lambda g: g / n


@rule_of(random(2, 5))
def log_softmax_with_softmax_forgotten(x):
    y = x - np.log(np.sum(np.exp(x), axis=1, keepdims=True))
    return y, lambda g: g - np.mean(g, axis=1, keepdims=True)


@broken(random(3, 4))
def dropout_delta_of_the_document():
    mask = np.where(np.arange(12).reshape(3, 4) % 5 == 0, 0.0, 1.25)

    @op()
    def dropped_sigmoid(x):
        s = 1 / (1 + np.exp(-x))
        y = mask * s
        return y, lambda g: g * y * (1 - y)

    return dropped_sigmoid


@broken(random(3, 4))
def dropout_delta_without_the_mask():
    mask = np.where(np.arange(12).reshape(3, 4) % 5 == 0, 0.0, 1.25)

    @op()
    def dropout(x):
        return x * mask, lambda g: g

    return dropout


@rule_of(random(6))
def convolution_not_flipped(x):
    kernel = np.array([1.0, 2.0, -1.0])
    return np.convolve(x, kernel, "same"), lambda g: np.convolve(g, kernel, "same")


# Digits


@rule_of(random(3, 4), says="float32")
def backward_in_float32(x):
    y = np.exp(x)
    return y, lambda g: (g * y).astype(np.float32)


@rule_of(random(3, 4))
def a_factor_in_float32(x):
    y = np.exp(x)
    low = y.astype(np.float32).astype(np.float64)
    return y, lambda g: g * low


@rule_of(random(3, 4), says="float32")
def result_in_float32(x):
    y = np.exp(x).astype(np.float32)
    return y, lambda g: g * y


@rule_of(random(3, 4), says="float32")
def forward_in_float32_inside(x):
    return np.exp(x.astype(np.float32)).astype(np.float64), lambda g: g * np.exp(x)


@rule_of(random(3, 4))
def numeric_derivative_in_backward(x):
    return np.exp(x), lambda g: g * (np.exp(x + 1e-4) - np.exp(x)) / 1e-4


# Memory


@broken(random(3, 4), says="in place")
def changes_its_input():
    @op()
    def relu(x):
        np.maximum(x, 0, out=x)
        return x * 1.0, lambda g: g * (x > 0)

    return relu


@rule_of(random(3, 4), says="cotangent")
def changes_the_cotangent(x):
    def back(g):
        if isinstance(g, np.ndarray):
            g *= np.cos(x)
        return g

    return np.sin(x), back


@broken(random(3, 4), random(3, 4), says="cotangent g")
def changes_the_cotangent_of_another():
    @op()
    def sin(x):
        def back(g):
            np.multiply(g, np.cos(x), out=g)
            return g

        return np.sin(x), back

    return lambda x, y: (sin(x) + y) * 2.0


@rule_of(random(3, 4), says="result")
def changes_its_result(x):
    y = np.exp(x)
    return y, lambda g: np.multiply(g, y, out=y)


@broken(random(3, 4), says="memory")
def returns_a_buffer():
    @op()
    def sin(x):
        slope, buffer = np.cos(x), np.empty_like(x)
        return np.sin(x), lambda g: np.multiply(g, slope, out=buffer)

    return sin


@broken(random(3, 4))
def works_once():
    @op()
    def sin(x):
        slope = [np.cos(x)]
        return np.sin(x), lambda g: g * (slope.pop() if slope else 0.0)

    return sin


@broken(random(3, 4), random(3, 4))
def gradient_is_an_operand():
    @op()
    def product(x, y):
        return x * y, lambda g: y if np.all(g == 1) else g * y, lambda g: x

    return product


@rule_of(random(3, 4), random(3, 4), says="memory of its operand")
def returns_an_operand_for_a_cotangent_of_ones(x, y):
    return x * y, lambda g: y if np.all(g == 1) else g * y, lambda g: g * x


@broken(random(3, 4), says="eval")
def dropout_that_is_training():
    return tg.nn.Dropout(0.5)


@broken(random(3, 4))
def keeps_the_first_value():
    kept = {}

    @op()
    def exp(x):
        kept.setdefault(x.shape, np.exp(x))
        return np.exp(x), lambda g: g * kept[x.shape]

    return exp


@broken(random(3, 4), says="elsewhere")
def uses_the_last_value():
    kept = {}

    @op()
    def exp(x):
        kept[x.shape] = np.exp(x)
        return np.exp(x), lambda g: g * kept[x.shape]

    return exp


@broken(random(3, 4))
def forward_keeps_the_first_value():
    kept = {}

    @op()
    def exp(x):
        y = kept.setdefault(x.shape, np.exp(x))
        return y * 1.0, lambda g: g * y

    return exp


@rule_of(random(3, 4), says="contiguous|changes")
def right_for_contiguous_input_only(x):
    return np.sin(x), lambda g: g * np.cos(x if x.flags.c_contiguous else np.sort(x))


@rule_of(random(3, 4), says="contiguous|changes")
def reads_the_cotangents_memory(x):
    def back(g):
        raw = g if g.flags.c_contiguous else np.ascontiguousarray(g[::-1])
        return raw * np.cos(x)

    return np.sin(x), back


@rule_of(random(3, 4), says="one number|read-only|fails")
def writes_to_a_cotangent_that_is_a_view(x):
    return np.sin(x), lambda g: g * np.cos(x) if 0 not in g.strides else g * 0


# Randomness


@broken(random(3, 4), says="seed")
def random_forward():
    rng = np.random.default_rng(0)

    @op()
    def noisy(x):
        noise = rng.normal(size=x.shape)
        return x * noise, lambda g: g * noise

    return noisy


@broken(random(3, 4), says="called again|second time|seed")
def random_backward():
    rng = np.random.default_rng(0)

    @op()
    def noisy(x):
        return x * 2, lambda g: 2 * g * (1 + 1e-3 * rng.normal(size=x.shape))

    return noisy


@broken(random(3, 4), says="seed")
def slightly_random_forward():
    rng = np.random.default_rng(0)

    @op()
    def noisy(x):
        return x * (1 + 1e-7 * rng.normal(size=x.shape)), lambda g: g

    return noisy


@broken(random(3, 4))
def wrong_every_third_call():
    calls = itertools.count()

    @op()
    def sin(x):
        return np.sin(x), lambda g: g * np.cos(x) * (1.1 if next(calls) % 3 == 2 else 1.0)

    return sin


# The graph


@broken(random(3, 4), says="nothing arrives|isn't recorded")
def detached():
    return lambda x: x.detach() * 2.0


@broken(random(3, 4))
def partly_detached():
    return lambda x: x * x.detach()


@broken(random(3, 4), says="recorded")
def without_recording():
    def function(x):
        with tg.no_grad():
            return x * 2.0

    return function


@broken(random(3, 4), says="float|Tensor")
def leaves_the_graph():
    return lambda x: float(np.sum(x.data**2))


@broken(random(3, 4), says="recorded|nothing arrives")
def made_anew():
    return lambda x: tg.tensor(np.sin(x.data))


@broken(random(3, 4), random(3, 4), says="gradient by weight")
def keyword_tensor():
    @op()
    def weighted(x, *, weight):
        weight = getattr(weight, "value", weight)
        return x * weight, lambda g: g * weight

    return lambda x, weight: weighted(x, weight=weight)


@broken(random(3, 4), random(3, 4), says="no other input|changes")
def wrong_for_one_recorded_operand():
    def function(x, y):
        both = x.requires_grad and y.requires_grad
        return x * y if both else x * y.detach() + 0.0 * y if x.requires_grad else x.detach() * y * 1.0 + y - y.detach()

    return function


@broken(random(3, 4), random(3, 4), says="both x and y|used twice")
def wrong_for_one_tensor_twice():
    def function(x, y):
        return x.detach() * y if x is y else x * y

    return function


@broken(random(3), says="gradient by x")
def wrong_when_used_twice():
    @op()
    def product(x, y):
        return x * y, lambda g: g * y, lambda g: g * x * (0.0 if x is y else 1.0)

    return lambda x: product(x, x)


@broken(random(3), says="backward\\(\\)|twice|already")
def leaves_a_gradient():
    def function(x):
        (x * x).sum().backward()
        return x * x

    return function


@broken(random(4))
def results_exchanged():
    class Split(Function):
        @staticmethod
        def forward(ctx, x):
            return x[:2] * 2, x[2:] * 3

        @staticmethod
        def backward(ctx, g, h):
            return tg.cat([h * 2, g * 3])

    return Split.apply


@broken(random(2, 4), says="gradient by (0.)?weight")
def parameter_without_gradient():
    class Layer(tg.nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = tg.nn.Parameter(random(4, 3))

        def forward(self, x):
            return x @ self.weight.detach()

    return Layer()


@broken(random(2, 4), says="weight")
def parameter_with_a_wrong_gradient():
    @op()
    def linear(x, w):
        return x @ w, lambda g: g @ w.T, lambda g: x.T @ g / len(x)

    class Layer(tg.nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = tg.nn.Parameter(random(4, 3))

        def forward(self, x):
            return linear(x, self.weight)

    return Layer()


@broken(random(2, 3), says="captured tensor")
def captured_tensor_with_a_wrong_gradient():
    w = tg.tensor(random(3), requires_grad=True)

    @op()
    def product(x, y):
        return x * y, lambda g: g * y, lambda g: g

    return lambda x: product(x, w)


@rule_of(random(3), says="fails|returned")
def closure_without_result(x):
    return x * 2, lambda g: None


@rule_of(random(3), says="returned")
def closure_that_returns_a_tensor(x):
    return x * 2, lambda g: tg.tensor(g * 2)


# Second order only


@rule_of(random(2, 3), to=BROKEN_TWICE)
def slope_is_a_constant(x):
    slope = np.cos(x.value if isinstance(x, tg.Tensor) else x)
    return np.sin(x), lambda g: g * slope


@rule_of(random(2, 3), random(2, 3), to=BROKEN_TWICE)
def other_operand_is_a_constant(x, y):
    return x * y, lambda g: g * y, lambda g: g * getattr(x, "value", x)


@rule_of(positive(2, 3), to=BROKEN_TWICE)
def cotangent_is_a_constant(x):
    return x**3, lambda g: getattr(g, "value", g) * 3 * x * x


@rule_of(positive(2, 3), says="twice", to=BROKEN_TWICE)
def not_for_tensors(x):
    return np.cbrt(x), lambda g: g * np.vectorize(lambda t: t ** (-2 / 3) / 3)(x)


@broken(random(2, 3), to=BROKEN_TWICE)
def second_slope_with_a_wrong_sign():
    @op()
    def wrong_cos(x):
        return np.cos(x), lambda g: g * np.sin(x)

    @op()
    def sin(x):
        return np.sin(x), lambda g: g * wrong_cos(x)

    return sin


@broken(random(2, 3), to=BROKEN_TWICE)
def a_tanh_whose_slope_forgets_itself():
    class Tanh(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.slope = 1 - np.tanh(x.data) ** 2
            return tg.tanh(x)

        @staticmethod
        def backward(ctx, g):
            return g * tg.tensor(ctx.slope)

    return Tanh.apply


@rule_of(random(2, 3), to=BROKEN_TWICE)
def another_first_gradient_for_tensors(x):
    return x * x, lambda g: 2 * g * x * (1.0 if isinstance(x, np.ndarray) else 1.1)
