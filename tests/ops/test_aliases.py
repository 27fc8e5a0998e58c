"""Functions under several names, operators of two Tensors, and comparisons with one truth value as the result."""

import math
import operator

import numpy as np
import pytest

import tinygrad_edu as tg

ALIASES = {
    "absolute": "abs",
    "arccos": "acos",
    "arccosh": "acosh",
    "arcsin": "asin",
    "arcsinh": "asinh",
    "arctan": "atan",
    "arctan2": "atan2",
    "arctanh": "atanh",
    "clamp": "clip",
    "divide": "div",
    "fix": "trunc",
    "greater": "gt",
    "greater_equal": "ge",
    "less": "lt",
    "less_equal": "le",
    "multiply": "mul",
    "negative": "neg",
    "not_equal": "ne",
    "sgn": "sign",
    "subtract": "sub",
}
SPECIAL_ALIASES = {
    "expit": tg.ops.sigmoid,
    "gammainc": tg.igamma,
    "gammaincc": tg.igammac,
    "gammaln": tg.lgamma,
    "multigammaln": tg.mvlgamma,
    "psi": tg.digamma,
    "modified_bessel_i0": tg.i0,
    "modified_bessel_i1": tg.special.i1,
}
NUMBERS = np.array([[7.0, -7.0], [2.5, -0.5]])
WHOLE = np.array([[12, 5], [9, 1]])


@pytest.mark.parametrize("alias", ALIASES)
def test_an_alias_is_the_function(alias):
    assert getattr(tg, alias) is getattr(tg, ALIASES[alias])
    assert getattr(tg.Tensor, alias) is getattr(tg.Tensor, ALIASES[alias])


@pytest.mark.parametrize("alias", SPECIAL_ALIASES)
def test_an_alias_in_special_is_the_function(alias):
    assert getattr(tg.special, alias) is SPECIAL_ALIASES[alias]


def test_what_torch_and_special_have_both_is_one():
    for name in ("digamma", "erf", "erfc", "erfinv", "exp2", "expm1", "i0", "log1p", "logit", "polygamma", "sinc"):
        function = getattr(tg, name)
        assert getattr(function, "without_out", function) is getattr(tg.special, name)


@pytest.mark.parametrize("apply", [operator.floordiv, operator.mod], ids=["//", "%"])
def test_division_with_remainder_of_numbers_arrays_and_tensors(apply):
    x = tg.tensor(NUMBERS)
    for result, expected in (
        (apply(x, 2), apply(NUMBERS, 2)),
        (apply(x, NUMBERS.T), apply(NUMBERS, NUMBERS.T)),
        (apply(9.5, x), apply(9.5, NUMBERS)),
        (apply(NUMBERS.T, x), apply(NUMBERS.T, NUMBERS)),
    ):
        assert isinstance(result, tg.Tensor)
        np.testing.assert_array_equal(result.data, expected)


@pytest.mark.parametrize(
    "apply",
    [operator.lshift, operator.rshift, operator.and_, operator.or_, operator.xor],
    ids=["<<", ">>", "&", "|", "^"],
)
def test_operators_of_bits_of_numbers_arrays_and_tensors(apply):
    x = tg.tensor(WHOLE)
    for result, expected in (
        (apply(x, 2), apply(WHOLE, 2)),
        (apply(3, x), apply(3, WHOLE)),
        (apply(x, WHOLE.T), apply(WHOLE, WHOLE.T)),
        (apply(WHOLE.T, x), apply(WHOLE.T, WHOLE)),
    ):
        assert isinstance(result, tg.Tensor)
        np.testing.assert_array_equal(result.data, expected)


def test_true_division_on_the_right():
    np.testing.assert_array_equal(tg.tensor(NUMBERS).__rdiv__(1.0).data, 1 / NUMBERS)


def test_allclose():
    x = tg.tensor([1.0, math.nan], requires_grad=True)
    assert tg.allclose(x[:1], tg.tensor([1.0 + 1e-6])) is True
    assert x[:1].allclose(tg.tensor([1.1])) is False
    assert tg.allclose(x[:1], tg.tensor([1.1]), rtol=0.2) is True
    assert tg.allclose(x[:1], tg.tensor([1.1]), 0.0, 0.2) is True
    assert tg.allclose(x, x) is False
    assert tg.allclose(x, x, equal_nan=True) is True
    assert tg.allclose(tg.ones(2, 3), tg.ones(3)) is True
    with pytest.raises(ValueError, match=r"atol=-1(.|\n)*help: "):
        tg.allclose(x, x, atol=-1)


def test_equal():
    x = tg.tensor([1.0, 2.0], requires_grad=True)
    assert tg.equal(x, tg.tensor([1.0, 2.0])) is True
    assert x.equal(tg.tensor([1.0, 3.0])) is False
    assert tg.equal(tg.ones(2, 3), tg.ones(3)) is False
    assert tg.equal(tg.tensor([math.nan]), tg.tensor([math.nan])) is False
