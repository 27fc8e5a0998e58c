"""PyTorch's `torch.backends`: what programs ask about other machines, and switches that have no effect here."""

from . import cuda, cudnn, mps

__all__ = ["cuda", "cudnn", "mps"]
