"""No false alarm: functions whose gradients are right pass, also where they are hard to measure."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.testing import gradcheck, gradgradcheck

from .correct_functions import CORRECT

LARGE = {"100 × 100", "a wide layer", "30,000 elements", "relu of 10,000 elements"}


@pytest.mark.parametrize("name", CORRECT)
def test_it_passes(name):
    function, inputs = CORRECT[name]
    for seed in range(1 if name in LARGE else 3):
        assert gradcheck(function, inputs, seed=seed) is True


@pytest.mark.parametrize("name", [name for name in CORRECT if name not in LARGE])
def test_its_second_gradient_passes(name):
    function, inputs = CORRECT[name]
    assert gradgradcheck(function, inputs) is True


def test_there_are_many_of_them():
    assert len(CORRECT) > 60


def test_nothing_is_left_behind():
    layer = tg.nn.Linear(3, 2)
    x = tg.randn(4, 3, requires_grad=True)
    before = [np.copy(tensor.data) for tensor in (x, layer.weight, layer.bias)]
    arrays = layer.weight.value, layer.bias.value
    layer.weight.grad = tg.ones(2, 3)
    gradcheck(layer, (x,))
    gradgradcheck(layer, (x,))
    assert layer.weight.value is arrays[0]
    assert layer.bias.value is arrays[1]
    for tensor, copy in zip((x, layer.weight, layer.bias), before):
        assert tensor.dtype == np.float32
        np.testing.assert_array_equal(tensor.data, copy)
    np.testing.assert_array_equal(layer.weight.grad.data, 1.0)
    assert x.grad is None
    assert layer.bias.grad is None
    assert tg.get_default_dtype() == np.float32
