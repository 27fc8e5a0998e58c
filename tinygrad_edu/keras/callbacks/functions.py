"""Functions as a callback."""

from __future__ import annotations

from collections.abc import Callable

from .callback import Callback


class LambdaCallback(Callback):
    """Functions as hooks: ``LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch))``."""

    def __init__(self, **hooks: Callable) -> None:
        for name, function in hooks.items():
            if not name.startswith("on_") or not hasattr(Callback, name):
                known = ", ".join(hook for hook in vars(Callback) if hook.startswith("on_"))
                raise TypeError(f"there is no hook {name!r}\nhelp: {known}")
            if function is not None:
                setattr(self, name, function)
