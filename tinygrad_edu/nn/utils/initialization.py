"""Modules without first values."""

from __future__ import annotations

from typing import TypeVar

from ... import ops
from ..module import Module

M = TypeVar("M", bound=Module)


def skip_init(module_cls: type[M], *args, **kwargs) -> M:
    """The module of this class, to be filled by yourself: its first values mean nothing, and draw no random numbers."""
    if not issubclass(module_cls, Module):
        raise RuntimeError(f"skip_init of {module_cls.__name__}, no Module\nhelp: give the class, then its arguments")
    state = ops.generator.get_state()
    module = module_cls(*args, **kwargs)
    ops.generator.set_state(state)
    return module
