"""Names that are given to layers, models and optimizers which were not given one: dense, dense_1, dense_2."""

from __future__ import annotations

import re
from collections import Counter

used: Counter[str] = Counter()


def snake_case(name: str) -> str:
    """The name of a class in small letters, its words apart.

    >>> [snake_case(name) for name in ("MaxPooling2D", "RMSprop", "LSTM")]
    ['max_pooling2d', 'rm_sprop', 'lstm']
    """
    words = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W", "", name))  # a lambda's name is <lambda>
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()


def fresh_name(owner: type) -> str:
    """A name for the next object of this class, that no other has been given since `forget_names`."""
    name = snake_case(owner.__name__)
    used[name] += 1
    return name if used[name] == 1 else f"{name}_{used[name] - 1}"


def forget_names() -> None:
    """Begin again without numbers."""
    used.clear()
