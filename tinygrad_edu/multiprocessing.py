"""PyTorch's `torch.multiprocessing`: Python's own. A tensor is sent to another process as a copy."""

import multiprocessing
from typing import Any

__all__ = [*multiprocessing.__all__]


def __getattr__(name: str) -> Any:
    """What Python's module has by this name."""
    return getattr(multiprocessing, name)
