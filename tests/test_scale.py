"""Graphs that are deep, wide or shared many times over: no recursion, no repetition, little memory."""

import gc
import tracemalloc
import weakref

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import ops


def scalar(value):
    return tg.tensor(np.float64(value), requires_grad=True)


def test_a_chain_of_a_million_ops_is_built_differentiated_and_freed():
    x = scalar(1.0)
    y = x
    for _ in range(1_000_000):
        y = y * 1.000001
    middle = weakref.ref(y.operands[0].operands[0])
    y.backward()
    np.testing.assert_allclose(x.grad.item(), 1.000001**1_000_000, rtol=1e-9)
    gc.disable()  # reference counting alone frees it
    try:
        del y
        assert middle() is None
    finally:
        gc.enable()


def test_a_deep_chain_through_views_is_freed_too():
    x = tg.tensor(np.ones(3), requires_grad=True)
    y = x
    for _ in range(20_000):
        y = y[::-1]
    y.sum().backward()
    np.testing.assert_array_equal(x.grad.data, np.ones(3))
    end = weakref.ref(y)
    del y
    assert end() is None


def test_forty_doublings():
    x = scalar(1.0)
    y = x
    for _ in range(40):
        y = y + y
    y.backward()
    assert y.item() == x.grad.item() == 2.0**40


def test_a_fan_out_of_ten_thousand():
    x = scalar(2.0)
    y = x * x
    total = y * 0.0
    for i in range(10_000):
        total = total + y * float(i)
    total.backward()
    assert x.grad.item() == 4.0 * 10_000 * 9_999 / 2


def test_a_fan_in_of_ten_thousand():
    leaves = [scalar(float(i)) for i in range(10_000)]
    weights = np.arange(10_000.0)
    (ops.stack(leaves) * weights).sum().backward()
    assert [x.grad.item() for x in leaves] == weights.tolist()


def test_a_ladder_of_ten_thousand_diamonds():
    x = scalar(1.0)
    y = x
    for _ in range(10_000):
        y = y * 0.25 + y * 0.75
    y.backward()
    assert x.grad.item() == 1.0


def test_a_ladder_whose_two_sides_cross():
    x = scalar(1.0)
    left, right = x, x
    for _ in range(40):
        left, right = left + right, left - right
    left.backward()
    assert x.grad.item() == 2.0**20  # two steps double both sides


def test_a_deep_chain_can_be_differentiated_twice():
    x = scalar(0.5)
    y = x
    for _ in range(2_000):
        y = y * 1.0001
    (first,) = tg.grad(y * y, x, create_graph=True)
    (second,) = tg.grad(first, x)
    np.testing.assert_allclose(second.item(), 2 * 1.0001**4_000, rtol=1e-11)


def test_a_recurrence_of_five_thousand_steps():
    w, state = scalar(0.9), tg.tensor(np.float64(1.0))
    for _ in range(5_000):
        state = ops.tanh(state * w + 0.1)
    state.backward()
    # at the fixed point s = tanh(s·w + 0.1): ds/dw = s·t / (1 − w·t) with t = 1 − s²
    s = state.item()
    slope = 1 - s * s
    np.testing.assert_allclose(w.grad.item(), s * slope / (1 - 0.9 * slope), rtol=1e-9)


def test_a_node_takes_at_most_900_bytes():
    y, number = scalar(1.0), 10_000
    gc.collect()
    tracemalloc.start()
    try:
        for _ in range(number):
            y = y * 1.0001
        taken = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert y.operands
    assert taken / number <= 900


def test_a_graph_of_data_alone_keeps_nothing():
    y = tg.ones(1000)
    tracemalloc.start()
    try:
        for _ in range(1000):
            y = y * 1.0001
        taken = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert taken < 50_000
