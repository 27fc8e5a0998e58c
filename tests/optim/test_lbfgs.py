"""L-BFGS: PyTorch's steps, with and without a line search; the searches themselves; its state."""

import copy

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.optim.lbfgs import Point, cubic_minimum, strong_wolfe

from .configurations import torch_state

OPTIONS = {
    "plain": {"lr": 0.1, "max_iter": 5},
    "rate 1": {},
    "a short memory": {"lr": 0.1, "max_iter": 7, "history_size": 2},
    "search": {"line_search_fn": "strong_wolfe", "max_iter": 4},
    "search from afar": {"line_search_fn": "strong_wolfe", "lr": 50.0, "max_iter": 5},
    "search from nearby": {"line_search_fn": "strong_wolfe", "lr": 1e-3, "max_iter": 5},
    "search, few evaluations": {"line_search_fn": "strong_wolfe", "max_iter": 3, "max_eval": 5},
    "search, a short memory": {"line_search_fn": "strong_wolfe", "max_iter": 5, "history_size": 1},
    "content soon": {"line_search_fn": "strong_wolfe", "tolerance_grad": 1e-1},
    "content with little change": {"lr": 0.5, "tolerance_change": 1e-2},
}


class Valley:
    """Two parameters in a curved valley, and a third without a gradient."""

    def __init__(self, library, dtype=np.float64, **options):
        self.library, self.calls = library, 0
        self.w = library.tensor(np.array([-1.2, 1.0], dtype), requires_grad=True)
        self.b = library.tensor(np.array([[0.5, 2.0], [3.0, -1.0]], dtype), requires_grad=True)
        self.unused = library.tensor(np.array([7.0], dtype), requires_grad=True)
        self.optimizer = library.optim.LBFGS([self.w, self.unused, self.b], **options)

    def closure(self):
        self.calls += 1
        self.optimizer.zero_grad()
        w, b = self.w, self.b
        loss = (1 - w[0]) ** 2 + 5 * (w[1] - w[0] ** 2) ** 2 + (1 + (b - w.sum()) ** 2).log().sum()
        loss.backward()
        return loss

    def step(self):
        loss = self.optimizer.step(self.closure)
        values = [tensor.detach().numpy().ravel() for tensor in (self.w, self.b, self.unused)]
        return np.concatenate([*values, [loss.item(), self.calls]])


@pytest.mark.parametrize("name", OPTIONS)
def test_steps_equal_pytorchs(name):
    torch = pytest.importorskip("torch")
    ours, theirs = (Valley(library, **OPTIONS[name]) for library in (tg, torch))
    for _ in range(4):
        np.testing.assert_allclose(ours.step(), theirs.step(), rtol=1e-10, atol=1e-10)
    state = ours.optimizer.state[ours.w]
    right = theirs.optimizer.state[theirs.w]
    assert (state["n_iter"], state["func_evals"]) == (right["n_iter"], right["func_evals"])


@pytest.mark.parametrize("name", ["plain", "search"])
def test_float32_stays_float32(name):
    torch = pytest.importorskip("torch")
    ours, theirs = (Valley(library, np.float32, **OPTIONS[name]) for library in (tg, torch))
    np.testing.assert_allclose(ours.step(), theirs.step(), rtol=1e-4, atol=1e-4)
    assert ours.w.dtype == ours.optimizer.state[ours.w]["d"].dtype == np.float32


@pytest.mark.parametrize("search", [None, "strong_wolfe"])
def test_a_quadratic_is_solved(search):
    draw = np.random.default_rng(0)
    root = draw.normal(size=(4, 4))
    matrix, target = root @ root.T + np.eye(4), draw.normal(size=4)
    x = tg.tensor(np.zeros(4), requires_grad=True)
    optimizer = tg.optim.LBFGS([x], max_iter=60, line_search_fn=search, tolerance_grad=1e-10, tolerance_change=1e-16)

    def closure():
        optimizer.zero_grad()
        loss = 0.5 * (x * (matrix @ x)).sum() - (x * target).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    np.testing.assert_allclose(x.data, np.linalg.solve(matrix, target), atol=1e-8)


def test_nothing_moves_where_the_gradient_vanishes():
    x = tg.tensor(np.zeros(2), requires_grad=True)
    optimizer = tg.optim.LBFGS([x])
    x.grad = tg.tensor(np.zeros(2))
    assert optimizer.step(lambda: tg.tensor(3.0)).item() == 3.0
    assert optimizer.state[x] == {"func_evals": 1, "n_iter": 0}


@pytest.mark.parametrize("direction", ["from PyTorch", "to PyTorch", "here"])
@pytest.mark.parametrize("name", ["plain", "search"])
def test_a_state_goes_on(name, direction):
    torch = pytest.importorskip("torch")
    source = Valley(torch if direction == "from PyTorch" else tg, **OPTIONS[name])
    target = Valley(torch if direction == "to PyTorch" else tg, **OPTIONS[name])
    for _ in range(2):
        source.step()
    with tg.no_grad(), torch.no_grad():
        for there, here in ((source.w, target.w), (source.b, target.b)):
            here.copy_(target.library.tensor(there.detach().numpy()))
    saved = source.optimizer.state_dict()
    target.optimizer.load_state_dict(torch_state(saved) if direction == "to PyTorch" else copy.deepcopy(saved))
    for _ in range(2):
        np.testing.assert_allclose(source.step()[:-1], target.step()[:-1], rtol=1e-8, atol=1e-8)


def test_a_state_that_does_not_fit_is_refused():
    valley = Valley(tg, **OPTIONS["plain"])
    valley.step()
    other = tg.optim.LBFGS(
        [tg.ones(3, requires_grad=True), tg.ones(1, requires_grad=True), tg.ones(1, requires_grad=True)]
    )
    with pytest.raises(ValueError, match=r"state of an LBFGS of 5 numbers(.|\n)*help: "):
        other.load_state_dict(valley.optimizer.state_dict())
    assert other.state == {}
    saved = copy.deepcopy(valley.optimizer.state_dict())
    saved["state"][0]["exp_avg"] = tg.ones(2)
    with pytest.raises(ValueError, match="exp_avg"):
        valley.optimizer.load_state_dict(saved)


# The search


@pytest.mark.parametrize("coefficients", [(1.0, -2.0, 0.5, 3.0), (0.3, 1.0, -4.0, 0.0), (2.0, -7.0, 1.0, 1.0)])
@pytest.mark.parametrize("ends", [(0.0, 2.0), (2.0, 0.0), (0.5, 1.0)])
def test_the_cubic_of_two_points_is_minimized(coefficients, ends):
    cubic = np.poly1d(coefficients)
    points = [Point(t, cubic(t), np.zeros(1), cubic.deriv()(t)) for t in ends]
    minima = [root.real for root in cubic.deriv().roots if abs(root.imag) < 1e-12 and cubic.deriv(2)(root) > 0]
    found = cubic_minimum(*points, -10.0, 10.0)
    np.testing.assert_allclose(found, minima[0], rtol=1e-9)
    assert cubic_minimum(*points, found + 1, found + 2) == found + 1
    assert cubic_minimum(*points, found - 2, found - 1) == found - 1


def test_a_cubic_without_a_minimum_gives_the_middle():
    cubic = np.poly1d([1.0, 0.0, 1.0, 0.0])
    points = [Point(t, cubic(t), np.zeros(1), cubic.deriv()(t)) for t in (-1.0, 2.0)]
    assert cubic_minimum(*points, -1.0, 2.0) == 0.5


@pytest.mark.parametrize("t", [1e-3, 0.1, 1.0, 10.0, 300.0])
def test_a_search_ends_where_wolfes_conditions_hold(t):
    def at(t):
        return Point(t, np.cos(t) + 0.05 * t, np.zeros(1), -np.sin(t) + 0.05)

    def start():
        return Point(0.0, 3.0, np.zeros(1), -1.0)

    point, tries = strong_wolfe(lambda t: Point(t, 3 - t + t**4, np.zeros(1), -1 + 4 * t**3), t, start(), 1e-12, 50)
    assert tries <= 20
    assert point.loss <= 3 - 1e-4 * point.t
    assert abs(point.slope) <= 0.9
