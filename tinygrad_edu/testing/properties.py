"""Property tests: a function is attacked with drawn inputs, and what breaks it is shrunk to the smallest example."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings

from ..arrays import array_of
from ..tape import Node
from .gradients import gradcheck
from .subject import GradientError, mapped

QUICK = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
)


def check_gradients(profile: settings = QUICK, /, **strategies) -> Callable[[Callable], Callable]:
    """Turn a function that returns Tensors into a test of its gradients at inputs drawn from `strategies`.

    Each argument has a strategy of its name. The test fails with the smallest inputs that were found, as a test that
    can be pasted. It draws the same 50 inputs every time and everywhere, unless a `profile`, hypothesis's
    ``settings(…)``, says otherwise. The function itself is the test's `function`.

    >>> import tinygrad_edu as tg
    >>> from tinygrad_edu.testing import check_gradients, tensors
    >>> @check_gradients(x=tensors(shape=(3, 4)), y=tensors(shape=(4,)))
    ... def test_swish(x, y):
    ...     return x * tg.sigmoid(x) + y
    >>> test_swish()
    """

    def decorate(function: Callable) -> Callable:
        names = [name for name in inspect.signature(function).parameters if name in strategies]
        if len(names) < len(strategies):
            raise TypeError(
                f"{function.__name__} has no argument {next(n for n in strategies if n not in names)!r}\n"
                "help: name the strategies as the arguments"
            )

        @functools.wraps(function)
        def test(*args, **drawn):
            inputs = [drawn.pop(name) for name in names]  # what is left is the test's own, as `self`

            @functools.wraps(function)
            def call(*values):
                return function(*args, **drawn, **dict(zip(names, values)))

            try:
                gradcheck(call, tuple(inputs))
            except GradientError as error:
                text = f"{error}\n\nas a test:\n\n{as_test(function.__name__, inputs)}"
                raise GradientError(
                    text,
                    function=error.function,
                    argument=error.argument,
                    index=error.index,
                    analytic=error.analytic,
                    numeric=error.numeric,
                ) from error.__cause__

        attacked: Any = profile(given(**strategies)(test))
        attacked.function = function
        return attacked

    return decorate


def as_test(name: str, inputs: list) -> str:
    """The source of a test with these inputs."""
    texts = ", ".join(as_source(x) for x in inputs)
    return (
        "from numpy import float32, float64, zeros\n"
        "from tinygrad_edu import tensor\n"
        "from tinygrad_edu.testing import gradcheck\n\n"
        f"def {name if name.startswith('test_') else 'test_' + name}_again():\n"
        f"    gradcheck({name}.function, ({texts}{',' if len(inputs) == 1 else ''}))"
    )


def as_source(x: Any) -> str:
    """A value as Python source, to the last digit."""
    if isinstance(x, (tuple, list, dict)):
        return repr(mapped(x, lambda path, part: Source(as_source(part)), ""))
    if not isinstance(x, (Node, np.ndarray)):
        return repr(x)
    array = np.asarray(array_of(x))
    numbers = repr(array.tolist()) if array.size else f"zeros({array.shape})"
    wanted = ", requires_grad=True" if isinstance(x, Node) and x.wants_gradient else ""
    return f"tensor({numbers}, dtype={array.dtype}{wanted})"


class Source(str):
    """A text that prints without quotes."""

    def __repr__(self) -> str:
        return str(self)
