"""PyTorch's path of Flatten."""

from ..layers import Flatten, Unflatten

__all__ = ["Flatten", "Unflatten"]
