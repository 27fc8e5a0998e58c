"""PyTorch's path of batch normalization."""

from ..lazy import LazyBatchNorm1d, LazyBatchNorm2d, LazyBatchNorm3d
from ..normalization import BatchNorm as _BatchNorm
from ..normalization import BatchNorm1d, BatchNorm2d, BatchNorm3d

__all__ = [
    "_BatchNorm", "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "LazyBatchNorm1d", "LazyBatchNorm2d",
    "LazyBatchNorm3d",
]  # fmt: skip
