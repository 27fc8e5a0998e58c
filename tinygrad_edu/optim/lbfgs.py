"""L-BFGS."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from ..autograd import enable_grad
from ..tensor import Tensor, from_numpy
from .optimizer import Optimizer, check_gradient
from .options import number

DECREASE, CURVATURE = 1e-4, 0.9  # Wolfe's conditions: how much the loss must fall, and how much flatter it must be


class Point(NamedTuple):
    """A point on the line of a search: how far along, the loss there, its gradient, and its slope along the line."""

    t: float
    loss: float
    gradient: np.ndarray
    slope: float


class LBFGS(Optimizer):
    """Newton's method with a Hessian that is estimated from the last steps: a `step` has up to `max_iter` of them.

    It needs a `closure` that forgets the gradients, computes the loss, calls `backward` and returns the loss. There is
    one group of parameters. `line_search_fn` is None, for steps of length `lr`, or "strong_wolfe".

    Source: Nocedal & Wright, "Numerical optimization", 2006: algorithms 7.4, 3.5 and 3.6.

    >>> import tinygrad_edu as tg
    >>> w = tg.tensor([-1.0, 2.0], requires_grad=True)
    >>> optimizer = tg.optim.LBFGS([w], line_search_fn="strong_wolfe")
    >>> def closure():
    ...     optimizer.zero_grad()
    ...     loss = (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2
    ...     loss.backward()
    ...     return loss
    >>> for _ in range(3):
    ...     loss = optimizer.step(closure)
    >>> np.round(w.data, 3)
    array([1., 1.], dtype=float32)
    """

    def __init__(
        self, params: Iterable, lr=1, max_iter=20, max_eval=None, tolerance_grad=1e-7, tolerance_change=1e-9,
        history_size=100, line_search_fn=None,
    ) -> None:  # fmt: skip
        super().__init__(
            params,
            {
                "lr": lr, "max_iter": max_iter, "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
                "tolerance_grad": tolerance_grad, "tolerance_change": tolerance_change, "history_size": history_size,
                "line_search_fn": line_search_fn,
            },
        )  # fmt: skip

    def check(self, options: dict[str, Any]) -> None:
        """Refuse what makes no sense."""
        super().check(options)
        if options["line_search_fn"] not in (None, "strong_wolfe"):
            raise ValueError(
                f"no line search {options['line_search_fn']!r}\nhelp: 'strong_wolfe', or None for fixed steps"
            )

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Take the parameters; a second group is refused."""
        super().add_param_group(param_group)
        if len(self.param_groups) > 1:
            self.param_groups.pop()
            raise ValueError("LBFGS has one group: all parameters are one vector to it\nhelp: give them in one list")

    # The parameters as one vector

    def flat_gradient(self) -> np.ndarray:
        """The gradients of all parameters, one after the other; a missing one is zeros."""
        parts = []
        for parameter in self.param_groups[0]["params"]:
            grad = parameter.grad
            if grad is not None:
                check_gradient(parameter)
            parts.append(np.ravel(np.zeros_like(parameter.value) if grad is None else grad.value))
        return np.concatenate(parts)

    def move(self, t: float, direction: np.ndarray) -> None:
        """Take all parameters along."""
        end = 0
        for parameter in self.param_groups[0]["params"]:
            start, end = end, end + parameter.numel()
            parameter.data[...] += t * direction[start:end].reshape(parameter.shape)
            parameter.changed()

    def evaluated(self, closure: Callable[[], Any]) -> tuple[float, np.ndarray]:
        """The loss and its gradient where the parameters are now."""
        with enable_grad():
            loss = closure()
        return float(loss), self.flat_gradient()

    def searched(self, closure: Callable[[], Any], t: float, start: Point, direction: np.ndarray, most: int):
        """The point that a search from `start` finds, trying `t` first, and its number of calls; nothing is moved."""
        first = [np.array(parameter.value) for parameter in self.param_groups[0]["params"]]

        def at(t: float) -> Point:
            self.move(t, direction)
            loss, gradient = self.evaluated(closure)
            for parameter, array in zip(self.param_groups[0]["params"], first):
                parameter.data[...] = array
                parameter.changed()
            return Point(t, loss, gradient, float(gradient @ direction))

        smallest = self.param_groups[0]["tolerance_change"] / np.abs(direction).max()
        return strong_wolfe(at, t, start, smallest, most)

    # A step

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Call the closure as often as is needed, and move the parameters; returns the loss before."""
        if closure is None:
            raise TypeError("LBFGS needs a closure\nhelp: step(closure), which computes the loss and its gradients")
        group = self.param_groups[0]
        rate, flat, little = number(group["lr"]), group["tolerance_grad"], group["tolerance_change"]
        state = self.state[group["params"][0]]  # that of all parameters together; PyTorch has it there
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        with enable_grad():
            first_loss = closure()
        loss, gradient = float(first_loss), self.flat_gradient()
        state["func_evals"] += 1
        evaluations = 1
        if np.abs(gradient).max() <= flat:
            return first_loss
        for iteration in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            direction = self.direction(state, gradient, group["history_size"])
            t = min(1.0, 1.0 / float(np.abs(gradient).sum())) * rate if state["n_iter"] == 1 else rate
            start = Point(0.0, loss, gradient, float(gradient @ direction))
            state |= {"d": from_numpy(direction), "t": t, "prev_flat_grad": from_numpy(gradient), "prev_loss": loss}
            if start.slope > -little:
                break
            calls = 0
            if group["line_search_fn"] is not None:
                point, calls = self.searched(closure, t, start, direction, group["max_eval"] - evaluations)
                t, loss, gradient = point.t, point.loss, point.gradient
                self.move(t, direction)
            else:
                self.move(t, direction)
                if iteration < group["max_iter"]:  # of a random loss the next step's first evaluation is as good
                    loss, gradient = self.evaluated(closure)
                    calls = 1
            state["t"] = t
            evaluations += calls
            state["func_evals"] += calls
            if evaluations >= group["max_eval"] or np.abs(gradient).max() <= flat:
                break
            if np.abs(t * direction).max() <= little or abs(loss - start.loss) < little:
                break
        return first_loss

    def direction(self, state: dict[str, Any], gradient: np.ndarray, most: int) -> np.ndarray:
        """Where to go: minus the estimated inverse Hessian times the gradient; the last step joins the estimate."""
        if state["n_iter"] == 1:
            state |= {"old_dirs": [], "old_stps": [], "ro": [], "H_diag": 1.0}
            return -gradient
        change, moved = gradient - state["prev_flat_grad"].value, state["t"] * state["d"].value
        curvature = float(change @ moved)
        if curvature > 1e-10:
            if len(state["old_dirs"]) == most:
                for name in ("old_dirs", "old_stps", "ro"):
                    state[name].pop(0)
            state["old_dirs"].append(from_numpy(change))
            state["old_stps"].append(from_numpy(moved))
            state["ro"].append(1.0 / curvature)
            state["H_diag"] = curvature / float(change @ change)
        past = [
            (change.value, moved.value, float(ro))
            for change, moved, ro in zip(state["old_dirs"], state["old_stps"], state["ro"])
        ]
        direction, weights = -gradient, []
        for change, moved, ro in reversed(past):
            weights.append(ro * float(moved @ direction))
            direction = direction - weights[-1] * change
        direction = float(state["H_diag"]) * direction
        for change, moved, ro in past:
            direction = direction + (weights.pop() - ro * float(change @ direction)) * moved
        return direction

    def adopt(self, parameter: Tensor, state: dict[str, Any], group: dict[str, Any]) -> None:
        """Refuse the state of another optimizer, or of parameters of another size; what has no axes becomes numbers."""
        names, size = {"func_evals", "n_iter"}, sum(parameter.numel() for parameter in group["params"])
        known = names | {"d", "t", "old_dirs", "old_stps", "ro", "H_diag", "prev_flat_grad", "prev_loss", "al"}
        if not names <= state.keys() <= known or ("d" in state and state["d"].shape != (size,)):
            raise ValueError(
                f"this is no state of an LBFGS of {size} numbers: {sorted(state)}\n"
                "help: was it saved by an LBFGS, for the same net?"
            )
        state.pop("al", None)  # PyTorch's scratch paper
        for name in state.keys() & {"t", "H_diag", "prev_loss"}:
            state[name] = float(state[name])


def strong_wolfe(at: Callable[[float], Point], t: float, start: Point, smallest: float, most: int) -> tuple[Point, int]:
    """A point beyond `start` that fulfils Wolfe's strong conditions, or the best one found, and how many were tried.

    The first is ``at(t)``. A bracket shorter than `smallest` isn't searched, nor are more than `most` others tried.
    """

    def too_high(point: Point) -> bool:
        return point.loss > start.loss + DECREASE * point.t * start.slope

    def flat(point: Point) -> bool:
        return abs(point.slope) <= -CURVATURE * start.slope

    # go further until there must be such a point between the last two
    before, point, tries = start, at(t), 0
    while True:
        if tries >= most:
            ends = [start, point]
            break
        if too_high(point) or (tries > 1 and point.loss >= before.loss):
            ends = [before, point]
            break
        if flat(point):
            return point, tries + 1
        if point.slope >= 0:
            ends = [before, point]
            break
        further = cubic_minimum(before, point, point.t + 0.01 * (point.t - before.t), 10 * point.t)
        before, point, tries = point, at(further), tries + 1

    # narrow it down; ends[low] is the lower end
    low, near_an_end = int(ends[0].loss > ends[1].loss), False
    while tries < most and abs(ends[1].t - ends[0].t) >= smallest:
        left, right = sorted(end.t for end in ends)
        t, margin = cubic_minimum(ends[0], ends[1], left, right), 0.1 * (right - left)
        if min(right - t, t - left) >= margin:
            near_an_end = False
        elif near_an_end or t >= right or t <= left:  # for the second time: not so near
            t, near_an_end = (right - margin if abs(t - right) < abs(t - left) else left + margin), False
        else:
            near_an_end = True
        point, tries = at(t), tries + 1
        if too_high(point) or point.loss >= ends[low].loss:
            ends[1 - low] = point
            low = int(ends[0].loss > ends[1].loss)
        else:
            if not flat(point) and point.slope * (ends[1 - low].t - ends[low].t) >= 0:
                ends[1 - low] = ends[low]
            ends[low] = point
            if flat(point):
                break
    return ends[low], tries + 1


def cubic_minimum(a: Point, b: Point, least: float, most: float) -> float:
    """Where the cubic with the loss and slope of both points is lowest, in [least, most]; the middle if it isn't one.

    Source: Nocedal & Wright, "Numerical optimization", 2006, equation 3.59.
    """
    a, b = (a, b) if a.t <= b.t else (b, a)
    with np.errstate(all="ignore"):
        steepness = a.slope + b.slope - 3 * np.float64(a.loss - b.loss) / (a.t - b.t)
        square = steepness**2 - a.slope * b.slope
        if not square >= 0:
            return (least + most) / 2
        root = np.sqrt(square)
        t = b.t - (b.t - a.t) * ((b.slope + root - steepness) / (b.slope - a.slope + 2 * root))
    return float(min(max(t, least), most))
