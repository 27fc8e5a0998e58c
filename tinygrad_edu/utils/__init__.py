"""PyTorch's `torch.utils`: other names of what stands elsewhere."""

from . import checkpoint, data

__all__ = ["checkpoint", "data"]
