"""What is recorded: everything, nothing, lines of the program as well, or NaN looked for on the way back."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, ClassVar

from ..tape import Mode, changed_mode, mode


class _Recording:
    """A context manager, and a decorator, that changes the recording mode of this thread and task."""

    change: ClassVar[dict[str, Any]] = {}

    def __new__(cls, function: Callable | None = None, /):
        return super().__new__(cls) if function is None else super().__new__(cls)(function)

    def __init__(self, function: Callable | None = None, /) -> None:
        self.running: list[AbstractContextManager] = []

    def __enter__(self) -> None:
        self.running.append(changed_mode(**self.change))
        self.running[-1].__enter__()

    def __exit__(self, *exception) -> None:
        self.running.pop().__exit__(*exception)

    def __call__(self, function: Callable) -> Callable:
        if not callable(function):
            name, what = type(self).__name__, type(function).__name__
            raise TypeError(f"{name} of a {what}\nhelp: `with {name}():`, or @{name}() before a function")
        if inspect.isgeneratorfunction(function) or inspect.iscoroutinefunction(function):
            raise TypeError(
                f"{type(self).__name__} before {function.__name__} would be over before its body runs\n"
                f"help: write `with {type(self).__name__}():` inside it"
            )

        @functools.wraps(function)
        def changed(*args, **kwargs):
            with changed_mode(**self.change):
                return function(*args, **kwargs)

        return changed


class no_grad(_Recording):
    """Nothing is recorded inside: ``with no_grad():``, or ``@no_grad()`` before a function.

    >>> import tinygrad_edu as tg
    >>> w = tg.tensor([1.0, 2.0], requires_grad=True)
    >>> with tg.no_grad():
    ...     w -= 0.5
    >>> w
    tensor([0.5, 1.5], requires_grad=True)
    """

    change: ClassVar = {"record": False}


class inference_mode(_Recording):
    """`no_grad` under another name. PyTorch's tensors from inside can never be recorded; ours are ordinary ones.

    ``inference_mode(False)`` records.
    """

    change: ClassVar = {"record": False}

    def __new__(cls, mode: bool | Callable = True):
        """A context manager, or, of a function, the function that runs in it."""
        return super().__new__(cls, mode if callable(mode) else None)

    def __init__(self, mode: bool = True) -> None:
        super().__init__()
        self.change = {"record": not mode}  # type: ignore[misc]


class enable_grad(_Recording):
    """What is inside is recorded, even within `no_grad`."""

    change: ClassVar = {"record": True}


class _FromNowOn(_Recording):
    """A mode that is changed at once, and changed back at the end of a ``with`` block."""

    before: dict[str, Any]

    def change_to(self, **change) -> None:
        """Change it, and keep what was before."""
        before = changed_permanently(**change)
        self.before = {name: getattr(before, name) for name in change}
        self.change = change  # type: ignore[misc]

    def __exit__(self, *exception) -> None:
        super().__exit__(*exception)
        changed_permanently(**self.before)

    def __call__(self, function: Callable) -> Callable:
        """Before a function: the mode is its own, and nothing changes now."""
        changed_permanently(**self.before)
        return super().__call__(function)


class set_grad_enabled(_FromNowOn):
    """Record, or don't, from now on: ``set_grad_enabled(False)``; as a context manager, until its end.

    >>> import tinygrad_edu as tg
    >>> with tg.set_grad_enabled(False):
    ...     print(tg.is_grad_enabled())
    False
    >>> tg.is_grad_enabled()
    True
    """

    def __new__(cls, mode: bool):
        """A plain object: `mode` is no function to decorate."""
        return object.__new__(cls)

    def __init__(self, mode: bool) -> None:
        super().__init__()
        self.change_to(record=bool(mode))


class record_lines(_Recording):
    """Ops note the line of your program that called them, for errors and pictures. Each op takes about 1 µs longer."""

    change: ClassVar = {"lines": True}


class detect_anomaly(_Recording):
    """Lines are recorded, and a backward pass stops at the first op that sends NaN to an operand, naming the line.

    With `check_nan` False only the lines are recorded.

    >>> import numpy as np, tinygrad_edu as tg
    >>> x = tg.tensor([0.0, 1.0], requires_grad=True)
    >>> with np.errstate(invalid="ignore"), tg.autograd.detect_anomaly():
    ...     (tg.sqrt(x) * 0).sum().backward()
    Traceback (most recent call last):
    RuntimeError: NaN is sent to an operand of shape (2,)
    This happened in the backward pass of sqrt((2,)) → (2,), ...
    """

    def __new__(cls, check_nan: bool = True):
        """A plain object: it is before no function."""
        return object.__new__(cls)

    def __init__(self, check_nan: bool = True) -> None:
        super().__init__()
        self.change = {"lines": True, "anomaly": bool(check_nan)}  # type: ignore[misc]


class set_detect_anomaly(_FromNowOn):
    """`detect_anomaly` from now on, or no longer; as a context manager, until its end."""

    def __new__(cls, mode: bool, check_nan: bool = True):
        """A plain object: it is before no function."""
        return object.__new__(cls)

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        super().__init__()
        self.change_to(lines=bool(mode), anomaly=bool(mode and check_nan))


def changed_permanently(**change) -> Mode:
    """Another mode from now on in this thread and task; returns the one before."""
    before = mode.get()
    mode.set(replace(before, **change))
    return before


def is_inference_mode_enabled() -> bool:
    """Whether nothing is recorded: `inference_mode` is `no_grad` here."""
    return not mode.get().record


def is_grad_enabled() -> bool:
    """Whether ops are being recorded."""
    return mode.get().record
