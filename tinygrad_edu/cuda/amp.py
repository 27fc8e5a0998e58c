"""PyTorch's older path of `amp`, whose names here are for graphics cards alone."""

from __future__ import annotations

from .. import amp

__all__ = ["GradScaler", "autocast"]


class autocast(amp.autocast):
    """`amp.autocast` on a graphics card: there is none, so that nothing changes."""

    def __init__(self, enabled: bool = True, dtype=None, cache_enabled: bool = True) -> None:
        super().__init__("cuda", dtype, enabled, cache_enabled)


class GradScaler(amp.GradScaler):
    """`amp.GradScaler` on a graphics card: there is none, so that nothing is scaled."""

    def __init__(
        self,
        init_scale: float = 65536.0,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
        enabled: bool = True,
    ) -> None:
        super().__init__("cuda", init_scale, growth_factor, backoff_factor, growth_interval, enabled)
