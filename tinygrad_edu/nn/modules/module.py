"""PyTorch's path of Module."""

from ..module import Module

__all__ = ["Module"]
