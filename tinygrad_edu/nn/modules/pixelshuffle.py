"""PyTorch's path of PixelShuffle."""

from ..vision import PixelShuffle, PixelUnshuffle

__all__ = ["PixelShuffle", "PixelUnshuffle"]
