"""Weight normalization: a weight's length and its direction as two parameters.

Source: Salimans and Kingma, NeurIPS 2016.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from ... import ops
from ...tensor import Tensor
from ..hooks import Handle
from ..module import Module, Parameter

M = TypeVar("M", bound=Module)


class Normalization:
    """The hook that puts the weight together before each forward."""

    def __init__(self, name: str, dim: int | None) -> None:
        self.name, self.dim = name, dim
        self.computed = name  # see Module.__getstate__
        self.handle: Handle

    def weight(self, module: Module) -> Tensor:
        """g · v / ‖v‖, the norm taken over all axes but `dim`."""
        g, v = getattr(module, f"{self.name}_g"), getattr(module, f"{self.name}_v")
        return ops.div(ops.mul(v, g), ops.vector_norm(v, axis=self.axes(v.ndim), keepdims=True))

    def axes(self, count: int) -> tuple[int, ...]:
        """The axes along which lengths are taken."""
        return tuple(i for i in range(count) if self.dim is None or i != self.dim % count)

    def __call__(self, module: Module, args: tuple) -> None:
        """Put the weight together before a forward."""
        setattr(module, self.name, self.weight(module))


def weight_norm(module: M, name: str = "weight", dim: int | None = 0) -> M:
    """Split the parameter `name` into its lengths ``name_g`` along `dim` and its directions ``name_v``.

    >>> import tinygrad_edu as tg
    >>> layer = tg.nn.utils.weight_norm(tg.nn.Linear(3, 2))
    >>> {key: value.shape for key, value in layer.state_dict().items()}
    {'bias': (2,), 'weight_g': (2, 1), 'weight_v': (2, 3)}
    """
    if f"{name}_g" in vars(module):
        raise RuntimeError(f"{name!r} is normalized already\nhelp: remove_weight_norm takes it back")
    weight = module.get_parameter(name)
    normalization = Normalization(name, dim)
    length = np.sqrt(np.sum(weight.value**2, axis=normalization.axes(weight.ndim), keepdims=dim is not None))
    delattr(module, name)
    module.register_parameter(f"{name}_g", Parameter(length))
    module.register_parameter(f"{name}_v", Parameter(weight.value.copy()))
    setattr(module, name, normalization.weight(module))
    normalization.handle = module.register_forward_pre_hook(normalization)
    return module


def remove_weight_norm(module: M, name: str = "weight") -> M:
    """Put the parameter together again. ValueError if it was never split."""
    for hook, _ in list(module.hooked().kinds["before"].values()):
        if isinstance(hook, Normalization) and hook.name == name:
            weight = hook.weight(module).value
            hook.handle.remove()
            for part in (name, f"{name}_g", f"{name}_v"):
                delattr(module, part)
            module.register_parameter(name, Parameter(weight))
            return module
    raise ValueError(f"{name!r} of this {type(module).__name__} isn't normalized\nhelp: weight_norm does that")
