"""PyTorch's `torch.distributed`, for programs that can also do without: one process trains here, alone.

>>> from tinygrad_edu import distributed
>>> distributed.is_available(), distributed.is_initialized()
(False, False)
"""

from __future__ import annotations

__all__ = [
    "barrier", "destroy_process_group", "get_rank", "get_world_size", "init_process_group", "is_available",
    "is_initialized",
]  # fmt: skip


def is_available() -> bool:
    """Whether several processes can train one net: no."""
    return False


def is_initialized() -> bool:
    """Whether several processes train one net: no."""
    return False


def init_process_group(backend=None, *args, **options) -> None:
    """Refused: RuntimeError."""
    raise RuntimeError(
        "several processes can't train one net here\nhelp: run the program without torchrun, in one process"
    )


def no_group(*args, **options):
    """Refused: RuntimeError."""
    raise RuntimeError("there is no group of processes\nhelp: ask is_initialized() first, which is False here")


barrier = destroy_process_group = get_rank = get_world_size = no_group
