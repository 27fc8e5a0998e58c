"""Optimizers with Keras's names, defaults and formulas, which differ from PyTorch's; `optim` has the engine."""

from __future__ import annotations

from typing import Any

from .. import absent
from ..known import TABLES, named_or_given
from . import schedules
from .adagrad import Adadelta, Adagrad
from .adam import Adam, Adamax, AdamW, Nadam
from .optimizer import Optimizer
from .rmsprop import RMSprop
from .sgd import SGD

__all__ = ["Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "Nadam", "Optimizer", "RMSprop", "SGD", "get"]

CLASSES = {name: globals()[name] for name in __all__ if name not in ("Optimizer", "get")}
TABLES["optimizer"] |= {name.lower(): made for name, made in CLASSES.items()} | CLASSES


def get(identifier: Any) -> Optimizer:
    """The optimizer of this name, in capitals or not; an Optimizer is itself. ValueError if the name is unknown."""
    if isinstance(identifier, str) and identifier not in CLASSES:
        identifier = identifier.lower()
    found = named_or_given("optimizer", identifier)
    if not isinstance(found, Optimizer):
        raise TypeError(
            f"an optimizer is a name or an Optimizer of this package, not {identifier!r:.60}\n"
            "help: optimizer='adam', or optimizers.Adam(learning_rate=0.001)"
        )
    return found


__getattr__ = absent.names_of(__name__)
