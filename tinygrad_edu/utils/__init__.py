"""PyTorch's `torch.utils`: other names of what stands elsewhere."""

from . import checkpoint

__all__ = ["checkpoint"]
