"""PyTorch's path of `Parameter` and `Buffer`."""

from .module import Buffer, Parameter

__all__ = ["Buffer", "Parameter"]
