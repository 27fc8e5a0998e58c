"""Switches without effect, for programs that set them."""

__all__ = ["matmul"]


class matmul:
    """How a card multiplies matrices: there is none."""

    allow_tf32 = False
