"""W8: graphs of many scalar ops, a chain and a fan-out: the time and the memory that recording takes by itself."""

import gc
import time
import tracemalloc
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .frameworks import OURS, frameworks

FACTOR = 1.0001
START = np.array(0.5)


def chain(x, ops: int):
    """x · 1.0001 · 1.0001 · …"""
    y = x
    for _ in range(ops):
        y = y * FACTOR
    return y


def fan_out(x, ops: int):
    """x + x + x + …: each op uses x itself, and sends it a gradient."""
    y = x
    for _ in range(ops):
        y = y + x
    return y


class Graph(NamedTuple):
    """Scalar ops on one leaf, and the gradient that it must get, for a number of ops."""

    what: str
    build: Callable
    ops: int
    gradient: Callable[[int], float]


GRAPHS = [
    Graph("chain", chain, 10_000, lambda ops: FACTOR**ops),
    Graph("chain", chain, 1_000_000, lambda ops: FACTOR**ops),
    Graph("fan-out", fan_out, 10_000, lambda ops: ops + 1),
]


class Seconds(NamedTuple):
    """How long the parts took."""

    forward: float
    backward: float
    free: float


def timed(framework, graph: Graph) -> Seconds:
    """Build the graph, send a gradient back through it, and let go of it. Its numbers are checked, off the clock."""
    x = framework.tensor(START, requires_grad=True)
    gc.collect()
    started = time.perf_counter()
    y = graph.build(x, graph.ops)
    built = time.perf_counter()
    y.backward()
    walked = time.perf_counter()
    right = graph.gradient(graph.ops)
    np.testing.assert_allclose(x.grad.item(), right, rtol=1e-9)
    np.testing.assert_allclose(y.item(), START * right, rtol=1e-9)
    holding = time.perf_counter()
    del y
    return Seconds(built - started, walked - built, time.perf_counter() - holding)


def bytes_for_each_op(graph: Graph) -> float:
    """The memory that a recorded op of ours takes, its value included."""
    x = frameworks()[OURS].tensor(START, requires_grad=True)
    gc.collect()
    tracemalloc.start()
    try:
        y = graph.build(x, graph.ops)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    del y
    return taken / graph.ops
