"""Attack your own gradients: for anyone's op, layer or loss, with any test runner.

`gradcheck` and `gradgradcheck` need NumPy alone. The strategies and `check_gradients` need hypothesis.
"""

import importlib
from typing import Any

from .gradients import GradientError, gradcheck, gradgradcheck

__all__ = [
    "GradientError", "broadcastable_tensors", "check_gradients", "gradcheck", "gradgradcheck", "matrices", "tensors",
]  # fmt: skip

WITH_HYPOTHESIS = {
    "tensors": "strategies",
    "broadcastable_tensors": "strategies",
    "matrices": "strategies",
    "check_gradients": "properties",
}


def __getattr__(name: str) -> Any:
    """What needs hypothesis is loaded when it is first asked for."""
    if name not in WITH_HYPOTHESIS:
        raise AttributeError(f"tinygrad_edu.testing has no {name!r}")
    try:
        return getattr(importlib.import_module(f"{__name__}.{WITH_HYPOTHESIS[name]}"), name)
    except ModuleNotFoundError as error:
        if error.name != "hypothesis":
            raise
        raise ModuleNotFoundError(
            f"tinygrad_edu.testing.{name} needs hypothesis\nhelp: pip install hypothesis", name="hypothesis"
        ) from error


def __dir__() -> list[str]:
    return [*globals(), *WITH_HYPOTHESIS]
