"""PyTorch's `torch.amp`, mixed precision: everything stays in its own dtype here, so that nothing needs scaling.

Programs that use it run as they are, in the precision that their tensors have.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any

from .devices import device

__all__ = ["GradScaler", "autocast"]


def warn_without_card(what: str, kind: str, enabled: bool) -> None:
    """A warning, if a card is meant: what is wanted has no effect."""
    if enabled and device(kind).type != "cpu":
        warnings.warn(f"{what} is enabled, but there is no graphics card: it does nothing", stacklevel=4)


class autocast:
    """Nothing changes inside: PyTorch computes products in fewer digits there. With a card in mind, it warns."""

    def __init__(self, device_type: str, dtype=None, enabled: bool = True, cache_enabled: bool | None = None) -> None:
        warn_without_card("autocast", device_type, enabled)

    def __enter__(self) -> autocast:
        return self

    def __exit__(self, *exception) -> None:
        """Nothing was changed."""

    def __call__(self, function: Callable) -> Callable:
        """Before a function: it stays as it is."""
        return functools.wraps(function)(lambda *args, **options: function(*args, **options))


class GradScaler:
    """Scales nothing: small gradients vanish in float16 alone. With a card in mind, it warns.

    >>> import tinygrad_edu as tg
    >>> w = tg.nn.Parameter(tg.tensor([1.0]))
    >>> optimizer, scaler = tg.optim.SGD([w], lr=0.5), tg.amp.GradScaler("cpu")
    >>> scaler.scale((w * w).sum()).backward()
    >>> scaler.step(optimizer)
    >>> scaler.update()
    >>> w.tolist(), scaler.get_scale()
    ([0.0], 1.0)
    """

    def __init__(
        self,
        device: str = "cuda",
        init_scale: float = 65536.0,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
        enabled: bool = True,
    ) -> None:
        warn_without_card("GradScaler", device, enabled)

    def scale(self, outputs: Any) -> Any:
        """The outputs, unscaled."""
        return outputs

    def unscale_(self, optimizer) -> None:
        """Nothing: the gradients aren't scaled."""

    def step(self, optimizer, *args, **kwargs) -> Any:
        """``optimizer.step(…)``."""
        return optimizer.step(*args, **kwargs)

    def update(self, new_scale=None) -> None:
        """Nothing: the scale is 1 and stays 1."""

    def get_scale(self) -> float:
        """The scale: 1."""
        return 1.0

    def is_enabled(self) -> bool:
        """Whether gradients are scaled: no."""
        return False

    def state_dict(self) -> dict[str, Any]:
        """Nothing to keep."""
        return {}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Nothing: there is no scale to restore."""
