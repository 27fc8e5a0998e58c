"""Whether gradients are right: each is held against central differences, and against itself under changed conditions.

A cotangent of ones hides errors: Σ softmax is 1, its gradient 0, and a softmax whose backward returns zeros passes.
So cotangents are random and away from zero, one of them has zeros and numbers of every size, others are a single 1
or leave a result out; all go through the same closures, which must be linear in them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..arrays import tensor_of
from ..methods import rebuilt
from ..tape import Node, walk
from ..tensor import Tensor
from .check import Check, away_from_zero, close
from .subject import GradientError, Run, Subject


def gradcheck(
    function: Callable,
    inputs: Any,
    *,
    eps: float | None = None,
    atol: float = 0.0,
    rtol: float = 1e-8,
    raise_exception: bool = True,
    seed: int = 0,
) -> bool:
    """Whether the gradients of `function` are right at `inputs`: True, or a `GradientError` that explains.

    `function` is anything that takes and returns Tensors: an op, a layer or loss (its parameters are checked too),
    a plain function, one of NumPy's, a custom Function's `apply`. It may return several. Tensors that it captured are
    checked like inputs.
    Of `inputs`, a Tensor or a tuple, those that require a gradient are checked; if none does, all floating-point
    ones. They are copied and checked in float64, whatever their dtype: float32 couldn't tell right from wrong.
    Inputs must keep away from kinks and ties, where there is no derivative.

    A gradient is wrong if it differs from the numeric one by more than `rtol` of it, `atol` and the error of the
    measurement itself. `eps` is the step of the differences; by default several are tried. With
    `raise_exception=False` the answer for a wrong gradient is False. The random numbers start from `seed`.

    >>> import tinygrad_edu as tg
    >>> from tinygrad_edu.testing import gradcheck
    >>> gradcheck(lambda x, y: x * tg.tanh(y), (tg.randn(2, 3), tg.randn(3)))
    True
    """
    try:
        Check(Subject(function, inputs), eps, atol, rtol, seed).everything()
    except GradientError:
        if raise_exception:
            raise
        return False
    return True


def gradgradcheck(
    function: Callable,
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float | None = None,
    atol: float = 1e-13,
    rtol: float = 1e-8,
    raise_exception: bool = True,
    seed: int = 0,
) -> bool:
    """Whether the gradients of the gradients of `function` are right: `gradcheck` of its first gradients.

    These are functions of the inputs and of the cotangent; `grad_outputs`, a random one unless it is given, is where
    they are checked. That the first gradients are right themselves is for `gradcheck` to say. `atol` allows for what
    first gradients are made of: in a saturated softmax they are differences of numbers that are almost equal.

    >>> import tinygrad_edu as tg
    >>> from tinygrad_edu.testing import gradgradcheck
    >>> gradgradcheck(lambda x, y: x * tg.tanh(y), (tg.randn(2, 3), tg.randn(3)))
    True
    """
    try:
        subject = Subject(function, inputs)
        check = Check(subject, eps, atol, rtol, seed)
        with subject.prepared():
            run = check.first_run()
        cotangents = grad_outputs if isinstance(grad_outputs, (tuple, list)) else [grad_outputs] * len(run.outputs)
        if len(cotangents) != len(run.outputs):
            raise ValueError(f"{len(cotangents)} grad_outputs for {len(run.outputs)} results\nhelp: give one for each")
        seeds = [
            away_from_zero(check.rng, y.shape) if g is None else np.array(getattr(g, "value", g), np.float64)
            for y, g in zip(run.outputs, cotangents)
        ]
        Check(Gradients(subject, seeds), eps, atol, rtol, seed).everything()
    except GradientError:
        if raise_exception:
            raise
        return False
    return True


class Gradients(Subject):
    """The first gradients of a subject, as functions of its inputs and of the cotangents."""

    first_order = False

    def __init__(self, first: Subject, seeds: list[np.ndarray]) -> None:
        self.first, self.seeds = first, len(seeds)
        self.function, self.inputs, self.top, self.buffers = first.function, first.inputs, first.top, first.buffers
        self.name = f"the gradient of {first.name}"
        which = [f"the cotangent{f' of result {position}' if self.seeds > 1 else ''}" for position in range(self.seeds)]
        self.names = [*first.names[: first.count], *which, *first.names[first.count :]]
        self.start = [*first.start[: first.count], *seeds, *first.start[first.count :]]
        self.count, self.captured = first.count + self.seeds, first.captured
        self.kept: dict[Node, tuple] = {}
        self.compared = False

    def capture_leaves(self, run: Run, since: int) -> None:
        """They were found when the function itself was run."""

    def run(self, arrays: list[np.ndarray], recorded: set[int] | None = None, same=None) -> Run:
        """Call the function, and send the cotangents back with their way recorded."""
        first = self.first
        first.kept = self.kept
        inside = slice(first.count, first.count + self.seeds)
        run = first.run([*arrays[: first.count], *arrays[inside.stop :]])
        seeds = [rebuilt(Tensor, array, True) for array in arrays[inside]]
        wanted = [(y, g) for y, g in zip(run.outputs, seeds) if y.wants_gradient]
        try:
            found = walk([y for y, _ in wanted], [g for _, g in wanted], set(run.leaves), create_graph=True)
        except Exception as error:
            raise GradientError(
                f"{first.name} can't be differentiated twice: {type(error).__name__}: {error}\n"
                "help: with create_graph=True the closures run on Tensors: use operators, NumPy functions and ops",
                function=first.name,
            ) from error
        results = [found[leaf] if leaf in found else tensor_of(np.zeros(leaf.value.shape)) for leaf in run.leaves]
        if not self.compared:
            self.compared = True
            self.compare(run, [g.value for g in seeds], results)
        return Run(results, [*run.leaves[: first.count], *seeds, *run.leaves[first.count :]])

    def compare(self, run: Run, seeds: list, results: list) -> None:
        """Refuse first gradients that are others when they are recorded."""
        for name, plain, recorded in zip(self.first.names, run.pull(seeds), results):
            if not close(recorded.value, plain, 1e-9):
                raise GradientError(
                    f"{self.name}: the gradient by {name} is another one with create_graph=True\n"
                    "help: arrays and Tensors must be read alike: does the op ask which it was given?",
                    function=self.name,
                    argument=name,
                )
