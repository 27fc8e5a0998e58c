"""PyTorch's path of Fold and Unfold."""

from ..vision import Fold, Unfold

__all__ = ["Fold", "Unfold"]
