"""PyTorch's path of `autograd.checkpoint`."""

from ..autograd import checkpoint
from ..autograd.checkpointing import checkpoint_sequential

__all__ = ["checkpoint", "checkpoint_sequential"]
