"""PyTorch's path of `autograd.checkpoint`."""

from ..autograd import checkpoint

__all__ = ["checkpoint"]
