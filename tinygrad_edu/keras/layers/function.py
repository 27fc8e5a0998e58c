"""A function as a layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .layer import Layer


class Lambda(Layer):
    """function(x, **arguments), which has no weights. A model in which it has no name, as a lambda, can't be saved."""

    weightless = True

    def __init__(self, function: Callable, *, arguments: Mapping[str, Any] | None = None, **options) -> None:
        super().__init__(**options)
        if not callable(function):
            raise TypeError(f"Lambda of {function!r:.60}\nhelp: a function of a Tensor, as in lambda x: x ** 2")
        self.function, self.arguments = function, dict(arguments or {})

    def call(self, inputs) -> Any:
        """What the function returns."""
        return self.function(inputs, **self.arguments)
