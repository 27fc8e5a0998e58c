"""PyTorch's path of the linear layers."""

from ..layers import Bilinear, Identity, Linear
from ..lazy import LazyLinear

__all__ = ["Bilinear", "Identity", "LazyLinear", "Linear"]
