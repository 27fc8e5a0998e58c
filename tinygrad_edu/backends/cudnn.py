"""Switches without effect, for programs that set them."""

__all__ = ["allow_tf32", "benchmark", "deterministic", "enabled", "is_available"]

enabled = True
deterministic = True
benchmark = False
allow_tf32 = False


def is_available() -> bool:
    """Whether it is used: no."""
    return False
